"""`qmsdocs analyse`."""

import dataclasses
import gc
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from qmsdocs.analysis.cases import DAY_BITS, Cases, read_cases
from qmsdocs.analysis.counting import analyse
from qmsdocs.analysis.plan import Plan, plan_of
from qmsdocs.analysis.results import Month, Results
from qmsdocs.analysis.table import Unreadable, read_table
from qmsdocs.build import LOOK, PROGRAM
from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.compose.analysis import analysis_sheet, answers
from qmsdocs.compose.names import Edition
from qmsdocs.diagnostics import Diagnostic, Place, Span, printable
from qmsdocs.findings import Finding, print_findings
from qmsdocs.locale import label
from qmsdocs.output import write_together
from qmsdocs.pipeline import load_in_force, today
from qmsdocs.writers.pages.sheet import sheet_page
from qmsdocs.writers.word.reference import BadReference, load_reference
from qmsdocs.writers.word.sheet import sheet_file
from qmsdocs.writers.workbook import workbook_file

NO_BREAK = "\u00a0"
MOST_PROBLEMS = 50
"""How many problems of a file are shown; the rest is counted."""
_KINDS = {".csv": False, ".txt": False, ".xlsx": True, ".xlsm": True}
"""The endings that are read, and whether they are those of workbooks."""


def analyse_file(
    file: Path,
    root: Path,
    as_of: date | None,
    language: str,
    quiet: bool,
    start: date | None,
    form: str,
    output: Path | None,
) -> int:
    """Reads an extract of complaints against the codes and limits in force on `as_of`, writes the report into the
    folder `output` and prints what stands out; 1 when the extract is refused."""
    if file.suffix.lower() not in _KINDS:
        raise Refused(label(language, "analysis.kind", file=file))
    root = root.resolve()
    loaded = load_in_force(root, as_of or today(root), Cache(), checks=False)
    master = readable(loaded, language)
    if master.repository.facts.analysis is None:
        raise Refused(label(language, "analysis.none"))
    edition = Edition(master, printed_language(master, language))
    plan = plan_of(master.repository, edition.language, master.as_of)
    if not isinstance(plan, Plan):
        return _refused(plan, language, form)
    results = _results(file, plan, start, language)
    if not isinstance(results, Results):
        return _refused(results, language, form)
    folder = output or root / "dist" / "analysis"
    files = _files(edition, plan, results, loaded.tree.read(LOOK), language)
    ignored = {folder / ".gitignore": b"*\n"} if output is None else {}
    write_together(ignored | {folder / name: data for name, data in files.items()})
    if form == "json":
        click.echo(_json(results))
    elif not quiet:
        click.echo(_told(edition, plan, results))
        click.echo(label(language, "analysis.written", files=", ".join(str(folder / name) for name in files)))
    return 0


def _results(file: Path, plan: Plan, start: date | None, language: str) -> Results | list[Diagnostic]:
    """What the extract tells, or why it is refused; of its rows nothing is left."""
    gc.disable()  # columns of a hundred thousand cells, and no rubbish among them
    try:
        cases = _read(file, plan)
        if not isinstance(cases, Cases):
            return cases
        if start and max(cases.moments["received"]) >> DAY_BITS < start.toordinal():
            raise Refused(label(language, "analysis.empty-period", day=start))
        return analyse(cases, plan, start)
    finally:
        gc.enable()


def _read(file: Path, plan: Plan) -> Cases | list[Diagnostic]:
    try:
        table = read_table(file.read_bytes(), plan.headings, workbook=_KINDS[file.suffix.lower()])
    except Unreadable as problem:
        return [Diagnostic("data-file", Place(str(file), line=1, column=1), {}, problem.reason)]
    return read_cases(table, plan, str(file))


def _refused(problems: Sequence[Diagnostic], language: str, form: str) -> int:
    """Tells what is wrong by row and column, without showing the row."""
    shown = [Finding(each, Span(each.place.path, each.place.line, each.place.column, 0, "")) for each in problems]
    print_findings(shown[:MOST_PROBLEMS], language, form=form, err=form == "text")
    if len(shown) > MOST_PROBLEMS:
        click.echo(label(language, "analysis.refused.more", count=len(shown) - MOST_PROBLEMS), err=True)
    click.echo(label(language, "analysis.refused", count=len(shown)), err=True)
    return 1


def _files(edition: Edition, plan: Plan, results: Results, look: bytes | None, language: str) -> dict[str, bytes]:
    """The report as page, Word file and workbook, by name."""
    sheet = analysis_sheet(edition, plan, results)
    try:
        word = sheet_file(sheet, load_reference(look), PROGRAM)
    except BadReference as problem:
        raise Refused(label(language, "build.reference", problem=problem), 1) from None
    name = f"{plan.mapping.form}_{results.start}_{results.end}_{edition.language}"
    return {
        f"{name}.html": sheet_page(sheet, program=PROGRAM, on=plan.as_of).encode(),
        f"{name}.docx": word,
        f"{name}.xlsx": workbook_file((sheet,), program=PROGRAM, on=plan.as_of),
    }


def _told(edition: Edition, plan: Plan, results: Results) -> str:
    """What stands out, a line each."""
    found = answers(edition, plan, results)
    lines = [edition.say("analysis.told", cases=f"{results.cases:,}", start=results.start, end=results.end)]
    lines.append(edition.say("analysis.found", count=len(found)) if found else edition.say("analysis.nothing"))
    return "\n".join([*lines, *(f"  {printable(each.text.replace(NO_BREAK, ' '))}" for each in found)])


def _json(results: Results) -> str:
    return json.dumps(_plain(results), ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    """A result as JSON knows it: months and days as they are written."""
    match value:
        case Month() | date():
            return str(value)
        case float():
            return round(value, 6)
        case frozenset():
            return sorted(map(_plain, value))
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        case _:
            return value
