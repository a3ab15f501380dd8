"""The facts of a house in place of the specimen's: name, sites, people, channels.

What only its people know, such as a telephone number or the history of the company, becomes a text that says so.
"""

import re
from collections.abc import Mapping
from typing import Any

from qmsdocs.locale import label
from qmsdocs.model.text import Route
from qmsdocs.source import read_yaml, with_texts, with_value
from qmsdocs.source.notation import Bare
from qmsdocs.starter.languages import Files, written
from qmsdocs.starter.wish import NamedSite, Wish
from qmsdocs.translation import translation

PROFILE = ("chapters", "manual", "sections", "company-profile", "content")
"""Where the manual tells of the company: history, business, market."""


def without_specimen(files: Files, wish: Wish) -> Files:
    """The files as they are shipped, with the sites of the house in their texts, and without channels and values that
    it does not have."""
    keys = _site_keys(wish)
    places = dict(zip(_keys(files, "organization", "sites"), keys, strict=False))
    places = {old: places.get(old, keys[-1]) for old in _keys(files, "organization", "sites")}
    gone = [key for key in _keys(files, "channels", "channels") if key not in wish.channels]

    def changed(path: str, data: bytes) -> bytes:
        if path.startswith("manual/parameters."):
            data = _SITE_VALUES.sub(b"", data)
        text = _with_sites(data.decode(), places)
        return _without_channels(text, gone, wish.channels[0]).encode()

    return {path: changed(path, data) if path.endswith(".yaml") else data for path, data in files.items()}


_SITE_VALUES = re.compile(rb"\n    sites:(?: \{.*\}|(?:\n {6,}.*)+)")
"""What differs at sites of the specimen, in the file of parameters."""


def with_facts(files: Files, wish: Wish) -> Files:
    """The files, in the languages of the house, with its facts."""
    found = dict(files)
    for language in wish.languages:
        for name, change in _CHANGED.items():
            path = _path(name, language, wish)
            if path in found:
                found[path] = change(found[path], language, wish)
    return found


def _path(name: str, language: str, wish: Wish) -> str:
    """The file of facts in a language."""
    return f"{name}.yaml" if language == wish.languages[0] else f"{name}.{language}.yaml"


def _keys(files: Files, name: str, part: str) -> list[str]:
    return list(_value(files[f"manual/{name}.yaml"])[part])


def _value(data: bytes) -> dict[str, Any]:
    value, _ = read_yaml("", data)
    assert isinstance(value, dict)
    return value


def _rewritten(before: bytes, value: Mapping[str, Any]) -> bytes:
    """A file with the comments at its top and another value."""
    top = re.match(rb"(?:#.*\n|\n)*", before)
    return (top[0] if top else b"") + written(value)


# ── The company ──────────────────────────────────────────────────────────────


def _settings(data: bytes, language: str, wish: Wish) -> bytes:
    data = with_value(data, ("company", "name"), wish.company[language])
    data = with_value(data, ("company", "short_name"), wish.short_name[language])
    if language != wish.languages[0]:
        return data
    data = with_value(data, ("languages",), list(wish.languages))
    data = with_value(data, ("time_zone",), wish.time_zone)
    return with_value(data, ("revision_scheme",), wish.scheme)


def _manual(data: bytes, language: str, wish: Wish) -> bytes:
    """The manual with the chapter on the company to be written: its words, and what stands beside each site."""
    found: dict[Route, str] = {}
    for route in translation("", _value(data))[0].texts:
        match route[len(PROFILE) :] if route[: len(PROFILE)] == PROFILE else ():
            case ("1", "text"):
                found[route] = label(language, "starter.profile", company="{company}")
            case ("2", "table", "rows", _, "2" | "3" as cell):
                found[route] = label(language, f"starter.site-{cell}")
            case _:
                pass
    return with_texts(data, found)


# ── Sites and people ─────────────────────────────────────────────────────────


def _site_keys(wish: Wish) -> list[str]:
    """The keys of the sites: from their English names, else numbered."""
    found: list[str] = []
    for place, site in enumerate(wish.sites, 1):
        key = re.sub(r"[^a-z0-9]+", "-", site.title.get("en", "").lower()).strip("-")
        found.append(key if re.match("[a-z]", key) and key not in found else f"site-{place}")
    return found


def person_key(wish: Wish) -> str:
    """The key of the person who starts the house."""
    key = re.sub(r"[^a-z0-9]+", "-", wish.person.name.lower()).strip("-")
    return key if re.match("[a-z]", key) else "person-1"


def _organization(data: bytes, language: str, wish: Wish) -> bytes:
    value = _value(data)
    value["sites"] = {key: _site(site, language) for key, site in zip(_site_keys(wish), wish.sites, strict=True)}
    if language != wish.languages[0]:
        value["people"] = {person_key(wish): {"name": wish.person.name}}
        return _rewritten(data, value)
    for unit in value["units"].values():
        unit.pop("sites", None)
    for role in value["roles"].values():
        role["holders"] = [{"person": person_key(wish), "from": str(wish.today)}]
    person = {"name": wish.person.name, "emails": [wish.person.email]}
    value["people"] = {person_key(wish): person | ({"logins": [wish.person.login]} if wish.person.login else {})}
    return _rewritten(data, value)


def _site(site: NamedSite, language: str) -> dict[str, str]:
    return {"title": site.title[language], "country": site.country[language]}


def _with_sites(text: str, places: Mapping[str, str]) -> str:
    """A text that names the sites of the house in place of the specimen's; what would name one twice names it once."""
    text = re.sub(r"\{sites\.([a-z0-9-]+)", lambda found: f"{{sites.{places.get(found[1], found[1])}", text)
    text = re.sub(r"(\{sites\.[a-z0-9-]+\})(?:(?:, | and |、|和)\1)+", r"\1", text)
    rows, found = set[str](), list[str]()
    for line in text.splitlines(keepends=True):
        first = re.match(r' *- \["(\{sites\.[a-z0-9-]+\})"', line)
        if first and first[0] in rows:
            continue
        rows |= {first[0]} if first else set()
        found.append(line)
    return "".join(found)


# ── Channels and limits ──────────────────────────────────────────────────────


def _channels(data: bytes, language: str, wish: Wish) -> bytes:
    """The channels that are wished for, with what must be entered."""
    value = _value(data)
    value["channels"] = {key: channel for key, channel in value["channels"].items() if key in wish.channels}
    spoken = label(language, "compose.comma").join(label(language, f"starter.spoken.{each}") for each in wish.languages)
    for key, channel in value["channels"].items():
        contact = label(language, f"starter.contact.{key}" if key in _KNOWN else "starter.contact", domain=wish.domain)
        channel |= {"contact": contact, "hours": label(language, "starter.hours"), "languages": spoken}
        channel.pop("sites", None)
        channel |= {"live": Bare(channel["live"])} if "live" in channel else {}
    return _rewritten(data, value)


_KNOWN = ("telephone", "chat", "e-mail", "letter", "visit", "social-media", "platform", "authority")
"""Channels for which the starter knows what a contact looks like."""


def _without_channels(text: str, gone: list[str], kept: str) -> str:
    """A text without the lines and sentences about channels that the house does not have."""
    for key in gone:
        name = re.escape(f"{{channels.{key}")
        text = re.sub(rf' *- \["{name}\}}".*\n', "", text)
        text = re.sub(rf"[^.。:：{{}},，\n]*[:：] ?{name}\.contact\}}[.。]", "", text)
        text = text.replace(f"{{channels.{key}", f"{{channels.{kept}")
    return text


def _external_documents(data: bytes, language: str, wish: Wish) -> bytes:
    """The register as of the day on which the house starts."""
    return re.sub(rb"checked: [0-9-]{10}", f"checked: {wish.today}".encode(), data)


_CHANGED = {
    "qms": _settings,
    "manual/QM-01": _manual,
    "manual/organization": _organization,
    "manual/channels": _channels,
    "manual/external_documents": _external_documents,
}
