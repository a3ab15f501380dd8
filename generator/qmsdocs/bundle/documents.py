"""The controlled documents of a bundle: every effective one as a Word file, in each language of the bundle, and the
blank workbooks of its forms."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from qmsdocs.build import blank_workbook, proved_word_file
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import Names, document_stem
from qmsdocs.cache import digest
from qmsdocs.compose.control import is_issued, landed, signers
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import LEVEL_FOLDERS, Edition, revision_text, workbook_name
from qmsdocs.manifest import ListedDocument, Shelf
from qmsdocs.register import Entry, MasterDocumentList

SHELF_OF: Mapping[int, Shelf] = {1: "manual", 2: "procedures", 3: "instructions", 4: "forms"}
assert SHELF_OF == LEVEL_FOLDERS  # the site calls its folders so, too


def contained(master: MasterDocumentList) -> list[Entry]:
    """The documents that a bundle holds: those in force, or all drafts while nothing is in force.

    What is only announced, superseded or withdrawn is told of in the registers.
    """
    in_force = [entry for entry in master.entries.values() if entry.status == "effective"]
    return in_force or [entry for entry in master.entries.values() if entry.is_current]


def document_paths(master: MasterDocumentList, names: Names) -> Mapping[tuple[str, str], str]:
    """Where the Word file of each document stands in the bundle: (number, language) → path."""
    editions = [Edition(master, language) for language in names.languages]
    return {
        (entry.number, edition.language): names.path(
            SHELF_OF[entry.type.level],
            document_stem(entry.number, entry.label or "draft", edition.titles[entry.number]),
            ".docx",
            edition.language,
        )
        for entry in contained(master)
        for edition in editions
    }


def document_members(sources: Sources) -> Iterator[Member]:
    """The Word files, and beside them the blank workbooks of forms."""
    for (number, language), path in sources.paths.items():
        entry = sources.master.entries[number]
        word = Member(
            path,
            "document",
            SHELF_OF[entry.type.level],
            f"{number} {sources.editions[language].titles[number]}",
            partial(_word_file, sources, number, language),
            key=digest(["document", sources.context, sources.keys[number], language]),
            language=language,
            number=number,
            revision=revision_text(sources.editions[language], number, entry.revision) if entry.revision else "",
        )
        yield word
        if workbook_name(entry, language):
            yield replace(
                word,
                path=f"{path.removesuffix('.docx')}.xlsx",
                make=partial(_workbook, sources, number, language),
                key=digest(["workbook", sources.context, sources.keys[number], language]),
            )


def _word_file(sources: Sources, number: str, language: str) -> bytes:
    tree = document_tree(sources.editions[language], number, sources.loaded.tree.read)
    return proved_word_file(tree, sources.reference)


def _workbook(sources: Sources, number: str, language: str) -> bytes:
    return blank_workbook(sources.editions[language], number, sources.loaded.tree.read)


def listed_documents(sources: Sources) -> Iterator[ListedDocument]:
    """What the manifest says of each document."""
    first = sources.editions[sources.names.languages[0]]
    for entry in contained(sources.master):
        revision, issued = entry.revision, is_issued(entry)
        yield ListedDocument(
            number=entry.number,
            title={language: edition.titles[entry.number] for language, edition in sources.editions.items()},
            level=entry.type.level,
            revision=revision_text(first, entry.number, revision) if revision else "",
            status=entry.status,
            effective=str(entry.effective or ""),
            approved=str(entry.approved or ""),
            approved_by=signers(first, revision, "approved") if revision else "",
            fingerprint=revision.fingerprint if revision and issued else "",
            commit=landed(entry) if issued else "",
        )
