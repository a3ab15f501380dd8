"""Tracks in gutters: paths through the grid become segments, and segments of different nets on one grid line get
tracks beside each other, in an order that lets few lines cross.

Segments in gutters that touch never share a track. Segments through the middle of a lane or row share its middle
unless they would lie on each other; whether two of them that meet in a gutter do, depends on the order of the tracks
there, which is therefore fixed first.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from qmsdocs.compose.flowchart.process import Page
from qmsdocs.compose.flowchart.routing import Path, Point, cell

Place = tuple[int, int]
"""A grid line and a track on it."""


@dataclass(slots=True)
class Segment:
    """A straight piece of a net on grid line `line`, from grid line `low` to `high`."""

    vertical: bool
    line: int
    low: int
    high: int
    net: int
    track: int = 0
    tracks: int = 1
    """How many tracks the segments need that lie beside this one."""
    arms: set[tuple[int, int]] = field(default_factory=set)
    """The segments that meet this one at right angles, by index, and the side on which they lie: -1 or 1."""
    boxes: set[int] = field(default_factory=set)
    """The grid lines at which this segment ends at a box."""

    @property
    def in_gutter(self) -> bool:
        """Whether it runs between lanes or rows, not through the middle of one."""
        return self.line % 2 == 0


@dataclass(slots=True)
class Tracks:
    """The segments of a page and, for each flow, the indexes of its segments in order."""

    segments: list[Segment]
    ways: list[list[int]]
    counts: dict[tuple[bool, int], int] = field(default_factory=dict)

    def count(self, vertical: bool, line: int) -> int:
        """How many tracks a gutter has."""
        return self.counts.get((vertical, line), 0)


def tracks(page: Page, paths: list[Path]) -> Tracks:
    """The segments of `paths` with their tracks."""
    result = _segments(page, paths)
    touching = _clashing_middles(result.segments)
    for vertical in (True, False, True, False):
        _set_tracks(result.segments, vertical, touching)
    for segment in result.segments:
        line = segment.vertical, segment.line
        result.counts[line] = max(segment.track + 1, result.counts.get(line, 0))
    return result


# ── Segments ─────────────────────────────────────────────────────────────────


def _pieces(path: Path) -> list[tuple[Point, Point]]:
    """The straight pieces of a path, from bend to bend."""
    pieces: list[tuple[Point, Point]] = []
    for before, after in pairwise(path):
        if pieces and (pieces[-1][0][0] == after[0] or pieces[-1][0][1] == after[1]):
            pieces[-1] = pieces[-1][0], after
        else:
            pieces.append((before, after))
    return pieces


def _segments(page: Page, paths: list[Path]) -> Tracks:
    pieces = [_pieces(path) for path in paths]
    spans: defaultdict[tuple[bool, int, int], list[tuple[int, int]]] = defaultdict(list)
    for flow, its_pieces in zip(page.flows, pieces, strict=True):
        for piece in its_pieces:
            vertical, line, low, high = _span(piece)
            spans[vertical, line, flow.target].append((low, high))
    segments: list[Segment] = []
    for (vertical, line, net), intervals in spans.items():
        for low, high in _joined(intervals, vertical, line, page):
            segments.append(Segment(vertical, line, low, high, net))
    ways = [
        [_index(segments, _span(piece), flow.target) for piece in its_pieces]
        for flow, its_pieces in zip(page.flows, pieces, strict=True)
    ]
    for way, its_pieces in zip(ways, pieces, strict=True):
        _connect(segments, way, its_pieces)
    return Tracks(segments, ways)


def _span(piece: tuple[Point, Point]) -> tuple[bool, int, int, int]:
    (x1, y1), (x2, y2) = piece
    return (True, x1, min(y1, y2), max(y1, y2)) if x1 == x2 else (False, y1, min(x1, x2), max(x1, x2))


def _joined(intervals: list[tuple[int, int]], vertical: bool, line: int, page: Page) -> list[tuple[int, int]]:
    """Intervals of one net on one line, those joined that touch; what touches only behind a box stays apart."""
    cells = {cell(box.lane, box.row) for box in page.boxes}
    joined: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        box_between = ((line, low) if vertical else (low, line)) in cells
        if joined and (low < joined[-1][1] or (low == joined[-1][1] and not box_between)):
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return joined


def _index(segments: list[Segment], span: tuple[bool, int, int, int], net: int) -> int:
    vertical, line, low, high = span
    for index, segment in enumerate(segments):
        same = (segment.vertical, segment.line, segment.net) == (vertical, line, net)
        if same and segment.low <= low and high <= segment.high:
            return index
    raise LookupError(span)


def _connect(segments: list[Segment], way: list[int], pieces: list[tuple[Point, Point]]) -> None:
    for position, index in enumerate(way):
        (start, end), segment = pieces[position], segments[index]
        axis = 1 if segment.vertical else 0
        side_axis = 1 - axis
        if position == 0:
            segment.boxes.add(start[axis])
        else:
            segment.arms.add((way[position - 1], _sign(pieces[position - 1][0][side_axis] - segment.line)))
        if position == len(way) - 1:
            segment.boxes.add(end[axis])
        else:
            segment.arms.add((way[position + 1], _sign(pieces[position + 1][1][side_axis] - segment.line)))


def _sign(value: int) -> int:
    return 1 if value > 0 else -1


# ── Tracks ───────────────────────────────────────────────────────────────────

_Pair = tuple[int, int]


def _clashing_middles(segments: list[Segment]) -> dict[_Pair, bool]:
    """Pairs of segments that must be kept in the order given, and whether the pair in question lies in a gutter.

    Two middle segments that meet in a gutter do not lie on each other if the gutter's segments at which they end are
    in the right order. The pairs of those are the keys with True; middle segments that need tracks of their own, the
    keys with False.
    """
    pairs: dict[_Pair, bool] = {}
    order = _Order()
    for (first, one), (second, other) in combinations(enumerate(segments), 2):
        if (one.vertical, one.line) != (other.vertical, other.line) or one.in_gutter or one.net == other.net:
            continue
        if one.low < other.high and other.low < one.high:
            pairs[first, second] = False
        elif one.high == other.low or other.high == one.low:
            upper, lower = (one, other) if one.high == other.low else (other, one)
            if upper.high in upper.boxes:
                continue
            wanted = _wanted_order(segments, upper, lower)
            if upper.high % 2 == 1 or not all(order.add(*pair) for pair in wanted):
                pairs[first, second] = False
            else:
                pairs.update(dict.fromkeys(wanted, True))
    return pairs


def _wanted_order(segments: list[Segment], upper: Segment, lower: Segment) -> list[_Pair]:
    level = upper.high
    return [
        (above, below)
        for above, _ in sorted(upper.arms)
        for below, _ in sorted(lower.arms)
        if segments[above].line == level and segments[below].line == level and above != below
    ]


class _Order:
    """A growing partial order that refuses what would make a circle."""

    def __init__(self) -> None:
        self.after: defaultdict[int, set[int]] = defaultdict(set)

    def add(self, first: int, second: int) -> bool:
        if self.reaches(second, first):
            return False
        self.after[first].add(second)
        return True

    def reaches(self, start: int, goal: int) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            if here == goal:
                return True
            waiting += self.after[here] - seen
            seen |= self.after[here]
        return False

    def levels(self, members: list[int]) -> dict[int, int]:
        """For each member the length of the longest chain before it."""
        found: dict[int, int] = {}
        before: defaultdict[int, set[int]] = defaultdict(set)
        for first in members:
            for second in self.after[first]:
                before[second].add(first)

        def level(index: int) -> int:
            if index not in found:
                found[index] = max((level(other) + 1 for other in before[index]), default=0)
            return found[index]

        return {index: level(index) for index in members}


def _set_tracks(segments: list[Segment], vertical: bool, pairs: dict[_Pair, bool]) -> None:
    """Tracks for all vertical or all horizontal segments; the tracks of the others are taken as they are."""
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for index, segment in enumerate(segments):
        if segment.vertical == vertical:
            lines[segment.line].append(index)
    for members in lines.values():
        order = _Order()
        beside: defaultdict[int, set[int]] = defaultdict(set)
        for first, second in _by_need(segments, members, pairs):
            if not order.add(first, second):
                order.add(second, first)
            beside[first].add(second)
            beside[second].add(first)
        levels = order.levels(members)
        for index in members:
            segments[index].track = levels[index]
            segments[index].tracks = 1 + max(levels[other] for other in _group(index, beside))


def _group(index: int, beside: dict[int, set[int]]) -> set[int]:
    found, waiting = {index}, [index]
    while waiting:
        for other in beside[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


def _by_need(segments: list[Segment], members: list[int], pairs: dict[_Pair, bool]) -> list[_Pair]:
    """The pairs of `members` that need an order, the better one first in each; those that matter most come first."""
    needs: list[tuple[int, _Pair]] = []
    for first, second in combinations(members, 2):
        one, other = segments[first], segments[second]
        if one.net == other.net:
            continue
        if pairs.get((first, second)):
            needs.append((-99, (first, second)))
        elif pairs.get((second, first)):
            needs.append((-99, (second, first)))
        elif (one.in_gutter and one.low <= other.high and other.low <= one.high) or (first, second) in pairs:
            there, back = _crossings(segments, one, other), _crossings(segments, other, one)
            needs.append((-abs(there - back), (first, second) if there <= back else (second, first)))
    needs.sort(key=lambda need: need[0])
    return [pair for _, pair in needs]


def _crossings(segments: list[Segment], first: Segment, second: Segment) -> int:
    """How often the arms of two segments cross them when `first` lies left of, or above, `second`."""
    return _arms_across(segments, first, 1, second) + _arms_across(segments, second, -1, first)


def _arms_across(segments: list[Segment], one: Segment, side: int, other: Segment) -> int:
    low, high = _extent(segments, other)
    places = ((segments[arm].line, segments[arm].track) for arm, its_side in one.arms if its_side == side)
    return sum(low < place < high for place in places)


def _extent(segments: list[Segment], segment: Segment) -> tuple[Place, Place]:
    places = [(segments[arm].line, segments[arm].track) for arm, _ in segment.arms]
    places += [(line, 0) for line in segment.boxes]
    return min(places), max(places)
