"""Pictures, tables and attachments that documents use: inside the repository, present and readable."""

from collections.abc import Callable, Iterator

from qmsdocs.compose.content import csv_table, picture_size
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.content import AttachmentSource, PictureSource, TableSource
from qmsdocs.register import MasterDocumentList
from qmsdocs.repository import SETTINGS_FILE
from qmsdocs.source import MAX_FILE_BYTES, ReadFile, beside


def files_are_readable(master: MasterDocumentList, read: ReadFile) -> Iterator[Diagnostic]:
    """Files that are missing, lie outside the repository, or cannot be shown."""
    for entry in master.due:
        path = entry.document.path
        for route, model in entry.document.models:
            match model:
                case PictureSource(file=file):
                    yield from _file(read, path, (*route, "file"), file, "picture-unreadable", picture_size)
                case TableSource(csv=str() as file):
                    here = (*route, "csv")
                    yield from _file(read, path, here, file, "table-unreadable", lambda data: csv_table(data)[0])
                    yield from _lines(read, path, here, file)
                case AttachmentSource(file=file):
                    yield from _file(read, path, (*route, "file"), file, "", lambda data: True)
                case _:
                    pass
    logo = master.repository.settings.company.logo
    if logo is not None:
        yield from _file(read, SETTINGS_FILE, ("company", "logo"), logo, "picture-unreadable", picture_size)


def _lines(read: ReadFile, path: str, route: tuple[str, ...], file: str) -> Iterator[Diagnostic]:
    """A line with more cells than the first one would lose them in print."""
    target = beside(path, file)
    heads, rows = csv_table(read(target) or b"")
    for number, row in enumerate(rows, 2):
        if len(row) != len(heads):
            values = {"line": number, "target": target, "cells": len(row), "columns": len(heads)}
            yield Diagnostic("table-shape", Place(path, route), values, "csv")


def _file(
    read: ReadFile,
    path: str,
    route: tuple[str, ...],
    file: str,
    rule: str,
    readable: Callable[[bytes], object],
) -> Iterator[Diagnostic]:
    target = beside(path, file)
    place, values = Place(path, route), {"file": file, "target": target}
    if target.startswith(("../", "/")) or target == "..":
        yield Diagnostic("file-outside", place, values)
        return
    data = read(target)
    if data is None:
        yield Diagnostic("file-missing", place, values)
    elif len(data) > MAX_FILE_BYTES:
        yield Diagnostic("file-too-large", place, {"file": file}, "used")
    elif not readable(data):
        yield Diagnostic(rule, place, values)
