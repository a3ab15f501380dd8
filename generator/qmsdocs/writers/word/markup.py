"""The small pieces of WordprocessingML: text and lengths in, XML text out.

All text of a document passes through `escape`, so none can end an element or hold what XML 1.0 forbids.
Lengths are twips (1/20 point) unless a name says otherwise.
"""

import re

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)

TWIPS_PER_CM = 567
EMU_PER_POINT = 12700
EMU_PER_TWIP = 635

_SPECIAL = re.compile(r'[<>&"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile(r"[\t\r\n]")
_NARROW = re.compile(r"[0-9]{0,2}(\.[0-9]{1,2}){0,2}\.?|[A-Za-z](\.[0-9]{1,2})?")
_SYMBOL_FONT = "Segoe UI Symbol"


def clean(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids; tabs and line ends become blanks."""
    return _BLANK.sub(" ", _FORBIDDEN.sub("", text)) if _SPECIAL.search(text) else text


def escape(text: str) -> str:
    """`text` for an element or a quoted attribute."""
    if _SPECIAL.search(text) is None:
        return text
    text = clean(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(text: str, properties: str = "") -> str:
    """A run of `text`; `properties` is the inside of `w:rPr`, in the order of the schema."""
    if properties:
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def symbol(character: str, properties: str = "") -> str:
    """A run of one sign that text fonts lack; every kind of script gets the symbol font."""
    fonts = "".join(f' w:{kind}="{_SYMBOL_FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return run(character, f"<w:rFonts{fonts}/>{properties}")


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """A paragraph in the style with id `style`; `properties` follows `w:pStyle` inside `w:pPr`."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def field(instruction: str, result: str, properties: str = "") -> str:
    """A complex field that shows `result` until Word computes it anew."""
    shown = f"<w:rPr>{properties}</w:rPr>" if properties else ""

    def mark(kind: str) -> str:
        return f'<w:r>{shown}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f'<w:r>{shown}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return f"{mark('begin')}{code}{mark('separate')}{run(result, properties)}{mark('end')}"


def cell(width: int, content: str, properties: str = "") -> str:
    """A table cell of `width`; `properties` follows `w:tcW`; `content` ends with a paragraph."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def row(cells: str, *, height: int = 0, head: bool = False, whole: bool = True) -> str:
    """A table row, `whole` on one page; `head` repeats it on each page; `height` is the least height."""
    rule = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties = f"{'<w:cantSplit/>' if whole else ''}{rule}{'<w:tblHeader/>' if head else ''}"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>" if properties else f"<w:tr>{cells}</w:tr>"


def table(style: str, widths: list[int], rows: str, properties: str = "", head: bool = False) -> str:
    """A table of fixed layout; `properties` stands between `w:tblW` and `w:tblLayout`."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f'<w:tblLook w:val="{"0620" if head else "0600"}"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{properties}'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def numbered(number: str) -> str:
    """What stands before a heading: its number and a tab, or a wide blank where the number is longer than the tab."""
    if not number:
        return ""
    return f"{run(number)}<w:r><w:tab/></w:r>" if is_narrow(number) else run(f"{number}\u2003")


def is_narrow(number: str) -> bool:
    """Whether `number` fits before the tab of a heading, as "6.2" and "A" do and "Appendix A" does not."""
    return _NARROW.fullmatch(number) is not None


def shares(total: int, parts: list[int]) -> list[int]:
    """`total` divided in the ratio of `parts`; the last takes what rounding leaves."""
    whole = sum(parts) or 1
    widths = [total * part // whole for part in parts[:-1]]
    return [*widths, total - sum(widths)]
