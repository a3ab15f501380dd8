"""The application pack and the certificates: files that can be given, names of people that stay in the house, dates
that agree and have not passed (S-38 to S-42, S-49 and S-50 of the brief).

That a slot is empty is no finding: most houses apply for nothing. The completeness report tells it.
"""

from collections.abc import Iterator

from qmsdocs.certification import GivenFile, file_fault, given_files, personal_paths, revision_on
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.due import counts_on, next_surveillance, surveillance_recorded
from qmsdocs.model.certification import Certificate, Certification, Slot
from qmsdocs.register import MasterDocumentList
from qmsdocs.source import ReadFile

_PAGES = "docs_src/"
"""What lies here MkDocs publishes as it is."""


def _declared(master: MasterDocumentList) -> Iterator[tuple[str, Certification]]:
    """The certification file with its path, where there is one."""
    certification = master.repository.facts.certification
    if certification is not None:
        yield master.repository.fact_paths["certification"], certification


# ── Slots ────────────────────────────────────────────────────────────────────


def slots_are_sound(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Each slot has an id of its own, its types of document exist, and its samples are of the revision of their day."""
    types = master.repository.settings.document_types
    for path, certification in _declared(master):
        first: dict[str, int] = {}
        for place, slot in enumerate(certification.application):
            here = ("application", place)
            if first.setdefault(slot.id, place) != place:
                values = {"id": slot.id, "first": f"application.{first[slot.id] + 1}"}
                yield Diagnostic("duplicate-id", Place(path, (*here, "id")), values)
            for number, prefix in enumerate(slot.document_types):
                if prefix not in types:
                    values = {"value": prefix, "expected": ", ".join(types)}
                    yield Diagnostic("unknown-value", Place(path, (*here, "document_types", number)), values)
            yield from _samples(master, slot, path, here)


def _samples(master: MasterDocumentList, slot: Slot, path: str, here: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    for number, sample in enumerate(slot.samples if slot.form else ()):
        label = revision_on(master, slot.form or "", sample.on)
        if label not in (None, sample.revision):
            values = {"form": slot.form, "stated": sample.revision, "label": label, "on": sample.on}
            where = Place(path, (*here, "samples", number, "revision"))
            yield Diagnostic("sample-of-another-revision", where, values, "" if label else "none")


def pack_files_are_usable(master: MasterDocumentList, read: ReadFile) -> Iterator[Diagnostic]:
    """Files can be given and are still valid. One with personal data need not be here: it is kept elsewhere."""
    for path, certification in _declared(master):
        personal = personal_paths(certification, path)
        for file in given_files(certification, path):
            values = {"file": file.path, "until": file.valid_until, "slot": file.slot.code}
            fault = file_fault(file.path, read)
            if fault and not (fault == "missing" and file.path in personal):
                yield Diagnostic("pack-file-unusable", Place(path, file.route), values, fault)
            elif file.valid_until and file.valid_until < master.as_of and file.slot.not_applicable is None:
                where = Place(path, (*file.route[:-1], "valid_until"))
                yield Diagnostic("pack-file-expired", where, values)


# ── Personal data ────────────────────────────────────────────────────────────


def personal_data_stays(master: MasterDocumentList, read: ReadFile) -> Iterator[Diagnostic]:
    """Files with personal data stand neither in git nor on pages (S-39)."""
    for path, certification in _declared(master):
        personal = personal_paths(certification, path)
        files = {file.path: file for file in given_files(certification, path) if file.path in personal}
        if files:
            yield from _published(master, path, files)
            yield from _in_git(master, path, files, read)


def _published(master: MasterDocumentList, path: str, files: dict[str, GivenFile]) -> Iterator[Diagnostic]:
    for number, summary in master.summaries.items():
        for used in sorted(files.keys() & set(summary.files)):
            values = {"file": used, "number": number}
            yield Diagnostic("personal-data-published", Place(path, files[used].route), values)
    for used, file in files.items():
        if used.startswith(_PAGES):
            yield Diagnostic("personal-data-published", Place(path, file.route), {"file": used}, "pages")


def _in_git(master: MasterDocumentList, path: str, files: dict[str, GivenFile], read: ReadFile) -> Iterator[Diagnostic]:
    history = master.approvals.history
    if history is None:
        return
    # Nothing of it counts here: but when it changes, `check` must look again.
    read(".gitignore")
    committed = {file for commit in {history.tip, history.git.head} for file in history.git.tree(commit)}
    open_ = set(history.git.changed())
    for used, file in files.items():
        if used in committed or used in open_:
            variant = "committed" if used in committed else "open"
            yield Diagnostic("personal-data-exposed", Place(path, file.route), {"file": used}, variant)


# ── Certificates ─────────────────────────────────────────────────────────────


def certificates_are_valid(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """The dates of a certificate agree; it has not expired, and surveillance audits are in time (S-49, S-50)."""
    for path, certification in _declared(master):
        for key, certificate in certification.certificates.items():
            here = ("certificates", key)
            yield from _dates(master, certificate, path, here)
            values = {"number": certificate.number, "owner": certification.owner, "expires": certificate.expires}
            if counts_on(certificate, master.as_of) and certificate.expires < master.as_of:
                yield Diagnostic("certificate-expired", Place(path, (*here, "expires")), values)
            day = next_surveillance(certificate, master.as_of, surveillance_recorded(master, key))
            if day and day < master.as_of:
                values |= {"day": day, "months": certificate.surveillance_months}
                yield Diagnostic("surveillance-overdue", Place(path, here, key=True), values)


def _dates(
    master: MasterDocumentList, certificate: Certificate, path: str, here: tuple[str, ...]
) -> Iterator[Diagnostic]:
    issued, expires = certificate.issued, certificate.expires
    values = {"issued": issued, "expires": expires}
    if expires <= issued:
        yield Diagnostic("certificate-dates", Place(path, (*here, "expires")), values)
    for place, day in enumerate(certificate.surveillance):
        outside = not issued <= day <= expires
        if outside or day > master.as_of:
            where = Place(path, (*here, "surveillance", str(place + 1)))
            yield Diagnostic("certificate-dates", where, values | {"day": day}, "outside" if outside else "to-come")
    if certificate.closed and certificate.closed < issued:
        yield Diagnostic("certificate-dates", Place(path, (*here, "closed")), values, "closed")
