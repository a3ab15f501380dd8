"""Ways for the flows of a page through a coarse grid: lanes, rows and the gutters between them, without lengths.

Grid lines with even numbers are gutters, odd ones run through the middle of a lane or row. A box stands where two odd
lines meet. Flows to the same box may join on their way and share the last part of it: they form one net.

Within this module a point is one number, `x * columns + y`, a direction an index into the ways left, up, down, right,
and a point reached in a direction, `4 * point + direction`, a state.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

from qmsdocs.compose.flowchart.process import Page

Point = tuple[int, int]
Path = tuple[Point, ...]

LEFT, UP, DOWN, RIGHT = 0, 1, 2, 3
_TURNS = ((LEFT, DOWN, UP), (UP, RIGHT, LEFT), (DOWN, RIGHT, LEFT), (RIGHT, DOWN, UP))
_BEND, _CROSSING, _NEAR, _SHARED_LINE, _JOIN, _FROM_BELOW = 4.0, 7.0, 0.5, 30.0, 2.0, 60.0
_ASTRAY = 3.0
"""The price of going upwards to a box further down."""
_NEVER = 1e6


def cell(lane: int, row: int) -> Point:
    """The grid point of a place in the grid of boxes."""
    return 2 * lane + 1, 2 * row + 1


@dataclass(slots=True)
class _Traffic:
    """What the flows of one net occupy."""

    on: set[int] = field(default_factory=set)
    """The pieces between two points, as states in both directions."""
    level: set[int] = field(default_factory=set)
    upright: set[int] = field(default_factory=set)
    """Points that lines pass straight on."""
    turning: set[int] = field(default_factory=set)
    onward: dict[int, int] = field(default_factory=dict)
    """At each point the direction to the target."""


class _Costs:
    """What it costs to move in the grid, given what the flows occupy. All prices are multiples of a half, so that
    adding and taking away leaves no rest."""

    def __init__(self, width: int, height: int) -> None:
        self.height = height
        self.steps = (-height, -1, 1, height)
        border = width * height
        self.middle = [x % 2 + 2 * (y % 2) for x in range(width) for y in range(height)]
        """For each point whether it lies in the middle of a lane, 1, of a row, 2, or of both, 3."""
        self.line = [2.0, 1.0, 1.0, 2.0] * border
        """The price of leaving a point in a direction."""
        for y in range(height):
            self.line[4 * y + LEFT] = self.line[4 * (border - height + y) + RIGHT] = inf
        for x in range(0, border, height):
            self.line[4 * x + UP] = self.line[4 * (x + height - 1) + DOWN] = inf
        self.level, self.upright, self.bend = [0.0] * border, [0.0] * border, [_BEND] * border
        """The prices of passing a point straight on, and of turning there."""

    def add(self, traffic: _Traffic, sign: int) -> None:
        """Adds the prices for the other nets, or takes them away if `sign` is -1."""
        middle = self.middle
        for state in traffic.on:
            along = 2 if state % 4 in (LEFT, RIGHT) else 1
            self.line[state] += sign * (_SHARED_LINE if middle[state // 4] & along else _NEAR)
        for point in traffic.turning:
            price = sign * (_SHARED_LINE if middle[point] == 3 else _NEAR)
            self.level[point] += price
            self.upright[point] += price
            self.bend[point] += price
        for point in traffic.level:
            self.upright[point] += sign * _CROSSING
        for point in traffic.upright:
            self.level[point] += sign * _CROSSING
        for point in traffic.level | traffic.upright:
            self.bend[point] += sign * (_SHARED_LINE if middle[point] == 3 else _NEAR)

    def close(self, states: set[int], sign: int) -> None:
        """Closes pieces, or opens them again if `sign` is -1."""
        for state in states:
            self.line[state] += sign * _NEVER


class _Router:
    """Finds the cheapest way of one flow after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        width, height = 2 * len(page.lanes) + 1, 2 * max((box.row for box in page.boxes), default=0) + 3
        self.width, self.height = width, height
        self.costs = _Costs(width, height)
        self.box_at = [x * height + y for x, y in (cell(box.lane, box.row) for box in page.boxes)]
        self.taken = frozenset(self.box_at)
        self.ways: list[tuple[int, ...]] = [()] * len(page.flows)
        self.nets: defaultdict[int, list[int]] = defaultdict(list)
        for number, flow in enumerate(page.flows):
            self.nets[flow.target].append(number)

    def traffic(self, net: int, but: int | None = None) -> _Traffic:
        """What all flows of a net, or all but one, occupy."""
        traffic = _Traffic()
        direction = {step: way for way, step in enumerate(self.costs.steps)}
        for flow in self.nets[net]:
            if flow == but:
                continue
            last = -1
            for before, after in pairwise(self.ways[flow]):
                way = direction[after - before]
                traffic.on |= {4 * before + way, 4 * after + 3 - way}
                if before not in self.taken:
                    traffic.onward[before] = way
                if last >= 0:
                    straight = traffic.level if way in (LEFT, RIGHT) else traffic.upright
                    (straight if last == way else traffic.turning).add(before)
                last = way
        return traffic

    def meets_others(self, number: int) -> bool:
        """Whether the path of flow `number` touches one of another net on its way: then a second try may find a
        better one."""
        net, inner = self.page.flows[number].target, set(self.ways[number][1:-1])
        others = (way for flow, way in zip(self.page.flows, self.ways, strict=True) if flow.target != net)
        return any(not inner.isdisjoint(way) for way in others)

    def route(self, number: int) -> None:
        """Sets the path of flow `number`."""
        flow = self.page.flows[number]
        source, target = self.box_at[flow.source], self.box_at[flow.target]
        self.costs.add(self.traffic(flow.target), -1)
        if target == source + 2:
            # The box just below: nothing is shorter, and most flows are of this kind.
            self.ways[number] = source, source + 1, target
        else:
            own = self.traffic(flow.target, number)
            self.costs.close(own.on, 1)
            self.ways[number] = self.search(flow.source, flow.target, own.onward) or self.ways[number]
            self.costs.close(own.on, -1)
        self.costs.add(self.traffic(flow.target), 1)

    def search(self, source: int, target: int, onward: dict[int, int]) -> tuple[int, ...]:
        """The cheapest way from box to box, or to a point with a way `onward` and on along that."""
        line, bend, steps = self.costs.line, self.costs.bend, self.costs.steps
        straight = (self.costs.level, self.costs.upright, self.costs.upright, self.costs.level)
        start, goal = self.box_at[source], self.box_at[target]
        upwards = _ASTRAY if goal % self.height > start % self.height else 0.0
        guess = self.guess((goal, *onward))
        best, came = self.exits(source), dict[int, int]()
        heap = sorted((cost + guess[state // 4], 2 * state) for state, cost in best.items())
        while heap:
            expected, mark = heappop(heap)
            state = mark // 2
            point, way = state // 4, state % 4
            if mark % 2:
                return self.way(start, state, came, onward)
            cost = best[state]
            if cost + guess[point] < expected:
                continue
            if point == goal or point in onward:
                end = self.entry_cost(target, way) if point == goal else _JOIN * (onward[point] != way)
                heappush(heap, (cost + end, mark + 1))
            elif point not in self.taken:
                for turn in _TURNS[way]:
                    more = cost + line[4 * point + turn] + (straight[way] if turn == way else bend)[point]
                    more += upwards if turn == UP else 0.0
                    after = 4 * (point + steps[turn]) + turn
                    if more < best.get(after, _NEVER):
                        best[after], came[after] = more, state
                        heappush(heap, (more + guess[after // 4], 2 * after))
        return ()

    def guess(self, goals: tuple[int, ...]) -> list[float]:
        """The least that the way from each point to the nearest of `goals` can cost, by the box around them in an
        empty grid."""
        left, right = min(goals) // self.height, max(goals) // self.height
        rows = [goal % self.height for goal in goals]
        top, bottom = min(rows), max(rows)
        down = [max(top - y, 0, y - bottom) for y in range(self.height)]
        across = [2.0 * max(left - x, 0, x - right) for x in range(self.width)]
        return [far + deep for far in across for deep in down]

    def exits(self, box: int) -> dict[int, float]:
        """The states after leaving a box, and the price of each."""
        point, side = self.box_at[box], 2.0 if self.page.boxes[box].shape == "decision" else 6.0
        ways = ((DOWN, 0.0), (RIGHT, side), (LEFT, side))
        prices = {way: extra + self.costs.line[4 * point + way] for way, extra in ways}
        return {4 * (point + self.costs.steps[way]) + way: price for way, price in prices.items() if price < _NEVER}

    def entry_cost(self, box: int, way: int) -> float:
        if way == UP:
            return _FROM_BELOW
        if way == DOWN:
            return 0.0
        return 8.0 if self.page.boxes[box].shape == "decision" else 3.0

    def way(self, source: int, state: int, came: dict[int, int], onward: dict[int, int]) -> tuple[int, ...]:
        """The points from `source` to where the search ended, and on along the own net to the target."""
        points = [state // 4]
        while state in came:
            state = came[state]
            points.append(state // 4)
        points = [source, *reversed(points)]
        while points[-1] in onward:
            points.append(points[-1] + self.costs.steps[onward[points[-1]]])
        return tuple(points)


def paths(page: Page) -> list[Path]:
    """For each flow of `page` the grid points from its source to its target."""
    router = _Router(page)
    order = sorted(range(len(page.flows)), key=lambda number: (_difficulty(page, number), number))
    for number in order:
        router.route(number)
    for number in order:
        if router.meets_others(number):
            router.route(number)
    return [tuple(divmod(point, router.height) for point in way) for way in router.ways]


def _difficulty(page: Page, number: int) -> tuple[bool, int, int]:
    """Short ways downwards come first, ways back last."""
    source, target = page.boxes[page.flows[number].source], page.boxes[page.flows[number].target]
    rows = target.row - source.row
    return rows <= 0, abs(rows), abs(target.lane - source.lane)
