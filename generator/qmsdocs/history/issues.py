"""Issues: the tags with which `qmsdocs issue` names all documents that are in force on a day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qmsdocs.git import Tag


@dataclass(frozen=True, slots=True)
class Issue:
    """What was in force on the day of an issue."""

    name: str
    """The name of the tag."""
    day: date
    revisions: Mapping[str, str]
    """By number, the label of the revision."""


def day_of_issue(tag: Tag) -> date | None:
    """The day whose state a tag names, as its first line says; the commit may be older. None where it says none."""
    found = _DAY.search(tag.message.partition("\n")[0])
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def issued_lines(tag: Tag) -> Iterator[tuple[str, str, str]]:
    """Number, label and fingerprint of each document that a tag names; `carried-over` stands for a fingerprint that
    nobody has."""
    for line in tag.message.splitlines():
        number, label, fingerprint = parts if len(parts := line.split(" ")) == 3 else ("", "", "")
        if fingerprint == "carried-over" or fingerprint.startswith("sha256:"):
            yield number, label, fingerprint


def issues_of(tags: list[Tag]) -> tuple[Issue, ...]:
    """The issues by their days, the oldest first; of several on one day the one that was set last counts."""
    found = {day: tag for tag in sorted(tags, key=lambda tag: (tag.tagged, tag.name)) if (day := day_of_issue(tag))}
    return tuple(
        Issue(tag.name, day, {number: label for number, label, _ in issued_lines(tag)})
        for day, tag in sorted(found.items())
    )
