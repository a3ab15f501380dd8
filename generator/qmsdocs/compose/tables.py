"""Tables and the cells that many of them share: references, roles, limits, retention."""

from collections.abc import Iterable

from qmsdocs.blocks import (
    Blocks,
    Cell,
    Column,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Reference,
    Row,
    Run,
    Table,
    TableKind,
)
from qmsdocs.compose.names import Edition, Names, document_reference, parameter, parameter_text
from qmsdocs.markup import inlines

Text = str | Inline | Inlines | None


def table_of(
    id_: str,
    heads: Iterable[tuple[str, str, int]],
    rows: Iterable[tuple[str, Iterable[Text]]],
    kind: TableKind = "register",
) -> Table:
    """A generated table. `heads` are key, title and relative width of the columns; `rows` an id and the cells."""
    columns = tuple(Column(key, (Run(title),), width) for key, title, width in heads)
    made = tuple(
        Row(f"{id_}.{name}", tuple(Cell(_paragraph(text, f"{id_}.{name}.{place}")) for place, text in enumerate(cells)))
        for name, cells in rows
    )
    return Table(id_, kind, columns, made, generated=True)


def _paragraph(text: Text, id_: str) -> Blocks:
    if not text:
        return ()
    content: Inlines = (Run(text),) if isinstance(text, str) else text if isinstance(text, tuple) else (text,)
    return (Paragraph(id_, content),)


def dash(id_: str) -> Blocks:
    """What stands in a cell that says on purpose that there is nothing."""
    return (Paragraph(id_, (Run("–"),)),)


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


def day(value: object) -> str:
    """A day as it is printed in tables, 2026-11-24; "" for none."""
    return str(value) if value else ""


def text(edition: Edition, source: str) -> Inlines:
    """The inlines of a text that stands in the facts."""
    return inlines(source, Names(edition))


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


def retention_text(edition: Edition, key: str) -> str:
    """How long a record is kept, with the longest time that the law allows where there is one."""
    found = parameter(edition, key)
    if found is None:
        return key
    text = parameter_text(edition, found) or ""
    return text + edition.say("compose.at-most", maximum=found.maximum) if found.maximum else text
