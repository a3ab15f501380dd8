"""Bundles taken apart and put together again, for tests of what `verify` notices."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import qmsdocs.demo
from qmsdocs.archive import archive, packed
from qmsdocs.bundle.assemble import opening_files
from qmsdocs.cache import Cache
from qmsdocs.manifest import (
    MANIFEST,
    SIGNATURE,
    SIGNERS,
    SUMS,
    ListedFile,
    Manifest,
    manifest_text,
    read_manifest,
    sums_text,
)
from qmsdocs.pipeline import today
from qmsdocs.signing import signature
from qmsdocs.verify.answers import Result
from qmsdocs.verify.house import House
from qmsdocs.verify.trust import Trusted
from qmsdocs.verify.verification import Asked, verified

Files = Mapping[str, bytes]
"""The files of a bundle by path."""


def demo_key(folder: Path) -> Path:
    """The private key of Hanna Linden of the demo, as ssh-keygen takes it."""
    file = folder / "hanna"
    file.touch(0o600)
    file.write_bytes((Path(qmsdocs.demo.__file__).parent / "DEMO-signing-key-of-nobody").read_bytes())
    return file


def files_of(bundle: Path) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(bundle) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(files: Files) -> bytes:
    """The zip of these files, as `bundle` packs it."""
    return archive({path: packed(content, store=True) for path, content in files.items()})


def manifest_in(files: Files) -> Manifest:
    """The manifest among the files."""
    return read_manifest(files[MANIFEST])


def rewritten(files: Files, /, **changes: Any) -> dict[str, bytes]:
    """The same files with opening pages, a manifest and sums that agree with them, and with `changes` of the manifest;
    the signature stays as it is."""
    manifest = replace(manifest_in(files), **changes)
    others = tuple(_listed(file, files) for file in manifest.files if file.kind not in ("index", "readme"))
    opening = dict(opening_files(replace(manifest, files=tuple(file for file in others if file.path in files))))
    files = {**files, **{path: data for path, data in opening.items() if path in files}}
    listed = tuple(_listed(file, files) for file in manifest.files if file.path in files)
    return summed({**files, MANIFEST: manifest_text(replace(manifest, files=listed)).encode()})


def _listed(file: ListedFile, files: Files) -> ListedFile:
    data = files.get(file.path, b"")
    return replace(file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def summed(files: Files) -> dict[str, bytes]:
    """The same files with sums that agree with them."""
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path not in (SUMS, SIGNATURE)}
    return {**files, SUMS: sums_text(digests).encode()}


def unsigned(files: Files) -> dict[str, bytes]:
    """The same files as nobody had signed them."""
    kept = {path: data for path, data in files.items() if path not in (SIGNATURE, SIGNERS)}
    return rewritten(kept, signer=None)


def signed(files: Files, key: Path) -> dict[str, bytes]:
    """The same files with a new signature."""
    return {**files, SIGNATURE: signature(files[SUMS], key)}


def small(files: Files, key: Path) -> dict[str, bytes]:
    """A few files of a bundle, as a bundle of their own, signed."""
    manifest = manifest_in(files)
    words = [file for file in manifest.files if file.kind == "document" and file.number == "QM-01"]
    table = [file for file in manifest.files if file.path.endswith(".xlsx")][:1]
    others = [file for file in manifest.files if file.kind in ("readme", "index")]
    kept = {file.path for file in (*words, *table, *others)} | {MANIFEST, SIGNERS, SUMS, SIGNATURE}
    documents = tuple(each for each in manifest.documents if each.number in {file.number for file in words})
    return signed(rewritten({path: data for path, data in files.items() if path in kept}, documents=documents), key)


def word_with(word: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """A Word file in which a text of a part was replaced."""
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts[part].decode()
    assert old in text, f"{old!r} does not stand in {part}"
    return archive({name: packed(data) for name, data in {**parts, part: text.replace(old, new).encode()}.items()})


def result_of(
    data: bytes, folder: Path, root: Path | None = None, signers: tuple[Trusted, ...] | None = None, digest: str = ""
) -> Result:
    """What is answered about the bytes of a zip or a Word file; by default outside of any house."""
    file = folder / "asked.zip"
    file.write_bytes(data)
    place = root or folder
    return verified(str(file), Asked(House(place, today(place), Cache()), signers, digest))


def told(result: Result) -> list[str]:
    """The failures as text."""
    return [f"{failure.path}: {failure.what.text('en')}" for failure in result.failures]


def holds(result: Result) -> dict[str, bool | None]:
    """The answers that were given."""
    return {name: answer.holds for name, answer in result.answers}
