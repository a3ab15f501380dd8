"""How commands name languages and people."""

from qmsdocs.compose.names import Edition, person_name, role_title
from qmsdocs.model.revision import Signature
from qmsdocs.register import MasterDocumentList


def printed_language(master: MasterDocumentList, language: str) -> str:
    """The language of titles: that of the messages where the house publishes it, else the source language."""
    languages = master.repository.settings.languages
    return language if language in languages else languages[0]


def signer(edition: Edition, signature: Signature) -> str:
    """A signature in words: the person, the role, the day."""
    parts = (person_name(edition, signature.by), role_title(edition, signature.role), str(signature.on))
    return edition.say("compose.comma").join(parts)
