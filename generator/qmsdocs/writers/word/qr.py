"""The QR code that leads to "is this copy current?": an address in, a picture run out."""

from qmsdocs.writers.qr import qr_png
from qmsdocs.writers.word.parts import Context
from qmsdocs.writers.word.pictures import image

_SIDE = 648000
"""The side of the code in EMU: 1.8 cm."""


def qr_code(context: Context, address: str, *, at_right: bool = False) -> str:
    """A run with the QR code of `address`, see `image`."""
    relation = context.parts.relations.picture(qr_png(address), "QR code")
    name = context.say("word.qr", address=address)
    return image(relation, _SIDE, _SIDE, name, context.parts.drawing(), at_right=at_right)
