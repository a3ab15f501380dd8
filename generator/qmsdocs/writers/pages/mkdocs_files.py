"""The pages and files of a manual site as MkDocs knows them: made already, and aware of whether they changed."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from jinja2.ext import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents, get_toc

from qmsdocs.manual_site import Page
from qmsdocs.writers.pages.addresses import Addresses
from qmsdocs.writers.pages.export import relative_link
from qmsdocs.writers.pages.page import TocEntry, page_html, page_name, page_toc

Key = tuple[str, str]
"""A page: path and language."""


class SiteFile(File):
    """A file of the manual site that knows whether it differs from the last build of the same `serve`."""

    changed = True

    def is_modified(self) -> bool:
        """See `File`: there, whatever is kept in memory always counts as modified."""
        return self.changed


def site_file(config: MkDocsConfig, address: str, content: bytes) -> SiteFile:
    """A file in memory."""
    made = SiteFile.generated(config, address, content=content)
    assert isinstance(made, SiteFile)
    return made


class SitePage(MkDocsPage):
    """A page that is HTML already: MkDocs reads and converts nothing."""

    def __init__(
        self, page: Page, file: File, config: MkDocsConfig, addresses: Addresses, urls: Mapping[Key, str]
    ) -> None:
        super().__init__(escape(page_name(page), quote=False), file, config)
        self.page, self.addresses, self.urls = page, addresses, urls
        self.update_date = addresses.site.as_of.isoformat()

    def read_source(self, config: MkDocsConfig) -> None:
        """Nothing to read; the search plugin must not parse the page, see `QmsdocsPlugin.on_post_build`."""
        self.markdown = ""
        self.meta = {"title": self.title, "search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Nothing yet: MkDocs renders all pages before it writes the first, and a thousand take 100 MB."""
        self.release()

    def fill(self) -> None:
        """The page as it is written by `writers.pages`."""
        link = relative_link(self.url, lambda path, language: self.urls[path, language])
        self.content = page_html(self.page, self.addresses, link)
        headings = page_toc(self.page)
        self.toc = _toc(headings)
        self.meta["hide"] = ["toc"] if self.page.wide or len(headings) < 2 else []

    def release(self) -> None:
        """Lets go of what `fill` made."""
        self.content, self.toc = "", TableOfContents([])


class Dense(Extension):
    """Templates without their indentation: with the empty lines of their statements, it was a third of every page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """See `jinja2.ext.Extension`; called once for each template."""
        return source if "<pre" in source else _INDENTATION.sub("\n", source)


_INDENTATION = re.compile(r"\n\s+")


def _toc(headings: list[TocEntry]) -> TableOfContents:
    tokens: list[Any] = []
    open_: list[list[Any]] = [tokens]
    for entry in headings:
        children: list[Any] = []
        open_[entry.level - 1].append(
            {"level": entry.level, "id": entry.id, "name": escape(entry.title, quote=False), "children": children}
        )
        open_[entry.level :] = [children]
    return get_toc(tokens)
