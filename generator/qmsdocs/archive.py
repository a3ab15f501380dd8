"""A zip whose bytes depend on its parts alone: name → content in, the bytes of a Word file, workbook or bundle out.

Times are 1980-01-01, attributes and creator are fixed, `[Content_Types].xml` comes first and the rest is sorted by
name. A part that never changes is deflated once and used again.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

_FIRST = "[Content_Types].xml"
_LEVEL = 3
"""Half the time of zlib's usual 6, for files that are a few kB larger."""
_VERSION = 20
_MADE_BY = 3 << 8 | _VERSION
"""Unix: for any other, `unzip` takes the UTF-8 of the names for an old code page."""
_ATTRIBUTES = 0o100644 << 16
"""A plain file that everybody may read."""
_UTF8 = 0x0800
_DAY_ZERO = (0 << 9) | (1 << 5) | 1
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_HEADERS = _LOCAL.size + _CENTRAL.size


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it stands in the zip: its checksum, its size in bytes, and its data, deflated or stored."""

    checksum: int
    size: int
    method: int
    data: bytes | memoryview


def packed(content: bytes | str, *, store: bool = False) -> Packed:
    """`content` ready for the zip; text is written as UTF-8. `store` is for what is compressed already, such as PNG."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if store:
        return Packed(zlib.crc32(raw), len(raw), 0, raw)
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Packed(zlib.crc32(raw), len(raw), 8, deflater.compress(raw) + deflater.flush())


class TooLarge(Exception):  # noqa: N818 - told to the user
    """More than 65,535 parts or 4 GB: a zip that every program reads cannot hold them."""


def archive(parts: Mapping[str, Packed]) -> bytes:
    """The bytes of a zip that holds `parts` by name. Raises `TooLarge`."""
    size = sum(len(part.data) + 2 * len(name.encode("utf-8")) + _HEADERS for name, part in parts.items())
    if len(parts) > 0xFFFF or size > 0xFFFFFFFF:
        raise TooLarge
    body: list[bytes | memoryview] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(parts, key=place_in_order):
        part, path = parts[name], name.encode("utf-8")
        head = local_header(path, part)
        body += (head, part.data)
        directory.append(directory_entry(path, part, offset))
        offset += len(head) + len(part.data)
    return b"".join((*body, *directory, end_record(len(parts), sum(map(len, directory)), offset)))


def place_in_order(name: str) -> tuple[bool, str]:
    """By what the parts are sorted."""
    return name != _FIRST, name


def local_header(path: bytes, part: Packed) -> bytes:
    """What stands before the data of a part."""
    return _LOCAL.pack(0x04034B50, _VERSION, *_shared(path, part)) + path


def directory_entry(path: bytes, part: Packed, offset: int) -> bytes:
    """What the directory says of a part whose local header stands at `offset`."""
    return _CENTRAL.pack(0x02014B50, _MADE_BY, _VERSION, *_shared(path, part), 0, 0, 0, _ATTRIBUTES, offset) + path


def _shared(path: bytes, part: Packed) -> tuple[int, ...]:
    return _UTF8, part.method, 0, _DAY_ZERO, part.checksum, len(part.data), part.size, len(path), 0


def end_record(count: int, size: int, offset: int) -> bytes:
    """What ends a zip of `count` parts whose directory of `size` bytes stands at `offset`."""
    return _END.pack(0x06054B50, 0, 0, count, count, size, offset, 0)
