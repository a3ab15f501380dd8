"""A Word file made again from history: which one in, its tree and its bytes out, and how like it the one at hand is."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qmsdocs.build import LOOK, PROGRAM
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition
from qmsdocs.compose.revisions import RevisionTrees, redline_between
from qmsdocs.document_tree import DocumentTree
from qmsdocs.pipeline import Loaded
from qmsdocs.register import MasterDocumentList
from qmsdocs.verify.house import revision_named
from qmsdocs.verify.word_files import changed_texts, same_parts, text_differences
from qmsdocs.writers.word.copies import PRINT, Copy
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.reference import BadReference, Reference, load_reference

Likeness = Literal["same", "text", "other"]
"""The very file; the same text; or another one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which Word file: of a revision, or with `earlier` the redline between two, both as the house prints them."""

    number: str
    revision: str
    language: str
    earlier: str = ""
    copy: Copy | None = PRINT
    """The kind of copy; None for one that is not made here."""


class Maker:
    """Makes Word files from one state of a house; it is handed to worker processes."""

    def __init__(self, loaded: Loaded, master: MasterDocumentList | None = None) -> None:
        """`master` is the part of the list that is shown; by default all of it."""
        self._loaded = loaded
        self.master = master or loaded.master
        self._trees: dict[str, RevisionTrees] = {}

    @cached_property
    def _reference(self) -> Reference:
        try:
            return load_reference(self._loaded.tree.read(LOOK))
        except BadReference:
            return load_reference(None)

    def __call__(self, wanted: Wanted) -> str:
        """The digest of the Word file; "" where it cannot be made."""
        data = self.word(wanted)
        return hashlib.sha256(data).hexdigest() if data else ""

    def word(self, wanted: Wanted) -> bytes | None:
        """The Word file; None where it cannot be made."""
        tree = self.tree(wanted)
        return word_file(tree, self._reference, copy=wanted.copy, program=PROGRAM) if tree and wanted.copy else None

    def tree(self, wanted: Wanted) -> DocumentTree | None:
        """The tree of the Word file; None where the house has no such revision or does not hold its text."""
        master = self.master
        if master is None or wanted.language not in master.repository.settings.languages:
            return None
        entry = revision_named(master, wanted.number, wanted.revision)
        if entry is None or not entry.has_content:
            return None
        trees = self._trees_in(master, wanted.language)
        if wanted.earlier:
            older = revision_named(master, wanted.number, wanted.earlier)
            return redline_between(trees, older, entry) if older and older.has_content else None
        if master.entries.get(wanted.number) is entry:
            return document_tree(trees.edition, wanted.number, self._loaded.tree.read)
        return trees.of(entry)

    def _trees_in(self, master: MasterDocumentList, language: str) -> RevisionTrees:
        if language not in self._trees:
            self._trees[language] = RevisionTrees(Edition(master, language), self._loaded.tree.read)
        return self._trees[language]

    def likeness(self, word: bytes, wanted: Wanted) -> tuple[Likeness, list[tuple[str, str]]]:
        """How like the Word file that is made here the one at hand is, and what stands in it at each place where it is
        another, and what should. Raises `NotReadable`."""
        tree, made = self.tree(wanted), self.word(wanted)
        if tree is None or made is None:
            return "other", []
        if made == word or same_parts(word, made):
            return "same", []
        return ("other", changed_texts(word, made)) if text_differences(word, tree) else ("text", [])
