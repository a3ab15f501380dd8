"""The filled list of contents: headings in, linked entries inside a real TOC field out; and their true page numbers.

In a redline the contents are those of the new document, without marks: they are a field, which Word makes anew from
the headings whatever becomes of the changes.

Page numbers need LibreOffice and pypdf, one more pass, and fonts with the widths of the real ones; without them the
entries have none, which is never wrong.
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from qmsdocs.blocks import Heading, current, walk
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import W, escape, field, is_narrow, numbered, paragraph, run
from qmsdocs.writers.word.named_styles import style_ids
from qmsdocs.writers.word.office import OFFICE, pdfs
from qmsdocs.writers.word.parts import Context, bookmark_name

_BEGIN, _SEPARATE, _END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
_USUAL_TAB = 9400
"""Where the default style has the tab of the page number, in twips."""


def headings(context: Context) -> list[Heading]:
    """The headings that the contents list, in reading order; a redline lists those of the new document."""
    listed = walk(context.tree.body, deleted=False)
    return [block for block in listed if isinstance(block, Heading) and block.level <= 3]


def contents(context: Context, pages: "Mapping[str, int] | None" = None) -> str:
    """The contents; `pages` tells the page of each heading's bookmark. Nothing for a document without headings."""
    listed = headings(context)
    if not listed:
        return ""
    switches = '\\o "1-3" \\h \\z \\u' if pages else '\\o "1-3" \\n \\h \\z \\u'
    opening = f'{_BEGIN}<w:r><w:instrText xml:space="preserve"> TOC {escape(switches)} </w:instrText></w:r>{_SEPARATE}'
    title = paragraph(context.styles["TOC Heading"], run(context.say("word.contents")))
    entries = []
    for position, heading in enumerate(listed):
        start = opening if position == 0 else ""
        end = _END if position == len(listed) - 1 else ""
        style = context.styles[f"toc {min(max(heading.level, 1), 3)}"]
        tabs = _page_tab(context) if pages else ""
        indent = "" if heading.number and is_narrow(heading.number) else '<w:ind w:left="0" w:firstLine="0"/>'
        entries.append(paragraph(style, start + _entry(heading, context, pages) + end, tabs + indent))
    return title + "".join(entries)


def _page_tab(context: Context) -> str:
    """The tab of the page number just inside the right margin; beyond it, LibreOffice shows no number."""
    place = context.page.text_width - 12
    if place == _USUAL_TAB:
        return ""
    usual = f'<w:tab w:val="clear" w:pos="{_USUAL_TAB}"/>'
    return f'<w:tabs>{usual}<w:tab w:val="right" w:leader="dot" w:pos="{place}"/></w:tabs>'


def _entry(heading: Heading, context: Context, pages: "Mapping[str, int] | None") -> str:
    name = bookmark_name(heading.id)
    page = _page(name, pages[name]) if pages and name in pages else ""
    text = numbered(heading.number) + inlines(current(heading.content), context, linked=True) + page
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{text}</w:hyperlink>'


def _page(name: str, page: int) -> str:
    return "<w:r><w:tab/></w:r>" + field(f"PAGEREF {name} \\h", str(page))


def page_numbers(word: bytes, office: str = OFFICE) -> Mapping[str, int]:
    """The page of each heading of the Word file `word`, by bookmark, as LibreOffice lays it out.

    Raises OSError when `office` or pypdf is missing or the conversion fails, and RuntimeError when headings and pages
    do not pair.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise OSError("page numbers need pypdf: pip install pypdf") from error
    names = _heading_bookmarks(word)
    reader = PdfReader(BytesIO(pdfs({"": word}, office)[""]))
    pages = [(reader.get_destination_page_number(entry) or 0) + 1 for entry in _flat(reader.outline)]
    if len(pages) != len(names):
        raise RuntimeError(f"LibreOffice shows {len(pages)} headings where the document has {len(names)}")
    return dict(zip(names, pages, strict=True))


def _heading_bookmarks(word: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(BytesIO(word)) as package:
        ids = style_ids(etree.fromstring(package.read("word/styles.xml"), parser))
        document = etree.fromstring(package.read("word/document.xml"), parser)
    wanted = {ids[f"heading {level}"] for level in (1, 2, 3)}
    found = []
    for element in document.iter(f"{{{W}}}p"):
        style = element.find(f"{{{W}}}pPr/{{{W}}}pStyle")
        if style is not None and style.get(f"{{{W}}}val") in wanted:
            marks = [mark.get(f"{{{W}}}name", "") for mark in element.iter(f"{{{W}}}bookmarkStart")]
            found.append(next(name for name in marks if name.startswith("b_")))
    return found


def _flat(outline: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for entry in outline:
        flat += _flat(entry) if isinstance(entry, list) else [entry]
    return flat
