"""`qmsdocs revise`."""

from pathlib import Path
from typing import Any

import click

from qmsdocs.acts import RevisionWish, revising
from qmsdocs.commands.plans import Output, carried_out, working_tree
from qmsdocs.locale import label


def revise(numbers: tuple[str, ...], root: Path, language: str, quiet: bool, dry_run: bool, **asked: Any) -> int:
    """Opens the next revision of the documents, or of all that print a shared fact; `asked` as in `RevisionWish`."""
    wish = RevisionWish(**asked)
    if not numbers and not wish.because:
        click.echo(label(language, "usage.which-or-fact"), err=True)
        return 2
    loaded, master = working_tree(root.resolve(), language)
    plan = revising(master, numbers, wish, loaded.errors)
    following = "next.revised" if wish.what and wish.why else "next.revised-unsaid"
    return carried_out(plan, Output(loaded.root, language, quiet, dry_run), following)
