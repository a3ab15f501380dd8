"""The files of a bundle, from a zip or from a folder: each with its digest and its bytes, and nothing is unpacked.

A file is read once, digest and checksum together.
"""

import hashlib
import mmap
import os
import stat
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qmsdocs.manifest import SIGNATURE, SUMS, read_sums
from qmsdocs.verify.answers import Failure, said
from qmsdocs.verify.layout import Bytes, Layout, Part, layout, misplaced

LIMIT = 64 << 20
"""The most bytes of one file that are looked into; a larger one is only compared with its digest."""
LARGEST = 0xFFFF_FFFF
"""The largest zip of this kind."""
MOST_FILES = 65_535
_PIECE = 1 << 20
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", "._", "~$")
"""What systems and Word leave in folders that people look at, by how the names begin."""


@dataclass(frozen=True, slots=True)
class Content:
    """One file: its size, its digest, and how to get at its bytes."""

    size: int
    sha256: str
    read: Callable[[], bytes] = field(repr=False)
    place: tuple[int, int] | None = None
    """The first and the last byte of it in the zip."""


@dataclass
class Contents:
    """The files of a bundle by path, and what is wrong with how they are kept."""

    files: dict[str, Content] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)
    """What belongs to nobody, and harms nobody."""

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None when there is none, or it is too large to look into."""
        found = self.files.get(path)
        return found.read() if found and found.size <= LIMIT else None

    @property
    def are_as_summed(self) -> bool:
        """Whether they are just the files that SHA256SUMS lists."""
        present = {path: file.sha256 for path, file in self.files.items() if path not in (SUMS, SIGNATURE)}
        return read_sums(self.data(SUMS) or b"") == present


@contextmanager
def opened(file: Path) -> Iterator[Bytes]:
    """The bytes of a file, as the system maps them into memory: they are read when they are looked at."""
    with file.open("rb") as stream:
        try:
            yield mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            yield b""


# ── A zip ────────────────────────────────────────────────────────────────────


def zip_contents(data: Bytes, found: Layout | None = None) -> Contents:
    """The files of a zip, and every byte of it that is not accounted for."""
    lies = found or layout(data)
    read = [_digested(memoryview(data)[part.body : part.end]) for part in lies.parts]
    lies = lies.settled(_known(data, lies))
    contents = Contents()
    for part, (checksum, digest) in zip(lies.parts, read, strict=True):
        if part.path in contents.files:
            continue  # told as one that is there twice
        place = (part.body, max(part.body, part.end - 1))
        contents.files[part.path] = Content(part.size, digest, _reader(data, part), place)
        contents.failures += _name_faults(part)
        if part.is_stored and checksum not in _stated(part):
            contents.failures.append(Failure(part.path, said("content", start=place[0], end=place[1])))
    contents.failures += misplaced(data, lies, [checksum for checksum, _ in read])
    return contents


def _reader(data: Bytes, part: Part) -> Callable[[], bytes]:
    return lambda: data[part.body : part.end]


def _stated(part: Part) -> set[int]:
    return {part.header.checksum, part.entry.checksum if part.entry else part.header.checksum}


def _digested(content: memoryview) -> tuple[int, str]:
    """Checksum and digest of a content, made piece by piece while the piece is at hand."""
    checksum, total = 0, hashlib.sha256()
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        checksum = zlib.crc32(piece, checksum)
        total.update(piece)
    return checksum, total.hexdigest()


def _known(data: Bytes, found: Layout) -> frozenset[str]:
    """The names that the sums in the zip list, and those of itself and its signature."""
    for part in found.parts:
        names = {part.header.name, part.entry.name if part.entry else b""}
        if SUMS.encode() in names and part.size <= LIMIT:
            return frozenset({SUMS, SIGNATURE, *(read_sums(data[part.body : part.end]) or {})})
    return frozenset({SUMS, SIGNATURE})


def _name_faults(part: Part) -> Iterator[Failure]:
    try:
        name = part.name.decode("utf-8")
    except UnicodeDecodeError:
        yield Failure(part.path, said("zip.not-text"))
        return
    steps = name.split("/")
    if "\\" in name or ":" in name or not name.isprintable() or any(step in ("", ".", "..") for step in steps):
        yield Failure(part.path, said("zip.unsafe"))


# ── A folder ─────────────────────────────────────────────────────────────────


def folder_contents(folder: Path) -> Contents:
    """The files of a folder and below. Links are not followed: no bundle holds any."""
    contents = Contents()
    for file in _files(folder):
        path = unicodedata.normalize("NFC", file.relative_to(folder).as_posix())
        shown = path.encode("utf-8", "backslashreplace").decode()
        if file.name.startswith(_LITTER):
            contents.litter.append(shown)
        elif path in contents.files:
            contents.failures.append(Failure(shown, said("folder.twice")))
        elif not stat.S_ISREG(file.lstat().st_mode):
            contents.failures.append(Failure(shown, said("folder.no-file")))
        else:
            contents.files[shown] = _file_content(file)
        if len(contents.files) > MOST_FILES:
            contents.failures.append(Failure("", said("folder.many", most=MOST_FILES)))
            break
    return contents


def _files(folder: Path) -> Iterator[Path]:
    """Everything in a folder that is no folder itself, sorted."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        yield from (here / name for name in sorted([*names, *links]))


def _file_content(file: Path) -> Content:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
    return Content(size, digest, lambda: _beginning(file))


def _beginning(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LIMIT + 1)
