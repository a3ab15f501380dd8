"""The colours that we ship and the theme that carries them: nothing in, the theme and font parts of a package out.

A house changes the accent colour in one place: colour "Accent 1" of the theme of its reference document.
"""

from qmsdocs.writers.word.markup import DECLARATION, A, W

ACCENT = "1F4E79"
QUIET = "5F6B76"
HAIRLINE = "BFC7CF"
LINE = "8A949E"
LIGHT = "EEF2F6"

_COLOURS = {
    "dk1": "1B1F23",
    "lt1": "FFFFFF",
    "dk2": QUIET,
    "lt2": LIGHT,
    "accent1": ACCENT,
    "accent2": "B26A00",
    "accent3": "B3261E",
    "accent4": "2E7D4F",
    "accent5": "6A4C93",
    "accent6": QUIET,
    "hlink": ACCENT,
    "folHlink": ACCENT,
}
_OTHER_NAMES = {"宋体": "SimSun", "黑体": "SimHei", "楷体": "KaiTi", "仿宋": "FangSong"}


def theme() -> str:
    """`word/theme/theme1.xml`: the accent colour, and fonts that no style uses."""
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    family = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    fonts = f"<a:majorFont>{family}</a:majorFont><a:minorFont>{family}</a:minorFont>"
    formats = (
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
    )
    return (
        f'{DECLARATION}<a:theme xmlns:a="{A}" name="QMS"><a:themeElements>'
        f'<a:clrScheme name="QMS">{scheme}</a:clrScheme><a:fontScheme name="QMS">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="QMS">{formats}</a:fmtScheme></a:themeElements></a:theme>'
    )


def font_table() -> str:
    """`word/fontTable.xml`: other names of the Chinese fonts, so that Word and WPS find them. Nothing is embedded."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in _OTHER_NAMES.items()
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'
