"""What the models say of wrong values: a rule, a place in the author's file, and the values that the message prints."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmsdocs.cache import Cache
from qmsdocs.decode import decode, nearest
from qmsdocs.findings import findings_text
from qmsdocs.model import Document, Form, Settings
from qmsdocs.model.text import Model
from qmsdocs.pipeline import load
from qmsdocs.source import read_yaml

BASE = Path(__file__).parent / "cases" / "base"
HEAD = "number: QP-01\ntitle: T\nowner: boss\n"
Found = tuple[str, tuple[str | int, ...], dict[str, object]]


def problems(model: type[Model], text: str) -> list[Found]:
    """Rule with variant, route and values of each problem."""
    value, found = read_yaml("x.yaml", text.encode())
    assert found == []
    return [
        (f"{problem.rule}.{problem.variant}".rstrip("."), problem.place.route, dict(problem.values))
        for problem in decode(model, value, "x.yaml")[1]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("colour: red", ("unknown-key.far", ("colour",), {})),
        ("ownr: red", ("unknown-key", ("ownr",), {"key": "ownr", "near": "owner"})),
        ("parent: WI 1", ("bad-form.number", ("parent",), {"value": "WI 1"})),
        ("parent:", ("empty-value", ("parent",), {"key": "parent"})),
        ("terms: [A B]", ("bad-form.key", ("terms", 0), {"value": "A B"})),
        ("responsibilities: {A B: c}", ("bad-form.key", ("responsibilities", "A B"), {"value": "A B"})),
        ("terms: a", ("wrong-type.list", ("terms",), {"key": "terms"})),
        ("title2: [a]", ("unknown-key", ("title2",), {"key": "title2", "near": "title"})),
        ("scope: {a: b}", ("wrong-type.content", ("scope",), {"key": "scope"})),
        ("scope: []", ("empty-value", ("scope",), {"key": "scope"})),
        ("scope:", ("empty-value", ("scope",), {"key": "scope"})),
        ("scope: [{text: ''}]", ("empty-value", ("scope", 0, "text"), {"key": "text"})),
        ("scope: [a]", ("unknown-block", ("scope", 0), {})),
        ("scope: [{note: [a]}]", ("wrong-type.text", ("scope", 0, "note"), {"key": "note"})),
        ("scope: [{note: a, text: b}]", ("unknown-key.far", ("scope", 0, "text"), {"key": "text"})),
        ("scope: [{picture: a.png}]", ("wrong-type.mapping", ("scope", 0, "picture"), {"key": "picture"})),
        ("scope: [{picture: {file: a.png}}]", ("missing-key", ("scope", 0, "picture"), {"key": "alt"})),
        (
            "scope: [{picture: {file: a.png, alt: b, width: 5}}]",
            ("out-of-range.least", ("scope", 0, "picture", "width"), {"value": "5", "limit": 10}),
        ),
        (
            "scope: [{landscape: [{note: a, colour: b}]}]",
            ("unknown-key.far", ("scope", 0, "landscape", 0, "colour"), {"key": "colour", "known": "id, note"}),
        ),
        ("chapters: [a]", ("wrong-type.mapping", ("chapters", 0), {"key": "chapters"})),
        ("chapters: [{id: a}]", ("missing-key", ("chapters", 0), {"key": "title"})),
        (
            "chapters: [{id: a, title: b, sections: [{id: c, title: d, nubered: true}]}]",
            ("unknown-key", ("chapters", 0, "sections", 0, "nubered"), {"key": "nubered", "near": "numbered"}),
        ),
        (
            "chapters: [{id: a, title: b, numbered: perhaps}]",
            ("wrong-type.yes-no", ("chapters", 0, "numbered"), {"key": "numbered"}),
        ),
        ("steps: [{id: a, record: {b: c}}]", ("wrong-type.list", ("steps", 0, "record"), {"key": "record"})),
        ("steps: [{id: a, record: ''}]", ("empty-value", ("steps", 0, "record"), {"key": "record"})),
        ("clauses: {iso-1: '7.1'}", ("wrong-type.list", ("clauses", "iso-1"), {"key": "iso-1"})),
        (
            "reviews: [{on: 2026-02-29, by: a, result: keep}]",
            ("bad-date.impossible", ("reviews", 0, "on"), {"value": "2026-02-29"}),
        ),
        ("reviews: [{on: 29.2.26, by: a, result: keep}]", ("bad-date", ("reviews", 0, "on"), {"value": "29.2.26"})),
        (
            "reviews: [{on: 2026-02-28, by: a, result: kept}]",
            ("unknown-value", ("reviews", 0, "result"), {"value": "kept", "expected": "keep, change, withdraw"}),
        ),
        (
            "accepted: [{rule: a, at: b, reason: because}]",
            ("empty-value.short", ("accepted", 0, "reason"), {"key": "reason", "least": 10}),
        ),
    ],
)
def test_a_wrong_value_is_one_problem(text: str, expected: Found) -> None:
    """Each mistake is told once, at the author's place, with what the message needs."""
    ((rule, route, values),) = problems(Document, HEAD + text + "\n")

    assert (rule, route) == expected[:2]
    assert expected[2].items() <= values.items()


@pytest.mark.parametrize("roles", ["all", "none", "registrar", "[registrar, boss]", "[]"])
def test_roles_to_train_are_a_word_or_a_list(roles: str) -> None:
    """`all`, `none`, one role, or several."""
    revision = "label: a, class: change, effective: 2026-01-01, changes: [{what: b, why: c}]"

    assert problems(Document, f"{HEAD}revisions: [{{{revision}, training: {{roles: {roles}}}}}]\n") == []


def test_all_problems_at_once() -> None:
    """A file with five mistakes has five problems, in the order of the model."""
    text = "number: 5\nowner: A B\nsteps: [{titel: c}]\n"

    assert [rule for rule, *_ in problems(Document, text)] == [
        "bad-form.number",
        "missing-key",
        "bad-form.key",
        "missing-key",
        "unknown-key",
    ]


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("titel", ["title", "type"], "title"),
        ("colour", ["title"], ""),
        ("notes", ["codes"], ""),
        ("", ["title"], ""),
        ("title", [], ""),
    ],
)
def test_a_suggestion_is_near_or_missing(word: str, known: list[str], expected: str) -> None:
    """A word that is only somewhat alike would be a guess."""
    assert nearest(word, known) == expected


# ── Nothing that an author can write stops the program ──────────────────────

_VALUES: dict[Path, Any] = {
    file.relative_to(BASE): read_yaml(file.name, file.read_bytes())[0] for file in sorted(BASE.rglob("*.yaml"))
}
_ODD: list[Any] = [
    *("", "x", "none", "end", "1", "-1", "0", "true", "QP-01", "QP-1", "QP-01/", "[QP-01/x]", "{limits.answer}", "{a}"),
    *(
        "2026-02-30",
        "../..",
        "a" * 300,
        "limits.",
        "receiver",
        "5 days",
        "> 5 days",
        "应及时",
        "*x*",
        "- a\n1. b",
        "\0",
    ),
    *([], {}, ["x"], ["", ""], {"x": "y"}, {"": ""}, [[]], [{}], {"id": "x"}, {"text": ""}),
    *({"picture": {"file": "..", "alt": "x"}}, [{"generated": "limits"}], {"landscape": [{"text": "x"}]}),
]
_Route = tuple[str | int, ...]


def _routes(value: Any, route: _Route = ()) -> Iterator[_Route]:
    yield route
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _routes(inner, (*route, key))


def _changed(value: Any, route: _Route, kind: str, odd: Any) -> Any:
    if not route:
        return odd
    result: Any = value.copy()
    key = route[0]
    if len(route) > 1:
        result[key] = _changed(value[key], route[1:], kind, odd)
    elif kind == "remove":
        del result[key]
    elif kind == "double" and isinstance(result, list):
        result.append(value[key])
    elif kind == "rename" and isinstance(result, dict):
        result[str(odd)[:30]] = result.pop(key)
    else:
        result[key] = odd
    return result


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_a_source_stops_the_program(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is set, removed, renamed or doubled anywhere in a repository: `check` answers, in both languages."""
    house = shutil.copytree(BASE, tmp_path_factory.mktemp("house") / "house")
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(_VALUES)))
        value = _VALUES[path]
        route = data.draw(st.sampled_from(list(_routes(value))))
        kind = data.draw(st.sampled_from(["set", "remove", "rename", "double"]))
        changed = _changed(value, route, kind, data.draw(st.sampled_from(_ODD)))
        (house / path).write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")

    findings = load(house, date(2026, 11, 24), Cache.none()).findings

    for language in ("en", "zh"):
        assert findings_text(findings, (), language).plain


@pytest.mark.parametrize("model", [Document, Form, Settings])
def test_a_file_is_keys_with_values(model: type[Model]) -> None:
    """A text or a list in place of a file is one problem."""
    assert problems(model, "a text\n") == [("wrong-type.file", (), {})]
    assert problems(model, "- a\n") == [("wrong-type.file", (), {})]
