"""What stands on every page: header, footer and the watermark of a document that is not in force."""

from qmsdocs.document_tree import ControlBlock
from qmsdocs.locale import classification_name
from qmsdocs.writers.word.copies import Copy, footer_line
from qmsdocs.writers.word.markup import (
    DECLARATION,
    EMU_PER_TWIP,
    NAMESPACES,
    cell,
    escape,
    field,
    paragraph,
    row,
    run,
    shares,
    table,
)
from qmsdocs.writers.word.page import Page
from qmsdocs.writers.word.parts import Context, Relations
from qmsdocs.writers.word.pictures import logo
from qmsdocs.writers.word.tracking import stated

_MARKED = ("draft", "in-review", "approved", "superseded", "withdrawn")
_LINE = '<w:{0} w:val="single" w:sz="6" w:space="0" w:color="8A949E"/>'
_RIGHT, _CENTRE = '<w:jc w:val="right"/>', '<w:jc w:val="center"/>'
_FORMULAS = (
    *("sum #0 0 10800", "prod #0 2 1", "sum 21600 0 @1", "sum 0 0 @2", "sum 21600 0 @3", "if @0 @3 0"),
    *(
        "if @0 21600 @1",
        "if @0 0 @2",
        "if @0 @4 21600",
        "mid @5 @6",
        "mid @8 @5",
        "mid @7 @8",
        "mid @6 @7",
        "sum @6 0 @5",
    ),
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    "<v:formulas>" + "".join(f'<v:f eqn="{formula}"/>' for formula in _FORMULAS) + "</v:formulas>"
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
    '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
    '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)
"""The WordArt that Word itself uses for a watermark."""


def header(context: Context, page: Page, relations: Relations, mark: "bytes | None") -> str:
    """The header part: logo or company, title, number with revision, effective date and page; then the watermark."""
    control, style = context.tree.control, context.styles["header"]
    widths = shares(page.text_width, [30, 38, 32])
    owner = stated(lambda control: control.company, context)
    if mark:
        owner = logo(mark, relations, (widths[0] - 200) * EMU_PER_TWIP, control.company, 1)
    bold = "<w:b/><w:bCs/>"
    number = stated(
        lambda control: context.say("word.head.revision", number=control.number, revision=control.revision),
        context,
        bold,
    )
    title = stated(lambda control: control.title, context, bold)
    lines = (number, stated(lambda control: _in_force(control, context), context), _page_of(context))
    middle = f"{_LINE.format('bottom')}"
    border = f'<w:tcBorders>{middle}</w:tcBorders><w:vAlign w:val="center"/>'
    cells = (
        cell(widths[0], paragraph(style, owner), border)
        + cell(widths[1], paragraph(style, title, _CENTRE), border)
        + cell(widths[2], "".join(paragraph(style, line, _RIGHT) for line in lines), border)
    )
    drawn = table(context.styles["QMS Plain"], widths, row(cells))
    tail = paragraph(style, _watermark(context, page))
    return f"{DECLARATION}<w:hdr {NAMESPACES}>{drawn}{tail}</w:hdr>"


def _in_force(control: ControlBlock, context: Context) -> str:
    if control.effective:
        return context.say("word.head.effective", date=control.effective.isoformat())
    return context.say("word.head.draft")


def _page_of(context: Context) -> str:
    say = context.say
    ending = say("word.page.after")
    return (
        run(say("word.page.before"))
        + field("PAGE", "1")
        + run(say("word.page.between"))
        + field("NUMPAGES", "1")
        + (run(ending) if ending else "")
    )


def _watermark(context: Context, page: Page) -> str:
    status = context.tree.control.status
    if status not in _MARKED:
        return ""
    keys = {"approved": "word.head.draft", "superseded": "word.obsolete"}
    word = context.say(keys.get(status, f"status.{status}"))
    if not context.chinese:
        word = word.upper()
    units = sum(2 if ord(letter) > 0x2E7F else 1.2 for letter in word)
    width = min(430.0, page.text_height / 20 * 0.8, 55 * units)
    height = width / units * 2
    family = "SimHei" if context.chinese else "Calibri"
    place = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width:.0f}pt;height:{height:.0f}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        f'<w:r><w:rPr><w:noProof/></w:rPr><w:pict>{_SHAPE_TYPE}<v:shape id="Watermark" o:spid="_x0000_s2049" '
        f'type="#_x0000_t136" alt="{escape(word)}" style="{place}" o:allowincell="f" fillcolor="silver" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:&quot;{family}&quot;;font-size:1pt" '
        f'string="{escape(word)}"/></v:shape></w:pict></w:r>'
    )


def footer(context: Context, page: Page, copy: Copy, program: str) -> str:
    """The footer part: what kind of copy it is, the status and classification, and the program in small print."""
    style = context.styles["footer"]
    state = stated(lambda control: _state(control, context), context)
    widths = shares(page.text_width, [64, 36])
    border = f"<w:tcBorders>{_LINE.format('top')}</w:tcBorders>"
    small = run(program, '<w:sz w:val="13"/><w:szCs w:val="13"/>') if program else ""
    cells = cell(widths[0], paragraph(style, run(footer_line(copy, context))), border) + cell(
        widths[1],
        paragraph(style, state, _RIGHT) + (paragraph(style, small, _RIGHT) if small else ""),
        border,
    )
    drawn = table(context.styles["QMS Plain"], widths, row(cells))
    tail = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"{DECLARATION}<w:ftr {NAMESPACES}>{drawn}{paragraph(style, '', tail)}</w:ftr>"


def _state(control: ControlBlock, context: Context) -> str:
    state = context.say(f"status.{control.status}")
    return f"{state} · {classification_name(control.language, control.classification)}"
