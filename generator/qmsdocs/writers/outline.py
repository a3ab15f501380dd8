"""The document tree as indented text: for tests, for debugging and for reading in a terminal.

In a redline, `{+…+}` is inserted and `[-…-]` is deleted.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Change,
    Changed,
    Chart,
    Deleted,
    Example,
    FieldGroup,
    Flowchart,
    Heading,
    Inlines,
    Inserted,
    Landscape,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Table,
    plain,
)
from qmsdocs.document_tree import ControlBlock, DocumentTree


def outline(tree: DocumentTree) -> str:
    """The text of `tree`, one block a line, what is inside a block indented below it."""
    head = _both(_head(tree.earlier) if tree.earlier else None, _head(tree.control))
    return "\n".join([head, *_lines(tree.body, 1)]) + "\n"


def _head(control: ControlBlock) -> str:
    return f"{control.number} {control.revision} [{control.status}] {control.title}"


_SIGNS: dict[Change, tuple[str, str]] = {"": ("", ""), "inserted": ("{+", "+}"), "deleted": ("[-", "-]")}


def _signed(change: Change, text: str) -> str:
    start, end = _SIGNS[change]
    return f"{start}{text}{end}" if text else ""


def _both(before: str | None, after: str) -> str:
    return after if before in (None, after) else _signed("deleted", before or "") + _signed("inserted", after)


def _with_change(change: Change, lines: Iterable[str]) -> Iterator[str]:
    """The lines with their indents outside the signs."""
    for line in lines:
        text = line.lstrip(" ")
        yield " " * (len(line) - len(text)) + _signed(change, text)


def _lines(blocks: Blocks, depth: int) -> Iterator[str]:
    for block in blocks:
        for line in _block(block):
            yield "  " * depth + line


def _text(content: Inlines) -> str:
    parts: list[str] = []
    for inline in content:
        change: Change = (
            "inserted" if isinstance(inline, Inserted) else "deleted" if isinstance(inline, Deleted) else ""
        )
        parts.append(_signed(change, plain(inline.content if isinstance(inline, Deleted) else (inline,))))
    return "".join(parts).replace("\n", " / ")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            number = _both(block.earlier, block.number)
            yield f"{'#' * block.level} {number} {_text(block.content)}".replace("  ", " ")
        case Paragraph():
            yield _text(block.content)
        case ListBlock():
            for place, item in enumerate(block.items, 1):
                lines = (f"{place}." if block.ordered else "-", *_lines(item.blocks, 1))
                yield from _with_change(item.change, lines)
        case Quote():
            yield "quote:"
            yield from _lines(block.blocks, 1)
        case Callout():
            yield f"{block.kind}:"
            yield from _lines(block.blocks, 1)
        case Picture():
            yield f"picture {block.file}: {block.alt}"
        case Table():
            yield f"table {block.kind}: {' | '.join(_text(column.title) for column in block.columns)}"
            for row in block.rows:
                cells = (line for cell in row.cells for line in _lines(cell.blocks, 2))
                yield from _with_change(row.change, ("  row " + row.id, *cells))
        case Example():
            yield f"example: {_text(block.title)}"
            for name, inner in (("right:", block.right), ("wrong:", block.wrong), ("why:", block.why)):
                yield "  " + name
                yield from _lines(inner, 2)
        case Flowchart():
            yield f"flowchart on {len(block.drawings)} pages: {block.alt}"
        case Chart():
            yield f"chart {_text(block.title)}: {block.alt}"
        case FieldGroup():
            for field in block.fields:
                kind = f"{field.kind}{', required' if field.required else ''}"
                yield _signed(field.change, f"field {field.id} ({kind}): {_text(field.label)}")
        case Attachment():
            yield f"attachment {block.file}: {_text(block.title)}"
        case Landscape():
            yield "landscape:"
            yield from _lines(block.blocks, 1)
        case Changed():
            yield from _with_change(block.kind, (line for inner in block.blocks for line in _block(inner)))
        case _:
            assert_never(block)
