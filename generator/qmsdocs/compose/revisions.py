"""Pages of revisions: the text of each earlier one, and what changed from each one to the next.

Only of revisions whose text git holds, or which stand in the source; of others the amendment record tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

from qmsdocs.blocks import Paragraph, Reference, Run
from qmsdocs.compose.control import amended_label, signers
from qmsdocs.compose.document import revision_tree
from qmsdocs.compose.names import Edition, document_path, file_label, record_title, redline_path
from qmsdocs.document_tree import DocumentTree, RedlineNote
from qmsdocs.manual_site import Notice, Page, RevisionLinks, RevisionPage
from qmsdocs.records import fixed_by_revision
from qmsdocs.redline import redline
from qmsdocs.register import Entry, issued
from qmsdocs.source import ReadFile

Links = Mapping[str, RevisionLinks]
"""Where the revisions of a document are shown, by the label that the amendment record prints."""


@dataclass(frozen=True)
class Revisions:
    """The pages of the revisions of one document."""

    pages: tuple[RevisionPage, ...] = ()
    links: Links | None = None
    next: str = ""
    """The path of the redline to the announced revision; "" for none."""
    shown: tuple[Entry, ...] = ()
    """The revisions that the pages show."""
    fixed: tuple[tuple[str, str], ...] = ()
    """The findings that they fixed, by path and title."""


class RevisionTrees:
    """The trees of revisions in one language. Those of one document are kept until another one is asked for."""

    def __init__(self, edition: Edition, read: ReadFile) -> None:
        """`read` gives the files of texts as they stand."""
        self.edition, self._read = edition, read
        self._number, self._trees = "", dict[tuple[str, bool], DocumentTree]()
        self._fixed = fixed_by_revision(edition.master)

    def of(self, entry: Entry, *, translated: bool = True) -> DocumentTree:
        """The tree of the revision of `entry`; on request in the words of the source language."""
        if entry.number != self._number:
            self._number, self._trees = entry.number, {}
        key = entry.label, translated
        if key not in self._trees:
            shown = entry if translated else replace(entry, document=replace(entry.document, translations={}))
            self._trees[key] = revision_tree(self.edition, shown, self._read)
        return self._trees[key]

    def fixed(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """The findings that the revision of `entry` fixed, by path and title."""
        names = self._fixed.get((entry.number, entry.label), ())
        return tuple((f"records/{name}", record_title(self.edition, name)) for name in names)


def revisions(trees: RevisionTrees, entry: Entry, key: str) -> Revisions:
    """The pages of the revisions of the document `entry`; `key` is the digest of what its outputs depend on."""
    edition = trees.edition
    if not edition.master.repository.settings.history_pages:
        return Revisions()
    found = list(issued(entry, edition.master.as_of, edition.master.approvals))
    pages, links, next_ = list[tuple[str, Entry, Entry | None]](), dict[str, RevisionLinks](), ""
    for newer, older in zip_longest(found, found[1:]):
        text = redlined = ""
        if newer.status == "superseded" and newer.has_content:
            text = f"{document_path(entry)}/{file_label(newer.label)}"
            pages.append((text, newer, None))
        if older and newer.has_content and older.has_content:
            redlined = redline_path(entry, older.label, newer.label)
            pages.append((redlined, newer, older))
            next_ = redlined if newer.status == "approved" and older.label == entry.label else next_
        shows = RevisionLinks(text, redlined, trees.fixed(newer))
        links[amended_label(edition, entry.number, newer.revision)] = shows
    fixed = tuple(finding for shows in links.values() for finding in shows.fixed)
    key = f"{key} {fixed}"
    made = (
        RevisionPage(path, edition.language, f"{key} {path}", partial(_page, trees, path, newer, older, links))
        for path, newer, older in pages
    )
    shown = {each.label: each for _, newer, older in pages for each in (newer, older) if each}
    return Revisions(tuple(made), links, next_, tuple(shown.values()), fixed)


def _page(trees: RevisionTrees, path: str, newer: Entry, older: Entry | None, links: Links) -> Page:
    """The text of `newer`, or with `older` what changed between them."""
    edition = trees.edition
    tree = redline_between(trees, older, newer) if older else trees.of(newer)
    return Page(
        path=path,
        language=edition.language,
        title=f"{tree.control.number} {tree.control.title}",
        body=tree.body,
        control=tree.control,
        notices=() if older else (_superseded(edition, tree),),
        kind="revision",
        listed=False,
        revisions=links,
        redline=tree.redline,
        earlier=tree.earlier,
    )


def redline_between(trees: RevisionTrees, older: Entry, newer: Entry) -> DocumentTree:
    """What changed between two revisions of a document: in the words of the source language unless both translations
    are of just these revisions."""
    translated = all(_is_translated(trees.edition, each) for each in (newer, older))
    old, new = (trees.of(each, translated=translated) for each in (older, newer))
    return redline_of(trees.edition, newer, old, new)


def _is_translated(edition: Edition, entry: Entry) -> bool:
    """Whether the translation is of this very revision: of another one, it would hide changes or invent them."""
    found = entry.document.translations.get(edition.language)
    return found is not None and found.head.translates == entry.label


def redline_of(edition: Edition, newer: Entry, old: DocumentTree, new: DocumentTree) -> DocumentTree:
    """What changed from `old` to `new`, by whom the revision was prepared, on the day of its approval."""
    assert newer.revision is not None
    names = (signers(edition, newer.revision, meaning) for meaning in ("prepared", "approved"))
    author = next(filter(None, names), edition.facts.settings.company.short_name)
    # That the older one is superseded by now is no change from one to the other.
    old = replace(old, control=replace(old.control, status=new.control.status))
    note = RedlineNote(old.control.revision, new.control.revision, author, newer.approved or newer.effective)
    return redline(old, new, note)


def _superseded(edition: Edition, tree: DocumentTree) -> Notice:
    number = tree.control.number
    current = Reference((Run(edition.say("site.current-revision", number=number)),), number=number)
    said = edition.say("site.earlier", revision=tree.control.revision)
    return Notice("superseded", said, (Paragraph("current", (current,)),))
