"""The complaints of an export, column by column, or what is wrong with it, by row.

A moment is one number: the day of the calendar and the minute in it, or `NO_TIME` where only the day is known.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import compress

from qmsdocs.analysis.personal import masked, personal_data
from qmsdocs.analysis.plan import CODED, MOMENTS, Plan
from qmsdocs.analysis.table import DataTable, cell_text
from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place

NOTHING = frozenset({"", "-", "–", "—", "――", "——"})
"""What stands in a cell in which there is nothing to enter."""
YES = frozenset({"yes", "y", "true", "1", "ja", "tak", "是", "有"})
NO = NOTHING | {"no", "n", "false", "0", "none", "nee", "nein", "nie", "否", "无"}
DAY_BITS = 11
NO_TIME = (1 << DAY_BITS) - 1
"""The minute of a moment of which only the day is known: later than any minute of the day."""
_WRONG = -(1 << 40)
_EARLIEST = date(1970, 1, 1).toordinal()
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:(?: ?T| *)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?:[,，;；].*)?",
    re.DOTALL,
)
_CLOCK = re.compile(r"(?:[ T]([0-9]{2}):([0-9]{2})(?::[0-9]{2})?)?\s*(?:[,，;；].*)?", re.DOTALL)
_PARTS = re.compile(r"[,，;；]\s*")


@dataclass(frozen=True)
class Cases:
    """The complaints of an export. Every column has an entry for each of them."""

    count: int
    moments: Mapping[str, Sequence[int]]
    """By column of dates; 0 where there is none."""
    codes: Mapping[str, Sequence[str]]
    """By column of codes; "" where there is none."""
    marks: Mapping[str, Sequence[bool]]
    """Whether it was reopened, and whether it is linked with an earlier one."""
    ratings: Sequence[int] | None
    """The rating of each; None where there is none."""
    blank_rating: int = 0

    def picked(self, wanted: Sequence[bool]) -> "Cases":
        """Those of the cases that are wanted."""
        pick: Callable[[Sequence[int]], list[int]] = lambda column: list(compress(column, wanted))  # noqa: E731
        return Cases(
            sum(wanted),
            {name: pick(column) for name, column in self.moments.items()},
            {name: list(compress(column, wanted)) for name, column in self.codes.items()},
            {name: list(compress(column, wanted)) for name, column in self.marks.items()},
            None if self.ratings is None else pick(self.ratings),
            self.blank_rating,
        )


def read_cases(table: DataTable, plan: Plan, file: str) -> Cases | list[Diagnostic]:
    """The complaints in a table, or every reason why it is refused, in the order of its rows."""
    reading = _Reading(table, plan, file)
    cases = reading.cases()
    problems = sorted(reading.problems, key=lambda each: (each.place.line, each.place.column))
    return problems or cases


class _Reading:
    """One reading of a table; what is wrong is collected in `problems`."""

    def __init__(self, table: DataTable, plan: Plan, file: str) -> None:
        self.problems: list[Diagnostic] = []
        self._plan, self._file, self._heads, self._head_row = plan, file, table.heads, table.first - 1
        kept = [place for place, row in enumerate(table.rows) if any(row)]
        self._rows = [table.rows[place] for place in kept]
        self._numbers = [place + table.first for place in kept]
        self._columns = self._places()
        self._shapes()

    def cases(self) -> Cases:
        """Everything that is mapped; of use only where there is no problem."""
        if not self._rows and not self.problems:
            self.problems.append(Diagnostic("data-file", Place(self._file, line=1, column=1), {}, "empty"))
        self._check_numbers()
        moments = {name: self._moments(name) for name in MOMENTS if name in self._columns}
        self._check_order(moments)
        codes = {name: self._codes(name) for name in CODED if name in self._columns}
        marks: dict[str, list[bool]] = {
            name: self._marks(name) for name in ("reopened", "linked") if name in self._columns
        }
        ratings = self._ratings() if "satisfaction" in self._columns and self._plan.mapping.ratings else None
        for place in self._texts():
            self._search(place)
        return Cases(len(self._rows), moments, codes, marks, ratings, self._blank_rating())

    # ── Columns ──────────────────────────────────────────────────────────────

    def _places(self) -> dict[str, int]:
        """Where each mapped column stands; the first heading of the mapping that the table has wins."""
        found = {}
        for name in self._plan.mapping.columns.__class__.model_fields:
            headings: tuple[str, ...] = getattr(self._plan.mapping.columns, name)
            heading = next((each for each in headings if each in self._heads), None)
            if name == "text":
                continue
            if heading is not None:
                found[name] = self._heads.index(heading)
                if self._heads.count(heading) > 1:
                    self._add("data-column", 0, found[name], variant="twice", heading=heading)
            elif name in ("number", "received"):
                self._add("data-column", 0, 0, name=name, headings=" / ".join(headings))
        return found

    def _texts(self) -> list[int]:
        headings = self._plan.mapping.columns.text
        return [place for place, head in enumerate(self._heads) if head in headings]

    def _shapes(self) -> None:
        """Rows with more cells than headings: a mark that parts cells stands in a text without quotation marks."""
        width = len(self._heads)
        if all(len(row) == width for row in self._rows):
            return
        for place, row in enumerate(self._rows):
            if len(row) > width and any(row[width:]):
                self._add("data-file", place, width, variant="shape", cells=len(row), heads=width)
        self._rows = [[*row, *[""] * (width - len(row))] for row in self._rows]

    def _column(self, name: str) -> list[str]:
        return self._texts_at(self._columns[name])

    def _texts_at(self, place: int) -> list[str]:
        """The cells of a column as texts."""
        cells = [row[place] for row in self._rows]
        kinds = set(map(type, cells))
        if kinds == {str}:
            return cells
        if datetime in kinds:
            # In a column of times, midnight is one too: a workbook does not tell it from a day alone.
            cells = [datetime.combine(cell, time()) if cell.__class__ is date else cell for cell in cells]
        return [cell if cell.__class__ is str else cell_text(cell) for cell in cells]

    # ── Cells ────────────────────────────────────────────────────────────────

    def _check_numbers(self) -> None:
        if "number" not in self._columns:
            return
        numbers = [text.strip() for text in self._column("number")]
        if len(set(numbers)) == len(numbers) and NOTHING.isdisjoint(numbers):
            return
        first: dict[str, int] = {}
        for place, number in enumerate(numbers):
            if number in NOTHING:
                self._add("data-number", place, self._columns["number"], variant="missing")
            elif number in first:
                shown = self._safe(number)
                earlier = self._numbers[first[number]]
                self._add("data-number", place, self._columns["number"], number=shown, first=earlier)
            else:
                first[number] = place

    def _moments(self, name: str) -> list[int]:
        days, clocks = _Days(), _Clocks()
        texts = self._column(name)
        found = [days[text[:10]] + clocks[text[10:]] for text in texts]
        if min(found, default=1) > NO_TIME:
            return found
        column = self._columns[name]
        for place, moment in enumerate(found):
            if moment > NO_TIME:
                continue
            text = texts[place]
            found[place] = moment = _moment(text)
            if moment < 0:
                self._add("data-date", place, column, value=self._safe(text))
                found[place] = 0
            elif not moment and name == "received":
                self._add("data-date", place, column, variant="missing")
        return found

    def _check_order(self, moments: Mapping[str, list[int]]) -> None:
        """No date lies in the future, none before the receipt."""
        last = (self._plan.as_of.toordinal() << DAY_BITS) + NO_TIME
        received = moments.get("received", [])
        for name, column in moments.items():
            if max(column, default=0) > last:
                for place, moment in enumerate(column):
                    if moment > last:
                        values = {"day": _day_of(moment), "as_of": self._plan.as_of}
                        self._add("data-date", place, self._columns[name], variant="future", **values)
            if name == "received":
                continue
            for place, (start, end) in enumerate(zip(received, column, strict=True)):
                if end < start and end and not _same_day(start, end):
                    values = {"day": _day_of(end), "received": _day_of(start)}
                    self._add("data-date", place, self._columns[name], variant="order", **values)

    def _codes(self, name: str) -> list[str]:
        meanings = _Meanings(self._plan.codes[name])
        texts = self._column(name)
        found = [meanings[text] for text in texts]
        if _UNKNOWN in meanings.values():
            known = list(self._plan.names[name])
            for place, code in enumerate(found):
                if code == _UNKNOWN:
                    value = texts[place].strip()
                    near = nearest(value, known)
                    values = {"value": self._safe(value), "near": near, "known": ", ".join(known[:12])}
                    self._add("data-code", place, self._columns[name], variant="" if near else "far", **values)
        return found

    def _marks(self, name: str) -> list[bool]:
        answers: dict[str, bool | None] = {}
        found = []
        for place, text in enumerate(self._column(name)):
            answer = answers.get(text)
            if answer is None and text not in answers:
                answer = answers[text] = _mark(text, numbered=name == "linked")
            if answer is None:
                self._add("data-value", place, self._columns[name], value=self._safe(text))
            found.append(bool(answer))
        return found

    def _ratings(self) -> list[int]:
        scale = self._plan.mapping.ratings
        assert scale is not None
        allowed = {str(rating): rating for rating in range(scale.lowest, scale.highest + 1)}
        allowed |= dict.fromkeys(NOTHING, self._blank_rating())
        found = []
        for place, text in enumerate(self._column("satisfaction")):
            rating = allowed.get(text.strip())
            if rating is None:
                values = {"value": self._safe(text), "lowest": scale.lowest, "highest": scale.highest}
                self._add("data-value", place, self._columns["satisfaction"], variant="rating", **values)
            found.append(0 if rating is None else rating)
        return found

    def _blank_rating(self) -> int:
        """What stands for no rating: a number that the scale does not have."""
        return self._plan.mapping.ratings.lowest - 1 if self._plan.mapping.ratings else 0

    def _search(self, place: int) -> None:
        """Looks for personal data in a column of text."""
        seen: dict[str, tuple[str, str] | None] = {}
        for number, text in enumerate(self._texts_at(place)):
            if text not in seen:
                seen[text] = personal_data(text)
            found = seen[text]
            if found:
                self._add("data-personal", number, place, variant=found[0], found=found[1])

    @staticmethod
    def _safe(value: str) -> str:
        """A value as a message may print it."""
        found = personal_data(value)
        return found[1] if found else value.strip() if len(value) <= 60 else masked(value.strip())

    def _add(self, rule: str, row: int, column: int, *, variant: str = "", **values: object) -> None:
        """Notes a problem at a place of the table; `row` counts the rows below the headings from 0."""
        line = self._head_row if rule == "data-column" else self._numbers[row]
        heading = self._heads[column] if column < len(self._heads) else ""
        place = Place(self._file, line=line, column=column + 1)
        self.problems.append(Diagnostic(rule, place, {"heading": heading} | values, variant))


# ── Values of cells ──────────────────────────────────────────────────────────

_UNKNOWN = "\x00"


class _Days(dict[str, int]):
    """Day of the calendar by the first ten letters of a cell, such as 2026-11-24."""

    def __missing__(self, text: str) -> int:
        found = 0 if text.strip() in NOTHING else _WRONG
        if len(text) == 10 and text.isascii() and text[4] == text[7] == "-":
            try:
                day = date.fromisoformat(text).toordinal()
                found = day << DAY_BITS if day >= _EARLIEST else _WRONG
            except ValueError:
                pass
        self[text] = found
        return found


class _Clocks(dict[str, int]):
    """Minute of the day by the rest of a cell, such as 09:42."""

    def __missing__(self, text: str) -> int:
        match, found = _CLOCK.fullmatch(text), _WRONG
        if match and match[1] is None:
            found = NO_TIME
        elif match and match[1] < "24" and match[2] < "60":
            found = 60 * int(match[1]) + int(match[2])
        self[text] = found
        return found


class _Meanings(dict[str, str]):
    """The code for which a cell stands."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._known = known

    def __missing__(self, text: str) -> str:
        self[text] = found = self._found(text.strip())
        return found

    def _found(self, text: str) -> str:
        if text in NOTHING:
            return ""
        if text in self._known:
            return self._known[text]
        # A cell of the ledger may hold a day and a code: “2026-10-05 13:10, B”.
        last = _PARTS.split(text)[-1].strip()
        return self._known.get(last, _UNKNOWN)


def _moment(text: str) -> int:
    """The moment in a cell that is not written as the program would write it."""
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        return 0 if text.strip() in NOTHING else _WRONG
    year, month, day, hour, minute = match.groups()
    try:
        number = date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return _WRONG
    clock = NO_TIME if hour is None else 60 * int(hour) + int(minute)
    if number < _EARLIEST or (hour is not None and (int(hour) > 23 or int(minute) > 59)):
        return _WRONG
    return (number << DAY_BITS) + clock


def _mark(text: str, *, numbered: bool) -> bool | None:
    """Yes or no; a day is a yes, and so is a number where one is expected; None for anything else."""
    word = text.strip().lower()
    if word in NO:
        return False
    if word in YES or numbered or _moment(text) > NO_TIME:
        return True
    return None


def _same_day(one: int, other: int) -> bool:
    """Whether two moments lie on the same day, and the time of one of them is not known."""
    return one >> DAY_BITS == other >> DAY_BITS and NO_TIME in (one & NO_TIME, other & NO_TIME)


def _day_of(moment: int) -> str:
    day, minute = date.fromordinal(moment >> DAY_BITS), moment & NO_TIME
    return f"{day}" if minute == NO_TIME else f"{day} {minute // 60:02}:{minute % 60:02}"


def days_of(moments: Sequence[int]) -> Iterator[int]:
    """The day of each moment, as an ordinal."""
    return (moment >> DAY_BITS for moment in moments)
