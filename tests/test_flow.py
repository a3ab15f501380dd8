"""The flow across all procedures as one picture: what every drawing keeps to, where its boxes lead, and the page."""

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.compose.flow import flow_drawing
from qmsdocs.compose.flowchart.side_by_side import Column, Connector, Station, side_by_side
from qmsdocs.compose.names import Edition
from qmsdocs.drawing import Drawing
from qmsdocs.pipeline import load
from tests.conftest import ROOT
from tests.test_flowchart import check
from tests.word_lint import lint

FLOW = ("QP-05", "QP-06", "QP-07", "QP-08", "QP-09")


@cache
def edition(language: str) -> Edition:
    """The repository's own content."""
    master = load(ROOT, date(2026, 11, 24), Cache()).master
    assert master is not None
    return Edition(master, language)


def notes(drawing: Drawing, anchor: str) -> tuple[str, ...]:
    """The small letters of a box."""
    return next(node.notes for node in drawing.nodes if node.id == anchor)


# ── The picture ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_lies_on_anything_else(language: str) -> None:
    """Of our own content: boxes, connectors and lines, in columns of their own."""
    drawing = flow_drawing(edition(language))

    check(drawing)
    assert [lane.anchor for lane in drawing.lanes] == list(FLOW)


def test_a_box_says_who_and_within_which_limit() -> None:
    """And where its answers lead, so that no line needs to jump."""
    drawing = flow_drawing(edition("en"))

    assert notes(drawing, "QP-05#step-alert") == ("First Receiver", "15 min")
    assert notes(drawing, "QP-08#step-authority")[-1] == "yes → 4 · no → 3"
    assert notes(drawing, "QP-05#step-hand-over")[-1] == "→ the end"


def test_hand_overs_are_lines_to_the_next_column() -> None:
    """A step that names a procedure hands over to its first step; one that names a step, to that step."""
    drawing = flow_drawing(edition("en"))
    boxes = {node.id: node for node in drawing.nodes}

    def ends(source: str, target: str) -> bool:
        one, other = boxes[source], boxes[target]
        return any(
            edge.points[0][0] == one.x + one.width
            and one.y < edge.points[0][1] < one.y + one.height
            and edge.points[-1][0] == other.x
            and other.y < edge.points[-1][1] < other.y + other.height
            for edge in drawing.edges
        )

    assert ends("QP-05#step-assign", "QP-06#step-safety-check")
    assert ends("QP-05#step-watch-limits", "QP-06#step-trigger")
    assert ends("QP-06#step-code", "QP-07#step-name-investigator")
    assert ends("QP-08#step-close", "QP-09#step-select")


def test_what_is_further_away_is_a_connector() -> None:
    """It names the step and leads to it."""
    drawing = flow_drawing(edition("zh"))

    assert [(node.notes, node.anchor) for node in drawing.nodes if node.id.startswith("QP-09#step-reopen-")] == [
        (("→ QP-06第6步",), "QP-06#step-grade"),
        (("→ QP-08第11步",), "QP-08#step-close"),
    ]


TEXTS = (
    "Do it",
    "Register the complaint with all papers that came",
    "是否属于群体投诉，或同一原因再次发生？",
    "x" * 60,
)


@st.composite
def columns(draw: st.DrawFn) -> Sequence[Column]:
    """Processes of any length, with hand-overs from anywhere to anywhere in the next one."""
    sizes = draw(st.lists(st.integers(1, 9), min_size=1, max_size=5))
    found = []
    for number, size in enumerate(sizes):
        stations = tuple(
            Station(
                f"P{number}#{place}",
                draw(st.sampled_from(TEXTS)),
                tuple(draw(st.lists(st.sampled_from(TEXTS), max_size=3))),
                tuple(Connector(text, "P0#0") for text in draw(st.lists(st.sampled_from(TEXTS), max_size=3))),
                draw(st.booleans()),
            )
            for place in range(size)
        )
        last = number + 1 == len(sizes)
        pairs = st.tuples(st.integers(0, size - 1), st.integers(0, sizes[-1 if last else number + 1] - 1))
        hands_over = () if last else tuple(draw(st.lists(pairs, max_size=4, unique=True)))
        found.append(Column(draw(st.sampled_from(TEXTS)), "", stations, hands_over))
    return found


@given(columns())
def test_nothing_lies_on_anything_else_in_any_flow(found: Sequence[Column]) -> None:
    """Whatever the processes."""
    check(side_by_side(found, "Start", "End"))


# ── The page ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_every_box_leads_to_its_step(built: Path, folder: str) -> None:
    """Both in the picture and in the words below it; the heads lead to the procedures."""
    page = (built / "site" / f"{folder}flow.html").read_text(encoding="utf-8")
    (picture,) = re.findall(r'<svg[^>]*class="qms-flow".*?</svg>', page, re.DOTALL)
    links = re.findall(r'<a href="([^"]+)"', picture)

    assert {f"{number}.html" for number in FLOW} <= {Path(link).name for link in links}
    steps = 0
    for link in links:
        file, _, anchor = link.partition("#")
        text = (built / "site" / folder / file).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in text
        steps += bool(anchor)
    assert steps >= 11 + 14 + 12 + 11 + 12
    assert 'procedures/QP-08.html#step-close"' in page.replace(picture, "")


def test_the_page_stands_high_in_the_navigation(built: Path) -> None:
    """Next after the first page, which names it too."""
    page = (built / "site" / "index.html").read_text(encoding="utf-8")
    entries = re.findall(r'<a href="([^"]+)" class="md-nav__link', page)

    assert entries[:2] == ["./", "flow.html"] or entries.index("flow.html") < entries.index("procedures/index.html")


@pytest.mark.parametrize(("language", "step"), [("en", "3 Protect people,"), ("zh", "3 先保护人员，再紧急上报")])
def test_the_picture_is_a_sheet_of_word(built: Path, language: str, step: str) -> None:
    """A3, native shapes, and which revisions it shows; the page offers it."""
    data = (built / "dist" / "word" / f"flow_{language}.docx").read_bytes()

    assert lint(data) == []
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    assert '<w:pgSz w:w="16838" w:h="23811"/>' in xml
    assert "QP-05 1.0" in xml and f">{step}<" in xml
    folder = "" if language == "en" else "zh/"
    page = (built / "site" / f"{folder}flow.html").read_text(encoding="utf-8")
    assert f'word/flow_{language}.docx"' in page


def test_a_house_without_flow_has_no_such_page(
    content: Path, change: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    """Nor a link to it."""
    change(content / "qms.yaml", "flow: [QP-05, QP-06, QP-07, QP-08, QP-09]\n", "")
    out = tmp_path / "out"
    assert run(["export", "--output", str(out), "--root", str(content), "--as-of", "2026-11-24", "--quiet"]) == 0

    assert not list(out.rglob("flow.md"))
    assert "flow.html" not in (out / "docs" / "index.md").read_text(encoding="utf-8")
