"""The rows of an export, from a CSV file or a workbook; their size is known before they are opened."""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

LARGEST = 256 * 1024 * 1024
"""The largest file that is read, and the largest content of a workbook when it is unpacked, in bytes."""
MOST_COLUMNS = 1_000
_HEAD_WITHIN = 20
"""The headings stand in one of so many first rows."""
_DELIMITERS = (",", ";", "\t")
MOST_CELLS = 30_000_000
"""The largest rectangle of cells from the first to the last of a worksheet."""
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_FOREIGN = frozenset({"content.xml", "xl/workbook.bin"})
"""What only workbooks of other formats contain."""
_USUAL = rb' r="'
"""How every office program begins the place of a cell."""
_ANY = rb"[\s\"']r\s*=\s*[\"']"
"""How it may begin; looking for it takes longer."""
_UNUSUAL = re.compile(rb"r(?:\s+=|=\s|=')")


Rows = Sequence[Sequence[Any]]
"""Rows of cells: texts, or what a workbook holds, see `cell_text`."""


class Unreadable(Exception):  # noqa: N818 - told to the user
    """The file is no table that can be read; `reason` is the variant of the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class DataTable:
    """The rows below the headings."""

    heads: tuple[str, ...]
    rows: Rows
    first: int
    """The number of the first of them as a spreadsheet counts, from 1."""


def read_table(data: bytes, known: frozenset[str], *, workbook: bool) -> DataTable:
    """The table in a file: that with most of the `known` headings. Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable("large")
    candidates = _worksheets(data) if workbook else _csv_readings(data, known)
    found = max((_headed(rows, known) for rows in candidates), key=lambda each: each[0], default=(0, None))
    if found[1] is None or not found[0]:
        raise Unreadable("headings")
    return found[1]


def _headed(rows: Rows, known: frozenset[str]) -> tuple[int, DataTable | None]:
    """How many headings are known in the row that has most of them, and the table below it."""
    best, place = 0, -1
    for number, row in enumerate(rows[:_HEAD_WITHIN]):
        count = sum(cell_text(cell).strip() in known for cell in row)
        if count > best:
            best, place = count, number
    if place < 0:
        return 0, None
    heads = tuple(cell_text(cell).strip() for cell in rows[place])
    if len(heads) > MOST_COLUMNS:
        raise Unreadable("large")
    return best, DataTable(heads, rows[place + 1 :], place + 2)


# ── CSV ──────────────────────────────────────────────────────────────────────


def _csv_readings(data: bytes, known: frozenset[str]) -> Iterable[Rows]:
    """The rows, by the delimiter under which most headings are found in the first rows."""
    text = _text(data)
    start = text[: 1 << 16]
    counts = {mark: _headed(_csv_rows(start, mark, whole=False), known)[0] for mark in _DELIMITERS}
    yield _csv_rows(text, max(_DELIMITERS, key=lambda mark: counts[mark]), whole=True)


def _csv_rows(text: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(reader) if whole else [row for row, _ in zip(reader, range(_HEAD_WITHIN), strict=False)]
    except csv.Error:
        raise Unreadable("csv") from None


def _text(data: bytes) -> str:
    """The text: UTF-8, UTF-16 where the file says so, or the national encoding of China."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


# ── Workbooks ────────────────────────────────────────────────────────────────


def _worksheets(data: bytes) -> Iterable[Rows]:
    _measure(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError):
        raise Unreadable("workbook") from None


def _measure(data: bytes) -> None:
    """Refuses a workbook that is larger than `LARGEST` once it is unpacked, whatever its directory says, and one with
    cells so far apart that the room between them would not fit into the memory."""
    room = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if not _FOREIGN.isdisjoint(package.namelist()):
                raise Unreadable("workbook")
            for member in package.infolist():
                content = _unpacked(data, member, room)
                room -= len(content)
                if b"sheetData" in content or b"\0" in content[:200]:
                    _check_extent(content)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError):
        raise Unreadable("workbook") from None


def _unpacked(data: bytes, member: zipfile.ZipInfo, room: int) -> bytes:
    """The content of a member; more than `room` is refused before it is unpacked whole."""
    signature, *_, name, extra = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    if signature != b"PK\x03\x04" or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    start = member.header_offset + _LOCAL_HEADER.size + name + extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_DEFLATED:
        packed = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, room + 1)
    if len(packed) > room:
        raise Unreadable("large")
    return packed


def _check_extent(content: bytes) -> None:
    """Refuses a worksheet whose last cell lies too far out. Its rows are counted only where their digits leave a
    doubt."""
    if b"\0" in content[:200]:  # in an encoding in which its cells could not be found
        raise Unreadable("workbook")
    usual = sum(map(content.count, (_USUAL, b':r="', b'er="')))  # also the namespace, header and footer
    place = _ANY if content.count(b'r="') != usual or _UNUSUAL.search(content) else _USUAL
    columns = max(map(_column_number, set(re.findall(place + rb"([A-Za-z]+)[0-9]", content))), default=0)
    digits = next((count for count in range(7, 0, -1) if re.search(place + rb"[A-Za-z]*[0-9]{%d}" % count, content)), 0)
    if columns * 10**digits > MOST_CELLS:
        rows = max(map(int, set(re.findall(place + rb"[A-Za-z]*([0-9]+)", content))), default=0)
        if columns * rows > MOST_CELLS:
            raise Unreadable("large")


def _column_number(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def cell_text(cell: Any) -> str:
    """A cell of a workbook as a CSV file would hold it."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
