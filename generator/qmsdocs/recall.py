"""What was found out about a document before: its summary and its findings, kept by the content on which they rest."""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from qmsdocs.cache import Cache, digest, program
from qmsdocs.checks import Findings
from qmsdocs.diagnostics import Diagnostic, Place, Span
from qmsdocs.findings import Finding
from qmsdocs.fingerprint import Content, FactValues, content_of, fingerprint_with
from qmsdocs.register import MasterDocumentList, Mention, Summary, summary
from qmsdocs.repository import ControlledDocument, Repository, is_printed_by_documents
from qmsdocs.source import ReadFile, SourceTree, Value, read_yaml, spans

_MOST_WAITING = 100
"""So many plain values wait to be written together; those of a thousand documents would take a lot of memory."""


class CachedReader:
    """Reads YAML once for each content; only files without problems are kept."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._new: list[tuple[str, Any]] = []

    def read(self, path: str, data: bytes) -> tuple[Value | None, list[Diagnostic]]:
        """See `read_yaml`."""
        key = f"yaml:{digest([data])}"
        kept = self._cache.get(key)
        if kept is not None:
            return kept, []
        value, problems = read_yaml(path, data)
        if value is not None and not problems:
            self._new.append((key, value))
            if len(self._new) >= _MOST_WAITING:
                self.keep()
        return value, problems

    def keep(self) -> None:
        """Writes what was new."""
        self._cache.keep(self._new)
        self._new.clear()


class Recall:
    """Asks the cache before work is done, and keeps in it what had to be done; `keep` writes it."""

    def __init__(self, cache: Cache, repository: Repository, read: ReadFile) -> None:
        """`read` gives the files of the `repository`; `cache` may be useless: then everything is worked out anew."""
        self._cache, self._repository, self._read = cache, repository, read
        self._contents = repository.contents
        self._new: list[tuple[str, Any]] = []
        self._summaries: dict[tuple[str, bytes, bytes], Summary] = {}

    @cached_property
    def _facts(self) -> list[bytes | str]:
        """The files of the shared facts, without those of which documents print nothing."""
        of_documents = {path for document in self._repository.documents.values() for path in document.paths}
        names = sorted(self._contents.keys() - of_documents)
        printed = filter(is_printed_by_documents, names)
        return [part for path in printed for part in (path, self._contents[path])]

    @cached_property
    def _values(self) -> FactValues:
        return FactValues(self._repository.facts)

    def fingerprint(self, document: ControlledDocument) -> str:
        """The fingerprint of a document as it stands; what was found out of its content holds with any facts."""
        key = f"content:{digest([program(), document.path, self._contents[document.path]])}"
        kept = self._cache.get(key)
        if kept is None:
            content = content_of(document)
            self._new.append((key, [content.digest, content.files, content.keys]))
        else:
            content = Content(*kept)
        return fingerprint_with(content, self._values, self._read)

    def summary(self, document: ControlledDocument, contents: Mapping[str, bytes]) -> Summary:
        """The summary of a document; `contents` are the bytes of its source files."""
        # An earlier text goes with the reviews and concessions of today.
        today = self._repository.documents[document.item.number].path
        content = (document.path, contents[document.path], self._contents[today])
        if content not in self._summaries:
            key = f"summary:{digest([program(), *content])}"
            self._summaries[content] = self._summary(document, contents, key)
        return self._summaries[content]

    def _summary(self, document: ControlledDocument, contents: Mapping[str, bytes], key: str) -> Summary:
        kept = self._cache.get(key)
        if kept is not None:
            number = document.item.number
            return Summary(tuple(Mention(number, tuple(r), n, a) for r, n, a in kept["mentions"]), tuple(kept["files"]))
        found = summary(document, contents)
        mentions = [[mention.route, mention.number, mention.anchor] for mention in found.mentions]
        self._new.append((key, {"mentions": mentions, "files": found.files}))
        return found

    def findings(self, master: MasterDocumentList) -> tuple[dict[str, str], dict[str, Findings]]:
        """For each document, by number, the key of its findings; and the findings of those that were checked before.

        They rest on its own files, the shared facts, and the numbers and places of all other documents.
        """
        places = json.dumps([[number, *entry.document.places] for number, entry in master.entries.items()])
        shared = digest([program(), places, *self._facts])
        keys = {}
        for number, entry in master.entries.items():
            own = [part for path in entry.document.paths for part in (path, self._contents[path])]
            own += [self._read(file) or b"none" for file in master.summaries[number].files]
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


def found_spans(tree: SourceTree, diagnostics: Iterable[Diagnostic], cache: Cache) -> dict[int, Span]:
    """The span of each diagnostic by its `id`, see `spans`; where its file was searched before, that is not done
    again."""
    asked = list(diagnostics)
    contents = {path: digest([program(), tree.read(path) or b""]) for path in {each.place.path for each in asked}}
    keys = {id(each): f"span:{contents[each.place.path]}:{json.dumps(_values(each.place))}" for each in asked}
    known = {place: Span(*kept) for place, key in keys.items() if (kept := cache.get(key)) is not None}
    new = spans(tree, [each for each in asked if id(each) not in known])
    cache.keep((keys[place], _values(span)) for place, span in new.items())
    return known | new


def _values(value: Place | Span) -> list[Any]:
    return [getattr(value, name) for name in value.__dataclass_fields__]


def plain_finding(finding: Finding) -> list[Any]:
    """A finding as plain values for the cache."""
    return [plain_diagnostic(finding.diagnostic), _values(finding.span), finding.reason]


def finding_of(kept: list[Any]) -> Finding:
    """The finding that `plain_finding` made plain."""
    diagnostic, span, reason = kept
    return Finding(diagnostic_of(diagnostic), Span(*span), reason)


def plain_diagnostic(diagnostic: Diagnostic) -> list[Any]:
    """A diagnostic as plain values for the cache."""
    return [
        diagnostic.rule,
        diagnostic.variant,
        {key: value if isinstance(value, str | int) else str(value) for key, value in diagnostic.values.items()},
        _values(diagnostic.place),
    ]


def diagnostic_of(kept: list[Any]) -> Diagnostic:
    """The diagnostic that `plain_diagnostic` made plain."""
    rule, variant, values, place = kept
    parts = dict(zip(Place.__dataclass_fields__, place, strict=True))
    return Diagnostic(rule, Place(**{**parts, "route": tuple(parts["route"])}), values, variant)
