"""The register of copies as it is printed: who holds which copy of what, and what must come back (checklist item
DC-22)."""

from qmsdocs.blocks import Table
from qmsdocs.compose.names import Edition, document_reference, label_text, person_name
from qmsdocs.compose.tables import Text, table_of
from qmsdocs.copies import CopyOut, copies_out
from qmsdocs.model.copies import RegisteredCopy
from qmsdocs.model.facts import Organization


def copies_table(edition: Edition, id_: str) -> Table:
    """Every copy that was handed out until the day, by document, number and revision; of documents that the list does
    not show, no copies are shown either."""
    say = edition.say
    heads = [
        ("document", say("site.document"), 12),
        ("copy", say("compose.copy-number"), 4),
        ("revision", say("revision"), 5),
        ("holder", say("compose.copy-holder"), 12),
        ("kind", say("word.copy"), 8),
        ("issued", say("compose.copy-issued"), 9),
        ("state", say("compose.copy-state"), 12),
    ]
    order = {number: place for place, number in enumerate(edition.master.entries)}
    out = {one.place: one for one in copies_out(edition.master)}
    copies = [
        (place, copy)
        for place, copy in enumerate(edition.facts.copies.copies, 1)
        if copy.document in order and copy.issued.on <= edition.master.as_of
    ]
    copies.sort(key=lambda pair: (order[pair[1].document], pair[1].number, pair[0]))
    return table_of(id_, heads, ((str(place), _cells(edition, copy, out.get(place))) for place, copy in copies))


def _cells(edition: Edition, copy: RegisteredCopy, out: CopyOut | None) -> list[Text]:
    return [
        document_reference(edition, copy.document, title=True),
        str(copy.number),
        label_text(edition, edition.master.entries[copy.document], copy.revision),
        holder_name(edition.facts.organization, copy.holder),
        kind_of_copy(edition, copy),
        edition.say("compose.copy-by", day=copy.issued.on, person=person_name(edition, copy.issued.by)),
        state_of_copy(edition, out) if out else _returned(edition, copy),
    ]


def _returned(edition: Edition, copy: RegisteredCopy) -> str:
    """When a copy came back, to whom, and what became of it."""
    assert copy.returned, "a copy that is not out came back"
    back = edition.say("compose.copy-by", day=copy.returned.on, person=person_name(edition, copy.returned.by))
    return edition.say("compose.copy-back", result=edition.say(f"compose.copy-{copy.returned.result}"), back=back)


def state_of_copy(edition: Edition, out: CopyOut) -> str:
    """What is to be done with a copy that is out."""
    if out.until:
        when = "since" if out.is_to_be_recalled(edition.master.as_of) else "on"
        return edition.say(f"compose.copy-recall-{when}", day=out.until)
    return edition.say(f"compose.copy-out-{out.copy.kind}")


def kind_of_copy(edition: Edition, copy: RegisteredCopy) -> str:
    """Whether a copy is controlled, and its language where the house has more than one."""
    kind = edition.say(f"word.copy.{copy.kind}")
    if len(edition.facts.settings.languages) == 1:
        return kind
    return f"{kind} · {edition.say(f'word.language.{copy.language}')}"


def holder_name(organization: Organization, holder: str) -> str:
    """Who holds a copy: a person by name, a role, unit or site by its title, anybody else as the register says it."""
    if holder in organization.people:
        return organization.people[holder].name
    found = organization.roles.get(holder) or organization.units.get(holder) or organization.sites.get(holder)
    return found.title if found else holder
