"""The look that we ship: a language in, the styles, theme and fonts of the default reference document out.

Sizes are half-points, lengths twips. A house changes the look in Word, in its own reference document, and not here;
the accent colour is colour "Accent 1" of the theme.
"""

from dataclasses import dataclass

from qmsdocs.writers.word.markup import DECLARATION, A, W

ACCENT = "1F4E79"
_QUIET = "5F6B76"
_HAIR = "BFC7CF"
_LIGHT = "EEF2F6"
_STILL = '<w:snapToGrid w:val="0"/>'
"""Tables and covers do not follow the line grid of Chinese text: their rows would grow."""


@dataclass(frozen=True, slots=True)
class _Habit:
    """What differs between a Western and a Chinese document."""

    latin: str
    east: str
    head_latin: str
    head_east: str
    line: int
    indent: str
    title: int
    centred: str
    headings: tuple[int, int, int]
    table: int
    small: int
    grid: str


_HABITS = {
    "en": _Habit("Calibri", "宋体", "Calibri", "黑体", 276, "", 56, "", (30, 25, 22), 19, 17, ""),
    "zh": _Habit(
        *(
            "Times New Roman",
            "宋体",
            "Times New Roman",
            "黑体",
            360,
            '<w:ind w:firstLine="420" w:firstLineChars="200"/>',
        ),
        *(52, '<w:jc w:val="center"/>', (28, 24, 21), 19, 18),
        f'<w:insideV w:val="single" w:sz="4" w:space="0" w:color="{_HAIR}"/>'
        f'<w:left w:val="single" w:sz="4" w:space="0" w:color="{_HAIR}"/>',
    ),
}


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


def _style_id(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.replace("toc ", "TOC ").split())


def _paragraph(name: str, based: str, layout: str, letters: str = "", after: str = "") -> str:
    own = ' w:customStyle="1"' if name.startswith("QMS ") else ""
    base = f'<w:basedOn w:val="{_style_id(based)}"/>' if based else ""
    following = f'<w:next w:val="{_style_id(after)}"/>' if after else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{_style_id(name)}"><w:name w:val="{name}"/>{base}{following}'
        f"<w:qFormat/><w:pPr>{layout}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _character(name: str, letters: str) -> str:
    own = ' w:customStyle="1"' if name.startswith("QMS ") else ""
    return (
        f'<w:style w:type="character"{own} w:styleId="{_style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{letters}</w:rPr></w:style>'
    )


def _text_styles(habit: _Habit) -> list[str]:
    quote = f"<w:pBdr>{_side('left', _HAIR, 18, 8)}</w:pBdr>{_spacing(60, 120)}" + '<w:ind w:left="340" w:right="340"/>'
    return [
        _paragraph("Body Text", "Normal", f"{_spacing(0, 120, habit.line)}{habit.indent}"),
        _paragraph("List Paragraph", "Normal", _spacing(0, 60, habit.line)),
        _paragraph(
            "Quote",
            "Normal",
            quote,
            "<w:i/><w:iCs/>" if habit.latin == "Calibri" else _fonts("Times New Roman", "楷体"),
        ),
        _paragraph(
            "caption",
            "Normal",
            f"{_spacing(120, 80)}",
            f"{_fonts(habit.head_latin, habit.head_east)}<w:b/><w:bCs/>{_size(habit.table)}",
        ),
        _paragraph("QMS Generated", "Normal", _spacing(40, 140), f"<w:i/><w:iCs/>{_colour(_QUIET)}{_size(16)}"),
        _paragraph("QMS Picture", "Normal", f'<w:keepNext/>{_spacing(120, 60)}<w:jc w:val="center"/>'),
        _paragraph(
            "QMS Spacer",
            "Normal",
            _STILL + '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>',
            _size(8),
        ),
        _paragraph(
            "QMS Drawing",
            "Normal",
            '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>',
        ),
    ]


def _heading_styles(habit: _Habit) -> list[str]:
    fonts, found = _fonts(habit.head_latin, habit.head_east), []
    spaces, hangs = ((400, 140), (300, 100), (240, 80)), (567, 737, 907)
    for level in range(3):
        hang = hangs[level]
        layout = (
            f'<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:pos="{hang}"/></w:tabs>{_spacing(*spaces[level])}'
            f'<w:ind w:left="{hang}" w:hanging="{hang}"/><w:outlineLvl w:val="{level}"/>'
        )
        letters = f"{fonts}<w:b/><w:bCs/>{_colour(ACCENT)}{_size(habit.headings[level])}"
        found.append(_paragraph(f"heading {level + 1}", "Normal", layout, letters, "Body Text"))
        left, hanging = (0, 567) if level == 0 else (567 * level, 567 + 113 * level)
        layout = (
            f'<w:tabs><w:tab w:val="left" w:pos="{left + hanging}"/><w:tab w:val="right" w:leader="dot" w:pos="9410"/></w:tabs>'
            f'{_spacing(80 if level == 0 else 20, 20)}<w:ind w:left="{left + hanging}" w:right="567" w:hanging="{hanging}"/>'
        )
        found.append(
            _paragraph(f"toc {level + 1}", "Normal", layout, f"{fonts}<w:b/><w:bCs/>" if level == 0 else "", "Normal")
        )
    front = f"{fonts}<w:b/><w:bCs/>{_colour(ACCENT)}{_size(habit.headings[0])}"
    found.append(
        _paragraph("TOC Heading", "Normal", f"<w:keepNext/>{_spacing(400, 160)}{habit.centred}", front, "Normal")
    )
    return found


def _cover_styles(habit: _Habit) -> list[str]:
    fonts, centred = _fonts(habit.head_latin, habit.head_east), habit.centred
    return [
        _paragraph(
            "Title",
            "Normal",
            f"<w:keepLines/>{_spacing(0, 160)}{centred}",
            f"{fonts}<w:b/><w:bCs/>{_colour(ACCENT)}{_size(habit.title)}",
        ),
        _paragraph("Subtitle", "Normal", f"{_spacing(0, 480)}{centred}", f"{_colour(_QUIET)}{_size(26)}"),
        _paragraph("QMS Company", "Normal", f"{_STILL}{_spacing(0, 60)}{centred}", f"{fonts}<w:b/><w:bCs/>{_size(32)}"),
        _paragraph("QMS System", "Normal", f"{_STILL}{_spacing(0, 40)}{centred}", f"{_colour(_QUIET)}{_size(24)}"),
        _paragraph(
            "QMS Stamp", "Normal", f'{_STILL}{_spacing(60, 0)}<w:jc w:val="center"/>', f"{_colour(_HAIR)}{_size(18)}"
        ),
        _paragraph("QMS Label", "Normal", _STILL + _spacing(55, 55), f"{_colour(_QUIET)}{_size(habit.table + 1)}"),
        _paragraph("QMS Value", "Normal", _STILL + _spacing(55, 55), _size(habit.table + 1)),
        _paragraph("QMS Small", "Normal", _STILL + _spacing(20, 20), f"{_colour(_QUIET)}{_size(16)}"),
        _paragraph(
            "QMS Publisher", "Normal", f'{_STILL}{_spacing(240, 0)}<w:jc w:val="center"/>', f"{fonts}{_size(28)}"
        ),
        _paragraph("header", "Normal", _STILL + _spacing(0, 0), _size(habit.small)),
        _paragraph("footer", "Normal", _STILL + _spacing(0, 0), f"{_colour(_QUIET)}{_size(habit.small - 1)}"),
    ]


def _table_styles(habit: _Habit) -> list[str]:
    # The order of the sides is that of the schema: top, left, bottom, right, insideH, insideV.
    inner = _side("insideH", _HAIR)
    if habit.grid:
        sides = (
            "".join(_side(name, "8A949E") for name in ("top", "left", "bottom", "right"))
            + inner
            + _side("insideV", _HAIR)
        )
    else:
        sides = _side("top", "8A949E", 6) + _side("bottom", "8A949E", 6) + inner
    margins = '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    start = '<w:style w:type="table" w:customStyle="1" w:styleId="{0}"><w:name w:val="{1}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
    return [
        _paragraph("QMS Table Text", "Normal", _STILL + _spacing(20, 40, 252), _size(habit.table)),
        _paragraph("QMS Table Small", "Normal", _STILL + _spacing(20, 30, 240), _size(17)),
        _paragraph(
            "QMS Table Head",
            "QMS Table Text",
            f"<w:keepNext/>{_STILL}{_spacing(40, 40, 252)}",
            f"{_fonts(habit.head_latin, habit.head_east)}<w:b/><w:bCs/>",
        ),
        start.format("QMSTable", "QMS Table")
        + f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders>{margins}</w:tblPr>"
        + f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{_LIGHT}"/></w:tcPr></w:tblStylePr></w:style>',
        start.format("QMSPlain", "QMS Plain") + f"<w:tblPr>{margins}</w:tblPr></w:style>",
    ]


def _callout_styles() -> list[str]:
    found = []
    for name, ink, fill in (
        ("Note", ACCENT, "EEF4FA"),
        ("Caution", "B26A00", "FFF6E5"),
        ("Warning", "B3261E", "FDECEA"),
    ):
        border = f"<w:pBdr>{_side('left', ink, 24, 8)}</w:pBdr>"
        layout = f'<w:keepLines/>{border}<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>{_spacing(80, 80, 264)}<w:ind w:left="227" w:right="57"/>'
        found.append(_paragraph(f"QMS {name}", "Normal", layout, _size(20)))
        box = f'<w:tblPr><w:tblBorders>{_side("left", ink, 24)}</w:tblBorders><w:tblCellMar><w:left w:w="170" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        found.append(
            f'<w:style w:type="table" w:customStyle="1" w:styleId="QMS{name}Box"><w:name w:val="QMS {name} Box"/>'
            f'<w:basedOn w:val="TableNormal"/><w:qFormat/>{box}<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr></w:style>'
        )
    return found


def _form_styles(habit: _Habit) -> list[str]:
    return [
        _paragraph(
            "QMS Form Title",
            "Normal",
            f"<w:keepNext/>{_spacing(60, 120)}{habit.centred}",
            f"{_fonts(habit.head_latin, habit.head_east)}<w:b/><w:bCs/>{_colour(ACCENT)}{_size(36)}",
        ),
        _paragraph(
            "QMS Field Label",
            "Normal",
            _STILL + _spacing(50, 20),
            f"{_fonts(habit.head_latin, habit.head_east)}<w:b/><w:bCs/>{_size(habit.table)}",
        ),
        _paragraph("QMS Field", "Normal", _STILL + _spacing(50, 50), _size(habit.table + 1)),
    ]


def _character_styles() -> list[str]:
    mono = _fonts("Consolas", "仿宋")
    return [
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        _character("Hyperlink", f'{_colour(ACCENT)}<w:u w:val="single"/>'),
        _character("QMS Reference", _colour(ACCENT)),
        _character("QMS Code", f'{mono}{_size(19)}<w:shd w:val="clear" w:color="auto" w:fill="F1F3F5"/>'),
        _character(
            "QMS Untranslated",
            f'<w:u w:val="dotted" w:color="{_QUIET}"/><w:shd w:val="clear" w:color="auto" w:fill="F6F1E4"/>',
        ),
        _character("QMS Hint", f"{_colour(_QUIET)}{_size(16)}"),
    ]


def styles(language: str) -> str:
    """`word/styles.xml` of the default look for documents in `language` ("zh", or any other for the Western look)."""
    habit = _HABITS.get(language, _HABITS["en"])
    zh = habit.latin != "Calibri"
    languages = f'<w:lang w:val="{"en-US" if zh else "en-GB"}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    east = "<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/>" if zh else ""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(habit.latin, habit.east)}{_size(21)}{languages}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr><w:widowControl/>{east}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    table = '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    )
    parts = [
        *(normal, table, *_character_styles(), *_text_styles(habit), *_heading_styles(habit), *_cover_styles(habit)),
        *(*_table_styles(habit), *_callout_styles(), *_form_styles(habit)),
    ]
    return f'{DECLARATION}<w:styles xmlns:w="{W}">{defaults}{"".join(parts)}</w:styles>'


def theme() -> str:
    """`word/theme/theme1.xml`: the accent colour, and fonts that no style uses."""
    colours = {"dk1": "1B1F23", "lt1": "FFFFFF", "dk2": _QUIET, "lt2": _LIGHT, "accent1": ACCENT, "accent2": "B26A00"}
    colours |= {
        "accent3": "B3261E",
        "accent4": "2E7D4F",
        "accent5": "6A4C93",
        "accent6": _QUIET,
        "hlink": ACCENT,
        "folHlink": ACCENT,
    }
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    family = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{DECLARATION}<a:theme xmlns:a="{A}" name="QMS"><a:themeElements><a:clrScheme name="QMS">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="QMS"><a:majorFont>{family}</a:majorFont><a:minorFont>{family}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="QMS"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        f"</a:themeElements></a:theme>"
    )


def font_table() -> str:
    """`word/fontTable.xml`: other names of the Chinese fonts, so that every Windows and WPS finds them. Nothing is embedded."""
    chinese = {"宋体": "SimSun", "黑体": "SimHei", "楷体": "KaiTi", "仿宋": "FangSong"}
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in chinese.items()
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'
