"""Several processes side by side in one drawing: a column for each, its steps one below the other, and lines where one
process hands over to the next.

Only what is near is a line: to the step below, and to the next column. Everything else is said in words inside of a
box, or leads away by a small connector below it, so that nothing crosses a column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations

from qmsdocs.compose.flowchart.lettering import LINE, lines_of, width_of
from qmsdocs.drawing import NOTE_LINE, NOTE_SIZE, Drawing, Edge, Lane, Node

_BOX, _SIDE, _GAP, _MARGIN = 152.0, 8.0, 20.0, 1.0
"""The width of a box, the room beside it in its lane, the room between lanes, and the one around all."""
_INSET, _PADDING, _TIGHT, _LOOSE = 6.0, 5.0, 8.0, 15.0
"""Room in a box beside and above its text; between boxes without and with an arrow."""
_ARROW, _PILLS, _PILL = 12.0, 24.0, 13.0
"""Where in a box the arrow to the next one stands and its connectors begin; how high a connector is."""
_TRACK, _APART = 7.0, (4.0, 2.0, 1.0, 0.5)
"""The distance of two lines between columns, and how near two of them may come where they leave and enter boxes: if
possible not nearer than the first."""
_TERMINATOR = (64.0, 18.0)


@dataclass(frozen=True, slots=True)
class Connector:
    """Where a step leads outside of its own and the next process."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Station:
    """A step as it is drawn: its name, what is said below in small letters, and whether the one below follows it."""

    anchor: str
    text: str
    notes: tuple[str, ...]
    connectors: tuple[Connector, ...]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A process as it is drawn. `hands_over` tells from which station to which of the next column, by their places."""

    title: str
    anchor: str
    stations: tuple[Station, ...]
    hands_over: tuple[tuple[int, int], ...] = ()


def side_by_side(columns: Sequence[Column], start: str, end: str) -> Drawing:
    """The drawing of `columns`, none of which is empty."""
    titles = [lines_of(column.title, _BOX) for column in columns]
    head = max(map(len, titles)) * LINE + 12 + _MARGIN
    lefts = [_MARGIN + place * (_BOX + 2 * _SIDE + _GAP) for place in range(len(columns))]
    top = head + _LOOSE + _TERMINATOR[1] + _LOOSE
    stacks = [_Stack(column, left + _SIDE, top) for column, left in zip(columns, lefts, strict=True)]
    nodes = [node for stack in stacks for node in stack.nodes]
    edges = [edge for stack in stacks for edge in stack.edges]
    first, last = stacks[0].boxes[0], stacks[-1]
    nodes.append(Node("start", "start", first.x, head + _LOOSE, *_TERMINATOR, (start,)))
    edges.append(_down(first.x + _ARROW, head + _LOOSE + _TERMINATOR[1], top))
    nodes.append(Node("end", "end", last.boxes[-1].x, last.bottom + _LOOSE, *_TERMINATOR, (end,)))
    edges.append(_down(last.boxes[-1].x + _ARROW, last.foot, last.bottom + _LOOSE))
    for stack, following in pairwise(stacks):
        edges += _hand_overs(stack.column.hands_over, stack.boxes, following.boxes)
    height = max(*(stack.bottom for stack in stacks), last.bottom + _LOOSE + _TERMINATOR[1]) + _TIGHT + _MARGIN
    width = _BOX + 2 * _SIDE
    lanes = [
        Lane("\n".join(title), left, width, column.anchor)
        for title, left, column in zip(titles, lefts, columns, strict=True)
    ]
    return Drawing(lefts[-1] + width + _MARGIN, height, head, tuple(lanes), tuple(nodes), tuple(edges))


def _down(x: float, top: float, bottom: float) -> Edge:
    return Edge(((x, top), (x, bottom)))


class _Stack:
    """The boxes of a column, one below the other, with their connectors and the arrows between them."""

    def __init__(self, column: Column, x: float, y: float) -> None:
        self.column, self.boxes = column, list[Node]()
        self.nodes, self.edges = list[Node](), list[Edge]()
        for place, station in enumerate(column.stations):
            box = _box(station, x, y)
            self.boxes.append(box)
            self.foot = box.y + box.height
            connectors = list(_connectors(station, x + _PILLS, self.foot + 2))
            self.nodes += [box, *connectors]
            self.bottom = max(self.foot, *(node.y + node.height for node in connectors), 0.0)
            y = self.bottom + (_LOOSE if station.goes_on and not connectors else _TIGHT)
            if station.goes_on and place + 1 < len(column.stations):
                self.edges.append(_down(x + _ARROW, self.foot, y))


def _box(station: Station, x: float, y: float) -> Node:
    room = _BOX - 2 * _INSET
    lines = lines_of(station.text, room)
    notes = tuple(line for note in station.notes for line in lines_of(note, room, NOTE_SIZE))
    height = len(lines) * LINE + len(notes) * NOTE_LINE + 2 * _PADDING
    return Node(station.anchor, "step", x, y, _BOX, height, lines, station.anchor, notes)


def _connectors(station: Station, left: float, y: float) -> Iterator[Node]:
    """In rows below the box, right of its arrow."""
    x, right = left, left + _BOX - _PILLS
    for number, connector in enumerate(station.connectors, 1):
        width = min(width_of(connector.text, NOTE_SIZE) + 8, right - left)
        if x > left and x + width > right:
            x, y = left, y + _PILL + 2
        name = f"{station.anchor}-{number}"
        yield Node(name, "connector", x, y, width, _PILL, (), connector.anchor, (connector.text,))
        x += width + 3


# ── Lines between columns ────────────────────────────────────────────────────


def _hand_overs(pairs: Sequence[tuple[int, int]], boxes: Sequence[Node], following: Sequence[Node]) -> list[Edge]:
    """The lines from a column to the next one, each on a track of its own in the room between."""
    taken: list[tuple[float, int, int]] = []
    ends = []
    for source, target in pairs:
        leave = _free(boxes[source], taken, source, -1)
        enter = _free(following[target], taken, -1, target)
        taken += [(leave, source, -1), (enter, -1, target)]
        ends.append((leave, enter))
    right, left = boxes[0].x + _BOX, following[0].x
    start = (right + left - (len(pairs) - 1) * _TRACK) / 2
    return [
        Edge(((right, leave), (start + track * _TRACK, leave), (start + track * _TRACK, enter), (left, enter)))
        if leave != enter
        else Edge(((right, leave), (left, enter)))
        for track, (leave, enter) in zip(_tracks(ends), ends, strict=True)
    ]


def _free(box: Node, taken: Sequence[tuple[float, int, int]], source: int, target: int) -> float:
    """How high a line leaves or enters a box: in its middle, or beside it where other lines come near. Lines that enter
    the same box end at the same place."""
    for height, _, known in taken:
        if target >= 0 and known == target:
            return height
    middle = box.y + box.height / 2
    for apart in _APART:
        most = int(box.height / 2 / apart)
        places = sorted((middle + step * apart for step in range(1 - most, most)), key=lambda y: abs(y - middle))
        for y in places:
            if all(abs(y - height) >= apart for height, _, _ in taken):
                return y
    return middle


def _tracks(ends: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """The tracks of lines with which the fewest cross; the order as given where they are many."""
    if len(ends) > _MOST_TRIED:
        return tuple(range(len(ends)))
    return min(permutations(range(len(ends))), key=lambda tracks: _crossings(tracks, ends))


_MOST_TRIED = 6


def _crossings(tracks: tuple[int, ...], ends: Sequence[tuple[float, float]]) -> int:
    found = 0
    for (one, (leave, enter)), (other, (left, entered)) in combinations(zip(tracks, ends, strict=True), 2):
        first, second = ((leave, enter), (left, entered)) if one < other else ((left, entered), (leave, enter))
        # The line on the right track leaves across the left one, that on the left track enters across the right one.
        found += min(first) < second[0] < max(first)
        found += min(second) < first[1] < max(second) and first[1] != second[1]
    return found
