"""The MkDocs plugin: hands the pages of a `ManualSite` to MkDocs and Material; it decides nothing about them."""

import gc
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from threading import Timer
from typing import Any, TypeVar

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.config_options import ListOfItems, Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from qmsdocs import __version__, pipeline
from qmsdocs.locale import label
from qmsdocs.manual_site import ManualSite
from qmsdocs.writers.pages import Addresses, asset_files, foot_html, page_name, preview_html
from qmsdocs.writers.pages.addresses import page_file
from qmsdocs.writers.pages.assets import SCRIPT, SHIM, STYLE
from qmsdocs.writers.pages.control import language_name
from qmsdocs.writers.pages.export import navigation, relative, relative_link, site_name
from qmsdocs.writers.pages.feed import feed_file, feed_xml
from qmsdocs.writers.pages.lasting import lasting_file, lasting_html
from qmsdocs.writers.pages.mkdocs_files import Dense, Key, SitePage, site_file
from qmsdocs.writers.pages.revisions import FramePage, groups, revision_file
from qmsdocs.writers.pages.search_worker import WORKER, worker_address, worker_script
from qmsdocs.writers.pages.sections import search_entries

PROBLEMS = "qmsdocs/problems.js"
"""In `serve`: what is wrong with the sources, shown by our script on top of the last good pages."""
Context = Any
Made = TypeVar("Made", bound=File)
log = get_plugin_logger(__name__)


class QmsdocsConfig(Config):  # type: ignore[no-untyped-call]
    """The settings of the plugin in mkdocs.yml."""

    word_dir = Type(str, default="dist/word")
    """Where the Word files are; they are copied to `word/` in the site."""
    as_of = Optional(Type(str))
    """The day that the site shows, 2026-11-24; without it today."""
    watch = ListOfItems(
        Type(str), default=["qms.yaml", "manual", "procedures", "work_instructions", "forms", "records"]
    )


class QmsdocsPlugin(BasePlugin[QmsdocsConfig]):  # type: ignore[no-untyped-call]
    """Key `qmsdocs` in mkdocs.yml."""

    def __init__(self) -> None:
        self._begin(serving=False)

    def _begin(self, *, serving: bool) -> None:
        self.serving = serving
        self.source: pipeline.SiteSource | None = None
        self.site: ManualSite | None = None
        self.pages: dict[Key, SitePage] = {}
        self.trees: dict[str, Navigation] = {}
        self.written: dict[str, str] = {}
        self.entries: dict[Key, list[dict[str, str]]] = {}
        self.revisions: dict[Key, str] = {}
        self.due: dict[Key, bool] = {}
        self.worker = ""
        self.tell: Callable[[str, int, int], None] | None = None
        self.done = 0

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """That this event exists keeps the plugin, and what it knows of the last build, alive between rebuilds."""
        self._begin(serving=command == "serve")

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Our style sheet, scripts, templates; before the offline plugin, which would take a script from elsewhere."""
        config.extra_css.insert(0, STYLE)
        config.extra_javascript += [SCRIPT, PROBLEMS] if self.serving else [SCRIPT]
        config.extra["polyfills"] = [*config.extra.get("polyfills", []), SHIM]
        config.extra["alternate"] = True  # not a list: Material would then ask for a sitemap beside each page
        own = 1 if config.theme.custom_dir else 0
        config.theme.dirs.insert(own, str(Path(__file__).with_name("writers") / "pages" / "theme"))
        return config

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watches the sources, which lie beside `docs_dir`."""
        for name in self.config.watch:
            if (source := _root(config) / name).exists():
                server.watch(str(source))
        return server

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the pages and files of the site and sets the navigation."""
        answer = self._answer(config)
        problems = answer if isinstance(answer, str) else ""
        if problems and not self.serving:
            raise PluginError(f"The sources have problems.\n{problems}")
        before, self.site = self.site, self.site if isinstance(answer, str) else answer
        for address, data in asset_files().items():
            _add(files, File.generated(config, address, content=data))
        if self.serving:
            _add(files, File.generated(config, PROBLEMS, content=f"window.qmsdocsProblems = {json.dumps(problems)};"))
        if self.site is None:
            page = f"# {config.site_name}\n\n<pre>{escape(problems)}</pre>"
            _add(files, File.generated(config, "index.md", content=page))
            return files
        config.site_name = site_name(self.site, self.site.languages[0])
        self.written = {file.src_uri: file.url for file in files.documentation_pages()}
        for file in files.documentation_pages():
            file.edit_uri = f"{Path(config.docs_dir).name}/{file.src_uri}"
        self._add_pages(self.site, before, files, config)
        self._add_search_workers(self.site, files, config)
        for address, data in self.site.files.items():
            file = _add(files, site_file(config, address, data))
            file.changed = before is None or before.files.get(address) != data
        hand_written = config.nav or []
        config.nav = [*_navigation(self.site), *hand_written]
        return files

    def _answer(self, config: MkDocsConfig) -> ManualSite | str:
        """The site or what is wrong; while serving even our own fault is told there, since the server would hang."""
        if self.source is None:
            day = self.config.as_of or os.environ.get("QMSDOCS_AS_OF")
            language = os.environ.get("QMSDOCS_LANGUAGE", "en")
            self.source = pipeline.SiteSource(
                _root(config), date.fromisoformat(day) if day else None, language, preview=self.serving
            )
        try:
            return self.source.site()
        except Exception:
            if not self.serving:
                raise
            log.exception("The site could not be made; this is a fault of qmsdocs")
            return label("en", "usage.our-fault", version=__version__)

    def _add_search_workers(self, site: ManualSite, files: Files, config: MkDocsConfig) -> None:
        found = next((file for file in files if WORKER.fullmatch(file.src_uri)), None)
        if found is None:
            return
        self.worker = found.src_uri
        for language in site.languages:
            script = worker_script(found.content_string, language, site.languages)
            _add(files, File.generated(config, worker_address(language), content=script))

    def _add_pages(self, site: ManualSite, before: ManualSite | None, files: Files, config: MkDocsConfig) -> None:
        site = self._with_files(site, files, config)
        addresses = Addresses(site)
        old, self.pages = self.pages, {}
        same_frame = before is not None and _frame(before) == _frame(site)
        urls: dict[Key, str] = {}
        for page in site.pages:
            key = (page.path, page.language)
            file = _add(files, site_file(config, f"{page_file(*key, site)}.md", b""))
            file.edit_uri = page.source or None
            urls[key] = file.url
            made = self.pages[key] = SitePage(page, file, config, addresses, urls)
            if site.edit_url and page.source:
                made.edit_url = f"{site.edit_url.rstrip('/')}/{page.source}"
            same = key in old and (old[key].page is page or old[key].page == page)
            file.changed = not (same and same_frame)
            if not same:
                self.entries[key] = search_entries(page, made.url)
        self.entries = {key: self.entries[key] for key in self.pages}
        self._add_lasting(site, before if same_frame else None, files, config, urls)
        self._add_revisions(site, same_frame, files, config, addresses, urls)

    def _with_files(self, site: ManualSite, files: Files, config: MkDocsConfig) -> ManualSite:
        """Adds the Word files and workbooks that were made; the site offers no others."""
        folder = _root(config) / self.config.word_dir

        def added(address: str) -> str:
            source = folder / address.removeprefix("word/")
            if not address or not source.is_file():
                return ""
            _add(files, File.generated(config, address, abs_src_path=str(source)))
            return address

        pages = tuple(
            replace(page, word=added(page.word), workbook=added(page.workbook)) if page.word else page
            for page in site.pages
        )
        return replace(site, pages=pages)

    def _add_lasting(
        self, site: ManualSite, same: ManualSite | None, files: Files, config: MkDocsConfig, urls: dict[Key, str]
    ) -> None:
        """What stands at the permanent addresses, and the feeds; `same` is the site of the build before, if it had the
        same frame."""
        old = {each.number: each for each in same.lasting} if same else {}
        pages = {key: made.page for key, made in self.pages.items()}
        for each in site.lasting:
            own, changed = lasting_file(each.number), old.get(each.number) != each
            link = relative_link(own, lambda path, language: urls[path, language])
            html = lasting_html(each, site, pages, link) if changed else ""
            file = _add(files, site_file(config, own, html.encode()))
            file.changed = changed
        for language in site.languages:
            own = feed_file(site, language)
            link = relative_link(own, lambda path, language: urls[path, language])
            _add(files, site_file(config, own, feed_xml(site, language, link)))

    def _add_revisions(
        self,
        site: ManualSite,
        same_frame: bool,
        files: Files,
        config: MkDocsConfig,
        addresses: Addresses,
        urls: dict[Key, str],
    ) -> None:
        """One page to MkDocs for each group of revisions; it writes the others."""
        old, self.revisions = self.revisions, {(each.path, each.language): each.key for each in site.revisions}
        self.due = {key: not (same_frame and value and old.get(key) == value) for key, value in self.revisions.items()}
        for revision in site.revisions:
            urls[revision.path, revision.language] = revision_file(config, revision, site).url
        for group in groups(site):
            file = _add(files, revision_file(config, group[0], site))
            file.changed = any(self.due[each.path, each.language] for each in group)
            self.pages[group[0].path, group[0].language] = FramePage(group, file, config, addresses, urls)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """One navigation per language: a reader of Chinese sees Chinese entries only."""
        if self.site is None:
            return nav
        for page in nav.pages:
            for near in ("previous_page", "next_page"):
                other = getattr(page, near)
                if other is not None and self._language(other.file) != self._language(page.file):
                    setattr(page, near, None)
        for language in self.site.languages:
            pages = [page for page in nav.pages if self._language(page.file) == language]
            items = [item for item in nav.items if self._language(_first_file(item)) == language]
            tree = self.trees[language] = Navigation(items, pages)
            tree.homepage = self.pages.get(("index", language)) or next(iter(pages), None)
        return nav

    def _language(self, file: File | None) -> str:
        assert self.site is not None
        first, *others = self.site.languages
        return next((name for name in others if file and file.src_uri.startswith(f"{name}/")), first)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Pages without the blanks of their templates."""
        return env.overlay(trim_blocks=True, extensions=[Dense])

    def on_template_context(self, context: Context, *, template_name: str, config: MkDocsConfig) -> Context:
        """Pages of the theme, such as 404, speak the first language."""
        if self.site is not None:
            config.theme["language"] = self.site.languages[0]
            context["nav"] = self.trees[self.site.languages[0]]
        return context

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Hand-written pages, too, say for which day they hold, and that a preview is one."""
        if self.site is None or isinstance(page, SitePage):
            return html
        language = self._language(page.file)
        return f"{preview_html(self.site, language)}\n{html}\n{foot_html(self.site, language)}"

    def on_page_context(self, context: Context, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Context:
        """The page itself, its language and navigation, and the same page in the other languages."""
        if isinstance(page, SitePage):
            page.fill()
        if self.site is not None:
            language = self._language(page.file)
            config.theme["language"] = language
            config.site_name = site_name(self.site, language)
            self.done += 1
            if self.tell:
                self.tell("site", self.done, len(self.pages))
            context["nav"] = self.trees[language]
            context["q_languages"] = [
                {
                    "code": code,
                    "name": language_name(code),
                    "current": code == language,
                    "href": self._same_page(page, code),
                }
                for code in self.site.languages
            ]
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The search of the page's language; what was written is needed no more; the page of a revision writes those
        that look like it."""
        if self.worker:
            output = output.replace(self.worker, worker_address(self._language(page.file)), 1)
        if isinstance(page, FramePage):
            output = page.write(output, self.due)
        if isinstance(page, SitePage):
            page.release()
        return output

    def _same_page(self, page: MkDocsPage, language: str) -> str:
        """Where the same page stands in another language; hand-written ones have a twin of the same name."""
        assert self.site is not None
        if not isinstance(page, SitePage):
            own = page.file.src_uri.removeprefix(f"{self._language(page.file)}/")
            twin = self.written.get(own if language == self.site.languages[0] else f"{language}/{own}")
            if twin is not None:
                return relative(page.url, twin)
        path = page.page.path if isinstance(page, SitePage) else "index"
        other = self.pages.get((path, language)) or self.pages.get(("index", language))
        return relative(page.url, other.url) if other else page.url

    def _collect_later(self) -> None:
        """MkDocs leaves rings of pages behind at each rebuild: they are looked for when the author sees the change."""
        timer = Timer(2, gc.collect)
        timer.daemon = True
        timer.start()

    @event_priority(100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Gives the search plugin our sections; with hand-written pages it has dealt itself."""
        if self.serving:
            self._collect_later()
        search: Any = config.plugins.get("material/search")
        if self.site is None or search is None:
            return
        previous = search.search_index_prev.entries if search.search_index_prev else []
        built = {entry["location"].partition("#")[0] for entry in search.search_index.entries}
        built |= {page.url for page in self.pages.values()}
        kept = [entry for entry in previous if entry["location"].partition("#")[0] not in built]
        search.search_index.entries += [*kept, *(entry for found in self.entries.values() for entry in found)]
        search.search_index_prev = None


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or ".").resolve().parent


def _add(files: Files, file: Made) -> Made:
    """Adds a file; ours takes the place of a hand-written one of the same name, and says so."""
    if (other := files.get_file_from_path(file.src_uri)) is not None:
        if other.generated_by is None:
            log.warning(f"{other.src_uri} in docs_dir has the name of a generated page and is left out")
        files.remove(other)
    files.append(file)
    return file


def _frame(site: ManualSite) -> tuple[object, ...]:
    """What every page shows besides its own text."""
    names = tuple((page.path, page.language, page_name(page)) for page in site.pages)
    return names, replace(site, pages=(), files={}, revisions=(), lasting=(), news={})


def _navigation(site: ManualSite) -> list[dict[str, Any]]:
    return [
        entry
        for language in site.languages
        for entry in navigation(site, language, lambda page: f"{page_file(page.path, page.language, site)}.md")
    ]


def _first_file(item: Any) -> File | None:
    while getattr(item, "children", None):
        item = item.children[0]
    return getattr(item, "file", None)
