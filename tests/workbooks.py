"""Reads a workbook from its parts, for tests: no library that might agree with the one that wrote it."""

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True)
class Worksheet:
    """A worksheet as it is read."""

    name: str
    rows: list[list[str]]
    """The texts of its cells; a true date as `date(2026-11-24)`."""
    links: dict[str, tuple[str, str]]
    """By cell: the target of its link and the place in it."""
    xml: etree._Element
    text: Callable[[etree._Element], str] = field(repr=False)
    """The text of one of its cells."""


def worksheets(data: bytes) -> list[Worksheet]:
    """The worksheets of a workbook, in their order."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    texts = [
        "".join(text.text or "" for text in item.iter(f"{S}t")) for item in trees["xl/sharedStrings.xml"].iter(f"{S}si")
    ]
    book = trees["xl/workbook.xml"]
    files = _targets(trees["xl/_rels/workbook.xml.rels"])
    found = []
    for sheet in book.iter(f"{S}sheet"):
        path = posixpath.join("xl", files[sheet.get(f"{R}id", "")])
        relations = trees.get(f"xl/worksheets/_rels/{posixpath.basename(path)}.rels")
        targets = _targets(relations) if relations is not None else {}
        found.append(_worksheet(sheet.get("name", ""), trees[path], texts, targets, trees["xl/styles.xml"]))
    return found


def _targets(relations: etree._Element) -> dict[str, str]:
    return {each.get("Id", ""): each.get("Target", "") for each in relations}


def _worksheet(
    name: str, xml: etree._Element, texts: list[str], targets: dict[str, str], styles: etree._Element
) -> Worksheet:
    def text(cell: etree._Element) -> str:
        return _cell(cell, texts, styles)

    rows = [[text(cell) for cell in row.iter(f"{S}c")] for row in xml.iter(f"{S}row")]
    links = {
        link.get("ref", ""): (targets[link.get(f"{R}id", "")], link.get("location", ""))
        for link in xml.iter(f"{S}hyperlink")
    }
    return Worksheet(name, rows, links, xml, text)


def _cell(cell: etree._Element, texts: list[str], styles: etree._Element) -> str:
    value = cell.findtext(f"{S}v")
    if value is None:
        return ""
    if cell.get("t") == "s":
        return texts[int(value)]
    formats = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{S}numFmt")}
    looks = styles.find(f"{S}cellXfs")
    assert looks is not None
    code = formats.get(looks[int(cell.get("s", "0"))].get("numFmtId"))
    assert code == "yyyy-mm-dd", f"a number that is no day: {value}"
    return f"date({_FIRST_DAY + timedelta(int(value))})"


@dataclass(frozen=True)
class Taken:
    """What the cells of a range take."""

    kind: str
    """`list`, `custom` or "" for anything."""
    title: str
    message: str
    options: tuple[str, ...]
    """The entries of a drop-down."""
    refuses: bool
    """Whether anything else is refused, without a way round it."""


def taken(data: bytes) -> dict[str, dict[str, Taken]]:
    """For each worksheet the ranges with what they take. Fails where a drop-down leads nowhere or a message is one that
    Excel would call a fault of the file."""
    sheets = {sheet.name: sheet for sheet in worksheets(data)}
    found: dict[str, dict[str, Taken]] = {}
    for sheet in sheets.values():
        for rule in sheet.xml.iter(f"{S}dataValidation"):
            assert len(rule.get("promptTitle", "")) <= 32 and len(rule.get("prompt", "")) <= 255
            assert len(rule.get("error", "")) <= 255
            formula, refuses = rule.findtext(f"{S}formula1") or "", rule.get("errorStyle", "stop") == "stop"
            options = _options(formula, sheets) if rule.get("type") == "list" else ()
            found.setdefault(sheet.name, {})[rule.get("sqref", "")] = Taken(
                rule.get("type", ""),
                rule.get("promptTitle", ""),
                rule.get("prompt", ""),
                options,
                refuses and rule.get("showErrorMessage") == "1" and rule.get("type") is not None,
            )
    return found


def _options(formula: str, sheets: dict[str, Worksheet]) -> tuple[str, ...]:
    """The texts of a range such as `'Lists'!$B$6:$B$9`."""
    match = re.fullmatch(r"'(.+)'!\$([A-Z]+)\$(\d+)(?::\$\2\$(\d+))?", formula)
    assert match, formula
    name, column, first, last = (found or match[3] for found in match.groups())
    cells = {cell.get("r", ""): cell for cell in sheets[name].xml.iter(f"{S}c")}
    texts = [sheets[name].text(cells[f"{column}{row}"]) for row in range(int(first), int(last) + 1)]
    assert all(texts) and f"{column}{int(last) + 1}" not in cells, f"{formula} is not the whole list"
    return tuple(texts)
