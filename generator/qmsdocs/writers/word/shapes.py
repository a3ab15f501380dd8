"""Native shapes: geometry in points in, a DrawingML group out.

The text stands in the shapes, so it can be found, translated and edited.
"""

from collections.abc import Sequence

from qmsdocs.writers.word.markup import EMU_PER_POINT, escape, paragraph, run
from qmsdocs.writers.word.parts import Context, Place, bookmark_name

FONT = 9.0
"""The size of text in a drawing that is not scaled, in points."""
_LEAST_FONT = 5.0
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
NO_LINE = "<a:ln><a:noFill/></a:ln>"
NONE = "<a:noFill/>"


def solid(colour: str) -> str:
    """A colour, such as 3A4550, as a fill."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def scale_of(width: float, height: float, context: Context, place: Place) -> float:
    """By how much a drawing is scaled down so that it fits the room and the page."""
    return min(1.0, (place.width - place.indent) / 20 / width, context.page.text_height / 20 / height)


class Shapes:
    """The shapes of one drawing, drawn in the order of calls."""

    def __init__(self, context: Context, scale: float) -> None:
        self._xml: list[str] = []
        self._context = context
        self._scale = scale

    def group(self, width: float, height: float, name: str, alternative: str) -> str:
        """All shapes as one run of text; programs that do not know shapes show the words."""
        across, down = self.length(width), self.length(height)
        group = (
            f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/>'
            f'<a:chOff x="0" y="0"/><a:chExt cx="{across}" cy="{down}"/></a:xfrm></wpg:grpSpPr>'
            f"{''.join(self._xml)}</wpg:wgp>"
        )
        identity, described = self._context.parts.drawing(), escape(alternative)
        shown = (
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
            f'<wp:docPr id="{identity}" name="{name} {identity}" descr="{described}"/><wp:cNvGraphicFramePr/>'
            f'<a:graphic><a:graphicData uri="{_GROUP}">{group}</a:graphicData></a:graphic></wp:inline></w:drawing>'
        )
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{shown}</mc:Choice>'
            f"<mc:Fallback><w:t>{described}</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        )

    def line(self, name: str, points: Sequence[tuple[float, float]], look: str) -> None:
        """A line through the points."""
        across, down = [x for x, _ in points], [y for _, y in points]
        left, top = min(across), min(down)
        width, height = max(across) - left, max(down) - top
        steps = ""
        for x, y in points:
            kind = "lnTo" if steps else "moveTo"
            steps += f'<a:{kind}><a:pt x="{self.length(x - left)}" y="{self.length(y - top)}"/></a:{kind}>'
        path = f'<a:path w="{self.length(width)}" h="{self.length(height)}" fill="none">{steps}</a:path>'
        geometry = (
            "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}</a:pathLst></a:custGeom>'
        )
        self._add(name, (left, top, width, height), geometry + NONE + look, "")

    def text(
        self,
        lines: tuple[str, ...],
        properties: str = "",
        anchor: str = "",
        points: float = FONT,
        side: str = "",
    ) -> str:
        """A text for a shape; with `side` (`left`, `right`) it stands there and not in the middle."""
        half_points = max(round(points * self._scale * 2), round(_LEAST_FONT * 2))
        size = f'{properties}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        content = "<w:r><w:br/></w:r>".join(run(line, size) for line in lines)
        if anchor in self._context.anchors:
            content = f'<w:hyperlink w:anchor="{bookmark_name(anchor)}" w:history="1">{content}</w:hyperlink>'
        exact = f'<w:spacing w:before="0" w:after="0" w:line="{half_points * 12}" w:lineRule="exact"/>'
        exact += f'<w:jc w:val="{side}"/>' if side else ""
        return paragraph(self._context.styles["QMS Drawing"], content, exact)

    def shape(self, name: str, preset: str, box: tuple[float, float, float, float], look: str, text: str = "") -> None:
        """A shape that Word knows, at a place, with its look and its text."""
        self._add(name, box, f'<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>{look}', text)

    def _add(self, name: str, box: tuple[float, float, float, float], look: str, text: str) -> None:
        x, y, width, height = map(self.length, box)
        identity = self._context.parts.drawing()
        content = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
        frame = '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr>'
        self._xml.append(
            f'<wps:wsp><wps:cNvPr id="{identity}" name="{name} {identity}"/><wps:cNvSpPr/><wps:spPr><a:xfrm>'
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>{look}</wps:spPr>'
            f"{content}{frame}</wps:wsp>"
        )

    def length(self, points: float) -> int:
        """A length of the drawing as Word counts it."""
        return round(points * self._scale * EMU_PER_POINT)
