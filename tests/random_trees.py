"""Random document trees for property tests: few words, few ids and every kind of block, so that pairs are alike."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Cell,
    Code,
    Column,
    Emphasis,
    Example,
    Fact,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Landscape,
    LineBreak,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Row,
    Run,
    Strong,
    Table,
    Untranslated,
)
from qmsdocs.document_tree import DocumentTree, RedlineNote
from tests.word_trees import control, drawing, png

NOTE = RedlineNote("1.0", "1.1", 'Li "Min" & Co', date(2026, 11, 10))
_WORDS = ("Register", "the complaint", " at once", ".", " 1.5 h", "登记", "投诉", "。", " ", "never", "2026-11-24")

texts = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map("".join)
ids = st.sampled_from(("purpose", "purpose-2", "steps.a", "steps.b", "steps.c", "x.1", "x.2", "note"))
runs = texts.map(Run)
contents = st.lists(
    st.one_of(
        runs,
        runs,
        runs.map(lambda run: Strong((run,))),
        runs.map(lambda run: Emphasis((run,))),
        texts.map(Code),
        st.just(LineBreak()),
        runs.map(lambda run: Link("https://example.org/", (run,))),
        st.builds(lambda run, anchor: Reference((run,), anchor=anchor), runs, ids),
        runs.map(lambda run: Fact("limits.register", (run,))),
        runs.map(lambda run: Untranslated("en", (run,))),
    ),
    max_size=4,
).map(tuple)


def _paragraphs() -> st.SearchStrategy[Paragraph]:
    return st.builds(Paragraph, ids, contents)


def _blocks(inner: st.SearchStrategy[Block], least: int = 1) -> st.SearchStrategy[Blocks]:
    return st.lists(inner, min_size=least, max_size=3).map(tuple)


@st.composite
def _tables(draw: Any, inner: st.SearchStrategy[Block]) -> Table:
    width = draw(st.integers(1, 3))
    columns = tuple(Column(f"c{place}", draw(contents), draw(st.integers(1, 4))) for place in range(width))
    cells = st.tuples(*[st.one_of(_paragraphs().map(lambda block: (block,)), _blocks(inner, 0)).map(Cell)] * width)
    rows = draw(st.lists(st.builds(Row, ids, cells), max_size=4))
    kind = draw(st.sampled_from(("plain", "steps", "raci", "decision")))
    return Table(draw(ids), kind, columns, tuple(rows), draw(contents), draw(st.booleans()))


def _fields() -> st.SearchStrategy[Field]:
    kinds = st.sampled_from(("text", "date", "yes-no", "choice", "choices", "signature"))
    return st.builds(
        Field,
        ids,
        contents,
        kinds,
        st.booleans(),
        st.integers(1, 2),
        st.sampled_from(("", "h")),
        st.sampled_from(((), ("a", "b"))),
        contents,
        st.sampled_from(("", "QR-01")),
    )


def _nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = _blocks(inner)
    items = st.lists(st.builds(ListItem, ids, several), min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(ListBlock, ids, st.booleans(), items),
        st.builds(Quote, ids, several),
        st.builds(Callout, ids, st.sampled_from(("note", "warning")), several),
        st.builds(Callout, ids, st.just("note"), _blocks(_paragraphs())),
        _tables(inner),
        st.builds(Example, ids, contents, several, _blocks(inner, 0), _blocks(inner, 0)),
    )


_leaves: st.SearchStrategy[Block] = st.one_of(
    _paragraphs(),
    _paragraphs(),
    st.builds(
        Picture,
        ids,
        st.just("a.png"),
        st.sampled_from((png(), png(20, 20))),
        st.just((60, 30)),
        st.just("A"),
        contents,
        st.just(40),
    ),
    st.builds(Attachment, ids, st.just("a.csv"), st.sampled_from((b"1", b"2")), contents),
)
blocks: st.SearchStrategy[Block] = st.recursive(_leaves, _nested, max_leaves=6)
_top: st.SearchStrategy[Block] = st.one_of(
    blocks,
    blocks,
    st.builds(Heading, ids, st.integers(1, 3), st.sampled_from(("", "1", "2.1", "Appendix A")), contents),
    st.builds(Landscape, ids, _blocks(blocks)),
    st.builds(Paragraph, ids, contents, st.sampled_from(("generated", "caption"))),
    st.builds(Flowchart, ids, st.sampled_from((True, False)).map(lambda zh: (drawing(zh),)), st.just("A chart")),
    st.builds(FieldGroup, ids, st.lists(_fields(), max_size=3).map(tuple), st.sampled_from((0, 2))),
)


@st.composite
def _pairs(draw: Any) -> tuple[Blocks, Blocks]:
    """Two bodies of which one came from the other: blocks dropped, added and exchanged."""
    old = draw(st.lists(_top, max_size=6))
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(new)))
        new[place : place + draw(st.integers(0, 2))] = draw(st.lists(_top, max_size=2))
    return tuple(old), tuple(new)


def pairs() -> st.SearchStrategy[tuple[DocumentTree, DocumentTree]]:
    """An old and a new document in the same language."""

    def trees(bodies: tuple[Blocks, Blocks], language: str, form: bool) -> tuple[DocumentTree, DocumentTree]:
        before = control(language, "draft", title="Old title")
        before = replace(before, revision="1.0", amendments=before.amendments[2:])
        return DocumentTree(before, bodies[0], form), DocumentTree(control(language), bodies[1], form)

    return st.builds(trees, _pairs(), st.sampled_from(("en", "zh")), st.booleans())
