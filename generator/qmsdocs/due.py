"""What falls due: a master document list in, everything out that time brings and somebody must act on.

Nothing here is wrong with a text; it becomes wrong by waiting (checklist items DC-12, DC-29, DC-35, NC-06; of the
brief S-49, S-50).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qmsdocs.approvals import approvers
from qmsdocs.copies import copies_out
from qmsdocs.model.certification import Certificate
from qmsdocs.model.facts import Role
from qmsdocs.model.records import SurveillanceAudit
from qmsdocs.model.revision import Revision
from qmsdocs.records import open_points, readable_records
from qmsdocs.register import Entry, MasterDocumentList, months_later
from qmsdocs.trainings import Training

Kind = Literal[
    "review",
    "external",
    "approval",
    "effective",
    "training",
    "holder",
    "concession",
    "certificate",
    "surveillance",
    "attachment",
    "recall",
    "action",
    "finding",
    "effect",
    "audit",
    "management-review",
    "training-line",
    "competence",
]
"""What falls due: the periodic review of a document; the check that an external document is current; an approval for
which a revision waits; a revision's coming into force; training for a revision; the end of a person's time in a role;
the end of a concession; the end of a certificate; a surveillance audit; the end of what a file of the application pack
shows; the return of a controlled copy whose revision is out of force; and what is open in records, see `records`."""

EXTERNAL_MONTHS = 6
"""After how many months a document of external origin is looked at again (checklist item DC-29)."""

RECERTIFICATION_MONTHS = 3
"""So long before a certificate ends the next audit is begun, and its end is told at the latest."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due on a day, and the roles that act."""

    day: date
    kind: Kind
    subject: str
    """The number of a document, the key of an external document, role or certificate, the id of a slot, or the name of
    a record."""
    part: str = ""
    """The label of the revision, the id of the concession, the key of the person, the number of the certificate, the
    file, revision and number of the copy, or the place in the record."""
    roles: tuple[str, ...] = ()
    """Roles; for what is open in a record, also people by key."""
    overdue: bool = False
    """Whether the day has passed and it was not done."""
    holder: str = ""
    """Of a copy: who holds it, as the register of copies says it."""
    text: str = ""
    """Of what is open in a record: what is to be done."""


def due(master: MasterDocumentList, within: int) -> tuple[Due, ...]:
    """What is overdue on the day of the list or falls due in the `within` days after it, earliest first.

    `master` is the list of what is in force. A revision that waits for approval is told whenever it is to take effect,
    and the end of a certificate when it is time for the audit before it.
    """
    last = master.as_of + timedelta(days=within)
    last_end = max(last, months_later(master.as_of, RECERTIFICATION_MONTHS))
    found = [*_external(master), *_holders(master), *_certification(master), *_recalls(master), *_records(master)]
    for entry in (*master.entries.values(), *master.left_out.values()):
        found += _document(master, entry)
    until = {"approval": date.max, "certificate": last_end}
    listed = (one for one in found if one.day <= until.get(one.kind, last))
    return tuple(sorted(listed, key=lambda one: (one.day, one.kind, one.subject, one.part)))


def _document(master: MasterDocumentList, entry: Entry) -> Iterator[Due]:
    number, today = entry.number, master.as_of
    if entry.status in ("superseded", "withdrawn"):
        return
    owner = (entry.document.item.owner,)
    if entry.next_review and entry.status in ("effective", "approved"):
        yield Due(entry.next_review, "review", number, entry.label, owner, entry.next_review < today)
    yield from _approval(master, entry)
    for revision in _issued(entry):
        if revision.effective > today:
            yield Due(revision.effective, "effective", number, revision.label, owner)
        yield from _training(entry, revision, today)
    for concession in entry.source.item.concessions:
        if concession.to >= today and concession in entry.concessions_on(concession.to):
            yield Due(concession.to, "concession", number, concession.id, owner)


def _approval(master: MasterDocumentList, entry: Entry) -> Iterator[Due]:
    """The newest revision, while it is in review: somebody signed, and the approver has not."""
    waiting = entry.in_work or (entry.revision if entry.status == "in-review" else None)
    if waiting and master.approvals.newest(entry.source, waiting).state == "in-review":
        roles = approvers(master.repository.settings, entry.document.prefix, waiting)
        yield Due(waiting.effective, "approval", entry.number, waiting.label, roles, waiting.effective <= master.as_of)


def _issued(entry: Entry) -> Iterator[Revision]:
    """The revision that is in force and the one that will be."""
    if entry.revision and entry.standing and entry.standing.is_issued:
        yield entry.revision
    if entry.upcoming and entry.upcoming is not entry.revision:
        yield entry.upcoming


def _training(entry: Entry, revision: Revision, today: date) -> Iterator[Due]:
    """Training until its day, and until the revision is in force. Who was trained is kept elsewhere: so it is never
    called overdue."""
    needed = Training(entry, revision)
    if needed.roles and not revision.carried_over and (needed.day >= today or revision.effective > today):
        yield Due(needed.day, "training", entry.number, revision.label, needed.roles)


def _external(master: MasterDocumentList) -> Iterator[Due]:
    for key, external in master.repository.facts.external_documents.external_documents.items():
        if not external.withdrawn:
            day = months_later(external.checked, EXTERNAL_MONTHS)
            yield Due(day, "external", key, external.identifier, (external.owner,), day < master.as_of)


def _holders(master: MasterDocumentList) -> Iterator[Due]:
    """People whose time in a role ends; once it has ended, only while nobody holds the role."""
    for key, role in master.repository.facts.organization.roles.items():
        vacant = not any(holder.holds(master.as_of) for holder in role.holders)
        for holder in role.holders:
            if holder.to and (holder.to >= master.as_of or (vacant and holder.to == _last_day(role))):
                yield Due(holder.to, "holder", key, holder.person, (key,), holder.to < master.as_of)


def _recalls(master: MasterDocumentList) -> Iterator[Due]:
    """The controlled copies that are out and are, or will be, out of force."""
    for one in copies_out(master):
        copy = one.copy
        if one.until:
            entry = master.entries.get(copy.document) or master.left_out[copy.document]
            owner, name = (entry.document.item.owner,), f"{copy.revision}/{copy.number}"
            yield Due(one.until, "recall", copy.document, name, owner, one.until < master.as_of, copy.holder)


def _records(master: MasterDocumentList) -> Iterator[Due]:
    for point in open_points(readable_records(master)):
        part, late = ".".join(point.route[:-1]), point.day < master.as_of
        yield Due(point.day, point.kind, point.record, part, (point.who,), late, text=point.what)


def _last_day(role: Role) -> date | None:
    """The last day on which anybody held a role."""
    return max((holder.to for holder in role.holders if holder.to), default=None)


# ── Certification ────────────────────────────────────────────────────────────


def _certification(master: MasterDocumentList) -> Iterator[Due]:
    """The dates of the certificates that count, and of the files of the application pack."""
    certification = master.repository.facts.certification
    if certification is None:
        return
    today, owner = master.as_of, (certification.owner,)
    for key, certificate in certification.certificates.items():
        if counts_on(certificate, today):
            yield Due(certificate.expires, "certificate", key, certificate.number, owner, certificate.expires < today)
        if day := next_surveillance(certificate, today, surveillance_recorded(master, key)):
            yield Due(day, "surveillance", key, certificate.number, owner, day < today)
    for slot in certification.application:
        for file in () if slot.not_applicable else slot.files:
            if file.valid_until:
                yield Due(file.valid_until, "attachment", slot.id, file.file, owner, file.valid_until < today)


def counts_on(certificate: Certificate, day: date) -> bool:
    """Whether a certificate was issued and not closed by a day; one that has expired counts until somebody says so."""
    return certificate.issued <= day and (certificate.closed is None or day < certificate.closed)


def surveillance_recorded(master: MasterDocumentList, key: str) -> tuple[date, ...]:
    """The days of the surveillance audits that records tell of, for the certificate `key`."""
    audits = (kept.item for kept in master.repository.records.values())
    return tuple(each.on for each in audits if isinstance(each, SurveillanceAudit) and each.certificate == key)


def next_surveillance(certificate: Certificate, today: date, recorded: tuple[date, ...] = ()) -> date | None:
    """The last day for the next surveillance audit: so many months after issue or after the one before; None where
    the audit that renews the certificate comes first, or the certificate does not count any more. Audits are entered
    with the certificate, or are `recorded`."""
    if not counts_on(certificate, today) or certificate.expires < today:
        return None
    done = (*certificate.surveillance, *recorded)
    last = max((day for day in done if day <= today), default=certificate.issued)
    day = months_later(last, certificate.surveillance_months)
    return day if months_later(day, RECERTIFICATION_MONTHS) < certificate.expires else None
