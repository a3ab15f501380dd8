"""What a redline shows, in short: part by part the words before and after. For reports that only have to tell what
changed; the redline itself shows it letter by letter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qmsdocs.blocks import (
    Block,
    Blocks,
    Callout,
    Cell,
    Changed,
    Deleted,
    Field,
    FieldGroup,
    Heading,
    Inlines,
    Inserted,
    Landscape,
    ListBlock,
    Paragraph,
    Quote,
    Table,
    current,
    plain,
    walk,
)

_Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a text that changed."""

    place: str
    """The heading under which it stands."""
    before: str
    """"" for what is new."""
    after: str
    """"" for what is gone."""


def differences(body: Blocks) -> tuple[Difference, ...]:
    """What differs, in reading order. What is made from other documents counts as no change of the text."""
    found: list[Difference] = []
    place = ""
    for block in _flat(body):
        if isinstance(block, Heading):
            place = f"{block.number} {plain(current(block.content))}".strip()
        elif isinstance(block, Changed) and isinstance(block.blocks[0], Heading):
            place = plain(block.blocks[0].content)
        pairs = (pair for pair in _pairs(block) if pair[0] != pair[1])
        found += (Difference(place, before, after) for before, after in pairs)
    return tuple(found)


def _flat(body: Blocks) -> Iterator[Block]:
    for block in body:
        if isinstance(block, Landscape | Quote | Callout):
            yield from _flat(block.blocks)
        else:
            yield block


def _pairs(block: Block) -> Iterator[tuple[str, str]]:
    """The words of the parts of a block, before and after."""
    match block:
        case Changed():
            words = _words(block.blocks, "after")
            yield ("", words) if block.kind == "inserted" else (words, "")
        case Heading() | Paragraph() if getattr(block, "kind", "body") != "generated":
            yield _side(block.content, "before"), _side(block.content, "after")
        case Table() if not block.generated:
            for row in block.rows:
                yield _whole(row.change, *(_row(row.cells, side) for side in ("before", "after")))
        case ListBlock():
            for item in block.items:
                yield _whole(item.change, _words(item.blocks, "before"), _words(item.blocks, "after"))
        case FieldGroup():
            for field in block.fields:
                yield _whole(field.change, _field(field, "before"), _field(field, "after"))
        case _:
            pass


def _whole(change: str, before: str, after: str) -> tuple[str, str]:
    """Both sides of a part that is unchanged as a whole, new or gone."""
    return "" if change == "inserted" else before, "" if change == "deleted" else after


def _side(content: Inlines, side: _Side) -> str:
    if side == "after":
        return plain(content)
    kept: list[str] = []
    for inline in content:
        if isinstance(inline, Deleted):
            kept.append(plain(inline.content))
        elif not isinstance(inline, Inserted):
            kept.append(plain((inline,)))
    return "".join(kept)


def _row(cells: tuple[Cell, ...], side: _Side) -> str:
    return " | ".join(words for cell in cells if (words := _words(cell.blocks, side)))


def _field(field: Field, side: _Side) -> str:
    return " | ".join(words for content in (field.label, field.rule) if (words := _side(content, side)))


def _words(blocks: Blocks, side: _Side) -> str:
    """The words of blocks on one side."""
    hidden = "deleted" if side == "after" else "inserted"
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Changed):
            parts += [] if block.kind == hidden else [_words(block.blocks, side)]
            continue
        for inner in walk((block,), deleted=side == "before"):
            if isinstance(inner, Paragraph | Heading):
                parts.append(_side(inner.content, side))
    return " / ".join(part for part in parts if part)
