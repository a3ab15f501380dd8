"""Forms: each is used somewhere, and each choice offers something (checklist items NC-07, DC-20)."""

from collections.abc import Iterator

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model import Form
from qmsdocs.register import MasterDocumentList


def forms_are_used(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A form that no document refers to is either forgotten or home-made."""
    for number, entry in master.entries.items():
        if isinstance(entry.document.item, Form) and number not in master.used_by:
            yield Diagnostic("unused-form", Place(entry.document.path, ("number",)), {"number": number})


def choices_have_options(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A choice names its options, or the facts from which they come."""
    for entry in master.due:
        item = entry.document.item
        for section in item.sections if isinstance(item, Form) else ():
            for field in section.fields:
                if field.kind in ("choice", "choices") and not field.options and not field.source:
                    route = ("sections", section.id, "fields", field.id, "kind")
                    yield Diagnostic("choice-without-options", Place(entry.document.path, route), {"field": field.id})
