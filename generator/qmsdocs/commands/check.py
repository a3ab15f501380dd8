"""`qmsdocs check`."""

from datetime import date
from pathlib import Path

from qmsdocs.cache import Cache
from qmsdocs.findings import print_findings
from qmsdocs.pipeline import check as checked
from qmsdocs.pipeline import load, today


def check(root: Path, as_of: date | None, language: str, quiet: bool, form: str, strict: bool, no_cache: bool) -> int:
    """Prints every finding in `root`; 1 when there are errors, or with `strict` warnings."""
    day = as_of or today(root)
    found = load(root, day, Cache.none()) if no_cache else checked(root, day, Cache())
    if found.findings or not quiet:
        print_findings(found.findings, language, accepted=found.accepted, form=form)
    return 1 if found.errors or (strict and found.findings) else 0
