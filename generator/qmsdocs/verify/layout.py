"""Where everything lies in a zip: its bytes in, its parts and every byte that is not where `archive` puts it out.

A bundle holds stored parts only, so nothing is ever inflated here, and nothing is written anywhere. What a broken zip
says of itself twice, before each part and in its directory, is compared; what still holds tells which one was changed.
"""

import mmap
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qmsdocs.archive import Packed, directory_entry, end_record, local_header, place_in_order
from qmsdocs.verify.answers import Failure, said

Bytes = bytes | mmap.mmap

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LONGEST_COMMENT = 65535
STORED = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """What a header or an entry of the directory states of a part."""

    name: bytes
    checksum: int
    size: int
    method: int
    offset: int
    """Where the header or the entry itself stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the zip: where it lies, and what is stated of it."""

    start: int
    body: int
    size: int
    name: bytes
    header: Stated
    entry: Stated | None

    @property
    def path(self) -> str:
        """Its name as text; what is no UTF-8 is shown as it can be."""
        return self.name.decode("utf-8", "backslashreplace")

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.body + self.size

    @property
    def is_stored(self) -> bool:
        """Whether its bytes stand there as they are; where header and directory do not agree, one was changed."""
        return STORED in (self.header.method, self.entry.method if self.entry else self.header.method)


@dataclass(frozen=True)
class Layout:
    """The parts of a zip in the order in which they lie, and where its directory begins; -1 where there is none."""

    parts: tuple[Part, ...]
    directory: int
    stop: int = -1
    """Where nothing more could be made out; -1 where all could."""

    def settled(self, known: frozenset[str]) -> "Layout":
        """The same with the `known` name for each part whose two names differ."""
        return replace(self, parts=tuple(_settled(part, known) for part in self.parts))


def _settled(part: Part, known: frozenset[str]) -> Part:
    entry = part.entry
    if entry is None or entry.name == part.header.name:
        return part
    right = entry.name if entry.name.decode("utf-8", "replace") in known else part.header.name
    return replace(part, name=right)


# ── Finding the parts ────────────────────────────────────────────────────────


def layout(data: Bytes) -> Layout:
    """Where the parts of a zip lie, as far as can be made out: by their headers when these lead to a directory of the
    right length, else by the directory, else as far as the headers lead."""
    parts, stop = _by_headers(data)
    rest = sum(_CENTRAL.size + len(part.name) for part in parts) + _END.size
    if parts and len(data) - stop == rest:
        entries = _entries_of(data, parts, stop)
        found = zip(parts, entries, strict=True)
        return Layout(tuple(replace(part, entry=entry) for part, entry in found), stop)
    by_directory = _by_directory(data)
    # A zip that broke off may end with a Word file: the directory found there is not its own.
    if by_directory and (not parts or by_directory.parts[0].start == 0):
        return by_directory
    return Layout(tuple(parts), -1, stop)


def _by_headers(data: Bytes) -> tuple[list[Part], int]:
    """The parts that follow one another from the first byte, and where they end."""
    parts: list[Part] = []
    place = 0
    while data[place : place + 4] == _LOCAL_SIGN and place + _LOCAL.size <= len(data):
        header, extra = _header(data, place)
        body = place + _LOCAL.size + len(header.name) + extra
        parts.append(Part(place, body, header.size, header.name, header, None))
        place = body + header.size
    return parts, place


def _header(data: Bytes, place: int) -> tuple[Stated, int]:
    """What the header at a place states; and how many bytes lie between the name and the content."""
    row = _LOCAL.unpack(data[place : place + _LOCAL.size].ljust(_LOCAL.size, b"\0"))
    _, _, _, method, _, _, checksum, size, _, length, extra = row
    name = data[place + _LOCAL.size : place + _LOCAL.size + length]
    return Stated(name, checksum, size, method, place), extra


def _entries_of(data: Bytes, parts: Sequence[Part], place: int) -> Iterator[Stated]:
    """What the directory at a place states of each of the parts, whose names have the right lengths."""
    for part in parts:
        row = _CENTRAL.unpack(data[place : place + _CENTRAL.size])
        after = place + _CENTRAL.size + len(part.name)
        yield Stated(data[place + _CENTRAL.size : after], row[7], row[8], row[4], place)
        place = after


def _by_directory(data: Bytes) -> Layout | None:
    """The parts that the directory names; None without one."""
    end = _end(data)
    if end < 0:
        return None
    *_, size, offset, _ = _END.unpack(data[end : end + _END.size])
    start, parts = end - size, list[Part]()
    place = start
    while place >= 0 and data[place : place + 4] == _CENTRAL_SIGN and place + _CENTRAL.size <= end:
        row = _CENTRAL.unpack(data[place : place + _CENTRAL.size])
        name = data[place + _CENTRAL.size : place + _CENTRAL.size + row[10]]
        entry = Stated(name, row[7], row[8], row[4], place)
        at = _found_header(data, name, (row[16], row[16] + start - offset))
        header, _ = _header(data, at)
        parts.append(Part(at, at + _LOCAL.size + len(name), row[8], name, header, entry))
        place += _CENTRAL.size + sum(row[10:13])
    if place != end or not parts:
        return None
    parts.sort(key=lambda part: part.start)
    starts = [*(part.start for part in parts[1:]), start]
    return Layout(tuple(_fitted(data, part, after) for part, after in zip(parts, starts, strict=True)), start)


def _fitted(data: Bytes, part: Part, after: int) -> Part:
    """A part whose header has more than a name before the content, as other programs write it, if that leads to what
    lies `after` it."""
    extra = _header(data, part.start)[1]
    return replace(part, body=part.body + extra) if part.end + extra == after else part


def _end(data: Bytes) -> int:
    """Where the last end record stands; -1 without one."""
    usual = len(data) - _END.size
    if usual >= 0 and data[usual : usual + 4] == _END_SIGN:
        return usual
    found = data.rfind(_END_SIGN, max(0, usual - _LONGEST_COMMENT))
    return found if found + _END.size <= len(data) else -1


def _found_header(data: Bytes, name: bytes, places: tuple[int, int]) -> int:
    """Where the header of a part stands: where it is said to, or as much farther as bytes came in before."""
    for place in places:
        if place >= 0 and data[place : place + 4] == _LOCAL_SIGN and _header(data, place)[0].name == name:
            return place
    return next((place for place in places if place >= 0 and data[place : place + 4] == _LOCAL_SIGN), places[0])


# ── Every byte accounted for ─────────────────────────────────────────────────


def misplaced(data: Bytes, found: Layout, checksums: Sequence[int]) -> Iterator[Failure]:
    """Every place at which the zip is not the one that `archive` makes of its parts; `checksums` are those of their
    contents. What is wrong inside a content is not told here."""
    structure = list(_structure(data, found))
    yield from structure
    parts = [_as_packed(data, part, checksum) for part, checksum in zip(found.parts, checksums, strict=True)]
    for part, packed in zip(found.parts, parts, strict=True):
        yield from _header_faults(data, part, packed)
    if not structure and all(part.is_stored for part in found.parts):
        yield from _directory_faults(data, found, parts)


def _as_packed(data: Bytes, part: Part, checksum: int) -> Packed:
    """The part as it should be stated. Where header and directory agree on another checksum, the content was changed,
    and they were not."""
    stated = {part.header.checksum, part.entry.checksum} if part.entry else {part.header.checksum}
    right = checksum if checksum in stated or len(stated) > 1 else part.header.checksum
    return Packed(right, part.size, STORED, memoryview(data)[part.body : part.end])


def _structure(data: Bytes, found: Layout) -> Iterator[Failure]:
    """Gaps, overlaps, parts out of order or there twice, what breaks off, and what follows the end."""
    place, before, seen = 0, "", set[str]()
    for part in found.parts:
        if part.start > place:
            yield Failure(part.path, said("zip.gap", start=place, end=part.start - 1))
        elif part.start < place:
            yield Failure(part.path, said("zip.overlap", start=part.start))
        if part.end > len(data):
            yield Failure(part.path, said("zip.cut", offset=len(data)))
        if part.path in seen:
            yield Failure(part.path, said("zip.twice", offset=part.start))
        elif before and place_in_order(part.path) < place_in_order(before):
            yield Failure(part.path, said("zip.order", offset=part.start, before=before))
        place, before = max(place, part.end), part.path
        seen.add(part.path)
    yield from _after(data, found, place)


def _after(data: Bytes, found: Layout, place: int) -> Iterator[Failure]:
    """What is wrong between the last part and the last byte."""
    if found.directory < 0:
        if found.stop <= len(data):
            yield Failure("", said("zip.unreadable", offset=found.stop))
        return
    if place < found.directory:
        yield Failure("", said("zip.gap", start=place, end=found.directory - 1))
    rest = found.directory + sum(_CENTRAL.size + len(part.name) for part in found.parts) + _END.size
    if len(data) > rest:
        yield Failure("", said("zip.after", offset=rest))


def _header_faults(data: Bytes, part: Part, packed: Packed) -> Iterator[Failure]:
    if not part.is_stored:
        yield Failure(part.path, said("zip.compressed"))
        return
    wanted = local_header(part.name, packed)
    place = _first_difference(data, part.start, wanted)
    if place >= 0:
        in_name = place >= part.start + _LOCAL.size
        yield Failure(part.path, said("zip.name" if in_name else "zip.header", offset=place))


def _directory_faults(data: Bytes, found: Layout, parts: Sequence[Packed]) -> Iterator[Failure]:
    place = found.directory
    for part, packed in zip(found.parts, parts, strict=True):
        wanted = directory_entry(part.name, packed, part.start)
        different = _first_difference(data, place, wanted)
        if different >= 0:
            yield Failure(part.path, said("zip.entry", offset=different))
        place += len(wanted)
    end = end_record(len(parts), place - found.directory, found.directory)
    different = _first_difference(data, place, end)
    if different >= 0:
        yield Failure("", said("zip.end", offset=different))


def _first_difference(data: Bytes, place: int, wanted: bytes) -> int:
    """The first byte at which `data` is not as `wanted`; -1 for none."""
    actual = data[place : place + len(wanted)]
    if actual == wanted:
        return -1
    differing = (at for at, (one, other) in enumerate(zip(actual, wanted, strict=False)) if one != other)
    return place + next(differing, len(actual))
