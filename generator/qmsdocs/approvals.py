"""Which revisions of a document are approved, and what is wrong with an approval (checklist items DC-06 to DC-08).

In: a document as it is declared, its fingerprint, and what git proves of it. Out: for each revision its state, with the
content that was approved. Nobody types a state.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qmsdocs.history import GRADES, Evidence, Held, History, holds_role
from qmsdocs.model.revision import EvidenceGrade, Revision, Signature
from qmsdocs.model.settings import Settings
from qmsdocs.model.text import Route
from qmsdocs.repository import ControlledDocument, Facts, Repository
from qmsdocs.translation import Translation

Fault = Literal[
    "no-fingerprint",
    "other-content",
    "wrong-role",
    "not-holder",
    "own-authority",
    "own-work",
    "weak",
]
"""Why an approval does not count: it names no content; another content; the role may not approve this; the person did
not hold the role that day; held it only by the same change; prepared the revision too; is not proved well enough."""

State = Literal["draft", "in-review", "approved", "carried-over"]


@dataclass(frozen=True, slots=True)
class Approval:
    """A signature that approves, what proves it, and why it does not count; with no fault it counts."""

    signature: Signature
    evidence: Evidence
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Standing:
    """A revision with its state, its approvals, and the content that was approved."""

    revision: Revision
    state: State
    approvals: tuple[Approval, ...] = ()
    held: Held | None = None
    """Where history holds its content; None when the content is the source as it stands, or held nowhere."""
    as_it_stands: bool = False
    """Whether the source as it stands is this revision's content."""

    @property
    def is_issued(self) -> bool:
        """Whether it comes into force on its day."""
        return self.state in ("approved", "carried-over")

    @property
    def approved_on(self) -> date | None:
        """The day of the last approval that counts."""
        counted = [approval.signature.on for approval in self.approvals if not approval.faults]
        stated = [signature.on for signature in self.revision.signed("approved")]
        days = counted if self.state == "approved" else stated if self.state == "carried-over" else []
        return max(days, default=None)


class Approvals:
    """Judges the approvals of the documents of one repository."""

    def __init__(
        self,
        repository: Repository,
        fingerprint: Callable[[ControlledDocument], str],
        history: History | None = None,
    ) -> None:
        """`fingerprint` gives that of a document as it stands; without `history` nothing older than that is known."""
        self.repository, self.fingerprint, self.history = repository, fingerprint, history
        self._known: dict[tuple[str, int], Standing] = {}
        self._evidence_known: dict[tuple[str, str, Signature], Evidence] = {}

    def standings(self, document: ControlledDocument) -> Iterator[Standing]:
        """The revisions of a document, newest first, each worked out when it is asked for; more than one list asks."""
        for place, revision in enumerate(document.item.revisions):
            yield self._standing(document, revision, place)

    def newest(self, document: ControlledDocument, revision: Revision) -> Standing:
        """The state of the newest revision."""
        return self._standing(document, revision, 0)

    def _standing(self, document: ControlledDocument, revision: Revision, place: int) -> Standing:
        key = (document.item.number, place)
        if key not in self._known:
            self._known[key] = (self._earlier if place else self._newest)(document, revision)
        return self._known[key]

    def _newest(self, document: ControlledDocument, revision: Revision) -> Standing:
        if revision.carried_over:
            return Standing(revision, "carried-over", as_it_stands=True)
        if not revision.signed("approved"):
            return Standing(revision, "in-review" if revision.signatures else "draft", as_it_stands=True)
        found = self._approvals(document, revision, self.fingerprint(document))
        if any(not approval.faults for approval in found):
            return Standing(revision, "approved", found, as_it_stands=True)
        # What was approved may have been changed since: then git still holds it.
        before = self._earlier(document, revision)
        return before if before.state == "approved" else Standing(revision, "in-review", found, as_it_stands=True)

    def _earlier(self, document: ControlledDocument, revision: Revision) -> Standing:
        if revision.carried_over:
            return Standing(revision, "carried-over")
        wanted = revision.fingerprint
        held = self.history.held(document.item.number, revision.label, wanted) if self.history and wanted else None
        if self.history and held is None:
            return Standing(revision, "in-review" if revision.signatures else "draft")
        # Without git the declaration is all there is.
        found = self._approvals(document, revision, wanted)
        approved = any(not approval.faults for approval in found)
        return Standing(revision, "approved" if approved else "in-review", found, held)

    def _approvals(self, document: ControlledDocument, revision: Revision, content: str) -> tuple[Approval, ...]:
        return tuple(self._approval(document, revision, found, content) for found in revision.signed("approved"))

    def _approval(
        self, document: ControlledDocument, revision: Revision, signature: Signature, content: str
    ) -> Approval:
        evidence = self.evidence(document, revision, signature)
        return Approval(signature, evidence, tuple(self._faults(document, revision, signature, content, evidence)))

    def texts_behind(
        self, document: ControlledDocument, shown: ControlledDocument, translation: Translation
    ) -> tuple[Route, ...] | None:
        """The texts of a translation whose source, in the text that is `shown`, is not what it was in the revision that
        the translation names; None when the text of that one is not known."""
        standings = self.standings(document)
        found = (standing.held for standing in standings if standing.revision.label == translation.head.translates)
        held = next(found, None)
        if held is None:
            return None
        before, now = dict(held.document.texts), dict(shown.texts)
        return tuple(route for route in translation.texts if route in now and now[route] != before.get(route))

    def evidence(self, document: ControlledDocument, revision: Revision, signature: Signature) -> Evidence:
        """What git says of a signature; without git it is as the file declares."""
        if self.history is None:
            return Evidence()
        key = (document.item.number, revision.label, signature)
        if key not in self._evidence_known:
            self._evidence_known[key] = self.history.evidence(document.item.number, revision, signature)
        return self._evidence_known[key]

    def _faults(
        self,
        document: ControlledDocument,
        revision: Revision,
        signature: Signature,
        content: str,
        evidence: Evidence,
    ) -> Iterator[Fault]:
        now = self.repository.facts
        if not signature.fingerprint:
            yield "no-fingerprint"
        elif signature.fingerprint != content:
            yield "other-content"
        then = self.rules_of(evidence)
        fault = _authority_fault(document.prefix, revision, signature, then)
        if fault and then is not now and not _authority_fault(document.prefix, revision, signature, now):
            fault = "own-authority"
        if fault:
            yield fault
        prepared = {found.by for found in revision.signed("prepared")}
        if signature.by in prepared and not then.settings.author_may_approve:
            yield "own-work"
        least = self.least_evidence(document.prefix, evidence)
        if GRADES.index(evidence.grade) < GRADES.index(least) and self._is_committed(document, evidence):
            yield "weak"

    def rules_of(self, evidence: Evidence) -> Facts:
        """The settings and the organization by which an approval is judged: those of then, not of now, and none that
        came with the same change. While all is drafting, those of now."""
        controlled = self.history is not None and self.history.controlled_from is not None
        return evidence.before if evidence.before and controlled else self.repository.facts

    def least_evidence(self, prefix: str, evidence: Evidence) -> EvidenceGrade:
        """How well an approval of a document with this prefix must be proved."""
        then = self.rules_of(evidence).settings.document_types
        return (then.get(prefix) or self.repository.settings.document_types[prefix]).least_evidence

    def _is_committed(self, document: ControlledDocument, evidence: Evidence) -> bool:
        """Whether git has the approval; one that is still to be committed cannot be proved yet."""
        if evidence.commit or self.history is None:
            return bool(evidence.commit)
        return self.history.has(document.item.number, self.repository.contents[document.path])


def _authority_fault(prefix: str, revision: Revision, signature: Signature, facts: Facts) -> Fault | None:
    if signature.role not in approvers(facts.settings, prefix, revision):
        return "wrong-role"
    return None if holds_role(facts.organization, signature) else "not-holder"


def approvers(settings: Settings, prefix: str, revision: Revision) -> tuple[str, ...]:
    """The roles that may approve a revision of a document with this prefix (checklist item NC-21)."""
    kind = settings.document_types.get(prefix)
    if kind is None:
        return ()
    editorial = kind.editorial_approver if revision.class_ == "editorial" else None
    return (kind.approver, editorial) if editorial else (kind.approver,)
