"""The rows of an export, from a CSV file or a workbook; their size is known before they are opened."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

LARGEST = 256 * 1024 * 1024
"""The largest file that is read, and the largest content of a workbook when it is unpacked, in bytes."""
MOST_COLUMNS = 1_000
_HEAD_WITHIN = 20
"""The headings stand in one of so many first rows."""
_DELIMITERS = (",", ";", "\t")
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_CHUNK = 1 << 20


class Unreadable(Exception):  # noqa: N818 - told to the user
    """The file is no table that can be read; `reason` is the variant of the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class DataTable:
    """The rows below the headings, as texts."""

    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]
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


def _headed(rows: Sequence[Sequence[str]], known: frozenset[str]) -> tuple[int, DataTable | None]:
    """How many headings are known in the row that has most of them, and the table below it."""
    best, place = 0, -1
    for number, row in enumerate(rows[:_HEAD_WITHIN]):
        count = sum(cell.strip() in known for cell in row)
        if count > best:
            best, place = count, number
    if place < 0:
        return 0, None
    heads = tuple(cell.strip() for cell in rows[place])
    if len(heads) > MOST_COLUMNS:
        raise Unreadable("large")
    return best, DataTable(heads, rows[place + 1 :], place + 2)


# ── CSV ──────────────────────────────────────────────────────────────────────


def _csv_readings(data: bytes, known: frozenset[str]) -> Iterable[Sequence[Sequence[str]]]:
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


def _worksheets(data: bytes) -> Iterable[Sequence[Sequence[str]]]:
    _measure(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield _TextRows(rows)
    except (CalamineError, ValueError, OSError):
        raise Unreadable("workbook") from None


def _measure(data: bytes) -> None:
    """Refuses a workbook that is larger than `LARGEST` once it is unpacked, whatever its directory says."""
    room = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.infolist():
                room -= _unpacked(data, member, room)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError):
        raise Unreadable("workbook") from None


def _unpacked(data: bytes, member: zipfile.ZipInfo, room: int) -> int:
    """The true size of a member; more than `room` is refused without being kept."""
    signature, *_, name, extra = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    if signature != b"PK\x03\x04" or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    start = member.header_offset + _LOCAL_HEADER.size + name + extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    size, stream = 0, zlib.decompressobj(-zlib.MAX_WBITS)
    while packed:
        size += len(stream.decompress(packed, _CHUNK))
        if size > room:
            raise Unreadable("large")
        packed = stream.unconsumed_tail
    return size


class _TextRows(Sequence[Sequence[str]]):
    """The rows of a worksheet, whose cells become texts as they are asked for."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [[_cell_text(cell) for cell in row] for row in self._rows[place]]
        return [_cell_text(cell) for cell in self._rows[place]]


def _cell_text(cell: Any) -> str:
    """A cell as a CSV file would hold it."""
    if cell.__class__ is str:
        return str(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.time() != time() else cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
