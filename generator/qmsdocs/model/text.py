"""The scalar types of a source file: keys, document numbers, and text that a translator translates.

A field declared as `Text` or `Content` is what people read: it is printed, it is translated, and prose checks read it.
Everything else in a model is structure and stands in the source file once, whatever the language.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from operator import is_not
from typing import Annotated, Any, ForwardRef, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

M = TypeVar("M", bound=BaseModel)

Route = tuple[str, ...]
"""The way from the top of a file to a value: mapping keys, and for list items their id or their place from 1."""


class Model(BaseModel):
    """What every source model shares: unknown keys are refused, values cannot change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, str_min_length=1)


class _Translated:
    """Marks a field whose text is translated."""


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), _Translated()]
"""A text for readers, in the inline Markdown of `markup`."""

Cell = Annotated[str, StringConstraints(strip_whitespace=True, min_length=0), _Translated()]
"""A text for readers that may be empty, as in the cell of a table."""

KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")

Key = Annotated[str, StringConstraints(pattern=KEY.pattern)]
"""A name by which other places refer to something: small letters, digits and hyphens."""

DOCUMENT_NUMBER = re.compile(r"^[A-Z]{1,6}(-[A-Z0-9]{1,6})*-[0-9]{1,4}$")

Number = Annotated[str, StringConstraints(pattern=DOCUMENT_NUMBER.pattern)]
"""The number of a controlled document, such as QP-05. It never carries the revision and is never used again."""


def _day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("day", "a day is written as YYYY-MM-DD")
    return value


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar, written 2026-11-24 and in no other way."""

File = Annotated[str, StringConstraints(pattern=r"^[^\\:*?\"<>|\x00-\x1f]{1,200}$")]
"""A file of the repository, written relative to the source file that names it."""


def is_text(metadata: list[Any]) -> bool:
    """Whether a pydantic field with this `metadata` holds text for readers."""
    return any(isinstance(mark, _Translated) for mark in metadata)


def item_key(item: object, place: int) -> str:
    """The name of a list item in a route: its `id` where it has one, else its place counted from 1."""
    return getattr(item, "id", None) or str(place)


def texts(model: BaseModel) -> Iterator[tuple[Route, str]]:
    """Every text for readers in `model` with the route that leads to it, in the order of the fields."""
    found: list[tuple[Route, str]] = []

    def note(route: Route, text: str) -> str:
        found.append((route, text))
        return text

    map_texts(model, note)
    yield from found


def models_in(model: BaseModel, route: Route = ()) -> Iterator[tuple[Route, BaseModel]]:
    """`model` and every model inside it, each with the route that leads to it."""
    yield route, model
    for name, key, _, models in _walked(type(model)):
        value = getattr(model, name) if models else None
        if value:
            yield from _models_in(value, (*route, key))


def _models_in(value: object, route: Route) -> Iterator[tuple[Route, BaseModel]]:
    match value:
        case BaseModel():
            yield from models_in(value, route)
        case tuple():
            for place, item in enumerate(value, 1):
                yield from _models_in(item, (*route, item_key(item, place)))
        case dict():
            for key, item in value.items():
                yield from _models_in(item, (*route, str(key)))
        case _:
            return


def map_texts(model: M, change: Callable[[Route, str], str]) -> M:
    """A copy of `model` in which each text for readers is replaced by `change(route, text)`; structure stays as it
    is."""
    result = _map_model(model, (), change)
    assert isinstance(result, type(model))
    return result


def _map_model(model: BaseModel, route: Route, change: Callable[[Route, str], str]) -> BaseModel:
    updates: dict[str, Any] = {}
    for name, key, text, _ in _walked(type(model)):
        value = getattr(model, name)
        mapped = _map_value(value, (*route, key), text, change) if value else value
        if mapped is not value:
            updates[name] = mapped
    return model.model_copy(update=updates) if updates else model


def _map_value(value: Any, route: Route, text: bool, change: Callable[[Route, str], str]) -> Any:
    match value:
        case str():
            return change(route, value) if text else value
        case BaseModel():
            return _map_model(value, route, change)
        case tuple():
            if len(value) == 1 and hasattr(value[0], "stands_alone"):
                # `purpose: |` and `purpose: [{text: |}]` are one thing to a translator.
                written = value[0].text
                changed = change(route, written)
                return value if changed is written else (value[0].model_copy(update={"text": changed}),)
            items = [
                _map_value(item, (*route, item_key(item, place)), text, change) for place, item in enumerate(value, 1)
            ]
            return tuple(items) if any(map(is_not, items, value)) else value
        case dict():
            mapped = {key: _map_value(item, (*route, key), text, change) for key, item in value.items()}
            return mapped if any(map(is_not, mapped.values(), value.values())) else value
        case _:
            return value


@cache
def _walked(kind: type[BaseModel]) -> tuple[tuple[str, str, bool, bool], ...]:
    """The fields of a model with texts or models inside: name, key in routes, whether texts are, whether models are."""
    found = []
    for name, field in kind.model_fields.items():
        text = is_text(field.metadata) or _holds(field.annotation, _is_text_type)
        models = _holds(field.annotation, _is_model_type)
        if text or models:
            found.append((name, field.serialization_alias or name, text, models))
    return tuple(found)


def _holds(annotation: Any, wanted: Callable[[Any], bool]) -> bool:
    """Whether such a type stands somewhere inside a type such as `dict[Key, Text] | None`."""
    return wanted(annotation) or any(_holds(inner, wanted) for inner in getattr(annotation, "__args__", ()))


def _is_text_type(annotation: Any) -> bool:
    return is_text(list(getattr(annotation, "__metadata__", ())))


def _is_model_type(annotation: Any) -> bool:
    # A name in quotes, which stands for a type still to come, is always one of a model here.
    is_class = isinstance(annotation, type)
    return isinstance(annotation, ForwardRef | str) or (is_class and issubclass(annotation, BaseModel))
