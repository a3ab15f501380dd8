"""A Word file beside the controlled documents, such as the approval sheet or a register: a sheet in, the bytes of a
.docx out.

It has the look of the house and true page numbers, and no number, revision or status, since it is no document.
"""

from qmsdocs.archive import Packed, archive, packed
from qmsdocs.document_tree import ControlBlock, DocumentTree, Sheet
from qmsdocs.writers.word import properties
from qmsdocs.writers.word.body import blocks
from qmsdocs.writers.word.markup import DECLARATION, NAMESPACES, R, cell, field, paragraph, row, run, shares, table
from qmsdocs.writers.word.parts import Context, Parts, Place
from qmsdocs.writers.word.reference import Reference

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAFT = "<cp:contentStatus>draft</cp:contentStatus>"
_RIGHT = '<w:jc w:val="right"/>'


def sheet_file(sheet: Sheet, reference: Reference, program: str) -> bytes:
    """The Word file of `sheet` in the look of `reference`; `program` stands in small print in the footer."""
    look = reference.look(sheet.language)
    nothing: frozenset[str] = frozenset()
    page = look.page.enlarged() if sheet.paper == "A3" else look.page
    page = page.turned() if sheet.landscape != page.landscape else page
    context = Context(_tree(sheet), look.styles, page, Parts(), nothing, nothing, beside=sheet.beside)
    place = Place(page.text_width, look.styles["Body Text"])
    title = paragraph(look.styles["QMS Form Title"], run(sheet.title))
    room = '<w:spacing w:before="20" w:after="160"/>'
    note = paragraph(look.styles["QMS Small"], run(sheet.note), room) if sheet.note else ""
    body = title + note + blocks(sheet.body, context, place) + page.section("header", "footer")
    parts: dict[str, Packed] = dict(look.parts)
    parts |= {
        "word/document.xml": packed(f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"),
        "word/header1.xml": packed(f"{DECLARATION}<w:hdr {NAMESPACES}>{_header(sheet, context)}</w:hdr>"),
        "word/footer1.xml": packed(f"{DECLARATION}<w:ftr {NAMESPACES}>{_footer(context, program)}</w:ftr>"),
        "word/settings.xml": properties.settings(context.tree),
        "word/numbering.xml": properties.numbering(context.parts.ordered_lists),
        "word/_rels/document.xml.rels": packed(_relations(context)),
        # A sheet has no status, not even that of a draft.
        "docProps/core.xml": packed(properties.core(context.tree.control).replace(_DRAFT, "")),
        "docProps/app.xml": packed(properties.application(sheet.company)),
        "_rels/.rels": packed(_PACKAGE),
    }
    parts |= context.parts.relations.media
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
