"""The blocks of a document as WordprocessingML: blocks and the place where they stand in, XML out."""

from collections.abc import Iterator
from itertools import pairwise
from typing import assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Change,
    Changed,
    Chart,
    Example,
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
    Run,
    Strong,
    Table,
)
from qmsdocs.writers.word.chart import chart
from qmsdocs.writers.word.flowchart import flowchart
from qmsdocs.writers.word.forms import field_group
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import is_narrow, numbered, paragraph, run, symbol
from qmsdocs.writers.word.parts import Context, Place, bookmark_name
from qmsdocs.writers.word.pictures import picture
from qmsdocs.writers.word.tables import Write, boxed, example, table
from qmsdocs.writers.word.tracking import closed, remark, tracked

LIST_STEP = 397
"""The indent of one level of a list, in twips; numbering.xml uses it too."""
SIGNS = {"note": "ℹ", "caution": "⚠", "warning": "⚠"}
_LED_IN = (ListBlock, Table, Picture, Flowchart, Chart, Example, FieldGroup, Quote)


def blocks(content: Blocks, context: Context, place: Place) -> str:
    """The XML of `content` at `place`. A paragraph stays with the list, table or picture that it leads in."""
    if len(content) == 1 and not isinstance(content[0], Changed):
        return _block(content[0], context, place)
    parts = []
    for (block, change), (following, _) in pairwise((*_with_changes(content), (None, ""))):
        if block is not None:
            where = place._replace(keep=True) if isinstance(following, _LED_IN) else place
            parts.append(_changed(block, context, where, change) if change else _block(block, context, where))
        if isinstance(block, Callout) and isinstance(following, Callout):
            parts.append(paragraph(context.styles["QMS Spacer"]))
    return "".join(parts)


def _with_changes(content: Blocks) -> Iterator[tuple[Block | None, Change]]:
    """Each block with what a redline says of it as a whole."""
    for block in content:
        if isinstance(block, Changed):
            yield from ((inner, block.kind) for inner in block.blocks)
        else:
            yield block, ""


def _changed(block: Block, context: Context, place: Place, change: Change) -> str:
    """A block that is new or gone as a whole. Of a shape nobody sees that it is gone, so a remark says it."""
    written = tracked(_block(block, context.within(change), place), context, change)
    if change == "deleted" and isinstance(block, Picture | Flowchart | Chart):
        return remark(context.say("word.before"), context.styles["caption"], context) + written
    return written


def _block(block: Block, context: Context, place: Place) -> str:
    write: Write = lambda content, where: blocks(content, context, where)  # noqa: E731
    match block:
        case Paragraph():
            return _marked(block.id, _paragraph(block, context, place), context)
        case Heading():
            return heading(block, context)
        case ListBlock():
            return _marked(block.id, _list(block, context, place), context)
        case Table():
            return _marked(block.id, table(block, context, place, write), context)
        case Callout():
            return _marked(block.id, _callout(block, context, place), context)
        case Quote():
            inside = place.style == context.styles["QMS Table Text"]
            quoted = place._replace(style=context.styles["QMS Table Quote" if inside else "Quote"])
            return _marked(block.id, blocks(block.blocks, context, quoted), context)
        case Picture():
            return _marked(block.id, picture(block, context, place), context)
        case Example():
            return _marked(block.id, example(block, context, place, write), context)
        case Flowchart():
            return _marked(block.id, flowchart(block, context, place), context)
        case Chart():
            return _marked(block.id, chart(block, context, place), context)
        case FieldGroup():
            return _marked(block.id, field_group(block, context, place), context)
        case Attachment():
            return _marked(block.id, _attachment(block, context, place), context)
        case Landscape():
            return blocks(block.blocks, context, place)
        case Changed():
            return blocks((block,), context, place)
        case _:
            assert_never(block)


def _marked(block_id: str, content: str, context: Context) -> str:
    """`content`, with a bookmark before it when a reference inside the document leads to it."""
    if block_id in context.sought:
        return context.bookmark(bookmark_name(block_id)) + content
    return content


def heading(block: Heading, context: Context, *, new_page: bool = False) -> str:
    """A heading with its number typed as text, inside the bookmark that the contents lead to."""
    number = numbered(block.number)
    if block.earlier is not None:
        number = tracked(numbered(block.earlier), context, "deleted") + tracked(number, context, "inserted")
    content = context.bookmark(bookmark_name(block.id), number + inlines(block.content, context))
    properties = "<w:pageBreakBefore/>" if new_page else ""
    if not block.number or not is_narrow(block.number):
        properties += '<w:ind w:left="0" w:firstLine="0"/>'
    return paragraph(context.styles[f"heading {min(max(block.level, 1), 3)}"], content, properties)


def _paragraph(block: Paragraph, context: Context, place: Place) -> str:
    styles, content = context.styles, inlines(block.content, context)
    keep = "<w:keepNext/>" if place.keep else ""
    match block.kind:
        case "body":
            indent = f'<w:ind w:left="{place.indent}" w:firstLine="0"/>' if place.indent else ""
            return paragraph(place.style, content, keep + indent)
        case "generated":
            mark = run(context.say("word.generated.mark"), "<w:i/><w:iCs/>")
            return paragraph(styles["QMS Generated"], content + mark, keep)
        case "caption":
            return paragraph(styles["caption"], content, keep)
        case _:
            assert_never(block.kind)


def _list(block: ListBlock, context: Context, place: Place) -> str:
    number = context.parts.numbering() if block.ordered else 1
    level = min(place.depth, 8)
    style = context.styles["List Paragraph"] if place.style == context.styles["Body Text"] else place.style
    marker = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    inner = Place(place.width - LIST_STEP, style, LIST_STEP * (level + 1), place.depth + 1)
    parts: list[str] = []
    for item in block.items:
        if item.change:
            written = _item(item, context.within(item.change), style, marker, inner)
            parts.append(tracked(written, context, item.change))
        else:
            parts.append(_item(item, context, style, marker, inner))
    return "".join(parts)


def _item(item: ListItem, context: Context, style: str, marker: str, inner: Place) -> str:
    first = item.blocks[0] if item.blocks else None
    rest: Blocks = item.blocks
    text = ""
    if isinstance(first, Paragraph) and first.kind == "body":
        text, rest = inlines(first.content, context), item.blocks[1:]
    mark = "".join(_target(block_id, context) for block_id in (item.id, first.id if first else ""))
    keep = "<w:keepNext/>" if rest else ""
    return paragraph(style, mark + text, keep + marker) + blocks(rest, context, inner)


def _target(block_id: str, context: Context) -> str:
    return context.bookmark(bookmark_name(block_id)) if block_id in context.sought else ""


def _callout(block: Callout, context: Context, place: Place) -> str:
    """Bordered paragraphs; anything but paragraphs inside needs a box, which is a table of one cell."""
    kind = block.kind.capitalize()
    bold = "<w:b/><w:bCs/>"
    sign = symbol(SIGNS[block.kind], bold) + run(
        f" {context.say(f'word.{block.kind}')}{context.say('word.colon')}", bold
    )
    if all(isinstance(inner, Paragraph) for inner, _ in _with_changes(block.blocks)):
        style = context.styles[f"QMS {kind}"]
        return callout_paragraphs(block.blocks, sign, style, context)
    first, rest = block.blocks[:1], block.blocks
    opening: Inlines = ()
    if isinstance(first[0], Paragraph):
        opening, rest = first[0].content, block.blocks[1:]
        sign = _target(first[0].id, context) + sign
    inside = place._replace(width=place.width - 283, indent=0, style=context.styles["QMS Table Text"])
    content = paragraph(inside.style, sign + inlines(opening, context), "<w:keepNext/>") + blocks(rest, context, inside)
    return boxed(closed(content, context), context.styles[f"QMS {kind} Box"], context, place)


def callout_paragraphs(content: Blocks, sign: str, style: str, context: Context) -> str:
    """Paragraphs of a callout that stay together, the first one opened by its sign and word."""
    parts, paragraphs = [], list(_with_changes(content))
    for position, (inner, change) in enumerate(paragraphs, 1):
        if isinstance(inner, Paragraph):
            keep = "<w:keepNext/>" if position < len(paragraphs) else ""
            inside = context.within(change) if change else context
            text = _target(inner.id, inside) + (sign if position == 1 else "") + inlines(inner.content, inside)
            parts.append(tracked(paragraph(style, text, keep), context, change))
    return "".join(parts) or paragraph(style, sign)


def _attachment(block: Attachment, context: Context, place: Place) -> str:
    name = block.file.rsplit("/", 1)[-1]
    label = Strong((Run(context.say("word.attachment") + context.say("word.colon")),))
    content = inlines((label, *block.title), context)
    return paragraph(place.style, content + run(f" ({name})", _hint(context)))


def _hint(context: Context) -> str:
    return f'<w:rStyle w:val="{context.styles["QMS Hint"]}"/>'
