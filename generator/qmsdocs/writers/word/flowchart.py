"""Flowcharts as native shapes: geometry in points in, a DrawingML group with lanes, boxes and connectors out.

The text stands in the shapes, so it can be found, translated and edited; a box that stands for a step links to it.
"""

from typing import assert_never

from qmsdocs.blocks import Flowchart
from qmsdocs.drawing import NOTE_SIZE, Drawing, Edge, Lane, Node
from qmsdocs.writers.word.markup import EMU_PER_POINT, escape, paragraph, run
from qmsdocs.writers.word.parts import Context, Place, bookmark_name

_FONT = 9.0
"""The size of text in a drawing that is not scaled, in points."""
_LABEL = 8.0
"""The size of an answer at a line."""
_LEAST_FONT = 5.0
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_INK = '<a:solidFill><a:srgbClr val="3A4550"/></a:solidFill>'
_HAIR = '<a:ln w="6350"><a:solidFill><a:srgbClr val="AEB7C0"/></a:solidFill></a:ln>'
_OUTLINE = '<a:ln w="9525"><a:solidFill><a:schemeClr val="accent1"/></a:solidFill></a:ln>'
_NO_LINE = "<a:ln><a:noFill/></a:ln>"
_WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
_BAND = '<a:solidFill><a:srgbClr val="EEF2F6"/></a:solidFill>'
_NONE = "<a:noFill/>"


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
    scale = min(1.0, (place.width - place.indent) / 20 / width, context.page.text_height / 20 / height)
    shapes = _Shapes(context, scale)
    for lane in drawing.lanes:
        shapes.lane(lane, drawing.head, height)
    for edge in drawing.edges:
        shapes.edge(edge)
    for node in drawing.nodes:
        shapes.node(node)
    for edge in drawing.edges:
        shapes.answer(edge)
    across, down = _emu(width * scale), _emu(height * scale)
    group = (
        f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/>'
        f'<a:chOff x="0" y="0"/><a:chExt cx="{across}" cy="{down}"/></a:xfrm></wpg:grpSpPr>'
        f"{''.join(shapes.xml)}</wpg:wgp>"
    )
    identity, described = context.parts.drawing(), escape(alternative)
    shown = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{identity}" name="Flowchart {identity}" descr="{described}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_GROUP}">{group}</a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{shown}</mc:Choice>'
        f"<mc:Fallback><w:t>{described}</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _emu(points: float) -> int:
    return round(points * EMU_PER_POINT)


class _Shapes:
    """The shapes of one drawing, drawn in the order of calls."""

    def __init__(self, context: Context, scale: float) -> None:
        self.xml: list[str] = []
        self._context = context
        self._scale = scale

    def lane(self, lane: Lane, head: float, height: float) -> None:
        """The frame of a lane and the band with its title."""
        self._shape("Lane", "rect", (lane.x, 0, lane.width, height), _NONE + _HAIR)
        bold = "<w:b/><w:bCs/>"
        self._shape(
            "Lane",
            "rect",
            (lane.x, 0, lane.width, head),
            _BAND + _HAIR,
            self._text(tuple(lane.title.split("\n")), bold),
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
        text = self._text(node.lines, "", node.anchor) if node.lines else ""
        text += self._text(node.notes, "", "", NOTE_SIZE) if node.notes else ""
        box = node.x, node.y, node.width, node.height
        if node.shape == "decision" or (node.shape == "connector" and node.notes):
            # The room for text of a diamond is half of it; a plain shape above gives the text the whole.
            self._shape("Decision" if node.shape == "decision" else "Connector", preset, box, fill + _OUTLINE)
            self._shape("Text", "rect", box, _NONE + _NO_LINE, text)
        else:
            self._shape("Step", preset, box, fill + _OUTLINE, text)

    def edge(self, edge: Edge) -> None:
        """A line through the points with an arrow head at the last."""
        if len(edge.points) < 2:
            return
        across, down = [x for x, _ in edge.points], [y for _, y in edge.points]
        left, top = min(across), min(down)
        width, height = max(across) - left, max(down) - top
        steps = ""
        for x, y in edge.points:
            kind = "lnTo" if steps else "moveTo"
            steps += f'<a:{kind}><a:pt x="{self._length(x - left)}" y="{self._length(y - top)}"/></a:{kind}>'
        path = f'<a:path w="{self._length(width)}" h="{self._length(height)}" fill="none">{steps}</a:path>'
        geometry = (
            "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}</a:pathLst></a:custGeom>'
        )
        tip = '<a:miter lim="800000"/><a:tailEnd type="triangle" w="med" len="med"/>'
        line = f'{_NONE}<a:ln w="9525">{_INK}{tip}</a:ln>'
        self._add("Arrow", (left, top, width, height), geometry + line, "")

    def answer(self, edge: Edge) -> None:
        """The answer at a line, on white, so that the line does not strike it out."""
        if not edge.label:
            return
        x, y = edge.label_at
        width = 2 + sum(_LABEL if ord(letter) > 0x2E7F else _LABEL * 0.52 for letter in edge.label)
        height = _LABEL + 2
        self._shape(
            "Answer",
            "rect",
            (x - width / 2, y - height / 2, width, height),
            _WHITE + _NO_LINE,
            self._text((edge.label,), "", "", _LABEL),
        )

    def _text(self, lines: tuple[str, ...], properties: str = "", anchor: str = "", points: float = _FONT) -> str:
        half_points = max(round(points * self._scale * 2), round(_LEAST_FONT * 2))
        size = f'{properties}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        content = "<w:r><w:br/></w:r>".join(run(line, size) for line in lines)
        if anchor in self._context.anchors:
            content = f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{content}</w:hyperlink>'
        exact = f'<w:spacing w:before="0" w:after="0" w:line="{half_points * 12}" w:lineRule="exact"/>'
        return paragraph(self._context.styles["QMS Drawing"], content, exact)

    def _shape(self, name: str, preset: str, box: tuple[float, float, float, float], look: str, text: str = "") -> None:
        self._add(name, box, f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>{look}', text)

    def _add(self, name: str, box: tuple[float, float, float, float], look: str, text: str) -> None:
        x, y, width, height = map(self._length, box)
        identity = self._context.parts.drawing()
        content = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
        frame = '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr>'
        self.xml.append(
            f'<wps:wsp><wps:cNvPr id="{identity}" name="{name} {identity}"/><wps:cNvSpPr/><wps:spPr><a:xfrm>'
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>{look}</wps:spPr>'
            f"{content}{frame}</wps:wsp>"
        )

    def _length(self, points: float) -> int:
        return _emu(points * self._scale)
