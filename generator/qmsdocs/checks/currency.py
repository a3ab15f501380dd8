"""What must be current on the day: references, parents, reviews, documents of external origin, holders of roles
(checklist items DC-12, DC-18, DC-29, NC-06, NC-08, NC-19)."""

from collections.abc import Iterator
from datetime import date

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.due import EXTERNAL_MONTHS
from qmsdocs.model import Document
from qmsdocs.model.facts import Role
from qmsdocs.register import Entry, MasterDocumentList, Mention, months_later

_GONE = ("superseded", "withdrawn")
_IN_WORK = ("draft", "in-review")


# ── References ───────────────────────────────────────────────────────────────

_OF_THE_PAST = ("revisions", "reviews", "withdrawn", "concessions")
"""Parts of a document that tell of the past, and may name what is gone."""


def references_are_current(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """No document refers to one that is out of force, and none that is in force to one that is not yet (DC-18).

    While nothing is in force yet, all are drafts together.
    """
    current = master.in_force
    if not any(entry.status in ("approved", "effective") for entry in current.values()):
        return
    for number, entry in master.entries.items():
        if current[number].status in _GONE:
            continue
        told: set[tuple[str, ...]] = set()
        for mention in master.mentions[number]:
            target = current.get(mention.number)
            if target is None or mention.number == number or mention.route[0] in _OF_THE_PAST:
                continue
            gone = target.status in _GONE and not _takes_its_place(entry, mention.number)
            # Each place that names what is gone must be changed; that a document is not issued yet is told once.
            once = (mention.number, *(mention.route if gone else ()))
            if once not in told and gone:
                yield _to_what_is_gone(entry, mention, target)
            elif once not in told and target.status in _IN_WORK and entry.is_published:
                values = {"number": entry.number, "target": mention.number}
                yield Diagnostic("reference-to-draft", _place(entry, mention), values, target.status)
            told.add(once)


def _takes_its_place(entry: Entry, number: str) -> bool:
    return any(number in revision.supersedes for revision in entry.source.item.revisions)


def _to_what_is_gone(entry: Entry, mention: Mention, target: Entry) -> Diagnostic:
    withdrawn = target.source.item.withdrawn
    successors = (withdrawn.superseded_by if withdrawn else ()) or target.successors
    values = {"number": entry.number, "target": mention.number, "successors": ", ".join(successors)}
    return Diagnostic(
        "reference-to-withdrawn", _place(entry, mention), values, f"{target.status}{'-replaced' if successors else ''}"
    )


def _place(entry: Entry, mention: Mention) -> Place:
    target = f"{mention.number}/{mention.anchor}" if mention.anchor else mention.number
    in_text = any(route == mention.route for route, _ in entry.document.texts)
    return Place(entry.document.path, mention.route, needle=f"[{target}]" if in_text else "")


# ── Reviews and external documents ───────────────────────────────────────────


def reviews_are_in_time(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """The review of what is in force is not overdue (DC-12, NC-06)."""
    for entry in master.in_force.values():
        due = entry.next_review
        if entry.status == "effective" and entry.revision and due and due < master.as_of:
            place = entry.source.item.revisions.index(entry.revision)
            values = {"number": entry.number, "label": entry.label, "due": due, "months": entry.type.review_months}
            yield Diagnostic("review-overdue", Place(entry.source.path, ("revisions", place, "effective")), values)


def external_documents_are_current(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Documents of external origin were looked up in the last six months; none that is cited is withdrawn (DC-29)."""
    repository = master.repository
    for key, external in repository.facts.external_documents.external_documents.items():
        path, here = repository.fact_paths["external_documents"], ("external_documents", key)
        values = {"identifier": external.identifier, "checked": external.checked, "owner": external.owner}
        if external.withdrawn:
            standard = external.identifier.lower().replace(" ", "-")
            users = [*_citing(master, standard)]
            if standard in repository.settings.standards:
                users.insert(0, "qms.yaml")
            if users:
                values["users"] = ", ".join(users)
                yield Diagnostic("withdrawn-standard", Place(path, (*here, "withdrawn")), values)
        elif months_later(external.checked, EXTERNAL_MONTHS) < master.as_of:
            yield Diagnostic("external-check-overdue", Place(path, (*here, "checked")), values)


def _citing(master: MasterDocumentList, standard: str) -> Iterator[str]:
    """The numbers of the documents that cite clauses of a standard."""
    for number, entry in master.entries.items():
        if any(standard in getattr(model, "clauses", ()) for _, model in entry.document.models):
            yield number


# ── Roles ────────────────────────────────────────────────────────────────────


def roles_are_held(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A role that owns documents or takes steps has a holder on the day, if only a deputy (NC-19)."""
    owned, taken = dict[str, list[str]](), dict[str, list[str]]()
    for number, entry in master.entries.items():
        item = entry.source.item
        if entry.status not in _GONE:
            owned.setdefault(item.owner, []).append(number)
            for who in dict.fromkeys(step.who for step in item.steps) if isinstance(item, Document) else ():
                taken.setdefault(who or "", []).append(number)
    organization = master.repository.facts.organization
    for key, numbers in {**taken, **owned}.items():
        role = organization.roles.get(key)
        if role and not any(holder.holds(master.as_of) for holder in role.holders):
            ended = _ended(role, master.as_of)
            values = {"role": key, "numbers": ", ".join(numbers), "day": master.as_of, "ended": ended}
            place = Place(master.repository.fact_paths["organization"], ("roles", key), key=True)
            variant = [*(() if key in owned else ("steps",)), *(("ended",) if ended else ())]
            yield Diagnostic("vacant-role", place, values, "-".join(variant))


def _ended(role: Role, day: date) -> date | None:
    """When the last holder left."""
    return max((holder.to for holder in role.holders if holder.to and holder.to < day), default=None)
