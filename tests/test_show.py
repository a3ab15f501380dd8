"""`list` and `show` answer an auditor: what was in force on a day, who approved it, and what exactly it said."""

import json
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.cli import run
from tests.house import FILES, House, issued_house, new_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """QP-01 1.0 in force from March, 1.1 from May, 1.2 approved for September, 1.3 in review; QP-02 a draft."""
    found = issued_house(tmp_path_factory.mktemp("house"))
    found.revise("QP-01", "1.1", "2026-05-01", "Answer within", "Reply within")
    found.approve("QP-01", on="2026-04-10")
    found.commit("QP-01 1.1", "2026-04-12")
    found.revise("QP-01", "1.2", "2026-09-01", "Reply within", "Write back within")
    found.approve("QP-01", on="2026-06-10")
    found.commit("QP-01 1.2", "2026-06-12", author="bob")
    found.revise("QP-01", "1.3", "2026-10-01", "Write back within", "Ring within")
    found.draft("QP-02", "2026-11-01")
    found.commit("QP-01 1.3 and QP-02", "2026-06-20", author="bob")
    return found


def told(capsys: pytest.CaptureFixture[str], house: House, *arguments: str, code: int = 0) -> str:
    """What a command prints."""
    assert run([*arguments, "--root", str(house.root)]) == code
    return capsys.readouterr().out


def facts(capsys: pytest.CaptureFixture[str], house: House, *arguments: str) -> Any:
    """What a command says to other programs."""
    return json.loads(told(capsys, house, *arguments, "--format", "json"))


def test_the_list_tells_what_is_in_force_and_what_comes_next(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A column for the next revision stands there only because one document has one; drafts are listed too."""
    expected = """\
Number  Title    Revision  Status    Effective   Next
QP-01   Answers  1.1       In force  2026-05-01  1.2 from 2026-09-01, 1.3 in review
QR-01   Record   1.0       In force  2026-03-01  –
QP-02   Reviews  1.0       In review 2026-11-01  –
"""

    found = told(capsys, house, "list", "--as-of", "2026-07-01")

    assert _words(expected) == _words(found)


def test_a_line_of_the_list_is_never_broken_where_it_is_read_by_a_program(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns stand below one another also where letters are two cells wide; no blanks at the end of a line."""
    monkeypatch.setenv("COLUMNS", "30")
    expected = """\
文件编号  文件名称  版本/修订  状态    实施日期    下一版本
QP-01     Answers   1.1        有效    2026-05-01  1.2 版 2026-09-01 起实施、1.3 版会审中
QR-01     Record    1.0        有效    2026-03-01  –
QP-02     Reviews   1.0        会审中  2026-11-01  –
"""

    assert expected == told(capsys, house, "list", "--as-of", "2026-07-01", "--language", "zh")


def test_the_list_of_a_past_day_knows_nothing_of_what_came_later(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """On 3 March, 1.0 was in force and nobody had begun 1.1."""
    found = facts(capsys, house, "list", "--as-of", "2026-03-03")

    assert [(row["number"], row["revision"], row["next"]) for row in found] == [
        ("QP-01", "1.0", []),
        ("QR-01", "1.0", []),
    ]


def test_show_tells_what_a_document_said_on_a_day(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The text is the one that was approved then."""
    expected = """\
QP-01 1.0 [effective] Answers
  # 1 Purpose
  Answer within 5 days. Use QR-01.
"""

    assert expected == told(capsys, house, "show", "QP-01", "--as-of", "2026-03-03", "--format", "outline")


def test_show_tells_who_approved_and_how_that_is_proved(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Ann approved 1.0 with a commit of her own; Bob committed the approval of 1.2, so it is only declared."""
    first, third = (
        facts(capsys, house, "show", "QP-01", "--revision", label, "--as-of", "2026-07-01")["signatures"][1]
        for label in ("1.0", "1.2")
    )

    assert tuple(first[key] for key in ("meaning", "name", "grade", "landed_on")) == (
        "approved",
        "Ann Admiraal",
        "attributed",
        "2026-02-10",
    )
    assert (third["grade"], third["landed_on"]) == ("declared", "2026-06-12")


def test_show_tells_what_the_commit_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line of the message that names the approver is shown beside the evidence, and raises no grade."""
    house = new_house(tmp_path)
    house.approve("QP-01")
    house.commit("Approve QP-01\n\nApproved-by: Ann Admiraal <ann@house.example>\n\nSee !42", "2026-02-10", "bob")
    lines = told(capsys, house, "show", "QP-01", "--as-of", "2026-06-01").splitlines()

    assert "  The commit says: Approved-by: Ann Admiraal <ann@house.example>" in lines
    assert any(line.startswith("Approved: ") and line.endswith("Declared in the file") for line in lines)


def test_show_prints_everything_for_people(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Revision, dates, what comes next, fingerprint, signatures with their commits, and the revisions."""
    found = told(capsys, house, "show", "QP-01", "--as-of", "2026-07-01").splitlines()

    assert "Next: 1.2 from 2026-09-01, 1.3 in review" in found
    assert "Training: Everyone" in found
    approved = found.index("Approved: Ann Admiraal, Manager, 2026-04-10; Committed by the signer")
    assert "on the controlled branch since 2026-04-12" in found[approved + 1]
    expected = [
        "Revisions",
        "  1.3  2026-10-01  In review, Change",
        "  1.2  2026-09-01  Approved, not yet in force, Change",
        "  1.1  2026-05-01  In force, Change",
        "  1.0  2026-03-01  Superseded, Change",
    ]
    assert expected == found[-5:]


def test_show_in_chinese(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """With --language zh everything but the sources' own texts is Chinese."""
    found = told(capsys, house, "show", "QP-01", "--as-of", "2026-07-01", "--language", "zh").splitlines()

    assert "下一版本：1.2 版 2026-09-01 起实施、1.3 版会审中" in found
    assert "  1.0  2026-03-01  被替代，内容修改" in found


def test_an_unknown_revision_is_answered_with_those_that_there_are(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage, exit code 2."""
    assert run(["show", "QP-01", "--revision", "9.9", "--root", str(house.root), "--as-of", "2026-07-01"]) == 2
    assert capsys.readouterr().err == "QP-01 has no revision 9.9. It has: 1.3, 1.2, 1.1, 1.0.\n"


def test_a_draft_that_is_not_published_can_be_shown(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """An auditor may ask for what is in review, too."""
    found = told(capsys, house, "show", "QP-02", "--as-of", "2026-07-01", "--format", "outline")

    assert found.startswith("QP-02 1.0 [in-review] Reviews")


def test_the_working_tree_can_be_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--revision working` is the text as it stands, which nobody approved."""
    house = issued_house(tmp_path)
    house.change(FILES["QP-01"], "Answer within", "Sing within")

    committed = told(capsys, house, "show", "QP-01", "--format", "outline", "--as-of", "2026-07-01")
    working = told(
        capsys, house, "show", "QP-01", "--revision", "working", "--format", "outline", "--as-of", "2026-07-01"
    )

    assert "Answer within" in committed
    assert "Sing within" in working


def test_a_change_after_approval_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shown is what was approved, with a word that the branch says something else."""
    house = issued_house(tmp_path)
    house.change(FILES["QP-01"], "Answer within", "Sing within")
    house.commit("Sneak", "2026-04-01", author="bob")

    found = told(capsys, house, "show", "QP-01", "--as-of", "2026-07-01")

    assert "The text on the branch is no longer what was approved" in found
    assert "Text: as approved, from commit" in found


def test_an_approval_that_does_not_count_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bob is no manager."""
    house = new_house(tmp_path)
    house.approve("QP-01", by="bob")
    house.commit("Approve", "2026-02-10", author="bob")

    found = told(capsys, house, "show", "QP-01", "--as-of", "2026-07-01")

    assert "  Does not count: the person did not hold the role on that day." in found.splitlines()


def test_a_revision_from_before_this_system_is_shown_as_stated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its text is not held here, and nothing is claimed of it."""
    house = new_house(tmp_path)
    house.revise("QP-01", "1.1", "2026-05-01", "Answer within", "Reply within")
    house.change(FILES["QP-01"], "effective: 2026-03-01\n", "effective: 2026-03-01\n    carried_over: true\n")
    house.approve("QP-01")
    house.commit("1.1", "2026-02-10")

    found = facts(capsys, house, "show", "QP-01", "--revision", "1.0", "--as-of", "2026-07-01")

    assert (
        found["content"],
        found["status"],
        found["signatures"][0]["grade"],
    ) == ("elsewhere", "superseded", "carried-over")


def test_without_git_the_declarations_are_shown_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The note goes to stderr, so that the answer stays what another program expects."""
    house = issued_house(tmp_path / "with")
    bare = House(tmp_path / "without")
    for path in ("qms.yaml", "manual/organization.yaml", "manual/parameters.yaml", FILES["QP-01"], FILES["QR-01"]):
        bare.write(path, house.read(path))

    assert run(["list", "--root", str(bare.root), "--as-of", "2026-07-01", "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert [row["number"] for row in json.loads(printed.out)] == ["QP-01", "QR-01"]
    assert "This folder is not in a git repository" in printed.err


def _words(text: str) -> list[list[str]]:
    """The words of each line: how wide a column is does not matter."""
    return [line.split() for line in text.splitlines()]
