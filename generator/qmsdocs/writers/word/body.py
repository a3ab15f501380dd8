"""The blocks of a document as WordprocessingML: blocks and the place where they stand in, XML out."""

from collections.abc import Sequence
from itertools import pairwise
from typing import assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
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
    Run,
    Strong,
    Table,
)
from qmsdocs.writers.word.flowchart import flowchart
from qmsdocs.writers.word.forms import field_group
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import is_narrow, numbered, paragraph, run, symbol
from qmsdocs.writers.word.parts import Context, Place, bookmark_name
from qmsdocs.writers.word.pictures import picture
from qmsdocs.writers.word.tables import Write, boxed, example, table

LIST_STEP = 397
"""The indent of one level of a list, in twips; numbering.xml uses it too."""
SIGNS = {"note": "ℹ", "caution": "⚠", "warning": "⚠"}
_LED_IN = (ListBlock, Table, Picture, Flowchart, Example, FieldGroup, Quote)


def blocks(content: Blocks, context: Context, place: Place) -> str:
    """The XML of `content` at `place`. A paragraph stays with the list, table or picture that it leads in."""
    if len(content) < 2:
        return "".join(_block(block, context, place) for block in content)
    parts = []
    for block, following in pairwise(content):
        parts.append(_block(block, context, place._replace(keep=True) if isinstance(following, _LED_IN) else place))
        if isinstance(block, Callout) and isinstance(following, Callout):
            parts.append(paragraph(context.styles["QMS Spacer"]))
    return "".join(parts) + _block(content[-1], context, place)


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
        case FieldGroup():
            return _marked(block.id, field_group(block, context, place), context)
        case Attachment():
            return _marked(block.id, _attachment(block, context, place), context)
        case Landscape():
            return blocks(block.blocks, context, place)
        case _:
            assert_never(block)


def _marked(block_id: str, content: str, context: Context) -> str:
    """`content`, with a bookmark before it when a reference inside the document leads to it."""
    if block_id in context.sought:
        return context.parts.bookmark(bookmark_name(block_id)) + content
    return content


def heading(block: Heading, context: Context, *, new_page: bool = False) -> str:
    """A heading with its number typed as text, inside the bookmark that the contents lead to."""
    content = numbered(block.number) + inlines(block.content, context)
    content = context.parts.bookmark(bookmark_name(block.id), content)
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
        first = item.blocks[0] if item.blocks else None
        rest: Blocks = item.blocks
        text = ""
        if isinstance(first, Paragraph) and first.kind == "body":
            text, rest = inlines(first.content, context), item.blocks[1:]
        mark = "".join(_target(block_id, context) for block_id in (item.id, first.id if first else ""))
        keep = "<w:keepNext/>" if rest else ""
        parts.append(paragraph(style, mark + text, keep + marker) + blocks(rest, context, inner))
    return "".join(parts)


def _target(block_id: str, context: Context) -> str:
    return context.parts.bookmark(bookmark_name(block_id)) if block_id in context.sought else ""


def _callout(block: Callout, context: Context, place: Place) -> str:
    """Bordered paragraphs; anything but paragraphs inside needs a box, which is a table of one cell."""
    kind = block.kind.capitalize()
    bold = "<w:b/><w:bCs/>"
    sign = symbol(SIGNS[block.kind], bold) + run(
        f" {context.say(f'word.{block.kind}')}{context.say('word.colon')}", bold
    )
    if all(isinstance(inner, Paragraph) for inner in block.blocks):
        style = context.styles[f"QMS {kind}"]
        return callout_paragraphs(block.blocks, sign, style, context)
    first, rest = block.blocks[:1], block.blocks
    opening: Inlines = ()
    if isinstance(first[0], Paragraph):
        opening, rest = first[0].content, block.blocks[1:]
        sign = _target(first[0].id, context) + sign
    inside = place._replace(width=place.width - 283, indent=0, style=context.styles["QMS Table Text"])
    content = paragraph(inside.style, sign + inlines(opening, context), "<w:keepNext/>") + blocks(rest, context, inside)
    return boxed(content, context.styles[f"QMS {kind} Box"], context, place)


def callout_paragraphs(content: Sequence[Block], sign: str, style: str, context: Context) -> str:
    """Paragraphs of a callout that stay together, the first one opened by its sign and word."""
    parts, last = [], len(content) - 1
    for position, inner in enumerate(content):
        if isinstance(inner, Paragraph):
            keep = "<w:keepNext/>" if position < last else ""
            content_xml = _target(inner.id, context) + (sign if position == 0 else "") + inlines(inner.content, context)
            parts.append(paragraph(style, content_xml, keep))
    return "".join(parts) or paragraph(style, sign)


def _attachment(block: Attachment, context: Context, place: Place) -> str:
    name = block.file.rsplit("/", 1)[-1]
    label = Strong((Run(context.say("word.attachment") + context.say("word.colon")),))
    content = inlines((label, *block.title), context)
    return paragraph(place.style, content + run(f" ({name})", _hint(context)))


def _hint(context: Context) -> str:
    return f'<w:rStyle w:val="{context.styles["QMS Hint"]}"/>'
