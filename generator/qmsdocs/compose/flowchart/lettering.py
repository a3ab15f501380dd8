"""Text in boxes: a text and a width go in, the lines come out, broken by estimated widths without any font."""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, inf

SIZE = 9.0
"""The size of the text in boxes, in points."""
LABEL_SIZE = 8.0
"""The size of the answers beside lines."""
LINE = 11.0
"""The distance of two lines of text in a box."""

_NARROW = frozenset("iljtfrI.,:;'!|()[]{}/\\`· ")
_WIDE = frozenset("mwMW@%—…&")
_NOT_FIRST = frozenset("，。、；：？！）》」』】〉…—·,.;:?!)]}%”’")
_NOT_LAST = frozenset("（《「『【〈([{“‘")
_PIECES = re.compile(r"\s+|[^\s]+(?:\s\d{1,3}[.)]?(?=\s|$))?")
"""Blanks and words; a number stays with the word before it."""


@lru_cache(maxsize=4096)
def _em(character: str) -> int:
    """The estimated width of a character in hundredths of its size."""
    if unicodedata.east_asian_width(character) in "WF":
        return 100
    if unicodedata.combining(character):
        return 0
    if character in _NARROW:
        return 32
    if character in _WIDE:
        return 88
    return 66 if character.isupper() else 56


@lru_cache(maxsize=4096)
def _ems(text: str) -> int:
    return sum(map(_em, text))


def width_of(text: str, size: float = SIZE) -> float:
    """The estimated width of `text` set in `size`, in points; rather too wide than too narrow."""
    return _ems(text) * size / 100


def _is_wide(character: str) -> bool:
    return _em(character) == 100


@lru_cache(maxsize=1024)
def _atoms(text: str) -> tuple[str, ...]:
    """The parts of `text` between which a line may break; a part that follows a blank starts with it."""
    atoms: list[str] = []
    for piece in _PIECES.findall(text.strip()):
        if piece.isspace():
            atoms.append(" ")
            continue
        for part in _within_word(piece):
            if atoms and atoms[-1] == " ":
                atoms[-1] += part
            else:
                atoms.append(part)
    return tuple(atoms)


def _within_word(word: str) -> list[str]:
    """`word` cut before and after wide characters, and after hyphens and slashes, where punctuation allows it."""
    parts = [word[0]]
    for before, after in pairwise(word):
        between = _is_wide(before) or _is_wide(after) or (before in "-/" and len(parts[-1]) > 2)
        if between and after not in _NOT_FIRST and before not in _NOT_LAST:
            parts.append(after)
        else:
            parts[-1] += after
    return parts


@lru_cache(maxsize=4096)
def longest_part(text: str) -> float:
    """The width of the longest part of `text` that should not be broken."""
    return max((width_of(atom.strip()) for atom in _atoms(text)), default=0.0)


def _parts(text: str, width: float, size: float = SIZE) -> list[str]:
    """The atoms of `text`; those wider than `width` are cut into pieces that fit."""
    atoms = _atoms(text)
    return [part for atom in atoms for part in ([atom] if width_of(atom, size) <= width else _cut(atom, width, size))]


def _cut(atom: str, width: float, size: float) -> list[str]:
    pieces = [""]
    ems = 0
    for character in atom:
        ems += _em(character)
        if pieces[-1] and ems * size / 100 > width:
            pieces.append("")
            ems = _em(character)
        pieces[-1] += character
    return pieces


def _filled(atoms: list[str], widths: list[float], size: float) -> list[str] | None:
    """`atoms` in lines of at most `widths`; None if they need more lines or a part is wider than its line."""
    lines: list[str] = []
    line, ems = "", 0
    for atom in atoms:
        more = _ems(atom if line else atom.lstrip())
        if (ems + more) * size / 100 <= widths[len(lines)]:
            line, ems = line + atom if line else atom.lstrip(), ems + more
            continue
        lines += [line] if line else []
        line = atom.lstrip()
        ems = _ems(line)
        if len(lines) >= len(widths) or ems * size / 100 > widths[len(lines)]:
            return None
    return [*lines, line] if line else lines


@lru_cache(maxsize=4096)
def lines_of(text: str, width: float, size: float = SIZE) -> tuple[str, ...]:
    """`text` in as few lines of `width` as it needs, of about equal length."""
    atoms = _parts(text, width, size)
    most = len(atoms) + 1
    lines = _filled(atoms, [width] * most, size) or []
    narrower = width
    while len(lines) > 1 and narrower > 0.6 * width:
        narrower -= 4
        evener = _filled(atoms, [narrower] * len(lines), size)
        if evener is None or len(evener) > len(lines):
            break
        lines = evener
    return tuple(lines)


@lru_cache(maxsize=4096)
def lines_in_diamond(text: str, width: float) -> tuple[tuple[str, ...], float]:
    """`text` in lines that follow the slopes of a diamond of `width`, and the height that the diamond needs.

    A diamond of few lines and with little room beside them is worth some height.
    """
    atoms = _parts(text, width * 0.65)
    sizes = [(width_of(atom.lstrip()), width_of(" ") if atom.startswith(" ") else 0.0) for atom in atoms]
    total, blanks = sum(size for size, _ in sizes), sum(blank for _, blank in sizes)
    best: tuple[float, list[int], float] | None = None
    for count in range(max(1, int(total / max(width - 6, 1.0))), len(atoms) + 1):
        for height in _heights(width, count, sizes, best[0] if best else inf):
            widths = _diamond_widths(width, height, count)
            least_room = (sum(widths) - total - blanks) / count
            if best and height + 3 * count + least_room / 2 >= best[0]:
                break
            found = _evenly_filled(sizes, widths)
            price = height + 3 * count + (found[1] / 2 if found else 0.0)
            if found and (best is None or price < best[0]):
                best = price, found[0], height
    if best is None:
        return lines_of(text, width * 0.5), 80.0
    return tuple("".join(atoms[start:end]).strip() for start, end in pairwise([0, *best[1]])), best[2]


def _diamond_widths(width: float, height: float, count: int) -> list[float]:
    """What `count` lines, centred in a diamond, may measure; corners may touch the slope."""
    middle, slope = (count - 1) / 2, 2 * LINE * width / height
    widest = width - 6 - 0.4 * slope
    half = [max(0.0, widest - (middle - index) * slope) for index in range((count + 1) // 2)]
    return half + half[::-1][count % 2 :]


def _heights(width: float, count: int, sizes: list[tuple[float, float]], price: float) -> list[float]:
    """The heights of a diamond that may hold the words in `count` lines and is worth less than `price`."""
    blanks = sorted(blank for _, blank in sizes[1:])
    spare = count * (width - 6) - sum(size for size, _ in sizes) - sum(blanks[: len(blanks) - count + 1])
    if spare <= 0:
        return []
    least = max(40.0, count * LINE + 4)
    lost = 2 * width * LINE * (count * count // 4 + 0.4 * count)
    low = max(0, ceil((lost / spare - 0.001 - least) / 4))
    high = ceil((min(600.0, price - 3 * count) - least) / 4)
    if low >= high or not _may_hold(_diamond_widths(width, least + 4 * (high - 1), count), sizes):
        return []
    while not _may_hold(_diamond_widths(width, least + 4 * low, count), sizes):
        low += 1
    return [least + 4 * step for step in range(low, high)]


def _may_hold(widths: list[float], sizes: list[tuple[float, float]]) -> bool:
    """A quick test that lines of `widths` are not too short: each takes as many words as it can, or none."""
    place = 0
    for width in widths:
        first = place
        while place < len(sizes):
            width -= sizes[place][0] + (sizes[place][1] if place > first else 0.0)
            if width < 0:
                break
            place += 1
    return place == len(sizes)


def _evenly_filled(sizes: list[tuple[float, float]], widths: list[float]) -> tuple[list[int], float] | None:
    """Where to break words into exactly as many lines as `widths`, with even room beside them, and the most of it.

    A size is the width of a word and of the blank before it, which vanishes at the start of a line.
    """
    fits: dict[int, tuple[float, float, list[int]]] = {0: (0.0, 0.0, [])}
    rest = list(accumulate((size for size, _ in reversed(sizes)), initial=0.0))[::-1]
    left = sum(widths) + 0.001
    for width in widths:
        left -= width
        following: dict[int, tuple[float, float, list[int]]] = {}
        for start, (cost, most, ends) in fits.items():
            room = width
            for end in range(start, len(sizes)):
                room -= sizes[end][0] + (sizes[end][1] if end > start else 0.0)
                if room < 0:
                    break
                if rest[end + 1] > left:
                    continue
                there = following.get(end + 1)
                if there is None or cost + room * room < there[0]:
                    following[end + 1] = cost + room * room, max(most, room), [*ends, end + 1]
        fits = following
    result = fits.get(len(sizes))
    return (result[2], result[1]) if result else None
