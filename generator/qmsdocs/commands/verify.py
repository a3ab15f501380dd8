"""`qmsdocs verify`."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from qmsdocs.cache import Cache
from qmsdocs.commands.refusal import Refused
from qmsdocs.diagnostics import printable
from qmsdocs.locale import has_label, label
from qmsdocs.pipeline import today
from qmsdocs.verify.answers import Answer, DocumentState, Failure, Result
from qmsdocs.verify.house import House
from qmsdocs.verify.single import code_in
from qmsdocs.verify.trust import Trusted, keys_in
from qmsdocs.verify.verification import Asked, verified

_MOST_TOLD = 20
"""How many failures of a file are told as text; `json` has all."""
_FEW = 4
"""So many documents are told one by one also when all of them are in force."""
_SIGNERS_LIMIT = 1 << 20
_COLOURS = {True: "bold green", False: "bold red", None: "bold yellow"}
_WORDS = {True: "verify.yes", False: "verify.no", None: "verify.open"}


def verify(
    files: Sequence[str],
    root: Path,
    as_of: date | None,
    language: str,
    form: str,
    digest: str | None,
    signers: Path | None,
    strict: bool,
) -> int:
    """Tells what can be proved about each of `files`, and no more; 1 when anything fails, or with `strict` when a
    document is no longer in force."""
    names = _names(files)
    if digest is not None and len(names) > 1:
        raise Refused(label(language, "usage.verify-one"))
    root = root.resolve()
    house = House(root, as_of or today(root), Cache())
    asked = Asked(house, _signers(signers, language), _digest(digest, language))
    results = [verified(name, asked) for name in names]
    if form == "json":
        told = json.dumps([_plain(result, strict, language) for result in results], ensure_ascii=False, indent=2)
        click.echo(told)
    else:
        console = Console(highlight=False)
        for result in results:
            console.print(_text(result, language), soft_wrap=True)
    return max(int(result.fails(strict)) for result in results)


def _names(files: Sequence[str]) -> list[str]:
    """The files; number, revision and fingerprint in three words are one printed code."""
    joined = " ".join(files)
    return [joined] if len(files) == 3 and code_in(joined) else list(files)


def _signers(file: Path | None, language: str) -> tuple[Trusted, ...] | None:
    if file is None:
        return None
    with file.open("rb") as stream:
        found = keys_in(stream.read(_SIGNERS_LIMIT).decode("utf-8", "replace"))
    if not found:
        raise Refused(label(language, "usage.verify-signers", file=file))
    return tuple(found)


def _digest(text: str | None, language: str) -> str:
    """The digest in small letters, however it was copied."""
    if text is None:
        return ""
    found = re.sub(r"[\s:-]", "", text.lower().removeprefix("sha256:"))
    if not re.fullmatch("[0-9a-f]{64}", found):
        raise Refused(label(language, "usage.verify-digest", digest=printable(text[:100])))
    return found


# ── In words ─────────────────────────────────────────────────────────────────


def _text(result: Result, language: str) -> Text:
    """The block of one file: what it is, the answers, what fails, and the documents."""
    text = Text()
    text.append(f"{printable(result.file)}\n", "bold")
    text.append(f"  {result.head.text(language)}\n")
    for note in result.notes:
        text.append(f"  {note.text(language)}\n")
    for name, answer in result.answers:
        text.append_text(_answer(name, answer, language))
    for line in _failure_lines(result.failures, language):
        text.append(f"  {line}\n", "red")
    for line in _document_lines(result, language):
        text.append(f"  {line}\n")
    return text


def _answer(name: str, answer: Answer, language: str) -> Text:
    heads = [label(language, f"verify.answer.{each}") for each in ("digest", "intact", "signed", "history")]
    head, width = label(language, f"verify.answer.{name}"), max(map(cell_len, heads))
    words = [label(language, key) for key in _WORDS.values()]
    word = label(language, _WORDS[answer.holds])
    gap = " " * (max(map(cell_len, words)) - cell_len(word))
    text = Text(f"  {head}{' ' * (width - cell_len(head))}  ")
    text.append(word, _COLOURS[answer.holds])
    return text.append(f"{gap}  {answer.why.text(language)}\n")


def _failure_lines(failures: Sequence[Failure], language: str) -> Iterator[str]:
    if failures:
        yield label(language, "verify.failures")
    for failure in failures[:_MOST_TOLD]:
        path = printable(failure.path) or label(language, "verify.failures.whole")
        yield "  " + label(language, "show.line", name=path, value=failure.what.text(language))
    if len(failures) > _MOST_TOLD:
        yield "  " + label(language, "verify.more", count=len(failures) - _MOST_TOLD)


def _document_lines(result: Result, language: str) -> Iterator[str]:
    """How many documents are in which state, and each of those that are not in force."""
    documents = result.documents
    if not documents:
        return
    known = all(document.known for document in documents)
    if len(documents) > 1:
        counts = Counter(document.status for document in documents)
        parts = [
            label(language, "verify.count", status=_status(status, language), count=counts[status])
            for status in sorted(counts)
        ]
        yield _on_day(result, known, label(language, "compose.comma").join(parts), language)
        others = [each for each in documents if each.status != "effective"]
        yield from (f"  {_document(each, language)}" for each in (documents if len(documents) <= _FEW else others))
    else:
        yield _on_day(result, known, _document(documents[0], language), language)


def _on_day(result: Result, known: bool, told: str, language: str) -> str:
    return label(language, "verify.as-of" if known else "verify.as-stated", day=result.as_of, told=told)


def _status(status: str, language: str) -> str:
    key = f"status.{status}"
    return label(language, key) if has_label(language, key) else printable(status) or "–"


def _document(document: DocumentState, language: str) -> str:
    told = label(language, f"verify.document.{_variant(document)}", **_values(document, language))
    values = {"number": document.number, "revision": document.revision or "–"}
    return label(language, "verify.document", **{name: printable(value) for name, value in values.items()}, told=told)


def _variant(document: DocumentState) -> str:
    """Which sentence tells what has become of a document."""
    status = document.status
    if not document.known:
        return "stated"
    if status == "superseded":
        return "superseded-now" if document.in_force else "superseded" if document.until else "superseded-alone"
    return "withdrawn-by" if status == "withdrawn" and document.superseded_by else status


def _values(document: DocumentState, language: str) -> dict[str, str]:
    return {
        "status": _status(document.status, language),
        "approved": document.approved or "–",
        "effective": document.effective or "–",
        "until": document.until or "–",
        "by": label(language, "compose.comma").join(document.superseded_by) or "–",
        "in_force": document.in_force,
    }


# ── For other programs ───────────────────────────────────────────────────────


def _plain(result: Result, strict: bool, language: str) -> dict[str, Any]:
    answers = {name: _plain_answer(answer, language) for name, answer in result.answers}
    return {
        "file": result.file,
        "kind": result.kind,
        "what": result.head.text(language),
        "as_of": result.as_of,
        "fails": result.fails(strict),
        **{name: answers.get(name) for name in ("digest", "intact", "signed", "history")},
        "failures": [{"path": each.path, "what": each.what.text(language)} for each in result.failures],
        "documents": [_plain_document(each) for each in result.documents],
        "notes": [note.text(language) for note in result.notes],
    }


def _plain_answer(answer: Answer, language: str) -> dict[str, Any]:
    return {"holds": answer.holds, "reason": answer.why.text(language)}


def _plain_document(document: DocumentState) -> dict[str, Any]:
    return {
        "number": document.number,
        "revision": document.revision,
        "status": document.status,
        "known": document.known,
        "effective": document.effective or None,
        "approved": document.approved or None,
        "superseded_by": list(document.superseded_by),
        "until": document.until or None,
        "in_force": document.in_force or None,
    }
