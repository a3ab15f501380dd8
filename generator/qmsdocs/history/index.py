"""One pass over git: which version of a document, translation or fact file stands in which commit, and which commit
brought which signature. The result is plain values, kept in the cache and extended by new commits only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from qmsdocs.cache import Cache
from qmsdocs.git import Commit, Git
from qmsdocs.history.stated import NOTHING, Stated, Statements, translated_label
from qmsdocs.model import FACT_FILES
from qmsdocs.model.text import DOCUMENT_NUMBER
from qmsdocs.repository import SETTINGS_FILE
from qmsdocs.source import read_yaml

_FORM = 2
"""Of what the cache keeps."""


@dataclass(slots=True)
class Version:
    """A file after a commit: the place of the commit, its path and blob ("" where it was removed), and the newest
    revision that it states with its fingerprint (for a translation, the revision that it names)."""

    commit: int
    path: str
    blob: str
    label: str
    fingerprint: str


@dataclass
class Index:
    """What one pass over git gives. Commits are numbered in an order in which parents come first."""

    tip: str = ""
    shas: list[str] = field(default_factory=list)
    parents: list[list[int]] = field(default_factory=list)
    committed: list[int] = field(default_factory=list)
    """In seconds since 1970."""
    emails: list[str] = field(default_factory=list)
    mainline: list[int] = field(default_factory=list)
    """The commits of the controlled branch itself, oldest first: its first parents."""
    versions: dict[str, list[Version]] = field(default_factory=dict)
    """Of each source file, by its name without folder and ending: a document keeps its number wherever it is moved."""
    signed: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """By number and signature: the commits that added it to what their first parent holds."""
    labels: dict[str, dict[str, int]] = field(default_factory=dict)
    """By number and label of a revision: the commit with which it reached the controlled branch."""
    folders: list[str] = field(default_factory=lambda: ["manual/"])
    """The folders that held sources at any time."""

    def mainline_versions(self, name: str) -> Iterator[Version]:
        """The versions of a file on the controlled branch itself, oldest first."""
        return (version for version in self.versions.get(name, ()) if version.commit in self.on_mainline)

    def standing(self, name: str, place: int) -> Version | None:
        """The version of a file on the controlled branch as of its commit `place`; None where it is not there.

        What was moved is removed at one path and added at another.
        """
        removed: set[str] = set()
        for version in reversed([found for found in self.mainline_versions(name) if found.commit <= place]):
            if not version.blob:
                removed.add(version.path)
            elif version.path not in removed:
                return version
        return None

    def landed(self, number: str, signature: str) -> int | None:
        """The commit with which a signature reached the controlled branch."""
        added = self.signed.get(number, {}).get(signature, ())
        return min((place for place in added if place in self.on_mainline), default=None)

    def approved(self, number: str) -> list[tuple[str, str, int]]:
        """The approvals that reached the controlled branch: label and fingerprint of the revision, and the commit."""
        if number not in self._approved:
            self._approved[number] = list(self._approvals(number))
        return self._approved[number]

    def _approvals(self, number: str) -> Iterator[tuple[str, str, int]]:
        for signature in self.signed.get(number, ()):
            label, meaning, _, _, _, fingerprint = signature.rsplit("|", 5)
            landed = self.landed(number, signature) if meaning == "approved" and fingerprint else None
            if landed is not None:
                yield label, fingerprint, landed

    @cached_property
    def _approved(self) -> dict[str, list[tuple[str, str, int]]]:
        """What several checks ask `approved` for."""
        return {}

    def brought(self, number: str, signature: str) -> int | None:
        """The commit that brought a signature: on a branch that was merged, or the one with which it landed.

        The order of numbers depends on what was read first, so it must not decide.
        """
        added = self.signed.get(number, {}).get(signature, ())
        landed = self.landed(number, signature)
        if landed is not None and len(added) > 1:
            merged = self.reachable(landed, min(added))
            added = [place for place in added if place in merged]
        return min(added, key=lambda place: (self.committed[place], self.shas[place]), default=None)

    def reachable(self, place: int, since: int = 0) -> set[int]:
        """The commits on which a commit rests, itself included; `since` spares looking at those with a smaller
        number."""
        found, ways = set[int](), [place]
        while ways:
            here = ways.pop()
            if here >= since and here not in found:
                found.add(here)
                ways += self.parents[here]
        return found

    @cached_property
    def on_mainline(self) -> frozenset[int]:
        """The commits of `mainline`."""
        return frozenset(self.mainline)


def _file_name(path: str) -> str:
    """The name under which a source file is followed; "" for what is no source file."""
    name = PurePosixPath(path)
    if name.suffix not in (".yaml", ".yml"):
        return ""
    stem = name.stem.partition(".")[0]
    if "/" not in path:
        return name.stem if stem == "qms" else ""
    return name.stem if stem in FACT_FILES or DOCUMENT_NUMBER.match(stem) else ""


def read_index(git: Git, tip: str, others: tuple[str, ...], cache: Cache) -> Index:
    """The index of everything reachable from `tip`, the newest commit of the controlled branch, and from `others`.

    What the cache holds of an older tip is extended; when the old tip is no longer on the branch, all is read anew.
    """
    key = f"history:{_FORM}:{git.folder}:{git.prefix}"
    kept = cache.get(key)
    index = _index_of(kept) if kept else Index()
    if index.tip and not git.continues(index.tip, tip):
        index = Index()
    if index.tip != tip:
        before = list(index.folders) if index.tip else None
        _extend(index, git, [tip], tip)
        if before and index.folders != before:
            # A new folder may have held sources before it was named in qms.yaml.
            index = Index(folders=index.folders)
            _extend(index, git, [tip], tip)
        cache.keep([(key, _plain(index))])
    if others:
        _extend(index, git, list(others), tip)
    return index


def _extend(index: Index, git: Git, tips: list[str], tip: str) -> None:
    """Adds the commits that are reachable from `tips` and not known yet."""
    known = [index.tip] if index.tip else []
    commits = list(git.log(tips, known))
    numbers = {sha: place for place, sha in enumerate(index.shas)}
    for commit in commits:
        if commit.sha not in numbers:
            numbers[commit.sha] = len(index.shas)
            index.shas.append(commit.sha)
            index.parents.append([numbers[parent] for parent in commit.parents if parent in numbers])
            index.committed.append(commit.committed)
            index.emails.append(commit.email)
    index.tip = tip
    index.mainline = _first_parents(index, numbers.get(tip))
    index.__dict__.pop("on_mainline", None)
    index.__dict__.pop("_approved", None)
    _note_versions(index, git, commits, numbers)


def _first_parents(index: Index, place: int | None) -> list[int]:
    found = []
    while place is not None:
        found.append(place)
        place = index.parents[place][0] if index.parents[place] else None
    return found[::-1]


def _note_versions(index: Index, git: Git, commits: list[Commit], numbers: dict[str, int]) -> None:
    found = [
        (numbers[commit.sha], name, change)
        for commit in commits
        for change in commit.changes
        if (name := _name(change.path))
    ]
    _note_folders(index, git, {change.blob for _, _, change in found if change.path == SETTINGS_FILE and change.blob})
    starts = tuple(index.folders)
    rows = [row for row in found if "/" not in row[2].path or row[2].path.startswith(starts)]
    names = {blob: name for _, name, change in rows for blob in (change.before, change.blob) if blob}
    stated = _stated_by_blob(git, names)
    for place, name, change in rows:
        now, before = stated.get(change.blob, NOTHING), stated.get(change.before, NOTHING)
        version = Version(place, change.path, change.blob, now.label, now.fingerprint)
        index.versions.setdefault(name, []).append(version)
        for signature in dict.fromkeys(now.signatures):
            if signature not in before.signatures:
                index.signed.setdefault(name, {}).setdefault(signature, []).append(place)
        if place in index.on_mainline:
            for label in now.labels:
                index.labels.setdefault(name, {}).setdefault(label, place)


def _note_folders(index: Index, git: Git, blobs: set[str]) -> None:
    """Adds the folders that versions of qms.yaml name."""
    for _, data in git.blobs(sorted(blobs)):
        value, _ = read_yaml(SETTINGS_FILE, data)
        types = value.get("document_types") if isinstance(value, dict) else None
        kinds = types.values() if isinstance(types, dict) else ()
        named = (kind.get("folder") for kind in kinds if isinstance(kind, dict))
        folders = {f"{name.strip('/')}/" for name in named if isinstance(name, str)}
        index.folders = sorted({*index.folders, *folders})


_NAMES: dict[str, str] = {}


def _name(path: str) -> str:
    """`_file_name`, remembered: a history names the same paths again and again."""
    if path not in _NAMES:
        _NAMES[path] = _file_name(path)
    return _NAMES[path]


def _stated_by_blob(git: Git, names: dict[str, str]) -> dict[str, Stated]:
    statements, found = Statements(), dict[str, Stated]()
    wanted = [blob for blob, name in names.items() if re.match("[A-Z]", name)]
    for blob, data in git.blobs(wanted):
        translated = "." in names[blob]
        found[blob] = Stated(translated_label(data), "", (), ()) if translated else statements.of(data)
    return found


# ── For the cache ────────────────────────────────────────────────────────────

_KEPT = ("tip", "shas", "parents", "committed", "emails", "mainline", "signed", "labels", "folders")


def _plain(index: Index) -> dict[str, Any]:
    versions = {
        name: [[v.commit, v.path, v.blob, v.label, v.fingerprint] for v in found]
        for name, found in index.versions.items()
    }
    return {**{name: getattr(index, name) for name in _KEPT}, "versions": versions}


def _index_of(kept: dict[str, Any]) -> Index:
    versions = {name: [Version(*row) for row in found] for name, found in kept["versions"].items()}
    return Index(**{name: kept[name] for name in _KEPT}, versions=versions)
