"""What a file would have said that could not be read is not known: findings that rest on it are not claimed."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from qmsdocs.diagnostics import Diagnostic
from qmsdocs.model import FACT_FILES
from qmsdocs.repository import Repository

_FILE_OF_RULE = {
    "unknown-role": "organization",
    "unknown-unit": "organization",
    "unknown-site": "organization",
    "unknown-person": "organization",
    "unknown-receiver": "organization",
    "unknown-holder": "organization",
    "unknown-parameter": "parameters",
    "unknown-grade": "parameters",
    "unknown-term": "glossary",
    "unknown-indicator": "objectives",
    "unknown-who": "organization",
    "unknown-channel": "channels",
    "unknown-certificate": "certification",
    "unknown-options": "codes",
}
_FILE_OF_FACT = {
    **dict.fromkeys(("roles", "units", "sites", "people"), "organization"),
    **dict.fromkeys(("limits", "retention", "cycles", "values"), "parameters"),
    "channels": "channels",
    "objectives": "objectives",
    "terms": "glossary",
    "codes": "codes",
}


def certain(repository: Repository, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings of `found` that hold whatever the unreadable files say."""
    if not repository.unread:
        return list(found)
    is_unsure = _unsure(repository.unread)
    return [diagnostic for diagnostic in found if not is_unsure(diagnostic)]


def _unsure(unread: frozenset[str]) -> Callable[[Diagnostic], bool]:
    sources = [PurePosixPath(path) for path in unread if "." not in PurePosixPath(path).stem]
    names = {path.stem for path in sources}
    standards = any(path.parent.name == "standards" for path in sources)
    documents = names - set(FACT_FILES)

    def is_unsure(diagnostic: Diagnostic) -> bool:
        match diagnostic.rule:
            case "unknown-document" | "planned-document":
                return diagnostic.values["number"] in documents
            case "unknown-filed-record":
                return diagnostic.values["name"] in documents
            case "unused-form":
                return bool(documents)
            case "unknown-standard" | "unknown-clause":
                return standards
            case "unknown-fact":
                return _FILE_OF_FACT.get(str(diagnostic.values["name"]).partition(".")[0]) in names
            case rule:
                return _FILE_OF_RULE.get(rule) in names

    return is_unsure
