"""Outputs on disk: each file and each folder is written whole or not at all, and a state file says from what it was
made."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

STATE = ".qmsdocs-state.json"
"""The file in an output folder that says from what each output was made."""


def write_whole(file: Path, data: bytes) -> None:
    """Writes a file whole or not at all; a reader sees the old one or the new one."""
    new = file.with_name(f".{file.name}.new")
    try:
        new.write_bytes(data)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_changed(file: Path, data: bytes) -> None:
    """Writes a file whole if its bytes differ; one that would not change is not touched."""
    try:
        same = file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        same = False
    if not same:
        write_whole(file, data)


def without_leftovers(folder: Path, ending: str) -> None:
    """Removes what killed runs of `write_whole` left in a folder, of files with this ending."""
    for leftover in folder.glob(f".*{ending}.new"):
        leftover.unlink(missing_ok=True)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Writes every file whole; when one cannot be written, those before it are put back as they were."""
    written: list[tuple[Path, bytes | None]] = []
    try:
        for file, data in files.items():
            before = file.read_bytes() if file.is_file() else None
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, data)
            written.append((file, before))
    except BaseException:
        for file, before in reversed(written):
            if before is None:
                file.unlink()
            else:
                write_whole(file, before)
        raise


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of `folder` when the block ends well; what killed builds left is removed
    first."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    for leftover in folder.parent.glob(f".{folder.name}.*.new"):
        shutil.rmtree(leftover, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    try:
        yield new
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    new.chmod(0o755)
    old = new.with_suffix(".old.new")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes `files`, by path, into `folder`."""
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def read_state(folder: Path) -> dict[str, str]:
    """From what each output in `folder` was made, by file name; empty when unknown."""
    try:
        state = json.loads((folder / STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(state, dict):
        return {}
    return {name: str(key) for name, key in state.items() if _stays_inside(name)}


def _stays_inside(name: str) -> bool:
    """Whether a name of a state file, which anybody may have written, leads to a file in the folder or below."""
    return not set("\\:").intersection(name) and not {"", ".", ".."}.intersection(name.split("/"))


def keep_state(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Notes from what each output was made, if that changed."""
    if dict(old) != dict(new):
        write_whole(folder / STATE, (json.dumps(dict(sorted(new.items())), indent=0) + "\n").encode())
