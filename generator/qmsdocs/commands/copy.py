"""`qmsdocs copy`: registered copies go out and come back, and the list of those that are out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console
from rich.table import Table

from qmsdocs.acts import Plan
from qmsdocs.acts.copying import CopyWish, ReturnWish, copying, returning
from qmsdocs.acts.people import Identity
from qmsdocs.acts.plan import entries_named
from qmsdocs.build import LOOK, NotAsComposed, proved_word_file
from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.plans import Output, carried_out, git_email, refused, working_tree
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.compose.copies import holder_name, kind_of_copy, state_of_copy
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition, document_title, file_label, label_text
from qmsdocs.copies import CopyOut, copies_out
from qmsdocs.diagnostics import printable
from qmsdocs.locale import label
from qmsdocs.model.copies import RegisteredCopy
from qmsdocs.pipeline import Loaded, load_in_force, today
from qmsdocs.register import MasterDocumentList
from qmsdocs.writers.word.copies import Copy
from qmsdocs.writers.word.reference import BadReference, load_reference


@dataclass(frozen=True)
class _Asked:
    """What is asked for: copies `to` somebody, the return of those numbered `returned`, or else the list."""

    to: str | None
    for_information: bool
    copy_language: str | None
    returned: tuple[int, ...]
    result: Literal["destroyed", "kept", "lost"] | None
    on: date | None
    by: str | None

    def wrong_usage(self, numbers: Sequence[str], output: Path | None, form: str) -> str:
        """The text that says what does not go together; "" when all is well."""
        if self.to is not None and self.returned:
            return "usage.copy-or-return"
        if (self.to is not None or self.returned) and (not numbers or form != "text"):
            return "usage.copy-which"
        if self.to is None and (self.for_information or output):
            return "usage.copy-to-whom"
        if not self.returned and self.result:
            return "usage.copy-result"
        return "usage.copy-list" if self.to is None and not self.returned and (self.on or self.by) else ""


@dataclass(frozen=True)
class _Read:
    """The folder with its register, and what is in force, seen with that register."""

    folder: Loaded
    sources: MasterDocumentList
    published: Loaded
    in_force: MasterDocumentList


def copy(
    numbers: tuple[str, ...],
    root: Path,
    language: str,
    quiet: bool,
    dry_run: bool,
    form: str,
    output: Path | None,
    **options: Any,
) -> int:
    """Hands copies out, records that they came back, or lists what is out; `options` as in `_Asked`."""
    asked = _Asked(**options)
    wrong = asked.wrong_usage(numbers, output, form)
    if wrong:
        raise Refused(label(language, wrong))
    read, to = _read(root.resolve(), language, asked), Output(root.resolve(), language, quiet, dry_run)
    if asked.to is not None:
        return _hand_out(read, numbers, asked, to, output)
    if not asked.returned:
        return _list(read, numbers, language, form)
    who = Identity(asked.by, email=git_email(read.folder))
    wish = ReturnWish(asked.returned, who, asked.on, asked.result or "destroyed")
    return carried_out(returning(read.sources, read.in_force, numbers, wish, read.folder.errors), to, "next.commit")


def _read(root: Path, language: str, asked: _Asked) -> _Read:
    """The register may be ahead of what is committed; what is copied is what is committed."""
    folder, sources = working_tree(root, language)
    published = load_in_force(root, today(root), Cache(), checks=asked.to is not None)
    in_force = readable(published, language)
    facts = replace(in_force.repository.facts, copies=sources.repository.facts.copies)
    register = replace(in_force, repository=replace(in_force.repository, facts=facts))
    return _Read(folder, sources, published, register)


# ── Handing out ──────────────────────────────────────────────────────────────


def _hand_out(read: _Read, numbers: Sequence[str], asked: _Asked, to: Output, folder: Path | None) -> int:
    """Registers the copies and writes their Word files: all of it or nothing."""
    assert asked.to is not None
    kind: Literal["controlled", "information"] = "information" if asked.for_information else "controlled"
    who, usual = Identity(asked.by, email=git_email(read.folder)), printed_language(read.sources, to.language)
    wish = CopyWish(asked.to, who, asked.on, kind, asked.copy_language, usual)
    plan, copies = copying(read.sources, read.in_force, numbers, wish, read.folder.errors)
    obstacles = read.published.obstacles
    if obstacles:
        plan.refuse("copy-not-clean", count=len(obstacles))
        plan.findings += obstacles
    if plan.refusals:
        return refused(plan, to.language)
    try:
        files = _stamped(read.published, copies, folder or to.root / "dist" / "copies")
    except BadReference as problem:
        raise Refused(label(to.language, "build.reference", problem=problem), 1) from None
    except NotAsComposed as fault:
        for found in fault.problems:
            click.echo(label(to.language, "build.readback", problem=found), err=True)
        return 3
    status = carried_out(plan, to, "next.copied", files)
    if not to.quiet and not to.dry_run:
        click.echo("".join(f"{file}\n" for file in files), nl=False)
    return status


def _stamped(published: Loaded, copies: Sequence[RegisteredCopy], folder: Path) -> Mapping[Path, bytes]:
    """The Word file of each copy, with its number and its holder on every page."""
    assert published.master is not None
    reference = load_reference(published.tree.read(LOOK))
    files = {}
    for copy in copies:
        edition = Edition(published.master, copy.language)
        holder = holder_name(edition.facts.organization, copy.holder)
        stamp = Copy(copy.kind, str(copy.number), holder, copy.issued.on)
        tree = document_tree(edition, copy.document, published.tree.read)
        name = f"{copy.document}_{file_label(copy.revision)}_copy-{copy.number}_{copy.language}.docx"
        files[folder / name] = proved_word_file(tree, reference, copy=stamp)
    return files


# ── The list ─────────────────────────────────────────────────────────────────


def _list(read: _Read, numbers: Sequence[str], language: str, form: str) -> int:
    """Prints the copies that are out, of all documents or of those named, and which of them must be taken back."""
    plan, master = Plan(), read.in_force
    whole = replace(master, entries={**master.entries, **master.left_out})
    named = [entry.number for entry in entries_named(whole, numbers, read.folder.errors, plan)]
    if plan.refusals:
        return refused(plan, language)
    edition = Edition(master, printed_language(master, language))
    out = [one for one in copies_out(master) if not numbers or one.copy.document in named]
    if form == "json":
        told = {"as_of": str(master.as_of), "copies": [_plain(edition, one) for one in out]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif not out:
        click.echo(edition.say("copy.none"))
    else:
        _print(edition, out)
    return 0


def _print(edition: Edition, out: Sequence[CopyOut]) -> None:
    table, entries = Table(box=None, pad_edge=False), {**edition.master.entries, **edition.master.left_out}
    for key in ("number", "revision", "compose.copy-number", "compose.copy-holder", "word.copy", "compose.copy-state"):
        table.add_column(edition.say(key), no_wrap=key in ("number", "revision"))
    for one in out:
        copy = one.copy
        cells = (
            copy.document,
            label_text(edition, entries[copy.document], copy.revision),
            str(copy.number),
            holder_name(edition.facts.organization, copy.holder),
            kind_of_copy(edition, copy),
            state_of_copy(edition, one),
        )
        recall = one.is_to_be_recalled(edition.master.as_of)
        table.add_row(*map(printable, cells), style="bold red" if recall else "")
    Console(highlight=False, markup=False).print(table)


def _plain(edition: Edition, one: CopyOut) -> dict[str, Any]:
    copy, entries = one.copy, {**edition.master.entries, **edition.master.left_out}
    return {
        "document": copy.document,
        "title": document_title(edition, entries[copy.document]),
        "revision": copy.revision,
        "number": copy.number,
        "holder": copy.holder,
        "holder_name": holder_name(edition.facts.organization, copy.holder),
        "kind": copy.kind,
        "language": copy.language,
        "issued": str(copy.issued.on),
        "by": copy.issued.by,
        "recall": str(one.until) if one.until else None,
        "overdue": one.until is not None and one.until < edition.master.as_of,
    }
