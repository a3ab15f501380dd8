"""The two sides of a redline, told from the tree alone: with all changes accepted, or with all of them rejected."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeVar

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Cell,
    Changed,
    Deleted,
    Example,
    Field,
    FieldGroup,
    Heading,
    Inline,
    Inlines,
    Inserted,
    Landscape,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Row,
    Run,
    Table,
)
from qmsdocs.document_tree import DocumentTree

Gone = Literal["inserted", "deleted"]
Part = TypeVar("Part", Row, ListItem, Field)


def accepted(tree: DocumentTree) -> DocumentTree:
    """The new document."""
    return replace(tree, body=_blocks(tree.body, "deleted"), redline=None, earlier=None)


def rejected(tree: DocumentTree) -> DocumentTree:
    """The old document."""
    assert tree.earlier is not None
    return replace(tree, control=tree.earlier, body=_blocks(tree.body, "inserted"), redline=None, earlier=None)


def one_side(content: Inlines, gone: Gone) -> Inlines:
    """`content` without what is `gone`, runs joined; compare it with `joined` inlines."""
    found: list[Inline] = []
    for inline in content:
        if isinstance(inline, Inserted | Deleted):
            found += () if isinstance(inline, Inserted) == (gone == "inserted") else inline.content
        else:
            found.append(inline)
    return joined(tuple(found))


def joined(content: Inlines) -> Inlines:
    """The same text and formatting in the fewest pieces."""
    found: list[Inline] = []
    for inline in content:
        last = found[-1] if found else None
        if isinstance(inline, Run) and isinstance(last, Run):
            found[-1] = Run(last.text + inline.text)
        elif type(last) is type(inline) and hasattr(inline, "content") and _face(inline) == _face(last):
            found[-1] = replace(inline, content=joined(last.content + inline.content))  # type: ignore[union-attr,call-arg,type-var]
        elif not isinstance(inline, Run) or inline.text:
            found.append(inline)
    return tuple(found)


def _face(inline: object) -> object:
    """What must be equal for neighbours to be one; a link or a fact is never joined."""
    return (
        getattr(inline, "language", "") if type(inline).__name__ in ("Strong", "Emphasis", "Untranslated") else inline
    )


def _blocks(blocks: Blocks, gone: Gone) -> Blocks:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Changed):
            found += block.blocks if block.kind != gone else ()
        elif isinstance(block, Landscape):
            inner = _blocks(block.blocks, gone)
            found += (replace(block, blocks=inner),) if inner or not block.blocks else ()
        else:
            found.append(_block(block, gone))
    return tuple(found)


def _block(block: Block, gone: Gone) -> Block:
    match block:
        case Paragraph():
            return replace(block, content=one_side(block.content, gone))
        case Heading():
            number = block.earlier if gone == "inserted" and block.earlier is not None else block.number
            return replace(block, number=number, content=one_side(block.content, gone), earlier=None)
        case ListBlock():
            items = _kept(block.items, gone)
            return replace(block, items=tuple(replace(item, blocks=_blocks(item.blocks, gone)) for item in items))
        case Quote():
            return replace(block, blocks=_blocks(block.blocks, gone))
        case Callout():
            return replace(block, blocks=_blocks(block.blocks, gone))
        case Picture():
            return replace(block, caption=one_side(block.caption, gone))
        case Attachment():
            return replace(block, title=one_side(block.title, gone))
        case Table():
            return _table(block, gone)
        case Example():
            parts = {name: _blocks(getattr(block, name), gone) for name in ("right", "wrong", "why")}
            return replace(block, title=one_side(block.title, gone), **parts)
        case FieldGroup():
            return replace(block, fields=tuple(_field(field, gone) for field in _kept(block.fields, gone)))
        case _:
            return block


def _table(block: Table, gone: Gone) -> Table:
    rows = tuple(
        replace(row, cells=tuple(Cell(_blocks(cell.blocks, gone)) for cell in row.cells))
        for row in _kept(block.rows, gone)
    )
    columns = tuple(replace(column, title=one_side(column.title, gone)) for column in block.columns)
    return replace(block, columns=columns, rows=rows, caption=one_side(block.caption, gone))


def _field(field: Field, gone: Gone) -> Field:
    return replace(field, label=one_side(field.label, gone), rule=one_side(field.rule, gone))


def _kept(parts: "tuple[Part, ...]", gone: Gone) -> "Iterator[Part]":
    return (replace(part, change="") for part in parts if part.change != gone)
