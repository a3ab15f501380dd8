"""The look that we ship: a language in, the styles of the default reference document out.

Sizes are half-points, lengths twips. A house changes the look in Word, in its own reference document, and not here.
The elements of each style stand in the order of the schema.
"""

from dataclasses import dataclass

from qmsdocs.writers.word.house_theme import ACCENT, HAIRLINE, LIGHT, LINE, QUIET
from qmsdocs.writers.word.markup import DECLARATION, W

_BOLD, _ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
_CENTRED, _KEEP = '<w:jc w:val="center"/>', "<w:keepNext/>"
_CALLOUTS = (("Note", ACCENT, "EEF4FA"), ("Caution", "B26A00", "FFF6E5"), ("Warning", "B3261E", "FDECEA"))


def _fonts(latin: str, east: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


def _spacing(before: int, after: int, line: int = 0) -> str:
    rule = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{rule}/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(value: str) -> str:
    theme = ' w:themeColor="accent1"' if value == ACCENT else ""
    return f'<w:color w:val="{value}"{theme}/>'


def _side(name: str, colour: str, size: int = 4, space: int = 0) -> str:
    return f'<w:{name} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _fill(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


@dataclass(frozen=True, slots=True)
class _Habit:
    """What differs between a Western and a Chinese document."""

    body: str
    head: str
    quote: str
    indent: str
    centred: str
    line: int
    title: int
    headings: tuple[int, int, int]
    running: int
    grid: bool
    """Whether tables have vertical lines."""


_WESTERN = _Habit(
    body=_fonts("Calibri", "宋体"),
    head=_fonts("Calibri", "黑体"),
    quote=_ITALIC,
    indent="",
    centred="",
    line=276,
    title=56,
    headings=(30, 25, 22),
    running=17,
    grid=False,
)
_CHINESE = _Habit(
    body=_fonts("Times New Roman", "宋体"),
    head=_fonts("Times New Roman", "黑体"),
    quote=_fonts("Times New Roman", "楷体"),
    indent='<w:ind w:firstLine="420" w:firstLineChars="200"/>',
    centred=_CENTRED,
    line=360,
    title=52,
    headings=(28, 24, 21),
    running=18,
    grid=True,
)
_TABLE_SIZE = 19


def _style_id(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.replace("toc ", "TOC ").split())


def _start(kind: str, name: str, base: str) -> str:
    own = ' w:customStyle="1"' if name.startswith("QMS ") else ""
    based = f'<w:basedOn w:val="{_style_id(base)}"/>'
    return f'<w:style w:type="{kind}"{own} w:styleId="{_style_id(name)}"><w:name w:val="{name}"/>{based}'


def _paragraph(name: str, layout: str, letters: str = "", *, base: str = "Normal", after: str = "") -> str:
    following = f'<w:next w:val="{_style_id(after)}"/>' if after else ""
    inside = f"<w:pPr>{layout}</w:pPr><w:rPr>{letters}</w:rPr>"
    return f"{_start('paragraph', name, base)}{following}<w:qFormat/>{inside}</w:style>"


def _character(name: str, letters: str) -> str:
    return f"{_start('character', name, 'Default Paragraph Font')}<w:qFormat/><w:rPr>{letters}</w:rPr></w:style>"


def _table(name: str, properties: str, rest: str = "") -> str:
    return f"{_start('table', name, 'Table Normal')}<w:qFormat/><w:tblPr>{properties}</w:tblPr>{rest}</w:style>"


def _foundations() -> list[str]:
    sides = (("top", 0), ("left", 108), ("bottom", 0), ("right", 108))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return [
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>",
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        _character("Hyperlink", f'{_colour(ACCENT)}<w:u w:val="single"/>'),
        _character("QMS Reference", _colour(ACCENT)),
        _character("QMS Code", f"{_fonts('Consolas', '仿宋')}{_size(19)}{_fill('F1F3F5')}"),
        _character("QMS Untranslated", '<w:u w:val="dotted" w:color="A08A50"/>'),
        _character("QMS Hint", f"{_colour(QUIET)}{_size(16)}"),
    ]


def _text_styles(habit: _Habit) -> list[str]:
    beside = f"<w:pBdr>{_side('left', HAIRLINE, 18, 8)}</w:pBdr>"
    tight = '<w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="{}"/>'
    return [
        _paragraph("Body Text", f"{_spacing(0, 120, habit.line)}{habit.indent}"),
        _paragraph("List Paragraph", _spacing(0, 60, habit.line)),
        _paragraph("Quote", f'{beside}{_spacing(60, 120)}<w:ind w:left="340" w:right="340"/>', habit.quote),
        _paragraph("QMS Table Quote", _spacing(20, 60, 252), _size(_TABLE_SIZE), base="Quote"),
        _paragraph("caption", _spacing(120, 80), f"{habit.head}{_BOLD}{_size(_TABLE_SIZE)}"),
        _paragraph("QMS Generated", _spacing(40, 140), f"{_ITALIC}{_colour(QUIET)}{_size(16)}"),
        _paragraph("QMS Picture", f"{_KEEP}{_spacing(120, 60)}{_CENTRED}"),
        _paragraph("QMS Spacer", tight.format(160, "exact"), _size(8)),
        _paragraph("QMS Drawing", tight.format(240, "auto") + _CENTRED),
    ]


def _heading_styles(habit: _Habit) -> list[str]:
    found = []
    spaces, hangs = ((400, 140), (300, 100), (240, 80)), (567, 737, 907)
    for level, (space, hang, size) in enumerate(zip(spaces, hangs, habit.headings, strict=True)):
        layout = (
            f'{_KEEP}<w:keepLines/><w:tabs><w:tab w:val="left" w:pos="{hang}"/></w:tabs>{_spacing(*space)}'
            f'<w:ind w:left="{hang}" w:hanging="{hang}"/><w:outlineLvl w:val="{level}"/>'
        )
        letters = f"{habit.head}{_BOLD}{_colour(ACCENT)}{_size(size)}"
        found += [_paragraph(f"heading {level + 1}", layout, letters, after="Body Text"), _contents_style(level, habit)]
    title = f"{habit.head}{_BOLD}{_colour(ACCENT)}{_size(habit.headings[0])}"
    found.append(_paragraph("TOC Heading", f"{_KEEP}{_spacing(400, 160)}{habit.centred}", title))
    return found


def _contents_style(level: int, habit: _Habit) -> str:
    hang = 567 + 113 * level
    left = 567 * level + hang
    tabs = f'<w:tab w:val="left" w:pos="{left}"/><w:tab w:val="right" w:leader="dot" w:pos="9400"/>'
    indent = f'<w:ind w:left="{left}" w:hanging="{hang}"/>'
    layout = f"<w:tabs>{tabs}</w:tabs>{_spacing(20 if level else 80, 20)}{indent}"
    return _paragraph(f"toc {level + 1}", layout, "" if level else habit.head + _BOLD)


def _cover_styles(habit: _Habit) -> list[str]:
    middle, quiet = habit.centred, _colour(QUIET)
    title = f"{habit.head}{_BOLD}{_colour(ACCENT)}"
    return [
        _paragraph("Title", f"<w:keepLines/>{_spacing(0, 160)}{middle}", title + _size(habit.title)),
        _paragraph("Subtitle", f"{_spacing(0, 480)}{middle}", quiet + _size(26)),
        _paragraph("QMS Company", f"{_spacing(0, 60)}{middle}", f"{habit.head}{_BOLD}{_size(32)}"),
        _paragraph("QMS System", f"{_spacing(0, 40)}{middle}", quiet + _size(24)),
        _paragraph("QMS Stamp", f"{_spacing(60, 0)}{_CENTRED}", _colour(HAIRLINE) + _size(18)),
        _paragraph("QMS Label", _spacing(55, 55), quiet + _size(_TABLE_SIZE + 1)),
        _paragraph("QMS Value", _spacing(55, 55), _size(_TABLE_SIZE + 1)),
        _paragraph("QMS Small", _spacing(20, 20), quiet + _size(16)),
        _paragraph("QMS Publisher", f"{_spacing(240, 0)}{_CENTRED}", habit.head + _size(28)),
        _paragraph("header", _spacing(0, 0), _size(habit.running)),
        _paragraph("footer", _spacing(0, 0), quiet + _size(habit.running - 1)),
    ]


def _table_styles(habit: _Habit) -> list[str]:
    names = ("top", "left", "bottom", "right") if habit.grid else ("top", "bottom")
    sides = "".join(_side(name, LINE, 4 if habit.grid else 6) for name in names) + _side("insideH", HAIRLINE)
    sides += _side("insideV", HAIRLINE) if habit.grid else ""
    widths = (("top", 28), ("left", 85), ("bottom", 28), ("right", 85))
    margins = "".join(f'<w:{name} w:w="{width}" w:type="dxa"/>' for name, width in widths)
    margins = f"<w:tblCellMar>{margins}</w:tblCellMar>"
    first = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{_fill(LIGHT)}</w:tcPr></w:tblStylePr>'
    head = f"{_KEEP}{_spacing(40, 40, 252)}"
    return [
        _paragraph("QMS Table Text", _spacing(20, 40, 252), _size(_TABLE_SIZE)),
        _paragraph("QMS Table Small", _spacing(20, 30, 240), _size(17)),
        _paragraph("QMS Table Head", head, habit.head + _BOLD, base="QMS Table Text"),
        _table("QMS Table", f"<w:tblBorders>{sides}</w:tblBorders>{margins}", first),
        _table("QMS Plain", margins),
    ]


def _callout_styles() -> list[str]:
    found = []
    for name, ink, fill in _CALLOUTS:
        border = f"<w:pBdr>{_side('left', ink, 24, 8)}</w:pBdr>{_fill(fill)}"
        indent = '<w:ind w:left="227" w:right="57"/>'
        found.append(_paragraph(f"QMS {name}", f"<w:keepLines/>{border}{_spacing(80, 80, 264)}{indent}", _size(20)))
        margins = '<w:tblCellMar><w:left w:w="170" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar>'
        box = f"<w:tblBorders>{_side('left', ink, 24)}</w:tblBorders>{margins}"
        found.append(_table(f"QMS {name} Box", box, f"<w:tcPr>{_fill(fill)}</w:tcPr>"))
    return found


def _form_styles(habit: _Habit) -> list[str]:
    title = f"{habit.head}{_BOLD}{_colour(ACCENT)}{_size(36)}"
    return [
        _paragraph("QMS Form Title", f"{_KEEP}{_spacing(60, 120)}{habit.centred}", title),
        _paragraph("QMS Field Label", _spacing(50, 20), f"{habit.head}{_BOLD}{_size(_TABLE_SIZE)}"),
        _paragraph("QMS Field", _spacing(50, 50), _size(_TABLE_SIZE + 1)),
    ]


def styles(language: str) -> str:
    """`word/styles.xml` of the default look for documents in `language` ("zh", or any other for the Western look)."""
    zh = language == "zh"
    habit = _CHINESE if zh else _WESTERN
    speech = f'<w:lang w:val="{"en-US" if zh else "en-GB"}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    east = "<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/>" if zh else ""
    letters = f"<w:rPrDefault><w:rPr>{habit.body}{_size(21)}{speech}</w:rPr></w:rPrDefault>"
    layout = f"<w:pPrDefault><w:pPr><w:widowControl/>{east}</w:pPr></w:pPrDefault>"
    parts = [
        *(*_foundations(), *_text_styles(habit), *_heading_styles(habit), *_cover_styles(habit)),
        *(*_table_styles(habit), *_callout_styles(), *_form_styles(habit)),
    ]
    defaults = f"<w:docDefaults>{letters}{layout}</w:docDefaults>"
    return f'{DECLARATION}<w:styles xmlns:w="{W}">{defaults}{"".join(parts)}</w:styles>'
