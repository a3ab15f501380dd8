"""What the house knows that is at hand: its keys, its documents, and what has become of each revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from qmsdocs.cache import Cache
from qmsdocs.compose.control import is_issued
from qmsdocs.compose.names import Edition, revision_text
from qmsdocs.git import NoGit
from qmsdocs.history import Branch, NoBranch
from qmsdocs.pipeline import Loaded, controlled_branch, load_at, load_in_force
from qmsdocs.register import Entry, MasterDocumentList, issued, revision_entry
from qmsdocs.repository import SETTINGS_FILE
from qmsdocs.verify.answers import DocumentState, Said, said
from qmsdocs.verify.trust import Trusted, registered_keys
from qmsdocs.writers.word.copies import Copy


@dataclass(frozen=True)
class House:
    """The house whose qms.yaml stands in `root`, on the day on which status is told; there may be none."""

    root: Path
    day: date
    cache: Cache

    # ── Whether it is there ──────────────────────────────────────────────────

    @cached_property
    def loaded(self) -> Loaded | None:
        """What is in force on the day; None without a house."""
        if not (self.root / SETTINGS_FILE).is_file():
            return None
        return load_in_force(self.root, self.day, self.cache, checks=False)

    @property
    def master(self) -> MasterDocumentList | None:
        """The master document list of the day; None where there is none that can be read."""
        return self.loaded.master if self.loaded else None

    @cached_property
    def branch(self) -> "Branch | Said":
        """The controlled branch, or why there is none to ask."""
        if self.loaded is None:
            return said("history.no-house")
        try:
            return controlled_branch(self.root, self.cache)
        except NoGit as problem:
            return Said(f"history.{problem.reason}")
        except NoBranch as problem:
            return Said(f"say.no-history.{problem.reason}", {"branch": problem.name})

    @property
    def keys(self) -> list[Trusted]:
        """The keys of its register that count on the day."""
        return list(registered_keys(self.master.repository.facts.organization, self.day)) if self.master else []

    # ── States ───────────────────────────────────────────────────────────────

    def at(self, commit: str, day: date) -> Loaded:
        """What was in force on a day by a commit of the branch."""
        if self.loaded and day == self.day and getattr(self.loaded.tree, "commit", "") == commit:
            return self.loaded
        return load_at(self.root, commit, day, self.cache, in_force=True)

    def on(self, day: date) -> Loaded:
        """What was in force on an earlier day."""
        return load_in_force(self.root, day, self.cache, checks=False)

    def has_copy(self, entry: Entry, copy: Copy) -> bool:
        """Whether the register of copies holds a copy of this revision."""
        known = self.master.repository.facts.copies.copies if self.master else ()
        wanted = (entry.number, entry.label, copy.kind, copy.number, copy.on)
        return any(
            (each.document, each.revision, each.kind, str(each.number), each.issued.on) == wanted for each in known
        )

    def state(self, number: str, revision: str) -> DocumentState | None:
        """What has become of a revision, named by its label or as the house prints it; None for none such."""
        entry = revision_named(self.master, number, revision) if self.master else None
        return _state(self.master, entry, revision) if self.master and entry else None


def listed(master: MasterDocumentList) -> Mapping[str, Entry]:
    """Every document, those that are not published included."""
    return {**master.entries, **master.left_out}


def revision_named(master: MasterDocumentList, number: str, revision: str) -> Entry | None:
    """The line of the list with a revision, named by its label or as the house prints it."""
    current = listed(master).get(number)
    if current is None:
        return None
    editions = [Edition(master, language) for language in master.repository.settings.languages]
    for each in current.source.item.revisions:
        if revision in (each.label, *(revision_text(edition, number, each) for edition in editions)):
            if each.label == current.label:
                return current
            return revision_entry(current.source, current.type, master.as_of, master.approvals, each.label)
    return current if not revision and not current.label else None


def _state(master: MasterDocumentList, entry: Entry, printed: str) -> DocumentState:
    current = listed(master)[entry.number]
    followers, until = _end(master, current, entry)
    in_force = current.status == "effective" and current.label != entry.label
    return DocumentState(
        number=entry.number,
        revision=printed,
        status=entry.status,
        known=True,
        effective=str(entry.effective or ""),
        approved=str(entry.approved or "") if is_issued(entry) else "",
        superseded_by=followers,
        until=str(until or ""),
        in_force=current.label if in_force else "",
    )


def _end(master: MasterDocumentList, current: Entry, entry: Entry) -> tuple[tuple[str, ...], date | None]:
    """What took the place of a revision, and since when."""
    withdrawn = current.source.item.withdrawn
    if entry.status == "withdrawn" and withdrawn:
        return withdrawn.superseded_by, withdrawn.on
    if entry.status == "superseded" and entry.label == current.label:
        return current.successors, master.superseded_since(current)
    if entry.status == "superseded":
        newer: Entry | None = None
        for each in issued(current, master.as_of, master.approvals):
            if each.label == entry.label:
                break
            newer = each
        return ((newer.label,), newer.effective) if newer else ((), None)
    return (), None
