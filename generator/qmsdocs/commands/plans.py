"""What the commands that write have in common: a plan is shown or carried out, whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import click

from qmsdocs.acts import Edit, Line, Plan
from qmsdocs.cache import Cache
from qmsdocs.commands.reading import readable
from qmsdocs.findings import print_findings
from qmsdocs.locale import label
from qmsdocs.output import write_together
from qmsdocs.pipeline import Loaded, load, today
from qmsdocs.register import MasterDocumentList


@dataclass(frozen=True)
class Output:
    """Where a plan is carried out, and how that is told."""

    root: Path
    language: str
    quiet: bool = False
    dry_run: bool = False


def working_tree(root: Path, language: str) -> tuple[Loaded, MasterDocumentList]:
    """The sources as they stand, on this day."""
    loaded = load(root, today(root), Cache())
    return loaded, readable(loaded, language)


def git_email(loaded: Loaded) -> str:
    """The address with which git commits; "" without git."""
    return loaded.history.git.setting("user.email") if loaded.history else ""


def carried_out(plan: Plan, output: Output, following: str, outputs: Mapping[Path, bytes] | None = None) -> int:
    """Writes what is planned, or with `dry_run` shows it; 1 when it is refused, 2 when what was asked for is not there.

    `following` names the text that tells what comes next; `outputs` are files that are written together with it.
    """
    language = output.language
    if plan.refusals:
        return refused(plan, language)
    if output.dry_run:
        click.echo("".join(difference(edit) for edit in plan.edits), nl=False)
    else:
        write_together({**(outputs or {}), **{output.root / edit.path: edit.after for edit in plan.edits}})
    if output.quiet:
        return 0
    _tell((*plan.done, *plan.notes), language, err=output.dry_run)
    if not plan.edits:
        click.echo(label(language, "plan.nothing"), err=output.dry_run)
    elif output.dry_run:
        click.echo(label(language, "plan.dry-run"), err=True)
    else:
        click.echo(label(language, following))
    return 0


def refused(plan: Plan, language: str) -> int:
    """Tells every reason why nothing is done."""
    if plan.findings:
        print_findings(plan.findings, language, err=True)
    _tell(plan.refusals, language, err=True)
    click.echo(label(language, "plan.refused"), err=True)
    return 2 if plan.wrong_usage else 1


def _tell(lines: Iterable[Line], language: str, *, err: bool) -> None:
    for text in dict.fromkeys(line.text(language) for line in lines):
        click.echo(text, err=err)


def difference(edit: Edit) -> str:
    """What an edit changes, as a patch that `git apply` takes."""
    before, after = (data.decode("utf-8").splitlines(keepends=True) for data in (edit.before, edit.after))
    lines = unified_diff(before, after, f"a/{edit.path}" if edit.before else "/dev/null", f"b/{edit.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
