"""What a surveillance audit wants to see: what changed since the last audit, what became of earlier findings, the
results of the time since, and what comes next (S-49 of the brief)."""

from collections.abc import Iterator
from datetime import date

from qmsdocs.blocks import Block
from qmsdocs.bundle.change_index import change_blocks, former_page, redline_page
from qmsdocs.bundle.in_force import InForce, changes_in_force
from qmsdocs.certification import readiness
from qmsdocs.compose.certificates import certificates_table
from qmsdocs.compose.dashboard import next_table, objective_blocks
from qmsdocs.compose.names import Edition
from qmsdocs.due import counts_on
from qmsdocs.model.records import (
    AuditReport,
    FindingRecord,
    ManagementReview,
    SurveillanceAudit,
)
from qmsdocs.register import MasterDocumentList
from qmsdocs.reports.parts import (
    Asked,
    Made,
    Redline,
    audits_table,
    findings_table,
    heading,
    nested,
    records_of,
    report_sheet,
    review_table,
    said,
    trainings_text,
)


def last_look(edition: Edition) -> date | None:
    """The day on which the certification body looked last: a surveillance audit, or else the certificate; where there
    is none, the day from which the system is in force."""
    master = edition.master
    days = [item.on for _, item in records_of(edition, SurveillanceAudit)]
    days += [day for day in _certified(master) if day <= master.as_of]
    return max(days, default=None) or readiness(master).since


def _certified(master: MasterDocumentList) -> Iterator[date]:
    certification = master.repository.facts.certification
    for certificate in certification.certificates.values() if certification else ():
        if counts_on(certificate, master.as_of):
            yield from (certificate.issued, *certificate.surveillance)


def surveillance_report(asked: Asked) -> Made:
    """The report; it needs the day from which changes are told."""
    new, old = asked.edition.master, asked.old.master if asked.old else None
    found = changes_in_force(old, new)
    redlines = (
        Redline(each.former, each.now, redline_page(each.number))
        for each in found.revised
        if each.former and each.has_redline
    )
    return Made(report_sheet(asked, "surveillance", _blocks(asked, found)), tuple(redlines))


def _blocks(asked: Asked, found: InForce) -> Iterator[Block]:
    edition, say = asked.edition, asked.edition.say
    start = asked.start or date.min
    certificates = certificates_table(edition, "certificates-table")
    if certificates.rows:
        yield heading("certificates", say("report.surveillance.certificates"))
        yield certificates
    yield heading("findings", say("report.surveillance.findings"))
    findings = [
        each
        for each in records_of(edition, FindingRecord)
        if each[1].on >= start or each[1].closed is None or each[1].closed.on >= start
    ]
    yield findings_table(edition, "findings-table", findings) if findings else said("no-findings", say("report.none"))
    yield heading("changes", say("report.surveillance.changes"))
    pages = {former_page(each.number, each.former.label): "" for each in found.revised if each.former}
    yield from nested(change_blocks(found, edition, pages), "changes")
    yield heading("results", say("report.surveillance.results"))
    yield from _results(edition, start)
    yield heading("next", say("dashboard.next"))
    yield next_table(edition)


def _results(edition: Edition, start: date) -> Iterator[Block]:
    """Audits, reviews, objectives and trainings since the start."""
    say = edition.say
    audits = [each for each in records_of(edition, AuditReport) if each[1].on >= start]
    yield heading("audits", say("record.kinds.audit-report"), 2)
    yield audits_table(edition, "audits-table", audits) if audits else said("no-audits", say("report.none"))
    reviews = [each for each in records_of(edition, ManagementReview) if each[1].on >= start]
    yield heading("reviews", say("record.kinds.management-review"), 2)
    if not reviews:
        yield said("no-reviews", say("report.none"))
    for name, review in reviews:
        yield review_table(edition, name, review)
    if edition.facts.objectives.objectives:
        yield heading("objectives", say("dashboard.objectives"), 2)
        yield from objective_blocks(edition)
    yield heading("trainings", say("record.kinds.training"), 2)
    yield said("trained", trainings_text(edition, start))
