"""From what was read to Word files on disk, only those whose content changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from qmsdocs import __version__
from qmsdocs.audience import for_readers
from qmsdocs.cache import digest, program
from qmsdocs.compose.dependencies import document_keys
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition, word_name
from qmsdocs.compose.records import record_sheet, record_word_name
from qmsdocs.document_tree import DocumentTree
from qmsdocs.output import keep_state, read_state, write_changed
from qmsdocs.pipeline import Loaded
from qmsdocs.pool import in_parallel
from qmsdocs.repository import RECORDS
from qmsdocs.writers.word.copies import PRINT, Copy
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences
from qmsdocs.writers.word.reference import Reference, load_reference
from qmsdocs.writers.word.sheet import sheet_file

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
    record: bool = False


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
    """Writes the Word file of every document and language into `folder`, only those whose content changed.

    Files of documents that are gone are removed. Raises `BadReference` when the look of the house cannot be used.
    """
    assert loaded.master is not None
    loaded = replace(loaded, master=for_readers(loaded.master))
    look = loaded.tree.read(LOOK)
    reference = load_reference(look)
    state = read_state(folder)
    context = digest([program(), look or b"", str(page_numbers)])
    jobs = list(_word_jobs(loaded, context))
    due = [job for job in jobs if state.get(job.name) != job.key or not (folder / job.name).is_file()]
    result = Written(kept=len(jobs) - len(due))
    folder.mkdir(parents=True, exist_ok=True)
    _make_folder(folder / RECORDS, wanted=any(job.record for job in jobs))
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


def _word_jobs(loaded: Loaded, context: str) -> Iterator[WordJob]:
    """What there is to write, in every language."""
    master = loaded.master
    assert master is not None
    for number, key in document_keys(master, loaded.tree.read).items():
        for language in master.repository.settings.languages:
            name = word_name(master.entries[number], language)
            yield WordJob(number, language, name, digest([context, key, language]))
    for language in master.repository.settings.languages:
        edition = Edition(master, language)
        for name, kept in edition.records.items():
            # Records are few, and what they print of others is told by the sheet itself.
            key = digest([context, repr(record_sheet(edition, kept))])
            yield WordJob(name, language, record_word_name(name, language), key, record=True)


class _WordWriter:
    """Writes one Word file; it is handed to worker processes, which share its state by fork or by pickling it once."""

    def __init__(self, loaded: Loaded, folder: Path, reference: Reference, page_numbers: bool) -> None:
        self._loaded, self._folder, self._reference, self._page_numbers = loaded, folder, reference, page_numbers
        self._editions: dict[str, Edition] = {}

    def __call__(self, job: WordJob) -> list[str]:
        master = self._loaded.master
        assert master is not None
        edition = self._editions.setdefault(job.language, Edition(master, job.language))
        if job.record:
            sheet = record_sheet(edition, master.repository.records[job.number])
            write_changed(self._folder / job.name, sheet_file(sheet, self._reference, PROGRAM))
            return []
        tree = document_tree(edition, job.number, self._loaded.tree.read)
        try:
            data = proved_word_file(tree, self._reference, page_numbers=self._page_numbers)
        except NotAsComposed as fault:
            return [f"{job.name}: {problem}" for problem in fault.problems]
        write_changed(self._folder / job.name, data)
        return []


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
