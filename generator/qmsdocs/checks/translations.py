"""Translations against their source: no text of their own, none missing, none behind (checklist items DC-38, NC-20)."""

from collections.abc import Iterator

from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.text import Model, Route, texts
from qmsdocs.register import MasterDocumentList
from qmsdocs.translation import Translation


def translations_match_their_source(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Texts that the source does not have, texts that are missing, and translations of an earlier revision."""
    for entry in master.entries.values():
        for translation in entry.document.translations.values():
            yield from _texts(translation, entry.document.item)
            translated = translation.head.translates
            if translated != (entry.label or None):
                place = Place(translation.path, ("translates",))
                yield Diagnostic("translation-behind", place, {"translated": translated or "–", "revision": entry.label or "–"})
    for (name, _), translation in master.repository.fact_translations.items():
        yield from _texts(translation, getattr(master.repository.facts, name))


OPTIONAL = ("revisions", "reviews", "withdrawn")
"""Parts of a document whose translation is welcome but not missed: the history stays as it was signed."""


def _texts(translation: Translation, source: Model) -> Iterator[Diagnostic]:
    expected: dict[Route, str] = dict(texts(source))
    for route in translation.texts:
        if route not in expected:
            near = nearest(".".join(route), [".".join(known) for known in expected])
            yield Diagnostic("translation-unknown-text", Place(translation.path, route, key=True), {"name": ".".join(route), "near": near}, "" if near else "far")
    missing = [route for route in expected if route not in translation.texts and route[0] not in OPTIONAL]
    if missing:
        first = ", ".join(".".join(route) for route in missing[:3])
        values = {"count": len(missing), "total": len(expected), "first": first}
        yield Diagnostic("translation-incomplete", Place(translation.path, line=1, column=1), values)
