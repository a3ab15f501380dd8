"""Findings as text: for a terminal, and as json, GitHub annotations or SARIF for other programs."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from qmsdocs import __version__
from qmsdocs.diagnostics import Diagnostic, Span, printable
from qmsdocs.locale import label
from qmsdocs.rules import RULES


@dataclass(frozen=True)
class Finding:
    """A diagnostic with its place in the text."""

    diagnostic: Diagnostic
    span: Span
    reason: str = ""
    """Why its author accepts it; "" where nobody did."""


_COLOURS = {"error": "bold red", "warning": "bold yellow"}


def findings_text(findings: Sequence[Finding], accepted: Sequence[Finding], language: str) -> Text:
    """One block per finding with the author's line and carets, and a summary last."""
    text = Text()
    for finding in findings:
        text.append_text(_block(finding, language))
        text.append("\n")
    if accepted:
        text.append(label(language, "check.accepted", count=len(accepted)) + "\n")
        for finding in accepted:
            text.append(f"  {_where(finding)} {finding.diagnostic.rule}: {printable(finding.reason)}\n")
    errors = sum(finding.diagnostic.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    nothing = "check.no-others" if accepted else "check.clean"
    text.append(_summary(errors, warnings, language) if findings else label(language, nothing))
    text.append("\n")
    return text


def _summary(errors: int, warnings: int, language: str) -> str:
    counts = (
        ("errors" if errors != 1 else "one-error", errors),
        ("warnings" if warnings != 1 else "one-warning", warnings),
    )
    told = [label(language, f"check.{name}", count=count) for name, count in counts if count]
    return label(language, "check.summary", counts=label(language, "compose.comma").join(told))


def _where(finding: Finding) -> str:
    span = finding.span
    return f"{printable(span.path)}:{span.line}:{span.column}"


def _block(finding: Finding, language: str) -> Text:
    diagnostic, span = finding.diagnostic, finding.span
    number = str(span.line)
    margin = " " * len(number)
    line, before, marked = _around(span.source, span.column - 1, span.length)
    colour = _COLOURS[diagnostic.severity]
    text = Text()
    text.append(f"{label(language, f'check.{diagnostic.severity}')}[{diagnostic.rule}]", colour)
    text.append(f" {diagnostic.message(language)}\n", "bold")
    text.append(f"{margin}--> {_where(finding)}\n")
    if line:
        text.append(f"{number} | {line}\n{margin} | {' ' * before}")
        text.append("^" * marked, colour)
        text.append("\n")
    hint = diagnostic.hint(language)
    if hint:
        text.append(f"{margin} = {label(language, 'check.hint')}{hint}\n")
    return text


def _around(source: str, start: int, length: int, width: int = 100) -> tuple[str, int, int]:
    """The part of a line to show, the columns before the carets, and how many carets: wide letters take two columns."""
    begin = max(0, start - width // 2) if len(source) > width else 0
    shown = printable(source[begin : begin + width])
    lead = "…" if begin else ""
    before = _columns(lead + shown[: start - begin])
    tail = "…" if begin + width < len(source) else ""
    return lead + shown + tail, before, max(1, _columns(shown[start - begin : start - begin + length]))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _json(findings: Sequence[Finding], accepted: Sequence[Finding], language: str) -> str:
    return json.dumps(
        {"findings": [_plain(f, language) for f in findings], "accepted": [_plain(f, language) for f in accepted]},
        ensure_ascii=False,
        indent=2,
    )


def _plain(finding: Finding, language: str) -> dict[str, object]:
    diagnostic, span = finding.diagnostic, finding.span
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "length": span.length,
        "message": diagnostic.message(language),
        "hint": diagnostic.hint(language),
        **({"reason": finding.reason} if finding.reason else {}),
    }


def _github(findings: Sequence[Finding], accepted: Sequence[Finding], language: str) -> str:
    """Workflow commands: an annotation beside the line in a pull request."""
    lines = []
    for finding in findings:
        span, diagnostic = finding.span, finding.diagnostic
        message = "\n".join(filter(None, (diagnostic.message(language), diagnostic.hint(language))))
        place = f"file={_escaped(span.path)},line={span.line},col={span.column},title={diagnostic.rule}"
        escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{diagnostic.severity} {place}::{escaped}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    for letter, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(letter, code)
    return text


def _sarif(findings: Sequence[Finding], accepted: Sequence[Finding], language: str) -> str:
    rules = sorted({finding.diagnostic.rule for finding in findings})
    driver = {
        "name": "qmsdocs",
        "version": __version__,
        "rules": [{"id": rule, "properties": {"clause": RULES[rule].clause}} for rule in rules],
    }
    results = [_sarif_result(finding, language) for finding in findings]
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _sarif_result(finding: Finding, language: str) -> dict[str, object]:
    span, diagnostic = finding.span, finding.diagnostic
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    message = " ".join(filter(None, (diagnostic.message(language), diagnostic.hint(language))))
    return {
        "ruleId": diagnostic.rule,
        "level": diagnostic.severity,
        "message": {"text": message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": span.path}, "region": region}}],
    }


_FORMATS: dict[str, Callable[[Sequence[Finding], Sequence[Finding], str], str]] = {
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}


def print_findings(
    findings: Iterable[Finding],
    language: str,
    *,
    accepted: Iterable[Finding] = (),
    form: str = "text",
    err: bool = False,
) -> None:
    """Prints a report; with `err` where errors go."""
    console = Console(highlight=False, stderr=err)
    listed, listed_accepted = tuple(findings), tuple(accepted)
    if form == "text":
        console.print(findings_text(listed, listed_accepted, language), end="", soft_wrap=True)
    else:
        console.print(_FORMATS[form](listed, listed_accepted, language), markup=False, highlight=False, soft_wrap=True)
