"""A life to look at: a small house that does not exist, with three years of history.

In: an empty folder and a last day. Out: a git repository, with the same commits on any machine.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from qmsdocs.demo.diary import FASTER_FROM, QUIET_DAY, SECOND_ISSUE, live
from qmsdocs.demo.house import House
from qmsdocs.git import NewRepository


@dataclass(frozen=True)
class Demo:
    """What was written, and what is worth asking of it."""

    ending: date
    void: str
    """The commit that made the approval of QP-02 1.0 void."""
    quiet_day: date
    day_before_change: date
    """The last day on which the old limit for acknowledgements held."""
    issue: str
    """The tag that was set a year before the last one."""
    report: str
    """The record of the audit with three findings."""
    finding: str
    """The finding that was closed and corrected."""


def write_demo(folder: Path, ending: date) -> Demo:
    """Writes the repository into the empty `folder`.

    Raises `NoGit` or `NoSshKeygen` where one of the two programs is missing.
    """
    repository = NewRepository(folder)
    house = House(repository, ending)
    void = live(house)
    repository.point("refs/heads/main", house.tip)
    repository.check_out()
    before = house.day(FASTER_FROM) - timedelta(days=1)
    issue, records = f"issue-{house.day(SECOND_ISSUE)}", map(house.record, ("AR-001", "NC-002"))
    return Demo(ending, void, house.day(QUIET_DAY), before, issue, *records)
