"""Plans: which source files a command will change, what it says of that, and why it refuses.

Everything is gathered before anything is written, so that all reasons are told at once and no file is written alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from qmsdocs.decode import nearest
from qmsdocs.diagnostics import printable
from qmsdocs.findings import Finding
from qmsdocs.locale import label
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.source import CannotEdit

UNSAID = "…"
"""Stands in a change summary for what its author has still to say; nobody can approve it."""


@dataclass(frozen=True)
class Edit:
    """A source file before and after; before it was there, it was empty."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True)
class Line:
    """A sentence of the locale with the values that it prints, which may be such lines themselves."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence in `language`."""
        values = {
            name: each.text(language) if isinstance(each, Line) else printable(str(each))
            for name, each in self.values.items()
        }
        return label(language, self.key).format(**values)


@dataclass
class Plan:
    """What a command will do; with any refusal it does nothing."""

    edits: list[Edit] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)
    """What is done, a line for each document."""
    notes: list[Line] = field(default_factory=list)
    """What else the reader must know."""
    refusals: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """The errors in documents because of which it refuses."""
    wrong_usage: bool = False
    """Whether something was asked for that does not exist."""

    def refuse(self, reason: str, **values: object) -> None:
        """Adds a reason why nothing is done."""
        self.refusals.append(Line(f"refused.{reason}", values))

    def refuse_unknown(self, kind: str, name: str, known: Iterable[str]) -> None:
        """Adds that there is no such number, person, role or fact, with the nearest there is."""
        self.refuse(f"unknown-{kind}", name=name, near=nearest(name, known) or "–")
        self.wrong_usage = True

    def edit(self, entry: Entry, change: Callable[[bytes], bytes], master: MasterDocumentList, done: Line) -> None:
        """Adds the change of a document's source file, or why the file cannot be changed."""
        path = entry.source.path
        before = master.repository.contents[path]
        try:
            self.edits.append(Edit(path, before, change(before)))
        except CannotEdit as problem:
            place = f"{path}:{problem.line}:{problem.column}"
            self.refuse("cannot-edit", number=entry.number, place=place, why=Line(problem.key, problem.values))
        else:
            self.done.append(done)


def entries_named(
    master: MasterDocumentList, numbers: Iterable[str], errors: Sequence[Finding], plan: Plan
) -> list[Entry]:
    """The documents with these numbers, each once; of those that are not there, `plan` says why."""
    found: list[Entry] = []
    for number in dict.fromkeys(numbers):
        unread = [path for path in master.repository.unread if PurePosixPath(path).stem == number]
        if number in master.entries:
            found.append(master.entries[number])
        elif unread:
            plan.refuse("unread", number=number, path=unread[0])
            plan.findings += errors_in(errors, unread)
        else:
            plan.refuse_unknown("number", number, master.entries)
    return found


def errors_in(errors: Sequence[Finding], paths: Iterable[str]) -> list[Finding]:
    """Those of the errors that stand in these files."""
    wanted = frozenset(paths)
    return [finding for finding in errors if finding.span.path in wanted]
