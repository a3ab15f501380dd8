"""docs/brief.md: what it says is there to be seen is there, and each command that it names runs."""

import re
from datetime import date
from pathlib import Path

import pytest
from benchmarks.complaints import write_complaints

from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.compose.site import manual_site
from qmsdocs.pipeline import load, load_in_force
from tests.conftest import copy_of_the_content

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 24)
ROWS = re.findall(r"^\| (S-\d\d) \|.*\| ([^|]*) \|$", (ROOT / "docs" / "brief.md").read_text(encoding="utf-8"), re.M)
COMMANDS = sorted({text for _, see in ROWS for text in re.findall(r"`(qmsdocs [^`]+)`", see)})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own content. Not to be changed."""
    return copy_of_the_content(tmp_path_factory.mktemp("brief") / "house")


@pytest.fixture(scope="module")
def pages(house: Path, demo: Path) -> set[str]:
    """The numbers of all documents and the addresses of all pages of the site; pages of records are the demo's."""
    loaded, lived = load(house, DAY, Cache.none()), load_in_force(demo, DAY, Cache.none())
    assert loaded.master is not None and lived.master is not None
    paths = {page.path for page in manual_site(loaded.master, loaded.tree.read).pages}
    records = {page.path for page in manual_site(lived.master, lived.tree.read).pages if page.path[:8] == "records/"}
    return {*loaded.master.entries, *paths, *records, *(f"q/{number}" for number in loaded.master.entries)}


def test_all_sixty_items_are_there() -> None:
    """Each once, in order."""
    assert [name for name, _ in ROWS] == [f"S-{number:02}" for number in range(1, 61)]


@pytest.mark.parametrize(("name", "see"), ROWS, ids=[name for name, _ in ROWS])
def test_each_leads_to_something_real(name: str, see: str, pages: set[str]) -> None:
    """A document, a page of the site, or a command."""
    documents = re.findall(r"\b[A-Z]{2}-\d\d\b", re.sub(r"`[^`]*`", "", see))
    marked = re.findall(r"`([^`]+)`", see)
    assert documents or marked
    assert [place for place in (*documents, *marked) if place not in pages and place not in COMMANDS] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(
    command: str, demo_to_change: Path, house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the house of the demo, as on its last day, and tells something; the analysis with an extract of complaints."""
    _, name, *arguments = command.split(" ")
    root, options = demo_to_change, list[str]()
    if name == "analyse":
        root, arguments = house, [str(tmp_path / "complaints.csv")]
        write_complaints(tmp_path / "complaints.csv", 1000)
        options = ["--output", str(tmp_path / "analysis")]
    if "--dry-run" not in arguments:
        options += ["--as-of", str(DAY)]
    capsys.readouterr()
    # Something is wrong in the demo on purpose: then what is told is followed by 1.
    assert run([name, *arguments, "--root", str(root), *options]) in (0, 1)
    assert capsys.readouterr().out
