"""Agenda and inputs of the next management review: every topic of ISO 10002 8.6.2 and ISO 9001 9.3.2, each with what
the system knows on the day (S-52 to S-55 of the brief). What it cannot know, it says is to be told."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import get_args

from qmsdocs.blocks import Block, Run
from qmsdocs.compose.clauses import clause_name, form_for, form_line
from qmsdocs.compose.coverage import counted, coverage
from qmsdocs.compose.dashboard import objective_blocks
from qmsdocs.compose.events import changes_text
from qmsdocs.compose.names import Edition, document_reference, record_reference, revision_reference
from qmsdocs.compose.records import who
from qmsdocs.compose.reminders import actor, what_is_due
from qmsdocs.compose.tables import Text, day, text
from qmsdocs.due import due
from qmsdocs.model.records import (
    Action,
    AuditReport,
    Competence,
    CompetenceMatrix,
    Decision,
    FindingRecord,
    Improvement,
    ImprovementRegister,
    ManagementReview,
    ReviewTopic,
    SurveillanceAudit,
    all_of,
)
from qmsdocs.reports.parts import (
    Asked,
    Made,
    actions_table,
    audits_table,
    findings_table,
    heading,
    on_form,
    open_findings,
    records_of,
    report_sheet,
    said,
    table,
    training_lines,
    trainings_text,
)
from qmsdocs.reports.programme import audits_of

REVIEW_CLAUSES = {"iso-10002:2018": "8.6", "iso-9001:2015": "9.3.2"}
"""The clauses on the management review: the form that addresses one of them is the one on which it is recorded."""
_SOURCES: dict[ReviewTopic, dict[str, str]] = {
    "satisfaction": {"iso-10002:2018": "8.3", "iso-9001:2015": "9.1.2"},
    "performance": {"iso-10002:2018": "8.2", "iso-9001:2015": "9.1.3"},
    "suppliers": {"iso-10002:2018": "8.2", "iso-9001:2015": "9.1.3"},
}
"""Topics whose figures come from the analysis of complaints, which holds customers' data and is kept elsewhere."""


def review_report(asked: Asked) -> Made:
    """The agenda with its inputs; the period begins where that of the last review ended."""
    return Made(report_sheet(asked, "management-review", _blocks(asked.edition, asked.start or date.min)))


def end_of_last_period(edition: Edition) -> date | None:
    """The last day that the last review looked at."""
    return max((review.to for _, review in records_of(edition, ManagementReview)), default=None)


def _blocks(edition: Edition, start: date) -> Iterator[Block]:
    say, reviews = edition.say, records_of(edition, ManagementReview)
    name, last = reviews[-1] if reviews else ("", None)
    yield from on_form(edition, (last.form if last else "") or form_for(edition, REVIEW_CLAUSES))
    if last:
        yield said(
            "last", (record_reference(edition, name), Run(say("report.review.last", on=last.on, next=last.next)))
        )
    else:
        yield said("first", say("report.review.first"))
    topics: tuple[ReviewTopic, ...] = get_args(ReviewTopic)
    for place, topic in enumerate(topics, 1):
        yield heading(topic, say(f"record.topic.{topic}"), number=str(place))
        known = list(_KNOWN[topic](edition, start)) if topic in _KNOWN else []
        if number := form_for(edition, _SOURCES.get(topic, {})):
            known.append(said(f"{topic}-from", form_line(edition, number, "report.review.from-form")))
        yield from known or [said(f"{topic}-tell", say("report.review.tell"))]
        if last and topic in last.inputs:
            before = (Run(say("report.review.told", on=last.on)), *text(edition, last.inputs[topic].told))
            yield said(f"{topic}-told", before)
    yield from _coverage(edition, len(topics) + 1)
    yield heading("questions", say("report.review.questions"), number=str(len(topics) + 2))
    yield _questions(edition)


# ── Topics ───────────────────────────────────────────────────────────────────


def _decisions(edition: Edition, start: date) -> Iterator[Block]:
    """All decisions of the last review, and those of earlier ones that are open or were done since."""
    reviews = records_of(edition, ManagementReview)
    found: list[tuple[str, Decision]] = [
        (name, decision)
        for place, (name, review) in enumerate(reviews, 1)
        for decision in review.decisions
        if place == len(reviews) or decision.done is None or decision.done >= start
    ]
    if found:
        yield actions_table(edition, "decisions-table", found)


def _outside(edition: Edition, start: date) -> Iterator[Block]:
    """The documents of external origin that were looked at since."""
    say = edition.say
    heads = [
        ("document", say("site.document"), 16),
        ("issuer", say("report.review.issuer"), 10),
        ("checked", say("report.review.checked"), 6),
        ("owner", say("owner"), 10),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (key, [f"{each.identifier} {each.title}", each.issuer, day(each.checked), who(edition, each.owner)])
        for key, each in edition.facts.external_documents.external_documents.items()
        if each.checked >= start
    ]
    if rows:
        yield said("external-text", say("report.review.external"))
        yield table("external-table", heads, rows)
    yield said("external-tell", say("report.review.tell-outside"))


def _inside(edition: Edition, start: date) -> Iterator[Block]:
    """The revisions that came into force and the documents that were withdrawn since."""
    say, today = edition.say, edition.master.as_of
    heads = [
        ("document", say("site.document"), 14),
        ("revision", say("revision"), 5),
        ("effective", say("effective"), 6),
        ("class", say("compose.class"), 6),
        ("what", say("compose.what-changed"), 24),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for number, entry in edition.master.entries.items():
        for revision in entry.document.item.revisions if entry.is_published else ():
            if start < revision.effective <= today:
                named = document_reference(edition, number, title=True), revision_reference(edition, entry, revision)
                kind, what = say(f"class.{revision.class_}"), changes_text(edition, entry, revision)
                rows.append((f"{number}.{revision.label}", [*named, day(revision.effective), kind, what]))
        withdrawn = entry.source.item.withdrawn
        if withdrawn and start < withdrawn.on <= today:
            why = text(edition, withdrawn.reason)
            rows.append((f"{number}.out", [number, "", day(withdrawn.on), say("status.withdrawn"), why]))
    yield said("changes-text", say("report.review.changes", count=len(rows)))
    if rows:
        yield table("changes-table", heads, rows)


def _objectives(edition: Edition, start: date) -> Iterator[Block]:
    if edition.facts.objectives.objectives:
        yield from objective_blocks(edition)
        yield said("objectives-tell", edition.say("report.review.tell-objectives"))


def _monitoring(edition: Edition, start: date) -> Iterator[Block]:
    """What is overdue on the day."""
    say = edition.say
    heads = [("date", say("date"), 6), ("what", say("due.what"), 24), ("who", say("due.who"), 12)]
    late = [one for one in due(edition.master, 0) if one.overdue]
    yield said("late-text", say("report.review.late", count=len(late)))
    rows: list[tuple[str, list[Text]]] = [
        (
            str(place),
            [
                day(one.day),
                what_is_due(edition, one),
                say("compose.comma").join(actor(edition, key) for key in one.roles),
            ],
        )
        for place, one in enumerate(late, 1)
    ]
    if rows:
        yield table("late-table", heads, rows)


def _nonconformities(edition: Edition, start: date) -> Iterator[Block]:
    """Findings since the start and those that are open, by grade; and the open actions of all records."""
    say, today = edition.say, edition.master.as_of
    found = [
        each
        for each in records_of(edition, FindingRecord)
        if each[1].closed is None or each[1].on >= start or each[1].closed.on >= start
    ]
    open_ = open_findings(edition)
    heads = [
        ("grade", say("record.field.grade"), 10),
        *((key, say(f"report.review.{key}"), 6) for key in ("opened", "closed", "open", "overdue")),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for grade in ("major", "minor", "observation"):
        counts = (
            sum(item.grade == grade and item.on >= start for _, item in found),
            sum(item.grade == grade and item.closed is not None for _, item in found),
            sum(item.grade == grade for _, item in open_),
            sum(item.grade == grade and item.due is not None and item.due < today for _, item in open_),
        )
        rows.append((grade, [say(f"record.value.{grade}"), *map(str, counts)]))
    yield table("grades-table", heads, rows)
    if found:
        yield findings_table(edition, "findings-table", found)
    actions = [(name, each) for name, item in open_ for _, each in all_of(item, Action) if each.done is None]
    if actions:
        yield said("actions-text", say("report.review.open-actions"))
        yield actions_table(edition, "actions-table", actions)


def _audits(edition: Edition, start: date) -> Iterator[Block]:
    """Audits against the programme, those that were held, and what the certification body said."""
    say = edition.say
    (first, last), _, audits = audits_of(edition)
    held = sum(bool(audit.report) for audit in audits)
    yield said("programme", say("report.programme.lead", first=first, last=last, count=len(audits), held=held))
    reports = [
        each
        for each in records_of(edition, AuditReport)
        if each[1].on >= start or each[0] in {a.report for a in audits}
    ]
    if reports:
        yield audits_table(edition, "audits-table", reports)
    for name, item in records_of(edition, SurveillanceAudit):
        if item.on >= start:
            result = say(f"record.value.{item.result}")
            yield said(
                f"{name}-text",
                (record_reference(edition, name), Run(say("report.review.surveillance", on=item.on, result=result))),
            )


def _resources(edition: Edition, start: date) -> Iterator[Block]:
    """Roles that nobody holds, competences that are not shown, and trainings."""
    say, today = edition.say, edition.master.as_of
    roles = edition.facts.organization.roles.values()
    vacant = [role.title for role in roles if role.holders and not any(each.holds(today) for each in role.holders)]
    yield said(
        "vacant",
        say("report.review.vacant", roles=say("compose.comma").join(vacant))
        if vacant
        else say("report.review.no-vacant"),
    )
    yield said("trained", trainings_text(edition, start))
    heads = [
        ("what", say("record.what"), 18),
        ("who", say("record.field.who"), 10),
        ("due", say("record.field.due"), 6),
        ("record", say("record.field.record"), 8),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            f"{name}-{place}",
            [
                text(edition, each.skill),
                who(edition, each.who),
                day(each.due),
                record_reference(edition, name, title=False),
            ],
        )
        for name, item in records_of(edition, CompetenceMatrix)[-1:]
        for place, (_, each) in enumerate(all_of(item, Competence), 1)
        if each.state == "open"
    ]
    for place, (name, line) in enumerate(training_lines(edition, start), 1):
        if line.done is None:
            for_whom = say("compose.comma").join(actor(edition, key) for key in line.roles)
            rows.append(
                (
                    f"{name}-{place}",
                    [
                        text(edition, line.subject),
                        for_whom,
                        day(line.due),
                        record_reference(edition, name, title=False),
                    ],
                )
            )
    if rows:
        yield said("lacking", say("report.review.lacking"))
        yield table("lacking-table", heads, rows)


def _improvements(edition: Edition, start: date) -> Iterator[Block]:
    """Proposals that are open or were carried out since."""
    found: list[tuple[str, Improvement]] = [
        (name, each)
        for name, item in records_of(edition, ImprovementRegister)
        for each in item.improvements
        if each.done is None or each.done >= start
    ]
    if found:
        yield actions_table(edition, "improvements-table", found)


_KNOWN: dict[ReviewTopic, Callable[[Edition, date], Iterator[Block]]] = {
    "previous-actions": _decisions,
    "external-changes": _outside,
    "internal-changes": _inside,
    "objectives": _objectives,
    "monitoring": _monitoring,
    "nonconformities": _nonconformities,
    "audits": _audits,
    "resources": _resources,
    "improvement": _improvements,
}
"""What the system knows of a topic."""

# ── What is answered ─────────────────────────────────────────────────────────


def _coverage(edition: Edition, place: int) -> Iterator[Block]:
    """Which clauses nothing addresses, or the manual alone (S-54)."""
    say, comma = edition.say, edition.say("compose.comma")
    yield heading("coverage", say("report.review.coverage"), number=str(place))
    heads = [
        ("standard", say("compose.standard"), 8),
        ("covered", say("site.coverage"), 20),
        *((state, say(f"gap.{state}"), 8) for state in ("open", "manual-only")),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for key in edition.facts.settings.standards:
        if standard := edition.master.repository.standards.get(key):
            found = coverage(edition, standard)
            named = [
                comma.join(
                    clause_name(edition, each.clause.number)
                    for each in found
                    if each.state == state and not each.is_heading
                )
                for state in ("open", "manual-only")
            ]
            rows.append((key, [standard.standard, counted(edition, found), *(each or "–" for each in named)]))
    if rows:
        yield table("coverage-table", heads, rows)


def _questions(edition: Edition) -> Block:
    """What the review must answer and decide, with room to write."""
    say = edition.say
    heads = [
        ("question", say("report.review.question"), 10),
        ("rests", say("report.review.rests"), 14),
        ("answer", say("report.review.answer"), 20),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (key, [say(f"record.field.{key}"), say(f"report.review.rests.{key}"), ""])
        for key in ("suitable", "adequate", "effective", "decisions", "next")
    ]
    return table("questions-table", heads, rows)
