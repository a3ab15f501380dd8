"""Lengths: a page of boxes and the tracks of its flows become a drawing in points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import inf, sqrt

from qmsdocs.compose.flowchart.labels import Wish, label_size, placed
from qmsdocs.compose.flowchart.lettering import LINE, SIZE, lines_in_diamond, lines_of, longest_part
from qmsdocs.compose.flowchart.process import Box, Page
from qmsdocs.compose.flowchart.spacing import Spacing
from qmsdocs.compose.flowchart.tracks import Segment, Tracks
from qmsdocs.drawing import Drawing, Edge, Lane, Node

MOST_BOX, MOST_DIAMOND, MOST_SINGLE_LANE = 150.0, 180.0, 320.0
LABEL_BAND = 11.0
MARGIN = 1.0
"""The room around the frame, so that its line is not cut."""
CIRCLE = 18.0


@dataclass(slots=True)
class _Room:
    """Room for answers: in gaps between rows under and over the lines there, at both sides, and in all gutters."""

    under: dict[int, float] = field(default_factory=dict)
    over: dict[int, float] = field(default_factory=dict)
    left: float = 0.0
    right: float = 0.0
    gutters: float = 0.0


@dataclass(slots=True)
class _Axis:
    """Where the middle lines and the tracks of one direction lie."""

    middles: list[float]
    gutters: list[list[float]]
    pitch: float

    def at(self, segment: Segment) -> float:
        if segment.in_gutter:
            return self.gutters[segment.line // 2][segment.track]
        return self.middles[segment.line // 2] + (segment.track - (segment.tracks - 1) / 2) * self.pitch


_FAR, _COLLIDING, _UNREADABLE = 25.0, 300.0, 5000.0
"""Prices of the place of an answer: far from its decision, on a line, on a box or another answer."""


def drawing(page: Page, ways: Tracks, width: float, spacing: Spacing, fits: Callable[[Drawing], bool]) -> Drawing:
    """`page` drawn, about `width` points wide; wider if the lanes would get too narrow.

    More room for answers is sought only as long as the drawing fits.
    """
    room = _Room()
    for flow, way in zip(page.flows, ways.ways, strict=True):
        if flow.label and ways.segments[way[0]].vertical:
            room.under[page.boxes[flow.source].row + 1] = LABEL_BAND
    best: tuple[float, Drawing] | None = None
    for attempt in range(9):
        result, prices = _attempt(page, ways, width, room, spacing)
        total = sum(prices.values()) + result.height / 2
        worst = max(prices.values(), default=0.0)
        if best is None or total < best[0] - 10:
            best = total, result
        if worst < _FAR or (worst < _UNREADABLE and (attempt >= 6 or not fits(result))):
            break
        for number in (number for number, price in prices.items() if price >= _FAR):
            _make_room(room, page, ways, number, result.edges[number])
        room.gutters += 8.0 if attempt >= 2 and worst >= _COLLIDING else 0.0
    assert best is not None
    return best[1]


def _make_room(room: _Room, page: Page, ways: Tracks, flow: int, edge: Edge) -> None:
    """More room where the answer of `flow` leaves its decision."""
    way = [ways.segments[index] for index in ways.ways[flow]]
    row = page.boxes[page.flows[flow].source].row
    needed = label_size(edge.label)[0] + 8
    if way[0].vertical:
        room.under[row + 1] = room.under.get(row + 1, 0.0) + LABEL_BAND
    elif len(way) == 1:
        room.gutters += max(2.0, (needed - abs(edge.points[0][0] - edge.points[1][0])) / 2)
    elif way[1].line == 0:
        room.left = max(room.left, needed)
    elif way[1].line == 2 * len(page.lanes):
        room.right = max(room.right, needed)
    elif way[1].low < way[0].line:
        room.over[row] = room.over.get(row, 0.0) + LABEL_BAND
    else:
        room.under[row + 1] = room.under.get(row + 1, 0.0) + LABEL_BAND


def _attempt(page: Page, ways: Tracks, width: float, room: _Room, spacing: Spacing) -> tuple[Drawing, dict[int, float]]:
    """A drawing with the given room, and the price of the place of each answer."""
    columns, lanes, box_widths = _columns(page, ways, width, room, spacing)
    head = max((lane.title.count("\n") + 1 for lane in lanes), default=1) * LINE + 9 + MARGIN
    sizes = [_size(box, box_widths[box.lane], spacing) for box in page.boxes]
    rows, bottom = _rows(page, ways, [size[1] for size in sizes], head, room, spacing)
    nodes = [
        _node(box, size, (columns.middles[box.lane], rows.middles[box.row]))
        for box, size in zip(page.boxes, sizes, strict=True)
    ]
    lines = [_points(page, ways, flow, nodes, columns, rows) for flow in range(len(page.flows))]
    total = lanes[-1].x + lanes[-1].width + MARGIN
    wishes = [Wish(number, flow.label, lines[number]) for number, flow in enumerate(page.flows) if flow.label]
    borders = [lane.x for lane in lanes[1:]]
    places, prices = placed(wishes, nodes, lines, borders, (MARGIN, head, total - MARGIN, bottom - MARGIN))
    edges = tuple(
        Edge(line, flow.label, places.get(number, (0.0, 0.0)))
        for number, (line, flow) in enumerate(zip(lines, page.flows, strict=True))
    )
    return Drawing(round(total, 2), round(bottom, 2), head, tuple(lanes), tuple(nodes), edges), prices


def _node(box: Box, size: tuple[float, float, tuple[str, ...]], centre: tuple[float, float]) -> Node:
    (width, height, lines), (x, y) = size, centre
    return Node(box.id, box.shape, round(x - width / 2, 2), round(y - height / 2, 2), width, height, lines, box.anchor)


# ── Columns and rows ─────────────────────────────────────────────────────────


def _gutter(count: int, outer: bool, spacing: Spacing) -> tuple[list[float], float, float]:
    """The tracks of a gutter, the place of the lane border between them, and its width, from its left side."""
    aside, pitch = spacing.aside, spacing.pitch
    if outer:
        return [aside + track * pitch for track in range(count)], 0.0, 2 * aside + max(0, count - 1) * pitch
    left = (count + 1) // 2
    border = aside + max(0, left - 1) * pitch + (pitch * 0.55 if left else 0.0)
    tracks_left = [aside + track * pitch for track in range(left)]
    tracks_right = [border + pitch * 0.55 + track * pitch for track in range(count - left)]
    return tracks_left + tracks_right, border, (tracks_right[-1] if tracks_right else border) + aside


def _columns(
    page: Page, ways: Tracks, width: float, room: _Room, spacing: Spacing
) -> tuple[_Axis, list[Lane], tuple[float, ...]]:
    """Where columns and their tracks lie, the lanes, and the widths of the boxes in each."""
    count = len(page.lanes)
    width = width if count > 1 else min(width, MOST_SINGLE_LANE)
    gutters = [_gutter(ways.count(True, 2 * index), index in (0, count), spacing) for index in range(count + 1)]
    more_left, more_right = max(0.0, room.left - gutters[0][2]), max(0.0, room.right - gutters[-1][2])
    free = width - 2 * MARGIN - sum(gutter[2] for gutter in gutters) - more_left - more_right
    boxes = _box_widths(page, free, spacing)
    spare = max(0.0, free - sum(boxes)) / (2 * count) + room.gutters
    x = MARGIN + more_left
    axis = _Axis([], [], spacing.pitch)
    borders = [MARGIN]
    for index, (tracks_here, border, its_width) in enumerate(gutters):
        x += spare if index < count else 0.0
        axis.gutters.append([x + track for track in tracks_here])
        if 0 < index < count:
            borders.append(x + border)
        x += its_width
        if index < count:
            x += spare if index else 0.0
            axis.middles.append(x + boxes[index] / 2)
            x += boxes[index]
    borders.append(x + spare + more_right)
    lanes = [_lane(title, left, right) for title, (left, right) in zip(page.lanes, pairwise(borders), strict=True)]
    return axis, lanes, boxes


def _lane(title: str, left: float, right: float) -> Lane:
    lines = lines_of(title, right - left - 8, SIZE * 1.1)
    return Lane("\n".join(lines), round(left, 2), round(right - left, 2))


@lru_cache(maxsize=64)
def _box_widths(page: Page, free: float, spacing: Spacing) -> tuple[float, ...]:
    """The widths of the boxes by lane: lanes with decisions get so much more that the drawing is as low as can be."""
    deciding = {box.lane for box in page.boxes if box.shape == "decision"}
    choices = dict.fromkeys(_shared_out(page, free, spacing, deciding, share) for share in spacing.diamonds)
    best: tuple[float, tuple[float, ...]] = inf, ()
    for widths in choices:
        height = _height(page, widths, spacing, best[0]) if len(choices) > 1 else 0.0
        if height < best[0]:
            best = height, widths
    return best[1]


def _shared_out(page: Page, free: float, spacing: Spacing, deciding: set[int], share: float) -> tuple[float, ...]:
    """`free` shared out to the lanes, `share` times as much to those with decisions, to each what its words need."""
    shares = [share if lane in deciding else 1.0 for lane in range(len(page.lanes))]
    least = _least_widths(page, spacing)
    wide: set[int] = set()
    unit = 0.0
    while len(wide) < len(shares):
        left = free - sum(least[lane] for lane in wide)
        unit = left / sum(own for lane, own in enumerate(shares) if lane not in wide)
        more = {lane for lane, own in enumerate(shares) if lane not in wide and least[lane] > unit * own}
        if not more:
            break
        wide |= more
    most = [MOST_DIAMOND if lane in deciding else MOST_BOX for lane in range(len(shares))]
    return tuple(float(int(max(least[lane], min(unit * own, most[lane])))) for lane, own in enumerate(shares))


def least_width(page: Page, ways: Tracks, spacing: Spacing) -> float:
    """No drawing of `page` is less wide than this."""
    count = len(page.lanes)
    gutters = (_gutter(ways.count(True, 2 * index), index in (0, count), spacing)[2] for index in range(count + 1))
    return 2 * MARGIN + sum(gutters) + sum(map(int, _least_widths(page, spacing)))


def _least_widths(page: Page, spacing: Spacing) -> list[float]:
    """The least widths of the boxes by lane."""
    least = [spacing.least_box] * len(page.lanes)
    for box in page.boxes:
        least[box.lane] = max(least[box.lane], _least_width(box))
    return least


def _least_width(box: Box) -> float:
    """What the longest word in a box needs, within reason."""
    longest = min(longest_part(box.text), 80.0)
    return longest / 0.64 + 1 if box.shape == "decision" else longest + 11


def _height(page: Page, widths: Sequence[float], spacing: Spacing, limit: float) -> float:
    """The height of all rows; from `limit` on it need not be exact."""
    total = 0.0
    heights: dict[int, float] = {}
    for box in page.boxes:
        more = _size(box, widths[box.lane], spacing)[1] - heights.get(box.row, 0.0)
        if more > 0:
            heights[box.row] = heights.get(box.row, 0.0) + more
            total += more
        if total >= limit:
            break
    return total


def _size(box: Box, width: float, spacing: Spacing) -> tuple[float, float, tuple[str, ...]]:
    """Width, height and lines of the node for `box`."""
    match box.shape:
        case "decision":
            lines, height = lines_in_diamond(box.text, width)
            return width, height, lines
        case "connector":
            return CIRCLE, CIRCLE, (box.text,)
        case "start" | "end":
            lines = lines_of(box.text, min(width, 90) - 16)
            return min(width, 90.0), len(lines) * LINE + 8, lines
        case _:
            step_width = min(width, MOST_BOX)
            lines = lines_of(box.text, step_width - 10)
            return step_width, max(spacing.least_lines, len(lines)) * LINE + 8, lines


def _rows(
    page: Page, ways: Tracks, heights: list[float], top: float, room: _Room, spacing: Spacing
) -> tuple[_Axis, float]:
    """Where rows and their tracks lie, and the height of the drawing."""
    count = max((box.row for box in page.boxes), default=-1) + 1
    axis = _Axis([], [], spacing.pitch)
    y = top
    for gap in range(count + 1):
        here = ways.count(False, 2 * gap)
        y += room.under.get(gap, 0.0) + (spacing.below if gap else 0.0)
        axis.gutters.append([y + track * spacing.pitch for track in range(here)])
        y += max(0, here - 1) * spacing.pitch + room.over.get(gap, 0.0) + (spacing.above if gap < count else 3.0)
        if gap < count:
            height = max(size for size, box in zip(heights, page.boxes, strict=True) if box.row == gap)
            axis.middles.append(y + height / 2)
            y += height
    return axis, y + MARGIN


# ── Lines ────────────────────────────────────────────────────────────────────


def _points(
    page: Page, ways: Tracks, flow: int, nodes: list[Node], columns: _Axis, rows: _Axis
) -> tuple[tuple[float, float], ...]:
    """The bends of a flow, from the outline of its source to the outline of its target."""
    segments = [ways.segments[index] for index in ways.ways[flow]]
    bends: list[tuple[float, float]] = []
    for one, other in pairwise(segments):
        upright, level = (one, other) if one.vertical else (other, one)
        bends.append((columns.at(upright), rows.at(level)))
    source, target = nodes[page.flows[flow].source], nodes[page.flows[flow].target]
    start_toward = bends[0] if bends else _centre(target)
    end_toward = bends[-1] if bends else _centre(source)
    start = _outline_point(source, segments[0], start_toward, columns, rows)
    end = _outline_point(target, segments[-1], end_toward, columns, rows)
    return tuple((round(x, 2), round(y, 2)) for x, y in (start, *bends, end))


def _centre(node: Node) -> tuple[float, float]:
    return node.x + node.width / 2, node.y + node.height / 2


def _outline_point(
    node: Node, segment: Segment, toward: tuple[float, float], columns: _Axis, rows: _Axis
) -> tuple[float, float]:
    """Where the line of `segment`, which comes from `toward`, meets the outline of `node`."""
    x, y = _centre(node)
    if segment.vertical:
        at = columns.at(segment)
        reach = _reach(node, abs(at - x) / (node.width / 2)) * node.height / 2
        return at, y + (reach if toward[1] > y else -reach)
    at = rows.at(segment)
    reach = _reach(node, abs(at - y) / (node.height / 2)) * node.width / 2
    return x + (reach if toward[0] > x else -reach), at


def _reach(node: Node, off: float) -> float:
    """How far the outline is from the middle, 1 at most, at `off` of the way to the corner."""
    match node.shape:
        case "decision":
            return max(0.0, 1 - off)
        case "connector":
            return sqrt(max(0.0, 1 - off * off))
        case _:
            return 1.0
