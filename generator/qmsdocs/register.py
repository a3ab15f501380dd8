"""The master document list: every controlled document with its revision and status on one day, and who refers to whom.

Status is computed from revisions, their approvals, git and the day (ISO 9001:2015 7.5.3.2; checklist items DC-28,
DC-33); nobody types it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain

from qmsdocs.approvals import Approvals, Standing
from qmsdocs.document_tree import Status
from qmsdocs.fingerprint import act_fingerprint, files
from qmsdocs.history import Held
from qmsdocs.markup import targets_in
from qmsdocs.model import Document, Form
from qmsdocs.model.revision import Concession, Revision
from qmsdocs.model.settings import DocumentType
from qmsdocs.model.text import Route
from qmsdocs.parameters_in_force import values_in_force
from qmsdocs.repository import ControlledDocument, Item, Repository


@dataclass(frozen=True)
class Entry:
    """One line of the master document list: a document with the revision that is shown."""

    document: ControlledDocument
    """The document with the content of the revision that is shown."""
    source: ControlledDocument
    """The document as it is declared, with its newest text and all its revisions."""
    type: DocumentType
    revision: Revision | None
    """The revision that is shown; None while there is none."""
    status: Status
    approved: date | None
    next_review: date | None
    standing: Standing | None = None
    """The approvals of the revision that is shown, and where its content was found."""
    upcoming: Revision | None = None
    """A later revision that is approved and comes into force on its day."""
    in_work: Revision | None = None
    """A later revision that is not approved yet."""
    successors: tuple[str, ...] = ()
    """For a superseded document, the numbers of those that took its place."""

    @property
    def number(self) -> str:
        """The number of the document."""
        return self.document.item.number

    @property
    def label(self) -> str:
        """The label of the revision; "" while there is none."""
        return self.revision.label if self.revision else ""

    @property
    def effective(self) -> date | None:
        """The day from which the revision is in force."""
        return self.revision.effective if self.revision else None

    @property
    def held(self) -> Held | None:
        """Where history holds the content that is shown; None when it is the source as it stands."""
        return self.standing.held if self.standing else None

    @property
    def has_content(self) -> bool:
        """Whether the text of the revision is known: of one from before this system, and without git, it is not."""
        return self.standing is None or self.standing.held is not None or self.standing.as_it_stands

    @property
    def is_published(self) -> bool:
        """Whether staff work by it or soon will; drafts are seen in a preview only."""
        return self.status not in ("draft", "in-review")

    @property
    def is_current(self) -> bool:
        """Whether it is there to be worked by, now or later: not superseded and not withdrawn."""
        return self.status not in ("superseded", "withdrawn")

    def concessions_on(self, day: date) -> tuple[Concession, ...]:
        """The approved departures from it that hold on a day; they end by themselves."""
        if self.status != "effective":
            return ()
        declared = self.source.item.concessions
        return tuple(found for found in declared if found.from_ <= day <= found.to and _is_approved(self.number, found))


def _is_approved(number: str, act: Concession) -> bool:
    wanted = act_fingerprint(number, act)
    return any(signature.as_ == "approved" and signature.fingerprint == wanted for signature in act.signatures)


@dataclass(frozen=True)
class Mention:
    """One document refers to another: from where to which part of it."""

    source: str
    route: Route
    number: str
    anchor: str


@dataclass(frozen=True)
class Summary:
    """What other documents and the outputs need to know of a document's content."""

    mentions: tuple[Mention, ...]
    files: tuple[str, ...]
    """The pictures, tables and attachments that it uses, by their paths in the repository."""


@dataclass(frozen=True)
class MasterDocumentList:
    """All controlled documents of a repository on the day `as_of`."""

    repository: Repository
    as_of: date
    entries: Mapping[str, Entry]
    """By number, in the order of levels and numbers."""
    summaries: Mapping[str, Summary]
    """By number."""
    approvals: Approvals
    only: frozenset[str] | None = None
    """The numbers of the documents that are to be checked; None for all."""
    left_out: Mapping[str, Entry] = field(default_factory=dict)
    """Drafts that are not published because other documents are in force."""
    absent: frozenset[str] = frozenset()
    """The numbers of documents that this output does not show: see `audience`."""

    @cached_property
    def in_force(self) -> Mapping[str, Entry]:
        """Every document, drafts too, with the revision that is in force on the day, whichever one this list shows."""
        entries = self.entries.values()
        return _with_successors(
            [entry_in_force(each.source, each.type, self.as_of, self.approvals) for each in entries]
        )

    @cached_property
    def current(self) -> Mapping[str, Entry]:
        """Those that are there to be worked by: neither superseded nor withdrawn."""
        return {number: entry for number, entry in self.entries.items() if entry.is_current}

    @property
    def due(self) -> tuple[Entry, ...]:
        """The documents that are to be checked one by one."""
        return tuple(entry for number, entry in self.entries.items() if self.only is None or number in self.only)

    def superseded_since(self, entry: Entry) -> date | None:
        """The day on which the first of its successors took the place of a document."""
        days = [
            revision.effective
            for number in entry.successors
            if number in self.entries
            for revision in self.entries[number].document.item.revisions
            if entry.number in revision.supersedes
        ]
        return min(days, default=None)

    @cached_property
    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """What each document refers to, by the number of the document that refers."""
        return {number: found.mentions for number, found in self.summaries.items()}

    @cached_property
    def used_by(self) -> Mapping[str, tuple[str, ...]]:
        """The numbers of the documents that refer to each document, in the order of the list; what is out of force
        uses nothing."""
        users: dict[str, dict[str, None]] = {}
        for number in self.current:
            for mention in self.mentions[number]:
                if mention.number != number:
                    users.setdefault(mention.number, {})[number] = None
        return {number: tuple(found) for number, found in users.items()}

    def refers_to(self, number: str) -> tuple[str, ...]:
        """The numbers that `number` refers to, in the order of the list, reserved numbers last."""
        found = {mention.number for mention in self.mentions[number]} - {number}
        known = sorted(found & self.entries.keys(), key=self._places.__getitem__)
        return (*known, *sorted(found - self.entries.keys()))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {number: place for place, number in enumerate(self.entries)}


Summarize = Callable[[ControlledDocument, Mapping[str, bytes]], Summary]
"""Gives the summary of a document, of which it also gets the bytes of its files; `recall` knows those from before."""


def master_document_list(
    repository: Repository, as_of: date, approvals: Approvals, summarize: Summarize
) -> MasterDocumentList:
    """The master document list of `repository` on the day `as_of`, each document with its newest revision, whatever its
    state: what its authors see."""
    types = repository.settings.document_types
    order = list(types)

    def rank(document: ControlledDocument) -> tuple[int, int, str]:
        return types[document.prefix].level, order.index(document.prefix), document.item.number

    documents = sorted(repository.documents.values(), key=rank)
    entries = [newest_entry(document, types[document.prefix], as_of, approvals) for document in documents]
    return _list(repository, as_of, approvals, _with_successors(entries), summarize)


def list_in_force(newest: MasterDocumentList, summarize: Summarize) -> MasterDocumentList:
    """The same list with the revisions that are in force: what staff see.

    Drafts are left out, except while nothing at all is in force or about to be.
    """
    entries = newest.in_force
    published = {number: entry for number, entry in entries.items() if entry.is_published}
    left_out = {number: entry for number, entry in entries.items() if published and not entry.is_published}
    found = _list(newest.repository, newest.as_of, newest.approvals, published or entries, summarize)
    return replace(found, repository=values_in_force(found.repository, _in_force(found)), left_out=left_out)


def _in_force(master: MasterDocumentList) -> list[tuple[ControlledDocument, Repository]]:
    """The documents in force, the oldest revision first, each with the repository whose facts it prints."""
    found = [(entry.effective, entry) for entry in master.entries.values() if entry.status == "effective"]
    found.sort(key=lambda pair: pair[0] or date.min)
    return [(entry.document, entry.held.repository if entry.held else master.repository) for _, entry in found]


def _list(
    repository: Repository, as_of: date, approvals: Approvals, entries: Mapping[str, Entry], summarize: Summarize
) -> MasterDocumentList:
    summaries = {number: summarize(entry.document, contents_of(entry, repository)) for number, entry in entries.items()}
    return MasterDocumentList(repository, as_of, entries, summaries, approvals)


def contents_of(entry: Entry, repository: Repository) -> Mapping[str, bytes]:
    """The bytes of the source files from which the document that is shown was read."""
    return (entry.held.repository if entry.held else repository).contents


def summary(document: ControlledDocument, contents: Mapping[str, bytes]) -> Summary:
    """The summary of a document, from its content."""
    return Summary(tuple(mentions(document)), tuple(files(document)))


def newest_entry(document: ControlledDocument, kind: DocumentType, as_of: date, approvals: Approvals) -> Entry:
    """The line of the list for one document with its newest revision."""
    standing = next(approvals.standings(document), None)
    if standing is not None and not standing.as_it_stands:
        # Its text was changed after approval: what stands there now nobody approved.
        standing = replace(standing, state="in-review", held=None, as_it_stands=True)
    return _entry(document, kind, as_of, standing)


def entry_in_force(document: ControlledDocument, kind: DocumentType, as_of: date, approvals: Approvals) -> Entry:
    """The line of the list for one document with the revision that is in force, or that will be, or is in work."""
    upcoming: Standing | None = None
    newest: Standing | None = None
    for standing in approvals.standings(document):
        newest = newest or standing
        if standing.is_issued and standing.revision.effective <= as_of:
            in_work = newest.revision if not newest.is_issued else None
            entry = _entry(document, kind, as_of, standing)
            return replace(entry, upcoming=upcoming.revision if upcoming else None, in_work=in_work)
        upcoming = standing if standing.is_issued else upcoming
    return _entry(document, kind, as_of, upcoming or newest)


def revision_entry(
    document: ControlledDocument, kind: DocumentType, as_of: date, approvals: Approvals, label: str
) -> Entry | None:
    """The line of the list with the revision `label`, superseded ones included; None when there is none."""
    current = entry_in_force(document, kind, as_of, approvals)
    passed = False
    for standing in approvals.standings(document):
        if standing.revision.label == label:
            entry = _entry(document, kind, as_of, standing)
            return replace(entry, status="superseded") if passed and standing.is_issued else entry
        passed = passed or (standing.is_issued and standing.revision.effective <= as_of)
    return current if current.label == label else None


def issued(entry: Entry, as_of: date, approvals: Approvals) -> Iterator[Entry]:
    """A line for every revision that was issued, newest first: the announced one, the one in force, and those that it
    superseded."""
    passed = False
    for standing in approvals.standings(entry.source):
        if standing.is_issued:
            found = _entry(entry.source, entry.type, as_of, standing)
            yield replace(found, status="superseded") if passed else found
            passed = passed or standing.revision.effective <= as_of


def _entry(document: ControlledDocument, kind: DocumentType, as_of: date, standing: Standing | None) -> Entry:
    revision = standing.revision if standing else None
    approved = standing.approved_on if standing else None
    return Entry(
        document=_shown(document, standing),
        source=document,
        type=kind,
        revision=revision,
        status=_status(document.item, standing, as_of),
        approved=approved,
        next_review=_next_review(document.item, revision, approved, kind.review_months),
        standing=standing,
    )


def _shown(document: ControlledDocument, standing: Standing | None) -> ControlledDocument:
    """The document with the content of a revision, and with what is declared today of its revisions up to that one."""
    if standing is None:
        return document
    revisions = document.item.revisions
    place = revisions.index(standing.revision)
    content = standing.held.document if standing.held else document
    if content is document and place == 0:
        return document
    today = document.item
    declared = {"reviews": today.reviews, "withdrawn": today.withdrawn, "concessions": today.concessions}
    item = content.item.model_copy(update={"revisions": revisions[place:], **declared})
    return ControlledDocument(content.path, document.prefix, item, content.translations)


def _status(item: Item, standing: Standing | None, as_of: date) -> Status:
    """The status of a revision on a day."""
    if item.withdrawn and item.withdrawn.on <= as_of:
        return "withdrawn"
    if standing is None or not standing.is_issued:
        return "draft" if standing is None or standing.state == "draft" else "in-review"
    return "effective" if standing.revision.effective <= as_of else "approved"


def _with_successors(entries: list[Entry]) -> dict[str, Entry]:
    """The lines by number, those whose place another document took marked as superseded."""
    successors = _successors(entries)
    return {entry.number: _superseded(entry, successors.get(entry.number)) for entry in entries}


def _successors(entries: list[Entry]) -> dict[str, dict[str, None]]:
    """By number, the documents in force that say that they take its place, in the order of the list."""
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.status == "effective":
            for number in chain.from_iterable(revision.supersedes for revision in entry.document.item.revisions):
                if number != entry.number:
                    found.setdefault(number, {})[entry.number] = None
    return found


def _superseded(entry: Entry, successors: Mapping[str, None] | None) -> Entry:
    """A document is superseded when another one in force says that it takes its place (checklist item DC-26)."""
    if not successors or entry.status != "effective":
        return entry
    return replace(entry, status="superseded", successors=tuple(successors))


def _next_review(item: Item, shown: Revision | None, approved: date | None, months: int) -> date | None:
    """The review date counts from the last review or the last revision that was more than editorial (DC-12)."""
    days = [review.on for review in item.reviews[:1] if review.result == "keep"]
    since = item.revisions[item.revisions.index(shown) :] if shown else ()
    days += [revision.effective for revision in since if revision.class_ != "editorial"][:1]
    return months_later(max(days), months) if approved and days else None


def months_later(day: date, months: int) -> date:
    """The same day so many months later; where the month has no such day, its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def mentions(document: ControlledDocument) -> Iterator[Mention]:
    """Everything that a document refers to, from its texts and from its structure."""
    item = document.item
    for route, text in document.texts:
        if "[" in text:
            for target in targets_in(text):
                number, _, anchor = target.partition("/")
                if number[0].isupper():
                    yield Mention(item.number, route, number, anchor)
    if item.parent:
        yield Mention(item.number, ("parent",), item.parent, "")
    if isinstance(item, Form):
        return
    yield from _structure_mentions(item)


def _structure_mentions(item: Document) -> Iterator[Mention]:
    own = {record.id for record in item.records if record.id}
    for step in item.steps:
        for place, record in enumerate(step.record or (), 1):
            if record not in own:
                yield Mention(item.number, ("steps", step.id, "record", str(place)), record, "")
    for place, kept in enumerate(item.records, 1):
        if kept.form:
            yield Mention(item.number, ("records", str(place), "form"), kept.form, "")
