"""The files of one commit as a source tree: what the working tree says today, a commit says for its day."""

from collections.abc import Mapping
from functools import cached_property

from qmsdocs.git import Git
from qmsdocs.source.tree import MAX_FILE_BYTES

_FEW = 20
"""So many blobs are read one by one; for more of them a process that reads all at once is faster."""


class CommitTree:
    """The files of a commit; see `source.SourceTree`."""

    def __init__(self, git: Git, commit: str, sources: Mapping[str, str] | None = None) -> None:
        """With `sources`, path → blob, only these are sources; what they use is read from the commit all the same."""
        self._git, self.commit, self._sources = git, commit, sources
        self._read: dict[str, bytes] = {}

    @cached_property
    def _blobs(self) -> dict[str, str]:
        return self._git.tree(self.commit)

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """See `SourceTree.paths`."""
        starts = tuple(f"{folder.strip('/')}/" for folder in folders)
        files = self._blobs if self._sources is None else self._sources
        found = sorted(path for path in files if path.endswith((".yaml", ".yml")) and path.startswith(starts))
        if len(found) > _FEW:  # whoever asks for them reads them
            self._read = dict(self._git.blobs(files[path] for path in found))
        return found

    def read(self, path: str) -> bytes | None:
        """See `SourceTree.read`."""
        blob = (self._sources or {}).get(path)
        if blob is None and not (self._sources is not None and path.endswith((".yaml", ".yml"))):
            blob = self._blobs.get(path)
        if not blob:
            return None
        data = self._read.get(blob)
        return (self._git.blob(blob) if data is None else data)[: MAX_FILE_BYTES + 1]
