"""The swimlane flowchart: the steps of a document come in, drawings come out, one per page, in points.

`process` makes boxes and flows of the steps and cuts them into pages, `rows` sets the boxes into rows, `routing` finds
ways through the grid of lanes and rows, `tracks` sets lines beside each other, `geometry`, `spacing`, `labels` and
`lettering` give lengths; `words` tells the same in words.

Lines that lead to the same box may join on their way and share the last part; no other lines lie on each other.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import inf

from qmsdocs.compose.flowchart.geometry import drawing, least_width
from qmsdocs.compose.flowchart.process import cut_places, pages, process
from qmsdocs.compose.flowchart.routing import paths
from qmsdocs.compose.flowchart.rows import in_rows
from qmsdocs.compose.flowchart.spacing import DENSE, ROOMY
from qmsdocs.compose.flowchart.tracks import tracks
from qmsdocs.compose.flowchart.words import flowchart_text
from qmsdocs.drawing import Drawing
from qmsdocs.model.document import Step

__all__ = ["flowchart_drawings", "flowchart_text"]

_TRIES = ((1.0, ROOMY), (1.0, DENSE), (1.15, DENSE))
"""How much wider than asked a drawing may get, to be printed smaller, and how dense, before it is cut into pages."""


def flowchart_drawings(
    steps: Sequence[Step],
    role_titles: Mapping[str, str],
    *,
    width: float = 470.0,
    page_height: float = 690.0,
    start: str,
    end: str,
) -> tuple[Drawing, ...]:
    """The flowchart of `steps`, as authored and in one language, on as few pages as it fits on.

    A drawing may be wider than `width`; scaled down to `width` it is no higher than `page_height`.
    """
    whole = process(steps, role_titles, start, end)
    if not whole.boxes:
        return ()
    drawings: tuple[Drawing, ...] = ()
    for count in range(1, max(2, len(whole.boxes) - 2)):
        parts = [in_rows(part) for part in pages(whole, cut_places(whole, count))]
        routed = [(part, tracks(part, paths(part))) for part in parts]
        for widening, spacing in _TRIES:
            most = width + 1 if spacing is ROOMY else inf
            if any(least_width(part, ways, spacing) > most for part, ways in routed):
                continue
            fits = partial(_fits, width=width, height=page_height, most=most)
            drawings = tuple(drawing(part, ways, width * widening, spacing, fits) for part, ways in routed)
            if all(map(fits, drawings)):
                return drawings
    return drawings


def _fits(page: Drawing, width: float, height: float, most: float) -> bool:
    """Whether a drawing, scaled down to `width`, is no higher than `height`, and unscaled no wider than `most`."""
    return page.width <= most and page.height * min(1.0, width / page.width) <= height
