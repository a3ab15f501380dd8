"""The duty matrix: which department leads on a clause of a standard, and which ones support (domain: 职能分配表).

Nobody types it. It follows from who owns the documents that address a clause, and who acts in their steps.
"""

from qmsdocs.blocks import Inlines, Run, Table
from qmsdocs.compose.clauses import clause_name, clauses_by_document
from qmsdocs.compose.names import Edition, document_reference
from qmsdocs.compose.tables import Text, joined, table_of
from qmsdocs.model import Document

LEADS, SUPPORTS = "▲", "△"


def duty_table(edition: Edition, standard: str, id_: str) -> Table:
    """A row for each clause of a standard that asks for something, a column for each department, and the documents from
    which it follows."""
    catalogue = edition.master.repository.standards.get(standard)
    units = edition.facts.organization.units
    heads = [
        ("clause", edition.say("compose.clause"), 16),
        *((f"unit-{key}", unit.title, 4) for key, unit in units.items()),
        ("met", edition.say("compose.met-by"), 16),
    ]
    met = clauses_by_document(edition, standard)
    rows: list[tuple[str, list[Text]]] = []
    for clause in catalogue.clauses if catalogue else ():
        if clause.excluded:
            continue
        title = clause.title(edition.language)
        places = met.get(clause.number, [])
        marks = duty_marks(edition, places)
        why: Text = _documents(edition, places) if places else edition.say("register.not-addressed")
        cells: list[Text] = [
            f"{clause_name(edition, clause.number)} {title}",
            *(marks.get(key, "") for key in units),
            why,
        ]
        rows.append((f"{standard}-{clause.number}", cells))
    return table_of(id_, heads, rows, "raci")


def duty_marks(edition: Edition, places: list[tuple[str, str]]) -> dict[str, str]:
    """By department, whether it leads or supports on a clause that is addressed in `places`."""
    numbers = list(dict.fromkeys(number for number, _ in places))
    below = [number for number in numbers if edition.master.entries[number].type.level > 1]
    owners = [_unit(edition, edition.master.entries[number].document.item.owner) for number in (*below, *numbers)]
    known = [unit for unit in owners if unit]
    acting = [_unit(edition, role) for number, anchor in places for role in _acting(edition, number, anchor)]
    found = {unit: SUPPORTS for unit in (*known, *acting) if unit}
    return found | dict.fromkeys(known[:1], LEADS)


def _acting(edition: Edition, number: str, anchor: str) -> list[str]:
    """The roles that act in a step, or in all steps of a document that addresses the clause as a whole."""
    item = edition.master.entries[number].document.item
    steps = item.steps if isinstance(item, Document) else ()
    return [step.who for step in steps if step.who and anchor in ("", step.id)]


def _unit(edition: Edition, role: str) -> str:
    """The department of a role; "" for one that does not exist."""
    organization = edition.facts.organization
    found = organization.roles.get(role)
    return found.unit if found and found.unit in organization.units else ""


def _documents(edition: Edition, places: list[tuple[str, str]]) -> Inlines:
    numbers = dict.fromkeys(number for number, _ in places)
    return joined((document_reference(edition, number) for number in numbers), Run(edition.say("compose.comma")))
