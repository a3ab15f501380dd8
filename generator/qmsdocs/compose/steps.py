"""What is printed from the steps of a document: the step table, the flowchart by role and the RACI matrix."""

from collections.abc import Iterator

from qmsdocs.blocks import (
    Block,
    Blocks,
    Cell,
    Column,
    Flowchart,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Reference,
    Row,
    Run,
    Strong,
    Table,
)
from qmsdocs.compose.content import Composer, block_id
from qmsdocs.compose.flowchart import flowchart_drawings, flowchart_text
from qmsdocs.compose.names import document_reference
from qmsdocs.compose.tables import dash, joined, limit_cell, role, table_of
from qmsdocs.model import Document
from qmsdocs.model.document import Step


def step_table(composer: Composer, steps: tuple[Step, ...]) -> Table:
    """The steps as a table: number, who, what and how, within, record; columns that no step uses are left out."""
    say = composer.edition.say
    heads = [("number", say("compose.no"), 3), ("who", say("compose.who"), 8), ("what", say("compose.what"), 36)]
    if any(step.within for step in steps):
        heads.append(("within", say("compose.within"), 9))
    if any(step.record is not None for step in steps):
        heads.append(("record", say("compose.record"), 6))
    if not any(step.who for step in steps):
        heads.pop(1)
    numbers = {step.id: place for place, step in enumerate(steps, 1)}
    columns = tuple(Column(key, (Run(title),), width) for key, title, width in heads)
    rows = tuple(
        Row(f"step-{step.id}", tuple(Cell(_cell(composer, key, step, numbers)) for key, _, _ in heads))
        for step in steps
    )
    return Table("steps-table", "steps", columns, rows)


def _cell(composer: Composer, key: str, step: Step, numbers: dict[str, int]) -> Blocks:
    id_ = block_id(("steps", step.id, key))
    match key:
        case "number":
            return (Paragraph(id_, (Run(str(numbers[step.id])),)),)
        case "who":
            return (Paragraph(id_, (role(composer.edition, step.who),)),) if step.who else dash(id_)
        case "within":
            return _within(composer, step, id_)
        case "record":
            return (Paragraph(id_, _record_names(composer, step)),) if step.record else dash(id_)
        case _:
            return tuple(_what(composer, step, numbers))


def _within(composer: Composer, step: Step, id_: str) -> Blocks:
    if not step.within or step.within == "none":
        return dash(id_)
    text = limit_cell(composer.edition, step.within)
    content: Inlines = (Run(text),) if isinstance(text, str) else text if isinstance(text, tuple) else ()
    return (Paragraph(id_, content),)


def _record_names(composer: Composer, step: Step) -> Inlines:
    assert isinstance(composer.item, Document)
    own = {kept.id: kept.title for kept in composer.item.records if kept.id}
    parts = [
        Run(own[name] or "") if name in own else document_reference(composer.edition, name)
        for name in step.record or ()
    ]
    return joined(parts, LineBreak())


def _what(composer: Composer, step: Step, numbers: dict[str, int]) -> Iterator[Block]:
    key = "decide" if step.decide else "title"
    yield Paragraph(block_id(("steps", step.id, key)), (Strong(composer.inlines(step.name, ("steps", step.id, key))),))
    if step.do:
        yield from composer.content(step.do, ("steps", step.id, "do"))
    if step.answers:
        yield Paragraph(block_id(("steps", step.id, "answers")), joined(_answers(composer, step, numbers), LineBreak()))
    elif step.next and step.next != _following(composer, step):
        yield Paragraph(block_id(("steps", step.id, "next")), (Run("→ "), _goes_to(composer, step.next, numbers)))


def _following(composer: Composer, step: Step) -> str:
    assert isinstance(composer.item, Document)
    steps = composer.item.steps
    place = steps.index(step)
    return steps[place + 1].id if place + 1 < len(steps) else "end"


def _answers(composer: Composer, step: Step, numbers: dict[str, int]) -> Iterator[Inlines]:
    for answer, target in step.answers.items():
        text = composer.inlines(step.answer_texts[answer], ("steps", step.id, "answers", answer))
        yield (*text, Run(" → "), _goes_to(composer, target, numbers))


def _goes_to(composer: Composer, target: str, numbers: dict[str, int]) -> Inline:
    if target not in numbers:
        return Run(composer.edition.say("compose.end"))
    return Reference((Run(composer.edition.say("compose.step-number", number=numbers[target])),), "", f"step-{target}")


def flowchart(composer: Composer, item: Document) -> Blocks:
    """The flowchart of the steps; nothing for steps in a straight line, which say no more than the table."""
    if not any(step.answers for step in item.steps):
        return ()
    say, roles = composer.edition.say, composer.edition.facts.organization.roles
    titles = {step.who: roles[step.who].title for step in item.steps if step.who in roles}
    drawings = flowchart_drawings(item.steps, titles, start=say("compose.start"), end=say("compose.end"))
    return (Flowchart("flowchart-drawing", drawings, flowchart_text(item.steps, titles, composer.edition.language)),)


def responsibility_matrix(composer: Composer, item: Document) -> Table:
    """The RACI matrix: who does, answers for, is consulted before and is informed after each step."""
    say, edition = composer.edition.say, composer.edition
    roles = list(dict.fromkeys(key for step in item.steps for key in _raci_roles(step, item.owner)))
    titles = edition.facts.organization.roles
    heads = [("step", say("compose.step"), 6 + 2 * len(roles))]
    heads += [(f"role-{key}", titles[key].title if key in titles else key, 4) for key in roles]
    rows = [
        (
            step.id,
            [_numbered_name(composer, item, step), *("/".join(_raci_letters(step, item.owner, key)) for key in roles)],
        )
        for step in item.steps
    ]
    table = table_of("raci-table", heads, rows, "raci")
    return Table(table.id, table.kind, table.columns, table.rows, (Run(say("compose.raci-legend")),), generated=True)


def _numbered_name(composer: Composer, item: Document, step: Step) -> Inline:
    return Reference((Run(f"{item.steps.index(step) + 1} {step.name}"),), "", f"step-{step.id}")


def _raci_roles(step: Step, owner: str) -> list[str]:
    roles = [step.who, step.accountable or owner, *step.consult, *step.inform]
    return [key for key in roles if key] if step.who else []


def _raci_letters(step: Step, owner: str, key: str) -> list[str]:
    if not step.who:
        return []
    given = [
        ("R", step.who == key),
        ("A", (step.accountable or owner) == key),
        ("C", key in step.consult),
        ("I", key in step.inform),
    ]
    return [letter for letter, is_given in given if is_given]
