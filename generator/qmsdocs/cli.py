"""The command line: options in, an exit code out. Each command is a thin function in `commands`.

Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 our fault. Nothing here knows what a document is.
"""

import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from qmsdocs import __version__
from qmsdocs.locale import label

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day on the command line, 2026-11-24."""

    name = "date"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> date:
        """The day that `value` names; wrong usage when it names none."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(label(_language(), "usage.day", value=value), parameter, context)


def _language() -> str:
    """The language of messages: QMSDOCS_LANGUAGE, else the locale of the user."""
    named = os.environ.get("QMSDOCS_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if named.lower().startswith("zh") else "en"


_root = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The repository (default: this folder).",
)
_as_of = click.option("--as-of", type=Day(), help="The day whose state is shown, YYYY-MM-DD (default: today).")
_say = click.option("--language", type=click.Choice(("en", "zh")), default=_language, help="The language of messages.")
_quiet = click.option("--quiet", "-q", is_flag=True, help="Print problems only.")


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qmsdocs")
def main_group() -> None:
    """Compiles a quality-management system kept as YAML in git into a manual site and controlled Word documents."""


@main_group.command("check")
@_options(_root, _as_of, _say, _quiet)
@click.option("--format", "form", type=click.Choice(("text", "json", "github", "sarif")), default="text")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--no-cache", is_flag=True, help="Read everything anew.")
def check_command(**options: Any) -> int:
    """Finds what is wrong in the sources: every problem, with its place and what to do."""
    from qmsdocs.commands.check import check

    return check(**options)


@main_group.command("build")
@_options(_root, _as_of, _say, _quiet)
@click.option("--output", type=click.Path(path_type=Path), help="Where the Word files go (default: dist/word).")
@click.option("--site/--no-site", default=True, help="Build the site too.")
@click.option("--word/--no-word", default=True, help="Write the Word files too.")
@click.option("--preview", is_flag=True, help="Show the working tree, drafts and all, in place of what is in force.")
@click.option("--page-numbers", is_flag=True, help="True page numbers in the contents, by way of LibreOffice.")
def build_command(**options: Any) -> int:
    """Writes the Word files and the manual site; what did not change is left alone."""
    from qmsdocs.commands.build import build

    return build(**options)


@main_group.command("serve")
@_options(_root, _as_of, _say)
@click.option("--address", default="127.0.0.1:8000", help="Address and port.")
def serve_command(**options: Any) -> int:
    """Shows the site while you write: a saved change is visible at once."""
    from qmsdocs.commands.serve import serve

    return serve(**options)


@main_group.command("export")
@_options(_root, _as_of, _say, _quiet)
@click.option("--output", type=click.Path(path_type=Path), default=Path("dist/export"), help="The folder to write.")
def export_command(**options: Any) -> int:
    """Writes the same pages as a folder that plain MkDocs builds without qmsdocs."""
    from qmsdocs.commands.export import export

    return export(**options)


@main_group.command("list")
@_options(_root, _as_of, _say)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def list_command(**options: Any) -> int:
    """Prints the master document list."""
    from qmsdocs.commands.show import list_documents

    return list_documents(**options)


@main_group.command("show")
@click.argument("number")
@_options(_root, _as_of, _say)
@click.option("--format", "form", type=click.Choice(("text", "json", "outline")), default="text")
def show_command(**options: Any) -> int:
    """Prints what is known of the document NUMBER: revision, status, dates, approvals, references."""
    from qmsdocs.commands.show import show

    return show(**options)


@main_group.command("explain")
@click.argument("rule", required=False)
@_say
def explain_command(**options: Any) -> int:
    """Tells why RULE exists, the clause behind it, and how to mend a finding; without RULE, lists all rules."""
    from qmsdocs.commands.explain import explain

    return explain(**options)


@main_group.command("schema")
@click.option("--output", type=click.Path(path_type=Path), default=Path("schemas"), help="The folder to write.")
def schema_command(**options: Any) -> int:
    """Writes the JSON Schemas by which editors complete and check the YAML files."""
    from qmsdocs.commands.schema import schema

    return schema(**options)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code; wrong usage is 2, our own fault 3."""
    try:
        result = main_group.main(args=list(arguments), prog_name="qmsdocs", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(label(_language(), "usage.system", problem=f"{place}{error.strerror or error}"), err=True)
        return 3
    except Exception:
        click.echo(label(_language(), "usage.our-fault", version=__version__), err=True)
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
