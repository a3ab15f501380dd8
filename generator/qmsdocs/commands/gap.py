"""`qmsdocs gap`."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.sheets import asked_standard, tell, write_sheet
from qmsdocs.compose.clauses import clause_name
from qmsdocs.compose.coverage import Coverage, counted, coverage, gap_sheet
from qmsdocs.compose.names import Edition
from qmsdocs.diagnostics import printable
from qmsdocs.model.facts import Standard
from qmsdocs.pipeline import load, load_in_force, today


def show_gap(
    standard: str | None, root: Path, as_of: date | None, language: str, form: str, strict: bool, output: Path | None
) -> int:
    """Prints or writes how well the documents cover a standard: as they stand in the working tree, or with `as_of` as
    they are in force on that day. 1 when a clause is not covered, or with `strict` covered by the manual only."""
    root, cache = root.resolve(), Cache()
    loaded = load_in_force(root, as_of, cache, checks=False) if as_of else load(root, today(root), cache)
    master = readable(loaded, language)
    edition = Edition(master, printed_language(master, language))
    asked = asked_standard(master, standard, language)
    found = coverage(edition, asked)
    if form in ("word", "xlsx"):
        name = f"gap_{asked.key.replace(':', '-')}.{'docx' if form == 'word' else form}"
        sheet, file = gap_sheet(edition, asked), output or root / "dist" / name
        write_sheet(sheet, form, loaded.tree.read, master.as_of, file, language)
    else:
        tell(_json(asked, found) if form == "json" else _text(edition, asked, found), output)
    states = {each.state for each in found}
    return 1 if "open" in states or (strict and "manual-only" in states) else 0


def _json(standard: Standard, found: Sequence[Coverage]) -> str:
    clauses: list[dict[str, Any]] = [
        {
            "clause": each.clause.number,
            "title": each.title,
            "state": each.state,
            "places": [{"number": number, "anchor": anchor} for number, anchor in each.places],
            "reason": each.clause.excluded or "",
            "is_heading": each.is_heading,
        }
        for each in found
    ]
    return json.dumps({"standard": standard.standard, "clauses": clauses}, ensure_ascii=False, indent=2) + "\n"


def _text(edition: Edition, standard: Standard, found: Sequence[Coverage]) -> str:
    """Every clause, and at the end what is not covered."""
    say = edition.say
    console = Console(highlight=False, markup=False)
    table = Table(box=None, pad_edge=False)
    for key in ("compose.clause", "compose.clause-title", "gap.state", "compose.met-by"):
        table.add_column(say(key), no_wrap=key in ("compose.clause", "gap.state"))
    for each in found:
        by = (
            say("compose.comma").join(each.documents)
            or each.clause.reason(edition.language)
            or (say("gap.parts") if each.is_heading else "–")
        )
        table.add_row(
            *map(printable, (clause_name(edition, each.clause.number), each.title, say(f"gap.{each.state}"), by))
        )
    with console.capture() as captured:
        console.print(say("gap.title", standard=standard.standard))
        console.print(table)
        console.print(counted(edition, found))
        for state in ("open", "manual-only"):
            numbers = [each.clause.number for each in found if each.state == state and not each.is_heading]
            if numbers:
                console.print(say(f"gap.which.{state}", clauses=say("compose.comma").join(numbers)))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
