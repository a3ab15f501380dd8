"""What a document declares of its revisions: dates and signatures in order, changes named, people trained and asked
(checklist items DC-11, DC-13, DC-15, DC-33, DC-35)."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import get_args

from pydantic import BaseModel

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.facts import Organization
from qmsdocs.model.revision import Change, Revision, Signature
from qmsdocs.model.settings import Part
from qmsdocs.model.text import Route, item_key
from qmsdocs.register import Entry, MasterDocumentList


def held_role(organization: Organization, person: str, role: str, day: date) -> bool:
    """Whether the person held the role on the day, also as deputy."""
    found = organization.roles.get(role)
    return found is not None and any(holder.person == person and holder.holds(day) for holder in found.holders)


def _newest(master: MasterDocumentList) -> Iterator[tuple[Entry, Revision]]:
    """Each document with its newest revision: what is wrong in an earlier one nobody can mend any more."""
    for entry in master.due:
        if entry.revision and not entry.revision.carried_over:
            yield entry, entry.revision


# ── Order ────────────────────────────────────────────────────────────────────


def revisions_are_in_order(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Newest first, each in force later than the one before; carried-over revisions are the oldest (DC-13)."""
    for entry in master.due:
        for place, (newer, older) in enumerate(pairwise(entry.document.item.revisions)):
            here = ("revisions", place)
            values = {"label": newer.label, "older": older.label, "day": newer.effective, "before": older.effective}
            if newer.carried_over and not older.carried_over:
                yield Diagnostic("carried-over-late", Place(entry.document.path, (*here, "carried_over")), values)
            # What is carried over is printed as it was stated.
            elif not newer.carried_over and newer.effective <= older.effective:
                variant = "same" if newer.effective == older.effective else ""
                yield Diagnostic(
                    "effective-out-of-order", Place(entry.document.path, (*here, "effective")), values, variant
                )


_RANKS = {"prepared": 0, "reviewed": 1, "countersigned": 1, "approved": 2}


def signatures_are_in_order(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Prepared, then reviewed and countersigned, then approved, then in force (DC-11, DC-33, NC-03)."""
    for entry in master.due:
        for place, revision in enumerate(entry.document.item.revisions):
            if not revision.carried_over:
                yield from _approved_late(entry, place, revision)
                yield from _signed_early(entry, place, revision)


def _approved_late(entry: Entry, place: int, revision: Revision) -> Iterator[Diagnostic]:
    # An approval of content that was changed later does not count, so its day does not either.
    approvals = [found for found in revision.signed("approved") if found.fingerprint == (revision.fingerprint or None)]
    first = min(approvals, key=lambda found: found.on, default=None)
    if first and first.on > revision.effective:
        route = ("revisions", place, "signatures", revision.signatures.index(first), "on")
        values = {"label": revision.label, "on": first.on, "day": revision.effective}
        yield Diagnostic("effective-before-approval", Place(entry.document.path, route), values)


def _signed_early(entry: Entry, place: int, revision: Revision) -> Iterator[Diagnostic]:
    for number, signature in enumerate(revision.signatures):
        later = [
            found
            for found in revision.signatures
            if _RANKS[found.as_] < _RANKS[signature.as_] and found.on > signature.on
        ]
        if later:
            last = max(later, key=lambda found: found.on)
            values = {"as": signature.as_, "on": signature.on, "label": revision.label}
            values |= {"other": last.as_, "by": last.by, "later": last.on}
            route = ("revisions", place, "signatures", number, "on")
            yield Diagnostic("signatures-out-of-order", Place(entry.document.path, route), values)


# ── Who signed ───────────────────────────────────────────────────────────────


def signers_held_their_roles(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Who prepared, reviewed or countersigned held the role on that day; for approvals see `approvals_hold` (DC-34)."""
    organization = master.repository.facts.organization
    for entry, revision in _newest(master):
        for place, signature in enumerate(revision.signatures):
            known = signature.by in organization.people and signature.role in organization.roles
            if signature.as_ != "approved" and known and not _held(organization, signature):
                values = {"by": signature.by, "role": signature.role, "on": signature.on}
                route = ("revisions", 0, "signatures", place, "by")
                yield Diagnostic("signer-without-role", Place(entry.document.path, route), values)


def _held(organization: Organization, signature: Signature) -> bool:
    return held_role(organization, signature.by, signature.role, signature.on)


def reviewers_are_the_same(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A change that is more than editorial is reviewed by the functions that reviewed the revision before (DC-15)."""
    for entry, revision in _newest(master):
        revisions = entry.document.item.revisions
        if revision.class_ == "editorial" or len(revisions) < 2 or not revision.signed("approved"):
            continue
        missing = [role for role in _reviewers(revisions[1]) if role not in _reviewers(revision)]
        if missing:
            values = {"label": revision.label, "older": revisions[1].label, "roles": ", ".join(missing)}
            place = Place(entry.document.path, ("revisions", 0, "signatures"), key=True)
            yield Diagnostic("fewer-reviewers", place, values)


def _reviewers(revision: Revision) -> dict[str, None]:
    signatures = (*revision.signed("reviewed"), *revision.signed("countersigned"))
    return dict.fromkeys(signature.role for signature in signatures)


# ── The change summary ───────────────────────────────────────────────────────

_SAYS_NOTHING = re.compile(
    r"\b(?:a|an|the|all|and|as|by|for|in|is|are|of|on|to|was|were|has|have|been|due|see|with|which|it|its|this|that|new|"
    r"chang(?:e|es|ed|ing)|updat(?:e|es|ed|ing)|revis(?:e|ed|ion|ions)|amend(?:ed|ment|ments)?|edit(?:ed|s|ing)?|"
    r"correct(?:ed|ion|ions)?|modif(?:y|ied|ication|ications)|improv(?:e|ed|ement|ements)|adjust(?:ed|ment|ments)?|"
    r"adapt(?:ed|ation|ations)?|rework(?:ed)?|review(?:ed)?|fix(?:ed|es)?|general|minor|small|slight|slightly|some|"
    r"several|various|different|many|diverse|misc|miscellaneous|editorial|document|documents|text|texts|wording|"
    r"content|contents|procedure|version|required|requirements|needed|necessary|done|made|none|na|n|tbd|todo)\b"
    r"|更新|修订|修改|修正|更改|变更|改动|改版|换版|调整|完善|优化|改进|部分|若干|一些|有关|相关|个别|少量|少许|细微|"
    r"局部|各处|多处|内容|全文|文件|文字|文本|措辞|版本|新版|需要|要求|根据|按照|进行|详见|参见|见|正文|本|该|对|作了|做了|"
    r"了|的|等|和|与|及|并|小|略|有|作|做|无|因|按|[\W\d_]"
)
"""Words that say that something changed, but not what."""


def says_nothing(text: str) -> bool:
    """Whether a change summary, or a reason, holds nothing but words that would fit any change."""
    return not _SAYS_NOTHING.sub("", text.casefold())


def changes_are_named(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Every line of the newest change summary says what changed, and why (DC-13, NC-05)."""
    for entry, revision in _newest(master):
        for place, change in enumerate(revision.changes):
            for key in ("what", "why"):
                text = getattr(change, key)
                if says_nothing(text):
                    here = Place(entry.document.path, ("revisions", 0, "changes", place, key))
                    yield Diagnostic("vague-change-summary", here, {"text": text}, "" if key == "what" else key)


def changed_places_exist(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A change of the newest revision names a place that is in the document, or was in the revision before (DC-13)."""
    for entry, revision in _newest(master):
        for place, change in enumerate(revision.changes):
            if change.at and not _is_there(master, entry, change):
                here = Place(entry.document.path, ("revisions", 0, "changes", place, "at"))
                yield Diagnostic("unknown-change-place", here, {"at": change.at, "number": entry.number})


def _is_there(master: MasterDocumentList, entry: Entry, change: Change) -> bool:
    route = tuple((change.at or "").split("."))
    if route[0] in get_args(Part) and len(route) == 1:
        return True
    if _leads_somewhere(entry.document.item, route):
        return True
    # What is gone now may be named as well, where history tells that it was there.
    standings = master.approvals.standings(entry.source)
    held = next((standing.held for place, standing in enumerate(standings) if place == 1), None)
    return held is not None and _leads_somewhere(held.document.item, route)


def _leads_somewhere(value: object, route: Route) -> bool:
    """Whether the keys and ids of `route` lead to something; a record may be named by its form."""
    if not route:
        return True
    name, rest = route[0], route[1:]
    match value:
        case BaseModel():
            keys = {field.alias or key: key for key, field in type(value).model_fields.items()}
            return name in keys and _leads_somewhere(getattr(value, keys[name]), rest)
        case dict():
            return name in value and _leads_somewhere(value[name], rest)
        case tuple():
            names = ((item_key(item, place), item, getattr(item, "form", None)) for place, item in enumerate(value, 1))
            return any(name in known and _leads_somewhere(known[1], rest) for known in names)
        case _:
            return False


# ── Training ─────────────────────────────────────────────────────────────────


def training_is_planned(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """People learn of a change before it takes effect, after an emergency within a day that is set (DC-35, NC-18)."""
    for entry, revision in _newest(master):
        training, path = revision.training, entry.document.path
        values = {"label": revision.label, "class": revision.class_, "by": training.by, "day": revision.effective}
        if training.roles in ("none", ()):
            if revision.class_ != "editorial":
                place = Place(path, ("revisions", 0, "training", "roles"))
                yield Diagnostic("training-not-planned", place, values)
        elif revision.emergency and training.by is None:
            yield Diagnostic("training-too-late", Place(path, ("revisions", 0, "training")), values, "emergency")
        elif training.by and training.by > revision.effective and not revision.emergency:
            yield Diagnostic("training-too-late", Place(path, ("revisions", 0, "training", "by")), values)


# ── The document above ───────────────────────────────────────────────────────


def parents_are_above(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """The document that one serves lies on a level above it; its number tells its level."""
    types = master.repository.settings.document_types
    for entry in master.due:
        parent = entry.document.item.parent or ""
        above = types.get(parent.rpartition("-")[0])
        if above and above.level >= entry.type.level:
            values = {"parent": parent, "above": above.level, "level": entry.type.level, "number": entry.number}
            yield Diagnostic("parent-not-above", Place(entry.document.path, ("parent",)), values)
