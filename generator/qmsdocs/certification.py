"""How far an application for certification is: which slots of the pack are filled, and how long the system has run
(S-37 to S-43 of the brief). A master document list and the files in, statements out.

Nothing here promises a certificate: what a body accepts, the body says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Literal

from qmsdocs.due import due
from qmsdocs.model.certification import Certification, GeneratedSheet, Slot
from qmsdocs.model.records import AuditReport, Filed, FindingRecord, ManagementReview
from qmsdocs.model.text import Route
from qmsdocs.records import readable_records
from qmsdocs.register import Entry, MasterDocumentList, issued, months_later
from qmsdocs.source import MAX_FILE_BYTES, ReadFile, beside

RUNNING_MONTHS = 3
"""How long bodies usually want a system to have run before they audit it: a habit, and unofficial."""

BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
}
"""The kinds of file that a pack may hold, each with the bytes with which such a file begins."""

# ── Files ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that a slot names: where it lies in the repository, and by which route the slot names it."""

    slot: Slot
    path: str
    route: Route
    title: str = ""
    valid_until: date | None = None


def given_files(certification: Certification, source: str) -> Iterator[GivenFile]:
    """Every file that slots name, in their order; `source` is the path of certification.yaml."""
    for slot in certification.application:
        here = ("application", slot.id)
        for place, file in enumerate(slot.files, 1):
            route = (*here, "files", str(place), "file")
            yield GivenFile(slot, beside(source, file.file), route, file.title or "", file.valid_until)
        for place, sample in enumerate(slot.samples, 1):
            if sample.file:
                yield GivenFile(slot, beside(source, sample.file), (*here, "samples", str(place), "file"))


def personal_paths(certification: Certification, source: str) -> frozenset[str]:
    """The files with personal data; one that any slot calls so is so in every slot."""
    return frozenset(file.path for file in given_files(certification, source) if file.slot.personal_data)


FileFault = Literal["", "outside", "missing", "too-large", "kind", "content", "apart"]
"""Why a file cannot be given: it lies outside the repository; is not there; is too large; is of a kind that is not
taken; is not what its name says; is kept apart because it names people and nobody asked for it."""


def file_fault(path: str, read: ReadFile) -> FileFault:
    """Why the file at `path` cannot be given; "" when it can."""
    if path.startswith(("../", "/")) or path == "..":
        return "outside"
    beginning = BEGINNINGS.get(PurePosixPath(path).suffix.lower())
    data = read(path)
    if data is None:
        return "missing"
    if beginning is None:
        return "kind"
    if len(data) > MAX_FILE_BYTES:
        return "too-large"
    return "" if data.startswith(beginning) else "content"


# ── Slots ────────────────────────────────────────────────────────────────────

GapKind = Literal[
    "nothing", "undecided", "file", "expired", "documents", "no-documents", "sample-revision", "profile", "young"
]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a slot still lacks, with the names that its sentence needs."""

    kind: GapKind
    fault: FileFault = ""
    names: tuple[str, ...] = ()
    day: date | None = None


SlotState = Literal["filled", "incomplete", "expired", "missing", "open", "not-applicable"]
"""`open` is a slot for what the house may not have: nobody said yet whether it has it."""


@dataclass(frozen=True, slots=True)
class FilledSlot:
    """A slot with its state, the documents that are given for it, and the faults of its files."""

    slot: Slot
    state: SlotState
    gaps: tuple[Gap, ...]
    documents: tuple[str, ...]
    files: tuple[tuple[GivenFile, FileFault], ...]

    @property
    def is_required(self) -> bool:
        """Whether a body asks for it, as far as this house can have it."""
        return self.slot.needed != "if-any" and self.slot.not_applicable is None


Fault = Callable[[GivenFile], FileFault]
"""Says why a file cannot be given; it knows whether files with personal data are wanted."""


def filled_slots(
    master: MasterDocumentList, certification: Certification, source: str, fault: Fault, readiness: "Readiness"
) -> tuple[FilledSlot, ...]:
    """The slots of `certification`, read from `source`, with what fills them."""
    files: dict[str, list[tuple[GivenFile, FileFault]]] = {}
    for file in given_files(certification, source):
        files.setdefault(file.slot.id, []).append((file, fault(file)))
    found = []
    for slot in certification.application:
        given = tuple(files.get(slot.id, ()))
        gaps = tuple(_gaps(master, certification, slot, given, readiness)) if slot.not_applicable is None else ()
        documents = tuple(_documents(master, slot))
        found.append(FilledSlot(slot, _state(slot, gaps), gaps, documents, given))
    return tuple(found)


def _state(slot: Slot, gaps: tuple[Gap, ...]) -> SlotState:
    kinds = {gap.kind for gap in gaps}
    if slot.not_applicable is not None:
        return "not-applicable"
    if kinds & {"nothing", "undecided"}:
        return "missing" if "nothing" in kinds else "open"
    return "expired" if "expired" in kinds else "incomplete" if kinds else "filled"


def _documents(master: MasterDocumentList, slot: Slot) -> Iterator[str]:
    """The numbers of the documents for a slot: those that it names, and all current ones of its types."""
    yield from slot.documents
    for number, entry in (*master.current.items(), *master.left_out.items()):
        if entry.document.prefix in slot.document_types and number not in slot.documents:
            yield number


def _gaps(
    master: MasterDocumentList,
    certification: Certification,
    slot: Slot,
    files: tuple[tuple[GivenFile, FileFault], ...],
    readiness: "Readiness",
) -> Iterator[Gap]:
    given = (slot.documents, slot.document_types, slot.generated, slot.files, slot.records, slot.samples)
    if not any((*given, filed_for(master, slot))):
        kind: GapKind = "undecided" if slot.needed == "if-any" else "nothing"
        yield Gap(kind, names=(slot.form,) if slot.form else ())
        return
    yield from _document_gaps(master, slot)
    for name in slot.generated:
        yield from _generated_gaps(certification, name, readiness)
    for file, fault in files:
        if fault not in ("", "apart"):
            yield Gap("file", fault, (file.path,))
        elif file.valid_until and file.valid_until < master.as_of:
            yield Gap("expired", names=(file.path,), day=file.valid_until)
    for sample in slot.samples if slot.form else ():
        if (label := revision_on(master, slot.form or "", sample.on)) not in (None, sample.revision):
            yield Gap("sample-revision", names=(slot.form or "", sample.revision, label or ""), day=sample.on)


def _document_gaps(master: MasterDocumentList, slot: Slot) -> Iterator[Gap]:
    """Documents that are not in force; what this output must not show is not spoken of."""
    numbers = tuple(_documents(master, slot))
    waiting = tuple(number for number in numbers if number not in master.absent and not _is_in_force(master, number))
    if waiting:
        yield Gap("documents", names=waiting)
    if slot.document_types and not numbers:
        yield Gap("no-documents", names=slot.document_types)


def _is_in_force(master: MasterDocumentList, number: str) -> bool:
    entry = master.entries.get(number)
    return entry is not None and entry.status == "effective"


def _generated_gaps(certification: Certification, name: GeneratedSheet, readiness: "Readiness") -> Iterator[Gap]:
    profile = certification.profile
    lacking = tuple(part for part in type(profile).model_fields if getattr(profile, part) is None)
    if name == "company-profile" and lacking:
        yield Gap("profile", names=lacking)
    if name == "readiness" and readiness.months < RUNNING_MONTHS:
        yield Gap("young", names=(str(readiness.months),))


def revision_on(master: MasterDocumentList, number: str, day: date) -> str | None:
    """The label of the revision of a document that was in force on a day; "" when none was, None for no such
    document."""
    entry = master.entries.get(number) or master.left_out.get(number)
    if entry is None:
        return None
    found = issued(entry, master.as_of, master.approvals)
    return next((each.label for each in found if each.effective and each.effective <= day), "")


# ── Readiness ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the system is on a day."""

    in_force: int
    waiting: int
    """Documents that were begun and are not in force."""
    planned: int
    since: date | None
    """The day from which the first revision of all was in force."""
    months: int
    """For how many whole months that is."""
    audit: date | None
    """The day of the newest internal audit that a slot or a record tells of."""
    review: date | None
    """The day of the newest management review that a slot or a record tells of."""
    overdue: int
    """How many things are overdue, as `due` tells."""
    major: int
    """How many major nonconformities are open."""


def readiness(master: MasterDocumentList) -> Readiness:
    """How far the system of `master`, the list of what is in force, is on its day."""
    entries = (*master.current.values(), *master.left_out.values())
    in_force = sum(entry.status == "effective" for entry in entries)
    known = master.entries.keys() | master.left_out.keys() | master.absent
    since = min(_first_days(master, (*master.entries.values(), *master.left_out.values())), default=None)
    return Readiness(
        in_force=in_force,
        waiting=len(entries) - in_force,
        planned=len(master.repository.settings.reserved.keys() - known),
        since=since,
        months=_months(since, master.as_of) if since else 0,
        audit=_recorded(master, "internal-audit"),
        review=_recorded(master, "management-review"),
        overdue=sum(one.overdue for one in due(master, 0)),
        major=sum(
            isinstance(kept.item, FindingRecord) and kept.item.grade == "major" and kept.item.closed is None
            for kept in readable_records(master).values()
        ),
    )


def _first_days(master: MasterDocumentList, entries: tuple[Entry, ...]) -> Iterator[date]:
    for entry in entries:
        for found in issued(entry, master.as_of, master.approvals):
            if found.effective and found.effective <= master.as_of:
                yield found.effective


def _months(first: date, last: date) -> int:
    """The whole months from one day to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_later(first, months) <= last else months - 1


_SHOWN_BY: dict[str | None, type[Filed]] = {"internal-audit": AuditReport, "management-review": ManagementReview}


def filed_for(master: MasterDocumentList, slot: Slot) -> tuple[str, ...]:
    """The names of the records that show what a slot wants, the newest first."""
    return tuple(name for _, name in sorted(_filed(master, slot.shows), reverse=True))


def _filed(master: MasterDocumentList, what: str | None) -> Iterator[tuple[date, str]]:
    kind = _SHOWN_BY.get(what)
    for name, kept in readable_records(master).items():
        if kind and isinstance(kept.item, kind) and kept.item.on <= master.as_of:
            yield kept.item.on, name


def _recorded(master: MasterDocumentList, what: str) -> date | None:
    certification = master.repository.facts.certification
    days = [
        record.on
        for slot in (certification.application if certification else ())
        for record in slot.records
        if slot.shows == what and record.on <= master.as_of
    ]
    return max([*days, *(on for on, _ in _filed(master, what))], default=None)
