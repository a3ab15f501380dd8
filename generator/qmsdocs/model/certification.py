"""What a certification body asks for and gives: the application pack, slot by slot, and the certificates with their
dates (checklist of the brief S-37 to S-50).

Bodies ask for different things, so the pack is a list that the house edits, and nothing of it stands in the program.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from qmsdocs.model.text import Day, File, Key, Model, Number, Text

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$")]
"""How the certification body numbers what it asks for, such as AP-02: files of the pack begin with it."""

GeneratedSheet = Literal[
    "company-profile",
    "organization",
    "sites",
    "readiness",
    "master-document-list",
    "clause-matrix",
    "forms",
    "records",
    "objectives",
    "channels",
    "external-documents",
]
"""A sheet of the pack that is made from the facts."""


class Profile(Model):
    """The organization in a few paragraphs, as a certification body wants to read it."""

    history: Text | None = None
    """Since when there is the organization, and what became of it."""
    business: Text | None = None
    """What it makes and for whom: the scope that is to be certified."""
    market: Text | None = None
    """Where it sells, by which ways, and where it stands there."""


class Certificate(Model):
    """A certificate that the organization holds or held."""

    title: Text
    """What it certifies."""
    standard: str
    """The standard as the certificate names it."""
    number: str
    body: Text
    """The certification body."""
    scope: Text | None = None
    """The scope in the words of the certificate."""
    issued: Day
    expires: Day
    """The last day on which it is valid."""
    surveillance_months: int = Field(default=12, ge=1, le=36)
    """How many months there are at most from one surveillance audit to the next."""
    surveillance: tuple[Day, ...] = ()
    """The days on which surveillance audits were done."""
    closed: Day | None = None
    """From when it no longer counts: replaced by the next one, given back or withdrawn."""


class SlotFile(Model):
    """A file of the pack that is no controlled document."""

    file: File
    """The file, relative to this one: .pdf, .png, .jpg, .docx or .xlsx."""
    title: Text | None = None
    """What it is, where a slot holds several."""
    valid_until: Day | None = None
    """The last day on which what it shows is valid."""


class SlotRecord(Model):
    """A record that is shown to the body and kept elsewhere."""

    title: Text
    where: Text
    """Where it is kept."""
    on: Day
    """The day of what it records."""


class Sample(Model):
    """A filled form, as a sample of running records; what names a customer is made unreadable."""

    revision: str
    """The label of the revision that is printed on the filled form."""
    on: Day
    """The day on which it was filled in."""
    where: Text
    """Where the original is kept."""
    file: File | None = None
    """The copy for the body, relative to this file."""


class Slot(Model):
    """One thing that the body asks for, and what the house gives for it."""

    id: Key
    code: Code
    title: Text
    what: Text
    """What the body wants to see."""
    needed: Literal["always", "usually", "if-any"] = "always"
    """Whether every body asks for it, most do, or only where there is such a thing."""
    documents: tuple[Number, ...] = ()
    """Controlled documents that are given for it."""
    document_types: tuple[str, ...] = ()
    """Types of document, by prefix, of which all are given."""
    generated: tuple[GeneratedSheet, ...] = ()
    """Sheets made from the facts."""
    files: tuple[SlotFile, ...] = ()
    """Files that are no controlled documents."""
    records: tuple[SlotRecord, ...] = ()
    """Records that are kept elsewhere."""
    form: Number | None = None
    """The form of which samples are wanted."""
    samples: tuple[Sample, ...] = ()
    """Filled forms."""
    shows: Literal["internal-audit", "management-review"] | None = None
    """What its newest record shows to have been done."""
    personal_data: bool = False
    """Its files name people: they stand on no page, in no bundle without being asked for, and never in git."""
    not_applicable: Text | None = None
    """Why the house has no such thing."""


class Certification(Model):
    """The application pack and the certificates."""

    standard: str | None = None
    """The standard that is applied for, as documents cite it."""
    body: Text | None = None
    """The certification body, once it is chosen."""
    owner: Key
    """The role that answers for the pack and for the dates of the certificates."""
    profile: Profile = Profile()
    """The organization in a few paragraphs."""
    certificates: dict[Key, Certificate] = {}
    """The certificates that the organization holds or held."""
    application: tuple[Slot, ...] = ()
    """What the body asks for, in its order."""
