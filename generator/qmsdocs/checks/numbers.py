"""Numbers of documents and labels of revisions."""

from collections.abc import Iterator
from itertools import pairwise

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.labels import FIRST, is_label, may_follow, next_label
from qmsdocs.register import MasterDocumentList
from qmsdocs.repository import SETTINGS_FILE


def reserved_numbers_are_free(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A number is either reserved or in use (checklist item DC-01)."""
    for number in master.repository.settings.reserved:
        if number in master.entries:
            path = master.entries[number].document.path
            yield Diagnostic(
                "reserved-number-in-use",
                Place(SETTINGS_FILE, ("reserved", number), key=True),
                {"number": number, "path": path},
            )


def labels_follow_the_scheme(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Revision labels have the form of the house scheme, and none stands twice (checklist item DC-13)."""
    scheme = master.repository.settings.revision_scheme
    for entry in master.due:
        seen: set[str] = set()
        for place, revision in enumerate(entry.document.item.revisions):
            here = Place(entry.document.path, ("revisions", place, "label"))
            if not is_label(revision.label, scheme) and not revision.carried_over:
                values = {"label": revision.label, "scheme": scheme, "first": FIRST[scheme]}
                yield Diagnostic("label-form", here, values)
            if revision.label in seen:
                yield Diagnostic("duplicate-label", here, {"label": revision.label})
            seen.add(revision.label)


def labels_have_no_gap(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Each revision has the label that follows the one before, and the first one that of a first issue (DC-13).

    Revisions from before this system are as they were, and so is what follows them.
    """
    scheme = master.repository.settings.revision_scheme
    for entry in master.due:
        revisions = [*entry.document.item.revisions, None]
        for place, (newer, older) in enumerate(pairwise(revisions)):
            if newer is None or newer.carried_over or (older and older.carried_over):
                continue
            before = older.label if older else ""
            formed = is_label(newer.label, scheme) and (not older or is_label(before, scheme))
            if not formed or newer.label == before or may_follow(newer.label, before, scheme):
                continue
            expected = next_label(before, scheme, newer.class_)
            values = {"label": newer.label, "before": before, "expected": expected}
            here = Place(entry.document.path, ("revisions", place, "label"))
            yield Diagnostic("label-gap", here, values, "" if older else "first")
