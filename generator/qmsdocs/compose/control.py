"""The control block of a document: identification, status, signatures and amendment record (checklist items DC-01 to
DC-13)."""

from collections.abc import Iterator

from qmsdocs.blocks import AmendmentLine, ControlBlock, Run, SignatureLine
from qmsdocs.compose.names import Edition, place_name
from qmsdocs.model.revision import Revision, Signature
from qmsdocs.register import Entry
from qmsdocs.repository import Item
from qmsdocs.source import ReadFile


def control_block(edition: Edition, entry: Entry, item: Item, read: ReadFile) -> ControlBlock:
    """What identifies the document and states its status (checklist items DC-01 to DC-13)."""
    settings, organization = edition.facts.settings, edition.facts.organization
    translation = entry.document.translations.get(edition.language)
    revision = entry.revision
    logo = settings.company.logo
    return ControlBlock(
        number=entry.number,
        title=item.title,
        type_title=settings.document_types[entry.document.prefix].title,
        level=entry.type.level,
        company=settings.company.name,
        system=settings.system,
        revision=entry.label,
        status=entry.status,
        effective=entry.effective,
        approved=entry.approved,
        next_review=entry.next_review,
        owner=organization.roles[item.owner].title if item.owner in organization.roles else item.owner,
        classification=item.classification,
        applies_to=tuple(_receiver(edition, key) for key in item.applies_to),
        supersedes=revision.supersedes if revision else (),
        fingerprint=revision.fingerprint if revision else "",
        commit=_landed(entry),
        upcoming=(entry.upcoming.label, entry.upcoming.effective) if entry.upcoming else None,
        signatures=tuple(_signature_lines(edition, entry, revision)) if revision else (),
        amendments=tuple(_amendments(edition, item)),
        language=edition.language,
        source_language=edition.source_language,
        translation=(translation.head.translates or "") if translation else "",
        translation_checked=translation is None or translation.head.checked is not None,
        logo=read(logo) if logo else None,
    )


def _receiver(edition: Edition, key: str) -> str:
    organization = edition.facts.organization
    for group in (organization.units, organization.sites, organization.roles):
        if key in group:
            return group[key].title
    return key


_MEANINGS = ("prepared", "reviewed", "countersigned", "approved")


def _landed(entry: Entry) -> str:
    """The commit with which the last approval that counts reached the controlled branch."""
    approvals = entry.standing.approvals if entry.standing else ()
    landed = [(found.signature.on, found.evidence.landed) for found in approvals if not found.faults]
    return max(landed)[1] if landed else ""


def _signature_lines(edition: Edition, entry: Entry, revision: Revision) -> Iterator[SignatureLine]:
    """The signatures in the order of the work; a meaning that nobody signed yet keeps an empty line for the pen."""
    for meaning in _MEANINGS:
        signed = revision.signed(meaning)
        for signature in signed:
            organization = edition.facts.organization
            title = organization.roles[signature.role].title if signature.role in organization.roles else signature.role
            grade = edition.master.approvals.evidence(entry.source, revision, signature).grade
            yield SignatureLine(meaning, _person(edition, signature), title, signature.on, grade)
        if not signed and meaning != "countersigned":
            yield SignatureLine(meaning, "", "", None, "")


def _person(edition: Edition, signature: Signature) -> str:
    person = edition.facts.organization.people.get(signature.by)
    return person.name if person else signature.by


def _amendments(edition: Edition, item: Item) -> Iterator[AmendmentLine]:
    for revision in item.revisions:
        prepared = ", ".join(_person(edition, signature) for signature in revision.signed("prepared"))
        approved = ", ".join(_person(edition, signature) for signature in revision.signed("approved"))
        for change in revision.changes:
            yield AmendmentLine(
                label=revision.label,
                effective=revision.effective,
                change_request=revision.change_request or "",
                place=_place(edition, item, change.at),
                what=(Run(change.what),),
                why=(Run(change.why),),
                prepared=prepared,
                approved=approved,
            )


def _place(edition: Edition, item: Item, at: str | None) -> str:
    """The part that changed, as a reader would name it."""
    if not at:
        return edition.say("compose.whole-document")
    return place_name(edition, item, at.split(".")[-1]) if "." in at else at
