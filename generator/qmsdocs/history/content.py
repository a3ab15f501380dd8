"""The history of a repository: contents of revisions found by their fingerprint among all versions that git holds.

Merges, squashes, rebases, renames and moved folders do not matter: content is recognised by what it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from qmsdocs.cache import Cache
from qmsdocs.fingerprint import fingerprint
from qmsdocs.git import Git, Tag
from qmsdocs.history.index import Index, Version
from qmsdocs.history.proof import Evidence, Proofs, day_of
from qmsdocs.model import FACT_FILES
from qmsdocs.model.revision import Revision, Signature
from qmsdocs.repository import ControlledDocument, Facts, Reader, Repository, read_repository
from qmsdocs.source import ReadFile
from qmsdocs.source.commit import CommitTree

_MOST_COMMITS = 100
"""In how many commits the facts of one version are tried: a version verifies with those of the commit that brought it,
or soon after."""


@dataclass(frozen=True)
class Held:
    """The content of a revision as git holds it, with the facts with which its fingerprint verifies."""

    document: ControlledDocument
    repository: Repository
    read: ReadFile
    commit: str


@dataclass(frozen=True, slots=True)
class Voided:
    """The commit on the controlled branch that changed what was approved."""

    commit: str
    on: date
    email: str
    path: str


class History:
    """What git holds up to one commit of the controlled branch."""

    def __init__(self, git: Git, index: Index, tip: str, facts: Facts, read: Reader, cache: Cache) -> None:
        """`tip` is the commit of the controlled branch that counts as the newest, `facts` are those that hold now."""
        self.git, self.index, self.tip, self._now, self._read, self._cache = git, index, tip, facts, read, cache
        self._facts_by_blobs: dict[tuple[tuple[str, str], ...], Repository | None] = {}
        self._held: dict[tuple[str, str, str], Held | None] = {}
        start = git.resolve(facts.settings.controlled_from or "")
        self.controlled_from = self._places.get(start) if start else None
        """The number of the commit from which history is controlled; None while all is drafting."""
        self.proofs = Proofs(git, index, self._authorities, self.controlled_from, cache)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {sha: place for place, sha in enumerate(self.index.shas)}

    @cached_property
    def _end(self) -> int:
        return self._places[self.tip]

    # ── Contents ─────────────────────────────────────────────────────────────

    def held(self, number: str, label: str, wanted: str) -> Held | None:
        """The content of a revision whose fingerprint is `wanted`; None when no version that git holds has it."""
        key = (number, label, wanted)
        if wanted and key not in self._held:
            self._held[key] = self._remembered(*key) or self._found(*key)
        return self._held.get(key)

    def _remembered(self, number: str, label: str, wanted: str) -> Held | None:
        """The content where it was found before; a commit holds the same for ever."""
        kept = self._cache.get(f"held:{number}:{label}:{wanted}")
        if kept is None or kept[0] not in self._places:
            return None
        place = self._places[kept[0]]
        return self._content(number, label, place, Version(place, kept[1], kept[2], label, ""))

    def _found(self, number: str, label: str, wanted: str) -> Held | None:
        for version in self._candidates(number, label, wanted):
            for place in self._standing(number, version):
                held = self._content(number, label, place, version)
                if held and fingerprint(held.document, held.repository.facts, held.read) == wanted:
                    row = [held.commit, version.path, version.blob]
                    self._cache.keep([(f"held:{number}:{label}:{wanted}", row)])
                    return held
        return None

    def _candidates(self, number: str, label: str, wanted: str) -> Iterator[Version]:
        """The versions that may hold the content: first those that state the fingerprint, the newest first."""
        versions = [version for version in self.index.versions.get(number, ()) if version.label == label]
        seen: set[str] = set()
        for version in sorted(versions, key=lambda found: (found.fingerprint != wanted, -found.commit)):
            if version.blob and version.blob not in seen:
                seen.add(version.blob)
                yield version

    def _standing(self, number: str, version: Version) -> Iterator[int]:
        """The commits in which a version may have been approved: its own, and those that changed facts while it
        stood."""
        yield version.commit
        later = [found.commit for found in self.index.mainline_versions(number) if found.commit > version.commit]
        end = min(later, default=len(self.index.shas))
        changed = {
            found.commit
            for name in _FACTS
            for found in self.index.mainline_versions(name)
            if version.commit < found.commit < end
        }
        yield from sorted(changed)[:_MOST_COMMITS]

    def _content(self, number: str, label: str, place: int, version: Version) -> Held | None:
        """The document of a version with the facts of a commit."""
        sha = self.index.shas[place]
        sources = self._sources(place)
        repository = self._facts(sources, sha)
        if repository is None:
            return None
        files = {version.path: version.blob, **self._translations(number, label, version.path)}
        settings = {path: blob for path, blob in sources.items() if path.startswith("qms")}
        tree = CommitTree(self.git, sha, {**settings, **files})
        found = read_repository(tree, self._read)
        if not isinstance(found, Repository) or number not in found.documents:
            return None
        contents = {**repository.contents, **found.contents}
        whole = replace(repository, documents=found.documents, contents=contents)
        return Held(found.documents[number], whole, tree.read, sha)

    def _translations(self, number: str, label: str, path: str) -> dict[str, str]:
        """The newest translation of that very revision, in each language: one that came later counts too."""
        found = {}
        stem = path.rpartition(".")[0]
        for language in self._now.settings.languages[1:]:
            versions = self.index.versions.get(f"{number}.{language}", ())
            fits = [version for version in versions if version.label == label and version.commit <= self._end]
            if fits and fits[-1].blob:
                found[f"{stem}.{language}.yaml"] = fits[-1].blob
        return found

    # ── Facts ────────────────────────────────────────────────────────────────

    def _sources(self, place: int) -> dict[str, str]:
        """The fact files of a commit with their translations, path → blob."""
        if place not in self.index.on_mainline:
            tree = self.git.tree(self.index.shas[place])
            return {path: blob for path, blob in tree.items() if _is_fact(path)}
        found = {}
        for name, versions in self._fact_versions.items():
            standing = next((version for version in reversed(versions) if version.commit <= place), None)
            if standing and standing.blob and name:
                found[standing.path] = standing.blob
        return found

    @cached_property
    def _fact_versions(self) -> dict[str, list[Version]]:
        names = (name for name in self.index.versions if name.partition(".")[0] in _FACTS)
        return {name: list(self.index.mainline_versions(name)) for name in names}

    def _facts(self, sources: dict[str, str], sha: str) -> Repository | None:
        """A repository without documents, from the fact files alone."""
        key = tuple(sorted(sources.items()))
        if key not in self._facts_by_blobs:
            found = read_repository(CommitTree(self.git, sha, sources), self._read)
            self._facts_by_blobs[key] = found if isinstance(found, Repository) else None
        return self._facts_by_blobs[key]

    def _authorities(self, place: int) -> Facts | None:
        """Settings and organization as of a commit of the controlled branch."""
        sources = {path: blob for path, blob in self._sources(place).items() if _names_authority(path)}
        found = self._facts(sources, self.index.shas[place])
        return found.facts if found else None

    # ── Approvals and the branch ─────────────────────────────────────────────

    def evidence(self, number: str, revision: Revision, signature: Signature) -> Evidence:
        """What git says of a signature; see `Evidence`."""
        return self.proofs.evidence(number, revision, signature, self._now)

    def voided_by(self, number: str, label: str, held: Held, wanted: str) -> Voided | None:
        """The first commit of the controlled branch after which the revision `label` no longer has the fingerprint."""
        start = self._places[held.commit]
        versions = list(self.index.mainline_versions(number))
        for place in sorted(self._touching(number)):
            standing = next((found for found in reversed(versions) if found.commit <= place), None)
            if place <= start or standing is None or not standing.blob:
                continue
            if standing.label != label:
                return None
            now = self._content(number, label, place, standing)
            if now is None or fingerprint(now.document, now.repository.facts, now.read) != wanted:
                return self._voided(place, number, standing.path)
        return None

    def _touching(self, number: str) -> set[int]:
        """The commits of the branch that changed the document or any fact."""
        names = (number, *_FACTS)
        return {found.commit for name in names for found in self.index.mainline_versions(name)}

    def _voided(self, place: int, number: str, path: str) -> Voided:
        own = {found.commit for found in self.index.mainline_versions(number)}
        facts = {found.commit: found.path for name in _FACTS for found in self.index.mainline_versions(name)}
        changed = path if place in own else facts.get(place, path)
        return Voided(self.index.shas[place], self.day(place), self.index.emails[place], changed)

    def day(self, place: int) -> date:
        """The day of a commit in the house's time zone."""
        return day_of(self.index, place, self._now.settings.time_zone)

    @property
    def issues(self) -> list[Tag]:
        """The tags that `qmsdocs issue` has set."""
        return self.proofs.issues


_FACTS = ("qms", *FACT_FILES)


def _is_fact(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.partition(".")[0] in _FACTS and name.endswith((".yaml", ".yml"))


def _names_authority(path: str) -> bool:
    return path.rpartition("/")[2] in ("qms.yaml", "organization.yaml", "organization.yml")
