"""Flowcharts as native shapes: geometry in points in, a DrawingML group with lanes, boxes and connectors out.

A box that stands for a step links to it.
"""

from typing import assert_never

from qmsdocs.blocks import Flowchart
from qmsdocs.drawing import NOTE_SIZE, Drawing, Edge, Lane, Node
from qmsdocs.writers.word.markup import paragraph
from qmsdocs.writers.word.parts import Context, Place
from qmsdocs.writers.word.shapes import NO_LINE, NONE, Shapes, scale_of, solid

_LABEL = 8.0
"""The size of an answer at a line."""
_HAIR = f'<a:ln w="6350">{solid("AEB7C0")}</a:ln>'
_OUTLINE = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent1"/></a:solidFill></a:ln>'
_TIP = '<a:miter lim="800000"/><a:tailEnd type="triangle" w="med" len="med"/>'
_ARROW = f'<a:ln w="9525">{solid("3A4550")}{_TIP}</a:ln>'
_WHITE = solid("FFFFFF")
_BAND = solid("EEF2F6")


def flowchart(block: Flowchart, context: Context, place: Place) -> str:
    """Each drawing in a paragraph of its own, scaled down to the room if it is wider or higher than a page."""
    return "".join(
        paragraph(
            context.styles["QMS Picture"], _drawing(drawing, block.alt, context, place), '<w:keepNext w:val="0"/>'
        )
        for drawing in block.drawings
    )


def _drawing(drawing: Drawing, alternative: str, context: Context, place: Place) -> str:
    width, height = max(drawing.width, 1.0), max(drawing.height, 1.0)
    shapes = _Flow(context, scale_of(width, height, context, place))
    for lane in drawing.lanes:
        shapes.lane(lane, drawing.head, height)
    for edge in drawing.edges:
        shapes.edge(edge)
    for node in drawing.nodes:
        shapes.node(node)
    for edge in drawing.edges:
        shapes.answer(edge)
    return shapes.group(width, height, "Flowchart", alternative)


class _Flow(Shapes):
    """The shapes of one flowchart."""

    def lane(self, lane: Lane, head: float, height: float) -> None:
        """The frame of a lane and the band with its title."""
        self.shape("Lane", "rect", (lane.x, 0, lane.width, height), NONE + _HAIR)
        bold = "<w:b/><w:bCs/>"
        self.shape(
            "Lane",
            "rect",
            (lane.x, 0, lane.width, head),
            _BAND + _HAIR,
            self.text(tuple(lane.title.split("\n")), bold),
        )

    def node(self, node: Node) -> None:
        """A box with its text; the text leads to the step."""
        match node.shape:
            case "start" | "end":
                preset, fill = "flowChartTerminator", _BAND
            case "step":
                preset, fill = "roundRect", _WHITE
            case "decision":
                preset, fill = "flowChartDecision", _WHITE
            case "connector":
                # A letter stands in a circle, the name of a step elsewhere in a pill.
                preset, fill = ("flowChartTerminator", _BAND) if node.notes else ("flowChartConnector", _WHITE)
            case _:
                assert_never(node.shape)
        text = self.text(node.lines, "", node.anchor) if node.lines else ""
        text += self.text(node.notes, points=NOTE_SIZE) if node.notes else ""
        box = node.x, node.y, node.width, node.height
        if node.shape == "decision" or (node.shape == "connector" and node.notes):
            # The room for text of a diamond is half of it; a plain shape above gives the text the whole.
            self.shape("Decision" if node.shape == "decision" else "Connector", preset, box, fill + _OUTLINE)
            self.shape("Text", "rect", box, NONE + NO_LINE, text)
        else:
            self.shape("Step", preset, box, fill + _OUTLINE, text)

    def edge(self, edge: Edge) -> None:
        """A line through the points with an arrow head at the last."""
        if len(edge.points) >= 2:
            self.line("Arrow", edge.points, _ARROW)

    def answer(self, edge: Edge) -> None:
        """The answer at a line, on white, so that the line does not strike it out."""
        if not edge.label:
            return
        x, y = edge.label_at
        width = 2 + sum(_LABEL if ord(letter) > 0x2E7F else _LABEL * 0.52 for letter in edge.label)
        height = _LABEL + 2
        self.shape(
            "Answer",
            "rect",
            (x - width / 2, y - height / 2, width, height),
            _WHITE + NO_LINE,
            self.text((edge.label,), "", "", _LABEL),
        )
