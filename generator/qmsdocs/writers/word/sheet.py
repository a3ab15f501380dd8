"""A Word file beside the controlled documents, such as the approval sheet or a register: a sheet in, the bytes of a
.docx out.

It has the look of the house and true page numbers, and no number, revision or status, since it is no document.
A card or poster stands on one page instead, in letters as large as there is room for.
"""

from collections.abc import Mapping
from dataclasses import replace

from qmsdocs.archive import Packed, archive, packed
from qmsdocs.document_tree import ControlBlock, DocumentTree, OnePage, Sheet
from qmsdocs.writers.word import properties
from qmsdocs.writers.word.body import blocks
from qmsdocs.writers.word.markup import DECLARATION, NAMESPACES, R, cell, field, paragraph, row, run, shares, table
from qmsdocs.writers.word.one_page import setting, sized
from qmsdocs.writers.word.parts import Context, Parts, Place, Relations
from qmsdocs.writers.word.qr import qr_code
from qmsdocs.writers.word.reference import Look, Reference

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAFT = "<cp:contentStatus>draft</cp:contentStatus>"
_RIGHT = '<w:jc w:val="right"/>'


def sheet_file(sheet: Sheet, reference: Reference, program: str) -> bytes:
    """The Word file of `sheet` in the look of `reference`; `program` stands in small print in the footer."""
    look = reference.look(sheet.language)
    if sheet.one_page:
        return _on_one_page(sheet, sheet.one_page, look, program)
    nothing: frozenset[str] = frozenset()
    page = look.page.enlarged() if sheet.paper == "A3" else look.page
    page = page.turned() if sheet.landscape != page.landscape else page
    context = Context(_tree(sheet), look.styles, page, Parts(), nothing, nothing, beside=sheet.beside)
    place = Place(page.text_width, look.styles["Body Text"])
    room = '<w:spacing w:before="20" w:after="160"/>'
    body = _title(sheet, context, room) + blocks(sheet.body, context, place) + page.section("header", "footer")
    return _file(context, look, body, _header(sheet, context), _footer(context, program))


def _title(sheet: Sheet, context: Context, room: str = "") -> str:
    title = paragraph(context.styles["QMS Form Title"], run(sheet.title))
    return title + (paragraph(context.styles["QMS Small"], run(sheet.note), room) if sheet.note else "")


def _on_one_page(sheet: Sheet, one: OnePage, look: Look, program: str) -> bytes:
    """The title across the page, the text in one column or two, and what it rests on at the foot."""
    foot = f"{one.foot} · {program}"
    made = setting(sheet, foot_lines(foot, one))
    nothing: frozenset[str] = frozenset()
    context = Context(_tree(sheet), look.styles, made.page, Parts(), nothing, nothing, beside=sheet.beside)
    place = Place(made.column_width, look.styles["Body Text"])
    begin = ""
    if made.columns > 1:
        end = made.page.section("header", "footer")
        begin = f'<w:p><w:pPr><w:pStyle w:val="{look.styles["QMS Spacer"]}"/>{end}</w:pPr></w:p>'
    kind = "continuous" if begin else "nextPage"
    body = _title(sheet, context) + begin + blocks(made.body, context, place)
    body += made.page.section("header", "footer", kind=kind, columns=made.columns)
    sizes = {"word/styles.xml": packed(sized(look.sheet, made.letters, sheet.language))}
    relations = Relations()
    code = qr_code(replace(context, parts=Parts(relations)), one.address) if one.address else ""
    running = _head_line(sheet, context), _foot(foot, code, context)
    return _file(context, look, body, *running, sizes, relations)


def _file(
    context: Context,
    look: Look,
    body: str,
    header: str,
    footer: str,
    other: Mapping[str, Packed] | None = None,
    of_footer: Relations | None = None,
) -> bytes:
    """The package; `other` parts take the place of those of the look."""
    parts: dict[str, Packed] = {**look.parts, **(other or {})}
    parts |= {
        "word/document.xml": packed(f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"),
        "word/header1.xml": packed(f"{DECLARATION}<w:hdr {NAMESPACES}>{header}</w:hdr>"),
        "word/footer1.xml": packed(f"{DECLARATION}<w:ftr {NAMESPACES}>{footer}</w:ftr>"),
        "word/settings.xml": properties.settings(context.tree),
        "word/numbering.xml": properties.numbering(context.parts.ordered_lists),
        "word/_rels/document.xml.rels": packed(_relations(context)),
        # A sheet has no status, not even that of a draft.
        "docProps/core.xml": packed(properties.core(context.tree.control).replace(_DRAFT, "")),
        "docProps/app.xml": packed(properties.application(context.tree.control.company)),
        "_rels/.rels": packed(_PACKAGE),
    }
    parts |= context.parts.relations.media
    if of_footer and of_footer.lines:
        parts["word/_rels/footer1.xml.rels"] = packed(_relationships("".join(of_footer.lines)))
        parts |= of_footer.media
    parts["[Content_Types].xml"] = packed(properties.content_types(parts))
    return archive(parts)


def _tree(sheet: Sheet) -> DocumentTree:
    """The sheet as a tree, for the pieces of the writer that ask for language and title."""
    control = ControlBlock(
        number="",
        title=sheet.title,
        type_title="",
        level=4,
        company=sheet.company,
        system="",
        revision="",
        status="draft",
        effective=None,
        approved=None,
        next_review=None,
        owner="",
        classification="",
        applies_to=(),
        supersedes=(),
        signatures=(),
        amendments=(),
        language=sheet.language,
        source_language=sheet.language,
    )
    return DocumentTree(control, sheet.body)


def _header(sheet: Sheet, context: Context) -> str:
    style, widths = context.styles["header"], shares(context.page.text_width, [1, 1])
    ending = context.say("word.page.after")
    page = run(context.say("word.page.before")) + field("PAGE", "1")
    page += run(context.say("word.page.between")) + field("NUMPAGES", "1") + (run(ending) if ending else "")
    other = sheet.head or (sheet.title if sheet.note else "")
    whose = context.say("sheet.head", one=sheet.company, other=other) if other else sheet.company
    cells = cell(widths[0], paragraph(style, run(whose))) + cell(widths[1], paragraph(style, page, _RIGHT))
    return table(context.styles["QMS Plain"], widths, row(cells)) + paragraph(style)


def _footer(context: Context, program: str) -> str:
    return paragraph(context.styles["footer"], run(program), _RIGHT)


def _head_line(sheet: Sheet, context: Context) -> str:
    """Whose sheet it is."""
    line = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="2" w:color="8A949E"/></w:pBdr>'
    return paragraph(context.styles["header"], run(sheet.company), line)


_FOOT_SIZE = 7.5
_CODE_ROOM = 1200
"""The room of the QR code in twips."""


def foot_lines(foot: str, one: OnePage) -> int:
    """About how many lines of 200 twips the foot of a sheet takes; the code is as high as six."""
    width = min(9000 if paper == "A4" else 20000 for paper in one.papers)
    letters = sum(2 if ord(letter) > 0x2E7F else 1 for letter in foot)
    return max(1 + int(letters * _FOOT_SIZE * 11 / width), 6 if one.address else 1)


def _foot(foot: str, code: str, context: Context) -> str:
    """The foot of a sheet on one page, with the code beside it."""
    style = context.styles["footer"]
    small = f'<w:sz w:val="{round(_FOOT_SIZE * 2)}"/><w:szCs w:val="{round(_FOOT_SIZE * 2)}"/>'
    text = paragraph(style, run(foot, small))
    line = '<w:tcBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="8A949E"/></w:tcBorders>'
    width = context.page.text_width
    widths = [width - _CODE_ROOM, _CODE_ROOM] if code else [width]
    cells = cell(widths[0], text, line)
    cells += cell(_CODE_ROOM, paragraph(style, code, _RIGHT), line) if code else ""
    tail = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return table(context.styles["QMS Plain"], widths, row(cells)) + paragraph(style, "", tail)


def _relations(context: Context) -> str:
    parts = {"styles": "styles", "settings": "settings", "numbering": "numbering", "fontTable": "fontTable"}
    parts |= {"theme": "theme/theme1", "header": "header1", "footer": "footer1"}
    lines = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{name}.xml"/>' for kind, name in parts.items()
    )
    return _relationships(lines + "".join(context.parts.relations.lines))


def _relationships(lines: str) -> str:
    return f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">{lines}</Relationships>'


_PACKAGE = _relationships(
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONSHIPS}/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{R}/extended-properties" Target="docProps/app.xml"/>'
)
