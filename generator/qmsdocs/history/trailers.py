"""What a commit message says of people, `Approved-by: Ann` and the like. It claims, it proves nothing."""

import re

from qmsdocs.diagnostics import printable

_TRAILER = re.compile(r"^([A-Za-z]+(?:-[A-Za-z]+)*-[Bb]y): *(\S.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)


def trailers(message: str) -> list[tuple[str, str]]:
    """The lines `Somethinged-by: somebody` of a message, from any paragraph, as key and value.

    Git itself reads the last paragraph only, and forges put their own lines behind it.
    """
    return [(key.capitalize(), printable(" ".join(value.split()))) for key, value in _TRAILER.findall(message)]
