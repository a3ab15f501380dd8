"""QR codes: a text in, a PNG for Word or an SVG for pages out."""

import re
import struct
import zlib
from functools import lru_cache
from html import escape

_QUIET = 2
"""The white rim, in modules. The norm asks for four; what surrounds the code in Word and on paper is white too."""
_DARK = re.compile(b"\x01+")


@lru_cache(maxsize=2048)
def qr_modules(text: str) -> tuple[bytes, ...]:
    """The rows of the code of `text`: a byte for each module, 1 where it is dark."""
    import segno  # takes 45 ms, which houses without the address of a site need not wait

    # A fixed mask is as valid as the best one, and choosing that is four fifths of the work.
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=3)
    return tuple(map(bytes, code.matrix))


@lru_cache(maxsize=256)
def qr_png(text: str) -> bytes:
    """A picture of the code, black on white, four pixels to a module."""
    rows = qr_modules(text)
    side = (len(rows) + 2 * _QUIET) * 4
    # With one bit to a pixel, a module is one hexadecimal digit.
    rim, shades = "f" * _QUIET, bytes.maketrans(b"\0\1", b"f0")
    digits = ["f" * (side // 4)] * _QUIET
    digits += [rim + row.translate(shades).decode() + rim for row in rows]
    digits += ["f" * (side // 4)] * _QUIET
    lines = b"".join((b"\0" + bytes.fromhex(line + "0" * (len(line) % 2))) * 4 for line in digits)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def qr_svg(text: str, name: str) -> str:
    """A drawing of the code with the accessible `name`, for a page; its size is left to the style sheet."""
    rows = qr_modules(text)
    side = len(rows) + 2 * _QUIET
    drawn = "".join(_row(place, row) for place, row in enumerate(rows))
    return (
        f'<svg viewBox="-{_QUIET} -{_QUIET}.5 {side} {side}" role="img" aria-label="{escape(name)}">'
        f'<path stroke="#000" d="{drawn}"/></svg>'
    )


def _row(place: int, row: bytes) -> str:
    """The dark runs of a row, as lines of a path."""
    moves, end = list[str](), 0
    for run in _DARK.finditer(row):
        move = f"m{run.start() - end} 0" if moves else f"M{run.start()} {place}"
        moves.append(f"{move}h{run.end() - run.start()}")
        end = run.end()
    return "".join(moves)
