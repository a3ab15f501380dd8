"""Numbers of documents and labels of revisions."""

import re
from collections.abc import Iterator

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model import Settings
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
    scheme = re.compile(master.repository.settings.revision_label)
    for entry in master.due:
        seen: set[str] = set()
        for place, revision in enumerate(entry.document.item.revisions):
            here = Place(entry.document.path, ("revisions", place, "label"))
            if not scheme.fullmatch(revision.label) and not revision.carried_over:
                values = {"label": revision.label, "scheme": scheme.pattern}
                default = scheme.pattern == Settings.model_fields["revision_label"].default
                yield Diagnostic("label-form", here, values, "" if default else "house")
            if revision.label in seen:
                yield Diagnostic("duplicate-label", here, {"label": revision.label})
            seen.add(revision.label)
