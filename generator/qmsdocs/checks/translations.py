"""Translations against their source: no text of their own, none missing, none behind (checklist items DC-38, NC-20)."""

from collections.abc import Iterable, Iterator

from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.fingerprint import translation_fingerprint
from qmsdocs.model.text import Model, Route, texts
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.translation import Translation


def translations_match_their_source(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Texts that the source does not have, texts that are missing, and texts that were changed after the check."""
    for entry in master.due:
        for translation in entry.document.translations.values():
            yield from _texts(translation, entry.document.item)
            yield from _check(translation)
    for (name, _), translation in master.repository.fact_translations.items():
        yield from _texts(translation, getattr(master.repository.facts, name))
        yield from _check(translation)
    for kept in master.repository.records.values():
        for translation in kept.translations.values():
            yield from _texts(translation, kept.item)
            yield from _check(translation)


def _check(translation: Translation) -> Iterator[Diagnostic]:
    """A check counts for the texts that the checker saw; where no fingerprint is given, nobody can tell."""
    checked = translation.head.checked
    if checked and checked.fingerprint and checked.fingerprint != translation_fingerprint(translation):
        place = Place(translation.path, ("checked", "fingerprint"))
        yield Diagnostic("translation-changed-after-check", place, {"by": checked.by, "on": checked.on})


def translations_are_up_to_date(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Translations of an earlier revision; where git holds that one, the texts whose source is different now."""
    for entry in master.entries.values():
        for translation in entry.document.translations.values():
            translated = translation.head.translates or ""
            if translated == entry.label:
                continue
            behind = master.approvals.texts_behind(entry.source, entry.document, translation)
            values = {"translated": translated, "revision": entry.label}
            for route in behind or ():
                named = {**values, "name": ".".join(route)}
                yield Diagnostic("translation-behind", Place(translation.path, route), named, "text")
            if not behind:
                yield _other_revision(entry, translation, values, same=behind is not None)


def _other_revision(entry: Entry, translation: Translation, values: dict[str, str], *, same: bool) -> Diagnostic:
    translated = values["translated"]
    place = Place(translation.path, ("translates",)) if translated else Place(translation.path, line=1, column=1)
    labels = [revision.label for revision in entry.document.item.revisions]
    variant = "unsaid" if not translated else "unknown" if translated not in labels else "same" if same else ""
    return Diagnostic("translation-behind", place, values, variant)


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
