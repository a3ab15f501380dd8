"""Clauses of standards and the documents that address them, down to step and chapter (checklist item NC-15)."""

from collections.abc import Mapping

from qmsdocs.blocks import Inline, Inlines, Reference, Run, Table, plain
from qmsdocs.compose.names import Edition, Names, document_reference, place_name, revision_text
from qmsdocs.compose.tables import Text, joined, table_of
from qmsdocs.markup import inlines
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Step
from qmsdocs.repository import Item, chapters_of


def clauses_by_document(edition: Edition, standard: str) -> dict[str, list[tuple[str, str]]]:
    """Which documents meet each clause of a standard: clause → (number, anchor), in the order of the list,
    anchor "" for the whole document."""
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
    return found


def clause_name(edition: Edition, number: str) -> str:
    """The number of a clause as it is printed: `7.2`, `Annex D`, in Chinese 附录D."""
    return number.replace("Annex ", edition.say("compose.annex"))


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
        title = clause.title(edition.language)
        places: Text = _places(edition, met.get(clause.number, []))
        if not places and clause.excluded:
            places = edition.say("compose.excluded", reason=clause.reason(edition.language))
        rows.append((f"{standard}-{clause.number}", [clause_name(edition, clause.number), title, places]))
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
            number = name.removeprefix(f"{standard}-")
            if number in met or number in excluded:
                rows.append((name, [catalogue.standard if catalogue else standard, *cells]))
    heads = [("standard", edition.say("compose.standard"), 8), *clause_heads(edition)]
    return table_of(id_, heads, rows)


def _places(edition: Edition, places: list[tuple[str, str]]) -> Inlines:
    return joined(
        (document_reference(edition, number, anchor) for number, anchor in places),
        Run(edition.say("compose.semicolon")),
    )


# ── For a workbook ───────────────────────────────────────────────────────────


def clause_places_table(edition: Edition, standard: str, id_: str) -> Table:
    """A row for each place that addresses a clause, with the forms and records that are used there; a clause that
    nothing addresses has a row that says so, or why."""
    say = edition.say
    heads = [
        ("clause", say("compose.clause"), 4),
        ("clause-title", say("compose.clause-title"), 12),
        ("number", say("number"), 5),
        ("title", say("title"), 12),
        ("place", say("register.place"), 14),
        ("records", say("register.records-used"), 10),
    ]
    catalogue, met = edition.master.repository.standards.get(standard), clauses_by_document(edition, standard)
    rows: list[tuple[str, list[Text]]] = []
    for clause in catalogue.clauses if catalogue else ():
        title = clause.title(edition.language)
        for number, anchor in met.get(clause.number, ()):
            cells: list[Text] = [
                document_reference(edition, number),
                edition.titles[number],
                _place(edition, number, anchor),
                records_used(edition, number, anchor),
            ]
            rows.append((f"{clause.number}.{number}.{anchor}", [clause_name(edition, clause.number), title, *cells]))
        if clause.number not in met:
            reason = clause.reason(edition.language)
            excluded = say("compose.excluded", reason=reason) if reason else ""
            name = clause_name(edition, clause.number)
            rows.append((clause.number, [name, title, "", "", excluded or say("register.not-addressed"), ""]))
    return table_of(id_, heads, rows)


def clause_grid(edition: Edition, standard: str, id_: str) -> Table:
    """Documents down, clauses across, and a mark where a document addresses a clause; no column for what nothing
    addresses."""
    met = clauses_by_document(edition, standard)
    catalogue = edition.master.repository.standards.get(standard)
    clauses = [clause.number for clause in catalogue.clauses if clause.number in met] if catalogue else []
    addressed = {clause: {number for number, _ in met[clause]} for clause in clauses}
    heads = [
        ("document", edition.say("site.document"), 14),
        *((clause, clause_name(edition, clause), 2) for clause in clauses),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            number,
            [
                document_reference(edition, number, title=True),
                *("●" if number in addressed[clause] else "" for clause in clauses),
            ],
        )
        for number in edition.master.current
    ]
    return table_of(id_, heads, rows if clauses else (), "raci")


def _place(edition: Edition, number: str, anchor: str) -> Inline:
    """A place inside a document without its number, a step with what is done there."""
    entry, item = edition.master.entries[number], edition.item(number)
    if not anchor:
        return Run(edition.say("compose.whole-document"))
    name = place_name(edition, item, anchor)
    step = step_at(item, anchor)
    if step:
        name += f" {plain(inlines(step.name, Names(edition.of(entry), item)))}"
    return Reference((Run(name),), number, entry.document.places.get(anchor, ""))


def records_used(edition: Edition, number: str, anchor: str, *, named: bool = True) -> Inlines:
    """The forms and records of a step, the forms that a chapter names, or the records of a whole document. `named`
    says whether the forms that the text of a step names count too."""
    item = edition.item(number)
    if not isinstance(item, Document):
        return ()
    titles = {kept.id: kept.title or kept.id for kept in item.records if kept.id}
    step = step_at(item, anchor)
    if not anchor:
        names = [name for kept in item.records if (name := kept.form or kept.id)]
    else:
        mentions = (mention for mention in edition.master.mentions[number] if named and anchor in mention.route)
        names = [
            *(step.record or () if step else ()),
            *(each.number for each in mentions if _is_form(edition, each.number)),
        ]
    shown = (
        Run(titles[name]) if name in titles else document_reference(edition, name) for name in dict.fromkeys(names)
    )
    return joined(shown, Run(edition.say("compose.comma")))


def step_at(item: Item, anchor: str) -> Step | None:
    """The step of a document with this id; None for another place."""
    steps = item.steps if isinstance(item, Document) else ()
    return next((step for step in steps if step.id == anchor), None)


def _is_form(edition: Edition, number: str) -> bool:
    entry = edition.master.entries.get(number)
    return entry is not None and isinstance(entry.document.item, Form)


# ── Forms ────────────────────────────────────────────────────────────────────


def form_for(edition: Edition, clauses: Mapping[str, str]) -> str:
    """The number of the first form that addresses a clause, given by standard; "" where the house has none."""
    for standard, clause in clauses.items():
        for number, _ in clauses_by_document(edition, standard).get(clause, ()):
            if _is_form(edition, number):
                return number
    return ""


def form_line(edition: Edition, number: str, key: str) -> Inlines:
    """On which form, in which revision, something is entered: the sentence `key` with a reference to the form."""
    entry = edition.master.entries[number]
    revision = revision_text(edition, number, entry.revision) if entry.revision else "–"
    before, _, after = edition.say(key, form="\0", revision=revision).partition("\0")
    return (Run(before), document_reference(edition, number, title=True), Run(after))
