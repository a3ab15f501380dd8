"""The register of certificates: which the organization holds, until when, and when the body comes next (S-49, S-50)."""

from qmsdocs.blocks import LineBreak, Run, Strong, Table
from qmsdocs.compose.names import Edition
from qmsdocs.compose.tables import Text, day, table_of, text
from qmsdocs.due import counts_on, next_surveillance, surveillance_recorded
from qmsdocs.model.certification import Certificate


def certificates_table(edition: Edition, id_: str) -> Table:
    """The certificates that count on the day; one that has expired says so."""
    say, today = edition.say, edition.master.as_of
    heads = [
        ("certificate", say("certificate.title"), 14),
        ("number", say("number"), 9),
        ("body", say("certificate.body"), 10),
        ("issued", say("certificate.issued"), 6),
        ("expires", say("certificate.expires"), 8),
        ("surveillance", say("certificate.surveillance"), 8),
    ]
    certification = edition.facts.certification
    rows: list[tuple[str, list[Text]]] = [
        (key, _cells(edition, key, found))
        for key, found in (certification.certificates.items() if certification else ())
        if counts_on(found, today)
    ]
    return table_of(id_, heads, rows)


def _cells(edition: Edition, key: str, found: Certificate) -> list[Text]:
    say, today = edition.say, edition.master.as_of
    until = found.expires
    scope = (LineBreak(), *text(edition, found.scope)) if found.scope else ()
    return [
        (Strong(text(edition, found.title)), LineBreak(), Run(found.standard), *scope),
        found.number,
        text(edition, found.body),
        day(found.issued),
        say("certificate.expired", day=until) if until < today else day(until),
        day(next_surveillance(found, today, surveillance_recorded(edition.master, key))),
    ]
