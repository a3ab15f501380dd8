"""Renaming the company: two lines in qms.yaml and two in qms.zh.yaml change it everywhere, and change nothing else."""

import json
import zipfile
from pathlib import Path

import pytest

from qmsdocs.cli import run
from tests.conftest import copy_of_the_content

OLD = {"Aldermoor": "Birkfield", "奥德摩尔": "柏克菲尔德"}
"""The short names; the full names begin with them."""
BEFORE = "  name: Aldermoor Home Appliances\n  short_name: Aldermoor\n"
ZH_BEFORE = "  name: 奥德摩尔家用电器有限公司\n  short_name: 奥德摩尔\n"


def renamed(text: str, names: dict[str, str]) -> str:
    """A text with other names."""
    for old, new in names.items():
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own content under another name, with site and Word files built."""
    folder = copy_of_the_content(tmp_path_factory.mktemp("renamed") / "house")
    for name, lines in (("qms.yaml", BEFORE), ("qms.zh.yaml", ZH_BEFORE)):
        text = (folder / name).read_text(encoding="utf-8")
        assert lines in text, "the name stands in two lines"
        (folder / name).write_text(text.replace(lines, renamed(lines, OLD)), encoding="utf-8")
    assert run(["build", "--root", str(folder), "--as-of", "2026-11-24", "--quiet"]) == 0
    return folder


def test_approvals_stay_valid(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fingerprint does not cover the name of the organization."""
    assert run(["check", "--root", str(house), "--as-of", "2026-11-24"]) == 0
    assert capsys.readouterr().out == "No findings.\n"


def test_pages_say_the_new_name_and_nothing_else_is_new(built: Path, house: Path) -> None:
    """Every page, the search and the feed, in both languages."""
    before, after = _pages(built), _pages(house)

    assert before.keys() == after.keys()
    assert [name for name, text in after.items() if renamed(text, OLD) != text] == []
    assert [name for name, text in after.items() if text != renamed(before[name], OLD)] == []
    assert "Birkfield Home Appliances" in after["index.html"]
    assert "柏克菲尔德家用电器有限公司" in after["zh/index.html"]


def _pages(house: Path) -> dict[str, str]:
    """What a browser loads, without the places at which the search parts words."""
    site = house / "site"
    files = [
        file for file in site.rglob("*") if file.suffix in (".html", ".js", ".xml") and file.parent.name != "search"
    ]
    found = {file.relative_to(site).as_posix(): file.read_text(encoding="utf-8") for file in files}
    for entry in json.loads((site / "search" / "search_index.json").read_bytes())["docs"]:
        found[f"search {entry['location']}"] = f"{entry['title']} {entry['text']}".replace("\u200b", "")
    return found


def test_word_files_say_the_new_name_and_nothing_else_is_new(built: Path, house: Path) -> None:
    """Covers, heads, texts and properties."""
    before, after = _parts(built), _parts(house)

    assert before.keys() == after.keys()
    assert [name for name, text in after.items() if renamed(text, OLD) != text] == []
    assert [name for name, text in after.items() if text != renamed(before[name], OLD)] == []
    named = {name.partition("/")[0] for name, text in after.items() if renamed("Aldermoor", OLD) in text}
    assert {name.partition("/")[0] for name in after if "_en.docx" in name} <= named


def _parts(house: Path) -> dict[str, str]:
    """The XML of all Word files."""
    found = {}
    for file in sorted((house / "dist" / "word").glob("*.docx")):
        with zipfile.ZipFile(file) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    found[f"{file.name}/{name}"] = parts.read(name).decode("utf-8")
    return found
