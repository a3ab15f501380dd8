"""qms.yaml: what a house decides once — its name, languages, document types and reserved numbers."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from qmsdocs.labels import Scheme
from qmsdocs.model.revision import EvidenceGrade
from qmsdocs.model.text import DOCUMENT_NUMBER, KEY, File, Key, Model, Number, Text

Part = Literal[
    "purpose",
    "scope",
    "references",
    "terms",
    "responsibilities",
    "setting",
    "preconditions",
    "chapters",
    "steps",
    "decisions",
    "examples",
    "failures",
    "safety",
    "indicators",
    "related",
    "records",
    "flowchart",
    "raci",
    "appendices",
    "form",
]
"""A part of a printed document: a field of the source, or one of the generated `references`, `related`, `flowchart`,
`raci`."""


def _inside(folder: str) -> str:
    if ".." in PurePosixPath(folder).parts or folder.startswith("/"):
        raise PydanticCustomError("outside", "the folder lies outside the repository")
    return folder


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise PydanticCustomError("time_zone", "there is no such time zone") from error
    return name


def _site_url(address: str) -> str:
    try:
        known = urlsplit(address).hostname and _WEB_ADDRESS.fullmatch(address)
    except ValueError:
        known = None
    if not known:
        raise PydanticCustomError("site_url", "a site has an address that begins with https://")
    return address


PosterText = Annotated[str, StringConstraints(pattern=f"{DOCUMENT_NUMBER.pattern[:-1]}(/{KEY.pattern[1:-1]})?$")]
"""A document, or with a stroke one of its chapters: `PO-01`, `PO-01/commitment`."""

_WEB_ADDRESS = re.compile(r"""https?://[^\s?#"'<>\\]+""")


class Company(Model):
    """The organization whose system this is. Its name stands here and nowhere else."""

    name: Text
    """The full name."""
    short_name: Text
    """The name in running text: `{company}`."""
    logo: File | None = None
    """A picture file for the head of Word documents and pages."""


class PrintedPart(Model):
    """A part of the documents of one type, with the heading under which it is printed."""

    part: Part
    title: Text | None = None
    """The heading; without one the part stands under no heading of its own (chapters bring theirs)."""

    numbered: bool = True
    """Whether the heading carries a number."""

    @property
    def id(self) -> str:
        """The name of the part in routes of translations."""
        return self.part


class DocumentType(Model):
    """A type of controlled document."""

    title: Text
    """What one such document is called."""
    plural: Text
    """What the group is called in menus and lists."""
    level: int = Field(ge=1, le=4)
    """1 policy and manual, 2 procedures, 3 work instructions, 4 forms."""
    folder: Annotated[File, AfterValidator(_inside)]
    """Where its source files lie."""
    body: Literal["text", "form"] = "text"
    """Whether its files are written as text documents or as forms."""
    digits: int = Field(default=2, ge=1, le=4)
    """How many digits a number has after the prefix."""
    approver: Key
    """The role that approves documents of this type."""
    editorial_approver: Key | None = None
    """The role that may approve editorial revisions too."""
    least_evidence: EvidenceGrade = "declared"
    """How well an approval must be proved to count."""
    review_months: int = Field(ge=1, le=60)
    """After how many months a document is reviewed."""
    parts: tuple[PrintedPart, ...]
    """The parts in the order in which they are printed."""
    required: tuple[Part, ...] = ()
    """Parts that no document of this type may lack."""
    step_needs: tuple[Literal["who", "within", "record"], ...] = ()
    """What every step must state, if only as `none`."""
    parent_required: bool = False
    """Whether each document must name a parent one level up."""


class Settings(Model):
    """The whole of qms.yaml."""

    company: Company
    system: Text
    """What the management system is called."""
    languages: tuple[Literal["en", "zh"], ...] = Field(default=("en",), min_length=1)
    """The languages of the outputs; the first one is the source language and rules."""
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    """The zone in which days begin and end, such as Europe/Amsterdam."""
    site_url: Annotated[str, AfterValidator(_site_url)] | None = None
    """Where the site is published, https://qms.example.com; needed for the QR code in print."""
    repository_url: str | None = None
    """The page of the repository on its forge; needed for the edit link."""
    branch: str | None = None
    """The controlled branch; by default that of the remote, else the current one."""
    controlled_from: str | None = None
    """The commit or tag with which controlled history starts; what is before it, or everything without it, is
    drafting."""
    forge_emails: tuple[str, ...] = ()
    """The addresses with which the workflows of the forge commit the reviews that they record."""
    classifications: tuple[str, ...] = ("public", "internal", "confidential")
    """The levels of classification, from open to closed."""
    audience: str | None = None
    """The highest classification that the site and its Word files show; by default they show everything."""
    revision_scheme: Scheme = "major.minor"
    """How revisions are labelled: 1.0, 1.1, 2.0; or A/0, A/1, B/0; or 1, 2, 3."""
    revision_display: str = "{label}"
    """How a label is printed; it may hold {label}, {number} and {year}."""
    author_may_approve: bool = False
    """Whether the person who prepared a revision may approve it: for very small firms only (ISO 10002 Annex B)."""
    warn_days: int = Field(default=60, ge=0)
    """How many days ahead `due` names what falls due."""
    history_pages: bool = True
    """Whether the site shows the text of earlier revisions, and what changed from each one to the next."""
    stale_after_days: int = Field(default=7, ge=1)
    """After how many days a page warns its reader that it may be out of date."""
    standards: tuple[str, ...]
    """The standards in use, as documents cite them. The first is the one that the system follows, the others are
    mapped."""
    document_types: dict[str, DocumentType] = Field(min_length=1)
    """The types of controlled document, by prefix."""
    flow: tuple[Number, ...] = ()
    """The procedures that a case goes through, in their order; the site shows them as one picture."""
    posters: dict[Key, PosterText] = {}
    """Posters by name: the document, or the chapter of one, whose text each prints, such as `PO-01/commitment`."""
    reserved: dict[Number, Text] = {}
    """Numbers that are planned, with their titles."""
