"""What the search index holds of a page: its sections with plain text, so that nobody has to parse our HTML again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import assert_never

import jieba

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Changed,
    Chart,
    Example,
    FieldGroup,
    Flowchart,
    Heading,
    Landscape,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Table,
    plain,
)
from qmsdocs.manual_site import Page
from qmsdocs.writers.pages.fields import field_words
from qmsdocs.writers.pages.page import heading_text, in_reading_order, page_name


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: `anchor` is the id of its heading, "" for the top of the page."""

    anchor: str
    title: str
    text: str


def search_sections(page: Page) -> list[Section]:
    """The sections of a page; a page that is not searched is found by its title only, one that is not listed never."""
    if not page.listed:
        return []
    if not page.searched:
        return [Section("", page_name(page), "")]
    sections: list[Section] = []
    anchor, title, words = "", page_name(page), list[str]()
    for block in in_reading_order(page.body):
        if isinstance(block, Heading):
            sections.append(Section(anchor, title, _joined(words)))
            anchor, title, words = block.id, heading_text(block), []
        else:
            words += _words(block)
    return [*sections, Section(anchor, title, _joined(words))]


def _joined(words: list[str]) -> str:
    return " ".join([word for word in words if word])


def _all(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        yield from _words(block)


def _words(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(kind="generated"):
            pass
        case Paragraph(content=content) | Heading(content=content) | Attachment(title=content):
            yield plain(content)
        case Table():
            for row in block.rows:
                for cell in row.cells if row.change != "deleted" else ():
                    yield from _all(cell.blocks)
        case ListBlock():
            for item in block.items:
                yield from _all(item.blocks if item.change != "deleted" else ())
        case Quote() | Callout() | Landscape():
            yield from _all(block.blocks)
        case Picture():
            yield plain(block.caption) or block.alt
        case Example():
            yield plain(block.title)
            yield from _all(block.right + block.wrong + block.why)
        case Chart():
            yield plain(block.title)
        case Flowchart():
            pass
        case FieldGroup():
            yield from (field_words(field) for field in block.fields if field.change != "deleted")
        case Changed(_, kind, inner):
            yield from _all(inner if kind == "inserted" else ())
        case _:
            assert_never(block)


def search_entries(page: Page, url: str) -> list[dict[str, str]]:
    """The sections as entries of Material's search index: HTML text, Chinese words parted by zero-width spaces."""
    return [
        {
            "location": f"{url}#{section.anchor}" if section.anchor else url,
            "title": segmented(escape(section.title, quote=False)),
            "text": segmented(escape(section.text, quote=False)),
        }
        for section in search_sections(page)
    ]


jieba.setLogLevel("WARNING")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


def segmented(text: str) -> str:
    """`text` with zero-width spaces between its Chinese words: there the search splits, and finds them anywhere."""
    return _HAN.sub(_words_of, text).strip("\u200b")


def _words_of(match: re.Match[str]) -> str:
    return "\u200b" + "\u200b".join(jieba.cut(match[0])) + "\u200b"
