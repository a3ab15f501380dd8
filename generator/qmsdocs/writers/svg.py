"""Inline SVG: a flowchart drawing or a plot comes in, an accessible picture without script, fonts or style sheet out.

The element has the class `qms-flow`, its parts `qms-flow__lane`, `__head`, `__title`, `__node`, `__text`, `__edge`,
`__arrow`, `__label` and `__note`; a node also its shape, such as `qms-flow__node--decision`. Colours and sizes are
attributes: they print as they are and yield to any style sheet. A plot has the class `qms-plot`, its parts
`qms-plot__bar`, `__stroke` and `__caption`, each also with its kind.
"""

from collections.abc import Callable
from html import escape
from typing import assert_never

from qmsdocs.drawing import NOTE_LINE, NOTE_SIZE, Bar, Caption, Drawing, Edge, Lane, Node, Plot, Stroke

LINE, SIZE, LABEL_SIZE = 11.0, 9.0, 8.0
_FONT = "'Noto Sans','Noto Sans CJK SC','Microsoft YaHei',Arial,sans-serif"
_ARROW, _ARROW_HALF = 6.0, 2.8


def svg(drawing: Drawing, *, title: str, description: str, link: Callable[[str], str] | None, id: str = "flow") -> str:
    """The drawing as one `<svg>` element; `link` makes a URL of the anchor of a node, `id` is unique on the page."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qms-flow" role="img"'
        f' viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" width="{_n(drawing.width)}"'
        f' height="{_n(drawing.height)}" font-family="{_FONT}" font-size="{_n(SIZE)}"'
        f' aria-labelledby="{escape(id)}-title" aria-describedby="{escape(id)}-desc">',
        f'<title id="{escape(id)}-title">{escape(title)}</title>',
        f'<desc id="{escape(id)}-desc">{escape(description)}</desc>',
    ]
    parts += [_lane(lane, drawing, link) for lane in drawing.lanes]
    # Answers have a halo that interrupts the borders of lanes but must not interrupt lines.
    parts += [_label(edge) for edge in drawing.edges if edge.label]
    parts += _edges(drawing.edges)
    parts += [_node(node, link) for node in drawing.nodes]
    return "\n".join([*parts, "</svg>"])


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _lane(lane: Lane, drawing: Drawing, link: Callable[[str], str] | None) -> str:
    x, width, head, top = _n(lane.x), _n(lane.width), drawing.head, 1.0
    middle = lane.x + lane.width / 2
    lines = lane.title.split("\n")
    top_band = (
        f'<rect class="qms-flow__head" x="{x}" y="{_n(top)}" width="{width}" height="{_n(head - top)}"'
        f' fill="#e8ecf2" stroke="#c9ced6" stroke-width="0.75"/>'
        + _text(lines, middle, (head + top) / 2, "qms-flow__title", ' font-weight="bold"')
    )
    return (
        f'<g class="qms-flow__lane"><rect x="{x}" y="{_n(top)}" width="{width}" height="{_n(drawing.height - 2)}"'
        f' fill="none" stroke="#c9ced6" stroke-width="0.75"/>' + _linked(top_band, lane.anchor, link) + "</g>"
    )


def _linked(inner: str, anchor: str, link: Callable[[str], str] | None) -> str:
    href = link(anchor) if link and anchor else ""
    return f'<a href="{escape(href)}">{inner}</a>' if href else inner


def _text(lines: list[str] | tuple[str, ...], x: float, y: float, name: str, extra: str = "") -> str:
    first = y - (len(lines) - 1) * LINE / 2 + SIZE * 0.35
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(first + index * LINE)}">{escape(line)}</tspan>' for index, line in enumerate(lines)
    )
    return f'<text class="{name}" text-anchor="middle" fill="#1b2430"{extra}>{spans}</text>'


def _edges(edges: tuple[Edge, ...]) -> list[str]:
    """Edges with the same end as one path, so that the part they share is not painted twice."""
    ends: dict[tuple[float, float], list[Edge]] = {}
    for edge in edges:
        ends.setdefault(edge.points[-1], []).append(edge)
    return [_edge(several) for several in ends.values()]


def _edge(edges: list[Edge]) -> str:
    lines, heads = "", dict.fromkeys(_arrow(edge) for edge in edges)
    for edge in edges:
        (x1, y1), (x2, y2) = edge.points[-2:]
        base = x2 - _sign(x2 - x1) * _ARROW, y2 - _sign(y2 - y1) * _ARROW
        lines += "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in (*edge.points[:-1], base))
    return (
        f'<path class="qms-flow__edge" d="{lines}" fill="none" stroke="#44546a" stroke-width="1"'
        f' stroke-linejoin="round"/>' + "".join(heads)
    )


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _arrow(edge: Edge) -> str:
    (x1, y1), (x2, y2) = edge.points[-2:]
    way_x, way_y = _sign(x2 - x1), _sign(y2 - y1)
    base = x2 - way_x * _ARROW, y2 - way_y * _ARROW
    left = base[0] - way_y * _ARROW_HALF, base[1] + way_x * _ARROW_HALF
    right = base[0] + way_y * _ARROW_HALF, base[1] - way_x * _ARROW_HALF
    head = " ".join(f"{_n(x)},{_n(y)}" for x, y in ((x2, y2), left, right))
    return f'<polygon class="qms-flow__arrow" points="{head}" fill="#44546a"/>'


def _node(node: Node, link: Callable[[str], str] | None) -> str:
    x, y, small = node.x + node.width / 2, node.y + node.height / 2, len(node.notes) * NOTE_LINE
    text = _shape(node) + (_text(node.lines, x, y - small / 2, "qms-flow__text") if node.lines else "")
    text += _notes(node.notes, x, y + (len(node.lines) * LINE - small) / 2)
    return _linked(f'<g class="qms-flow__node qms-flow__node--{node.shape}">{text}</g>', node.anchor, link)


def _notes(notes: tuple[str, ...], x: float, top: float) -> str:
    if not notes:
        return ""
    first = top + NOTE_LINE / 2 + NOTE_SIZE * 0.35
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(first + index * NOTE_LINE)}">{escape(line)}</tspan>'
        for index, line in enumerate(notes)
    )
    return (
        f'<text class="qms-flow__note" text-anchor="middle" fill="#44546a" font-size="{_n(NOTE_SIZE)}">{spans}</text>'
    )


def _shape(node: Node) -> str:
    x, y, width, height = node.x, node.y, node.width, node.height
    match node.shape:
        case "decision":
            points = ((x + width / 2, y), (x + width, y + height / 2), (x + width / 2, y + height), (x, y + height / 2))
            listed = " ".join(f"{_n(a)},{_n(b)}" for a, b in points)
            return f'<polygon points="{listed}" fill="#fff7e0" stroke="#a07a1c" stroke-width="1"/>'
        case "start" | "end" | "connector":
            radius, fill = height / 2, "#dfe9f3"
        case "step":
            radius, fill = 3.0, "#ffffff"
        case _:
            assert_never(node.shape)
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}"'
        f' fill="{fill}" stroke="#2f5d8a" stroke-width="1"/>'
    )


def _label(edge: Edge) -> str:
    x, y = edge.label_at
    return (
        f'<text class="qms-flow__label" x="{_n(x)}" y="{_n(y + LABEL_SIZE * 0.35)}" text-anchor="middle"'
        f' font-size="{_n(LABEL_SIZE)}" fill="#44546a" stroke="#ffffff" stroke-width="3" paint-order="stroke"'
        f' stroke-linejoin="round">{escape(edge.label)}</text>'
    )


# ── Plots ────────────────────────────────────────────────────────────────────

_STROKES = {
    "axis": 'stroke="#8a939c" stroke-width="0.75"',
    "series": 'stroke="#1b2430" stroke-width="1.5"',
    "limit": 'stroke="#b42318" stroke-width="1.2" stroke-dasharray="5 3"',
}
_CAPTIONS = {"plain": 'fill="#1b2430"', "quiet": 'fill="#59636e"', "strong": 'fill="#1b2430" font-weight="bold"'}


def plot_svg(plot: Plot, *, title: str, description: str, id: str) -> str:
    """The plot as one `<svg>` element; `id` is unique on the page."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qms-plot" role="img"'
        f' viewBox="0 0 {_n(plot.width)} {_n(plot.height)}" width="{_n(plot.width)}" height="{_n(plot.height)}"'
        f' font-family="{_FONT}" font-size="{_n(LABEL_SIZE)}"'
        f' aria-labelledby="{escape(id)}-title" aria-describedby="{escape(id)}-desc">',
        f'<title id="{escape(id)}-title">{escape(title)}</title>',
        f'<desc id="{escape(id)}-desc">{escape(description)}</desc>',
    ]
    parts += [_bar(bar) for bar in plot.bars]
    parts += [_stroke(stroke) for stroke in plot.strokes]
    parts += [_caption(caption) for caption in plot.captions]
    return "\n".join([*parts, "</svg>"])


def _bar(bar: Bar) -> str:
    kind, fill = ("marked", "#17425c") if bar.marked else ("plain", "#a9c3d3")
    return (
        f'<rect class="qms-plot__bar qms-plot__bar--{kind}" x="{_n(bar.x)}" y="{_n(bar.y)}"'
        f' width="{_n(bar.width)}" height="{_n(bar.height)}" fill="{fill}"/>'
    )


def _stroke(stroke: Stroke) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in stroke.points)
    return (
        f'<polyline class="qms-plot__stroke qms-plot__stroke--{stroke.kind}" points="{points}" fill="none"'
        f" {_STROKES[stroke.kind]}/>"
    )


def _caption(caption: Caption) -> str:
    return (
        f'<text class="qms-plot__caption qms-plot__caption--{caption.kind}" x="{_n(caption.x)}"'
        f' y="{_n(caption.y + LABEL_SIZE * 0.35)}" text-anchor="{caption.at}" {_CAPTIONS[caption.kind]}>'
        f"{escape(caption.text)}</text>"
    )
