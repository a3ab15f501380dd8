"""Steps: each says who, within which limit, with which record, and leads somewhere (checklist item DC-19)."""

from collections.abc import Iterator

from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.model import Document
from qmsdocs.model.document import Step
from qmsdocs.model.text import Route
from qmsdocs.register import MasterDocumentList

END = "end"


def steps_are_complete(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A step has a name, and says what its document type asks of it, if only by an explicit `none`."""
    for entry in master.due:
        item, path = entry.document.item, entry.document.path
        for step in item.steps if isinstance(item, Document) else ():
            here = Place(path, ("steps", step.id, "id"))
            for need in entry.type.step_needs:
                if getattr(step, need) is None:
                    yield Diagnostic("step-incomplete", here, {"step": step.id, "key": need}, need)
            if not step.title and not step.decide:
                yield Diagnostic("step-without-name", here, {"step": step.id})
            elif step.title and step.decide:
                yield Diagnostic(
                    "step-without-name", Place(path, ("steps", step.id, "decide"), key=True), {"step": step.id}, "two"
                )


def decisions_lead_somewhere(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Every answer leads to a step or to the end, every step can be reached, and from every step the end can be."""
    for entry in master.due:
        item = entry.document.item
        if isinstance(item, Document) and item.steps:
            yield from _answers(item, entry.document.path)
            yield from _reachable(item, entry.document.path)


def _answers(item: Document, path: str) -> Iterator[Diagnostic]:
    known = [*(step.id for step in item.steps), END]
    for step in item.steps:
        here = ("steps", step.id)
        if step.decide and len(step.answers) < 2:
            yield Diagnostic("decision-without-answers", Place(path, (*here, "decide")), {"step": step.id})
        if step.answers and not step.decide:
            yield Diagnostic(
                "decision-without-answers", Place(path, (*here, "answers"), key=True), {"step": step.id}, "no-question"
            )
        targets: list[tuple[Route, str]] = [
            ((*here, "answers", answer), target) for answer, target in step.answers.items()
        ]
        targets += [((*here, "next"), step.next)] if step.next else []
        for route, target in targets:
            if target not in known:
                near = nearest(target, known)
                yield Diagnostic(
                    "dead-answer",
                    Place(path, route),
                    {"target": target, "near": near, "known": ", ".join(known)},
                    "" if near else "far",
                )


def _reachable(item: Document, path: str) -> Iterator[Diagnostic]:
    after = {step.id: following(item.steps, place) for place, step in enumerate(item.steps)}
    if not all(target in after or target == END for targets in after.values() for target in targets):
        return  # where a step leads nowhere, nothing can be said of the way
    reached = _closure({item.steps[0].id}, after)
    for step in item.steps:
        if step.id not in reached:
            yield Diagnostic("unreachable-step", Place(path, ("steps", step.id, "id")), {"step": step.id})
    before: dict[str, list[str]] = {}
    for id_, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(id_)
    ends = _closure({END}, before)
    trapped = [step.id for step in item.steps if step.id not in ends and step.id in reached]
    if trapped:
        yield Diagnostic("endless-loop", Place(path, ("steps", trapped[0], "id")), {"steps": ", ".join(trapped)})


def following(steps: tuple[Step, ...], place: int) -> list[str]:
    """The ids to which the step at `place` leads."""
    step = steps[place]
    if step.answers:
        return list(step.answers.values())
    if step.next:
        return [step.next]
    return [steps[place + 1].id if place + 1 < len(steps) else END]


def _closure(start: set[str], after: dict[str, list[str]]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        for target in after.get(waiting.pop(), []):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
