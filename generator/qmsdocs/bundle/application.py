"""The application pack of a bundle: what the certification body asks for as files in one folder, with a report on what
is there and what is missing.

Files with personal data are contained only when somebody asked for them. They are not committed, so they are read from
the folder of the repository, and from nowhere else.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from qmsdocs.build import PROGRAM
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import Names, document_stem
from qmsdocs.cache import digest
from qmsdocs.certification import (
    FileFault,
    FilledSlot,
    GivenFile,
    Readiness,
    file_fault,
    filled_slots,
    given_files,
    personal_paths,
    readiness,
)
from qmsdocs.compose.application import completeness_report, counted, file_page, sheet_page, told
from qmsdocs.compose.names import Edition
from qmsdocs.compose.pack_sheets import pack_sheet
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import label
from qmsdocs.model.certification import Certification, GeneratedSheet
from qmsdocs.pipeline import Loaded
from qmsdocs.register import MasterDocumentList
from qmsdocs.source import WorkingTree
from qmsdocs.writers.word.sheet import sheet_file


class Pack:
    """The slots of a house with what fills them."""

    def __init__(self, loaded: Loaded, *, personal: bool) -> None:
        """`personal` lets files with personal data in. The house has a certification file, and a list was read."""
        assert loaded.master is not None
        self.master: MasterDocumentList = loaded.master
        facts, paths = self.master.repository.facts, self.master.repository.fact_paths
        assert facts.certification is not None
        self.certification: Certification = facts.certification
        self.source = paths["certification"]
        self.ready: Readiness = readiness(self.master)
        self._personal = personal
        self._tree, self._folder = loaded.tree, WorkingTree(loaded.root)
        self._kept_apart = personal_paths(self.certification, self.source)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the pack; None where there is none, or it is kept apart."""
        if not self.is_personal(path):
            return self._tree.read(path)
        if not self._personal:
            return None
        data = self._tree.read(path)
        return self._folder.read(path) if data is None else data

    def is_personal(self, path: str) -> bool:
        """Whether a file holds personal data."""
        return path in self._kept_apart

    def fault(self, file: GivenFile) -> FileFault:
        """Why a file cannot be given."""
        if self.is_personal(file.path) and not self._personal:
            return "apart"
        return file_fault(file.path, self.read)

    def slots(self, edition: Edition) -> tuple[FilledSlot, ...]:
        """The slots with the texts of a language."""
        certification = edition.facts.certification or self.certification
        return filled_slots(self.master, certification, self.source, self.fault, self.ready)

    def files(self, certification: Certification) -> dict[str, GivenFile]:
        """The files that can be given, by path, each for the first slot that names it."""
        found: dict[str, GivenFile] = {}
        for file in given_files(certification, self.source):
            if file.slot.not_applicable is None and not self.fault(file):
                found.setdefault(file.path, file)
        return found

    def sheets(self) -> dict[GeneratedSheet, str]:
        """The sheets that are made from the facts, each with the id of the first slot that wants it."""
        found: dict[GeneratedSheet, str] = {}
        for slot in self.certification.application:
            for name in slot.generated if slot.not_applicable is None else ():
                found.setdefault(name, slot.id)
        return found


def application_members(sources: Sources, personal: bool) -> Iterator[Member]:
    """The files that slots name, the sheets made from the facts, and the report in each language; nothing without
    manual/certification.yaml."""
    if sources.master.repository.facts.certification is None:
        return
    pack, paths = Pack(sources.loaded, personal=personal), _Paths(sources.names)
    attached: dict[str, str] = {}
    for path, file in pack.files(_localized(sources)).items():
        data, title = pack.read(path) or b"", file.title or file.slot.title
        attached[path] = paths.new(file.slot.code, title, PurePosixPath(path).suffix.lower())
        member = Member(attached[path], "attachment", "application", title, partial(bytes, data))
        yield replace(member, personal=pack.is_personal(path))
    for language, edition in sources.editions.items():
        ways = dict(sources.beside(sources.names.shelf("application"), language))
        ways |= {file_page(path): PurePosixPath(found).name for path, found in attached.items()}
        codes = {slot.id: slot.code for slot in pack.certification.application}
        for name, slot in pack.sheets().items():
            sheet = replace(pack_sheet(edition, name, pack.ready), beside=dict(ways))
            member = _sheet_member(sources, sheet, paths.new(codes[slot], sheet.title, ".docx", language))
            ways[sheet_page(name)] = PurePosixPath(member.path).name
            yield member
        report = completeness_report(edition, pack.slots(edition), pack.ready, ways)
        yield _sheet_member(sources, report, paths.new("00", report.title, ".docx", language))


def _localized(sources: Sources) -> Certification:
    """The pack in the first language of the bundle: files are named in it."""
    found = sources.editions[sources.names.languages[0]].facts.certification
    assert found is not None
    return found


class _Paths:
    """Paths in the folder of the pack: no two are the same, however small and capital letters count."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._taken: set[str] = set()

    def new(self, code: str, title: str, ending: str, language: str = "") -> str:
        """The path of a file of the slot with this `code`."""
        stem, count = document_stem(code, "", title), 1
        path = self._names.path("application", stem, ending, language)
        while path.casefold() in self._taken:
            count += 1
            # The number stands in front, where no long title can push it out.
            path = self._names.path("application", document_stem(f"{code}_{count}", "", title), ending, language)
        self._taken.add(path.casefold())
        return path


def _sheet_member(sources: Sources, sheet: Sheet, path: str) -> Member:
    return Member(
        path,
        "application",
        "application",
        sheet.title,
        partial(sheet_file, sheet, sources.reference, PROGRAM),
        key=digest(["application", sources.context, repr(sheet)]),
        language=sheet.language,
    )


def application_summary(loaded: Loaded, language: str, *, personal: bool) -> list[str]:
    """How far the pack is, in lines: how many slots are filled, and which are not; without a pack, how to begin one."""
    assert loaded.master is not None
    if loaded.master.repository.facts.certification is None:
        return [label(language, "pack.none")]
    pack, edition = Pack(loaded, personal=personal), Edition(loaded.master, language)
    slots = pack.slots(edition)
    return [counted(edition, slots), *(told(edition, slot) for slot in slots if slot.gaps and slot.is_required)]
