"""What is wrong where the YAML reader gave up, in the words of an author, with full-width colons told apart."""

import re
from collections.abc import Iterator

import yaml

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.source.nodes import MAX_DEPTH, compose, line_and_column

ENOUGH = 10
"""How many findings of one rule of form are told for a file: a file that is no text at all would have thousands."""


def syntax_problems(path: str, text: str, error: Exception) -> list[Diagnostic]:
    """What is wrong where the reader gave up; full-width colons are mended on trial, so that all of them are told."""
    wide: list[Diagnostic] = []
    left: Exception | None = error
    while isinstance(left, yaml.MarkedYAMLError) and len(wide) < ENOUGH:
        for found in _wide_colons_near(text, left):
            mended = f"{text[:found]}: {text[found + 1 :]}"
            after = _error(mended)
            if after is None or str(after) != str(left):
                line, column = line_and_column(text, found)
                wide.append(Diagnostic("wide-colon", Place(path, line=line, column=column, length=1)))
                text, left = mended, after
                break
        else:
            break
    return wide or [_syntax_problem(path, text, error)]


def _error(text: str) -> Exception | None:
    try:
        compose(text)
    except (yaml.YAMLError, RecursionError) as error:
        return error
    return None


_WIDE_COLON = re.compile(r"^\s*(?:- )?[A-Za-z][A-Za-z0-9_-]*[ \u00a0\u3000]*(：)")


def _wide_colons_near(text: str, error: yaml.MarkedYAMLError) -> Iterator[int]:
    marked = [mark.line for mark in (error.context_mark, error.problem_mark) if mark]
    lines = text.split("\n")
    for number in dict.fromkeys([*marked, *(line - 1 for line in marked)]):
        match = _WIDE_COLON.match(lines[number]) if 0 <= number < len(lines) else None
        if match:
            yield sum(len(line) + 1 for line in lines[:number]) + match.start(1)


def _syntax_problem(path: str, text: str, error: Exception) -> Diagnostic:
    if isinstance(error, RecursionError):
        return Diagnostic("nested-too-deep", Place(path, line=1, column=1), values={"limit": MAX_DEPTH})
    problem = getattr(error, "problem", None) or "unreadable"
    mark, start = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    lines = text.split("\n")
    if "undefined alias" in problem:
        return Diagnostic("yaml-alias", _at(path, mark, lines))
    variant = next((name for text_, name in _SYNTAX_VARIANTS.items() if text_ in problem), "")
    before = lines[mark.line][: mark.column].rstrip() if mark and mark.line < len(lines) else ""
    if variant == "indent" and before.endswith(("]", "}", '"', "'")):
        variant = "after"
    elif variant == "colon" and not re.match(r"\s*(?:- +)*[^\s:].*?: ", before):
        variant = "above"
    place = _at(path, start if variant in _SHOWN_AT_START and start else mark or start, lines)
    return Diagnostic("yaml-syntax", place, values={"problem": problem}, variant=variant)


def _at(path: str, mark: yaml.Mark | None, lines: list[str]) -> Place:
    """The place of a mark; at the end of the file, the end of its last line with text."""
    if mark is None:
        return Place(path, line=1, column=1)
    line, column = mark.line, mark.column
    if not any(text.strip() for text in lines[line:]):
        line = max((place for place, text in enumerate(lines) if text.strip()), default=0)
        column = len(lines[line])
    return Place(path, line=line + 1, column=column + 1)


_SYNTAX_VARIANTS = {
    "mapping values are not allowed": "colon",
    "could not find expected ':'": "no-colon",
    "did not find expected key": "indent",
    "did not find expected '-' indicator": "indent",
    "found character that cannot start any token": "sign",
    "did not find expected alphabetic or numeric character": "sign",
    "found unexpected end of stream": "open-quote",
    "did not find expected ',' or ']'": "bracket",
    "did not find expected ',' or '}'": "bracket",
    "did not find expected node content": "bracket",
    "block sequence entries are not allowed": "dash",
    "found unknown escape character": "escape",
    "did not find expected comment or line break": "block",
    "found another document": "second",
    "did not find expected <document start>": "second",
}
_SHOWN_AT_START = ("no-colon", "open-quote", "bracket", "sign")
"""Where what was begun is to blame, not the place at which the reader noticed."""
