"""YAML source files: bytes in, plain values with every scalar kept as the author's text out; positions on request.

Everything here treats a file as hostile: size, nesting, anchors, aliases and tags are bounded or refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import yaml

from qmsdocs.diagnostics import Diagnostic, Place, Span

MAX_BYTES = 2_000_000
"""The largest source file that is read; the largest real document is a twentieth of it."""

MAX_FILE_BYTES = 20_000_000
"""The largest picture or attachment; of a larger file only the beginning is read."""

MAX_DEPTH = 40
"""How deep mappings and lists may stand in one another."""

Value = dict[str, Any] | list[Any] | str


ReadFile = Callable[[str], bytes | None]
"""Gives the bytes of a file of the repository by its path; None when there is none."""


class SourceTree(Protocol):
    """Where sources come from: the working tree, or later a commit."""

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """The YAML files in `folders` and below, as sorted paths with slashes, relative to the repository.

        A link that leads out of the repository is among them; `read` gives None for it.
        """

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the repository; None when there is none or it lies outside."""


class WorkingTree:
    """The files as they lie in the folder `root`."""

    def __init__(self, root: Path) -> None:
        """`root` is the folder that holds qms.yaml."""
        self.root = root.resolve()
        self.was_read: set[str] = set()
        """What was asked for so far, whether it was there or not."""

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """See `SourceTree.paths`."""
        found = []
        for folder in dict.fromkeys(folders):
            top = self._inside(folder)
            if top is not None and _is(top.is_dir):
                found += [file for file in top.rglob("*.y*ml") if file.suffix in (".yaml", ".yml")]
        return sorted({file.relative_to(self.root).as_posix() for file in found if file.is_symlink() or file.is_file()})

    def read(self, path: str) -> bytes | None:
        """See `SourceTree.read`."""
        self.was_read.add(path)
        file = self._inside(path)
        if file is None or not _is(file.is_file):
            return None
        with file.open("rb") as stream:
            return stream.read(MAX_FILE_BYTES + 1)

    def _inside(self, path: str) -> Path | None:
        file = (self.root / path).resolve()
        return file if file.is_relative_to(self.root) else None


def _is(test: Callable[[], bool]) -> bool:
    """The answer of a file; what has a name longer than the system allows is no file."""
    try:
        return test()
    except OSError:
        return False


# ── Reading ──────────────────────────────────────────────────────────────────


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader without any implicit type: 7.10 stays 7.10, NO stays NO, 2026-02-30 stays a text."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """The tag of a node that has none; it is called for every node."""
        return _TAGS[kind]

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """No tag depends on the way to a node."""

    def ascend_resolver(self) -> None:
        """See `descend_resolver`."""


_TAGS: dict[type[yaml.Node], str] = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_PLAIN_TAGS = frozenset(_TAGS.values())


def read_yaml(path: str, data: bytes) -> tuple[Value | None, list[Diagnostic]]:
    """The value of a YAML file with every scalar as text, and every problem of its form.

    The value is None when the file cannot be read as YAML at all.
    """
    text, problems = _text(path, data)
    if text is None:
        return None, problems
    problems += _conflicts_and_tabs(path, text)
    if problems:
        return None, problems
    try:
        node = _compose(text)
    except (yaml.YAMLError, RecursionError) as error:
        return None, _syntax(path, text, error)
    if node is None or node.value == "":
        return None, [Diagnostic("empty-file", Place(path, line=1, column=1))]
    builder = _Builder(path, text)
    value = builder.value(node, 0)
    return (None if builder.fatal else value), builder.problems


def _text(path: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    if len(data) > MAX_BYTES:
        values = {"size": f"{len(data) / 1e6:.1f}" if len(data) <= MAX_FILE_BYTES else f"{MAX_FILE_BYTES / 1e6:.0f}+"}
        return None, [Diagnostic("file-too-large", Place(path, line=1, column=1), values=values)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _with_one_kind_of_line_end(data[: error.start].decode("utf-8-sig", "replace"))
        line, column = _line_and_column(before, len(before))
        place = Place(path, line=line, column=column)
        return None, [Diagnostic("not-utf-8", place, values={"byte": f"0x{data[error.start]:02X}"})]
    return _with_one_kind_of_line_end(text), []


def _with_one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that YAML forbids, and the line ends that only YAML takes for such."""
_ENOUGH = 10
"""How many findings of one of these rules are told for a file: a file that is no text at all would have thousands."""


def _conflicts_and_tabs(path: str, text: str) -> list[Diagnostic]:
    found = []
    patterns = [("control-character", _CONTROL)]
    patterns += [("tab", _TAB)] if "\t" in text else []
    patterns += [("merge-conflict", _CONFLICT)] if any(sign * 7 in text for sign in "<=>") else []
    for rule, pattern in patterns:
        for match in islice(pattern.finditer(text), _ENOUGH):
            line, column = _line_and_column(text, match.end() - 1 if rule == "tab" else match.start())
            length = len(match.group()) if rule == "merge-conflict" else 1
            found.append(Diagnostic(rule, Place(path, line=line, column=column, length=length)))
    return found


def _line_and_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _compose(text: str) -> yaml.Node | None:
    # The C composer recurses without a bound of its own: refuse depth before it gets there.
    if (text.count("[") + text.count("{") > 500 or _INDICATORS.search(text)) and _deeper_than(MAX_DEPTH * 5, text):
        raise RecursionError
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


_INDICATORS = re.compile(r"[-?:] +(?:[-?:] +){39}")
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


def _deeper_than(limit: int, text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        if depth > limit:
            return True
    return False


# ── Errors of form ───────────────────────────────────────────────────────────


def _syntax(path: str, text: str, error: Exception) -> list[Diagnostic]:
    """What is wrong where the reader gave up; full-width colons are mended on trial, so that all of them are told."""
    wide: list[Diagnostic] = []
    left: Exception | None = error
    while isinstance(left, yaml.MarkedYAMLError) and len(wide) < _ENOUGH:
        for found in _wide_colons_near(text, left):
            mended = f"{text[:found]}: {text[found + 1 :]}"
            after = _error(mended)
            if after is None or str(after) != str(left):
                line, column = _line_and_column(text, found)
                wide.append(Diagnostic("wide-colon", Place(path, line=line, column=column, length=1)))
                text, left = mended, after
                break
        else:
            break
    return wide or [_syntax_problem(path, text, error)]


def _error(text: str) -> Exception | None:
    try:
        _compose(text)
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


_ANCHOR = re.compile(r"[&!](?<![^\s,\[{][&!])")


class _Builder:
    """Plain values from nodes; notes duplicate keys, aliases and tags on the way."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        # `title: &Sons` would lose its first word: only where such a sign stands is each value looked at.
        self._lines = text.split("\n") if ("&" in text or "!" in text) and _ANCHOR.search(text) else []
        self.problems: list[Diagnostic] = []
        self.fatal = False
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, depth: int) -> Value:
        if id(node) in self._seen:  # an alias; where its anchor stands, it was told already
            return "" if self.fatal else self._refuse("yaml-alias", node)
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            return self._refuse("yaml-tag", node, tag=node.tag.removeprefix("tag:yaml.org,2002:"))
        if self._lines and self._lines[node.start_mark.line][node.start_mark.column :][:1] in ("&", "!"):
            return self._refuse("yaml-alias", node)
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if depth >= MAX_DEPTH:
            return self._refuse("nested-too-deep", node, limit=MAX_DEPTH)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Value]:
        result: dict[str, Value] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse("key-not-text", key_node)
                continue
            key = str(key_node.value)
            if key in result:
                first = next(k.start_mark.line + 1 for k, _ in node.value if k.value == key)
                place = _node_place(self.path, key_node)
                self.problems.append(Diagnostic("duplicate-key", place, values={"key": key, "first": first}))
                continue
            if key_node.tag not in _PLAIN_TAGS:
                self._refuse("yaml-tag", key_node, tag=key_node.tag)
            result[key] = self.value(value_node, depth + 1)
        return result

    def _refuse(self, rule: str, node: yaml.Node, **values: object) -> str:
        self.fatal = True
        self.problems.append(Diagnostic(rule, _node_place(self.path, node), values=values))
        return ""


def _node_place(path: str, node: yaml.Node) -> Place:
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else 0
    return Place(path, line=start.line + 1, column=start.column + 1, length=length)


# ── Positions ────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Positions:
    """One file, read again to find where its values stand."""

    lines: list[str]
    node: yaml.Node | None


def spans(tree: SourceTree, diagnostics: list[Diagnostic]) -> dict[int, Span]:
    """The span of each diagnostic, by its `id`. Each file is read once more, and only if something is wrong in it."""
    files: dict[str, _Positions] = {}
    result = {}
    for diagnostic in diagnostics:
        path = diagnostic.place.path
        if path not in files:
            files[path] = _positions(tree.read(path) or b"")
        result[id(diagnostic)] = _span(diagnostic.place, files[path])
    return result


def _positions(data: bytes) -> _Positions:
    text = _with_one_kind_of_line_end(data[:MAX_BYTES].decode("utf-8-sig", "replace"))
    try:
        node = _compose(text)
    except (yaml.YAMLError, RecursionError):
        node = None
    return _Positions(text.split("\n"), node)


def _span(place: Place, positions: _Positions) -> Span:
    line, column, length = place.line, place.column, place.length
    if not line:
        key, node = _find(positions.node, place.route)
        target = key if key is not None and (place.key or node is None) else node
        if target is None:
            line, column, length = 1, 1, 0
        else:
            found = _node_place(place.path, target)
            line, column, length = found.line, found.column, found.length
            if place.needle and node is not None:
                line, column, length = _narrow(positions.lines, node, place) or (line, column, length)
    source = positions.lines[line - 1] if line <= len(positions.lines) else ""
    return Span(place.path, line, column, max(1, min(length or len(source) - column + 1, 200)), source[:400])


def _find(node: yaml.Node | None, route: tuple[str | int, ...]) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the value node at the end of `route`, or of as much of it as there is.

    A part that is no key of a mapping is passed over: pydantic names the alternatives of a union in its routes.
    """
    key: yaml.Node | None = None
    for part in route:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is not None:
                key, node = pair
        elif isinstance(node, yaml.SequenceNode):
            item = _item(node, part)
            if item is None:
                break
            key, node = None, item
        else:
            break
    return key, node


def _item(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    for item in node.value:
        if isinstance(item, yaml.MappingNode):
            for key, value in item.value:
                if key.value in ("id", "label") and value.value == part:
                    return item
    place = int(part) - 1 if part.isdigit() else -1
    return node.value[place] if 0 <= place < len(node.value) else None


def _narrow(lines: list[str], node: yaml.Node, place: Place) -> tuple[int, int, int] | None:
    """Where the needle of `place` stands in the lines of `node`: as a word of its own, else anywhere."""
    found: tuple[int, int, int] | None = None
    for pattern in (rf"(?<![A-Za-z0-9]){re.escape(place.needle)}(?![A-Za-z0-9])", re.escape(place.needle)):
        left = place.nth
        for number in range(node.start_mark.line, min(node.end_mark.line + 1, len(lines))):
            start = node.start_mark.column if number == node.start_mark.line else 0
            for match in re.compile(pattern).finditer(lines[number], start):
                found, left = (number + 1, match.start() + 1, len(place.needle)), left - 1
                if not left:
                    return found
        if found:
            return found
    return None
