"""Whether the system is mature enough to apply: what has run and was done, and what the application still lacks
(S-37 and S-43 of the brief). It never says that a certificate is due."""

from collections.abc import Iterator

from qmsdocs.blocks import Block
from qmsdocs.bundle.application import Pack
from qmsdocs.certification import readiness
from qmsdocs.compose.application import readiness_blocks, slot_blocks
from qmsdocs.compose.coverage import counted, coverage
from qmsdocs.model.records import AuditReport, ManagementReview
from qmsdocs.reports.parts import (
    Asked,
    Made,
    audits_table,
    findings_table,
    heading,
    open_findings,
    records_of,
    report_sheet,
    review_table,
    said,
)


def readiness_report(asked: Asked) -> Made:
    """The report."""
    return Made(report_sheet(asked, "readiness", _blocks(asked)))


def _blocks(asked: Asked) -> Iterator[Block]:
    edition, say = asked.edition, asked.edition.say
    master = edition.master
    yield heading("readiness", say("pack.readiness"))
    yield from readiness_blocks(edition, readiness(master))
    for key in edition.facts.settings.standards:
        if standard := master.repository.standards.get(key):
            yield said(f"coverage-{key}", f"{standard.standard}: {counted(edition, coverage(edition, standard))}")
    yield heading("findings", say("report.open-findings"))
    findings = open_findings(edition)
    yield findings_table(edition, "findings-table", findings) if findings else said("no-findings", say("report.none"))
    audits = records_of(edition, AuditReport)
    yield heading("audits", say("record.kinds.audit-report"))
    yield audits_table(edition, "audits-table", audits) if audits else said("no-audits", say("report.none"))
    yield heading("reviews", say("record.kinds.management-review"))
    reviews = records_of(edition, ManagementReview)
    yield review_table(edition, *reviews[-1]) if reviews else said("no-reviews", say("report.none"))
    if edition.facts.certification:
        yield heading("pack", say("pack.report"))
        slots = Pack(asked.loaded, personal=False).slots(edition)
        yield from slot_blocks(edition, slots)
