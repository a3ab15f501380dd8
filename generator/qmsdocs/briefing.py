"""What new revisions mean for whom: in, documents with their new revisions; out, what of them each role must know and
do (items S-29 and S-30 of the brief).

A briefing is of an issue, or of a day on which revisions came into force where the house sets no issues.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qmsdocs.copies import CopyOut, copies_out
from qmsdocs.history.issues import Issue, issues_of
from qmsdocs.model import Document
from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry, MasterDocumentList


@dataclass(frozen=True, slots=True)
class Renewed:
    """A document with its new revisions."""

    entry: Entry
    revisions: tuple[Revision, ...]
    """Newest first; nothing for a document that is out of force now."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What became new by a day."""

    day: date
    since: date | None
    """The day of the briefing before; None for the first one."""
    documents: tuple[Renewed, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """A new revision as far as it concerns one role; without a revision, that a document is out of force."""

    entry: Entry
    revision: Revision | None
    changes: tuple[int, ...]
    """The places of the lines of its change summary that the role must know."""
    steps: frozenset[str]
    """The steps in which the role takes part."""
    train: date | None
    """Until when the role must be trained."""


# ── By issue, or by day ──────────────────────────────────────────────────────


def briefings(master: MasterDocumentList) -> tuple[Briefing, ...]:
    """What became new with each issue until the day of the list, the newest first; without issues, on each day on
    which a revision came into force."""
    history = master.approvals.history
    tags = [tag for tag in history.issues if tag.commit in history] if history else []
    issues = [issue for issue in issues_of(tags) if issue.day <= master.as_of]
    found = _by_issue(master, issues) if issues else _by_day(master)
    return tuple(sorted((one for one in found if one.documents), key=lambda one: one.day, reverse=True))


def _by_issue(master: MasterDocumentList, issues: list[Issue]) -> Iterator[Briefing]:
    """The tags name what was in force: no old state is read again."""
    for before, issue in zip([None, *issues], issues, strict=False):
        known = before.revisions if before else {}
        documents = [
            Renewed(entry, revisions)
            for number, entry in master.entries.items()
            for revisions in (_between(entry, known.get(number, ""), issue.revisions.get(number, "")),)
            if revisions or (number in known and number not in issue.revisions and not entry.is_current)
        ]
        yield Briefing(issue.day, before.day if before else None, tuple(documents))


def _between(entry: Entry, old: str, new: str) -> tuple[Revision, ...]:
    """The revisions after `old` up to `new`, by their labels; of a document that was not there before, only `new`."""
    revisions = entry.source.item.revisions
    places = {revision.label: place for place, revision in enumerate(revisions)}
    if new not in places:
        return ()
    return revisions[places[new] : places.get(old, places[new] + 1)]


def _by_day(master: MasterDocumentList) -> Iterator[Briefing]:
    days: dict[date, dict[str, Renewed]] = {}
    for number, entry in master.entries.items():
        for revision in entry.document.item.revisions if entry.is_published else ():
            if revision.effective <= master.as_of:
                days.setdefault(revision.effective, {})[number] = Renewed(entry, (revision,))
        ended = out_of_force_since(master, entry)
        if ended and ended <= master.as_of:
            days.setdefault(ended, {}).setdefault(number, Renewed(entry, ()))
    for before, day in zip([None, *sorted(days)], sorted(days), strict=False):
        yield Briefing(day, before, tuple(days[day].values()))


def out_of_force_since(master: MasterDocumentList, entry: Entry) -> date | None:
    """From when on a document is out of force; None for one that is not, or where the day is not known."""
    if entry.is_current:
        return None
    withdrawn = entry.source.item.withdrawn
    return withdrawn.on if withdrawn else master.superseded_since(entry)


# ── By role ──────────────────────────────────────────────────────────────────


def concerns(master: MasterDocumentList, documents: tuple[Renewed, ...]) -> Mapping[str, tuple[Concern, ...]]:
    """What of new revisions concerns each role; roles that nothing concerns are absent."""
    roles = master.repository.facts.organization.roles
    found = {role: tuple(one for renewed in documents for one in _concerns(master, renewed, role)) for role in roles}
    return {role: told for role, told in found.items() if told}


def _concerns(master: MasterDocumentList, renewed: Renewed, role: str) -> Iterator[Concern]:
    entry, steps, knows = renewed.entry, _steps(renewed.entry, role), _works_by(renewed.entry, role)
    if not renewed.revisions and (knows or steps):
        yield Concern(entry, None, (), steps, None)
    for place, revision in enumerate(renewed.revisions):
        replaced = place > 0 and renewed.revisions[place - 1].effective <= master.as_of
        trained = not replaced and _is_trained(master, entry, revision, role)
        lines = tuple(
            number
            for number, change in enumerate(revision.changes)
            if trained or knows or (steps and _concerns_steps(change.at or "", steps))
        )
        if lines:
            day = revision.training.by or revision.effective
            yield Concern(entry, revision, lines, steps, day if trained else None)


def _steps(entry: Entry, role: str) -> frozenset[str]:
    """The steps that a role does, is asked about, is told of, or answers for."""
    item = entry.source.item
    steps = item.steps if isinstance(item, Document) else ()
    return frozenset(step.id for step in steps if role in (step.who, step.accountable, *step.consult, *step.inform))


def _works_by(entry: Entry, role: str) -> bool:
    """Whether a role must know all of a document: it owns it, has a duty in it, or fills it in."""
    item = entry.source.item
    return role == item.owner or role in (item.responsibilities if isinstance(item, Document) else item.filled_by)


def _is_trained(master: MasterDocumentList, entry: Entry, revision: Revision, role: str) -> bool:
    if isinstance(revision.training.roles, tuple):
        return role in revision.training.roles
    if revision.training.roles == "none":
        return False
    receivers, organization = entry.source.item.applies_to, master.repository.facts.organization
    unit = organization.roles[role].unit
    sites = organization.units[unit].sites if unit in organization.units else ()
    return not receivers or not {role, unit, *(sites or organization.sites)}.isdisjoint(receivers)


def _concerns_steps(at: str, steps: frozenset[str]) -> bool:
    """Whether a line of a change summary concerns who takes these steps; one about another step does not."""
    head, _, rest = at.partition(".")
    return head != "steps" or not rest or rest.split(".")[0] in steps


def returns(master: MasterDocumentList, documents: tuple[Renewed, ...], role: str) -> tuple[CopyOut, ...]:
    """The controlled copies of former revisions that a role, or a person who holds it, must give back."""
    found = master.repository.facts.organization.roles[role]
    mine = {role, *(holder.person for holder in found.holders if holder.holds(master.as_of))}
    numbers = {renewed.entry.number for renewed in documents}
    return tuple(
        one for one in copies_out(master) if one.until and one.copy.document in numbers and one.copy.holder in mine
    )
