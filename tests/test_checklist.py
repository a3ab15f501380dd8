"""`qmsdocs checklist`: what an internal audit asks, as text, values, Word file, workbook and page."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.blocks import Table, plain
from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.compose.site import manual_site
from qmsdocs.pipeline import load
from tests.house import House
from tests.word_lint import lint
from tests.workbooks import worksheets

Capture = pytest.CaptureFixture[str]


def told(root: Path, capsys: Capture, *arguments: str, code: int = 0) -> str:
    """What the command prints."""
    capsys.readouterr()
    assert run(["checklist", *arguments, "--root", str(root), "--as-of", "2026-11-24"]) == code
    return capsys.readouterr().out


def values(root: Path, capsys: Capture, *arguments: str) -> dict[str, Any]:
    """What it says for other programs."""
    found: dict[str, Any] = json.loads(told(root, capsys, *arguments, "--format", "json"))
    return found


def questions(found: dict[str, Any]) -> list[dict[str, Any]]:
    """All questions, in their order."""
    return [question for group in found["groups"] for question in group["questions"]]


def asked_at(found: dict[str, Any], document: str, anchor: str) -> dict[str, Any]:
    """What is asked at a place."""
    (question,) = [one for one in questions(found) if (one["document"], one["anchor"]) == (document, anchor)]
    return question


def test_a_question_is_formed_from_the_facts_of_the_step(content: Path, capsys: Capture) -> None:
    """Its title, limit, records, role, and the size of the sample that the house sets."""
    text = told(content, capsys, "--clause", "7.4", "--document", "QP-05")

    assert text == (
        "Internal audit checklist, ISO 10002:2018\n"
        "The system follows the guidance of the standard. Numbers and short titles only; for the text, read\n"
        "the standard.\n"
        "The questions are made from the steps, limits and records of the documents in force. Each place is\n"
        "asked once; what turns up beside them is followed too.\n"
        "Made for: 7.4; QP-05\n"
        "Results are entered on QR-09 Audit plan, checklist and report, revision 1.0.\n"
        "Questions: 1. Documents: QP-05 1.0.\n"
        "\n"
        "7.4 Acknowledgement of complaints\n"
        "  QP-05 step 8\n"
        "    How do you acknowledge in writing? Show me: QR-01, QR-03, QR-11. Was it done in time: A 2 h, B\n"
        "    12 h, C 24 h (Shanghai 12 h)?\n"
        "    Dates and times on the records, for “Acknowledgement to the complainant”.\n"
        "    QR-01, QR-03, QR-11: 5 records of each kind at each site\n"
        "    Registrar: By when must it be done, and what do you do if that is not possible? Where do you\n"
        "    enter it?\n"
    )


def test_the_same_in_chinese(content: Path, capsys: Capture) -> None:
    """As a native auditor would ask it."""
    found = values(content, capsys, "--language", "zh", "--clause", "7.4", "--document", "QP-05")
    step = asked_at(found, "QP-05", "acknowledge")

    assert step["question"] == (
        "“书面告知投诉者”实际是怎么做的？请出示：QR-01、QR-03、QR-11。"
        "是否按时完成：A\u00a02小时、B\u00a012小时、C\u00a024小时（上海 12小时）？"
    )
    assert step["talk"] == "必须在什么时间之前完成？来不及时怎么办？做完之后记在哪里？"
    assert step["sample"] == "每个场所每种记录5份"


def test_a_decision_is_asked_for_with_its_answers(content: Path, capsys: Capture) -> None:
    """The auditor sees where each answer leads; the person is asked for it."""
    step = asked_at(values(content, capsys, "--document", "QP-05"), "QP-05", "check-duplicate")

    assert step["question"].startswith("“New case, earlier case, or no complaint?” How do you decide this?")
    assert "Afterwards: new case → step 8; earlier case → step 6; no complaint → step 7." in step["evidence"]
    assert "What do you do after each answer?" in step["talk"]


def test_a_step_without_a_record_is_watched(content: Path, capsys: Capture) -> None:
    """Nothing is drawn where nothing is written down."""
    step = asked_at(values(content, capsys, "--document", "QP-05"), "QP-05", "receive")

    assert step["question"] == "How do you take the complaint and listen to the end?"
    assert step["evidence"] == "No record is made here: watch the work itself."
    assert (step["records"], step["sample"]) == ("", "")


def test_a_form_is_asked_for_its_required_fields(content: Path, capsys: Capture) -> None:
    """Whoever fills it in is asked."""
    form = asked_at(values(content, capsys, "--document", "QR-03"), "QR-03", "")

    assert form["question"] == (
        "Show me filled-in copies of “Acknowledgement notice”. Are all required fields (19) filled in?"
    )
    assert (form["records"], form["revision"], form["roles"]) == ("QR-03", "1.0", ["registrar"])


def test_every_clause_and_every_step_is_asked_about_once(content: Path, capsys: Capture) -> None:
    """Under each clause stands a question, or where it is asked, but not under a mere heading; no step of any document
    is missing, none stands twice, and no chapter that is only a heading is asked about."""
    found = values(content, capsys)
    master = load(content, date(2026, 11, 24), Cache()).master
    assert master is not None
    standard = master.repository.standards["iso-10002:2018"]
    steps = {
        (number, step.id)
        for number, entry in master.current.items()
        for step in getattr(entry.document.item, "steps", ())
    }
    places = Counter((question["document"], question["anchor"]) for question in questions(found))

    assert steps - places.keys() == set()
    assert max(places.values()) == 1
    assert ("QM-01", "commitment") in places
    assert ("QM-01", "principles") not in places
    asked = {group["clause"] for group in found["groups"]}
    numbers = {clause.number for clause in standard.clauses if not clause.excluded}
    assert numbers - asked == {"4", "5", "6", "8"}


def test_a_place_of_two_clauses_is_asked_under_the_later_one(content: Path, capsys: Capture) -> None:
    """The first step of QP-05 addresses a principle, 4.6, and its work, 7.2; who asks for 4.6 alone finds it there."""
    both = {group["clause"]: group for group in values(content, capsys, "--document", "QP-05")["groups"]}
    place = {"document": "QP-05", "anchor": "receive"}

    assert place in both["4.6"]["elsewhere"]
    assert "receive" in [question["anchor"] for question in both["7.2"]["questions"]]
    alone = values(content, capsys, "--document", "QP-05", "--clause", "4.6")
    assert "receive" in [question["anchor"] for question in questions(alone)]


def test_a_clause_that_nothing_addresses_is_asked_about(content: Path, capsys: Capture) -> None:
    """The auditor asks how it is met all the same."""
    catalogue = content / "manual" / "standards" / "iso-10002-2018.yaml"
    text = catalogue.read_text(encoding="utf-8")
    more = '  - {number: "9", title_en: Roof, title_zh: 屋顶, kind: guidance, title_origin: descriptive}\n'
    catalogue.write_text(f"{text.rstrip()}\n{more}", encoding="utf-8")

    assert told(content, capsys, "--clause", "9").endswith(
        "9 Roof\n  –\n    No document addresses this clause. How is it met?\n"
    )


def test_a_department_is_asked_for_what_it_does_and_owns(content: Path, capsys: Capture) -> None:
    """Each question goes to a role of the department."""
    found = values(content, capsys, "--unit", "finance")
    master = load(content, date(2026, 11, 24), Cache()).master
    assert master is not None
    roles = master.repository.facts.organization.roles

    assert questions(found)
    assert all(any(roles[role].unit == "finance" for role in question["roles"]) for question in questions(found))


def test_a_house_that_sets_no_sample_draws_the_last_three(tmp_path: Path, capsys: Capture) -> None:
    """And one without a form on audits names none."""
    house = House(tmp_path)
    house.write("qms.yaml", SMALL)
    house.write("manual/organization.yaml", ORGANIZATION)
    house.write("manual/standards/rules.yaml", RULES)
    house.write("procedures/QP-01.yaml", PROCEDURE)

    assert told(tmp_path, capsys) == (
        "Internal audit checklist, Rules:2026\n"
        "The system follows the guidance of the standard. Numbers and short titles only; for the text, read\n"
        "the standard.\n"
        "The questions are made from the steps, limits and records of the documents in force. Each place is\n"
        "asked once; what turns up beside them is followed too.\n"
        "Questions: 2. Documents: QP-01.\n"
        "\n"
        "1 Doors\n"
        "  QP-01 step 1\n"
        "    How do you lock the door? Show me: Key book.\n"
        "    The record is complete and tells who made it, and when. Told after: Owner.\n"
        "    Key book: the last three\n"
        "    Porter: Whom do you tell after? Where do you enter it?\n"
        "\n"
        "Steps that name no clause\n"
        "  QP-01 step 2\n"
        "    How do you go home?\n"
        "    No record is made here: watch the work itself.\n"
        "    Porter: Where do you find how it is done?\n"
    )


def test_word_has_room_and_a_workbook_has_rows(content: Path, tmp_path: Path, capsys: Capture) -> None:
    """In Word each clause is a heading and each question has a box; a workbook holds one table."""
    word, book = tmp_path / "list.docx", tmp_path / "list.xlsx"
    told(content, capsys, "--language", "zh", "--clause", "7", "--format", "word", "--output", str(word))
    told(content, capsys, "--clause", "7.4", "--format", "xlsx", "--output", str(book))

    assert lint(word.read_bytes()) == []
    (sheet,) = worksheets(book.read_bytes())
    assert ["7.4, 4.15", "QP-05 step 8"] in [row[:2] for row in sheet.rows]


def test_the_site_has_it_as_a_register(content: Path) -> None:
    """For the whole of the first standard, in each language, and navigation leads there."""
    loaded = load(content, date(2026, 11, 24), Cache())
    assert loaded.master is not None
    site = manual_site(loaded.master, loaded.tree.read)
    pages = {page.language: page for page in site.pages if page.path == "registers/audit-checklist"}
    table = pages["zh"].body[-1]

    assert isinstance(table, Table)
    assert [plain(column.title) for column in table.columns] == ["条款", "文件与步骤", "审核问题", "证据与记录", "访谈"]
    assert "registers/audit-checklist" in str(site.navigation["en"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--clause", "7.77"], "ISO 10002:2018 has no clause “7.77” in its catalogue.\n"),
        (["--document", "QP-50"], "There is no document QP-50. Nearest: QP-10.\n"),
        (["iso-1:1900"], "There is no clause catalogue “iso-1:1900”. There are: iso-10002:2018, iso-9001:2015.\n"),
    ],
    ids=["clause", "document", "standard"],
)
def test_what_there_is_not_is_told(content: Path, capsys: Capture, arguments: list[str], message: str) -> None:
    """Wrong usage, and what might have been meant."""
    assert run(["checklist", *arguments, "--root", str(content)]) == 2
    assert capsys.readouterr().err.endswith(message)


def test_an_unknown_department_is_told(content: Path, capsys: Capture) -> None:
    """With those that there are."""
    assert run(["checklist", "--unit", "moon", "--root", str(content)]) == 2
    assert "There is no department “moon”. There are: top-management, customer-service," in capsys.readouterr().err


SMALL = """\
company: {name: House, short_name: House}
system: Handbook
languages: [en]
time_zone: Europe/Amsterdam
standards: ["rules:2026"]
document_types:
  QP:
    title: Procedure
    plural: Procedures
    level: 2
    folder: procedures
    approver: owner
    review_months: 12
    parts: [{part: steps, title: Steps}]
"""
ORGANIZATION = """\
sites:
  mill: {title: Mill, country: Netherlands}
units:
  gate: {title: Gate, head: owner}
roles:
  owner: {title: Owner, unit: gate}
  porter: {title: Porter, unit: gate}
"""
RULES = """\
standard: "Rules:2026"
title_en: Rules
title_zh: 规则
checked_on: "2026-01-01"
clauses:
  - {number: "1", title_en: Doors, title_zh: 门, kind: requirement, title_origin: standard}
"""
PROCEDURE = """\
number: QP-01
title: Closing
owner: owner
steps:
  - {id: lock, title: Lock the door, who: porter, record: key-book, inform: [owner], clauses: {"rules:2026": ["1"]}}
  - {id: home, title: Go home, who: porter, within: none, record: none}
records:
  - {id: key-book, title: Key book, keeper: gate, retention: retention.books}
"""
