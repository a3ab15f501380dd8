"""What a Word file says once all its tracked changes are accepted, or all of them rejected. Bytes in, paragraphs out.

Written from the rules of WordprocessingML (ISO 29500-1, 17.13.5) and not from our writer, so that one proves the other.
"""

import re
import zipfile
from io import BytesIO
from typing import Literal

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED, _INSERTED = (f"{W}del", f"{W}moveFrom"), (f"{W}ins", f"{W}moveTo")
_GONE = {"accepted": _DELETED, "rejected": _INSERTED}
_KEPT = {"accepted": _INSERTED, "rejected": _DELETED}
_Kinds = tuple[str, str]
Side = Literal["accepted", "rejected"]
Line = tuple[str, str]
"""The style id and the text of a paragraph."""


def resolved(word: bytes, side: Side, part: str = "word/document.xml", *, checked: bool = True) -> list[Line]:
    """The paragraphs of `part` that hold text, those in shapes included, with the changes resolved.

    The result is `checked` to be whole; what other programs saved need not be.
    """
    with zipfile.ZipFile(BytesIO(word)) as package:
        root = etree.fromstring(package.read(part))
    for fallback in list(root.iter(_FALLBACK)):
        _remove(fallback)
    _rows(root, _GONE[side])
    _content(root, _GONE[side], _KEPT[side])
    _marks(root, _GONE[side])
    if checked:
        _check(root)
    return [line for line in map(_line, root.iter(f"{W}p")) if line[1]]


def body(lines: list[Line]) -> list[Line]:
    """The paragraphs from the first heading on, as a document without headings in its front matter has them."""
    first = next((place for place, (style, _) in enumerate(lines) if re.match("Heading", style)), len(lines))
    return lines[first:]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _has(element: etree._Element, kinds: _Kinds) -> bool:
    return any(element.find(kind) is not None for kind in kinds)


def _rows(root: etree._Element, gone: _Kinds) -> None:
    """A row goes with all that is in it; a table without rows is none."""
    for row in list(root.iter(f"{W}tr")):
        properties = row.find(f"{W}trPr")
        if properties is None:
            continue
        if _has(properties, gone):
            table = row.getparent()
            assert table is not None
            table.remove(row)
            if table.find(f"{W}tr") is None:
                _remove(table)
        for mark in properties.findall(f"{W}ins") + properties.findall(f"{W}del"):
            properties.remove(mark)


def _marks(root: etree._Element, gone: _Kinds) -> None:
    """Where the end of a paragraph goes, what is left of the paragraph stands at the head of the next one."""
    for paragraph in list(root.iter(f"{W}p")):
        marks = paragraph.find(f"{W}pPr/{W}rPr")
        if marks is None:
            continue
        is_gone = _has(marks, gone)
        _remove(marks)
        if not is_gone:
            continue
        rest = [child for child in paragraph if child.tag != f"{W}pPr"]
        following = paragraph.getnext()
        while following is not None and following.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"):
            following = following.getnext()
        if following is None or following.tag != f"{W}p":
            assert following is not None and following.tag == f"{W}tbl", "the last mark of a cell or text is tracked"
            assert not any(True for child in rest for _ in child.iter(f"{W}r")), "a paragraph before a table keeps text"
        else:
            place = 1 if following.find(f"{W}pPr") is not None else 0
            for child in reversed(rest):
                following.insert(place, child)
        _remove(paragraph)


def _content(root: etree._Element, gone: _Kinds, kept: _Kinds) -> None:
    """What stands inside a change goes or stays with it."""
    for mark in _around(root, gone):
        if mark.getparent() is not None:
            _remove(mark)
    for mark in _around(root, kept):
        parent = mark.getparent()
        assert parent is not None
        place = parent.index(mark)
        for child in reversed(list(mark)):
            parent.insert(place + 1, child)
        parent.remove(mark)
    for text in root.iter(f"{W}delText"):
        text.tag = f"{W}t"


def _around(root: etree._Element, kinds: _Kinds) -> list[etree._Element]:
    """The changes that are not those of a paragraph mark or a row."""
    parents = ((mark, mark.getparent()) for mark in root.iter(*kinds))
    return [mark for mark, parent in parents if parent is not None and parent.tag not in (f"{W}rPr", f"{W}trPr")]


def _check(root: etree._Element) -> None:
    assert not list(root.iter(*_DELETED, *_INSERTED)), "a change is left"
    for cell in root.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p", "a cell lost its last paragraph"
    for table in root.iter(f"{W}tbl"):
        following = table.getnext()
        assert following is None or following.tag != f"{W}tbl", "two tables touch"
    starts, ends = ({mark.get(f"{W}id") for mark in root.iter(f"{W}bookmark{kind}")} for kind in ("Start", "End"))
    assert starts == ends, "half a bookmark is gone"


def _line(paragraph: etree._Element) -> Line:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    parts = []
    for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if (
            next(element.iterancestors(f"{W}p"), None) is paragraph
            and next(element.iterancestors(f"{W}r"), None) is not None
        ):
            parts.append(element.text or "" if element.tag == f"{W}t" else "\t" if element.tag == f"{W}tab" else "\n")
    return "" if style is None else style.get(f"{W}val", ""), "".join(parts).strip()
