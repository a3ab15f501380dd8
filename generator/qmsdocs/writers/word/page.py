"""The sheet of paper: its size and margins in twips, and the section properties that say so in Word."""

from dataclasses import dataclass, replace

COLUMN_GAP = 720
"""The room between two columns, in twips."""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet and its margins in twips; A4 upright unless said otherwise."""

    width: int = 11906
    height: int = 16838
    top: int = 1588
    right: int = 1247
    bottom: int = 1247
    left: int = 1247
    header: int = 567
    footer: int = 510

    @property
    def text_width(self) -> int:
        """The room between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """The room for text, less a line for what stands beside a picture that fills a page."""
        return self.height - self.top - self.bottom - 600

    @property
    def landscape(self) -> bool:
        """Whether the sheet lies on its side."""
        return self.width > self.height

    def turned(self) -> "Page":
        """The same sheet on its other side."""
        return replace(self, width=self.height, height=self.width)

    def enlarged(self) -> "Page":
        """A3 with the same margins, upright."""
        return replace(self, width=16838, height=23811)

    def section(self, header: str, footer: str, *, kind: str = "nextPage", columns: int = 1) -> str:
        """`w:sectPr` with the relationship ids of header and footer; `kind` says where the section begins.

        There is no line grid for Chinese text: with it, the rows of tables and forms grow.
        """
        count = f' w:num="{columns}"' if columns > 1 else ""
        turn = ' w:orient="landscape"' if self.landscape else ""
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/>'
            f'<w:footerReference w:type="default" r:id="{footer}"/><w:type w:val="{kind}"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{turn}/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.right}" w:bottom="{self.bottom}" w:left="{self.left}"'
            f' w:header="{self.header}" w:footer="{self.footer}" w:gutter="0"/>'
            f'<w:cols{count} w:space="{COLUMN_GAP}"/></w:sectPr>'
        )
