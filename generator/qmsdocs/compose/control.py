"""The control block of a document: identification, status, signatures and amendment record (checklist items DC-01 to
DC-13)."""

from collections.abc import Iterator
from datetime import date

from qmsdocs.blocks import Run
from qmsdocs.compose.lasting import lasting_address
from qmsdocs.compose.names import Edition, label_text, place_name, revision_text
from qmsdocs.document_tree import AmendmentLine, ControlBlock, SignatureLine
from qmsdocs.fingerprint import translation_fingerprint
from qmsdocs.model.revision import Revision, Signature
from qmsdocs.register import Entry
from qmsdocs.repository import Item
from qmsdocs.source import ReadFile
from qmsdocs.translation import Translation


def control_block(edition: Edition, entry: Entry, item: Item, read: ReadFile) -> ControlBlock:
    """What identifies the document and states its status (checklist items DC-01 to DC-13)."""
    settings, organization = edition.facts.settings, edition.facts.organization
    translation = entry.document.translations.get(edition.language)
    revision = entry.revision
    logo = settings.company.logo
    fingerprint = revision.fingerprint if revision and is_issued(entry) else ""
    return ControlBlock(
        number=entry.number,
        title=item.title,
        type_title=settings.document_types[entry.document.prefix].title,
        level=entry.type.level,
        company=settings.company.name,
        system=settings.system,
        revision=revision_text(edition, entry.number, revision) if revision else "",
        status=entry.status,
        effective=entry.effective,
        approved=entry.approved,
        next_review=entry.next_review,
        owner=organization.roles[item.owner].title if item.owner in organization.roles else item.owner,
        classification=item.classification,
        applies_to=tuple(_receiver(edition, key) for key in item.applies_to),
        supersedes=revision.supersedes if revision else (),
        fingerprint=fingerprint,
        commit=landed(entry) if is_issued(entry) else "",
        address=lasting_address(edition, entry.number, entry.label, fingerprint),
        upcoming=_upcoming(edition, entry),
        training=_training(edition, entry, revision),
        upcoming_training=_training(edition, entry, entry.upcoming),
        signatures=tuple(_signature_lines(edition, entry, revision)) if revision else (),
        amendments=tuple(_amendments(edition, entry, item)),
        language=edition.language,
        source_language=edition.source_language,
        translation=label_text(edition, entry, translation.head.translates or "") if translation else "",
        translation_checked=translation is None or _is_checked(translation),
        logo=read(logo) if logo else None,
    )


def _is_checked(translation: Translation) -> bool:
    """Whether somebody checked just these texts; a check of other texts does not count."""
    checked = translation.head.checked
    return checked is not None and checked.fingerprint in (None, translation_fingerprint(translation))


def _receiver(edition: Edition, key: str) -> str:
    organization = edition.facts.organization
    for group in (organization.units, organization.sites, organization.roles):
        if key in group:
            return group[key].title
    return key


def _upcoming(edition: Edition, entry: Entry) -> tuple[str, date] | None:
    """The next revision and its day; a document that is out of force has none."""
    next_ = entry.upcoming if entry.is_current else None
    return (revision_text(edition, entry.number, next_), next_.effective) if next_ else None


def _training(edition: Edition, entry: Entry, revision: Revision | None) -> str:
    """Who must be trained for a revision, and until when; "" for nobody (checklist item DC-35)."""
    if revision is None or revision.training.roles == "none" or not entry.is_current:
        return ""
    until = f"-{'after' if revision.emergency else 'by'}" if revision.training.by else ""
    values = {
        "revision": revision_text(edition, entry.number, revision),
        "roles": trained_roles(edition, revision),
        "by": revision.training.by,
    }
    return edition.say(f"compose.training{until}", **values)


def trained_roles(edition: Edition, revision: Revision) -> str:
    """The roles that must be trained for a revision, in words."""
    roles = revision.training.roles
    if isinstance(roles, str):
        return edition.say("everyone") if roles == "all" else edition.say("none")
    titles = edition.facts.organization.roles
    return edition.say("compose.comma").join(titles[key].title if key in titles else key for key in roles)


_MEANINGS = ("prepared", "reviewed", "countersigned", "approved")


def is_issued(entry: Entry) -> bool:
    """Whether what is shown is what was approved; in a preview it may have been changed since."""
    return entry.standing is not None and entry.standing.is_issued


def landed(entry: Entry) -> str:
    """The commit with which the last approval that counts reached the controlled branch."""
    approvals = entry.standing.approvals if entry.standing else ()
    commits = [(found.signature.on, found.evidence.landed) for found in approvals if not found.faults]
    return max(commits)[1] if commits else ""


def _signature_lines(edition: Edition, entry: Entry, revision: Revision) -> Iterator[SignatureLine]:
    """The signatures in the order of the work; a meaning that nobody signed yet keeps an empty line for the pen."""
    for meaning in _MEANINGS:
        signed = revision.signed(meaning)
        for signature in signed:
            grade = _grade(edition, entry, revision, signature)
            yield SignatureLine(meaning, _person(edition, signature), _role(edition, signature), signature.on, grade)
        if not signed and meaning != "countersigned":
            yield SignatureLine(meaning, "", "", None, "")


def _grade(edition: Edition, entry: Entry, revision: Revision, signature: Signature) -> str:
    """How well a signature is proved; of one from before this system there is the statement only, and one that approved
    another text proves nothing of this one."""
    if revision.carried_over:
        return "carried-over"
    if signature.as_ == "approved" and not is_issued(entry):
        return "void"
    return edition.master.approvals.evidence(entry.source, revision, signature).grade


def _person(edition: Edition, signature: Signature) -> str:
    person = edition.facts.organization.people.get(signature.by)
    return person.name if person else signature.by


def signers(edition: Edition, revision: Revision, meaning: str) -> str:
    """The names of those who prepared, or approved, a revision."""
    return ", ".join(_person(edition, signature) for signature in revision.signed(meaning))


def _role(edition: Edition, signature: Signature) -> str:
    role = edition.facts.organization.roles.get(signature.role)
    return role.title if role else signature.role


def signed_by(edition: Edition, signature: Signature) -> str:
    """A signature in running text: name, role and day."""
    role = edition.say("compose.comma").join((_role(edition, signature), str(signature.on)))
    return _person(edition, signature) + edition.say("compose.brackets", text=role)


def amended_label(edition: Edition, number: str, revision: Revision | None) -> str:
    """The revision as the amendment record names it, with what was special about it."""
    if revision is None:
        return ""
    kind = "emergency" if revision.emergency else "carried-over" if revision.carried_over else ""
    text = revision_text(edition, number, revision)
    return text + (edition.say("compose.brackets", text=edition.say(f"compose.{kind}")) if kind else "")


def _amendments(edition: Edition, entry: Entry, item: Item) -> Iterator[AmendmentLine]:
    for revision in item.revisions:
        prepared, approved = (signers(edition, revision, meaning) for meaning in ("prepared", "approved"))
        for change in revision.changes:
            yield AmendmentLine(
                label=amended_label(edition, entry.number, revision),
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
