"""Overview pages: the first page, the page of a role, the page of a channel."""

from collections.abc import Iterator

from qmsdocs.blocks import Block, Blocks, Heading, Inline, LineBreak, Paragraph, Reference, Run, Table
from qmsdocs.compose.events import changes_text
from qmsdocs.compose.flow import has_flow
from qmsdocs.compose.handouts.sheets import card_path
from qmsdocs.compose.names import (
    Edition,
    Names,
    document_reference,
    file_label,
    parameter,
    revision_reference,
    word_address,
    workbook_address,
)
from qmsdocs.compose.registers import shown_revision
from qmsdocs.compose.tables import Text, day, joined, limit_cell, listed, role, table_of, unit
from qmsdocs.markup import blocks, inlines
from qmsdocs.model import Document, Form
from qmsdocs.register import Entry
from qmsdocs.trainings import trainings


def home_blocks(edition: Edition, newest: Blocks) -> Iterator[Block]:
    """The first page: what this is, the `newest` briefing, all documents, and the other ways in."""
    say, entries = edition.say, list(edition.master.current.values())
    settings = edition.facts.settings
    yield Paragraph("intro", (Run(say("site.home", system=settings.system, company=settings.company.name)),))
    if entries and all(entry.status in ("draft", "in-review") for entry in entries):
        yield Paragraph("nothing-in-force", (Run(say("site.nothing-in-force")),))
    if edition.master.absent:
        yield Paragraph("withheld", (Run(say("site.withheld", count=len(edition.master.absent))),))
    yield from newest
    yield Heading("documents", 2, "", (Run(say("site.documents")),))
    yield document_table(edition, entries, "documents-table")
    yield Heading("ways", 2, "", (Run(say("site.ways")),))
    yield _ways(edition, newest)


def _ways(edition: Edition, newest: Blocks) -> Table:
    say = edition.say
    ways = [
        ("flow", "flow"),
        ("roles", "roles/index"),
        ("channels", "channels/index"),
        ("handouts", "handouts/index"),
        ("clauses", "clauses/index"),
        ("master", "registers/master-document-list"),
        ("briefings", "briefings/index"),
        ("changes", "registers/changes"),
        ("form-library", "registers/forms"),
        ("limits", "registers/limits"),
        ("glossary", "registers/glossary"),
    ]
    absent = {
        key
        for key, there in (
            ("flow", has_flow(edition)),
            ("channels", edition.facts.channels.channels),
            ("briefings", newest),
            ("form-library", _forms(edition)),
        )
        if not there
    }
    rows: list[tuple[str, list[Text]]] = [
        (key, [Reference((Run(say(f"site.{key}")),), page=page), say(f"site.{key}-about")])
        for key, page in ways
        if key not in absent
    ]
    return table_of("ways-table", [("page", say("site.page"), 10), ("about", say("site.about"), 24)], rows, "plain")


def form_library(edition: Edition, id_: str) -> Table:
    """Every form with those who fill it in, where it is used, and its blank files."""
    say = edition.say
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 16),
        ("blank", say("site.blank"), 6),
        ("revision", say("revision"), 5),
        ("filled", say("site.filled-by"), 12),
        ("used", say("compose.used-by"), 16),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            entry.number,
            [
                document_reference(edition, entry.number),
                edition.titles[entry.number],
                joined(list(_blank_files(edition, entry)), LineBreak()),
                shown_revision(edition, entry),
                joined([role(edition, key) for key in form.filled_by], Run(say("compose.comma"))),
                listed(edition, edition.master.used_by.get(entry.number, ())),
            ],
        )
        for entry, form in _forms(edition)
    ]
    return table_of(id_, heads, rows)


def _forms(edition: Edition) -> list[tuple[Entry, Form]]:
    found = ((entry, edition.item(number)) for number, entry in edition.master.current.items())
    return [(entry, form) for entry, form in found if isinstance(form, Form)]


def _blank_files(edition: Edition, entry: Entry) -> Iterator[Inline]:
    """Links to the Word file and the workbook of a form."""
    yield Reference((Run("Word"),), page=word_address(entry, edition.language))
    if workbook := workbook_address(entry, edition.language):
        yield Reference((Run("Excel"),), page=workbook)


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
                shown_revision(edition, entry),
                role(edition, entry.document.item.owner),
            ],
        )
        for entry in entries
    ]
    return table_of(id_, heads, rows)


def role_blocks(edition: Edition, key: str, newest: Blocks) -> Iterator[Block]:
    """What a role does, with limits; the `newest` briefing; what the role answers for, reads and fills in."""
    say, found = edition.say, edition.facts.organization.roles[key]
    yield Paragraph("unit", (Run(say("site.role-unit", unit=unit(edition, found.unit))),))
    card = Reference((Run(say("handout.card-link")),), page=card_path(key))
    yield Paragraph("card", (card,))
    if found.duties:
        yield from blocks(found.duties, "duties", Names(edition))
    yield from newest
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
    trainings = list(_trainings_of(edition, key))
    if trainings:
        yield Heading("training", 2, "", (Run(say("site.training")),))
        heads = [
            ("document", say("site.document"), 12),
            ("revision", say("revision"), 5),
            ("effective", say("effective"), 7),
            ("by", say("compose.train-by"), 7),
            ("what", say("compose.what-changed"), 20),
        ]
        yield table_of("training-table", heads, trainings)
    duties = list(_duties_of(edition, key))
    if duties:
        yield Heading("answers-for", 2, "", (Run(say("compose.responsible-for")),))
        yield table_of(
            "answers-table",
            [("document", say("site.document"), 8), ("duty", say("compose.responsible-for"), 28)],
            duties,
        )
    current = edition.master.current.values()
    owned = [entry.number for entry in current if entry.document.item.owner == key]
    forms = [
        entry.number
        for entry in current
        if isinstance(entry.document.item, Form) and key in entry.document.item.filled_by
    ]
    for id_, numbers in (("owns", owned), ("fills-in", forms)):
        if numbers:
            yield Heading(id_, 2, "", (Run(say(f"site.{id_}")),))
            yield Paragraph(f"{id_}-list", listed(edition, numbers, title=True))


def _steps_of(edition: Edition, key: str) -> Iterator[tuple[str, list[Text]]]:
    for number, item, step in edition.steps_by_role.get(key, ()):
        record = listed(edition, [name for name in step.record or () if edition.knows(name)])
        # A limit is printed as the document prints it: other documents may have another value in force already.
        own = edition.of(edition.master.entries[number])
        within: Text = limit_cell(own, step.within) if step.within and step.within != "none" else "–"
        name = inlines(step.name, Names(own, item))
        yield f"{number}.{step.id}", [document_reference(edition, number, step.id), name, within, record or "–"]


def _trainings_of(edition: Edition, key: str) -> Iterator[tuple[str, list[Text]]]:
    """The revisions for which the role must be trained: of each document the one in force and the next, newest first
    (checklist item DC-35)."""
    found = [needed for needed in trainings(edition.master) if needed.concerns(key)]
    for needed in sorted(found, key=lambda needed: needed.revision.effective, reverse=True):
        revision, entry = needed.revision, needed.entry
        yield (
            f"{entry.number}.{file_label(revision.label)}",
            [
                document_reference(edition, entry.number, title=True),
                revision_reference(edition, entry, revision),
                day(revision.effective),
                day(revision.training.by),
                changes_text(edition, entry, revision),
            ],
        )


def _duties_of(edition: Edition, key: str) -> Iterator[tuple[str, list[Text]]]:
    for number, entry in edition.master.current.items():
        item = edition.item(number)
        if isinstance(item, Document) and key in item.responsibilities:
            text = inlines(item.responsibilities[key], Names(edition.of(entry), item))
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
