"""Places for answers beside their lines: near the decision, clear of boxes, lines and other answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qmsdocs.compose.flowchart.lettering import LABEL_SIZE, width_of
from qmsdocs.drawing import Node

Point = tuple[float, float]
Points = tuple[Point, ...]
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
) -> tuple[dict[int, Point], dict[int, float]]:
    """The centres of the answers by flow, and their prices: small near the decision, in the hundreds on a line."""
    pieces = [_rectangle(*piece) for line in lines for piece in pairwise(line)]
    boxes = [(node.x, node.y, node.x + node.width, node.y + node.height) for node in nodes]
    places: dict[int, Point] = {}
    prices: dict[int, float] = {}
    for wish in wishes:
        size = label_size(wish.text)
        best: tuple[float, float, Point] | None = None
        for least, cost, centre in _candidates(wish, size):
            if best and least > best[0]:
                break
            if best and cost > best[0]:
                continue
            own = _around(centre, size)
            price = cost + 5000 * _hits(own, boxes)
            if best and price > best[0]:
                continue
            price += 300 * _hits(own, pieces) + 5000 * (not _within(own, bounds))
            price += 4 * sum(own[0] < border < own[2] for border in borders)
            if best is None or (price, cost, centre) < best:
                best = price, cost, centre
        if best:
            prices[wish.flow], _, centre = best
            places[wish.flow] = round(centre[0], 2), round(centre[1], 2)
            boxes.append(_around(centre, size))
    return places, prices


def _candidates(wish: Wish, size: tuple[float, float]) -> Iterator[tuple[float, float, Point]]:
    """Places along the line, with the distance on the line from the decision, and the price, which is not lower."""
    width, height = size
    walked = 0.0
    for (x1, y1), (x2, y2) in pairwise(wish.points):
        length = abs(x2 - x1) + abs(y2 - y1)
        way_x, way_y = _sign(x2 - x1), _sign(y2 - y1)
        step = 0.0
        while step <= length:
            least = walked + step
            if way_x:
                more = max(0.0, step + width - length) / 8
                x, away = x1 + way_x * (step + width / 2 + 3), height / 2 + _CLEAR
                yield least, least + more, (x, y1 - away)
                yield least, least + 2 + more, (x, y1 + away)
            elif way_y:
                y, away = y1 + way_y * (step + height / 2 + _CLEAR), width / 2 + _CLEAR + 1
                yield least, least, (x1 + away, y)
                yield least, least + 2, (x1 - away, y)
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
    return len([True for x1, y1, x2, y2 in others if y1 < bottom and top < y2 and x1 < right and left < x2])


def _within(one: Rectangle, bounds: Rectangle) -> bool:
    return bounds[0] <= one[0] and bounds[1] <= one[1] and one[2] <= bounds[2] and one[3] <= bounds[3]
