"""A look through the tree before it is written: blocks in, the ids that can be reached and those sought out."""

from typing import NamedTuple, assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Changed,
    Chart,
    Code,
    Deleted,
    Example,
    FieldGroup,
    Flowchart,
    Heading,
    Inlines,
    Landscape,
    LineBreak,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Run,
    Table,
)


class Survey(NamedTuple):
    """The ids of blocks, rows and list items, and the anchors of references and flowchart boxes."""

    ids: set[str]
    sought: set[str]


def survey(body: Blocks) -> Survey:
    """What `body` holds and what it refers to; what is deleted is no target and needs none."""
    found = Survey(set(), set())
    _blocks(body, found)
    return found


def _blocks(content: Blocks, found: Survey) -> None:
    for block in content:
        if not isinstance(block, Changed | Landscape):  # nothing is printed for these, so nothing can lead there
            found.ids.add(block.id)
        if type(block) is Paragraph:
            _inlines(block.content, found)
        else:
            _block(block, found)


def _block(block: Block, found: Survey) -> None:
    match block:
        case Heading() | Paragraph():
            _inlines(block.content, found)
        case Quote() | Callout() | Landscape():
            _blocks(block.blocks, found)
        case ListBlock():
            for item in block.items:
                if item.change != "deleted":
                    found.ids.add(item.id)
                    _blocks(item.blocks, found)
        case Table():
            _table(block, found)
        case Example():
            _inlines(block.title, found)
            for part in (block.right, block.wrong, block.why):
                _blocks(part, found)
        case Flowchart():
            found.sought.update(node.anchor for drawing in block.drawings for node in drawing.nodes)
        case Picture():
            _inlines(block.caption, found)
        case Chart():
            _inlines(block.title, found)
        case Attachment():
            _inlines(block.title, found)
        case FieldGroup():
            for field in block.fields:
                _inlines(field.label, found)
                _inlines(field.rule, found)
        case Changed():
            _blocks(block.blocks if block.kind == "inserted" else (), found)
        case _:
            assert_never(block)


def _table(block: Table, found: Survey) -> None:
    _inlines(block.caption, found)
    for column in block.columns:
        _inlines(column.title, found)
    for row in block.rows:
        if row.change != "deleted":
            found.ids.add(row.id)
            for cell in row.cells:
                _blocks(cell.blocks, found)


def _inlines(content: Inlines, found: Survey) -> None:
    for inline in content:
        kind = type(inline)
        if kind is Run or kind is Deleted:
            continue
        if isinstance(inline, Reference) and inline.anchor:
            found.sought.add(inline.anchor)
        elif not isinstance(inline, Run | Code | LineBreak):
            _inlines(inline.content, found)
