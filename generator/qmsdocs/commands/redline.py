"""`qmsdocs redline`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from qmsdocs.build import LOOK, PROGRAM
from qmsdocs.cache import Cache
from qmsdocs.changes import changes, newest_label
from qmsdocs.commands.comparison import against_base
from qmsdocs.commands.refusal import Refused
from qmsdocs.commands.revisions import WORKING, Shown, read_for, shown
from qmsdocs.compose.document import revision_tree
from qmsdocs.compose.names import file_label
from qmsdocs.compose.revisions import redline_of
from qmsdocs.document_tree import DocumentTree, RedlineNote
from qmsdocs.locale import label
from qmsdocs.output import write_changed
from qmsdocs.redline import redline
from qmsdocs.source import WorkingTree
from qmsdocs.writers.outline import outline
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences
from qmsdocs.writers.word.reference import BadReference, Reference, load_reference

Pair = tuple[Shown, Shown]


def show_redline(
    number: str | None,
    old: str | None,
    new: str | None,
    root: Path,
    as_of: date | None,
    language: str,
    quiet: bool,
    form: str,
    base: str | None,
    output: Path | None,
) -> int:
    """Writes what changed between two revisions of a document, or in all that the working tree changes against `base`.

    2 for a revision that is not known or whose text is not held here; 3 when a Word file does not say what it must.
    """
    root = root.resolve()
    if base is not None and old is None:
        pairs = list(_against(root, base, number, as_of, language))
    elif base is None and number and old and new and old != WORKING:
        pairs = [_two(root, number, (old, new), as_of, language)]
    else:
        raise Refused(label(language, "usage.redline"))
    if form == "outline":
        for pair in pairs:
            click.echo(outline(_tree(pair, language)), nl=False)
        return 0
    single = output if base is None else None
    folder = root / "dist" / "redlines" if base is None or output is None else output
    files = [(pair, single or folder / _name(pair, language)) for pair in pairs]
    try:
        return _written(files, load_reference(WorkingTree(root).read(LOOK)), language, quiet)
    except BadReference as problem:
        raise Refused(label(language, "build.reference", problem=problem), 1) from None


def _two(root: Path, number: str, labels: tuple[str, str], as_of: date | None, language: str) -> Pair:
    """The two revisions, both with their text."""
    cache = Cache()
    first = read_for(root, labels[0], as_of, language, cache)
    second = read_for(root, labels[1], as_of, language, cache) if labels[1] == WORKING else first
    pair = shown(first, number, labels[0], language), shown(second, number, labels[1], language)
    for each in pair:
        if not each.entry.has_content:
            values = {"number": number, "revision": each.entry.label}
            raise Refused(label(language, "redline.not-held", **values))
    return pair


def _against(root: Path, base: str, number: str | None, as_of: date | None, language: str) -> Iterator[Pair]:
    """The documents whose text or printed facts the working tree changes, before and after."""
    compared = against_base(root, base, as_of, language, Cache())
    old, new = compared.old, compared.new
    assert old and old.master and new.master
    for change in changes(old.master, new.master).documents:
        if change.before is None or change.after is None or number not in (None, change.number):
            continue
        if change.parts or change.facts or newest_label(change.before) != newest_label(change.after):
            before, after = Shown(old, change.before, change.before.label), Shown(new, change.after, WORKING)
            if before.entry.has_content and after.entry.has_content:
                yield before, after


def _written(files: list[tuple[Pair, Path]], reference: Reference, language: str, quiet: bool) -> int:
    """Writes each redline that says what its tree says."""
    status = 0
    for pair, file in files:
        tree = _tree(pair, language)
        data = word_file(tree, reference, program=PROGRAM)
        problems = differences(data, tree)
        for problem in problems:
            click.echo(label(language, "build.readback", problem=f"{file.name}: {problem}"), err=True)
        if problems:
            status = 3
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        write_changed(file, data)
        if not quiet:
            click.echo(label(language, "redline.done", file=file))
    if not files and not quiet:
        click.echo(label(language, "redline.nothing"))
    return status


def _name(pair: Pair, language: str) -> str:
    old, new = (file_label(each.name or "draft") for each in pair)
    return f"{pair[0].entry.number}_{old}-{new}_{pair[1].edition(language).language}.docx"


def _tree(pair: Pair, language: str) -> DocumentTree:
    """What changed, as the work of the person who prepared the newer revision."""
    editions = [each.edition(language) for each in pair]
    trees = [
        revision_tree(edition, each.entry, each.loaded.tree.read) for edition, each in zip(editions, pair, strict=True)
    ]
    if pair[1].entry.revision is None:
        note = RedlineNote(trees[0].control.revision, "", editions[1].facts.settings.company.short_name, None)
        return redline(trees[0], trees[1], note)
    return redline_of(editions[1], pair[1].entry, trees[0], trees[1])
