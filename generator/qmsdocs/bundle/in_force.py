"""What changed in what is in force: two master document lists in, documents that came, were revised or went out.

Texts in work, void approvals and moved files are no news here: staff did not work by them (checklist items DC-14,
DC-26, NC-09).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any, Literal

from qmsdocs.audience import without
from qmsdocs.changes import Changes, ClauseChange, DocumentChange, changes
from qmsdocs.fingerprint import canonical, printed_facts
from qmsdocs.model.revision import Concession, Review
from qmsdocs.register import Entry, MasterDocumentList, issued, revision_entry
from qmsdocs.repository import Facts


@dataclass(frozen=True)
class Succession:
    """A document with another revision in force than then, or in force for the first time."""

    now: Entry
    since: tuple[Entry, ...]
    """The revisions that came into force since, newest first."""
    former: Entry | None = None
    """The revision that was in force then, superseded by now; None where there was none."""
    was_absent: bool = False
    """Whether it was there before, but above the audience or not for the site."""

    @property
    def number(self) -> str:
        """The number of the document."""
        return self.now.number

    @property
    def has_redline(self) -> bool:
        """Whether both texts are known."""
        return self.former is not None and self.former.has_content and self.now.has_content


@dataclass(frozen=True)
class Ending:
    """A document that is out of force now and was not then."""

    then: Entry | None
    """Its line of the old list; None for one that came since."""
    last: Entry | None
    """Its line of the new list; None when its file is gone."""
    former: Entry | None = None
    """The revision that was in force then, where it was not the last one."""

    @property
    def entry(self) -> Entry:
        """What is known of the document."""
        found = self.last or self.then
        assert found is not None
        return found


@dataclass(frozen=True)
class PrintedFact:
    """A shared fact that documents print with another value than the revisions that were in force then."""

    key: str
    old: Any
    new: Any
    documents: tuple[str, ...]
    before: Entry
    """A revision that printed the old value."""
    after: Entry
    """A revision that prints the new value."""


@dataclass(frozen=True)
class ConcessionNews:
    """A departure from a document that was granted, or that ended, since."""

    entry: Entry
    id: str
    kind: Literal["granted", "over"]


@dataclass(frozen=True)
class InForce:
    """What changed in force between two lists; all in the order of levels and numbers."""

    new: MasterDocumentList
    old: MasterDocumentList | None
    """The old list, without what the new one must not show; None where there was nothing."""
    came: tuple[Succession, ...]
    revised: tuple[Succession, ...]
    ended: tuple[Ending, ...]
    upcoming: tuple[Entry, ...]
    """The revisions that are approved and not yet in force."""
    leaving: tuple[Entry, ...]
    """The documents in force whose withdrawal is decided."""
    reviews: tuple[tuple[Entry, Review], ...]
    concessions: tuple[ConcessionNews, ...]
    facts: tuple[PrintedFact, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def is_any(self) -> bool:
        """Whether another text is in force of any document."""
        return bool(self.came or self.revised or self.ended)

    @property
    def unchanged(self) -> int:
        """How many documents are in force with the same text."""
        here = sum(is_in_force(entry) for entry in self.new.entries.values())
        return here - len(self.came) - len(self.revised)


def is_in_force(entry: Entry | None) -> bool:
    """Whether staff work by it."""
    return entry is not None and entry.status == "effective"


def changes_in_force(old: MasterDocumentList | None, new: MasterDocumentList) -> InForce:
    """What changed in force from `old` to `new`, both lists of what is in force on their day; without `old` all is new.

    What the new list must not show is told of nowhere, also where the old one would have shown it.
    """
    old = without(old, new.absent) if old else None
    found = changes(old, new)
    documents = found.documents
    here = [change for change in documents if is_in_force(change.after)]
    successions = [_succession(change, new, old) for change in here if not _same(change)]
    return InForce(
        new=new,
        old=old,
        came=tuple(each for each in successions if each.former is None),
        revised=tuple(each for each in successions if each.former is not None),
        ended=tuple(_ending(change, new) for change in documents if _has_ended(change)),
        upcoming=tuple(_upcoming(new)),
        leaving=tuple(entry for entry in new.entries.values() if is_in_force(entry) and entry.source.item.withdrawn),
        reviews=tuple(_reviews(here, old)),
        concessions=tuple(_concessions(new, old)),
        facts=tuple(_facts(here, old, new)),
        clauses=_clauses(found),
    )


# ── Documents ────────────────────────────────────────────────────────────────


def _same(change: DocumentChange) -> bool:
    """Whether the same revision is in force as then."""
    before, after = change.before, change.after
    return before is not None and after is not None and is_in_force(before) and before.label == after.label


def _succession(change: DocumentChange, new: MasterDocumentList, old: MasterDocumentList | None) -> Succession:
    now, before = change.after, change.before
    assert now is not None
    came = [entry for entry in issued(now, new.as_of, new.approvals) if _has_come(entry, new.as_of)]
    if before is None or not is_in_force(before):
        was_absent = old is not None and change.number in old.absent
        return Succession(now, (now,) if was_absent else tuple(came), was_absent=was_absent)
    since = takewhile(lambda entry: entry.label != before.label, came)
    return Succession(now, tuple(since), _former(before, now, new) or replace(_unknown(before), status="superseded"))


def _has_come(entry: Entry, day: date) -> bool:
    return entry.effective is not None and entry.effective <= day


def _former(before: Entry, now: Entry, new: MasterDocumentList) -> Entry | None:
    """The revision of `before` as the new list knows it; None when its entry was taken out of the file."""
    found = revision_entry(now.source, now.type, new.as_of, new.approvals, before.label)
    return replace(found, status="superseded") if found else None


def _unknown(before: Entry) -> Entry:
    """A revision that today's file does not tell of any more: its text cannot be shown."""
    standing = replace(before.standing, held=None, as_it_stands=False) if before.standing else None
    return replace(before, standing=standing)


def _has_ended(change: DocumentChange) -> bool:
    """Whether it went out of force: withdrawn, superseded by another document, or its file is gone."""
    before, after = change.before, change.after
    if is_in_force(before):
        return not is_in_force(after)
    out = after is not None and not after.is_current and after.standing is not None and after.standing.is_issued
    return out and (before is None or after is None or before.status != after.status)


def _ending(change: DocumentChange, new: MasterDocumentList) -> Ending:
    before, last = change.before, change.after
    if before is None or last is None or not is_in_force(before) or before.label == last.label:
        return Ending(before, last)
    return Ending(before, last, _former(before, last, new))


def _upcoming(new: MasterDocumentList) -> Iterator[Entry]:
    for entry in new.entries.values():
        if entry.is_current and (entry.upcoming or entry.status == "approved"):
            yield from (each for each in issued(entry, new.as_of, new.approvals) if not _has_come(each, new.as_of))


# ── Acts beside revisions ────────────────────────────────────────────────────


def _reviews(here: list[DocumentChange], old: MasterDocumentList | None) -> Iterator[tuple[Entry, Review]]:
    for change in here:
        hidden = old is not None and change.number in old.absent
        for review in change.reviews:
            if not (hidden and old and review.on < old.as_of):
                yield change.entry, review


def _concessions(new: MasterDocumentList, old: MasterDocumentList | None) -> Iterator[ConcessionNews]:
    known = {number: {each.id for each in entry.source.item.concessions} for number, entry in _all(old)}
    for number, entry in new.entries.items():
        for found in entry.source.item.concessions:
            if found not in entry.concessions_on(found.from_):
                continue  # nobody approved it
            if found.id not in known.get(number, ()):
                yield ConcessionNews(entry, found.id, "granted")
            if _ended(found, new, old):
                yield ConcessionNews(entry, found.id, "over")


def _all(master: MasterDocumentList | None) -> list[tuple[str, Entry]]:
    return [*master.entries.items(), *master.left_out.items()] if master else []


def _ended(found: Concession, new: MasterDocumentList, old: MasterDocumentList | None) -> bool:
    return found.to < new.as_of and (old is None or found.to >= old.as_of)


# ── Facts and clauses ────────────────────────────────────────────────────────


def _facts(
    here: list[DocumentChange], old: MasterDocumentList | None, new: MasterDocumentList
) -> Iterator[PrintedFact]:
    """What the revisions in force print, not what the files say that nobody approved yet."""
    found: dict[tuple[str, str], PrintedFact] = {}
    for change in here:
        before, after = change.before, change.after
        if old is None or before is None or after is None or not is_in_force(before) or _same(change):
            continue
        was = printed_facts(before.document, _origin(before, old))
        now = printed_facts(after.document, _origin(after, new))
        for key in sorted(was.keys() & now.keys()):
            if was[key] == now[key]:
                continue
            place = key, json.dumps([canonical(was[key]), canonical(now[key])], ensure_ascii=False)
            known = found.get(place) or PrintedFact(key, was[key], now[key], (), before, after)
            found[place] = replace(known, documents=(*known.documents, change.number))
    yield from (found[place] for place in sorted(found))


def _origin(entry: Entry, master: MasterDocumentList) -> Facts:
    """The facts with which a revision was approved."""
    return (entry.held.repository if entry.held else master.approvals.repository).facts


def _clauses(found: Changes) -> tuple[ClauseChange, ...]:
    """Whether nobody addresses a clause cannot be told where some documents must not be shown."""
    if not found.new.absent:
        return found.clauses
    return tuple(replace(clause, uncovered=False) for clause in found.clauses)
