"""The index of what changed in force: what `in_force` found and an edition in, a sheet for auditors out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qmsdocs.blocks import Block, Blocks, Heading, Inline, Inlines, LineBreak, Paragraph, Reference, Run
from qmsdocs.bundle.in_force import ConcessionNews, Ending, InForce, PrintedFact, Succession
from qmsdocs.changes import ClauseChange
from qmsdocs.compose.concessions import approved_by, concerned
from qmsdocs.compose.control import signers, trained_roles
from qmsdocs.compose.names import (
    Edition,
    Names,
    document_title,
    fact_words,
    file_label,
    parameter,
    part_name,
    person_name,
    revision_text,
)
from qmsdocs.compose.tables import Text, joined, listed, table_of, text
from qmsdocs.document_tree import Sheet
from qmsdocs.model.revision import Review, Revision
from qmsdocs.register import Entry

Heads = Sequence[tuple[str, str, int]]
Rows = Iterable[tuple[str, list[Text]]]


def redline_page(number: str) -> str:
    """The name under which the index refers to the redline of a document."""
    return f"redline/{number}"


def former_page(number: str, label: str) -> str:
    """The name under which the index refers to a revision that is out of force."""
    return f"former/{number}/{file_label(label)}"


def change_index(found: InForce, edition: Edition, since: str, note: str, beside: Mapping[str, str]) -> Sheet:
    """The index in the language of `edition`, which is that of the new list; `since` names the moment from which
    changes are told, `note` stands below the title, `beside` gives the ways to current documents by number, and to
    other files by their page."""
    values = {"start": since, "end": found.new.as_of}
    about = Paragraph("about", (Run(edition.say("bundle.changes.about", **values)),))
    return Sheet(
        title=edition.say("bundle.changes.title", **values),
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=(about, *change_blocks(found, edition, beside)),
        landscape=True,
        note=note,
        beside=beside,
    )


def change_blocks(found: InForce, edition: Edition, beside: Mapping[str, str]) -> Blocks:
    """The index without its head. A redline is always named; a former revision is, where `beside` holds its page."""
    return tuple(_Index(found, edition, beside).blocks())


class _Index:
    """The sections of one index."""

    def __init__(self, found: InForce, edition: Edition, beside: Mapping[str, str]) -> None:
        self.found, self.edition, self.say, self.beside = found, edition, edition.say, beside
        self.then = Edition(found.old, edition.language) if found.old else None

    def blocks(self) -> Iterator[Block]:
        found, say = self.found, self.say
        counts = {"new": len(found.came), "revised": len(found.revised), "ended": len(found.ended)}
        told = say("bundle.changes.counts", **counts, same=found.unchanged)
        yield Paragraph("counts", (Run(told if found.is_any else say("bundle.changes.none")),))
        yield from self._revised()
        yield from self._came()
        yield from self._ended()
        yield from self._upcoming()
        yield from self._facts()
        yield from self._reviews()
        yield from self._concessions()
        yield from self._clauses()

    def _section(self, id_: str, title: str, heads: Heads, rows: Rows) -> Iterator[Block]:
        """A heading and a table, unless there is nothing to tell."""
        if made := list(rows):
            yield Heading(id_, 1, "", (Run(title),))
            # Nothing in the index is approved text, so no table has to say so.
            yield replace(table_of(f"{id_}-table", heads, made, "plain"), generated=False)

    def _named(self, entry: Entry) -> Inline:
        """A document with its title, linked to the revision in force where that is in the bundle."""
        title = document_title(self.edition, entry)
        return Reference((Run(f"{entry.number} {title}"),), number=entry.number)

    def _label(self, entry: Entry) -> str:
        return revision_text(self.edition, entry.number, entry.revision) if entry.revision else ""

    # ── Revisions ────────────────────────────────────────────────────────────

    def _revised(self) -> Iterator[Block]:
        say = self.say
        heads = [
            *self._revision_heads(),
            ("redline", say("bundle.changes.redline"), 9),
            ("former", say("bundle.changes.former"), 9),
        ]
        rows = (
            (f"{each.number}.{file_label(entry.label)}", [*self._revision(entry), *self._files(each, entry)])
            for each in self.found.revised
            for entry in each.since
        )
        return self._section("revised", say("bundle.changes.revised"), heads, rows)

    def _came(self) -> Iterator[Block]:
        rows = (
            (f"{each.number}.{file_label(entry.label)}", self._revision(entry, was_absent=each.was_absent))
            for each in self.found.came
            for entry in each.since
        )
        return self._section("new", self.say("bundle.changes.new"), self._revision_heads(), rows)

    def _revision_heads(self) -> list[tuple[str, str, int]]:
        say = self.say
        return [
            ("document", say("site.document"), 16),
            ("revision", say("revision"), 7),
            ("effective", say("effective"), 9),
            ("class", say("compose.class"), 8),
            ("request", say("compose.change-request"), 8),
            ("what", say("bundle.changes.what"), 30),
            ("approved", say("meaning.approved"), 11),
            ("training", say("site.training"), 12),
        ]

    def _revision(self, entry: Entry, *, was_absent: bool = False) -> list[Text]:
        """What a revision that came into force changed, and who is responsible for it."""
        revision = entry.revision
        assert revision is not None
        who = signers(self.edition, revision, "approved")
        absent: list[Inline] = [Run(self.say("bundle.changes.not-for-these"))] if was_absent else []
        kind = self.say(f"class.{revision.class_}")
        if revision.emergency:
            kind += self.say("compose.brackets", text=self.say("compose.emergency"))
        return [
            self._named(entry),
            self._label(entry),
            str(revision.effective),
            kind,
            revision.change_request,
            joined([*absent, *self._summary(entry, revision)], LineBreak()),
            joined([Run(part) for part in (who, str(entry.approved or "")) if part], LineBreak()),
            self._trained(revision),
        ]

    def _summary(self, entry: Entry, revision: Revision) -> list[Inline]:
        """The change summary, a line each: where, what and why."""
        translated = {each.label: each for each in self.edition.newest_item(entry).revisions}
        return [
            Run(
                self.say(
                    "changes.summary",
                    place=part_name(self.edition, entry, line.at or ""),
                    what=line.what.strip(),
                    why=line.why.strip(),
                )
            )
            for line in translated.get(revision.label, revision).changes
        ]

    def _trained(self, revision: Revision) -> Inlines:
        roles, by = Run(trained_roles(self.edition, revision)), revision.training.by
        return (roles, LineBreak(), Run(self.say("bundle.changes.trained", by=by))) if by else (roles,)

    def _files(self, each: Succession, entry: Entry) -> list[Text]:
        """The redline and the former revision; they stand beside the newest revision only."""
        former = each.former
        if former is None or entry is not each.since[0]:
            return ["", ""]
        labels = f"{self._label(former)} → {self._label(each.now)}"
        redline = Reference((Run(labels),), page=redline_page(each.number)) if each.has_redline else None
        return [redline, self._former(former)]

    def _former(self, entry: Entry) -> Text:
        """A revision that is out of force, linked to its file; or that its text is not held."""
        page, label = former_page(entry.number, entry.label), self._label(entry)
        if page in self.beside:
            return Reference((Run(label),), page=page)
        return self.say("bundle.changes.not-held", revision=label)

    # ── Out of force, and what is to come ────────────────────────────────────

    def _ended(self) -> Iterator[Block]:
        say = self.say
        heads = [
            ("document", say("site.document"), 16),
            ("status", say("status"), 8),
            ("since", say("compose.since"), 8),
            ("reason", say("compose.reason"), 24),
            ("decided", say("bundle.changes.decided"), 11),
            ("successors", say("compose.successors"), 16),
            ("last", say("bundle.changes.last"), 9),
            ("former", say("bundle.changes.former"), 9),
        ]
        rows = ((each.entry.number, self._ending(each)) for each in self.found.ended)
        return self._section("ended", say("site.withdrawn-documents"), heads, rows)

    def _ending(self, each: Ending) -> list[Text]:
        entry, last = each.entry, each.last
        former = self._former(each.former) if each.former else ""
        if last is None:
            return [self._named(entry), self.say("changes.is-gone"), "", "", "", "", self._former(entry), former]
        withdrawn = self.edition.newest_item(last).withdrawn if last.status == "withdrawn" else None
        since = withdrawn.on if withdrawn else self.found.new.superseded_since(last)
        return [
            self._named(entry),
            self.say(f"status.{last.status}"),
            str(since or ""),
            text(self.edition, withdrawn.reason) if withdrawn else "",
            person_name(self.edition, withdrawn.by) if withdrawn else "",
            listed(self.edition, withdrawn.superseded_by if withdrawn else last.successors, title=True),
            self._former(last),
            former,
        ]

    def _upcoming(self) -> Iterator[Block]:
        heads = self._revision_heads()
        rows = [(f"{entry.number}.{file_label(entry.label)}", self._revision(entry)) for entry in self.found.upcoming]
        rows += [(f"{entry.number}.withdrawn", self._leaving(entry)) for entry in self.found.leaving]
        return self._section("upcoming", self.say("bundle.changes.upcoming"), heads, rows)

    def _leaving(self, entry: Entry) -> list[Text]:
        withdrawn = self.edition.newest_item(entry).withdrawn
        assert withdrawn is not None
        told = self.say("site.withdrawal-ahead", on=withdrawn.on, reason=withdrawn.reason.strip())
        who = person_name(self.edition, withdrawn.by)
        return [self._named(entry), "", str(withdrawn.on), self.say("changes.is-withdrawn"), "", told, who, ""]

    # ── Facts, acts and clauses ──────────────────────────────────────────────

    def _facts(self) -> Iterator[Block]:
        say = self.say
        heads = [
            ("fact", say("changes.fact"), 18),
            ("before", say("changes.before"), 22),
            ("after", say("changes.after"), 22),
            ("documents", say("changes.printed-in"), 20),
        ]
        rows = ((str(place), self._fact(fact)) for place, fact in enumerate(self.found.facts, 1))
        return self._section("facts", say("changes.facts"), heads, rows)

    def _fact(self, fact: PrintedFact) -> list[Text]:
        assert self.then is not None
        now = self.edition.of(fact.after)
        named = parameter(now, fact.key)
        return [
            named.title if named else fact.key,
            fact_words(self.then.of(fact.before), fact.key, fact.old),
            fact_words(now, fact.key, fact.new),
            listed(self.edition, fact.documents),
        ]

    def _reviews(self) -> Iterator[Block]:
        say = self.say
        heads = [
            ("document", say("site.document"), 24),
            ("day", say("bundle.changes.reviewed"), 8),
            ("by", say("bundle.changes.reviewer"), 12),
            ("result", say("bundle.changes.result"), 12),
            ("remark", say("compose.remark"), 26),
        ]
        rows = ((f"{entry.number}.{review.on}", self._review(entry, review)) for entry, review in self.found.reviews)
        return self._section("reviews", say("bundle.changes.reviews"), heads, rows)

    def _review(self, entry: Entry, review: Review) -> list[Text]:
        translated = dict(zip(entry.source.item.reviews, self.edition.newest_item(entry).reviews, strict=True))
        who, result = person_name(self.edition, review.by), self.say(f"review.{review.result}")
        return [self._named(entry), str(review.on), who, result, translated[review].remark]

    def _concessions(self) -> Iterator[Block]:
        say = self.say
        heads = [
            ("document", say("site.document"), 16),
            ("event", say("bundle.changes.event"), 6),
            ("kind", say("compose.kind"), 8),
            ("places", say("bundle.changes.places"), 12),
            ("what", say("compose.allowed"), 20),
            ("reason", say("compose.reason"), 14),
            ("until", say("compose.period-of-validity"), 10),
            ("approved", say("meaning.approved"), 12),
        ]
        rows = (
            (f"{each.entry.number}.{each.id}.{each.kind}", self._departure(each)) for each in self.found.concessions
        )
        return self._section("concessions", say("site.concessions"), heads, rows)

    def _departure(self, news: ConcessionNews) -> list[Text]:
        edition, entry = self.edition, news.entry
        item = edition.newest_item(entry)
        found = next(each for each in item.concessions if each.id == news.id)
        return [
            self._named(entry),
            self.say(f"bundle.changes.{news.kind}"),
            self.say(f"compose.{found.kind}"),
            concerned(edition, found, Names(edition, item)),
            text(edition, found.what),
            text(edition, found.reason),
            self.say("compose.from-to", start=found.from_, end=found.to),
            approved_by(edition, found),
        ]

    def _clauses(self) -> Iterator[Block]:
        say = self.say
        heads = [
            ("standard", say("compose.standard"), 12),
            ("clause", say("compose.clause"), 18),
            ("gained", say("changes.gained"), 18),
            ("lost", say("changes.lost"), 18),
            ("remark", say("compose.remark"), 16),
        ]
        rows = ((f"{each.standard}.{each.clause}", self._clause(each)) for each in self.found.clauses)
        return self._section("clauses", say("changes.clauses"), heads, rows)

    def _clause(self, found: ClauseChange) -> list[Text]:
        edition = self.edition
        standard = self.found.new.repository.standards.get(found.standard)
        known = {each.number: each for each in standard.clauses} if standard else {}
        clause = known.get(found.clause)
        title = (clause.title_zh if edition.language == "zh" else clause.title_en) if clause else ""
        return [
            standard.standard if standard else found.standard,
            f"{found.clause} {title}".strip(),
            listed(edition, found.gained),
            listed(edition, found.lost),
            self.say("changes.uncovered") if found.uncovered else "",
        ]
