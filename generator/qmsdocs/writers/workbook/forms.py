"""A blank form as a workbook, for ledgers and other forms that grow line by line.

The single fields stand on a worksheet of their own, each table on one with empty lines; tables that continue each
other stand side by side. Cells know what they take: drop-downs, days, numbers, and the rule as a message. Two more
worksheets hold all rules and the lists of the drop-downs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from qmsdocs.blocks import Block, Field, FieldGroup, Heading, Paragraph, plain, walk
from qmsdocs.document_tree import DocumentTree
from qmsdocs.locale import classification_name, label
from qmsdocs.writers.workbook.cells import (
    GREY,
    HIGH,
    LINE,
    QUIET,
    ROOMY,
    clean,
    cut,
    lines_in,
    printed,
    set_up_page,
    sheet_names,
    wide,
    workbook,
)

LINES = 500
"""How many empty lines of a table are ready to be filled in."""
_DAY_ZERO = date(1980, 1, 1)
_FIRST_DAY, _LAST_DAY = 36_526, 73_050
"""2000-01-01 and 2099-12-31, as workbooks count days."""
_MOST_MESSAGE, _MOST_TITLE = 255, 32
"""How long a message of a cell and its title may be."""
_OPEN, _BAND, _ENTRY = "#FFF4D6", "#DCE6F1", "#FFFFFF"
_FORMATS = {"date": "yyyy-mm-dd", "date-time": "yyyy-mm-dd hh:mm", "number": "General"}
"""How the entries of a field are shown; all others are text, so that 7.10 and 2026-10 stay as they are typed."""
_WIDTHS = {"date": 12, "date-time": 17, "number": 9, "yes-no": 9, "signature": 20}
_TEXT, _LONG_TEXT, _LEAST_FIRST, _MOST_CHOICE = 18, 32, 22, 30


def form_workbook(tree: DocumentTree, *, kept: str, program: str) -> bytes:
    """The blank workbook of the form `tree`; `kept` says who keeps it, filled in, and how long. Its bytes follow from
    both and from the name of the `program`."""
    control = tree.control
    return workbook(
        lambda book: _Book(book, tree, kept, program).write(),
        language=control.language,
        title=f"{control.number} {control.title}",
        company=control.company,
        comments=kept,
        on=control.effective or _DAY_ZERO,
    )


# ── What stands where ────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Section:
    """A section of the form with its fields."""

    title: str
    instructions: tuple[str, ...]
    group: FieldGroup


def _sections(body: Sequence[Block]) -> Iterator[_Section]:
    title = ""
    instructions: list[str] = []
    for block in walk(tuple(body)):
        match block:
            case Heading():
                title, instructions = clean(plain(block.content)), []
            case Paragraph():
                instructions.append(clean(plain(block.content)))
            case FieldGroup() if block.fields:
                yield _Section(title, tuple(instructions), block)
            case _:
                pass


def _purpose(body: Sequence[Block]) -> list[str]:
    """What stands before the first section, a text for each paragraph."""
    found = []
    for block in walk(tuple(body)):
        if isinstance(block, Heading):
            break
        if isinstance(block, Paragraph):
            found.append(clean(plain(block.content)))
    return found


def _tables(sections: Sequence[_Section]) -> list[list[_Section]]:
    """The tables, those together that continue each other."""
    found: dict[str, list[_Section]] = {}
    first: dict[str, str] = {}
    for section in sections:
        id_, before = section.group.id, section.group.continues
        if section.group.repeat:
            first[id_] = first.get(before, id_)
            found.setdefault(first[id_], []).append(section)
    return list(found.values())


def _columns(table: Sequence[_Section]) -> list[Field]:
    """The fields side by side; what continues a table does not name its lines again."""
    first, *others = table
    return [*first.group.fields, *(field for section in others for field in section.group.fields[1:])]


class _Looks:
    """The formats of the cells of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
        self.title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
        self.facts = book.add_format({"font_color": QUIET})
        self.note = book.add_format({"text_wrap": True, "valign": "top", "font_color": QUIET})
        self.band = book.add_format({**cell, "bold": True, "bg_color": _BAND})
        self.head = book.add_format({**cell, "bold": True, "bg_color": GREY})
        self.text = book.add_format({**cell, "num_format": "@"})
        self.begun = book.add_format({"border": 1, "border_color": LINE})
        self.open = book.add_format({"bg_color": _OPEN})
        plain_entry = {"text_wrap": True, "valign": "top", "align": "left"}
        self.column = {code: book.add_format({**plain_entry, "num_format": code}) for code in _codes()}
        framed = {**cell, "align": "left", "bg_color": _ENTRY}
        self.entry = {code: book.add_format({**framed, "num_format": code}) for code in _codes()}


def _codes() -> list[str]:
    return [*_FORMATS.values(), "@"]


def _code(field: Field) -> str:
    return _FORMATS.get(field.kind, "@")


# ── The worksheets ───────────────────────────────────────────────────────────


class _Book:
    """A workbook while it is written."""

    def __init__(self, book: Workbook, tree: DocumentTree, kept: str, program: str) -> None:
        self._control, self._language = tree.control, tree.control.language
        self._kept, self._program = clean(kept), program
        self._purpose, self._sections = _purpose(tree.body), list(_sections(tree.body))
        self._looks = _Looks(book)
        self._single = [section for section in self._sections if not section.group.repeat]
        self._tables = _tables(self._sections)
        self._title = clean(f"{tree.control.number} {tree.control.title}")
        tables = [table[0].title if len(table) == 1 else clean(tree.control.title) for table in self._tables]
        titles = [*([self._say("workbook.cover")] if self._single else []), *tables]
        names = sheet_names([*titles, self._say("workbook.rules"), self._say("workbook.lists")])
        self._sheets = [book.add_worksheet(name) for name in names]
        self._lists = self._choices()

    def write(self) -> None:
        """Writes everything."""
        *entries, rules, lists = self._sheets
        if self._single:
            self._write_cover(entries.pop(0))
        for sheet, table in zip(entries, self._tables, strict=True):
            self._write_table(sheet, table)
        self._write_rules(rules)
        self._write_lists(lists)

    def _say(self, key: str, **values: object) -> str:
        return label(self._language, key, **values)

    def _head(self, sheet: Any, widths: Sequence[float], title: str) -> int:
        """Writes what every worksheet says of the form, sets columns and page; gives the next row."""
        control, say = self._control, self._say
        revision = f"{say('revision')} {control.revision}"
        effective = f"{say('effective')} {control.effective.isoformat()}" if control.effective else ""
        level = f"{say('classification')} {classification_name(self._language, control.classification)}"
        status = say(f"status.{control.status}")
        name = f"{self._title} · {title}" if title else self._title
        facts = " · ".join(filter(None, (control.company, revision, status, effective, level)))
        for row, (text, look) in enumerate(
            ((name, self._looks.title), (facts, self._looks.facts), (self._kept, self._looks.facts))
        ):
            sheet.write_string(row, 0, clean(text), look)
        sheet.set_row(0, 22)
        state = status if control.status != "effective" else effective
        foot = " · ".join(filter(None, (control.number, revision, state)))
        foot = f"&L{printed(foot)}&C{printed(self._kept, 110)}&R{printed(self._program, 30)}"
        set_up_page(sheet, self._language, widths, company=control.company, title=name, foot=foot, across=ROOMY)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return 3

    def _write_cover(self, sheet: Any) -> None:
        """The single fields, one below the other: label, entry, rule."""
        looks, widths = self._looks, (34, 52, 74)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        row = self._head(sheet, widths, "") + 1
        for section in self._single:
            sheet.merge_range(row, 0, row, 2, section.title, looks.band)
            row = self._write_notes(sheet, row + 1, section.instructions, widths)
            for field in section.group.fields:
                texts = (_name(field), "\n" * (field.lines - 1), self._rule(field))
                sheet.set_row(row, _height(texts, widths))
                sheet.write_string(row, 0, texts[0], looks.head)
                sheet.write_blank(row, 1, None, looks.entry[_code(field)])
                sheet.write_string(row, 2, texts[2], looks.text)
                self._validate(sheet, field, (row, 1, row, 1))
                row += 1
            row += 1

    def _write_notes(self, sheet: Any, row: int, notes: Sequence[str], widths: Sequence[float]) -> int:
        """Paragraphs across all columns; gives the row below them."""
        for note in notes:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", self._looks.note)
            sheet.write_string(row, 0, note, self._looks.note)
            sheet.set_row(row, _height([note], [sum(widths)]))
            row += 1
        return row

    def _write_table(self, sheet: Any, table: Sequence[_Section]) -> None:
        """A table: heads that stay in sight, below them empty lines that know what they take."""
        columns, looks = _columns(table), self._looks
        widths = [self._width(field, first=not place) for place, field in enumerate(columns)]
        for place, (field, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(place, place, width, looks.column[_code(field)])
        row = self._head(sheet, widths, "" if len(table) > 1 else table[0].title)
        if len(table) > 1:
            self._write_bands(sheet, row, table)
            row += 1
        heads = [_name(field) for field in columns]
        sheet.set_row(row, _height(heads, widths))
        for place, head in enumerate(heads):
            sheet.write_string(row, place, head, looks.head)
        first, last = row + 1, row + LINES
        for place, field in enumerate(columns):
            self._validate(sheet, field, (first, place, last, place))
            if field.required:
                self._mark_open(sheet, (first, place, last, place), len(columns))
        sheet.autofilter(row, 0, last, len(columns) - 1)
        sheet.freeze_panes(row + 1, 1)
        sheet.repeat_rows(row - (len(table) > 1), row)
        sheet.repeat_columns(0)
        # Only lines that have begun have borders: empty ones fill no pages in print.
        began = {"type": "formula", "criteria": f"={_begun(first, len(columns))}", "format": looks.begun}
        sheet.conditional_format(first, 0, last, len(columns) - 1, began)

    def _write_bands(self, sheet: Any, row: int, table: Sequence[_Section]) -> None:
        """The titles of tables that stand side by side."""
        place = 0
        for number, section in enumerate(table):
            last = place + len(section.group.fields) - 1 - (number > 0)
            if last > place:
                sheet.merge_range(row, place, row, last, "", self._looks.band)
            if last >= place:
                sheet.write_string(row, place, section.title, self._looks.band)
            place = last + 1

    def _mark_open(self, sheet: Any, cells: tuple[int, int, int, int], columns: int) -> None:
        """Tints what is still to be filled in once its line has begun."""
        row, place, *_ = cells
        formula = f"=AND({_begun(row, columns)},ISBLANK({xl_rowcol_to_cell(row, place)}))"
        sheet.conditional_format(*cells, {"type": "formula", "criteria": formula, "format": self._looks.open})

    def _write_rules(self, sheet: Any) -> None:
        """Every field with its meaning, rule and example."""
        looks, say, widths = self._looks, self._say, (26, 9, 42, 60, 32)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        row = self._head(sheet, widths, say("workbook.rules")) + 1
        row = self._write_notes(sheet, row, [*self._purpose, say("workbook.how")], widths) + 1
        keys = ("compose.field", "page.required", "page.answer", "compose.rule", "compose.example")
        for place, key in enumerate(keys):
            sheet.write_string(row, place, say(key), looks.head)
        sheet.repeat_rows(row)
        for section in self._sections:
            row += 1
            sheet.merge_range(row, 0, row, len(widths) - 1, section.title, looks.band)
            row = self._write_notes(sheet, row + 1, section.instructions, widths) - 1
            for field in section.group.fields:
                row += 1
                mark = "*" if field.required else ""
                texts = (_name(field, star=False), mark, self._meaning(field), self._rule(field), clean(field.example))
                sheet.set_row(row, _height(texts, widths))
                for place, text in enumerate(texts):
                    sheet.write_string(row, place, text, looks.text)

    def _write_lists(self, sheet: Any) -> None:
        """What the drop-downs offer: a column for each list, below the names of the fields that use it."""
        looks, named = self._looks, self._named()
        widths = [min(max(map(wide, (*options, *named[options]))) + 4, 50) for options in self._lists] or [20]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        self._head(sheet, widths, self._say("workbook.lists"))
        sheet.set_row(_LIST_HEAD, HIGH * max((len(names) for names in named.values()), default=1) + 2)
        for place, options in enumerate(self._lists):
            sheet.write_string(_LIST_HEAD, place, "\n".join(named[options]), looks.head)
            for row, option in enumerate(options, _LIST_HEAD + 1):
                sheet.write_string(row, place, option, looks.text)

    # Fields

    def _choices(self) -> dict[tuple[str, ...], str]:
        """The lists of the drop-downs, each with the range in which it stands."""
        name = self._sheets[-1].get_name().replace("'", "''")
        found: dict[tuple[str, ...], str] = {}
        for field in self._fields():
            options = self._options(field)
            if options and options not in found:
                place, last = len(found), _LIST_HEAD + len(options)
                found[options] = f"='{name}'!" + xl_range_abs(_LIST_HEAD + 1, place, last, place)
        return found

    def _named(self) -> dict[tuple[str, ...], list[str]]:
        """The fields that use each list."""
        found: dict[tuple[str, ...], dict[str, None]] = {options: {} for options in self._lists}
        for field in self._fields():
            if options := self._options(field):
                found[options][clean(plain(field.label))] = None
        return {options: list(names) for options, names in found.items()}

    def _fields(self) -> Iterator[Field]:
        for section in self._sections:
            yield from section.group.fields

    def _options(self, field: Field) -> tuple[str, ...]:
        """What a drop-down offers; a dash where the field may stay without an answer."""
        offered = (self._say("word.yes"), self._say("word.no")) if field.kind == "yes-no" else field.options
        options = tuple(dict.fromkeys(filter(None, map(clean, offered))))
        return (*options, self._say("workbook.dash")) if options and not field.required else options

    def _width(self, field: Field, *, first: bool) -> float:
        """As wide as what is entered, and as the longest word of the head with the button of its filter."""
        options = self._options(field)
        text = _LONG_TEXT if field.lines > 1 else _TEXT
        room = _WIDTHS.get(field.kind) or (min(max(map(wide, options)) + 3, _MOST_CHOICE) if options else text)
        head = max(map(wide, re.split(r"[\s/-]+", plain(field.label)))) if plain(field.label).isascii() else 8
        return max(room, min(head, 20) + 5, _LEAST_FIRST if first else 0)

    def _meaning(self, field: Field) -> str:
        """What kind of entry the field takes, and from which list."""
        meaning, options = self._say(f"page.answer.{field.kind}"), self._options(field)
        if field.unit:
            meaning += self._say("compose.brackets", text=field.unit)
        if field.kind in ("choice", "choices") and options:
            meaning += f"{self._say('page.colon')}{' / '.join(options[:_MOST_NAMED])}"
            meaning += " …" if len(options) > _MOST_NAMED else ""
        return clean(meaning)

    def _rule(self, field: Field) -> str:
        return clean(plain(field.rule)) or self._say("compose.rule-default")

    def _validate(self, sheet: Any, field: Field, cells: tuple[int, int, int, int]) -> None:
        """What the cells take, with the rule as a message: a choice is one of its list; a day or a number may also be a
        dash, and anything else after a warning; several choices are joined by hand."""
        options, here = self._options(field), xl_rowcol_to_cell(*cells[:2])
        lines = [self._rule(field), self._say("word.example", example=field.example) if field.example else ""]
        wanted: dict[str, Any] = {
            "input_title": _shortened(_name(field), _MOST_TITLE),
            "input_message": _shortened(clean("\n".join(filter(None, lines))), _MOST_MESSAGE),
            "validate": "any",
        }
        if options:
            wanted |= {"validate": "list", "source": self._lists[options], "show_error": field.kind != "choices"}
            wanted["error_message"] = self._say("workbook.wrong.choice")
        elif field.kind in ("date", "date-time", "number"):
            dash = "".join(f',{here}="{sign}"' for sign in "-–—")
            days = f",{here}>={_FIRST_DAY},{here}<{_LAST_DAY}" if field.kind != "number" else ""
            wanted |= {"validate": "custom", "value": f"=OR(AND(ISNUMBER({here}){days}){dash})"}
            wanted |= {"error_type": "warning", "error_message": self._say(f"workbook.wrong.{field.kind}")}
        sheet.data_validation(*cells, wanted)


_LIST_HEAD = 4
"""The row of the heads on the worksheet of lists."""
_MOST_NAMED = 12
"""How many options a rule names; all stand on the worksheet of lists."""


def _begun(row: int, columns: int) -> str:
    """The condition that anything stands in a line."""
    start, end = (xl_rowcol_to_cell(row, column, col_abs=True) for column in (0, columns - 1))
    return f"COUNTA({start}:{end})>0"


def _name(field: Field, *, star: bool = True) -> str:
    """The label of a field with its unit, and a star where it must be filled in."""
    unit = f" ({field.unit})" if field.unit else ""
    return clean(plain(field.label) + unit + (" *" if field.required and star else ""))


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height of a row in points; workbooks allow 409."""
    lines = max(lines_in(text, width) if text else 1 for text, width in zip(texts, widths, strict=True))
    return min(HIGH * lines + 2, 409)


def _shortened(text: str, most: int) -> str:
    return text if len(text.encode("utf-16-le")) // 2 <= most else f"{cut(text, most - 1)}…"
