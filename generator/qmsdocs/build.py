"""From what was read to Word files on disk, only those whose content changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from qmsdocs import __version__
from qmsdocs.audience import for_readers
from qmsdocs.cache import digest, program
from qmsdocs.compose.dependencies import document_keys
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.flow import flow_name, flow_sheet, has_flow
from qmsdocs.compose.forms import kept_text
from qmsdocs.compose.handouts import handouts, instruction_sheet
from qmsdocs.compose.names import Edition, word_name, workbook_name
from qmsdocs.compose.records import record_sheet, record_word_name
from qmsdocs.document_tree import DocumentTree, Sheet
from qmsdocs.model import Form
from qmsdocs.output import keep_state, read_state, write_changed
from qmsdocs.pipeline import Loaded
from qmsdocs.pool import in_parallel
from qmsdocs.repository import RECORDS
from qmsdocs.source import ReadFile
from qmsdocs.writers.word.copies import PRINT, Copy
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences, sheet_differences
from qmsdocs.writers.word.reference import Reference, load_reference
from qmsdocs.writers.word.sheet import sheet_file
from qmsdocs.writers.workbook import form_workbook

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

LOOK = "reference.docx"
"""The reference document that gives the look of the house, beside qms.yaml; a house may have none."""

PROGRAM = f"qmsdocs {__version__}"
"""The version string that stands in small print and in the properties of Word files."""


@dataclass(frozen=True)
class WordJob:
    """A Word file to write: which document, in which language, and the digest of everything that it depends on."""

    number: str
    """The number of the document, or the name of the record."""
    language: str
    name: str
    key: str
    kind: Literal["document", "workbook", "instruction"] = "document"
    """Its Word file, the blank workbook of a form, or a work instruction on one sheet."""


@dataclass(frozen=True)
class SheetJob:
    """A sheet beside the documents to write, such as a card or a record, and the digest of all that stands on it."""

    sheet: Sheet
    name: str
    key: str


@dataclass
class Written:
    """What a build did."""

    written: int = 0
    kept: int = 0
    problems: list[str] = field(default_factory=list)
    """Word files whose text, read back, is not the text of their tree: our fault, never the author's."""


def write_word(
    loaded: Loaded,
    folder: Path,
    *,
    page_numbers: bool = False,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Written:
    """Writes the Word file of every document and language into `folder`, and beside it the blank workbook of a form
    that has one, and the picture of the flow; only those whose content changed.

    Files of documents that are gone are removed. Raises `BadReference` when the look of the house cannot be used.
    """
    assert loaded.master is not None
    master = for_readers(loaded.master)
    loaded = replace(loaded, master=master)
    look = loaded.tree.read(LOOK)
    reference = load_reference(look)
    state = read_state(folder)
    context = digest([program(), look or b"", str(page_numbers)])
    keys = document_keys(master, loaded.tree.read)
    jobs: list[WordJob | SheetJob] = [*_word_jobs(loaded, keys, context), *_sheet_jobs(loaded, keys, context)]
    due = [job for job in jobs if state.get(job.name) != job.key or not (folder / job.name).is_file()]
    result = Written(kept=len(jobs) - len(due))
    folder.mkdir(parents=True, exist_ok=True)
    _make_folder(folder / RECORDS, wanted=any(job.name.startswith(f"{RECORDS}/") for job in jobs))
    writer = _WordWriter(loaded, folder, reference, page_numbers)
    for place, problems in enumerate(in_parallel(writer, due, processes), 1):
        result.written += not problems
        result.problems += problems
        if progress:
            progress("word", place, len(due))
    names = {job.name for job in jobs}
    for name in sorted(set(state) - names):
        (folder / name).unlink(missing_ok=True)
    bad = {problem.partition(":")[0] for problem in result.problems}
    keep_state(folder, state, {job.name: job.key for job in jobs if job.name not in bad})
    return result


def _make_folder(folder: Path, *, wanted: bool) -> None:
    """A folder below that of the outputs; a link in its place, which may lead anywhere, goes."""
    if folder.is_symlink():
        folder.unlink()
    if wanted:
        folder.mkdir(exist_ok=True)


def _word_jobs(loaded: Loaded, keys: Mapping[str, str], context: str) -> Iterator[WordJob]:
    """What there is to write, in every language."""
    master = loaded.master
    assert master is not None
    for number, key in keys.items():
        for language in master.repository.settings.languages:
            entry, digested = master.entries[number], digest([context, key, language])
            yield WordJob(number, language, word_name(entry, language), digested)
            if name := workbook_name(entry, language):
                yield WordJob(number, language, name, digested, "workbook")


def _sheet_jobs(loaded: Loaded, keys: Mapping[str, str], context: str) -> Iterator[WordJob | SheetJob]:
    """The sheets beside the documents, in every language. What is made from several documents depends on too much to
    ask whether that changed; to compose it takes less time."""
    master = loaded.master
    assert master is not None
    for language in master.repository.settings.languages:
        edition = Edition(master, language)
        for found in handouts(edition, loaded.tree.read):
            if found.document:
                key = digest([context, language, "instruction", keys[found.document]])
                yield WordJob(found.document, language, found.word, key, "instruction")
            else:
                yield _sheet_job(found.word, found.sheet, context)
        for name, kept in edition.records.items():
            yield _sheet_job(record_word_name(name, language), record_sheet(edition, kept), context)
        if has_flow(edition):
            yield _sheet_job(flow_name(language), flow_sheet(edition), context)


def _sheet_job(name: str, sheet: Sheet, context: str) -> SheetJob:
    return SheetJob(sheet, name, digest([context, repr(sheet)]))


class _WordWriter:
    """Writes one Word file; it is handed to worker processes, which share its state by fork or by pickling it once."""

    def __init__(self, loaded: Loaded, folder: Path, reference: Reference, page_numbers: bool) -> None:
        self._loaded, self._folder, self._reference, self._page_numbers = loaded, folder, reference, page_numbers
        self._editions: dict[str, Edition] = {}

    def __call__(self, job: WordJob | SheetJob) -> list[str]:
        if isinstance(job, SheetJob):
            return self._sheet(job.sheet, job.name)
        master = self._loaded.master
        assert master is not None
        edition = self._editions.setdefault(job.language, Edition(master, job.language))
        if job.kind == "workbook":
            write_changed(self._folder / job.name, blank_workbook(edition, job.number, self._loaded.tree.read))
            return []
        if job.kind == "instruction":
            return self._sheet(instruction_sheet(edition, job.number, self._loaded.tree.read), job.name)
        tree = document_tree(edition, job.number, self._loaded.tree.read)
        try:
            data = proved_word_file(tree, self._reference, page_numbers=self._page_numbers)
        except NotAsComposed as fault:
            return [f"{job.name}: {problem}" for problem in fault.problems]
        write_changed(self._folder / job.name, data)
        return []

    def _sheet(self, sheet: Sheet, name: str) -> list[str]:
        data = sheet_file(sheet, self._reference, PROGRAM)
        problems = sheet_differences(data, sheet)
        if not problems:
            write_changed(self._folder / name, data)
        return [f"{name}: {problem}" for problem in problems]


def blank_workbook(edition: Edition, number: str, read: ReadFile) -> bytes:
    """The blank workbook of the form `number`."""
    entry = edition.master.entries[number]
    own = edition.of(entry)
    form, _ = own.localized(entry)
    assert isinstance(form, Form)
    return form_workbook(document_tree(edition, number, read), kept=kept_text(own, form), program=PROGRAM)


class NotAsComposed(Exception):  # noqa: N818 - our own fault, told by its name
    """A Word file whose text, read back, is not that of its tree."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems


def proved_word_file(
    tree: DocumentTree,
    reference: Reference,
    *,
    copy: Copy = PRINT,
    page_numbers: bool = False,
) -> bytes:
    """The Word file of `tree`, see `word_file`, after its text was read back. Raises `NotAsComposed`."""
    data = word_file(tree, reference, copy=copy, program=PROGRAM)
    if page_numbers:
        from qmsdocs.writers.word.contents import page_numbers as found  # needs pypdf, which only this option does

        data = word_file(tree, reference, copy=copy, program=PROGRAM, page_numbers=found(data))
    if problems := differences(data, tree):
        raise NotAsComposed(problems)
    return data
