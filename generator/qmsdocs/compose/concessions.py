"""Departures from a document that hold for a time: a box in Word, a notice on the page, a register.

The approval of the document does not cover them, they have their own; so each says that it is not part of the text.
"""

from collections.abc import Iterator

from qmsdocs.blocks import Blocks, Callout, Inline, Inlines, Paragraph, Run
from qmsdocs.compose.control import signed_by
from qmsdocs.compose.names import Edition, Names, document_reference
from qmsdocs.compose.tables import joined
from qmsdocs.locale import day_text
from qmsdocs.manual_site import Notice
from qmsdocs.markup import blocks
from qmsdocs.model.revision import Concession
from qmsdocs.register import Entry
from qmsdocs.repository import Item


def concessions(edition: Edition, entry: Entry) -> Iterator[Concession]:
    """The departures that hold on the day, with their texts in the language of the edition."""
    active = {found.id for found in entry.concessions_on(edition.master.as_of)}
    if active:
        yield from (found for found in edition.newest_item(entry).concessions if found.id in active)


def concession_notices(edition: Edition, entry: Entry, item: Item) -> Iterator[Notice]:
    """A notice for each departure that holds on the day; `item` is the text that is shown."""
    for found in concessions(edition, entry):
        yield Notice(found.kind, _period(edition, found), _content(edition, found, item))


def concession_boxes(edition: Edition, entry: Entry, item: Item) -> Blocks:
    """A box for each departure that holds on the day."""
    boxes = []
    for found in concessions(edition, entry):
        title = f"{edition.say(f'page.notice.{found.kind}')} {_period(edition, found)}"
        head = Paragraph(f"concession-{found.id}.period", (Run(title),))
        boxes.append(Callout(f"concession-{found.id}", "caution", (head, *_content(edition, found, item))))
    return tuple(boxes)


def _period(edition: Edition, found: Concession) -> str:
    start, end = (day_text(edition.language, day) for day in (found.from_, found.to))
    return edition.say("compose.from-to", start=start, end=end)


def _content(edition: Edition, found: Concession, item: Item) -> Blocks:
    """Where it holds, what is done instead, why and on whose word."""
    name, names = f"concession-{found.id}", Names(edition, item)
    reason = edition.say("compose.concession-reason", reason=found.reason.strip(), approved=approved_by(edition, found))
    return (
        Paragraph(f"{name}.where", (Run(edition.say("compose.holds-for")), *concerned(edition, found, names))),
        *blocks(found.what, f"{name}.what", names),
        Paragraph(f"{name}.reason", (Run(reason),)),
    )


def concerned(edition: Edition, found: Concession, names: Names, number: str = "") -> Inlines:
    """The steps and sites for which it holds; with `number` as references from elsewhere."""
    places: list[Inline] = [
        document_reference(edition, number, step) if number else names.reference(step) for step in found.steps
    ]
    whole = document_reference(edition, number) if number else Run(edition.say("compose.whole-document"))
    shown = joined(places or [whole], Run(edition.say("compose.comma")))
    known = edition.facts.organization.sites
    sites = [known[key].title if key in known else key for key in found.sites]
    if not sites:
        return shown
    return (*shown, Run(edition.say("compose.semicolon") + edition.say("compose.comma").join(sites)))


def approved_by(edition: Edition, found: Concession) -> str:
    """Who approved it, in which role and when."""
    return edition.say("compose.semicolon").join(
        signed_by(edition, signature) for signature in found.signatures if signature.as_ == "approved"
    )
