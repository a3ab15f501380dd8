"""What changed between two states of a repository: two master document lists in, the changes out, in no language yet.

Texts are compared by what they say, as fingerprints are: comments, quoting and the order of keys are no change. It
answers what a change concerns besides itself (checklist items DC-14, DC-16, DC-35, NC-04, NC-15, NC-20).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qmsdocs.approvals import approvers
from qmsdocs.checks.approvals import changed_parts
from qmsdocs.compose.clauses import clauses_by_document
from qmsdocs.compose.names import Edition
from qmsdocs.document_tree import Status
from qmsdocs.fingerprint import printed_facts
from qmsdocs.model import Form
from qmsdocs.model.revision import Concession, Review, Revision, Withdrawal
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import ControlledDocument
from qmsdocs.translation import Translation


@dataclass(frozen=True, slots=True)
class RevisionNews:
    """A revision that is new, or whose status changed."""

    revision: Revision
    status: Status


@dataclass(frozen=True)
class DocumentChange:
    """What changed in one document."""

    number: str
    before: Entry | None
    """Its line of the old list; None for a new document."""
    after: Entry | None
    """Its line of the new list; None when its file is gone."""
    revisions: tuple[RevisionNews, ...] = ()
    """Newest first."""
    parts: tuple[str, ...] = ()
    """The keys of its source whose content differs, such as `purpose` or `steps.ask`."""
    facts: tuple[str, ...] = ()
    """The shared facts that it prints and whose value changed."""
    translations: tuple[str, ...] = ()
    """The languages whose translation changed."""
    behind: tuple[str, ...] = ()
    """The languages whose translation is behind now and was not before."""
    used_by: tuple[str, ...] = ()
    """The documents that refer to it."""

    @property
    def entry(self) -> Entry:
        """What is known of the document: the new line, or for one that is gone the old one."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def is_form(self) -> bool:
        """Whether it is a record form."""
        return isinstance(self.entry.document.item, Form)

    @property
    def moved_from(self) -> str:
        """The path from which the file was moved; "" when it stands where it stood."""
        if self.before is None or self.after is None or self.before.source.path == self.after.source.path:
            return ""
        return self.before.source.path

    @property
    def withdrawn(self) -> Withdrawal | None:
        """The decision that withdrew it since, or whose day has come since."""
        found = self.after.source.item.withdrawn if self.after else None
        known = self.before.source.item.withdrawn if self.before else None
        begun = self.after and self.after.status == "withdrawn" and self.before and self.before.status != "withdrawn"
        return found if found and (found != known or begun) else None

    @property
    def successors(self) -> tuple[str, ...]:
        """The documents that took its place since."""
        return self.after.successors if self.after and not (self.before and self.before.successors) else ()

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The periodic reviews since."""
        known = self.before.source.item.reviews if self.before else ()
        return tuple(found for found in self.entry.source.item.reviews if found not in known)

    @property
    def concessions(self) -> tuple[Concession, ...]:
        """The concessions and temporary instructions since."""
        known = {found.id for found in self.before.source.item.concessions} if self.before else set()
        return tuple(found for found in self.entry.source.item.concessions if found.id not in known)

    @property
    def needs_revision(self) -> bool:
        """Whether its text, or a fact that it prints, changed although the newest revision was issued before."""
        if self.before is None or self.after is None or not (self.parts or self.facts):
            return False
        was_issued = self.before.is_published and self.before.in_work is None
        return was_issued and newest_label(self.before) == newest_label(self.after)

    @property
    def is_any(self) -> bool:
        """Whether anything changed at all."""
        told = (self.revisions, self.parts, self.facts, self.translations, self.behind, self.moved_from)
        acts = (self.withdrawn, self.successors, self.reviews, self.concessions)
        return self.before is None or self.after is None or any(told) or any(acts)


@dataclass(frozen=True)
class FactChange:
    """A shared fact with another value, and the documents that print it."""

    key: str
    old: Any
    new: Any
    documents: tuple[str, ...]
    unrevised: tuple[str, ...]
    """Those of the documents that have no new revision for it yet."""


@dataclass(frozen=True)
class ClauseChange:
    """A clause that other documents meet than before."""

    standard: str
    clause: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    uncovered: bool
    """Whether no document meets it any more."""


@dataclass(frozen=True)
class Changes:
    """Everything that changed between two lists."""

    old: MasterDocumentList | None
    new: MasterDocumentList
    documents: tuple[DocumentChange, ...]
    facts: tuple[FactChange, ...]
    clauses: tuple[ClauseChange, ...]


def newest_label(entry: Entry) -> str:
    """The label of the newest revision that is declared, whatever its state; "" while there is none."""
    revisions = entry.source.item.revisions
    return revisions[0].label if revisions else ""


def waiting_for(master: MasterDocumentList, entry: Entry) -> tuple[str, ...]:
    """The roles one of which must still approve the newest revision; nothing when it is approved or withdrawn."""
    revisions = entry.source.item.revisions
    if not revisions or entry.status == "withdrawn":
        return ()
    if entry.is_published and entry.in_work is None:
        return ()
    return approvers(master.repository.settings, entry.source.prefix, revisions[0])


def changes(old: MasterDocumentList | None, new: MasterDocumentList) -> Changes:
    """What changed from `old` to `new`; without `old` everything is new.

    Both hold either what was in force on their day or the newest text of every document.
    """
    before, after = _listed(old), _listed(new)
    facts_differ = old is not None and _fact_files(old) != _fact_files(new)
    order = [*after, *sorted(before.keys() - after.keys())]
    found = (_document(number, old, new, before.get(number), after.get(number), facts_differ) for number in order)
    documents = tuple(change for change in found if change.is_any)
    clauses = tuple(clause_changes(old, new)) if old else ()
    return Changes(old, new, documents, tuple(_facts(old, new, documents)), clauses)


def _listed(master: MasterDocumentList | None) -> Mapping[str, Entry]:
    """Every document, those that are not published included."""
    return {**master.entries, **master.left_out} if master else {}


# ── Documents ────────────────────────────────────────────────────────────────


def _document(
    number: str,
    old: MasterDocumentList | None,
    new: MasterDocumentList,
    before: Entry | None,
    after: Entry | None,
    facts_differ: bool,
) -> DocumentChange:
    if after is None:
        return DocumentChange(number, before, None, used_by=new.used_by.get(number, ()))
    revisions = tuple(_revisions(old, new, before, after))
    used_by = new.used_by.get(number, ())
    if old is None or before is None:
        return DocumentChange(number, None, after, revisions, used_by=used_by)
    found = DocumentChange(
        number,
        before,
        after,
        revisions,
        _parts(before, after),
        tuple(_changed_facts(old, new, after.source)) if facts_differ else (),
        tuple(_changed_translations(before.source, after.source)),
        tuple(_behind(before, after)),
        used_by,
    )
    if not found.needs_revision:
        return found
    # That an edited revision is not approved any more is no news of the revision.
    return replace(found, revisions=tuple(news for news in revisions if news.status not in ("draft", "in-review")))


def _parts(before: Entry, after: Entry) -> tuple[str, ...]:
    """The keys that differ; of its own entry a new revision tells by itself."""
    if before.source.item == after.source.item:
        return ()
    found = changed_parts(before.source, after.source)
    same = newest_label(before) == newest_label(after)
    return tuple(part for part in found if same or not part.startswith("revisions."))


def _revisions(
    old: MasterDocumentList | None, new: MasterDocumentList, before: Entry | None, after: Entry
) -> Iterator[RevisionNews]:
    """The revisions down to the one that was shown before, as far as they are new or have another status."""
    known = _statuses(old, before) if old and before else {}
    for label, news in _news(new, after):
        was = known.get(label)
        if news.status != was and not (was and news.status in ("superseded", "withdrawn")):
            yield news
        if (before and label == before.label) or (before is None and news.status == after.status == "effective"):
            return


def _statuses(master: MasterDocumentList, entry: Entry) -> dict[str, Status]:
    """The status of the revisions that an entry tells of, by label."""
    found: dict[str, Status] = {entry.label: entry.status} if entry.revision else {}
    if (
        entry.revision
        and entry.status == "in-review"
        and master.approvals.newest(entry.source, entry.revision).is_issued
    ):
        # Its text was changed after approval; the revision itself was issued all the same.
        found[entry.label] = "effective"
    if entry.upcoming:
        found[entry.upcoming.label] = "approved"
    if entry.in_work:
        state = master.approvals.newest(entry.source, entry.in_work).state
        found[entry.in_work.label] = "in-review" if state == "in-review" else "draft"
    return found


def _news(master: MasterDocumentList, entry: Entry) -> Iterator[tuple[str, RevisionNews]]:
    """The revisions of a document with their status on the day of the list, newest first."""
    passed = False
    for standing in master.approvals.standings(entry.source):
        revision = standing.revision
        status: Status = "superseded" if passed else "effective"
        if not standing.is_issued:
            status = "draft" if standing.state == "draft" else "in-review"
        elif revision.effective > master.as_of:
            status = "approved"
        if entry.revision is not None and revision.label == entry.label:
            status = entry.status
        passed = passed or status not in ("draft", "in-review", "approved")
        yield revision.label, RevisionNews(revision, status)


# ── Facts and translations ───────────────────────────────────────────────────


def _fact_files(master: MasterDocumentList) -> Mapping[str, bytes]:
    repository = master.approvals.repository
    return {path: repository.contents[path] for path in repository.fact_paths.values()}


def _changed_facts(old: MasterDocumentList, new: MasterDocumentList, document: ControlledDocument) -> Iterator[str]:
    """The facts that a document prints and whose value is another one in the newest sources."""
    was = printed_facts(document, old.approvals.repository.facts)
    now = printed_facts(document, new.approvals.repository.facts)
    return (key for key in now if key in was and was[key] != now[key])


def _facts(
    old: MasterDocumentList | None, new: MasterDocumentList, documents: tuple[DocumentChange, ...]
) -> Iterator[FactChange]:
    if old is None:
        return
    for key in sorted({key for change in documents for key in change.facts}):
        printing = [change for change in documents if key in change.facts]
        source = printing[0].entry.source
        yield FactChange(
            key,
            printed_facts(source, old.approvals.repository.facts)[key],
            printed_facts(source, new.approvals.repository.facts)[key],
            tuple(change.number for change in printing),
            tuple(change.number for change in printing if change.needs_revision),
        )


def _changed_translations(before: ControlledDocument, after: ControlledDocument) -> Iterator[str]:
    for language, translation in sorted(after.translations.items()):
        earlier = before.translations.get(language)
        if earlier is None or earlier.texts != translation.texts:
            yield language


def _behind(before: Entry, after: Entry) -> Iterator[str]:
    """The languages in which a text of the source changed and its translation did not, or still names an earlier
    revision."""
    was, now = dict(before.source.texts), dict(after.source.texts)
    changed = [route for route, text in now.items() if was.get(route) != text and route[0] != "revisions"]
    for language, translation in sorted(after.source.translations.items()):
        earlier = before.source.translations.get(language)
        if earlier is None:
            continue
        stale = any(
            route in translation.texts and translation.texts[route] == earlier.texts.get(route) for route in changed
        )
        if stale or (_names_another(translation, after) and not _names_another(earlier, before)):
            yield language


def _names_another(translation: Translation, entry: Entry) -> bool:
    return (translation.head.translates or "") != newest_label(entry)


# ── Clauses ──────────────────────────────────────────────────────────────────


def clause_changes(old: MasterDocumentList, new: MasterDocumentList) -> Iterator[ClauseChange]:
    """The clauses that other documents of the new list meet than of the old one."""
    for standard in dict.fromkeys(name for side in (old, new) for name in side.repository.settings.standards):
        before, after = _met(old, standard), _met(new, standard)
        for clause in sorted(before.keys() | after.keys(), key=_in_parts):
            was, now = before.get(clause, {}), after.get(clause, {})
            gained, lost = tuple(n for n in now if n not in was), tuple(n for n in was if n not in now)
            if gained or lost:
                yield ClauseChange(standard, clause, gained, lost, uncovered=not now)


def _met(master: MasterDocumentList, standard: str) -> dict[str, dict[str, None]]:
    """The documents that meet each clause, in the order of the list."""
    found = clauses_by_document(Edition(master, master.repository.settings.languages[0]), standard)
    return {clause: dict.fromkeys(number for number, _ in places) for clause, places in found.items()}


def _in_parts(clause: str) -> tuple[tuple[int, str], ...]:
    """Clauses in the order of a standard: 7.9 before 7.10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in clause.split("."))
