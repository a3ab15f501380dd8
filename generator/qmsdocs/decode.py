"""Plain values into models: what pydantic says of a value becomes diagnostics with a place, a sentence and a hint."""

from dataclasses import replace
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import available_timezones

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.content import BLOCK_KINDS
from qmsdocs.model.text import Model

M = TypeVar("M", bound=Model)


def decode(model: type[M], value: Any, path: str) -> tuple[M | None, list[Diagnostic]]:
    """`value` as a `model`, or None with every problem that its schema finds."""
    if not isinstance(value, dict):
        return None, [Diagnostic("wrong-type", Place(path), variant="file")]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        problems: dict[tuple[str, tuple[str | int, ...], str | int], Diagnostic] = {}
        for detail in error.errors(include_url=False):
            if _is_of_another_kind(detail):
                continue
            diagnostic = _diagnostic(model, value, detail, path)
            # Of several keys that are missing each is told; of what no kind of block has, only the first.
            route, (*mapping, last) = diagnostic.place.route, detail["loc"]
            each = last if diagnostic.rule == "missing-key" and tuple(mapping) == route else ""
            problems.setdefault((diagnostic.rule, route, each), diagnostic)
        return None, list(problems.values())


def _is_of_another_kind(detail: ErrorDetails) -> bool:
    """Of a list or a fixed word, pydantic complains for both: what is no text was not meant as the word."""
    return any(str(part).startswith("literal[") for part in detail["loc"]) and not isinstance(detail["input"], str)


def nearest(word: str, known: Any, cutoff: float = 0.7) -> str:
    """The word of `known` that the author most likely meant; "" when none is near."""
    matches = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return matches[0] if matches else ""


def _diagnostic(model: type[Model], value: Any, detail: ErrorDetails, path: str) -> Diagnostic:
    route, given = _route_in(value, detail["loc"]), detail["input"]
    context: dict[str, Any] = detail.get("ctx", {})
    place = Place(path, route, key=detail["loc"][-1] == "[key]")
    match detail["type"]:
        case "missing":
            return Diagnostic("missing-key", place, values={"key": detail["loc"][-1]})
        case "extra_forbidden":
            return _unknown_key(model, detail["loc"], place)
        case _ if given == "" or given == []:
            return Diagnostic("empty-value", _on_key(place), values={"key": _name(route)})
        case "literal_error":
            expected = context["expected"].replace("'", "").replace(" or ", ", ")
            return Diagnostic("unknown-value", place, values={"value": given, "expected": expected})
        case "string_pattern_mismatch":
            return Diagnostic("bad-form", place, values={"value": given}, variant=_pattern_name(context["pattern"]))
        case "day":
            return Diagnostic("bad-date", place, values={"value": given})
        case "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return Diagnostic("bad-date", place, values={"value": given}, variant="impossible")
        case "block":
            return Diagnostic("unknown-block", place, values={"kinds": ", ".join(BLOCK_KINDS)})
        case "string_too_short" if str(given).strip():
            values = {"key": _name(route), "least": context["min_length"]}
            return Diagnostic("empty-value", place, values=values, variant="short")
        case "string_too_short" | "too_short":
            return Diagnostic("empty-value", _on_key(place), values={"key": _name(route)})
        case "time_zone":
            near = nearest(str(given), available_timezones())
            values = {"value": given, "near": near}
            return Diagnostic("unknown-value", place, values=values, variant="zone" if near else "zone-far")
        case "outside":
            return Diagnostic("file-outside", place, values={"file": given}, variant="folder")
        case "site_url":
            return Diagnostic("bad-form", place, values={"value": given}, variant="address")
        case "label_pattern":
            return Diagnostic("bad-form", place, values={"value": given}, variant="pattern")
        case "int_parsing" | "int_type":
            return Diagnostic("wrong-type", place, values={"key": _name(route)}, variant="number")
        case "bool_parsing" | "bool_type":
            return Diagnostic("wrong-type", place, values={"key": _name(route)}, variant="yes-no")
        case "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("le"))
            variant = "least" if "ge" in context else "most"
            return Diagnostic("out-of-range", place, values={"value": given, "limit": limit}, variant=variant)
        case kind:
            return Diagnostic("wrong-type", place, values={"key": _name(route)}, variant=_EXPECTED.get(kind, "text"))


_EXPECTED = {
    "string_type": "text",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "content": "content",
}


def _route_in(value: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The route of `location` in the author's `value`; pydantic's names for alternatives of a union are left out."""
    route: list[str | int] = []
    for part, following in zip(location, (*location[1:], None), strict=True):
        if isinstance(value, list):
            if isinstance(part, int):
                value = value[part]
                route.append(part)
        elif isinstance(value, dict) and part in value and not (part in BLOCK_KINDS and following in value):
            value = value[part]
            route.append(part)
    return tuple(route)


def _name(route: tuple[str | int, ...]) -> str:
    return next((part for part in reversed(route) if isinstance(part, str)), "file")


def _unknown_key(model: type[Model], route: tuple[str | int, ...], place: Place) -> Diagnostic:
    key = str(route[-1])
    known = _keys_at(model, route[:-1])
    near = nearest(key, known)
    values = {"key": key, "near": near, "known": ", ".join(known)}
    return Diagnostic("unknown-key", _on_key(place), values=values, variant="" if near else "far")


def _on_key(place: Place) -> Place:
    return replace(place, key=True)


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
    if "A-Za-z" in pattern:
        return "code"
    if "A-Z" in pattern:
        return "number"
    return "file" if "<>" in pattern else "key"
