"""What an author puts between two headings: text, notes and warnings, pictures, tables, examples, attachments.

A content field is either one Markdown text or a list of blocks; each block is recognised by its first key.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from qmsdocs.model.text import Cell, File, Key, Model, Text


class TextBlock(Model):
    """Paragraphs, lists and quotations in Markdown."""

    id: Key | None = None
    """A name for this block, so that a redline and a returned Word file find it again."""
    text: Text
    """The Markdown text."""

    @property
    def stands_alone(self) -> bool:
        """A text block that is the whole content may be written as a plain string."""
        return True


class Note(Model):
    """Something useful to know."""

    id: Key | None = None
    note: Text
    """The text of the note."""


class Caution(Model):
    """A risk of damage to things, data or rights."""

    id: Key | None = None
    caution: Text
    """What can be damaged, and how to avoid it."""


class Warning(Model):
    """A risk of harm to people."""

    id: Key | None = None
    warning: Text
    """What can hurt whom, and how to avoid it."""


class PictureSource(Model):
    """A picture file of the repository."""

    file: File
    """The picture, relative to this file: .png or .jpg."""
    alt: Text
    """What the picture shows, for people who cannot see it."""
    caption: Text | None = None
    """The line under the picture."""
    width: int = Field(default=100, ge=10, le=100)
    """Width in percent of the text width."""


class Picture(Model):
    """A picture with caption and alternative text."""

    id: Key | None = None
    picture: PictureSource


class TableSource(Model):
    """A table, typed here or read from a CSV file."""

    caption: Text | None = None
    """The line above the table."""
    columns: tuple[Text, ...] = ()
    """The heads of the columns; with `csv` they come from the file's first line."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    """The rows, each a list of cells."""
    csv: File | None = None
    """A CSV file (UTF-8, comma, first line = heads), relative to this file."""
    widths: tuple[int, ...] = ()
    """Relative widths of the columns."""


class Table(Model):
    """A table."""

    id: Key | None = None
    table: TableSource


class DecisionRule(Model):
    """One row of a decision table."""

    when: tuple[Text, ...]
    """One answer per condition; – where the condition does not matter."""
    then: Text
    """What to do."""


class DecisionTableSource(Model):
    """Conditions and what follows from them."""

    caption: Text | None = None
    """The line above the table."""
    conditions: tuple[Text, ...]
    """The questions, in the order in which they are asked."""
    result: Text
    """The head of the last column, such as `Grade` or `Do this`."""
    rules: tuple[DecisionRule, ...]
    """The rows, first match first."""


class DecisionTable(Model):
    """A decision table."""

    id: Key | None = None
    decision_table: DecisionTableSource


class ExampleSource(Model):
    """The same thing done right and wrong."""

    title: Text | None = None
    """What the example is about."""
    right: Text
    """How to do it."""
    wrong: Text | None = None
    """How not to do it."""
    why: Text | None = None
    """What makes the difference."""


class Example(Model):
    """A right and a wrong example side by side."""

    id: Key | None = None
    example: ExampleSource


class AttachmentSource(Model):
    """A file that belongs to the document."""

    file: File
    """The file, relative to this file."""
    title: Text
    """What it is."""


class Attachment(Model):
    """A file that is issued together with the document."""

    id: Key | None = None
    attachment: AttachmentSource


class Generated(Model):
    """A table that is made from other sources and is marked as generated in print."""

    id: Key | None = None
    generated: Literal[
        "master-document-list",
        "clause-matrix",
        "forms",
        "records",
        "limits",
        "objectives",
        "channels",
        "codes",
        "roles",
        "external-documents",
        "form-instructions",
        "duty-matrix",
    ]
    """Which table."""


class Landscape(Model):
    """Blocks on pages turned sideways, for wide tables."""

    id: Key | None = None
    landscape: "Content"
    """The blocks on the wide page."""


BLOCK_KINDS: dict[str, type[Model]] = {
    "text": TextBlock,
    "note": Note,
    "caution": Caution,
    "warning": Warning,
    "picture": Picture,
    "table": Table,
    "decision_table": DecisionTable,
    "example": Example,
    "attachment": Attachment,
    "generated": Generated,
    "landscape": Landscape,
}
"""The key by which each kind of block is recognised."""


def _kind(value: Any) -> str | None:
    """The key that tells which kind of block `value` (a mapping, or a block already read) is."""
    if isinstance(value, dict):
        return next((key for key in value if key in BLOCK_KINDS), None)
    return next((key for key, kind in BLOCK_KINDS.items() if type(value) is kind), None)


def _as_blocks(value: Any) -> Any:
    if isinstance(value, str):
        return ({"text": value},)
    if isinstance(value, dict):
        raise PydanticCustomError("content", "a text, or a list of blocks, is expected here")
    return value


Block = Annotated[
    Annotated[TextBlock, Tag("text")]
    | Annotated[Note, Tag("note")]
    | Annotated[Caution, Tag("caution")]
    | Annotated[Warning, Tag("warning")]
    | Annotated[Picture, Tag("picture")]
    | Annotated[Table, Tag("table")]
    | Annotated[DecisionTable, Tag("decision_table")]
    | Annotated[Example, Tag("example")]
    | Annotated[Attachment, Tag("attachment")]
    | Annotated[Generated, Tag("generated")]
    | Annotated[Landscape, Tag("landscape")],
    Discriminator(
        _kind,
        custom_error_type="block",
        custom_error_message="this block has none of the keys that say what it is",
    ),
]

Content = Annotated[tuple[Block, ...], BeforeValidator(_as_blocks), Field(min_length=1)]
"""One Markdown text, or a list of blocks."""

Landscape.model_rebuild()
