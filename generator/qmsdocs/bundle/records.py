"""The records of running the system in a bundle: each on its form, with links to documents and to each other."""

import posixpath
from collections.abc import Iterator
from functools import partial

from qmsdocs.build import PROGRAM
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import document_stem
from qmsdocs.cache import digest
from qmsdocs.compose.records import record_sheet
from qmsdocs.repository import localized_record
from qmsdocs.writers.word.sheet import sheet_file


def record_members(sources: Sources) -> Iterator[Member]:
    """The Word files, in each language of the bundle."""
    for language, edition in sources.editions.items():
        records = edition.records
        titles = {name: localized_record(kept, language).title for name, kept in records.items()}
        paths = {
            name: sources.names.path("records", document_stem(name, "", title), ".docx", language)
            for name, title in titles.items()
        }
        beside = dict(sources.beside(sources.names.shelf("records"), language))
        beside |= {f"records/{name}": posixpath.basename(path) for name, path in paths.items()}
        for name, kept in records.items():
            sheet = record_sheet(edition, kept, beside)
            yield Member(
                paths[name],
                "register",
                "records",
                f"{name} {titles[name]}",
                partial(sheet_file, sheet, sources.reference, PROGRAM),
                key=digest(["record", sources.context, repr(sheet)]),
                language=language,
            )
