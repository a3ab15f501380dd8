"""`qmsdocs briefing`."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from qmsdocs.audience import for_readers
from qmsdocs.briefing import Concern, Renewed, concerns, returns
from qmsdocs.cache import Cache
from qmsdocs.changes import changes
from qmsdocs.commands.comparison import Compared, since, since_former_issue
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.refusal import Refused
from qmsdocs.compose.briefings import change_lines, gone_since, is_own, out_of_force
from qmsdocs.compose.names import Edition, document_path, document_title, holders, label_text, revision_text, role_title
from qmsdocs.locale import label
from qmsdocs.output import write_files
from qmsdocs.writers.letter import Letter, Point, letter_markdown, letter_text

EVERYBODY = "all"
"""Who receives the general letter, as training names everybody."""


def show_briefing(
    root: Path,
    as_of: date | None,
    language: str,
    form: str,
    start: str | None,
    role: str | None,
    output: Path | None,
) -> int:
    """Prints or writes letters about what is new: to everybody, and to each role that anything new concerns."""
    cache = Cache()
    asked = (root, as_of, language, cache)
    compared = since(root, start, None, as_of, language, cache) if start else since_former_issue(*asked)
    assert compared.new.master is not None
    settings = compared.new.master.repository.settings
    letters = _Letters(compared, printed_language(compared.new.master, language))
    if role and role != EVERYBODY and role not in letters.roles:
        raise Refused(label(language, "usage.role", asked=role, known=", ".join(letters.roles)))
    receivers = [role] if role else [EVERYBODY, *letters.told]
    if output is None:
        click.echo(_PRINTED[form](letters, receivers), nl=False)
        return 0
    files = {}
    for spoken in settings.languages:
        letters = _Letters(compared, spoken)
        files.update({f"{name}_{spoken}.{_ENDINGS[form]}": _PRINTED[form](letters, [name]) for name in receivers})
    write_files({name: text.encode() for name, text in files.items()}, output)
    click.echo(label(language, "briefing.written", count=len(files), folder=output))
    return 0


class _Letters:
    """The letters in one language."""

    def __init__(self, compared: Compared, language: str) -> None:
        assert compared.new.master is not None
        old = compared.old.master if compared.old else None
        self.master = for_readers(compared.new.master)
        self.edition, self.language = Edition(self.master, language), language
        self.say, self.roles = self.edition.say, self.edition.facts.organization.roles
        self.old_name, self.new_name = compared.old_name, compared.new_name
        found = changes(for_readers(old) if old else None, self.master)
        renewed = [
            Renewed(change.after, tuple(news.revision for news in change.revisions if news.status not in _UNISSUED))
            for change in found.documents
            if change.after
        ]
        gone = {change.number for change in found.documents if change.withdrawn or change.successors}
        self.documents = tuple(one for one in renewed if one.revisions or one.entry.number in gone)

    @cached_property
    def told(self) -> dict[str, tuple[Concern, ...]]:
        """What concerns each role."""
        return dict(concerns(self.master, self.documents))

    def concerns(self, role: str) -> tuple[Concern, ...]:
        """What the letter to a role tells; that to everybody tells all."""
        if role != EVERYBODY:
            return self.told.get(role, ())
        return tuple(
            Concern(one.entry, revision, tuple(range(len(revision.changes))) if revision else (), frozenset(), None)
            for one in self.documents
            for revision in (one.revisions or (None,))
        )

    def letter(self, role: str) -> Letter:
        """The letter to the people who hold a role, or to everybody."""
        say, settings = self.say, self.edition.facts.settings
        kind = "everybody" if role == EVERYBODY else "role"
        title = "" if role == EVERYBODY else self.roles[role].title
        values = {"system": settings.system, "company": settings.company.short_name, "role": title}
        span = {"old": self.old_name, "new": self.new_name}
        found = self.concerns(role)
        intro = [say(f"briefing.intro-{kind}" if self.old_name else f"briefing.intro-{kind}-first", **values, **span)]
        parts = (
            ("briefing.new", tuple(map(self._news, found))),
            ("briefing.to-do", tuple(self._to_do(role, found))),
            ("briefing.read", tuple(self._read(role))),
        )
        return Letter(
            to=tuple(self._people(role)),
            subject=say(f"briefing.subject-{kind}", **values, **span),
            intro=" ".join(intro if found else [*intro, say("briefing.nothing")]),
            parts=tuple((say(key), points) for key, points in parts if points),
        )

    def _people(self, role: str) -> Iterator[str]:
        people = self.edition.facts.organization.people
        for key in holders(self.edition, role) if role != EVERYBODY else ():
            if key in people:
                person = people[key]
                yield f"{person.name} <{person.emails[0]}>" if person.emails else person.name

    def _news(self, concern: Concern) -> Point:
        entry, revision, say = concern.entry, concern.revision, self.say
        name, address = f"{entry.number} {document_title(self.edition, entry)}", self._address(document_path(entry))
        if revision is None:
            text = say("briefing.gone", document=name, day=gone_since(self.edition, entry))
            return Point(text, tuple(filter(None, (out_of_force(self.edition, entry),))), address)
        when = "announced" if revision.effective > self.master.as_of else "in-force"
        first = ".new" if revision is entry.source.item.revisions[-1] else ""
        shown = revision_text(self.edition, entry.number, revision)
        text = say(f"briefing.{when}{first}", document=name, revision=shown, day=revision.effective)
        return Point(text, tuple(self._lines(concern)), address)

    def _lines(self, concern: Concern) -> Iterator[str]:
        """What changed and why, the role's own steps marked."""
        assert concern.revision is not None
        lines = change_lines(self.edition, concern.entry, concern.revision, concern.changes)
        for place, line in zip(concern.changes, lines, strict=True):
            own = is_own(concern, concern.revision.changes[place].at)
            yield self.say("briefing.own", line=line) if own else line

    def _to_do(self, role: str, found: tuple[Concern, ...]) -> Iterator[Point]:
        """Training and copies to be given back, by their days."""
        if role == EVERYBODY:
            return
        days: dict[date, list[str]] = {}
        for concern in found:
            if concern.train and concern.revision:
                shown = revision_text(self.edition, concern.entry.number, concern.revision)
                days.setdefault(concern.train, []).append(f"{concern.entry.number} {shown}")
        for day, named in sorted(days.items()):
            yield Point(self.say("briefing.train", day=day, documents=self.say("compose.comma").join(named)))
        for one in returns(self.master, self.documents, role):
            entry = self.master.entries[one.copy.document]
            shown = label_text(self.edition, entry, one.copy.revision)
            values = {"day": one.until, "number": one.copy.number, "document": entry.number, "revision": shown}
            yield Point(self.say("briefing.return", **values))

    def _read(self, role: str) -> Iterator[Point]:
        """The pages to start from, where the house publishes a site."""
        if role != EVERYBODY and (address := self._address(f"roles/{role}")):
            yield Point(self.say("briefing.role-page"), address=address)
        if address := self._address("registers/changes"):
            yield Point(self.say("briefing.changes-page"), address=address)

    def _address(self, path: str) -> str:
        """The address of a page of the site; "" for a house that publishes none."""
        settings = self.master.repository.settings
        folder = "" if self.language == settings.languages[0] else f"{self.language}/"
        return f"{settings.site_url.rstrip('/')}/{folder}{path}.html" if settings.site_url else ""


_UNISSUED = ("draft", "in-review")


# ── Forms ────────────────────────────────────────────────────────────────────


def _text(letters: _Letters, receivers: list[str]) -> str:
    line = f"\n{'─' * 72}\n\n"
    return line.join(letter_text(letters.letter(role), letters.language) for role in receivers)


def _markdown(letters: _Letters, receivers: list[str]) -> str:
    return "\n".join(letter_markdown(letters.letter(role)) for role in receivers)


def _json(letters: _Letters, receivers: list[str]) -> str:
    return json.dumps([_plain(letters, role) for role in receivers], ensure_ascii=False, indent=2) + "\n"


def _plain(letters: _Letters, role: str) -> dict[str, Any]:
    """A letter with what it tells as plain values; the keys stay from version to version."""
    letter = letters.letter(role)
    return {
        "role": role,
        "title": role_title(letters.edition, role),
        "language": letters.language,
        "to": list(letter.to),
        "subject": letter.subject,
        "text": letter_text(letter, letters.language),
        "documents": [
            {
                "number": one.entry.number,
                "revision": one.revision.label if one.revision else None,
                "effective": str(one.revision.effective) if one.revision else None,
                "train_by": str(one.train) if one.train else None,
                "steps": sorted(one.steps),
            }
            for one in letters.concerns(role)
        ],
    }


_PRINTED = {"text": _text, "json": _json, "markdown": _markdown}
_ENDINGS = {"text": "txt", "json": "json", "markdown": "md"}
