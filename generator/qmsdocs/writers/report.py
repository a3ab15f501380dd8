"""A report of sections with tables and lists: as text for a terminal, or as Markdown for a forge.

It comes in as plain texts. Whatever they hold is printed as text: nothing that an author wrote becomes markup.
"""

import html
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from jinja2 import Environment, StrictUndefined
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from qmsdocs.diagnostics import printable

MAX_ROWS = 100
"""How many rows of a table, lines of a list or commands Markdown shows: forges cut long comments off."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list, with lines below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a table, a list, or commands to type."""

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[Line, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A title, what is to be said first, and the sections."""

    title: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]
    more: str
    """What stands in the place of what is too much; it may hold {count}."""


# ── Text ─────────────────────────────────────────────────────────────────────


def report_text(report: Report, width: int) -> str:
    """The report as text of so many columns."""
    out = StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None)
    for text in (report.title, *report.intro):
        console.print(on_one_line(text))
    for section in report.sections:
        console.print(f"\n{on_one_line(section.title)}")
        if section.rows:
            console.print(_table(section))
        for line in section.lines:
            for text, indent in ((line.text, 2), *((below, 4) for below in line.below)):
                console.print(Padding(on_one_line(text), (0, 0, 0, indent)))
        for command in section.commands:
            console.print(f"  {on_one_line(command)}", soft_wrap=True)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _table(section: Section) -> Padding:
    table = Table(box=None, pad_edge=False)
    for place, head in enumerate(section.heads):
        # The first column names what the row is about; it is short and stays whole.
        table.add_column(on_one_line(head), no_wrap=place == 0)
    for row in section.rows:
        table.add_row(*(on_one_line(cell) or "–" for cell in row))
    return Padding(table, (0, 0, 0, 2))


def on_one_line(text: str) -> str:
    """A text on one line, without what could steer a terminal."""
    return printable(" ".join(text.split()))


# ── Markdown ─────────────────────────────────────────────────────────────────


def report_markdown(report: Report) -> str:
    """The report in the Markdown of GitHub and GitLab."""
    return str(_template().render(report=report, limit=MAX_ROWS))


class _Code(str):
    """What is printed as code, where backslashes would be seen."""


@cache
def _template() -> Any:
    # Not HTML's escaping but Markdown's; `finalize` sees every value that the template prints.
    environment = Environment(
        autoescape=False,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["code"] = lambda text: _Code(on_one_line(str(text)).replace("`", "'"))
    text = files("qmsdocs.writers").joinpath("report.md.jinja").read_text(encoding="utf-8")
    return environment.from_string(text)


_MARKS = re.compile(r"([\\`*_\[\]|~#$!])")
_LIST = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+])(?=\s|$|-)")


def _escaped(value: Any) -> Any:
    return value if isinstance(value, _Code) else as_markdown(str(value))


def as_markdown(text: str) -> str:
    """A text so that Markdown prints it letter by letter, on one line; nobody is called by name in a comment."""
    text = _MARKS.sub(r"\\\1", html.escape(on_one_line(text), quote=False))
    text = _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)
    return text.replace("@", "@\u200b").replace("://", ":\u200b//")
