"""The neutral document tree: what a document says and how it is structured, with nothing about Word or pages.

`compose` makes a tree from a document and the facts; each writer prints it; the redline compares two of them.
The unions `Inline` and `Block` are closed: a writer matches every member and cannot drop one in silence.
Every block has an `id` that stays the same from revision to revision as long as the author keeps the keys.
"""

from dataclasses import dataclass, field
from typing import Literal

from qmsdocs.drawing import Drawing, Plot

# ── Inlines ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that stands out."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Text with stress."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it is typed or shown on a screen."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A break inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the system: http, https, mailto or tel."""

    target: str
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Reference:
    """A named place in the system.

    `number` is a controlled document, or "" for the document itself; `anchor` is a block id in it, or "";
    `page` is, when there is no number, a page of the site such as `roles/first-receiver`.
    A reference with `planned` set names a reserved number and is printed without a link.
    """

    content: "Inlines"
    number: str = ""
    anchor: str = ""
    page: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """The printed value of a shared fact, such as `limits.register`."""

    key: str
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Text that stands in `language` because its translation is missing or behind."""

    language: str
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Inserted:
    """What a redline shows as new. It stands at the top of a paragraph's content, never inside another inline."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a redline shows as gone. It stands at the top of a paragraph's content, never inside another inline."""

    content: "Inlines"


Inline = Run | Strong | Emphasis | Code | LineBreak | Link | Reference | Fact | Untranslated | Inserted | Deleted
Inlines = tuple[Inline, ...]


def plain(content: Inlines) -> str:
    """The text of `content` without any markup and without what is deleted; a line break is a newline."""
    parts: list[str] = []
    for inline in content:
        match inline:
            case Run(text) | Code(text):
                parts.append(text)
            case LineBreak():
                parts.append("\n")
            case Deleted():
                pass
            case _:
                parts.append(plain(inline.content))
    return "".join(parts)


def current(content: Inlines) -> Inlines:
    """`content` as it reads once all changes are accepted."""
    found: list[Inline] = []
    for inline in content:
        if isinstance(inline, Inserted):
            found += inline.content
        elif not isinstance(inline, Deleted):
            found.append(inline)
    return tuple(found)


# ── Blocks ───────────────────────────────────────────────────────────────────

Change = Literal["", "inserted", "deleted"]
"""What a redline says of a row, an item or a field: unchanged, new or gone."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `level` counts from 1 inside the document; `number` is printed before it ("6.2", "A", or "")."""

    id: str
    level: int
    number: str
    content: Inlines
    earlier: str | None = None
    """In a redline the number that the heading had before, where that differs."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `generated` text is made from other sources and not covered by approval."""

    id: str
    content: Inlines
    kind: Literal["body", "generated", "caption"] = "body"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    id: str
    blocks: "Blocks"
    change: Change = ""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, numbered or not."""

    id: str
    ordered: bool
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What to say, word for word."""

    id: str
    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Callout:
    """A note, caution or warning; writers print symbol and word."""

    id: str
    kind: Literal["note", "caution", "warning"]
    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture. `file` is its path in the repository, `data` its bytes; width in percent of the text width."""

    id: str
    file: str
    data: bytes = field(repr=False)
    pixels: tuple[int, int]
    alt: str
    caption: Inlines
    width: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `key` names it for style sheets, `width` is relative."""

    key: str
    title: Inlines
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; it holds blocks because a step holds lists and warnings."""

    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    id: str
    cells: tuple[Cell, ...]
    change: Change = ""


TableKind = Literal["plain", "steps", "raci", "decision", "register", "records", "responsibilities", "terms"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row. `generated` tables are marked so in print."""

    id: str
    kind: TableKind
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Inlines = ()
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """The same thing done right and, where given, wrong; and what makes the difference."""

    id: str
    title: Inlines
    right: "Blocks"
    wrong: "Blocks"
    why: "Blocks"


@dataclass(frozen=True, slots=True)
class Flowchart:
    """The flowchart of the steps, one drawing per page; `alt` tells in words what it shows."""

    id: str
    drawings: tuple[Drawing, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with a title that says what it shows; `alt` tells the figures in words."""

    id: str
    title: Inlines
    plot: Plot
    alt: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form, to be filled in on paper or on screen."""

    id: str
    label: Inlines
    kind: Literal["text", "number", "date", "date-time", "yes-no", "choice", "choices", "signature"]
    required: bool
    lines: int
    unit: str
    options: tuple[str, ...]
    rule: Inlines
    example: str
    change: Change = ""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields of one section of a form; with `repeat`, a table with that many empty lines."""

    id: str
    fields: tuple[Field, ...]
    repeat: int = 0
    continues: str = ""
    """The id of the table whose lines this one continues; a workbook sets them side by side."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file issued together with the document."""

    id: str
    file: str
    data: bytes = field(repr=False)
    title: Inlines


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks on pages turned sideways."""

    id: str
    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Changed:
    """Blocks that a redline shows as new or as gone, as a whole; there are no further changes in them."""

    id: str
    kind: Literal["inserted", "deleted"]
    blocks: "Blocks"


Block = (
    Heading
    | Paragraph
    | ListBlock
    | Quote
    | Callout
    | Picture
    | Table
    | Example
    | Flowchart
    | Chart
    | FieldGroup
    | Attachment
    | Landscape
    | Changed
)
Blocks = tuple[Block, ...]


def walk(blocks: Blocks, *, deleted: bool = True) -> "list[Block]":
    """Every block of `blocks` and of what they contain, in reading order; on request without what is `deleted`."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Changed) and block.kind == "deleted" and not deleted:
            continue
        found.append(block)
        match block:
            case Quote() | Callout() | Landscape() | Changed():
                found += walk(block.blocks, deleted=deleted)
            case ListBlock():
                for item in block.items:
                    if deleted or item.change != "deleted":
                        found += walk(item.blocks, deleted=deleted)
            case Table():
                for row in block.rows:
                    if deleted or row.change != "deleted":
                        found += [inner for cell in row.cells for inner in walk(cell.blocks, deleted=deleted)]
            case Example():
                found += walk(block.right + block.wrong + block.why, deleted=deleted)
            case _:
                pass
    return found
