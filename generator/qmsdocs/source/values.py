"""YAML files into plain values: bytes in, every scalar as its author wrote it out, and every problem of form.

A file is hostile: size, nesting, anchors, aliases and tags are bounded or refused.
"""

import re
from itertools import islice
from typing import Any

import yaml

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.source.errors import ENOUGH, syntax_problems
from qmsdocs.source.nodes import (
    MAX_DEPTH,
    PLAIN_TAGS,
    compose,
    line_and_column,
    node_place,
    with_one_kind_of_line_end,
)
from qmsdocs.source.tree import MAX_BYTES, MAX_FILE_BYTES

Value = dict[str, Any] | list[Any] | str


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
        node = compose(text)
    except (yaml.YAMLError, RecursionError) as error:
        return None, syntax_problems(path, text, error)
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
        before = with_one_kind_of_line_end(data[: error.start].decode("utf-8-sig", "replace"))
        line, column = line_and_column(before, len(before))
        place = Place(path, line=line, column=column)
        return None, [Diagnostic("not-utf-8", place, values={"byte": f"0x{data[error.start]:02X}"})]
    return with_one_kind_of_line_end(text), []


_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that YAML forbids, and the line ends that only YAML takes for such."""


def _conflicts_and_tabs(path: str, text: str) -> list[Diagnostic]:
    found = []
    patterns = [("control-character", _CONTROL)]
    patterns += [("tab", _TAB)] if "\t" in text else []
    patterns += [("merge-conflict", _CONFLICT)] if any(sign * 7 in text for sign in "<=>") else []
    for rule, pattern in patterns:
        for match in islice(pattern.finditer(text), ENOUGH):
            line, column = line_and_column(text, match.end() - 1 if rule == "tab" else match.start())
            length = len(match.group()) if rule == "merge-conflict" else 1
            found.append(Diagnostic(rule, Place(path, line=line, column=column, length=length)))
    return found


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
        if node.tag not in PLAIN_TAGS:
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
                place = node_place(self.path, key_node)
                self.problems.append(Diagnostic("duplicate-key", place, values={"key": key, "first": first}))
                continue
            if key_node.tag not in PLAIN_TAGS:
                self._refuse("yaml-tag", key_node, tag=key_node.tag)
            result[key] = self.value(value_node, depth + 1)
        return result

    def _refuse(self, rule: str, node: yaml.Node, **values: object) -> str:
        self.fatal = True
        self.problems.append(Diagnostic(rule, node_place(self.path, node), values=values))
        return ""
