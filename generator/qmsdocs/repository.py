"""A repository of a management system as its authors declare it: settings, facts, controlled documents, translations.

Reading never raises for what authors wrote: it returns what could be read and diagnostics for the rest.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, TypeVar

from qmsdocs.decode import decode, nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model import BESIDE_DOCUMENTS, FACT_FILES, Document, Form, Settings, Standard
from qmsdocs.model.analysis import Analysis
from qmsdocs.model.certification import Certification
from qmsdocs.model.copies import Copies
from qmsdocs.model.document import Chapter
from qmsdocs.model.facts import (
    Channels,
    Codes,
    ExternalDocuments,
    Glossary,
    Objectives,
    Organization,
    Parameters,
)
from qmsdocs.model.records import RECORD_KINDS, Filed
from qmsdocs.model.text import Model, Route, models_in, texts
from qmsdocs.source import SourceTree, Value, read_yaml
from qmsdocs.translation import Checked, Translation, translation

Reader = Callable[[str, bytes], tuple[Value | None, list[Diagnostic]]]
"""How a YAML file is read; `pipeline` puts a cache in front of it."""

Item = Document | Form


@dataclass(frozen=True)
class Facts:
    """The shared facts in one language. A file that is missing or cannot be read counts as empty."""

    settings: Settings
    organization: Organization = field(default_factory=lambda: Organization(sites={}, units={}, roles={}))
    parameters: Parameters = field(default_factory=lambda: Parameters())
    objectives: Objectives = field(default_factory=lambda: Objectives(objectives={}))
    channels: Channels = field(default_factory=lambda: Channels(channels={}))
    codes: Codes = field(default_factory=lambda: Codes(codes={}))
    glossary: Glossary = field(default_factory=lambda: Glossary(terms={}))
    external_documents: ExternalDocuments = field(default_factory=lambda: ExternalDocuments(external_documents={}))
    certification: Certification | None = None
    copies: Copies = field(default_factory=Copies)
    analysis: Analysis | None = None


def file_stem(path: str) -> str:
    """The name of a source file without language and ending: what it holds, in every language."""
    return PurePosixPath(path).stem.partition(".")[0]


def chapters_of(chapters: tuple[Chapter, ...]) -> list[Chapter]:
    """All chapters and sections, in reading order."""
    return [found for chapter in chapters for found in (chapter, *chapters_of(chapter.sections))]


def anchors(item: Item) -> dict[str, str]:
    """What a reference can point to inside a document: the author's name of a place → its block id."""
    if isinstance(item, Form):
        found = {section.id: f"section-{section.id}" for section in item.sections}
        found.update((field.id, f"field-{field.id}") for section in item.sections for field in section.fields)
        return found
    found = {chapter.id: f"chapter-{chapter.id}" for chapter in chapters_of(item.chapters + item.appendices)}
    found.update((step.id, f"step-{step.id}") for step in item.steps)
    return found


@dataclass(frozen=True)
class ControlledDocument:
    """A document or form with the file that declares it, its type's prefix, and its translations by language."""

    path: str
    prefix: str
    item: Item
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[tuple[Route, str], ...]:
        """Every text for readers with its route: gathered once, read by many checks."""
        return tuple(texts(self.item))

    @cached_property
    def places(self) -> dict[str, str]:
        """What a reference can point to inside it, see `anchors`."""
        return anchors(self.item)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that declare it: the source, then its translations by language."""
        return (self.path, *(translation.path for _, translation in sorted(self.translations.items())))

    @cached_property
    def models(self) -> tuple[tuple[Route, Any], ...]:
        """The item and every model inside it, each with its route: gathered once, read by many checks."""
        return tuple(models_in(self.item))

    def forget(self) -> None:
        """Gives back the memory of what was gathered for checks; whoever asks later gathers it anew."""
        for name in ("texts", "models"):
            self.__dict__.pop(name, None)


@dataclass(frozen=True)
class KeptRecord:
    """A record of running the system, with the file that holds it and its translations by language."""

    name: str
    """Its own name, which is that of its file."""
    path: str
    item: Filed
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[tuple[Route, str], ...]:
        """Every text for readers with its route."""
        return tuple(texts(self.item))


@dataclass(frozen=True)
class Repository:
    """Everything that was read, with every problem found on the way."""

    facts: Facts
    documents: Mapping[str, ControlledDocument]
    """By number, in the order of numbers."""
    standards: Mapping[str, Standard]
    """By key, such as iso-10002:2018."""
    fact_paths: Mapping[str, str]
    """Where each fact file lies."""
    fact_translations: Mapping[tuple[str, str], Translation]
    """By name of the fact file (`settings` for qms.yaml) and language."""
    contents: Mapping[str, bytes]
    """The bytes of every source file."""
    unread: frozenset[str]
    """The files that are there but could not be read: what they would have said is not known."""
    problems: tuple[Diagnostic, ...]
    records: Mapping[str, KeptRecord] = field(default_factory=dict)
    """The records of running the system, by name."""

    @property
    def settings(self) -> Settings:
        """What qms.yaml says."""
        return self.facts.settings


SETTINGS_FILE = "qms.yaml"
_STANDARDS = "standards"
RECORDS = "records"
"""The folder of the records of running the system; they may be sorted into folders below it."""
_RECORD_NAME = re.compile(r"[A-Z]{1,6}(-[A-Z0-9]{1,6})*-[0-9]{1,4}")


def is_printed_by_documents(path: str) -> bool:
    """Whether documents may print something of a file that declares none: not of records, nor of some facts."""
    return not path.startswith(f"{RECORDS}/") and file_stem(path) not in BESIDE_DOCUMENTS


def read_repository(tree: SourceTree, read: Reader = read_yaml) -> Repository | list[Diagnostic]:
    """The repository in `tree`; only the diagnostics when qms.yaml itself cannot be read."""
    data = tree.read(SETTINGS_FILE)
    if data is None:
        return [Diagnostic("no-settings", Place(SETTINGS_FILE, line=1, column=1))]
    value, problems = read(SETTINGS_FILE, data)
    settings, found = decode(Settings, value, SETTINGS_FILE) if value is not None else (None, [])
    if settings is None:
        return problems + found
    reading = _Reading(tree, read, settings, problems)
    reading.contents[SETTINGS_FILE] = data
    return reading.repository()


_M = TypeVar("_M", bound=Model)


class _Reading:
    """The state of one reading; `repository` is its result."""

    def __init__(self, tree: SourceTree, read: Reader, settings: Settings, problems: list[Diagnostic]) -> None:
        self.tree, self.read, self.settings, self.problems = tree, read, settings, problems
        self.contents: dict[str, bytes] = {}
        self.unread: set[str] = set()
        self.facts: dict[str, Model] = {}
        self.fact_paths: dict[str, str] = {"settings": SETTINGS_FILE}
        self.standards: dict[str, Standard] = {}
        self.documents: dict[str, ControlledDocument] = {}
        self.records: dict[str, KeptRecord] = {}
        self.translations: dict[str, dict[str, Translation]] = {}

    def repository(self) -> Repository:
        """Reads every file; translations are attached at the end."""
        folders = (RECORDS, "manual", *(kind.folder for kind in self.settings.document_types.values()))
        settings_translations = [f"qms.{language}.yaml" for language in self.settings.languages]
        paths = self.tree.paths(folders)
        for path in paths + [path for path in settings_translations if self.tree.read(path) is not None]:
            data = self.tree.read(path)
            if data is None:
                self.unread.add(path)
                self._add("file-outside", Place(path, line=1, column=1), variant="link")
            else:
                self.contents[path] = data
                self._file(path, data)
        documents = {
            number: ControlledDocument(found.path, found.prefix, found.item, self._translations_of(found.path))
            for number, found in sorted(self.documents.items())
        }
        records = {
            name: replace(found, translations=self._translations_of(found.path))
            for name, found in sorted(self.records.items())
        }
        by_path = {path: name for name, path in self.fact_paths.items()}
        fact_translations = {
            (by_path[path], language): entry
            for path in list(self.translations)
            if path in by_path
            for language, entry in self.translations.pop(path).items()
        }
        self._orphans()
        return Repository(
            facts=Facts(settings=self.settings, **self.facts),  # type: ignore[arg-type]
            documents=documents,
            standards=self.standards,
            fact_paths=self.fact_paths,
            fact_translations=fact_translations,
            contents=self.contents,
            unread=frozenset(self.unread),
            problems=tuple(self.problems),
            records=records,
        )

    def _file(self, path: str, data: bytes) -> None:
        value, problems = self.read(path, data)
        self.problems += problems
        if value is None:
            self.unread.add(path)
            return
        name = PurePosixPath(path)
        stem, language = file_stem(path), name.stem.partition(".")[2]
        if language:
            self._translation(path, str(name.with_name(stem + name.suffix)), language, value)
        elif path.startswith(f"{RECORDS}/"):
            self._record(path, stem, value)
        elif stem in FACT_FILES:
            self._decode(FACT_FILES[stem], value, path, lambda model: self._keep_fact(stem, path, model))
        elif name.parent.name == _STANDARDS:
            self._decode(Standard, value, path, self._keep_standard)
        else:
            self._document(path, stem, value)

    def _decode(self, model: type[_M], value: Value, path: str, keep: Callable[[_M], None]) -> None:
        decoded, problems = decode(model, value, path)
        self.problems += problems
        if decoded is None:
            self.unread.add(path)
        else:
            keep(decoded)

    def _keep_fact(self, stem: str, path: str, model: Model) -> None:
        if stem in self.fact_paths:
            self._add("duplicate-facts", Place(path, line=1, column=1), name=stem, first=self.fact_paths[stem])
            return
        self.fact_paths[stem] = path
        self.facts[stem] = model

    def _keep_standard(self, standard: Standard) -> None:
        self.standards[standard.key] = standard

    def _document(self, path: str, stem: str, value: Value) -> None:
        prefix = stem.rpartition("-")[0]
        kind = self.settings.document_types.get(prefix)
        if kind is None:
            near = nearest(stem, [*FACT_FILES])
            values = {"name": stem, "near": near, "facts": ", ".join(FACT_FILES)}
            values["prefixes"] = ", ".join(self.settings.document_types)
            self._add("unknown-file", Place(path, line=1, column=1), "" if near else "far", **values)
            return
        model: type[Document] | type[Form] = Form if kind.body == "form" else Document
        self._decode(model, value, path, lambda item: self._keep_document(path, stem, prefix, item))

    def _record(self, path: str, name: str, value: Value) -> None:
        """Which model a record has, its kind says; without one, nothing else can be said of it."""
        if not isinstance(value, dict):
            self.problems += decode(Filed, value, path)[1]
        elif "kind" not in value:
            self._add("missing-key", Place(path), key="kind")
        elif value["kind"] not in list(RECORD_KINDS):
            values = {"value": value["kind"], "expected": ", ".join(RECORD_KINDS)}
            self._add("unknown-value", Place(path, ("kind",)), **values)
        else:
            self._decode(RECORD_KINDS[value["kind"]], value, path, lambda found: self._keep_record(path, name, found))
            return
        self.unread.add(path)

    def _keep_record(self, path: str, name: str, record: Filed) -> None:
        if not _RECORD_NAME.fullmatch(name):
            self._add("record-name", Place(path, line=1, column=1), name=name)
        elif name in self.records:
            self._add("record-name", Place(path, line=1, column=1), "twice", name=name, first=self.records[name].path)
        else:
            self.records[name] = KeptRecord(name, path, record)

    def _keep_document(self, path: str, stem: str, prefix: str, item: Item) -> None:
        if item.number != stem:
            # It would stand under a number that is not its own, and hide the document to which the number belongs.
            self._add("number-is-not-the-file", Place(path, ("number",)), number=item.number, name=stem)
            self.unread.add(path)
            return
        if item.number in self.documents:
            first = self.documents[item.number].path
            self._add("duplicate-number", Place(path, ("number",)), number=item.number, first=first)
            return
        digits = self.settings.document_types[prefix].digits
        if len(item.number.rpartition("-")[2]) != digits:
            form = f"{prefix}-{'0' * (digits - 1)}1"
            self._add("number-form", Place(path, ("number",)), number=item.number, form=form)
        self.documents[item.number] = ControlledDocument(path, prefix, item)

    def _translation(self, path: str, source: str, language: str, value: Value) -> None:
        if language not in self.settings.languages[1:]:
            others = ", ".join(self.settings.languages[1:])
            values = {"language": language, "languages": others, "source": self.settings.languages[0]}
            self._add("unknown-language", Place(path, line=1, column=1), "" if others else "none", **values)
            return
        if not isinstance(value, dict):
            self.problems += decode(Checked, value, path)[1]
            return
        entry, problems = translation(path, value)
        self.problems += problems
        self.translations.setdefault(source, {})[language] = entry

    def _translations_of(self, path: str) -> Mapping[str, Translation]:
        return self.translations.pop(path, {})

    def _orphans(self) -> None:
        for source, by_language in self.translations.items():
            for entry in by_language.values():
                if source not in self.contents:
                    self._add("translation-of-nothing", Place(entry.path, line=1, column=1), source=source)

    def _add(self, rule: str, place: Place, variant: str = "", **values: object) -> None:
        self.problems.append(Diagnostic(rule, place, values=values, variant=variant))


def localized_facts(repository: Repository, language: str) -> Facts:
    """The shared facts with the texts of `language`; where a translation is missing, the source text stands."""
    changed: dict[str, Any] = {}
    for name in repository.fact_paths:
        entry = repository.fact_translations.get((name, language))
        if entry is not None:
            changed[name] = entry.apply(getattr(repository.facts, name))[0]
    return Facts(**{**_fields(repository.facts), **changed}) if changed else repository.facts


def localized_record(record: KeptRecord, language: str) -> Filed:
    """The record with the texts of `language`; where one is missing, the source text stands."""
    entry = record.translations.get(language)
    return record.item if entry is None else entry.apply(record.item)[0]


def _fields(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def localized_item(document: ControlledDocument, language: str) -> tuple[Item, frozenset[Route]]:
    """The document with the texts of `language`, and the routes whose text stands in the source language instead."""
    entry = document.translations.get(language)
    if entry is None:
        return document.item, frozenset()
    return entry.apply(document.item)
