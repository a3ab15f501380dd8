"""Days as a calendar file that any calendar program reads (RFC 5545): events in, the text of an .ics file out.

All events last a day and block nobody's time. Nothing in it depends on the clock: the same events give the same text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_OCTETS = 75
"""A longer line is folded (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day. `uid` stays the same when the day moves: then a calendar moves its event."""

    uid: str
    day: date
    title: str
    text: str
    category: str


def calendar(events: Iterable[Event], as_of: date, name: str, program: str) -> str:
    """The calendar `name` with `events`, as known on the day `as_of`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(program)}//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        lines += _event(event, as_of)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, as_of: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_text(event.text)}"
    yield f"CATEGORIES:{_text(event.category)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text as RFC 5545, 3.3.11 writes it; other control characters than the line break have no place in it."""
    kept = "".join(letter for letter in value if letter == "\n" or letter.isprintable())
    for letter, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(letter, written)
    return kept


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, each after the first begun with a space; no letter is cut in two."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece
