"""What an analysis finds: counts, shares and what stands out, without any row of the export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sign = Literal["rise", "limit", "nothing", "new"]
"""A rule of signals: a rise against the month before, a month above the upper limit, a part that falls to nothing, a
code that was not used before."""


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def number(self) -> int:
        """Its place in the row of all months."""
        return 12 * self.year + self.month - 1

    @classmethod
    def of(cls, number: int) -> "Month":
        """The month at a place in the row of all months."""
        return cls(number // 12, number % 12 + 1)

    @property
    def after(self) -> date:
        """The first day after it."""
        following = Month.of(self.number + 1)
        return date(following.year, following.month, 1)


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    counted: int
    base: int

    @property
    def percent(self) -> float:
        """The share in percent; 0 of nothing."""
        return 100 * self.counted / self.base if self.base else 0.0


@dataclass(frozen=True)
class TrendPoint:
    """A month of a series, against the months before it."""

    month: Month
    count: int
    mean: float | None = None
    """The mean of the months before that the rule names; None while there are fewer."""
    deviation: float | None = None
    limit: float | None = None
    """The upper limit."""
    rise: float | None = None
    """Against the month before, in percent; None without one, or where it had no complaints."""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class PartSignal:
    """A signal of the last month in one type, product, cause, channel or site."""

    view: str
    code: str
    point: TrendPoint


@dataclass(frozen=True)
class ParetoLine:
    """A code with its complaints, the largest first."""

    code: str
    """"" for complaints without a code."""
    count: int
    share: float
    """In percent."""
    sum: float
    """The share of this and all before it, in percent."""


@dataclass(frozen=True)
class Pareto:
    """The complaints by one view."""

    view: str
    lines: tuple[ParetoLine, ...]
    few: int
    """The fewest codes that make more than half of the whole."""


@dataclass(frozen=True)
class LimitResult:
    """How often a limit was kept, for one grade."""

    limit: str
    """The key of the parameter."""
    grade: str
    kept: Share
    """Of the cases that were due."""
    open: int
    """Cases that may still be in time."""
    unknown: int
    """Cases that cannot be judged: the time of day is missing, or nothing is said of their grade."""


@dataclass(frozen=True)
class Season:
    """A month of the year against the mean of its years."""

    month: int
    index: float
    """100 is the mean."""
    by_year: tuple[float, ...]
    signal: Literal["high", "low", ""]
    """Above or below by more than the rule of the rise, in every year."""


@dataclass(frozen=True)
class Combination:
    """A pair of values that occurs more or less often than its parts let expect."""

    sides: tuple[str, str]
    """The views of the two values, such as product and month."""
    first: str
    second: tuple[str, ...]
    """The second value; of months, all of a run."""
    observed: int
    expected: float
    residual: float
    """The largest of its adjusted standardized residuals."""
    more: bool

    @property
    def ratio(self) -> float:
        """How many times as often as expected."""
        return self.observed / self.expected if self.expected else float("inf")


@dataclass(frozen=True)
class Combinations:
    """What stands out among all pairs that were looked at."""

    found: tuple[Combination, ...]
    """The strongest first."""
    cells: int
    """How many combinations were looked at."""
    threshold: float
    """How unlikely one must be by chance alone to be shown, as a probability."""


@dataclass(frozen=True)
class Results:
    """Everything that an analysis finds."""

    cases: int
    """In the period."""
    before: int
    """Before the period, for the trend only."""
    start: date
    end: date
    last_month: Month | None
    """The last month that was over on the day of the analysis; None when none was."""
    decided: int | None
    closed: int | None
    gaps: Mapping[str, Share]
    """By view: cases without a code or with one for other."""
    trend: tuple[TrendPoint, ...]
    """Every complete month."""
    in_period: frozenset[Month]
    parts: tuple[PartSignal, ...]
    series: int
    """How many series of parts were looked at."""
    paretos: tuple[Pareto, ...]
    limits: tuple[LimitResult, ...]
    reopened: Share | None
    linked: Share | None
    satisfied: Share | None
    ratings: Mapping[int, int]
    seasons: tuple[Season, ...]
    years: int
    """How many full years the seasons rest on."""
    combinations: Combinations
    enough: bool
    """Whether there are as many cases as shares and charts need."""

    @property
    def signals(self) -> tuple[TrendPoint, ...]:
        """The months of the period in which the whole gives a signal."""
        return tuple(point for point in self.trend if point.signs and point.month in self.in_period)

    @property
    def worst_gap(self) -> float:
        """The largest share of gaps, in percent."""
        return max((share.percent for share in self.gaps.values()), default=0.0)
