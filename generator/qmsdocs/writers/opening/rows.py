"""The tables of the opening page: which files of the manifest stand in which row, with links to them.

A document is a row with its files in all languages, its redline and its former revision; what else there is stands by
its folder. A PDF stands beside the file from which it was made. No file is left out.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import quote

from qmsdocs.locale import has_label, label
from qmsdocs.manifest import ListedDocument, ListedFile, Manifest, Shelf
from qmsdocs.writers.opening.facts import in_language

SECTIONS: tuple[Shelf, ...] = ("registers", "matrices", "changes", "approvals", "application", "records")
"""The folders that have a section of their own, besides the documents."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file: what is printed, where it leads, and what somebody who does not see the row is told."""

    text: str
    href: str
    told: str


@dataclass(frozen=True, slots=True)
class Links:
    """The files in one language; `name` is that of the language, "" for the reader's own or none."""

    language: str
    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in its languages and formats."""

    file: ListedFile
    """The one that the title leads to: in the language of the reader, if there is one."""
    links: tuple[Links, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document with its files, and with what leads to its earlier revision."""

    document: ListedDocument
    title: str
    href: str
    """Where its title leads; "" where the bundle does not hold it."""
    links: tuple[Links, ...]
    earlier: tuple[Links, ...]
    """In the language of the reader, if there is anything; the section on changes has all of them."""


@dataclass(frozen=True, slots=True)
class Section:
    """The files of a folder, or what stands nowhere else. `name` is "" for that."""

    name: Shelf
    rows: tuple[FileRow, ...]


@dataclass(frozen=True)
class Rows:
    """The rows of a bundle for a reader of one language."""

    manifest: Manifest
    language: str

    def levels(self) -> Iterator[tuple[int, list[DocumentRow]]]:
        """The documents by their level."""
        documents = sorted(self.manifest.documents, key=lambda document: document.level)
        for level, group in groupby(documents, key=lambda document: document.level):
            yield level, [self._document(document) for document in group]

    def sections(self) -> Iterator[Section]:
        """Everything that is no file of a listed document, by folder; empty folders are left out."""
        by_name: dict[Shelf, list[ListedFile]] = {name: [] for name in (*SECTIONS, "")}
        for file in self.manifest.files:
            if file.path not in self._beside and file.kind not in _OPENING and not self._is_document(file):
                by_name[file.shelf if file.shelf in SECTIONS else ""].append(file)
        for name, files in by_name.items():
            if files:
                yield Section(name, tuple(self._rows(files)))

    @cached_property
    def _by_number(self) -> Mapping[str, list[ListedFile]]:
        found: dict[str, list[ListedFile]] = {document.number: [] for document in self.manifest.documents}
        for file in self.manifest.files:
            if file.number in found:
                found[file.number].append(file)
        return found

    @cached_property
    def _pdfs(self) -> Mapping[str, ListedFile]:
        """The PDFs by the path of the file beside them."""
        paths: dict[str, str] = {}
        for file in self.manifest.files:
            if file.kind != "pdf":
                paths.setdefault(posixpath.splitext(file.path)[0], file.path)
        pdfs = [file for file in self.manifest.files if file.kind == "pdf"]
        return {paths[stem]: file for file in pdfs if (stem := posixpath.splitext(file.path)[0]) in paths}

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(file.path for file in self._pdfs.values())

    def _is_document(self, file: ListedFile) -> bool:
        return file.kind == "document" and file.number in self._by_number

    def _document(self, document: ListedDocument) -> DocumentRow:
        files = self._own_first(self._by_number[document.number])
        texts = [file for file in files if file.kind == "document"]
        earlier = sorted((file for file in files if file.kind in _EARLIER), key=_order)
        own = [file for file in earlier if file.language in ("", self.language)]
        return DocumentRow(
            document,
            in_language(document.title, self.language),
            address(texts[0].path) if texts else "",
            tuple(self._links(texts)),
            tuple(self._links(own or earlier, named=True)),
        )

    def _rows(self, files: Iterable[ListedFile]) -> Iterator[FileRow]:
        groups: dict[tuple[str, ...], list[ListedFile]] = {}
        for file in sorted(self._own_first(files), key=_order):
            groups.setdefault(_row_key(file), []).append(file)
        for group in groups.values():
            yield FileRow(group[0], tuple(self._links(group)))

    def _own_first(self, files: Iterable[ListedFile]) -> list[ListedFile]:
        return sorted(files, key=lambda file: file.language not in ("", self.language))

    def _links(self, files: Iterable[ListedFile], *, named: bool = False) -> Iterator[Links]:
        """Links to the files and to their PDFs, by language; `named` says what they are, not only their format."""
        for language, group in groupby(self._own_first(files), key=lambda file: file.language):
            name = "" if language in ("", self.language) else label(language, "page.language-name")
            both = [each for file in group for each in (file, self._pdfs.get(file.path)) if each]
            yield Links(language, name, tuple(self._link(file, name, named) for file in both))

    def _link(self, file: ListedFile, language: str, named: bool) -> Link:
        text = self._format(file.path)
        if named:
            text = label(self.language, f"opening.{file.kind}", earlier=file.earlier, revision=file.revision)
        return Link(text, address(file.path), ", ".join(filter(None, (file.title, language, text))))

    def _format(self, path: str) -> str:
        ending = posixpath.splitext(path)[1].removeprefix(".").lower()
        key = f"opening.ending.{ending}"
        return label(self.language, key) if has_label(self.language, key) else ending.upper() or path


_OPENING = ("readme", "index")
_EARLIER = ("redline", "superseded")
"""What leads to an earlier revision of a document."""


def _order(file: ListedFile) -> tuple[str, str]:
    """By document what leads to its earlier revision, the redline first, after all that does not."""
    return (file.number, file.kind) if file.kind in _EARLIER else ("", "")


def _row_key(file: ListedFile) -> tuple[str, ...]:
    """What files have in common that stand in one row: a redline is the same in all languages."""
    if file.kind in _EARLIER:
        return file.kind, file.number, file.earlier, file.revision
    return file.kind, file.number, file.title, file.language


def address(path: str) -> str:
    """The relative URL of a file beside the page; it cannot be taken for anything but a path."""
    return "./" + quote(path, safe="/")
