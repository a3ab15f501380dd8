"""YAML text into nodes, every scalar as the text that the author wrote. Depth is bounded beforehand."""

import re
from typing import Any

import yaml

from qmsdocs.diagnostics import Place

MAX_DEPTH = 40
"""How deep mappings and lists may stand in one another."""


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
PLAIN_TAGS = frozenset(_TAGS.values())
"""The tags of what authors write; every other one is refused."""


def compose(text: str) -> yaml.Node | None:
    """The nodes of `text`, None for no text. Raises yaml.YAMLError, and RecursionError when it nests too deep."""
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


def with_one_kind_of_line_end(text: str) -> str:
    """`text` with a newline at every end of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def node_place(path: str, node: yaml.Node) -> Place:
    """The place of a node; its length is 0 when it spans lines."""
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else 0
    return Place(path, line=start.line + 1, column=start.column + 1, length=length)
