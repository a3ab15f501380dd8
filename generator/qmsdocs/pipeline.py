"""From a folder to a checked master document list: sources → repository → master document list → findings.

What day it is is asked here and nowhere else; `build` writes the outputs.
"""

import gc
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qmsdocs.cache import Cache, digest, program
from qmsdocs.checks import Checked, check_all
from qmsdocs.compose.site import Kept, manual_site
from qmsdocs.diagnostics import Diagnostic, Span
from qmsdocs.findings import Finding, findings_text
from qmsdocs.manual_site import ManualSite
from qmsdocs.recall import Recall, diagnostic_of, plain_diagnostic
from qmsdocs.register import MasterDocumentList, master_document_list
from qmsdocs.repository import SETTINGS_FILE, Repository, read_repository
from qmsdocs.source import SourceTree, Value, WorkingTree, read_yaml, spans


@dataclass(frozen=True)
class Loaded:
    """What was read: the master document list (None when qms.yaml cannot be read), the findings, and where it came
    from."""

    root: Path
    tree: SourceTree
    master: MasterDocumentList | None
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(finding for finding in self.findings if finding.diagnostic.severity == "error")


# ── Reading and checking ─────────────────────────────────────────────────────


def today(root: Path) -> date:
    """Today in the organization's time zone: the one place where the program looks at the clock."""
    value, _ = read_yaml(SETTINGS_FILE, WorkingTree(root).read(SETTINGS_FILE) or b"")
    zone = value.get("time_zone", "UTC") if isinstance(value, dict) else "UTC"
    try:
        return datetime.now(ZoneInfo(str(zone))).date()
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(ZoneInfo("UTC")).date()


def load(root: Path, as_of: date, cache: Cache | None = None) -> Loaded:
    """Everything under `root` as of a day, with every finding."""
    tree = WorkingTree(root)
    _collect_rarely()
    read = _CachedReader(cache) if cache else None
    repository = read_repository(tree, read.read if read else read_yaml)
    if read:
        read.keep()
    if not isinstance(repository, Repository):
        return Loaded(root, tree, None, _findings(tree, repository))
    master, found = _checked(repository, as_of, tree, cache)
    return Loaded(root, tree, master, _findings(tree, found.problems), _accepted(tree, found.accepted))


def _checked(
    repository: Repository, as_of: date, tree: WorkingTree, cache: Cache | None
) -> tuple[MasterDocumentList, Checked]:
    """The master document list and what the checks find; with a cache, only what changed is looked at."""
    if cache is None:
        master = master_document_list(repository, as_of)
        return master, check_all(master, tree.read)
    recall = Recall(cache, repository.contents)
    master = master_document_list(repository, as_of, recall.summary)
    keys, known = recall.findings(master, tree.read)
    found = check_all(master, tree.read, known)
    recall.note((keys[number], part) for number, part in found.by_document.items() if number not in known)
    recall.keep()
    _note_files_beside(tree, cache)
    return master, found


def check(root: Path, as_of: date, cache: Cache | None = None) -> Loaded:
    """The findings of `load`; from the cache, without the master document list, when nothing at all has changed."""
    cache = cache or Cache()
    kept = cache.get(f"check:{inputs(root, as_of, cache)}")
    if kept is not None:
        findings, accepted = (tuple(_finding(value) for value in part) for part in kept)
        return Loaded(root, WorkingTree(root), None, findings, accepted)
    loaded = load(root, as_of, cache)
    key = f"check:{inputs(root, as_of, cache)}"
    cache.keep([(key, [[_plain(finding) for finding in part] for part in (loaded.findings, loaded.accepted)])])
    return loaded


class SiteSource:
    """The manual site of a repository, asked for again and again while its authors write."""

    def __init__(self, root: Path, as_of: date | None = None, language: str = "en") -> None:
        """`root` holds qms.yaml; without `as_of` the site is that of today; findings are told in `language`."""
        self._root, self._as_of, self._language = root, as_of, language
        self._cache = Cache()
        self._kept: Kept = {}

    def site(self) -> ManualSite | str:
        """The site; or, when errors stop it, the findings as text."""
        loaded = load(self._root, self._as_of or today(self._root), self._cache)
        if loaded.master is None or loaded.errors:
            return findings_text(loaded.errors, (), self._language).plain
        return manual_site(loaded.master, loaded.tree.read, self._kept)


def inputs(root: Path, as_of: date, cache: Cache) -> str:
    """A digest of everything that an output depends on: sources, files they use, settings, program, day.

    Files outside the folders of the sources count when the last `load` with this `cache` read them.
    """
    tree = WorkingTree(root)
    parts: list[bytes | str] = [program(), str(as_of)]
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
    folders = dict.fromkeys(["manual", "docs_src", *(name for name in named if isinstance(name, str))])
    return tuple(name for name in folders if (tree.root / name).resolve().is_relative_to(tree.root))


def _note_files_beside(tree: WorkingTree, cache: Cache) -> None:
    """Remembers which files outside the folders of the sources were read, so that a change of one is noticed."""
    covered = _source_files(tree)
    beside = sorted(tree.was_read - covered)
    if beside != (cache.get(_beside(tree)) or []):
        cache.keep([(_beside(tree), beside)])


def _beside(tree: WorkingTree) -> str:
    return f"beside:{tree.root}"


class _CachedReader:
    """Reads YAML once for each content; only files without problems are kept."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._new: list[tuple[str, Any]] = []

    def read(self, path: str, data: bytes) -> tuple[Value | None, list[Diagnostic]]:
        key = f"yaml:{digest([data])}"
        kept = self._cache.get(key)
        if kept is not None:
            return kept, []
        value, problems = read_yaml(path, data)
        if value is not None and not problems:
            self._new.append((key, value))
        return value, problems

    def keep(self) -> None:
        """Writes what was new."""
        self._cache.keep(self._new)


def _collect_rarely() -> None:
    """Reading and composing make many objects and hardly any rubbish: looking for it all the time costs a fifth."""
    gc.set_threshold(50_000, 20, 100)


def _findings(tree: SourceTree, diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> tuple[Finding, ...]:
    """Diagnostics with their places, in the order in which they are shown."""
    places = spans(tree, list(diagnostics))
    found = (Finding(diagnostic, places[id(diagnostic)]) for diagnostic in diagnostics)

    def position(finding: Finding) -> tuple[str, int, int, str, str]:
        span, diagnostic = finding.span, finding.diagnostic
        return span.path, span.line, span.column, diagnostic.rule, str(sorted(diagnostic.values.items()))

    return tuple(sorted(found, key=position))


def _accepted(tree: SourceTree, accepted: tuple[tuple[Diagnostic, str], ...]) -> tuple[Finding, ...]:
    reasons = {id(diagnostic): reason for diagnostic, reason in accepted}
    found = _findings(tree, [diagnostic for diagnostic, _ in accepted])
    return tuple(replace(finding, reason=reasons[id(finding.diagnostic)]) for finding in found)


def _plain(finding: Finding) -> list[Any]:
    span = finding.span
    return [
        plain_diagnostic(finding.diagnostic),
        [span.path, span.line, span.column, span.length, span.source],
        finding.reason,
    ]


def _finding(kept: list[Any]) -> Finding:
    diagnostic, span, reason = kept
    return Finding(diagnostic_of(diagnostic), Span(*span), reason)
