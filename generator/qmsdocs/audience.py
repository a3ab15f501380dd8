"""Whom an output is for: the part of a master document list that an audience or a site may see or needs.

What is classified above the audience is absent from everything, its title too; the output only says how many documents
are withheld (ISO 9001:2015 7.5.3.1 b; checklist item DC-30).
"""

from collections.abc import Set
from dataclasses import replace

from qmsdocs.register import Entry, MasterDocumentList


def for_audience(master: MasterDocumentList, level: str) -> MasterDocumentList:
    """The documents that an audience of `level` may read; all of them for "" and for the highest level.

    With a level that qms.yaml does not know, which is a finding of `check`, nothing may be read.
    """
    levels = master.repository.settings.classifications
    if not level:
        return master
    open_ = levels[: levels.index(level) + 1] if level in levels else ()
    return without(master, {entry.number for entry in _all(master) if entry.source.item.classification not in open_})


def for_readers(master: MasterDocumentList) -> MasterDocumentList:
    """What the readers of the site and of its Word files may see, as qms.yaml decides."""
    return for_audience(master, master.repository.settings.audience or "")


def for_site(master: MasterDocumentList, site: str) -> MasterDocumentList:
    """The documents that apply at one site: those of everybody, of the site, and of units and roles that work there."""
    organization = master.repository.facts.organization
    units = {key for key, unit in organization.units.items() if not unit.sites or site in unit.sites}
    roles = {key for key, role in organization.roles.items() if role.unit in units}
    here = {site, *units, *roles}
    elsewhere = {entry.number for entry in _all(master) if not here.intersection(entry.source.item.applies_to or here)}
    return without(master, elsewhere)


def _all(master: MasterDocumentList) -> list[Entry]:
    return [*master.entries.values(), *master.left_out.values()]


def without(master: MasterDocumentList, numbers: Set[str]) -> MasterDocumentList:
    """The list without some documents: they are absent from it."""
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
