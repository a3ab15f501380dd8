"""Which kind of copy a Word file is, and how it says so: a print, a numbered controlled copy, or a copy for information
(checklist item DC-22)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qmsdocs.writers.word.markup import paragraph, run
from qmsdocs.writers.word.parts import Context

CopyKind = Literal["uncontrolled", "controlled", "information"]

_COLOURS = {"controlled": "C00000", "information": "5F6B76"}


@dataclass(frozen=True, slots=True)
class Copy:
    """The kind; of a registered copy also its number, who holds it, and when it went out."""

    kind: CopyKind = "uncontrolled"
    number: str = ""
    holder: str = ""
    on: date | None = None

    @property
    def is_registered(self) -> bool:
        """Whether it has a number and a holder of its own."""
        return self.kind != "uncontrolled"


PRINT = Copy()
"""What anybody may print: it has no number, and nobody takes it back."""


def copy_line(copy: Copy) -> str:
    """Number, holder and day of a registered copy, as the cover states them; "" for a print."""
    return " · ".join(filter(None, (copy.number, copy.holder, copy.on.isoformat() if copy.on else "")))


def footer_line(copy: Copy, context: Context) -> str:
    """What the footer of every page says of the kind of copy."""
    line = context.say(f"word.line.{copy.kind}")
    if not copy.is_registered:
        return line
    return context.say("word.line.registered", number=copy.number, holder=copy.holder, day=copy.on or "", line=line)


def stamp(copy: Copy, context: Context) -> str:
    """The inside of the box for the stamp: printed on a registered copy, else room for the stamp of the house."""
    style = context.styles["QMS Stamp"]
    if not copy.is_registered:
        return paragraph(style, run(context.say("word.stamp")))
    colour = f'<w:color w:val="{_COLOURS[copy.kind]}"/>'
    large, small = f"<w:b/><w:bCs/>{colour}{_size(44 if context.chinese else 28)}", f"{colour}{_size(20)}"
    word = paragraph(style, run(context.say(f"word.stamp.{copy.kind}"), large))
    return word + paragraph(style, run(context.say("word.stamp.number", number=copy.number), small))


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def stamp_borders(copy: Copy) -> str:
    """The properties of the cell that is the box for the stamp."""
    size, colour = (12, _COLOURS[copy.kind]) if copy.is_registered else (6, "8A949E")
    sides = ("top", "left", "bottom", "right")
    lines = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>' for side in sides)
    return f"<w:tcBorders>{lines}</w:tcBorders>"


def copy_mark(copy: Copy, context: Context) -> str:
    """The line that stands above the head of a form; nothing on a print."""
    if not copy.is_registered:
        return ""
    words = (
        context.say(f"word.stamp.{copy.kind}"),
        context.say("word.stamp.number", number=copy.number),
        copy.holder,
        copy.on.isoformat() if copy.on else "",
    )
    look = f'<w:b/><w:bCs/><w:color w:val="{_COLOURS[copy.kind]}"/>'
    return paragraph(context.styles["QMS Small"], run(" · ".join(filter(None, words)), look), '<w:jc w:val="right"/>')
