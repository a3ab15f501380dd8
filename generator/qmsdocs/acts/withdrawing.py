"""Withdrawal: the approved act that takes a document out of force; its file stays (checklist items DC-25, DC-26)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from qmsdocs.acts.people import Identity, person, person_name, role_titles, roles_held
from qmsdocs.acts.plan import Line, Plan, entries_named
from qmsdocs.findings import Finding
from qmsdocs.fingerprint import act_fingerprint
from qmsdocs.model.revision import Withdrawal
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.source import with_value


@dataclass(frozen=True)
class WithdrawalWish:
    """Why a document is withdrawn, from when, by whom, and what takes its place."""

    reason: str
    who: Identity = field(default_factory=Identity)
    role: str | None = None
    on: date | None = None
    superseded_by: tuple[str, ...] = ()


def withdrawn(data: bytes, withdrawal: dict[str, Any]) -> bytes:
    """A source file that says that the document is withdrawn."""
    return with_value(data, ("withdrawn",), withdrawal)


def withdrawing(master: MasterDocumentList, number: str, wish: WithdrawalWish, errors: Sequence[Finding] = ()) -> Plan:
    """The withdrawal of the document `number`, with a fingerprint of its own."""
    plan = Plan()
    organization, on = master.repository.facts.organization, wish.on or master.as_of
    key = person(wish.who, organization, plan)
    if wish.role and wish.role not in organization.roles:
        plan.refuse_unknown("role", wish.role, organization.roles)
    for successor in wish.superseded_by:
        if successor not in master.entries or successor == number:
            plan.refuse_unknown("number", successor, [each for each in master.entries if each != number])
    for entry in entries_named(master, [number], errors, plan):
        if _is_refused(master, entry, plan) or key is None or not _may(master, entry, key, wish, plan):
            continue
        act = _act(entry, key, wish, on)
        values = {"number": number, "on": on, "by": person_name(organization, key)}
        plan.edit(entry, partial(withdrawn, withdrawal=act), master, Line("act.withdrawn", values))
        users = _users(master, number)
        if users:
            plan.notes.append(Line("act.still-named", {"number": number, "users": ", ".join(users)}))
    return plan


def _is_refused(master: MasterDocumentList, entry: Entry, plan: Plan) -> bool:
    item = entry.source.item
    if item.withdrawn:
        plan.refuse("withdrawn", number=entry.number, on=item.withdrawn.on)
    elif not any(standing.is_issued for standing in master.approvals.standings(entry.source)):
        plan.refuse("nothing-to-withdraw", number=entry.number, path=entry.source.path)
    else:
        return False
    return True


def _may(master: MasterDocumentList, entry: Entry, key: str, wish: WithdrawalWish, plan: Plan) -> bool:
    """Whether the person may decide it: whoever may approve such a document may withdraw it."""
    organization, may = master.repository.facts.organization, entry.type.approver
    # A day to come is when the withdrawal begins; it is decided today.
    day = min(wish.on or master.as_of, master.as_of)
    if (wish.role or may) == may and may in roles_held(organization, key, day):
        return True
    values = {"by": person_name(organization, key), "on": day, "roles": role_titles(organization, [may])}
    plan.refuse("may-not-withdraw", number=entry.number, **values)
    return False


def _act(entry: Entry, key: str, wish: WithdrawalWish, on: date) -> dict[str, Any]:
    """What is written under `withdrawn`."""
    found: dict[str, Any] = {"on": str(on), "by": key, "role": entry.type.approver, "reason": wish.reason}
    found |= {"superseded_by": list(wish.superseded_by)} if wish.superseded_by else {}
    act = Withdrawal.model_validate(found)
    return {**found, "fingerprint": act_fingerprint(entry.number, act)}


def _users(master: MasterDocumentList, number: str) -> list[str]:
    """The documents that are not withdrawn themselves and still refer to the document."""
    found = (master.entries[user] for user in master.used_by.get(number, ()))
    return [entry.number for entry in found if not entry.source.item.withdrawn]
