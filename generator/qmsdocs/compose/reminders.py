"""What falls due, in words: for `qmsdocs due` and for the dashboard."""

from qmsdocs.blocks import plain
from qmsdocs.compose.copies import holder_name
from qmsdocs.compose.names import Edition, document_title, person_name, role_title
from qmsdocs.compose.tables import text
from qmsdocs.due import Due
from qmsdocs.repository import localized_record


def what_is_due(edition: Edition, one: Due) -> str:
    """What is to be done, in one line."""
    holder = holder_name(edition.facts.organization, one.holder)
    values = {"subject": _subject(edition, one), "part": _part(edition, one), "holder": holder}
    return edition.say(f"due.{one.kind}", **values, text=plain(text(edition, one.text)))


def _subject(edition: Edition, one: Due) -> str:
    master = edition.master
    if one.text:
        return f"{one.subject} {localized_record(master.repository.records[one.subject], edition.language).title}"
    if one.kind == "external":
        return edition.facts.external_documents.external_documents[one.subject].title
    if one.kind == "holder":
        return role_title(edition, one.subject)
    certification = edition.facts.certification
    if certification and one.kind in ("certificate", "surveillance"):
        return certification.certificates[one.subject].title
    if certification and one.kind == "attachment":
        slot = next(slot for slot in certification.application if slot.id == one.subject)
        return f"{slot.code} {slot.title}"
    entry = master.entries.get(one.subject) or master.left_out[one.subject]
    return f"{one.subject} {document_title(edition, entry)}"


def _part(edition: Edition, one: Due) -> str:
    if one.kind == "recall":
        revision, _, number = one.part.rpartition("/")
        return edition.say("due.copy", revision=revision, number=number)
    return person_name(edition, one.part) if one.kind == "holder" else one.part


def when_it_is_due(edition: Edition, one: Due) -> str:
    """How long there is still, or by how much it is late."""
    days = (one.day - edition.master.as_of).days
    key = "overdue" if one.overdue else "passed" if days < 0 else "in"
    variant = ".today" if days == 0 else ".one" if abs(days) == 1 else ""
    return edition.say(f"due.{key}{variant}", days=abs(days))


def actor(edition: Edition, key: str) -> str:
    """The role or the person that acts."""
    return person_name(edition, key) if key in edition.facts.organization.people else role_title(edition, key)
