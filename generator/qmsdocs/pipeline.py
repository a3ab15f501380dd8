"""From a folder to a checked master document list: sources → repository → master document list → findings.

What day it is is asked here and nowhere else; `build` writes the outputs.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qmsdocs.approvals import Approvals
from qmsdocs.cache import Cache, digest, program
from qmsdocs.checks import Checked, check_all, check_approvals
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.findings import Finding, findings_text
from qmsdocs.git import Git, NoGit
from qmsdocs.git import state as git_state
from qmsdocs.history import Branch, History, NoBranch, open_branch
from qmsdocs.manual_site import ManualSite
from qmsdocs.recall import CachedReader, Recall, finding_of, found_spans, plain_finding
from qmsdocs.register import MasterDocumentList, list_in_force, master_document_list
from qmsdocs.repository import RECORDS, SETTINGS_FILE, Repository, read_repository
from qmsdocs.rules import RULES
from qmsdocs.source import SourceTree, WorkingTree, read_yaml
from qmsdocs.source.commit import CommitTree

if TYPE_CHECKING:
    from qmsdocs.compose.site import Kept


@dataclass(frozen=True)
class Loaded:
    """What was read: the master document list (None when qms.yaml cannot be read), the findings, and where it came
    from."""

    root: Path
    tree: SourceTree
    master: MasterDocumentList | None
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...] = ()
    history: History | None = None
    no_history: str = ""
    """Why there is no history, as the name of a message."""
    left_out: tuple[str, ...] = ()
    """The files with changes that are not committed, and so not published."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(finding for finding in self.findings if finding.diagnostic.severity == "error")

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """The errors that stop a build; a void approval does not: what was approved last is published."""
        return tuple(finding for finding in self.errors if RULES[finding.diagnostic.rule].stops)


# ── Reading and checking ─────────────────────────────────────────────────────


def today(root: Path) -> date:
    """Today in the organization's time zone."""
    return now(time_zone(root)).date()


def now(zone: str) -> datetime:
    """This moment in a time zone: the one place where the program looks at the clock."""
    return datetime.now(ZoneInfo(zone))


def time_zone(root: Path) -> str:
    """The time zone of the house; UTC where qms.yaml names none that exists."""
    zone = _setting(root, "time_zone") or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return zone


def controlled_branch(root: Path, cache: Cache) -> Branch:
    """The controlled branch of the repository at `root`, see `history.open_branch`, which also says what it raises."""
    return open_branch(root, _setting(root, "branch"), cache)


def _setting(root: Path, name: str) -> str | None:
    """A value of qms.yaml that is needed before anything else is read."""
    value, _ = read_yaml(SETTINGS_FILE, WorkingTree(root).read(SETTINGS_FILE) or b"")
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Reading and composing make many objects and hardly any rubbish: looking for it all the time costs a fifth. What
    was read is not looked at until the next reading, and so stays in the memory that worker processes share."""
    gc.set_threshold(50_000, 20, 100)
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@_nothing_collected()
def load(root: Path, as_of: date, cache: Cache, tree: WorkingTree | None = None) -> Loaded:
    """The working tree under `root` as its authors see it: the newest text of every document, with every finding."""
    reading = _Reading(root, cache)
    branch = reading.branch
    read = reading.sources(tree or WorkingTree(root), as_of, branch.tip if branch else "")
    return reading.loaded(read, read.newest, "all")


@_nothing_collected()
def load_in_force(root: Path, as_of: date, cache: Cache, *, checks: bool = True) -> Loaded:
    """What is committed on the controlled branch and in force on the day `as_of`: what staff see.

    Without git the working tree has to do. Findings are those of the newest state; for a day in the past, when other
    rules may have been good, only what is wrong with the approvals; without `checks`, none but those of reading when
    nothing could be read.
    """
    reading = _Reading(root, cache)
    branch = reading.branch
    if branch is None:
        read = reading.sources(WorkingTree(root), as_of, "")
        return reading.loaded(read, read.in_force(), "all" if checks else "none")
    commit = branch.tip if as_of >= today(root) else branch.commit_on(as_of, time_zone(root))
    if not commit:
        problem = Diagnostic("no-history", _TOP, {"day": as_of, "branch": branch.name}, "young")
        return reading.nothing([problem])
    read = reading.sources(CommitTree(branch.git, commit), as_of, commit)
    newest = commit == branch.tip
    left_out = _changed_sources(branch.git, WorkingTree(root)) if newest else ()
    wanted: _Checks = "none" if not checks else "all" if newest else "approvals"
    return replace(reading.loaded(read, read.in_force(), wanted), left_out=left_out)


@_nothing_collected()
def load_at(root: Path, commit: str, as_of: date, cache: Cache, *, in_force: bool) -> Loaded:
    """What one commit holds: what of it is in force on the day `as_of`, or else the newest text of every document.

    The commit must be in the history of the controlled branch or of what is checked out. Of findings there are only
    those of its approvals, and those of reading when nothing could be read.
    """
    reading = _Reading(root, cache)
    if reading.branch is None:
        return reading.nothing(())
    read = reading.sources(CommitTree(reading.branch.git, commit), as_of, commit)
    return reading.loaded(read, read.in_force() if in_force else read.newest, "approvals")


def _changed_sources(git: Git, tree: WorkingTree) -> tuple[str, ...]:
    """The source files whose state in the folder is not committed."""
    starts, tops = tuple(f"{folder}/" for folder in _folders(tree)), ("qms", "reference")
    return tuple(path for path in git.changed() if path.startswith(starts) or path.partition(".")[0] in tops)


_TOP = Place(SETTINGS_FILE, line=1, column=1)


@dataclass(frozen=True)
class _Sources:
    """What one tree holds: the list of the newest revisions, or why there is none."""

    tree: SourceTree
    newest: MasterDocumentList | None
    problems: tuple[Diagnostic, ...]
    recall: Recall | None

    def in_force(self) -> MasterDocumentList | None:
        """The list of what is in force."""
        return list_in_force(self.newest, self.recall.summary) if self.newest and self.recall else None


_Checks = Literal["all", "approvals", "none"]


class _Reading:
    """One reading of sources and history."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self._root, self._cache, self._reader = root, cache, CachedReader(cache)
        self._problems: list[Diagnostic] = []
        self._no_history = ""
        self.branch = self._branch()

    def _branch(self) -> Branch | None:
        """The controlled branch; without one it is noted what is wrong with it, or why there is none."""
        try:
            return controlled_branch(self._root, self._cache)
        except NoGit as problem:
            self._no_history = f"history.{problem.reason}"
        except NoBranch as problem:
            self._problems.append(Diagnostic("no-history", _TOP, {"branch": problem.name}, problem.reason))
        return None

    def sources(self, tree: SourceTree, as_of: date, commit: str) -> _Sources:
        """What `tree` holds; `commit` is the newest commit of the controlled branch that counts for it."""
        repository = read_repository(tree, self._reader.read)
        if not isinstance(repository, Repository):
            return _Sources(tree, None, tuple(repository), None)
        history = None
        if self.branch:
            git, index = self.branch.git, self.branch.index
            history = History(git, index, commit, repository.facts, self._reader.read, self._cache)
        recall = Recall(self._cache, repository, tree.read)
        approvals = Approvals(repository, recall.fingerprint, history)
        newest = master_document_list(repository, as_of, approvals, recall.summary)
        return _Sources(tree, newest, (), recall)

    def nothing(self, problems: Iterable[Diagnostic]) -> Loaded:
        """Nothing but what is wrong."""
        tree = WorkingTree(self._root)
        return Loaded(self._root, tree, None, _findings(tree, [*self._problems, *problems], self._cache))

    def loaded(self, read: _Sources, shown: MasterDocumentList | None, checks: _Checks) -> Loaded:
        """What was read, with what the checks find."""
        if shown is None or read.newest is None or read.recall is None:
            return self.nothing(read.problems)
        found = Checked((), (), {})
        if checks == "all":
            found = self._check(read.newest, read.tree, read.recall)
        elif checks == "approvals":
            found = check_approvals(read.newest)
        self._reader.keep()
        read.recall.keep()
        if isinstance(read.tree, WorkingTree):
            _note_files_beside(read.tree, self._cache)
        return Loaded(
            self._root,
            read.tree,
            shown,
            _findings(read.tree, [*found.problems, *self._problems], self._cache),
            _accepted(read.tree, found.accepted, self._cache),
            shown.approvals.history,
            self._no_history,
        )

    def _check(self, master: MasterDocumentList, tree: SourceTree, recall: Recall) -> Checked:
        """What the checks find; documents that were checked before are not looked at again."""
        keys, known = recall.findings(master)
        found = check_all(master, tree.read, known)
        recall.note((keys[number], part) for number, part in found.by_document.items() if number not in known)
        for entry in master.entries.values():
            entry.document.forget()
        return found


def check(root: Path, as_of: date, cache: Cache) -> Loaded:
    """The findings of `load`; from the cache, without the master document list, when nothing at all has changed."""
    tree = WorkingTree(root, keeps=True)
    kept = cache.get(f"check:{inputs(root, as_of, cache, tree)}")
    if kept is not None:
        findings, accepted = (tuple(finding_of(value) for value in part) for part in kept)
        return Loaded(root, tree, None, findings, accepted)
    loaded = load(root, as_of, cache, tree)
    key = f"check:{inputs(root, as_of, cache, tree)}"
    cache.keep([(key, [[plain_finding(finding) for finding in part] for part in (loaded.findings, loaded.accepted)])])
    return loaded


class SiteSource:
    """The manual site of a repository, asked for again and again while its authors write."""

    def __init__(self, root: Path, as_of: date | None, language: str, *, preview: bool) -> None:
        """`root` holds qms.yaml; without `as_of` the site is that of today; findings are told in `language`. A preview
        shows the working tree, else what is committed and in force is shown."""
        self._root, self._as_of, self._language = root, as_of, language
        self._load, self._preview = load if preview else load_in_force, preview
        self._cache = Cache()
        self._kept: Kept = {}

    def site(self) -> ManualSite | str:
        """The site; or, when errors stop it, the findings as text."""
        from qmsdocs.compose.site import manual_site  # dear to import, and most commands print no site

        loaded = self._load(self._root, self._as_of or today(self._root), self._cache)
        # A server reads again and again: what is old must be found one day.
        gc.unfreeze()
        if loaded.master is None or loaded.obstacles:
            return findings_text(loaded.obstacles, (), self._language).plain
        return manual_site(loaded.master, loaded.tree.read, self._kept, preview=self._preview)


def inputs(root: Path, as_of: date, cache: Cache, tree: WorkingTree | None = None) -> str:
    """A digest of everything that an output depends on: sources, files they use, settings, program, day.

    Files outside the folders of the sources count when the last `load` with this `cache` read them.
    """
    tree = tree or WorkingTree(root)
    parts: list[bytes | str] = [program(), str(as_of), git_state(root)]
    for file in sorted(_source_files(tree)):
        parts += [file, tree.read(file) or b""]
    for file in cache.get(_beside(tree)) or []:
        parts += [file, tree.read(file) or b""]
    return digest(parts)


def _source_files(tree: WorkingTree) -> set[str]:
    """Everything in the folders of the sources, pictures and hand-written pages included."""
    beside = (*tree.root.glob("qms*.yaml"), tree.root / "mkdocs.yml", tree.root / "reference.docx")
    return {*tree.files(_folders(tree)), *(file.name for file in beside if file.exists())}


def _folders(tree: WorkingTree) -> tuple[str, ...]:
    value, _ = read_yaml(SETTINGS_FILE, tree.read(SETTINGS_FILE) or b"")
    types = value.get("document_types") if isinstance(value, dict) else None
    kinds = types.values() if isinstance(types, dict) else ()
    named = (kind.get("folder") for kind in kinds if isinstance(kind, dict))
    folders = dict.fromkeys([RECORDS, "manual", "docs_src", *(name for name in named if isinstance(name, str))])
    return tuple(name for name in folders if (tree.root / name).resolve().is_relative_to(tree.root))


def _note_files_beside(tree: WorkingTree, cache: Cache) -> None:
    """Remembers which files outside the folders of the sources were read, so that a change of one is noticed."""
    covered = _source_files(tree)
    beside = sorted(tree.was_read - covered)
    if beside != (cache.get(_beside(tree)) or []):
        cache.keep([(_beside(tree), beside)])


def _beside(tree: WorkingTree) -> str:
    return f"beside:{tree.root}"


def _findings(tree: SourceTree, diagnostics: list[Diagnostic], cache: Cache) -> tuple[Finding, ...]:
    """Diagnostics with their places, in the order in which they are shown."""
    places = found_spans(tree, diagnostics, cache)
    found = (Finding(diagnostic, places[id(diagnostic)]) for diagnostic in diagnostics)

    def position(finding: Finding) -> tuple[str, int, int, str, str]:
        span, diagnostic = finding.span, finding.diagnostic
        return span.path, span.line, span.column, diagnostic.rule, str(sorted(diagnostic.values.items()))

    return tuple(sorted(found, key=position))


def _accepted(tree: SourceTree, accepted: tuple[tuple[Diagnostic, str], ...], cache: Cache) -> tuple[Finding, ...]:
    reasons = {id(diagnostic): reason for diagnostic, reason in accepted}
    found = _findings(tree, [diagnostic for diagnostic, _ in accepted], cache)
    return tuple(replace(finding, reason=reasons[id(finding.diagnostic)]) for finding in found)
