"""Registers as a workbook: sheets in, the bytes of an .xlsx out, for Excel, WPS and LibreOffice.

Every cell holds text, or a true date where it is a day; nothing that an author wrote becomes a formula.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from xlsxwriter import Workbook

from qmsdocs.blocks import Cell, Code, Heading, Inlines, LineBreak, Link, Paragraph, Reference, Run, Table, plain, walk
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import label
from qmsdocs.writers.word.parts import bookmark_name
from qmsdocs.writers.workbook.cells import (
    GREY,
    HIGH,
    LINE,
    QUIET,
    clean,
    cut,
    lines_in,
    printed,
    set_up_page,
    sheet_names,
    wide,
    workbook,
)

_LONGEST = 32_767
"""How many letters a cell may hold."""
_MOST_LINKS = 65_000
"""Excel takes 65,530 on a worksheet."""
_WIDEST, _WIDEST_LINK, _BUTTON = 38, 60, 3
"""The widest column, one of links, which LibreOffice does not wrap, and the room for the button of a filter."""
_ASCII = re.compile(r"[\x00-\x7f]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FORMULA = ("=", "+", "-", "@", "\t")
_OUTSIDE = ("http://", "https://", "mailto:")
_LINK = "#1F4E79"


def workbook_file(sheets: Sequence[Sheet], *, program: str, on: date) -> bytes:
    """The workbook with a worksheet for each table of `sheets`; it states to be made by `program` on the day `on`.

    Above each table stand the title of its sheet, the note, and the paragraphs that lead the table in.
    """
    first = sheets[0]

    def fill(book: Workbook) -> None:
        looks = _Looks(book)
        parts = [part for sheet in sheets for part in _parts(sheet)]
        for part, name in zip(parts, sheet_names([part.name for part in parts]), strict=True):
            _Page(book.add_worksheet(name), part, looks).write(program)

    return workbook(fill, language=first.language, title=first.title, company=first.company, comments=first.note, on=on)


# ── What stands where ────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Part:
    """A table of a sheet, with what stands above it."""

    sheet: Sheet
    name: str
    """The heading above the table; without one the title of the sheet."""
    title: str
    """The title of the sheet, with the heading."""
    above: tuple[str, ...]
    table: Table


def _parts(sheet: Sheet) -> Iterator[_Part]:
    name = title = sheet.title
    above = [sheet.note]
    for block in sheet.body:
        match block:
            case Heading():
                name, above = plain(block.content), [sheet.note]
                title = label(sheet.language, "sheet.head", one=sheet.title, other=name)
            case Paragraph():
                above.append(plain(block.content))
            case Table():
                lines = (clean(line) for line in (*above, plain(block.caption)) if line)
                yield _Part(sheet, clean(name), clean(title), tuple(lines), block)
            case _:
                pass


class _Looks:
    """The formats of the cells of one workbook."""

    def __init__(self, book: Workbook) -> None:
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
        self.title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
        self.note = book.add_format({"text_wrap": True, "valign": "top", "font_color": QUIET})
        self.head = book.add_format({**cell, "bold": True, "bg_color": GREY})
        self.middle_head = book.add_format({**cell, "bold": True, "bg_color": GREY, "align": "center"})
        self.text = book.add_format(cell)
        self.middle = book.add_format({**cell, "align": "center"})
        self.day = book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "left"})
        self.link = book.add_format({**cell, "font_color": _LINK, "underline": 1})
        # Excel would make a formula of it as soon as somebody edits the cell.
        self.quoted = book.add_format({**cell, "quote_prefix": True})


class _Page:
    """A worksheet while it is written."""

    def __init__(self, worksheet: Any, part: _Part, looks: _Looks) -> None:
        self._worksheet, self._part, self._looks = worksheet, part, looks
        self._matrix = part.table.kind == "raci"
        self._texts = [[_text(cell) for cell in row.cells] for row in part.table.rows]
        self._ways = [[self._way(cell) for cell in row.cells] for row in part.table.rows]
        self._heads = [clean(plain(column.title)) for column in part.table.columns]
        self._marks = [self._is_mark(place) for place in range(len(self._heads))]
        self._widths = [self._width(place) for place in range(len(self._heads))]
        self._links = 0

    def write(self, program: str) -> None:
        """Writes everything."""
        for place, width in enumerate(self._widths):
            self._worksheet.set_column(place, place, width)
        head = self._above()
        self._worksheet.set_row(head, self._height(self._heads) + (HIGH if self._matrix else 0))
        for place, title in enumerate(self._heads):
            look = self._looks.middle_head if self._matrix and place else self._looks.head
            self._worksheet.write_string(head, place, title, look)
        for row, (texts, ways) in enumerate(zip(self._texts, self._ways, strict=True), head + 1):
            self._worksheet.set_row(row, self._height(texts))
            for place, (text, way) in enumerate(zip(texts, ways, strict=True)):
                self._cell(row, place, text, way)
        self._worksheet.freeze_panes(head + 1, 1 if self._matrix else 0)
        self._worksheet.autofilter(head, 0, head + max(len(self._texts), 1), len(self._heads) - 1)
        self._worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._print(head, program)

    def _above(self) -> int:
        """Writes what stands above the table; gives the row of its head."""
        last, room = len(self._widths) - 1, sum(self._widths)
        lines = [(self._part.title, self._looks.title), *((line, self._looks.note) for line in self._part.above)]
        for row, (text, look) in enumerate(lines):
            self._worksheet.set_row(row, HIGH * lines_in(text, room) + 2 if row else 22)
            if last:
                self._worksheet.merge_range(row, 0, row, last, "", look)
            self._worksheet.write_string(row, 0, cut(text, _LONGEST), look)
        return len(lines)

    def _cell(self, row: int, place: int, text: str, way: str) -> None:
        looks, day = self._looks, _day(text)
        if not text:
            self._worksheet.write_blank(row, place, None, looks.text)
        elif way and self._links < _MOST_LINKS:
            self._links += 1
            self._worksheet.write_url(row, place, way, looks.link, text)
        elif day:
            self._worksheet.write_datetime(row, place, day, looks.day)
        elif self._marks[place]:
            self._worksheet.write_string(row, place, text, looks.middle)
        else:
            self._worksheet.write_string(row, place, text, looks.quoted if text.startswith(_FORMULA) else looks.text)

    def _way(self, cell: Cell) -> str:
        """Where the first link of a cell leads, as XlsxWriter wants it; "" for nowhere."""
        for found in _links(cell):
            if isinstance(found, Link):
                if found.target.lower().startswith(_OUTSIDE):
                    return clean(found.target)
            elif not found.planned and (file := self._part.sheet.beside.get(found.number or found.page)):
                mark = f"#{bookmark_name(found.anchor)}" if found.anchor else ""
                return f"external:{_escaped(file)}{mark}"
        return ""

    def _is_mark(self, place: int) -> bool:
        """Whether a column of a matrix holds nothing but marks."""
        return self._matrix and all(len(texts[place]) < 3 for texts in self._texts)

    def _width(self, place: int) -> float:
        """As wide as the longest line, within reason; the head is broken between its words."""
        head = max(map(wide, re.split(r"[\s/-]+", self._heads[place])))
        if self._marks[place]:
            return min(max(5, head), 12) + 1
        lines = [line for texts in self._texts for line in texts[place].split("\n")]
        linked = any(ways[place] for ways in self._ways)
        widest = _WIDEST_LINK if linked else _WIDEST
        return min(max(head + _BUTTON, *map(wide, lines), 6) + 2, widest)

    def _height(self, texts: Sequence[str]) -> float:
        """The height of a row in points; Excel allows 409."""
        lines = max(lines_in(text, width) if text else 1 for text, width in zip(texts, self._widths, strict=True))
        return min(HIGH * lines + 2, 409)

    def _print(self, head: int, program: str) -> None:
        sheet, of = self._worksheet, self._part.sheet
        foot = f"&R{printed(program)}"
        set_up_page(sheet, of.language, self._widths, company=of.company, title=self._part.title, foot=foot)
        sheet.repeat_rows(head)
        sheet.repeat_columns(0)


# ── Texts ────────────────────────────────────────────────────────────────────


def _text(cell: Cell) -> str:
    """The text of a cell, a line for each paragraph and line break."""
    if not cell.blocks:  # most cells of a grid
        return ""
    paragraphs = (plain(block.content) for block in walk(cell.blocks) if isinstance(block, Paragraph))
    text = clean("\n".join(paragraphs))
    return text if 2 * len(text) <= _LONGEST or cut(text, _LONGEST) == text else f"{cut(text, _LONGEST - 1)}…"


def _day(text: str) -> date | None:
    """The day that a whole cell states; None for another text, and for a day before the calendar of Excel."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year > 1900 else None


def _links(cell: Cell) -> Iterator[Link | Reference]:
    """The links and references of a cell, in reading order."""
    for block in walk(cell.blocks):
        if isinstance(block, Paragraph):
            yield from _links_in(block.content)


def _links_in(content: Inlines) -> Iterator[Link | Reference]:
    for inline in content:
        match inline:
            case Link() | Reference():
                yield inline
            case Run() | Code() | LineBreak():
                pass
            case _:
                yield from _links_in(inline.content)


@lru_cache(maxsize=4096)
def _escaped(way: str) -> str:
    """A way to a file as part of a package: Excel and others read letters of all scripts as they are."""
    return _ASCII.sub(lambda found: quote(found[0]), way)
