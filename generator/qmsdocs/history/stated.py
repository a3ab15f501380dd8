"""What a version of a document states of its revisions, read from its bytes without reading the rest of it.

History holds many thousand versions; only the few that matter are parsed whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from qmsdocs.source import read_yaml

_KEY = b"\nrevisions:"
_KEY_LINE = re.compile(rb"\nrevisions:[ \t]*(?:#[^\n]*)?\n")
_NEXT_KEY = re.compile(rb"\n[^ \t#\n-]")
_FIRST_ENTRY = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\n)*( *)- ")
_UNUSUAL = re.compile(rb"\n[\"'?{]")
"""Lines that begin so may hold keys that only a reader of the whole file finds."""
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
    """Reads what versions state; a revision, which every later version repeats, is read once."""

    def __init__(self) -> None:
        self._read: dict[bytes, Stated | None] = {}

    def of(self, data: bytes) -> Stated:
        """What the version with the bytes `data` states; nothing for what is no document."""
        found = [self._entry(piece) for piece in _pieces(b"\n" + _with_newlines(data))]
        stated = [entry for entry in found if entry]
        # A text that goes over several entries cannot be read in pieces.
        return _together(stated) if stated and len(stated) == len(found) else _whole(data)

    def _entry(self, piece: bytes) -> Stated | None:
        if piece not in self._read:
            value, problems = read_yaml("", piece)
            self._read[piece] = None if problems else _stated(value)
        return self._read[piece]


def translated_label(data: bytes) -> str:
    """The revision that a translation names; "" for none."""
    found = _TRANSLATES.search(data)
    return found.group(1).decode("utf-8", "replace") if found else ""


def newest_entry(data: bytes) -> Any:
    """The newest revision that a version states, as plain values; None for none."""
    pieces = _pieces(b"\n" + _with_newlines(data))
    value, problems = read_yaml("", pieces[0]) if pieces else (None, [])
    if value is None or problems:
        whole, _ = read_yaml("", data)
        value = whole.get("revisions") if isinstance(whole, dict) else None
    return value[0] if isinstance(value, list) and value else None


def _with_newlines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _pieces(data: bytes) -> list[bytes]:
    """The entries below `revisions:` one by one; none where only a reader of the whole file can tell them."""
    start = data.find(_KEY)
    line = _KEY_LINE.match(data, start) if start >= 0 and data.find(_KEY, start + 1) < 0 else None
    if line is None or _UNUSUAL.search(data):
        return []
    end = _NEXT_KEY.search(data, line.end() - 1)
    part = data[line.end() : end.start() + 1 if end else len(data)]
    first = _FIRST_ENTRY.match(part)
    if first is None:
        return [part]
    mark = first.group(1) + b"- "
    newest, *older = part.split(b"\n" + mark)
    return [newest, *(mark + entry for entry in older)]


def _whole(data: bytes) -> Stated:
    if b"revisions" not in data:
        return NOTHING
    value, _ = read_yaml("", data)
    return _stated(value.get("revisions") if isinstance(value, dict) else None)


def _together(entries: list[Stated]) -> Stated:
    """What entries state that stand one below another, the newest first."""
    signatures = tuple(chain.from_iterable(entry.signatures for entry in entries))
    labels = tuple(chain.from_iterable(entry.labels for entry in entries))
    newest = next((entry for entry in entries if entry.labels), NOTHING)
    return Stated(newest.label, newest.fingerprint, signatures, labels)


def _stated(value: Any) -> Stated:
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
