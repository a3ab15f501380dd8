"""What is new, on the site: a page for each briefing, and the words that mails use too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qmsdocs.blocks import Block, Heading, Inline, Inlines, LineBreak, Paragraph, Reference, Run, Table
from qmsdocs.briefing import Briefing, Concern, Renewed, concerns, out_of_force_since
from qmsdocs.compose.names import (
    Edition,
    document_reference,
    file_label,
    part_name,
    revision_reference,
    revision_text,
)
from qmsdocs.compose.tables import Text, day, joined, listed, table_of
from qmsdocs.model.revision import Change, Revision
from qmsdocs.register import Entry

MAX_BRIEFINGS = 24
"""How many briefings the site keeps, the newest ones; the register of changes holds what is older."""
MAX_DOCUMENTS = 200
"""How many documents a page of one briefing tells of."""
MAX_NAMED = 20
"""How many documents stand in one cell or sentence."""


def briefing_path(briefing: Briefing) -> str:
    """The address of the page of a briefing."""
    return f"briefings/{briefing.day}"


def briefing_title(edition: Edition, briefing: Briefing) -> str:
    """Its title, with the day."""
    return edition.say("briefing.title", day=briefing.day)


# ── Pages ────────────────────────────────────────────────────────────────────


def briefing_blocks(edition: Edition, briefing: Briefing) -> Iterator[Block]:
    """What is new for everybody, and by role what concerns it."""
    say = edition.say
    span = say("briefing.since", day=briefing.since) if briefing.since else say("briefing.first")
    yield Paragraph("about", (Run(span),))
    yield Heading("documents", 2, "", (Run(say("briefing.documents")),))
    yield _documents(edition, briefing.documents)
    found = concerns(edition.master, briefing.documents)
    if found:
        yield Heading("by-role", 2, "", (Run(say("briefing.by-role")),))
        heads = [("role", say("role"), 8), ("what", say("briefing.concerns"), 24), ("by", say("compose.train-by"), 7)]
        rows = ((role, _role_row(edition, role, told)) for role, told in found.items())
        yield table_of("roles-table", heads, rows)


def _documents(edition: Edition, documents: Sequence[Renewed]) -> Table:
    say = edition.say
    heads = [
        ("document", say("site.document"), 16),
        ("revision", say("revision"), 5),
        ("effective", say("effective"), 6),
        ("what", say("briefing.what-why"), 20),
    ]
    rows = [row for renewed in documents[:MAX_DOCUMENTS] for row in _document_rows(edition, renewed)]
    more = say("compose.more-changes", count=len(documents) - MAX_DOCUMENTS) if len(documents) > MAX_DOCUMENTS else ""
    return replace(table_of("documents-table", heads, rows), caption=(Run(more),) if more else ())


def _document_rows(edition: Edition, renewed: Renewed) -> Iterator[tuple[str, list[Text]]]:
    entry = renewed.entry
    name = document_reference(edition, entry.number, title=True)
    if not renewed.revisions:
        gone = out_of_force(edition, entry)
        yield entry.number, [name, edition.say(f"status.{entry.status}"), day(gone_since(edition, entry)), gone]
    for revision in renewed.revisions:
        lines = change_lines(edition, entry, revision, range(len(revision.changes)))
        cells: list[Text] = [
            name,
            revision_reference(edition, entry, revision),
            day(revision.effective),
            joined((Run(line) for line in lines), LineBreak()),
        ]
        yield f"{entry.number}.{file_label(revision.label)}", cells


def _role_row(edition: Edition, role: str, told: Sequence[Concern]) -> list[Text]:
    title = edition.facts.organization.roles[role].title
    days = sorted({concern.train for concern in told if concern.train})
    return [
        Reference((Run(title),), page=f"roles/{role}"),
        _named(edition, told, LineBreak()),
        joined((Run(str(found)) for found in days), LineBreak()),
    ]


def _named(edition: Edition, told: Sequence[Concern], between: Inline) -> Inlines:
    """What concerns a role, a document after the other, each with the steps in which the role takes part."""
    named = [_concern(edition, concern) for concern in told[:MAX_NAMED]]
    if len(told) > MAX_NAMED:
        named.append((Run(edition.say("briefing.more", count=len(told) - MAX_NAMED)),))
    return joined(named, between)


def _concern(edition: Edition, concern: Concern) -> Inlines:
    entry, revision = concern.entry, concern.revision
    name = document_reference(edition, entry.number)
    what = revision_text(edition, entry.number, revision) if revision else edition.say(f"status.{entry.status}")
    steps = [
        part_name(edition, entry, change.at or "")
        for place, change in enumerate(revision.changes if revision else ())
        if place in concern.changes and is_own(concern, change.at)
    ]
    more = edition.say("compose.brackets", text=edition.say("compose.comma").join(steps)) if steps else ""
    return name, Run(f" {what}{more}")


def newest_briefing(edition: Edition, found: Sequence[Briefing], role: str = "") -> tuple[Block, ...]:
    """A line that leads to the newest briefing; on the page of a role with what of it concerns the role."""
    if not found:
        return ()
    newest, say = found[0], edition.say
    way = Reference((Run(briefing_title(edition, newest)),), page=briefing_path(newest))
    told = concerns(edition.master, newest.documents).get(role, ()) if role else ()
    named = (Run(say("briefing.for-role")), *_named(edition, told, Run(say("compose.comma")))) if told else ()
    return (Paragraph("briefing", (way, *named), "generated"),)


def briefings_table(edition: Edition, found: Sequence[Briefing]) -> Table:
    """All briefings with the documents that each tells of."""
    say = edition.say
    heads = [("day", say("briefing.one"), 10), ("documents", say("site.documents"), 26)]
    rows: Iterable[tuple[str, list[Text]]] = (
        (
            str(one.day),
            [
                Reference((Run(briefing_title(edition, one)),), page=briefing_path(one)),
                _numbers(edition, [renewed.entry.number for renewed in one.documents]),
            ],
        )
        for one in found
    )
    return table_of("briefings-table", heads, rows)


def _numbers(edition: Edition, numbers: Sequence[str]) -> Inlines:
    """The documents of a briefing in a row, and how many more there are."""
    named = listed(edition, numbers[:MAX_NAMED])
    more = len(numbers) - MAX_NAMED
    return (*named, Run(", "), Run(edition.say("briefing.more", count=more))) if more > 0 else named


# ── Words ────────────────────────────────────────────────────────────────────


def change_lines(edition: Edition, entry: Entry, revision: Revision, places: Iterable[int]) -> list[str]:
    """Lines of a change summary: where, what, and why."""
    told = {found.label: found for found in edition.newest_item(entry).revisions}.get(revision.label, revision)
    return [_line(edition, entry, change) for place, change in enumerate(told.changes) if place in places]


def _line(edition: Edition, entry: Entry, change: Change) -> str:
    place = part_name(edition, entry, change.at) if change.at else ""
    values = {"place": place[:1].upper() + place[1:], "what": change.what.strip(), "why": change.why.strip()}
    return edition.say("briefing.line" if place else "briefing.line-of-all", **values)


def is_own(concern: Concern, at: str | None) -> bool:
    """Whether a line of a change summary is about a step in which the role takes part."""
    head, _, rest = (at or "").partition(".")
    return head == "steps" and rest.split(".")[0] in concern.steps


def gone_since(edition: Edition, entry: Entry) -> str:
    """From when on a document is out of force."""
    return str(out_of_force_since(edition.master, entry) or "")


def out_of_force(edition: Edition, entry: Entry) -> str:
    """Why a document is out of force, and what takes its place."""
    withdrawn = edition.newest_item(entry).withdrawn
    successors = withdrawn.superseded_by if withdrawn else entry.successors
    comma = edition.say("compose.comma")
    instead = edition.say("briefing.instead", numbers=comma.join(successors)) if successors else ""
    return " ".join(filter(None, (withdrawn.reason.strip() if withdrawn else "", instead)))
