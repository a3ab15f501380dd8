"""Reading YAML: every scalar stays the author's text, hostile files are refused, and places are found again."""

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.source import WorkingTree, read_yaml, spans


class OneFile:
    """A tree with the file x.yaml only."""

    def __init__(self, data: str | bytes) -> None:
        self.data = data.encode() if isinstance(data, str) else data

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """The one path."""
        return ["x.yaml"]

    def read(self, path: str) -> bytes | None:
        """The one file."""
        return self.data if path == "x.yaml" else None


def value(text: str) -> object:
    """The value of a text without problems."""
    found, problems = read_yaml("x.yaml", text.encode())
    assert problems == []
    return found


@pytest.mark.parametrize(
    "scalar",
    [
        "7.10",
        "01",
        "1_000",
        "NO",
        "yes",
        "true",
        "null",
        "~",
        "2026-02-30",
        "12:30:45",
        "0x1F",
        "1e3",
        ".inf",
        "=",
        "<<",
    ],
)
def test_plain_scalars_mean_what_they_say(scalar: str) -> None:
    """What other readers turn into numbers, dates or truth values stays the text that stands there."""
    assert value(f"a: {scalar}\n'{scalar}': b\n") == {"a": scalar, scalar: "b"}


def test_structure() -> None:
    """Keys with values, lists, block texts and quoted texts, in both ways of writing."""
    text = "a:\n  - b\n  - {c: 'd: e', f: []}\ng: |\n  h\n\n  i\nj: >\n  k\n  l\n'm': \"n\\n\"\no:\n"

    assert value(text) == {"a": ["b", {"c": "d: e", "f": []}], "g": "h\n\ni\n", "j": "k l\n", "m": "n\n", "o": ""}


def test_all_problems_of_a_file_are_told() -> None:
    """One problem does not hide the next of its kind, and a file with duplicate keys is read on."""
    found, problems = read_yaml("x.yaml", b"a: 1\nb: {c: 2, c: 3}\na: 4\n")

    assert found == {"a": "1", "b": {"c": "2"}}
    assert [(problem.rule, problem.place.line, problem.place.column) for problem in problems] == [
        ("duplicate-key", 2, 11),
        ("duplicate-key", 3, 1),
    ]


def test_a_full_width_colon_in_running_text_is_text() -> None:
    """Only the colon that breaks the file is blamed, not one in the Chinese text around it."""
    text = "a: |\n  QP：见下文\nb：错\n"
    _, problems = read_yaml("x.yaml", text.encode())

    assert [(problem.rule, problem.place.line) for problem in problems] == [("wide-colon", 3)]


NESTED = """\
title: Receipt
steps:
  - id: receive
    do: |
      Within 12 h or 2 h,
      at the latest within 2 h.
  - id: known
    answers: {"yes": end}
    label: [one, "two"]
"""


@pytest.mark.parametrize(
    ("place", "line", "marked"),
    [
        (Place("x.yaml", ("title",)), 1, "Receipt"),
        (Place("x.yaml", ("title",), key=True), 1, "title"),
        (Place("x.yaml", ("steps", 1, "id")), 7, "known"),
        (Place("x.yaml", ("steps", "known", "id")), 7, "known"),
        (Place("x.yaml", ("steps", "2", "id")), 7, "known"),
        (Place("x.yaml", ("steps", "known", "answers", "yes")), 8, "end"),
        (Place("x.yaml", ("steps", "known", "answers", "yes"), key=True), 8, '"yes"'),
        (Place("x.yaml", ("steps", "known", "label", "2")), 9, '"two"'),
        # A needle is a word of its own where there is one, and the nth where it stands more than once.
        (Place("x.yaml", ("steps", "receive", "do"), needle="2 h"), 5, "2 h,"),
        (Place("x.yaml", ("steps", "receive", "do"), needle="2 h", nth=2), 6, "2 h."),
        (Place("x.yaml", ("steps", "receive", "do"), needle="latest"), 6, "latest"),
        # What is not there is shown at the place where it is missing.
        (Place("x.yaml", ("steps", "known", "title")), 7, "id: known"),
        (Place("x.yaml", ("purpose",)), 1, "title: Receipt"),
        (Place("x.yaml", ("steps", "nobody", "do")), 3, "- id: receive"),
        (Place("x.yaml", ("steps", "receive", "do"), needle="never"), 4, "|"),
        (Place("x.yaml", line=3, column=5, length=2), 3, "id"),
    ],
)
def test_places_are_found(place: Place, line: int, marked: str) -> None:
    """A route of keys leads to the author's line, and the mark stands under the word."""
    diagnostic = Diagnostic("tab", place)
    span = spans(OneFile(NESTED), [diagnostic])[id(diagnostic)]

    assert span.line == line
    assert span.source == NESTED.split("\n")[line - 1]
    assert span.source[span.column - 1 :].startswith(marked)


def test_columns_count_characters() -> None:
    """Chinese and other wide or rare letters before a place count as one each; a byte order mark does not count."""
    text = "\ufefftitle: {投诉🙂: x}\n"
    diagnostic = Diagnostic("tab", Place("x.yaml", ("title", "投诉🙂")))
    span = spans(OneFile(text), [diagnostic])[id(diagnostic)]

    assert (span.line, span.column, span.length) == (1, 14, 1)


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_stands_in_a_file_raises(data: bytes) -> None:
    """Any bytes are a value or problems, and every problem has a place inside the file."""
    found, problems = read_yaml("x.yaml", data)

    assert found is not None or problems
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for span in spans(OneFile(data), problems).values():
        assert 1 <= span.line <= text.count("\n") + 1
        assert 1 <= span.column <= len(text.split("\n")[span.line - 1]) + 1


_TREES = st.recursive(
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.text("abc-", min_size=1), inner, min_size=1)
    ),
    max_leaves=8,
)


@given(tree=st.dictionaries(st.text("abc", min_size=1), _TREES, min_size=1), flow=st.booleans())
def test_what_is_written_is_read(tree: dict[str, object], flow: bool) -> None:
    """Texts, lists and keys come back as they were written, however they are written."""
    text = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, default_style='"', width=1000)

    assert value(text) == tree


def test_files_of_a_folder() -> None:
    """YAML files in the folders and below, sorted, each once; nothing else, and nothing from outside."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path in ("b/2.yaml", "b/1.yml", "b/c/3.yaml", "b/4.yaml.bak", "b/5.yoml", "a/6.yaml", "7.yaml"):
            (root / path).parent.mkdir(exist_ok=True, parents=True)
            (root / path).write_text("a: b\n", encoding="utf-8")
        tree = WorkingTree(root / "b")

        assert WorkingTree(root).paths(("b", "a", "b/c", "none")) == ["a/6.yaml", "b/1.yml", "b/2.yaml", "b/c/3.yaml"]
        assert tree.paths(("..", "../a")) == []
        assert tree.read("../a/6.yaml") is tree.read("none.yaml") is tree.read("c") is None
        assert tree.read("n" * 300) is None
        assert tree.read("c/../1.yml") == b"a: b\n"
