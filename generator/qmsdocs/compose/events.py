"""Registers of what happens to documents: what changed, what departs from them for a time, what is out of force."""

from dataclasses import replace

from qmsdocs.blocks import Inlines, LineBreak, Run, Table, plain
from qmsdocs.compose.concessions import approved_by, concerned, concessions
from qmsdocs.compose.lasting import lasting_address
from qmsdocs.compose.names import (
    Edition,
    Names,
    document_path,
    document_reference,
    file_label,
    revision_reference,
    revision_text,
)
from qmsdocs.compose.tables import Text, day, joined, listed, table_of, text
from qmsdocs.manual_site import News
from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry

MAX_CHANGES = 500
"""How many revisions the register of changes names, the newest ones: it would grow for ever."""


def changes_table(edition: Edition, id_: str) -> Table:
    """What changed: the revisions in force, before, and announced, the newest first."""
    say = edition.say
    heads = [
        ("effective", say("effective"), 6),
        ("document", say("site.document"), 12),
        ("revision", say("revision"), 5),
        ("class", say("compose.class"), 6),
        ("what", say("compose.what-changed"), 24),
        ("request", say("compose.change-request"), 7),
    ]
    found = [
        (revision, entry)
        for entry in edition.master.entries.values()
        if entry.is_published
        for revision in (*([entry.upcoming] if entry.upcoming else []), *entry.document.item.revisions)
    ]
    found.sort(key=lambda pair: pair[0].effective, reverse=True)
    rows: list[tuple[str, list[Text]]] = [
        (
            f"{entry.number}.{file_label(revision.label)}",
            [
                day(revision.effective),
                document_reference(edition, entry.number, title=True),
                revision_reference(edition, entry, revision),
                say(f"class.{revision.class_}"),
                changes_text(edition, entry, revision),
                revision.change_request or "",
            ],
        )
        for revision, entry in found[:MAX_CHANGES]
    ]
    more = say("compose.more-changes", count=len(found) - MAX_CHANGES) if len(found) > MAX_CHANGES else ""
    return replace(table_of(id_, heads, rows), caption=(Run(more),) if more else ())


MAX_NEWS = 50
"""How many revisions a feed names."""


def news(edition: Edition) -> tuple[News, ...]:
    """The revisions that came into force last, the newest first, also where another one took their place since."""
    found = [
        (revision, entry)
        for entry in edition.master.entries.values()
        if entry.is_published
        for revision in entry.document.item.revisions
        if revision.effective <= edition.master.as_of
    ]
    found.sort(key=lambda pair: pair[0].effective, reverse=True)
    return tuple(_news(edition, entry, revision) for revision, entry in found[:MAX_NEWS])


def _news(edition: Edition, entry: Entry, revision: Revision) -> News:
    number = entry.number
    address = lasting_address(edition, number, revision.label, revision.fingerprint)
    return News(
        path=document_path(entry),
        title=f"{number} {revision_text(edition, number, revision)} {edition.titles[number]}",
        text=plain(changes_text(edition, entry, revision)),
        effective=revision.effective,
        address=address or f"urn:qmsdocs:{number}:{file_label(revision.label)}",
    )


def changes_text(edition: Edition, entry: Entry, revision: Revision) -> Inlines:
    """The change summary of a revision, a line each."""
    translated = {found.label: found for found in edition.newest_item(entry).revisions}.get(revision.label, revision)
    return joined((Run(change.what.strip()) for change in translated.changes), LineBreak())


def concessions_table(edition: Edition, id_: str) -> Table:
    """The departures that hold on the day."""
    say = edition.say
    heads = [
        ("document", say("site.document"), 10),
        ("kind", say("compose.kind"), 7),
        ("what", say("compose.allowed"), 18),
        ("reason", say("compose.reason"), 12),
        ("until", say("compose.period-of-validity"), 8),
        ("approved", say("meaning.approved"), 10),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for number, entry in edition.master.entries.items():
        for found in concessions(edition, entry):
            cells: list[Text] = [
                concerned(edition, found, Names(edition), number),
                say(f"compose.{found.kind}"),
                text(edition, found.what),
                text(edition, found.reason),
                say("compose.from-to", start=found.from_, end=found.to),
                approved_by(edition, found),
            ]
            rows.append((f"{number}.{found.id}", cells))
    return table_of(id_, heads, rows)


def withdrawn_table(edition: Edition, id_: str) -> Table:
    """What is out of force for good: withdrawn, or superseded by other documents."""
    say = edition.say
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 14),
        ("status", say("status"), 6),
        ("since", say("compose.since"), 6),
        ("reason", say("compose.reason"), 14),
        ("successors", say("compose.successors"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for number, entry in edition.master.entries.items():
        if entry.is_current:
            continue
        withdrawn = edition.newest_item(entry).withdrawn if entry.status == "withdrawn" else None
        successors = withdrawn.superseded_by if withdrawn else entry.successors
        cells: list[Text] = [
            document_reference(edition, number),
            edition.titles[number],
            say(f"status.{entry.status}"),
            day(withdrawn.on if withdrawn else edition.master.superseded_since(entry)),
            text(edition, withdrawn.reason) if withdrawn else "",
            listed(edition, successors, title=True),
        ]
        rows.append((number, cells))
    return table_of(id_, heads, rows)
