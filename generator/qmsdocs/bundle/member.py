"""What the parts of a bundle are made from, and the files that they give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from qmsdocs.bundle.names import Names, relative
from qmsdocs.cache import digest
from qmsdocs.compose.dependencies import document_keys
from qmsdocs.compose.names import Edition
from qmsdocs.manifest import Kind, Shelf
from qmsdocs.pipeline import Loaded
from qmsdocs.register import MasterDocumentList
from qmsdocs.writers.word.reference import Reference


@dataclass(frozen=True)
class Member:
    """A file that the bundle will hold; `make` makes its bytes, in another process where there are many."""

    path: str
    kind: Kind
    shelf: Shelf
    title: str
    make: Callable[[], bytes]
    """A `functools.partial` of a function of a module: it must survive pickling."""
    key: str = ""
    """A digest of all that it is made from: with the same one, it is taken from the former bundle. "" for no such."""
    language: str = ""
    number: str = ""
    revision: str = ""
    earlier: str = ""
    reproducible: bool = True
    personal: bool = False
    """Whether it holds personal data."""


@dataclass(frozen=True)
class Sources:
    """Everything from which the parts of a bundle are made."""

    loaded: Loaded
    """What is in force on the day, as far as the bundle may show it."""
    old: Loaded | None
    """What was in force at the beginning of the time whose changes are told; None for none."""
    since: str
    """That beginning, as it was named; "" for none."""
    names: Names
    reference: Reference
    paths: Mapping[tuple[str, str], str]
    """Where the Word file of each document stands: (number, language) → path in the bundle."""
    context: str
    """A digest of what all Word files depend on besides their documents: program, look, address of the site."""

    @property
    def master(self) -> MasterDocumentList:
        """The list of what is contained."""
        assert self.loaded.master is not None
        return self.loaded.master

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """The list as it is printed, in each language of the bundle."""
        return {language: Edition(self.master, language) for language in self.names.languages}

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """A digest of what the outputs of each document depend on."""
        return document_keys(self.master, self.loaded.tree.read)

    @cached_property
    def everything(self) -> str:
        """A digest of all that registers are made from: they tell of every document, and name the commit."""
        master, history = self.master, self.loaded.history
        contents = master.approvals.repository.contents
        parts: list[bytes | str] = [self.context, str(master.as_of), history.tip if history else ""]
        parts += [*self.keys.values(), *sorted(master.absent), *sorted(contents), *contents.values()]
        return digest(parts)

    def beside(self, folder: str, language: str) -> Mapping[str, str]:
        """The ways from a `folder` of the bundle to the Word files in one language, by document number."""
        return {number: relative(path, folder) for (number, each), path in self.paths.items() if each == language}
