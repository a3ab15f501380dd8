"""Signing revisions: approval of exactly the content that stands there, and the signatures that lead to it.

An approval that a later change made void is renewed in place while the system is being drafted; once issued, the change
needs a revision of its own (checklist items DC-06 to DC-10, NC-21).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from qmsdocs.acts.people import Identity, person, person_name, role_titles, roles_held, usual_role
from qmsdocs.acts.plan import Line, Plan, entries_named
from qmsdocs.acts.readiness import (
    Reason,
    Signer,
    approving_role,
    is_approved,
    is_issued,
    is_own_work,
    obstacles_in,
    reasons_against,
    reasons_not_to_approve,
    reasons_of_order,
    void_approvals,
)
from qmsdocs.approvals import approvers
from qmsdocs.findings import Finding
from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.source import with_item, with_value, without
from qmsdocs.source.notation import Bare

Meaning = Literal["prepared", "reviewed", "countersigned", "approved"]


@dataclass(frozen=True)
class ApprovalWish:
    """Who signs, with which meaning, and what proves it besides the commit."""

    who: Identity = field(default_factory=Identity)
    meaning: Meaning = "approved"
    role: str | None = None
    on: date | None = None
    effective: date | None = None
    """From when the revision shall be in force: the approver sets it for one that nobody has approved yet."""
    paper: str | None = None
    """Where the signed sheet is kept."""
    entered_by: Identity = field(default_factory=Identity)
    """Who enters what was signed on paper."""
    sealed: bool = False
    forge: str | None = None
    """The address of the review on the forge."""


def approved(data: bytes, label: str, signature: dict[str, Any]) -> bytes:
    """A source file with one more signature under the revision `label`."""
    return with_item(data, ("revisions", label, "signatures"), signature, flow=True)


def renewed(data: bytes, label: str, place: int, signature: dict[str, Any]) -> bytes:
    """A source file whose signature number `place`, from 1, states what `signature` says; None takes a key away."""
    for key, value in signature.items():
        route = ("revisions", label, "signatures", str(place), key)
        data = without(data, route) if value is None else with_value(data, route, value)
    return data


def in_force_from(data: bytes, revision: Revision) -> bytes:
    """A source file whose revision has the effective date of `revision`, and its last day of training."""
    days = {("effective",): revision.effective, ("training", "by"): revision.training.by}
    for route, day in days.items():
        if day:
            data = with_value(data, ("revisions", revision.label, *route), str(day))
    return data


def approving(
    master: MasterDocumentList, numbers: Sequence[str], wish: ApprovalWish, errors: Sequence[Finding] = ()
) -> Plan:
    """The signatures that `wish` asks for under the newest revisions of the documents `numbers`.

    Where `wish` names no person, an approval that is void is renewed as it was declared.
    """
    plan = Plan()
    signing = _Signing(master, wish, errors, plan)
    for entry in entries_named(master, numbers, errors, plan):
        signing.sign(entry)
    return plan


def awaiting(master: MasterDocumentList, wish: ApprovalWish) -> list[str]:
    """The numbers of the documents whose newest revision waits for approval by the person whom `wish` names."""
    key = person(wish.who, master.repository.facts.organization, Plan())
    on = wish.on or master.as_of
    return [
        entry.number
        for entry, revision in _waiting(master)
        if key and approving_role(master, entry, revision, key, on) and not is_own_work(master, revision, key)
    ]


def void(master: MasterDocumentList) -> list[str]:
    """The numbers of the documents whose newest revision was approved with other content, or without a fingerprint."""
    return [entry.number for entry, revision in _waiting(master) if void_approvals(master, entry, revision)]


def unapproved(master: MasterDocumentList) -> list[str]:
    """The numbers of the documents whose newest revision waits for approval, by whomever."""
    return [entry.number for entry, _ in _waiting(master)]


def _waiting(master: MasterDocumentList) -> Iterator[tuple[Entry, Revision]]:
    for entry in master.entries.values():
        for revision in entry.source.item.revisions[:1]:
            closed = revision.carried_over or entry.source.item.withdrawn or is_approved(master, entry, revision)
            if not closed:
                yield entry, revision


def ready_for_approval(
    master: MasterDocumentList, numbers: Sequence[str], errors: Sequence[Finding], plan: Plan
) -> list[Entry]:
    """The documents whose newest revision can be put before an approver; of the others, `plan` says why not."""
    signing = _Signing(master, ApprovalWish(), errors, plan)
    return [entry for entry in entries_named(master, numbers, errors, plan) if signing.can_be_approved(entry)]


def in_change_order(master: MasterDocumentList, change_request: str) -> list[str]:
    """The numbers of the documents whose newest revision belongs to a change request."""
    newest = {entry.number: entry.source.item.revisions[:1] for entry in master.entries.values()}
    return [number for number, found in newest.items() if found and found[0].change_request == change_request]


def _moved(entry: Entry, revision: Revision, effective: date) -> tuple[Entry, Revision]:
    """A document whose newest revision has another effective date; people are trained before it."""
    last = revision.training.by
    early = min(last, effective) if last and not revision.emergency else last
    training = revision.training.model_copy(update={"by": early})
    moved = revision.model_copy(update={"effective": effective, "training": training})
    item = entry.source.item
    item = item.model_copy(update={"revisions": (moved, *item.revisions[1:])})
    return replace(entry, source=replace(entry.source, item=item)), moved


class _Signing:
    """Signs documents for one person, or renews what was signed; what comes of it goes into the plan."""

    def __init__(self, master: MasterDocumentList, wish: ApprovalWish, errors: Sequence[Finding], plan: Plan) -> None:
        self._master, self._wish, self._errors, self._plan = master, wish, errors, plan
        self._organization = master.repository.facts.organization
        self._on = wish.on or master.as_of
        self._asked = False
        self._person = self._who() if wish.who.is_said else None
        self._paper = self._paper_sheet() if wish.paper else None
        if wish.role and wish.role not in self._organization.roles:
            plan.refuse_unknown("role", wish.role, self._organization.roles)
        if self._on > master.as_of:
            plan.refuse("future", on=self._on)

    def _who(self) -> str | None:
        """The person who signs, looked for once."""
        if not self._asked:
            self._asked = True
            self._person = person(self._wish.who, self._organization, self._plan)
        return self._person

    def _paper_sheet(self) -> dict[str, Any]:
        keeper = person(self._wish.entered_by, self._organization, self._plan)
        sealed = {"sealed": Bare("true")} if self._wish.sealed else {}
        return {"entered_by": keeper or "", "original": self._wish.paper, **sealed}

    def sign(self, entry: Entry) -> None:
        """Adds the signature to the plan, or every reason why not."""
        revision = self._newest(entry)
        if revision is None:
            return
        if self._wish.meaning != "approved":
            self._sign_before_approval(entry, revision)
            return
        if self._wish.effective and not revision.signed("approved"):
            entry, revision = _moved(entry, revision, self._wish.effective)
        ready = self._is_ready(entry, revision)
        places = void_approvals(self._master, entry, revision)
        if places and is_issued(self._master, entry, revision):
            self._refuse(entry, revision, [("issued", {})])
        elif places and not self._wish.who.is_said:
            self._renew(entry, revision, places, ready)
        else:
            self._approve(entry, revision, places, ready)

    def can_be_approved(self, entry: Entry) -> bool:
        """Whether the newest revision can be approved as it stands, by whomever; else the plan says why not."""
        revision = self._newest(entry)
        return revision is not None and self._is_ready(entry, revision)

    def _newest(self, entry: Entry) -> Revision | None:
        """The newest revision, if it can be signed at all."""
        item, number = entry.source.item, entry.number
        revision = next(iter(item.revisions), None)
        if item.withdrawn:
            self._plan.refuse("withdrawn", number=number, on=item.withdrawn.on)
        elif revision is None:
            self._plan.refuse("no-revision", number=number)
        elif revision.carried_over:
            self._plan.refuse("carried-over", number=number, label=revision.label)
        else:
            return revision
        return None

    def _refuse(self, entry: Entry, revision: Revision, reasons: Iterable[Reason]) -> bool:
        """Whether there are reasons; each goes into the plan."""
        found = list(reasons)
        for reason, values in found:
            self._plan.refuse(reason, number=entry.number, label=revision.label, **values)
        return bool(found)

    def _is_ready(self, entry: Entry, revision: Revision) -> bool:
        wrong = obstacles_in(entry, self._errors)
        if wrong:
            self._plan.findings += wrong
            self._refuse(entry, revision, [("errors", {"count": len(wrong)})])
        return not self._refuse(entry, revision, reasons_not_to_approve(self._master, entry, revision)) and not wrong

    # ── Approval ─────────────────────────────────────────────────────────────

    def _renew(self, entry: Entry, revision: Revision, places: list[int], ready: bool) -> None:
        """Renews the void approvals as they were declared, with another day only where one is named."""
        day = self._wish.on
        declared = [revision.signatures[place - 1] for place in places]
        signers = [Signer(each.by, each.role, day or each.on) for each in declared]
        against = [each for signer in signers for each in self._against(entry, revision, signer)]
        if self._refuse(entry, revision, against) or not ready:
            return
        new: dict[str, Any] = {"on": str(day)} if day else {}
        new["fingerprint"] = self._master.approvals.fingerprint(entry.source)

        def change(data: bytes) -> bytes:
            for place in places:
                data = renewed(data, revision.label, place, new)
            return data

        self._plan.edit(entry, change, self._master, self._told("act.renewed", entry, revision, signers[-1]))

    def _approve(self, entry: Entry, revision: Revision, places: list[int], ready: bool) -> None:
        """Approves for the person; the signature takes the place of one that is void."""
        signer = self._approver(entry, revision)
        if signer is None or not ready:
            return
        written = self._written(signer, self._master.approvals.fingerprint(entry.source))
        told = self._told("act.signed.approved", entry, revision, signer)
        if not places:

            def change(data: bytes) -> bytes:
                return approved(in_force_from(data, revision), revision.label, written)

            self._plan.edit(entry, change, self._master, told)
            return
        place = next((each for each in places if revision.signatures[each - 1].by == signer.by), places[0])
        old = revision.signatures[place - 1]
        gone = {key: None for key in ("paper", "forge") if getattr(old, key) and key not in written}
        new = {key: value for key, value in written.items() if key != "as"} | gone
        self._plan.edit(entry, lambda data: renewed(data, revision.label, place, new), self._master, told)

    def _approver(self, entry: Entry, revision: Revision) -> Signer | None:
        """The person in the role that may approve; None, with the reasons in the plan, when it is refused."""
        key = self._who()
        if key is None:
            return None
        may = approvers(self._master.repository.settings, entry.source.prefix, revision)
        role = self._wish.role or approving_role(self._master, entry, revision, key, self._on)
        if role is None:
            values = {"by": person_name(self._organization, key), "roles": role_titles(self._organization, may)}
            self._refuse(entry, revision, [("no-authority", {**values, "on": self._on})])
            return None
        signer = Signer(key, role, self._on)
        against = list(self._against(entry, revision, signer))
        if self._has_signed(entry, revision, signer):
            against.append(("already", {"by": person_name(self._organization, key)}))
        return None if self._refuse(entry, revision, against) else signer

    def _against(self, entry: Entry, revision: Revision, signer: Signer) -> Iterator[Reason]:
        """Why this person may not approve the revision in this role on this day."""
        yield from reasons_against(self._master, entry, revision, signer)
        yield from reasons_of_order(revision, "approved", signer.on)
        if signer.on > revision.effective:
            yield "late", {"on": signer.on, "effective": revision.effective}

    def _has_signed(self, entry: Entry, revision: Revision, signer: Signer) -> bool:
        """Whether this approval of this content stands there already: any of the person's while one counts."""
        current = self._master.approvals.fingerprint(entry.source)
        own = [each for each in revision.signed("approved") if each.by == signer.by and each.fingerprint == current]
        same = any((each.role, each.on) == (signer.role, signer.on) for each in own)
        return same or bool(own and is_approved(self._master, entry, revision))

    # ── Before approval ──────────────────────────────────────────────────────

    def _sign_before_approval(self, entry: Entry, revision: Revision) -> None:
        """Signs that the revision was prepared, reviewed or countersigned: without a fingerprint."""
        meaning, key = self._wish.meaning, self._who()
        if key is None:
            return
        held = roles_held(self._organization, key, self._on)
        role = self._wish.role or usual_role(entry.source.item, self._organization, key, self._on)
        values: dict[str, object] = {"by": person_name(self._organization, key), "role": role or "–", "on": self._on}
        reasons = list(reasons_of_order(revision, meaning, self._on))
        if role is None or role not in held:
            reasons.append(("not-holder" if role else "without-role", values))
        if is_approved(self._master, entry, revision):
            reasons.append(("approved-already", {}))
        if any(each.by == key for each in revision.signed(meaning)):
            reasons.append(("signed-already", values))
        if self._refuse(entry, revision, reasons) or role is None:
            return
        signer = Signer(key, role, self._on)
        written = self._written(signer, "")
        told = self._told(f"act.signed.{meaning}", entry, revision, signer)
        self._plan.edit(entry, lambda data: approved(data, revision.label, written), self._master, told)

    # ─────────────────────────────────────────────────────────────────────────

    def _written(self, signer: Signer, content: str) -> dict[str, Any]:
        """The signature as it is written into the file."""
        found: dict[str, Any] = {"as": self._wish.meaning, "by": signer.by, "role": signer.role, "on": str(signer.on)}
        found |= {"fingerprint": content} if content else {}
        found |= {"paper": self._paper} if self._paper else {}
        return found | ({"forge": self._wish.forge} if self._wish.forge else {})

    def _told(self, key: str, entry: Entry, revision: Revision, signer: Signer) -> Line:
        values = {"number": entry.number, "label": revision.label, "role": signer.role, "on": signer.on}
        content = self._master.approvals.fingerprint(entry.source)
        return Line(key, {**values, "by": person_name(self._organization, signer.by), "fingerprint": content})
