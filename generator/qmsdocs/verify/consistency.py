"""Whether a bundle is complete and consistent with its own manifest: its files in, every disagreement out.

That tells of every accident. Whoever rewrites all of a bundle can make it consistent again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from qmsdocs.manifest import (
    MANIFEST,
    SIGNATURE,
    SIGNERS,
    SUMS,
    ListedDocument,
    ListedFile,
    Manifest,
    NotAManifest,
    read_manifest,
    read_sums,
)
from qmsdocs.verify.answers import Failure, Said, said
from qmsdocs.verify.contents import LIMIT, Contents
from qmsdocs.verify.trust import keys_in
from qmsdocs.verify.word_files import NotReadable, statement

_AROUND = frozenset(f"verify.zip.{name}" for name in ("header", "name", "entry", "order", "gap"))
"""What is wrong with how a file is packed, and not with what it says."""

_UNLISTED = frozenset({MANIFEST, SUMS, SIGNATURE, SIGNERS})
"""What a manifest cannot list: itself, and what is made from it."""


@dataclass
class Checked:
    """The manifest of a bundle, None where it cannot be relied on, and everything that is wrong, of each file one
    thing."""

    manifest: Manifest | None = None
    failures: list[Failure] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def is_whole(self, path: str) -> bool:
        """Whether the content of a file is what it was, however the zip is packed around it."""
        return all(each.path != path or each.what.key in _AROUND for each in self.failures)

    def add(self, failures: Iterable[Failure]) -> None:
        """Takes up what is wrong with files of which nothing is told yet; of the bundle as a whole all is told."""
        for failure in failures:
            if not failure.path or failure.path not in self.told:
                self.failures.append(failure)
                self.told.add(failure.path)


def checked(contents: Contents) -> Checked:
    """A bundle compared with its sums and its manifest. With a list that was changed itself nothing is compared."""
    found = Checked(failures=list(contents.failures), told={failure.path for failure in contents.failures})
    if found.is_whole(SUMS):
        found.add(_against_sums(contents))
    if not found.is_whole(MANIFEST):
        return found
    manifest = _manifest(contents)
    if isinstance(manifest, Said):
        found.add([Failure(MANIFEST, manifest)])
        return found
    found.manifest = manifest
    found.add(_against_manifest(contents, manifest))
    found.add(_signer_faults(contents, manifest))
    found.add(_word_faults(contents, manifest))
    return found


def _manifest(contents: Contents) -> Manifest | Said:
    found = contents.files.get(MANIFEST)
    if found is None:
        return said("missing")
    if found.size > LIMIT:
        return said("too-large", most=LIMIT >> 20)
    try:
        return read_manifest(found.read())
    except NotAManifest:
        return said("no-manifest")


# ── Sums and manifest ────────────────────────────────────────────────────────


def _against_sums(contents: Contents) -> Iterator[Failure]:
    if SUMS not in contents.files:
        yield Failure(SUMS, said("missing"))
        return
    sums = read_sums(contents.data(SUMS) or b"")
    if sums is None:
        yield Failure(SUMS, said("no-sums"))
        return
    yield from _faults(contents, sums, frozenset({SUMS, SIGNATURE}), SUMS)


def _against_manifest(contents: Contents, manifest: Manifest) -> Iterator[Failure]:
    listed = {file.path: file for file in manifest.files}
    for names in ([file.path for file in manifest.files], [document.number for document in manifest.documents]):
        twice = (name for name, count in Counter(names).items() if count > 1)
        yield from (Failure(name, said("listed-twice", where=MANIFEST)) for name in twice)
    yield from _faults(contents, {path: file.sha256 for path, file in listed.items()}, _UNLISTED, MANIFEST)
    for path, file in listed.items():
        if path in contents.files and contents.files[path].size != file.size:
            yield Failure(path, said("size", where=MANIFEST))


def _faults(contents: Contents, listed: Mapping[str, str], apart: frozenset[str], where: str) -> Iterator[Failure]:
    """Files that are not there, not listed, or not as they are listed: digests by path, in the file `where`."""
    files = contents.files
    present = {path: files[path].sha256 for path in sorted(files.keys() - apart)}
    places = {digest: path for path, digest in present.items() if path not in listed}
    owners = {digest: path for path, digest in listed.items()}
    for path in sorted(listed.keys() | present.keys()):
        if path not in listed:
            owner = owners.get(present[path], "")
            renamed = bool(owner) and owner not in present
            yield Failure(path, said("renamed", name=owner) if renamed else said("extra", where=where))
        elif path not in present:
            place = places.get(listed[path])
            yield Failure(path, said("moved", name=place) if place else said("missing"))
        elif present[path] != listed[path]:
            yield Failure(path, _changed(present[path], owners, where))


def _changed(digest: str, owners: Mapping[str, str], where: str) -> Said:
    return said("swapped", name=owners[digest]) if digest in owners else said("changed", where=where)


def _signer_faults(contents: Contents, manifest: Manifest) -> Iterator[Failure]:
    """A signature must be where the manifest names who signed, and nowhere else."""
    for path in (SIGNATURE, SIGNERS):
        if manifest.signer and path not in contents.files:
            yield Failure(path, said("no-signature" if path == SIGNATURE else "missing"))
        if not manifest.signer and path in contents.files:
            yield Failure(path, said("nobody-signed"))
    if manifest.signer and (signers := contents.data(SIGNERS)) is not None:
        keys = [trusted.key for trusted in keys_in(signers.decode("utf-8", "replace"))]
        if keys != [manifest.signer.key]:
            yield Failure(SIGNERS, said("other-signer", name=manifest.signer.name))


# ── Word files ───────────────────────────────────────────────────────────────


def _word_faults(contents: Contents, manifest: Manifest) -> Iterator[Failure]:
    """Word files of documents that state something else than the manifest."""
    documents = {document.number: document for document in manifest.documents}
    for file in manifest.files:
        if file.number and file.path.endswith(".docx"):
            data = contents.data(file.path)
            if data is not None and (what := _word_fault(data, file, documents.get(file.number))):
                yield Failure(file.path, what)


def _word_fault(data: bytes, file: ListedFile, document: ListedDocument | None) -> Said | None:
    try:
        stated = statement(data)
    except NotReadable:
        return said("not-readable")
    if stated is None:
        return said("not-ours")
    pairs = [("number", stated.number, file.number), ("revision", stated.revision, file.revision)]
    pairs += [("language", stated.language, file.language), ("earlier", stated.earlier, file.earlier)]
    if file.kind == "document":
        if document is None:
            return said("no-document", number=file.number)
        pairs += [("status", stated.status, document.status), ("fingerprint", stated.fingerprint, document.fingerprint)]
    wrong = next(((name, one, other) for name, one, other in pairs if one != other), None)
    if wrong is None:
        return None
    name, one, other = wrong
    return said("states", what=said(f"property.{name}"), stated=one or "–", listed=other or "–")
