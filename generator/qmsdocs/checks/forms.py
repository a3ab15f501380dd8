"""Forms: each is used somewhere, each choice offers something, and what continues a table finds it (checklist items
NC-07, DC-20)."""

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


def continued_tables_stand_above(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Only a table continues another one, and that one stands above it."""
    for entry in master.due:
        item = entry.document.item
        tables: set[str] = set()
        for section in item.sections if isinstance(item, Form) else ():
            if section.continues and not (section.repeat and section.continues in tables):
                place = Place(entry.document.path, ("sections", section.id, "continues"))
                yield Diagnostic("no-table-to-continue", place, {"section": section.continues})
            if section.repeat:
                tables.add(section.id)
