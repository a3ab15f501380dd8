"""Outputs on disk: Word files and the site, written whole or not at all, and only where something changed.

The worker pool lives here and nowhere else. Each output folder holds a state file that says from what each output was made.
"""

import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qmsdocs.cache import digest, program
from qmsdocs.compose.content import beside
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition
from qmsdocs.compose.site import manual_site
from qmsdocs.manual_site import ManualSite
from qmsdocs.model.content import AttachmentSource, PictureSource, TableSource
from qmsdocs.model.text import models_in
from qmsdocs.pipeline import Loaded
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import ControlledDocument
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences
from qmsdocs.writers.word.reference import Reference, load_reference

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

STATE = ".qmsdocs-state.json"
"""The file in an output folder that says from what each output was made."""


@dataclass(frozen=True)
class WordJob:
    """A Word file to write: which document, in which language, and the digest of everything that it depends on."""

    number: str
    language: str
    name: str
    key: str


@dataclass
class Written:
    """What a build did."""

    written: int = 0
    kept: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)
    """Word files whose text, read back, is not the text of their tree: our fault, never the author's."""


# ── Word ─────────────────────────────────────────────────────────────────────


def word_name(entry: Entry, language: str) -> str:
    """The name of a Word file: number, revision and language, sortable, safe on every system."""
    label = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in entry.label or "draft")
    return f"{entry.number}_{label}_{language}.docx"


def write_word(
    loaded: Loaded, folder: Path, *, page_numbers: bool = False, progress: Progress | None = None, processes: int | None = None
) -> Written:
    """Writes the Word file of every document and language into `folder`, only those whose content changed.

    Files of documents that are gone are removed. The house's `reference.docx`, where there is one, gives the look.
    """
    reference = loaded.root / "reference.docx"
    look = reference if reference.is_file() else None
    state = read_state(folder)
    context = digest([program(), look.read_bytes() if look else b"", str(page_numbers)])
    jobs = list(_word_jobs(loaded, context))
    due = [job for job in jobs if state.get(job.name) != job.key or not (folder / job.name).is_file()]
    result = Written(kept=len(jobs) - len(due))
    folder.mkdir(parents=True, exist_ok=True)
    writer = _WordWriter(loaded, folder, look, page_numbers)
    for place, problems in enumerate(_in_parallel(writer, due, processes), 1):
        result.written += 1
        result.problems += problems
        if progress:
            progress("word", place, len(due))
    names = {job.name for job in jobs}
    for name in sorted(set(state) - names):
        (folder / name).unlink(missing_ok=True)
        result.removed += 1
    bad = {problem.partition(":")[0] for problem in result.problems}
    keep_state(folder, state, {job.name: job.key for job in jobs if job.name not in bad})
    return result


def _word_jobs(loaded: Loaded, context: str) -> Iterator[WordJob]:
    """What there is to write. A key covers the document, its translation and files, the facts, and what it says of others."""
    master = loaded.master
    assert master is not None
    contents, documents = master.repository.contents, master.repository.documents.values()
    of_documents = {path for document in documents for path in _paths(document)}
    facts = digest([contents[path] for path in sorted(contents) if path not in of_documents])
    lines = {number: _line(entry) for number, entry in master.entries.items()}
    everything = digest([*lines.values(), *(contents[path] for path in sorted(of_documents))])
    for number, entry in master.entries.items():
        own = [contents[path] for path in _paths(entry.document)] + list(_files(entry.document, loaded))
        registers = everything if b"generated:" in contents[entry.document.path] else ""
        others = [*master.refers_to(number), "", *master.used_by.get(number, ())]
        about_others = [lines.get(other, other) for other in others]
        base = digest([context, facts, registers, entry.status, *own, *about_others])
        for language in master.repository.settings.languages:
            yield WordJob(number, language, word_name(entry, language), digest([base, language]))


def _paths(document: ControlledDocument) -> list[str]:
    return [document.path, *(translation.path for _, translation in sorted(document.translations.items()))]


def _files(document: ControlledDocument, loaded: Loaded) -> Iterator[bytes]:
    """The bytes of the pictures, tables and attachments that a document uses."""
    for _, model in models_in(document.item):
        file = model.csv if isinstance(model, TableSource) else None
        if isinstance(model, PictureSource | AttachmentSource):
            file = model.file
        if file:
            yield loaded.tree.read(beside(document.path, file)) or b""


def _line(entry: Entry) -> str:
    """What other documents print of a document."""
    titles = [entry.document.item.title]
    titles += [found.texts.get(("title",), "") for _, found in sorted(entry.document.translations.items())]
    return json.dumps([entry.number, titles, entry.label, entry.status])


class _WordWriter:
    """Writes one Word file; it is handed to worker processes, which share its state by fork or by pickling it once."""

    def __init__(self, loaded: Loaded, folder: Path, reference: Path | None, page_numbers: bool) -> None:
        self._loaded, self._folder, self._reference_path, self._page_numbers = loaded, folder, reference, page_numbers
        self._reference: Reference | None = None
        self._editions: dict[str, Edition] = {}

    def __call__(self, job: WordJob) -> list[str]:
        master = self._loaded.master
        assert master is not None
        if self._reference is None:
            self._reference = load_reference(self._reference_path)
        edition = self._editions.setdefault(job.language, Edition(master, job.language))
        tree = document_tree(edition, job.number, self._loaded.tree.read)
        data = word_file(tree, self._reference, program=program())
        if self._page_numbers:
            data = self._with_page_numbers(tree, data)
        problems = differences(data, tree)
        if not problems:
            write_whole(self._folder / job.name, data)
        return [f"{job.name}: {problem}" for problem in problems]

    def _with_page_numbers(self, tree: Any, data: bytes) -> bytes:
        from qmsdocs.writers.word.contents import page_numbers

        assert self._reference is not None
        return word_file(tree, self._reference, program=program(), page_numbers=page_numbers(data))


_worker: Callable[[WordJob], list[str]] | None = None


def _start(worker: Callable[[WordJob], list[str]]) -> None:
    global _worker
    _worker = worker


def _run(job: WordJob) -> list[str]:
    assert _worker is not None
    return _worker(job)


MIN_JOBS_FOR_POOL = 24
"""Below this, starting processes costs more than it saves."""


def _in_parallel(worker: _WordWriter, jobs: list[WordJob], processes: int | None) -> Iterator[list[str]]:
    processes = processes or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(jobs) < MIN_JOBS_FOR_POOL or processes == 1:
        yield from map(worker, jobs)
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(worker,)) as pool:
        yield from pool.map(_run, jobs, chunksize=8)


# ── Site ─────────────────────────────────────────────────────────────────────


def site_of(loaded: Loaded) -> ManualSite:
    """The manual site of what was read."""
    assert loaded.master is not None
    return manual_site(loaded.master, loaded.tree.read, word_name)


def write_folder(files: dict[str, bytes], folder: Path) -> None:
    """Writes `files` as the whole content of `folder`, which is replaced at once or stays as it was."""
    with replacing(folder) as new:
        for name, data in files.items():
            file = new / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


class replacing:  # noqa: N801 - used as a statement: `with replacing(folder) as new`
    """A new folder that takes the place of `folder` when the block ends well; leftovers of killed builds are removed first."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the output folder that is to be replaced."""
        self._folder = folder

    def __enter__(self) -> Path:
        parent = self._folder.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        for leftover in parent.glob(f".{self._folder.name}.*.new"):
            shutil.rmtree(leftover, ignore_errors=True)
        self._new = Path(tempfile.mkdtemp(prefix=f".{self._folder.name}.", suffix=".new", dir=parent))
        return self._new

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        if kind is not None:
            shutil.rmtree(self._new, ignore_errors=True)
            return
        self._new.chmod(0o755)
        old = self._new.with_suffix(".old.new")
        if self._folder.exists():
            self._folder.rename(old)
        self._new.rename(self._folder)
        shutil.rmtree(old, ignore_errors=True)


# ── State ────────────────────────────────────────────────────────────────────


def write_whole(file: Path, data: bytes) -> None:
    """Writes a file whole or not at all; a reader sees the old one or the new one."""
    new = file.with_name(f".{file.name}.new")
    try:
        new.write_bytes(data)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def read_state(folder: Path) -> dict[str, str]:
    """From what each output in `folder` was made; empty when unknown."""
    try:
        state = json.loads((folder / STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(state, dict):
        return {}
    safe = {name for name in state if isinstance(name, str) and "/" not in name and "\\" not in name}
    return {name: str(state[name]) for name in safe}


def keep_state(folder: Path, old: dict[str, str], new: dict[str, str]) -> None:
    """Notes from what each output was made, if that changed."""
    if old != new:
        write_whole(folder / STATE, json.dumps(dict(sorted(new.items())), indent=0).encode())
