"""Records of running the system: what they name exists, what they must say they say, what is closed stays as it was
(S-06, S-33 to S-36, S-47, S-52 to S-55, S-57 of the brief)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import get_args

from qmsdocs.checks.keys import known_names, unknown_clause, unknown_clauses, unknown_name
from qmsdocs.checks.references import document_is_there
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.fingerprint import record_fingerprint
from qmsdocs.model.facts import Organization, Standard
from qmsdocs.model.records import (
    Action,
    Audited,
    AuditProgramme,
    ChecklistAnswer,
    DocumentRevision,
    FindingRecord,
    GapAssessment,
    ManagementReview,
    ReviewTopic,
    TrainingLine,
    TrainingRecord,
    all_of,
    history_of,
    names_in,
)
from qmsdocs.model.text import Route, texts
from qmsdocs.records import audited_clauses, names_clause, open_points, revision_of_form
from qmsdocs.register import MasterDocumentList, Mention, months_later
from qmsdocs.repository import KeptRecord


def records_are_sound(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Everything that is wrong with records."""
    for kept in master.repository.records.values():
        yield from faults(master, kept)
    yield from _overdue(master)
    yield from _revisions_without_training(master)


def faults(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """What is wrong with one record, whatever day it is."""
    for check in _OF_ONE:
        yield from check(master, kept)


# ── What a record names ──────────────────────────────────────────────────────


def _names(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    known = {**known_names(master.repository.facts), "filed-record": master.repository.records}
    for route, what, name in names_in(kept.item):
        if what == "document":
            yield from document_is_there(master, Mention("", (*route, "form"), name, ""), kept.path)
        else:
            yield from unknown_name(known, kept.path, what, route, name)


def _revisions(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    for route, fixed in all_of(kept.item, DocumentRevision):
        entry = master.entries.get(fixed.document)
        labels = [revision.label for revision in entry.source.item.revisions] if entry else []
        if entry and fixed.revision not in labels:
            values = {"number": fixed.document, "label": fixed.revision, "known": ", ".join(labels)}
            yield Diagnostic("unknown-revision", Place(kept.path, (*route, "revision")), values)


def _clauses(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    record, path, standards = kept.item, kept.path, master.repository.standards
    for route, audited in all_of(record, Audited):
        yield from unknown_clauses(master, path, (*route, "clauses"), audited.clauses)
    if isinstance(record, FindingRecord):
        yield from unknown_clauses(master, path, ("clauses",), record.clauses)
    if isinstance(record, AuditProgramme):
        for place, key in enumerate(record.standards, 1):
            yield from unknown_name({"standard": standards}, path, "standard", ("standards", str(place)), key)
    if isinstance(record, GapAssessment):
        yield from unknown_name({"standard": standards}, path, "standard", ("standard",), record.standard)
        for place, line in enumerate(record.clauses if record.standard in standards else (), 1):
            route = ("clauses", str(place), "clause")
            yield from unknown_clause(master, path, route, record.standard, line.clause)


def _form(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """The form of a record was in force on its day."""
    form, place = kept.item.form, Place(kept.path, ("form",))
    if form is None:
        return
    yield from document_is_there(master, Mention("", ("form",), form, ""), kept.path)
    if form in master.entries and revision_of_form(master, kept.item) is None:
        yield Diagnostic("form-not-in-force", place, {"form": form, "on": kept.item.on})


# ── What a record must say ───────────────────────────────────────────────────


def _finding(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """A nonconformity has an owner and a due date; closed, also a cause and an effect that was looked at (S-35)."""
    finding = kept.item
    if not isinstance(finding, FindingRecord) or finding.grade == "observation":
        return
    wanted = ["owner", "due", *(("cause", "effect") if finding.closed else ())]
    for name in wanted:
        if getattr(finding, name) is None:
            yield Diagnostic("finding-incomplete", Place(kept.path), {"name": kept.name}, name)
    if finding.closed and finding.effect and finding.effect.result == "not-effective":
        yield Diagnostic("finding-incomplete", Place(kept.path, ("effect", "result")), {"name": kept.name}, "no-effect")


def _evidence(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """What is done is shown by something; in a closed record everything is done."""
    done: list[tuple[Route, Action | TrainingLine]] = [*all_of(kept.item, Action), *all_of(kept.item, TrainingLine)]
    for route, action in done:
        if action.done and action.evidence is None:
            yield Diagnostic("action-without-evidence", Place(kept.path, (*route, "done")), {"done": action.done})
        elif kept.item.closed and action.done is None:
            place = Place(kept.path, (*route, "due"))
            yield Diagnostic("action-without-evidence", place, {"name": kept.name}, "open")


def _answers(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """What does not conform has a finding."""
    for route, answer in all_of(kept.item, ChecklistAnswer):
        if answer.answer in ("minor", "major") and answer.finding is None:
            place = Place(kept.path, (*route, "answer"))
            yield Diagnostic("answer-without-finding", place, {"answer": answer.answer})


def _review(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """A management review was told of every topic, and of the result of each objective (S-52 to S-55)."""
    review, facts = kept.item, master.repository.facts
    if not isinstance(review, ManagementReview):
        return
    for topic in get_args(ReviewTopic):
        if topic not in review.inputs:
            yield Diagnostic("review-input-missing", Place(kept.path, ("inputs",), key=True), {"topic": topic})
    told = {result.objective for result in review.objectives}
    missing = [key for key in facts.objectives.objectives if key not in told]
    if missing and review.closed is None:
        place = Place(kept.path, ("objectives",) if review.objectives else (), key=bool(review.objectives))
        yield Diagnostic("objective-without-result", place, {"objectives": ", ".join(missing)})


# ── Audits ───────────────────────────────────────────────────────────────────


def _programme(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """Within twelve months a programme reaches every clause, unit, channel and site (S-33)."""
    programme, facts = kept.item, master.repository.facts
    if not isinstance(programme, AuditProgramme) or programme.closed:
        return
    if months_later(programme.from_, 12) < programme.to:
        yield Diagnostic("programme-gap", Place(kept.path, ("to",)), {"from": programme.from_}, "long")
    for place, audit in enumerate(programme.audits, 1):
        if not programme.from_ <= audit.on <= programme.to:
            where = Place(kept.path, ("audits", str(place), "on"))
            yield Diagnostic("programme-gap", where, {"on": audit.on}, "outside")
    organization = facts.organization
    wanted: dict[str, Iterable[str]] = {"unit": organization.units, "channel": facts.channels.channels}
    wanted["site"] = organization.sites
    for what, names in wanted.items():
        reached = {name for audit in programme.audits for name in getattr(audit, f"{what}s")}
        yield from _gap(kept, what, [name for name in names if name not in reached])
    for key in programme.standards:
        if standard := master.repository.standards.get(key):
            yield from _gap(kept, "clause", _clauses_left(programme, key, standard), standard.standard)


def _gap(kept: KeptRecord, what: str, missing: list[str], standard: str = "") -> Iterator[Diagnostic]:
    if missing:
        values = {"missing": ", ".join(missing), "standard": standard}
        yield Diagnostic("programme-gap", Place(kept.path, ("audits",), key=True), values, what)


def _clauses_left(programme: AuditProgramme, key: str, standard: Standard) -> list[str]:
    """The clauses that no audit names."""
    clauses, audits = audited_clauses(standard), programme.audits
    return [clause.number for clause in clauses if not any(names_clause(audit, key, clause) for audit in audits)]


def _auditors(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """Nobody audits the unit to which they belong."""
    organization = master.repository.facts.organization
    for route, audited in all_of(kept.item, Audited):
        on = getattr(audited, "on", kept.item.on)
        named = [("lead", audited.lead), *(("auditors", who) for who in audited.auditors)]
        for place, (key, who) in enumerate(named):
            own = sorted(_units_of(organization, who, on).intersection(audited.units))
            if own:
                where = (*route, key, str(place)) if key == "auditors" else (*route, key)
                yield Diagnostic("auditor-own-work", Place(kept.path, where), {"who": who, "unit": ", ".join(own)})


def _units_of(organization: Organization, who: str, day: date) -> set[str]:
    """The units of a role or a person. Of a person count the roles that nobody else holds at the same site: what many
    hold beside their work, such as the role of an internal auditor, is not where they belong."""
    if who in organization.roles:
        return {organization.roles[who].unit}
    alone, held = set[str](), set[str]()
    for role in organization.roles.values():
        holders = [holder for holder in role.holders if holder.holds(day) and not holder.deputy]
        for own in (holder for holder in holders if holder.person == who):
            held.add(role.unit)
            if not any(other.person != who and _meet(own.sites, other.sites) for other in holders):
                alone.add(role.unit)
    return alone or held


def _meet(sites: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two holders of a role share a site; no site means everywhere."""
    return not sites or not others or bool(set(sites).intersection(others))


# ── What is closed ───────────────────────────────────────────────────────────


def _closed(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """What is closed changes only by a correction that is named (ISO 9001:2015 7.5.3.2)."""
    record = kept.item
    if record.corrections and record.closed is None:
        place = Place(kept.path, ("corrections",), key=True)
        yield Diagnostic("record-altered", place, {"name": kept.name}, "not-closed")
    entries = history_of(record)
    if entries and entries[-1].fingerprint != record_fingerprint(kept.name, record):
        route = ("corrections", str(len(record.corrections))) if record.corrections else ("closed",)
        place = Place(kept.path, (*route, "fingerprint"))
        yield Diagnostic("record-altered", place, {"name": kept.name, "on": entries[-1].on})


# ── Personal data ────────────────────────────────────────────────────────────

_PERSONAL = {
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "identity": re.compile(r"(?<!\d)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)"),
    "phone": re.compile(
        r"(\+\d[\d ()/-]{7,}\d|(?<![\d-])1[3-9]\d{9}(?!\d)|(?<![\w-])0\d{1,4}[ /-]\d{3,4}[ -]?\d{3,4}(?!\d))"
    ),
}
"""What names or reaches a person: an address, a Chinese identity number, a telephone number."""


def _personal(master: MasterDocumentList, kept: KeptRecord) -> Iterator[Diagnostic]:
    """Nothing that reaches or identifies a person stands in a record: it could never be erased from git."""
    facts = master.repository.facts
    known = {address.lower() for person in facts.organization.people.values() for address in person.emails}
    contacts = " ".join(channel.contact for channel in facts.channels.channels.values())
    written = [(kept.path, route, text) for route, text in texts(kept.item)]
    written += [(each.path, route, text) for each in kept.translations.values() for route, text in each.texts.items()]
    for path, route, text in written:
        for what, pattern in _PERSONAL.items():
            for found in pattern.finditer(text):
                if found[0].lower() not in known and found[0] not in contacts:
                    yield Diagnostic("personal-data-in-record", Place(path, route, needle=found[0]), {}, what)


_OF_ONE = (
    _names,
    _revisions,
    _clauses,
    _form,
    _finding,
    _evidence,
    _answers,
    _review,
    _programme,
    _auditors,
    _closed,
    _personal,
)

# ── What time brings ─────────────────────────────────────────────────────────


def _overdue(master: MasterDocumentList) -> Iterator[Diagnostic]:
    records = master.repository.records
    for point in open_points(records):
        if point.day < master.as_of:
            values = {"day": point.day, "who": point.who, "what": point.what}
            yield Diagnostic("record-overdue", Place(records[point.record].path, point.route), values, point.kind)


def _revisions_without_training(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """After the first training record, every revision that needs training stands in a plan (S-04)."""
    plans = [kept.item for kept in master.repository.records.values() if isinstance(kept.item, TrainingRecord)]
    if not plans:
        return
    start = min(plan.on for plan in plans)
    planned = {(each.document, each.revision) for plan in plans for line in plan.lines for each in line.documents}
    for number, entry in master.entries.items():
        revision = entry.revision
        if revision is None or entry.standing is None or not entry.standing.is_issued or revision.carried_over:
            continue
        if revision.training.roles != "none" and revision.effective > start and (number, revision.label) not in planned:
            place = Place(entry.source.path, ("revisions", revision.label, "training"), key=True)
            yield Diagnostic("revision-without-training", place, {"number": number, "label": revision.label})
