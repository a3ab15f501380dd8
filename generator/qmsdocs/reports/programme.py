"""How far the audit programme reaches: clause by department, and by channel and site, with the audits of twelve months
and with what none of them reaches (S-33 of the brief)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qmsdocs.blocks import Block, Inlines, LineBreak, Run, Table
from qmsdocs.compose.checklist import AUDIT_CLAUSES
from qmsdocs.compose.clauses import clause_name, clauses_by_document, form_for
from qmsdocs.compose.duties import LEADS, duty_marks
from qmsdocs.compose.names import Edition, record_reference
from qmsdocs.compose.records import who
from qmsdocs.compose.tables import Text, day, joined, table_of
from qmsdocs.model.facts import Standard
from qmsdocs.model.records import Audited, AuditProgramme, AuditReport
from qmsdocs.records import audited_clauses, names_clause
from qmsdocs.register import months_later
from qmsdocs.reports.parts import Asked, Made, heading, on_form, records_of, report_sheet, said, table

HELD, PLANNED = "●", "○"
_WHERE = ("channel", "site")


@dataclass(frozen=True)
class Audit:
    """An audit of the twelve months: as it was held, or else as it is planned."""

    number: int
    on: date
    scope: Audited
    """What it looks at; once it was held, what its report says."""
    report: str = ""
    """The report; "" while it is planned."""
    planned: Audited | None = None
    """What the programme wanted of an audit that was held."""

    @property
    def mark(self) -> str:
        """How a grid names it: its number, and whether it was held."""
        return f"{self.number}\u00a0{HELD if self.report else PLANNED}"


def programme_report(asked: Asked) -> Made:
    """The report."""
    return Made(report_sheet(asked, "audit-programme", _blocks(asked.edition)))


def audits_of(edition: Edition) -> tuple[tuple[date, date], str, tuple[Audit, ...]]:
    """The twelve months, the name of the newest programme, and its audits with those held beside it; without a
    programme, the audits of the last twelve months."""
    today = edition.master.as_of
    reports = dict(records_of(edition, AuditReport))
    name, programme = next(reversed(records_of(edition, AuditProgramme)), ("", None))
    first, last = (programme.from_, programme.to) if programme else (months_later(today, -12), today)
    last = min(last, months_later(first, 12) - timedelta(days=1)) if programme else last
    found: list[tuple[date, Audited, str, Audited | None]] = []
    for each in programme.audits if programme else ():
        held = reports.pop(each.report, None) if each.report else None
        found.append((held.on, held, each.report or "", each) if held else (each.on, each, "", None))
    found += [(held.on, held, report, None) for report, held in reports.items()]
    within = sorted((each for each in found if first <= each[0] <= last), key=lambda each: (each[0], each[2]))
    audits = tuple(Audit(place, *each) for place, each in enumerate(within, 1))
    return (first, last), name, audits


def _blocks(edition: Edition) -> Iterator[Block]:
    say, master = edition.say, edition.master
    (first, last), name, audits = audits_of(edition)
    programme = dict(records_of(edition, AuditProgramme)).get(name)
    yield from on_form(edition, (programme.form if programme else "") or form_for(edition, AUDIT_CLAUSES))
    held = sum(bool(audit.report) for audit in audits)
    values = {"first": first, "last": last, "count": len(audits), "held": held}
    lead: Inlines = (Run(say("report.programme.lead", **values)),)
    named: Inlines = (record_reference(edition, name), Run(say("report.colon")))
    yield said("lead", (*named, *lead) if name else (Run(say("report.programme.none")), *lead))
    keys = programme.standards if programme else tuple(edition.facts.settings.standards[:1])
    standards = [found for key in keys if (found := master.repository.standards.get(key))]
    yield heading("gaps", say("report.programme.gaps"))
    yield _gaps(edition, standards, audits)
    yield heading("audits", say("record.field.audits"))
    yield _audits(edition, audits)
    for standard in standards:
        id_ = f"grid-{standard.key.replace(':', '-')}"
        yield heading(id_, say("report.programme.grid", standard=standard.standard))
        yield said(f"{id_}-legend", say("report.programme.legend", held=HELD, planned=PLANNED))
        yield _grid(edition, standard, audits, f"{id_}-table")
    yield heading("where", say("report.programme.where"))
    yield _where(edition, audits)


def _audits(edition: Edition, audits: tuple[Audit, ...]) -> Table:
    """What the numbers of the grids mean."""
    say = edition.say
    heads = [
        ("audit", say("report.programme.audit"), 4),
        ("on", say("record.field.on"), 6),
        ("clauses", say("record.field.clauses"), 14),
        *((what, say(f"record.field.{what}s"), 12) for what in ("unit", *_WHERE)),
        ("lead", say("record.field.lead"), 8),
        ("report", say("record.field.report"), 8),
    ]
    comma = say("compose.comma")
    rows: list[tuple[str, list[Text]]] = []
    for audit in audits:
        numbers = comma.join(number for each in audit.scope.clauses.values() for number in each)
        scope = [comma.join(_titles(edition, what, getattr(audit.scope, f"{what}s"))) for what in ("unit", *_WHERE)]
        report: Text = record_reference(edition, audit.report, title=False) if audit.report else say("report.planned")
        rows.append(
            (str(audit.number), [audit.mark, day(audit.on), numbers, *scope, who(edition, audit.scope.lead), report])
        )
    return table("audits-table", heads, rows)


def _known(edition: Edition, what: str) -> dict[str, str]:
    """All units, channels or sites with their titles."""
    facts = edition.facts
    found = facts.channels.channels if what == "channel" else getattr(facts.organization, f"{what}s")
    return {key: each.title for key, each in found.items()}


def _titles(edition: Edition, what: str, keys: tuple[str, ...]) -> list[str]:
    known = _known(edition, what)
    return [known.get(key, key) for key in keys]


# ── Grids ────────────────────────────────────────────────────────────────────


def _led(edition: Edition, standard: Standard) -> dict[str, set[str]]:
    """By clause, the department that leads on it."""
    met = clauses_by_document(edition, standard.key)
    return {
        clause.number: {key for key, mark in duty_marks(edition, met.get(clause.number, [])).items() if mark == LEADS}
        for clause in standard.clauses
    }


def _reaching(standard: Standard, audits: tuple[Audit, ...]) -> dict[str, list[Audit]]:
    """By clause, the audits that look at it."""
    return {
        clause.number: [audit for audit in audits if names_clause(audit.scope, standard.key, clause)]
        for clause in audited_clauses(standard)
    }


def _grid(edition: Edition, standard: Standard, audits: tuple[Audit, ...], id_: str) -> Table:
    """A row for each clause, a column for each department, and in the cells the audits."""
    units, led, reaching = _known(edition, "unit"), _led(edition, standard), _reaching(standard, audits)
    heads = [("clause", edition.say("compose.clause"), 14), *((f"unit-{key}", units[key], 4) for key in units)]
    rows: list[tuple[str, list[Text]]] = []
    for clause in audited_clauses(standard):
        marks = {
            key: " ".join(audit.mark for audit in reaching[clause.number] if key in audit.scope.units) for key in units
        }
        gap = edition.say("report.programme.gap")
        cells: list[Text] = [marks[key] or (gap if key in led[clause.number] else "") for key in units]
        name = f"{clause_name(edition, clause.number)} {clause.title(edition.language)}"
        rows.append((clause.number, [name, *cells]))
    return table_of(id_, heads, rows, "raci")


def _where(edition: Edition, audits: tuple[Audit, ...]) -> Table:
    """The channels and sites with the audits that look at them."""
    say = edition.say
    heads = [
        ("kind", say("compose.kind"), 5),
        ("name", say("record.field.name"), 16),
        ("audits", say("record.field.audits"), 14),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for what in _WHERE:
        for key, title in _known(edition, what).items():
            marks = " ".join(audit.mark for audit in audits if key in getattr(audit.scope, f"{what}s"))
            rows.append((f"{what}-{key}", [say(f"record.field.{what}"), title, marks or say("report.programme.gap")]))
    return table("where-table", heads, rows)


# ── Gaps ─────────────────────────────────────────────────────────────────────


def _gaps(edition: Edition, standards: list[Standard], audits: tuple[Audit, ...]) -> Table:
    """What no audit reaches, and what an audit that was held left out of its plan."""
    say, comma = edition.say, edition.say("compose.comma")
    found: list[tuple[str, str, Text]] = []
    for standard in standards:
        reaching = _reaching(standard, audits)
        missing = [number for number, by in reaching.items() if not by]
        found.append(
            (
                f"clauses-{standard.key}",
                say("report.programme.no-clause", standard=standard.standard),
                comma.join(missing),
            )
        )
    for what in ("unit", *_WHERE):
        reached = {key for audit in audits for key in getattr(audit.scope, f"{what}s")}
        missing = [title for key, title in _known(edition, what).items() if key not in reached]
        found.append((what, say(f"report.programme.no-{what}"), comma.join(missing)))
    for standard in standards:
        found += _without_leader(edition, standard, audits)
    for audit in audits:
        if left := _left_out(edition, audit):
            name = record_reference(edition, audit.report, title=False)
            found.append(
                (
                    f"left-{audit.number}",
                    say("report.programme.left"),
                    (name, Run(say("report.colon")), Run(left)),
                )
            )
    heads = [("what", say("record.what"), 16), ("gaps", say("report.programme.not-reached"), 24)]
    return table("gaps-table", heads, [(id_, [what, gaps or say("report.programme.all")]) for id_, what, gaps in found])


def _without_leader(edition: Edition, standard: Standard, audits: tuple[Audit, ...]) -> Iterator[tuple[str, str, Text]]:
    """By department, the clauses on which it leads and for which no audit goes there."""
    led, reaching = _led(edition, standard), _reaching(standard, audits)
    parts: list[Inlines] = []
    for key, title in _known(edition, "unit").items():
        numbers = [
            number
            for number, by in reaching.items()
            if key in led[number] and not any(key in audit.scope.units for audit in by)
        ]
        if numbers:
            parts.append(
                (
                    Run(
                        edition.say(
                            "report.programme.of", name=title, numbers=edition.say("compose.comma").join(numbers)
                        )
                    ),
                )
            )
    what = edition.say("report.programme.no-pair", standard=standard.standard)
    yield f"pairs-{standard.key}", what, joined(parts, LineBreak())


def _left_out(edition: Edition, audit: Audit) -> str:
    """What the programme wanted of an audit and its report does not name."""
    if audit.planned is None:
        return ""
    left = []
    for key, standard in edition.master.repository.standards.items():
        left += [
            clause.number
            for clause in audited_clauses(standard)
            if names_clause(audit.planned, key, clause) and not names_clause(audit.scope, key, clause)
        ]
    for what in ("unit", *_WHERE):
        done = getattr(audit.scope, f"{what}s")
        left += _titles(edition, what, tuple(key for key in getattr(audit.planned, f"{what}s") if key not in done))
    return edition.say("compose.comma").join(left)
