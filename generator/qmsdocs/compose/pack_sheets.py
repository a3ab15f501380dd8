"""The sheets of the application pack that are made from the facts: profile, organization, sites, readiness, and
registers as they are."""

from collections.abc import Iterator
from dataclasses import replace

from qmsdocs.blocks import Block, Heading, LineBreak, ListBlock, ListItem, Paragraph, Run, Table
from qmsdocs.certification import Readiness
from qmsdocs.compose.application import readiness_blocks
from qmsdocs.compose.names import Edition
from qmsdocs.compose.registers import register_table
from qmsdocs.compose.tables import Text, joined, role, table_of, text
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text
from qmsdocs.model.certification import GeneratedSheet

_UPRIGHT = ("company-profile", "sites", "readiness", "objectives", "forms")


def pack_sheet(edition: Edition, name: GeneratedSheet, ready: Readiness) -> Sheet:
    """The sheet called `name` in the source (`generated: [sites]`)."""
    return Sheet(
        title=edition.say(f"pack.sheet.{name}"),
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=tuple(_blocks(edition, name, ready)),
        landscape=name not in _UPRIGHT,
        note=edition.say("pack.as-of", day=day_text(edition.language, edition.master.as_of)),
    )


def _blocks(edition: Edition, name: GeneratedSheet, ready: Readiness) -> Iterator[Block]:
    match name:
        case "company-profile":
            yield from _profile(edition)
        case "organization":
            yield from _organization(edition)
        case "sites":
            yield _sites(edition)
        case "readiness":
            yield from readiness_blocks(edition, ready)
        case _:
            yield _register(edition, name)


def _profile(edition: Edition) -> Iterator[Block]:
    """What the house says of itself; a part that it does not tell has no heading."""
    certification = edition.facts.certification
    assert certification is not None
    for part in type(certification.profile).model_fields:
        told = getattr(certification.profile, part)
        if told is not None:
            yield Heading(part, 1, "", (Run(edition.say(f"pack.profile.{part}")),))
            yield Paragraph(f"{part}.text", text(edition, told))


def _organization(edition: Edition) -> Iterator[Block]:
    """Which unit belongs to which, and who does what."""
    yield Heading("units", 1, "", (Run(edition.say("pack.units")),))
    tops = [key for key, unit in edition.facts.organization.units.items() if unit.part_of is None]
    yield from _units(edition, tops, frozenset())
    yield Heading("roles", 1, "", (Run(edition.say("site.roles")),))
    yield _register(edition, "roles")


def _register(edition: Edition, name: str) -> Table:
    """A register; all of a sheet is made from elsewhere, so nothing is marked as such."""
    return replace(register_table(edition, name, f"{name}-table"), generated=False)


def _units(edition: Edition, keys: list[str], above: frozenset[str]) -> Iterator[Block]:
    """Units as a list, each with the units below it; a ring of units ends where it began."""
    if not keys:
        return
    units = edition.facts.organization.units
    items = []
    for key in keys:
        below = [each for each, unit in units.items() if unit.part_of == key and each not in above]
        line = (Run(units[key].title), Run(edition.say("pack.head")), role(edition, units[key].head))
        inner = tuple(_units(edition, below, above | {key}))
        items.append(ListItem(f"unit.{key}", (Paragraph(f"unit.{key}.text", line), *inner)))
    yield ListBlock(f"units.{keys[0]}", False, tuple(items))


def _sites(edition: Edition) -> Table:
    """The sites with the units that work there."""
    say, organization = edition.say, edition.facts.organization
    heads = [
        ("site", say("pack.site"), 8),
        ("country", say("pack.country"), 7),
        ("address", say("pack.address"), 18),
        ("units", say("pack.units-there"), 14),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for key, site in organization.sites.items():
        here = [unit.title for unit in organization.units.values() if not unit.sites or key in unit.sites]
        units = joined([Run(title) for title in here], LineBreak())
        rows.append((key, [site.title, site.country, site.address or "", units]))
    return replace(table_of("sites-table", heads, rows), generated=False)
