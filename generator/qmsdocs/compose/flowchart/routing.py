"""Ways for the flows of a page through a coarse grid: lanes, rows and the gutters between them, without lengths.

Grid lines with even numbers are gutters, odd ones run through the middle of a lane or row. A box stands where two odd
lines meet. Flows to the same box may join on their way and share the last part of it: they form one net.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from qmsdocs.compose.flowchart.process import Page

Point = tuple[int, int]
Path = tuple[Point, ...]

RIGHT, DOWN, LEFT, UP = (1, 0), (0, 1), (-1, 0), (0, -1)
_TURNS = {
    RIGHT: (RIGHT, DOWN, UP),
    DOWN: (DOWN, RIGHT, LEFT),
    LEFT: (LEFT, DOWN, UP),
    UP: (UP, RIGHT, LEFT),
}
_BEND, _CROSSING, _NEAR, _SHARED_LINE, _JOIN, _FROM_BELOW = 4.0, 7.0, 0.5, 30.0, 2.0, 60.0
_ASTRAY = 3.0
"""The price of going upwards to a box further down."""
_NEVER = 1e6


def cell(lane: int, row: int) -> Point:
    """The grid point of a place in the grid of boxes."""
    return 2 * lane + 1, 2 * row + 1


@dataclass(slots=True)
class _Traffic:
    """What other flows occupy, each as the nets that do."""

    on: defaultdict[tuple[Point, Point], set[int]] = field(default_factory=lambda: defaultdict(set))
    across: defaultdict[tuple[Point, bool], set[int]] = field(default_factory=lambda: defaultdict(set))
    turning: defaultdict[Point, set[int]] = field(default_factory=lambda: defaultdict(set))
    onward: dict[Point, Point] = field(default_factory=dict)
    """For the own net: at each of its points, the direction to the target."""

    def add(self, path: Path, net: int, own: bool) -> None:
        for before, after in pairwise(path):
            self.on[min(before, after), max(before, after)].add(net)
            if own:
                self.onward[before] = _direction(before, after)
        for before, here, after in zip(path, path[1:], path[2:], strict=False):
            direction = _direction(before, here)
            if direction == _direction(here, after):
                self.across[here, direction[1] == 0].add(net)
            else:
                self.turning[here].add(net)


def _direction(before: Point, after: Point) -> Point:
    return after[0] - before[0], after[1] - before[1]


class _Router:
    """Finds the cheapest way of one flow after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cells = {cell(box.lane, box.row): index for index, box in enumerate(page.boxes)}
        self.size = 2 * len(page.lanes), 2 * max((box.row for box in page.boxes), default=0) + 2
        self.paths: list[Path] = [()] * len(page.flows)

    def cell_of(self, box: int) -> Point:
        return cell(self.page.boxes[box].lane, self.page.boxes[box].row)

    def traffic(self, flow: int) -> _Traffic:
        """What all flows but `flow` occupy."""
        traffic = _Traffic()
        net = self.page.flows[flow].target
        for other, path in enumerate(self.paths):
            if other != flow and path:
                target = self.page.flows[other].target
                traffic.add(path, target, target == net)
        traffic.onward = {point: way for point, way in traffic.onward.items() if point not in self.cells}
        return traffic

    def meets_others(self, number: int) -> bool:
        """Whether the path of flow `number` touches one of another net on its way: then a second try may find a
        better one."""
        net, inner = self.page.flows[number].target, set(self.paths[number][1:-1])
        others = (path for flow, path in zip(self.page.flows, self.paths, strict=True) if flow.target != net)
        return any(not inner.isdisjoint(path) for path in others)

    def route(self, number: int) -> None:
        """Sets the path of flow `number`."""
        flow = self.page.flows[number]
        source, target = self.cell_of(flow.source), self.cell_of(flow.target)
        if source[0] == target[0] and target[1] == source[1] + 2:
            # The box just below: nothing is shorter, and most flows are of this kind.
            self.paths[number] = (source, (source[0], source[1] + 1), target)
            return
        traffic = self.traffic(number)
        guess = _guess((target, *traffic.onward))
        came: dict[tuple[Point, Point], tuple[Point, Point]] = {}
        best: dict[tuple[Point, Point], float] = {}
        heap: list[tuple[float, Point, Point, bool]] = []

        def offer(cost: float, state: tuple[Point, Point], before: tuple[Point, Point] | None) -> None:
            if cost < best.get(state, _NEVER):
                best[state] = cost
                if before:
                    came[state] = before
                heappush(heap, (cost + guess(state[0]), *state, False))

        for way, extra in self.exits(flow.source):
            cost = extra + self.line_cost(source, way, traffic, flow.target)
            offer(cost, ((source[0] + way[0], source[1] + way[1]), way), None)
        while heap:
            expected, point, way, done = heappop(heap)
            if done:
                self.paths[number] = self.path(source, (point, way), came, traffic)
                return
            cost = best[point, way]
            if cost + guess(point) < expected:
                continue
            if point == target:
                heappush(heap, (cost + self.entry_cost(flow.target, way), point, way, True))
            elif point in self.cells:
                continue
            else:
                onward = traffic.onward.get(point)
                if onward:
                    heappush(heap, (cost + (0 if onward == way else _JOIN), point, way, True))
                    continue
                for turn in _TURNS[way]:
                    after = point[0] + turn[0], point[1] + turn[1]
                    if 0 <= after[0] <= self.size[0] and 0 <= after[1] <= self.size[1]:
                        more = self.point_cost(point, way, turn, traffic, flow.target)
                        more += self.line_cost(point, turn, traffic, flow.target)
                        more += _ASTRAY if turn == UP and target[1] > source[1] else 0.0
                        offer(cost + more, (after, turn), (point, way))

    def path(
        self,
        source: Point,
        state: tuple[Point, Point],
        came: dict[tuple[Point, Point], tuple[Point, Point]],
        traffic: _Traffic,
    ) -> Path:
        """The points from `source` to where the search ended, and on along the own net to the target."""
        points = [state[0]]
        here = state
        while here in came:
            here = came[here]
            points.append(here[0])
        points = [source, *reversed(points)]
        while points[-1] in traffic.onward:
            way = traffic.onward[points[-1]]
            points.append((points[-1][0] + way[0], points[-1][1] + way[1]))
        return tuple(points)

    def exits(self, box: int) -> list[tuple[Point, float]]:
        side = 2.0 if self.page.boxes[box].shape == "decision" else 6.0
        return [(DOWN, 0.0), (RIGHT, side), (LEFT, side)]

    def entry_cost(self, box: int, way: Point) -> float:
        if way == UP:
            return _FROM_BELOW
        if way == DOWN:
            return 0.0
        return 8.0 if self.page.boxes[box].shape == "decision" else 3.0

    def line_cost(self, point: Point, way: Point, traffic: _Traffic, net: int) -> float:
        after = point[0] + way[0], point[1] + way[1]
        others = len(traffic.on.get((min(point, after), max(point, after)), _NOBODY) - {net})
        middle = (point[1] if way[1] == 0 else point[0]) % 2 == 1
        against = net in traffic.on.get((min(point, after), max(point, after)), _NOBODY)
        return (2.0 if way[1] == 0 else 1.0) + others * (_SHARED_LINE if middle else _NEAR) + against * _NEVER

    def point_cost(self, point: Point, way: Point, turn: Point, traffic: _Traffic, net: int) -> float:
        inside = point[0] % 2 == 1 and point[1] % 2 == 1
        turning = len(traffic.turning.get(point, _NOBODY) - {net})
        if way == turn:
            crossed = len(traffic.across.get((point, way[1] != 0), _NOBODY) - {net})
            return crossed * _CROSSING + turning * (_SHARED_LINE if inside else _NEAR)
        passing = len(
            (traffic.across.get((point, True), _NOBODY) | traffic.across.get((point, False), _NOBODY)) - {net}
        )
        return _BEND + (turning + passing) * (_SHARED_LINE if inside else _NEAR)


_NOBODY: frozenset[int] = frozenset()


def _guess(goals: tuple[Point, ...]) -> Callable[[Point], float]:
    """The least that the way from a point to the nearest of `goals` can cost, by the box around them in an empty
    grid."""
    left, right = min(x for x, _ in goals), max(x for x, _ in goals)
    top, bottom = min(y for _, y in goals), max(y for _, y in goals)

    def guess(point: Point) -> float:
        x, y = point
        return 2.0 * max(left - x, 0, x - right) + max(top - y, 0, y - bottom)

    return guess


def paths(page: Page) -> list[Path]:
    """For each flow of `page` the grid points from its source to its target."""
    router = _Router(page)
    order = sorted(range(len(page.flows)), key=lambda number: (_difficulty(page, number), number))
    for number in order:
        router.route(number)
    for number in order:
        if router.meets_others(number):
            router.route(number)
    return router.paths


def _difficulty(page: Page, number: int) -> tuple[bool, int, int]:
    """Short ways downwards come first, ways back last."""
    source, target = page.boxes[page.flows[number].source], page.boxes[page.flows[number].target]
    rows = target.row - source.row
    return rows <= 0, abs(rows), abs(target.lane - source.lane)
