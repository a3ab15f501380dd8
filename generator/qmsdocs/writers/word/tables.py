"""Tables and what is set like one: tables with a repeated head row, examples side by side, boxes."""

from collections.abc import Callable

from qmsdocs.blocks import Blocks, Example, Paragraph, Row, Table, plain, walk
from qmsdocs.writers.word.inlines import inlines, optional
from qmsdocs.writers.word.markup import cell, paragraph, row, run, shares, symbol
from qmsdocs.writers.word.markup import table as table_xml
from qmsdocs.writers.word.parts import Context, Place, bookmark_name
from qmsdocs.writers.word.tracking import closed, tracked

Write = Callable[[Blocks, Place], str]
_PADDING = 170
_BORDER = 57
_NARROW = 1000
"""Below so many twips a column of a matrix is too narrow for the words of its title."""
_UPWARDS = '<w:textDirection w:val="btLr"/><w:vAlign w:val="center"/>'
_LONG, _LINES = 2500, 16
"""A row is split when it is longer than so many letters of XML and lines: else it would leave half a page empty."""
_CENTRED = '<w:jc w:val="center"/>'
_HALF = '<w:shd w:val="clear" w:color="auto" w:fill="{0}"/>'


def table(block: Table, context: Context, place: Place, write: Write) -> str:
    """A table as wide as its place; columns in the ratio of their widths, rows whole, the head row on every page.

    A redline gives narrow columns some more room: they hold two values where one has changed.
    """
    styles, width = context.styles, place.width - place.indent
    least = sum(column.width for column in block.columns) // 14 if context.tree.redline else 0
    widths = shares(width, [max(column.width, least, 1) for column in block.columns])
    centred = [block.kind == "raci" and position > 0 for position in range(len(widths))]
    rows = [_head(block, widths, centred, context)]
    for line in block.rows:
        inner = context.within(line.change) if line.change else context
        mark = inner.bookmark(bookmark_name(line.id))
        cells = []
        for content, room, middle in zip(line.cells, widths, centred, strict=True):
            inside = Place(room - _PADDING, styles["QMS Table Text"])
            cells.append(cell(room, mark + cell_content(content.blocks, inside, inner, write, middle)))
            mark = ""
        joined = "".join(cells)
        written = row(joined, whole=len(joined) < _LONG or _lines(line, widths) < _LINES)
        rows.append(tracked(written, context, line.change))
    caption = optional(styles["caption"], block.caption, context, "<w:keepNext/>")
    indent = f'<w:tblInd w:w="{place.indent}" w:type="dxa"/>' if place.indent else ""
    return caption + table_xml(styles["QMS Table"], widths, "".join(rows), indent, head=True) + after(block, context)


def _head(block: Table, widths: list[int], centred: list[bool], context: Context) -> str:
    """The head row; the roles of a wide matrix are set upwards, since their words do not fit across."""
    narrow = [middle and room < _NARROW and not context.chinese for middle, room in zip(centred, widths, strict=True)]
    longest = max((len(plain(column.title)) for column, up in zip(block.columns, narrow, strict=True) if up), default=0)
    cells = (
        cell(
            room,
            paragraph(
                context.styles["QMS Table Head"],
                inlines(column.title, context),
                _CENTRED if middle and not up else "",
            ),
            _UPWARDS if up else "",
        )
        for column, room, middle, up in zip(block.columns, widths, centred, narrow, strict=True)
    )
    return row("".join(cells), height=min(200 + longest * 105, 2800) if longest else 0, head=True)


def _lines(line: Row, widths: list[int]) -> int:
    """About how many lines the highest cell of a row takes: a letter is about 95 twips wide, a Chinese one 190."""

    def lines(text: Paragraph, room: int) -> int:
        letters = sum(190 if ord(letter) > 0x2E7F else 95 for letter in plain(text.content))
        return 1 + letters // max(room - _PADDING, 400)

    heights = [
        sum(lines(block, room) for block in walk(content.blocks) if isinstance(block, Paragraph))
        for content, room in zip(line.cells, widths, strict=True)
    ]
    return max(heights, default=0)


def after(block: Table, context: Context) -> str:
    """What follows a table: the mark of a generated one, else a little room. It keeps two tables apart."""
    if block.generated:
        return paragraph(context.styles["QMS Generated"], run(context.say("word.generated")))
    return paragraph(context.styles["QMS Spacer"])


def cell_content(content: Blocks, place: Place, context: Context, write: Write, centred: bool = False) -> str:
    """The blocks of a cell; a cell is never without a paragraph."""
    if len(content) == 1 and isinstance(content[0], Paragraph) and content[0].kind == "body":
        mark = ""
        if content[0].id in context.sought:
            mark = context.bookmark(bookmark_name(content[0].id))
        return paragraph(place.style, mark + inlines(content[0].content, context), _CENTRED if centred else "")
    return closed(write(content, place), context) or paragraph(place.style)


def example(block: Example, context: Context, place: Place, write: Write) -> str:
    """Right and wrong side by side, each with sign and word; below them what makes the difference."""
    styles, width = context.styles, place.width - place.indent
    sides = [("word.right", "✓", "EAF5EE", block.right)]
    if block.wrong:
        sides.append(("word.wrong", "✗", "FDECEA", block.wrong))
    widths = shares(width, [1] * len(sides))
    heads, bodies = "", ""
    for room, (key, sign, fill, content) in zip(widths, sides, strict=True):
        word = symbol(sign) + run(f" {context.say(key)}")
        heads += cell(room, paragraph(styles["QMS Table Head"], word), _HALF.format(fill))
        inside = Place(room - _PADDING, styles["QMS Table Text"])
        bodies += cell(room, cell_content(content, inside, context, write))
    rows = row(heads) + row(bodies)
    if block.why:
        inside = Place(width - _PADDING, styles["QMS Table Text"])
        label = paragraph(styles["QMS Table Head"], run(context.say("word.why")))
        span = f'<w:gridSpan w:val="{len(sides)}"/>' if len(sides) > 1 else ""
        rows += row(cell(width, label + cell_content(block.why, inside, context, write), span))
    indent = f'<w:tblInd w:w="{place.indent}" w:type="dxa"/>' if place.indent else ""
    title = optional(styles["caption"], block.title, context, "<w:keepNext/>")
    return title + table_xml(styles["QMS Table"], widths, rows, indent) + paragraph(styles["QMS Spacer"])


def boxed(content: str, style: str, context: Context, place: Place) -> str:
    """`content` in a box of the table style `style`, its thick border where that of a bordered paragraph stands."""
    width = place.width - place.indent - 2 * _BORDER
    indent = f'<w:tblInd w:w="{place.indent + _BORDER}" w:type="dxa"/>'
    return table_xml(style, [width], row(cell(width, content)), indent) + paragraph(context.styles["QMS Spacer"])
