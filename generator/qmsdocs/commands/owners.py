"""`qmsdocs codeowners`: who must look at a change, as forges read it (checklist item DC-34)."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path, PurePosixPath

import click

from qmsdocs.cache import Cache
from qmsdocs.commands.reading import readable
from qmsdocs.compose.names import Edition, holders
from qmsdocs.git import Git, NoGit
from qmsdocs.locale import label
from qmsdocs.model.facts import Person
from qmsdocs.output import write_changed
from qmsdocs.pipeline import load, today
from qmsdocs.register import MasterDocumentList

KEEPERS = ("management-representative", "document-controller")
"""The roles that answer for the rules of the system, under the keys that houses give them. Where there is none of
them, it is the approvers of documents of level 1."""


def codeowners(root: Path, as_of: date | None, language: str, quiet: bool, output: Path | None, check: bool) -> int:
    """Writes CODEOWNERS at the top of the git repository; with `check`, 1 when the file there is another one."""
    root = root.resolve()
    master = readable(load(root, as_of or today(root), Cache()), language)
    try:
        prefix = Git(root).prefix
    except NoGit:
        prefix = ""
    top = root.parents[len(PurePosixPath(prefix).parts) - 1] if prefix else root
    file = output or top / "CODEOWNERS"
    text = owners_text(master, prefix)
    if check:
        same = file.is_file() and file.read_bytes() == text.encode()
        if not same:
            click.echo(label(language, "owners.stale", file=file), err=True)
        return 0 if same else 1
    file.parent.mkdir(parents=True, exist_ok=True)
    write_changed(file, text.encode())
    if not quiet:
        click.echo(label(language, "owners.done", file=file))
    return 0


def owners_text(master: MasterDocumentList, prefix: str) -> str:
    """The file, for GitHub and for GitLab. `prefix` is the way from the top of git to qms.yaml. The last pattern that
    fits a file wins, so the general ones come first."""
    edition = Edition(master, master.repository.settings.languages[0])
    lines = [*HEAD, ""]
    for pattern, roles in _patterns(master):
        owners = list(dict.fromkeys(owner for role in roles for owner in _owners(edition, role)))
        if not owners:
            lines.append(f"# nobody with a login or an e-mail address holds: {', '.join(roles)}")
        lines.append(f"{'' if owners else '# '}/{_escaped(prefix + pattern)} {' '.join(owners)}".rstrip())
    lines += ["", "# Who may change these files and what runs on the forge."]
    keepers = list(dict.fromkeys(owner for role in _keepers(master) for owner in _owners(edition, role)))
    lines += [f"{path} {' '.join(keepers)}" for path in _FORGE if keepers]
    return "\n".join(lines) + "\n"


HEAD = (
    "# Made by `qmsdocs codeowners` from qms.yaml and the organization file: change those, not this file.",
    "# `qmsdocs codeowners --check` tells when it is out of date.",
)
_FORGE = ("CODEOWNERS", "/.github/", "/.gitlab-ci.yml")


def _patterns(master: MasterDocumentList) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Patterns below the folder of qms.yaml, each with the roles that own what fits."""
    repository, keepers = master.repository, _keepers(master)
    types = repository.settings.document_types
    yield "qms*.yaml", keepers
    yield "manual/", keepers
    for folder in dict.fromkeys(kind.folder.strip("/") for kind in types.values()):
        if folder != "manual":
            yield f"{folder}/", _approvers(kind.approver for kind in types.values() if kind.folder.strip("/") == folder)
    for prefix, kind in types.items():
        yield f"{kind.folder.strip('/')}/**/{prefix}-*", _approvers((kind.approver, kind.editorial_approver))


def _approvers(roles: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role for role in roles if role))


def _keepers(master: MasterDocumentList) -> tuple[str, ...]:
    roles = master.repository.facts.organization.roles
    types = master.repository.settings.document_types.values()
    found = tuple(role for role in KEEPERS if role in roles)
    return found or _approvers(kind.approver for kind in types if kind.level == min(other.level for other in types))


def _owners(edition: Edition, role: str) -> Iterator[str]:
    """The accounts of the people who hold a role; where there is no account, an e-mail address."""
    people = edition.facts.organization.people
    for key in holders(edition, role):
        yield from _accounts(people[key]) if key in people else ()


def _accounts(person: Person) -> Iterator[str]:
    names = [f"@{login.removeprefix('@')}" for login in person.logins] or list(person.emails[:1])
    return (name for name in names if name and not any(letter.isspace() or letter == "#" for letter in name))


def _escaped(pattern: str) -> str:
    return pattern.replace(" ", "\\ ")
