"""A single Word file and a printed code: which revision each one names, what became of it, and what history proves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from qmsdocs.audience import for_readers
from qmsdocs.compose.control import is_issued, landed
from qmsdocs.document_tree import short_commit, short_fingerprint
from qmsdocs.model.text import DOCUMENT_NUMBER
from qmsdocs.register import Entry
from qmsdocs.verify.answers import Answer, DocumentState, Failure, Result, Said, said
from qmsdocs.verify.house import House, revision_named
from qmsdocs.verify.made_again import Likeness, Maker, Wanted
from qmsdocs.verify.remade import difference
from qmsdocs.verify.word_files import NotReadable, Statement, statement
from qmsdocs.writers.word.copies import copy_line

# ── A Word file ──────────────────────────────────────────────────────────────


def word_result(file: str, word: bytes, house: House) -> Result:
    """What is answered about a single Word file: outside of the house, only what it states."""
    result = Result(file, "word", said("head.word"), str(house.day))
    try:
        stated = statement(word)
    except NotReadable:
        result.failures.append(Failure("", said("not-readable")))
        return result
    if stated is None:
        result.failures.append(Failure("", said("not-ours")))
        return result
    result.head = _head(stated)
    result.notes += _notes(stated)
    state = None if _is_draft(stated) else house.state(stated.number, stated.revision)
    result.documents.append(state or DocumentState(stated.number, stated.revision, stated.status, False))
    result.intact = Answer(None, said("intact.word"))
    result.history = _history(result, word, stated, house)
    return result


def _head(stated: Statement) -> Said:
    values = {"number": stated.number, "revision": stated.revision or "–", "earlier": stated.earlier}
    return said("head.redline" if stated.earlier else "head.document", **values)


def _notes(stated: Statement) -> Iterator[Said]:
    yield said("word.states", status=_status(stated.status), fingerprint=short_fingerprint(stated.fingerprint) or "–")
    if (copy := stated.as_copy) and copy.is_registered:
        yield said(f"word.{copy.kind}", copy=copy_line(copy))


def _status(status: str) -> object:
    known = ("draft", "in-review", "approved", "effective", "superseded", "withdrawn")
    return Said(f"status.{status}") if status in known else status


def _history(result: Result, word: bytes, stated: Statement, house: House) -> Answer:
    """Whether history holds what the file states, and whether the file is made from it."""
    master = house.master
    if isinstance(house.branch, Said):
        return Answer(None, house.branch)
    if master is None:
        return Answer(None, said("history.unreadable-now"))
    entry = revision_named(master, stated.number, stated.revision)
    if entry is None:
        return Answer(False, said("history.no-revision", number=stated.number, revision=stated.revision or "–"))
    if _is_draft(stated):
        return Answer(None, said("history.draft"))
    fault = _fault(stated, entry)
    if fault:
        return Answer(False, fault)
    copy = stated.as_copy
    if copy and copy.is_registered and not house.has_copy(entry, copy):
        return Answer(False, said("history.no-copy", copy=copy_line(copy) or "–"))
    if not entry.has_content:
        return Answer(None, said("history.not-held"))
    return _compared(result, word, stated, entry, house)


def _is_draft(stated: Statement) -> bool:
    return stated.status in ("draft", "in-review")


def _fault(stated: Statement, entry: Entry) -> Said | None:
    """In what a file contradicts history."""
    values = {"number": stated.number, "revision": stated.revision}
    held = entry.revision.fingerprint if entry.revision and is_issued(entry) else ""
    if stated.fingerprint != held:
        told = {"stated": short_fingerprint(stated.fingerprint) or "–", "held": short_fingerprint(held) or "–"}
        return said("history.other-fingerprint", **values, **told)
    commit = landed(entry)
    if stated.commit != commit:
        told = {"stated": short_commit(stated.commit) or "–", "held": short_commit(commit) or "–"}
        return said("history.other-landing", **values, **told)
    return None


def _compared(result: Result, word: bytes, stated: Statement, entry: Entry, house: House) -> Answer:
    """The file beside those that are made from history, on each day from which it may be."""
    wanted = Wanted(stated.number, stated.revision, stated.language, stated.earlier, stated.as_copy)
    best: tuple[Likeness, list[tuple[str, str]]] = ("other", [])
    for maker in _makers(stated, entry, house):
        try:
            found = maker.likeness(word, wanted)
        except NotReadable:
            return Answer(False, said("not-readable"))
        if found[0] == "same":
            return Answer(True, said("history.same"))
        if found[0] == "text" or (best[0] == "other" and _is_nearer(found[1], best[1])):
            best = found
    if best[0] == "text":
        return Answer(True, said("history.text-only"))
    result.failures.append(Failure("", difference(best[1])))
    return Answer(False, said("history.differs"))


def _is_nearer(found: list[tuple[str, str]], best: list[tuple[str, str]]) -> bool:
    return bool(found) and (not best or len(found) < len(best))


def _makers(stated: Statement, entry: Entry, house: House) -> Iterator[Maker]:
    """States of the house from which the file may be made: that of the day on which status is told, and those of the
    days on which the revision began and ceased to have the status that the file states."""
    for day in dict.fromkeys([house.day, *_days(stated, entry, house)]):
        loaded = house.loaded if day == house.day else house.on(day) if day < house.day else None
        if loaded and loaded.master:
            open_ = for_readers(loaded.master)
            yield Maker(loaded, open_)
            if open_ is not loaded.master:
                yield Maker(loaded)


def _days(stated: Statement, entry: Entry, house: House) -> Iterator[date]:
    state, copy = house.state(stated.number, stated.revision), stated.as_copy
    if copy and copy.on:
        yield copy.on
    if stated.status == "effective":
        if state and state.until:
            yield date.fromisoformat(state.until) - timedelta(days=1)
        if entry.effective:
            yield entry.effective
    if stated.status == "approved" and entry.standing:
        yield from (found.evidence.landed_on for found in entry.standing.approvals if found.evidence.landed_on)


# ── A printed code ───────────────────────────────────────────────────────────

_WORDS = re.compile(r"(\S+)\s+(\S+)\s+(?:sha256:)?([0-9a-f]{8,64})…?")
_START = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Code:
    """What a printed code names: number, label of the revision, and the beginning of its fingerprint."""

    number: str
    label: str
    start: str


def code_in(text: str) -> Code | None:
    """The code that a text is: the address behind a QR code, or number, revision and fingerprint."""
    text = text.strip()
    if "://" in text:
        return _code_of_address(text)
    found = _WORDS.fullmatch(text)
    return Code(*found.groups()) if found and DOCUMENT_NUMBER.fullmatch(found[1]) else None


def _code_of_address(text: str) -> Code | None:
    try:
        parts = urlsplit(text)
        asked = parse_qs(parts.query, max_num_fields=9)
    except ValueError:
        return None
    number = re.search(r"/q/([^/]+)\.html$", unquote(parts.path))
    label, start = (asked.get(name, [""])[0] for name in "rf")
    if number is None or not DOCUMENT_NUMBER.fullmatch(number[1]) or (start and not _START.fullmatch(start)):
        return None
    return Code(number[1], label, start)


def code_result(text: str, code: Code, house: House) -> Result:
    """What is answered about a printed code: nothing without the house."""
    result = Result(text, "code", said("head.document", number=code.number, revision=code.label or "–"), str(house.day))
    result.history = _of_code(result, code, house)
    return result


def _of_code(result: Result, code: Code, house: House) -> Answer:
    master = house.master
    if master is None:
        result.failures.append(Failure("", said("code.no-house")))
        return Answer(None, said("history.no-house"))
    values = {"number": code.number, "revision": code.label or "–"}
    entry = revision_named(master, code.number, code.label)
    if entry is None:
        return Answer(False, said("history.no-revision", **values))
    state = house.state(code.number, code.label)
    result.documents += [state] if state else []
    held = entry.revision.fingerprint if entry.revision and is_issued(entry) else ""
    if not (code.start or held):
        return Answer(None, said("code.no-fingerprint"))
    if not code.start or not held.removeprefix("sha256:").startswith(code.start):
        told = {"stated": code.start or "–", "held": short_fingerprint(held) or "–"}
        return Answer(False, said("history.other-fingerprint", **values, **told))
    if isinstance(house.branch, Said):
        return Answer(None, house.branch)
    return Answer(True, said("code.matches", **values))
