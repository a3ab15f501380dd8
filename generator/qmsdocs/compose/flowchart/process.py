"""Steps become boxes and flows on pages: what is drawn and in which lane and row, without any lengths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qmsdocs.drawing import Shape
from qmsdocs.model.document import Step

END = "end"


@dataclass(frozen=True, slots=True)
class Box:
    """A box before it has a size. `lane` and `row` are its place in the grid of the page."""

    id: str
    shape: Shape
    text: str
    lane: int
    row: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A way from one box to another, by their indexes, with the answer that leads there."""

    source: int
    target: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The boxes and flows of one drawing."""

    lanes: tuple[str, ...]
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]


def successors(steps: Sequence[Step], index: int) -> list[tuple[str, str]]:
    """Where step `index` leads: pairs of a step id, or `end`, and the printed answer ("" without a decision)."""
    step = steps[index]
    if step.answers:
        return [(target, step.answer_texts.get(key, key)) for key, target in step.answers.items()]
    following = steps[index + 1].id if index + 1 < len(steps) else END
    return [(step.next or following, "")]


def process(steps: Sequence[Step], role_titles: Mapping[str, str], start: str, end: str) -> Page:
    """All steps that can be reached from the first one, as one endless page without rows.

    The boxes are the start, the steps as authored and, where something leads there, the end.
    A step that cannot be reached and an answer that leads nowhere are left out; the checks report them.
    """
    index_of: dict[str, int] = {}
    for index, step in enumerate(steps):
        index_of.setdefault(step.id, index)
    reached = _reached(steps, index_of)
    if not reached:
        return Page((), (), ())
    roles = _roles(steps, reached)
    names = list(dict.fromkeys(roles))
    place = {index: position for position, index in enumerate(reached, start=1)}
    boxes = [Box("start", "start", start, 0)]
    flows = [Flow(0, 1)]
    last = len(reached) + 1
    end_lane = -1
    for index, role in zip(reached, roles, strict=True):
        step, lane = steps[index], names.index(role)
        boxes.append(_step_box(step, lane))
        for target, label in _ways(steps, index):
            if target == END:
                flows.append(Flow(place[index], last, label))
                end_lane = lane
            elif target in index_of:
                flows.append(Flow(place[index], place[index_of[target]], label))
    if end_lane >= 0:
        boxes.append(Box("end", "end", end, end_lane))
    return Page(tuple(role_titles.get(name, name) for name in names), tuple(boxes), tuple(flows))


def _ways(steps: Sequence[Step], index: int) -> list[tuple[str, str]]:
    """Like `successors`, but answers that lead to the same step are one way with both answers."""
    labels: dict[str, list[str]] = {}
    for target, label in successors(steps, index):
        labels.setdefault(target, []).append(label)
    return [(target, " / ".join(several)) for target, several in labels.items()]


def _reached(steps: Sequence[Step], index_of: Mapping[str, int]) -> list[int]:
    found = {0} if steps else set()
    waiting = list(found)
    while waiting:
        for target, _ in successors(steps, waiting.pop()):
            index = index_of.get(target)
            if target != END and index is not None and index not in found:
                found.add(index)
                waiting.append(index)
    return sorted(found)


def _roles(steps: Sequence[Step], reached: Sequence[int]) -> list[str]:
    """The role of each reached step; a step without one stays with the role before it."""
    first = next((steps[index].who for index in reached if steps[index].who), None) or ""
    roles: list[str] = []
    for index in reached:
        roles.append(steps[index].who or (roles[-1] if roles else first))
    return roles


def _step_box(step: Step, lane: int) -> Box:
    name = f"step-{step.id}"
    return Box(name, "decision" if step.decide or step.answers else "step", step.name, lane, anchor=name)


# ── Pages ────────────────────────────────────────────────────────────────────


def cut_places(whole: Page, count: int) -> list[int]:
    """Where to cut the boxes of `whole` into `count` pages: nearly equal pages, cutting as few flows as possible."""
    weights = [{"step": 5, "decision": 10}.get(box.shape, 2) for box in whole.boxes]
    total = sum(weights)
    sums = [sum(weights[:index]) for index in range(len(weights) + 1)]
    cuts: list[int] = []
    for part in range(1, count):
        ideal = total * part / count
        lowest = cuts[-1] + 1 if cuts else 2
        choices = range(lowest, max(lowest + 1, len(weights) - 1))
        cuts.append(min(choices, key=lambda cut: (abs(sums[cut] - ideal) + 2.0 * _flows_cut(whole, cut), cut)))
    return cuts


def _flows_cut(whole: Page, cut: int) -> int:
    return len({flow.target for flow in whole.flows if (flow.source < cut) != (flow.target < cut)})


def pages(whole: Page, cuts: Sequence[int]) -> list[Page]:
    """`whole` cut before the boxes `cuts`, with a circle and a letter wherever a flow leaves or enters a page.

    Every page from which a flow leads to the end has an end of its own.
    """
    bounds = [0, *cuts, len(whole.boxes)]
    page_of = [page for page, (first, beyond) in enumerate(pairwise(bounds)) for _ in range(first, beyond)]
    letters: dict[int, str] = {}
    for flow in whole.flows:
        if page_of[flow.source] != page_of[flow.target] and whole.boxes[flow.target].shape != "end":
            letters.setdefault(flow.target, _letter(len(letters)))
    return [_page(whole, page_of, page, letters) for page in range(len(bounds) - 1)]


def _letter(index: int) -> str:
    return chr(65 + index) if index < 26 else _letter(index // 26 - 1) + chr(65 + index % 26)


def _page(whole: Page, page_of: Sequence[int], page: int, letters: Mapping[int, str]) -> Page:
    boxes: list[Box] = []
    place: dict[int, int] = {}
    entering = [target for target in letters if page_of[target] == page]
    for target in entering:
        boxes.append(Box(f"from-{letters[target]}", "connector", letters[target], whole.boxes[target].lane))
    for index, box in enumerate(whole.boxes):
        if page_of[index] == page and box.shape != "end":
            place[index] = len(boxes)
            boxes.append(box)
    flows = [Flow(position, place[target]) for position, target in enumerate(entering)]
    sources = set(place)
    for flow in whole.flows:
        if flow.source not in sources:
            continue
        aim, lane = whole.boxes[flow.target], whole.boxes[flow.source].lane
        if flow.target not in place:
            place[flow.target] = len(boxes)
            letter = letters.get(flow.target, "")
            boxes.append(Box(f"to-{letter}", "connector", letter, lane) if letter else replace(aim, lane=lane))
        elif aim.shape == "end":
            boxes[place[flow.target]] = replace(aim, lane=lane)
        flows.append(Flow(place[flow.source], place[flow.target], flow.label))
    return _without_empty_lanes(Page(whole.lanes, tuple(boxes), tuple(flows)))


def _without_empty_lanes(page: Page) -> Page:
    used = sorted({box.lane for box in page.boxes})
    boxes = tuple(replace(box, lane=used.index(box.lane)) for box in page.boxes)
    return Page(tuple(page.lanes[lane] for lane in used), boxes, page.flows)
