"""Folder 07 of a bundle: what changed in force since an earlier moment (checklist items DC-14, DC-26, NC-09).

An index of everything; a redline of each document with another revision in force, from the one that was in force then
however many lie between; and what is out of force by now, marked as such.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from qmsdocs.blocks import Table
from qmsdocs.build import PROGRAM, proved_word_file
from qmsdocs.bundle.change_index import change_index, former_page, redline_page
from qmsdocs.bundle.in_force import InForce, changes_in_force
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import document_stem, relative
from qmsdocs.bundle.registers import register_note
from qmsdocs.cache import digest
from qmsdocs.compose.dependencies import revision_key
from qmsdocs.compose.names import document_title, revision_text
from qmsdocs.compose.revisions import RevisionTrees, redline_between
from qmsdocs.register import Entry
from qmsdocs.writers.word.reference import Reference
from qmsdocs.writers.word.sheet import sheet_file
from qmsdocs.writers.workbook import workbook_file


def change_members(sources: Sources) -> Iterator[Member]:
    """The files of the folder; none when nobody asked since when."""
    if not sources.since:
        return
    found = changes_in_force(sources.old.master if sources.old else None, sources.master)
    for language in sources.names.languages:
        files = dict(_Files(sources, found, language).members())
        yield from _index(sources, found, language, {page: member.path for page, member in files.items()})
        yield from files.values()


# ── Redlines and former revisions ────────────────────────────────────────────


class _Files:
    """The files in one language besides the index."""

    def __init__(self, sources: Sources, found: InForce, language: str) -> None:
        self._sources, self._found, self._language = sources, found, language
        self._edition = sources.editions[language]
        self._trees = RevisionTrees(self._edition, sources.loaded.tree.read)
        self._own = dict[tuple[str, str], str]()

    def members(self) -> Iterator[tuple[str, Member]]:
        """The members, each with the page under which the index names it. Those of one document come one after the
        other: they share its trees."""
        for each in self._found.revised:
            if each.former is not None and each.has_redline:
                yield redline_page(each.number), self._redline(each.former, each.now)
            yield from self._obsolete(each.former)
        for ending in self._found.ended:
            yield from self._obsolete(ending.last)
            yield from self._obsolete(ending.former)

    def _redline(self, older: Entry, newer: Entry) -> Member:
        number, reference = newer.number, self._sources.reference
        old, new = self._label(older), self._label(newer)
        title = document_title(self._edition, newer)
        values = {"document": f"{number} {title}", "old": old, "new": new}
        return Member(
            self._sources.names.path(
                "changes", document_stem(number, f"{older.label}-{newer.label}", title), ".docx", self._language
            ),
            "redline",
            "changes",
            self._edition.say("bundle.changes.redline-title", **values),
            partial(_redline_file, self._trees, older, newer, reference),
            key=self._key("redline", older, newer.label),
            language=self._language,
            number=number,
            revision=new,
            earlier=old,
        )

    def _obsolete(self, entry: Entry | None) -> Iterator[tuple[str, Member]]:
        """A revision that is out of force, if its text is known. Folder and name of the file say so, too."""
        if entry is None or entry.is_current or not entry.has_content:
            return
        edition, number, title = self._edition, entry.number, document_title(self._edition, entry)
        status = edition.say(f"status.{entry.status}")
        values = {"document": f"{number} {title}", "revision": self._label(entry), "status": status}
        path = self._sources.names.path(
            "changes",
            document_stem(number, entry.label, title),
            f"_{edition.say('bundle.changes.obsolete')}.docx",
            self._language,
            below=edition.say("bundle.changes.former-folder"),
        )
        yield (
            former_page(number, entry.label),
            Member(
                path,
                "superseded",
                "changes",
                edition.say("bundle.changes.former-title", **values),
                partial(_former_file, self._trees, entry, self._sources.reference),
                key=self._key("superseded", entry, entry.status),
                language=self._language,
                number=number,
                revision=self._label(entry),
            ),
        )

    def _label(self, entry: Entry) -> str:
        return revision_text(self._edition, entry.number, entry.revision) if entry.revision else ""

    def _key(self, kind: str, older: Entry, other: str) -> str:
        """A digest of all that a file is made from; "" where nobody can tell."""
        place = older.number, older.label
        if place not in self._own:
            self._own[place] = revision_key(self._edition, older, self._sources.loaded.tree.read)
        own = self._own[place]
        document = self._sources.keys[older.number]
        return digest([kind, self._sources.context, document, own, older.label, other, self._language]) if own else ""


def _redline_file(trees: RevisionTrees, older: Entry, newer: Entry, reference: Reference) -> bytes:
    return proved_word_file(redline_between(trees, older, newer), reference)


def _former_file(trees: RevisionTrees, entry: Entry, reference: Reference) -> bytes:
    return proved_word_file(trees.of(entry), reference)


# ── The index ────────────────────────────────────────────────────────────────


def _index(sources: Sources, found: InForce, language: str, files: Mapping[str, str]) -> Iterator[Member]:
    """The index as a Word file and as a workbook; `files` are the paths of the other members by their pages."""
    edition, folder = sources.editions[language], sources.names.shelf("changes")
    beside = {page: relative(path, folder) for page, path in files.items()}
    note = register_note(sources, edition)
    sheet = change_index(found, edition, sources.since, note, {**sources.beside(folder, language), **beside})
    makes: dict[str, Callable[[], bytes]] = {".docx": partial(sheet_file, sheet, sources.reference, PROGRAM)}
    if any(isinstance(block, Table) for block in sheet.body):
        makes[".xlsx"] = partial(workbook_file, (sheet,), program=PROGRAM, on=found.new.as_of)
    for ending, make in makes.items():
        path = sources.names.path("changes", edition.say("bundle.changes.stem"), ending, language)
        key = digest(["changes", ending, sources.context, repr(sheet)])
        yield Member(path, "changes", "changes", sheet.title, make, key, language)
