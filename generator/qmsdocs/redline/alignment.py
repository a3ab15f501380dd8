"""Which part of the old document became which of the new one: two lists of parts in, pairs in reading order out.

Parts are blocks, rows, items and fields. The order is kept: a part that moved is deleted here and inserted there.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

from qmsdocs.redline.wording import words

Part = TypeVar("Part")
Pair = tuple[Part | None, Part | None]

_NUMBERED = re.compile(r"(?:^|.*[-.])\d+|")
_ALIKE, _STILL_ALIKE = 0.5, 0.2
"""How much of their words two parts share that become a pair; less is enough when they stand at the same place."""
_MANY = 4000
"""So many possible pairs are too many to compare the words of each."""


class Features(NamedTuple):
    """What tells parts apart: the id, what must be equal to look inside, the text, and whether text alone counts."""

    id: str
    shape: Hashable
    text: str
    is_text: bool = False

    @property
    def named(self) -> bool:
        """Whether the id comes from the author and not from counting, so that it stays when others come before it."""
        return not self.is_text and not _NUMBERED.fullmatch(self.id)

    @property
    def key(self) -> Hashable:
        """What is equal for parts that are surely the same."""
        return self.id if self.named else (self.shape, self.text)


def aligned(old: Sequence[Part], new: Sequence[Part], features: "Callable[[Part], Features]") -> "Iterator[Pair[Part]]":
    """The parts in pairs; None stands where a part has no counterpart."""
    one, other = [features(part) for part in old], [features(part) for part in new]
    codes = SequenceMatcher(None, [part.key for part in one], [part.key for part in other], autojunk=False)
    for kind, start, end, there, till in codes.get_opcodes():
        if kind == "equal":
            yield from zip(old[start:end], new[there:till], strict=True)
            continue
        here, now = start, there
        for first, second in _alike(one[start:end], other[there:till]):
            yield from ((part, None) for part in old[here : start + first])
            yield from ((None, part) for part in new[now : there + second])
            yield old[start + first], new[there + second]
            here, now = start + first + 1, there + second + 1
        yield from ((part, None) for part in old[here:end])
        yield from ((None, part) for part in new[now:till])


def _alike(old: Sequence[Features], new: Sequence[Features]) -> list[tuple[int, int]]:
    """The places of parts that belong together, in order, with the greatest likeness in all."""
    if not old or not new:
        return []
    one, other = ([Counter(words(part.text)) for part in parts] for parts in (old, new))
    few = len(old) * len(new) <= _MANY
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness: dict[tuple[int, int], float] = {}
    for row in range(len(old) - 1, -1, -1):
        for column in range(len(new) - 1, -1, -1):
            value = 0.0
            if old[row].shape == new[column].shape and (few or old[row].id == new[column].id):
                value = _likeness(one[row], other[column], old[row].id == new[column].id)
            likeness[row, column] = value
            apart = max(best[row + 1][column], best[row][column + 1])
            best[row][column] = max(apart, best[row + 1][column + 1] + value) if value else apart
    return list(_way(best, likeness))


def _way(best: list[list[float]], likeness: dict[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    row = column = 0
    while row < len(best) - 1 and column < len(best[0]) - 1:
        value = likeness[row, column]
        if value and best[row][column] == best[row + 1][column + 1] + value:
            yield row, column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1


def _likeness(one: Counter[str], other: Counter[str], same_place: bool) -> float:
    """The share of words that two parts have in common, 0.0 when it is too small to make them a pair."""
    total = one.total() + other.total()
    shared = 2 * (one & other).total() / total if total else 1.0
    if same_place:
        return shared + 0.25 if shared >= _STILL_ALIKE else 0.0
    return shared if shared >= _ALIKE else 0.0
