"""What was done about findings: correction, cause, actions with what shows them, the revisions that fixed each finding
with the words before and after, and the effect (S-47 of the brief)."""

from collections.abc import Iterator

from qmsdocs.blocks import Block, Reference, Run
from qmsdocs.compose.names import Edition, document_reference, revision_text
from qmsdocs.compose.records import record_blocks
from qmsdocs.compose.revisions import RevisionTrees, redline_between
from qmsdocs.model.records import DocumentRevision, FindingRecord, SurveillanceAudit
from qmsdocs.redline.summary import Difference, differences
from qmsdocs.register import Entry, issued
from qmsdocs.reports.parts import (
    Asked,
    Made,
    Redline,
    findings_table,
    heading,
    nested,
    on_form,
    records_of,
    report_sheet,
    said,
    table,
)

_OUTSIDE, _INSIDE = "certification-body", "internal-audit"
_MOST = 200
"""So many changed parts of a revision the report shows; the redline shows all."""

Findings = list[tuple[str, FindingRecord]]


def rectification_report(asked: Asked) -> Made:
    """The report."""
    found = asked_findings(asked)
    fixes = {_page(fixed): _entries(asked.edition, fixed) for _, item in found for fixed in item.fixed_by}
    redlines = (Redline(older, newer, page) for page, (older, newer) in fixes.items() if older and newer)
    held = tuple(each for each in redlines if _both_held(each.older, each.newer))
    return Made(report_sheet(asked, "rectification", _blocks(asked, found)), held)


def asked_findings(asked: Asked) -> Findings:
    """The findings that are asked for, by name or by the record from which they come; else those of a certification
    body since the start, and where there are none those of internal audits."""
    found = records_of(asked.edition, FindingRecord)
    if asked.findings:
        surveillance = dict(records_of(asked.edition, SurveillanceAudit))
        named = {name for each in asked.findings if each in surveillance for name in surveillance[each].findings}
        named.update(asked.findings)
        return [each for each in found if each[0] in named or each[1].from_record in named]
    found = [each for each in found if asked.start is None or each[1].on >= asked.start]
    by_source = {source: [each for each in found if each[1].source == source] for source in (_OUTSIDE, _INSIDE)}
    return by_source[_OUTSIDE] or by_source[_INSIDE]


def _page(fixed: DocumentRevision) -> str:
    """The name under which the report refers to what a revision changed."""
    return f"redline/{fixed.document}/{fixed.revision}"


def _entries(edition: Edition, fixed: DocumentRevision) -> tuple[Entry | None, Entry | None]:
    """The revision before the one that fixed a finding, and that one; None for what was not issued."""
    master = edition.master
    entry = master.entries.get(fixed.document)
    found = list(issued(entry, master.as_of, master.approvals)) if entry else []
    place = next((place for place, each in enumerate(found) if each.label == fixed.revision), None)
    if place is None:
        return None, None
    return found[place + 1] if place + 1 < len(found) else None, found[place]


def _both_held(older: Entry, newer: Entry) -> bool:
    return older.has_content and newer.has_content


def _blocks(asked: Asked, found: Findings) -> Iterator[Block]:
    edition, say = asked.edition, asked.edition.say
    form = next((item.form for _, item in reversed(found) if item.form), None)
    yield from on_form(edition, form or "")
    if not found:
        yield said("none", say("report.no-findings"))
        return
    done = sum(item.effect is not None and item.effect.result == "effective" for _, item in found)
    yield said("lead", say("report.rectification.lead", count=len(found), done=done))
    yield findings_table(edition, "findings-table", found)
    trees = RevisionTrees(edition, asked.loaded.tree.read)
    records = edition.master.repository.records
    for name, item in found:
        yield heading(name, f"{name} {item.title}")
        yield from nested(record_blocks(edition, records[name]), name)
        for fixed in item.fixed_by:
            yield from _fix(trees, name, fixed)


def _fix(trees: RevisionTrees, name: str, fixed: DocumentRevision) -> Iterator[Block]:
    """What the revision changed that fixed a finding."""
    edition, say = trees.edition, trees.edition.say
    older, newer = _entries(edition, fixed)
    id_ = f"{name}-{fixed.document}-{fixed.revision}"
    yield heading(id_, say("report.rectification.fixed", document=fixed.document, revision=fixed.revision), 2)
    if newer is None or newer.revision is None:
        yield said(f"{id_}-open", say("report.rectification.not-issued"))
        return
    values = {"effective": newer.revision.effective, "class": say(f"class.{newer.revision.class_}")}
    title = document_reference(edition, newer.number, title=True)
    yield said(f"{id_}-what", (title, Run(say("report.rectification.revision", **values))))
    if older is None or not _both_held(older, newer):
        yield said(
            f"{id_}-first", say("report.rectification.first" if older is None else "report.rectification.not-held")
        )
        return
    labels = [revision_text(edition, each.number, each.revision) for each in (older, newer) if each.revision]
    link = Reference((Run(" → ".join(labels)),), page=_page(fixed))
    yield said(f"{id_}-redline", (Run(say("report.rectification.redline")), link))
    yield from _parts(edition, id_, differences(redline_between(trees, older, newer).body))


def _parts(edition: Edition, id_: str, found: tuple[Difference, ...]) -> Iterator[Block]:
    """The parts that changed, with their words before and after."""
    say = edition.say
    heads = [
        ("place", say("report.place"), 8),
        ("before", say("changes.before"), 18),
        ("after", say("changes.after"), 18),
    ]
    rows = [
        (str(place), [each.place, each.before or "–", each.after or "–"]) for place, each in enumerate(found[:_MOST], 1)
    ]
    if rows:
        yield table(f"{id_}-parts", heads, rows)
    if len(found) > _MOST:
        yield said(f"{id_}-more", say("report.rectification.more", count=len(found) - _MOST))
