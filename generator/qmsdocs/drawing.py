"""Drawings as geometry in points, with nothing about SVG or Word: a flowchart of lanes, boxes and lines, and a plot of
bars, lines and labels."""

from dataclasses import dataclass
from typing import Literal

NOTE_SIZE, NOTE_LINE = 7.5, 9.5
"""The size of the small letters in a box, and the distance of two lines of them, in points."""

Shape = Literal["start", "end", "step", "decision", "connector"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a flowchart: the steps of one role, or of one document. Lengths are in points."""

    title: str
    x: float
    width: float
    anchor: str = ""
    """The document for which the lane stands, by its number; "" for none."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a flowchart, with its text already broken into lines. `x`, `y` are the upper left corner, in points."""

    id: str
    shape: Shape
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    anchor: str = ""
    """The block id of the step that the box stands for; behind the number of a document and `#` for one in another."""
    notes: tuple[str, ...] = ()
    """What is said below the text in small letters, in lines."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line with an arrow head at its last point; `label` is an answer, printed at `label_at` (centre)."""

    points: tuple[tuple[float, float], ...]
    label: str = ""
    label_at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page of a swimlane flowchart: geometry only, in points, origin at the upper left."""

    width: float
    height: float
    head: float
    """The height of the band in which the titles of the lanes stand."""
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a plot; one that is marked is dark, so that it stands out in black and white too."""

    x: float
    y: float
    width: float
    height: float
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of a plot through its points: an axis, a series, or a limit, which is dashed."""

    points: tuple[tuple[float, float], ...]
    kind: Literal["axis", "series", "limit"]


@dataclass(frozen=True, slots=True)
class Caption:
    """A label of a plot: where its first line begins, is centred or ends, and the middle of its height."""

    text: str
    x: float
    y: float
    at: Literal["start", "middle", "end"] = "middle"
    kind: Literal["plain", "quiet", "strong"] = "plain"


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with direct labels, in points, origin at the upper left."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    strokes: tuple[Stroke, ...]
    captions: tuple[Caption, ...]


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a letter of `size` points; Chinese letters are as wide as high."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.55 for letter in text)
