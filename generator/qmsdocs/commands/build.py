"""`qmsdocs build`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from qmsdocs.build import Progress, Written, write_word
from qmsdocs.cache import Cache
from qmsdocs.findings import print_findings
from qmsdocs.locale import label
from qmsdocs.output import read_state
from qmsdocs.pipeline import Loaded, inputs, load, load_in_force, today
from qmsdocs.writers.word.reference import BadReference


def build(
    root: Path,
    as_of: date | None,
    language: str,
    quiet: bool,
    output: Path | None,
    site: bool,
    word: bool,
    page_numbers: bool,
    preview: bool,
) -> int:
    """Writes the Word files and the site of `root`: what is committed and in force, or with `preview` the newest text
    of every document. 1 and nothing written when the sources have errors; 1 also when an approval is void."""
    started = time.monotonic()
    root = root.resolve()
    day, cache = as_of or today(root), Cache()
    word_folder, site_folder = (output or root / "dist" / "word").resolve(), root / "site"
    asked = [folder for folder, wanted in ((word_folder, word), (site_folder, site)) if wanted]
    key = f"{inputs(root, day, cache)} {page_numbers} {preview}"
    if all(_is_built(folder, key, cache) for folder in asked):
        if not quiet:
            click.echo(label(language, "build.unchanged"))
        return 0
    loaded = _previewed(load(root, day, cache), language) if preview else load_in_force(root, day, cache)
    if loaded.master is None or loaded.obstacles:
        print_findings(loaded.errors, language)
        click.echo(label(language, "build.stopped"), err=True)
        return 1
    written, pages = Written(), 0
    with shown_progress(language, quiet) as tell:
        if word:
            try:
                written = write_word(loaded, word_folder, page_numbers=page_numbers, progress=tell)
            except BadReference as problem:
                click.echo(label(language, "build.reference", problem=problem), err=True)
                return 1
        if site:
            from qmsdocs.commands.site import build_site  # MkDocs is dear to import and not needed for Word alone

            pages = build_site(loaded, site_folder, word_folder, tell, preview=preview)
    if not written.problems and not loaded.errors:
        key = f"{inputs(root, day, cache)} {page_numbers} {preview}"
        cache.keep((f"built:{folder}", key) for folder in asked)
    return _told(loaded, written, pages, language, quiet, time.monotonic() - started)


def _previewed(loaded: Loaded, language: str) -> Loaded:
    """A preview proves nothing: that the history is missing is told, and stops nothing."""
    missing = tuple(finding for finding in loaded.findings if finding.diagnostic.rule == "no-history")
    if missing:
        print_findings(missing, language)
    return replace(loaded, findings=tuple(finding for finding in loaded.findings if finding not in missing))


def _is_built(folder: Path, key: str, cache: Cache) -> bool:
    """Whether `folder` was made from just these inputs and its files are still there."""
    there = (folder / "index.html").is_file() or all((folder / name).is_file() for name in read_state(folder) or [""])
    return there and cache.get(f"built:{folder}") == key


@contextmanager
def shown_progress(language: str, quiet: bool) -> Iterator[Progress]:
    """A line that shows how far the work is; only on a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda what, done, total: None
        return
    with Bar(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    ) as bar:
        tasks: dict[str, int] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(label(language, f"build.{what}"), total=total)
            bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield tell


def _told(loaded: Loaded, written: Written, pages: int, language: str, quiet: bool, seconds: float) -> int:
    """Says what was done; 3 when a Word file does not say what its source says."""
    assert loaded.master is not None
    for problem in written.problems:
        click.echo(label(language, "build.readback", problem=problem), err=True)
    if not quiet:
        summary = label(
            language,
            "build.summary",
            documents=len(loaded.master.entries),
            pages=pages,
            written=written.written,
            kept=written.kept,
            warnings=len(loaded.findings) - len(loaded.errors),
            seconds=f"{seconds:.1f}",
        )
        click.echo(summary)
    told_state(loaded, language, quiet)
    return 3 if written.problems else 1 if loaded.errors else 0


def told_state(loaded: Loaded, language: str, quiet: bool) -> None:
    """Says what whoever reads the outputs must know: that nothing is in force, that history or changes are missing,
    that approvals are void."""
    assert loaded.master is not None
    if not quiet and all(entry.status in ("draft", "in-review") for entry in loaded.master.entries.values()):
        click.echo(label(language, "site.nothing-in-force"))
    if loaded.no_history and not quiet:
        click.echo(label(language, loaded.no_history))
    if loaded.left_out and not quiet:
        names = label(language, "compose.comma").join(loaded.left_out[:5])
        click.echo(label(language, "build.left-out", count=len(loaded.left_out), files=names))
    if loaded.errors:
        print_findings(loaded.errors, language)
        click.echo(label(language, "build.void"), err=True)
