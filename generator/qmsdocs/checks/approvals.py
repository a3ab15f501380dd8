"""Approvals: each by one who may approve, on exactly the content that stands there (checklist items DC-07, DC-08)."""

from collections.abc import Iterator
from typing import Any

from qmsdocs.approvals import Approval, Fault, approvers
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.fingerprint import canonical, files, printed_facts
from qmsdocs.history import Held
from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import ControlledDocument, Repository

_RULES: dict[Fault, tuple[str, str]] = {
    "no-fingerprint": ("approval-without-fingerprint", ""),
    "other-content": ("changed-after-approval", ""),
    "wrong-role": ("approver-without-authority", "role"),
    "not-holder": ("approver-without-authority", "holder"),
    "own-authority": ("approver-without-authority", "own"),
    "own-work": ("approver-is-author", ""),
    "weak": ("approval-too-weak", ""),
}
"""By fault: the rule, and the variant of its message."""


def approvals_hold(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Every approval of a newest revision that does not count, with the reason (NC-03, NC-04, NC-21)."""
    for entry in master.entries.values():
        revision = entry.revision
        if revision is None or revision.carried_over:
            continue
        standing = master.approvals.newest(entry.source, revision)
        if standing.held is not None:
            yield _changed(master, entry, revision, standing.held)
        elif standing.state != "approved":
            for approval in standing.approvals:
                for fault in approval.faults:
                    yield _faulty(master, entry, revision, approval, fault)
        elif not standing.as_it_stands and standing.approvals:
            # Without git what was approved is not at hand, but it is not what stands here.
            yield _faulty(master, entry, revision, standing.approvals[-1], "other-content")


def _faulty(
    master: MasterDocumentList, entry: Entry, revision: Revision, approval: Approval, fault: Fault
) -> Diagnostic:
    signature, settings = approval.signature, master.repository.settings
    place = revision.signatures.index(signature)
    part = {"role": "role", "holder": "by", "own": "by"}.get(_RULES[fault][1], "fingerprint")
    part = {"own-work": "by", "no-fingerprint": "as", "weak": "as"}.get(fault, part)
    values = {
        "number": entry.number,
        "label": revision.label,
        "by": signature.by,
        "role": signature.role,
        "on": signature.on,
        "roles": ", ".join(approvers(settings, entry.document.prefix, revision)),
        "grade": approval.evidence.grade,
        "least": master.approvals.least_evidence(entry.document.prefix, approval.evidence),
        "commit": approval.evidence.commit[:10],
    }
    rule, variant = _RULES[fault]
    return Diagnostic(rule, Place(entry.source.path, ("revisions", 0, "signatures", place, part)), values, variant)


def _changed(master: MasterDocumentList, entry: Entry, revision: Revision, held: Held) -> Diagnostic:
    """The content, or a fact that it prints, is no longer what was approved: by which commit, and what differs."""
    place = Place(entry.source.path, ("revisions", 0, "label"))
    history = master.approvals.history
    assert history is not None
    voided = history.voided_by(entry.number, revision.label, held, revision.fingerprint)
    facts = changed_facts(held.document, held.repository, entry.source, master.repository)
    values: dict[str, Any] = {"number": entry.number, "label": revision.label, "held": held.commit[:10]}
    # What is left are pictures and attachments: their names stayed the same.
    parts = changed_parts(held.document, entry.source) or facts or list(files(entry.source))
    values["parts"] = ", ".join(parts)
    variant = "facts" if facts and not changed_parts(held.document, entry.source) else ""
    if voided:
        values |= {"commit": voided.commit[:10], "on": voided.on, "email": voided.email, "file": voided.path}
        return Diagnostic("changed-after-approval", place, values, f"{variant}-commit".strip("-"))
    return Diagnostic("changed-after-approval", place, values, f"{variant}-here".strip("-"))


def changed_parts(before: ControlledDocument, after: ControlledDocument) -> list[str]:
    """The author's keys whose covered content differs between two states of a document; steps by their ids."""
    old, new = canonical(before.item), canonical(after.item)
    found = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    if "steps" in found:
        place = found.index("steps")
        steps = [{step["id"]: step for step in side.get("steps", ())} for side in (old, new)]
        ids = dict.fromkeys([*steps[0], *steps[1]])
        found[place : place + 1] = [f"steps.{id_}" for id_ in ids if steps[0].get(id_) != steps[1].get(id_)] or [
            "steps"
        ]
    if before.item.revisions[:1] and after.item.revisions[:1]:
        entries = canonical(before.item.revisions[0]), canonical(after.item.revisions[0])
        names = sorted({*entries[0], *entries[1]})
        found += [f"revisions.{name}" for name in names if entries[0].get(name) != entries[1].get(name)]
    return found


def changed_facts(before: ControlledDocument, old: Repository, after: ControlledDocument, new: Repository) -> list[str]:
    """The keys of the shared facts whose value differs between two states, of those that both print."""
    values = printed_facts(before, old.facts), printed_facts(after, new.facts)
    return [key for key in values[0] if key in values[1] and values[0][key] != values[1][key]]
