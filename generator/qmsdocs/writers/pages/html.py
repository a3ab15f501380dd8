"""Blocks → HTML. Every member of the union is written.

What a reader must notice has a symbol and a word, not only a colour.
"""

import posixpath
from html import escape
from typing import assert_never

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Changed,
    Chart,
    Example,
    FieldGroup,
    Flowchart,
    Heading,
    Landscape,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Table,
    plain,
)
from qmsdocs.writers.pages.addresses import Setting
from qmsdocs.writers.pages.changes import both, marked, marked_blocks, written
from qmsdocs.writers.pages.fields import field_group
from qmsdocs.writers.pages.inline import inlines_html
from qmsdocs.writers.pages.tables import table
from qmsdocs.writers.svg import plot_svg, svg

SCALE = 1.45
"""Drawings are in points of a printed page; on a screen they stand a little larger."""
SYMBOLS = {"note": "i", "caution": "!", "warning": "!"}
"""The sign in front of a callout; its frame differs as well (circle, triangle, filled triangle)."""


def blocks_html(blocks: Blocks, setting: Setting) -> str:
    """The blocks one below the other."""
    return "\n".join([_block(block, setting) for block in blocks])


def cell_html(blocks: Blocks, setting: Setting) -> str:
    """The content of a cell or item: a single paragraph stands there without a paragraph of its own."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph) and blocks[0].kind == "body":
        return inlines_html(blocks[0].content, setting)
    return blocks_html(blocks, setting)


def _block(block: Block, setting: Setting) -> str:
    match block:
        case Paragraph():
            return _paragraph(block, setting)
        case Heading():
            return _heading(block, setting)
        case Table():
            return table(block, setting, cell_html)
        case ListBlock():
            return _list(block, setting)
        case Quote(id_, inner):
            return f'<blockquote class="q-quote"{setting.id(id_)}>\n{blocks_html(inner, setting)}\n</blockquote>'
        case Callout():
            return _callout(block, setting)
        case Picture():
            return _picture(block, setting)
        case Example():
            return _example(block, setting)
        case Flowchart():
            return _flowchart(block, setting)
        case Chart():
            return _chart(block, setting)
        case FieldGroup():
            return field_group(block, setting)
        case Attachment():
            return _attachment(block, setting)
        case Landscape(id_, inner):
            return f'<div class="q-landscape"{setting.id(id_)}>\n{blocks_html(inner, setting)}\n</div>'
        case Changed(_, kind, inner):
            return marked_blocks(kind, written(kind, setting, lambda: blocks_html(inner, setting)), setting)
        case _:
            assert_never(block)


def _paragraph(block: Paragraph, setting: Setting) -> str:
    text = inlines_html(block.content, setting)
    if block.kind == "body":
        return f"<p{setting.id(block.id)}>{text}</p>"
    title = f' title="{setting.say("page.generated")}"' if block.kind == "generated" else ""
    return f'<p class="q-{block.kind}"{setting.id(block.id)}{title}>{text}</p>'


def _heading(block: Heading, setting: Setting) -> str:
    setting.depth = level = min(block.level - setting.top + 2, setting.depth + 1, 6)
    digits = both(None if block.earlier is None else escape(block.earlier), escape(block.number))
    number = f'<span class="q-number">{digits}</span> ' if digits else ""
    return f"<h{level}{setting.id(block.id)}>{number}{inlines_html(block.content, setting)}</h{level}>"


def _list(block: ListBlock, setting: Setting) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "\n".join([_item(item, setting) for item in block.items])
    return f"<{tag}{setting.id(block.id)}>\n{items}\n</{tag}>"


def _item(item: ListItem, setting: Setting) -> str:
    id_, inner = written(item.change, setting, lambda: (setting.id(item.id), cell_html(item.blocks, setting)))
    return f"<li{id_}>{marked(item.change, inner)}</li>"


def _callout(block: Callout, setting: Setting) -> str:
    sign = f'<span class="q-sign" aria-hidden="true">{SYMBOLS[block.kind]}</span>'
    head = f'<p class="q-callout__head">{sign}{setting.say(f"page.{block.kind}")}</p>'
    inner = blocks_html(block.blocks, setting)
    return f'<div class="q-callout q-callout--{block.kind}" role="note"{setting.id(block.id)}>\n{head}\n{inner}\n</div>'


def _picture(block: Picture, setting: Setting) -> str:
    source = setting.file(setting.addresses.file(block.data, block.file))
    width, height = block.pixels
    image = (
        f'<img src="{source}" alt="{escape(block.alt)}" width="{width}" height="{height}" loading="lazy"'
        f' style="width:{min(max(block.width, 5), 100)}%">'
    )
    caption = f"<figcaption>{inlines_html(block.caption, setting)}</figcaption>" if block.caption else ""
    return f'<figure class="q-picture"{setting.id(block.id)}>{image}{caption}</figure>'


def _example(block: Example, setting: Setting) -> str:
    title = f"<figcaption>{inlines_html(block.title, setting)}</figcaption>\n" if block.title else ""
    sides = _side("right", "✓", block.right, setting)
    if block.wrong:
        sides += "\n" + _side("wrong", "✗", block.wrong, setting)
    why = ""
    if block.why:
        head = f'<p class="q-example__head">{setting.say("page.difference")}</p>'
        why = f'\n<div class="q-example__why">\n{head}\n{blocks_html(block.why, setting)}\n</div>'
    inner = f'{title}<div class="q-example__sides">\n{sides}\n</div>{why}'
    return f'<figure class="q-example"{setting.id(block.id)}>\n{inner}\n</figure>'


def _side(kind: str, sign: str, blocks: Blocks, setting: Setting) -> str:
    head = f'<p class="q-example__head"><span aria-hidden="true">{sign}</span> {setting.say(f"page.{kind}")}</p>'
    return f'<div class="q-example__{kind}">\n{head}\n{blocks_html(blocks, setting)}\n</div>'


def _flowchart(block: Flowchart, setting: Setting) -> str:
    title = setting.say("page.flowchart")
    link, name = (None, f"{block.id}-before") if setting.gone else (setting.place, block.id)
    drawings = "\n".join(
        f'<div style="width:{drawing.width * SCALE:.0f}px">\n'
        + svg(drawing, title=title, description=block.alt, link=link, id=f"{name}-{place}")
        + "\n</div>"
        for place, drawing in enumerate(block.drawings, 1)
    )
    return (
        f'<figure class="q-flowchart"{setting.id(block.id)}>\n'
        f'<div class="q-scroll" tabindex="0" role="group" aria-label="{title}">\n{drawings}\n</div>\n</figure>'
    )


def _chart(block: Chart, setting: Setting) -> str:
    drawn = plot_svg(block.plot, title=plain(block.title), description=block.alt, id=block.id)
    title = f"<figcaption>{inlines_html(block.title, setting)}</figcaption>"
    frame = f'class="q-scroll" tabindex="0" role="group" aria-label="{escape(plain(block.title))}"'
    sized = f'<div style="width:{block.plot.width * SCALE:.0f}px">\n{drawn}\n</div>'
    return f'<figure class="q-chart"{setting.id(block.id)}>{title}\n<div {frame}>\n{sized}\n</div></figure>'


def _attachment(block: Attachment, setting: Setting) -> str:
    href = setting.file(setting.addresses.file(block.data, block.file))
    name = escape(posixpath.basename(block.file))
    size = f"{max(1, round(len(block.data) / 1024))} kB"
    return (
        f'<p class="q-attachment"{setting.id(block.id)}><a href="{href}" download="{name}">'
        f"{inlines_html(block.title, setting)}</a> <small>{name}, {size}</small></p>"
    )
