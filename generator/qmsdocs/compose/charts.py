"""Charts as geometry: columns for months, rows for everything with a name; both with direct labels and from zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from qmsdocs.drawing import Bar, Caption, Plot, Stroke, text_width

WIDTH = 660.0
_LABEL = 8.0
_LINE = 11.0
_HEIGHT = 120.0
"""The height of the tallest column."""
_PITCH = 17.0
"""From row to row."""
_LONGEST_NAME = 290.0
_GAP = 6.0


@dataclass(frozen=True)
class Column:
    """A column: its name and what stands below the name of several, its value, and a limit at its place."""

    name: str
    group: str
    value: float
    shown: str
    marked: bool = False
    limit: float | None = None


@dataclass(frozen=True)
class Line:
    """A row: its name, its value and how it is written, a limit, and the sum of this and all before it."""

    name: str
    value: float
    shown: str
    marked: bool = False
    limit: float | None = None
    sum: float | None = None
    sum_shown: str = ""


def columns_plot(columns: Sequence[Column], limit_name: str = "") -> Plot:
    """Columns side by side, each with its value and name below; limits are a dashed line with its name at the end."""
    top = max([column.value for column in columns] + [column.limit or 0.0 for column in columns]) or 1.0
    room = text_width(limit_name, _LABEL) * 1.15 + 8 if limit_name else 0.0
    pitch = min((WIDTH - room) / len(columns), 44.0)
    base, bars, captions = _LINE + _HEIGHT, [], []
    crowded = max(text_width(column.shown, _LABEL) for column in columns) > pitch - 1
    for place, column in enumerate(columns):
        height, middle = _HEIGHT * column.value / top, pitch * (place + 0.5)
        bars.append(Bar(middle - 0.36 * pitch, base - height, 0.72 * pitch, height, column.marked))
        kind = "strong" if column.marked else "plain"
        if not crowded or column.marked:
            captions.append(Caption(column.shown, middle, base + 0.7 * _LINE, kind=kind))  # type: ignore[arg-type]
        captions.append(Caption(column.name, middle, base + 1.7 * _LINE, kind="quiet"))
    for group, members in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        if group:
            first = next(members)[0]
            captions.append(Caption(group, pitch * first + 0.14 * pitch, base + 2.7 * _LINE, "start", "quiet"))
    strokes = [Stroke(((0.0, base), (pitch * len(columns), base)), "axis")]
    steps = [
        (pitch * (place + side), base - _HEIGHT * column.limit / top)
        for place, column in enumerate(columns)
        if column.limit is not None
        for side in (0, 1)
    ]
    if steps:
        strokes.append(Stroke(tuple(steps), "limit"))
        if limit_name:
            captions.append(Caption(limit_name, steps[-1][0] + 4, steps[-1][1], "start"))
    grouped = any(column.group for column in columns)
    height = base + (3.4 if grouped else 2.4) * _LINE
    return Plot(pitch * len(columns) + room, height, tuple(bars), tuple(strokes), tuple(captions))


def rows_plot(lines: Sequence[Line], most: float = 0.0) -> Plot:
    """Rows one below the other: name, value, bar; `most` is the value of the full width (default: the largest)."""
    top = most or max([line.value for line in lines] + [line.limit or 0.0 for line in lines]) or 1.0
    names = [_shortened(line.name) for line in lines]
    left = max(text_width(name, _LABEL) for name in names) * 1.1 + _GAP
    shown = max(text_width(line.shown, _LABEL) for line in lines) * 1.15 + _GAP
    start, width = left + shown + _GAP, WIDTH - left - shown - 2 * _GAP - 44
    bars, strokes, captions, sums = [], [], [], []
    for place, (name, line) in enumerate(zip(names, lines, strict=True)):
        upper, middle = _PITCH * place + 2.5, _PITCH * (place + 0.5)
        bars.append(Bar(start, upper, width * line.value / top, _PITCH - 5, line.marked))
        kind = "strong" if line.marked else "plain"
        captions.append(Caption(name, left - _GAP, middle, "end", kind))  # type: ignore[arg-type]
        captions.append(Caption(line.shown, left + shown - _GAP / 2, middle, "end", kind))  # type: ignore[arg-type]
        if line.limit is not None:
            x = start + width * line.limit / top
            strokes.append(Stroke(((x, _PITCH * place + 0.5), (x, _PITCH * (place + 1) - 0.5)), "limit"))
        if line.sum is not None:
            sums.append((start + width * line.sum / top, middle))
            captions.append(Caption(line.sum_shown, sums[-1][0] + 4, middle - 4, "start", "quiet"))
    height = _PITCH * len(lines)
    strokes.append(Stroke(((start, 0.0), (start, height)), "axis"))
    if len(sums) > 1:
        strokes.append(Stroke(tuple(sums), "series"))
    return Plot(WIDTH, height, tuple(bars), tuple(strokes), tuple(captions))


def _shortened(name: str) -> str:
    """A name that fits beside its bar."""
    if text_width(name, _LABEL) <= _LONGEST_NAME:
        return name
    while text_width(name + "…", _LABEL) > _LONGEST_NAME:
        name = name[:-1]
    return name.rstrip() + "…"
