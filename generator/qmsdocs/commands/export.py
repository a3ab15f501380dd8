"""`qmsdocs export`."""

from datetime import date
from pathlib import Path

import click

from qmsdocs.build import write_word
from qmsdocs.cache import Cache
from qmsdocs.compose.site import manual_site
from qmsdocs.findings import print_findings
from qmsdocs.locale import label
from qmsdocs.output import replacing, write_files
from qmsdocs.pipeline import load_in_force, today
from qmsdocs.writers.pages import markdown_files


def export(root: Path, as_of: date | None, language: str, quiet: bool, output: Path) -> int:
    """Writes pages, pictures and Word files as a folder that plain MkDocs builds; 1 when the sources have errors."""
    loaded = load_in_force(root.resolve(), as_of or today(root), Cache())
    if loaded.master is None or loaded.obstacles:
        print_findings(loaded.errors, language)
        click.echo(label(language, "build.stopped"), err=True)
        return 1
    files = markdown_files(manual_site(loaded.master, loaded.tree.read))
    with replacing(output) as new:
        write_files(files, new)
        write_word(loaded, new / "docs" / "word")
    if not quiet:
        click.echo(label(language, "export.done", files=len(files), folder=output))
    return 0
