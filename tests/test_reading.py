"""`qmsdocs reading`: who reads which revision until when, and the sheet on which people sign."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.cli import run
from tests.house import ORGANIZATION, SETTINGS, House
from tests.word_lint import lint

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """On 1 June, QP-01 2.0 is approved for 1 July: everyone is trained by 20 June. QR-01 came on 1 May, for writers."""
    house = House(tmp_path / "house")
    house.write("qms.yaml", SETTINGS)
    house.write("manual/organization.yaml", ORGANIZATION)
    house.write("manual/parameters.yaml", "limits:\n  answer: {title: Answer, value: 5 days}\n")
    house.write("manual/parameters.yaml", house.read("manual/parameters.yaml") + RETENTION)
    house.git("init", "--quiet", "--initial-branch=main")
    house.commit("Begin", "2026-01-02")
    house.git("tag", "start")
    for number in ("QP-01", "QR-01"):
        house.draft(number)
        house.approve(number)
    house.commit("First issue", "2026-02-12")
    house.revise("QR-01", "1.1", "2026-05-01", "label: Day", "label: Day of the call")
    house.change("forms/QR-01.yaml", "training: {roles: all}", "training: {roles: [writer], by: 2026-04-28}")
    house.approve("QR-01", on="2026-04-20")
    house.revise("QP-01", "2.0", "2026-07-01", "Answer within", "Answer at once, within")
    house.change("procedures/QP-01.yaml", "training: {roles: all}", "training: {roles: all, by: 2026-06-20}")
    house.approve("QP-01", on="2026-05-20")
    house.commit("Next revisions", "2026-05-21")
    return house


RETENTION = "retention:\n  records: {title: Records, value: 3 years}\n"


def told(house: House, capsys: Capture, *arguments: str, code: int = 0) -> str:
    """What the command prints on 1 June."""
    capsys.readouterr()
    assert run(["reading", *arguments, "--root", str(house.root), "--as-of", "2026-06-01"]) == code
    return capsys.readouterr().out


def test_what_comes_is_listed_by_role(house: House, capsys: Capture) -> None:
    """What is in force already is left out; everyone is not named one by one."""
    assert told(house, capsys) == (
        "Reading list\n"
        "\n"
        "Everyone\n"
        "  Read by     Document       Revision  Effective   What changed\n"
        "  2026-06-20  QP-01 Answers  2.0       2026-07-01  The bell rings 2.0 times.\n"
    )


def test_what_came_since_a_moment_is_listed_too(house: House, capsys: Capture) -> None:
    """Only the revision that is in force now, to those who are trained for it, with their names."""
    assert told(house, capsys, "--since", "2026-04-01") == (
        "Reading list\n"
        "\n"
        "Everyone\n"
        "  Read by     Document       Revision  Effective   What changed\n"
        "  2026-06-20  QP-01 Answers  2.0       2026-07-01  The bell rings 2.0 times.\n"
        "\n"
        "Writer (Bob Bakker)\n"
        "  Read by     Document      Revision  Effective   What changed\n"
        "  2026-04-28  QR-01 Record  1.1       2026-05-01  The bell rings 1.1 times.\n"
    )


def test_as_values(house: House, capsys: Capture) -> None:
    """For other programs, people by their keys."""
    found: dict[str, Any] = json.loads(told(house, capsys, "--format", "json"))

    assert found["readers"] == [
        {
            "role": "all",
            "people": ["ann", "cas", "bob"],
            "documents": [
                {
                    "number": "QP-01",
                    "title": "Answers",
                    "revision": "2.0",
                    "effective": "2026-07-01",
                    "by": "2026-06-20",
                }
            ],
        }
    ]


def test_a_draft_is_not_read(house: House, capsys: Capture) -> None:
    """A revision that nobody approved may still change."""
    house.revise("QR-01", "1.2", "2026-08-01", "label: Day of", "label: Hour of")
    house.commit("Draft", "2026-05-22")

    assert "QR-01" not in told(house, capsys)


def test_nothing_to_read(house: House, capsys: Capture) -> None:
    """Is told with what to do."""
    capsys.readouterr()
    assert run(["reading", "--root", str(house.root), "--as-of", "2026-07-01"]) == 0
    assert capsys.readouterr().out.startswith("Reading list\nNothing to read: no approved revision is waiting")


@pytest.mark.parametrize(("language", "title"), [("en", "Read-and-understood sheet"), ("zh", "文件阅读确认单")])
def test_the_sheet_has_a_line_for_each_person(
    house: House, tmp_path: Path, capsys: Capture, language: str, title: str
) -> None:
    """Those who hold a role are printed, and there are lines for those whom the organization file does not name."""
    file = tmp_path / "sheet.docx"
    told(house, capsys, "--format", "word", "--language", language, "--output", str(file))
    text = zipfile.ZipFile(file).read("word/document.xml").decode()
    lines = re.findall(r"<w:tr[ >].*?</w:tr>", text, re.DOTALL)

    assert lint(file.read_bytes()) == []
    assert title in text
    assert [name for name in ("Ann Admiraal", "Bob Bakker", "Cas Claus") if f">{name}<" in text] == [
        "Ann Admiraal",
        "Bob Bakker",
        "Cas Claus",
    ]
    assert len(lines) == 2 + 1 + 3 + 3


def test_the_sheet_names_the_form_on_which_training_is_recorded(content: Path, tmp_path: Path) -> None:
    """Where a form of the house addresses the clause on competence."""
    file = tmp_path / "sheet.docx"
    arguments = ["--root", str(content), "--as-of", "2026-11-24", "--format", "word", "--output", str(file)]
    assert run(["reading", *arguments]) == 0
    text = re.sub(r"<[^>]+>", "", zipfile.ZipFile(file).read("word/document.xml").decode())

    assert "recorded on QR-12 Training plan and record, revision 1.0." in text


def test_an_unknown_moment_is_told(house: House, capsys: Capture) -> None:
    """As `changes` does."""
    assert run(["reading", "--since", "moon", "--root", str(house.root)]) == 2
    assert capsys.readouterr().err == "“moon” is no day (YYYY-MM-DD), tag, branch or commit.\n"
