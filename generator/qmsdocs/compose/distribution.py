"""The distribution list: which document goes to whom, and who is trained for it (checklist items DC-22, DC-35)."""

from collections.abc import Mapping

from qmsdocs.blocks import Inlines, LineBreak, Run, Table
from qmsdocs.compose.control import trained_roles
from qmsdocs.compose.names import Edition, document_reference
from qmsdocs.compose.registers import shown_revision
from qmsdocs.compose.tables import Text, day, joined, table_of
from qmsdocs.locale import classification_name
from qmsdocs.model.facts import Role, Site, Unit
from qmsdocs.register import Entry


def distribution_table(edition: Edition, id_: str) -> Table:
    """Who receives each document that is there to be worked by, and who is trained for the revision shown."""
    say = edition.say
    heads = [
        ("number", say("number"), 5),
        ("title", say("title"), 14),
        ("revision", say("revision"), 5),
        ("effective", say("effective"), 6),
        ("classification", say("classification"), 6),
        ("receivers", say("register.receivers"), 11),
        ("trained", say("register.trained"), 15),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            number,
            [
                document_reference(edition, number),
                edition.titles[number],
                shown_revision(edition, entry),
                day(entry.effective),
                classification_name(edition.language, entry.document.item.classification),
                receivers(edition, entry.document.item.applies_to),
                _trained(edition, entry),
            ],
        )
        for number, entry in edition.master.current.items()
    ]
    return table_of(id_, heads, rows)


def receivers(edition: Edition, keys: tuple[str, ...]) -> Inlines:
    """The units, sites and roles of `applies_to` in words, a line for each kind."""
    organization = edition.facts.organization
    groups: Mapping[str, Mapping[str, Unit | Site | Role]] = {
        "units": organization.units,
        "sites": organization.sites,
        "roles": organization.roles,
    }
    lines = [
        edition.say(f"register.to-{kind}", names=edition.say("compose.comma").join(titles))
        for kind, group in groups.items()
        if (titles := [group[key].title for key in keys if key in group])
    ]
    return joined((Run(line) for line in lines or [edition.say("everyone")]), LineBreak())


def _trained(edition: Edition, entry: Entry) -> str:
    revision = entry.revision
    if revision is None:
        return ""
    roles, until = trained_roles(edition, revision), revision.training.by
    return edition.say("show.trained", roles=roles, day=until) if until else roles
