"""Plain values into models: what pydantic says of a value becomes diagnostics with a place, a plain sentence and a hint."""

from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.content import BLOCK_KINDS
from qmsdocs.model.text import Model

M = TypeVar("M", bound=Model)


def decode(model: type[M], value: Any, path: str) -> tuple[M | None, list[Diagnostic]]:
    """`value` as a `model`, or None with every problem that its schema finds."""
    if not isinstance(value, dict):
        return None, [_wrong_type(Place(path), value, "mapping")]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        problems: dict[tuple[str, tuple[str | int, ...]], Diagnostic] = {}
        for detail in error.errors(include_url=False):
            diagnostic = _diagnostic(model, detail, path)
            problems.setdefault((diagnostic.rule, diagnostic.place.route), diagnostic)
        return None, list(problems.values())


def nearest(word: str, known: Any) -> str:
    """The word of `known` that the author most likely meant; "" when none is near."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def _diagnostic(model: type[Model], detail: ErrorDetails, path: str) -> Diagnostic:
    route, given = detail["loc"], detail["input"]
    context: dict[str, Any] = detail.get("ctx", {})
    place = Place(path, route)
    match detail["type"]:
        case "missing":
            return Diagnostic("missing-key", place, values={"key": route[-1]})
        case "extra_forbidden":
            return _unknown_key(model, route, place)
        case "literal_error":
            expected = context["expected"].replace("'", "").replace(" or ", ", ")
            near = nearest(str(given), expected.split(", "))
            values = {"value": given, "expected": expected, "near": near or expected.split(", ")[0]}
            return Diagnostic("unknown-value", place, values=values)
        case "string_pattern_mismatch":
            return Diagnostic("bad-form", place, values={"value": given}, variant=_pattern_name(context["pattern"]))
        case "day":
            return Diagnostic("bad-date", place, values={"value": given})
        case "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return Diagnostic("bad-date", place, values={"value": given}, variant="impossible")
        case "block":
            return Diagnostic("unknown-block", place, values={"kinds": ", ".join(BLOCK_KINDS)})
        case "string_too_short" | "too_short":
            return Diagnostic("empty-value", place, values={"key": _name(route)})
        case "int_parsing" | "int_type":
            return Diagnostic("wrong-type", place, values=_given(given, route), variant="number")
        case "bool_parsing" | "bool_type":
            return Diagnostic("wrong-type", place, values=_given(given, route), variant="yes-no")
        case "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("le"))
            variant = "least" if "ge" in context else "most"
            return Diagnostic("out-of-range", place, values={"value": given, "limit": limit}, variant=variant)
        case "string_too_long":
            return Diagnostic("out-of-range", place, values={"limit": context["max_length"]}, variant="length")
        case kind:
            return _wrong_type(place, given, _EXPECTED.get(kind, "text"))


_EXPECTED = {
    "string_type": "text",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "content": "content",
}


def _wrong_type(place: Place, given: Any, expected: str) -> Diagnostic:
    if given == "" and expected in ("list", "mapping"):
        return Diagnostic("empty-value", place, values={"key": _name(place.route)})
    return Diagnostic("wrong-type", place, values=_given(given, place.route), variant=expected)


def _given(given: Any, route: tuple[str | int, ...]) -> dict[str, object]:
    kind = "mapping" if isinstance(given, dict) else "list" if isinstance(given, list | tuple) else "text"
    return {"kind": kind, "key": _name(route), "value": given if kind == "text" else ""}


def _name(route: tuple[str | int, ...]) -> str:
    return next((part for part in reversed(route) if isinstance(part, str)), "file")


def _unknown_key(model: type[Model], route: tuple[str | int, ...], place: Place) -> Diagnostic:
    key = str(route[-1])
    known = _keys_at(model, route[:-1])
    near = nearest(key, known)
    values = {"key": key, "near": near, "known": ", ".join(known)}
    return Diagnostic("unknown-key", _on_key(place), values=values, variant="" if near else "far")


def _on_key(place: Place) -> Place:
    return Place(place.path, place.route, key=True)


def _keys_at(model: Any, route: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand in the mapping at `route` of `model`."""
    for part in route:
        if not isinstance(part, str):
            continue
        if part in BLOCK_KINDS and not (_fields(model).get(part)):
            model = BLOCK_KINDS[part]
            continue
        annotation = _fields(model).get(part)
        if annotation is not None:
            model = _model_in(annotation) or model
    return [name for name in _fields(model) if name != "answer_texts"]


def _fields(model: Any) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None


def _pattern_name(pattern: str) -> str:
    if "sha256" in pattern:
        return "fingerprint"
    if "A-Z" in pattern:
        return "number"
    return "file" if "<>" in pattern else "key"
