"""A whole document, ready to be written: what identifies it and states its status, and its text as blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from qmsdocs.blocks import Blocks, Inlines

Status = Literal["draft", "in-review", "approved", "effective", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line of the approval block. `meaning` is a message key: prepared, reviewed, countersigned, approved."""

    meaning: str
    name: str
    role: str
    on: date | None
    grade: str = ""
    """How well it is proved, as a message key; "" while nobody signed."""


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """A line of the amendment record: one change of one revision, newest revision first."""

    label: str
    effective: date
    change_request: str
    place: str
    what: Inlines
    why: Inlines
    prepared: str
    approved: str


@dataclass(frozen=True, slots=True)
class ControlBlock:
    """What identifies a controlled document and states its status (checklist items DC-01 to DC-13)."""

    number: str
    title: str
    type_title: str
    level: int
    company: str
    system: str
    revision: str
    status: Status
    effective: date | None
    approved: date | None
    next_review: date | None
    owner: str
    classification: str
    applies_to: tuple[str, ...]
    supersedes: tuple[str, ...]
    signatures: tuple[SignatureLine, ...]
    amendments: tuple[AmendmentLine, ...]
    language: str
    source_language: str
    translation: str = ""
    """For a translation, the revision that it translates; "" for the source language."""
    translation_checked: bool = True
    fingerprint: str = ""
    """The fingerprint of the approved content; "" while it is not approved."""
    commit: str = ""
    """The commit with which the approval reached the controlled branch; "" where git does not know it."""
    address: str = ""
    """The permanent address that tells whether a print of this revision is current; "" for none."""
    upcoming: tuple[str, date] | None = None
    """Label and day of the next revision, when it is approved. Word does not print it: announcing a revision must not
    rewrite the file of the one before."""
    training: str = ""
    """Who must be trained for this revision and until when."""
    upcoming_training: str = ""
    """Who must be trained for the next one."""
    logo: bytes | None = field(default=None, repr=False)


def short_fingerprint(fingerprint: str) -> str:
    """The beginning of a fingerprint, as it is printed: `sha256:4b61c89a…`."""
    return f"{fingerprint[:15]}…" if fingerprint else ""


def short_commit(commit: str) -> str:
    """The beginning of the name of a commit, as it is printed."""
    return commit[:10]


@dataclass(frozen=True, slots=True)
class RedlineNote:
    """Between which revisions a redline shows the changes, and whose changes they are."""

    old: str
    new: str
    author: str
    on: date | None


@dataclass(frozen=True, slots=True)
class DocumentTree:
    """A whole document, ready to be written."""

    control: ControlBlock
    body: Blocks
    form: bool = False
    landscape: bool = False
    redline: RedlineNote | None = None
    """Set when the tree shows what changed between two revisions."""
    earlier: ControlBlock | None = None
    """In a redline, the control block of the former revision."""


Paper = Literal["A4", "A3"]
"""A4 upright, or A3 lying, with its text in two columns."""


@dataclass(frozen=True, slots=True)
class OnePage:
    """That a sheet stands on one page, to be hung up or carried along: with letters as large as there is room for."""

    foot: str
    """What stands at the foot of the page: from which revisions it is made, and what rules."""
    papers: tuple[Paper, ...] = ("A4",)
    """The papers that may be used; the first one on which the letters do not get too small is taken."""
    least: float = 8.0
    """The size in points below which letters of running text are too small."""
    largest: float = 11.0
    """The size in points above which they only waste paper."""
    shorter: tuple[Blocks, ...] = ()
    """Bodies that say less and less, for when what stands before has no room."""
    address: str = ""
    """The permanent address that tells whether the print is current; "" for none."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet for use beside the controlled documents, such as one to sign, or a register: it has no number and no
    revision."""

    title: str
    company: str
    language: str
    body: Blocks
    landscape: bool = False
    paper: Literal["house", "A3"] = "house"
    """The size of the sheet: that of the documents of the house, or A3 for a picture that needs the room."""
    note: str = ""
    """Of a register: as of which day it is, and from what it was made."""
    head: str = ""
    """What stands at the top of each page instead of the title: of a record, its name and its form with revision."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Where the Word files of documents stand, by number, and other files, by page: the way from the folder of the
    sheet. References to them become links."""
    one_page: OnePage | None = None
    """Set for cards, posters and the like."""
