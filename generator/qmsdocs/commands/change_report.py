"""Changes in the words of a language, as a report and as plain values for other programs."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from qmsdocs.changes import Changes, DocumentChange, FactChange, RevisionNews, newest_label, waiting_for
from qmsdocs.compose.names import Edition, document_title, fact_words, holders, part_name, person_name, role_title
from qmsdocs.fingerprint import canonical
from qmsdocs.trainings import Training
from qmsdocs.writers.report import Line, Report, Section


def change_report(changes: Changes, edition: Edition, title: str) -> Report:
    """The report under a `title` that says what is compared; `edition` is that of the new list."""
    words = _Words(changes, edition)
    sections = (*words.overview(), *words.details(), *words.concerned(), *words.work())
    say = edition.say
    intro = say("changes.count", count=len(changes.documents)) if changes.documents else say("changes.none")
    return Report(title, (intro,), sections, say("changes.more"))


class _Words:
    """The sections of one report."""

    def __init__(self, changes: Changes, edition: Edition) -> None:
        self.changes, self.edition, self.say = changes, edition, edition.say
        self.now = replace(edition, origin=changes.new.approvals.repository)
        old = changes.old
        self.then = Edition(old, edition.language, old.approvals.repository) if old else None

    def joined(self, parts: Iterable[str]) -> str:
        """Words with commas between them."""
        return self.say("compose.comma").join(parts)

    def section(self, key: str, **content: Any) -> Iterator[Section]:
        """A section under a heading, unless there is nothing to tell."""
        if any(content.get(part) for part in ("rows", "lines", "commands")):
            yield Section(self.say(f"changes.{key}"), **content)

    def table(self, key: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Section]:
        """A section with a table; `heads` are keys of labels."""
        return self.section(key, heads=tuple(self.say(head) for head in heads), rows=tuple(rows))

    # ── The documents ────────────────────────────────────────────────────────

    def overview(self) -> Iterator[Section]:
        heads = ("number", "title", "changes.what", "revision", "status", "changes.to-approve")
        return self.table("documents", heads, (self._row(change) for change in self.changes.documents))

    def _row(self, change: DocumentChange) -> tuple[str, ...]:
        entry = change.entry
        newest = change.revisions[0] if change.revisions else None
        label = newest.revision.label if newest else newest_label(entry) or entry.label
        status = newest.status if newest else self._status(change)
        return (
            change.number,
            document_title(self.edition, entry),
            self.joined(self.say(f"changes.is-{kind}") for kind in kinds(change)),
            label,
            self.say(f"status.{status}") if change.after else "",
            self.joined(role_title(self.edition, role) for role in self._waiting(change)),
        )

    def _status(self, change: DocumentChange) -> str:
        entry = change.entry
        if entry.in_work:
            return self.changes.new.approvals.newest(entry.source, entry.in_work).state
        return entry.status

    def _waiting(self, change: DocumentChange) -> tuple[str, ...]:
        return waiting_for(self.changes.new, change.after) if change.after else ()

    def details(self) -> Iterator[Section]:
        lines = (
            Line(f"{change.number} {document_title(self.edition, change.entry)}", tuple(self._detail(change)))
            for change in self.changes.documents
        )
        return self.section("details", lines=tuple(line for line in lines if line.below))

    def _detail(self, change: DocumentChange) -> Iterator[str]:
        say = self.say
        for news in change.revisions:
            yield from self._revision(change, news)
        if change.parts:
            parts = self.joined(part_name(self.edition, change.entry, part) for part in change.parts)
            yield say("changes.unrevised" if change.needs_revision else "changes.parts", parts=parts)
        if change.moved_from:
            yield say("changes.moved", old=change.moved_from, new=change.entry.source.path)
        if change.withdrawn:
            yield say("changes.withdrawn", day=change.withdrawn.on, reason=change.withdrawn.reason)
        if change.successors:
            yield say("changes.superseded", numbers=self.joined(change.successors))
        for review in change.reviews:
            who = person_name(self.edition, review.by)
            yield say("changes.review", day=review.on, who=who, result=say(f"review.{review.result}"))
        for concession in change.concessions:
            yield say("changes.concession", start=concession.from_, end=concession.to, what=concession.what)
        if change.used_by and (change.before or change.after is None):
            yield say("changes.used-by", numbers=self.joined(change.used_by))

    def _revision(self, change: DocumentChange, news: RevisionNews) -> Iterator[str]:
        revision, say = news.revision, self.say
        values = {"label": revision.label, "class": say(f"class.{revision.class_}"), "day": revision.effective}
        yield say("changes.revision", status=say(f"status.{news.status}"), **values)
        item = self.edition.newest_item(change.entry)
        shown = next((found for found in item.revisions if found.label == revision.label), revision)
        for line in shown.changes:
            place = part_name(self.edition, change.entry, line.at or "")
            yield say("changes.summary", place=place, what=line.what, why=line.why)

    # ── What is concerned besides ────────────────────────────────────────────

    def concerned(self) -> Iterator[Section]:
        heads = ("changes.fact", "changes.before", "changes.after", "changes.printed-in", "changes.without-revision")
        yield from self.table("facts", heads, map(self._fact, self.changes.facts))
        heads = ("compose.standard", "compose.clause", "changes.gained", "changes.lost", "compose.remark")
        yield from self.table("clauses", heads, self._clauses())
        forms = (
            (change.number, document_title(self.edition, change.entry), self.joined(change.used_by))
            for change in self.changes.documents
            if change.is_form
        )
        yield from self.table("forms", ("number", "title", "compose.used-by"), forms)
        behind = ((change.number, self.joined(change.behind)) for change in self.changes.documents if change.behind)
        yield from self.table("behind", ("number", "changes.languages"), behind)

    def _fact(self, fact: FactChange) -> tuple[str, ...]:
        assert self.then is not None
        return (
            fact.key,
            fact_words(self.then, fact.key, fact.old),
            fact_words(self.now, fact.key, fact.new),
            self.joined(fact.documents),
            self.joined(fact.unrevised),
        )

    def _clauses(self) -> Iterator[tuple[str, ...]]:
        standards = self.changes.new.repository.standards
        for found in self.changes.clauses:
            standard = standards[found.standard].standard if found.standard in standards else found.standard
            remark = self.say("changes.uncovered") if found.uncovered else ""
            yield standard, found.clause, self.joined(found.gained), self.joined(found.lost), remark

    # ── What is to be done ───────────────────────────────────────────────────

    def work(self) -> Iterator[Section]:
        yield from self.table("approvals", ("role", "changes.people", "changes.documents"), self._approvals())
        yield from self.table("training", ("role", "changes.documents", "changes.until"), self._training())
        yield from self.section("next", commands=tuple(commands(self.changes)))

    def _approvals(self) -> Iterator[tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for change in self.changes.documents:
            for role in self._waiting(change):
                found.setdefault(role, []).append(change.number)
        for role, numbers in found.items():
            people = self.joined(person_name(self.edition, key) for key in holders(self.edition, role))
            yield role_title(self.edition, role), people or self.say("changes.nobody"), self.joined(numbers)

    def _training(self) -> Iterator[tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for change in self.changes.documents:
            for news in change.revisions:
                needed = Training(change.entry, news.revision)
                for role in needed.roles if news.status != "superseded" else ():
                    key = (role, str(needed.day))
                    found.setdefault(key, []).append(f"{change.number} {news.revision.label}")
        for (role, day), numbers in sorted(found.items(), key=lambda item: (item[0][1], item[0][0])):
            yield role_title(self.edition, role), self.joined(dict.fromkeys(numbers)), day


def kinds(change: DocumentChange) -> list[str]:
    """What kind of change it is, as names of messages."""
    revised = [news for news in change.revisions if not _known(change, news)]
    found = {
        "gone": change.after is None,
        "new": change.before is None,
        "revised": change.before is not None and bool(revised),
        "unrevised": change.needs_revision,
        "edited": bool(change.parts) and not change.needs_revision and not revised,
        "facts": bool(change.facts) and not change.needs_revision,
        "status": change.before is not None and len(revised) < len(change.revisions),
        "withdrawn": bool(change.withdrawn),
        "superseded": bool(change.successors),
        "moved": bool(change.moved_from),
        "reviewed": bool(change.reviews) and change.before is not None,
        "concession": bool(change.concessions) and change.before is not None,
        "translated": bool(change.translations),
        "behind": bool(change.behind),
    }
    return [kind for kind, is_so in found.items() if is_so]


def _known(change: DocumentChange, news: RevisionNews) -> bool:
    """Whether the revision was declared before, so that only its status changed."""
    declared = change.before.source.item.revisions if change.before else ()
    return news.revision.label in {revision.label for revision in declared}


def commands(changes: Changes) -> Iterator[str]:
    """What to type next, for what is not finished."""
    history = changes.new.approvals.history
    controlled = history is not None and history.controlled_from is not None
    by_fact = {number for fact in changes.facts for number in fact.unrevised}
    for fact in changes.facts:
        if fact.unrevised and controlled:
            yield shlex.join(["qmsdocs", "revise", "--because", fact.key])
    edited = [change.number for change in changes.documents if change.needs_revision]
    if edited and not controlled:
        yield shlex.join(["qmsdocs", "approve", *edited])
    elif alone := [number for number in edited if number not in by_fact]:
        yield shlex.join(["qmsdocs", "revise", *alone])
    waiting = [c.number for c in changes.documents if c.after and waiting_for(changes.new, c.after)]
    if waiting := [number for number in waiting if number not in edited]:
        yield shlex.join(["qmsdocs", "approve", *waiting])
    for change in changes.documents:
        if change.before and change.after and newest_label(change.before) != newest_label(change.after):
            labels = newest_label(change.before), newest_label(change.after)
            if all(labels):
                yield shlex.join(["qmsdocs", "redline", change.number, *labels])


# ── For other programs ───────────────────────────────────────────────────────


def plain_changes(changes: Changes, edition: Edition) -> dict[str, Any]:
    """The changes as plain values; the keys stay from version to version."""
    return {
        "as_of": str(changes.new.as_of),
        "documents": [_plain_document(changes, change, edition) for change in changes.documents],
        "facts": [
            {
                "key": fact.key,
                "old": canonical(fact.old),
                "new": canonical(fact.new),
                "documents": list(fact.documents),
                "without_revision": list(fact.unrevised),
            }
            for fact in changes.facts
        ],
        "clauses": [
            {
                "standard": found.standard,
                "clause": found.clause,
                "gained": list(found.gained),
                "lost": list(found.lost),
                "uncovered": found.uncovered,
            }
            for found in changes.clauses
        ],
        "commands": list(commands(changes)),
    }


def _plain_document(changes: Changes, change: DocumentChange, edition: Edition) -> dict[str, Any]:
    waiting = waiting_for(changes.new, change.after) if change.after else ()
    return {
        "number": change.number,
        "title": document_title(edition, change.entry),
        "path": change.entry.source.path,
        "kinds": kinds(change),
        "moved_from": change.moved_from or None,
        "form": change.is_form,
        "revisions": [
            {
                "label": news.revision.label,
                "status": news.status,
                "class": news.revision.class_,
                "effective": str(news.revision.effective),
                "changes": canonical(news.revision.changes),
                "training": canonical(news.revision.training),
            }
            for news in change.revisions
        ],
        "parts": list(change.parts),
        "facts": list(change.facts),
        "needs_revision": change.needs_revision,
        "to_approve": [{"role": role, "people": list(holders(edition, role))} for role in waiting],
        "withdrawn": str(change.withdrawn.on) if change.withdrawn else None,
        "superseded_by": list(change.successors),
        "translations": list(change.translations),
        "translations_behind": list(change.behind),
        "used_by": list(change.used_by),
    }
