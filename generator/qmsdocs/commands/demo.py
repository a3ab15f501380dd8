"""`qmsdocs demo`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from qmsdocs.demo import Demo, write_demo
from qmsdocs.demo.house import PACKAGE
from qmsdocs.demo.signing import NoSshKeygen
from qmsdocs.git import NoGit
from qmsdocs.locale import label
from qmsdocs.output import replacing
from qmsdocs.pipeline import today

YEARS = range(1980, 2100)
"""The years in which a demo can end: git's days begin in 1970, and it takes no dates beyond 2099."""


def demo(folder: Path, ending: date | None, language: str) -> int:
    """Writes a small repository with three years of history up to `ending` and tells what to try; 2 when it cannot."""
    now = today(PACKAGE)
    day = ending or now
    reason = _reason_against(folder, day)
    if not reason:
        try:
            with replacing(folder) as new:
                made = write_demo(new, day)
        except NoGit:
            reason = "demo.no-git"
        except NoSshKeygen:
            reason = "demo.no-ssh-keygen"
    if reason:
        click.echo(label(language, reason, folder=folder, first=YEARS[0], last=YEARS[-1]), err=True)
        return 2
    click.echo("\n".join(_guide(made, folder, language, f" --as-of {day}" if day != now else "")))
    return 0


def _reason_against(folder: Path, day: date) -> str:
    """Why the demo cannot be written, as the key of a message; "" when it can."""
    if day.year not in YEARS:
        return "demo.year"
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return "demo.not-empty"
    return ""


def _guide(made: Demo, folder: Path, language: str, as_of: str) -> Iterator[str]:
    """What there is to see, with the commands that show it; `as_of` is their option when the ending is not today."""
    values = {
        "ending": made.ending,
        "quiet": made.quiet_day,
        "before": made.day_before_change,
        "void": made.void[:10],
        "finding": made.finding,
    }
    yield label(language, "demo.written", folder=folder, ending=made.ending)
    commands = {
        "list": f"qmsdocs list --as-of {made.quiet_day}",
        "show": f"qmsdocs show PO-01{as_of}",
        "text": f"qmsdocs show QP-01 --as-of {made.day_before_change} --format outline",
        "redline": "qmsdocs redline QP-01 3.1 3.2",
        "changes": f"qmsdocs changes --since {made.issue}{as_of}",
        "check": f"qmsdocs check{as_of}",
        "build": f"qmsdocs build{as_of}",
        "records": f"site/records/{made.report}.html",
        "due": f"qmsdocs due{as_of}",
        "copy": "qmsdocs copy",
        "bundle": f"qmsdocs bundle --since {made.issue} --pack application{as_of}",
        "verify": f"qmsdocs verify dist/bundle/Linden_{made.ending}_application.zip",
        "log": "git log --graph --oneline",
    }
    yield f'\n  cd "{folder}"' if " " in str(folder) else f"\n  cd {folder}"
    for name, command in commands.items():
        yield f"\n  {command}\n    {label(language, f'demo.{name}', **values)}"
