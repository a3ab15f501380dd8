"""The register of copies: which numbered copy of which revision somebody holds, and what became of it (checklist items
DC-22, NC-01)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from qmsdocs.model.text import KEY, Day, Key, Model, Number

HolderName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Who holds a copy, as it stands on every page of it."""


class HandedOut(Model):
    """When a copy went out, and who gave it."""

    on: Day
    """The day."""
    by: Key
    """The person."""


class TakenBack(Model):
    """What became of a copy that is out no more."""

    on: Day
    """The day."""
    by: Key
    """The person who records it."""
    result: Literal["destroyed", "kept", "lost"] = "destroyed"
    """Destroyed; kept, and marked as obsolete; or lost, so that it was never seen again."""


class RegisteredCopy(Model):
    """A copy on paper or on a disk of its own, with the revision that it holds."""

    document: Number
    """The number of the document."""
    number: int = Field(ge=1, le=9999)
    """The number of the copy: a holder keeps it from revision to revision, and nobody else gets it."""
    revision: str
    """The label of the revision."""
    holder: HolderName
    """Who holds it: the key of a person, role, unit or site, or any other name as it is to be printed."""
    kind: Literal["controlled", "information"] = "controlled"
    """A controlled copy is taken back when its revision is out of force; one for information is not."""
    language: Literal["en", "zh"]
    """The language in which it is printed."""
    issued: HandedOut
    """When it went out."""
    returned: TakenBack | None = None
    """What became of it; absent while it is out."""

    @property
    def names_a_key(self) -> bool:
        """Whether the holder is named by a key of the organization file, and so printed by its title."""
        return bool(KEY.fullmatch(self.holder))


class Copies(Model):
    """The register of copies, the newest last."""

    copies: tuple[RegisteredCopy, ...] = ()
