"""How an export of complaints is read and judged: which columns hold what, which codes and limits they are held
against, and which values of the parameters are the rules of signals.

Nothing of the export enters the repository; this file says only how to read it.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from qmsdocs.model.text import Key, Model, Number


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Heading = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

Headings = Annotated[tuple[Heading, ...], BeforeValidator(_listed)]
"""The headings under which an export may hold a column, the one to prefer first; a single one as plain text."""

Moment = Literal["received", "registered", "acknowledged", "decided", "closed"]
"""A column of dates."""

View = Literal["type", "product", "cause", "channel", "site"]
"""A column of codes by which complaints are counted."""

Side = Literal["type", "product", "cause", "channel", "site", "month"]
"""One side of a combination."""


class Columns(Model):
    """Where an export holds what; a column without headings is not read."""

    number: Headings
    """The number of the complaint; each stands once."""
    received: Headings
    """When it was received: a day, or day and time."""
    registered: Headings = ()
    acknowledged: Headings = ()
    decided: Headings = ()
    """When the decision was told."""
    closed: Headings = ()
    grade: Headings = ()
    type: Headings = ()
    product: Headings = ()
    cause: Headings = ()
    channel: Headings = ()
    site: Headings = ()
    reopened: Headings = ()
    """Whether it was opened again: yes or no, or the day."""
    linked: Headings = ()
    """Whether it repeats an earlier one: yes or no, or the number of that one."""
    satisfaction: Headings = ()
    """The overall rating that the complainant gave, as a whole number."""
    text: Headings = ()
    """Every column of free text, which is searched for personal data and for nothing else."""


class TimeLimit(Model):
    """A limit of the parameters, between two columns of dates."""

    limit: str
    """The parameter, such as `limits.decide`."""
    from_: Moment = Field(alias="from")
    to: Moment


class Ratings(Model):
    """The scale of the overall rating."""

    lowest: int = 1
    highest: int = 5
    satisfied: int
    """From which rating on a complainant counts as satisfied."""


class SignalRules(Model):
    """The parameters whose values are the rules of signals; the numbers are taken from their texts."""

    rise: str
    """A rise against the month before, in percent."""
    limit: str
    """The upper limit: how many months before, and how many standard deviations above their mean."""
    least: str
    """With how many complaints shares and charts begin."""
    gaps: str
    """From which share of missing or other codes on the data are not good enough, in percent."""


class Analysis(Model):
    """How exports of complaints are read and judged."""

    form: Number
    """The form of the report."""
    columns: Columns
    lists: dict[View, Key] = {}
    """The code list of a column; channels and sites are those of the house without it."""
    other: tuple[str, ...] = ()
    """The codes that stand for other or not known."""
    limits: tuple[TimeLimit, ...] = ()
    """The limits that an export can be held against."""
    ratings: Ratings | None = None
    rules: SignalRules
    objectives: dict[Literal["reopened", "satisfaction"], Key] = {}
    """The objectives that two of the shares are held against; those of the limits stand with the parameters."""
    combinations: tuple[tuple[Side, Side], ...] = ()
    """The pairs in which combinations that stand out are sought."""
    chance: float = Field(default=1.0, gt=0, le=10)
    """How likely a finding among all combinations may be where there is nothing but chance, in percent."""
