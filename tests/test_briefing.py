"""What is new: letters to roles, and a page for each issue."""

import json
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.blocks import Table, plain
from qmsdocs.cli import run
from qmsdocs.compose.site import manual_site
from qmsdocs.manual_site import ManualSite, Page
from tests.house import FILES, House, new_house

Capture = pytest.CaptureFixture[str]

STEPS = """\
steps:
  - {id: ask, title: Ask, who: writer, do: Ask what happened., within: none, record: none}
  - {id: answer, title: Answer, who: manager, do: Answer., within: none, record: none}
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Four documents in force from March and named by an issue; since then 1.1 of QP-01, and an issue in June."""
    found = new_house(tmp_path / "house", numbers=("QP-01", "QP-02", "WI-01"))
    found.change("qms.yaml", "standards: []\n", "standards: []\nsite_url: https://house.example/qms\n")
    found.change("qms.yaml", "title: Purpose}]", "title: Purpose}, {part: steps, title: Steps}]")
    found.change(FILES["QP-01"], "revisions:\n", f"{STEPS}revisions:\n")
    found.approve("QP-01", "QP-02", "WI-01", "QR-01")
    found.write("manual/copies.yaml", COPIES)
    found.git("config", "user.name", "Ann Admiraal")
    found.git("config", "user.email", "ann@house.example")
    found.commit("Approve", "2026-02-10")
    assert run(["issue", "--root", str(found.root), "--on", "2026-03-01", "--quiet", "--no-sign"]) == 0
    found.revise("QP-01", "1.1", "2026-05-20", "Ask what happened.", "Ask what happened and when.")
    found.change(FILES["QP-01"], NOTHING_SAID, SAID)
    found.change(FILES["QP-01"], "training: {roles: all}", "training: {roles: [writer], by: 2026-05-15}")
    found.approve("QP-01", on="2026-05-10")
    found.commit("1.1", "2026-05-10")
    assert run(["issue", "--root", str(found.root), "--on", "2026-06-01", "--quiet", "--no-sign"]) == 0
    return found


COPIES = """\
copies:
  - {document: QP-01, revision: "1.0", number: 1, kind: controlled, language: en, holder: bob,
     issued: {on: 2026-03-02, by: ann}}
"""
NOTHING_SAID = "changes: [{what: The bell rings 1.1 times., why: Callers hung up too soon.}]"
SAID = """\
changes:
      - {at: steps.ask, what: The day is asked for too., why: It was often missing.}
      - {at: steps.answer, what: Nothing is promised., why: Promises were not kept.}"""


def letters(house: House, capsys: Capture, *arguments: str, as_of: str = "2026-06-01") -> str:
    """What the command prints."""
    capsys.readouterr()
    assert run(["briefing", "--root", str(house.root), "--as-of", as_of, *arguments]) == 0
    return capsys.readouterr().out


def test_a_role_reads_what_changed_for_it_why_and_what_it_must_do(house: House, capsys: Capture) -> None:
    """Bob writes: the step that he takes is marked, training and his paper copy are due, everything has its address."""
    assert letters(house, capsys, "--role", "writer") == (
        "To: Bob Bakker <bob@house.example>\n"
        "Subject: Handbook: what is new for you as Writer (2026-06-01)\n"
        "\n"
        "This is what changed in the Handbook of House since 2026-03-01 for you as Writer.\n"
        "\n"
        "What is new\n"
        "- QP-01 Answers: revision 1.1, in force from 2026-05-20\n"
        "    Step 1: The day is asked for too. Why: It was often missing. (Your step.)\n"
        "    Step 2: Nothing is promised. Why: Promises were not kept.\n"
        "    https://house.example/qms/procedures/QP-01.html\n"
        "\n"
        "What you must do\n"
        "- By 2026-05-15: be trained in QP-01 1.1.\n"
        "- From 2026-05-20: give copy 1 of QP-01, revision 1.0, back to document control.\n"
        "\n"
        "Where to read on\n"
        "- All that you do, read and fill in\n"
        "    https://house.example/qms/roles/writer.html\n"
        "- All changes\n"
        "    https://house.example/qms/registers/changes.html\n"
    )


def test_in_chinese_and_for_everybody(house: House, capsys: Capture) -> None:
    """With the addresses of the Chinese site; nothing is due for everybody."""
    assert letters(house, capsys, "--role", "all", "--language", "zh") == (
        "主题：Handbook：新文件通报（2026-06-01）\n"
        "\n"
        "以下是HouseHandbook自 2026-03-01 以来的变更。与各岗位有关的内容另行通知。\n"
        "\n"
        "新内容\n"
        "- QP-01 Answers：1.1 版，自 2026-05-20 起实施\n"
        "    第1步：The day is asked for too.原因：It was often missing.\n"
        "    第2步：Nothing is promised.原因：Promises were not kept.\n"
        "    https://house.example/qms/zh/procedures/QP-01.html\n"
        "\n"
        "查阅\n"
        "- 全部修订\n"
        "    https://house.example/qms/zh/registers/changes.html\n"
    )


def test_a_step_of_another_role_is_not_told(house: House, capsys: Capture) -> None:
    """Who only takes step 1 and is not trained reads of step 1; the owner of the document reads all of it."""
    house.change(FILES["QP-01"], "training: {roles: [writer], by: 2026-05-15}", "training: {roles: none}")
    house.approve("QP-01", on="2026-05-10")
    house.commit("Nobody is trained")

    told = letters(house, capsys, "--role", "writer", "--since", "2026-03-01")
    assert "The day is asked for too." in told
    assert "Nothing is promised." not in told
    assert "Nothing is promised." in letters(house, capsys, "--role", "manager", "--since", "2026-03-01")


def test_what_is_announced_and_what_ended(house: House, capsys: Capture) -> None:
    """A revision that is approved for a later day, and a document that is out of force, with the reason."""
    house.revise("QP-02", "1.1", "2026-09-01", "praised", "thanked")
    house.approve("QP-02", on="2026-06-02")
    house.commit("1.1", "2026-06-02")
    asked = ["withdraw", "WI-01", "--root", str(house.root), "--reason", "Nobody calls any more.", "--as", "ann"]
    assert run([*asked, "--on", "2026-06-03", "--quiet"]) == 0
    house.commit("No calls", "2026-06-03")

    told = letters(house, capsys, "--role", "writer", "--since", "2026-06-01", as_of="2026-06-10")

    assert "- QP-02 Reviews: revision 1.1 comes into force on 2026-09-01\n" in told
    assert "- WI-01 Telephone: out of force since 2026-06-03\n    Nobody calls any more.\n" in told
    assert "- By 2026-09-01: be trained in QP-02 1.1.\n" in told


def test_before_the_second_issue_everything_is_new(house: House, capsys: Capture) -> None:
    """As when a system begins."""
    told = letters(house, capsys, "--role", "writer", as_of="2026-03-02")
    assert "This is what is in force in the Handbook of House for you as Writer." in told
    assert "- WI-01 Telephone: new document, revision 1.0, in force from 2026-03-01\n" in told


def test_a_file_for_each_role_and_language(house: House, tmp_path: Path, capsys: Capture) -> None:
    """Only roles that anything concerns get one."""
    told = letters(house, capsys, "--output", str(tmp_path / "mail"))
    assert told == f"Letters written: 6, in {tmp_path / 'mail'}\n"
    assert sorted(file.name for file in (tmp_path / "mail").iterdir()) == [
        "all_en.txt",
        "all_zh.txt",
        "manager_en.txt",
        "manager_zh.txt",
        "writer_en.txt",
        "writer_zh.txt",
    ]


def test_as_values_and_as_markdown(house: House, capsys: Capture) -> None:
    """For a program that sends mails, and for a forge."""
    found: list[dict[str, Any]] = json.loads(letters(house, capsys, "--format", "json"))
    assert [letter["role"] for letter in found] == ["all", "manager", "writer"]
    assert found[2]["to"] == ["Bob Bakker <bob@house.example>"]
    assert found[2]["documents"] == [
        {"number": "QP-01", "revision": "1.1", "effective": "2026-05-20", "train_by": "2026-05-15", "steps": ["ask"]}
    ]
    assert (
        "- [QP-01 Answers: revision 1.1, in force from 2026-05-20](<https://house.example/qms/procedures/QP-01.html>)\n"
        "  - Step 1: The day is asked for too. Why: It was often missing. (Your step.)\n"
    ) in letters(house, capsys, "--role", "writer", "--format", "markdown")


def test_what_cannot_be_told(house: House, capsys: Capture) -> None:
    """An unknown role and an unknown moment; a role that nothing concerns gets a letter that says so."""
    asked = ["briefing", "--root", str(house.root), "--as-of", "2026-06-01"]
    assert run([*asked, "--role", "king"]) == 2
    assert capsys.readouterr().err == "There is no role “king”. The roles are: manager, writer.\n"
    assert run([*asked, "--since", "yesterday"]) == 2
    assert "“yesterday” is no day" in capsys.readouterr().err
    assert "Nothing is new.\n" in letters(house, capsys, "--role", "writer", "--since", "2026-06-01")


# ── Pages ────────────────────────────────────────────────────────────────────


def site(house: House, as_of: str = "2026-06-10") -> ManualSite:
    """The site on a day."""
    master = house.in_force(as_of).master
    assert master is not None
    return manual_site(master, lambda path: None)


def page(site: ManualSite, path: str, language: str = "en") -> Page:
    """A page of the site."""
    return next(page for page in site.pages if (page.path, page.language) == (path, language))


def rows(page: Page, id_: str) -> list[list[str]]:
    """The texts of a table of a page."""
    (table,) = (block for block in page.body if isinstance(block, Table) and block.id == id_)
    return [[plain(cell.blocks[0].content) if cell.blocks else "" for cell in row.cells] for row in table.rows]  # type: ignore[union-attr]


def test_each_issue_has_its_page(house: House) -> None:
    """It tells what came into force since the issue before, why, and by role what concerns it."""
    found = page(site(house), "briefings/2026-06-01")

    assert found.title == "What is new on 2026-06-01"
    assert rows(found, "documents-table") == [
        [
            "QP-01 Answers",
            "1.1",
            "2026-05-20",
            "Step 1: The day is asked for too. Why: It was often missing."
            "\nStep 2: Nothing is promised. Why: Promises were not kept.",
        ]
    ]
    assert rows(found, "roles-table") == [
        ["Manager", "QP-01 1.1 (step 2)", ""],
        ["Writer", "QP-01 1.1 (step 1)", "2026-05-15"],
    ]
    assert [row[0] for row in rows(page(site(house), "briefings/2026-03-01"), "documents-table")] == [
        "QP-01 Answers",
        "QP-02 Reviews",
        "WI-01 Telephone",
        "QR-01 Record",
    ]


def test_home_and_roles_lead_to_the_newest(house: House) -> None:
    """In both languages; a role reads at once what concerns it."""

    def line(path: str, language: str) -> str:
        return next(plain(one.content) for one in page(site(house), path, language).body if one.id == "briefing")  # type: ignore[attr-defined]

    assert line("index", "en") == "What is new on 2026-06-01"
    assert line("roles/writer", "en") == "What is new on 2026-06-01. For this role: QP-01 1.1 (step 1)"
    assert line("roles/writer", "zh") == "2026-06-01 新文件通报。与本岗位有关：QP-01 1.1（第1步）"


def test_a_past_day_knows_no_later_issue(house: House) -> None:
    """Nor is there one on the way to the second."""
    paths = {one.path for one in site(house, "2026-05-25").pages}
    assert "briefings/2026-03-01" in paths
    assert "briefings/2026-06-01" not in paths


def test_without_issues_the_days_of_revisions_count(house: House) -> None:
    """Each day on which a revision came into force has its page."""
    for name in ("issue-2026-03-01", "issue-2026-06-01"):
        house.git("tag", "--delete", name)
    found = site(house)
    assert {one.path for one in found.pages if one.path.startswith("briefings/2")} == {
        "briefings/2026-03-01",
        "briefings/2026-05-20",
    }
    assert [row[0] for row in rows(page(found, "briefings/2026-05-20"), "documents-table")] == ["QP-01 Answers"]
