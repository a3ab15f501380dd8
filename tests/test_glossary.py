"""docs/glossary.md explains every class and every key of the source models, and nothing that does not exist."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel

from qmsdocs.commands.schema import KINDS
from qmsdocs.model.content import Block
from qmsdocs.model.text import Model

GLOSSARY = Path(__file__).parent.parent / "docs" / "glossary.md"

FIELD_WORDS = (
    "controlled document, master document list, revision, effective date, supersedes, change summary, "
    "record, retention, clause, withdrawal, review, classification, translation, finding, acceptance"
)
"""What an auditor calls things."""


class GlossaryRow(NamedTuple):
    """A row of the table: a term, its meaning, the names of its types and of its YAML keys."""

    term: str
    meaning: str
    types: tuple[str, ...]
    keys: tuple[str, ...]


def _names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def glossary_rows() -> list[GlossaryRow]:
    """The rows of the table."""
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    rows = []
    for line in lines:
        term, meaning, types, keys = line.strip("|").split(" | ")
        rows.append(GlossaryRow(term.strip(), meaning.strip(), _names(types), _names(keys)))
    return rows


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that stands somewhere inside a type such as `dict[Key, Step] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from models_in(inner)


def source_models() -> dict[str, type[BaseModel]]:
    """Every model that a source file can hold, by name, with the classes that they share."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = list(KINDS.values())
    while waiting:
        model = waiting.pop()
        if found.get(model.__name__) is model:
            continue
        assert model.__name__ not in found, f"two source models are called {model.__name__}"
        found[model.__name__] = model
        waiting += [shared for shared in model.__mro__ if shared is not model and issubclass(shared, Model)]
        for field in model.model_fields.values():
            waiting += models_in(field.annotation)
    return found


def written_keys(model: type[BaseModel]) -> list[str]:
    """The keys of a model that an author writes: those that editors offer, under the names that they offer."""
    schema = model.model_json_schema(by_alias=True)
    properties: dict[str, Any] = (schema if "properties" in schema else schema["$defs"][model.__name__])["properties"]
    return list(properties)


MODELS = source_models()
BLOCKS = tuple(dict.fromkeys(models_in(Block)))
ROWS = glossary_rows()


def classes_named(name: str) -> tuple[type, ...]:
    """The classes that a name of the third column stands for; none when there is no such class."""
    if name == "Block":
        return BLOCKS
    if name in MODELS:
        return (MODELS[name],)
    module, _, attribute = name.rpartition(".")
    if not module:
        return ()
    try:
        found = getattr(importlib.import_module(f"qmsdocs.{module}"), attribute, None)
    except ModuleNotFoundError:
        return ()
    return (found,) if isinstance(found, type) else ()


def keys_of(kind: type) -> list[str]:
    """The keys that an author writes for a class; none for a class that is no model."""
    return written_keys(kind) if issubclass(kind, BaseModel) else []


def test_every_class_has_a_row() -> None:
    """Whoever meets a model of the sources finds its own name in the third column."""
    named = {kind for row in ROWS for name in row.types if name != "Block" for kind in classes_named(name)}

    assert [name for name, model in MODELS.items() if model not in named] == []


def test_every_key_has_a_row() -> None:
    """Whoever meets a YAML key finds a row that names it together with the class that holds it."""
    explained = {(kind, key) for row in ROWS for name in row.types for kind in classes_named(name) for key in row.keys}
    missing = [
        f"{name}.{key}"
        for name, model in MODELS.items()
        for key in written_keys(model)
        if not any((shared, key) in explained for shared in model.__mro__)
    ]

    assert missing == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.term)
def test_a_row_names_what_exists(row: GlossaryRow) -> None:
    """Every class of a row exists, and every key of it is a key of one of these classes."""
    unknown = [name for name in row.types if not classes_named(name)]
    known = {key for name in row.types for kind in classes_named(name) for key in keys_of(kind)}

    assert (unknown, [key for key in row.keys if key not in known]) == ([], [])


def test_the_words_of_the_field_are_explained() -> None:
    """Words that an auditor uses stand in the first column."""
    terms = {row.term for row in ROWS}

    assert [word for word in FIELD_WORDS.split(", ") if word not in terms] == []


def test_a_meaning_is_one_sentence() -> None:
    """The table can be read from top to bottom: one sentence each, in the order of the alphabet, no term twice."""
    terms = [row.term for row in ROWS]

    assert [row.term for row in ROWS if not row.meaning.endswith(".") or ". " in row.meaning] == []
    assert terms == sorted(set(terms), key=str.lower)
