"""Which registered copies are out on a day, and which of them must be taken back (checklist items DC-22, NC-01).

In: the master document list with the register of copies. Out: copies, each with the day from which it is out of force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qmsdocs.model.copies import RegisteredCopy
from qmsdocs.register import MasterDocumentList


@dataclass(frozen=True, slots=True)
class CopyOut:
    """A copy that somebody holds."""

    copy: RegisteredCopy
    place: int
    """Its place in the register, from 1."""
    until: date | None
    """The day from which its revision is out of force, as far as is known; always None for one for information."""

    def is_to_be_recalled(self, day: date) -> bool:
        """Whether it must be taken back by `day`."""
        return self.until is not None and self.until <= day


def is_out(copy: RegisteredCopy, day: date) -> bool:
    """Whether somebody holds a copy at the end of a day."""
    return copy.issued.on <= day and (copy.returned is None or copy.returned.on > day)


def copies_out(master: MasterDocumentList) -> tuple[CopyOut, ...]:
    """The copies that are out on the day of the list, in the order of documents, numbers and revisions.

    What this list does not show of documents it shows of no copies either.
    """
    entries = [*master.entries, *master.left_out]
    order = {number: place for place, number in enumerate(entries)}
    successors = _successors(master)
    found = [
        CopyOut(copy, place, _until(master, copy, successors) if copy.kind == "controlled" else None)
        for place, copy in enumerate(master.repository.facts.copies.copies, 1)
        if is_out(copy, master.as_of) and copy.document in order
    ]
    return tuple(sorted(found, key=lambda one: (order[one.copy.document], one.copy.number, one.place)))


def _until(master: MasterDocumentList, copy: RegisteredCopy, successors: Mapping[str, date]) -> date | None:
    """The day from which the revision of a copy is out of force: a newer one is in force, or the document is not."""
    entry = master.entries.get(copy.document) or master.left_out[copy.document]
    days = [successors[copy.document]] if copy.document in successors else []
    withdrawn = entry.source.item.withdrawn
    days += [withdrawn.on] if withdrawn else []
    for standing in master.approvals.standings(entry.source):
        if standing.revision.label == copy.revision:
            return min(days, default=None)
        days += [standing.revision.effective] if standing.is_issued else []
    return None  # a revision that the document never had; `check` says so


def _successors(master: MasterDocumentList) -> dict[str, date]:
    """By number, the day on which another document takes its place: in force already, or announced."""
    found: dict[str, date] = {}
    for entry in master.in_force.values():
        revisions = [*([entry.upcoming] if entry.upcoming else []), *entry.document.item.revisions]
        for revision in revisions if entry.is_published else ():
            for number in revision.supersedes:
                found[number] = min(revision.effective, found.get(number, date.max))
    return found
