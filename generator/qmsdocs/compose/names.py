"""Names into what is printed: a `[reference]` or a `{fact}` of a text becomes an inline of the neutral tree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from qmsdocs.blocks import Code, Fact, Inline, Inlines, Reference, Run, plain
from qmsdocs.locale import label
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Step
from qmsdocs.model.facts import PARAMETER_GROUPS, Parameter
from qmsdocs.model.revision import Revision
from qmsdocs.model.text import Route
from qmsdocs.records import named_by, readable_records
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import (
    Facts,
    Item,
    KeptRecord,
    Repository,
    anchors,
    chapters_of,
    localized_facts,
    localized_item,
    localized_record,
)


def word_name(entry: Entry, language: str) -> str:
    """The name of a Word file: number, revision and language, sortable, safe on every system."""
    return f"{entry.number}_{file_label(entry.label or 'draft')}_{language}.docx"


def workbook_name(entry: Entry, language: str) -> str:
    """The name of the blank workbook beside the Word file of a form; "" where there is none."""
    item = entry.document.item
    has_one = isinstance(item, Form) and item.workbook and entry.has_content
    return f"{word_name(entry, language).removesuffix('.docx')}.xlsx" if has_one else ""


def file_label(label: str) -> str:
    """The label of a revision as part of a file name or address."""
    return "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in label)


def word_address(entry: Entry, language: str) -> str:
    """The address of a Word file in the site."""
    return f"word/{word_name(entry, language)}"


def workbook_address(entry: Entry, language: str) -> str:
    """The address of the blank workbook of a form in the site; "" where there is none."""
    name = workbook_name(entry, language)
    return f"word/{name}" if name else ""


LEVEL_FOLDERS = {1: "manual", 2: "procedures", 3: "instructions", 4: "forms"}
"""The folder of the site in which the documents of a level stand."""


def document_path(entry: Entry) -> str:
    """The address of a document's page, without language and ending."""
    return f"{LEVEL_FOLDERS[entry.type.level]}/{entry.number}"


def redline_path(entry: Entry, older: str, newer: str) -> str:
    """The address of the page of what changed between two revisions, by their labels."""
    return f"{document_path(entry)}/{file_label(older)}-{file_label(newer)}"


@dataclass(frozen=True)
class Edition:
    """The master document list as it is printed in one language: the same structure with the texts of that language."""

    master: MasterDocumentList
    language: str
    origin: Repository | None = None
    """Where the facts come from, when they are not those that hold now."""
    base: "Edition | None" = None
    """Of an edition with other facts, the one from which it was made; generated tables print that one."""

    def of(self, entry: Entry) -> "Edition":
        """The edition in which a document is printed: its text was approved with the facts of its day, and a text as
        it stands with the facts as they stand, also those that registers do not show yet."""
        origin = entry.held.repository if entry.held else self.master.approvals.repository
        if origin is self.master.repository:
            return self
        if id(origin.facts) not in self._others:
            self._others[id(origin.facts)] = replace(self, origin=origin, base=self.base or self)
        return self._others[id(origin.facts)]

    @cached_property
    def _others(self) -> "dict[int, Edition]":
        """The editions with other facts, one for each version of the facts."""
        return {}

    @cached_property
    def facts(self) -> Facts:
        """The shared facts in this language. Name and logo of the organization are always those of today."""
        now = localized_facts(self.master.repository, self.language)
        if self.origin is None:
            return now
        found = localized_facts(self.origin, self.language)
        return replace(found, settings=found.settings.model_copy(update={"company": now.settings.company}))

    @property
    def source_language(self) -> str:
        """The language in which the documents are written and which rules."""
        return self.master.repository.settings.languages[0]

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of every document and of every reserved number."""
        found = dict(self.facts.settings.reserved)
        for number, entry in self.master.entries.items():
            found[number] = document_title(self, entry)
        return found

    def knows(self, number: str) -> bool:
        """Whether `number` is that of a document, in force or not, or a reserved one."""
        return number in self.titles or number in self.master.left_out or number in self.master.absent

    def item(self, number: str) -> Item:
        """A document in this language; missing texts stand in the source language."""
        return self.localized(self.master.entries[number])[0]

    def localized(self, entry: Entry) -> tuple[Item, frozenset[Route]]:
        """The revision of `entry` in this language, and the routes that stand in the source language instead: texts
        without a translation, and those whose translation is one of an earlier text."""
        key = (entry.number, entry.label, self.language in entry.document.translations)
        if key not in self._items:
            document, translation = entry.document, entry.document.translations.get(self.language)
            if translation is not None and translation.head.translates != entry.label:
                behind = self.master.approvals.texts_behind(entry.source, document, translation) or ()
                current = {route: text for route, text in translation.texts.items() if route not in behind}
                only = {**document.translations, self.language: replace(translation, texts=current)}
                document = replace(document, translations=only)
            self._items[key] = localized_item(document, self.language)
        return self._items[key]

    def newest_item(self, entry: Entry) -> Item:
        """A document as it is declared now, with all its revisions, in this language."""
        if entry.number not in self._newest_items:
            self._newest_items[entry.number] = localized_item(entry.source, self.language)[0]
        return self._newest_items[entry.number]

    @cached_property
    def steps_by_role(self) -> dict[str, list[tuple[str, Document, Step]]]:
        """The steps that each role takes: number and text of the document, and the step."""
        found: dict[str, list[tuple[str, Document, Step]]] = {}
        for number in self.master.current:
            item = self.item(number)
            if isinstance(item, Document):
                for step in item.steps:
                    found.setdefault(step.who or "", []).append((number, item, step))
        return found

    @cached_property
    def records(self) -> dict[str, KeptRecord]:
        """The records that the readers of this output may see."""
        return readable_records(self.master)

    @cached_property
    def records_by_user(self) -> dict[str, tuple[str, ...]]:
        """By record, the names of those that name it."""
        return named_by(self.records)

    @cached_property
    def _items(self) -> dict[tuple[str, str, bool], tuple[Item, frozenset[Route]]]:
        return {}

    @cached_property
    def _newest_items(self) -> dict[str, Item]:
        return {}

    def say(self, key: str, **values: object) -> str:
        """A label in this language."""
        return label(self.language, key, **values)


def document_title(edition: Edition, entry: Entry) -> str:
    """The title of a document, also of one that is not published."""
    translation = entry.document.translations.get(edition.language)
    return (translation.texts.get(("title",)) if translation else None) or entry.document.item.title


def role_title(edition: Edition, key: str) -> str:
    """The title of a role; the key where it is not known."""
    roles = edition.facts.organization.roles
    return roles[key].title if key in roles else edition.say("everyone") if key == "all" else key


def holders(edition: Edition, role: str) -> tuple[str, ...]:
    """The people who hold a role on the day of the list, by key; the holders before their deputies."""
    found = edition.facts.organization.roles.get(role)
    held = [holder for holder in found.holders if holder.holds(edition.master.as_of)] if found else []
    return tuple(dict.fromkeys(holder.person for holder in sorted(held, key=lambda holder: holder.deputy)))


def person_name(edition: Edition, key: str) -> str:
    """The name of a person; the key where it is not known."""
    people = edition.facts.organization.people
    return people[key].name if key in people else key


def revision_text(edition: Edition, number: str, revision: Revision) -> str:
    """The label of a revision as the house prints it."""
    pattern = edition.master.repository.settings.revision_display
    parts = {"label": revision.label, "number": number, "year": str(revision.effective.year)}
    for name, value in parts.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern


def revision_reference(edition: Edition, entry: Entry, revision: Revision) -> Inline:
    """A revision, with a link to what changed with it where the site shows that."""
    text, labels = (
        revision_text(edition, entry.number, revision),
        [found.label for found in entry.source.item.revisions],
    )
    older = labels[labels.index(revision.label) + 1 :]
    return Reference((Run(text),), page=redline_path(entry, older[0], revision.label)) if older else Run(text)


def record_reference(edition: Edition, name: str, *, title: bool = True) -> Inline:
    """A record of running the system, by its name and `title`, with a link to its page where the output shows it."""
    if name not in edition.records:
        return Run(name)
    return Reference((Run(record_title(edition, name) if title else name),), page=f"records/{name}")


def record_title(edition: Edition, name: str) -> str:
    """The name of a record with its title."""
    return f"{name} {localized_record(edition.master.repository.records[name], edition.language).title}"


def label_text(edition: Edition, entry: Entry, label: str) -> str:
    """A label that stands somewhere in a document, as the house prints it; one that no revision has as it stands."""
    revision = next((found for found in entry.source.item.revisions if found.label == label), None)
    return revision_text(edition, entry.number, revision) if revision else label


def document_reference(edition: Edition, number: str, anchor: str = "", *, title: bool = False) -> Inline:
    """A reference to a document: its number, with `title` also its title; reserved numbers are marked as planned, and
    what is not in force is named by its number only."""
    entry = edition.master.entries.get(number)
    if number in edition.master.absent:
        return Run(edition.say("compose.absent", document=number))
    if entry is None and number in edition.master.left_out:
        return Run(edition.say("compose.not-in-force", document=number))
    text = number
    if title and number in edition.titles:
        text = f"{number} {edition.titles[number]}"
    if entry is None:
        return Reference((Run(text),), number=number, planned=True)
    if not anchor:
        return Reference((Run(text),), number=number)
    place = place_name(edition, edition.item(number), anchor)
    text = edition.say("compose.place-in", document=text, place=place)
    return Reference((Run(text),), number, entry.document.places.get(anchor, ""))


def place_name(edition: Edition, item: Item, anchor: str) -> str:
    """How a place inside a document is named in running text: step 4, the title of a chapter, the label of a field."""
    if isinstance(item, Document):
        for place, step in enumerate(item.steps, 1):
            if step.id == anchor:
                return edition.say("compose.step-number", number=place)
        for chapter in chapters_of(item.chapters + item.appendices):
            if chapter.id == anchor:
                return edition.say("compose.quoted", text=chapter.title)
    else:
        for section in item.sections:
            if section.id == anchor:
                return edition.say("compose.quoted", text=section.title)
            for field in section.fields:
                if field.id == anchor:
                    return edition.say("compose.quoted", text=field.label)
    return anchor


def part_name(edition: Edition, entry: Entry, key: str) -> str:
    """A part of a document as its reader names it; `key` is such as `purpose` or `steps.ask`, "" for all of it."""
    head, _, rest = key.partition(".")
    if not key:
        return edition.say("compose.whole-document")
    if head == "revisions":
        return edition.say("changes.part-revision", part=rest)
    if rest:
        return place_name(edition, edition.newest_item(entry), key.rpartition(".")[2])
    parts = edition.facts.settings.document_types[entry.source.prefix].parts
    return next((part.title for part in parts if part.part == head and part.title), head)


@dataclass(frozen=True)
class Names:
    """The resolver for the texts of one document, or of no document."""

    edition: Edition
    item: Item | None = None
    outside: bool = False
    """Whether the text is printed outside of its document."""

    def reference(self, target: str) -> Inline:
        """See `markup.Resolver`. An unknown target, which `check` reports, is printed as it was typed."""
        number, _, anchor = target.partition("/")
        if number[:1].isupper():
            if number in self.edition.master.repository.records:
                return record_reference(self.edition, number)
            known = self.edition.knows(number)
            return document_reference(self.edition, number, anchor) if known else Code(f"[{target}]")
        places = anchors(self.item) if self.item is not None else {}
        if self.item is None or target not in places:
            return Code(f"[{target}]")
        number = self.item.number if self.outside else ""
        return Reference((Run(place_name(self.edition, self.item, target)),), number, places[target])

    def fact(self, key: str) -> Inline:
        """See `markup.Resolver`. An unknown key is printed as it was typed."""
        content = fact_inlines(self.edition, key)
        return Code(f"{{{key}}}") if content is None else Fact(key, content)


def fact_inlines(edition: Edition, key: str) -> Inlines | None:
    """The printed value of `{key}`; None when there is no such fact."""
    facts = edition.facts
    group, _, rest = key.partition(".")
    if group in PARAMETER_GROUPS:
        name, _, grade = rest.partition(".")
        parameter = getattr(facts.parameters, group).get(name)
        text = parameter and parameter_text(edition, parameter, grade)
        return (Run(text),) if text else None
    if group == "roles" and rest in facts.organization.roles:
        return (Reference((Run(facts.organization.roles[rest].title),), page=f"roles/{rest}"),)
    text = _plain_fact(facts, group, rest)
    return (Run(text),) if text is not None else None


def fact_words(edition: Edition, key: str, value: Any) -> str:
    """The value of a fact as texts print it; of one that no text prints, the texts that it holds."""
    inlines = fact_inlines(edition, key)
    return plain(inlines) if inlines else edition.say("compose.comma").join(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str() if value:
            yield value
        case list() | tuple():
            for inner in value:
                yield from _texts(inner)
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case _:
            return


def _plain_fact(facts: Facts, group: str, rest: str) -> str | None:
    name, _, part = rest.partition(".")
    match group:
        case "company":
            return {"": facts.settings.company.short_name, "name": facts.settings.company.name}.get(rest)
        case "system":
            return facts.settings.system if not rest else None
        case "units" | "sites":
            found = getattr(facts.organization, group).get(rest)
            return found.title if found else None
        case "channels" if name in facts.channels.channels:
            channel = facts.channels.channels[name]
            return {"": channel.title, "contact": channel.contact, "hours": channel.hours}.get(part)
        case "objectives" if name in facts.objectives.objectives:
            objective = facts.objectives.objectives[name]
            return {"": objective.title, "target": objective.target}.get(part)
        case "terms" if rest in facts.glossary.terms:
            return facts.glossary.terms[rest].term
        case "codes" if rest in facts.codes.codes:
            return facts.codes.codes[rest].title
        case "people" if rest in facts.organization.people:
            return facts.organization.people[rest].name
        case _:
            return None


def parameter(edition: Edition, key: str) -> Parameter | None:
    """The parameter named `limits.register`, in this language."""
    group, _, name = key.partition(".")
    return getattr(edition.facts.parameters, group).get(name) if group in PARAMETER_GROUPS else None


def parameter_text(edition: Edition, found: Parameter, grade: str = "") -> str | None:
    """A parameter in running text: `A 2 h, B 12 h, C 24 h (Shanghai 12 h)`; with `grade`, only its value."""
    if grade:
        return found.by_grade.get(grade)
    if found.value:
        return found.value + _site_text(edition, found, "value")
    values = [f"{name}\u00a0{value}{_site_text(edition, found, name)}" for name, value in found.by_grade.items()]
    return edition.say("compose.comma").join(values)


def _site_text(edition: Edition, found: Parameter, grade: str) -> str:
    sites = edition.facts.organization.sites
    parts = [
        f"{sites[site].title if site in sites else site} {values[grade]}"
        for site, values in found.sites.items()
        if grade in values
    ]
    return edition.say("compose.brackets", text=edition.say("compose.comma").join(parts)) if parts else ""
