"""A new repository, written object by object."""

import io
from pathlib import Path
from typing import Literal

from qmsdocs.git.running import Opened, begin_repository


class NewRepository:
    """A repository that is being written; no setting of the user has a say in it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is there and empty. Raises `NoGit` without git."""
        begin_repository(folder)
        self._opened = Opened(folder)
        self._added: dict[tuple[str, bytes], str] = {}
        self._opened.run("symbolic-ref", "HEAD", "refs/heads/main")

    def add(self, kind: Literal["blob", "tree", "commit", "tag"], data: bytes) -> str:
        """Adds an object, once, and gives its hash."""
        from gitdb import IStream  # type: ignore[import-untyped]

        if (kind, data) not in self._added:
            stored = self._opened.objects.store(IStream(kind.encode(), len(data), io.BytesIO(data)))
            self._added[kind, data] = stored.hexsha.decode()
        return self._added[kind, data]

    def point(self, name: str, sha: str) -> None:
        """Lets a branch or tag, such as `refs/heads/main`, point to an object."""
        self._opened.run("-c", "core.logAllRefUpdates=false", "update-ref", name, sha)

    def configure(self, name: str, value: str) -> None:
        """Sets a value of the repository's configuration, such as core.hooksPath."""
        self._opened.run("config", "--local", name, value)

    def check_out(self) -> None:
        """Writes the files of the branch main into the folder."""
        self._opened.run("-c", "core.logAllRefUpdates=false", "reset", "--quiet", "--hard")
