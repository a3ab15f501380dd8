"""A sheet on one page: a sheet in, out come the paper, the size of the letters and what of it is said.

How much room text takes is estimated, rather too much than too little, since no program lays it out here. The lines of
these styles have a fixed height, so that the fonts of the reader's machine change nothing but where lines break.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, inf

from lxml import etree

from qmsdocs.blocks import (
    Blocks,
    Callout,
    Example,
    Heading,
    Inlines,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Strong,
    Table,
    plain,
)
from qmsdocs.document_tree import Paper, Sheet
from qmsdocs.locale import label
from qmsdocs.writers.word.markup import W, shares
from qmsdocs.writers.word.named_styles import STYLE, name_of
from qmsdocs.writers.word.page import COLUMN_GAP, Page

STYLES = {
    "QMS Form Title": (1.75, 0.0, 0.2),
    "QMS Small": (0.9, 0.0, 0.4),
    "heading 1": (1.15, 0.55, 0.25),
    "heading 2": (1.05, 0.45, 0.2),
    "heading 3": (1.0, 0.4, 0.2),
    "Body Text": (1.0, 0.0, 0.35),
    "List Paragraph": (1.0, 0.0, 0.22),
    "Quote": (1.0, 0.1, 0.3),
    "QMS Note": (1.0, 0.25, 0.25),
    "QMS Caution": (1.0, 0.25, 0.25),
    "QMS Warning": (1.0, 0.25, 0.25),
    "caption": (0.95, 0.45, 0.2),
    "QMS Generated": (0.8, 0.1, 0.4),
    "QMS Table Text": (0.95, 0.08, 0.12),
    "QMS Table Quote": (0.95, 0.05, 0.15),
    "QMS Table Head": (0.95, 0.15, 0.15),
    "QMS Spacer": (0.45, 0.0, 0.0),
}
"""Size of the letters and room before and after, each as a multiple of the size of running text."""
_LINE = {"en": 1.22, "zh": 1.34}
"""The distance of lines, as a multiple of the size of the letters."""
_PAPERS = {
    "A4": Page(top=964, right=680, bottom=1247, left=680, header=397, footer=397),
    "A3": Page(width=23811, height=16838, top=964, right=680, bottom=1247, left=680, header=397, footer=397),
}
_SURE = {1: 0.97, 2: 0.94}
"""The part of the room that may be used, by the number of columns: estimates are wrong by a few lines, and a table that
goes on in the next column has its head there once more."""
_STEP = 0.5
_CELL_SIDES, _CELL_HEIGHT = 9.0, 3.4
"""What the margins of a cell take from its width, and add to its height, in points."""
_LIST_STEP = 19.85


@dataclass(frozen=True, slots=True)
class Setting:
    """How a sheet is set: the page, the columns, the size of running text in points, and the blocks."""

    page: Page
    columns: int
    letters: float
    body: Blocks

    @property
    def column_width(self) -> int:
        """The width of a column in twips."""
        return (self.page.text_width - (self.columns - 1) * COLUMN_GAP) // self.columns


def setting(sheet: Sheet, foot_lines: int) -> Setting:
    """The fullest body, on the first paper, in the largest letters that have room; when nothing has, the shortest body
    on the last paper in letters that are too small."""
    one = sheet.one_page
    assert one is not None
    bodies = (sheet.body, *one.shorter)
    for body in bodies:
        for paper in one.papers:
            if found := _largest(sheet, body, paper, one.largest, one.least, foot_lines):
                return found
    small = _largest(sheet, bodies[-1], one.papers[-1], one.least, 3.0, foot_lines)
    return small or _made(bodies[-1], one.papers[-1], 3.0, foot_lines)


def _made(body: Blocks, paper: Paper, letters: float, foot_lines: int) -> Setting:
    page = _PAPERS[paper]
    bottom = max(page.bottom, page.footer + foot_lines * 200 + 200)
    return Setting(
        Page(page.width, page.height, page.top, page.right, bottom, page.left, page.header, page.footer),
        2 if paper == "A3" else 1,
        letters,
        body,
    )


def _largest(sheet: Sheet, body: Blocks, paper: Paper, largest: float, least: float, foot_lines: int) -> Setting | None:
    """The setting with the largest letters in which `body` has room; None when there is none."""
    low, high = ceil(least / _STEP), int(largest / _STEP)
    if not _has_room(sheet, _made(body, paper, low * _STEP, foot_lines)):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if _has_room(sheet, _made(body, paper, middle * _STEP, foot_lines)):
            low = middle
        else:
            high = middle - 1
    return _made(body, paper, low * _STEP, foot_lines)


def _has_room(sheet: Sheet, made: Setting) -> bool:
    page, room = made.page, _Room(made.letters, sheet.language)
    height = (page.height - page.top - page.bottom) / 20 * _SURE[made.columns]
    across = page.text_width / 20
    head = room.text(sheet.title, "QMS Form Title", across)
    head += room.text(sheet.note, "QMS Small", across) if sheet.note else 0
    left = [height - head for _ in range(made.columns)]
    for unit in room.units(made.body, made.column_width / 20):
        while left and left[0] < unit:
            left.pop(0)
        if not left:
            return False
        left[0] -= unit
    return True


class _Room:
    """How high things stand in letters of one size, in points."""

    def __init__(self, letters: float, language: str) -> None:
        self._letters, self._language = letters, language
        self._line = _LINE.get(language, _LINE["en"])

    def units(self, content: Blocks, width: float, style: str = "Body Text") -> Iterator[float]:
        """The heights of what stays together: paragraphs, rows, headings with the line after them."""
        kept = 0.0
        for block in content:
            for height in self._block(block, width, style):
                if isinstance(block, Heading):
                    kept += height
                else:
                    yield kept + height
                    kept = 0.0
        if kept:
            yield kept

    def _block(self, block: object, width: float, style: str) -> Iterator[float]:
        match block:
            case Heading():
                yield self._lines(block.content, f"heading {min(max(block.level, 1), 3)}", width)
            case Paragraph():
                yield self._lines(block.content, self._style(block, style), width)
            case ListBlock():
                inner = "List Paragraph" if style == "Body Text" else style
                for item in block.items:
                    yield from self.units(item.blocks, width - _LIST_STEP, inner)
            case Quote():
                yield from self.units(block.blocks, width - 34, "Quote" if style == "Body Text" else "QMS Table Quote")
            case Callout():
                yield self._callout(block, width)
            case Table():
                yield from self._table(block, width)
            case Example():
                yield self._example(block, width)
            case _:
                yield inf

    def _style(self, block: Paragraph, style: str) -> str:
        return {"generated": "QMS Generated", "caption": "caption", "body": style}[block.kind]

    def _callout(self, block: Callout, width: float) -> float:
        style = f"QMS {block.kind.capitalize()}"
        word = Run(f"⚠ {label(self._language, f'word.{block.kind}')}: ")
        first, *rest = block.blocks
        opened = Paragraph("", (word, *(first.content if isinstance(first, Paragraph) else ())))
        blocks: Sequence[object] = (opened, *(rest if isinstance(first, Paragraph) else block.blocks))
        return sum(height for inner in blocks for height in self._block(inner, width - 24, style)) + self._letters

    def _table(self, block: Table, width: float) -> Iterator[float]:
        widths = shares(int(width * 20), [max(column.width, 1) for column in block.columns])
        rooms = [max(room / 20 - _CELL_SIDES, 5.0) for room in widths]
        caption = self._lines(block.caption, "caption", width) if block.caption else 0
        head = max(
            self._lines((Strong(column.title),), "QMS Table Head", room)
            for column, room in zip(block.columns, rooms, strict=True)
        )
        above = caption + head + _CELL_HEIGHT
        for row in block.rows:
            cells = zip(row.cells, rooms, strict=True)
            yield above + max(self._cell(cell.blocks, room) for cell, room in cells) + _CELL_HEIGHT
            above = 0.0
        yield self._height("QMS Generated" if block.generated else "QMS Spacer", 1)

    def _cell(self, content: Blocks, width: float) -> float:
        return sum(self.units(content, width, "QMS Table Text")) or self._height("QMS Table Text", 1)

    def _example(self, block: Example, width: float) -> float:
        sides = 2 if block.wrong else 1
        room = width / sides - _CELL_SIDES
        height = self._lines(block.title, "caption", width) if block.title else 0
        height += self._height("QMS Table Head", 1) + max(self._cell(block.right, room), self._cell(block.wrong, room))
        height += 2 * _CELL_HEIGHT + self._height("QMS Spacer", 1)
        if block.why:
            head = self._height("QMS Table Head", 1)
            height += head + self._cell(block.why, width - _CELL_SIDES) + _CELL_HEIGHT
        return height

    def text(self, text: str, style: str, width: float) -> float:
        """The height of a paragraph of plain text."""
        return self._lines((Run(text),), style, width)

    def _lines(self, content: Inlines, style: str, width: float) -> float:
        bold = 1.05 if style.startswith(("heading", "QMS Form")) or any(isinstance(i, Strong) for i in content) else 1.0
        letters = STYLES[style][0] * self._letters * bold
        indent = 2.0 if style == "Body Text" and self._language == "zh" else 0.0
        pieces = plain(content).split("\n")
        return self._height(style, sum(_count(piece, width / letters, indent) for piece in pieces))

    def _height(self, style: str, lines: int) -> float:
        size, before, after = STYLES[style]
        return (lines * size * self._line + before + after) * self._letters


@lru_cache(maxsize=8192)
def _count(text: str, width: float, indent: float) -> int:
    """How many lines `text` takes in a column that is `width` times as wide as its letters are high."""
    lines, used = 1, indent
    for word in _words(text):
        room = sum(map(_em, word))
        if used and used + room > width:
            lines, used = lines + 1, 0.0
            word, room = word.lstrip(), room - (0.25 if word[0] == " " else 0)
        while room > max(width, 1.0):
            lines, room = lines + 1, room - max(width, 1.0)
        used += room
    return lines


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    """What stays together in a line: words with the blank before them, and single Chinese characters."""
    words: list[str] = []
    for letter in text:
        if not words or letter == " " or _is_wide(letter) or (_is_wide(words[-1][-1]) and letter not in _CLOSING):
            words.append(letter)
        else:
            words[-1] += letter
    return tuple(words)


_CLOSING = frozenset("，。、；：？！）》」』】”’,.;:?!)")
_NARROW = frozenset("iljtfrI.,:;'!|()[]{}/\\ ‘’")
_BROAD = frozenset("mwMW@%—…&")


@lru_cache(maxsize=4096)
def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WFA" and ord(letter) > 0x2000


@lru_cache(maxsize=4096)
def _em(letter: str) -> float:
    if letter == " ":
        return 0.25
    if _is_wide(letter):
        return 1.0
    if letter in _NARROW:
        return 0.3
    return 0.86 if letter in _BROAD else 0.6 if letter.isupper() else 0.51


# ── Styles ───────────────────────────────────────────────────────────────────

_AFTER_SPACING = (
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
)
_AFTER_SIZE = ("szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang")


def sized(styles: bytes, letters: float, language: str) -> bytes:
    """The part with the styles of the house, those of `STYLES` in the sizes of a sheet on one page."""
    tree = etree.fromstring(styles)
    for style in tree.iter(STYLE):
        if found := STYLES.get(name_of(style)):
            size, before, after = (value * letters for value in found)
            height = size * _LINE.get(language, _LINE["en"])
            values = {"before": before, "after": after, "line": height}
            layout, look = _inside(style, "pPr", ("rPr", "tblPr", "tcPr")), _inside(style, "rPr", ("tblPr",))
            spacing = _inside(layout, "spacing", _AFTER_SPACING)
            spacing.attrib.clear()
            for name, value in values.items():
                spacing.set(f"{{{W}}}{name}", str(round(value * 20)))
            spacing.set(f"{{{W}}}lineRule", "exact")
            for name in ("szCs", "sz"):
                _inside(look, name, _AFTER_SIZE).set(f"{{{W}}}val", str(round(size * 2)))
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _inside(parent: etree._Element, name: str, after: Sequence[str]) -> etree._Element:
    """The element called `name`, made where the schema wants it: before the first of those called `after`."""
    found = parent.find(f"{{{W}}}{name}")
    if found is None:
        found = etree.Element(f"{{{W}}}{name}")
        later = next(parent.iterchildren(*(f"{{{W}}}{each}" for each in after if each != name)), None)
        if later is None:
            parent.append(found)
        else:
            later.addprevious(found)
    return found
