"""`qmsdocs approve`, and the approval sheet for pen or seal."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from qmsdocs.acts import ApprovalWish, Line, Plan, approving, awaiting, void
from qmsdocs.acts.approving import in_change_order, ready_for_approval, unapproved
from qmsdocs.acts.people import Identity
from qmsdocs.build import LOOK, PROGRAM
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.plans import Output, carried_out, git_email, refused, working_tree
from qmsdocs.commands.refusal import Refused
from qmsdocs.compose.approval_sheet import approval_sheet
from qmsdocs.compose.names import Edition
from qmsdocs.locale import label
from qmsdocs.output import write_whole
from qmsdocs.pipeline import Loaded
from qmsdocs.register import MasterDocumentList
from qmsdocs.writers.word.reference import BadReference, load_reference
from qmsdocs.writers.word.sheet import sheet_file


@dataclass(frozen=True)
class _Chosen:
    """Which documents are meant: one of the three."""

    numbers: tuple[str, ...]
    everything: bool
    change: str | None

    @property
    def ways(self) -> int:
        """In how many ways documents are named."""
        return bool(self.numbers) + self.everything + bool(self.change)


def approve(
    numbers: tuple[str, ...],
    everything: bool,
    change: str | None,
    as_: str | None,
    login: str | None,
    entered_by: str | None,
    sheet: bool,
    output: Path | None,
    root: Path,
    language: str,
    quiet: bool,
    dry_run: bool,
    **asked: Any,
) -> int:
    """Signs the newest revisions of documents; `asked` as in `ApprovalWish`. With `sheet`, writes the sheet instead."""
    chosen, wish = _Chosen(numbers, everything, change), ApprovalWish(Identity(as_, login), **asked)
    wrong = _wrong_usage(chosen, wish, entered_by, sheet, output)
    if wrong:
        click.echo(label(language, wrong), err=True)
        return 2
    loaded, master = working_tree(root.resolve(), language)
    plan, to = Plan(), Output(loaded.root, language, quiet, dry_run)
    email = git_email(loaded)
    wish = replace(wish, who=Identity(as_, login, email), entered_by=Identity(entered_by, email=email))
    found = _found(master, chosen, wish, sheet, plan)
    if sheet:
        return _sheet(loaded, master, found, plan, output, to)
    signed = approving(master, found, wish, loaded.errors)
    signed.refusals[:0], signed.notes[:0] = plan.refusals, plan.notes
    signed.wrong_usage = signed.wrong_usage or plan.wrong_usage
    return carried_out(signed, to, "next.entered" if wish.paper else "next.commit")


def _wrong_usage(chosen: _Chosen, wish: ApprovalWish, entered_by: str | None, sheet: bool, output: Path | None) -> str:
    """The text that says which options do not go together; "" when all is well."""
    if chosen.ways != 1:
        return "usage.which-to-approve"
    if wish.meaning != "approved" and chosen.everything:
        return "usage.all-approved-only"
    if wish.effective and (sheet or wish.meaning != "approved"):
        return "usage.effective-of-approval"
    if (entered_by or wish.sealed) and not wish.paper:
        return "usage.paper-only"
    if wish.paper and (not wish.who.is_said or wish.forge):
        return "usage.paper-by-whom"
    if output and not sheet:
        return "usage.output-of-sheet"
    return ""


def _found(master: MasterDocumentList, chosen: _Chosen, wish: ApprovalWish, sheet: bool, plan: Plan) -> list[str]:
    """The numbers of the documents that are meant."""
    if chosen.everything:
        if sheet:
            return unapproved(master)
        # Nobody needs to be named to renew what a change made void; else it is whom git's address names.
        return (void(master) if not wish.who.is_said else []) or awaiting(master, wish)
    if not chosen.change:
        return list(chosen.numbers)
    found = in_change_order(master, chosen.change)
    if not found:
        known = (entry.source.item.revisions[:1] for entry in master.entries.values())
        requests = [each.change_request for revisions in known for each in revisions if each.change_request]
        plan.refuse_unknown("change-request", chosen.change, requests)
    if sheet or wish.meaning != "approved":
        return found
    return _for_the_person(master, found, wish, plan)


def _for_the_person(master: MasterDocumentList, numbers: list[str], wish: ApprovalWish, plan: Plan) -> list[str]:
    """Those of a change order that wait for the person; the others, which others approve, are told. Where none waits,
    all, so that each says why not."""
    mine = {*awaiting(master, wish), *(() if wish.who.is_said else void(master))}
    others = [number for number in numbers if number in unapproved(master) and number not in mine]
    if len(others) == len(numbers):
        return numbers
    if others:
        plan.notes.append(Line("act.for-others", {"numbers": ", ".join(others)}))
    return [number for number in numbers if number in mine]


def _sheet(
    loaded: Loaded, master: MasterDocumentList, numbers: list[str], plan: Plan, file: Path | None, output: Output
) -> int:
    """Writes the approval sheet of the documents as a Word file; with `dry_run` says only what would stand there."""
    language = printed_language(master, output.language)
    entries = ready_for_approval(master, numbers, loaded.errors, plan)
    if plan.refusals:
        return refused(plan, output.language)
    if not entries:
        return carried_out(plan, output, "")
    file = file or loaded.root / "dist" / f"approval-sheet_{master.as_of}_{language}.docx"
    content = {entry.number: master.approvals.fingerprint(entry.source) for entry in entries}
    if output.dry_run or not output.quiet:
        for entry in entries:
            click.echo(f"{entry.number} {entry.label} {content[entry.number]}")
    if output.dry_run:
        click.echo(label(output.language, "plan.dry-run"), err=True)
        return 0
    try:
        reference = load_reference(loaded.tree.read(LOOK))
    except BadReference as problem:
        raise Refused(label(output.language, "build.reference", problem=problem), 1) from None
    sheet = approval_sheet(Edition(master, language), [(entry, content[entry.number]) for entry in entries])
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, sheet_file(sheet, reference, PROGRAM))
    if not output.quiet:
        click.echo(label(output.language, "next.sheet", file=file))
    return 0
