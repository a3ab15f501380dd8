"""What reports have in common: what one is made from, and the tables of findings, actions and audits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from qmsdocs.blocks import Block, Blocks, Heading, Inlines, LineBreak, Paragraph, Run, Table
from qmsdocs.compose.clauses import form_line
from qmsdocs.compose.names import Edition, record_reference
from qmsdocs.compose.records import revision_of, state_text, who
from qmsdocs.compose.tables import Text, day, joined, table_of, text
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text
from qmsdocs.model.records import (
    Action,
    AuditReport,
    Filed,
    FindingRecord,
    ManagementReview,
    TrainingLine,
    TrainingRecord,
    all_of,
    is_late,
)
from qmsdocs.pipeline import Loaded
from qmsdocs.register import Entry
from qmsdocs.repository import localized_record

Heads = Sequence[tuple[str, str, int]]
Rows = Iterable[tuple[str, Iterable[Text]]]
Kept = Sequence[tuple[str, Filed]]


@dataclass(frozen=True)
class Asked:
    """What a report is made from: what is in force, in one language, and what was asked for."""

    loaded: Loaded
    edition: Edition
    start: date | None = None
    """From when on things count, where somebody said so or the report needs a day."""
    old: Loaded | None = None
    """What was in force then; None where there was nothing, or the report does not need it."""
    findings: tuple[str, ...] = ()
    """The findings, or the records from which they come; none means the report chooses."""


@dataclass(frozen=True)
class Redline:
    """What changed from one revision to another: a Word file beside the report, which refers to it as `page`."""

    older: Entry
    newer: Entry
    page: str


@dataclass(frozen=True)
class Made:
    """A report, and the redlines that stand beside its Word file."""

    sheet: Sheet
    redlines: tuple[Redline, ...] = ()


def report_sheet(asked: Asked, key: str, body: Iterable[Block]) -> Sheet:
    """The sheet of the report `key`, turned sideways for its tables."""
    edition, say = asked.edition, asked.edition.say
    today = day_text(edition.language, edition.master.as_of)
    start = day_text(edition.language, asked.start) if asked.start else ""
    return Sheet(
        title=say(f"report.{key}"),
        company=edition.facts.settings.company.name,
        language=edition.language,
        # Nothing in a report is approved text, so no table has to say that it is generated.
        body=tuple(replace(block, generated=False) if isinstance(block, Table) else block for block in body),
        landscape=True,
        note=say("report.as-of-since" if start else "report.as-of", day=today, start=start),
    )


# ── Blocks ───────────────────────────────────────────────────────────────────


def heading(id_: str, title: str, level: int = 1, number: str = "") -> Heading:
    """A heading of a report."""
    return Heading(id_, level, number, (Run(title),))


def said(id_: str, content: str | Inlines) -> Paragraph:
    """A paragraph of a report."""
    return Paragraph(id_, (Run(content),) if isinstance(content, str) else content)


def table(id_: str, heads: Heads, rows: Rows) -> Table:
    """A table of a report."""
    return table_of(id_, heads, rows)


def on_form(edition: Edition, number: str) -> Iterator[Block]:
    """On which form, in the revision in force, the report is entered; nothing for a form that is not there."""
    if number in edition.master.current:
        yield Paragraph("form", form_line(edition, number, "report.form-line"))


def nested(blocks: Blocks, prefix: str) -> Iterator[Block]:
    """Blocks of another sheet one level further down."""
    for block in blocks:
        deeper = {"level": block.level + 1} if isinstance(block, Heading) else {}
        yield replace(block, id=f"{prefix}-{block.id}", **deeper)  # type: ignore[arg-type]


# ── Records ──────────────────────────────────────────────────────────────────

R = TypeVar("R", bound=Filed)


def records_of(edition: Edition, kind: type[R]) -> list[tuple[str, R]]:
    """The records of a kind up to the day of the report, in the language of the edition, the oldest first."""
    found = []
    for name, kept in edition.records.items():
        item = localized_record(kept, edition.language)
        if isinstance(item, kind) and item.on <= edition.master.as_of:
            found.append((name, item))
    return sorted(found, key=lambda each: (each[1].on, each[0]))


def open_findings(edition: Edition) -> list[tuple[str, FindingRecord]]:
    """The findings that are not closed."""
    return [each for each in records_of(edition, FindingRecord) if each[1].closed is None]


def findings_table(edition: Edition, id_: str, found: Iterable[tuple[str, FindingRecord]]) -> Table:
    """Findings with grade, owner and due date, and how far they are."""
    say, today = edition.say, edition.master.as_of
    heads = [
        ("finding", say("record.field.finding"), 16),
        ("grade", say("record.field.grade"), 6),
        ("source", say("record.field.source"), 7),
        ("owner", say("record.field.owner"), 9),
        ("due", say("record.field.due"), 6),
        ("actions", say("record.field.actions"), 6),
        ("fixed_by", say("record.field.fixed_by"), 7),
        ("effect", say("record.field.effect"), 7),
        ("state", say("record.field.state"), 8),
    ]
    rows = []
    for name, item in found:
        actions = (*item.correction, *item.actions)
        late = item.closed is None and item.due and item.due < today
        cells: list[Text] = [
            record_reference(edition, name),
            say(f"record.value.{item.grade}"),
            say(f"record.value.{item.source}"),
            who(edition, item.owner or item.by),
            day(item.due),
            say("report.done-of", done=sum(each.done is not None for each in actions), all=len(actions)),
            joined([revision_of(edition, fixed) for fixed in item.fixed_by], LineBreak()) or "–",
            say(f"record.value.{item.effect.result if item.effect else 'effect-open'}"),
            say("report.late") if late else state_text(edition, item),
        ]
        rows.append((name, cells))
    return table(id_, heads, rows)


def actions_table(edition: Edition, id_: str, found: Iterable[tuple[str, Action]]) -> Table:
    """Actions with owner and due date, what shows that they are done, and the record where they stand."""
    say, today = edition.say, edition.master.as_of
    heads = [
        ("what", say("record.field.what"), 18),
        ("owner", say("record.field.owner"), 8),
        ("due", say("record.field.due"), 6),
        ("state", say("record.field.state"), 8),
        ("evidence", say("record.field.evidence"), 12),
        ("record", say("record.field.record"), 8),
    ]
    rows = []
    for place, (name, action) in enumerate(found, 1):
        late = is_late(action.due, action.done, today)
        state = say("report.done", on=action.done) if action.done else say("report.late" if late else "record.open")
        cells: list[Text] = [
            text(edition, action.what),
            who(edition, action.owner),
            day(action.due),
            state,
            text(edition, action.evidence or ""),
            record_reference(edition, name, title=False),
        ]
        rows.append((str(place), cells))
    return table(id_, heads, rows)


def audits_table(edition: Edition, id_: str, found: Iterable[tuple[str, AuditReport]]) -> Table:
    """Audits that were held, with their findings and what they concluded."""
    say = edition.say
    graded: list[tuple[str | None, str]] = [
        (item.from_record, item.grade) for _, item in records_of(edition, FindingRecord)
    ]
    grades = ("major", "minor", "observation")
    heads = [
        ("audit", say("record.field.report"), 16),
        ("on", say("record.field.on"), 6),
        ("lead", say("record.field.lead"), 8),
        *((grade, say(f"record.value.{grade}"), 5) for grade in grades),
        ("conclusion", say("record.field.conclusion"), 18),
    ]
    rows = []
    for name, item in found:
        counts: list[Text] = [str(graded.count((name, grade))) for grade in grades]
        cells: list[Text] = [record_reference(edition, name), day(item.on), who(edition, item.lead), *counts]
        rows.append((name, [*cells, text(edition, item.conclusion)]))
    return table(id_, heads, rows)


def review_table(edition: Edition, name: str, review: ManagementReview) -> Table:
    """What a management review concluded, and how many of its decisions are done."""
    say = edition.say
    done = sum(each.done is not None for each in review.decisions)
    questions = ("suitable", "adequate", "effective")
    cells: list[tuple[str, Text]] = [
        (say("record.field.record"), record_reference(edition, name)),
        (say("record.field.on"), day(review.on)),
        (say("record.field.chair"), who(edition, review.chair)),
        *((say(f"record.field.{key}"), text(edition, getattr(review, key))) for key in questions),
        (say("record.field.decisions"), say("report.done-of", done=done, all=len(review.decisions))),
    ]
    heads = [("what", say("record.what"), 6), ("is", say("record.is"), 24)]
    return table(f"{name}-table", heads, [(str(place), each) for place, each in enumerate(cells, 1)])


def training_lines(edition: Edition, start: date) -> list[tuple[str, TrainingLine]]:
    """The lines of the training plans that were done or due since the start, or are open."""
    lines = [
        (name, line) for name, item in records_of(edition, TrainingRecord) for _, line in all_of(item, TrainingLine)
    ]
    return [each for each in lines if each[1].done is None or each[1].done >= start]


def trainings_text(edition: Edition, start: date) -> str:
    """How many trainings were held, and how many people have passed."""
    lines = [line for _, line in training_lines(edition, start)]
    results = [result for line in lines for result in line.results]
    values = {
        "lines": len(lines),
        "done": sum(line.done is not None for line in lines),
        "passed": sum(result.passed for result in results),
        "open": sum(result.open for result in results),
    }
    return edition.say("report.trained", **values)
