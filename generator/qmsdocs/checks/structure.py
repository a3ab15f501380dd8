"""Parts, ids and records of a document (checklist items DC-17, DC-19)."""

from collections.abc import Iterator
from typing import get_args

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model import Document, Form
from qmsdocs.model.content import DecisionTableSource, TableSource
from qmsdocs.model.document import Chapter
from qmsdocs.model.settings import Part
from qmsdocs.model.text import Route
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import ControlledDocument

_AUTHORED = tuple(part for part in get_args(Part) if part in Document.model_fields)
"""The parts that are written; the others are generated."""


def parts_are_complete(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Each document has the parts that its type requires, none that it does not print, and a parent if one is due."""
    for entry in master.due:
        yield from _parts(entry)
        yield from _tables(entry)


def _parts(entry: Entry) -> Iterator[Diagnostic]:
    item, path = entry.document.item, entry.document.path
    for needed in entry.type.required:
        if not getattr(item, needed, None):
            yield Diagnostic("missing-part", Place(path, ("title",)), {"part": needed, "type": entry.type.title})
    printed: set[str] = {part.part for part in entry.type.parts}
    for part in _AUTHORED:
        if part not in printed and getattr(item, part, None):
            yield Diagnostic(
                "part-not-printed", Place(path, (part,), key=True), {"part": part, "type": entry.type.title}
            )
    if entry.type.parent_required and not item.parent:
        yield Diagnostic("missing-parent", Place(path, ("title",)), {"number": item.number})


def _tables(entry: Entry) -> Iterator[Diagnostic]:
    """A row with more or fewer cells than the table has columns would be printed wrong."""
    for route, model in entry.document.models:
        rows: list[tuple[Route, int]] = []
        width = 0
        if isinstance(model, TableSource) and not model.csv:
            width = len(model.columns)
            rows = [((*route, "rows", str(place)), len(row)) for place, row in enumerate(model.rows, 1)]
        elif isinstance(model, DecisionTableSource):
            width = len(model.conditions)
            rows = [
                ((*route, "rules", str(place), "when"), len(rule.when)) for place, rule in enumerate(model.rules, 1)
            ]
        for here, cells in rows:
            if cells != width:
                variant = "decision" if isinstance(model, DecisionTableSource) else ""
                values = {"cells": cells, "columns": width}
                yield Diagnostic("table-shape", Place(entry.document.path, here), values, variant)


def ids_are_unique(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Inside a document no two steps, chapters or fields share an id."""
    for entry in master.due:
        seen: dict[str, Route] = {}
        for route, id_ in _ids(entry.document):
            if id_ in seen:
                values = {"id": id_, "first": ".".join(seen[id_][:-1])}
                yield Diagnostic("duplicate-id", Place(entry.document.path, route), values)
            else:
                seen[id_] = route


def _ids(document: ControlledDocument) -> Iterator[tuple[Route, str]]:
    item = document.item
    if isinstance(item, Form):
        for place, section in enumerate(item.sections, 1):
            yield ("sections", str(place), "id"), section.id
            for number, field in enumerate(section.fields, 1):
                yield ("sections", str(place), "fields", str(number), "id"), field.id
        return
    # By place, not by id: of two steps with one id, the second is the one to point at.
    for place, step in enumerate(item.steps, 1):
        yield ("steps", str(place), "id"), step.id
    yield from _chapter_ids(item.chapters, ("chapters",))
    yield from _chapter_ids(item.appendices, ("appendices",))


def _chapter_ids(chapters: tuple[Chapter, ...], route: Route) -> Iterator[tuple[Route, str]]:
    for place, chapter in enumerate(chapters, 1):
        yield (*route, str(place), "id"), chapter.id
        yield from _chapter_ids(chapter.sections, (*route, str(place), "sections"))


def records_agree_with_steps(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """What steps record stands in the list of records with keeper and retention, and the other way round (NC-16)."""
    for entry in master.due:
        item, path = entry.document.item, entry.document.path
        if not isinstance(item, Document):
            continue
        listed = {kept.form or kept.id for kept in item.records}
        made = {name for step in item.steps for name in step.record or ()}
        for step in item.steps:
            for place, name in enumerate(step.record or (), 1):
                here = Place(path, ("steps", step.id, "record", str(place)))
                yield from _record(master, here, name, listed, "records" in entry.type.required)
        for place, kept in enumerate(item.records, 1):
            here = Place(path, ("records", str(place)))
            if not kept.form and not (kept.id and kept.title):
                yield Diagnostic("record-without-name", here)
            elif (kept.form or kept.id) not in made and item.steps:
                yield Diagnostic("record-never-made", here, {"name": kept.form or kept.id})


def _record(
    master: MasterDocumentList, here: Place, name: str, listed: set[str | None], required: bool
) -> Iterator[Diagnostic]:
    if not name[:1].isupper():
        if name not in listed:
            known = ", ".join(sorted(filter(None, listed)))
            yield Diagnostic("unknown-record", here, {"name": name, "known": known}, "" if known else "none")
    elif required and name not in listed and (name in master.entries or name in master.repository.settings.reserved):
        yield Diagnostic("record-not-listed", here, {"name": name})
