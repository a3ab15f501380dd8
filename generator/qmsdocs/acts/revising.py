"""Opening the next revision of documents, each by itself or all that print a shared fact which has changed.

The label follows the house scheme, training follows the class (ISO 9001:2015 7.5.3.2 c; checklist items DC-13, DC-35).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from qmsdocs.acts.people import Identity, person, usual_role
from qmsdocs.acts.plan import UNSAID, Line, Plan, entries_named
from qmsdocs.blocks import plain
from qmsdocs.checks.approvals import changed_facts
from qmsdocs.compose.names import Edition, fact_inlines, parameter
from qmsdocs.findings import Finding
from qmsdocs.fingerprint import printed_facts
from qmsdocs.labels import Class, may_follow, next_label
from qmsdocs.model import Form
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import Item
from qmsdocs.source import with_item

NOTICE = timedelta(days=28)
"""From opening to effective date when no day is named: time to write, approve and train."""


@dataclass(frozen=True)
class RevisionWish:
    """What is asked for when revisions are opened; None stands for what the house usually does."""

    class_: Class | None = None
    effective: date | None = None
    what: str | None = None
    why: str | None = None
    at: str | None = None
    change_request: str | None = None
    label: str | None = None
    by: str | None = None
    """The person who prepares it, by key."""
    because: str | None = None
    """The shared fact that has changed: without numbers, every document concerned is revised."""


def revised(data: bytes, revision: dict[str, Any]) -> bytes:
    """A source file with one more revision, on top of the others."""
    return with_item(data, ("revisions",), revision, first=True)


def revising(
    master: MasterDocumentList, numbers: Sequence[str], wish: RevisionWish, errors: Sequence[Finding] = ()
) -> Plan:
    """The next revision of the documents `numbers`, or of all that `wish.because` concerns."""
    plan = Plan()
    named = entries_named(master, numbers, errors, plan)
    if wish.because:
        chosen = changed_by(master, wish.because, named if numbers else None, plan)
    else:
        chosen = [(entry, "") for entry in named]
    preparer = person(Identity(wish.by), master.repository.facts.organization, plan) if wish.by else None
    for entry, what in chosen:
        revision = _Opening(master, entry, wish, plan).revision(what, preparer)
        if revision is not None:
            values = {"number": entry.number, "label": revision["label"], "effective": revision["effective"]}
            done = Line("act.revised", {**values, "path": entry.source.path})
            plan.edit(entry, partial(revised, revision=revision), master, done)
    return plan


class _Opening:
    """The next revision of one document."""

    def __init__(self, master: MasterDocumentList, entry: Entry, wish: RevisionWish, plan: Plan) -> None:
        self._master, self._entry, self._wish, self._plan = master, entry, wish, plan
        self._item = entry.source.item
        self._newest = self._item.revisions[0] if self._item.revisions else None
        self._class: Class = wish.class_ or ("change" if self._newest else "new edition")

    def revision(self, what: str, preparer: str | None) -> dict[str, Any] | None:
        """What is written under `revisions`; None, with the reason in the plan, when it is refused."""
        label, signature = self._label(), self._prepared(preparer)
        if not self._may_open() or label is None or (preparer and signature is None):
            return None
        wish, effective = self._wish, str(self._wish.effective or self._master.as_of + NOTICE)
        at = {"at": wish.at} if wish.at else {}
        return {
            "label": label,
            "class": self._class,
            "effective": effective,
            **({"change_request": wish.change_request} if wish.change_request else {}),
            "changes": [{**at, "what": wish.what or what or UNSAID, "why": wish.why or UNSAID}],
            "training": _training(self._item, self._class, effective),
            **({"signatures": [signature]} if signature else {}),
        }

    def _may_open(self) -> bool:
        """Whether the newest revision is issued, so that another may follow."""
        entry, newest, plan = self._entry, self._newest, self._plan
        if self._item.withdrawn:
            plan.refuse("withdrawn", number=entry.number, on=self._item.withdrawn.on)
            return False
        if newest is None or self._master.approvals.newest(entry.source, newest).is_issued:
            return True
        reason = "void" if newest.signed("approved") else "open"
        plan.refuse(reason, number=entry.number, label=newest.label, path=entry.source.path)
        return False

    def _label(self) -> str | None:
        scheme, wanted = self._master.repository.settings.revision_scheme, self._wish.label
        before = self._newest.label if self._newest else ""
        following = next_label(before, scheme, self._class)
        taken = {revision.label for revision in self._item.revisions}
        if wanted and (wanted in taken or not may_follow(wanted, before, scheme)):
            values = {"number": self._entry.number, "label": wanted, "next": following, "before": before or "–"}
            self._plan.refuse("label", **values)
            return None
        return wanted or following

    def _prepared(self, key: str | None) -> dict[str, Any] | None:
        """The signature of the person who prepares the revision."""
        if key is None:
            return None
        organization, day = self._master.repository.facts.organization, self._master.as_of
        role = usual_role(self._item, organization, key, day)
        if role is None:
            self._plan.refuse("without-role", by=key, on=day)
            return None
        return {"as": "prepared", "by": key, "role": role, "on": str(day)}


def _training(item: Item, class_: Class, effective: str) -> dict[str, Any]:
    """Who is trained: nobody for an editorial revision, those who act for a change, all for a new edition."""
    if class_ == "editorial":
        return {"roles": "none"}
    acting = _acting_roles(item) if class_ == "change" else []
    return {"roles": acting or "all", "by": effective}


def _acting_roles(item: Item) -> list[str]:
    """The roles that act in the steps, or fill in and sign the form."""
    found = (*item.filled_by, *item.signed_by) if isinstance(item, Form) else (step.who for step in item.steps)
    return list(dict.fromkeys(role for role in found if role))


# ── Because a shared fact has changed ────────────────────────────────────────


def changed_by(
    master: MasterDocumentList, key: str, among: Iterable[Entry] | None, plan: Plan
) -> list[tuple[Entry, str]]:
    """The documents that are to be revised because the shared fact `key` has changed, each with what changed.

    They are those that print it and were approved with another value; while the fact is unchanged, all that print it.
    `among` narrows the choice.
    """
    facts = master.repository.facts
    printed = {
        entry.number: any(_is_part(found, key) for found in printed_facts(entry.source, facts))
        for entry in master.entries.values()
    }
    if not any(printed.values()):
        known = {found for entry in master.entries.values() for found in printed_facts(entry.source, facts)}
        plan.refuse_unknown("fact", key, sorted(known))
        return []
    for entry in among or ():
        if not printed[entry.number]:
            plan.refuse("fact-not-printed", number=entry.number, key=key)
    chosen = master.entries.values() if among is None else among
    concerned = [entry for entry in chosen if printed[entry.number] and (among or not entry.source.item.withdrawn)]
    unready = [entry for entry in concerned if among is None and _is_open(master, entry)]
    for entry in unready:
        plan.notes.append(Line("act.open-already", {"number": entry.number, "label": entry.label, "key": key}))
    ready = [entry for entry in concerned if entry not in unready]
    behind = [(entry, what) for entry in ready if (what := _what_changed(master, entry, key))]
    return behind or [(entry, "") for entry in ready]


def _is_part(found: str, key: str) -> bool:
    """Whether `found`, such as `limits.answer.A`, is the fact `key` or a part of it."""
    return found == key or found.startswith(f"{key}.")


def _is_open(master: MasterDocumentList, entry: Entry) -> bool:
    """Whether nobody has approved the newest revision: what is printed can still change in it."""
    newest = entry.source.item.revisions[:1]
    return not newest or not (newest[0].signed("approved") or newest[0].carried_over)


def _what_changed(master: MasterDocumentList, entry: Entry, key: str) -> str:
    """What the change summary says: the value now and the one that was approved; "" when they are the same."""
    newest = next(master.approvals.standings(entry.source), None)
    held = newest.held if newest else None
    if held is None:
        return ""
    found = changed_facts(held.document, held.repository, entry.source, master.repository)
    language = master.repository.settings.languages[0]
    edition = Edition(master, language)
    before = Edition(master, language, held.repository)
    lines = [
        Line("act.fact-changed", {"name": _name(edition, each), "now": now, "before": was}).text(language)
        if (now := _printed(edition, each)) and (was := _printed(before, each))
        else Line("act.fact-reworded", {"name": _name(edition, each)}).text(language)
        for each in found
        if _is_part(each, key)
    ]
    return " ".join(lines)


def _printed(edition: Edition, key: str) -> str:
    return plain(fact_inlines(edition, key) or ()).replace("\u00a0", " ")


def _name(edition: Edition, key: str) -> str:
    """How the fact is named: a parameter by title and key, any other by its key."""
    found = parameter(edition, ".".join(key.split(".")[:2]))
    return f"{found.title} ({key})" if found else key
