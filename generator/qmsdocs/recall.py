"""What was found out about a document before: its summary and its findings, kept by the content on which they rest."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from qmsdocs.cache import Cache, digest, program
from qmsdocs.checks import Findings
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.register import MasterDocumentList, Mention, Summary, summary
from qmsdocs.repository import ControlledDocument
from qmsdocs.source import ReadFile


class Recall:
    """Asks the cache before work is done, and keeps in it what had to be done; `keep` writes it."""

    def __init__(self, cache: Cache, contents: Mapping[str, bytes]) -> None:
        """`contents` are the bytes of every source file; `cache` may be useless: then everything is worked out anew."""
        self._cache, self._contents = cache, contents
        self._new: list[tuple[str, Any]] = []

    def summary(self, document: ControlledDocument) -> Summary:
        """The summary of a document."""
        key = f"summary:{digest([program(), document.path, self._contents[document.path]])}"
        kept = self._cache.get(key)
        if kept is not None:
            number = document.item.number
            return Summary(tuple(Mention(number, tuple(r), n, a) for r, n, a in kept["mentions"]), tuple(kept["files"]))
        found = summary(document)
        mentions = [[mention.route, mention.number, mention.anchor] for mention in found.mentions]
        self._new.append((key, {"mentions": mentions, "files": found.files}))
        return found

    def findings(self, master: MasterDocumentList, read: ReadFile) -> tuple[dict[str, str], dict[str, Findings]]:
        """For each document, by number, the key of its findings; and the findings of those that were checked before.

        They rest on its own files, the shared facts, and the numbers and places of all other documents.
        """
        of_documents = {path for entry in master.entries.values() for path in entry.document.paths}
        facts = [part for path in sorted(self._contents.keys() - of_documents) for part in (path, self._contents[path])]
        places = json.dumps([[number, *entry.document.places] for number, entry in master.entries.items()])
        shared = digest([program(), places, *facts])
        keys = {}
        for number, entry in master.entries.items():
            own = [part for path in entry.document.paths for part in (path, self._contents[path])]
            own += [read(file) or b"none" for file in master.summaries[number].files]
            keys[number] = f"findings:{digest([shared, *own])}"
        known = {number: kept for number, key in keys.items() if (kept := self._cache.get(key)) is not None}
        return keys, {number: tuple(map(diagnostic_of, kept)) for number, kept in known.items()}

    def note(self, found: Iterable[tuple[str, Findings]]) -> None:
        """Notes the findings of documents, by key."""
        self._new += ((key, [plain_diagnostic(diagnostic) for diagnostic in findings]) for key, findings in found)

    def keep(self) -> None:
        """Writes what was noted."""
        self._cache.keep(self._new)
        self._new.clear()


def plain_diagnostic(diagnostic: Diagnostic) -> list[Any]:
    """A diagnostic as plain values for the cache."""
    place = diagnostic.place
    return [
        diagnostic.rule,
        diagnostic.variant,
        dict(diagnostic.values),
        [getattr(place, name) for name in Place.__dataclass_fields__],
    ]


def diagnostic_of(kept: list[Any]) -> Diagnostic:
    """The diagnostic that `plain_diagnostic` made plain."""
    rule, variant, values, place = kept
    parts = dict(zip(Place.__dataclass_fields__, place, strict=True))
    return Diagnostic(rule, Place(**{**parts, "route": tuple(parts["route"])}), values, variant)
