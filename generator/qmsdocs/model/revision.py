"""Revisions and approvals as they are declared in a controlled document, and the header that all controlled
documents share.

A revision is an issued state, never a commit (ISO 9001:2015 7.5.3.2 c; checklist items DC-06 to DC-15).
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from qmsdocs.labels import Class
from qmsdocs.model.text import Day, Key, Model, Number, Route, Text

Fingerprint = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""The digest of a content, see `qmsdocs.fingerprint`."""

EvidenceGrade = Literal["declared", "attributed", "forge", "paper", "signed"]
"""How well an approval is proved, weakest first: stated in the file; committed by the approver's identity; recorded
by a workflow from a review on the forge; signed on paper; signed with the approver's key."""


class PaperSheet(Model):
    """An approval sheet that was signed or sealed on paper."""

    entered_by: Key
    """The person who entered it here; that person's identity makes the commit."""
    original: Text
    """Where the signed sheet is kept."""
    sealed: bool = False
    """Whether it carries a seal."""


class Signature(Model):
    """Who prepared, reviewed, countersigned or approved a revision, in which role and when."""

    as_: Literal["prepared", "reviewed", "countersigned", "approved"] = Field(alias="as")
    """What the signature means."""
    by: Key
    """The person."""
    role: Key
    """The role in which the person signs."""
    on: Day
    """The day."""
    fingerprint: Fingerprint | None = None
    """The fingerprint of the content that was approved."""
    paper: PaperSheet | None = None
    """For an approval on paper: where the sheet is."""
    forge: str | None = None
    """For an approval recorded from a review on the forge: the address of the review."""


class Change(Model):
    """One line of the change summary: where, what, why."""

    at: str | None = None
    """The part that changed, such as `steps.acknowledge`; nothing for the whole document."""
    what: Text
    """What changed."""
    why: Text
    """The reason."""


def _one_role_as_list(value: object) -> object:
    return (value,) if isinstance(value, str) and value not in ("all", "none", "") else value


class Training(Model):
    """Who must be trained before the revision takes effect."""

    roles: Annotated[tuple[Key, ...] | Literal["all", "none"], BeforeValidator(_one_role_as_list)]
    """The roles, `all`, or `none`."""
    by: Day | None = None
    """The last day."""


class Revision(Model):
    """An issued state of a document."""

    label: str
    """The label in the house scheme, such as "1.0"."""
    class_: Class = Field(alias="class")
    """How much changed: it decides who approves and whether people are trained."""
    effective: Day
    """The day from which the revision is in force."""
    change_request: str | None = None
    """The number of the change request."""
    changes: tuple[Change, ...] = Field(min_length=1)
    """The change summary."""
    training: Training
    """Who must be trained."""
    supersedes: tuple[Number, ...] = ()
    """Other documents that this revision replaces."""
    emergency: bool = False
    """In force at once: people are trained afterwards, within the day that `training` sets."""
    carried_over: bool = False
    """Issued before this system was adopted: printed as stated, the content is not held here."""
    signatures: tuple[Signature, ...] = ()
    """Who signed."""

    @property
    def id(self) -> str:
        """The name of the revision in routes: a translation of its change summary stays with it."""
        return self.label

    def signed(self, meaning: str) -> tuple[Signature, ...]:
        """The signatures with this `meaning`, such as "approved"."""
        return tuple(signature for signature in self.signatures if signature.as_ == meaning)

    @property
    def fingerprint(self) -> str:
        """The fingerprint that its newest approval states; "" while nobody approved it."""
        signed = (found for found in reversed(self.signatures) if found.as_ == "approved")
        return next((found.fingerprint for found in signed if found.fingerprint), "")


class Withdrawal(Model):
    """The approved act that takes a document out of force."""

    on: Day
    """The day from which it is withdrawn."""
    by: Key
    """The person who decided."""
    role: Key
    """The role in which the person decided."""
    reason: Text
    """Why."""
    superseded_by: tuple[Number, ...] = ()
    """The documents that take its place."""
    fingerprint: Fingerprint | None = None
    """The fingerprint of this decision."""


class Concession(Model):
    """A departure from the document for a time: a concession, or a temporary instruction. It expires by itself."""

    id: Key
    """A name that never changes."""
    kind: Literal["concession", "temporary-instruction"] = "concession"
    """A concession allows less than the document asks for; a temporary instruction asks for something else."""
    steps: tuple[Key, ...] = ()
    """The steps concerned; nothing means the whole document."""
    sites: tuple[Key, ...] = ()
    """Where it holds; nothing means everywhere."""
    what: Text
    """What is allowed, or done instead."""
    reason: Text
    """Why."""
    from_: Day = Field(alias="from")
    """The first day."""
    to: Day
    """The last day."""
    signatures: tuple[Signature, ...] = ()
    """Who approved it."""


class Review(Model):
    """A periodic review, recorded also where it changed nothing (checklist items DC-12, DC-41)."""

    on: Day
    """The day of the review."""
    by: Key
    """The person who reviewed."""
    result: Literal["keep", "change", "withdraw"]
    """What came of it."""
    remark: Text | None = None
    """What was found."""


class Acceptance(Model):
    """A finding of judgement that the house accepts at this place, with its reason; all are listed by `check`."""

    rule: Key
    """The rule, as `check` prints it."""
    at: str
    """The place, such as `steps.track.do`."""
    reason: str = Field(min_length=10)
    """Why the finding is accepted here."""

    @property
    def route(self) -> Route:
        """The place as a route."""
        return tuple(self.at.split("."))


class ControlledItem(Model):
    """The header that every controlled document has, whether text or form."""

    number: Number
    """The number of the document."""
    title: Text
    """The title."""
    owner: Key
    """The role that answers for the document."""
    parent: Number | None = None
    """The document that this one serves, one level up."""
    classification: str = "internal"
    """Who may read it; the levels stand in qms.yaml."""
    applies_to: tuple[Key, ...] = ()
    """Units, sites or roles that receive it; nothing means all."""
    clauses: dict[str, tuple[str, ...]] = {}
    """The clauses that the document meets, by standard."""
    revisions: tuple[Revision, ...] = ()
    """The revisions, newest first."""
    reviews: tuple[Review, ...] = ()
    """Periodic reviews, newest first."""
    withdrawn: Withdrawal | None = None
    """Present when the document is out of force for good."""
    concessions: tuple[Concession, ...] = ()
    """Departures for a time."""
    accepted: tuple[Acceptance, ...] = ()
    """Findings of judgement that are accepted with a reason."""
