"""Counting: cases and the plan of a house in, counts, shares and signals out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean, stdev

from qmsdocs.analysis.cases import DAY_BITS, NO_TIME, Cases
from qmsdocs.analysis.combinations import standing_out
from qmsdocs.analysis.plan import VIEWS, HouseRules, Plan, PlannedLimit
from qmsdocs.analysis.results import (
    Combination,
    Combinations,
    LimitResult,
    Month,
    Pareto,
    ParetoLine,
    PartSignal,
    Results,
    Season,
    Share,
    Sign,
    TrendPoint,
)
from qmsdocs.durations import Span

_YEAR = 12


def analyse(cases: Cases, plan: Plan, start: date | None) -> Results:
    """Everything that the cases tell. The period begins with `start`, or with the first case; earlier cases serve the
    trend alone."""
    days = [moment >> DAY_BITS for moment in cases.moments["received"]]
    first = start or date.fromordinal(min(days))
    months = _months(days)
    inside = [day >= first.toordinal() for day in days]
    period = cases if all(inside) else cases.picked(inside)
    period_months = [month for month, wanted in zip(months, inside, strict=True) if wanted]
    complete = _complete(months, plan.as_of)
    in_period = frozenset(month for month in complete if date(month.year, month.month, 1) >= first.replace(day=1))
    views = {view: (cases.codes[view], period.codes[view]) for view in VIEWS if view in cases.codes}
    last = complete[-1] if complete and complete[-1] in in_period else None
    series = list(_series(cases, months, complete))
    by_month = Counter(months)
    seasons, years = _seasons(by_month, complete, plan.rules)
    return Results(
        cases=period.count,
        before=cases.count - period.count,
        start=first,
        end=date.fromordinal(max(days)),
        last_month=last,
        decided=_filled(period, "decided"),
        closed=_filled(period, "closed"),
        gaps={view: _gaps(codes, plan) for view, (_, codes) in views.items() if view in ("type", "product", "cause")},
        trend=_trend([by_month[month.number] for month in complete], complete, plan.rules),
        in_period=in_period,
        parts=tuple(_parts(series, complete, plan.rules)) if last else (),
        series=len(series),
        paretos=tuple(_pareto(view, codes) for view, (_, codes) in views.items()),
        limits=tuple(result for limit in plan.limits for result in _kept(period, limit, plan)),
        reopened=_reopened(period),
        linked=_linked(period),
        satisfied=_satisfied(period, plan),
        ratings=_ratings(period),
        seasons=seasons,
        years=years,
        combinations=_combinations(period, period_months, plan),
        enough=period.count >= plan.rules.least,
    )


# ── Months and series ────────────────────────────────────────────────────────


class _MonthOfDay(dict[int, int]):
    """The number of the month of a day."""

    def __missing__(self, day: int) -> int:
        found = date.fromordinal(day)
        self[day] = number = _YEAR * found.year + found.month - 1
        return number


def _months(days: Sequence[int]) -> list[int]:
    month = _MonthOfDay()
    return [month[day] for day in days]


def _complete(months: Sequence[int], as_of: date) -> list[Month]:
    """Every month from the first to the last that was over on the day of the analysis."""
    every = [Month.of(number) for number in range(min(months), max(months) + 1)]
    return [month for month in every if month.after <= as_of]


def _series(cases: Cases, months: Sequence[int], complete: Sequence[Month]) -> Iterator[tuple[str, str, list[int]]]:
    """The counts of each code, month by month."""
    for view in VIEWS:
        if view in cases.codes:
            counts = Counter(zip(cases.codes[view], months, strict=True))
            for code in sorted({code for code, _ in counts if code}):
                yield view, code, [counts[code, month.number] for month in complete]


def _trend(counts: Sequence[int], months: Sequence[Month], rules: HouseRules) -> tuple[TrendPoint, ...]:
    return tuple(_point(counts, place, month, rules, whole=True) for place, month in enumerate(months))


def _point(counts: Sequence[int], place: int, month: Month, rules: HouseRules, *, whole: bool) -> TrendPoint:
    """A month against those before it. Of a part with few cases a rise says nothing: the cases themselves say more."""
    count, before = counts[place], counts[max(place - rules.months, 0) : place]
    signs: list[Sign] = []
    rise = 100 * (count / before[-1] - 1) if before and before[-1] else None
    if rise is not None and rise > rules.rise and (whole or max(count, before[-1]) >= rules.least):
        signs.append("rise")
    if len(before) < rules.months:
        return TrendPoint(month, count, rise=rise, signs=tuple(signs))
    mean, deviation = fmean(before), stdev(before)
    limit = mean + rules.deviations * deviation
    if not any(counts[:place]) and count:
        signs = ["new"]
    elif count > limit:
        signs.append("limit")
    elif not count and mean - rules.deviations * deviation > 0:
        signs.append("nothing")
    return TrendPoint(month, count, mean, deviation, limit, rise, tuple(signs))


def _parts(
    series: Sequence[tuple[str, str, list[int]]], months: Sequence[Month], rules: HouseRules
) -> Iterator[PartSignal]:
    """The signals of the last month in parts of the whole."""
    for view, code, counts in series:
        point = _point(counts, len(months) - 1, months[-1], rules, whole=False)
        if point.signs:
            yield PartSignal(view, code, point)


def _seasons(counts: Mapping[int, int], complete: Sequence[Month], rules: HouseRules) -> tuple[tuple[Season, ...], int]:
    """Each month of the year against the mean of its twelve months, over the last full years; two are needed."""
    years = len(complete) // _YEAR
    if years < 2:
        return (), years
    ratios: dict[int, list[float]] = {month: [] for month in range(1, _YEAR + 1)}
    used = complete[-years * _YEAR :]
    for place in range(0, len(used), _YEAR):
        block = used[place : place + _YEAR]
        mean = fmean(counts.get(month.number, 0) for month in block)
        for month in block:
            ratios[month.month].append(100 * counts.get(month.number, 0) / mean if mean else 0.0)
    return tuple(_season(month, found, rules) for month, found in ratios.items()), years


def _season(month: int, by_year: Sequence[float], rules: HouseRules) -> Season:
    high, low = 100 + rules.rise, 100 - rules.rise
    if min(by_year) > high:
        return Season(month, fmean(by_year), tuple(by_year), "high")
    return Season(month, fmean(by_year), tuple(by_year), "low" if max(by_year) < low else "")


# ── Counts and shares ────────────────────────────────────────────────────────


def _filled(cases: Cases, name: str) -> int | None:
    column = cases.moments.get(name)
    return None if column is None else sum(map(bool, column))


def _gaps(codes: Sequence[str], plan: Plan) -> Share:
    counts = Counter(codes)
    return Share(sum(counts[code] for code in {"", *plan.mapping.other}), len(codes))


def _pareto(view: str, codes: Sequence[str]) -> Pareto:
    counts, total, sum_, few = Counter(codes), len(codes) or 1, 0, 0
    lines = []
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        few += 2 * sum_ <= total
        sum_ += count
        lines.append(ParetoLine(code, count, 100 * count / total, 100 * sum_ / total))
    return Pareto(view, tuple(lines), few)


def _reopened(cases: Cases) -> Share | None:
    """Of the cases that were closed; of all, where an export does not say which."""
    marks, closed = cases.marks.get("reopened"), cases.moments.get("closed")
    if marks is None:
        return None
    if closed is None:
        return Share(sum(marks), cases.count)
    return Share(sum(marks), sum(1 for mark, moment in zip(marks, closed, strict=True) if moment or mark))


def _linked(cases: Cases) -> Share | None:
    marks = cases.marks.get("linked")
    return None if marks is None else Share(sum(marks), cases.count)


def _ratings(cases: Cases) -> dict[int, int]:
    """How often each rating was given, in their order."""
    counts = Counter(cases.ratings or ())
    return {rating: counts[rating] for rating in sorted(counts) if rating != cases.blank_rating}


def _satisfied(cases: Cases, plan: Plan) -> Share | None:
    scale, given = plan.mapping.ratings, _ratings(cases)
    if scale is None or cases.ratings is None:
        return None
    return Share(sum(count for rating, count in given.items() if rating >= scale.satisfied), sum(given.values()))


# ── Limits ───────────────────────────────────────────────────────────────────


def _kept(cases: Cases, limit: PlannedLimit, plan: Plan) -> Iterator[LimitResult]:
    """How often a limit was kept, by grade. What is not done counts as late once its limit has passed."""
    if limit.start not in cases.moments or limit.end not in cases.moments:
        return
    nothing = [""] * cases.count
    grades, sites = cases.codes.get("grade") or nothing, cases.codes.get("site") or nothing
    now = (plan.as_of + timedelta(days=1)).toordinal() << DAY_BITS
    starts, done = cases.moments[limit.start], cases.moments[limit.end]
    ends = [end or now for end in done]
    answers: Counter[tuple[str, str]] = Counter()
    units = {span.unit for span in limit.spans.values()}
    for unit, passed in _PASSED.items():
        if unit in units or unit == "hours":
            counts = Counter(zip(grades, sites, map(bool, done), passed(starts, ends), strict=True))
            for (grade, site, is_done, length), count in counts.items():
                span = limit.span(grade, site)
                if span.unit == unit if span else unit == "hours":
                    answers[grade, _answer(span, length, is_done)] += count
    for grade in (*plan.names["grade"], ""):
        kept, late, open_, unknown = (answers[grade, answer] for answer in ("kept", "late", "open", "unknown"))
        if kept or late or open_ or unknown:
            yield LimitResult(limit.key, grade, Share(kept, kept + late), open_, unknown)


def _answer(span: Span | None, length: int | None, is_done: bool) -> str:
    """What is told of a case that took so long: minutes, days or working days, as the limit is counted."""
    if span is None or length is None:
        return "unknown"
    if length > span.amount * (60 if span.unit == "hours" else 1):
        return "late"
    return "kept" if is_done else "open"


def _minutes(starts: Sequence[int], ends: Sequence[int]) -> Iterator[int | None]:
    """Minutes by the clock; None where the time of one of the moments is not known."""
    for start, end in zip(starts, ends, strict=True):
        minute, until = start & NO_TIME, end & NO_TIME
        if start and minute != NO_TIME != until:
            yield 1440 * ((end >> DAY_BITS) - (start >> DAY_BITS)) + until - minute
        else:
            yield None


def _days(starts: Sequence[int], ends: Sequence[int]) -> Iterator[int | None]:
    """Days of the calendar; the first is the day after."""
    for start, end in zip(starts, ends, strict=True):
        yield (end >> DAY_BITS) - (start >> DAY_BITS) if start else None


class _WorkingDays(dict[int, int]):
    """How many days from Monday to Friday there are up to a day of the calendar, that day included."""

    def __missing__(self, day: int) -> int:
        weeks, rest = divmod(day - 1, 7)  # day 1 of the calendar is a Monday
        self[day] = count = 5 * weeks + min(rest + 1, 5)
        return count


def _working_days(starts: Sequence[int], ends: Sequence[int]) -> Iterator[int | None]:
    """Days from Monday to Friday, the first of them the day after. What is received at the weekend and due the same
    working day is due on Monday."""
    until = _WorkingDays()
    for start, end in zip(starts, ends, strict=True):
        day = start >> DAY_BITS
        passed = until[end >> DAY_BITS] - until[day]
        yield (0 if passed == 1 and day % 7 in (6, 0) else passed) if start else None


_PASSED: Mapping[str, Callable[[Sequence[int], Sequence[int]], Iterator[int | None]]] = {
    "hours": _minutes,
    "days": _days,
    "working days": _working_days,
}
"""How long it took, by the unit of the limit."""


# ── Combinations ─────────────────────────────────────────────────────────────


def _combinations(cases: Cases, months: Sequence[int], plan: Plan) -> Combinations:
    columns: dict[str, Sequence[str]] = {name: codes for name, codes in cases.codes.items() if name in VIEWS}
    names = _MonthNames()
    columns["month"] = [names[month] for month in months]
    grids = [
        (sides, *_grid(columns[sides[0]], columns[sides[1]]))
        for sides in plan.mapping.combinations
        if sides[0] in columns and sides[1] in columns and cases.count >= plan.rules.least
    ]
    cells = sum(len(rows) * len(heads) for _, rows, heads, _ in grids)
    threshold = plan.mapping.chance / 100 / cells if cells else 0.0
    found = [each for sides, rows, heads, grid in grids for each in _outstanding(sides, rows, heads, grid, threshold)]
    strongest = sorted(found, key=lambda each: (-abs(each.residual), each.sides, each.first, each.second))
    return Combinations(tuple(strongest), cells, threshold)


class _MonthNames(dict[int, str]):
    """How the months are written."""

    def __missing__(self, number: int) -> str:
        self[number] = name = str(Month.of(number))
        return name


def _grid(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str], list[list[int]]]:
    """The counts of all pairs of two columns; cases that lack one of the two are left out."""
    counts = Counter(zip(one, other, strict=True))
    rows, heads = sorted({row for row, _ in counts if row}), sorted({head for _, head in counts if head})
    return rows, heads, [[counts[row, head] for head in heads] for row in rows]


def _outstanding(
    sides: tuple[str, str], rows: Sequence[str], heads: Sequence[str], grid: Sequence[Sequence[int]], threshold: float
) -> Iterator[Combination]:
    """What stands out in a grid; months that follow each other are told as one."""
    cells = sorted(standing_out(grid, threshold), key=lambda cell: (cell.row, cell.residual > 0, cell.column))
    run = enumerate(cells)
    key = (
        (lambda pair: (pair[1].row, pair[1].residual > 0, pair[1].column - pair[0]))
        if sides[1] == "month"
        else (lambda pair: (pair[1].row, pair[1].residual > 0, pair[1].column))
    )
    for _, group in groupby(run, key=key):
        found = [cell for _, cell in group]
        yield Combination(
            sides,
            rows[found[0].row],
            tuple(heads[cell.column] for cell in found),
            sum(cell.observed for cell in found),
            sum(cell.expected for cell in found),
            max((cell.residual for cell in found), key=abs),
            found[0].residual > 0,
        )
