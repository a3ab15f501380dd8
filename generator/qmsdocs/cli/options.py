"""What the commands have in common: the group to which they belong, and the options that many of them take."""

import os
from collections.abc import Callable
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
            self.fail(label(users_language(), "usage.day", value=value), parameter, context)


def users_language() -> str:
    """The language of messages: QMSDOCS_LANGUAGE, else the locale of the user."""
    named = os.environ.get("QMSDOCS_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if named.lower().startswith("zh") else "en"


root = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The repository (default: this folder).",
)
as_of = click.option("--as-of", type=Day(), help="The day whose state is shown, YYYY-MM-DD (default: today).")
say = click.option(
    "--language", type=click.Choice(("en", "zh")), default=users_language, help="The language of messages."
)
quiet = click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written, as a patch, and write nothing.")
numbers = click.argument("numbers", nargs=-1, metavar="[NUMBER]...")


def form(*forms: str) -> Callable[[F], F]:
    """The option that chooses among the forms of an output; the first is the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], help=f"The form (default: {forms[0]})."
    )


def options_of(*shared: Callable[[F], F]) -> Callable[[F], F]:
    """Several options at once, in the order in which they are listed."""

    def apply(function: F) -> F:
        for option in reversed(shared):
            function = option(function)
        return function

    return apply


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qmsdocs")
def main_group() -> None:
    """Compiles a quality-management system kept as YAML in git into a manual site and controlled Word documents."""
