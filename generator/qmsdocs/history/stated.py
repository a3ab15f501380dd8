"""What a version of a document states of its revisions, read from its bytes without reading the rest of it.

History holds many thousand versions; only the few that matter are parsed whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_REVISIONS = re.compile(rb"^revisions:[ \t]*(?:#[^\n]*)?\r?\n((?:[ \t#-][^\n]*(?:\n|\Z)|\r?\n)*)", re.MULTILINE)
_TRANSLATES = re.compile(rb"^translates:[ \t]*[\"']?([^\"'\s#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stated:
    """The newest revision that a version states, and every signature of every revision in it."""

    label: str
    fingerprint: str
    signatures: tuple[str, ...]
    """See `signature_key`."""
    labels: tuple[str, ...]


NOTHING = Stated("", "", (), ())


def signature_key(label: str, meaning: str, by: str, role: str, on: str, fingerprint: str) -> str:
    """A signature as one text, the same in every version that holds it."""
    return "|".join((label, meaning, by, role, on, fingerprint))


class Statements:
    """Reads what versions state; equal parts of files, of which a history is full, are read once."""

    def __init__(self) -> None:
        self._read: dict[bytes, Stated] = {}

    def of(self, data: bytes) -> Stated:
        """What the version with the bytes `data` states; nothing for what is no document."""
        found = _REVISIONS.search(data)
        part = found.group(1) if found else data if b"\nrevisions:" in data else b""
        if part not in self._read:
            self._read[part] = _stated(part, whole=not found)
        return self._read[part]


def translated_label(data: bytes) -> str:
    """The revision that a translation names; "" for none."""
    found = _TRANSLATES.search(data)
    return found.group(1).decode("utf-8", "replace") if found else ""


def _stated(part: bytes, *, whole: bool) -> Stated:
    try:
        # The base loader makes text of every plain value and knows no types.
        value = yaml.load(part, Loader=yaml.CBaseLoader) if part.strip() else None
    except (yaml.YAMLError, ValueError):
        return NOTHING
    if whole:
        value = value.get("revisions") if isinstance(value, dict) else None
    revisions = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    if not revisions:
        return NOTHING
    newest = revisions[0]
    approved = [found for found in _signatures(newest) if found.get("as") == "approved"]
    return Stated(
        label=_text(newest, "label"),
        fingerprint=next((_text(found, "fingerprint") for found in reversed(approved) if "fingerprint" in found), ""),
        signatures=tuple(_keys(revisions)),
        labels=tuple(_text(entry, "label") for entry in revisions),
    )


def _keys(revisions: list[dict[str, Any]]) -> Iterator[str]:
    for entry in revisions:
        for found in _signatures(entry):
            parts = (_text(found, name) for name in ("as", "by", "role", "on", "fingerprint"))
            yield signature_key(_text(entry, "label"), *parts)


def _signatures(revision: dict[str, Any]) -> list[dict[str, Any]]:
    found = revision.get("signatures")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key, "")
    return value if isinstance(value, str) else ""
