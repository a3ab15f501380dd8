"""The register of copies: each is one of a revision that was, its number is its holder's alone, and what is out of
force has come back (checklist items DC-22, NC-01, NC-19)."""

from collections.abc import Iterator
from itertools import combinations

from qmsdocs.copies import CopyOut, copies_out, is_out
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.copies import RegisteredCopy
from qmsdocs.register import MasterDocumentList


def copies_are_registered_right(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A copy holds a revision that its document has, and comes back after it went out."""
    for place, copy in enumerate(master.repository.facts.copies.copies, 1):
        entry = master.entries.get(copy.document)
        labels = [revision.label for revision in entry.source.item.revisions] if entry else [copy.revision]
        if copy.revision not in labels:
            values = {"number": copy.document, "label": copy.revision, "known": ", ".join(labels) or "–"}
            yield Diagnostic("copy-of-unknown-revision", _place(master, place, "revision"), values)
        if copy.returned and copy.returned.on < copy.issued.on:
            values = {"issued": str(copy.issued.on), "returned": str(copy.returned.on)}
            yield Diagnostic("copy-returned-before-issue", _place(master, place, "returned", "on"), values)


def copy_numbers_are_unique(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """While a copy is out, nobody else has its number; only its holder may have the next revision beside it."""
    by_number: dict[tuple[str, int], list[tuple[int, RegisteredCopy]]] = {}
    for place, copy in enumerate(master.repository.facts.copies.copies, 1):
        by_number.setdefault((copy.document, copy.number), []).append((place, copy))
    for (document, number), found in by_number.items():
        for (_, first), (place, second) in combinations(found, 2):
            together = is_out(first, second.issued.on) or is_out(second, first.issued.on)
            if together and (first.holder != second.holder or first.revision == second.revision):
                values = {"number": document, "copy": number, "holder": first.holder, "label": first.revision}
                yield Diagnostic("copy-number-twice", _place(master, place, "number"), values)
                break


def copies_out_of_force_came_back(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """No controlled copy of what is out of force hangs on a wall any more, and none is with somebody who left."""
    for one in copies_out(master):
        copy = one.copy
        values = {"number": copy.document, "label": copy.revision, "copy": copy.number, "holder": copy.holder}
        if one.until and one.until < master.as_of:
            here = _place(master, one.place, "revision")
            yield Diagnostic("copy-to-recall", here, {**values, "until": str(one.until)})
        elif _has_left(master, one):
            here = _place(master, one.place, "holder")
            yield Diagnostic("copy-holder-gone", here, {**values, "day": str(master.as_of)})


def _has_left(master: MasterDocumentList, one: CopyOut) -> bool:
    """Whether a controlled copy is with a person who holds no role on the day, or with a role that nobody holds."""
    organization, holder = master.repository.facts.organization, one.copy.holder
    if one.copy.kind != "controlled" or not (holder in organization.people or holder in organization.roles):
        return False
    held = ((key, holding) for key, role in organization.roles.items() for holding in role.holders)
    return not any(holding.holds(master.as_of) and holder in (holding.person, key) for key, holding in held)


def _place(master: MasterDocumentList, place: int, *route: str) -> Place:
    return Place(master.repository.fact_paths["copies"], ("copies", str(place), *route))
