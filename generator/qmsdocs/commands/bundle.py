"""`qmsdocs bundle`."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from qmsdocs.archive import TooLarge
from qmsdocs.build import NotAsComposed
from qmsdocs.bundle.application import application_summary
from qmsdocs.bundle.assemble import Bundled, Wish, bundle
from qmsdocs.bundle.names import safe_name
from qmsdocs.cache import Cache
from qmsdocs.commands.build import shown_progress, told_state
from qmsdocs.commands.comparison import branch_of, moment
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.findings import print_findings
from qmsdocs.git import Git, NoGit
from qmsdocs.locale import label
from qmsdocs.manifest import Signer
from qmsdocs.output import without_leftovers
from qmsdocs.pipeline import Loaded, load_at, load_in_force, today
from qmsdocs.register import MasterDocumentList
from qmsdocs.signing import CannotSign, key_fingerprint, public_key
from qmsdocs.writers.word.office import NoOffice, OfficeFailed
from qmsdocs.writers.word.reference import BadReference

GIT_KEY = "git"
"""In place of a file: the key with which git signs."""


def write_bundle(
    root: Path,
    as_of: date | None,
    tag: str | None,
    since: str | None,
    language: str,
    content: str | None,
    quiet: bool,
    site: str | None,
    audience: str | None,
    pack: Sequence[str],
    personal_data: bool,
    pdf: bool,
    sign: str | None,
    output: Path | None,
) -> int:
    """Writes the bundle of what is in force on the day `as_of`, or as `tag` names it, and prints its digest.

    `language` is that of messages, `content` one language of the bundle or "both". 1 and nothing written when the
    sources have errors; 1 also when an approval is void: then the content that was approved last is contained.
    """
    root, cache = root.resolve(), Cache()
    loaded = _loaded(root, as_of, tag, language, cache)
    master = readable(loaded, language)
    if loaded.obstacles:
        print_findings(loaded.errors, language)
        raise Refused(label(language, "bundle.stopped"), 1)
    old, named = _old(root, since, master, language, cache)
    key, signer = _signer(root, sign, master, language)
    wish = Wish(
        languages=_languages(master, content, language),
        tag=tag or "",
        since=named,
        site=_known(site, master.repository.facts.organization.sites, "site", language),
        audience=_known(audience, master.repository.settings.classifications, "audience", language),
        application="application" in pack,
        personal_data=personal_data,
        pdf=pdf,
        signer=signer,
        key=key,
    )
    if wish.application and master.repository.facts.certification is None:
        raise Refused("\n".join(application_summary(loaded, language, personal=False)), 1)
    file = output or root / "dist" / "bundle" / f"{_name(master, wish)}.zip"
    made = _made(loaded, old, wish, file, cache, language, quiet)
    if not quiet:
        _tell(made, language)
        summary = application_summary(loaded, language, personal=personal_data) if wish.application else ()
        for line in summary:
            click.echo(line)
    told_state(loaded, language, quiet)
    return 1 if loaded.errors else 0


def _made(
    loaded: Loaded, old: Loaded | None, wish: Wish, file: Path, cache: Cache, language: str, quiet: bool
) -> Bundled:
    """The bundle on disk, or in a sentence why there is none."""
    without_leftovers(file.parent, ".zip")
    try:
        with shown_progress(language, quiet) as tell:
            return bundle(loaded, old, wish, file, cache, tell)
    except BadReference as problem:
        raise Refused(label(language, "build.reference", problem=problem), 1) from None
    except NotAsComposed as fault:
        told = (label(language, "build.readback", problem=problem) for problem in fault.problems)
        raise Refused("\n".join(told), 3) from None
    except CannotSign as problem:
        raise _cannot_sign(problem, language, 1) from None
    except TooLarge:
        raise Refused(label(language, "bundle.too-large"), 1) from None
    except NoOffice:
        raise Refused(label(language, "bundle.no-office"), 1) from None
    except OfficeFailed:
        raise Refused(label(language, "bundle.office-failed"), 1) from None


# ── What is asked for ────────────────────────────────────────────────────────


def _loaded(root: Path, as_of: date | None, tag: str | None, language: str, cache: Cache) -> Loaded:
    if tag is None:
        return load_in_force(root, as_of or today(root), cache)
    if as_of is not None:
        raise Refused(label(language, "usage.day-or-tag"))
    branch = branch_of(root, language, cache)
    commit, day = moment(root, branch, tag, language)
    if not commit:
        raise Refused(label(language, "usage.before-branch", name=tag, branch=branch.name))
    return load_at(root, commit, day, cache, in_force=True)


def _old(
    root: Path, since: str | None, master: MasterDocumentList, language: str, cache: Cache
) -> tuple[Loaded | None, str]:
    """What was in force when the time begins whose changes are told, and how that moment is printed."""
    if since is None:
        return None, ""
    commit, day = moment(root, branch_of(root, language, cache), since, language)
    if day > master.as_of:
        raise Refused(label(language, "usage.order", start=day, end=master.as_of))
    if not commit:
        raise Refused(label(language, "usage.moment", name=since))
    old = load_at(root, commit, day, cache, in_force=True)
    readable(old, language)
    return old, since if str(day) in since else f"{since} ({day})"


def _languages(master: MasterDocumentList, content: str | None, language: str) -> tuple[str, ...]:
    languages = master.repository.settings.languages
    if content in (None, "both"):
        return languages
    if content not in languages:
        raise Refused(label(language, "usage.bundle-language", asked=content, known=", ".join(languages)))
    return (str(content),)


def _known(asked: str | None, known: Collection[str], what: str, language: str) -> str:
    if asked is not None and asked not in known:
        raise Refused(label(language, f"usage.{what}", asked=asked, known=", ".join(known) or "–"))
    return asked or ""


def _signer(
    root: Path, sign: str | None, master: MasterDocumentList, language: str
) -> tuple[Path | None, Signer | None]:
    """The private key, and whose it is by the register; a key that nobody registered signs as its fingerprint."""
    if sign is None:
        return None, None
    file = sign
    if sign == GIT_KEY:
        with suppress(NoGit):
            file = Git(root).setting("user.signingkey")
    if file in ("", GIT_KEY):
        raise Refused(label(language, "bundle.no-key"))
    place = Path(file).expanduser()
    try:
        public = public_key(place)
    except CannotSign as problem:
        raise _cannot_sign(problem, language, 2) from None
    for key, person in master.repository.facts.organization.people.items():
        if any(" ".join(each.key.split()[:2]) == public and each.revoked is None for each in person.keys):
            return place, Signer(key, person.name, public)
    return place, Signer("unregistered", key_fingerprint(public), public)


def _cannot_sign(problem: CannotSign, language: str, code: int) -> Refused:
    why = label(language, f"signing.{problem.reason}", file=problem.file)
    return Refused(label(language, "bundle.cannot-sign", problem=why), code)


def _name(master: MasterDocumentList, wish: Wish) -> str:
    """The name of the zip: company, day, and what makes it another bundle of that day."""
    settings = master.repository.settings
    parts = [settings.company.short_name, wish.tag or str(master.as_of)]
    parts += wish.languages if len(wish.languages) < len(settings.languages) else []
    parts += [wish.site, wish.audience, "application" if wish.application else ""]
    return "_".join(safe_name(part) for part in parts if part)


# ── What is told ─────────────────────────────────────────────────────────────


def _tell(made: Bundled, language: str) -> None:
    manifest = made.manifest
    values = {"file": made.file, "files": made.files, "size": f"{made.size / 1e6:.1f}", "made": made.made}
    documents = {"documents": len(manifest.documents), "day": manifest.as_of}
    click.echo(label(language, "bundle.done", **values, **documents))
    for key in ("withheld", "elsewhere"):
        if count := getattr(manifest, key):
            click.echo(label(language, f"bundle.{key}", count=count))
    if manifest.signer:
        fingerprint, name = key_fingerprint(manifest.signer.key), manifest.signer.name
        click.echo(label(language, "bundle.signed", name=name, fingerprint=fingerprint))
    click.echo(label(language, "bundle.digest", digest=made.digest))
