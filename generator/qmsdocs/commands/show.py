"""`qmsdocs list` and `qmsdocs show`."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from qmsdocs.blocks import ControlBlock
from qmsdocs.cache import Cache
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition, word_name
from qmsdocs.decode import nearest
from qmsdocs.findings import print_findings
from qmsdocs.locale import label
from qmsdocs.pipeline import Loaded, load_in_force, today
from qmsdocs.register import MasterDocumentList
from qmsdocs.writers.outline import outline


def list_documents(root: Path, as_of: date | None, language: str, form: str) -> int:
    """Prints the master document list: as a table, or as JSON."""
    loaded = load_in_force(root, as_of or today(root), Cache())
    if loaded.master is None:
        return _unreadable(loaded, language)
    edition = Edition(loaded.master, _printed(loaded.master, language))
    facts = [_facts(edition, number) for number in loaded.master.entries]
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    table = Table(box=None, pad_edge=False)
    columns = ("number", "title", "revision", "status", "effective")
    for key in columns:
        table.add_column(label(language, key), no_wrap=key != "title")
    for line in facts:
        cells = {**line, "status": label(language, f"status.{line['status']}")}
        table.add_row(*(str(cells[key] or "–") for key in columns))
    Console(highlight=False).print(table)
    return 0


def show(number: str, root: Path, as_of: date | None, language: str, form: str) -> int:
    """Prints what is known of one document; 2 when there is none of that number."""
    loaded = load_in_force(root, as_of or today(root), Cache())
    if loaded.master is None:
        return _unreadable(loaded, language)
    if number not in loaded.master.entries:
        near = nearest(number, loaded.master.entries) or "–"
        click.echo(label(language, "usage.number", number=number, near=near), err=True)
        return 2
    edition = Edition(loaded.master, _printed(loaded.master, language))
    if form == "outline":
        click.echo(outline(document_tree(edition, number, loaded.tree.read)), nl=False)
        return 0
    facts = _facts(edition, number)
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    click.echo(f"{number}  {facts['title']}\n")
    for name, value in _lines(facts, document_tree(edition, number, loaded.tree.read).control, language):
        click.echo(f"{name}: {value or '–'}")
    return 0


def _lines(facts: dict[str, Any], control: ControlBlock, language: str) -> Iterator[tuple[str, str]]:
    """What `show` prints of a document, as name and value."""
    for key in ("revision", "status", "approved_on", "effective", "next_review", "owner", "classification"):
        yield label(language, key), label(language, f"status.{facts[key]}") if key == "status" else facts[key]
    for line in control.signatures:
        parts = [line.name, line.role, str(line.on or "")]
        yield label(language, f"meaning.{line.meaning}"), ", ".join(filter(None, parts))
    yield label(language, "compose.refers-to"), ", ".join(facts["refers_to"])
    yield label(language, "compose.used-by"), ", ".join(facts["used_by"])
    yield label(language, "show.source"), facts["source"]


def _facts(edition: Edition, number: str) -> dict[str, Any]:
    entry = edition.master.entries[number]
    roles, item = edition.facts.organization.roles, entry.document.item
    return {
        "number": number,
        "title": edition.titles[number],
        "revision": entry.label,
        "status": entry.status,
        "approved_on": str(entry.approved) if entry.approved else None,
        "effective": str(entry.effective) if entry.effective else None,
        "next_review": str(entry.next_review) if entry.next_review else None,
        "owner": roles[item.owner].title if item.owner in roles else item.owner,
        "classification": item.classification,
        "refers_to": list(edition.master.refers_to(number)),
        "used_by": list(edition.master.used_by.get(number, ())),
        "source": entry.document.path,
        "word": word_name(entry, edition.language),
    }


def _printed(master: MasterDocumentList, language: str) -> str:
    """The language of titles: that of the messages where the house publishes it, else the source language."""
    languages = master.repository.settings.languages
    return language if language in languages else languages[0]


def _unreadable(loaded: Loaded, language: str) -> int:
    print_findings(Console(highlight=False, stderr=True), loaded.findings, (), language, "text")
    return 1
