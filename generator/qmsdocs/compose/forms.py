"""A form as blocks: groups of fields to fill in, on paper or on screen."""

from collections.abc import Iterator, Mapping

from qmsdocs.blocks import Block, Field, FieldGroup, Heading, Paragraph, Run, plain
from qmsdocs.compose.content import Composer
from qmsdocs.compose.names import Edition
from qmsdocs.compose.tables import retention_text, role, unit
from qmsdocs.model import Form
from qmsdocs.model.document import FormField
from qmsdocs.model.facts import Channel, Role, Site, Unit
from qmsdocs.model.text import Route


def form_blocks(composer: Composer, form: Form) -> Iterator[Block]:
    """The sections of a form with their fields, room for signatures, and how the filled form is kept."""
    for place, section in enumerate(form.sections, 1):
        route: Route = ("sections", section.id)
        title = composer.inlines(section.title, (*route, "title"))
        yield Heading(f"section-{section.id}", 1, str(place), title)
        if section.instructions:
            yield from composer.blocks(section.instructions, (*route, "instructions"))
        fields = tuple(_field(composer, field, (*route, "fields", field.id)) for field in section.fields)
        continues = f"fields-{section.continues}" if section.continues else ""
        yield FieldGroup(f"fields-{section.id}", fields, section.repeat or 0, continues)
    if form.signed_by:
        yield Heading("section-signatures", 1, str(len(form.sections) + 1), (Run(composer.edition.say("signature")),))
        yield FieldGroup("fields-signatures", tuple(_signature_field(composer, key) for key in form.signed_by))
    kept = composer.edition.say("compose.handwriting") + kept_text(composer.edition, form)
    yield Paragraph("form-note", (Run(kept),), "generated")


def kept_text(edition: Edition, form: Form) -> str:
    """Who keeps the filled form, and how long."""
    retention = retention_text(edition, form.retention)
    return edition.say("compose.kept", keeper=unit(edition, form.keeper), retention=retention)


def _signature_field(composer: Composer, key: str) -> Field:
    title = (role(composer.edition, key),)
    return Field(f"signature-{key}", title, "signature", True, 1, "", (), (), "")


def _field(composer: Composer, field: FormField, route: Route) -> Field:
    return Field(
        id=f"field-{field.id}",
        label=composer.inlines(field.label, (*route, "label")),
        kind=field.kind,
        required=field.required,
        lines=field.lines,
        unit=field.unit or "",
        options=field.options or _options(composer, field.source or ""),
        rule=composer.inlines(field.rule, (*route, "rule")) if field.rule else (),
        example=plain(composer.inlines(field.example, (*route, "example"))) if field.example else "",
    )


def _options(composer: Composer, source: str) -> tuple[str, ...]:
    """The options that a field takes from facts: channels, grades, sites or a code list."""
    facts = composer.edition.facts
    group, _, name = source.partition(".")
    if group == "codes" and name in facts.codes.codes:
        return tuple(f"{code} {text}" for code, text in facts.codes.codes[name].values.items())
    by_group: Mapping[str, Mapping[str, Channel | Site | Unit | Role]] = {
        "channels": facts.channels.channels,
        "sites": facts.organization.sites,
        "units": facts.organization.units,
        "roles": facts.organization.roles,
    }
    if group in by_group:
        return tuple(found.title for found in by_group[group].values())
    return tuple(f"{key} {grade.title}" for key, grade in facts.parameters.grades.items()) if group == "grades" else ()
