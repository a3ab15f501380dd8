"""Numbers of documents and labels of revisions."""

from collections.abc import Iterator

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.labels import FIRST, is_label
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
