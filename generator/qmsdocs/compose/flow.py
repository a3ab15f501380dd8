"""The flow across all procedures as one picture, and the same in words: qms.yaml names the procedures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qmsdocs.blocks import Block, Flowchart, Heading, Inline, LineBreak, Paragraph, Reference, Run, Table
from qmsdocs.compose.flowchart.process import END, successors
from qmsdocs.compose.flowchart.side_by_side import Column, Connector, Station, side_by_side
from qmsdocs.compose.names import Edition, parameter, parameter_text
from qmsdocs.compose.registers import shown_revision
from qmsdocs.compose.tables import Text, joined, limit_cell, role, table_of
from qmsdocs.document_tree import Sheet
from qmsdocs.drawing import Drawing
from qmsdocs.model import Document
from qmsdocs.model.document import Step


@dataclass(frozen=True)
class _Place:
    """A step of the flow, by the number of its document and its place there from 0."""

    number: str
    step: int


class _Flow:
    """The procedures of the flow that are shown, with their steps in one language."""

    def __init__(self, edition: Edition) -> None:
        self.edition, master = edition, edition.master
        found = ((number, master.current.get(number)) for number in edition.facts.settings.flow)
        items = {number: edition.of(entry).localized(entry)[0] for number, entry in found if entry}
        self.procedures: Mapping[str, Document] = {
            number: item for number, item in items.items() if isinstance(item, Document) and item.steps
        }
        self._numbers = list(self.procedures)
        self._leads = {number: self._leads_of(number) for number in self.procedures}

    def _leads_of(self, number: str) -> dict[int, list[_Place]]:
        """Where each step names a step of another procedure of the flow, or such a procedure as a whole: its first."""
        places = {step.id: place for place, step in enumerate(self.procedures[number].steps)}
        found: dict[int, dict[_Place, None]] = {}
        for mention in self.edition.master.mentions[number]:
            other = self.procedures.get(mention.number)
            if other is None or mention.number == number or mention.route[:1] != ("steps",):
                continue
            steps = [step.id for step in other.steps]
            if mention.route[1] in places and (not mention.anchor or mention.anchor in steps):
                target = steps.index(mention.anchor) if mention.anchor else 0
                found.setdefault(places[mention.route[1]], {})[_Place(mention.number, target)] = None
        return {place: list(targets) for place, targets in found.items()}

    def leads(self, number: str, place: int) -> list[_Place]:
        """Where a step leads in other procedures."""
        return self._leads[number].get(place, [])

    def hand_overs(self, number: str) -> tuple[tuple[int, int], ...]:
        """From which step to which of the next procedure; where no step names it, from the last one to the first."""
        next_ = self.next(number)
        found = [
            (place, target.step)
            for place in range(len(self.procedures[number].steps))
            for target in self.leads(number, place)
            if target.number == next_
        ]
        return tuple(found) if found or not next_ else ((len(self.procedures[number].steps) - 1, 0),)

    def next(self, number: str) -> str:
        """The procedure after this one; "" after the last."""
        return dict(zip(self._numbers, self._numbers[1:], strict=False)).get(number, "")

    def limit(self, step: Step) -> str:
        """The time limit of a step in words."""
        found = parameter(self.edition, step.within) if step.within and step.within != "none" else None
        return (parameter_text(self.edition, found) or "") if found else ""

    def role(self, step: Step) -> str:
        """The title of the role that acts."""
        found = self.edition.facts.organization.roles.get(step.who or "")
        return found.title if found else step.who or ""


def has_flow(edition: Edition) -> bool:
    """Whether the house has a flow with steps to show."""
    return bool(_Flow(edition).procedures)


def flow_drawing(edition: Edition) -> Drawing:
    """The picture: a column for each procedure, hand-overs between neighbours as lines, others as connectors."""
    flow, say = _Flow(edition), edition.say
    columns = [
        Column(
            f"{number} {procedure.title}",
            number,
            tuple(_station(flow, number, place) for place in range(len(procedure.steps))),
            flow.hand_overs(number),
        )
        for number, procedure in flow.procedures.items()
    ]
    return side_by_side(columns, say("compose.start"), say("compose.end"))


def _station(flow: _Flow, number: str, place: int) -> Station:
    steps = flow.procedures[number].steps
    step, next_ = steps[place], flow.next(number)
    notes = (flow.role(step), flow.limit(step), _ways(flow, steps, place))
    connectors = (
        Connector(_place_text(flow, target), _anchor(flow, target))
        for target in flow.leads(number, place)
        if target.number != next_
    )
    following = steps[place + 1].id if place + 1 < len(steps) else END
    goes_on = any(target == following for target, _ in successors(steps, place))
    return Station(
        _anchor(flow, _Place(number, place)),
        f"{place + 1} {step.name}",
        tuple(filter(None, notes)),
        tuple(connectors),
        goes_on,
    )


def _ways(flow: _Flow, steps: Sequence[Step], place: int) -> str:
    """Where the answers of a decision lead, or a step that is not followed by the one below it."""
    say, numbers = flow.edition.say, {step.id: str(number) for number, step in enumerate(steps, 1)}
    ways = [
        f"{answer} → {numbers.get(target, say('flow.end'))}".strip()
        for target, answer in successors(steps, place)
        if answer or numbers.get(target, "") != str(place + 2)
    ]
    last = place + 1 == len(steps)
    return "" if last and not steps[place].answers else " · ".join(ways)


def _anchor(flow: _Flow, place: _Place) -> str:
    return f"{place.number}#step-{flow.procedures[place.number].steps[place.step].id}"


def _place_text(flow: _Flow, place: _Place) -> str:
    number = flow.edition.say("compose.step-number", number=place.step + 1)
    return f"→ {flow.edition.say('compose.place-in', document=place.number, place=number)}"


def flow_address(language: str) -> str:
    """The address of the Word file with the picture in the site."""
    return f"word/{flow_name(language)}"


def flow_name(language: str) -> str:
    """The name of the Word file with the picture."""
    return f"flow_{language}.docx"


def flow_sheet(edition: Edition) -> Sheet:
    """The picture as one sheet to hang up; it names the revisions that it shows."""
    flow, say, master = _Flow(edition), edition.say, edition.master
    shown = (f"{number} {shown_revision(edition, master.entries[number])}".strip() for number in flow.procedures)
    return Sheet(
        title=f"{edition.facts.settings.system} · {say('site.flow')}",
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=(_picture(flow),),
        paper="A3",
        note=say("flow.note", documents=say("compose.comma").join(shown)),
    )


def _picture(flow: _Flow) -> Flowchart:
    say = flow.edition.say
    names = say("compose.comma").join(f"{number} {item.title}" for number, item in flow.procedures.items())
    return Flowchart("flow-drawing", (flow_drawing(flow.edition),), say("flow.alt", procedures=names))


# ── The page ─────────────────────────────────────────────────────────────────


def flow_blocks(edition: Edition) -> Iterator[Block]:
    """The page of the flow: the picture, then each procedure as a table of its steps."""
    flow, say = _Flow(edition), edition.say
    yield Paragraph("about", (Run(say("flow.about")),))
    yield _picture(flow)
    yield Heading("flow-in-words", 2, "", (Run(say("flow.in-words")),))
    for number, procedure in flow.procedures.items():
        name = Reference((Run(f"{number} {procedure.title}"),), number)
        yield Heading(f"flow-{number}", 3, "", (name,))
        yield _steps_table(flow, number)


def _steps_table(flow: _Flow, number: str) -> Table:
    say = flow.edition.say
    heads = [
        ("step", say("compose.step"), 18),
        ("who", say("compose.who"), 9),
        ("within", say("compose.within"), 10),
        ("leads", say("flow.leads"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            step.id,
            [
                Reference((Run(f"{place + 1} {step.name}"),), number, f"step-{step.id}"),
                role(flow.edition, step.who) if step.who else "",
                limit_cell(flow.edition, step.within) if step.within and step.within != "none" else "",
                joined(list(_leads(flow, number, place)), LineBreak()),
            ],
        )
        for place, step in enumerate(flow.procedures[number].steps)
    ]
    table = table_of(f"flow-{number}-table", heads, rows, "plain")
    return replace(table, generated=True)


def _leads(flow: _Flow, number: str, place: int) -> Iterator[Inline]:
    """What follows a step, inside of its procedure and outside."""
    if inside := _ways(flow, flow.procedures[number].steps, place):
        yield Run(inside)
    handed = [_Place(flow.next(number), there) for here, there in flow.hand_overs(number) if here == place]
    for target in [*handed, *(found for found in flow.leads(number, place) if found not in handed)]:
        anchor = _anchor(flow, target).partition("#")[2]
        yield Reference((Run(_place_text(flow, target)),), target.number, anchor)
