"""Periodic review: recorded also where it changes nothing (checklist items DC-12, DC-41)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

from qmsdocs.acts.people import Identity, person, person_name
from qmsdocs.acts.plan import Line, Plan, entries_named
from qmsdocs.findings import Finding
from qmsdocs.register import Entry, MasterDocumentList, entry_in_force
from qmsdocs.source import with_item


@dataclass(frozen=True)
class ReviewWish:
    """Who reviewed, when, and with which result."""

    who: Identity = field(default_factory=Identity)
    on: date | None = None
    result: Literal["keep", "change", "withdraw"] = "keep"
    remark: str | None = None


def reviewed(data: bytes, review: dict[str, Any]) -> bytes:
    """A source file with one more review, on top of the others."""
    return with_item(data, ("reviews",), review, first=True, flow=True)


def due_for_review(master: MasterDocumentList) -> list[str]:
    """The numbers of the documents in force whose review is overdue, or due within the days that the house sets."""
    last = master.as_of + timedelta(days=master.repository.settings.warn_days)
    found = (_in_force(master, entry) for entry in master.entries.values())
    return [entry.number for entry in found if entry.status == "effective" and (entry.next_review or last) <= last]


def reviewing(
    master: MasterDocumentList, numbers: Sequence[str], wish: ReviewWish, errors: Sequence[Finding] = ()
) -> Plan:
    """A review of each of the documents `numbers`."""
    plan, on = Plan(), wish.on or master.as_of
    organization = master.repository.facts.organization
    key = person(wish.who, organization, plan)
    if on > master.as_of:
        plan.refuse("future", on=on)
    for entry in entries_named(master, numbers, errors, plan):
        if _is_refused(master, entry, on, plan) or key is None:
            continue
        review = {"on": str(on), "by": key, "result": wish.result}
        review |= {"remark": wish.remark} if wish.remark else {}
        values = {"number": entry.number, "by": person_name(organization, key), "on": on}
        done = Line(f"act.reviewed.{wish.result}", values)
        plan.edit(entry, partial(reviewed, review=review), master, done)
    return plan


def _in_force(master: MasterDocumentList, entry: Entry) -> Entry:
    """The line of the list with the revision that staff work by: the newest may still be in work."""
    return entry_in_force(entry.source, entry.type, master.as_of, master.approvals)


def _is_refused(master: MasterDocumentList, entry: Entry, on: date, plan: Plan) -> bool:
    item, number = entry.source.item, entry.number
    newest = next(iter(item.reviews), None)
    if item.withdrawn:
        plan.refuse("withdrawn", number=number, on=item.withdrawn.on)
    elif not _in_force(master, entry).is_published:
        plan.refuse("never-issued", number=number)
    elif newest and newest.on >= on:
        plan.refuse("reviewed-already", number=number, on=newest.on)
    else:
        return False
    return True
