"""What all handouts share: their paths and names, what they rest on, and that they are not in force."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qmsdocs.blocks import (
    Block,
    Blocks,
    Callout,
    Example,
    Heading,
    Landscape,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Table,
)
from qmsdocs.compose.names import Edition, revision_text
from qmsdocs.document_tree import OnePage, Paper, Sheet
from qmsdocs.register import Entry

Kind = Literal["card", "sheet", "poster"]
FOLDERS: dict[Kind, str] = {"poster": "posters", "sheet": "sheets", "card": "cards"}
"""The folder of the site for each kind, in the order in which they are listed."""
LOOKS: dict[Kind, tuple[tuple[Paper, ...], float, float]] = {
    "card": (("A4",), 8.0, 11.0),
    "sheet": (("A4", "A3"), 9.0, 14.0),
    "poster": (("A4",), 9.0, 40.0),
}
"""On which paper each kind stands, and how small and how large its letters may be, in points."""


@dataclass(frozen=True)
class Handout:
    """A sheet on one page that people carry along or hang up."""

    kind: Kind
    key: str
    """The role, the poster or the document."""
    language: str
    title: str
    make: Callable[[], Sheet]
    document: str = ""
    """The document that it shows and on which alone it depends; "" for what is made from several."""

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet itself; it is made when it is asked for."""
        return self.make()

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"{FOLDERS[self.kind]}/{self.key}"

    @property
    def word(self) -> str:
        """The name of its Word file."""
        return f"{self.kind}_{self.key}_{self.language}.docx"


def card_path(role: str) -> str:
    """The path of the page of the interview card of a role."""
    return f"{FOLDERS['card']}/{role}"


def instruction_path(number: str) -> str:
    """The path of the page of an instruction on one sheet."""
    return f"{FOLDERS['sheet']}/{number}"


def sheet_of(
    edition: Edition,
    kind: Kind,
    title: str,
    bodies: Iterable[Blocks],
    entries: Iterable[Entry],
    *,
    note: str = "",
    rule: str = "",
    address: str = "",
) -> Sheet:
    """The sheet of a handout made from `entries`; `bodies` say less and less, `rule` is a sentence for its foot."""
    papers, least, largest = LOOKS[kind]
    rests_on = list(entries)
    mark = _not_in_force(edition, rests_on)
    body, *shorter = ((*mark, *each) for each in bodies)
    told = (rule, made_from(edition, rests_on), edition.say("word.line.uncontrolled"))
    foot = edition.say("register.sentences").join(filter(None, told))
    return Sheet(
        title=title,
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=body,
        note=note,
        one_page=OnePage(foot, papers, least, largest, tuple(shorter), address),
    )


def made_from(edition: Edition, entries: Iterable[Entry]) -> str:
    """The revisions on which a handout rests, by the day from which they are in force."""
    days: dict[str, list[str]] = {}
    for entry in entries:
        day = str(entry.effective) if entry.effective and entry.status == "effective" else ""
        label = revision_text(edition, entry.number, entry.revision) if entry.revision else ""
        days.setdefault(day, []).append(f"{entry.number}\u00a0{label}".strip())
    parts = []
    for day, names in sorted(days.items()):
        listed = edition.say("compose.comma").join(names)
        variant = "effective" if day else "draft"
        parts.append(edition.say(f"handout.from-{variant}", documents=listed, day=day))
    return edition.say("handout.from", parts=edition.say("handout.semicolon").join(parts)) if parts else ""


def _not_in_force(edition: Edition, entries: list[Entry]) -> Blocks:
    """A caution on top of what rests on drafts only."""
    if any(entry.status == "effective" for entry in entries):
        return ()
    return (Callout("draft", "caution", (Paragraph("draft-text", (Run(edition.say("handout.draft")),)),)),)


def on_paper(content: Blocks) -> Blocks:
    """The blocks of `content` that a sheet on one page can hold: no pictures, drawings, files and fields."""
    found: list[Block] = []
    for block in content:
        match block:
            case Landscape():
                found += on_paper(block.blocks)
            case Heading() | Paragraph() | ListBlock() | Quote() | Callout() | Table() | Example():
                found.append(block)
            case _:
                pass
    return tuple(found)


def page_body(found: Handout) -> Blocks:
    """What the page of a handout shows: the sheet with what stands above and below its text."""
    sheet = found.sheet
    note = (Paragraph("note", (Run(sheet.note),)),) if sheet.note else ()
    foot = (Paragraph("foot", (Run(sheet.one_page.foot),)),) if sheet.one_page else ()
    return (*note, *sheet.body, *foot)
