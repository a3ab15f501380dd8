"""Rows: a page of boxes that know their lanes goes in, the same page with a row for every box comes out.

Rows follow the order of the steps; two boxes share a row when they stand in different lanes and neither leads to the
other. A circle stands next to its step, if need be in the next lane, or where all places are taken, in the first or
last rows. The start stands in the first row, the end in the last.
"""

from collections.abc import Sequence
from dataclasses import replace

from qmsdocs.compose.flowchart.process import Box, Page


def in_rows(page: Page) -> Page:
    """`page` with a row for every box, and with some circles in the lane next to that of their step."""
    beside = [
        index for index, box in enumerate(page.boxes) if box.shape == "connector" and not _fits_at_end(page, index)
    ]
    while True:
        grid = _Grid(page)
        grid.place([index for index, box in enumerate(page.boxes) if _is_head(box) and index not in beside], 0)
        top = grid.bottom()
        for index in _steps(page):
            grid.place([index], grid.lowest_row(index, top))
        foot = grid.bottom()
        crowded = [index for index in beside if not grid.stand_beside(index)]
        if not any(_is_head(page.boxes[index]) for index in crowded):
            break
        beside = [index for index in beside if index not in crowded]
    rest = [index for index in range(len(page.boxes)) if index not in grid.at]
    grid.place(sorted(rest, key=lambda index: index in crowded), foot)
    boxes = (replace(box, lane=grid.at[index][0], row=grid.at[index][1]) for index, box in enumerate(page.boxes))
    return Page(page.lanes, tuple(boxes), page.flows)


def _is_head(box: Box) -> bool:
    return box.shape == "start" or box.id.startswith("from-")


def _steps(page: Page) -> list[int]:
    return [index for index, box in enumerate(page.boxes) if box.shape in ("step", "decision")]


def _partner(page: Page, circle: int) -> int:
    """The step to or from which the circle leads."""
    if _is_head(page.boxes[circle]):
        return next(flow.target for flow in page.flows if flow.source == circle)
    return next(flow.source for flow in page.flows if flow.target == circle)


def _fits_at_end(page: Page, circle: int) -> bool:
    """Whether a circle in the first or last rows stands right over or under its step."""
    partner, steps = _partner(page, circle), _steps(page)
    if _is_head(page.boxes[circle]):
        return partner == steps[0] and all(box.shape != "start" for box in page.boxes)
    sharing = [other for other in range(circle) if page.boxes[other].id.startswith("to-")]
    if any(_partner(page, other) == partner for other in sharing):
        return False
    ends = [box for box in page.boxes if box.shape == "end"]
    return partner == steps[-1] and all(box.lane != page.boxes[partner].lane for box in ends)


class _Grid:
    """The places of boxes: lane and row."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.at: dict[int, tuple[int, int]] = {}

    def bottom(self) -> int:
        """The first row below all boxes."""
        return max((row + 1 for _, row in self.at.values()), default=0)

    def place(self, boxes: Sequence[int], row: int) -> None:
        """Puts boxes into their lanes in `row`, or below it where that is taken."""
        for index in boxes:
            here = self.page.boxes[index].lane, row
            while here in self.at.values():
                here = here[0], here[1] + 1
            self.at[index] = here

    def lowest_row(self, index: int, top: int) -> int:
        """The first row in which step `index` may stand."""
        linked = {flow.source for flow in self.page.flows if flow.target == index}
        linked |= {flow.target for flow in self.page.flows if flow.source == index}
        steps = [self.at[other][1] for other in _steps(self.page) if other in self.at]
        return max([top, *steps, *(self.at[other][1] + 1 for other in linked if other in self.at)])

    def stand_beside(self, circle: int) -> bool:
        """Puts a circle into a free place next to its step, if there is one."""
        lane, row = self.at[_partner(self.page, circle)]
        for there in self._places(circle, lane, row):
            if 0 <= there[0] < len(self.page.lanes) and there[1] >= 0 and there not in self.at.values():
                self.at[circle] = there
                return True
        return False

    def _places(self, circle: int, lane: int, row: int) -> list[tuple[int, int]]:
        """The places next to the step of a circle, the best first."""
        partner = _partner(self.page, circle)
        if _is_head(self.page.boxes[circle]):
            before = [flow.source for flow in self.page.flows if flow.target == partner and flow.source in self.at]
            sides = [(lane - 1, row), (lane + 1, row)]
            return sides if any(self.at[other][0] == lane for other in before) else [(lane, row - 1), *sides]
        sides = [(lane + 1, row), (lane - 1, row)]
        is_step = self.page.boxes[partner].shape == "step"
        return [(lane, row + 1), *sides] if is_step else [*sides, (lane, row + 1)]
