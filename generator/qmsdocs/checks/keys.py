"""Every name of a shared fact — role, unit, site, person, parameter, term, clause … — must be one that exists."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Chapter, Step
from qmsdocs.model.revision import ControlledItem
from qmsdocs.register import MasterDocumentList
from qmsdocs.repository import ControlledDocument, Facts

Use = tuple[str, tuple[str, ...], str]
"""The kind of fact, the route to the name, and the name."""


def keys_are_known(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Names in documents and facts that no fact has (checklist item NC-14 for roles, NC-08 for standards)."""
    repository = master.repository
    known = {**known_names(repository.facts), "standard": repository.standards}
    for document in (entry.document for entry in master.due):
        for kind, route, name in _uses(document):
            yield from unknown_name(known, document.path, kind, route, name)
        yield from _clauses(master, document)
        for translation in document.translations.values():
            if translation.head.checked:
                yield from unknown_name(
                    known, translation.path, "person", ("checked", "by"), translation.head.checked.by
                )
    for path, kind, route, name in _fact_uses(master):
        yield from unknown_name(known, path, kind, route, name)


def known_names(facts: Facts) -> dict[str, Collection[str]]:
    """The names that there are, by what they are names of."""
    parameters = facts.parameters
    groups = {name: getattr(parameters, name) for name in ("limits", "retention", "cycles", "values")}
    organization = facts.organization
    return {
        "role": organization.roles,
        "unit": organization.units,
        "site": organization.sites,
        "person": organization.people,
        "receiver": [*organization.units, *organization.sites, *organization.roles],
        "holder": [*organization.people, *organization.roles, *organization.units, *organization.sites],
        "parameter": [f"{group}.{key}" for group, found in groups.items() for key in found],
        "grade": [*parameters.grades, "value"],
        "term": facts.glossary.terms,
        "indicator": facts.objectives.objectives,
        "options": ["channels", "sites", "units", "roles", "grades", *(f"codes.{key}" for key in facts.codes.codes)],
        "classification": facts.settings.classifications,
        "who": [*organization.roles, *organization.people],
        "channel": facts.channels.channels,
        "certificate": facts.certification.certificates if facts.certification else (),
    }


def unknown_name(
    known: dict[str, Collection[str]], path: str, kind: str, route: tuple[str, ...], name: str
) -> Iterator[Diagnostic]:
    """The finding that nothing has this name, if that is so."""
    if name in known[kind]:
        return
    # Numbers of standards and names of records are much alike: a suggestion must be very near.
    written = name.lower().replace(" ", "-") if kind == "standard" else name
    near = nearest(written, known[kind], 0.92 if kind in ("standard", "filed-record") else 0.7)
    values = {"name": name, "near": near, "known": ", ".join(list(known[kind])[:12])}
    # A role in `responsibilities` is itself the key of a mapping.
    place = Place(path, route, key=route[-1] == name)
    yield Diagnostic(f"unknown-{kind}", place, values, "" if near else "far" if known[kind] else "none")


def _uses(document: ControlledDocument) -> Iterator[Use]:
    item = document.item
    yield "role", ("owner",), item.owner
    yield "classification", ("classification",), item.classification
    for place, receiver in enumerate(item.applies_to, 1):
        yield "receiver", ("applies_to", str(place)), receiver
    yield from _revision_uses(document)
    yield from _document_uses(item) if isinstance(item, Document) else _form_uses(item)


def _revision_uses(document: ControlledDocument) -> Iterator[Use]:
    for revision in document.item.revisions:
        here = ("revisions", revision.label)
        if not isinstance(revision.training.roles, str):
            for number, role in enumerate(revision.training.roles, 1):
                yield "role", (*here, "training", "roles", str(number)), role
        for number, signature in enumerate(revision.signatures, 1):
            yield "person", (*here, "signatures", str(number), "by"), signature.by
            yield "role", (*here, "signatures", str(number), "role"), signature.role
    yield from _concession_uses(document)
    withdrawn = document.item.withdrawn
    if withdrawn:
        yield "person", ("withdrawn", "by"), withdrawn.by
        yield "role", ("withdrawn", "role"), withdrawn.role
    for place, review in enumerate(document.item.reviews, 1):
        yield "person", ("reviews", str(place), "by"), review.by


def _concession_uses(document: ControlledDocument) -> Iterator[Use]:
    for act in document.item.concessions:
        here = ("concessions", act.id)
        for place, site in enumerate(act.sites, 1):
            yield "site", (*here, "sites", str(place)), site
        for number, signature in enumerate(act.signatures, 1):
            yield "person", (*here, "signatures", str(number), "by"), signature.by
            yield "role", (*here, "signatures", str(number), "role"), signature.role


def _document_uses(item: Document) -> Iterator[Use]:
    for place, term in enumerate(item.terms, 1):
        yield "term", ("terms", str(place)), term
    for role in item.responsibilities:
        yield "role", ("responsibilities", role), role
    for place, indicator in enumerate(item.indicators, 1):
        yield "indicator", ("indicators", str(place)), indicator
    for place, kept in enumerate(item.records, 1):
        yield "unit", ("records", str(place), "keeper"), kept.keeper
        yield "parameter", ("records", str(place), "retention"), kept.retention
    for step in item.steps:
        here = ("steps", step.id)
        for key, roles in (("consult", step.consult), ("inform", step.inform)):
            for place, role in enumerate(roles, 1):
                yield "role", (*here, key, str(place)), role
        if step.who:
            yield "role", (*here, "who"), step.who
        if step.accountable:
            yield "role", (*here, "accountable"), step.accountable
        if step.within and step.within != "none":
            yield "parameter", (*here, "within"), step.within


def _form_uses(item: Form) -> Iterator[Use]:
    yield "unit", ("keeper",), item.keeper
    yield "parameter", ("retention",), item.retention
    for key, roles in (("filled_by", item.filled_by), ("signed_by", item.signed_by)):
        for place, role in enumerate(roles, 1):
            yield "role", (key, str(place)), role
    for section in item.sections:
        for field in section.fields:
            if field.source:
                yield "options", ("sections", section.id, "fields", field.id, "from"), field.source


_WITH_CLAUSES = (ControlledItem, Chapter, Step)


def _clauses(master: MasterDocumentList, document: ControlledDocument) -> Iterator[Diagnostic]:
    for route, model in document.models:
        if isinstance(model, _WITH_CLAUSES):
            yield from unknown_clauses(master, document.path, (*route, "clauses"), model.clauses)


def unknown_clauses(
    master: MasterDocumentList, path: str, route: tuple[str, ...], cited: Mapping[str, Sequence[str]]
) -> Iterator[Diagnostic]:
    """Standards and clauses that no catalogue has, of those `cited` at a route of a file."""
    standards = master.repository.standards
    for key, clauses in cited.items():
        here = (*route, key)
        if key not in standards:
            yield from unknown_name({"standard": standards}, path, "standard", here, key)
            continue
        for place, clause in enumerate(clauses, 1):
            yield from unknown_clause(master, path, (*here, str(place)), key, clause)


def unknown_clause(
    master: MasterDocumentList, path: str, route: tuple[str, ...], key: str, clause: str
) -> Iterator[Diagnostic]:
    """The finding that a standard has no such clause, if that is so."""
    standard = master.repository.standards[key]
    if clause not in {each.number for each in standard.clauses}:
        values = {"name": clause, "standard": standard.standard}
        yield Diagnostic("unknown-clause", Place(path, route), values)


def _fact_uses(master: MasterDocumentList) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    repository = master.repository
    facts, paths = repository.facts, repository.fact_paths
    if facts.settings.audience:
        yield paths["settings"], "classification", ("audience",), facts.settings.audience
    for kind, route, name in _organization_uses(facts):
        yield paths["organization"], kind, route, name
    for group in ("limits", "retention", "cycles", "values"):
        for key, parameter in getattr(facts.parameters, group).items():
            for site, values in parameter.sites.items():
                yield paths["parameters"], "site", (group, key, "sites", site), site
                for grade in values:
                    yield paths["parameters"], "grade", (group, key, "sites", site, grade), grade
            for grade in parameter.by_grade:
                yield paths["parameters"], "grade", (group, key, "by_grade", grade), grade
            if parameter.indicator:
                yield paths["parameters"], "indicator", (group, key, "indicator"), parameter.indicator
    for place, chain in enumerate(facts.parameters.order, 1):
        for number, name in enumerate(chain, 1):
            yield paths["parameters"], "parameter", ("order", str(place), str(number)), name
    for key, objective in facts.objectives.objectives.items():
        yield paths["objectives"], "role", ("objectives", key, "owner"), objective.owner
    for key, channel in facts.channels.channels.items():
        yield paths["channels"], "role", ("channels", key, "owner"), channel.owner
        if channel.first_response:
            yield paths["channels"], "parameter", ("channels", key, "first_response"), channel.first_response
        for place, site in enumerate(channel.sites, 1):
            yield paths["channels"], "site", ("channels", key, "sites", str(place)), site
    for key, external in facts.external_documents.external_documents.items():
        yield paths["external_documents"], "role", ("external_documents", key, "owner"), external.owner
    for kind, route, name in _copy_uses(facts):
        yield paths["copies"], kind, route, name
    if facts.certification:
        yield paths["certification"], "role", ("owner",), facts.certification.owner
        if facts.certification.standard:
            yield paths["certification"], "standard", ("standard",), facts.certification.standard
    for prefix, kind_ in facts.settings.document_types.items():
        yield paths["settings"], "role", ("document_types", prefix, "approver"), kind_.approver
    for place, standard in enumerate(facts.settings.standards, 1):
        yield paths["settings"], "standard", ("standards", str(place)), standard


def _copy_uses(facts: Facts) -> Iterator[Use]:
    for place, copy in enumerate(facts.copies.copies, 1):
        here = ("copies", str(place))
        yield "person", (*here, "issued", "by"), copy.issued.by
        if copy.returned:
            yield "person", (*here, "returned", "by"), copy.returned.by
        if copy.names_a_key:
            yield "holder", (*here, "holder"), copy.holder


def _organization_uses(facts: Facts) -> Iterator[Use]:
    organization = facts.organization
    for key, unit in organization.units.items():
        here = ("units", key)
        yield "role", (*here, "head"), unit.head
        if unit.part_of:
            yield "unit", (*here, "part_of"), unit.part_of
        for place, site in enumerate(unit.sites, 1):
            yield "site", (*here, "sites", str(place)), site
    for key, role in organization.roles.items():
        here = ("roles", key)
        yield "unit", (*here, "unit"), role.unit
        if role.reports_to:
            yield "role", (*here, "reports_to"), role.reports_to
        for place, holder in enumerate(role.holders, 1):
            yield "person", (*here, "holders", str(place), "person"), holder.person
            for number, site in enumerate(holder.sites, 1):
                yield "site", (*here, "holders", str(place), "sites", str(number)), site
