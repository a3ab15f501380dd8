"""Pictures: the bytes of a PNG or JPEG in, an inline drawing with alternative text out. Lengths are EMU."""

from qmsdocs.blocks import Picture
from qmsdocs.writers.word.inlines import optional
from qmsdocs.writers.word.markup import EMU_PER_TWIP, escape, paragraph
from qmsdocs.writers.word.parts import Context, Place, Relations

_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def picture(block: Picture, context: Context, place: Place) -> str:
    """The picture, no higher than a page, and its caption on the same page."""
    room = place.width - place.indent
    width = max(room * min(max(block.width, 1), 100) // 100, 1)
    across, down = max(block.pixels[0], 1), max(block.pixels[1], 1)
    height = width * down // across
    if height > context.page.text_height:
        width, height = width * context.page.text_height // height, context.page.text_height
    relation = context.parts.relations.picture(block.data, block.file)
    shown = image(relation, width * EMU_PER_TWIP, max(height, 1) * EMU_PER_TWIP, block.alt, context.parts.drawing())
    caption = optional(context.styles["caption"], block.caption, context, '<w:jc w:val="center"/>')
    lone = "" if block.caption else '<w:keepNext w:val="0"/>'
    return paragraph(context.styles["QMS Picture"], shown, lone) + caption


def image(relation: str, width: int, height: int, alternative: str, identity: int, *, at_right: bool = False) -> str:
    """A run with the picture `relation`, `width` by `height` EMU: in the line, or `at_right` of what follows, at the
    margin, where the text must leave room for it."""
    kind, place, around = ("anchor", _AT_RIGHT, "<wp:wrapNone/>") if at_right else ("inline", "", "")
    floating = _FLOATING if at_right else ""
    return (
        f'<w:r><w:drawing><wp:{kind} distT="0" distB="0" distL="0" distR="0"{floating}>{place}'
        f'<wp:extent cx="{width}" cy="{height}"/>{around}<wp:docPr'
        f' id="{identity}" name="Picture {identity}" descr="{escape(alternative)}"/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr><pic:cNvPr id="{identity}" name=""/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        f"</wp:{kind}></w:drawing></w:r>"
    )


_FLOATING = ' simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"'
_AT_RIGHT = (
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
)


def logo(data: bytes, relations: Relations, room: int, company: str, identity: int) -> str:
    """The house's logo, 0.95 cm high and no wider than `room` EMU."""
    height = 342000
    across, down = pixels(data)
    width = height * across // max(down, 1)
    if width > room:
        width, height = room, max(room * down // max(across, 1), 1)
    return image(relations.picture(data, "logo"), max(width, 1), height, company, identity)


def pixels(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG in pixels, read from its head; (1, 1) if they are not there."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return max(int.from_bytes(data[16:20], "big"), 1), max(int.from_bytes(data[20:24], "big"), 1)
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return (
                max(int.from_bytes(data[position + 7 : position + 9], "big"), 1),
                max(int.from_bytes(data[position + 5 : position + 7], "big"), 1),
            )
        position += 2 + max(length, 2)
    return 1, 1
