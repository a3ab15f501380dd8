"""What is answered about a file: words that wait for a language, answers, failures, and the documents in question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qmsdocs.diagnostics import printable
from qmsdocs.locale import label

_LONGEST = 320

Kind = Literal["bundle", "folder", "word", "code", "other"]
"""What was asked about: a zip, an unpacked bundle, a Word file, a printed code, or nothing that can be judged."""


@dataclass(frozen=True)
class Said:
    """A sentence that waits for a language: the name of a message, and the values that it prints."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence; what comes from outside stands on one line, shortened, and steers no terminal."""
        return label(language, self.key, **{name: _shown(value, language) for name, value in self.values.items()})


def said(name: str, /, **values: object) -> Said:
    """The sentence `verify.NAME`; a value may be a sentence, a list, or texts by language."""
    return Said(f"verify.{name}", values)


def _shown(value: object, language: str) -> str:
    if isinstance(value, Said):
        return value.text(language)
    if isinstance(value, Mapping):
        return _shown(value.get(language) or next(iter(value.values()), ""), language)
    if isinstance(value, (list, tuple)):
        return label(language, "compose.comma").join(_shown(each, language) for each in value)
    text = printable(" ".join(str(value).split()))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@dataclass(frozen=True)
class Answer:
    """Whether something holds, None where that cannot be told, and why."""

    holds: bool | None
    why: Said


@dataclass(frozen=True)
class Failure:
    """What is wrong with one part; `path` is "" for the whole."""

    path: str
    what: Said


@dataclass(frozen=True)
class DocumentState:
    """A revision of a document, and what has become of it on the day that is asked about."""

    number: str
    revision: str
    status: str
    """On that day by what the house says; else as the file states it."""
    known: bool
    """Whether the house said it."""
    effective: str = ""
    approved: str = ""
    superseded_by: tuple[str, ...] = ()
    """The revision that took its place, or the numbers of the documents that did."""
    until: str = ""
    """The day from which it was superseded or withdrawn."""
    in_force: str = ""
    """The revision of the same document that is in force; "" for this one, and for none."""

    @property
    def is_over(self) -> bool:
        """Whether nobody may work by it any more."""
        return self.status in ("superseded", "withdrawn")


@dataclass
class Result:
    """Everything that is answered about one file."""

    file: str
    kind: Kind
    head: Said
    """What it is."""
    as_of: str
    """The day on which the documents have their status."""
    digest: Answer | None = None
    """Whether it has the digest that was received; None where none was given."""
    intact: Answer | None = None
    signed: Answer | None = None
    history: Answer | None = None
    failures: list[Failure] = field(default_factory=list)
    documents: list[DocumentState] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)

    @property
    def answers(self) -> Iterator[tuple[str, Answer]]:
        """The answers that were given, by what they are about."""
        for name in ("digest", "intact", "signed", "history"):
            answer: Answer | None = getattr(self, name)
            if answer:
                yield name, answer

    def fails(self, strict: bool) -> bool:
        """Whether something does not hold; with `strict`, also when a document is no longer in force."""
        wrong = bool(self.failures) or any(answer.holds is False for _, answer in self.answers)
        return wrong or (strict and any(document.is_over for document in self.documents))
