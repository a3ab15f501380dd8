"""Edits in a YAML file that leave every other byte as it was: bytes and what is to change in, bytes out.

Text is put in at places found from the nodes. The result is read again and must hold what was meant, nothing else.
A comment belongs to what stands below it, unless a blank line parts them; an indented one to what it is indented under.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from qmsdocs.locale import label
from qmsdocs.model.text import Route
from qmsdocs.source import notation
from qmsdocs.source.nodes import compose, line_and_column, with_one_kind_of_line_end
from qmsdocs.source.values import Value, read_yaml


class CannotEdit(Exception):  # noqa: N818 - it says what is so, not that we erred
    """The file is written in a way that cannot be edited safely; says where (line, column) and why.

    `key` and `values` give the reason, in the locale a sentence without its full stop.
    """

    def __init__(self, reason: str, line: int, column: int, **values: object) -> None:
        """`reason` stands in the locale under `cannot-edit.…`; line and column count from 1."""
        self.key, self.values = f"cannot-edit.{reason}", values
        self.line, self.column = line, column
        super().__init__(f"line {line}, column {column}: {label('en', self.key, **values)}")


def with_item(
    data: bytes, route: Route, item: dict[str, Any] | str, *, first: bool = False, flow: bool = False
) -> bytes:
    """`data` with `item` added to the list at `route`, last or `first`; a missing list is added to its mapping.

    The item is written like its neighbour. Where there is none, `flow` asks for braces on one line.
    """
    file, place = _found(data, route)
    node = place.node
    if node is None or _is_unwritten(node):
        place.container[place.key] = [item]
        return _put(file, place, "", notation.item(item, place.column + 2, in_braces=flow))
    if not isinstance(node, yaml.SequenceNode):
        raise _refusal(node, "no-list", name=place.key)
    place.container[place.key].insert(0 if first else len(node.value), item)
    if not node.flow_style:
        return _put_beside(file, node, item, first)
    if node.value or place.parent.flow_style or notation.fits(item, node.start_mark.column + 2):
        return _put_inside(file, node, notation.flow(item), first)
    return _put(file, place, "", notation.item(item, place.column + 2, in_braces=flow))


def with_value(data: bytes, route: Route, value: Value) -> bytes:
    """`data` with the value at `route` set; a comment behind it stays. A missing key is added to its mapping."""
    file, place = _found(data, route)
    if isinstance(place.node, yaml.CollectionNode) and not place.node.flow_style:
        raise _refusal(place.node, "own-lines", name=place.key)
    place.container[place.key] = value
    before = place.node.start_mark.column if place.node else place.column + len(str(place.key)) + 2
    return _put(file, place, *notation.block(value, place.column, before))


def without(data: bytes, route: Route) -> bytes:
    """`data` without the list item or the key at `route`, if no comment goes with it and something stays beside it."""
    file, place = _found(data, route)
    if place.node is None:
        raise _refusal(place.parent, "missing", name=place.key)
    del place.container[place.key]
    start, end = (_stretch_inside if place.parent.flow_style else _whole_lines)(file, place, place.node)
    if _COMMENT.search(file.text[start:end]):
        raise _refusal(place.node, "comment-lost")
    return _changed(file, (start, end, ""))


def with_texts(data: bytes, texts: Mapping[Route, str], keys: Mapping[Route, str] | None = None) -> bytes:
    """`data` with other texts at many routes, as `model.text.texts` gives them, and other names for `keys`; all else
    stays as it was."""
    file, root = _read(data)
    changes: list[_Change] = []
    for route, text in texts.items():
        place = _text_place(_place(root, file.value, route))
        node = place.node
        if not isinstance(node, yaml.ScalarNode):
            raise _refusal(node or place.parent, "missing", name=place.key)
        # A block text ends with its line end, which a translation leaves out.
        place.container[place.key] = f"{text}\n" if node.value.endswith("\n") else text
        changes.append(_instead(file, place))
    changes += [_renamed(file, _place(root, file.value, route), name) for route, name in (keys or {}).items()]
    return _changed(file, *changes)


def _renamed(file: "_File", place: "_Place", name: str) -> "_Change":
    """Another name for the key at a place; the keys of a mapping stay in their order."""
    held = list(place.container.items())
    place.container.clear()
    place.container.update((name if key == place.key else key, value) for key, value in held)
    node = next(first for first, last in _pairs(place.parent) if last is place.node)
    return _put_instead(file, node, notation.pair(name, "").removesuffix(":"), [])


def _text_place(place: "_Place") -> "_Place":
    """Where a text stands that is the only block of a part: it may be written as a list of this one block."""
    if isinstance(place.node, yaml.SequenceNode):
        return _place(place.node, place.container[place.key], ("1", "text"))
    return place


# Where things stand


@dataclass(frozen=True)
class _File:
    """A file as text, and the value that it holds or, once an edit has changed it, must hold."""

    mark: bytes
    text: str
    starts: list[int]
    value: Value

    def index(self, mark: yaml.Mark) -> int:
        return self.starts[mark.line] + mark.column

    def line(self, number: int) -> str:
        """A line without its end, counted from 0."""
        return self.text[self.starts[number] : self.starts[number + 1]].rstrip("\r\n")

    def end_of(self, number: int) -> int:
        return self.starts[number] + len(self.line(number))

    def first_line(self, node: yaml.Node) -> int:
        """The first line of a node and of the comment directly above it."""
        number = int(node.start_mark.line)
        while number and self.line(number - 1).lstrip().startswith("#"):
            number -= 1
        return number

    def last_line(self, node: yaml.Node) -> int:
        """The last line of a node, whose end mark may stand behind comments and blank lines that follow."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            return self.last_line(_pairs(node)[-1][1])
        number = int(node.end_mark.line)
        if _is_block_text(node):
            number -= node.end_mark.column == 0
            while not node.value.endswith("\n\n") and not self.line(number).strip():
                number -= 1
        return number

    def last_line_with_comments(self, node: yaml.Node, column: int) -> int:
        """The last line of a node and of the comments below it that are indented deeper than `column`."""
        last = self.last_line(node)
        for number in range(last + 1, len(self.starts) - 1):
            line = self.line(number)
            if line.startswith(" " * (column + 1)) and line.lstrip().startswith("#"):
                last = number
            elif line.strip():
                break
        return last


@dataclass(frozen=True)
class _Place:
    """The end of a route: the node there, None for a missing key; and what holds it, as node and as plain value."""

    parent: yaml.CollectionNode
    node: yaml.Node | None
    container: Any
    key: Any

    @property
    def column(self) -> int:
        """Where the keys or the dashes of the parent stand."""
        return int(self.parent.start_mark.column)


def _found(data: bytes, route: Route) -> tuple[_File, _Place]:
    file, root = _read(data)
    return file, _place(root, file.value, route)


def _read(data: bytes) -> tuple[_File, yaml.Node]:
    value, problems = read_yaml("", data)
    if problems or value is None:
        raise CannotEdit("unreadable", problems[0].place.line, problems[0].place.column)
    text = data.decode("utf-8-sig")
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    root = compose(with_one_kind_of_line_end(text))
    assert root is not None, "a file without a node has no value"
    starts = list(accumulate(map(len, text.splitlines(keepends=True)), initial=0))
    return _File(mark, text, starts, value), root


def _place(node: yaml.Node, value: Any, route: Route) -> _Place:
    if not route or not isinstance(node, yaml.CollectionNode):
        raise _refusal(node, "no-place", name=".".join(route))
    key: Any = route[0]
    if isinstance(node, yaml.MappingNode):
        inner = next((inner for name, inner in node.value if name.value == key), None)
    else:
        key = _item_number(node, value, key)
        inner = node.value[key]
    if len(route) == 1:
        return _Place(node, inner, value, key)
    if inner is None:
        raise _refusal(node, "missing", name=key)
    return _place(inner, value[key], route[1:])


def _item_number(node: yaml.Node, items: list[Any], part: str) -> int:
    """The number from 0 of the one item with `part` as id, label or part; where there is none, it is a place from 1."""
    named = [
        number
        for number, item in enumerate(items)
        if isinstance(item, dict) and part in (item.get("id"), item.get("label"), item.get("part"))
    ]
    if not named and part.isdecimal() and 1 <= int(part) <= len(items):
        return int(part) - 1
    if not named:
        raise _refusal(node, "no-item", name=part)
    if len(named) > 1:
        raise _refusal(node, "several-items", count=len(named), name=part)
    return named[0]


def _pairs(node: yaml.CollectionNode) -> list[tuple[yaml.Node, yaml.Node]]:
    """What stands in a mapping or list, each with its first and its last node."""
    return list(node.value) if isinstance(node, yaml.MappingNode) else [(item, item) for item in node.value]


def _is_block_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _is_unwritten(node: yaml.Node) -> bool:
    """Whether nothing stands behind the key."""
    return isinstance(node, yaml.ScalarNode) and bool(node.start_mark.index == node.end_mark.index)


def _refusal(node: yaml.Node, reason: str, **values: object) -> CannotEdit:
    return CannotEdit(reason, node.start_mark.line + 1, node.start_mark.column + 1, **values)


# What changes

_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)
_Change = tuple[int, int, str]
"""From where to where something else shall stand, and what."""


def _put(file: _File, place: _Place, head: str, lines: list[str]) -> bytes:
    """The file with the new value in its place: `head` behind the key, `lines` below; inside braces all on one line."""
    node, parent, written = place.node, place.parent, notation.flow(place.container[place.key])
    if node is not None:
        return _changed(file, _put_instead(file, node, *((written, []) if parent.flow_style else (head, lines))))
    if parent.flow_style:
        return _put_inside(file, parent, notation.pair(place.key, written), first=False)
    blank = [""] if lines and not place.column else []
    key = " " * place.column + notation.pair(place.key, head)
    return _put_below(file, file.last_line_with_comments(parent, place.column), [*blank, key, *lines])


def _instead(file: _File, place: _Place) -> _Change:
    """The value that the container holds by now, instead of the text that stands in the file."""
    node, value = place.node, place.container[place.key]
    assert node is not None
    if place.parent.flow_style:
        return _put_instead(file, node, notation.flow(value), [])
    return _put_instead(file, node, *notation.block(value, place.column, node.start_mark.column))


def _put_instead(file: _File, node: yaml.Node, head: str, lines: list[str]) -> _Change:
    """`head` instead of a node, and `lines` below the rest of its last line."""
    start, end, last = file.index(node.start_mark), file.index(node.end_mark), file.last_line(node)
    gone = "" if isinstance(node, yaml.ScalarNode) else file.text[start:end]
    if _is_block_text(node):
        end, gone = file.end_of(last), file.line(node.start_mark.line)[node.start_mark.column :]
    if _COMMENT.search(gone):
        raise _refusal(node, "comment-lost")
    rest = file.text[end : file.end_of(last)] if lines else ""
    if not head:
        start = len(file.text[:start].rstrip(" "))
    elif file.text[start - 1] in ":-":
        head = f" {head}"
    return start, end + len(rest), head + rest + "".join(f"\n{line}" for line in lines)


def _put_below(file: _File, number: int, lines: list[str]) -> bytes:
    """The file with `lines` below a line."""
    return _changed(file, (file.end_of(number), file.end_of(number), "\n" + "\n".join(lines)))


def _put_beside(file: _File, node: yaml.CollectionNode, item: Value, first: bool) -> bytes:
    """The file with `item` in a list with a dash for each item, parted by blank lines if the others are."""
    neighbour = node.value[0 if first else -1]
    in_braces = isinstance(neighbour, yaml.CollectionNode) and bool(neighbour.flow_style)
    lines = notation.item(item, node.start_mark.column, in_braces=in_braces)
    blank = [""] if len(node.value) > 1 and not file.line(file.first_line(node.value[1]) - 1).strip() else []
    if not first:
        return _put_below(file, file.last_line_with_comments(node, node.start_mark.column), [*blank, *lines])
    if file.line(node.start_mark.line)[: node.start_mark.column].strip():
        raise _refusal(node, "begins-behind")
    start = file.starts[file.first_line(node)]
    return _changed(file, (start, start, "\n".join([*lines, *blank, ""])))


def _put_inside(file: _File, node: yaml.CollectionNode, written: str, first: bool) -> bytes:
    """The file with what is `written` inside brackets or braces, on a line of its own if its neighbour has one."""
    start, end = file.index(node.start_mark) + 1, file.index(node.end_mark) - 1
    pairs = _pairs(node)
    if not pairs:
        if _COMMENT.search(file.text[start:end]):
            raise _refusal(node, "comment-in-the-way")
        return _changed(file, (start, end, written))
    beside, last = pairs[0 if first else -1]
    edge = beside.start_mark if first else last.end_mark
    at, column = file.index(edge), beside.start_mark.column
    if _COMMENT.search(file.text[start:at] if first else file.text[at:end]):
        raise _refusal(node, "comment-in-the-way")
    comma = ", "
    if not file.line(beside.start_mark.line)[:column].strip():
        comma = f",\n{' ' * column}"
    elif len(file.line(edge.line) + comma + written) > notation.WIDEST:
        comma = f",\n{' ' * pairs[0][0].start_mark.column}"
    return _changed(file, (at, at, written + comma if first else comma + written))


def _stretch_inside(file: _File, place: _Place, node: yaml.Node) -> tuple[int, int]:
    """From where to where something inside brackets or braces stands, with one comma."""
    pairs = _pairs(place.parent)
    number = [last for _, last in pairs].index(node)
    first, last = pairs[number]
    start = file.index(pairs[number - 1][1].end_mark if number else first.start_mark)
    return start, file.index(pairs[1][0].start_mark if not number and len(pairs) > 1 else last.end_mark)


def _whole_lines(file: _File, place: _Place, node: yaml.Node) -> tuple[int, int]:
    """From where to where an item or a key with its value stands on lines of its own."""
    pairs = _pairs(place.parent)
    first = next(first for first, last in pairs if last is node)
    opening = r" *" if isinstance(place.parent, yaml.MappingNode) else r" *- +"
    number = first.start_mark.line
    if len(pairs) == 1 or not re.fullmatch(opening, file.line(number)[: first.start_mark.column]):
        raise _refusal(first, "not-alone")
    return file.starts[file.first_line(first)], file.starts[file.last_line_with_comments(node, place.column) + 1]


def _changed(file: _File, *changes: _Change) -> bytes:
    """The bytes with the changes made. Raises CannotEdit unless they hold the value that they must hold."""
    line_end, text = (re.search(r"\r\n|\r|\n", file.text) or "\n")[0], file.text
    first = min((start for start, _, _ in changes), default=0)
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new.replace("\n", line_end) + text[end:]
    data = file.mark + text.encode()
    if read_yaml("", data) != (file.value, []):
        raise CannotEdit("too-much", *line_and_column(file.text, first))
    return data
