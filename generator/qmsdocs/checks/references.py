"""References and facts in texts must lead somewhere (checklist items DC-18, NC-12)."""

from collections.abc import Iterator

from qmsdocs.compose.names import Edition, fact_inlines
from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.markup import fact_keys_in, targets_in
from qmsdocs.model.facts import PARAMETER_GROUPS
from qmsdocs.model.text import DOCUMENT_NUMBER, Route, texts
from qmsdocs.register import MasterDocumentList, Mention
from qmsdocs.repository import SETTINGS_FILE, Item, anchors


def references_resolve(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """References to documents, places and facts that do not exist; references to planned documents are warnings."""
    edition = Edition(master, master.repository.settings.languages[0])
    known_facts: dict[str, bool] = {}
    for entry in master.due:
        number, path = entry.number, entry.document.path
        planned: set[str] = set()
        for mention in master.mentions[number]:
            for diagnostic in document_is_there(master, mention, path):
                # One warning for each planned document is enough: the list of mentions would hide what matters.
                if diagnostic.rule != "planned-document" or mention.number not in planned:
                    yield diagnostic
            planned.add(mention.number)
        for route, text in entry.document.texts:
            yield from _text(edition, path, entry.document.item, route, text, known_facts)
        for translation in entry.document.translations.values():
            for route, text in translation.texts.items():
                yield from _text(edition, translation.path, entry.document.item, route, text, known_facts)
                yield from _translated_references(master, translation.path, number, route, text)
    for name, path in master.repository.fact_paths.items():
        for route, text in texts(getattr(master.repository.facts, name)):
            yield from _text(edition, path, None, route, text, known_facts)
    yield from _from_facts(master)
    for name, kept in master.repository.records.items():
        for route, text in kept.texts:
            yield from _text(edition, kept.path, None, route, text, known_facts)
            yield from _in_record(master, name, kept.path, route, text)


def _in_record(master: MasterDocumentList, name: str, path: str, route: Route, text: str) -> Iterator[Diagnostic]:
    """Documents that the text of a record refers to; it may refer to other records."""
    for target in targets_in(text):
        number, _, anchor = target.partition("/")
        if number[0].isupper() and number not in master.repository.records:
            yield from document_is_there(master, Mention(name, route, number, anchor), path)


def _from_facts(master: MasterDocumentList) -> Iterator[Diagnostic]:
    facts, paths = master.repository.facts, master.repository.fact_paths
    for key, channel in facts.channels.channels.items():
        mention = Mention("", ("channels", key, "instruction"), channel.instruction, "")
        yield from document_is_there(master, mention, paths["channels"])
    if facts.analysis:
        yield from document_is_there(master, Mention("", ("form",), facts.analysis.form, ""), paths["analysis"])
    for place, copy in enumerate(facts.copies.copies, 1):
        mention = Mention("", ("copies", str(place), "document"), copy.document, "")
        yield from document_is_there(master, mention, paths["copies"])
    for key, objective in facts.objectives.objectives.items():
        for place, source in enumerate(objective.source, 1):
            mention = Mention("", ("objectives", key, "source", str(place)), source, "")
            if DOCUMENT_NUMBER.fullmatch(source) and source not in master.repository.settings.reserved:
                yield from document_is_there(master, mention, paths["objectives"])
    for place, number in enumerate(facts.settings.flow, 1):
        yield from document_is_there(master, Mention("", ("flow", str(place)), number, ""), SETTINGS_FILE)
    for key, text in facts.settings.posters.items():
        number, _, chapter = text.partition("/")
        yield from document_is_there(master, Mention("", ("posters", key), number, chapter), SETTINGS_FILE)
    yield from _from_slots(master)


def _from_slots(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Documents of the application pack; that one is only planned is told by the report on the pack."""
    certification = master.repository.facts.certification
    for slot in certification.application if certification else ():
        here = ("application", slot.id)
        named: list[tuple[Route, str]] = [
            ((*here, "documents", str(place)), number) for place, number in enumerate(slot.documents, 1)
        ]
        named += [((*here, "form"), slot.form)] if slot.form else []
        for route, number in named:
            if number not in master.repository.settings.reserved:
                path = master.repository.fact_paths["certification"]
                yield from document_is_there(master, Mention("", route, number, ""), path)


def document_is_there(master: MasterDocumentList, mention: Mention, path: str) -> Iterator[Diagnostic]:
    """The finding that a document that is mentioned, or the place in it, is not there or only planned."""
    number, anchor = mention.number, mention.anchor
    if not number[0].isupper():
        return  # the name of a record without a form
    entry = master.entries.get(number)
    target = f"{number}/{anchor}" if anchor else number
    in_text = mention.route[-1:] != ("parent",) and "record" not in mention.route and mention.route[-1:] != ("form",)
    place = Place(path, mention.route, needle=f"[{target}]" if in_text else "")
    if entry is not None:
        if anchor and anchor not in anchors(entry.document.item):
            near = nearest(anchor, anchors(entry.document.item))
            yield Diagnostic(
                "unknown-place", place, {"name": anchor, "number": number, "near": near}, "" if near else "far"
            )
        return
    reserved = master.repository.settings.reserved
    if number in reserved:
        yield Diagnostic("planned-document", place, {"number": number, "title": reserved[number]})
        return
    near = _nearest_number(master, number)
    yield Diagnostic("unknown-document", place, {"number": number, "near": near}, "" if near else "far")


def _nearest_number(master: MasterDocumentList, number: str) -> str:
    """The number whose digits were swapped, whose zeros were forgotten or whose prefix was mistyped.

    Numbers that follow each other are no more alike than others: a suggestion would be a guess.
    """
    known = [*master.entries, *master.repository.settings.reserved]
    if not DOCUMENT_NUMBER.fullmatch(number):
        return ""
    prefix, _, digits = number.rpartition("-")
    for other in known:
        other_prefix, _, other_digits = other.rpartition("-")
        if sorted(other) == sorted(number) or (other_prefix == prefix and int(other_digits) == int(digits)):
            return other
    if prefix in master.repository.settings.document_types:
        return ""
    near = nearest(prefix, master.repository.settings.document_types, 0.5)
    return f"{near}-{digits}" if f"{near}-{digits}" in known else ""


def _translated_references(
    master: MasterDocumentList, path: str, source: str, route: Route, text: str
) -> Iterator[Diagnostic]:
    for target in targets_in(text):
        number, _, anchor = target.partition("/")
        if number[0].isupper():
            for diagnostic in document_is_there(master, Mention(source, route, number, anchor), path):
                if diagnostic.rule != "planned-document":
                    yield diagnostic


def _text(
    edition: Edition, path: str, item: Item | None, route: Route, text: str, known: dict[str, bool]
) -> Iterator[Diagnostic]:
    if "[" not in text and "{" not in text:
        return
    for target in targets_in(text):
        places = anchors(item) if item is not None and not target[0].isupper() else {}
        if not target[0].isupper() and target not in places:
            near = nearest(target, places)
            values = {"name": target, "number": item.number if item else "", "near": near}
            variant = "facts" if item is None else "own" if near else "own-far"
            yield Diagnostic("unknown-place", Place(path, route, needle=f"[{target}]"), values, variant)
    for key in fact_keys_in(text):
        if key not in known:
            known[key] = fact_inlines(edition, key) is not None
        if not known[key]:
            near = nearest(key, _fact_keys(edition))
            yield Diagnostic(
                "unknown-fact",
                Place(path, route, needle=f"{{{key}}}"),
                {"name": key, "near": near},
                "" if near else "far",
            )


def _fact_keys(edition: Edition) -> list[str]:
    facts = edition.facts
    groups = {group: getattr(facts.parameters, group) for group in PARAMETER_GROUPS}
    groups |= {
        "roles": facts.organization.roles,
        "units": facts.organization.units,
        "sites": facts.organization.sites,
        "people": facts.organization.people,
        "channels": facts.channels.channels,
        "objectives": facts.objectives.objectives,
        "terms": facts.glossary.terms,
        "codes": facts.codes.codes,
    }
    return [
        "company",
        "company.name",
        "system",
        *(f"{group}.{key}" for group, found in groups.items() for key in found),
    ]
