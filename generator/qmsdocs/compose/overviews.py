"""Overview pages: the first page, the page of a role, the page of a channel."""

from collections.abc import Iterator

from qmsdocs.blocks import Block, Heading, Paragraph, Reference, Run, Table
from qmsdocs.compose.names import Edition, Names, document_reference, parameter
from qmsdocs.compose.tables import Text, limit_cell, listed, role, table_of, unit
from qmsdocs.markup import blocks, inlines
from qmsdocs.model import Document, Form
from qmsdocs.register import Entry


def home_blocks(edition: Edition) -> Iterator[Block]:
    """The first page: what this is, all documents, and the other ways in."""
    say, entries = edition.say, list(edition.master.entries.values())
    settings = edition.facts.settings
    yield Paragraph("intro", (Run(say("site.home", system=settings.system, company=settings.company.name)),))
    if entries and all(entry.status in ("draft", "in-review") for entry in entries):
        yield Paragraph("nothing-in-force", (Run(say("site.nothing-in-force")),))
    yield Heading("documents", 2, "", (Run(say("site.documents")),))
    yield document_table(edition, entries, "documents-table")
    yield Heading("ways", 2, "", (Run(say("site.ways")),))
    yield _ways(edition)


def _ways(edition: Edition) -> Table:
    say = edition.say
    ways = [
        ("roles", "roles/index"),
        ("channels", "channels/index"),
        ("clauses", "clauses/index"),
        ("master", "registers/master-document-list"),
        ("limits", "registers/limits"),
        ("glossary", "registers/glossary"),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (key, [Reference((Run(say(f"site.{key}")),), page=page), say(f"site.{key}-about")])
        for key, page in ways
        if key != "channels" or edition.facts.channels.channels
    ]
    return table_of("ways-table", [("page", say("site.page"), 10), ("about", say("site.about"), 24)], rows, "plain")


def document_table(edition: Edition, entries: list[Entry], id_: str) -> Table:
    """Documents with number, title, revision and owner."""
    say = edition.say
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 20),
        ("revision", say("revision"), 5),
        ("owner", say("owner"), 10),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            entry.number,
            [
                document_reference(edition, entry.number),
                edition.titles[entry.number],
                entry.label,
                role(edition, entry.document.item.owner),
            ],
        )
        for entry in entries
    ]
    return table_of(id_, heads, rows)


def role_blocks(edition: Edition, key: str) -> Iterator[Block]:
    """What a role does, with limits; what it answers for, reads and fills in."""
    say, found = edition.say, edition.facts.organization.roles[key]
    yield Paragraph("unit", (Run(say("site.role-unit", unit=unit(edition, found.unit))),))
    if found.duties:
        yield from blocks(found.duties, "duties", Names(edition))
    steps = list(_steps_of(edition, key))
    if steps:
        yield Heading("does", 2, "", (Run(say("site.does")),))
        heads = [
            ("document", say("compose.step"), 8),
            ("what", say("compose.what"), 20),
            ("within", say("compose.within"), 9),
            ("record", say("compose.record"), 7),
        ]
        yield table_of("does-table", heads, steps)
    duties = list(_duties_of(edition, key))
    if duties:
        yield Heading("answers-for", 2, "", (Run(say("compose.responsible-for")),))
        yield table_of(
            "answers-table",
            [("document", say("site.document"), 8), ("duty", say("compose.responsible-for"), 28)],
            duties,
        )
    owned = [entry.number for entry in edition.master.entries.values() if entry.document.item.owner == key]
    forms = [
        entry.number
        for entry in edition.master.entries.values()
        if isinstance(entry.document.item, Form) and key in entry.document.item.filled_by
    ]
    for id_, numbers in (("owns", owned), ("fills-in", forms)):
        if numbers:
            yield Heading(id_, 2, "", (Run(say(f"site.{id_}")),))
            yield Paragraph(f"{id_}-list", listed(edition, numbers, title=True))


def _steps_of(edition: Edition, key: str) -> Iterator[tuple[str, list[Text]]]:
    for number, item, step in edition.steps_by_role.get(key, ()):
        record = listed(edition, [name for name in step.record or () if name in edition.titles])
        within: Text = limit_cell(edition, step.within) if step.within and step.within != "none" else "–"
        name = inlines(step.name, Names(edition, item))
        yield f"{number}.{step.id}", [document_reference(edition, number, step.id), name, within, record or "–"]


def _duties_of(edition: Edition, key: str) -> Iterator[tuple[str, list[Text]]]:
    for number in edition.master.entries:
        item = edition.item(number)
        if isinstance(item, Document) and key in item.responsibilities:
            text = inlines(item.responsibilities[key], Names(edition, item))
            yield number, [document_reference(edition, number), text]


def channel_table(edition: Edition, key: str) -> Table:
    """A channel: contact, hours, languages, instruction, owner, and the limit for the first answer."""
    say, names, found = edition.say, Names(edition), edition.facts.channels.channels[key]
    limit = parameter(edition, found.first_response or "")
    rows: list[tuple[str, list[Text]]] = [
        ("contact", [say("compose.contact"), inlines(found.contact, names)]),
        ("hours", [say("compose.hours"), inlines(found.hours, names)]),
        ("languages", [say("site.languages"), inlines(found.languages, names)]),
        ("instruction", [say("compose.instruction"), document_reference(edition, found.instruction, title=True)]),
        ("owner", [say("owner"), role(edition, found.owner)]),
    ]
    if limit:
        rows.append(("limit", [limit.title, limit_cell(edition, found.first_response or "")]))
    return table_of("channel-table", [("what", say("site.detail"), 8), ("value", found.title, 24)], rows, "plain")
