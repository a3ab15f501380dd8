"""What a Word file states of itself, and whether two are the same; hostile input: every part is read to a limit."""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from io import BytesIO
from itertools import takewhile
from typing import get_args

from lxml import etree

from qmsdocs.document_tree import DocumentTree
from qmsdocs.writers.word.copies import Copy, CopyKind
from qmsdocs.writers.word.readback import differences, text_of

LIMIT = 16 << 20
"""The most bytes of a part, inflated, that are read; the largest real document is a tenth of it."""
_PROPERTIES_LIMIT = 1 << 20
_MOST_PARTS = 2000
_AROUND, _LONGEST = 30, 140
"""How many letters around a difference, and of it in all, are shown."""
_PROPERTIES, _TEXT, _HEADER = "docProps/custom.xml", "word/document.xml", "word/header1.xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_BROKEN: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, etree.XMLSyntaxError),
    *(NotImplementedError, RuntimeError, EOFError, OSError, KeyError, ValueError),
)
"""What reading a broken or hostile zip or its XML raises."""


class NotReadable(Exception):  # noqa: N818 - a state of a file from outside, told to the user
    """The bytes are no Word file that can be read within limits."""


_UNREADABLE: tuple[type[Exception], ...] = (*_BROKEN, NotReadable)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a Word file that qmsdocs wrote states of itself; it proves nothing."""

    number: str
    revision: str
    status: str
    effective: str
    fingerprint: str
    commit: str
    language: str
    program: str
    copy: str
    """The kind of copy; of a registered one also its number, who holds it and when it went out."""
    copy_number: str
    holder: str
    issued: str
    earlier: str
    """Of a redline: the older revision."""

    @property
    def as_copy(self) -> Copy | None:
        """The kind of copy as Word files are made of it; None for what is no such kind."""
        try:
            on = date.fromisoformat(self.issued) if self.issued else None
        except ValueError:
            return None
        kinds: dict[str, CopyKind] = {kind: kind for kind in get_args(CopyKind)}
        return Copy(kinds[self.copy], self.copy_number, self.holder, on) if self.copy in kinds else None


def statement(word: bytes) -> Statement | None:
    """What a Word file states of itself; None for one that qmsdocs did not write. Raises `NotReadable`."""
    try:
        with _package(word) as package:
            if _PROPERTIES not in package.NameToInfo:
                return None
            found = _properties(_part(package, _PROPERTIES, _PROPERTIES_LIMIT))
    except _BROKEN as problem:
        raise NotReadable from problem
    names = Statement.__dataclass_fields__
    return Statement(**{name: found.get(name, "") for name in names}) if found.get("number") else None


def _package(word: bytes) -> zipfile.ZipFile:
    package = zipfile.ZipFile(BytesIO(word))
    if len(package.filelist) > _MOST_PARTS:
        raise NotReadable
    return package


def _part(package: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with package.open(name) as part:
        data = part.read(limit + 1)
    if len(data) > limit:
        raise NotReadable
    return data


def _properties(part: bytes) -> Mapping[str, str]:
    return {
        each.get("name", ""): "".join(child.text or "" for child in each)
        for each in etree.fromstring(part, _PARSER).iter(_PROPERTY)
    }


def text_differences(word: bytes, tree: DocumentTree) -> list[str]:
    """Where the text of a Word file is not that of `tree`; an empty list for the same text. Raises `NotReadable`."""
    try:
        with _package(word) as package:
            for name in (_TEXT, _HEADER):  # what is too large is refused before it is read as a whole
                _part(package, name, LIMIT)
        return differences(word, tree)
    except _BROKEN as problem:
        raise NotReadable from problem


def changed_texts(word: bytes, other: bytes) -> list[tuple[str, str]]:
    """What stands in the first Word file and what in the other, at each place where they differ, with a few words
    around it. Both must have been read before."""
    texts, others = text_of(word), text_of(other)
    found = SequenceMatcher(None, texts, others, autojunk=False).get_opcodes()
    pairs = ((" ".join(texts[a:b]), " ".join(others[c:d])) for kind, a, b, c, d in found if kind != "equal")
    return [_around(*pair) for pair in pairs]


def _around(one: str, other: str) -> tuple[str, str]:
    """The differing parts of two texts."""
    before = _shared(one, other)
    after = _shared(one[before:][::-1], other[before:][::-1])
    start = max(0, before - _AROUND)
    return _cut(one, start, len(one) - after + _AROUND), _cut(other, start, len(other) - after + _AROUND)


def _shared(one: str, other: str) -> int:
    """How many letters two texts share at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(text: str, start: int, end: int) -> str:
    end = min(end, start + _LONGEST)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}" or "–"


def same_parts(word: bytes, other: bytes) -> bool:
    """Whether two Word files hold the same parts: another zlib packs them into other bytes."""
    try:
        with _package(word) as one, _package(other) as two:
            names = one.namelist()
            return names == two.namelist() and all(_part(one, name, LIMIT) == two.read(name) for name in names)
    except _UNREADABLE:
        return False
