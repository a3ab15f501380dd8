"""What all workbooks share: a new book, the measures of its cells, texts as Excel takes them, and our own zip."""

import io
import math
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook

from qmsdocs.archive import archive, packed
from qmsdocs.locale import label

_A4 = 9
HIGH = 14
"""The height of a line in points. Rows state theirs: LibreOffice would not make them as high as their text."""
DENSE, ROOMY = 260, 170
"""How many letters across a page can still be read, and how many are read with ease."""
_FULL_SIZE = 125
"""How many letters fit across a page without making them smaller."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_FONTS = {"zh": "宋体"}
"""A font that Excel, WPS and LibreOffice all have or replace by one of the same widths; Arial for other languages."""
QUIET, GREY, LINE = "#595959", "#E7E6E6", "#BFBFBF"


def workbook(
    fill: Callable[[Workbook], None], *, language: str, title: str, company: str, comments: str, on: date
) -> bytes:
    """The bytes of a workbook that `fill` fills; it states to be made on the day `on`. What is written as text stays
    text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    font = {"font_name": _FONTS.get(language, "Arial"), "font_size": 10}
    with Workbook(out, {**options, "default_format_properties": font}) as book:
        book.set_properties(
            {
                "title": clean(title),
                "author": clean(company),
                "company": clean(company),
                "comments": clean(comments),
                "created": datetime.combine(on, time()),
            }
        )
        fill(book)
    return _repacked(out.getvalue())


def set_up_page(
    sheet: Any, language: str, widths: Sequence[float], *, company: str, title: str, foot: str, across: int = DENSE
) -> None:
    """A4 on its side, as many pages across as the columns need with so many letters `across` each; page numbers; `foot`
    may hold `&L`, `&C`, `&R` before texts that are `printed`."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    if across == DENSE or sum(widths) > _FULL_SIZE:
        sheet.fit_to_pages(math.ceil(sum(widths) / across), 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    pages = [label(language, f"word.page.{part}") for part in ("before", "between", "after")]
    sheet.set_header(f"&L{printed(company)}&C{printed(title)}&R{pages[0]}&P{pages[1]}&N{pages[2]}")
    sheet.set_footer(foot)


def _repacked(data: bytes) -> bytes:
    """The same parts in our own zip: that of XlsxWriter names the system on which it was made. Ways to files get the
    slashes that all programs understand."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in parts:
        if name.startswith("xl/worksheets/_rels/"):
            parts[name] = parts[name].replace(b"\\", b"/")
    return archive({name: packed(content) for name, content in parts.items()})


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that Excel accepts for worksheets: 31 letters, without `[]:*?/\\`, none twice, none reserved."""
    taken, found = {"history"}, []
    for title in titles:
        wanted = re.sub(r"[\[\]:*?/\\\s]+", " ", title).strip("' ") or "–"
        name, place = cut(wanted, 31).rstrip("' "), 1
        while name.lower() in taken:
            place += 1
            ending = f" ({place})"
            name = cut(wanted, 31 - len(ending)) + ending
        taken.add(name.lower())
        found.append(name)
    return found


def cut(text: str, length: int) -> str:
    """The beginning of a text, at most so many units of UTF-16, which is how Excel counts."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")


def clean(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)


def wide(text: str) -> int:
    """How many letters wide a text is; a Chinese one counts as two."""
    return len(text) if text.isascii() else sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def lines_in(text: str, width: float) -> int:
    """About how many lines a text takes in a column, words being whole."""
    found = ((wide(line), width - (3 if " " in line else 1)) for line in text.split("\n"))
    return sum(1 if letters < width else math.ceil(letters / room) for letters, room in found)


def printed(text: str, most: int = 70) -> str:
    """The beginning of a text in the head or foot of a page, where `&` would begin a command and 255 letters are the
    limit."""
    return " ".join(clean(text)[:most].split()).replace("&", "&&")
