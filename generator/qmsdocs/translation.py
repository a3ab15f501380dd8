"""Translations: text only, beside the source (`QP-05.zh.yaml`), keyed by the same ids; structure stands there."""

from dataclasses import dataclass
from typing import Any, TypeVar

from qmsdocs.decode import decode
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.revision import Fingerprint
from qmsdocs.model.text import Day, Key, Model, Route, map_texts

M = TypeVar("M", bound=Model)


class CheckedBy(Model):
    """Who checked the translation, and when."""

    by: Key
    """The person."""
    on: Day
    fingerprint: Fingerprint | None = None
    """The fingerprint of the translated text."""


class Checked(Model):
    """The head of a translation file; its texts follow in the shape of the source."""

    translates: str | None = None
    """The label of the revision that is translated; shared facts have none."""
    checked: CheckedBy | None = None
    """Missing: the output prints that the translation is not checked."""


@dataclass(frozen=True)
class Translation:
    """A translation file: its head and its texts by route."""

    path: str
    head: Checked
    texts: dict[Route, str]

    def apply(self, source: M) -> tuple[M, frozenset[Route]]:
        """`source` with the translated texts, and the routes of the texts that are missing here."""
        missing: set[Route] = set()

        def translate(route: Route, text: str) -> str:
            found = self.texts.get(route)
            if found is None:
                missing.add(route)
                return text
            return found.strip()

        return map_texts(source, translate), frozenset(missing)


def translation(path: str, value: dict[str, Any]) -> tuple[Translation, list[Diagnostic]]:
    """The translation that a file's plain `value` holds. Lists may be written as mappings by id or by place from 1."""
    head = {key: value[key] for key in Checked.model_fields if key in value}
    checked, problems = decode(Checked, head, path)
    texts: dict[Route, str] = {}
    for key, inner in value.items():
        if key not in Checked.model_fields:
            _flatten(inner, (key,), texts)
    empty = [
        Diagnostic("empty-value", Place(path, route, key=True), values={"key": route[-1]})
        for route, text in texts.items()
        if not text.strip()
    ]
    if checked is None:
        label = head.get("translates")
        checked = Checked(translates=label if isinstance(label, str) else None)
    return Translation(path, checked, {route: text for route, text in texts.items() if text.strip()}), problems + empty


def _flatten(value: Any, route: Route, texts: dict[Route, str]) -> None:
    match value:
        case str():
            texts[route] = value
        case dict():
            for key, inner in value.items():
                _flatten(inner, (*route, key), texts)
        case list():
            for place, inner in enumerate(value, 1):
                name = inner.get("id") if isinstance(inner, dict) else None
                rest = {k: v for k, v in inner.items() if k != "id"} if isinstance(inner, dict) else inner
                _flatten(rest, (*route, name if isinstance(name, str) else str(place)), texts)
