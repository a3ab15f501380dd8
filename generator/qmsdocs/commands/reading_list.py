"""`qmsdocs reading`."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from qmsdocs.blocks import plain
from qmsdocs.cache import Cache
from qmsdocs.commands.comparison import branch_of, moment
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.sheets import tell, write_sheet
from qmsdocs.compose.events import changes_text
from qmsdocs.compose.names import Edition, document_title, person_name, revision_text
from qmsdocs.compose.reading_list import Readers, readers_title, reading_list, reading_sheet
from qmsdocs.pipeline import load_in_force, today
from qmsdocs.trainings import Training
from qmsdocs.writers.report import Report, Section, report_text


def show_reading(
    root: Path, as_of: date | None, language: str, start: str | None, form: str, output: Path | None
) -> int:
    """Prints who reads which revision until when, or writes the sheet on which people sign that they did."""
    root, cache = root.resolve(), Cache()
    since = moment(root, branch_of(root, language, cache), start, language)[1] if start else None
    loaded = load_in_force(root, as_of or today(root), cache, checks=False)
    master = readable(loaded, language)
    edition = Edition(master, printed_language(master, language))
    found = reading_list(edition, since)
    if form == "word":
        file = output or root / "dist" / "reading.docx"
        write_sheet(reading_sheet(edition, found), form, loaded.tree.read, master.as_of, file, language)
    else:
        tell(_json(edition, found) if form == "json" else _text(edition, found), output)
    return 0


def _text(edition: Edition, found: Sequence[Readers]) -> str:
    say = edition.say
    heads = tuple(say(key) for key in ("reading.by", "site.document", "revision", "effective", "compose.what-changed"))
    sections = tuple(
        Section(_who(edition, readers), heads, tuple(_rows(edition, readers.trainings))) for readers in found
    )
    intro = () if found else (say("reading.nothing"),)
    return report_text(Report(say("reading.list"), intro, sections, ""), Console().width)


def _who(edition: Edition, readers: Readers) -> str:
    """The role with the people who hold it; everybody is not named one by one."""
    people = () if readers.role == "all" else readers.people
    names = edition.say("compose.comma").join(person_name(edition, person) for person in people)
    return readers_title(edition, readers) + (edition.say("compose.brackets", text=names) if names else "")


def _rows(edition: Edition, needed: Sequence[Training]) -> Iterator[tuple[str, ...]]:
    for each in needed:
        entry, revision = each.entry, each.revision
        document = f"{entry.number} {document_title(edition, entry)}"
        label, what = revision_text(edition, entry.number, revision), plain(changes_text(edition, entry, revision))
        yield str(each.day), document, label, str(revision.effective), what


def _json(edition: Edition, found: Sequence[Readers]) -> str:
    told: dict[str, Any] = {
        "as_of": str(edition.master.as_of),
        "readers": [
            {
                "role": readers.role,
                "people": list(readers.people),
                "documents": [
                    {
                        "number": each.entry.number,
                        "title": document_title(edition, each.entry),
                        "revision": each.revision.label,
                        "effective": str(each.revision.effective),
                        "by": str(each.day),
                    }
                    for each in readers.trainings
                ],
            }
            for readers in found
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
