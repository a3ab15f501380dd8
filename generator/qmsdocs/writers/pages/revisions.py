"""Pages of revisions in MkDocs: one is laid out by the theme as a frame, and all others are written into its likeness.

They stand in no navigation, so that their frames differ in title, text and address only. Laid out one by one, those of
a thousand documents would take minutes and gigabytes.
"""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from qmsdocs.manual_site import ManualSite, RevisionPage
from qmsdocs.writers.pages.addresses import Addresses, page_file
from qmsdocs.writers.pages.export import relative_link
from qmsdocs.writers.pages.mkdocs_files import Key, SiteFile, SitePage, site_file
from qmsdocs.writers.pages.page import page_html, page_name

_TITLE, _TEXT = "qmsdocs-title-of-a-revision", "<!--<h1 qmsdocs-text-of-a-revision-->"
"""What stands in the frame in their place; a text without a heading would get one from the theme."""
Group = tuple[str, int]
"""Pages that share a frame: those of one language that lie equally deep."""


class FramePage(SitePage):
    """The page that MkDocs lays out for a group of revisions; it is the page of the first of them."""

    def __init__(
        self, group: list[RevisionPage], file: File, config: MkDocsConfig, addresses: Addresses, urls: Mapping[Key, str]
    ) -> None:
        super().__init__(group[0].make(), file, config, addresses, urls)
        self.group, self.config, self.title = group, config, _TITLE
        # Search engines are not told of it.
        self.canonical_url = self.abs_url = None

    def fill(self) -> None:
        """The frame alone."""
        self.content = _TEXT
        self.meta["hide"] = ["toc"]

    def write(self, frame: str, due: Mapping[Key, bool]) -> str:
        """Writes the pages of the group that are due as the theme laid out their `frame`; gives back the first."""
        first = self._filled(self.group[0], frame)
        for revision in self.group[1:]:
            if due[revision.path, revision.language]:
                file = self._file(revision)
                target = Path(self.config.site_dir, file.dest_uri)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(self._filled(revision, frame), encoding="utf-8")
        return first

    def _filled(self, revision: RevisionPage, frame: str) -> str:
        page, url = revision.make(), self.urls[revision.path, revision.language]
        link = relative_link(url, lambda path, language: self.urls[path, language])
        frame = frame.replace(self.group[0].path, revision.path).replace(_TITLE, escape(page_name(page), quote=False))
        return frame.replace(_TEXT, page_html(page, self.addresses, link))

    def _file(self, revision: RevisionPage) -> SiteFile:
        return revision_file(self.config, revision, self.addresses.site)


def revision_file(config: MkDocsConfig, revision: RevisionPage, site: ManualSite) -> SiteFile:
    """The file of a revision, from which its address follows."""
    return site_file(config, f"{page_file(revision.path, revision.language, site)}.md", b"")


def groups(site: ManualSite) -> Iterator[list[RevisionPage]]:
    """The revisions of the site in groups that can share a frame."""
    found: dict[Group, list[RevisionPage]] = {}
    for revision in site.revisions:
        found.setdefault((revision.language, revision.path.count("/")), []).append(revision)
    yield from found.values()
