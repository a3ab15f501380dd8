"""`qmsdocs init`: a house of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from qmsdocs.acts.revising import NOTICE
from qmsdocs.cache import Cache
from qmsdocs.commands.owners import owners_text
from qmsdocs.commands.refusal import Refused
from qmsdocs.commands.schema import schemas
from qmsdocs.findings import print_findings
from qmsdocs.git import NewRepository, NoGit, objects, user_setting
from qmsdocs.labels import Scheme
from qmsdocs.locale import label
from qmsdocs.output import replacing, write_files
from qmsdocs.pipeline import load, now
from qmsdocs.register import MasterDocumentList
from qmsdocs.source import read_yaml
from qmsdocs.starter import HOOKS, Forge, NamedSite, Size, Starter, Wish, house, person_key, sources

LANGUAGES = {"en": ("en",), "zh": ("zh",), "en,zh": ("en", "zh"), "zh,en": ("zh", "en")}
"""The languages that can be asked for; the first one of several rules."""
_BRANCH = "refs/heads/main"


def init(folder: Path, language: str, yes: bool, effective: date | None, **asked: Any) -> int:
    """Writes a repository into the empty `folder`, with its first commit; asks for what is not said, or with `yes`
    takes what is usual."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(label(language, "init.not-empty", folder=folder))
    wish = _wish(folder, _Questions(language, yes, asked), effective)
    try:
        with replacing(folder) as new:
            write_files(house(wish), new)
            write_files({f"schemas/{name}": text.encode() for name, text in schemas().items()}, new)
            master = _sound(new, wish, language)
            if wish.forge != "none":
                write_files({"CODEOWNERS": owners_text(master, "").encode()}, new)
            _commit(new, wish, language)
    except NoGit:
        raise Refused(label(language, "init.no-git")) from None
    values = {"folder": folder, "day": wish.effective, "person": person_key(wish), "name": wish.person.name}
    click.echo(label(language, "init.written", **values))
    return 0


def _sound(folder: Path, wish: Wish, language: str) -> MasterDocumentList:
    """The documents of the house; refused, with what is wrong, where an answer cannot stand in a source file, such as a
    site without a name or a name with braces."""
    loaded = load(folder, wish.today, Cache())
    if loaded.master is None or loaded.errors:
        print_findings(loaded.errors, language, err=True)
        raise Refused(label(language, "init.answers"))
    return loaded.master


def _commit(folder: Path, wish: Wish, language: str) -> None:
    """The first commit, of everything that lies in the folder."""
    files = {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }
    repository = NewRepository(folder)
    who = f"{wish.person.name} <{wish.person.email}>"
    top = objects.tree(repository, files)
    made = objects.commit(top, [], who, who, now(wish.time_zone), label(language, "init.commit"))
    repository.point(_BRANCH, repository.add("commit", made))
    repository.configure("core.hooksPath", HOOKS)
    repository.check_out()


# ── What is asked ────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Questions:
    """What was said on the command line, and what is asked for the rest."""

    language: str
    yes: bool
    said: dict[str, Any]

    def ask(self, name: str, usual: str, choices: Sequence[str] = (), **values: object) -> str:
        """The answer to a question, which must be one of the `choices` where there are any."""
        if self.said.get(name):
            return str(self.said[name])
        if self.yes:
            return usual
        kind = click.Choice(choices) if choices else None
        asked = label(self.language, f"init.ask.{name}", **values)
        return str(click.prompt(asked, default=usual or None, type=kind)).strip()

    def several(self, name: str, usual: str, **values: object) -> list[str]:
        """The answers to a question that may have several, parted by semicolons."""
        said = self.said.get(name) or self.ask(name, usual, (), **values).split(";")
        return [each.strip() for each in said if each.strip()]

    def refuse(self, reason: str, **values: object) -> Refused:
        """Why an answer cannot be taken."""
        return Refused(label(self.language, f"init.{reason}", **values))


def _wish(folder: Path, questions: _Questions, effective: date | None) -> Wish:
    """Asks everything, in the order in which people think of it."""
    ask = questions.ask
    languages = LANGUAGES[ask("languages", questions.language, tuple(LANGUAGES))]
    company = _texts(ask("company", folder.resolve().name), languages, questions)
    short_name = _texts(ask("short_name", " | ".join(dict.fromkeys(company.values()))), languages, questions)
    size: Size = _one_of(ask("size", "full", get_args(Size)), get_args(Size))
    office = " | ".join(label(each, "starter.head-office") for each in languages)
    sites = tuple(_site(text, languages, questions) for text in questions.several("site", office))
    channels = _channels(size, questions)
    domain = ask("domain", "example.com").removeprefix("https://").strip("/")
    scheme: Scheme = _one_of(ask("scheme", _usual_scheme(languages), get_args(Scheme)), get_args(Scheme))
    forge: Forge = _one_of(ask("forge", "none", get_args(Forge)), get_args(Forge))
    person = Starter(
        name=ask("person", user_setting("user.name") or label(questions.language, "init.somebody")),
        email=ask("email", user_setting("user.email") or f"qms@{domain}"),
        login=ask("login", "") if forge != "none" and not questions.yes else str(questions.said.get("login") or ""),
    )
    for text in (person.name, person.email):
        if not text or any(letter in text for letter in "<>\n\0"):
            raise questions.refuse("bad-person", text=text)
    zone = ask("time_zone", "Asia/Shanghai" if languages[0] == "zh" else "UTC")
    today = _today(zone, questions)
    return Wish(
        company=company,
        short_name=short_name,
        languages=languages,
        size=size,
        sites=sites,
        channels=channels,
        domain=domain,
        scheme=scheme,
        forge=forge,
        person=person,
        time_zone=zone,
        today=today,
        effective=effective or today + NOTICE,
    )


def _usual_scheme(languages: tuple[str, ...]) -> Scheme:
    """What houses of the language expect: A/0 in China."""
    return "letter/number" if languages[0] == "zh" else "major.minor"


def _one_of(answer: str, choices: Sequence[Any]) -> Any:
    return next(choice for choice in choices if choice == answer)


def _texts(answer: str, languages: tuple[str, ...], questions: _Questions) -> dict[str, str]:
    """A text in each language, parted by `|`; one text stands for all."""
    parts = [part.strip() for part in answer.split("|")]
    if len(parts) not in (1, len(languages)) or not all(parts):
        raise questions.refuse("parts", text=answer, count=len(languages))
    return dict(zip(languages, parts if len(parts) > 1 else parts * len(languages), strict=True))


def _site(answer: str, languages: tuple[str, ...], questions: _Questions) -> NamedSite:
    """A site as `Hamburg, Germany`: title, then country."""
    named = _texts(answer, languages, questions)
    parts = {language: text.replace("，", ",").partition(",") for language, text in named.items()}
    return NamedSite(
        title={language: title.strip() for language, (title, _, _) in parts.items()},
        country={language: country.strip() or "–" for language, (_, _, country) in parts.items()},
    )


def _channels(size: Size, questions: _Questions) -> tuple[str, ...]:
    value, _ = read_yaml("", sources(size)["manual/channels.yaml"])
    assert isinstance(value, dict)
    known = list(value["channels"])
    found = questions.several("channel", ";".join(known), known=", ".join(known))
    for name in found:
        if name not in known:
            raise questions.refuse("channel", name=name, known=", ".join(known))
    return tuple(name for name in known if name in found)


def _today(zone: str, questions: _Questions) -> date:
    try:
        return now(zone).date()
    except (KeyError, ValueError, OSError):
        raise questions.refuse("time-zone", name=zone) from None
