"""The distances of a drawing, in two sizes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spacing:
    """The distances between boxes and lines, in points."""

    pitch: float
    """Between two parallel lines."""
    aside: float
    """From a box to the nearest line or lane border beside it."""
    below: float
    """Under a box before a line may turn."""
    above: float
    """Over a box for an arrow."""
    least_box: float
    """The narrowest box."""
    least_lines: int
    """The lines for which a box has room at least."""
    diamonds: tuple[float, ...]
    """How much wider a lane with decisions may be, because diamonds hold little."""


ROOMY = Spacing(9.0, 9.0, 9.0, 11.0, 70.0, 2, (1.2, 1.35, 1.5, 1.65))
DENSE = Spacing(7.0, 8.0, 7.0, 9.5, 58.0, 1, (1.1, 1.25, 1.4, 1.6, 1.8))
