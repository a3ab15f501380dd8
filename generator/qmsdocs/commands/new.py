"""`qmsdocs new`."""

from pathlib import Path
from typing import Any

from qmsdocs.acts import NewDocument, beginning
from qmsdocs.commands.plans import Output, carried_out, working_tree


def new(root: Path, language: str, quiet: bool, dry_run: bool, **asked: Any) -> int:
    """Writes the skeleton of a new document; `asked` as in `NewDocument`."""
    loaded, master = working_tree(root.resolve(), language)
    return carried_out(
        beginning(master, NewDocument(**asked)), Output(loaded.root, language, quiet, dry_run), "next.new"
    )
