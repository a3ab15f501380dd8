"""Places for answers beside their lines: near the decision, clear of boxes, lines and other answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qmsdocs.blocks import Node
from qmsdocs.compose.flowchart.lettering import LABEL_SIZE, width_of

Points = tuple[tuple[float, float], ...]
Rectangle = tuple[float, float, float, float]

HEIGHT = LABEL_SIZE + 2.0
_CLEAR, _NEARLY = 2.0, 0.9
"""The distance of an answer from its own line, and the least one from anything else."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An answer that seeks a place beside its line."""

    flow: int
    text: str
    points: Points


def label_size(text: str) -> tuple[float, float]:
    """Width and height of an answer in print."""
    return width_of(text, LABEL_SIZE) + 2, HEIGHT


def placed(
    wishes: Sequence[Wish], nodes: Sequence[Node], lines: Sequence[Points], borders: Sequence[float], bounds: Rectangle
) -> tuple[dict[int, tuple[float, float]], dict[int, float]]:
    """The centres of the answers by flow, and their prices: small near the decision, in the hundreds on a line."""
    pieces = [_rectangle(*piece) for line in lines for piece in pairwise(line)]
    boxes = [(node.x, node.y, node.x + node.width, node.y + node.height) for node in nodes]
    done: list[Rectangle] = []
    places: dict[int, tuple[float, float]] = {}
    prices: dict[int, float] = {}
    for wish in wishes:
        best: tuple[float, tuple[float, float]] | None = None
        for cost, centre in sorted(_candidates(wish)):
            if best and cost >= best[0]:
                break
            own = _around(centre, label_size(wish.text))
            cost += 5000 * _hits(own, boxes) + 5000 * _hits(own, done) + 300 * _hits(own, pieces)
            cost += 5000 * (not _within(own, bounds)) + 4 * sum(own[0] < border < own[2] for border in borders)
            if best is None or cost < best[0]:
                best = cost, centre
        if best:
            prices[wish.flow], centre = best
            places[wish.flow] = round(centre[0], 2), round(centre[1], 2)
            done.append(_around(centre, label_size(wish.text)))
    return places, prices


def _candidates(wish: Wish) -> Iterator[tuple[float, tuple[float, float]]]:
    """Places along the line with their price: the distance on the line from the decision."""
    width, height = label_size(wish.text)
    walked = 0.0
    for (x1, y1), (x2, y2) in zip(wish.points, wish.points[1:], strict=False):
        length = abs(x2 - x1) + abs(y2 - y1)
        way_x, way_y = _sign(x2 - x1), _sign(y2 - y1)
        step = 0.0
        while step <= length:
            if way_x:
                for side in (-1, 1):
                    centre = x1 + way_x * (step + width / 2 + 3), y1 + side * (height / 2 + _CLEAR)
                    yield walked + step + (side + 1) + max(0.0, step + width - length) / 8, centre
            elif way_y:
                for side in (1, -1):
                    centre = x1 + side * (width / 2 + _CLEAR + 1), y1 + way_y * (step + height / 2 + _CLEAR)
                    yield walked + step + (1 - side), centre
            step += 4.0
        walked += length + 6.0


def _sign(value: float) -> int:
    return (value > 0.01) - (value < -0.01)


def _around(centre: tuple[float, float], size: tuple[float, float]) -> Rectangle:
    (x, y), (width, height) = centre, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _rectangle(start: tuple[float, float], end: tuple[float, float]) -> Rectangle:
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])


def _hits(own: Rectangle, others: Sequence[Rectangle]) -> int:
    """How many of the others `own` touches or nearly touches."""
    left, top, right, bottom = own[0] - _NEARLY, own[1] - _NEARLY, own[2] + _NEARLY, own[3] + _NEARLY
    return sum(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in others)


def _within(one: Rectangle, bounds: Rectangle) -> bool:
    return bounds[0] <= one[0] and bounds[1] <= one[1] and one[2] <= bounds[2] and one[3] <= bounds[3]
