"""How the system stands on the day, on one page: coverage, what comes next, findings by age, objectives against their
targets, and everything that is due."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from qmsdocs.blocks import Block, Blocks, Heading, Inlines, Paragraph, Reference, Run, Strong, Table
from qmsdocs.compose.coverage import counted, coverage
from qmsdocs.compose.names import Edition, record_reference
from qmsdocs.compose.records import who
from qmsdocs.compose.reminders import actor, what_is_due, when_it_is_due
from qmsdocs.compose.tables import Text, role, table_of, text
from qmsdocs.due import Due, due
from qmsdocs.model.records import FindingRecord, ManagementReview
from qmsdocs.register import months_later
from qmsdocs.repository import localized_record

_AGES = (30, 90, 180)
"""The days that part the ages of open findings."""
_GRADES = ("major", "minor", "observation")
_NEXT = ("audit", "management-review", "surveillance", "certificate")
_MONTHS_AHEAD = 36
"""A certificate holds for three years."""
MAX_LINES = 100
"""So many lines the list of what is due has at most."""


def dashboard_blocks(edition: Edition) -> Blocks:
    """The page."""
    return tuple(_blocks(edition))


def _blocks(edition: Edition) -> Iterator[Block]:
    master, found = edition.master, _ahead(edition)
    last = master.repository.settings.warn_days
    soon = [one for one in found if one.overdue or (one.day - master.as_of).days <= last]
    yield Paragraph("summary", _summary(edition, soon))
    yield _heading(edition, "coverage")
    yield _coverage(edition)
    yield _heading(edition, "next")
    yield next_table(edition)
    yield from _findings(edition)
    if edition.facts.objectives.objectives:
        yield _heading(edition, "objectives")
        yield from objective_blocks(edition)
    yield _heading(edition, "due")
    yield _due_table(edition, soon)


def _ahead(edition: Edition) -> tuple[Due, ...]:
    """What falls due while a certificate holds."""
    master = edition.master
    return due(master, (months_later(master.as_of, _MONTHS_AHEAD) - master.as_of).days)


def _heading(edition: Edition, key: str) -> Heading:
    return Heading(f"dashboard-{key}", 1, "", (Run(edition.say(f"dashboard.{key}")),))


def _summary(edition: Edition, soon: list[Due]) -> Inlines:
    """How much is late, and what is due soon, by what it is."""
    say, late = edition.say, sum(one.overdue for one in soon)
    first = say("dashboard.late", count=late) if late else say("dashboard.not-late")
    kinds = Counter(one.kind for one in soon if not one.overdue)
    parts = [say("dashboard.of-kind", kind=say(f"due.kind.{kind}"), count=count) for kind, count in kinds.items()]
    rest = say("dashboard.waiting", parts=say("compose.comma").join(parts)) if parts else ""
    return (Strong((Run(first),)), Run(rest))


def _coverage(edition: Edition) -> Table:
    say, standards = edition.say, edition.master.repository.standards
    heads = [("standard", say("compose.standard"), 8), ("covered", say("site.coverage"), 24)]
    rows: list[tuple[str, list[Text]]] = []
    for key in edition.facts.settings.standards:
        if standard := standards.get(key):
            page = Reference((Run(standard.standard),), page=f"clauses/{key.replace(':', '-')}")
            rows.append((key, [page, counted(edition, coverage(edition, standard))]))
    return table_of("coverage-table", heads, rows, "plain")


def next_table(edition: Edition) -> Table:
    """The next audit, review and surveillance audit, and the end of the certificate."""
    say, found = edition.say, _ahead(edition)
    heads = [("what", say("due.what"), 16), ("date", say("date"), 6), ("when", say("due.when"), 8)]
    rows: list[tuple[str, list[Text]]] = []
    for kind in _NEXT:
        first = next((one for one in found if one.kind == kind), None)
        cells: list[Text] = [say(f"due.kind.{kind}"), say("dashboard.not-planned"), ""]
        if first:
            cells = [what_is_due(edition, first), str(first.day), when_it_is_due(edition, first)]
        rows.append((kind, cells))
    return table_of("next-table", heads, rows)


def _findings(edition: Edition) -> Iterator[Block]:
    """The open findings by grade and age, and each with its owner."""
    say, today = edition.say, edition.master.as_of
    records = edition.records
    findings = [(name, kept.item) for name, kept in records.items() if isinstance(kept.item, FindingRecord)]
    open_ = sorted(((item.on, name, item) for name, item in findings if item.closed is None), key=lambda each: each[:2])
    if not findings:
        return
    yield _heading(edition, "findings")
    ages = [*(say("dashboard.younger", days=days) for days in _AGES), say("dashboard.older", days=_AGES[-1])]
    heads = [("grade", say("record.field.grade"), 10), *((f"age-{place}", age, 6) for place, age in enumerate(ages))]
    rows: list[tuple[str, list[Text]]] = []
    for grade in _GRADES:
        counts = Counter(
            sum((today - on).days >= days for days in _AGES) for on, _, item in open_ if item.grade == grade
        )
        rows.append((grade, [say(f"record.value.{grade}"), *(str(counts[place]) for place in range(len(ages)))]))
    yield table_of("ages-table", heads, rows)
    if open_:
        heads = [("record", say("record.field.finding"), 16), ("owner", say("record.field.owner"), 8)]
        heads += [("due", say("record.field.due"), 6)]
        lines = [
            (name, [record_reference(edition, name), who(edition, item.owner or item.by), str(item.due or "")])
            for _, name, item in open_
        ]
        yield table_of("open-table", heads, lines)


def objective_blocks(edition: Edition) -> Iterator[Block]:
    """Each objective with its target and what the last management review was told."""
    say, objectives = edition.say, edition.facts.objectives.objectives
    reviews = [kept for kept in edition.records.values() if isinstance(kept.item, ManagementReview)]
    newest = max(reviews, key=lambda kept: (kept.item.on, kept.name), default=None)
    item = localized_record(newest, edition.language) if newest else None
    told = {each.objective: each for each in item.objectives} if isinstance(item, ManagementReview) else {}
    if newest:
        yield Paragraph("told", (Run(say("dashboard.told-by")), record_reference(edition, newest.name)))
    heads = [
        ("objective", say("record.field.objective"), 14),
        ("target", say("dashboard.target"), 8),
        ("result", say("record.field.result"), 8),
        ("reached", say("record.field.reached"), 7),
        ("owner", say("record.field.owner"), 9),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for key, objective in objectives.items():
        result = told.get(key)
        figures: list[Text] = ["", ""]
        if result:
            figures = [text(edition, result.result), say(f"record.value.{result.reached}")]
        cells: list[Text] = [objective.title, text(edition, objective.target), *figures, role(edition, objective.owner)]
        rows.append((key, cells))
    yield table_of("results-table", heads, rows)


def _linked(edition: Edition, one: Due) -> Text:
    """What is to be done, with a link to the document or the record."""
    content = (Run(what_is_due(edition, one)),)
    if one.text:
        return Reference(content, page=f"records/{one.subject}")
    return Reference(content, number=one.subject) if one.subject in edition.master.entries else content


def _due_table(edition: Edition, soon: list[Due]) -> Table:
    say = edition.say
    heads = [
        ("date", say("date"), 6),
        ("when", say("due.when"), 7),
        ("what", say("due.what"), 22),
        ("who", say("due.who"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for place, one in enumerate(soon[:MAX_LINES], 1):
        when: Text = (Strong((Run(when_it_is_due(edition, one)),)),) if one.overdue else when_it_is_due(edition, one)
        names = say("compose.comma").join(actor(edition, key) for key in one.roles)
        rows.append((str(place), [str(one.day), when, _linked(edition, one), names]))
    more = len(soon) - MAX_LINES
    table = table_of("due-table", heads, rows)
    return replace(table, caption=(Run(say("dashboard.more", count=more)),)) if more > 0 else table
