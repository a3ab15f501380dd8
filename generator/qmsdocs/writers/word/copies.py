"""Which kind of copy a Word file is: a print, a numbered controlled copy, or a copy for information."""

from dataclasses import dataclass
from typing import Literal

CopyKind = Literal["uncontrolled", "controlled", "information"]


@dataclass(frozen=True, slots=True)
class Copy:
    """The kind; and number with holder or place of a controlled copy, or the recipient of one for information."""

    kind: CopyKind = "uncontrolled"
    holder: str = ""
