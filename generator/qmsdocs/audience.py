"""Whom an output is for: the part of a master document list that an audience or a site may see or needs.

What is classified above the audience is absent from everything, its title too; the output only says how many documents
are withheld (ISO 9001:2015 7.5.3.1 b; checklist item DC-30).
"""

from dataclasses import replace

from qmsdocs.register import Entry, MasterDocumentList


def for_audience(master: MasterDocumentList, level: str) -> MasterDocumentList:
    """The documents that an audience of `level` may read; all of them for "" and for the highest level."""
    levels = master.repository.settings.classifications
    if not level:
        return master
    open_ = levels[: levels.index(level) + 1]
    return _without(master, {entry.number for entry in _all(master) if entry.source.item.classification not in open_})


def for_site(master: MasterDocumentList, site: str) -> MasterDocumentList:
    """The documents that apply at one site: those of everybody, of the site, and of units and roles that work there."""
    organization = master.repository.facts.organization
    units = {key for key, unit in organization.units.items() if not unit.sites or site in unit.sites}
    roles = {key for key, role in organization.roles.items() if role.unit in units}
    here = {site, *units, *roles}
    elsewhere = {entry.number for entry in _all(master) if not here.intersection(entry.source.item.applies_to or here)}
    return _without(master, elsewhere)


def _all(master: MasterDocumentList) -> list[Entry]:
    return [*master.entries.values(), *master.left_out.values()]


def _without(master: MasterDocumentList, numbers: set[str]) -> MasterDocumentList:
    if not numbers:
        return master

    def kept(entries: dict[str, Entry]) -> dict[str, Entry]:
        return {number: entry for number, entry in entries.items() if number not in numbers}

    return replace(
        master,
        entries=kept(dict(master.entries)),
        left_out=kept(dict(master.left_out)),
        absent=master.absent | numbers,
    )
