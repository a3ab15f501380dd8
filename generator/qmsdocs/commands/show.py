"""`qmsdocs list` and `qmsdocs show`."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from qmsdocs.approvals import Approval
from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.refusal import Refused
from qmsdocs.commands.revisions import Shown, listed, read_for, shown
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition, document_title, person_name, role_title, word_name
from qmsdocs.diagnostics import printable
from qmsdocs.locale import classification_name, label
from qmsdocs.model.revision import Revision
from qmsdocs.pipeline import Loaded
from qmsdocs.register import Entry, MasterDocumentList, revision_entry
from qmsdocs.writers.outline import outline

# ── The list ─────────────────────────────────────────────────────────────────


def list_documents(root: Path, as_of: date | None, language: str, form: str) -> int:
    """Prints the master document list, drafts included: as a table, or as JSON."""
    try:
        loaded = _read(root, None, as_of, language)
    except Refused as problem:
        click.echo(str(problem), err=True)
        return problem.code
    assert loaded.master is not None
    edition = Edition(loaded.master, printed_language(loaded.master, language))
    rows = [_row(edition, entry) for entry in listed(loaded.master).values()]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    columns = ["number", "title", "revision", "status", "effective"]
    columns += ["show.next"] if any(row["next"] for row in rows) else []
    lines = [[label(language, key) for key in columns]]
    for row in rows:
        cells = {**row, "status": label(language, f"status.{row['status']}"), "show.next": _next(row["next"], language)}
        lines.append([printable(str(cells[key] or "–")) for key in columns])
    _print_columns(lines, wrapped=columns.index("title"))
    return 0


def _print_columns(lines: list[list[str]], wrapped: int) -> None:
    """Prints cells below one another, the first line as heads; on a terminal that is too narrow, the cells of the
    column `wrapped` are broken, which takes rich long for a thousand lines."""
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    console = Console(highlight=False, markup=False)
    if console.is_terminal and sum(widths) + 2 * (len(widths) - 1) > console.width:
        table = Table(box=None, pad_edge=False)
        for place, head in enumerate(lines[0]):
            table.add_column(head, no_wrap=place != wrapped)
        for line in lines[1:]:
            table.add_row(*line)
        console.print(table)
        return
    for line in lines:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _read(root: Path, revision: str | None, as_of: date | None, language: str) -> Loaded:
    """What is committed and in force, or the working tree; why there is no history is told beside the answer."""
    loaded = read_for(root, revision, as_of, language, Cache())
    if loaded.no_history:
        click.echo(label(language, loaded.no_history), err=True)
    return loaded


def _row(edition: Edition, entry: Entry) -> dict[str, Any]:
    """A line of the list as plain values."""
    item, roles = entry.document.item, edition.facts.organization.roles
    return {
        "number": entry.number,
        "title": document_title(edition, entry),
        "revision": entry.label,
        "status": entry.status,
        "approved_on": str(entry.approved) if entry.approved else None,
        "effective": str(entry.effective) if entry.effective else None,
        "next_review": str(entry.next_review) if entry.next_review else None,
        "next": list(_next_revisions(edition.master, entry)),
        "owner": roles[item.owner].title if item.owner in roles else item.owner,
        "classification": item.classification,
        "source": entry.source.path,
        "word": word_name(entry, edition.language),
    }


def _next_revisions(master: MasterDocumentList, entry: Entry) -> Iterator[dict[str, str]]:
    """The revision that comes into force next, and the one that people work on."""
    if entry.upcoming:
        yield {"revision": entry.upcoming.label, "status": "approved", "effective": str(entry.upcoming.effective)}
    if entry.in_work:
        state = master.approvals.newest(entry.source, entry.in_work).state
        status = "in-review" if state == "in-review" else "draft"
        yield {"revision": entry.in_work.label, "status": status, "effective": str(entry.in_work.effective)}


def _next(revisions: list[dict[str, str]], language: str) -> str:
    parts = (label(language, f"show.next.{found['status']}", **found) for found in revisions)
    return label(language, "compose.comma").join(parts)


# ── One document ─────────────────────────────────────────────────────────────


def show(number: str, revision: str | None, root: Path, as_of: date | None, language: str, form: str) -> int:
    """Prints what is known of one revision of a document, or its text; 2 when there is none of that name."""
    try:
        found = shown(_read(root, revision, as_of, language), number, revision, language)
    except Refused as problem:
        click.echo(str(problem), err=True)
        return problem.code
    edition = found.edition(language)
    if form == "outline":
        click.echo(outline(document_tree(edition, number, found.loaded.tree.read)), nl=False)
        return 0
    facts = _facts(found, edition)
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    for line in _lines(facts, edition):
        click.echo(printable(line) if line else "")
    return 0


def _facts(found: Shown, edition: Edition) -> dict[str, Any]:
    """Everything that is known of the revision, as plain values."""
    entry, master = found.entry, edition.master
    revision, standing = entry.revision, entry.standing
    return {
        **_row(edition, entry),
        "class": revision.class_ if revision else None,
        "fingerprint": (revision.fingerprint or None) if revision else None,
        "content": _content(entry),
        "held_in": entry.held.commit if entry.held else None,
        "changes": [change.model_dump(exclude_none=True) for change in revision.changes] if revision else [],
        "training": _training(revision) if revision else None,
        "signatures": list(_signatures(edition, entry, revision)) if revision else [],
        "voided": bool(standing and standing.held and entry.source.item.revisions[:1] == (revision,)),
        "revisions": list(_revisions(master, entry)),
        "concessions": [
            {"id": each.id, "kind": each.kind, "from": str(each.from_), "to": str(each.to), "what": each.what.strip()}
            for each in entry.concessions_on(master.as_of)
        ],
        "withdrawn": _withdrawal(entry),
        "superseded_by": list(entry.successors),
        "refers_to": list(master.refers_to(entry.number)),
        "used_by": list(master.used_by.get(entry.number, ())),
    }


def _content(entry: Entry) -> str:
    """Where the text stands: `history`, as it was approved; `sources`, as it stands there; `elsewhere`, not held."""
    return "history" if entry.held else "sources" if entry.has_content else "elsewhere"


def _training(revision: Revision) -> dict[str, Any]:
    roles = revision.training.roles
    day = str(revision.training.by) if revision.training.by else None
    return {"roles": [roles] if isinstance(roles, str) else list(roles), "by": day}


def _withdrawal(entry: Entry) -> dict[str, str] | None:
    found = entry.source.item.withdrawn
    if found is None:
        return None
    return {"on": str(found.on), "by": found.by, "role": found.role, "reason": found.reason.strip()}


def _signatures(edition: Edition, entry: Entry, revision: Revision) -> Iterator[dict[str, Any]]:
    """Who signed, how well that is proved, and why an approval does not count."""
    judged: dict[int, Approval] = (
        {id(found.signature): found for found in entry.standing.approvals} if entry.standing else {}
    )
    history = edition.master.approvals.history
    for signature in revision.signatures:
        evidence = edition.master.approvals.evidence(entry.source, revision, signature)
        approval = judged.get(id(signature))
        yield {
            "meaning": signature.as_,
            "by": signature.by,
            "name": person_name(edition, signature.by),
            "role": signature.role,
            "on": str(signature.on),
            "grade": "carried-over" if revision.carried_over else evidence.grade,
            "commit": evidence.commit or None,
            "landed": evidence.landed or None,
            "landed_on": str(evidence.landed_on) if evidence.landed_on else None,
            "fingerprint": signature.fingerprint,
            "trailers": [list(found) for found in history.trailers(evidence)] if history else [],
            "original": signature.paper.original if signature.paper else signature.forge,
            "faults": list(approval.faults) if approval else [],
        }


def _revisions(master: MasterDocumentList, entry: Entry) -> Iterator[dict[str, Any]]:
    """Every revision with its status on the day and where its text stands, newest first."""
    for revision in entry.source.item.revisions:
        found = revision_entry(entry.source, entry.type, master.as_of, master.approvals, revision.label)
        if found is not None:
            yield {
                "revision": revision.label,
                "class": revision.class_,
                "effective": str(revision.effective),
                "status": found.status,
                "approved_on": str(found.approved) if found.approved else None,
                "content": _content(found),
            }


# ── In words ─────────────────────────────────────────────────────────────────


def _lines(facts: dict[str, Any], edition: Edition) -> Iterator[str]:
    """What `show` prints, line by line."""
    say, comma = edition.say, edition.say("compose.comma")

    def line(key: str, value: str | None) -> str:
        return say("show.line", name=say(key), value=value or "–")

    yield f"{facts['number']}  {facts['title']}"
    yield ""
    yield line("revision", facts["revision"])
    yield line("status", say(f"status.{facts['status']}"))
    for key in ("approved_on", "effective", "next_review", "owner"):
        yield line(key, facts[key])
    yield line("classification", classification_name(edition.language, facts["classification"]))
    if facts["next"]:
        yield line("show.next", _next(facts["next"], edition.language))
    if facts["withdrawn"]:
        told = say("show.parts", one=facts["withdrawn"]["on"], other=facts["withdrawn"]["reason"])
        yield line("status.withdrawn", told)
    if facts["superseded_by"]:
        yield line("show.superseded-by", comma.join(facts["superseded_by"]))
    yield line("show.fingerprint", facts["fingerprint"])
    yield line("show.text", say(f"show.text.{facts['content']}", commit=(facts["held_in"] or "")[:10]))
    if facts["voided"]:
        yield say("show.voided")
    yield line("show.training", _trained(facts["training"], edition))
    for signature in facts["signatures"]:
        yield from _signed(signature, edition)
    for concession in facts["concessions"]:
        yield line(f"show.{concession['kind']}", say("show.until", until=concession["to"], what=concession["what"]))
    yield line("compose.refers-to", comma.join(facts["refers_to"]))
    yield line("compose.used-by", comma.join(facts["used_by"]))
    yield line("show.source", facts["source"])
    yield ""
    yield say("show.revisions")
    for found in facts["revisions"]:
        elsewhere = say("show.elsewhere") if found["content"] == "elsewhere" else ""
        status, kind = say(f"status.{found['status']}"), say(f"class.{found['class']}")
        told = say("show.parts", one=status, other=kind)
        yield f"  {found['revision']}  {found['effective']}  {told}{elsewhere}"


def _trained(training: dict[str, Any] | None, edition: Edition) -> str:
    if training is None or training["roles"] == ["none"]:
        return ""
    roles = edition.say("compose.comma").join(role_title(edition, role) for role in training["roles"])
    return edition.say("show.trained", roles=roles, day=training["by"]) if training["by"] else roles


def _signed(signature: dict[str, Any], edition: Edition) -> Iterator[str]:
    say = edition.say
    who = say("show.parts", one=signature["name"], other=role_title(edition, signature["role"]))
    who = say("show.parts", one=who, other=signature["on"])
    value = who + say("compose.semicolon") + say(f"evidence.{signature['grade']}")
    yield say("show.line", name=say(f"meaning.{signature['meaning']}"), value=value)
    if signature["original"]:
        yield f"  {say('show.original', place=signature['original'])}"
    if signature["landed"]:
        commits = {"commit": signature["commit"][:10], "landed": signature["landed"][:10]}
        yield f"  {say('show.landed', day=signature['landed_on'], **commits)}"
    elif signature["commit"]:
        yield f"  {say('show.not-landed', commit=signature['commit'][:10])}"
    elif signature["grade"] != "carried-over" and edition.master.approvals.history:
        yield f"  {say('show.uncommitted')}"
    for key, value in signature["trailers"]:
        yield f"  {say('show.trailer', trailer=key, value=value)}"
    for fault in signature["faults"]:
        yield f"  {say(f'show.fault.{fault}')}"
