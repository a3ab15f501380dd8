"""The fingerprint of a revision: one digest of everything that its approval covers (checklist items DC-08, DC-10).

It hashes source values in a form of its own, never rendered output: an upgrade of the program or of a library must not
void an approval. What counts and what does not stands in docs/adr/0011.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

from qmsdocs.markup import fact_keys_in
from qmsdocs.model import Document, Form
from qmsdocs.model.content import AttachmentSource, PictureSource, TableSource
from qmsdocs.model.facts import Parameter
from qmsdocs.model.records import Filed, history_of
from qmsdocs.model.revision import Concession, Revision, Withdrawal
from qmsdocs.model.text import Route
from qmsdocs.repository import ControlledDocument, Facts
from qmsdocs.source import ReadFile, beside
from qmsdocs.translation import Translation

FORM = "qmsdocs fingerprint 1"
"""Names the canonical form; another form gets another name, and the old ones stay."""

_NOT_COVERED = {"revisions", "reviews", "withdrawn", "concessions", "accepted", "signatures", "fingerprint"}
"""What is written into a document after its approval, or about it."""
_DERIVED = {"answer_texts"}
"""Fields that are made from others while reading."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an approval covers of a document by itself, and what else it rests on."""

    digest: str
    """Of its fields, its newest revision and the link to the one before; "" for a document without revisions."""
    files: tuple[str, ...]
    """The pictures, tables and attachments that it uses."""
    keys: tuple[str, ...]
    """The shared facts that its texts and its structure name."""


def content_of(document: ControlledDocument) -> Content:
    """The content of `document` as it stands, whatever the shared facts say: the dear part of its fingerprint."""
    revisions = document.item.revisions
    if not revisions:
        return Content("", (), ())
    before = _before(revisions[1]) if len(revisions) > 1 else ""
    digest = _digest(canonical(document.item), _entry(revisions[0]), before)
    return Content(digest, tuple(files(document)), tuple(sorted(_named_keys(document))))


def fingerprint(document: ControlledDocument, facts: Facts, read: ReadFile) -> str:
    """The fingerprint of the newest revision of `document` with the shared `facts` of its source language.

    `read` gives the files that it uses. "" for a document without revisions.
    """
    return fingerprint_with(content_of(document), FactValues(facts), read)


def fingerprint_with(content: Content, values: "FactValues", read: ReadFile) -> str:
    """The fingerprint of a document with this `content`."""
    if not content.digest:
        return ""
    used = [hashlib.sha256(read(file) or b"").hexdigest() for file in content.files]
    return _digest(content.digest, used, values.printed(content.keys))


def _entry(revision: Revision) -> Any:
    """What a revision states of itself, without who signed it."""
    return canonical(revision)


def _before(revision: Revision) -> Any:
    """The link to the revision before: its fingerprint, or what it states where it has none."""
    return revision.fingerprint or _entry(revision)


def act_fingerprint(number: str, act: Withdrawal | Concession) -> str:
    """The fingerprint of an approved act beside the revisions of the document `number`."""
    return _digest(number, canonical(act))


def record_fingerprint(name: str, record: Filed) -> str:
    """What binds the closed record `name` as it stands; "" for one that is not closed. Every entry of its history
    counts but the fingerprint of the last, so that none can go."""
    entries = history_of(record)
    if not entries:
        return ""
    before = [[canonical(entry), entry.fingerprint] for entry in entries[:-1]]
    content = canonical(record.model_copy(update={"closed": None, "corrections": ()}))
    return _digest(name, content, before, canonical(entries[-1]))


def translation_fingerprint(translation: Translation) -> str:
    """The fingerprint of a translation: the revision that it translates, and its texts."""
    texts = sorted((list(route), text.strip()) for route, text in translation.texts.items())
    return _digest(translation.head.translates or "", texts)


def _digest(*parts: Any) -> str:
    written = json.dumps([FORM, *parts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"


# ── The canonical form ───────────────────────────────────────────────────────


def canonical(value: Any) -> Any:
    """A model as plain values: fields by the author's key, without those that say what they say when absent.

    A mapping of the author's own keys becomes a list of pairs: its order is printed, so it counts.
    """
    if type(value) is str:  # by far the most, and asking whether something is a model is dear
        return value
    match value:
        case BaseModel():
            found = ((key, getattr(value, name), default) for name, key, default in _fields(type(value)))
            return {key: canonical(inner) for key, inner, default in found if inner != default}
        case tuple() | list():
            return [canonical(inner) for inner in value]
        case dict():
            return [[key, canonical(inner)] for key, inner in value.items()]
        case date():
            return value.isoformat()
        case _:
            return value


@cache
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, str, Any], ...]:
    return tuple(
        (name, field.alias or name, field.get_default())
        for name, field in kind.model_fields.items()
        if name not in _NOT_COVERED | _DERIVED
    )


def files(document: ControlledDocument) -> Iterator[str]:
    """The pictures, tables and attachments that a document uses, by their paths in the repository."""
    for _, model in document.models:
        file = model.csv if isinstance(model, TableSource) else None
        if isinstance(model, PictureSource | AttachmentSource):
            file = model.file
        if file:
            yield beside(document.path, file)


# ── The shared facts that a document prints ──────────────────────────────────


def printed_facts(document: ControlledDocument, facts: Facts) -> dict[str, Any]:
    """The value of every shared fact that the document prints, by its key, such as `limits.acknowledge`.

    Not among them: names of people and of the organization, titles of other documents, generated tables, and what only
    a review, a concession or an earlier revision names. A key that no fact has is left out; `check` reports it.
    """
    return FactValues(facts).printed(_named_keys(document))


class FactValues:
    """The shared facts as documents print them; each is worked out once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, tuple[Any, tuple[str, ...]]] = {}

    def printed(self, keys: Iterable[str]) -> dict[str, Any]:
        """The values of what a document prints that names the facts `keys`, by key."""
        waiting, found = list(keys), dict[str, Any]()
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key], named = self._value(key)
                waiting += named
        return {key: found[key] for key in sorted(found) if found[key] is not None}

    def _value(self, key: str) -> tuple[Any, tuple[str, ...]]:
        """The value of a fact, and the keys of those that it prints itself, as a definition or a target may."""
        if key not in self._known:
            value = _fact(self._facts, key)
            self._known[key] = value, tuple(name for text in _strings(value) for name in fact_keys_in(text))
        return self._known[key]


def _named_keys(document: ControlledDocument) -> set[str]:
    """The facts that the structure and the covered texts of a document name."""
    found = {*_structural_keys(document.item)}
    found.update(key for route, text in document.texts if "{" in text for key in _keys_of(document, route, text))
    return found


def _keys_of(document: ControlledDocument, route: Route, text: str) -> Iterable[str]:
    revisions = document.item.revisions
    is_covered = route[0] not in _NOT_COVERED or (revisions and route[:2] == ("revisions", revisions[0].id))
    return fact_keys_in(text) if is_covered else ()


def _strings(value: Any) -> Iterator[str]:
    """The texts with braces anywhere in a plain value."""
    match value:
        case str():
            if "{" in value:
                yield value
        case list():
            for inner in value:
                yield from _strings(inner)
        case dict():
            for inner in value.values():
                yield from _strings(inner)


def _structural_keys(item: Document | Form) -> Iterator[str]:
    """The facts that are named outside the texts: roles, limits, terms, units, sites."""
    yield f"roles.{item.owner}"
    for key in item.applies_to:
        yield from (f"{group}.{key}" for group in ("units", "sites", "roles"))
    if isinstance(item, Form):
        yield from _form_keys(item)
        return
    yield from (f"roles.{key}" for key in item.responsibilities)
    yield from (f"glossary.{key}" for key in item.terms)
    yield from (f"indicators.{key}" for key in item.indicators)
    for step in item.steps:
        yield from (f"roles.{key}" for key in (step.who, step.accountable, *step.consult, *step.inform) if key)
        if step.within and step.within != "none":
            yield step.within
    for kept in item.records:
        yield f"units.{kept.keeper}"
        yield kept.retention


def _form_keys(form: Form) -> Iterator[str]:
    yield from (f"roles.{key}" for key in (*form.filled_by, *form.signed_by))
    yield f"units.{form.keeper}"
    yield form.retention
    for section in form.sections:
        yield from (f"options.{field.source}" for field in section.fields if field.source)


def _fact(facts: Facts, key: str) -> Any:
    """What is printed of the fact `key`, as plain values; None when there is none or when it is not covered."""
    group, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    organization = facts.organization
    match group:
        case "limits" | "retention" | "cycles" | "values":
            found = getattr(facts.parameters, group).get(name)
            return found and _parameter(facts, found, part)
        case "roles" | "units" | "sites":
            return _title(getattr(organization, group).get(rest))
        case "system":
            return facts.settings.system
        case "channels" if name in facts.channels.channels:
            channel = facts.channels.channels[name]
            return {"": channel.title, "contact": channel.contact, "hours": channel.hours}.get(part)
        case "objectives" if name in facts.objectives.objectives:
            objective = facts.objectives.objectives[name]
            return {"": objective.title, "target": objective.target}.get(part)
        case "indicators" if rest in facts.objectives.objectives:
            objective = facts.objectives.objectives[rest]
            return [canonical(objective), _title(organization.roles.get(objective.owner))]
        case "terms" if rest in facts.glossary.terms:
            return facts.glossary.terms[rest].term
        case "glossary" if rest in facts.glossary.terms:
            return canonical(facts.glossary.terms[rest])
        case "codes" if rest in facts.codes.codes:
            return facts.codes.codes[rest].title
        case "options":
            return _options(facts, rest)
        case _:
            return None


def _title(found: Any) -> Any:
    return found.title if found is not None else None


def _parameter(facts: Facts, found: Parameter, grade: str) -> Any:
    """The value, per grade and site; with `grade`, only that of the grade."""
    if grade:
        return found.by_grade.get(grade)
    sites = [
        [_title(facts.organization.sites.get(site)) or site, canonical(values)] for site, values in found.sites.items()
    ]
    return [found.value, canonical(found.by_grade), sites, found.maximum]


def _options(facts: Facts, source: str) -> Any:
    """What a field of a form offers."""
    group, _, name = source.partition(".")
    match group:
        case "codes" if name in facts.codes.codes:
            return canonical(facts.codes.codes[name].values)
        case "channels":
            return [channel.title for channel in facts.channels.channels.values()]
        case "sites" | "units" | "roles":
            return [found.title for found in getattr(facts.organization, group).values()]
        case "grades":
            return [[key, grade.title] for key, grade in facts.parameters.grades.items()]
        case _:
            return None
