"""What the outputs of a document depend on, as one digest: an output is made again only when its digest changed."""

import json

from qmsdocs.cache import digest
from qmsdocs.compose.names import Edition, place_name
from qmsdocs.register import Entry, MasterDocumentList, Mention
from qmsdocs.source import ReadFile


def document_keys(master: MasterDocumentList, read: ReadFile) -> dict[str, str]:
    """A digest for each document: its sources and files, its status, the shared facts, and what is printed of other
    documents."""
    contents = master.repository.contents
    of_documents = {path for document in master.repository.documents.values() for path in document.paths}
    facts = digest([contents[path] for path in sorted(contents) if path not in of_documents])
    settings = master.repository.settings
    editions = [Edition(master, language) for language in settings.languages]
    logo = read(settings.company.logo or "") or b""
    lines = {number: _line(entry) for number, entry in master.entries.items()}
    everything = digest([*lines.values(), *(contents[path] for path in sorted(of_documents))])
    keys = {}
    for number, entry in master.entries.items():
        own = [contents[path] for path in entry.document.paths]
        own += [read(file) or b"" for file in master.summaries[number].files]
        registers = everything if b"generated:" in contents[entry.document.path] else ""
        others = [*master.refers_to(number), "", *master.used_by.get(number, ())]
        about_others = [lines.get(other, other) for other in others]
        places = [
            _place(edition, mention) for edition in editions for mention in master.mentions[number] if mention.anchor
        ]
        keys[number] = digest([facts, logo, registers, entry.status, *own, *about_others, *places])
    return keys


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
