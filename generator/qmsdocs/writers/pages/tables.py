"""Tables → HTML. A step is a row on a wide screen and a card on a phone: each cell carries its column's title."""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape

from qmsdocs.blocks import Blocks, Cell, Column, Row, Table, plain
from qmsdocs.locale import label
from qmsdocs.writers.pages.addresses import Setting
from qmsdocs.writers.pages.changes import change_class, change_word, marked, written
from qmsdocs.writers.pages.inline import inlines_html

Render = Callable[[Blocks, Setting], str]

_CARDS = {"steps", "records", "responsibilities", "register"}
"""Kinds whose rows become cards on a phone; the others scroll inside their frame."""
_HEADED = {"raci", "terms", "responsibilities", "register", "records"}
"""Kinds whose first cell names the row."""
FILTER_FROM = 8
"""A register with more rows than this gets a filter box, but not on a card, a poster or a sheet."""

SHAPES = {
    "draft": "○",
    "in-review": "◇",
    "approved": "◐",
    "effective": "●",
    "superseded": "■",
    "withdrawn": "✕",
    "planned": "◌",
}
"""A status has a shape beside its colour and its word."""


def status_chip(status: str, text: str) -> str:
    """A status as colour, shape and word."""
    return f'<span class="q-status q-status--{status}"><span aria-hidden="true">{SHAPES[status]}</span> {text}</span>'


def table(block: Table, setting: Setting, render: Render) -> str:
    """A table with its head row."""
    cards = block.kind in _CARDS
    roles = [' role="table"', ' role="row"', ' role="columnheader"'] if cards else ["", "", ""]
    heads = "".join(
        f'<th scope="col" class="q-c-{escape(column.key)}"{roles[2]}>{inlines_html(column.title, setting)}</th>'
        for column in block.columns
    )
    tags = _cell_tags(block)
    body = "\n".join([_row(row, tags, block, setting, render) for row in block.rows])
    group = ' role="rowgroup"' if cards else ""
    kind = f"q-table q-table--{block.kind}" + (" q-table--cards" if cards else "")
    inner = (
        f'<table class="{kind}"{roles[0]}{_filter(block, setting)}>{_caption(block, setting)}\n'
        f"{_widths(block.columns)}\n<thead{group}><tr{roles[1]}>{heads}</tr></thead>\n<tbody{group}>\n{body}\n</tbody>\n</table>"
    )
    return _framed(inner, block, setting, scrolls=not cards)


def _framed(inner: str, block: Table, setting: Setting, *, scrolls: bool) -> str:
    if not scrolls:
        return f'<div class="q-frame"{setting.id(block.id)}>\n{inner}\n</div>'
    name = escape(plain(block.caption)) or setting.say("page.table")
    frame = f'class="q-frame q-scroll"{setting.id(block.id)} tabindex="0" role="group" aria-label="{name}"'
    return f"<div {frame}>\n{inner}\n</div>"


def _caption(block: Table, setting: Setting) -> str:
    if not block.caption:
        return ""
    return f"<caption>{inlines_html(block.caption, setting)}</caption>"


def _filter(block: Table, setting: Setting) -> str:
    if block.kind != "register" or setting.page.kind == "handout":
        return ""
    if not (len(block.rows) > FILTER_FROM or setting.page.kind == "register"):
        return ""
    texts = {
        "filter": setting.say("page.filter"),
        "count": setting.say("page.rows", shown="{shown}", all="{all}"),
        "sort": setting.say("page.sort"),
    }
    return "".join(f' data-{name}="{text}"' for name, text in texts.items())


def _widths(columns: Sequence[Column]) -> str:
    total = sum(column.width for column in columns) or 1
    shares = (f'<col style="width:{100 * column.width / total:.3g}%">' for column in columns)
    return f"<colgroup>{''.join(shares)}</colgroup>"


def _row(row: Row, tags: Sequence[tuple[str, str]], block: Table, setting: Setting, render: Render) -> str:
    role = ' role="row"' if block.kind in _CARDS else ""
    if row.change:
        return written(row.change, setting, lambda: _changed_row(row, tags, block, setting, render, role))
    cells = "".join(
        f"{start}{_cell(cell, column, block, setting, render)}{end}"
        for (start, end), column, cell in zip(tags, block.columns, row.cells, strict=True)
    )
    return f"<tr{setting.id(row.id)}{role}>{cells}</tr>"


def _changed_row(
    row: Row, tags: Sequence[tuple[str, str]], block: Table, setting: Setting, render: Render, role: str
) -> str:
    """A row that is new or gone: HTML has no such rows, so each of its cells is, and the widest one says so."""
    id_, cells = setting.id(row.id), ""
    widest = max(block.columns, key=lambda column: column.width)
    for (start, end), column, cell in zip(tags, block.columns, row.cells, strict=True):
        word = change_word(row.change, setting) if column is widest else ""
        cells += f"{start}{word}{marked(row.change, _cell(cell, column, block, setting, render))}{end}"
    return f"<tr{change_class(row.change)}{id_}{role}>{cells}</tr>"


def _cell_tags(block: Table) -> list[tuple[str, str]]:
    """What stands before and after the content of a cell, by column."""
    found = []
    cards = block.kind in _CARDS
    for place, column in enumerate(block.columns):
        name = f' data-label="{escape(plain(column.title))}"' if cards else ""
        kind = f' class="q-c-{escape(column.key)}"'
        if place == 0 and block.kind in _HEADED:
            role = ' role="rowheader"' if cards else ""
            found.append((f'<th scope="row"{kind}{role}{name}>', "</th>"))
        else:
            role = ' role="cell"' if cards else ""
            found.append((f"<td{kind}{role}{name}>", "</td>"))
    return found


def _cell(cell: Cell, column: Column, block: Table, setting: Setting, render: Render) -> str:
    inner = render(cell.blocks, setting)
    if block.kind == "raci" and 0 < len(inner) <= 5:
        letters = (letter for letter in inner if letter.isalpha())
        return "".join(f'<span class="q-raci q-raci--{letter.lower()}">{letter}</span>' for letter in letters)
    if column.key == "status" and inner:
        status = _statuses(setting.language).get(inner)
        return status_chip(status, inner) if status else inner
    return inner


@cache
def _statuses(language: str) -> dict[str, str]:
    return {escape(label(language, f"status.{status}"), quote=False): status for status in SHAPES}
