"""What a change does: to itself, to what refers to it, to those who must approve it or learn it."""

import json
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.cli import run
from tests.house import FILES, House, issued_house, new_house

PARAMETERS = "manual/parameters.yaml"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01, QP-02, WI-01 and QR-01, all 1.0, approved and in force from March."""
    found = new_house(tmp_path / "house", numbers=("QP-01", "QP-02", "WI-01"))
    found.approve("QP-01", "QP-02", "WI-01", "QR-01")
    found.commit("Approve", "2026-02-10")
    return found


def told(capsys: pytest.CaptureFixture[str], house: House, *arguments: str, code: int = 0) -> str:
    """What `changes` prints, as on 1 June 2026."""
    asked = ["changes", "--root", str(house.root), "--as-of", "2026-06-01", *arguments]
    assert run(asked) == code
    return capsys.readouterr().out


def facts(capsys: pytest.CaptureFixture[str], house: House, *arguments: str) -> Any:
    """What `changes` says to other programs; by default against the branch."""
    return json.loads(told(capsys, house, *(arguments or ("--base", "main")), "--format", "json"))


def kinds(found: Any) -> dict[str, list[str]]:
    """What kind of change each document has."""
    return {document["number"]: document["kinds"] for document in found["documents"]}


# ── Against a branch: what a pull request shows ──────────────────────────────


def test_nothing_changed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Comments, quotation marks and the order of keys are no change."""
    text = house.read(FILES["WI-01"])
    house.write(FILES["WI-01"], "# A comment\n" + text.replace("title: Telephone", 'title: "Telephone"'))

    assert "What this change does, against main" in told(capsys, house, "--base", "main")
    assert kinds(facts(capsys, house)) == {}


def test_a_text_changed_without_a_new_revision(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named with its parts, and what to do: NC-04."""
    house.change(FILES["WI-01"], "Lift", "Grab")

    found = facts(capsys, house)

    assert kinds(found) == {"WI-01": ["unrevised"]}
    assert tuple(found["documents"][0][key] for key in ("parts", "needs_revision")) == (["purpose"], True)
    assert found["commands"] == ["qmsdocs revise WI-01"]
    assert "Changed after approval, without a new revision: Purpose" in told(capsys, house, "--base", "main")


def test_a_new_revision_waits_for_its_approver(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Its change summary, who must approve, who must be trained, and the redline to look at."""
    house.revise("WI-01", "1.1", "2026-09-01", "Lift", "Grab")
    house.change(FILES["WI-01"], "training: {roles: all}", "training: {roles: [writer], by: 2026-08-20}")

    found = facts(capsys, house)
    (document,) = found["documents"]

    assert document["kinds"] == ["revised"]
    assert document["to_approve"] == [{"role": "manager", "people": ["ann", "cas"]}]
    assert [(one["label"], one["status"], one["effective"]) for one in document["revisions"]] == [
        ("1.1", "in-review", "2026-09-01")
    ]
    assert found["commands"] == ["qmsdocs approve WI-01", "qmsdocs redline WI-01 1.0 1.1"]
    expected = """\
What changed
  WI-01 Telephone
    Revision 1.1, effective 2026-09-01. Change. In review.
    Whole document: The bell rings 1.1 times. (Callers hung up too soon.)
    The text differs in: Purpose

Who must still approve
  Role     People                    Documents
  Manager  Ann Admiraal, Cas Claus   WI-01

Who must be trained
  Role    Documents  Until
  Writer  WI-01 1.1  2026-08-20

What to do next
  qmsdocs approve WI-01
  qmsdocs redline WI-01 1.0 1.1
"""
    printed = told(capsys, house, "--base", "main")
    assert _words(expected) == _words(printed[printed.index("What changed\n") :])


def test_an_approved_revision_waits_for_nobody(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Approved means that it comes into force on its day."""
    house.revise("WI-01", "1.1", "2026-09-01", "Lift", "Grab")
    house.approve("WI-01")

    (document,) = facts(capsys, house)["documents"]

    assert (document["to_approve"], document["revisions"][0]["status"]) == ([], "approved")


def test_an_approval_alone_is_a_change_of_status(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The pull request that only approves says so."""
    house.revise("WI-01", "1.1", "2026-09-01", "Lift", "Grab")
    house.commit("1.1", "2026-05-01", "bob")
    house.approve("WI-01")

    (document,) = facts(capsys, house)["documents"]

    assert (document["kinds"], document["parts"]) == (["status"], [])


def test_a_shared_fact_concerns_all_that_print_it(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """QP-01 has its revision for the new limit, QP-02 has none yet."""
    house.change(PARAMETERS, "value: 5 days", "value: 3 days")
    house.revise("QP-01", "1.1", "2026-09-01")

    found = facts(capsys, house)
    (fact,) = found["facts"]

    assert fact["key"] == "limits.answer"
    assert (fact["documents"], fact["without_revision"]) == (["QP-01", "QP-02"], ["QP-02"])
    assert kinds(found) == {"QP-01": ["revised", "facts"], "QP-02": ["unrevised"]}
    assert "qmsdocs revise --because limits.answer" in found["commands"]
    (row,) = [line for line in told(capsys, house, "--base", "main").splitlines() if "limits.answer  " in line]
    assert row.split() == ["limits.answer", "5", "days", "3", "days", "QP-01,", "QP-02", "QP-02"]


def test_documents_come_move_go_and_are_withdrawn(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A moved file is the same document; one whose file is gone is named."""
    house.write("procedures/old/QP-01.yaml", house.read(FILES["QP-01"]))
    (house.root / FILES["QP-01"]).unlink()
    (house.root / FILES["WI-01"]).unlink()
    text = house.read(FILES["QP-02"])
    house.write(FILES["QP-02"], text.replace("title: Reviews", "title: Praise").replace("QP-02", "QP-03"))
    (house.root / "procedures/QP-03.yaml").write_text(house.read(FILES["QP-02"]), encoding="utf-8")
    house.write(
        FILES["QP-02"],
        f"{text}withdrawn: {{on: 2026-05-01, by: ann, role: manager, reason: Merged., superseded_by: [QP-03]}}\n",
    )

    found = facts(capsys, house)

    expected = {"QP-01": ["moved"], "QP-02": ["withdrawn"], "QP-03": ["new"], "WI-01": ["gone"]}
    assert expected == kinds(found)
    assert found["documents"][0]["moved_from"] == "procedures/QP-01.yaml"
    assert "Withdrawn from 2026-05-01: Merged." in told(capsys, house, "--base", "main")


def test_documents_that_refer_to_a_change_are_named(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """QP-01 says “Use [QR-01]”: whoever changes the form reads there (DC-16)."""
    house.revise("QR-01", "1.1", "2026-09-01", "label: Day", "label: Date")

    (document,) = facts(capsys, house)["documents"]

    assert (document["form"], document["used_by"], document["parts"]) == (True, ["QP-01"], ["sections"])
    assert "Forms concerned" in told(capsys, house, "--base", "main")


def test_a_translation_falls_behind(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The source text changed and the translation of that text did not; one that changed with it keeps up."""
    path = FILES["WI-01"].replace(".yaml", ".zh.yaml")
    house.write(path, 'translates: "1.0"\ntitle: 电话\npurpose: 拿起听筒。\n')
    house.commit("Chinese", "2026-03-05")
    house.change(FILES["WI-01"], "Lift", "Grab")

    assert facts(capsys, house)["documents"][0]["translations_behind"] == ["zh"]

    house.change(path, "拿起", "抓起")
    assert facts(capsys, house)["documents"][0]["translations_behind"] == []
    assert facts(capsys, house)["documents"][0]["translations"] == ["zh"]


def test_a_clause_loses_its_last_document(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Coverage gained and lost, and what nobody addresses any more."""
    clause = "{{number: '{0}', title_en: T, title_zh: T, kind: guidance, title_origin: standard}}"
    house.change("qms.yaml", "standards: []", 'standards: ["iso-10002:2018"]')
    clauses = ", ".join(clause.format(number) for number in ("7.2", "7.9", "7.10"))
    house.write(
        "manual/standards/iso-10002-2018.yaml",
        f"standard: ISO 10002:2018\ntitle_en: T\ntitle_zh: T\nchecked_on: 2026-01-01\nclauses: [{clauses}]\n",
    )
    house.change(FILES["QP-01"], "owner:", "clauses: {'iso-10002:2018': ['7.10', '7.2']}\nowner:")
    house.change(FILES["QP-02"], "owner:", "clauses: {'iso-10002:2018': ['7.2']}\nowner:")
    house.commit("Clauses", "2026-03-05")
    house.change(FILES["QP-01"], "['7.10', '7.2']", "['7.9']")

    found = [(one["clause"], one["gained"], one["lost"], one["uncovered"]) for one in facts(capsys, house)["clauses"]]

    expected = [("7.2", [], ["QP-01"], False), ("7.9", ["QP-01"], [], False), ("7.10", [], ["QP-01"], True)]
    assert expected == found


def test_only_the_change_itself_counts(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """What came to the branch after the change began is not part of it."""
    house.switch("proposal")
    house.revise("WI-01", "1.1", "2026-09-01", "Lift", "Grab")
    house.commit("WI-01 1.1", "2026-05-01", "bob")
    house.switch("main")
    house.revise("QP-02", "1.1", "2026-09-01", "praised", "thanked")
    house.commit("QP-02 1.1", "2026-05-02", "bob")
    house.switch("proposal")

    assert kinds(facts(capsys, house)) == {"WI-01": ["revised"]}


def test_while_all_is_drafting_an_edit_is_approved_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without `controlled_from` nobody asks for a new revision."""
    house = issued_house(tmp_path)
    house.change("qms.yaml", "controlled_from: start\n", "")
    house.commit("Drafting", "2026-02-11")
    house.change(FILES["QP-01"], "Answer within", "Reply within")

    assert facts(capsys, house)["commands"] == ["qmsdocs approve QP-01"]


# ── Since a day, a commit or a tag: what an auditor asks ─────────────────────


@pytest.fixture
def history(house: House) -> House:
    """WI-01 1.1 in force from May, QP-01 1.1 approved for September, QP-02 withdrawn in April."""
    house.tag("issue-2026-03")
    house.revise("WI-01", "1.1", "2026-05-01", "Lift", "Grab")
    house.approve("WI-01", on="2026-04-10")
    text = house.read(FILES["QP-02"])
    house.write(FILES["QP-02"], f"{text}withdrawn: {{on: 2026-04-20, by: ann, role: manager, reason: Merged.}}\n")
    house.commit("April", "2026-04-12")
    house.revise("QP-01", "1.1", "2026-09-01", "Answer", "Reply")
    house.approve("QP-01", on="2026-05-20")
    house.commit("May", "2026-05-20")
    return house


@pytest.mark.parametrize("start", ["2026-03-31", "issue-2026-03"])
def test_since_a_moment(history: House, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What came into force, what is coming, what is gone."""
    found = facts(capsys, history, "--since", start)

    news = {
        document["number"]: [(one["label"], one["status"]) for one in document["revisions"]]
        for document in found["documents"]
    }
    expected = {"QP-01": [("1.1", "approved")], "QP-02": [], "WI-01": [("1.1", "effective")]}
    if start.startswith("issue"):
        # On the day of the tag the first revisions were approved and not yet in force.
        expected |= {"QP-01": [("1.1", "approved"), ("1.0", "effective")], "QR-01": [("1.0", "effective")]}
    assert expected == news
    assert next(one for one in found["documents"] if one["number"] == "QP-02")["withdrawn"] == "2026-04-20"


def test_between_two_days(history: House, capsys: pytest.CaptureFixture[str]) -> None:
    """In May only WI-01 came into force, and nobody knew of QP-01 1.1 yet."""
    found = facts(capsys, history, "--since", "2026-04-30", "--until", "2026-05-02")

    assert kinds(found) == {"WI-01": ["status"]}
    assert "What changed from 2026-04-30 to 2026-05-02" in told(
        capsys, history, "--since", "2026-04-30", "--until", "2026-05-02"
    )


def test_before_the_branch_there_was_nothing(history: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is new."""
    found = kinds(facts(capsys, history, "--since", "2020-01-01"))

    assert all("new" in of_document for of_document in found.values())
    assert sorted(found) == ["QP-01", "QP-02", "QR-01", "WI-01"]


def test_since_an_issue_means_its_day(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """An issue of 31 March that was tagged on a commit of February stands for what was in force on 31 March."""
    house.tag("issue-spring", "Issue of 2026-03-31: documents in force")

    printed = told(capsys, house, "--since", "issue-spring")

    assert printed == "What changed from issue-spring (2026-03-31) to 2026-06-01\nNothing changed.\n"


def test_acts_beside_revisions_are_told(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Reviews, departures for a time, a withdrawal whose day has come, and who takes whose place."""
    ends = "withdrawn: {on: 2026-04-20, by: ann, role: manager, reason: Merged.}\n"
    house.write(FILES["QR-01"], house.read(FILES["QR-01"]) + ends)
    house.commit("Decided in March", "2026-03-20")
    house.write(
        FILES["QP-01"],
        house.read(FILES["QP-01"])
        + "reviews:\n  - {on: 2026-04-05, by: ann, result: keep}\n"
        + "concessions:\n  - {id: rush, what: Ring later., reason: Flood., from: 2026-04-01, to: 2026-08-15}\n",
    )
    house.revise("QP-02", "1.1", "2026-05-01", "praised", "thanked", more="    supersedes: [WI-01]\n")
    house.approve("QP-02", on="2026-04-06")
    house.commit("April", "2026-04-06")

    found = kinds(facts(capsys, house, "--since", "2026-04-01"))
    printed = told(capsys, house, "--since", "2026-04-01")

    expected = {
        "QP-01": ["reviewed", "concession"],
        "QP-02": ["revised"],
        "QR-01": ["withdrawn"],
        "WI-01": ["superseded"],
    }
    assert found == expected
    for line in (
        "Reviewed on 2026-04-05 by Ann Admiraal: kept as it is",
        "Departure from 2026-04-01 to 2026-08-15: Ring later.",
        "Withdrawn from 2026-04-20: Merged.",
        "Superseded by QP-02",
    ):
        assert f"    {line}\n" in printed


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        ("Name either --since", ()),
        ("Name either --since", ("--since", "2026-03-01", "--base", "main")),
        ("“yesterday” is no day", ("--since", "yesterday")),
        ("There is no branch, tag or commit “gone”", ("--base", "gone")),
        ("2026-05-02 lies after 2026-04-01", ("--since", "2026-05-02", "--until", "2026-04-01")),
    ],
)
def test_wrong_usage(
    house: House, expected: str, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and what to write instead."""
    assert run(["changes", "--root", str(house.root), *arguments]) == 2
    assert expected in capsys.readouterr().err


def test_without_git_there_is_nothing_to_compare(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said in words, with what to do."""
    bare = House(tmp_path / "bare")
    bare.write("qms.yaml", house.read("qms.yaml"))

    assert run(["changes", "--root", str(bare.root), "--base", "main"]) == 2
    assert "This folder is not in a git repository" in capsys.readouterr().err


# ── Markdown ─────────────────────────────────────────────────────────────────


def test_the_summary_of_a_pull_request(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables and lists as forges show them."""
    house.change(PARAMETERS, "value: 5 days", "value: 3 days")
    house.revise("QP-01", "1.1", "2026-09-01")

    expected = f"""\
## What this change does, against main ({house.head[:10]})

Documents concerned: 2

### Documents

| Number | Title | Change | Revision | Status | To be approved by |
| --- | --- | --- | --- | --- | --- |
| QP-01 | Answers | new revision, a shared fact changed | 1.1 | In review | Manager |
| QP-02 | Reviews | changed without a new revision | 1.0 | In review | Manager |

### What changed

- QP-01 Answers
  - Revision 1.1, effective 2026-09-01. Change. In review.
  - Whole document: The bell rings 1.1 times. (Callers hung up too soon.)

### Shared facts with another value

| Fact | Before | After | Printed in | Without a new revision yet |
| --- | --- | --- | --- | --- |
| limits.answer | 5 days | 3 days | QP-01, QP-02 | QP-02 |

### Who must still approve

| Role | People | Documents |
| --- | --- | --- |
| Manager | Ann Admiraal, Cas Claus | QP-01, QP-02 |

### Who must be trained

| Role | Documents | Until |
| --- | --- | --- |
| Everyone | QP-01 1.1 | 2026-09-01 |

### What to do next

```sh
qmsdocs revise --because limits.answer
qmsdocs approve QP-01
qmsdocs redline QP-01 1.0 1.1
```

"""
    assert expected == told(capsys, house, "--base", "main", "--format", "markdown")


def test_the_summary_in_chinese(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for a Chinese quality manager."""
    house.revise("WI-01", "1.1", "2026-09-01", "Lift", "Grab")

    found = told(capsys, house, "--base", "main", "--format", "markdown", "--language", "zh")

    assert "| 文件编号 | 文件名称 | 变更 | 版本/修订 | 状态 | 待批准人 |" in found
    assert "  - 1.1 版，2026-09-01 实施。内容修改。会审中。" in found


def test_what_authors_write_stays_text(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Pipes, HTML, links, images, code and names with @ do nothing in a comment."""
    evil = "a | b <img src=x> [link](https://evil.example) `code` @ann *x*"
    house.revise("WI-01", "1.1", "2026-09-01", "title: Telephone", f"title: '{evil}'")

    found = told(capsys, house, "--base", "main", "--format", "markdown")

    row = next(line for line in found.splitlines() if line.startswith("| WI-01"))
    assert len(row.replace("\\|", "").strip("|").split("|")) == 6
    assert "<img" not in found
    assert "[link](" not in found
    assert "@ann" not in found
    assert "https://" not in found
    assert "\\`code\\` " in row


def test_the_summary_can_be_written_to_a_file(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """So a workflow can post it."""
    house.change(FILES["WI-01"], "Lift", "Grab")
    file = house.root / "dist" / "summary.md"

    assert told(capsys, house, "--base", "main", "--format", "markdown", "--output", str(file)) == ""
    assert "| WI-01 | Telephone |" in file.read_text(encoding="utf-8")


def _words(text: str) -> list[list[str]]:
    """The words of each line: how wide a column is does not matter."""
    return [line.split() for line in text.splitlines()]
