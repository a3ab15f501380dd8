"""Records of running the system, one model per kind: gap assessment, training, audits, findings, management review and
what follows from them (checklist of the brief S-02 to S-06, S-28 to S-35, S-47 to S-60).

They hold nothing of a complaint: people stand as roles or by their key, who was interviewed by function, results of
training as passed or open. What a field names is said by its type; by that it is checked and printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints

from qmsdocs.model.revision import Fingerprint
from qmsdocs.model.text import KEY, Day, Model, Number, Route, Text, models_in


@dataclass(frozen=True, slots=True)
class Named:
    """Marks a field whose value is the name of something: of what."""

    what: Literal[
        "who", "role", "person", "unit", "site", "channel", "document", "filed-record", "indicator", "certificate"
    ]


_Name = StringConstraints(pattern=KEY.pattern)

RecordId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,6}(-[A-Z0-9]{1,6})*-[0-9]{1,4}$"), Named("filed-record")]
"""The name of a record, which is that of its file: NC-2026-003."""
Who = Annotated[str, _Name, Named("who")]
"""A role, or a person by the key of organization.yaml."""
RoleName = Annotated[str, _Name, Named("role")]
PersonName = Annotated[str, _Name, Named("person")]
UnitName = Annotated[str, _Name, Named("unit")]
SiteName = Annotated[str, _Name, Named("site")]
ChannelName = Annotated[str, _Name, Named("channel")]
DocumentNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{1,6}(-[A-Z0-9]{1,6})*-[0-9]{1,4}$"), Named("document")
]
ObjectiveName = Annotated[str, _Name, Named("indicator")]
CertificateName = Annotated[str, _Name, Named("certificate")]

# ── What all have in common ──────────────────────────────────────────────────


class Closing(Model):
    """That a record is complete: from now on it is bound by its fingerprint."""

    on: Day
    by: PersonName
    fingerprint: Fingerprint


class RecordCorrection(Model):
    """A change of a closed record: named, dated, and bound together with what was there before."""

    on: Day
    by: PersonName
    what: Text
    """What was changed, from what to what."""
    why: Text
    fingerprint: Fingerprint


class Filed(Model):
    """The head of every record."""

    kind: str
    """What is recorded: it decides what else stands here."""
    title: Text
    on: Day
    """The day of what is recorded."""
    by: Who
    """Who answers for the record."""
    form: Number | None = None
    """The form on which it prints, in the revision that was in force on its day."""
    remarks: Text | None = None
    closed: Closing | None = None
    corrections: tuple[RecordCorrection, ...] = ()
    """What was changed after it was closed, the oldest first."""


def history_of(record: Filed) -> tuple[Closing | RecordCorrection, ...]:
    """How a record was closed and what was corrected since; the last one binds what stands there now."""
    return (record.closed, *record.corrections) if record.closed else ()


class Action(Model):
    """Something that one owner does until a day, and what shows that it was done."""

    what: Text
    owner: Who
    due: Day
    done: Day | None = None
    evidence: Text | None = None
    """What shows that it was done: the number of a document, a record or a figure."""


class EffectCheck(Model):
    """Whether what was done had its effect."""

    on: Day
    by: Who
    how: Text
    """What was looked at, with figures."""
    result: Literal["effective", "not-effective"]


class DocumentRevision(Model):
    """A revision of a document."""

    document: DocumentNumber
    revision: str
    """Its label."""


# ── Gap assessment ───────────────────────────────────────────────────────────


class ClauseGap(Model):
    """How far one clause is met."""

    clause: str
    present: Text
    """How it is done today."""
    gap: Literal["none", "weak", "open"]
    missing: Text | None = None
    """What is missing."""
    actions: tuple[Action, ...] = ()


class ChannelSurvey(Model):
    """How matters that arrive by one channel are dealt with today."""

    channel: ChannelName
    present: Text
    """The steps as they are, from receipt to follow-up, with what is recorded at each."""
    gap: Literal["none", "weak", "open"]
    missing: Text | None = None
    actions: tuple[Action, ...] = ()


class GapAssessment(Filed):
    """How far the organization is from a standard."""

    kind: Literal["gap-assessment"]
    standard: str
    """The standard, as documents cite it."""
    survey: tuple[ChannelSurvey, ...] = ()
    """The system as it was found, channel by channel."""
    clauses: tuple[ClauseGap, ...]


# ── Training and competence ──────────────────────────────────────────────────


class TrainingResult(Model):
    """How many of a role have passed, and for how many it is open; no person's mark stands here."""

    who: Who
    site: SiteName | None = None
    passed: int = Field(default=0, ge=0)
    open: int = Field(default=0, ge=0)


class TrainingLine(Model):
    """A line of the training plan, and what came of it."""

    reason: Literal["year-plan", "induction", "new-revision", "unsure", "second-training", "finding", "new-work"]
    subject: Text
    documents: tuple[DocumentRevision, ...] = ()
    """The revisions in which people are trained."""
    roles: tuple[RoleName, ...] = ()
    """Whom it is for."""
    sites: tuple[SiteName, ...] = ()
    way: Text | None = None
    """Class, role play, at the desk …"""
    trainer: Who | None = None
    due: Day
    done: Day | None = None
    evidence: Text | None = None
    """Where the signed list is kept."""
    results: tuple[TrainingResult, ...] = ()
    effect_due: Day | None = None
    """When it is looked at whether the work shows it."""
    effect: EffectCheck | None = None
    finding: RecordId | None = None
    """The finding because of which people are trained."""


class TrainingRecord(Filed):
    """The training plan of a period, with what came of each line."""

    kind: Literal["training"]
    lines: tuple[TrainingLine, ...]


class Competence(Model):
    """What somebody must be able to do, and whether that is shown."""

    who: Who
    skill: Text
    state: Literal["passed", "open"]
    since: Day | None = None
    """From when it is shown."""
    evidence: Text | None = None
    due: Day | None = None
    """Where it is open: until when."""


class CompetenceMatrix(Filed):
    """Who has shown what competence."""

    kind: Literal["competence"]
    competences: tuple[Competence, ...]


# ── Audits ───────────────────────────────────────────────────────────────────

Clauses = dict[str, tuple[str, ...]]
"""Clauses by standard, as documents cite them."""


class Audited(Model):
    """What an audit looks at, and who looks."""

    clauses: Clauses = {}
    units: tuple[UnitName, ...] = ()
    channels: tuple[ChannelName, ...] = ()
    sites: tuple[SiteName, ...] = ()
    documents: tuple[DocumentNumber, ...] = ()
    lead: Who
    """Who leads the audit."""
    auditors: tuple[Who, ...] = ()
    """Who else audits."""


class PlannedAudit(Audited):
    """An audit of the programme."""

    on: Day
    report: RecordId | None = None
    """The report, once there is one."""


class AuditProgramme(Filed):
    """The audits of a period of twelve months at most."""

    kind: Literal["audit-programme"]
    from_: Day = Field(alias="from")
    to: Day
    standards: tuple[str, ...]
    """The standards of which every clause must be audited."""
    audits: tuple[PlannedAudit, ...]


class AgendaLine(Model):
    """What an audit looks at in one stretch of time."""

    time: str
    """From when to when, such as 09:30-10:15."""
    topic: Text
    unit: UnitName | None = None
    meets: tuple[RoleName, ...] = ()
    """Whom the auditors meet, by function."""


class AuditPlan(Filed, Audited):
    """The plan of one audit."""

    kind: Literal["audit-plan"]
    programme: RecordId | None = None
    agenda: tuple[AgendaLine, ...] = ()


class ChecklistAnswer(Model):
    """A question of the checklist, and what was found."""

    question: Text
    clause: str | None = None
    document: DocumentNumber | None = None
    sample: Text | None = None
    """Which records were looked at, by number."""
    interviewed: tuple[RoleName, ...] = ()
    """Who was asked, by function."""
    seen: Text
    """What was seen: facts that another person can check."""
    answer: Literal["conforms", "observation", "minor", "major", "not-looked-at"]
    finding: RecordId | None = None


class AuditReport(Filed, Audited):
    """The report of one audit, with the answers of its checklist."""

    kind: Literal["audit-report"]
    programme: RecordId | None = None
    plan: RecordId | None = None
    interviewed: tuple[RoleName, ...] = ()
    """Who was interviewed, by function."""
    checklist: tuple[ChecklistAnswer, ...] = ()
    conclusion: Text
    """Whether the system agrees with standard and documents, and works."""


class OutsideFinding(Model):
    """What a certification body set for its finding."""

    body: Text
    number: str
    """Its number as the body wrote it."""
    due: Day | None = None
    """The day that the body set for plan and evidence."""
    answered: Day | None = None
    """When cause, plan and evidence were sent."""
    agreed: Day | None = None
    """When the body agreed that it is closed."""


class FindingRecord(Filed):
    """A nonconformity or observation, from its source to the effect of what was done."""

    kind: Literal["finding"]
    source: Literal[
        "internal-audit", "certification-body", "complaints", "analysis", "management-review", "sampling", "staff"
    ]
    from_record: RecordId | None = None
    """The record from which it comes, such as the audit report."""
    grade: Literal["major", "minor", "observation"]
    clauses: Clauses = {}
    documents: tuple[DocumentNumber, ...] = ()
    units: tuple[UnitName, ...] = ()
    channels: tuple[ChannelName, ...] = ()
    sites: tuple[SiteName, ...] = ()
    outside: OutsideFinding | None = None
    demanded: Text
    """What is demanded, and where that stands."""
    found: Text
    """What was found: what, where, when, how many of how many."""
    evidence: Text
    """What shows it: records by number, measurements, photographs."""
    owner: Who | None = None
    due: Day | None = None
    """Until when all of it is done."""
    correction: tuple[Action, ...] = ()
    """What puts right what was found."""
    cause: Text | None = None
    actions: tuple[Action, ...] = ()
    """What removes the cause."""
    fixed_by: tuple[DocumentRevision, ...] = ()
    """The revisions that fixed it."""
    effect_due: Day | None = None
    """When the effect is looked at."""
    effect: EffectCheck | None = None


# ── Management review and improvement ────────────────────────────────────────

ReviewTopic = Literal[
    "previous-actions",
    "external-changes",
    "internal-changes",
    "satisfaction",
    "objectives",
    "performance",
    "monitoring",
    "nonconformities",
    "audits",
    "suppliers",
    "resources",
    "risks",
    "improvement",
]
"""What a management review looks at: ISO 10002:2018 8.6.2 and ISO 9001:2015 9.3.2 together."""


class ReviewInput(Model):
    """What the review was told of one topic."""

    told: Text
    documents: tuple[DocumentNumber, ...] = ()
    records: tuple[RecordId, ...] = ()


class ObjectiveResult(Model):
    """What came of an objective in the period."""

    objective: ObjectiveName
    result: Text
    """The figure."""
    reached: Literal["yes", "no", "watched"]
    remark: Text | None = None


class Decision(Action):
    """What the review decided."""

    field: Literal["process", "product", "resources", "policy", "system"]
    means: Text | None = None
    """The means that were granted."""


class ManagementReview(Filed):
    """A management review, with what it was told and what it decided."""

    kind: Literal["management-review"]
    from_: Day = Field(alias="from")
    """The first day of the period that is looked at."""
    to: Day
    chair: Who
    present: tuple[Who, ...]
    inputs: dict[ReviewTopic, ReviewInput]
    objectives: tuple[ObjectiveResult, ...] = ()
    suitable: Text
    """Whether the system fits the organization and its surroundings."""
    adequate: Text
    """Whether nothing is missing."""
    effective: Text
    """Whether it reaches its aims."""
    decisions: tuple[Decision, ...]
    next: Day
    """The day of the next review."""


class Improvement(Action):
    """An improvement."""

    since: Day
    """When it was entered."""
    from_record: RecordId | None = None
    """The record from which it comes."""
    expected: Text | None = None
    """What will be better, with the figure that shows it."""
    fixed_by: tuple[DocumentRevision, ...] = ()
    effect: EffectCheck | None = None


class ImprovementRegister(Filed):
    """The register of improvements."""

    kind: Literal["improvements"]
    improvements: tuple[Improvement, ...]


class Point(Model):
    """A point of a meeting or a briefing."""

    topic: Text
    said: Text
    """What was said, and what remains open."""
    documents: tuple[DocumentRevision, ...] = ()


class MeetingRecord(Filed):
    """A meeting, or a briefing of staff."""

    kind: Literal["meeting"]
    sort: Literal["meeting", "briefing"]
    present: tuple[Who, ...]
    points: tuple[Point, ...]
    actions: tuple[Action, ...] = ()


# ── Certification ────────────────────────────────────────────────────────────


class BodyCandidate(Model):
    """A certification body that was looked at."""

    name: Text
    approval: Text
    """The approval of the national authority, with its number."""
    accreditation: Text
    """By whom it is accredited for this scheme, and until when."""
    recognition: Text
    """Where its certificates are recognized."""
    experience: Text
    """What it knows of the sector."""
    remark: Text | None = None
    chosen: bool = False


class BodyChoice(Filed):
    """How the certification body was chosen."""

    kind: Literal["certification-body"]
    candidates: tuple[BodyCandidate, ...]
    reason: Text
    """Why this one."""
    independent: Text
    """How it was made sure that the body did not advise us."""


class SurveillanceAudit(Filed):
    """A surveillance audit by the certification body."""

    kind: Literal["surveillance"]
    certificate: CertificateName | None = None
    body: Text
    since: Day
    """From when the changes of the system were shown."""
    sampled: Text
    """What the body looked at."""
    findings: tuple[RecordId, ...] = ()
    result: Literal["kept", "kept-with-conditions", "suspended", "withdrawn"]
    next: Day | None = None


RECORD_KINDS: dict[str, type[Filed]] = {
    "gap-assessment": GapAssessment,
    "training": TrainingRecord,
    "competence": CompetenceMatrix,
    "audit-programme": AuditProgramme,
    "audit-plan": AuditPlan,
    "audit-report": AuditReport,
    "finding": FindingRecord,
    "management-review": ManagementReview,
    "improvements": ImprovementRegister,
    "meeting": MeetingRecord,
    "certification-body": BodyChoice,
    "surveillance": SurveillanceAudit,
}
"""What a record can be, by its `kind`."""

# ── What a record names ──────────────────────────────────────────────────────


def names_in(record: Filed) -> Iterator[tuple[Route, str, str]]:
    """Everything that a record names: the route, of what it is the name, and the name."""
    for route, model in models_in(record):
        for name, key in _fields(type(model)):
            what, value = named(type(model), name), getattr(model, name)
            if what and value:
                many = enumerate(value, 1) if isinstance(value, tuple) else ()
                yield from ([((*route, key), what, value)] if isinstance(value, str) else [])
                yield from (((*route, key, str(place)), what, each) for place, each in many)


def _fields(kind: type[Any]) -> list[tuple[str, str]]:
    return [(name, field.alias or name) for name, field in kind.model_fields.items()]


@cache
def named(kind: type[Model], name: str) -> str:
    """Of what the field `name` of a model holds the name; "" for one that holds no name."""
    field = kind.model_fields[name]
    return _what(field.metadata) or _inside(field.annotation)


def _inside(annotation: Any) -> str:
    own = _what(getattr(annotation, "__metadata__", ()))
    return own or next(filter(None, map(_inside, getattr(annotation, "__args__", ()))), "")


def _what(metadata: Any) -> str:
    return next((mark.what for mark in metadata if isinstance(mark, Named)), "")


M = TypeVar("M", bound=Model)


def all_of(record: Filed, kind: type[M]) -> Iterator[tuple[Route, M]]:
    """Everything of one kind inside a record, with its route."""
    yield from ((route, model) for route, model in models_in(record) if isinstance(model, kind))


def is_late(due: date, done: object, today: date) -> bool:
    """Whether something was due and is not done."""
    return due < today and not done
