"""Registers, made from documents and facts: they cannot drift from what the documents say (checklist item DC-28)."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from qmsdocs.blocks import Inline, Inlines, LineBreak, Reference, Run, Table
from qmsdocs.compose.certificates import certificates_table
from qmsdocs.compose.clauses import clause_matrix
from qmsdocs.compose.copies import copies_table
from qmsdocs.compose.duties import duty_table
from qmsdocs.compose.events import changes_table, concessions_table, withdrawn_table
from qmsdocs.compose.names import Edition, document_reference, revision_text
from qmsdocs.compose.tables import Text, day, joined, limit_cell, listed, retention_text, role, table_of, text, unit
from qmsdocs.model import Document, Form
from qmsdocs.register import Entry


def register_table(edition: Edition, name: str, id_: str) -> Table:
    """The register called `name` in the source (`generated: clause-matrix`)."""
    return _REGISTERS[name](edition, id_)


def _master_document_list(edition: Edition, id_: str) -> Table:
    """Every document, planned ones included; a column for the next revision when any is announced."""
    say, entries = edition.say, edition.master.entries
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 16),
        ("revision", say("revision"), 5),
        ("status", say("status"), 6),
        ("effective", say("effective"), 6),
        ("next", say("compose.next-revision"), 7),
        ("review", say("next_review"), 6),
        ("owner", say("owner"), 9),
    ]
    rows = [(number, _master_row(edition, entry)) for number, entry in entries.items()]
    planned: list[tuple[str, list[Text]]] = [
        (number, [document_reference(edition, number), title, "", say("status.planned"), "", "", "", ""])
        for number, title in edition.facts.settings.reserved.items()
        if number not in entries and number not in edition.master.left_out
    ]
    rows += planned
    if not any(entry.upcoming for entry in entries.values()):
        place = [key for key, _, _ in heads].index("next")
        del heads[place]
        for _, cells in rows:
            del cells[place]
    return table_of(id_, heads, rows)


def _master_row(edition: Edition, entry: Entry) -> list[Text]:
    next_ = entry.upcoming
    return [
        document_reference(edition, entry.number),
        edition.titles[entry.number],
        shown_revision(edition, entry),
        edition.say(f"status.{entry.status}"),
        day(entry.effective),
        edition.say("compose.next", revision=revision_text(edition, entry.number, next_), effective=next_.effective)
        if next_
        else "",
        day(entry.next_review) if entry.is_current else "",
        role(edition, entry.document.item.owner),
    ]


def shown_revision(edition: Edition, entry: Entry) -> str:
    """The revision that is shown of a document, as the house prints it."""
    return revision_text(edition, entry.number, entry.revision) if entry.revision else ""


def _forms(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 16),
        ("revision", say("revision"), 5),
        ("used", say("compose.used-by"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            number,
            [
                document_reference(edition, number),
                edition.titles[number],
                shown_revision(edition, entry),
                listed(edition, edition.master.used_by.get(number, ())),
            ],
        )
        for number, entry in edition.master.current.items()
        if isinstance(entry.document.item, Form)
    ]
    return table_of(id_, heads, rows)


def _records(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [
        ("record", say("compose.record"), 16),
        ("from", say("compose.made-in"), 8),
        ("keeper", say("compose.keeper"), 8),
        ("retention", say("compose.retention"), 10),
    ]
    found: dict[str, list[Text]] = {}
    makers: dict[str, list[str]] = {}
    for number in edition.master.current:
        item = edition.item(number)
        for kept in item.records if isinstance(item, Document) else ():
            name = kept.form or f"{number}/{kept.id}"
            makers.setdefault(name, []).append(number)
            title: Text = document_reference(edition, kept.form, title=True) if kept.form else kept.title
            found.setdefault(name, [title, "", unit(edition, kept.keeper), retention_text(edition, kept.retention)])
    for name, cells in found.items():
        cells[1] = listed(edition, makers[name])
    return table_of(id_, heads, list(found.items()))


def _limits(edition: Edition, id_: str) -> Table:
    return parameters_table(edition, ("limits",), id_)


def parameters_table(edition: Edition, groups: Iterable[str], id_: str) -> Table:
    """The parameters of some groups with their values for each grade and the places where they differ."""
    say = edition.say
    heads = [
        ("limit", say("compose.limit"), 14),
        ("value", say("compose.value"), 14),
        ("remark", say("compose.remark"), 16),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (f"{group}.{name}", [found.title, limit_cell(edition, f"{group}.{name}"), text(edition, found.remark or "")])
        for group in groups
        for name, found in getattr(edition.facts.parameters, group).items()
    ]
    return table_of(id_, heads, rows)


def objectives_table(edition: Edition, keys: Iterable[str], id_: str) -> Table:
    """The indicators `keys` with formula, target, period and owner."""
    say = edition.say
    heads = [
        ("indicator", say("compose.indicator"), 10),
        ("formula", say("compose.formula"), 16),
        ("target", say("compose.target"), 6),
        ("period", say("compose.period"), 6),
        ("owner", say("owner"), 8),
    ]
    objectives = edition.facts.objectives.objectives
    rows: list[tuple[str, list[Text]]] = [
        (key, [found.title, found.formula, found.target, found.period, role(edition, found.owner)])
        for key in keys
        if (found := objectives.get(key)) is not None
    ]
    return table_of(id_, heads, rows)


def _objectives(edition: Edition, id_: str) -> Table:
    return objectives_table(edition, edition.facts.objectives.objectives, id_)


def _channels(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [
        ("channel", say("compose.channel"), 8),
        ("contact", say("compose.contact"), 12),
        ("hours", say("compose.hours"), 10),
        ("instruction", say("compose.instruction"), 6),
        ("owner", say("owner"), 9),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            key,
            [
                Reference((Run(found.title),), page=f"channels/{key}"),
                text(edition, found.contact),
                text(edition, found.hours),
                document_reference(edition, found.instruction),
                role(edition, found.owner),
            ],
        )
        for key, found in edition.facts.channels.channels.items()
    ]
    return table_of(id_, heads, rows)


def _codes(edition: Edition, id_: str) -> Table:
    """Every code with its meaning, by list."""
    say = edition.say
    heads = [
        ("list", say("compose.code-list"), 9),
        ("code", say("compose.code"), 4),
        ("meaning", say("compose.meaning"), 23),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (f"{key}.{code}", [found.title if place == 0 else "", code, meaning])
        for key, found in edition.facts.codes.codes.items()
        for place, (code, meaning) in enumerate(found.values.items())
    ]
    return table_of(id_, heads, rows)


def _roles(edition: Edition, id_: str) -> Table:
    say = edition.say
    organization = edition.facts.organization
    heads = [
        ("role", say("role"), 9),
        ("unit", say("compose.unit"), 8),
        ("duties", say("compose.duties"), 20),
        ("holder", say("compose.holder"), 9),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            key,
            [role(edition, key), unit(edition, found.unit), text(edition, found.duties or ""), _holders(edition, key)],
        )
        for key, found in organization.roles.items()
    ]
    return table_of(id_, heads, rows)


MAX_HOLDERS = 6
"""Above this, a table says how many hold a role instead of naming them."""


def _holders(edition: Edition, key: str) -> Inlines:
    organization, today = edition.facts.organization, edition.master.as_of
    names: list[Inline] = []
    for holder in organization.roles[key].holders:
        if holder.from_ <= today and (holder.to is None or today <= holder.to):
            person = organization.people.get(holder.person)
            name = person.name if person else holder.person
            names.append(Run(name + (edition.say("compose.deputy") if holder.deputy else "")))
    if len(names) > MAX_HOLDERS:
        return (Run(edition.say("compose.holders", count=len(names))),)
    return joined(names, LineBreak())


def _external_documents(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [
        ("identifier", say("number"), 9),
        ("title", say("title"), 16),
        ("issuer", say("compose.issuer"), 8),
        ("where", say("compose.where"), 10),
        ("checked", say("compose.checked"), 6),
        ("owner", say("owner"), 8),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            key,
            [found.identifier, found.title, found.issuer, found.where, day(found.checked), role(edition, found.owner)],
        )
        for key, found in edition.facts.external_documents.external_documents.items()
    ]
    return table_of(id_, heads, rows)


def _form_instructions(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [
        ("form", say("compose.form"), 5),
        ("field", say("compose.field"), 12),
        ("rule", say("compose.rule"), 20),
        ("example", say("compose.example"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for number in edition.master.current:
        item = edition.item(number)
        for section in item.sections if isinstance(item, Form) else ():
            for field in section.fields:
                rule = text(edition, field.rule or say("compose.rule-default"))
                label, example = text(edition, field.label), text(edition, field.example or "")
                rows.append((f"{number}.{field.id}", [document_reference(edition, number), label, rule, example]))
    return table_of(id_, heads, rows)


def _duties(edition: Edition, id_: str) -> Table:
    """By the standard that the system follows."""
    return replace(duty_table(edition, next(iter(edition.facts.settings.standards), ""), id_), kind="register")


_REGISTERS: dict[str, Callable[[Edition, str], Table]] = {
    "master-document-list": _master_document_list,
    "changes": changes_table,
    "concessions": concessions_table,
    "withdrawn-documents": withdrawn_table,
    "copies": copies_table,
    "clause-matrix": clause_matrix,
    "forms": _forms,
    "records": _records,
    "limits": _limits,
    "objectives": _objectives,
    "channels": _channels,
    "codes": _codes,
    "roles": _roles,
    "external-documents": _external_documents,
    "certificates": certificates_table,
    "form-instructions": _form_instructions,
    "duty-matrix": _duties,
}


def glossary_table(edition: Edition, keys: Iterable[str], id_: str) -> Table:
    """The terms `keys` with their definitions."""
    say = edition.say
    terms = edition.facts.glossary.terms
    heads = [("term", say("compose.term"), 8), ("definition", say("compose.definition"), 28)]
    rows: list[tuple[str, list[Text]]] = [
        (
            key,
            [found.term + (f" ({found.abbreviation})" if found.abbreviation else ""), text(edition, found.definition)],
        )
        for key in keys
        if (found := terms.get(key)) is not None
    ]
    return table_of(id_, heads, rows, "terms")
