"""`qmsdocs review`."""

from pathlib import Path
from typing import Any

import click

from qmsdocs.acts import ReviewWish, due_for_review, reviewing
from qmsdocs.acts.people import Identity
from qmsdocs.commands.plans import Output, carried_out, git_email, working_tree
from qmsdocs.locale import label


def review(
    numbers: tuple[str, ...],
    due: bool,
    by: str | None,
    root: Path,
    language: str,
    quiet: bool,
    dry_run: bool,
    **asked: Any,
) -> int:
    """Records that documents, or with `due` all whose review is due, were reviewed; `asked` as in `ReviewWish`."""
    if bool(numbers) == due:
        click.echo(label(language, "usage.which-or-due"), err=True)
        return 2
    loaded, master = working_tree(root.resolve(), language)
    wish = ReviewWish(Identity(by, email=git_email(loaded)), **asked)
    plan = reviewing(master, due_for_review(master) if due else numbers, wish, loaded.errors)
    return carried_out(plan, Output(loaded.root, language, quiet, dry_run), f"next.reviewed-{wish.result}")
