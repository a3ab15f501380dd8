"""The document tree as indented text: for tests, for debugging and for reading in a terminal."""

from collections.abc import Iterator
from typing import assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    DocumentTree,
    Example,
    FieldGroup,
    Flowchart,
    Heading,
    Inlines,
    Landscape,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Table,
    plain,
)


def outline(tree: DocumentTree) -> str:
    """The text of `tree`, one block a line, what is inside a block indented below it."""
    control = tree.control
    head = f"{control.number} {control.revision} [{control.status}] {control.title}"
    return "\n".join([head, *_lines(tree.body, 1)]) + "\n"


def _lines(blocks: Blocks, depth: int) -> Iterator[str]:
    for block in blocks:
        for line in _block(block):
            yield "  " * depth + line


def _text(content: Inlines) -> str:
    return plain(content).replace("\n", " / ")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {block.number} {_text(block.content)}".replace("  ", " ")
        case Paragraph():
            yield _text(block.content)
        case ListBlock():
            for place, item in enumerate(block.items, 1):
                yield f"{place}." if block.ordered else "-"
                yield from _lines(item.blocks, 1)
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
                yield "  row " + row.id
                for cell in row.cells:
                    yield from _lines(cell.blocks, 2)
        case Example():
            yield f"example: {_text(block.title)}"
            for name, inner in (("right:", block.right), ("wrong:", block.wrong), ("why:", block.why)):
                yield "  " + name
                yield from _lines(inner, 2)
        case Flowchart():
            yield f"flowchart on {len(block.drawings)} pages: {block.alt}"
        case FieldGroup():
            for field in block.fields:
                yield f"field {field.id} ({field.kind}{', required' if field.required else ''}): {_text(field.label)}"
        case Attachment():
            yield f"attachment {block.file}: {_text(block.title)}"
        case Landscape():
            yield "landscape:"
            yield from _lines(block.blocks, 1)
        case _:
            assert_never(block)
