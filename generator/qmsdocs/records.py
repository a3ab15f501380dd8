"""What records of running the system ask for: what is open in them and until when, who may read them, and which
revision of its form a record stands on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qmsdocs.model.facts import Clause, Standard
from qmsdocs.model.records import (
    Action,
    Audited,
    Competence,
    Filed,
    FindingRecord,
    ManagementReview,
    PlannedAudit,
    TrainingLine,
    all_of,
    names_in,
)
from qmsdocs.model.text import Route
from qmsdocs.register import Entry, MasterDocumentList, issued
from qmsdocs.repository import KeptRecord

OpenKind = Literal["action", "finding", "effect", "audit", "management-review", "training-line", "competence"]
"""What can be open: an action; a finding as a whole; the look at the effect; an audit of the programme; the next
management review; a line of the training plan; a competence that is not shown."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something in a record that is to be done by a day."""

    day: date
    kind: OpenKind
    record: str
    route: Route
    """Where the day stands."""
    who: str
    """The role or person."""
    what: str


def open_points(records: Mapping[str, KeptRecord]) -> Iterator[OpenPoint]:
    """Everything that is open, record by record; what is closed is done."""
    newest = max((kept for kept in records.values() if isinstance(kept.item, ManagementReview)), key=_day, default=None)
    for name, kept in records.items():
        if kept.item.closed is None:
            yield from _in_record(name, kept.item)
        if kept is newest and isinstance(kept.item, ManagementReview):
            yield OpenPoint(kept.item.next, "management-review", name, ("next",), kept.item.chair, kept.item.title)


def _day(kept: KeptRecord) -> tuple[date, str]:
    return kept.item.on, kept.name


def _in_record(name: str, record: Filed) -> Iterator[OpenPoint]:
    for route, action in all_of(record, Action):
        if action.done is None:
            yield OpenPoint(action.due, "action", name, (*route, "due"), action.owner, action.what)
    for route, line in all_of(record, TrainingLine):
        who = line.trainer or record.by
        if line.done is None:
            yield OpenPoint(line.due, "training-line", name, (*route, "due"), who, line.subject)
        elif line.effect_due and line.effect is None:
            yield OpenPoint(line.effect_due, "effect", name, (*route, "effect_due"), record.by, line.subject)
    for route, competence in all_of(record, Competence):
        if competence.state == "open" and competence.due:
            yield OpenPoint(competence.due, "competence", name, (*route, "due"), competence.who, competence.skill)
    for route, audit in all_of(record, PlannedAudit):
        if audit.report is None:
            yield OpenPoint(audit.on, "audit", name, (*route, "on"), audit.lead, record.title)
    if isinstance(record, FindingRecord):
        who = record.owner or record.by
        if record.due:
            yield OpenPoint(record.due, "finding", name, ("due",), who, record.title)
        if record.effect_due and record.effect is None:
            yield OpenPoint(record.effect_due, "effect", name, ("effect_due",), who, record.title)


def readable_records(master: MasterDocumentList) -> dict[str, KeptRecord]:
    """The records that the readers of an output may see: whoever may see the form may see what stands on it, and one
    without a form is for those who may see everything."""
    limited = bool(master.absent or master.repository.settings.audience)
    return {
        name: kept
        for name, kept in master.repository.records.items()
        if not limited or (kept.item.form is not None and kept.item.form not in master.absent)
    }


def named_by(records: Mapping[str, KeptRecord]) -> dict[str, tuple[str, ...]]:
    """By record, the names of those that name it."""
    found: dict[str, dict[str, None]] = {}
    for name, kept in records.items():
        for _, what, other in names_in(kept.item):
            if what == "filed-record" and other != name:
                found.setdefault(other, {})[name] = None
    return {name: tuple(others) for name, others in found.items()}


def audited_clauses(standard: Standard) -> list[Clause]:
    """The clauses of a standard that an audit programme must reach: those without parts. Annexes explain clauses and
    are audited with them."""
    asked = [clause for clause in standard.clauses if clause.excluded is None and clause.number[0].isdigit()]
    return [each for each in asked if not any(other.number.startswith(f"{each.number}.") for other in asked)]


def names_clause(audited: Audited, standard: str, clause: Clause) -> bool:
    """Whether an audit looks at a clause, by itself or with the clause that it belongs to."""
    return any(f"{clause.number}.".startswith(f"{named}.") for named in audited.clauses.get(standard, ()))


def fixed_by_revision(master: MasterDocumentList) -> dict[tuple[str, str], tuple[str, ...]]:
    """By document and label, the findings that a revision fixed, by name."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, kept in readable_records(master).items():
        for fixed in kept.item.fixed_by if isinstance(kept.item, FindingRecord) else ():
            place = fixed.document, fixed.revision
            found[place] = (*found.get(place, ()), name)
    return found


def revision_of_form(master: MasterDocumentList, record: Filed) -> Entry | None:
    """The revision of its form that was in force on the day of a record; None when none was."""
    entry = master.entries.get(record.form or "") or master.left_out.get(record.form or "")
    found = issued(entry, master.as_of, master.approvals) if entry else ()
    return next((each for each in found if each.effective and each.effective <= record.on), None)
