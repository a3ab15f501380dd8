"""The reading list: which role reads which revision until when, and the sheet on which its people sign that they did
(checklist item DC-35; of the brief S-31).

The sheet is a blank form to be printed: who signed is not kept here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qmsdocs.blocks import Block, Heading, LineBreak, Paragraph, Run, Table
from qmsdocs.compose.clauses import form_for, form_line
from qmsdocs.compose.events import changes_text
from qmsdocs.compose.names import Edition, document_title, holders, person_name, revision_text, role_title
from qmsdocs.compose.tables import Text, table_of
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text
from qmsdocs.trainings import Training, trainings

TRAINING_CLAUSES = {"iso-9001:2015": "7.2", "iso-10002:2018": "6.4"}
"""The clauses on competence: the form that addresses one of them is the one on which training is recorded."""
_SPARE = 3
"""How many lines a sheet has for people whom the organization file does not name."""


@dataclass(frozen=True)
class Readers:
    """A role, the people who hold it, and what they have to read, the most urgent first."""

    role: str
    """Its key; `all` for everyone."""
    people: tuple[str, ...]
    trainings: tuple[Training, ...]


def reading_list(edition: Edition, since: date | None) -> tuple[Readers, ...]:
    """What each role reads: the revisions that are approved and not in force yet, and with `since` those that came into
    force after that day; everyone first, then the roles in the order of the organization file."""
    first = since or edition.master.as_of
    found = [needed for needed in trainings(edition.master) if needed.is_issued and needed.revision.effective > first]
    found = [needed for needed in found if not needed.revision.carried_over]
    found.sort(key=lambda needed: (needed.day, needed.entry.number))
    roles = ("all", *edition.facts.organization.roles)
    asked = ((role, tuple(needed for needed in found if role in needed.roles)) for role in roles)
    return tuple(Readers(role, _people(edition, role), needed) for role, needed in asked if needed)


def _people(edition: Edition, role: str) -> tuple[str, ...]:
    """The people who hold a role; for `all` everybody who holds any."""
    roles = edition.facts.organization.roles if role == "all" else (role,)
    return tuple(dict.fromkeys(person for key in roles for person in holders(edition, key)))


def readers_title(edition: Edition, readers: Readers) -> str:
    """Who reads: the role."""
    return role_title(edition, readers.role)


# ── The sheet ────────────────────────────────────────────────────────────────


def reading_sheet(edition: Edition, found: Sequence[Readers]) -> Sheet:
    """The reading list with lines to sign, role by role."""
    return Sheet(
        title=edition.say("reading.title"),
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=tuple(_blocks(edition, found)),
        note=edition.say("gap.as-of", day=day_text(edition.language, edition.master.as_of)),
    )


def _blocks(edition: Edition, found: Sequence[Readers]) -> Iterator[Block]:
    say = edition.say
    yield Paragraph("about", (Run(say("reading.about")),))
    if number := form_for(edition, TRAINING_CLAUSES):
        yield Paragraph("form", form_line(edition, number, "reading.form-line"))
    if not found:
        yield Paragraph("nothing", (Run(say("reading.nothing")),))
    for readers in found:
        yield Heading(f"role-{readers.role}", 2, "", (Run(readers_title(edition, readers)),))
        yield _documents(edition, readers)
        yield Paragraph(f"statement-{readers.role}", (Run(say("reading.statement")),))
        yield _lines(edition, readers)


def _documents(edition: Edition, readers: Readers) -> Table:
    say = edition.say
    heads = [
        ("by", say("reading.by"), 7),
        ("document", say("site.document"), 16),
        ("revision", say("revision"), 5),
        ("effective", say("effective"), 7),
        ("what", say("compose.what-changed"), 16),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            f"{needed.entry.number}.{needed.revision.label}",
            [
                str(needed.day),
                f"{needed.entry.number} {document_title(edition, needed.entry)}",
                revision_text(edition, needed.entry.number, needed.revision),
                str(needed.revision.effective),
                changes_text(edition, needed.entry, needed.revision),
            ],
        )
        for needed in readers.trainings
    ]
    return replace(table_of(f"documents-{readers.role}", heads, rows, "plain"), generated=False)


def _lines(edition: Edition, readers: Readers) -> Table:
    """A line to sign for each person, and some for those whom the organization file does not name."""
    say, room = edition.say, (LineBreak(),)
    heads = [("name", say("name"), 16), ("on", say("reading.on"), 10), ("signature", say("reading.signature"), 20)]
    names = [*(person_name(edition, person) for person in readers.people), *("" for _ in range(_SPARE))]
    rows: list[tuple[str, list[Text]]] = [(str(place), [name, "", room]) for place, name in enumerate(names)]
    return replace(table_of(f"lines-{readers.role}", heads, rows, "plain"), generated=False)
