"""How commands name documents, roles and people."""

from qmsdocs.compose.names import Edition
from qmsdocs.model.revision import Signature
from qmsdocs.register import Entry, MasterDocumentList


def printed_language(master: MasterDocumentList, language: str) -> str:
    """The language of titles: that of the messages where the house publishes it, else the source language."""
    languages = master.repository.settings.languages
    return language if language in languages else languages[0]


def document_title(edition: Edition, entry: Entry) -> str:
    """The title of a document, also of one that is not published."""
    translation = entry.document.translations.get(edition.language)
    return (translation.texts.get(("title",)) if translation else None) or entry.document.item.title


def role_title(edition: Edition, key: str) -> str:
    """The title of a role; the key where it is not known."""
    roles = edition.facts.organization.roles
    return roles[key].title if key in roles else edition.say("everyone") if key == "all" else key


def person_name(edition: Edition, key: str) -> str:
    """The name of a person; the key where it is not known."""
    people = edition.facts.organization.people
    return people[key].name if key in people else key


def holders(edition: Edition, role: str) -> tuple[str, ...]:
    """The people who hold a role on the day of the list, by key; the holders before their deputies."""
    found = edition.facts.organization.roles.get(role)
    held = [holder for holder in found.holders if holder.holds(edition.master.as_of)] if found else []
    return tuple(dict.fromkeys(holder.person for holder in sorted(held, key=lambda holder: holder.deputy)))


def signer(edition: Edition, signature: Signature) -> str:
    """A signature in words: the person, the role, the day."""
    parts = (person_name(edition, signature.by), role_title(edition, signature.role), str(signature.on))
    return edition.say("compose.comma").join(parts)
