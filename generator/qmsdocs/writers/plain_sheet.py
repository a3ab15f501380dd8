"""A sheet without any look: as text for a terminal, and as plain values for other programs."""

from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from qmsdocs.blocks import Block, Cell, Heading, Inlines, ListBlock, Paragraph, Table, plain, walk
from qmsdocs.document_tree import Sheet
from qmsdocs.writers.report import on_one_line


def sheet_text(sheet: Sheet, width: int) -> str:
    """The sheet as text of so many columns."""
    out = StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None)
    for line in (sheet.title, sheet.note):
        console.print(on_one_line(line))
    for block in sheet.body:
        match block:
            case Heading():
                console.print(f"\n{_title(block)}")
            case Table():
                console.print(_grid(block))
            case _:
                for line in _lines(block):
                    console.print(line)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def sheet_values(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plain values: its sections with their text and their tables, cells by the keys of their columns."""
    sections: list[dict[str, Any]] = [_section("", "")]
    for block in sheet.body:
        match block:
            case Heading():
                sections.append(_section(block.id, _title(block)))
            case Table():
                keys = [column.key for column in block.columns]
                rows = [{key: _text(cell) for key, cell in zip(keys, row.cells, strict=True)} for row in block.rows]
                sections[-1]["tables"].append({"id": block.id, "rows": rows})
            case _:
                sections[-1]["text"] += _lines(block)
    filled = [each for each in sections if each["id"] or each["text"] or each["tables"]]
    return {"title": sheet.title, "note": sheet.note, "sections": filled}


def _section(id_: str, title: str) -> dict[str, Any]:
    return {"id": id_, "title": title, "text": [], "tables": []}


def _title(block: Heading) -> str:
    return on_one_line(f"{block.number} {plain(block.content)}")


def _lines(block: Block) -> list[str]:
    """The paragraphs of a block that is no table, those of a list with a dash."""
    sign = "- " if isinstance(block, ListBlock) else ""
    return [sign + _said(inner.content) for inner in walk((block,)) if isinstance(inner, Paragraph)]


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, pad_edge=False)
    for place, column in enumerate(table.columns):
        # The first column names what the row is about.
        grid.add_column(on_one_line(plain(column.title)), min_width=12 if place == 0 else None)
    for row in table.rows:
        grid.add_row(*(_text(cell) or "–" for cell in row.cells))
    return grid


def _text(cell: Cell) -> str:
    return " ".join(_said(block.content) for block in walk(cell.blocks) if isinstance(block, Paragraph))


def _said(content: Inlines) -> str:
    return on_one_line(plain(content))
