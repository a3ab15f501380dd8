"""Lengths: a page of boxes and the tracks of its flows become a drawing in points."""

from dataclasses import dataclass

from qmsdocs.blocks import Drawing, Edge, Lane, Node
from qmsdocs.compose.flowchart.labels import Wish, placed
from qmsdocs.compose.flowchart.lettering import LINE, lines_in_diamond, lines_of
from qmsdocs.compose.flowchart.process import Box, Page
from qmsdocs.compose.flowchart.routing import paths
from qmsdocs.compose.flowchart.tracks import Segment, Tracks, tracks

PITCH = 9.0
"""The distance of two parallel lines."""
ASIDE = 9.0
"""The distance of a box from the nearest line or lane border beside it."""
BELOW, ABOVE = 9.0, 11.0
"""The room under a box before a line may turn, and the room over one for an arrow."""
LEAST_BOX, MOST_BOX, MOST_DIAMOND = 66.0, 150.0, 190.0
LABEL_BAND = 12.0
MARGIN = 1.0
"""The room around the frame, so that its line is not cut."""
CIRCLE = 18.0


@dataclass(slots=True)
class _Room:
    """Room that labels asked for: by gap between rows above and below its tracks, and for all gutters."""

    under: dict[int, float]
    over: dict[int, float]
    gutters: float = 0.0


@dataclass(slots=True)
class _Axis:
    """Where the middle lines and the tracks of one direction lie."""

    middles: list[float]
    gutters: list[list[float]]

    def at(self, segment: Segment) -> float:
        if segment.in_gutter:
            return self.gutters[segment.line // 2][segment.track]
        return self.middles[segment.line // 2] + (segment.track - (segment.tracks - 1) / 2) * PITCH


def drawing(page: Page, width: float) -> Drawing:
    """`page` drawn, about `width` points wide; wider if the lanes would get too narrow."""
    ways = tracks(page, paths(page))
    room = _Room({}, {})
    for box in page.boxes:
        if box.shape == "decision":
            room.under[box.row + 1] = LABEL_BAND
    for attempt in range(8):
        result, missed = _attempt(page, ways, width, room)
        if not missed:
            break
        for flow in missed:
            row = page.boxes[page.flows[flow].source].row
            room.under[row + 1] = room.under.get(row + 1, 0.0) + LABEL_BAND
            if attempt >= 1:
                room.over[row] = room.over.get(row, 0.0) + LABEL_BAND
        if attempt >= 3:
            room.gutters += 12.0
    return result


def _attempt(page: Page, ways: Tracks, width: float, room: _Room) -> tuple[Drawing, list[int]]:
    """A drawing with the given room, and the flows whose labels found no free place in it."""
    columns, lanes, box_widths = _columns(page, ways, width, room)
    titles = [lines_of(lane.title, lane.width - 8) for lane in lanes]
    head = max((len(title) for title in titles), default=1) * LINE + 9
    sizes = [_size(box, box_widths[box.lane]) for box in page.boxes]
    rows, bottom = _rows(page, ways, [size[1] for size in sizes], head + MARGIN, room)
    nodes = tuple(
        Node(
            box.id,
            box.shape,
            round(columns.middles[box.lane] - node_width / 2, 2),
            round(rows.middles[box.row] - height / 2, 2),
            node_width,
            height,
            lines,
            box.anchor,
        )
        for box, (node_width, height, lines) in zip(page.boxes, sizes, strict=True)
    )
    lines = [_points(page, ways, flow, nodes, columns, rows) for flow in range(len(page.flows))]
    total = lanes[-1].x + lanes[-1].width + MARGIN if lanes else width
    wishes = [Wish(number, flow.label, lines[number]) for number, flow in enumerate(page.flows) if flow.label]
    borders = [lane.x for lane in lanes[1:]]
    places, missed = placed(wishes, nodes, lines, borders, (MARGIN, head + MARGIN, total - MARGIN, bottom - MARGIN))
    edges = tuple(
        Edge(line, flow.label, places.get(number, (0.0, 0.0)))
        for number, (line, flow) in enumerate(zip(lines, page.flows, strict=True))
    )
    return Drawing(round(total, 2), round(bottom, 2), head + MARGIN, tuple(lanes), nodes, edges), missed


# ── Columns and rows ─────────────────────────────────────────────────────────


def _gutter(count: int, outer: bool) -> tuple[list[float], float, float]:
    """The tracks of a gutter, the place of the lane border between them, and its width, from its left side."""
    if outer:
        return [ASIDE + track * PITCH for track in range(count)], 0.0, 2 * ASIDE + max(0, count - 1) * PITCH
    left = (count + 1) // 2
    border = ASIDE + max(0, left - 1) * PITCH + (PITCH * 0.55 if left else 0.0)
    tracks_left = [ASIDE + track * PITCH for track in range(left)]
    tracks_right = [border + PITCH * 0.55 + track * PITCH for track in range(count - left)]
    return tracks_left + tracks_right, border, (tracks_right[-1] if tracks_right else border) + ASIDE


def _columns(page: Page, ways: Tracks, width: float, room: _Room) -> tuple[_Axis, list[Lane], list[float]]:
    count = len(page.lanes)
    gutters = [_gutter(ways.count(True, 2 * index), index in (0, count)) for index in range(count + 1)]
    free = width - 2 * MARGIN - sum(gutter[2] for gutter in gutters)
    boxes = _box_widths(page, free)
    spare = max(0.0, free - sum(boxes)) / (2 * count) + room.gutters
    x = MARGIN
    axis = _Axis([], [])
    borders: list[float] = []
    for index, (tracks_here, border, its_width) in enumerate(gutters):
        x += spare if index else 0.0
        axis.gutters.append([x + (spare if index == 0 else 0.0) * 0.5 + track for track in tracks_here])
        borders.append(x + its_width if index == count else x + border)
        x += its_width
        if index < count:
            x += spare
            axis.middles.append(x + boxes[index] / 2)
            x += boxes[index]
    borders[-1] += 0.0
    lanes = [
        Lane(title, round(borders[index], 2), round(borders[index + 1] - borders[index], 2))
        for index, title in enumerate(page.lanes)
    ]
    return axis, lanes, boxes


def _box_widths(page: Page, free: float) -> list[float]:
    """The widths of the boxes by lane: a lane with decisions gets a third more, because diamonds hold little."""
    deciding = {box.lane for box in page.boxes if box.shape == "decision"}
    shares = [1.35 if lane in deciding else 1.0 for lane in range(len(page.lanes))]
    unit = free / sum(shares)
    widths = [max(LEAST_BOX * share, min(unit * share, _most(share))) for share in shares]
    return [float(int(width)) for width in widths]


def _most(share: float) -> float:
    return MOST_DIAMOND if share > 1 else MOST_BOX


def _size(box: Box, width: float) -> tuple[float, float, tuple[str, ...]]:
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
            return step_width, max(2, len(lines)) * LINE + 8, lines


def _rows(page: Page, ways: Tracks, heights: list[float], top: float, room: _Room) -> tuple[_Axis, float]:
    count = max((box.row for box in page.boxes), default=-1) + 1
    axis = _Axis([], [])
    y = top
    for gap in range(count + 1):
        here = ways.count(False, 2 * gap)
        y += room.under.get(gap, 0.0) + (BELOW if gap else 4.0)
        axis.gutters.append([y + track * PITCH for track in range(here)])
        y += max(0, here - 1) * PITCH + room.over.get(gap, 0.0) + (ABOVE if gap < count else 3.0)
        if gap < count:
            height = max(size for size, box in zip(heights, page.boxes, strict=True) if box.row == gap)
            axis.middles.append(y + height / 2)
            y += height
    return axis, y + MARGIN


# ── Lines ────────────────────────────────────────────────────────────────────


def _points(
    page: Page, ways: Tracks, flow: int, nodes: tuple[Node, ...], columns: _Axis, rows: _Axis
) -> tuple[tuple[float, float], ...]:
    """The bends of a flow, from the outline of its source to the outline of its target."""
    segments = [ways.segments[index] for index in ways.ways[flow]]
    bends: list[tuple[float, float]] = []
    for one, other in zip(segments, segments[1:], strict=False):
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
            return max(0.0, 1 - off * off) ** 0.5
        case _:
            return 1.0
