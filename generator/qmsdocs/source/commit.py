"""The files of one commit as a source tree: what the working tree says today, a commit says for its day."""

from collections.abc import Mapping
from functools import cached_property

from qmsdocs.git import Git
from qmsdocs.source.tree import MAX_FILE_BYTES


class CommitTree:
    """The files of a commit; see `source.SourceTree`."""

    def __init__(self, git: Git, commit: str, sources: Mapping[str, str] | None = None) -> None:
        """With `sources`, path → blob, only these are sources; what they use is read from the commit all the same."""
        self._git, self.commit, self._sources = git, commit, sources

    @cached_property
    def _blobs(self) -> dict[str, str]:
        return self._git.tree(self.commit)

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """See `SourceTree.paths`."""
        starts = tuple(f"{folder.strip('/')}/" for folder in folders)
        files = self._blobs if self._sources is None else self._sources
        return sorted(path for path in files if path.endswith((".yaml", ".yml")) and path.startswith(starts))

    def read(self, path: str) -> bytes | None:
        """See `SourceTree.read`."""
        blob = (self._sources or {}).get(path)
        if blob is None and not (self._sources is not None and path.endswith((".yaml", ".yml"))):
            blob = self._blobs.get(path)
        return self._git.blob(blob)[: MAX_FILE_BYTES + 1] if blob else None
