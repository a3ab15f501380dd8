"""One revision of one document, named on the command line: the line of the master document list with its text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.compose.names import Edition
from qmsdocs.decode import nearest
from qmsdocs.locale import label
from qmsdocs.pipeline import Loaded, load, load_in_force, today
from qmsdocs.register import Entry, MasterDocumentList, revision_entry, summary

WORKING = "working"
"""In place of a label: the text as it stands in the working tree."""


@dataclass(frozen=True)
class Shown:
    """A document with one of its revisions, what it was loaded with, and the name of the revision in file names."""

    loaded: Loaded
    entry: Entry
    name: str

    @property
    def master(self) -> MasterDocumentList:
        """The list to which it belongs, with just this revision in its line."""
        master = self.loaded.master
        assert master is not None
        number = self.entry.number
        found = summary(self.entry.document, {})
        # A draft that is not published has no line of its own there.
        return replace(
            master,
            entries={**master.entries, number: self.entry},
            summaries={**master.summaries, number: found},
            left_out={other: entry for other, entry in master.left_out.items() if other != number},
        )

    def edition(self, language: str) -> Edition:
        """The edition in which it is printed, in the language of messages where the house publishes it."""
        master = self.master
        return Edition(master, printed_language(master, language))


def read_for(root: Path, revision: str | None, as_of: date | None, language: str, cache: Cache) -> Loaded:
    """What is needed to show a revision: what is committed and in force, or for `working` the working tree."""
    day = as_of or today(root)
    loaded = load(root, day, cache) if revision == WORKING else load_in_force(root, day, cache, checks=False)
    readable(loaded, language)
    return loaded


def listed(master: MasterDocumentList) -> Mapping[str, Entry]:
    """Every document, those that are not published included."""
    return {**master.entries, **master.left_out}


def shown(loaded: Loaded, number: str, revision: str | None, language: str) -> Shown:
    """The document `number` with the revision that is asked for, by default the one that is shown to staff."""
    master = loaded.master
    assert master is not None
    entries = listed(master)
    if number not in entries:
        near = nearest(number, entries) or "–"
        raise Refused(label(language, "usage.number", number=number, near=near))
    entry = entries[number]
    if revision in (None, WORKING):
        return Shown(loaded, entry, revision or entry.label)
    found = revision_entry(entry.source, entry.type, master.as_of, master.approvals, revision or "")
    if found is None:
        known = ", ".join(each.label for each in entry.source.item.revisions) or "–"
        raise Refused(label(language, "usage.revision", number=number, revision=revision, known=known))
    return Shown(loaded, replace(found, upcoming=entry.upcoming, in_work=entry.in_work), found.label)
