"""The markup of texts: cases/markup.md shows what each becomes; the fast way never differs from the slow one."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qmsdocs import markup
from qmsdocs.blocks import (
    Block,
    Blocks,
    Code,
    Emphasis,
    Fact,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Run,
    Strong,
    Untranslated,
)

FILE = Path(__file__).parent / "cases" / "markup.md"
_CASE = re.compile(r"^## (?P<title>.+?)\n\n````\n(?P<text>.*?)\n````\n\n````\n(?P<outline>.*?)\n````\n", re.M | re.S)
CASES = list(_CASE.finditer(FILE.read_text(encoding="utf-8")))


class Names:
    """Every reference and every fact exists."""

    def reference(self, target: str) -> Inline:
        """A reference that prints its target."""
        return Reference((Run(target),), target)

    def fact(self, key: str) -> Inline:
        """A fact that prints its key."""
        return Fact(key, (Run(key),))


def outline(blocks: Blocks, depth: int = 0) -> Iterator[str]:
    """One line for each block, with its id; what is inside stands indented below."""
    for block in blocks:
        yield "  " * depth + _head(block)
        if isinstance(block, ListBlock):
            for item in block.items:
                yield "  " * (depth + 1) + f"item {item.id}"
                yield from outline(item.blocks, depth + 2)
        elif isinstance(block, Quote):
            yield from outline(block.blocks, depth + 1)


def _head(block: Block) -> str:
    match block:
        case Paragraph():
            return f"paragraph {block.id}: {_inlines(block.content)}"
        case ListBlock():
            return f"{'numbers' if block.ordered else 'bullets'} {block.id}"
        case Quote():
            return f"quote {block.id}"
        case _:
            raise AssertionError(f"markup makes no {block}")


def _inlines(content: Inlines) -> str:
    return "".join(_inline(inline) for inline in content)


def _inline(inline: Inline) -> str:
    match inline:
        case Run():
            return inline.text
        case Strong():
            return f"‹strong {_inlines(inline.content)}›"
        case Emphasis():
            return f"‹emphasis {_inlines(inline.content)}›"
        case Code():
            return f"‹code {inline.text}›"
        case LineBreak():
            return "‹break›"
        case Link():
            return f"‹link {inline.target} {_inlines(inline.content)}›"
        case Reference():
            return f"‹reference {inline.number}›"
        case Fact():
            return f"‹fact {inline.key}›"
        case Untranslated():
            raise AssertionError("markup knows nothing of languages")
        case _:
            assert_never(inline)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_what_a_text_becomes(case: re.Match[str]) -> None:
    """The tree is the one that the file shows."""
    found = "\n".join(outline(markup.blocks(case["text"], "do", Names())))

    if os.environ.get("QMSDOCS_ACCEPT"):
        text = FILE.read_text(encoding="utf-8")
        new = case.group().replace(f"\n{case['outline']}\n````\n", f"\n{found}\n````\n")
        FILE.write_text(text.replace(case.group(), new), encoding="utf-8")
    assert found == case["outline"]


def test_every_case_is_read() -> None:
    """No case is skipped for a mistake in its form."""
    assert len(CASES) == FILE.read_text(encoding="utf-8").count("\n## ")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_the_fast_way_is_the_slow_way(case: re.Match[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The texts of the file become the same tree through Markdown."""
    assert markup.blocks(case["text"], "do", Names()) == _slowly(case["text"], monkeypatch)


def _slowly(text: str, monkeypatch: pytest.MonkeyPatch) -> Blocks:
    with monkeypatch.context() as patch:
        patch.setattr(markup, "_flat", lambda _: None)
        return markup.blocks(text, "do", Names())


_PIECES = (
    *("a", "Word", "投诉", "。", "“x”", "5", "1.", "1. ", "12) ", "- ", "-", "* ", "+ ", "> ", "#", "# ", "~~~", "==="),
    *("---", "\n", "\n\n", "\n \n", " ", "  ", "    ", "\t", "[a]", "[QP-05/x]", "{limits.a}", "{b", "[c](d)", "|"),
    *("**", "*", "_", "`", "\\", "<b>", "&amp;", "!", "https://x.nl", "\u00a0", "\u3000", "…", "(c)", '"', "'", "--"),
)


@given(text=st.lists(st.sampled_from(_PIECES), max_size=12).map("".join).filter(str.strip))
@example(text="- a\n\n- b")
@example(text="1. a\n\n2. b")
@example(text="- a\nb")
@example(text="a\n- b")
@example(text="2. a\n3. b")
@example(text="投诉\n登记")
@example(text="a  \nb")
@example(text="a\n===")
@example(text="- - a")
@example(text="a\n1. b")
@example(text="a\n2. b")
def test_the_fast_way_is_the_slow_way_for_any_text(text: str) -> None:
    """Whatever an author types, the short cut for plain texts gives what Markdown gives."""
    with pytest.MonkeyPatch.context() as patch:
        assert markup.blocks(text, "do", Names()) == _slowly(text, patch)


@given(text=st.text(max_size=60).filter(str.strip))
def test_no_text_is_lost(text: str) -> None:
    """Any text can be read, and its letters and digits stay."""
    shown = "".join(outline(markup.blocks(text, "do", Names())))
    letters = [letter for letter in text if letter.isalpha()]

    for letter in letters:
        assert letter in shown


@given(text=st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_a_title_is_one_line(text: str) -> None:
    """A text of one paragraph becomes inlines only, whatever it looks like."""
    for inline in markup.inlines(text, Names()):
        assert "\n" not in _inline(inline)


def test_references_and_facts_are_found() -> None:
    """What a text refers to, in order; a link in Markdown is no reference."""
    text = "See [QP-05/receive], [receive] and [a link](https://x.nl) within {limits.a.A}; {Not} [Nor this]."

    assert list(markup.targets_in(text)) == ["QP-05/receive", "receive"]
    assert list(markup.fact_keys_in(text)) == ["limits.a.A"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**第一部分。**每个渠道", (Strong((Run("第一部分。"),)), Run("每个渠道"))),
        ("甲**“乙”**丙", (Run("甲"), Strong((Run("“乙”"),)), Run("丙"))),
        ("**甲。**乙。**丙**丁", (Strong((Run("甲。"),)), Run("乙。"), Strong((Run("丙"),)), Run("丁"))),
        ("先*重点（甲）*再", (Run("先"), Emphasis((Run("重点（甲）"),)), Run("再"))),
        ("写`。**x`", (Run("写"), Code("。**x"))),
    ],
)
def test_chinese_needs_no_blank_at_stars(text: str, expected: Inlines) -> None:
    """Punctuation inside of strong text may stand right before what follows."""
    assert markup.inlines(text, Names()) == expected
