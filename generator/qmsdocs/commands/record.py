"""`qmsdocs record` and `qmsdocs close`."""

from pathlib import Path
from typing import Any

from qmsdocs.acts import ClosingWish, NewRecord, closing, recording
from qmsdocs.acts.people import Identity
from qmsdocs.commands.plans import Output, carried_out, git_email, working_tree


def record(root: Path, language: str, quiet: bool, dry_run: bool, **asked: Any) -> int:
    """Writes the fields of a new record; `asked` as in `NewRecord`."""
    loaded, master = working_tree(root.resolve(), language)
    plan = recording(master, NewRecord(**asked))
    return carried_out(plan, Output(loaded.root, language, quiet, dry_run), "next.record")


def close(
    names: tuple[str, ...], by: str | None, root: Path, language: str, quiet: bool, dry_run: bool, **asked: Any
) -> int:
    """Closes records, or corrects those that are closed; `asked` as in `ClosingWish`."""
    loaded, master = working_tree(root.resolve(), language)
    wish = ClosingWish(Identity(by, email=git_email(loaded)), **asked)
    plan = closing(master, names, wish, loaded.errors)
    return carried_out(plan, Output(loaded.root, language, quiet, dry_run), "next.commit")
