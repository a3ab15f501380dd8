"""Edits in YAML files: what is meant is there afterwards, and everything else is as its author wrote it."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.source import CannotEdit, Value, read_yaml, with_item, with_value, without

HERE = Path(__file__).parent
OURS = [
    path.read_bytes()
    for folder in ("manual", "procedures", "work_instructions", "forms", "tests/cases/base", "tests/cases/edits", "")
    for path in sorted((HERE.parent / folder).glob("**/*.yaml" if folder else "qms*.yaml"))
]


def value_of(data: bytes) -> Any:
    """The value of a file without problems."""
    value, problems = read_yaml("x.yaml", data)
    assert problems == []
    return value


def cases(name: str) -> list[Any]:
    """The cases of a file, each by its name."""
    path = HERE / "cases" / "edits" / f"{name}.yaml"
    return [pytest.param(case, id=title) for title, case in value_of(path.read_bytes()).items()]


def edited(case: dict[str, Any], data: bytes) -> bytes:
    """`data` after what a case asks for."""
    match case:
        case {"with_item": {"route": route, "item": item, **how}}:
            return with_item(data, tuple(route), item, first="first" in how, flow="flow" in how)
        case {"with_value": {"route": route, "value": value}}:
            return with_value(data, tuple(route), value)
        case {"without": {"route": route}}:
            return without(data, tuple(route))
        case _:
            raise AssertionError(case)


@pytest.mark.parametrize("case", cases("lists") + cases("values") + cases("removals"))
def test_an_edit_changes_what_is_meant_and_nothing_else(case: dict[str, Any]) -> None:
    """The file afterwards is, letter by letter, the one that a careful author would have written."""
    assert edited(case, case["before"].encode()).decode() == case["after"]


@pytest.mark.parametrize("case", cases("lists") + cases("values") + cases("removals"))
def test_line_ends_and_byte_order_mark_stay(case: dict[str, Any]) -> None:
    """A file from Windows is one afterwards, in the new lines too."""
    before, after = (f"\ufeff{case[key]}".replace("\n", "\r\n").encode() for key in ("before", "after"))

    assert edited(case, before) == after


@pytest.mark.parametrize("case", cases("lists") + cases("values"))
def test_a_file_that_does_not_end_its_last_line_never_does(case: dict[str, Any]) -> None:
    """The end of the file is its author's."""
    before, after = (case[key].removesuffix("\n").encode() for key in ("before", "after"))
    if not before.endswith(b"\n"):
        assert edited(case, before) == after


@pytest.mark.parametrize("case", cases("refusals"))
def test_what_cannot_be_edited_safely_is_refused(case: dict[str, Any]) -> None:
    """The refusal says where in the file it failed, and why."""
    with pytest.raises(CannotEdit) as caught:
        edited(case, case["before"].encode())

    assert str(caught.value) == case["refusal"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("First issue.", "First issue."),
        ("投诉：见下文", "投诉：见下文"),
        ("see [QP-05] and {limits.register}", "see [QP-05] and {limits.register}"),
        ("2026-10-01", "2026-10-01"),
        ("sha256:0a", "sha256:0a"),
        ("1.0", '"1.0"'),
        ("01", '"01"'),
        ("1e3", '"1e3"'),
        ("12:30", '"12:30"'),
        ("yes", '"yes"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("", '""'),
        (" a ", '" a "'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ("{limits.register}", '"{limits.register}"'),
        ("[QP-05]", '"[QP-05]"'),
        ('"a" b', '"\\"a\\" b"'),
        ("it's \\", "it's \\"),
        ("*a", '"*a"'),
        ("&a b", '"&a b"'),
        ("!a b", '"!a b"'),
        ("a\tb\x85", '"a\\tb\\u0085"'),
        ("a]: [b", '"a]: [b"'),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\n# b\n", "|\n  a\n\n  # b"),
        ("  a\nb\n", '"  a\\nb\\n"'),
        ("a\n\tb\n", '"a\\n\\tb\\n"'),
        ("a\n\n", '"a\\n\\n"'),
    ],
)
def test_a_text_is_quoted_only_where_it_must_be(text: str, written: str) -> None:
    """Dates and running text stand plain; what a reader would take for something else stands in quotes."""
    assert with_value(b"a: b\n", ("a",), text).decode() == f"a: {written}\n"


TEXTS = st.sampled_from(
    ["First issue.", "1.0", "投诉", "a: b #c", "x, {y}", "no", "a\n\n  b\n", "[", " ", ""]
) | st.text(max_size=12)
KEYS = st.sampled_from(["label", "as", "by", "on", "yes", "1", "a: b"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
ITEMS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4) | TEXTS


def places(value: Value, route: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any, Any]]:
    """Every place of a value below its top: its route, what holds it, and its key there."""
    found = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        part = key if isinstance(key, str) else name_of(inner) or str(key + 1)
        found += [((*route, part), value, key), *places(inner, (*route, part))]
    return found


def name_of(item: Any) -> str:
    """The name of an item in a route, where it has one."""
    return str(item.get("id") or item.get("label") or "") if isinstance(item, dict) else ""


def comments(data: bytes) -> list[str]:
    """The lines of a file that may be comments, and what may be one behind a value."""
    return re.findall(r"(?:^|(?<=\s))#.*", data.decode(), re.MULTILINE)


def lost_lines(before: bytes, after: bytes) -> list[bytes]:
    """The lines of `before` between those that both files begin with and those that both end with."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old


def only_adds(before: bytes, after: bytes) -> bool:
    """Whether `after` is `before` with something put in at one place."""
    same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    return after[same:].endswith(before[same:])


@given(data=st.sampled_from(OURS), draw=st.data(), item=ITEMS, first=st.booleans(), flow=st.booleans())
def test_an_added_item_only_adds(data: bytes, draw: st.DataObject, item: Any, first: bool, flow: bool) -> None:
    """Any list of our own files takes an item: lines are added, or one line in brackets holds more."""
    value = value_of(data)
    lists = [(route, holder[key]) for route, holder, key in places(value) if isinstance(holder[key], list)]
    route, items = draw.draw(st.sampled_from(lists or [(("new",), value.setdefault("new", []))]))
    items.insert(0 if first else len(items), item)

    after = with_item(data, route, item, first=first, flow=flow)

    assert value_of(after) == value
    assert len(lost_lines(data, after)) <= 1
    assert only_adds(data, after) or len(items) == 1  # what was [] may have dashes now
    assert set(comments(data)) <= set(comments(after))


@given(data=st.sampled_from(OURS), draw=st.data(), new=VALUES)
def test_a_value_that_is_set_leaves_the_others_alone(data: bytes, draw: st.DataObject, new: Any) -> None:
    """Any text of our own files can be replaced: the rest of the value is that of before."""
    value = value_of(data)
    texts = [place for place in places(value) if isinstance(place[1][place[2]], str)]
    route, holder, key = draw.draw(st.sampled_from(texts))
    holder[key] = new

    assert value_of(with_value(data, route, new)) == value


@given(data=st.sampled_from(OURS), draw=st.data(), new=VALUES)
def test_a_new_key_only_adds(data: bytes, draw: st.DataObject, new: Any) -> None:
    """Any mapping of our own files takes a key at its end: lines are added, or one line in braces holds more."""
    value = value_of(data)
    mappings = [(route, holder[key]) for route, holder, key in places(value) if isinstance(holder[key], dict)]
    route, mapping = draw.draw(st.sampled_from([((), value), *mappings]))
    mapping["brand-new"] = new

    after = with_value(data, (*route, "brand-new"), new)

    assert value_of(after) == value
    assert len(lost_lines(data, after)) <= 1
    assert only_adds(data, after)
