"""Two document trees compared block by block: the old and the new in, the tree that shows the changes out.

Where two parts have the same shape, the changes stand inside them. Where they have not, the old one is shown as
deleted and the new one as inserted: a picture that was replaced, a table with other columns, a field of another kind.
"""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import Literal, assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Cell,
    Changed,
    Chart,
    Example,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Inlines,
    Landscape,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Row,
    Table,
    plain,
    walk,
)
from qmsdocs.document_tree import DocumentTree, RedlineNote
from qmsdocs.redline.alignment import Features, aligned
from qmsdocs.redline.wording import changes

_Kind = Literal["inserted", "deleted"]


def redline(old: DocumentTree, new: DocumentTree, note: RedlineNote) -> DocumentTree:
    """`new` with the changes since `old`; both control blocks are kept, and `note` says whose changes they are.

    It has no permanent address: it is the text of neither revision.
    """
    control, earlier = (replace(tree.control, address="") for tree in (new, old))
    return replace(new, control=control, body=_blocks(old.body, new.body), redline=note, earlier=earlier)


# ── What parts are compared by ───────────────────────────────────────────────


def _shape(block: Block) -> Hashable:
    """What must be equal so that the changes are shown inside of two blocks."""
    match block:
        case Heading():
            return Heading, block.level
        case Paragraph():
            return Paragraph, block.kind
        case ListBlock():
            return ListBlock, block.ordered
        case Callout():
            return Callout, block.kind, _opening(block.blocks)
        case Quote():
            return Quote
        case Landscape():
            return Landscape
        case Picture():
            return Picture, block.data, block.alt, block.width
        case Table():
            return Table, block.kind, block.generated, tuple(column.key for column in block.columns)
        case Example():
            return Example, bool(block.wrong), bool(block.why)
        case Attachment():
            return Attachment, block.file, block.data
        case FieldGroup():
            # Fields that stand side by side are columns of a table: they do not come and go by themselves.
            columns = tuple((field.id, _field_shape(field)) for field in block.fields) if block.repeat else ()
            return FieldGroup, block.repeat, columns
        case Flowchart() | Chart() | Changed():
            return block
        case _:
            assert_never(block)


def _field_shape(field: Field) -> Hashable:
    return field.kind, field.required, field.lines, field.unit, field.options, field.example


def _opening(content: Blocks) -> Hashable:
    """What stands beside the sign of a callout or the mark of an item: it must be compared with its counterpart."""
    return content[0].kind if content and isinstance(content[0], Paragraph) else ""


def _block_features(block: Block) -> Features:
    return Features(block.id, _shape(block), _text((block,)), isinstance(block, Paragraph | ListBlock))


def _item_features(item: ListItem) -> Features:
    return Features(item.id, _opening(item.blocks), _text(item.blocks), is_text=True)


def _row_features(row: Row) -> Features:
    return Features(row.id, len(row.cells), " ".join(_text(cell.blocks) for cell in row.cells))


def _field_features(field: Field) -> Features:
    return Features(field.id, _field_shape(field), f"{plain(field.label)} {plain(field.rule)}")


def _text(content: Blocks) -> str:
    """The words of blocks, as far as they serve to recognise them."""
    parts: list[str] = []
    for block in walk(content):
        match block:
            case Paragraph() | Heading():
                parts.append(plain(block.content))
            case Picture():
                parts.append(plain(block.caption) or block.alt)
            case Table():
                parts.append(plain(block.caption))
                parts += (plain(column.title) for column in block.columns)
            case Example() | Attachment():
                parts.append(plain(block.title))
            case Chart():
                parts.append(plain(block.title))
            case Flowchart():
                parts.append(block.alt)
            case Chart():
                parts.append(plain(block.title))
            case FieldGroup():
                parts += (plain(field.label) for field in block.fields)
            case _:
                pass
    return " ".join(parts)


# ── What changed ─────────────────────────────────────────────────────────────


def _blocks(old: Blocks, new: Blocks) -> Blocks:
    if old == new:
        return new
    found: list[Block] = []
    for before, after in aligned(old, new, _block_features):
        for block in _pair(before, after):
            last = found[-1] if found else None
            if isinstance(block, Changed) and isinstance(last, Changed) and last.kind == block.kind:
                found[-1] = replace(last, blocks=last.blocks + block.blocks)
            else:
                found.append(block)
    return tuple(found)


def _whole(kind: _Kind, block: Block | None) -> Blocks:
    """A block that is new or gone as a whole. Pages turned sideways stay where the sections are made: outside."""
    if block is None:
        return ()
    if isinstance(block, Landscape):
        inner = [made for each in block.blocks for made in _whole(kind, each)]
        return (replace(block, blocks=tuple(inner)),) if inner else ()
    return (Changed(block.id, kind, (block,)),)


def _pair(old: Block | None, new: Block | None) -> Blocks:
    if old and new:
        if old == new:
            return (new,)
        made = _inside(old, new) if _shape(old) == _shape(new) else None
        if made:
            return (made,)
    return (*_whole("deleted", old), *_whole("inserted", new))


def _inside(old: Block, new: Block) -> Block | None:
    """The new block with the changes inside it; None where they can only be shown around it."""
    match old, new:
        case Paragraph(), Paragraph():
            return replace(new, content=changes(old.content, new.content))
        case Heading(), Heading():
            earlier = None if old.number == new.number else old.number
            return replace(new, content=changes(old.content, new.content), earlier=earlier)
        case ListBlock(), ListBlock():
            return replace(new, items=tuple(_items(old, new)))
        case Callout(), Callout():
            return replace(new, blocks=_opened(old.blocks, new.blocks))
        case Quote(), Quote():
            return replace(new, blocks=_blocks(old.blocks, new.blocks))
        case Landscape(), Landscape():
            return replace(new, blocks=_blocks(old.blocks, new.blocks))
        case Picture(), Picture():
            return replace(new, caption=changes(old.caption, new.caption))
        case Attachment(), Attachment():
            return replace(new, title=changes(old.title, new.title))
        case Table(), Table():
            return _table(old, new)
        case Example(), Example():
            return _example(old, new)
        case FieldGroup(), FieldGroup():
            return replace(new, fields=tuple(_fields(old, new)))
        case _:
            return None


def _opened(old: Blocks, new: Blocks) -> Blocks:
    """Blocks of which the first, if it is a paragraph, keeps its place beside a sign."""
    if old and new and isinstance(old[0], Paragraph) and isinstance(new[0], Paragraph):
        first = replace(new[0], content=changes(old[0].content, new[0].content))
        return (first, *_blocks(old[1:], new[1:]))
    return _blocks(old, new)


def _items(old: ListBlock, new: ListBlock) -> Iterator[ListItem]:
    for before, after in aligned(old.items, new.items, _item_features):
        if before and after and _opening(before.blocks) == _opening(after.blocks):
            yield replace(after, blocks=_opened(before.blocks, after.blocks))
            continue
        if before:
            yield replace(before, change="deleted")
        if after:
            yield replace(after, change="inserted")


def _table(old: Table, new: Table) -> Table:
    columns = tuple(
        replace(after, title=changes(before.title, after.title))
        for before, after in zip(old.columns, new.columns, strict=True)
    )
    rows: list[Row] = []
    for before, after in aligned(old.rows, new.rows, _row_features):
        if before and after:
            cells = zip(before.cells, after.cells, strict=True)
            rows.append(replace(after, cells=tuple(Cell(_cell(one.blocks, other.blocks)) for one, other in cells)))
        elif before:
            rows.append(replace(before, change="deleted"))
        elif after:
            rows.append(replace(after, change="inserted"))
    return replace(new, columns=columns, rows=tuple(rows), caption=changes(old.caption, new.caption))


def _cell(old: Blocks, new: Blocks) -> Blocks:
    """The blocks of a cell. One paragraph on each side is always compared inside: Word cannot track the last one."""
    before, after = _only_text(old), _only_text(new)
    if before is None or after is None or not (old or new):
        return _blocks(old, new)
    return (Paragraph((new or old)[0].id, changes(before, after)),)


def _only_text(content: Blocks) -> Inlines | None:
    """The text of a cell that holds one paragraph or nothing; None for any other."""
    if not content:
        return ()
    first = content[0]
    return first.content if len(content) == 1 and isinstance(first, Paragraph) and first.kind == "body" else None


def _example(old: Example, new: Example) -> Example:
    return replace(
        new,
        title=changes(old.title, new.title),
        right=_cell(old.right, new.right),
        wrong=_cell(old.wrong, new.wrong),
        why=_cell(old.why, new.why),
    )


def _fields(old: FieldGroup, new: FieldGroup) -> Iterator[Field]:
    if new.repeat:
        for one, other in zip(old.fields, new.fields, strict=True):
            yield _field(one, other)
        return
    for before, after in aligned(old.fields, new.fields, _field_features):
        if before and after and _field_shape(before) == _field_shape(after):
            yield _field(before, after)
            continue
        if before:
            yield replace(before, change="deleted")
        if after:
            yield replace(after, change="inserted")


def _field(old: Field, new: Field) -> Field:
    return replace(new, label=changes(old.label, new.label), rule=changes(old.rule, new.rule))
