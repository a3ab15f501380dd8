"""Pictures, tables and attachments that documents use: inside the repository, present and readable."""

from collections.abc import Callable, Iterator

from qmsdocs.compose.content import beside, csv_table, picture_size
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.content import AttachmentSource, PictureSource, TableSource
from qmsdocs.register import MasterDocumentList
from qmsdocs.source import ReadFile


def files_are_readable(master: MasterDocumentList, read: ReadFile) -> Iterator[Diagnostic]:
    """Files that are missing, lie outside the repository, or cannot be shown."""
    for entry in master.entries.values():
        path = entry.document.path
        for route, model in entry.document.models:
            match model:
                case PictureSource(file=file):
                    yield from _file(read, path, (*route, "file"), file, "picture-unreadable", picture_size)
                case TableSource(csv=str() as file):
                    yield from _file(
                        read, path, (*route, "csv"), file, "table-unreadable", lambda data: csv_table(data)[0]
                    )
                case AttachmentSource(file=file):
                    yield from _file(read, path, (*route, "file"), file, "", lambda data: True)
                case _:
                    pass


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
    elif not readable(data):
        yield Diagnostic(rule, place, values)
