"""The shared facts as they stood in a commit."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from qmsdocs.git import Git
from qmsdocs.history.index import Index
from qmsdocs.model import BESIDE_DOCUMENTS, FACT_FILES
from qmsdocs.repository import Facts, Reader, Repository, read_repository
from qmsdocs.source.commit import CommitTree

FACTS = ("qms", *(name for name in FACT_FILES if name not in BESIDE_DOCUMENTS))
"""The names of the files that hold settings and facts which documents print."""


class PastFacts:
    """Reads the fact files of commits; what stood in many commits is read once.

    It knows nothing of who asks: of what refers to itself, memory is not given back at once.
    """

    def __init__(self, git: Git, index: Index, read: Reader) -> None:
        self._git, self._index, self._read = git, index, read
        self._known: dict[tuple[tuple[str, str], ...], Repository | None] = {}
        self._authorities_known: dict[int, Facts | None] = {}

    def sources(self, place: int) -> dict[str, str]:
        """The fact files of a commit with their translations, path → blob."""
        if place not in self._index.on_mainline:
            tree = self._git.tree(self._index.shas[place])
            return {path: blob for path, blob in tree.items() if _is_fact(path)}
        standing = (self._index.standing(name, place) for name in self._names)
        return {version.path: version.blob for version in standing if version}

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in self._index.versions if name.partition(".")[0] in FACTS]

    def repository(self, sources: Mapping[str, str], sha: str) -> Repository | None:
        """A repository without documents, from the fact files alone."""
        key = tuple(sorted(sources.items()))
        if key not in self._known:
            found = read_repository(CommitTree(self._git, sha, sources), self._read)
            self._known[key] = found if isinstance(found, Repository) else None
        return self._known[key]

    def authorities(self, place: int) -> Facts | None:
        """Settings and organization as of a commit of the controlled branch; every signature asks for them, and they
        change seldom."""
        key = bisect_right(self._authority_changes, place) if place in self._index.on_mainline else -1 - place
        if key not in self._authorities_known:
            sources = {path: blob for path, blob in self.sources(place).items() if _names_authority(path)}
            found = self.repository(sources, self._index.shas[place])
            self._authorities_known[key] = found.facts if found else None
        return self._authorities_known[key]

    @cached_property
    def _authority_changes(self) -> list[int]:
        """The commits of the branch that changed settings or organization."""
        names = ("qms", "organization")
        return sorted(found.commit for name in names for found in self._index.mainline_versions(name))


def _is_fact(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.partition(".")[0] in FACTS and name.endswith((".yaml", ".yml"))


def _names_authority(path: str) -> bool:
    return path.rpartition("/")[2] in ("qms.yaml", "organization.yaml", "organization.yml")
