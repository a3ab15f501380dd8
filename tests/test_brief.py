"""docs/brief.md: what it says is there to be seen is there."""

import re
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.cache import Cache
from qmsdocs.cli import main_group
from qmsdocs.compose.site import manual_site
from qmsdocs.pipeline import load
from tests.conftest import copy_of_the_content

ROOT = Path(__file__).parent.parent
ROWS = re.findall(r"^\| (S-\d\d) \|.*\| ([^|]*) \|$", (ROOT / "docs" / "brief.md").read_text(encoding="utf-8"), re.M)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The numbers of all documents and the addresses of all pages of the site."""
    loaded = load(copy_of_the_content(tmp_path_factory.mktemp("brief") / "house"), date(2026, 11, 24), Cache.none())
    assert loaded.master is not None
    paths = {page.path for page in manual_site(loaded.master, loaded.tree.read).pages}
    return {*loaded.master.entries, *paths, *(f"q/{number}" for number in loaded.master.entries)}


def test_all_sixty_items_are_there() -> None:
    """Each once, in order."""
    assert [name for name, _ in ROWS] == [f"S-{number:02}" for number in range(1, 61)]


@pytest.mark.parametrize(("name", "see"), ROWS, ids=[name for name, _ in ROWS])
def test_each_leads_to_something_real(name: str, see: str, pages: set[str]) -> None:
    """A document, a page of the site, a command, or what comes with the records."""
    documents = re.findall(r"\b[A-Z]{2}-\d\d\b", re.sub(r"`[^`]*`", "", see))
    marked = re.findall(r"`([^`]+)`", see)
    assert documents or marked or see == "records"
    assert [number for number in documents if number not in pages] == []
    for text in marked:
        program, _, rest = text.partition(" ")
        assert rest.split(" ")[0] in main_group.commands if program == "qmsdocs" else text in pages
