"""Times as authors write them (`2 h`, `5 working days`, `same working day`), compared and found in prose."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

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
_WORKING = ("working", "business", "工作日")
_SAME_DAY = {"same working day": "working days", "当个工作日内": "working days", "same day": "days", "当日": "days"}
_PLAIN_NUMBER = re.compile(
    r"[0-9]{1,3}(?:[ \u00a0\u202f,][0-9]{3})+|[0-9]+(?:\.[0-9]+)?|\b(?:twice|" + "|".join(_WORDS) + r")\b|两(?=倍)",
    re.IGNORECASE,
)


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


class Span(NamedTuple):
    """A limit as it is counted: hours and days by the calendar, or working days; the same day is none of them."""

    amount: float
    unit: Literal["hours", "days", "working days"]


def span(text: str) -> Span | None:
    """A limit with its unit; None as for `hours`."""
    same = _SAME_DAY.get(text.strip().lower())
    if same:
        return Span(0.0, "working days" if same == "working days" else "days")
    length = hours(text)
    if length is None or length < 24 or not _DURATION.fullmatch(text.strip()):
        return None if length is None else Span(length, "hours")
    if any(word in text.lower() for word in _WORKING):
        return Span(length / 24, "working days")
    # A limit of 24 h runs by the clock, one of a day to the end of that day.
    return Span(length, "hours") if re.search(r"h|小时", text, re.IGNORECASE) else Span(length / 24, "days")


def numbers_in(text: str) -> list[float]:
    """The numbers of a text, in digits or as words such as “twice”, in their order."""
    return [_plain_number(match.group().lower()) for match in _PLAIN_NUMBER.finditer(text)]


def _plain_number(text: str) -> float:
    if text in ("twice", "两"):
        return 2.0
    return float(_WORDS[text]) if text in _WORDS else float(re.sub(r"[ \u00a0\u202f,]", "", text))


def _hours_of(match: re.Match[str]) -> float:
    word = match["number"].lower()
    number = float(_WORDS[word]) if word in _WORDS else float(word.replace(",", "."))
    place = next(place for place in range(len(_HOURS)) if match[f"u{place}"])
    return number * list(_HOURS.values())[place]
