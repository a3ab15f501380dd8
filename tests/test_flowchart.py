"""The swimlane flowchart: what every drawing must keep to, whatever the process, and a few that are fixed."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdocs.compose.flowchart import flowchart_drawings, flowchart_text
from qmsdocs.compose.flowchart.labels import label_size
from qmsdocs.compose.flowchart.lettering import lines_in_diamond, lines_of, width_of
from qmsdocs.drawing import Drawing, Node
from qmsdocs.model.document import Step
from qmsdocs.writers.svg import svg

WIDTH, HEIGHT = 470.0, 690.0
Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]


def step(id: str, who: str | None = "clerk", title: str | None = None, **more: object) -> Step:
    return Step.model_validate({"id": id, "who": who, "title": title or id.capitalize(), **more})


def decision(id: str, who: str, question: str, **answers: str) -> Step:
    named = {answer.replace("_", " "): target for answer, target in answers.items()}
    return Step.model_validate({"id": id, "who": who, "decide": question, "answers": named})


def drawn(steps: list[Step], **more: float) -> tuple[Drawing, ...]:
    titles = {step.who: step.who.replace("-", " ").capitalize() for step in steps if step.who}
    return flowchart_drawings(steps, titles, start="Start", end="End", **more)


# ── What is measured ─────────────────────────────────────────────────────────


def box_of(node: Node) -> Rectangle:
    return node.x, node.y, node.x + node.width, node.y + node.height


def around(edge_label: str, centre: Point) -> Rectangle:
    width, height = label_size(edge_label)
    return centre[0] - width / 2, centre[1] - height / 2, centre[0] + width / 2, centre[1] + height / 2


def overlap(one: Rectangle, other: Rectangle) -> bool:
    slack = 0.05
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def pieces(drawing: Drawing) -> Iterator[tuple[int, Rectangle]]:
    for number, edge in enumerate(drawing.edges):
        for (x1, y1), (x2, y2) in pairwise(edge.points):
            yield number, (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def enters(piece: Rectangle, node: Node) -> bool:
    """Whether a line runs through the inside of a box; the inside of a diamond ends at its slopes."""
    left, top, right, bottom = box_of(node)
    slack = 0.3
    if piece[2] < left + slack or right - slack < piece[0] or piece[3] < top + slack or bottom - slack < piece[1]:
        return False
    if node.shape not in ("decision", "connector"):
        return True
    x, y = (left + right) / 2, (top + bottom) / 2
    across = max(piece[0] - x, x - piece[2], 0.0) / (node.width / 2)
    down = max(piece[1] - y, y - piece[3], 0.0) / (node.height / 2)
    return (across + down if node.shape == "decision" else (across**2 + down**2) ** 0.5) < 0.99


def lie_on_each_other(one: Rectangle, other: Rectangle) -> bool:
    upright = one[0] == one[2] == other[0] == other[2] and min(one[3], other[3]) - max(one[1], other[1]) > 0.05
    level = one[1] == one[3] == other[1] == other[3] and min(one[2], other[2]) - max(one[0], other[0]) > 0.05
    return upright or level


def crossings(drawing: Drawing) -> int:
    """The places at which lines to different boxes cross."""
    found = set()
    for (first, one), (second, other) in combinations(pieces(drawing), 2):
        if drawing.edges[first].points[-1] == drawing.edges[second].points[-1]:
            continue
        level, upright = (one, other) if one[1] == one[3] else (other, one)
        x, y = upright[0], level[1]
        if level[0] < x < level[2] and upright[1] < y < upright[3]:
            found.add((x, y))
    return len(found)


def answers_on_lines(drawing: Drawing) -> int:
    """How many answers stand on a line."""
    answers = [around(edge.label, edge.label_at) for edge in drawing.edges if edge.label]
    lines = [(left - 0.1, top - 0.1, right + 0.1, bottom + 0.1) for _, (left, top, right, bottom) in pieces(drawing)]
    return sum(any(overlap(answer, line) for line in lines) for answer in answers)


def check(drawing: Drawing) -> None:
    """What is true of every drawing."""
    for edge in drawing.edges:
        assert len(edge.points) >= 2
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(edge.points)), "lines are orthogonal"
    for one, other in combinations(drawing.nodes, 2):
        assert not overlap(box_of(one), box_of(other)), f"{one.id} lies on {other.id}"
    for node in drawing.nodes:
        left, top, right, bottom = box_of(node)
        assert left >= 0 and top >= drawing.head and right <= drawing.width and bottom <= drawing.height
        assert sum(lane.x <= left and right <= lane.x + lane.width for lane in drawing.lanes) == 1
    for _, piece in pieces(drawing):
        assert piece[0] >= 0 and drawing.head <= piece[1] and piece[2] <= drawing.width and piece[3] <= drawing.height
        for node in drawing.nodes:
            assert not enters(piece, node), f"a line crosses {node.id}"
    for (first, one), (second, other) in combinations(pieces(drawing), 2):
        joined = drawing.edges[first].points[-1] == drawing.edges[second].points[-1]
        assert joined or not lie_on_each_other(one, other), "lines lie on each other"
    labels = [around(edge.label, edge.label_at) for edge in drawing.edges if edge.label]
    for label in labels:
        assert not any(overlap(label, box_of(node)) for node in drawing.nodes), "an answer lies on a box"
    for one, other in combinations(labels, 2):
        assert not overlap(one, other), "an answer lies on another"


def scaled_height(drawing: Drawing, width: float = WIDTH) -> float:
    return drawing.height * min(1.0, width / drawing.width)


# ── Any process ──────────────────────────────────────────────────────────────

ANSWERS = ("yes", "no", "not yet", "是", "不是，需要复核", "only after the second test")
TITLES = (
    "Do it",
    "Register the complaint with all papers",
    "登记投诉并核对客户提供的资料",
    "Unterschriftenregister führen",
)


@st.composite
def processes(draw: st.DrawFn) -> list[Step]:
    count = draw(st.integers(3, 20))
    roles = [f"role-{number}" for number in range(draw(st.integers(1, 7)))]
    ids = [f"s{number}" for number in range(count)]
    steps = []
    for id in ids:
        who, title = draw(st.sampled_from(roles)), draw(st.sampled_from(TITLES))
        if draw(st.integers(0, 2)) == 0:
            answers = draw(st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=4, unique=True))
            targets = {answer: draw(st.sampled_from([*ids, "end", "nowhere"])) for answer in answers}
            steps.append(Step.model_validate({"id": id, "who": who, "decide": title + "?", "answers": targets}))
        else:
            following = draw(st.sampled_from([None, None, None, "end", draw(st.sampled_from(ids))]))
            steps.append(Step.model_validate({"id": id, "who": who, "title": title, "next": following}))
    return steps


def reachable(steps: list[Step]) -> set[str]:
    order = [step.id for step in steps]
    found, waiting = set(), [order[0]]
    while waiting:
        id = waiting.pop()
        if id in found or id not in order:
            continue
        found.add(id)
        here = steps[order.index(id)]
        following = order[order.index(id) + 1] if order.index(id) + 1 < len(order) else "end"
        waiting += here.answers.values() if here.answers else [here.next or following]
    return found


@given(processes())
def test_any_process(steps: list[Step]) -> None:
    """Every step that can be reached is drawn once; nothing lies on anything else; every page fits."""
    drawings = drawn(steps)
    names = [node.id for drawing in drawings for node in drawing.nodes if node.anchor]
    assert sorted(names) == sorted(f"step-{id}" for id in reachable(steps))
    for drawing in drawings:
        check(drawing)
        assert scaled_height(drawing) <= HEIGHT or len(drawing.nodes) < 8


@settings(max_examples=25)
@given(processes())
def test_the_same_twice(steps: list[Step]) -> None:
    """The same steps give the same drawings."""
    assert drawn(steps) == drawn(steps)


@settings(max_examples=50)
@given(processes(), st.booleans())
def test_svg_is_well_formed(steps: list[Step], linked: bool) -> None:
    """The picture is XML without script or foreign content, and holds every line of text."""
    for drawing in drawn(steps):
        picture = svg(drawing, title="A & B", description='"<x>"', link="#{}".format if linked else None, id="f1")
        tree = ElementTree.fromstring(picture)
        texts = {text.text for text in tree.iter() if text.text}
        assert {line for node in drawing.nodes for line in node.lines} <= texts
        assert "script" not in picture and "foreignObject" not in picture
        assert tree.attrib["role"] == "img" and tree.attrib["aria-labelledby"] == "f1-title"


# ── Fixed examples ───────────────────────────────────────────────────────────

RECEIPT = [
    step("receive", "first-receiver", "Receive the complaint"),
    step("register", "first-receiver", "Register it"),
    decision(
        "grade",
        "first-receiver",
        "Does one of the safety, media or authority questions on QR-01 have the answer yes?",
        yes="alert",
        no="check",
    ),
    step("alert", "first-receiver", "Alert at once"),
    decision(
        "check",
        "registrar",
        "New complaint, part of an earlier case, or no complaint?",
        new="acknowledge",
        earlier_case="link",
        no_complaint="hand-over",
    ),
    step("link", "registrar", "Link to the earlier case", next="acknowledge"),
    step("hand-over", "registrar", "Hand over and tell the customer", next="end"),
    step("acknowledge", "registrar", "Acknowledge"),
    step("assign", "head-of-customer-service", "Name the case owner"),
    step("track", "case-owner", "Track until closing", next="end"),
]
"""The steps of QP-05 in the sketch."""


def test_receipt_of_complaints() -> None:
    """QP-05 stands on one page without a crossing, in lanes in the order in which roles appear."""
    (drawing,) = drawn(RECEIPT)
    check(drawing)
    assert [" ".join(lane.title.split()) for lane in drawing.lanes] == [
        "First receiver",
        "Registrar",
        "Head of customer service",
        "Case owner",
    ]
    assert crossings(drawing) == 0
    assert answers_on_lines(drawing) == 0
    assert [node.id for node in drawing.nodes][:3] == ["start", "step-receive", "step-register"]


def test_steps_go_down_and_boxes_of_a_lane_are_aligned() -> None:
    """Later steps stand lower, and the boxes of a lane have one axis."""
    (drawing,) = drawn(RECEIPT)
    steps = [node for node in drawing.nodes if node.anchor]
    assert all(one.y <= other.y for one, other in pairwise(steps))
    axes = {round(node.x + node.width / 2, 1) for node in drawing.nodes}
    assert len(axes) == len(drawing.lanes)


def test_long_process_is_cut_into_pages_with_circles() -> None:
    """What leaves a page into a circle comes out of a circle with the same letter on another page."""
    steps = [step(f"s{number}", f"role-{number % 3}", f"Do thing number {number}") for number in range(24)]
    steps.append(decision("last", "role-1", "All done?", yes="end", no="s2"))
    drawings = drawn(steps)
    assert len(drawings) > 1
    leaving, entering = set(), set()
    for drawing in drawings:
        check(drawing)
        assert scaled_height(drawing) <= HEIGHT
        leaving |= {node.lines for node in drawing.nodes if node.id.startswith("to-")}
        entering |= {node.lines for node in drawing.nodes if node.id.startswith("from-")}
    assert leaving == entering != set()


def test_many_lanes_stay_readable() -> None:
    """Eight lanes make the drawing wider, not the boxes narrower than their words."""
    steps = [step(f"s{number}", f"role-{number}", "Check documentation") for number in range(8)]
    (drawing,) = drawn(steps)
    check(drawing)
    assert drawing.width > WIDTH
    assert all("documentation" in node.lines for node in drawing.nodes if node.anchor)


def test_chinese() -> None:
    """Chinese breaks between characters, but no line starts with closing punctuation."""
    text = "登记投诉，核对客户提供的资料，并在系统中注明“加急”；必要时通知值班安全员。"
    for width in range(40, 140, 7):
        for lines in (lines_of(text, float(width)), lines_in_diamond(text, float(width) + 30)[0]):
            assert "".join(lines) == text
            assert not any(line[0] in "，。；”" for line in lines)
            assert not any(line[-1] == "“" for line in lines)


def test_latin_lines() -> None:
    """Words stay whole while they fit; lines keep the width."""
    assert lines_of("Hand over and tell the customer", 80.0) == ("Hand over and", "tell the customer")
    assert all(width_of(line) <= 60 for line in lines_of("Geschwindigkeitsbeschränkungsanlage prüfen", 60.0))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], []),
        ([step("only")], ["start", "step-only", "end"]),
        ([step("only", None)], ["start", "step-only", "end"]),
        ([step("a", next="nowhere")], ["start", "step-a"]),
        ([step("a", next="end"), step("lost")], ["start", "step-a", "end"]),
        ([decision("a", "clerk", "Again?", yes="a", no="end")], ["start", "step-a", "end"]),
        ([step("a", next="a"), step("a")], ["start", "step-a"]),
    ],
)
def test_bad_input(steps: list[Step], expected: list[str]) -> None:
    """What leads nowhere or cannot be reached is left out, without an error."""
    drawings = drawn(steps)
    for drawing in drawings:
        check(drawing)
    assert [node.id for drawing in drawings for node in drawing.nodes] == expected


def test_in_words() -> None:
    """The alternative text says who does what and where each answer leads."""
    titles = {"clerk": "Clerk", "boss": "Boss"}
    steps = [step("a", "clerk", "Register"), decision("b", "boss", "Agreed?", yes="end", no="a")]
    assert flowchart_text(steps, titles) == "1. Clerk: Register. 2. Boss: Agreed? (yes: to the end; no: to step 1)."
    assert flowchart_text(steps, titles, "zh").endswith("（yes：至结束；no：至第1步）。")


def test_in_words_is_short() -> None:
    """A long process is told in about two hundred words."""
    steps = [step(f"s{number}", "clerk", "Check all the papers that came in today") for number in range(60)]
    text = flowchart_text(steps, {"clerk": "Clerk"})
    assert len(text.split()) < 215
    assert text.endswith("more steps.")


def test_svg_links_and_escapes() -> None:
    """Boxes lead to their steps; text is escaped."""
    (drawing,) = drawn([step("a", "clerk", "Weigh <5 kg & note")])
    picture = svg(drawing, title="T", description="D", link=lambda anchor: f"#{anchor}", id="x")
    assert '<a href="#step-a">' in picture and "&lt;5 kg &amp; note" in picture
    assert "<a " not in svg(drawing, title="T", description="D", link=None, id="x")


def test_procedures_of_the_repository() -> None:
    """Every procedure of the repository has a flowchart that keeps to the rules, with few crossings."""
    yaml = pytest.importorskip("yaml")
    for path in sorted((Path(__file__).parents[1] / "procedures").glob("QP-??.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        known = ("id", "title", "decide", "who", "answers", "next")
        steps = [{key: value for key, value in each.items() if key in known} for each in content.get("steps", ())]
        drawings = drawn([Step.model_validate(each) for each in steps])
        for drawing in drawings:
            check(drawing)
            assert crossings(drawing) <= 12, path.name
            assert answers_on_lines(drawing) <= 1, path.name
