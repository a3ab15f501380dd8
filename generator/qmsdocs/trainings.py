"""Who must be trained for which revision, and until when: what the register of what falls due, the pages of roles, the
reports on changes and the reading lists all go by (checklist item DC-35)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry, MasterDocumentList


@dataclass(frozen=True, slots=True)
class Training:
    """The training that a revision of a document asks for."""

    entry: Entry
    revision: Revision

    @property
    def roles(self) -> tuple[str, ...]:
        """The keys of the roles; `all` stands for everyone."""
        return trained(self.revision)

    @property
    def day(self) -> date:
        """The last day: the one that is stated, else that on which the revision takes effect."""
        return self.revision.training.by or self.revision.effective

    @property
    def is_issued(self) -> bool:
        """Whether the revision is approved and, as far as its day has come, in force."""
        standing = self.entry.standing
        return self.revision is self.entry.upcoming or (standing is not None and standing.is_issued)

    def concerns(self, role: str) -> bool:
        """Whether a role must be trained."""
        return role in self.roles or "all" in self.roles


def trained(revision: Revision) -> tuple[str, ...]:
    """The roles that must be trained for a revision: none, their keys, or `all`."""
    roles = revision.training.roles
    if isinstance(roles, str):
        return ("all",) if roles == "all" else ()
    return roles


def trainings(master: MasterDocumentList) -> Iterator[Training]:
    """Of each document the training for the revision that comes and for the one that is shown, as far as they ask for
    any."""
    for entry in master.current.values():
        shown = None if entry.revision is entry.upcoming else entry.revision
        for revision in (entry.upcoming, shown):
            if revision and trained(revision):
                yield Training(entry, revision)
