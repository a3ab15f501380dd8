"""The approval sheet: revisions with their fingerprints, to be signed by pen or seal (checklist items DC-09, DC-10)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qmsdocs.approvals import approvers
from qmsdocs.blocks import Block, Code, LineBreak, Paragraph, Run, Table
from qmsdocs.compose.names import Edition
from qmsdocs.compose.tables import Text, table_of
from qmsdocs.document_tree import Sheet
from qmsdocs.register import Entry


def approval_sheet(edition: Edition, documents: Sequence[tuple[Entry, str]]) -> Sheet:
    """The sheet for documents, each with the fingerprint of its content as it stands."""
    company = edition.facts.settings.company.name
    return Sheet(edition.say("sheet.title"), company, edition.language, tuple(_blocks(edition, documents)))


def _blocks(edition: Edition, documents: Sequence[tuple[Entry, str]]) -> Iterator[Block]:
    say = edition.say
    yield Paragraph("about", (Run(say("sheet.about", day=edition.master.as_of)),))
    yield _documents(edition, documents)
    yield Paragraph("statement", (Run(say("sheet.statement")),))
    yield _lines(edition, documents)
    yield Paragraph("entry", (Run(say("sheet.entry")), LineBreak(), Code(say("sheet.command"))))


def _documents(edition: Edition, documents: Sequence[tuple[Entry, str]]) -> Table:
    say = edition.say
    heads = [
        ("number", say("number"), 8),
        ("title", say("title"), 18),
        ("revision", say("revision"), 8),
        ("effective", say("effective"), 10),
        ("fingerprint", say("sheet.fingerprint"), 24),
    ]
    rows = [
        (
            entry.number,
            (entry.number, edition.titles[entry.number], entry.label, str(entry.effective), in_groups(fingerprint)),
        )
        for entry, fingerprint in documents
    ]
    return _plain("documents", heads, rows)


def in_groups(fingerprint: str) -> str:
    """The digits of a fingerprint in groups of eight: eyes can compare them, and a line can end between them."""
    digits = fingerprint.partition(":")[2]
    return " ".join(digits[place : place + 8] for place in range(0, len(digits), 8))


def _lines(edition: Edition, documents: Sequence[tuple[Entry, str]]) -> Table:
    """Room for pen and seal: a line for each role that approves one of the documents, and two more."""
    say, settings = edition.say, edition.facts.settings
    heads = [
        ("meaning", say("word.approvals"), 10),
        ("role", say("role"), 16),
        ("name", say("name"), 14),
        ("date", say("date"), 11),
        ("signature", say("sheet.signature"), 18),
    ]
    roles = edition.facts.organization.roles
    keys = dict.fromkeys(
        approvers(settings, entry.source.prefix, revision)[0]
        for entry, _ in documents
        for revision in entry.source.item.revisions[:1]
    )
    room = (LineBreak(), LineBreak())
    rows: list[tuple[str, tuple[Text, ...]]] = [
        (key, (say("meaning.approved"), roles[key].title if key in roles else key, "", "", room)) for key in keys
    ]
    rows += [(f"more-{place}", ("", "", "", "", room)) for place in (1, 2)]
    return _plain("lines", heads, rows)


def _plain(id_: str, heads: list[tuple[str, str, int]], rows: Sequence[tuple[str, tuple[Text, ...]]]) -> Table:
    """A table of a sheet: nothing on it is approved text, so nothing is marked as generated."""
    return replace(table_of(id_, heads, rows, "plain"), generated=False)
