"""How well the documents cover a standard, clause by clause: covered, by the manual only, open, or excluded with a
reason (checklist item NC-15)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from qmsdocs.blocks import Inlines, Paragraph, Run, Table
from qmsdocs.compose.clauses import clause_name, clauses_by_document
from qmsdocs.compose.names import Edition, document_reference
from qmsdocs.compose.tables import Text, joined, table_of
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text
from qmsdocs.model.facts import Clause, Standard

State = Literal["covered", "manual-only", "open", "excluded"]
_WORST_FIRST: tuple[State, ...] = ("open", "manual-only", "covered", "excluded")


@dataclass(frozen=True)
class Coverage:
    """A clause of a standard, and what addresses it."""

    clause: Clause
    title: str
    state: State
    places: tuple[tuple[str, str], ...]
    """Number and anchor of each place that addresses it."""
    is_heading: bool
    """Whether it is divided further: then it is as well covered as the worst of its parts."""

    @property
    def documents(self) -> tuple[str, ...]:
        """The numbers of the documents that address it."""
        return tuple(dict.fromkeys(number for number, _ in self.places))


def coverage(edition: Edition, standard: Standard) -> tuple[Coverage, ...]:
    """Every clause of a standard, in its order."""
    places = clauses_by_document(edition, standard.key)
    parts = {clause.number: _parts(clause, standard) for clause in standard.clauses}
    states: dict[str, State] = {}
    for clause in reversed(standard.clauses):  # a clause stands before its parts
        own = _state(edition, clause, places.get(clause.number, []))
        below = [states[part.number] for part in parts[clause.number]]
        states[clause.number] = min(below, key=_WORST_FIRST.index) if below and own != "excluded" else own
    return tuple(
        Coverage(
            clause,
            clause.title(edition.language),
            states[clause.number],
            tuple(places.get(clause.number, ())),
            bool(parts[clause.number]),
        )
        for clause in standard.clauses
    )


def _parts(clause: Clause, standard: Standard) -> list[Clause]:
    """The clauses directly or further below a clause: 5.4.1 is below 5.4 and 5."""
    return [other for other in standard.clauses if other.number.startswith(f"{clause.number}.")]


def _state(edition: Edition, clause: Clause, places: list[tuple[str, str]]) -> State:
    """What addresses a clause by itself; the manual and the policy alone are not enough, since nobody works by them."""
    if clause.excluded:
        return "excluded"
    levels = [edition.master.entries[number].type.level for number, _ in places]
    return "covered" if any(level > 1 for level in levels) else "manual-only" if levels else "open"


def gap_table(edition: Edition, standard: Standard, id_: str) -> Table:
    """The clauses with how well each is covered, by what, or why nothing has to."""
    say = edition.say
    heads = [
        ("clause", say("compose.clause"), 4),
        ("title", say("compose.clause-title"), 14),
        ("state", say("gap.state"), 7),
        ("met", say("compose.met-by"), 20),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            f"{standard.key}-{each.clause.number}",
            [clause_name(edition, each.clause.number), each.title, say(f"gap.{each.state}"), _met_by(edition, each)],
        )
        for each in coverage(edition, standard)
    ]
    return table_of(id_, heads, rows)


def _met_by(edition: Edition, each: Coverage) -> Inlines:
    if each.places:
        places = (document_reference(edition, number, anchor) for number, anchor in each.places)
        return joined(places, Run(edition.say("compose.semicolon")))
    if each.clause.excluded:
        return (Run(each.clause.reason(edition.language)),)
    return (Run(edition.say("gap.parts")),) if each.is_heading else ()


def counted(edition: Edition, found: Sequence[Coverage]) -> str:
    """How many clauses are in which state, in a sentence; those that are divided further are not counted twice."""
    counts = Counter(each.state for each in found if not each.is_heading)
    values = {state.replace("-", "_"): counts[state] for state in get_args(State)}
    return edition.say("gap.counted", clauses=sum(counts.values()), **values)


def gap_sheet(edition: Edition, standard: Standard) -> Sheet:
    """The gap analysis of a standard as a sheet for Word and workbooks."""
    say = edition.say
    lead = (say("site.guidance"), counted(edition, coverage(edition, standard)))
    return Sheet(
        title=say("gap.title", standard=standard.standard),
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=(
            *(Paragraph(f"lead-{place}", (Run(text),)) for place, text in enumerate(lead)),
            replace(gap_table(edition, standard, "gap"), generated=False),
        ),
        landscape=True,
        note=say("gap.as-of", day=day_text(edition.language, edition.master.as_of)),
    )
