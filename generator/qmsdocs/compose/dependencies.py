"""What the outputs of a document depend on, as one digest: an output is made again only when its digest changed."""

import json

from qmsdocs.cache import digest
from qmsdocs.compose.names import Edition, place_name
from qmsdocs.register import Entry, MasterDocumentList, Mention, contents_of
from qmsdocs.repository import Repository
from qmsdocs.source import ReadFile


def document_keys(master: MasterDocumentList, read: ReadFile) -> dict[str, str]:
    """A digest for each document: sources and files, status and approvals, the shared facts, and what is printed
    of other documents."""
    settings = master.repository.settings
    editions = [Edition(master, language) for language in settings.languages]
    logo = read(settings.company.logo or "") or b""
    lines = {number: _line(entry) for number, entry in master.entries.items()}
    facts: dict[int, str] = {}
    everything = digest([*lines.values(), *(part for entry in master.entries.values() for part in _own(master, entry))])
    keys = {}
    for number, entry in master.entries.items():
        repository = entry.held.repository if entry.held else master.repository
        if id(repository) not in facts:
            facts[id(repository)] = _facts_digest(repository)
        own = [*_own(master, entry), *_own_files(master, entry, read)]
        registers = everything if any(b"generated:" in part for part in own) else ""
        others = [*master.refers_to(number), "", *master.used_by.get(number, ())]
        about_others = [lines.get(other, other) for other in others]
        places = [
            _place(edition, mention) for edition in editions for mention in master.mentions[number] if mention.anchor
        ]
        state = _state(master, entry)
        keys[number] = digest([facts[id(repository)], logo, registers, state, *own, *about_others, *places])
    return keys


def _own(master: MasterDocumentList, entry: Entry) -> list[bytes]:
    contents = contents_of(entry, master.repository)
    return [contents[path] for path in entry.document.paths]


def _own_files(master: MasterDocumentList, entry: Entry, read: ReadFile) -> list[bytes]:
    read = entry.held.read if entry.held else read
    return [read(file) or b"" for file in master.summaries[entry.number].files]


def _facts_digest(repository: Repository) -> str:
    """Of everything that is no document."""
    of_documents = {path for document in repository.documents.values() for path in document.paths}
    return digest([repository.contents[path] for path in sorted(repository.contents) if path not in of_documents])


def _state(master: MasterDocumentList, entry: Entry) -> str:
    """What is printed besides the sources: status, signatures with their evidence, the next revision."""
    approvals, revision = master.approvals, entry.revision
    signatures = revision.signatures if revision else ()
    proofs = [approvals.evidence(entry.source, revision, found) for found in signatures if revision]
    printed = [[proof.grade, proof.landed] for proof in proofs]
    upcoming = [entry.upcoming.label, str(entry.upcoming.effective)] if entry.upcoming else []
    declared = entry.document.item.model_dump_json(include={"revisions", "reviews", "withdrawn", "concessions"})
    return json.dumps([entry.status, str(entry.next_review), entry.has_content, printed, upcoming, declared])


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
