"""What changed in what is in force: two master document lists in, documents that came, were revised or went out.

Texts in work, void approvals and moved files are no news here: staff did not work by them (checklist items DC-14,
DC-26, NC-09).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any, Literal

from qmsdocs.audience import without
from qmsdocs.changes import ClauseChange, clause_changes
from qmsdocs.fingerprint import canonical, printed_facts
from qmsdocs.model.revision import Concession, Review
from qmsdocs.register import Entry, MasterDocumentList, issued
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
    pairs = list(_pairs(old, new))
    here = [pair for pair in pairs if is_in_force(pair.now)]
    successions = [_succession(pair, new, old) for pair in here if not pair.is_same]
    return InForce(
        new=new,
        old=old,
        came=tuple(each for each in successions if each.former is None),
        revised=tuple(each for each in successions if each.former is not None),
        ended=tuple(_ending(pair, new) for pair in pairs if pair.has_ended),
        upcoming=tuple(_upcoming(new)),
        leaving=tuple(entry for entry in new.entries.values() if is_in_force(entry) and entry.source.item.withdrawn),
        reviews=tuple(_reviews(here, old)),
        concessions=tuple(_concessions(new, old)),
        facts=tuple(_facts(here, old, new)),
        clauses=tuple(_clauses(old, new)),
    )


# ── Documents ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Pair:
    """A document in both lists; None where a list does not have it."""

    number: str
    then: Entry | None
    now: Entry | None

    @property
    def is_same(self) -> bool:
        """Whether the same revision is in force as then."""
        then, now = self.then, self.now
        return then is not None and now is not None and is_in_force(then) and then.label == now.label

    @property
    def has_ended(self) -> bool:
        """Whether it went out of force: withdrawn, superseded by another document, or its file is gone."""
        then, now = self.then, self.now
        if is_in_force(then):
            return not is_in_force(now)
        if now is None or now.is_current or now.standing is None or not now.standing.is_issued:
            return False
        return then is None or then.status != now.status


def _pairs(old: MasterDocumentList | None, new: MasterDocumentList) -> Iterator[_Pair]:
    then, now = _all(old), _all(new)
    for number in (*now, *sorted(then.keys() - now.keys())):
        yield _Pair(number, then.get(number), now.get(number))


def _all(master: MasterDocumentList | None) -> Mapping[str, Entry]:
    """Every document, those that are not published included."""
    return {**master.entries, **master.left_out} if master else {}


def _succession(pair: _Pair, new: MasterDocumentList, old: MasterDocumentList | None) -> Succession:
    now, then = pair.now, pair.then
    assert now is not None
    if then is not None and is_in_force(then):
        since, former = _back_to(then, now, new)
        return Succession(now, since, former)
    if old is not None and pair.number in old.absent:
        return Succession(now, (now,), was_absent=True)
    return Succession(now, tuple(each for each in issued(now, new.as_of, new.approvals) if _has_come(each, new.as_of)))


def _back_to(then: Entry, now: Entry, new: MasterDocumentList) -> tuple[tuple[Entry, ...], Entry]:
    """The revisions since the one that was in force then, newest first, and that one as the new list knows it. Where it
    does not know it as issued any more, its text is not known either."""
    since: list[Entry] = []
    for each in issued(now, new.as_of, new.approvals):
        if each.label == then.label:
            return tuple(since), replace(each, status="superseded")
        if _has_come(each, new.as_of):
            since.append(each)
    standing = replace(then.standing, held=None, as_it_stands=False) if then.standing else None
    return tuple(since), replace(then, standing=standing, status="superseded")


def _has_come(entry: Entry, day: date) -> bool:
    return entry.effective is not None and entry.effective <= day


def _ending(pair: _Pair, new: MasterDocumentList) -> Ending:
    then, last = pair.then, pair.now
    if then is None or last is None or not is_in_force(then) or then.label == last.label:
        return Ending(then, last)
    return Ending(then, last, _back_to(then, last, new)[1])


def _upcoming(new: MasterDocumentList) -> Iterator[Entry]:
    for entry in new.entries.values():
        if entry.is_current and (entry.upcoming or entry.status == "approved"):
            found = issued(entry, new.as_of, new.approvals)
            yield from takewhile(lambda each: not _has_come(each, new.as_of), found)


# ── Acts beside revisions ────────────────────────────────────────────────────


def _reviews(here: list[_Pair], old: MasterDocumentList | None) -> Iterator[tuple[Entry, Review]]:
    for pair in here:
        assert pair.now is not None
        known = pair.then.source.item.reviews if pair.then else ()
        hidden = old is not None and pair.number in old.absent
        for review in pair.now.source.item.reviews:
            if review not in known and not (hidden and old and review.on < old.as_of):
                yield pair.now, review


def _concessions(new: MasterDocumentList, old: MasterDocumentList | None) -> Iterator[ConcessionNews]:
    known = {number: {each.id for each in entry.source.item.concessions} for number, entry in _all(old).items()}
    for number, entry in new.entries.items():
        for found in entry.source.item.concessions:
            if found not in entry.concessions_on(found.from_):
                continue  # nobody approved it
            if found.id not in known.get(number, ()):
                yield ConcessionNews(entry, found.id, "granted")
            if _ended(found, new, old):
                yield ConcessionNews(entry, found.id, "over")


def _ended(found: Concession, new: MasterDocumentList, old: MasterDocumentList | None) -> bool:
    return found.to < new.as_of and (old is None or found.to >= old.as_of)


# ── Facts and clauses ────────────────────────────────────────────────────────


def _facts(here: list[_Pair], old: MasterDocumentList | None, new: MasterDocumentList) -> Iterator[PrintedFact]:
    """What the revisions in force print, not what the files say that nobody approved yet."""
    found: dict[tuple[str, str], PrintedFact] = {}
    for pair in here:
        before, after = pair.then, pair.now
        if old is None or before is None or after is None or not is_in_force(before) or pair.is_same:
            continue
        was = printed_facts(before.document, _origin(before, old))
        now = printed_facts(after.document, _origin(after, new))
        for key in sorted(was.keys() & now.keys()):
            if was[key] == now[key]:
                continue
            place = key, json.dumps([canonical(was[key]), canonical(now[key])], ensure_ascii=False)
            known = found.get(place) or PrintedFact(key, was[key], now[key], (), before, after)
            found[place] = replace(known, documents=(*known.documents, pair.number))
    yield from (found[place] for place in sorted(found))


def _origin(entry: Entry, master: MasterDocumentList) -> Facts:
    """The facts with which a revision was approved."""
    return (entry.held.repository if entry.held else master.approvals.repository).facts


def _clauses(old: MasterDocumentList | None, new: MasterDocumentList) -> Iterator[ClauseChange]:
    """Whether nobody addresses a clause cannot be told where some documents must not be shown."""
    if old is not None:
        yield from (replace(each, uncovered=each.uncovered and not new.absent) for each in clause_changes(old, new))
