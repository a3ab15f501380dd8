"""Clauses of standards and the documents that address them, down to step and chapter (checklist item NC-15)."""

from qmsdocs.blocks import Inlines, Run, Table
from qmsdocs.compose.names import Edition, document_reference
from qmsdocs.compose.tables import Text, joined, table_of
from qmsdocs.model import Document
from qmsdocs.repository import chapters_of


def clauses_by_document(edition: Edition, standard: str) -> dict[str, list[tuple[str, str]]]:
    """Which documents meet each clause of a standard: clause → (number, anchor), anchor "" for the whole document."""
    found: dict[str, list[tuple[str, str]]] = {}
    for number, entry in edition.master.current.items():
        item = entry.document.item
        parts: list[tuple[str, dict[str, tuple[str, ...]]]] = [("", item.clauses)]
        if isinstance(item, Document):
            parts += [(step.id, step.clauses) for step in item.steps]
            parts += [(chapter.id, chapter.clauses) for chapter in chapters_of(item.chapters + item.appendices)]
        seen: set[str] = set()
        for anchor, clauses in (*parts[1:], parts[0]):
            for clause in clauses.get(standard, ()):
                if anchor or clause not in seen:
                    found.setdefault(clause, []).append((number, anchor))
                seen.add(clause)
    return {
        clause: sorted(places, key=lambda p: list(edition.master.entries).index(p[0]))
        for clause, places in found.items()
    }


def clause_heads(edition: Edition) -> list[tuple[str, str, int]]:
    """The columns of a clause matrix: clause, short title, what addresses it."""
    say = edition.say
    return [
        ("clause", say("compose.clause"), 4),
        ("title", say("compose.clause-title"), 14),
        ("met", say("compose.met-by"), 20),
    ]


def clause_rows(edition: Edition, standard: str) -> list[tuple[str, list[Text]]]:
    """A row for each clause of a standard: number, short title, and what addresses it or why nothing has to."""
    catalogue = edition.master.repository.standards.get(standard)
    if catalogue is None:
        return []
    met = clauses_by_document(edition, standard)
    rows: list[tuple[str, list[Text]]] = []
    for clause in catalogue.clauses:
        title = clause.title_zh if edition.language == "zh" else clause.title_en
        places: Text = _places(edition, met.get(clause.number, []))
        if not places and clause.excluded:
            places = edition.say("compose.excluded", reason=clause.excluded)
        rows.append((f"{standard}-{clause.number}", [clause.number, title, places]))
    return rows


def clause_matrix(edition: Edition, id_: str) -> Table:
    """All standards in use in one table: of the first one also what is excluded and why, of the others what is
    addressed."""
    rows: list[tuple[str, list[Text]]] = []
    for standard in edition.facts.settings.standards:
        met = clauses_by_document(edition, standard)
        catalogue = edition.master.repository.standards.get(standard)
        excluded = (
            {clause.number for clause in catalogue.clauses if clause.excluded} if catalogue and not rows else set()
        )
        for name, cells in clause_rows(edition, standard):
            if cells[0] in met or cells[0] in excluded:
                rows.append((name, [catalogue.standard if catalogue else standard, *cells]))
    heads = [("standard", edition.say("compose.standard"), 8), *clause_heads(edition)]
    return table_of(id_, heads, rows)


def _places(edition: Edition, places: list[tuple[str, str]]) -> Inlines:
    return joined(
        (document_reference(edition, number, anchor) for number, anchor in places),
        Run(edition.say("compose.semicolon")),
    )


def clause_table(edition: Edition, standard: str, id_: str) -> Table:
    """The clauses of one standard and what meets them."""
    return table_of(id_, clause_heads(edition), clause_rows(edition, standard))
