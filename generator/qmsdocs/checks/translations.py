"""Translations against their source: no text of their own, none missing, none behind (checklist items DC-38, NC-20)."""

from collections.abc import Iterable, Iterator

from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.text import Model, Route, texts
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.translation import Translation


def translations_match_their_source(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Texts that the source does not have, texts that are missing, and translations of an earlier revision."""
    for entry in master.due:
        for translation in entry.document.translations.values():
            yield from _texts(translation, entry.document.item)
            yield from _revision(translation, entry)
    for (name, _), translation in master.repository.fact_translations.items():
        yield from _texts(translation, getattr(master.repository.facts, name))


def _revision(translation: Translation, entry: Entry) -> Iterator[Diagnostic]:
    translated = translation.head.translates or ""
    if translated == entry.label:
        return
    values = {"translated": translated, "revision": entry.label}
    place = Place(translation.path, ("translates",)) if translated else Place(translation.path, line=1, column=1)
    labels = [revision.label for revision in entry.document.item.revisions]
    variant = "unsaid" if not translated else "" if translated in labels else "unknown"
    yield Diagnostic("translation-behind", place, values, variant)


OPTIONAL = ("revisions", "reviews", "withdrawn")
"""Parts of a document whose translation is welcome but not missed: the history stays as it was signed."""


def _texts(translation: Translation, source: Model) -> Iterator[Diagnostic]:
    expected: dict[Route, str] = dict(texts(source))
    for route in translation.texts:
        if route not in expected:
            near = nearest(
                ".".join(route), [".".join(known) for known in expected if _differ_in_one_part(route, known)]
            )
            name = {"name": ".".join(route), "near": near}
            place = Place(translation.path, _up_to_what_is_unknown(route, expected), key=True)
            yield Diagnostic("translation-unknown-text", place, name, "" if near else "far")
    missing = [route for route in expected if route not in translation.texts and route[0] not in OPTIONAL]
    if missing:
        first = ", ".join(".".join(route) for route in missing[:3])
        values: dict[str, object] = {"count": len(missing), "total": len(expected), "first": first}
        place = Place(translation.path, line=1, column=1)
        yield Diagnostic("translation-incomplete", place, values, "one" if len(missing) == 1 else "")


def _up_to_what_is_unknown(route: Route, expected: Iterable[Route]) -> Route:
    beginnings = {known[:length] for known in expected for length in range(1, len(route))}
    shared = max((length for length in range(1, len(route)) if route[:length] in beginnings), default=0)
    return route[: shared + 1]


def _differ_in_one_part(route: Route, other: Route) -> bool:
    return len(route) == len(other) and sum(a != b for a, b in zip(route, other, strict=True)) == 1
