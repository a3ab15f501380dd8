"""The files of a bundle beside those that are made again from history: which are the same, and how others differ."""

import hashlib
from dataclasses import dataclass, field, replace

from qmsdocs.build import PROGRAM
from qmsdocs.bundle.assemble import Wish, members_of, opening_files
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.manifest import ListedFile, Manifest
from qmsdocs.pool import in_parallel
from qmsdocs.verify.answers import Failure, Said, said
from qmsdocs.verify.contents import Contents
from qmsdocs.verify.made_again import Maker, Wanted
from qmsdocs.verify.word_files import NotReadable, same_parts

_OF_DOCUMENTS = ("document", "superseded", "redline")
_OPENING = ("index", "readme")
_PACKAGES = (".docx", ".xlsx")


@dataclass
class Remade:
    """What the comparison found."""

    same: int = 0
    """How many files are the very ones that are made from history."""
    text: int = 0
    """How many Word files have the same text, made by another version or saved anew."""
    rest: int = 0
    """How many files cannot be made here, and so are not compared."""
    failures: list[Failure] = field(default_factory=list)


def word_files(found: Remade, maker: Maker, contents: Contents, manifest: Manifest) -> None:
    """Compares the Word files of documents, whatever version of the program made them."""
    files = [file for file in manifest.files if _is_of_document(file) and file.path in contents.files]
    digests = in_parallel(maker, [_wanted(file) for file in files])
    for file, digest in zip(files, digests, strict=True):
        if digest == contents.files[file.path].sha256:
            found.same += 1
            continue
        try:
            likeness, differences = maker.likeness(contents.data(file.path) or b"", _wanted(file))
        except NotReadable:
            found.failures.append(Failure(file.path, said("not-readable")))
            continue
        found.same += likeness == "same"
        found.text += likeness == "text"
        if likeness == "other":
            found.failures.append(Failure(file.path, difference(differences)))


def difference(differences: list[tuple[str, str]]) -> Said:
    """Where the text of a Word file differs from that of history."""
    if not differences:
        return said("history.not-held")
    stated, held = differences[0]
    return said("history.text", count=len(differences), stated=stated, held=held)


def _is_of_document(file: ListedFile) -> bool:
    return file.kind in _OF_DOCUMENTS and file.path.endswith(".docx")


def _wanted(file: ListedFile) -> Wanted:
    return Wanted(file.number, file.revision, file.language, file.earlier)


def other_files(found: Remade, sources: Sources, wish: Wish, contents: Contents, manifest: Manifest) -> None:
    """Compares registers, matrices, indexes, the application pack and the opening pages, and notices what is missing.

    Only the version of the program that made them makes them alike. What an office program made, and an application
    with personal data, which lie outside of history, are not compared.
    """
    files = [file for file in manifest.files if not _is_of_document(file)]
    if manifest.program != PROGRAM:
        found.rest += len(files)
        return
    members = {member.path: member for member in members_of(sources, wish)}
    opening = dict(opening_files(_without_opening(manifest)))
    comparable = [file for file in files if not _is_outside(file, manifest)]
    found.rest += len(files) - len(comparable)
    for file, made in zip(comparable, _made(comparable, members, opening), strict=True):
        if made is None:
            found.failures.append(Failure(file.path, said("history.unknown-file")))
        elif _is_same(file, made, contents):
            found.same += 1
        else:
            found.failures.append(Failure(file.path, said("history.not-made")))
    listed = {file.path for file in manifest.files}
    for member in members.values():
        if member.path not in listed and not (member.shelf == "application" and manifest.personal_data):
            found.failures.append(Failure(member.path, said("history.missing-file")))


def _is_outside(file: ListedFile, manifest: Manifest) -> bool:
    return not file.reproducible or (file.shelf == "application" and manifest.personal_data)


def _without_opening(manifest: Manifest) -> Manifest:
    return replace(manifest, files=tuple(file for file in manifest.files if file.kind not in _OPENING))


def _made(files: list[ListedFile], members: dict[str, Member], opening: dict[str, bytes]) -> list[bytes | None]:
    """Each file as it is made here; None for one that history does not give."""
    known = [members[file.path] for file in files if file.path in members]
    made = dict(zip((member.path for member in known), in_parallel(_make, known), strict=True))
    return [made.get(file.path, opening.get(file.path)) for file in files]


def _make(member: Member) -> bytes:
    return member.make()


def _is_same(file: ListedFile, made: bytes, contents: Contents) -> bool:
    """Whether a file has the same bytes, or as a package the same parts: another zlib packs them in another way."""
    if hashlib.sha256(made).hexdigest() == contents.files[file.path].sha256:
        return True
    return file.path.endswith(_PACKAGES) and same_parts(contents.data(file.path) or b"", made)
