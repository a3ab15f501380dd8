"""The register of copies: it names what exists, and what is out of force came back (checklist items DC-22, NC-01,
NC-19)."""

from collections.abc import Iterator, Sequence

from qmsdocs.checks.keys import unknown_key
from qmsdocs.copies import copies_out
from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model.copies import RegisteredCopy
from qmsdocs.model.facts import Organization
from qmsdocs.model.text import KEY
from qmsdocs.register import MasterDocumentList


def copies_name_what_exists(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Document, revision, holder and people of each copy are known, and the days are in order."""
    organization = master.repository.facts.organization
    holders = [*organization.people, *organization.roles, *organization.units, *organization.sites]
    for place, copy in _copies(master):
        yield from _document(master, copy, place("document"), place("revision"))
        if KEY.fullmatch(copy.holder):
            yield from unknown_key("holder", holders, copy.holder, place("holder"))
        yield from unknown_key("person", organization.people, copy.issued.by, place("issued", "by"))
        if copy.returned:
            yield from unknown_key("person", organization.people, copy.returned.by, place("returned", "by"))
            if copy.returned.on < copy.issued.on:
                values = {"issued": copy.issued.on, "returned": copy.returned.on}
                yield Diagnostic("copy-returned-before-issue", place("returned", "on"), values)
