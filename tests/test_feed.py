"""The feed of what changed: Atom, in each language, the same for every build of the same revisions."""

from pathlib import Path

import pytest
from lxml import etree

from qmsdocs.cli import run

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def exported(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the demo as a folder."""
    folder = tmp_path_factory.mktemp("export")
    assert run(["export", "--root", str(demo), "--as-of", "2026-11-24", "--output", str(folder / "pages"), "-q"]) == 0
    return folder / "pages" / "docs"


def entries(file: Path) -> list[tuple[str, str, str, str]]:
    """Title, day, name and link of each entry."""
    found = etree.parse(str(file))
    return [
        (
            entry.findtext("a:title", "", ATOM),
            entry.findtext("a:updated", "", ATOM),
            entry.findtext("a:id", "", ATOM),
            entry.find("a:link", ATOM).get("href"),  # type: ignore[union-attr, misc]
        )
        for entry in found.iterfind("a:entry", ATOM)
    ]


def test_revisions_in_force_are_news(exported: Path) -> None:
    """The newest first, each with the address that never changes; what is only announced is no news yet."""
    found = entries(exported / "feed.xml")
    newest = [entry for entry in found if entry[1].startswith("2026-04-08")]
    assert (
        "QP-01 3.2 Receiving and acknowledging complaints",
        "2026-04-08T00:00:00Z",
        "https://qms.linden-bicycles.example/q/QP-01.html?r=3.2&f=1472ccce",
        "https://qms.linden-bicycles.example/procedures/QP-01.html",
    ) in newest
    assert not [title for title, *_ in found if title.startswith("QP-03 1.1")]
    assert [day for _, day, *_ in found] == sorted((day for _, day, *_ in found), reverse=True)
    assert len({name for _, _, name, _ in found}) == len(found)


def test_each_language_has_its_own(exported: Path) -> None:
    """In Chinese with the Chinese title, at the Chinese page."""
    titles = {title: way for title, _, _, way in entries(exported / "zh" / "feed.xml")}
    assert titles["QP-01 3.2 投诉受理与告知控制程序"] == "https://qms.linden-bicycles.example/zh/procedures/QP-01.html"


def test_the_page_of_changes_leads_there(exported: Path) -> None:
    """In its own language."""
    assert 'href="../feed.xml" type="application/atom+xml"' in (exported / "registers" / "changes.md").read_text(
        "utf-8"
    )
    chinese = (exported / "zh" / "registers" / "changes.md").read_text("utf-8")
    assert 'href="../../zh/feed.xml"' in chinese
