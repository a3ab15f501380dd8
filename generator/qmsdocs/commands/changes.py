"""`qmsdocs changes`."""

import json
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from qmsdocs.cache import Cache
from qmsdocs.changes import changes
from qmsdocs.commands.change_report import change_report, plain_changes
from qmsdocs.commands.comparison import Compared, against_base, since
from qmsdocs.commands.names import printed_language
from qmsdocs.compose.names import Edition
from qmsdocs.locale import label
from qmsdocs.output import write_whole
from qmsdocs.writers.report import report_markdown, report_text


def show_changes(
    root: Path,
    as_of: date | None,
    language: str,
    form: str,
    start: str | None,
    until: str | None,
    base: str | None,
    output: Path | None,
) -> int:
    """Prints what changed since a day, commit or tag; or what the working tree changes against a branch."""
    if (start is None) == (base is None) or (base and until):
        click.echo(label(language, "usage.since-or-base"), err=True)
        return 2
    cache = Cache()
    if base:
        compared = against_base(root, base, as_of, language, cache)
    else:
        compared = since(root, start or "", until, as_of, language, cache)
    text = _told(compared, base, form, language)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)
    return 0


def _told(compared: Compared, base: str | None, form: str, language: str) -> str:
    assert compared.new.master is not None
    old, new = compared.old.master if compared.old else None, compared.new.master
    edition = Edition(new, printed_language(new, language))
    found = changes(old, new)
    if form == "json":
        return json.dumps(plain_changes(found, edition), ensure_ascii=False, indent=2) + "\n"
    names = {"old": compared.old_name, "new": compared.new_name, "commit": compared.commit or "–"}
    title = edition.say("changes.title-base" if base else "changes.title-since", **names)
    report = change_report(found, edition, title)
    return report_markdown(report) if form == "markdown" else report_text(report, Console().width)
