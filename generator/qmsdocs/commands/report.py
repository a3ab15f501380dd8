"""`qmsdocs report`."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from qmsdocs.build import LOOK, proved_word_file
from qmsdocs.cache import Cache
from qmsdocs.commands.comparison import branch_of, moment
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.commands.sheets import tell, write, write_sheet
from qmsdocs.compose.names import Edition, file_label
from qmsdocs.compose.revisions import RevisionTrees, redline_between
from qmsdocs.decode import nearest
from qmsdocs.locale import label
from qmsdocs.pipeline import Loaded, load_at, load_in_force, today
from qmsdocs.records import readable_records
from qmsdocs.reports import REPORTS, Asked, Made, Redline, end_of_last_period, last_look
from qmsdocs.writers.plain_sheet import sheet_text, sheet_values
from qmsdocs.writers.word.reference import load_reference

_TAKES = {"management-review": ("--since",), "rectification": ("--since", "--finding"), "surveillance": ("--since",)}
"""The options that a report takes beside those of all."""


def show_report(
    name: str,
    root: Path,
    as_of: date | None,
    language: str,
    start: str | None,
    findings: tuple[str, ...],
    form: str,
    output: Path | None,
) -> int:
    """Prints or writes a report on the day; as Word file with the redlines to which it refers beside it."""
    for option in (*(["--since"] if start else []), *(["--finding"] if findings else [])):
        if option not in _TAKES.get(name, ()):
            raise Refused(label(language, "usage.report-option", name=name, option=option))
    root, cache = root.resolve(), Cache()
    loaded = load_in_force(root, as_of or today(root), cache, checks=False)
    asked = _asked(name, root, loaded, language, start, findings, cache)
    made = REPORTS[name](asked)
    if form in ("word", "xlsx"):
        _write(made, form, asked, output or root / "dist" / f"{name}.{'docx' if form == 'word' else form}", language)
    elif form == "json":
        tell(json.dumps(sheet_values(made.sheet), ensure_ascii=False, indent=2) + "\n", output)
    else:
        tell(sheet_text(made.sheet, Console().width), output)
    return 0


def _asked(
    name: str,
    root: Path,
    loaded: Loaded,
    language: str,
    start: str | None,
    findings: tuple[str, ...],
    cache: Cache,
) -> Asked:
    """What was asked for. Without a start, a surveillance begins with the last look of the body, and a management
    review where the period of the last one ended."""
    master = readable(loaded, language)
    edition = Edition(master, printed_language(master, language))
    known = readable_records(master)
    for each in findings:
        if each not in known:
            raise Refused(label(language, "usage.record", name=each, near=nearest(each, known) or "–"))
    commit, day, old = "", None, None
    if start:
        commit, day = moment(root, branch_of(root, language, cache), start, language)
    elif name == "surveillance":
        day = last_look(edition)
        commit = moment(root, branch_of(root, language, cache), str(day), language)[0] if day else ""
    elif name == "management-review":
        day = end_of_last_period(edition)
    if day and day > master.as_of:
        raise Refused(label(language, "usage.order", start=day, end=master.as_of))
    if name == "surveillance" and commit:
        assert day is not None
        old = load_at(root, commit, day, cache, in_force=True)
        readable(old, language)
    return Asked(loaded, edition, day, old, findings)


def _write(made: Made, form: str, asked: Asked, file: Path, language: str) -> None:
    """Writes the report, and as Word the redlines in a folder of its name."""
    sheet, folder, read = made.sheet, file.with_suffix(""), asked.loaded.tree.read
    if form == "word":
        names = {each.page: _name(asked.edition, each) for each in made.redlines}
        sheet = replace(sheet, beside={page: f"{folder.name}/{name}" for page, name in names.items()})
    write_sheet(sheet, form, read, asked.edition.master.as_of, file, language)
    if form != "word" or not made.redlines:
        return
    trees, reference = RevisionTrees(asked.edition, read), load_reference(read(LOOK))
    for each in made.redlines:
        write(folder / names[each.page], proved_word_file(redline_between(trees, each.older, each.newer), reference))
    click.echo(label(language, "report.redlines", count=len(made.redlines), folder=folder))


def _name(edition: Edition, redline: Redline) -> str:
    labels = f"{file_label(redline.older.label)}-{file_label(redline.newer.label)}"
    return f"{redline.newer.number}_{labels}_{edition.language}.docx"
