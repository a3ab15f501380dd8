"""What the outputs of a document depend on, as one digest: an output is made again only when its digest changed."""

import json
from collections.abc import Iterable

from qmsdocs.cache import digest
from qmsdocs.compose.content import in_language
from qmsdocs.compose.names import Edition, place_name
from qmsdocs.fingerprint import files
from qmsdocs.register import Entry, MasterDocumentList, Mention, contents_of, mentions
from qmsdocs.repository import Repository, is_printed_by_documents
from qmsdocs.source import ReadFile


def document_keys(master: MasterDocumentList, read: ReadFile) -> dict[str, str]:
    """A digest for each document: sources and files, status and approvals, the shared facts, what the house prints on
    every document, and what is printed of other documents."""
    settings = master.repository.settings
    editions = [Edition(master, language) for language in settings.languages]
    companies = (edition.facts.settings.company.model_dump_json() for edition in editions)
    house = [settings.revision_display, settings.site_url or "", *companies]
    shared: list[bytes | str] = [*house, read(settings.company.logo or "") or b""]
    lines = {number: _line(entry) for number, entry in master.entries.items()}
    lines |= {number: f"{number} left out" for number in master.left_out}
    states = {number: _state(master, entry) for number, entry in master.entries.items()}
    facts: dict[int, str] = {}
    registers = _registers(master, [*lines.values(), *states.values()])
    keys = {}
    for number, entry in master.entries.items():
        repository = entry.held.repository if entry.held else master.approvals.repository
        if id(repository) not in facts:
            facts[id(repository)] = _facts_digest(repository)
        own = [*_own(master, entry), *_own_files(master, entry, read)]
        generated = registers if any(b"generated:" in part for part in own) else ""
        others = [*master.refers_to(number), "", *master.used_by.get(number, ())]
        about_others = [lines.get(other, other) for other in others]
        places = [
            _place(edition, mention) for edition in editions for mention in master.mentions[number] if mention.anchor
        ]
        parts: list[bytes | str] = [facts[id(repository)], generated, states[number], *own, *about_others, *places]
        keys[number] = digest([*shared, *parts])
    return keys


def revision_key(edition: Edition, entry: Entry, read: ReadFile) -> str:
    """A digest of what the text of an earlier revision depends on, besides what `document_keys` tells of its document;
    "" for one that prints registers: they depend on everything."""
    master = edition.master
    own = _own(master, entry)
    if any(b"generated:" in part for part in own):
        return ""
    read = entry.held.read if entry.held else read
    named = list(mentions(entry.document))
    known = {**master.left_out, **master.entries}
    others = [_line(known[found.number]) if found.number in known else found.number for found in named]
    places = [_place(edition, found) for found in named if found.anchor]
    facts = _facts_digest(entry.held.repository) if entry.held else ""
    used = _contents(files(entry.document), master, read)
    return digest([facts, _state(master, entry), *own, *used, *others, "", *places])


def _registers(master: MasterDocumentList, of_documents: list[str]) -> str:
    """What generated tables inside of documents depend on: all documents, the facts, and who holds which role today."""
    organization, day = master.repository.facts.organization, master.as_of
    holders: list[list[object]] = [
        [key, holder.person, holder.deputy]
        for key, role in organization.roles.items()
        for holder in role.holders
        if holder.holds(day)
    ]
    values = master.repository.facts.parameters.model_dump_json()
    own = (part for entry in master.entries.values() for part in _own(master, entry))
    return digest([*of_documents, *own, _facts_digest(master.repository), values, json.dumps(holders)])


def _own(master: MasterDocumentList, entry: Entry) -> list[bytes]:
    contents = contents_of(entry, master.repository)
    return [contents[path] for path in entry.document.paths]


def _own_files(master: MasterDocumentList, entry: Entry, read: ReadFile) -> list[bytes]:
    read = entry.held.read if entry.held else read
    return _contents(master.summaries[entry.number].files, master, read)


def _contents(used: Iterable[str], master: MasterDocumentList, read: ReadFile) -> list[bytes]:
    """The bytes of files that a document uses, with those that stand in their place in other languages."""
    _, *others = master.repository.settings.languages
    names = [name for file in used for name in (file, *(in_language(file, language) for language in others))]
    return [read(name) or b"" for name in names]


def _facts_digest(repository: Repository) -> str:
    """Of everything that is no document and that documents may print."""
    paths = repository.contents.keys() - {path for each in repository.documents.values() for path in each.paths}
    return digest([repository.contents[path] for path in sorted(paths) if is_printed_by_documents(path)])


def _state(master: MasterDocumentList, entry: Entry) -> str:
    """What is printed besides the sources: status, signatures with their evidence, the next revision, what departs from
    the text on the day."""
    approvals, revision = master.approvals, entry.revision
    signatures = revision.signatures if revision else ()
    proofs = [approvals.evidence(entry.source, revision, found) for found in signatures if revision]
    printed = [[proof.grade, proof.landed] for proof in proofs]
    upcoming = entry.upcoming.model_dump_json() if entry.upcoming else ""
    declared = entry.document.item.model_dump_json(include={"revisions", "reviews", "withdrawn", "concessions"})
    departures = [found.id for found in entry.concessions_on(master.as_of)]
    state = [entry.status, str(entry.next_review), entry.has_content, entry.successors, departures]
    return json.dumps([*state, printed, upcoming, declared])


def _place(edition: Edition, mention: Mention) -> str:
    """How a place in another document is named: its step may have moved, its chapter been retitled."""
    if mention.number not in edition.master.entries:
        return ""
    return place_name(edition, edition.item(mention.number), mention.anchor)


def _line(entry: Entry) -> str:
    """What other documents print of a document."""
    titles = [entry.document.item.title]
    titles += [found.texts.get(("title",), "") for _, found in sorted(entry.document.translations.items())]
    return json.dumps([entry.number, titles, entry.label, entry.status])
