"""Reads a workbook from its parts, for tests: no library that might agree with the one that wrote it."""

import posixpath
import zipfile
from dataclasses import dataclass
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
    rows = [[_cell(cell, texts, styles) for cell in row.iter(f"{S}c")] for row in xml.iter(f"{S}row")]
    links = {
        link.get("ref", ""): (targets[link.get(f"{R}id", "")], link.get("location", ""))
        for link in xml.iter(f"{S}hyperlink")
    }
    return Worksheet(name, rows, links, xml)


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
