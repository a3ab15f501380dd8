"""`qmsdocs serve`."""

from datetime import date
from pathlib import Path

from qmsdocs.commands.site import serve_site


def serve(root: Path, as_of: date | None, language: str, address: str) -> int:
    """Shows the site of `root` at `address` until interrupted."""
    serve_site(root.resolve(), as_of, language, address)
    return 0
