"""QR codes: what the pictures show is the code that the library makes of the same text."""

import re
import zlib

import pytest
import segno

from qmsdocs.writers.qr import qr_modules, qr_png, qr_svg

TEXTS = [
    "https://qms.linden-bicycles.example/q/QP-05.html?r=1.0&f=4b61c89a",
    "https://qms.example.com/q/QP-01.html?r=A%2F0",
    "https://质量.example/q/QP-1.html?r=1",
]


def shaded(rows: list[list[int]]) -> list[list[int]]:
    """The modules inside a white rim of two."""
    side = len(rows) + 4
    return [[0] * side] * 2 + [[0, 0, *row, 0, 0] for row in rows] + [[0] * side] * 2


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_a_code_of_its_text(text: str) -> None:
    """Modules are those of the library's code at error level M, with a mask that it may have."""
    masks = [segno.make(text, error="m", micro=False, boost_error=False, mask=mask) for mask in range(8)]
    assert qr_modules(text) in [tuple(bytes(row) for row in code.matrix) for code in masks]
    assert segno.make(text, error="m", micro=False, boost_error=False).version == masks[3].version


@pytest.mark.parametrize("text", TEXTS)
def test_picture_for_word(text: str) -> None:
    """Each module is a square of four pixels; the bytes are a PNG that any reader knows."""
    data = qr_png(text)
    side = int.from_bytes(data[16:20], "big")
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and data[24:29] == bytes((1, 0, 0, 0, 0))
    length = int.from_bytes(data[33:37], "big")
    assert data[37:41] == b"IDAT"
    assert zlib.crc32(data[37 : 41 + length]) == int.from_bytes(data[41 + length : 45 + length], "big")
    lines, wide = zlib.decompress(data[41 : 41 + length]), 1 + (side + 7) // 8
    pixels = [
        [1 - (lines[y * wide + 1 + x // 8] >> (7 - x % 8) & 1) for x in range(0, side, 4)] for y in range(0, side, 4)
    ]
    assert pixels == shaded([list(row) for row in qr_modules(text)])
    assert all(
        lines[y * wide : y * wide + wide] == lines[(y - y % 4) * wide : (y - y % 4 + 1) * wide] for y in range(side)
    )


@pytest.mark.parametrize("text", TEXTS)
def test_drawing_for_pages(text: str) -> None:
    """The lines of the path cover just the dark modules, and the name is text."""
    drawn = qr_svg(text, 'a "name" & <more>')
    rows = [[0] * len(row) for row in qr_modules(text)]
    x = y = 0
    for kind, one, other, long in re.findall(r"(?:([Mm])(\d+) (\d+)h(\d+))", drawn):
        x, y = (int(one), int(other)) if kind == "M" else (x + int(one), y + int(other))
        rows[y][x : x + int(long)] = [1] * int(long)
        x += int(long)
    assert rows == [list(row) for row in qr_modules(text)]
    assert 'aria-label="a &quot;name&quot; &amp; &lt;more&gt;"' in drawn
    assert len(drawn.encode()) < 2600


def test_same_text_same_bytes() -> None:
    """Codes are kept, and made anew they are the same."""
    before = qr_png(TEXTS[0])
    qr_modules.cache_clear()
    qr_png.cache_clear()
    assert qr_png(TEXTS[0]) == before
