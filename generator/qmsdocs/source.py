"""YAML source files: bytes in, plain values with every scalar kept as the author's text out; positions on request.

Everything here treats a file as hostile: size, nesting, anchors, aliases and tags are bounded or refused, nothing is executed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from qmsdocs.diagnostics import Diagnostic, Place, Span

MAX_BYTES = 2_000_000
"""The largest source file that is read; the largest real document is a twentieth of it."""

MAX_DEPTH = 40
"""How deep mappings and lists may stand in one another."""

Value = dict[str, Any] | list[Any] | str


ReadFile = Callable[[str], bytes | None]
"""Gives the bytes of a file of the repository by its path; None when there is none."""


class SourceTree(Protocol):
    """Where sources come from: the working tree, or later a commit."""

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """The YAML files in `folders` and below, as sorted paths with slashes, relative to the repository."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the repository; None when there is none or it lies outside."""


class WorkingTree:
    """The files as they lie in the folder `root`."""

    def __init__(self, root: Path) -> None:
        """`root` is the folder that holds qms.yaml."""
        self.root = root.resolve()

    def paths(self, folders: tuple[str, ...]) -> list[str]:
        """See `SourceTree.paths`."""
        found = []
        for folder in dict.fromkeys(folders):
            top = self._inside(folder)
            if top is not None and top.is_dir():
                found += [file for file in top.rglob("*.y*ml") if file.suffix in (".yaml", ".yml")]
        return sorted({file.relative_to(self.root).as_posix() for file in found if self._is_ours(file)})

    def read(self, path: str) -> bytes | None:
        """See `SourceTree.read`."""
        file = self._inside(path)
        if file is None or not file.is_file():
            return None
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES * 10 + 1)

    def _inside(self, path: str) -> Path | None:
        file = (self.root / path).resolve()
        return file if file.is_relative_to(self.root) else None

    def _is_ours(self, file: Path) -> bool:
        return self._inside(file.relative_to(self.root).as_posix()) is not None


# ── Reading ──────────────────────────────────────────────────────────────────


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader without any implicit type: 7.10 stays 7.10, NO stays NO, 2026-02-30 stays a text."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))


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
    if node is None:
        return None, [Diagnostic("empty-file", Place(path, line=1, column=1))]
    builder = _Builder(path)
    value = builder.value(node, 0)
    return (None if builder.fatal else value), builder.problems


def _text(path: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    if len(data) > MAX_BYTES:
        values = {"size": f"{len(data) / 1e6:.1f}" if len(data) <= MAX_BYTES * 10 else f"{MAX_BYTES * 10 / 1e6:.0f}+"}
        return None, [Diagnostic("file-too-large", Place(path, line=1, column=1), values=values)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        place = Place(path, line=before.count(b"\n") + 1, column=column)
        return None, [Diagnostic("not-utf-8", place, values={"byte": f"0x{data[error.start]:02X}"})]
    return text.replace("\r\n", "\n"), []


_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _conflicts_and_tabs(path: str, text: str) -> list[Diagnostic]:
    found = []
    for rule, pattern in (("merge-conflict", _CONFLICT), ("tab", _TAB), ("control-character", _CONTROL)):
        for match in pattern.finditer(text):
            line, column = _line_and_column(text, match.end() - 1 if rule == "tab" else match.start())
            length = len(match.group()) if rule == "merge-conflict" else 1
            found.append(Diagnostic(rule, Place(path, line=line, column=column, length=length)))
    return found


def _line_and_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _compose(text: str) -> yaml.Node | None:
    # The C composer recurses without a bound of its own: refuse depth before it gets there.
    depth = deepest = 0
    if text.count("[") + text.count("{") > 500:
        for character in text:
            if character in "[{":
                depth += 1
                deepest = max(deepest, depth)
            elif character in "]}":
                depth = max(0, depth - 1)
    if deepest > MAX_DEPTH * 5 or "- " * (MAX_DEPTH * 5) in text:
        raise RecursionError
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


_WIDE_COLON = re.compile(r"^\s*(?:- )?[A-Za-z][A-Za-z0-9_-]*[ \u00a0\u3000]*(：)", re.MULTILINE)


def _syntax(path: str, text: str, error: Exception) -> list[Diagnostic]:
    if isinstance(error, RecursionError):
        return [Diagnostic("nested-too-deep", Place(path, line=1, column=1), values={"limit": MAX_DEPTH})]
    wide = [
        Diagnostic("wide-colon", Place(path, line=_line_and_column(text, match.start(1))[0], column=column, length=1))
        for match in _WIDE_COLON.finditer(text)
        for column in [_line_and_column(text, match.start(1))[1]]
    ]
    if wide:
        return wide
    problem = getattr(error, "problem", None) or "unreadable"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(path, line=mark.line + 1, column=mark.column + 1) if mark else Place(path, line=1, column=1)
    if "undefined alias" in problem:
        return [Diagnostic("yaml-alias", place)]
    variant = next((name for text_, name in _SYNTAX_VARIANTS.items() if text_ in problem), "")
    return [Diagnostic("yaml-syntax", place, values={"problem": problem}, variant=variant)]


_SYNTAX_VARIANTS = {
    "mapping values are not allowed": "colon",
    "could not find expected ':'": "no-colon",
    "did not find expected key": "indent",
    "did not find expected '-' indicator": "indent",
    "found character that cannot start any token": "quote",
    "found unexpected end of stream": "open-quote",
    "did not find expected ',' or ']'": "bracket",
    "did not find expected ',' or '}'": "bracket",
}


class _Builder:
    """Plain values from nodes; notes duplicate keys, aliases and tags on the way."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Diagnostic] = []
        self.fatal = False
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, depth: int) -> Value:
        if id(node) in self._seen:
            return self._refuse("yaml-alias", node)
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            return self._refuse("yaml-tag", node, tag=node.tag.removeprefix("tag:yaml.org,2002:"))
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
    text = data[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n")
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
                line, column, length = _narrow(positions.lines, node, place.needle) or (line, column, length)
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


def _narrow(lines: list[str], node: yaml.Node, needle: str) -> tuple[int, int, int] | None:
    for number in range(node.start_mark.line, min(node.end_mark.line + 1, len(lines))):
        start = node.start_mark.column if number == node.start_mark.line else 0
        column = lines[number].find(needle, start)
        if column >= 0:
            return number + 1, column + 1, len(needle)
    return None
