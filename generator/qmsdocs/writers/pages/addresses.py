"""Where things stand: the pages of documents, the addresses of files, and which page a reference leads to.

Comes in: a `ManualSite`. Goes out: one lookup table for all pages of the site, and from it the setting of one page.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from qmsdocs.blocks import Reference
from qmsdocs.locale import label
from qmsdocs.manual_site import ManualSite, Page

Link = Callable[[str, str], str]
"""The relative address of a page from the page that is being written: (path, language) → URL."""

_SAFE = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def safe_href(target: str) -> str | None:
    """The target of a link out of the system, ready for an attribute; None if it is not http, https, mailto or tel."""
    return escape(target) if _SAFE.match(target) and not re.search(r"[\x00-\x20]", target) else None


def page_file(path: str, language: str, site: ManualSite) -> str:
    """The address of a page without its ending: the first language stands at the top, the others in a folder."""
    return path if language == site.languages[0] else f"{language}/{path}"


class Addresses:
    """The lookup table of one site; make it once and use it for all pages."""

    def __init__(self, site: ManualSite) -> None:
        self.site = site
        self.pages = {(page.path, page.language): page for page in site.pages}
        self.downloads = {address for page in site.pages for address in (page.word, page.workbook) if address}
        self.places = {*self.pages, *((revision.path, revision.language) for revision in site.revisions)}
        self.documents = {
            (page.control.number, page.language): page
            for page in site.pages
            if page.control is not None and page.kind == "document"
        }

    @cached_property
    def _files(self) -> dict[bytes, str]:
        return {data: address for address, data in sorted(self.site.files.items(), reverse=True)}

    def file(self, data: bytes, name: str) -> str:
        """The address in the site of a picture or attachment, found by its content."""
        if data not in self._files:
            raise LookupError(f"{name} is printed on a page but not among the files of the site")
        return self._files[data]


@dataclass(slots=True)
class Setting:
    """What the parts of one page share while it is written."""

    addresses: Addresses
    page: Page
    link: Link
    top: int = 1
    """The level of the highest heading of the page; it is printed below the title of the page."""
    depth: int = 1
    """The level of the last heading, so that no level is skipped."""
    seen: set[str] = field(default_factory=set)
    """The ids already given: an id stands once on a page."""
    gone: bool = False
    """Whether what is being written is deleted: it is no target of links and leads nowhere."""

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.page.language

    def say(self, key: str, **values: object) -> str:
        """A label in the language of the page, escaped."""
        return escape(label(self.page.language, key, **values))

    def id(self, name: str) -> str:
        """The id attribute for a block; nothing when the id is taken or the block is deleted."""
        if not name or self.gone or name in self.seen:
            return ""
        self.seen.add(name)
        return f' id="{escape(name)}"'

    def file(self, address: str) -> str:
        """The relative address of a file of the site, from this page."""
        home = self.link("", "")
        return home + escape(address)

    def place(self, anchor: str) -> str:
        """The address of a step of a flowchart: on this page, or behind the number of another document and `#`."""
        number, _, place = anchor.rpartition("#") if "#" in anchor else ("", "", anchor)
        if not number and (place, self.language) not in self.addresses.documents:
            return f"#{place}"
        found = self.target(Reference((), number or place, place if number else ""))
        return found[0] if found else ""

    def target(self, reference: Reference) -> tuple[str, Page | None] | None:
        """Where a reference leads, as (href, page of the document); None when there is nothing to link to."""
        if self.gone:
            return None
        anchor = f"#{escape(reference.anchor)}" if reference.anchor else ""
        own = self.page.control.number if self.page.control else ""
        if not reference.page and reference.number in ("", own) and anchor:
            return anchor, None
        if reference.page in self.addresses.downloads:
            return self.file(reference.page), None
        if not reference.number:
            known = (reference.page, self.language) in self.addresses.places
            return (escape(self.link(reference.page, self.language)) + anchor, None) if known else None
        page = self.addresses.documents.get((reference.number, self.language))
        return (escape(self.link(page.path, page.language)) + anchor, page) if page else None
