"""`redline` writes what changed between two revisions, as native tracked changes that Word can accept or reject."""

import zipfile
from pathlib import Path

import pytest

from qmsdocs.cli import run
from tests.house import FILES, House, issued_house


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 1.0 in force, 1.1 approved; WI-01 a draft."""
    found = issued_house(tmp_path / "house")
    found.revise("QP-01", "1.1", "2026-09-01", "Answer within", "Reply within")
    found.approve("QP-01", on="2026-05-20")
    found.draft("WI-01")
    found.commit("1.1", "2026-05-20")
    return found


def redline(house: House, *arguments: str) -> int:
    """Runs the command as on 1 June 2026."""
    return run(["redline", *arguments, "--root", str(house.root), "--as-of", "2026-06-01"])


def test_two_revisions_as_text(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """What is gone and what is new, in the terminal."""
    expected = """\
[-QP-01 1.0 [approved] Answers-]{+QP-01 1.1 [approved] Answers+}
  # 1 Purpose
  [-Answer-]{+Reply+} within 5 days. Use QR-01.
"""

    assert redline(house, "QP-01", "1.0", "1.1", "--format", "outline") == 0
    assert expected == capsys.readouterr().out


def test_two_revisions_as_a_word_file(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Bob prepared 1.1, and it was approved on 20 May: so the changes are Bob's, of that day."""
    file = house.root / "dist" / "redlines" / "QP-01_1.0-1.1_en.docx"

    assert redline(house, "QP-01", "1.0", "1.1") == 0

    assert f"Written: {file}\n" == capsys.readouterr().out
    with zipfile.ZipFile(file) as package:
        text = package.read("word/document.xml").decode()
    assert '<w:delText xml:space="preserve">Answer' in text or "<w:delText>Answer" in text
    assert 'w:author="Bob Bakker" w:date="2026-05-20T00:00:00Z"' in text


def test_the_working_tree_is_a_second_revision(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """What the next change does to the text in force, before anything is committed; the same bytes each time."""
    house.change(FILES["QP-01"], "Reply within", "Sing within")
    files = [house.root / name for name in ("one.docx", "two.docx")]

    assert [redline(house, "QP-01", "1.0", "working", "--output", str(file)) for file in files] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert redline(house, "QP-01", "1.1", "working", "--format", "outline") == 0
    assert "[-Reply-]{+Sing+} within" in capsys.readouterr().out


def test_everything_that_a_proposal_changes(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A file for each document whose text differs, for the pull request."""
    house.change(FILES["QP-01"], "Reply within", "Sing within")
    house.change(FILES["WI-01"], "Lift", "Grab")
    folder = house.root / "attached"

    assert redline(house, "--base", "main", "--output", str(folder), "--quiet") == 0

    assert sorted(file.name for file in folder.iterdir()) == ["QP-01_1.1-working_en.docx", "WI-01_1.0-working_en.docx"]
    assert redline(house, "WI-01", "--base", "main", "--format", "outline") == 0
    assert "[-Lift-]{+Grab+} the receiver." in capsys.readouterr().out


def test_a_shared_fact_is_seen_where_it_is_printed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """QP-01 prints the limit: old and new value stand there."""
    house.change("manual/parameters.yaml", "value: 5 days", "value: 3 days")

    assert redline(house, "--base", "main", "--format", "outline") == 0
    assert "within [-5 days-]{+3 days+}." in capsys.readouterr().out


def test_nothing_differs(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Said, and no file written."""
    assert redline(house, "--base", "main") == 0
    assert capsys.readouterr().out == "No document differs.\n"
    assert not (house.root / "dist").exists()


def test_a_text_that_is_not_held_here(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a revision from before this system there is nothing to compare."""
    house.change(FILES["QP-01"], "effective: 2026-03-01\n", "effective: 2026-03-01\n    carried_over: true\n")
    house.commit("Carried over", "2026-05-21")

    assert redline(house, "QP-01", "1.0", "1.1") == 2
    assert "The text of QP-01 1.0 is not held here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        ("QP-01 has no revision 7.0. It has: 1.1, 1.0.", ("QP-01", "1.0", "7.0")),
        ("There is no document QP-10. Nearest: QP-01.", ("QP-10", "1.0", "1.1")),
        ("Name a document and two revisions", ("QP-01", "1.0")),
        ("Name a document and two revisions", ("QP-01", "working", "1.0")),
        ("There is no branch, tag or commit “gone”", ("--base", "gone")),
    ],
)
def test_wrong_usage(
    house: House, expected: str, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and what there is."""
    assert redline(house, *arguments) == 2
    assert expected in capsys.readouterr().err
