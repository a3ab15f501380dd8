"""What the reader of a document must know before the text: that it is not in force, what follows, what departs from
it."""

from collections.abc import Iterator
from datetime import date

from qmsdocs.blocks import Blocks, Paragraph, Reference, Run
from qmsdocs.compose.concessions import concession_notices
from qmsdocs.compose.names import Edition
from qmsdocs.compose.tables import listed
from qmsdocs.document_tree import ControlBlock
from qmsdocs.locale import day_text
from qmsdocs.manual_site import Notice
from qmsdocs.register import Entry


def document_notices(edition: Edition, entry: Entry, control: ControlBlock, redline: str) -> Iterator[Notice]:
    """The notices above the page of a document; `redline` is the path of what changes with the next revision."""
    yield from _status(edition, entry)
    yield from concession_notices(edition, entry, edition.item(entry.number))
    if control.upcoming:
        label, day = control.upcoming
        link = (Reference((Run(edition.say("site.what-changes")),), page=redline),)
        yield Notice(
            "upcoming",
            edition.say("site.next-revision", revision=label, effective=_day(edition, day)),
            (Paragraph("next", link),) if redline else (),
        )
    yield from _translation(edition, entry, control)


def _status(edition: Edition, entry: Entry) -> Iterator[Notice]:
    say = edition.say
    match entry.status:
        case "draft" | "in-review":
            yield Notice("draft", say("site.draft"))
        case "approved":
            yield Notice("upcoming", say("site.upcoming", effective=_day(edition, entry.effective)))
        case "superseded":
            said = say("site.superseded", on=_day(edition, edition.master.superseded_since(entry)))
            yield Notice("superseded", said, _successors(edition, entry.successors))
        case "withdrawn":
            withdrawn = edition.newest_item(entry).withdrawn
            assert withdrawn is not None
            said = say("site.withdrawn", on=_day(edition, withdrawn.on), reason=withdrawn.reason.strip())
            yield Notice("withdrawn", said, _successors(edition, withdrawn.superseded_by))
        case _:
            yield from _withdrawal_ahead(edition, entry)


def _withdrawal_ahead(edition: Edition, entry: Entry) -> Iterator[Notice]:
    withdrawn = edition.newest_item(entry).withdrawn if entry.source.item.withdrawn else None
    if withdrawn:
        said = edition.say("site.withdrawal-ahead", on=_day(edition, withdrawn.on), reason=withdrawn.reason.strip())
        yield Notice("upcoming", said, _successors(edition, withdrawn.superseded_by))


def _day(edition: Edition, day: date | None) -> str:
    return day_text(edition.language, day) if day else "–"


def _successors(edition: Edition, numbers: tuple[str, ...]) -> Blocks:
    if not numbers:
        return (Paragraph("successors", (Run(edition.say("site.no-successor")),)),)
    return (Paragraph("successors", (Run(edition.say("site.successors")), *listed(edition, numbers, title=True))),)


def _translation(edition: Edition, entry: Entry, control: ControlBlock) -> Iterator[Notice]:
    say = edition.say
    if edition.language == edition.source_language:
        return
    if edition.language not in entry.document.translations:
        yield Notice("translation", say("site.untranslated"))
    elif control.translation != control.revision:
        values = {"translated": control.translation or "–", "revision": control.revision}
        yield Notice("translation", say("site.behind", **values))
    elif not control.translation_checked:
        yield Notice("translation", say("site.unchecked"))
