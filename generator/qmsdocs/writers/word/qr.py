"""The QR code that leads to "is this copy current?": an address in, a picture run out."""

from functools import lru_cache
from io import BytesIO

import segno

from qmsdocs.writers.word.parts import Context
from qmsdocs.writers.word.pictures import image

_SIDE = 648000
"""The side of the code in EMU: 1.8 cm."""


def qr_code(context: Context, address: str) -> str:
    """A run with the QR code of `address`."""
    relation = context.parts.relations.picture(_png(address), "QR code")
    return image(relation, _SIDE, _SIDE, context.say("word.qr", address=address), context.parts.drawing())


@lru_cache(maxsize=256)
def _png(address: str) -> bytes:
    target = BytesIO()
    # A fixed mask is as valid as the best one and five times faster to make.
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=3)
    code.save(target, kind="png", scale=4, border=2)
    return target.getvalue()
