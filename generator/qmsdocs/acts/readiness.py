"""Whether a revision can be approved, and by whom: each reason against it, with the values that its message prints.

`checks.approvals` asks the same of a signature that stands; here it is asked before one is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qmsdocs.acts.people import person_name, role_titles, roles_held
from qmsdocs.acts.plan import UNSAID, errors_in
from qmsdocs.approvals import approvers
from qmsdocs.findings import Finding
from qmsdocs.fingerprint import fingerprint
from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.rules import RULES

Reason = tuple[str, dict[str, object]]
"""The name of a refusal, and the values that it prints besides number and label."""


@dataclass(frozen=True)
class Signer:
    """A person who signs, in which role and on which day."""

    by: str
    role: str
    on: date


def obstacles_in(entry: Entry, errors: Sequence[Finding]) -> list[Finding]:
    """The errors in the document itself that stop a build."""
    return [each for each in errors_in(errors, [entry.source.path]) if RULES[each.diagnostic.rule].stops]


def reasons_not_to_approve(master: MasterDocumentList, entry: Entry, revision: Revision) -> Iterator[Reason]:
    """Why nobody can approve the newest revision as it stands."""
    if any(UNSAID in (change.what, change.why) for change in revision.changes):
        yield "unsaid", {"path": entry.source.path}
    before = next(iter(entry.source.item.revisions[1:]), None)
    if before and not revision.supersedes and _is_unchanged(master, entry, revision, before):
        yield "unchanged", {"before": before.label}


def _is_unchanged(master: MasterDocumentList, entry: Entry, revision: Revision, before: Revision) -> bool:
    """Whether text, files and printed facts are still those of the revision before; no, where these are not known."""
    history = master.approvals.history
    held = history.held(entry.number, before.label, before.fingerprint) if history and before.fingerprint else None
    if held is None:
        return False
    # The former text under the new entry: what is left to differ is the content.
    item = held.document.item.model_copy(update={"revisions": entry.source.item.revisions})
    former = replace(held.document, item=item)
    return fingerprint(former, held.repository.facts, held.read) == master.approvals.fingerprint(entry.source)


def reasons_against(master: MasterDocumentList, entry: Entry, revision: Revision, signer: Signer) -> Iterator[Reason]:
    """Why this person may not approve the revision in this role on this day."""
    facts = master.repository.facts
    may = approvers(facts.settings, entry.source.prefix, revision)
    values: dict[str, object] = {"by": person_name(facts.organization, signer.by), "role": signer.role}
    values |= {"on": signer.on, "roles": role_titles(facts.organization, may)}
    if signer.role not in may:
        yield "wrong-role", values
    elif signer.role not in roles_held(facts.organization, signer.by, signer.on):
        yield "not-holder", values
    if is_own_work(master, revision, signer.by):
        yield "own-work", values


_ORDER = {"prepared": 0, "reviewed": 1, "countersigned": 1, "approved": 2}


def reasons_of_order(revision: Revision, meaning: str, on: date) -> Iterator[Reason]:
    """Why a signature with this meaning cannot be of this day: it is prepared first, then reviewed, then approved."""
    for each in revision.signatures:
        ahead = _ORDER[each.as_] - _ORDER[meaning]
        if (ahead < 0 and each.on > on) or (ahead > 0 and each.on < on):
            yield f"order-{each.as_}", {"on": on, "day": each.on}


def is_own_work(master: MasterDocumentList, revision: Revision, by: str) -> bool:
    """Whether the person prepared the revision, where the house does not let authors approve."""
    return not master.repository.settings.author_may_approve and by in {each.by for each in revision.signed("prepared")}


def approving_role(master: MasterDocumentList, entry: Entry, revision: Revision, by: str, on: date) -> str | None:
    """The role in which a person may approve the revision on a day; None when there is none."""
    facts = master.repository.facts
    held = roles_held(facts.organization, by, on)
    may = approvers(facts.settings, entry.source.prefix, revision)
    return next((role for role in may if role in held), None)


def is_approved(master: MasterDocumentList, entry: Entry, revision: Revision) -> bool:
    """Whether an approval of exactly the text that stands there counts."""
    standing = master.approvals.newest(entry.source, revision)
    return standing.state == "approved" and standing.as_it_stands


def void_approvals(master: MasterDocumentList, entry: Entry, revision: Revision) -> list[int]:
    """The places, from 1, of the approvals that name other content or none; none while one of them counts."""
    if is_approved(master, entry, revision):
        return []
    current = master.approvals.fingerprint(entry.source)
    numbered = enumerate(revision.signatures, 1)
    return [place for place, each in numbered if each.as_ == "approved" and each.fingerprint != current]


def is_issued(master: MasterDocumentList, entry: Entry, revision: Revision) -> bool:
    """Whether content of the revision was approved on the controlled branch since history is controlled: then it stays
    as it was, and a change needs a revision of its own."""
    history, standing = master.approvals.history, master.approvals.newest(entry.source, revision)
    if history is None or history.controlled_from is None or standing.held is None:
        return False
    return any(approval.evidence.landed for approval in standing.approvals)
