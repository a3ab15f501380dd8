"""`qmsdocs due`."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table

from qmsdocs import __version__
from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.compose.names import Edition, holders, person_name
from qmsdocs.compose.reminders import actor, what_is_due, when_it_is_due
from qmsdocs.diagnostics import printable
from qmsdocs.due import Due, due
from qmsdocs.locale import label
from qmsdocs.output import write_whole
from qmsdocs.pipeline import load_in_force, today
from qmsdocs.writers.calendar import Event, calendar


def show_due(
    root: Path,
    as_of: date | None,
    language: str,
    form: str,
    within: int | None,
    strict: bool,
    output: Path | None,
) -> int:
    """Prints what is overdue and what falls due; 1 when something is overdue, or with `strict` when anything is due."""
    loaded = load_in_force(root, as_of or today(root), Cache(), checks=False)
    master = readable(loaded, language)
    if loaded.no_history:
        click.echo(label(language, loaded.no_history), err=True)
    edition = Edition(master, printed_language(master, language))
    days = master.repository.settings.warn_days if within is None else within
    found = due(master, days)
    if form == "text" and output is None:
        _print(found, edition)
    else:
        _write(_FORMS[form](found, edition, days), output)
    return 1 if any(one.overdue for one in found) or (strict and found) else 0


def _write(text: str, output: Path | None) -> None:
    if output is None:
        # As bytes, so that the line ends of a calendar stay as they are on every system.
        click.echo(text.encode() if "\r\n" in text else text, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    write_whole(output, text.encode())


# ── In words ─────────────────────────────────────────────────────────────────


def _who(edition: Edition, one: Due) -> str:
    """The roles that act, each with the people who hold it."""
    comma = edition.say("compose.comma")
    found = []
    for role in one.roles:
        people = comma.join(person_name(edition, key) for key in holders(edition, role))
        brackets = edition.say("compose.brackets", text=people) if people and len(one.roles) < 4 else ""
        found.append(f"{actor(edition, role)}{brackets}")
    return comma.join(found)


def _people(edition: Edition, key: str) -> tuple[str, ...]:
    """Who holds a role, or the person who is named."""
    return (key,) if key in edition.facts.organization.people else holders(edition, key)


def _print(found: Sequence[Due], edition: Edition) -> None:
    if not found:
        click.echo(edition.say("due.nothing"))
        return
    table = Table(box=None, pad_edge=False)
    for key in ("date", "due.when", "due.what", "due.who"):
        table.add_column(edition.say(key), no_wrap=key in ("date", "due.when"))
    for one in found:
        cells = (str(one.day), when_it_is_due(edition, one), what_is_due(edition, one), _who(edition, one))
        table.add_row(*map(printable, cells), style="bold red" if one.overdue else "")
    Console(highlight=False, markup=False).print(table)


def _text(found: Sequence[Due], edition: Edition, days: int) -> str:
    rows = (
        f"{one.day}  {when_it_is_due(edition, one)}  {what_is_due(edition, one)}  {_who(edition, one)}".rstrip() + "\n"
        for one in found
    )
    return "".join(rows) or edition.say("due.nothing") + "\n"


# ── For other programs ───────────────────────────────────────────────────────


def _json(found: Sequence[Due], edition: Edition, days: int) -> str:
    told = {"as_of": str(edition.master.as_of), "within": days, "due": [_plain(one, edition) for one in found]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _plain(one: Due, edition: Edition) -> dict[str, Any]:
    return {
        "day": str(one.day),
        "days": (one.day - edition.master.as_of).days,
        "overdue": one.overdue,
        "kind": one.kind,
        "subject": one.subject,
        "part": one.part,
        "roles": list(one.roles),
        "people": sorted({key for role in one.roles for key in _people(edition, role)}),
        "what": what_is_due(edition, one),
    }


def _calendar(found: Sequence[Due], edition: Edition, days: int) -> str:
    system = edition.facts.settings.system
    return calendar(_events(found, edition), edition.master.as_of, system, f"qmsdocs {__version__}")


def _events(found: Sequence[Due], edition: Edition) -> Iterator[Event]:
    """The events; a review that was done moves its event, since its name holds no day."""
    host = urlsplit(edition.facts.settings.site_url or "").hostname or "qmsdocs.invalid"
    for one in found:
        part = "" if one.kind in ("review", "external") else f"-{one.part}"
        uid = f"{one.kind}-{one.subject}{part}@{host}".replace(" ", "-").lower()
        title, who = what_is_due(edition, one), _who(edition, one)
        yield Event(uid, one.day, title, who, edition.say(f"due.kind.{one.kind}"))


_FORMS = {"text": _text, "json": _json, "ics": _calendar}
