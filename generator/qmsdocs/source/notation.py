"""Plain values as the house writes them in YAML: values in, lines out.

Texts stand plain where every reader takes them for a text, days always; else in double quotes. In a block, what is
short and holds no mappings in a list stands on one line in brackets or braces.
"""

import json
import re
from typing import Any

import yaml

from qmsdocs.source.nodes import compose
from qmsdocs.source.values import Value, read_yaml


class Bare(str):
    """A word that stands without quotes: `true` where a schema asks for yes or no."""


WIDEST = 118
"""The last column of what is written in brackets or braces."""


def flow(value: Value) -> str:
    """`value` on one line, for a place inside brackets or braces."""
    match value:
        case dict():
            return "{" + ", ".join(pair(key, flow(inner)) for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case _:
            return _scalar(value, "[{}]")


def pair(key: str, written: str) -> str:
    """A key with its value as it is `written`; "" when that stands on the lines below."""
    # `on`, the day of a signature or review, would be a truth value to old readers of YAML only.
    return f"{key if key == 'on' else _scalar(key, '[{}]')}: {written}".rstrip(" ")


def fits(value: Value, column: int) -> bool:
    """Whether `value` is short and simple enough to stand on one line from `column` on."""
    return _is_simple(value) and column + len(flow(value)) <= WIDEST


def block(value: Value, column: int, before: int) -> tuple[str, list[str]]:
    """`value` of a key or dash in `column`: what stands behind that, from column `before` on, and the lines below."""
    if isinstance(value, str):
        return _block_text(value, " " * (column + 2)) or (_scalar(value, "- {}"), [])
    if not value or fits(value, before):
        return flow(value), []
    if isinstance(value, list):
        return "", [line for inner in value for line in item(inner, column + 2, in_braces=True)]
    return "", _pairs(value, column + 2)


def item(value: Value, column: int, *, in_braces: bool) -> list[str]:
    """The lines of `value` as an item with its dash in `column`; `in_braces` puts a mapping on one line if it fits."""
    if isinstance(value, dict) and value and not (in_braces and fits(value, column + 2)):
        lines = _pairs(value, column + 2)
        return [" " * column + "- " + lines[0].lstrip(" "), *lines[1:]]
    head, lines = block(value, column, column + 2)
    return [" " * column + f"- {head}".rstrip(" "), *lines]


def lines_of(value: dict[str, Any]) -> list[str]:
    """The lines of a whole file that holds `value`."""
    return _pairs(value, 0)


def _pairs(value: dict[str, Any], column: int) -> list[str]:
    lines = []
    for key, inner in value.items():
        head, below = block(inner, column, column + len(pair(key, "")) + 1)
        lines += [" " * column + pair(key, head), *below]
    return lines


def _is_simple(value: Value) -> bool:
    match value:
        case dict():
            return all(map(_is_simple, value.values()))
        case list():
            return all(not isinstance(inner, dict) and _is_simple(inner) for inner in value)
        case _:
            return "\n" not in value


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[-+.0-9][-+.,:_0-9eExXoO]*")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_RESOLVER = yaml.resolver.Resolver()


def _scalar(text: str, frame: str) -> str:
    """`text` plain if it reads back in `frame`, a list of one item, and is no number to any reader; else quoted."""
    quoted = _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
    if _DAY.fullmatch(text) or isinstance(text, Bare):
        return str(text)
    if _UNSEEN.search(text) or _NUMBER.fullmatch(text):
        return quoted
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    if tag != _RESOLVER.DEFAULT_SCALAR_TAG:
        return quoted
    try:
        node = compose(frame.format(text))
    except (yaml.YAMLError, RecursionError):
        return quoted
    is_same = isinstance(node, yaml.SequenceNode) and [inner.value for inner in node.value] == [text]
    return text if is_same else quoted


def _block_text(text: str, indentation: str) -> tuple[str, list[str]] | None:
    """`text` of several lines below its `|`; None where it does not read back so."""
    if "\n" not in text or _UNSEEN.search(text):
        return None
    head = "|" if text.endswith("\n") else "|-"
    lines = [indentation + line if line else "" for line in text.removesuffix("\n").split("\n")]
    written = "\n".join([f"text: {head}", *lines, ""]).encode()
    return (head, lines) if read_yaml("", written) == ({"text": text}, []) else None
