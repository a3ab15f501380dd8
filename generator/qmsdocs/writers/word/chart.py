"""Charts as native shapes: a plot in points in, its title and a DrawingML group of bars, lines and labels out."""

from qmsdocs.blocks import Chart
from qmsdocs.drawing import Bar, Caption, Stroke, text_width
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import paragraph
from qmsdocs.writers.word.parts import Context, Place
from qmsdocs.writers.word.shapes import NO_LINE, NONE, Shapes, scale_of, solid

_LABEL = 8.0
"""The size of a label."""
_BARS = {True: solid("17425C"), False: solid("A9C3D3")}
_LINES = {
    "axis": f'<a:ln w="9525">{solid("8A939C")}</a:ln>',
    "series": f'<a:ln w="19050">{solid("1B2430")}</a:ln>',
    "limit": f'<a:ln w="15875">{solid("B42318")}<a:prstDash val="dash"/></a:ln>',
}
_LOOKS = {"plain": "", "quiet": '<w:color w:val="59636E"/>', "strong": "<w:b/><w:bCs/>"}
_SIDES = {"start": "left", "middle": "", "end": "right"}


def chart(block: Chart, context: Context, place: Place) -> str:
    """The title as a caption, and the plot below it, scaled down to the room."""
    plot = block.plot
    shapes = _Plot(context, scale_of(plot.width, plot.height, context, place))
    for bar in plot.bars:
        shapes.bar(bar)
    for stroke in plot.strokes:
        shapes.stroke(stroke)
    for caption in plot.captions:
        shapes.caption(caption)
    title = paragraph(context.styles["caption"], inlines(block.title, context), "<w:keepNext/>")
    drawn = shapes.group(plot.width, plot.height, "Chart", block.alt)
    return title + paragraph(context.styles["QMS Picture"], drawn, '<w:keepNext w:val="0"/>')


class _Plot(Shapes):
    """The shapes of one plot."""

    def bar(self, bar: Bar) -> None:
        """A bar; one of no height is not drawn."""
        if bar.width > 0 and bar.height > 0:
            self.shape("Bar", "rect", (bar.x, bar.y, bar.width, bar.height), _BARS[bar.marked] + NO_LINE)

    def stroke(self, stroke: Stroke) -> None:
        """A line."""
        self.line("Line", stroke.points, _LINES[stroke.kind])

    def caption(self, caption: Caption) -> None:
        """A label beside, over or before its place."""
        width, height = text_width(caption.text, _LABEL) * 1.15 + 4, _LABEL + 3
        left = {"start": caption.x, "middle": caption.x - width / 2, "end": caption.x - width}[caption.at]
        text = self.text((caption.text,), _LOOKS[caption.kind], "", _LABEL, _SIDES[caption.at])
        self.shape("Label", "rect", (left, caption.y - height / 2, width, height), NONE + NO_LINE, text)
