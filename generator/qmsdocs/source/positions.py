"""Where in the text a diagnostic stands: its file is read once more, and only if something is wrong in it."""

import re
from dataclasses import dataclass

import yaml

from qmsdocs.diagnostics import Diagnostic, Place, Span
from qmsdocs.source.nodes import compose, node_place, with_one_kind_of_line_end
from qmsdocs.source.tree import MAX_BYTES, SourceTree


@dataclass(slots=True)
class _Positions:
    """One file, read again to find where its values stand."""

    lines: list[str]
    node: yaml.Node | None


def spans(tree: SourceTree, diagnostics: list[Diagnostic]) -> dict[int, Span]:
    """The span of each diagnostic, by its `id`. Each file is read once more, and only if something is wrong in it."""
    by_path: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_path.setdefault(diagnostic.place.path, []).append(diagnostic)
    result: dict[int, Span] = {}
    for path, found in by_path.items():
        # The nodes of one file are many times as large as the file: one at a time.
        positions = _positions(tree.read(path) or b"")
        result.update((id(diagnostic), _span(diagnostic.place, positions)) for diagnostic in found)
    return result


def _positions(data: bytes) -> _Positions:
    text = with_one_kind_of_line_end(data[:MAX_BYTES].decode("utf-8-sig", "replace"))
    try:
        node = compose(text)
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
            found = node_place(place.path, target)
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
