"""The command line: options in, an exit code out. Each command is a thin function in `commands`.

Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 our fault. Nothing here knows what a document is.
"""

import io
import os
import sys
import traceback
from collections.abc import Sequence

import click

from qmsdocs import __version__
from qmsdocs.cli import acting, asking, making
from qmsdocs.cli.options import main_group, users_language
from qmsdocs.commands.refusal import Refused
from qmsdocs.locale import label

__all__ = ["acting", "asking", "main", "main_group", "making", "run"]


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code; wrong usage is 2, our own fault 3."""
    try:
        result = main_group.main(args=list(arguments), prog_name="qmsdocs", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        return refusal.code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(label(users_language(), "usage.system", problem=f"{place}{error.strerror or error}"), err=True)
        return 3
    except Exception:
        click.echo(label(users_language(), "usage.our-fault", version=__version__), err=True)
        if os.environ.get("QMSDOCS_TRACEBACK"):
            traceback.print_exc()
        return 3
    return int(result or 0)


def main() -> None:
    """The entry point of the command `qmsdocs`."""
    for stream in (sys.stdout, sys.stderr):
        # A letter that a console does not know is shown as “?”: it must not stop the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))
