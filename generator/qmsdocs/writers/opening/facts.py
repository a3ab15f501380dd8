"""What a bundle says of itself first: which day, which state, for whom. The page and the README print the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qmsdocs.locale import classification_name, day_text, label
from qmsdocs.manifest import Manifest
from qmsdocs.signing import key_fingerprint


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it; `literal` for what is compared letter by letter, such as a commit."""

    name: str
    value: str
    literal: bool = False


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or else in the first language that there is."""
    return texts.get(language) or next(iter(texts.values()), "")


def day_in_words(language: str, day: str) -> str:
    """A day such as 2026-11-24 as it is written in running text; anything else stays as it is."""
    try:
        return day_text(language, date.fromisoformat(day))
    except ValueError:
        return day


def facts(manifest: Manifest, language: str) -> Iterator[Fact]:
    """What the bundle is, in the order of what an auditor asks."""

    def fact(key: str, value: str, *, literal: bool = False) -> Fact:
        return Fact(label(language, f"opening.{key}"), value, literal)

    def text(key: str, **values: object) -> str:
        return label(language, f"opening.{key}", **values)

    yield fact("as-of", day_in_words(language, manifest.as_of))
    yield fact("in-force", str(manifest.in_force))
    yield fact("since", day_in_words(language, manifest.since) or text("no-since"))
    yield fact("site", manifest.site or text("all-sites"))
    if manifest.site:
        yield fact("elsewhere", text("elsewhere-count", count=manifest.elsewhere))
    level = classification_name(language, manifest.audience)
    yield fact("audience", text("up-to", level=level) if manifest.audience else text("all-levels"))
    withheld = text("withheld-count", count=manifest.withheld) if manifest.withheld else text("nothing-withheld")
    yield fact("withheld", withheld)
    if manifest.tag:
        yield fact("tag", manifest.tag)
    yield fact("commit", manifest.commit or text("no-commit"), literal=bool(manifest.commit))
    if manifest.signer:
        fingerprint, name = key_fingerprint(manifest.signer.key), manifest.signer.name
        yield fact("signed-by", text("unknown-signer") if name == fingerprint else f"{name} ({manifest.signer.person})")
        yield fact("key", fingerprint, literal=True)
    else:
        yield fact("signed-by", text("not-signed"))
    yield fact("program", manifest.program)
