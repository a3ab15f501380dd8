"""Acts beside the revisions: a document takes another one's place, is withdrawn, or is departed from for a time
(checklist items DC-26, DC-34)."""

from collections.abc import Iterator

from qmsdocs.checks.revisions import held_role
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.fingerprint import act_fingerprint
from qmsdocs.model import Document
from qmsdocs.model.revision import Concession, Signature, Withdrawal
from qmsdocs.register import Entry, MasterDocumentList

# ── Supersession ─────────────────────────────────────────────────────────────


def supersessions_agree(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """`supersedes` and `superseded_by` name other documents that exist, and say the same on both sides (DC-26)."""
    for entry in master.entries.values():
        for place, revision in enumerate(entry.source.item.revisions):
            for n, number in enumerate(revision.supersedes):
                here = Place(entry.source.path, ("revisions", place, "supersedes", n))
                yield from _other(master, entry, number, here) or _superseded(master, entry, number, here)
        withdrawn = entry.source.item.withdrawn
        for n, number in enumerate(withdrawn.superseded_by if withdrawn else ()):
            here = Place(entry.source.path, ("withdrawn", "superseded_by", n))
            yield from _other(master, entry, number, here) or _successor(master, entry, number, here)


def _other(master: MasterDocumentList, entry: Entry, number: str, place: Place) -> list[Diagnostic]:
    """What is wrong with the number itself."""
    reserved = master.repository.settings.reserved
    if number == entry.number:
        return [Diagnostic("supersession-one-sided", place, {"number": number}, "self")]
    if number in master.entries:
        return []
    if number in reserved:
        return [Diagnostic("planned-document", place, {"number": number, "title": reserved[number]})]
    return [Diagnostic("unknown-document", place, {"number": number, "near": ""}, "far")]


def _superseded(master: MasterDocumentList, entry: Entry, number: str, place: Place) -> list[Diagnostic]:
    """A document whose place is taken, and that is withdrawn, names the one that took it."""
    other = master.entries[number].source
    if other.item.withdrawn is None or entry.number in other.item.withdrawn.superseded_by:
        return []
    values = {"number": entry.number, "other": number, "path": other.path}
    return [Diagnostic("supersession-one-sided", place, values)]


def _successor(master: MasterDocumentList, entry: Entry, number: str, place: Place) -> list[Diagnostic]:
    """A document that takes another one's place says so in a revision."""
    other = master.entries[number].source
    if any(entry.number in revision.supersedes for revision in other.item.revisions):
        return []
    values = {"number": entry.number, "other": number, "path": other.path}
    return [Diagnostic("supersession-one-sided", place, values, "back")]


# ── Authority and approval ───────────────────────────────────────────────────


def withdrawals_hold(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Who withdrew a document may approve such documents, and the decision stands as it was made (DC-34)."""
    for entry in master.entries.values():
        act = entry.source.item.withdrawn
        if act is None:
            continue
        yield from _authority(master, entry, act, ("withdrawn",), "withdrawal")
        if act.fingerprint and act.fingerprint != act_fingerprint(entry.number, act):
            values = {"number": entry.number, "by": act.by, "on": act.on}
            place = Place(entry.source.path, ("withdrawn", "fingerprint"))
            yield Diagnostic("changed-after-approval", place, values, "withdrawal")


def _authority(
    master: MasterDocumentList, entry: Entry, act: Withdrawal | Signature, route: tuple[str | int, ...], variant: str
) -> Iterator[Diagnostic]:
    """The role of an act must be the approver of the type, held by the person on that day."""
    organization = master.repository.facts.organization
    values = {"number": entry.number, "by": act.by, "role": act.role, "on": act.on, "roles": entry.type.approver}
    if act.role not in organization.roles or act.by not in organization.people:
        return  # `unknown-role` and `unknown-person` say so
    if act.role != entry.type.approver:
        yield Diagnostic("approver-without-authority", Place(entry.source.path, (*route, "role")), values, variant)
    elif not held_role(organization, act.by, act.role, act.on):
        yield Diagnostic("approver-without-authority", Place(entry.source.path, (*route, "by")), values, "holder")


# ── Concessions ──────────────────────────────────────────────────────────────

_YEAR = 366
"""Days: what holds for longer than a year is no departure for a time."""


def concessions_hold(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A departure names steps that exist and a time that ends, and is approved as it stands while it holds.

    One whose time is over is history.
    """
    for entry in master.entries.values():
        for place, act in enumerate(entry.source.item.concessions):
            if act.to < act.from_ or act.to >= master.as_of:
                yield from _steps(entry, act, place)
                yield from _time(entry, act, place)
                yield from _approval(master, entry, act, place)


def _steps(entry: Entry, act: Concession, place: int) -> Iterator[Diagnostic]:
    item = entry.source.item
    known = [step.id for step in item.steps] if isinstance(item, Document) else []
    for n, step in enumerate(act.steps):
        if step not in known:
            values = {"name": step, "number": entry.number, "known": ", ".join(known) or "–"}
            here = Place(entry.source.path, ("concessions", place, "steps", n))
            yield Diagnostic("unknown-place", here, values, "step")


def _time(entry: Entry, act: Concession, place: int) -> Iterator[Diagnostic]:
    values = {"id": act.id, "from": act.from_, "to": act.to}
    here = Place(entry.source.path, ("concessions", place, "to"))
    if act.to < act.from_:
        yield Diagnostic("concession-ends-before-it-begins", here, values)
    elif (act.to - act.from_).days > _YEAR:
        yield Diagnostic("concession-too-long", here, values)


def _approval(master: MasterDocumentList, entry: Entry, act: Concession, place: int) -> Iterator[Diagnostic]:
    values = {"id": act.id, "number": entry.number, "from": act.from_}
    approvals = [(n, signature) for n, signature in enumerate(act.signatures) if signature.as_ == "approved"]
    if not approvals and act.from_ <= master.as_of:
        here = Place(entry.source.path, ("concessions", place, "id"))
        yield Diagnostic("concession-not-approved", here, values)
    for n, signature in approvals:
        route = ("concessions", place, "signatures", n)
        yield from _authority(master, entry, signature, route, "concession")
        signed = {**values, "by": signature.by, "on": signature.on}
        if not signature.fingerprint:
            here = Place(entry.source.path, (*route, "as"))
            yield Diagnostic("approval-without-fingerprint", here, signed, "concession")
        elif signature.fingerprint != act_fingerprint(entry.number, act):
            here = Place(entry.source.path, (*route, "fingerprint"))
            yield Diagnostic("changed-after-approval", here, signed, "concession")
