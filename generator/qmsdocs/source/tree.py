"""Where sources come from: a tree of files that never leads out of the repository. Paths in, bytes out."""

import os
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MAX_BYTES = 2_000_000
"""The largest source file that is read; the largest real document is a twentieth of it."""

MAX_FILE_BYTES = 20_000_000
"""The largest picture or attachment; of a larger file only the beginning is read."""


ReadFile = Callable[[str], bytes | None]
"""Gives the bytes of a file of the repository by its path; None when there is none."""


class SourceTree(Protocol):
    """Where sources come from: the working tree, or later a commit."""

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """The YAML files in `folders` and below, as sorted paths with slashes, relative to the repository.

        A link that leads out of the repository is among them; `read` gives None for it.
        """

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the repository; None when there is none or it lies outside."""


@dataclass(frozen=True)
class FilesTree:
    """Files by path, before they are anywhere on disk."""

    held: Mapping[str, bytes]

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """See `SourceTree.paths`."""
        starts = tuple(f"{folder}/" for folder in folders)
        return sorted(path for path in self.held if path.endswith((".yaml", ".yml")) and path.startswith(starts))

    def read(self, path: str) -> bytes | None:
        """See `SourceTree.read`."""
        return self.held.get(path)


class WorkingTree:
    """The files as they lie in the folder `root`."""

    def __init__(self, root: Path, *, keeps: bool = False) -> None:
        """`root` is the folder that holds qms.yaml; one that `keeps` its sources reads each of them once."""
        self.root = root.resolve()
        self._keeps, self._kept = keeps, dict[str, bytes | None]()
        self.was_read: set[str] = set()
        """What was asked for so far, whether it was there or not."""
        self._folders: dict[str, Path] = {}

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """See `SourceTree.paths`."""
        return [path for path in self.files(folders) if path.endswith((".yaml", ".yml"))]

    def files(self, folders: tuple[str, ...]) -> list[str]:
        """All files in `folders` and below, as sorted paths with slashes; links to folders are not followed."""
        found: set[str] = set()
        for folder in dict.fromkeys(folders):
            top = (self.root / folder).resolve()
            if top.is_relative_to(self.root) and _is(top.is_dir):
                start = len(str(self.root)) + 1
                for place, _, names in os.walk(top):
                    inside = place[start:].replace(os.sep, "/")
                    found.update(f"{inside}/{name}" if inside else name for name in names)
        return sorted(found)

    def read(self, path: str) -> bytes | None:
        """See `SourceTree.read`."""
        self.was_read.add(path)
        if not self._keeps or not path.endswith((".yaml", ".yml")):
            return self._read(path)
        if path not in self._kept:
            self._kept[path] = self._read(path)
        return self._kept[path]

    def _read(self, path: str) -> bytes | None:
        try:
            file = self._inside(path)
            if file is None or not file.is_file():
                return None
            with open(file, "rb") as stream:  # noqa: PTH123 - a thousand files at a time
                return stream.read(MAX_FILE_BYTES + 1)
        except (OSError, ValueError):  # no file, a folder, or a name that no system allows
            return None

    def _inside(self, path: str) -> Path | None:
        """The file itself, with all links followed; None when it lies outside the repository."""
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = (self.root / folder).resolve()
        file = self._folders[folder] / name
        if name in ("", "..") or file.is_symlink():
            file = file.resolve()
        return file if file.is_relative_to(self.root) else None


def _is(test: Callable[[], bool]) -> bool:
    """The answer of a file; what has a name longer than the system allows is no file."""
    try:
        return test()
    except OSError:
        return False


def beside(path: str, file: str) -> str:
    """The path of `file`, named relative to the source `path`, from the top of the repository; it may lead outside."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
