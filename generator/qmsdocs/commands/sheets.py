"""How commands make the files of a sheet, and how they tell what they found: in a file or on the terminal."""

from datetime import date
from pathlib import Path

import click

from qmsdocs.build import LOOK, PROGRAM
from qmsdocs.commands.refusal import Refused
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import label
from qmsdocs.model.facts import Standard
from qmsdocs.output import write_whole
from qmsdocs.register import MasterDocumentList
from qmsdocs.source import ReadFile
from qmsdocs.writers.word.reference import BadReference, load_reference
from qmsdocs.writers.word.sheet import sheet_file
from qmsdocs.writers.workbook import workbook_file


def asked_standard(master: MasterDocumentList, name: str | None, language: str) -> Standard:
    """The standard that is asked for, by default the first that the system follows."""
    known = master.repository.standards
    name = name or next(iter(master.repository.settings.standards), "")
    if name not in known:
        raise Refused(label(language, "usage.standard", asked=name, known=", ".join(known) or "–"))
    return known[name]


def write_sheet(sheet: Sheet, form: str, read: ReadFile, on: date, file: Path, language: str) -> None:
    """Writes the Word file of a sheet in the look of the house, or with the form `xlsx` its workbook; says where."""
    if form == "xlsx":
        data = workbook_file((sheet,), program=PROGRAM, on=on)
    else:
        try:
            data = sheet_file(sheet, load_reference(read(LOOK)), PROGRAM)
        except BadReference as problem:
            raise Refused(label(language, "build.reference", problem=problem), 1) from None
    write(file, data)
    click.echo(label(language, "gap.written", file=file))


def tell(text: str, output: Path | None) -> None:
    """Prints a text, or writes it into the file `output`."""
    if output:
        write(output, text.encode())
    else:
        click.echo(text, nl=False)


def write(file: Path, data: bytes) -> None:
    """Writes a file, and the folders above it where they are missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, data)
