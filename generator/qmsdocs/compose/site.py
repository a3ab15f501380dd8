"""The manual site on one day: a page per document and language, overview pages by level, role, clause and channel,
registers."""

import hashlib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import replace
from pathlib import PurePosixPath

from qmsdocs.audience import for_readers
from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Reference,
    Run,
    Table,
    walk,
)
from qmsdocs.briefing import briefings
from qmsdocs.compose.briefings import (
    MAX_BRIEFINGS,
    briefing_blocks,
    briefing_path,
    briefing_title,
    briefings_table,
    newest_briefing,
)
from qmsdocs.compose.checklist import checklist_page
from qmsdocs.compose.content import in_language
from qmsdocs.compose.coverage import counted, coverage, gap_table
from qmsdocs.compose.dashboard import dashboard_blocks
from qmsdocs.compose.dependencies import document_keys
from qmsdocs.compose.document import revision_tree
from qmsdocs.compose.events import news
from qmsdocs.compose.flow import flow_address, flow_blocks, has_flow
from qmsdocs.compose.handouts import FOLDERS, Handout, handouts, has_sheet, page_body, sheet_link
from qmsdocs.compose.lasting import lasting_pages
from qmsdocs.compose.names import LEVEL_FOLDERS, Edition, document_path, word_address, workbook_address
from qmsdocs.compose.notices import document_notices
from qmsdocs.compose.overviews import channel_table, document_table, form_library, home_blocks, role_blocks
from qmsdocs.compose.records import by_kind, kinds_table, record_blocks, record_word_name, records_table
from qmsdocs.compose.registers import glossary_table, parameters_table, register_table
from qmsdocs.compose.revisions import Revisions, RevisionTrees, revisions
from qmsdocs.compose.tables import Text, table_of
from qmsdocs.manual_site import Group, ManualSite, Page, RevisionPage
from qmsdocs.model.content import AttachmentSource, PictureSource
from qmsdocs.model.facts import PARAMETER_GROUPS, Standard
from qmsdocs.register import Entry, MasterDocumentList, contents_of
from qmsdocs.repository import Repository, localized_record
from qmsdocs.source import ReadFile, beside

MAX_ENTRIES = 25
"""How many entries a navigation group holds: more would put hundreds of links on every page."""

Kept = MutableMapping[tuple[str, str], tuple[str, Page]]
"""Pages of documents by number, or of their sheets by path, and language, each with the key from which it was made."""


def manual_site(
    master: MasterDocumentList, read: ReadFile, kept: Kept | None = None, *, preview: bool = False
) -> ManualSite:
    """The whole site; `read` gives pictures and attachments. Pages of documents that did not change are taken from
    `kept`. A `preview` says on every page that it does not show what is in force."""
    master = for_readers(master)
    settings = master.repository.settings
    keys = document_keys(master, read) if kept is not None else {}
    pages: list[Page] = []
    revision_pages: list[RevisionPage] = []
    navigation: dict[str, tuple[Group | str, ...]] = {}
    files: dict[str, bytes] = {}
    editions = {str(language): Edition(master, language) for language in settings.languages}
    localized = {language: edition.facts for language, edition in editions.items()}
    for language, edition in editions.items():
        site = _Site(edition, read, keys, kept if kept is not None else {})
        pages += site.pages()
        navigation[language] = site.navigation()
        revision_pages += site.revision_pages
        files.update(site.files)
    return ManualSite(
        as_of=master.as_of,
        stale_after_days=settings.stale_after_days,
        company={language: facts.settings.company.name for language, facts in localized.items()},
        system={language: facts.settings.system for language, facts in localized.items()},
        languages=settings.languages,
        pages=tuple(pages),
        navigation=navigation,
        files=files,
        revisions=tuple(revision_pages),
        lasting=tuple(lasting_pages(editions)),
        news={language: news(edition) for language, edition in editions.items()},
        site_url=settings.site_url or "",
        edit_url=f"{settings.repository_url.rstrip('/')}/edit/{settings.branch or 'main'}"
        if settings.repository_url
        else "",
        preview=preview,
    )


def asset_path(file: str, data: bytes) -> str:
    """The address of a picture or attachment in the site: by content, so that equal names cannot collide."""
    return f"files/{hashlib.sha256(data).hexdigest()[:16]}{PurePosixPath(file).suffix.lower()}"


def _files_of(entry: Entry, repository: Repository, read: ReadFile) -> Iterator[tuple[str, bytes]]:
    """The pictures and attachments of a revision, by their addresses in the site."""
    document = entry.document
    source = contents_of(entry, repository)[document.path]
    # To look through all models of a document takes longer than to write its page.
    if not any(word in source for word in (b"picture", b"attachment")):
        return
    read = entry.held.read if entry.held else read
    for _, model in document.models:
        if isinstance(model, PictureSource | AttachmentSource):
            file = beside(document.path, model.file)
            for name in (file, *(in_language(file, language) for language in document.translations)):
                if (data := read(name)) is not None:
                    yield asset_path(name, data), data


class _Site:
    """The pages of one language."""

    def __init__(self, edition: Edition, read: ReadFile, keys: Mapping[str, str], kept: Kept) -> None:
        self.edition, self.read, self._keys, self._kept = edition, read, keys, kept
        self.files: dict[str, bytes] = {}
        self.entries, self.current = edition.master.entries, edition.master.current
        self.revision_pages: list[RevisionPage] = []
        self.records = edition.records
        self._trees = RevisionTrees(edition, read)
        self._registers: dict[str, Table] = {}
        self._briefings = briefings(edition.master)[:MAX_BRIEFINGS]
        self._handouts = list(handouts(edition, read))

    def pages(self) -> Iterator[Page]:
        yield self._page("index", self.edition.facts.settings.system, tuple(home_blocks(self.edition, self._newest())))
        for entry in self.entries.values():
            yield self._document(entry)
        if has_flow(self.edition):
            body, title = tuple(flow_blocks(self.edition)), self.edition.say("site.flow")
            language = self.edition.language
            word = flow_address(language)
            yield Page("flow", language, title, body, word=word, kind="overview", searched=False, wide=True)
        yield from self._level_pages()
        yield from self._role_pages()
        yield from self._channel_pages()
        yield from self._handout_pages()
        yield from self._clause_pages()
        yield from self._briefing_pages()
        yield from self._register_pages()
        yield self._page(
            "dashboard", self.edition.say("site.dashboard"), dashboard_blocks(self.edition), searched=False
        )
        yield from self._record_pages()

    # Documents

    def _document(self, entry: Entry) -> Page:
        """The page of a document; those of its revisions are noted."""
        place, key = (entry.number, self.edition.language), self._keys.get(entry.number, "")
        older = revisions(self._trees, entry, key)
        self.revision_pages += older.pages
        key = key and f"{key} {older.fixed}"
        known, page = self._kept.get(place, ("", None))
        if page is None or not key or known != key:
            page = self._document_page(entry, older)
            self._kept[place] = (key, page)
        used = self.edition.master.summaries[entry.number].files
        for block in walk(page.body) if used else ():
            if isinstance(block, Picture | Attachment):
                self.files[asset_path(block.file, block.data)] = block.data
        for shown in older.shown:
            self.files.update(_files_of(shown, self.edition.master.repository, self.read))
        return page

    def _document_page(self, entry: Entry, older: Revisions) -> Page:
        edition = self.edition
        tree = revision_tree(edition, entry, self.read)
        return Page(
            path=document_path(entry),
            language=edition.language,
            title=f"{entry.number} {tree.control.title}",
            body=(sheet_link(edition, entry.number), *tree.body)
            if has_sheet(entry) and entry.is_current
            else tree.body,
            control=tree.control,
            notices=tuple(document_notices(edition, entry, tree.control, older.next)),
            source=entry.document.path,
            word=word_address(entry, edition.language),
            workbook=workbook_address(entry, edition.language),
            searched=entry.is_current,
            listed=entry.is_current,
            revisions=older.links or {},
        )

    # Overviews

    def _page(
        self, path: str, title: str, body: Blocks, *, kind: str = "overview", source: str = "", searched: bool = True
    ) -> Page:
        return Page(path, self.edition.language, title, body, kind=kind, source=source, searched=searched)  # type: ignore[arg-type]

    def _level_pages(self) -> Iterator[Page]:
        for path, title, entries in self._levels():
            yield self._page(
                f"{path}/index", title, (document_table(self.edition, entries, "documents-table"),), searched=False
            )

    def _levels(self) -> list[tuple[str, str, list[Entry]]]:
        """Folder, title and documents of each level that has any."""
        types = self.edition.facts.settings.document_types
        found = []
        for level, folder in LEVEL_FOLDERS.items():
            entries = [entry for entry in self.current.values() if entry.type.level == level]
            plurals = dict.fromkeys(types[entry.document.prefix].plural for entry in entries)
            if entries:
                found.append((folder, self.edition.say("site.and").join(plurals), entries))
        return found

    # Roles

    def _role_pages(self) -> Iterator[Page]:
        say = self.edition.say
        body = (register_table(self.edition, "roles", "roles-table"),)
        yield self._page(
            "roles/index", say("site.roles"), body, source=self._fact_source("organization"), searched=False
        )
        for key, found in self.edition.facts.organization.roles.items():
            yield self._page(
                f"roles/{key}",
                found.title,
                tuple(role_blocks(self.edition, key, self._newest(key))),
                source=self._fact_source("organization"),
            )

    # Channels and clauses

    def _channel_pages(self) -> Iterator[Page]:
        channels = self.edition.facts.channels.channels
        if not channels:
            return
        say, source = self.edition.say, self._fact_source("channels")
        body = (register_table(self.edition, "channels", "channels-table"),)
        yield self._page("channels/index", say("site.channels"), body, source=source, searched=False)
        for key, found in channels.items():
            table = channel_table(self.edition, key)
            yield self._page(f"channels/{key}", found.title, (table,), source=source)

    # Cards and posters

    def _handout_pages(self) -> Iterator[Page]:
        say = self.edition.say
        if not self._handouts:
            return
        intro = Paragraph("intro", (Run(say("site.handouts-intro")),))
        yield self._page("handouts/index", say("site.handouts"), (intro, *self._handout_lists()), searched=False)
        for found in self._handouts:
            place, key = (found.path, self.edition.language), self._keys.get(found.document, "")
            known, page = self._kept.get(place, ("", None))
            if page is None or not key or known != key:
                page = self._handout_page(found)
                self._kept[place] = (key, page)
            yield page

    def _handout_page(self, found: Handout) -> Page:
        return Page(
            path=found.path,
            language=self.edition.language,
            title=found.title,
            body=page_body(found),
            word=f"word/{found.word}",
            kind="handout",
            searched=False,
        )

    def _handout_lists(self) -> Iterator[Block]:
        """Links to all of them, by kind."""
        for kind, paths in self._by_kind():
            yield Heading(kind, 2, "", (Run(self.edition.say(f"site.{kind}")),))
            links = [(path, Reference((Run(title),), page=path)) for title, path in paths]
            items = (ListItem(path, (Paragraph(f"{path}.text", (link,)),)) for path, link in links)
            yield ListBlock(f"{kind}-list", False, tuple(items))

    def _by_kind(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for kind, folder in FOLDERS.items():
            named = [(found.title, found.path) for found in self._handouts if found.kind == kind]
            if named:
                yield folder, named

    def _clause_pages(self) -> Iterator[Page]:
        say = self.edition.say
        standards = [
            key for key in self.edition.facts.settings.standards if key in self.edition.master.repository.standards
        ]
        rows: list[tuple[str, list[Text]]] = []
        for key in standards:
            standard = self.edition.master.repository.standards[key]
            title = standard.title_zh if self.edition.language == "zh" else standard.title_en
            told = counted(self.edition, coverage(self.edition, standard))
            reference = Reference((Run(standard.standard),), page=f"clauses/{_page_name(key)}")
            rows.append((key, [reference, title, told]))
            body = (
                Paragraph("guidance", (Run(say("site.guidance")),)),
                Paragraph("counted", (Run(told),)),
                gap_table(self.edition, standard, "clauses-table"),
            )
            yield self._page(f"clauses/{_page_name(key)}", standard.standard, body, kind="register", searched=False)
        heads = [
            ("standard", say("compose.standard"), 8),
            ("title", say("title"), 20),
            ("covered", say("site.coverage"), 8),
        ]
        yield self._page(
            "clauses/index", say("site.clauses"), (table_of("standards-table", heads, rows, "plain"),), searched=False
        )

    # Briefings

    def _newest(self, role: str = "") -> Blocks:
        return newest_briefing(self.edition, self._briefings, role)

    def _briefing_pages(self) -> Iterator[Page]:
        if not self._briefings:
            return
        body: Blocks = (briefings_table(self.edition, self._briefings),)
        yield self._page("briefings/index", self.edition.say("site.briefings"), body, kind="register", searched=False)
        for found in self._briefings:
            body, title = tuple(briefing_blocks(self.edition, found)), briefing_title(self.edition, found)
            yield self._page(briefing_path(found), title, body, kind="register", searched=False)

    # Registers

    def _register_pages(self) -> Iterator[Page]:
        say = self.edition.say
        for name, title, fact in _REGISTER_PAGES:
            table = self._register(name)
            source = self._fact_source(fact) if fact else ""
            about = (Paragraph("about", (Run(say(_ABOUT[name])),)),) if name in _ABOUT else ()
            if table.rows:
                body = (*about, table)
                yield self._page(f"registers/{name}", say(title), body, kind="register", source=source, searched=False)
        yield from self._checklist_pages()
        terms = glossary_table(self.edition, self.edition.facts.glossary.terms, "glossary-table")
        yield self._page(
            "registers/glossary", say("site.glossary"), (terms,), kind="register", source=self._fact_source("glossary")
        )

    def _checklist_pages(self) -> Iterator[Page]:
        """The checklist of an audit of the whole system, by the standard that it follows."""
        edition, standard = self.edition, self._standard()
        if standard:
            title, body = edition.say("checklist.title", standard=standard.standard), checklist_page(edition, standard)
            yield self._page("registers/audit-checklist", title, body, kind="register", searched=False)

    def _standard(self) -> Standard | None:
        """The standard that the system follows: the first of those that it names."""
        followed = next(iter(self.edition.facts.settings.standards), "")
        return self.edition.master.repository.standards.get(followed)

    def _register(self, name: str) -> Table:
        """A register; both its page and the navigation ask for it."""
        if name not in self._registers:
            id_ = f"{name}-table"
            match name:
                case "limits":
                    table = parameters_table(self.edition, PARAMETER_GROUPS, id_)
                case "forms":
                    table = form_library(self.edition, id_)
                case _:
                    table = register_table(self.edition, name, id_)
            self._registers[name] = table
        return self._registers[name]

    def _fact_source(self, name: str) -> str:
        return self.edition.master.repository.fact_paths.get(name, "")

    # Records

    def _record_pages(self) -> Iterator[Page]:
        if not self.records:
            return
        say, edition = self.edition.say, self.edition
        kinds = kinds_table(edition, self.records)
        yield self._page("records/index", say("site.filed"), (kinds,), kind="register", searched=False)
        for kind, found in by_kind(self.records).items():
            table = records_table(edition, kind, found)
            title = say(f"record.kinds.{kind}")
            yield self._page(f"records/{kind}", title, (table,), kind="register", searched=False)
        for name, kept in self.records.items():
            title = f"{name} {localized_record(kept, edition.language).title}"
            page = self._page(f"records/{name}", title, record_blocks(edition, kept), source=kept.path)
            yield replace(page, word=f"word/{record_word_name(name, edition.language)}")

    # Navigation

    def navigation(self) -> tuple[Group | str, ...]:
        say = self.edition.say
        groups: list[Group | str] = ["index", *(["flow"] if has_flow(self.edition) else []), "dashboard"]
        for folder, title, entries in self._levels():
            groups.append(
                Group(
                    title, (f"{folder}/index", *_grouped([(entry.number, document_path(entry)) for entry in entries]))
                )
            )
        roles = [(found.title, f"roles/{key}") for key, found in self.edition.facts.organization.roles.items()]
        groups.append(Group(say("site.roles"), ("roles/index", *_grouped(sorted(roles, key=lambda r: r[1])))))
        channels = [(found.title, f"channels/{key}") for key, found in self.edition.facts.channels.channels.items()]
        if channels:
            groups.append(Group(say("site.channels"), ("channels/index", *_grouped(channels))))
        if self._handouts:
            shelves = (Group(say(f"site.{kind}"), _grouped(paths)) for kind, paths in self._by_kind())
            groups.append(Group(say("site.handouts"), ("handouts/index", *shelves)))
        standards = self.edition.master.repository.standards
        clauses = [f"clauses/{_page_name(key)}" for key in self.edition.facts.settings.standards if key in standards]
        groups.append(Group(say("site.clauses"), ("clauses/index", *clauses)))
        if self._briefings:
            paths = tuple(briefing_path(found) for found in self._briefings)
            groups.append(Group(say("site.briefings"), ("briefings/index", *paths)))
        registers = [f"registers/{name}" for name, _, _ in _REGISTER_PAGES if self._register(name).rows]
        checklists = ["registers/audit-checklist"] if self._standard() else []
        groups.append(Group(say("site.registers"), (*registers, *checklists, "registers/glossary")))
        if self.records:
            kinds = [f"records/{kind}" for kind in by_kind(self.records)]
            groups.append(Group(say("site.filed"), ("records/index", *kinds)))
        return tuple(groups)


_REGISTER_PAGES = (
    ("master-document-list", "site.master", ""),
    ("changes", "site.changes", ""),
    ("concessions", "site.concessions", ""),
    ("withdrawn-documents", "site.withdrawn-documents", ""),
    ("copies", "site.copies", "copies"),
    ("limits", "site.limits", "parameters"),
    ("objectives", "site.objectives", "objectives"),
    ("forms", "site.form-library", ""),
    ("form-instructions", "site.form-instructions", ""),
    ("records", "site.records", ""),
    ("codes", "site.codes", "codes"),
    ("external-documents", "site.external-documents", "external_documents"),
    ("duty-matrix", "register.duties", ""),
    ("certificates", "site.certificates", "certification"),
)


_ABOUT = {"duty-matrix": "register.duties-about", "forms": "site.form-library-about"}
"""What stands above a register."""


def _page_name(standard: str) -> str:
    return standard.replace(":", "-")


def _grouped(named: list[tuple[str, str]]) -> tuple[Group | str, ...]:
    """Paths as they are, or in groups named by their first and last member when they are many."""
    if len(named) <= MAX_ENTRIES:
        return tuple(path for _, path in named)
    slices = [named[start : start + MAX_ENTRIES] for start in range(0, len(named), MAX_ENTRIES)]
    groups: list[tuple[str, Group]] = [
        (part[0][0], Group(f"{part[0][0]} – {part[-1][0]}", tuple(path for _, path in part))) for part in slices
    ]
    return tuple(group for _, group in groups)
