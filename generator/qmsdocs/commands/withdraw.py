"""`qmsdocs withdraw`."""

from pathlib import Path
from typing import Any

from qmsdocs.acts import WithdrawalWish, withdrawing
from qmsdocs.acts.people import Identity
from qmsdocs.commands.plans import Output, carried_out, git_email, working_tree


def withdraw(number: str, as_: str | None, root: Path, language: str, quiet: bool, dry_run: bool, **asked: Any) -> int:
    """Takes a document out of force; its file stays. `asked` as in `WithdrawalWish`."""
    loaded, master = working_tree(root.resolve(), language)
    wish = WithdrawalWish(who=Identity(as_, email=git_email(loaded)), **asked)
    plan = withdrawing(master, number, wish, loaded.errors)
    return carried_out(plan, Output(loaded.root, language, quiet, dry_run), "next.commit")
