"""The neutral manual site: pages made of blocks and the navigation between them, with nothing about MkDocs or HTML.

`compose.site` makes it from the master document list; `writers.pages` prints it; the MkDocs plugin and `export` hand
it over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from qmsdocs.blocks import Blocks
from qmsdocs.document_tree import ControlBlock, RedlineNote, Status


@dataclass(frozen=True, slots=True)
class Notice:
    """A line above a page that its reader must not miss: draft, withdrawn, translation missing, a concession."""

    kind: Literal["draft", "superseded", "withdrawn", "translation", "upcoming", "concession", "temporary-instruction"]
    text: str
    more: Blocks = ()
    """What stands below the line, with links."""


@dataclass(frozen=True, slots=True)
class RevisionLinks:
    """Where the site shows a revision of a document: the paths of its page and of its redline, "" for none; and the
    findings that it fixed, each by path and title."""

    text: str = ""
    redline: str = ""
    fixed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site.

    `path` is its address without language and ending, such as `procedures/QP-05` or `roles/registrar`; every language
    has the same paths. `source` is the file in the repository that a reader would edit, or "" for a generated page.
    """

    path: str
    language: str
    title: str
    body: Blocks
    control: ControlBlock | None = None
    notices: tuple[Notice, ...] = ()
    source: str = ""
    word: str = ""
    """The address of its Word file inside the site, such as `word/QP-05_1.0_en.docx`."""
    workbook: str = ""
    """The address of the blank workbook of a form."""
    searched: bool = True
    """Whether its text is in the search index: registers repeat what documents say."""
    kind: Literal["document", "register", "overview", "handout", "revision"] = "document"
    """A handout is a card or poster; a page of a revision shows one that is no longer in force, or a redline."""
    wide: bool = False
    """Whether its body takes the room in which other pages list their headings."""
    listed: bool = True
    """Whether navigation and search know it; what is out of force keeps its address only."""
    revisions: Mapping[str, RevisionLinks] = field(default_factory=dict)
    """Where the revisions of the document are shown, by their labels as printed."""
    redline: RedlineNote | None = None
    """Set for a page that shows what changed between two revisions; `earlier` is then the former control block."""
    earlier: ControlBlock | None = None


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """A page of an earlier revision or of a redline. It is made when it is written: thousands take too much memory."""

    path: str
    language: str
    key: str
    """A digest of what it is made from."""
    make: Callable[[], Page]


@dataclass(frozen=True, slots=True)
class IssuedRevision:
    """A revision that was issued, as the page at the permanent address lists it."""

    label: str
    """As the address names it."""
    printed: str
    """As the house prints the label."""
    effective: date
    fingerprint: str
    """The fingerprint of the approved content; "" for one from before this system."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A document that takes the place of another one."""

    number: str
    titles: Mapping[str, str]
    """By language."""
    shown: bool
    """Whether the site shows it."""


@dataclass(frozen=True, slots=True)
class OutOfForce:
    """That a document is withdrawn, or superseded by others."""

    since: date | None
    """The day, which may still come; None where it is not known."""
    reasons: Mapping[str, str]
    """By language."""
    successors: tuple[Successor, ...]


@dataclass(frozen=True, slots=True)
class LastingPage:
    """The page at the permanent address of a document: is this print current?"""

    number: str
    titles: Mapping[str, str]
    """By language."""
    path: str
    """The path of the page of the document itself."""
    status: Status
    """Of the document; `draft` when nothing was ever issued."""
    revisions: tuple[IssuedRevision, ...]
    """Newest first."""
    out_of_force: OutOfForce | None


@dataclass(frozen=True, slots=True)
class News:
    """A revision that came into force, for the feed."""

    path: str
    """The page of its document."""
    title: str
    text: str
    """What changed, and why."""
    effective: date
    address: str
    """A name that never changes: the permanent address of the revision, or a URN."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the navigation: at most about 25 entries, so that pages stay small."""

    title: str
    entries: "tuple[Group | str, ...]"
    """Groups below this one, or the paths of pages."""


@dataclass(frozen=True, slots=True)
class ManualSite:
    """Everything that the site shows on one day."""

    as_of: date
    stale_after_days: int
    company: Mapping[str, str]
    """By language, as the name of the system."""
    system: Mapping[str, str]
    languages: tuple[str, ...]
    """The first one stands at the top of the site, the others each in a folder of their own."""
    pages: tuple[Page, ...]
    navigation: Mapping[str, tuple[Group | str, ...]]
    """By language."""
    files: Mapping[str, bytes]
    """Pictures and attachments by their address in the site, such as `files/ab12cd34.png`."""
    revisions: tuple[RevisionPage, ...] = ()
    """What is out of force, and what changed from one revision to the next; no navigation and no search knows it."""
    lasting: tuple[LastingPage, ...] = ()
    """What stands at the permanent addresses; no navigation and no search knows it."""
    news: Mapping[str, tuple[News, ...]] = field(default_factory=dict)
    """By language: the newest revisions in force, for the feed."""
    site_url: str = ""
    """Where the site is published; "" where that is not known."""
    edit_url: str = ""
    """The forge's page for editing a file; the path of the source follows."""
    preview: bool = False
    """Whether it shows what its authors are working on in place of what is in force."""
