"""The master document list: every controlled document with its revision and status on one day, and who refers to whom.

Status is computed from declared revisions, signatures and the day (ISO 9001:2015 7.5.3.2; checklist items DC-28,
DC-33); nobody types it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qmsdocs.blocks import Status
from qmsdocs.markup import targets_in
from qmsdocs.model import Document, Form
from qmsdocs.model.content import AttachmentSource, PictureSource, TableSource
from qmsdocs.model.revision import Revision
from qmsdocs.model.settings import DocumentType
from qmsdocs.model.text import Route
from qmsdocs.repository import ControlledDocument, Item, Repository
from qmsdocs.source import beside


@dataclass(frozen=True)
class Entry:
    """One line of the master document list."""

    document: ControlledDocument
    type: DocumentType
    revision: Revision | None
    """The newest declared revision, whose text the source holds; None while there is none."""
    status: Status
    approved: date | None
    next_review: date | None

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
    only: frozenset[str] | None = None
    """The numbers of the documents that are to be checked; None for all."""

    @property
    def due(self) -> tuple[Entry, ...]:
        """The documents that are to be checked one by one."""
        return tuple(entry for number, entry in self.entries.items() if self.only is None or number in self.only)

    @cached_property
    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """What each document refers to, by the number of the document that refers."""
        return {number: found.mentions for number, found in self.summaries.items()}

    @cached_property
    def used_by(self) -> Mapping[str, tuple[str, ...]]:
        """The numbers of the documents that refer to each document, in the order of the list."""
        users: dict[str, dict[str, None]] = {}
        for number, found in self.mentions.items():
            for mention in found:
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


def master_document_list(
    repository: Repository, as_of: date, summarize: Callable[[ControlledDocument], Summary] | None = None
) -> MasterDocumentList:
    """The master document list of `repository` on the day `as_of`; `summarize` may know summaries from before."""
    types = repository.settings.document_types
    order = list(types)

    def rank(document: ControlledDocument) -> tuple[int, int, str]:
        return types[document.prefix].level, order.index(document.prefix), document.item.number

    documents = sorted(repository.documents.values(), key=rank)
    entries = {document.item.number: entry_on(document, types[document.prefix], as_of) for document in documents}
    summaries = {document.item.number: (summarize or summary)(document) for document in documents}
    return MasterDocumentList(repository, as_of, entries, summaries)


def summary(document: ControlledDocument) -> Summary:
    """The summary of a document, from its content."""
    return Summary(tuple(mentions(document)), tuple(_files(document)))


def _files(document: ControlledDocument) -> Iterator[str]:
    for _, model in document.models:
        file = model.csv if isinstance(model, TableSource) else None
        if isinstance(model, PictureSource | AttachmentSource):
            file = model.file
        if file:
            yield beside(document.path, file)


def entry_on(document: ControlledDocument, kind: DocumentType, as_of: date) -> Entry:
    """The line of the list for one document."""
    item = document.item
    newest = item.revisions[0] if item.revisions else None
    approvals = newest.signed("approved") if newest else ()
    approved = max((signature.on for signature in approvals), default=None)
    return Entry(
        document=document,
        type=kind,
        revision=newest,
        status=status_on(item, as_of),
        approved=approved,
        next_review=_next_review(item, approved, kind.review_months),
    )


def status_on(item: Item, as_of: date) -> Status:
    """The status of the newest revision on a day."""
    if item.withdrawn and item.withdrawn.on <= as_of:
        return "withdrawn"
    if not item.revisions or not item.revisions[0].signatures:
        return "draft"
    newest = item.revisions[0]
    if not newest.signed("approved"):
        return "in-review"
    return "effective" if newest.effective <= as_of else "approved"


def _next_review(item: Item, approved: date | None, months: int) -> date | None:
    """The review date counts from the last review or the last revision that was more than editorial (DC-12)."""
    days = [review.on for review in item.reviews[:1] if review.result == "keep"]
    days += [revision.effective for revision in item.revisions if revision.class_ != "editorial"][:1]
    return _months_later(max(days), months) if approved and days else None


def _months_later(day: date, months: int) -> date:
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
