"""`qmsdocs gap`."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from qmsdocs.cache import Cache
from qmsdocs.changes import ClauseChange, clause_changes
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.sheets import asked_standard, tell, write_sheet
from qmsdocs.compose.clauses import clause_name
from qmsdocs.compose.coverage import Coverage, counted, coverage, gap_sheet
from qmsdocs.compose.names import Edition
from qmsdocs.diagnostics import printable
from qmsdocs.model.facts import Standard
from qmsdocs.model.text import DOCUMENT_NUMBER
from qmsdocs.pipeline import Loaded, load, load_at, load_in_force, today


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
        lost = [] if as_of else _lost(loaded, asked.key, cache)
        tell(_json(asked, found, lost) if form == "json" else _text(edition, asked, found, lost), output)
    states = {each.state for each in found}
    return 1 if "open" in states or (strict and "manual-only" in states) else 0


def _lost(loaded: Loaded, standard: str, cache: Cache) -> list[ClauseChange]:
    """The clauses that documents address on the controlled branch and that are gone from the working tree: where others
    address them too, nothing else would tell that something was lost."""
    history, master = loaded.history, loaded.master
    if history is None or master is None or not history.index.mainline:
        return []
    here, newest = {*master.entries, *master.left_out}, history.index.mainline[-1]
    named = (name for name in history.index.versions if DOCUMENT_NUMBER.fullmatch(name) and name not in here)
    gone = {name for name in named if history.index.standing(name, newest)}
    before = load_at(loaded.root, history.tip, master.as_of, cache, in_force=False).master if gone else None
    changed = clause_changes(before, master) if before else ()
    return [one for one in changed if one.standard == standard and gone.intersection(one.lost)]


def _json(standard: Standard, found: Sequence[Coverage], lost: Sequence[ClauseChange]) -> str:
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
    told = {
        "standard": standard.standard,
        "clauses": clauses,
        "lost": [{"clause": one.clause, "documents": list(one.lost)} for one in lost],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _text(edition: Edition, standard: Standard, found: Sequence[Coverage], lost: Sequence[ClauseChange]) -> str:
    """Every clause, and at the end what is not covered, and what lost cover."""
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
        for one in lost:
            console.print(say("gap.lost", clause=one.clause, documents=say("compose.comma").join(one.lost)))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
