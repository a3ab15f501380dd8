"""The history of a repository: contents of revisions found by their fingerprint among all versions that git holds.

Merges, squashes, rebases, renames and moved folders do not matter: content is recognised by what it says.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from qmsdocs.cache import Cache, digest, program
from qmsdocs.fingerprint import FactValues, content_of, files, fingerprint, fingerprint_with
from qmsdocs.git import Git, Tag
from qmsdocs.history.entries import entry_digest, entry_digests
from qmsdocs.history.facts import FACTS, PastFacts
from qmsdocs.history.index import Index, Version
from qmsdocs.history.proof import Evidence, Proofs, day_of
from qmsdocs.history.trailers import trailers
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
    keys: tuple[str, ...] = ()
    """The shared facts that it names."""


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
        self._past = PastFacts(git, index, read)
        self._values_known: dict[int, FactValues] = {}
        self._held: dict[tuple[str, str, str], Held | None] = {}
        start = git.resolve(facts.settings.controlled_from or "")
        self.controlled_from = self._places.get(start) if start else None
        """The number of the commit from which history is controlled; None while all is drafting."""
        self.proofs = Proofs(git, index, self._past.authorities, self.controlled_from, cache)

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

    def has(self, number: str, data: bytes) -> bool:
        """Whether a version of a document with exactly these bytes is in git."""
        method = hashlib.sha256 if len(self.tip) == 64 else hashlib.sha1
        blob = method(b"blob %d\0%b" % (len(data), data)).hexdigest()
        return any(version.blob == blob for version in self.index.versions.get(number, ()))

    def entries(self, wanted: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
        """By number, label and fingerprint, the digest of what the content of a revision states of the revision itself,
        see `entry_digest`; "" where no version has that content.

        A version that states the fingerprint is believed without reading all of it; `held` does not believe it.
        """
        keys = list(wanted)
        first = {key: next(iter(self._candidates(*key)), None) for key in keys}
        stating = {key: found.blob for key, found in first.items() if found and found.fingerprint == key[2]}
        digests = entry_digests(self.git, self._cache, stating.values())
        return {key: digests.get(stating.get(key, "")) or self._entry(*key) for key in keys}

    def _entry(self, number: str, label: str, wanted: str) -> str:
        held = self.held(number, label, wanted)
        return entry_digest(held.document.item.revisions[0]) if held else ""

    def _remembered(self, number: str, label: str, wanted: str) -> Held | None:
        """The content where it was found before; a commit holds the same for ever."""
        row = self._cache.get(f"found:{program()}:{number}:{label}:{wanted}")
        if row is None or row[0] not in self._places:
            return None
        place = self._places[row[0]]
        held = self._content(number, label, place, Version(place, row[1], row[2], label, ""))
        return replace(held, keys=tuple(row[3])) if held else None

    def _found(self, number: str, label: str, wanted: str) -> Held | None:
        lost = f"lost:{number}:{label}:{wanted}:{digest((str(len(self.index.shas)), self.index.shas[-1]))}"
        if self._cache.get(lost):
            return None
        tried = set()
        for version in self._candidates(number, label, wanted):
            for place in self._standing(number, version):
                what = (version.path, version.blob, *sorted(self._past.sources(place).items()))
                if what in tried:
                    continue
                tried.add(what)
                held = self._content(number, label, place, version)
                content = content_of(held.document) if held else None
                if held and content and fingerprint_with(content, self._values(held), held.read) == wanted:
                    row = [held.commit, version.path, version.blob, content.keys]
                    self._cache.keep([(f"found:{program()}:{number}:{label}:{wanted}", row)])
                    return replace(held, keys=content.keys)
        self._cache.keep([(lost, True)])
        return None

    def _values(self, held: Held) -> FactValues:
        """Most contents were approved with the same facts as others."""
        facts = held.repository.facts
        return self._values_known.setdefault(id(facts), FactValues(facts))

    def _candidates(self, number: str, label: str, wanted: str) -> list[Version]:
        """The versions that may hold the content: first those that state the fingerprint, and first those of the branch
        itself, the oldest first: then later commits do not change which one is found."""
        index = self.index

        def rank(version: Version) -> tuple[bool, int, int, str]:
            others, place = version.fingerprint != wanted, version.commit
            if place in index.on_mainline:
                return others, 0, place, ""
            return others, 1, index.committed[place], index.shas[place]

        versions = [found for found in index.versions.get(number, ()) if found.label == label and found.blob]
        return sorted(versions, key=rank)

    def _standing(self, number: str, version: Version) -> Iterator[int]:
        """The commits in which a version may have been approved: its own, and those that changed facts while it
        stood."""
        yield version.commit
        if version.commit not in self.index.on_mainline:
            return
        later = [found.commit for found in self.index.mainline_versions(number) if found.commit > version.commit]
        end = min(later, default=len(self.index.shas))
        changed = {
            found.commit
            for name in FACTS
            for found in self.index.mainline_versions(name)
            if version.commit < found.commit < end
        }
        yield from sorted(changed)[:_MOST_COMMITS]

    def _content(self, number: str, label: str, place: int, version: Version) -> Held | None:
        """The document of a version with the facts of a commit."""
        sha = self.index.shas[place]
        sources = self._past.sources(place)
        repository = self._past.repository(sources, sha)
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
        found, index = {}, self.index
        stem, dot, ending = path.rpartition(".")

        def rank(version: Version) -> tuple[bool, int, str]:
            place = version.commit
            on_branch = place in index.on_mainline
            return on_branch, place if on_branch else index.committed[place], index.shas[place]

        for language in self._now.settings.languages[1:]:
            versions = index.versions.get(f"{number}.{language}", ())
            fits = [one for one in versions if one.label == label and one.blob and one.commit in self._reachable]
            if fits:
                found[f"{stem}.{language}{dot}{ending}"] = max(fits, key=rank).blob
        return found

    @cached_property
    def _reachable(self) -> set[int]:
        """The commits that the newest one that counts rests on."""
        return self.index.reachable(self._end)

    # ── Approvals and the branch ─────────────────────────────────────────────

    def evidence(self, number: str, revision: Revision, signature: Signature) -> Evidence:
        """What git says of a signature; see `Evidence`."""
        return self.proofs.evidence(number, revision, signature, self._now)

    def trailers(self, evidence: Evidence) -> list[tuple[str, str]]:
        """What the messages of the commits that brought an approval say of it, such as ("Approved-by", "Ann")."""
        commits = dict.fromkeys(filter(None, (evidence.commit, evidence.landed)))
        return list(dict.fromkeys(found for commit in commits for found in trailers(self.git.message(commit))))

    def voided_by(self, number: str, label: str, held: Held, wanted: str) -> Voided | None:
        """The commit of the controlled branch since which the revision `label` no longer has the fingerprint."""
        landed = [place for name, found, place in self.index.approved(number) if (name, found) == (label, wanted)]
        changed = {place: path for place, path in self._touching(number, held) if place <= self._end}
        voided = None
        for place in sorted(changed, reverse=True):
            standing = self.index.standing(number, place)
            if standing is None or standing.label != label or place < min(landed, default=0):
                break
            now = self._content(number, label, place, standing)
            if now and fingerprint(now.document, now.repository.facts, now.read) == wanted:
                break
            voided = Voided(self.index.shas[place], self.day(place), self.index.emails[place], changed[place])
        return voided

    def _touching(self, number: str, held: Held) -> Iterator[tuple[int, str]]:
        """The commits of the branch that changed a file on which the fingerprint of a document rests, the document
        itself last."""
        used = list(files(held.document))
        for commit in self.git.log([self.tip], paths=used) if used else ():
            yield from ((self._places[commit.sha], change.path) for change in commit.changes)
        for name in (*FACTS, number):
            yield from ((found.commit, found.path) for found in self.index.mainline_versions(name))

    def approved(self, number: str) -> Iterator[tuple[str, str, int]]:
        """The controlled approvals of a document, see `Index.approved`: those that the branch had when what is checked
        out parted from it."""
        approved = self.index.approved(number)
        return (found for found in approved if self.is_shared(self.index.shas[found[2]]))

    def __contains__(self, commit: str) -> bool:
        """Whether the branch rests on a commit."""
        return self._places.get(commit) in self._reachable

    def is_shared(self, commit: str) -> bool:
        """Whether both the controlled branch and what is checked out rest on a commit of controlled history."""
        place = self._places.get(commit, -1)
        return self.controlled_from is not None and place > self.controlled_from and place in self._shared

    @cached_property
    def _shared(self) -> set[int]:
        """The commits before the two parted."""
        head = self._places[self.git.head]
        return self._reachable if head == self._end else self._reachable & self.index.reachable(head)

    def day(self, place: int) -> date:
        """The day of a commit in the house's time zone."""
        return day_of(self.index, place, self._now.settings.time_zone)

    @property
    def issues(self) -> list[Tag]:
        """The tags that `qmsdocs issue` has set."""
        return self.proofs.issues
