"""Registers and matrices, made from the documents and facts: they cannot drift from what the documents say (checklist item DC-28)."""

from collections.abc import Callable, Iterable

from qmsdocs.blocks import Blocks, Cell, Column, Inline, Inlines, LineBreak, Paragraph, Reference, Row, Run, Table
from qmsdocs.compose.names import (
    PARAMETER_GROUPS,
    Edition,
    Names,
    chapters_of,
    document_reference,
    parameter,
    parameter_text,
)
from qmsdocs.markup import inlines
from qmsdocs.model import Document, Form
from qmsdocs.register import Entry

Text = str | Inline | Inlines | None


def table_of(
    id_: str, heads: Iterable[tuple[str, str, int]], rows: Iterable[tuple[str, Iterable[Text]]], kind: str = "register"
) -> Table:
    """A generated table. `heads` are key, title and relative width of the columns; `rows` an id and the cells."""
    columns = tuple(Column(key, (Run(title),), width) for key, title, width in heads)
    made = tuple(
        Row(f"{id_}.{name}", tuple(Cell(_paragraph(text, f"{id_}.{name}.{place}")) for place, text in enumerate(cells)))
        for name, cells in rows
    )
    return Table(id_, kind, columns, made, generated=True)  # type: ignore[arg-type]


def _paragraph(text: Text, id_: str) -> Blocks:
    if not text:
        return ()
    content: Inlines = (Run(text),) if isinstance(text, str) else text if isinstance(text, tuple) else (text,)
    return (Paragraph(id_, content),)


def joined(parts: Iterable[Inline | Inlines], between: Inline) -> Inlines:
    """The parts with `between` between them."""
    result: list[Inline] = []
    for part in parts:
        if result:
            result.append(between)
        result += part if isinstance(part, tuple) else (part,)
    return tuple(result)


def listed(edition: Edition, numbers: Iterable[str], *, title: bool = False) -> Inlines:
    """References to several documents: one below the other with their titles, else in a row."""
    parts = [document_reference(edition, number, title=title) for number in numbers]
    return joined(parts, LineBreak() if title else Run(", "))


def role(edition: Edition, key: str) -> Inline:
    """The title of a role, linked to its page; the key itself where there is no such role."""
    found = edition.facts.organization.roles.get(key)
    return Reference((Run(found.title),), page=f"roles/{key}") if found else Run(key)


def unit(edition: Edition, key: str) -> str:
    """The title of a unit."""
    found = edition.facts.organization.units.get(key)
    return found.title if found else key


def limit_cell(edition: Edition, key: str) -> Text:
    """A limit in a table: one line per grade, sites that differ below."""
    found = parameter(edition, key)
    if found is None:
        return key
    if found.value or not found.by_grade:
        return parameter_text(edition, found) or ""
    lines: list[Inline] = []
    same = set(found.by_grade.values())
    if len(same) == 1 and not found.sites:
        return same.pop()
    for grade in found.by_grade:
        lines.append(Run(_graded(edition, key, grade)))
    return joined(lines, LineBreak())


def _graded(edition: Edition, key: str, grade: str) -> str:
    found = parameter(edition, key)
    assert found is not None
    text = f"{grade}\u2002{found.by_grade[grade]}"
    for site, values in found.sites.items():
        if grade in values:
            place = edition.facts.organization.sites.get(site)
            text += edition.say("compose.brackets", text=f"{place.title if place else site} {values[grade]}")
    return text


def clauses_by_document(edition: Edition, standard: str) -> dict[str, list[tuple[str, str]]]:
    """Which documents meet each clause of a standard: clause → (number, anchor), anchor "" for the whole document."""
    found: dict[str, list[tuple[str, str]]] = {}
    for number, entry in edition.master.entries.items():
        item = entry.document.item
        parts: list[tuple[str, dict[str, tuple[str, ...]]]] = [("", item.clauses)]
        if isinstance(item, Document):
            parts += [(step.id, step.clauses) for step in item.steps]
            parts += [(chapter.id, chapter.clauses) for chapter in chapters_of(item.chapters + item.appendices)]
        seen: set[str] = set()
        for anchor, clauses in reversed(parts):
            for clause in clauses.get(standard, ()):
                if anchor or clause not in seen:
                    found.setdefault(clause, []).append((number, anchor))
                seen.add(clause)
    return {clause: sorted(places, key=lambda p: list(edition.master.entries).index(p[0])) for clause, places in found.items()}


# ── The registers by name ────────────────────────────────────────────────────


def register_table(edition: Edition, name: str, id_: str) -> Table:
    """The register called `name` in the source (`generated: clause-matrix`)."""
    return _REGISTERS[name](edition, id_)


def _master_document_list(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 16),
        ("revision", say("revision"), 5),
        ("status", say("status"), 6),
        ("effective", say("effective"), 6),
        ("review", say("next_review"), 6),
        ("owner", say("owner"), 9),
    ]
    rows = [(number, _master_row(edition, entry)) for number, entry in edition.master.entries.items()]
    reserved = edition.facts.settings.reserved
    planned = [
        (number, [document_reference(edition, number), title, "", say("status.planned"), "", "", ""])
        for number, title in reserved.items()
        if number not in edition.master.entries
    ]
    return table_of(id_, heads, [*rows, *planned])


def _master_row(edition: Edition, entry: Entry) -> list[Text]:
    return [
        document_reference(edition, entry.number),
        edition.titles[entry.number],
        entry.label,
        edition.say(f"status.{entry.status}"),
        day(entry.effective),
        day(entry.next_review),
        role(edition, entry.document.item.owner),
    ]


def day(value: object) -> str:
    """A day as it is printed in tables, 2026-11-24; "" for none."""
    return str(value) if value else ""


def _clause_matrix(edition: Edition, id_: str) -> Table:
    rows: list[tuple[str, list[Text]]] = []
    for standard in edition.facts.settings.standards:
        rows += clause_rows(edition, standard, with_standard=True)
    say = edition.say
    heads = [("standard", say("compose.standard"), 8), *_clause_heads(edition)]
    return table_of(id_, heads, rows)


def _clause_heads(edition: Edition) -> list[tuple[str, str, int]]:
    say = edition.say
    return [("clause", say("compose.clause"), 4), ("title", say("compose.clause-title"), 14), ("met", say("compose.met-by"), 20)]


def clause_rows(edition: Edition, standard: str, *, with_standard: bool = False) -> list[tuple[str, list[Text]]]:
    """A row for each clause of a standard that a document meets, or that is excluded with a reason."""
    catalogue = edition.master.repository.standards.get(standard)
    if catalogue is None:
        return []
    met = clauses_by_document(edition, standard)
    rows: list[tuple[str, list[Text]]] = []
    for clause in catalogue.clauses:
        if clause.number not in met and not clause.excluded and with_standard:
            continue
        title = clause.title_zh if edition.language == "zh" else clause.title_en
        places: Text = _places(edition, met.get(clause.number, []))
        if not places and clause.excluded:
            places = edition.say("compose.excluded", reason=clause.excluded)
        name: list[Text] = [catalogue.standard] if with_standard else []
        rows.append((f"{standard}-{clause.number}", [*name, clause.number, title, places]))
    return rows


def _places(edition: Edition, places: list[tuple[str, str]]) -> Inlines:
    return joined((document_reference(edition, number, anchor) for number, anchor in places), Run(edition.say("compose.semicolon")))


def clause_table(edition: Edition, standard: str, id_: str) -> Table:
    """The clauses of one standard and what meets them."""
    return table_of(id_, _clause_heads(edition), clause_rows(edition, standard))


def _forms(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [("number", say("number"), 5), ("title", say("title"), 16), ("revision", say("revision"), 5), ("used", say("compose.used-by"), 12)]
    rows: list[tuple[str, list[Text]]] = [
        (
            number,
            [document_reference(edition, number), edition.titles[number], entry.label, listed(edition, edition.master.used_by.get(number, ()))],
        )
        for number, entry in edition.master.entries.items()
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
    for number, entry in edition.master.entries.items():
        item = edition.item(number)
        for kept in item.records if isinstance(item, Document) else ():
            name = kept.form or f"{number}/{kept.id}"
            makers.setdefault(name, []).append(number)
            title: Text = document_reference(edition, kept.form, title=True) if kept.form else kept.title
            found.setdefault(name, [title, "", unit(edition, kept.keeper), retention_text(edition, kept.retention)])
    for name, cells in found.items():
        cells[1] = listed(edition, makers[name])
    return table_of(id_, heads, list(found.items()))


def retention_text(edition: Edition, key: str) -> str:
    """How long a record is kept, with the longest time that the law allows where there is one."""
    found = parameter(edition, key)
    if found is None:
        return key
    text = parameter_text(edition, found) or ""
    return text + edition.say("compose.at-most", maximum=found.maximum) if found.maximum else text


def _limits(edition: Edition, id_: str) -> Table:
    return parameters_table(edition, ("limits",), id_)


def parameters_table(edition: Edition, groups: Iterable[str], id_: str) -> Table:
    """The parameters of some groups with their values for each grade and the places where they differ."""
    say = edition.say
    heads = [("limit", say("compose.limit"), 14), ("value", say("compose.value"), 14), ("remark", say("compose.remark"), 16)]
    rows: list[tuple[str, list[Text]]] = [
        (f"{group}.{name}", [found.title, limit_cell(edition, f"{group}.{name}"), _text(edition, found.remark or "")])
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
                _text(edition, found.contact),
                _text(edition, found.hours),
                document_reference(edition, found.instruction),
                role(edition, found.owner),
            ],
        )
        for key, found in edition.facts.channels.channels.items()
    ]
    return table_of(id_, heads, rows)


def _text(edition: Edition, text: str) -> Inlines:
    return inlines(text, Names(edition))


def _roles(edition: Edition, id_: str) -> Table:
    say = edition.say
    organization = edition.facts.organization
    heads = [("role", say("role"), 9), ("unit", say("compose.unit"), 8), ("duties", say("compose.duties"), 20), ("holder", say("compose.holder"), 9)]
    rows: list[tuple[str, list[Text]]] = [
        (key, [role(edition, key), unit(edition, found.unit), _text(edition, found.duties or ""), _holders(edition, key)])
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
        (key, [found.identifier, found.title, found.issuer, found.where, day(found.checked), role(edition, found.owner)])
        for key, found in edition.facts.external_documents.external_documents.items()
    ]
    return table_of(id_, heads, rows)


def _form_instructions(edition: Edition, id_: str) -> Table:
    say = edition.say
    heads = [("form", say("compose.form"), 5), ("field", say("compose.field"), 12), ("rule", say("compose.rule"), 20), ("example", say("compose.example"), 12)]
    rows: list[tuple[str, list[Text]]] = []
    for number in edition.master.entries:
        item = edition.item(number)
        for section in item.sections if isinstance(item, Form) else ():
            for field in section.fields:
                rule = _text(edition, field.rule or say("compose.rule-default"))
                rows.append((f"{number}.{field.id}", [document_reference(edition, number), field.label, rule, field.example]))
    return table_of(id_, heads, rows)


_REGISTERS: dict[str, Callable[[Edition, str], Table]] = {
    "master-document-list": _master_document_list,
    "clause-matrix": _clause_matrix,
    "forms": _forms,
    "records": _records,
    "limits": _limits,
    "objectives": _objectives,
    "channels": _channels,
    "roles": _roles,
    "external-documents": _external_documents,
    "form-instructions": _form_instructions,
}


def glossary_table(edition: Edition, keys: Iterable[str], id_: str) -> Table:
    """The terms `keys` with their definitions."""
    say = edition.say
    terms = edition.facts.glossary.terms
    heads = [("term", say("compose.term"), 8), ("definition", say("compose.definition"), 28)]
    rows: list[tuple[str, list[Text]]] = [
        (key, [found.term + (f" ({found.abbreviation})" if found.abbreviation else ""), _text(edition, found.definition)])
        for key in keys
        if (found := terms.get(key)) is not None
    ]
    return table_of(id_, heads, rows, "terms")
