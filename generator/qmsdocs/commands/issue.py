"""`qmsdocs issue`."""

from datetime import date
from pathlib import Path

import click

from qmsdocs.acts import Plan
from qmsdocs.acts.issuing import issue_message
from qmsdocs.cache import Cache
from qmsdocs.commands.plans import refused
from qmsdocs.findings import print_findings
from qmsdocs.git import Git, GitError
from qmsdocs.history import History
from qmsdocs.locale import label
from qmsdocs.pipeline import Loaded, load_in_force, today


def issue(
    name: str | None, on: date | None, sign: bool | None, root: Path, language: str, quiet: bool, dry_run: bool
) -> int:
    """Sets a tag that names every document in force with its revision and fingerprint; signed where git has a key."""
    day = on or today(root)
    loaded = load_in_force(root.resolve(), day, Cache())
    tag = f"issue-{name or day}"
    history = loaded.history
    if loaded.master is None or history is None:
        print_findings(loaded.errors, language, err=True)
        click.echo(label(language, loaded.no_history or "plan.refused"), err=True)
        return 1
    plan = _reasons_against(loaded, history, tag)
    if plan.refusals:
        return refused(plan, language)
    message = issue_message(loaded.master, label(loaded.master.repository.settings.languages[0], "issue.title", on=day))
    if dry_run:
        click.echo(message, nl=False)
        return 0
    signed = bool(history.git.setting("user.signingkey")) if sign is None else sign
    try:
        history.git.add_tag(tag, history.tip, message, signed=signed)
    except GitError as error:
        plan.refuse("git", tag=tag, problem=error)
        return refused(plan, language)
    if not quiet:
        count = sum(entry.status == "effective" for entry in loaded.master.entries.values())
        click.echo(label(language, f"issue.set{'-signed' if signed else ''}", tag=tag, count=count))
        click.echo(label(language, "next.issued", tag=tag))
    return 0


def _reasons_against(loaded: Loaded, history: History, tag: str) -> Plan:
    """Why the tag cannot be set: it is there, sources are not committed, another branch is checked out, errors."""
    plan, git = Plan(), history.git
    if git.resolve(f"refs/tags/{tag}"):
        plan.refuse("tag-exists", tag=tag)
    if loaded.left_out:
        plan.refuse("not-committed", count=len(loaded.left_out), files=", ".join(loaded.left_out[:5]))
    if git.head != history.index.tip:
        plan.refuse("not-on-branch", here=git.branch or git.head[:10], branch=_controlled(loaded, git))
    if loaded.errors:
        plan.findings += loaded.errors
        plan.refuse("not-clean", count=len(loaded.errors))
    return plan


def _controlled(loaded: Loaded, git: Git) -> str:
    """The name of the controlled branch."""
    assert loaded.master is not None
    return loaded.master.repository.settings.branch or git.default_branch
