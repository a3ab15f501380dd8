"""Times as authors write them (`2 h`, `5 working days`, `same working day`), compared and found in prose."""

import re
from collections.abc import Iterator

_HOURS = {
    r"s|seconds?|秒": 1 / 3600,
    r"min|minutes?|分钟": 1 / 60,
    r"h|hours?|个?小时": 1.0,
    r"(?:working |business |calendar )?days?|个?工作日|天": 24.0,
    r"weeks?|周": 168.0,
    r"months?|个月": 730.0,
    r"years?|(?<![0-9]{3})年": 8760.0,
}
"""Unit → hours. A working day counts as a day: a chain of limits only needs their order."""

_WORDS = {
    word: place
    for place, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
# After a word there is a blank: “open ones” tells no time.
_NUMBER = rf"[0-9]+(?:[.,][0-9]+)?|(?:{'|'.join(_WORDS)})(?=[ \u00a0-])"
_DURATION = re.compile(
    rf"(?<![A-Za-z0-9_.\-第])(?P<number>{_NUMBER})[ \u00a0-]?(?:"
    + "|".join(f"(?P<u{place}>{unit})" for place, unit in enumerate(_HOURS))
    + r")(?![A-Za-z])",
    re.IGNORECASE,
)
_FIXED = {"at once": 0.0, "same working day": 24.0, "same day": 24.0}


def hours(text: str) -> float | None:
    """A limit in hours; None when the text is no single duration ("every 3 working days", "as needed")."""
    fixed = _FIXED.get(text.strip().lower())
    if fixed is not None:
        return fixed
    match = _DURATION.fullmatch(text.strip())
    return _hours_of(match) if match else None


def durations_in(text: str) -> Iterator[tuple[str, float]]:
    """The durations that stand in a text, each as written and in hours."""
    return ((match.group(), _hours_of(match)) for match in _DURATION.finditer(text))


def _hours_of(match: re.Match[str]) -> float:
    word = match["number"].lower()
    number = float(_WORDS[word]) if word in _WORDS else float(word.replace(",", "."))
    place = next(place for place in range(len(_HOURS)) if match[f"u{place}"])
    return number * list(_HOURS.values())[place]
