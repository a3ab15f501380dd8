"""Our own lint of a Word file: what the Open XML SDK and openxml-audit do not see. Bytes in, findings out.

It reads any .docx, so its tests can break one on purpose; the writer's own code is not used.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_NAME = re.compile(r"[^\W\d][\w]{0,39}")
_NUMERIC = re.compile(r"-?\d+")
_ANCHOR = re.compile(r"^\s*(?:REF|PAGEREF|NOTEREF)\s+(\S+)")
_NOT_TRACKED = {f"{W}{name}" for name in ("hyperlink", "bookmarkStart", "bookmarkEnd", "p", "tbl")}
_TWICE = ("dc:title", "dc:creator", "dcterms:created", "dcterms:modified", "cp:revision", "cp:keywords")


def lint(word: bytes) -> list[str]:
    """Every finding in the Word file, each naming its part; an empty list for a clean one."""
    with zipfile.ZipFile(BytesIO(word)) as package:
        names = package.namelist()
        found = [f"{name}: stands twice in the package" for name, times in Counter(names).items() if times > 1]
        parts = {name: package.read(name) for name in dict.fromkeys(names)}
    trees = {name: etree.fromstring(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    found += [*_content_types(parts, trees), *_relationships(parts, trees), *_properties(parts)]
    for name in (name for name in trees if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)):
        checks = (_bookmarks, _anchors, _fields, _styles, _lists, _identities, _text, _cells, _updates)
        found += [f"{name}: {finding}" for check in checks for finding in check(trees[name], trees)]
    return found


def _content_types(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    defaults = {element.get("Extension", "").lower() for element in types.iter(f"{_TYPES}Default")}
    overrides = {element.get("PartName", "") for element in types.iter(f"{_TYPES}Override")}
    for name in parts:
        if name != "[Content_Types].xml" and f"/{name}" not in overrides and name.rsplit(".", 1)[-1] not in defaults:
            yield f"{name}: has no content type"
    yield from (f"{name}: has a content type and no part" for name in overrides if name.lstrip("/") not in parts)


def _relationships(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = Counter(element.get("Id", "") for element in tree)
        yield from (f"{name}: relationship {identity} stands twice" for identity, times in ids.items() if times > 1)
        for element in tree:
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
            if element.get("TargetMode") != "External" and target not in parts:
                yield f"{name}: {element.get('Target')} is not in the package"
        source = posixpath.join(folder, posixpath.basename(name)[: -len(".rels")])
        if source in trees:
            nodes = trees[source].iter()
            used = {str(value) for node in nodes for key, value in node.attrib.items() if str(key).startswith(R)}
            yield from (f"{source}: relationship {identity} does not exist" for identity in used - set(ids))


def _properties(parts: dict[str, bytes]) -> Iterator[str]:
    core = parts.get("docProps/core.xml", b"").decode()
    for name in _TWICE:
        if core.count(f"<{name}") > 1:
            yield f"docProps/core.xml: {name} stands twice"
    for value in re.findall(r"<dcterms:\w+[^>]*>([^<]*)<", core):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
            yield f"docProps/core.xml: {value!r} is no time"
    if "python-docx" in core or "2013-12-23" in core:
        yield "docProps/core.xml: holds what python-docx left"
    names = re.findall(r'<property [^>]*name="([^"]*)"', parts.get("docProps/custom.xml", b"").decode())
    yield from (f"docProps/custom.xml: {name} stands twice" for name, times in Counter(names).items() if times > 1)


def _bookmarks(tree: etree._Element, _: dict[str, etree._Element]) -> Iterator[str]:
    starts = list(tree.iter(f"{W}bookmarkStart"))
    names, ids = (Counter(mark.get(f"{W}{key}", "") for mark in starts) for key in ("name", "id"))
    ends = Counter(mark.get(f"{W}id", "") for mark in tree.iter(f"{W}bookmarkEnd"))
    yield from (f"bookmark {name} stands twice" for name, times in names.items() if times > 1)
    yield from (f"bookmark id {identity} stands twice" for identity, times in ids.items() if times > 1)
    yield from (f"bookmark id {identity} is not paired" for identity in ids.keys() ^ ends.keys())
    yield from (f"bookmark {name!r} is no name for Word" for name in names if not _NAME.fullmatch(name))


def _anchors(tree: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    present = {mark.get(f"{W}name") for mark in trees["word/document.xml"].iter(f"{W}bookmarkStart")}
    links = [link for link in tree.iter(f"{W}hyperlink") if link.get(f"{R}id") is None]  # others lead to other files
    wanted = [link.get(f"{W}anchor") for link in links if link.get(f"{W}anchor")]
    for instruction in tree.iter(f"{W}instrText"):
        match = _ANCHOR.match(instruction.text or "")
        wanted += [match[1]] if match else []
    yield from (f"leads to bookmark {name}, which is missing" for name in wanted if name not in present)


def _fields(tree: etree._Element, _: dict[str, etree._Element]) -> Iterator[str]:
    open_fields = 0
    for mark in tree.iter(f"{W}fldChar"):
        kind = mark.get(f"{W}fldCharType")
        open_fields += {"begin": 1, "end": -1}.get(str(kind), 0)
        if open_fields < 0 or (kind == "separate" and not open_fields):
            yield "a field ends or parts before it begins"
        if mark.get(f"{W}dirty"):
            yield "a dirty field makes Word ask the reader"
    if open_fields > 0:
        yield "a field has no end"


def _styles(tree: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    defined: dict[str, set[str]] = {}
    for style in trees["word/styles.xml"].iter(f"{W}style"):
        defined.setdefault(style.get(f"{W}type", ""), set()).add(style.get(f"{W}styleId", ""))
    for tag, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
        used = {element.get(f"{W}val", "") for element in tree.iter(f"{W}{tag}")}
        yield from (f"{kind} style {name} is not defined" for name in sorted(used - defined.get(kind, set())))


def _lists(tree: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    numbering = trees.get("word/numbering.xml")
    defined = set() if numbering is None else {number.get(f"{W}numId") for number in numbering.iter(f"{W}num")}
    used = {number.get(f"{W}val") for number in tree.iter(f"{W}numId")}
    yield from (f"list {number} is not defined" for number in sorted(map(str, used - defined - {"0"})))


def _identities(tree: etree._Element, _: dict[str, etree._Element]) -> Iterator[str]:
    controls = list(tree.iter(f"{W}sdtPr"))
    for key in ("id", "tag"):
        values = Counter(
            child.get(f"{W}val", "") for control in controls for child in control.iterchildren(f"{W}{key}")
        )
        yield from (f"control {key} {value} stands twice" for value, times in values.items() if times > 1)
    drawings = Counter(drawing.get("id", "") for drawing in tree.iter(f"{WP}docPr"))
    yield from (f"drawing {identity} stands twice" for identity, times in drawings.items() if times > 1)
    undescribed = [drawing for drawing in tree.iter(f"{WP}docPr") if not drawing.get("descr")]
    yield from ("a picture has no alternative text" for _ in undescribed)
    revisions = Counter(mark.get(f"{W}id", "") for kind in ("ins", "del") for mark in tree.iter(f"{W}{kind}"))
    yield from (f"revision {identity} stands twice" for identity, times in revisions.items() if times > 1)


def _text(tree: etree._Element, _: dict[str, etree._Element]) -> Iterator[str]:
    for element in tree.iter():
        tag = str(element.tag)
        holds = tag in (f"{W}t", f"{W}instrText", f"{W}delText", f"{W}delInstrText")
        texts = [element.text, *(child.tail for child in element)] if not holds else []
        if tag.startswith(W) and any(text and text.strip() for text in texts):
            yield f"stray text in {tag.removeprefix(W)}"
    for mark in tree.iter(f"{W}delText"):
        if not any(True for _ in mark.iterancestors(f"{W}del")):
            yield "deleted text outside a deletion"
    for mark in tree.iter(f"{W}del"):
        # The text inside a shape is a text of its own: it goes with the shape.
        inside = set(mark.iterdescendants(f"{W}txbxContent"))
        if any(inside.isdisjoint(text.iterancestors()) for text in mark.iter(f"{W}t")):
            yield "text that is not marked deleted inside a deletion"
    for kind in ("ins", "del"):
        for mark in tree.iter(f"{W}{kind}"):
            if any(child.tag in _NOT_TRACKED for child in mark):
                yield f"a link or bookmark stands inside {kind}"
            if not mark.get(f"{W}author"):
                yield f"{kind} names no author"
    for size in (*tree.iter(f"{W}sz"), *tree.iter(f"{W}szCs")):
        if not _NUMERIC.fullmatch(size.get(f"{W}val", "")):
            yield f"{size.get(f'{W}val')!r} is no size"


def _cells(tree: etree._Element, _: dict[str, etree._Element]) -> Iterator[str]:
    for cell in tree.iter(f"{W}tc"):
        if not len(cell) or cell[-1].tag != f"{W}p":
            yield "a cell does not end with a paragraph"
    for table in tree.iter(f"{W}tbl"):
        following = table.getnext()
        if following is not None and following.tag == f"{W}tbl":
            yield "two tables touch, which Word joins"


def _updates(_: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    if any(True for _ in trees["word/settings.xml"].iter(f"{W}updateFields")):
        yield "updateFields makes Word ask the reader"
