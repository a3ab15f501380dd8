"""`qmsdocs report`: what the records and the system say for one occasion, as text, values, Word file and workbook."""

import json
import shutil
from pathlib import Path
from typing import Any, get_args
from zipfile import ZipFile

import pytest

from qmsdocs.cli import run
from qmsdocs.model.records import ReviewTopic
from qmsdocs.reports import REPORTS
from tests.house import FILES, House, issued_house
from tests.test_records import EXAMPLES
from tests.word_lint import lint
from tests.workbooks import worksheets

Capture = pytest.CaptureFixture[str]

STANDARD = """\
standard: "House rules:2026"
title_en: House rules
title_zh: 家规
checked_on: "2026-01-01"
clauses:
"""
CLAUSE = '  - {{number: "{}", title_en: "{}", title_zh: "{}", kind: requirement, title_origin: standard}}\n'
HEAD = "kind: {}\ntitle: {}\non: {}\nby: manager\nform: QR-01\n"
PROGRAMME = (
    HEAD.format("audit-programme", "Audits of 2026", "2026-03-02")
    + """\
from: 2026-03-01
to: 2027-02-28
standards: ["house-rules:2026"]
audits:
  - {on: 2026-04-14, clauses: {"house-rules:2026": ["2"]}, units: [service], sites: [mill], lead: cas,
     report: AR-2026-001}
  - {on: 2026-11-10, clauses: {"house-rules:2026": ["3"]}, units: [], lead: cas}
"""
)
AUDIT = (
    HEAD.format("audit-report", "Audit of answers", "2026-04-14")
    + """\
programme: AP-2026-001
clauses: {"house-rules:2026": ["2.1"]}
units: [service]
lead: cas
conclusion: Callers are answered, but late.
"""
)
FINDING = (
    HEAD.format("finding", "Late answers", "2026-04-14")
    + """\
source: internal-audit
from_record: AR-2026-001
grade: major
documents: [QP-01]
demanded: An answer within the limit.
found: 4 of 10 answers came later.
evidence: Lines 1 to 10 of the log.
owner: writer
due: 2026-06-30
correction:
  - {what: Answer the four., owner: writer, due: 2026-04-20, done: 2026-04-16, evidence: Log}
cause: Nobody looks at the log in the evening.
actions:
  - {what: QP-01 says who looks., owner: manager, due: 2026-05-31, done: 2026-05-20, evidence: "[QP-01] 1.1"}
fixed_by: [{document: QP-01, revision: "1.1"}]
"""
)
OUTSIDE = (
    HEAD.format("finding", "A form is missing", "2026-05-06")
    + """\
source: certification-body
from_record: SV-2026-001
grade: minor
outside: {body: Body One, number: "1", due: 2026-06-05}
demanded: A record of each call.
found: One call has none.
evidence: Log of 2026-05-04.
owner: writer
due: 2026-06-05
"""
)
SURVEILLANCE = (
    HEAD.format("surveillance", "The body was here", "2026-05-06")
    + """\
body: Body One
since: 2026-03-01
sampled: Answers.
findings: [NC-2026-002]
result: kept
"""
)
REVIEW = (
    HEAD.format("management-review", "First review", "2026-05-12")
    + """\
from: 2026-03-01
to: 2026-04-30
chair: manager
present: [writer]
inputs:
  risks: {told: The line may fail.}
suitable: "Yes."
adequate: "Yes."
effective: Not in the evening.
decisions:
  - {field: resources, what: A second line., owner: manager, due: 2026-05-31}
  - {field: process, what: Somebody looks in the evening., owner: writer, due: 2026-07-31}
next: 2027-05-11
"""
)
RECORDS = {
    "AP-2026-001": PROGRAMME,
    "AR-2026-001": AUDIT,
    "NC-2026-001": FINDING,
    "NC-2026-002": OUTSIDE,
    "SV-2026-001": SURVEILLANCE,
    "MR-2026-001": REVIEW,
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house in which an audit found something, and QP-01 1.1, in force from 1 June, fixed it."""
    house = issued_house(tmp_path / "house")
    house.change("qms.yaml", "standards: []", 'standards: ["house-rules:2026"]')
    clauses = (("1", "Aims"), ("2", "Work"), ("2.1", "Doors"), ("2.2", "Windows"), ("3", "Roof"))
    lines = "".join(CLAUSE.format(number, title, title) for number, title in clauses)
    house.write("manual/standards/house-rules.yaml", STANDARD + lines)
    for name, text in RECORDS.items():
        house.write(f"records/2026/{name}.yaml", text)
    house.commit("Records", "2026-05-12")
    house.revise("QP-01", "1.1", "2026-06-01", "Answer within", "Answer, also in the evening, within")
    house.change(FILES["QP-01"], "purpose:", 'clauses: {"house-rules:2026": ["2.1", "2.2"]}\npurpose:')
    house.approve("QP-01", on="2026-05-20")
    house.commit("QP-01 1.1", "2026-05-20")
    return house


def told(house: House, capsys: Capture, *arguments: str, code: int = 0) -> str:
    """What the command prints on 10 June."""
    capsys.readouterr()
    assert run(["report", *arguments, "--root", str(house.root), "--as-of", "2026-06-10"]) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def values(house: House, capsys: Capture, *arguments: str) -> dict[str, Any]:
    """The sections of a report by their ids."""
    report = json.loads(told(house, capsys, *arguments, "--format", "json"))
    return {section["id"]: section for section in report["sections"]}


def rows(section: dict[str, Any], place: int = 0) -> list[dict[str, str]]:
    """The rows of a table of a section."""
    return list(section["tables"][place]["rows"])


# ── Rectification ────────────────────────────────────────────────────────────


def test_a_rectification_shows_the_words_before_and_after(house: House, capsys: Capture) -> None:
    """From the finding to the revision that fixed it, and what it says now."""
    found = values(house, capsys, "rectification", "--finding", "NC-2026-001")
    (fix,) = (section for key, section in found.items() if key == "NC-2026-001-QP-01-1.1")
    assert fix["text"] == [
        "QP-01 Answers, in force from 2026-06-01, Change.",
        "All changes, as tracked changes beside this report: 1.0 → 1.1",
    ]
    assert rows(fix) == [
        {
            "place": "1 Purpose",
            "before": "Answer within 5 days. Use QR-01.",
            "after": "Answer, also in the evening, within 5 days. Use QR-01.",
        }
    ]
    assert found["NC-2026-001"]["title"] == "NC-2026-001 Late answers"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((), ["NC-2026-002 A form is missing"]),  # those of the body come first
        (("--finding", "AR-2026-001"), ["NC-2026-001 Late answers"]),
        (("--finding", "SV-2026-001"), ["NC-2026-002 A form is missing"]),
        (("--finding", "NC-2026-001", "--finding", "NC-2026-002"),
         ["NC-2026-001 Late answers", "NC-2026-002 A form is missing"]),
        (("--since", "2026-05-07"), []),
    ],
)  # fmt: skip
def test_findings_are_asked_for_by_name_or_by_their_audit(
    asked: tuple[str, ...], expected: list[str], house: House, capsys: Capture
) -> None:
    """Without a wish, those of the certification body; without any, those of audits."""
    found = values(house, capsys, "rectification", *asked)
    assert [section["title"] for key, section in found.items() if key in RECORDS] == expected


def test_the_redline_stands_beside_the_word_file(house: House, capsys: Capture) -> None:
    """As tracked changes, and the report leads to it."""
    told(house, capsys, "rectification", "--finding", "NC-2026-001", "--format", "word")
    report = house.root / "dist" / "rectification.docx"
    redline = house.root / "dist" / "rectification" / "QP-01_1.0-1.1_en.docx"
    for file in (report, redline):
        assert lint(file.read_bytes()) == []
    with ZipFile(report) as file:
        assert b"rectification/QP-01_1.0-1.1_en.docx" in file.read("word/_rels/document.xml.rels")
    with ZipFile(redline) as file:
        assert b"<w:ins " in file.read("word/document.xml")


def test_an_unknown_record_is_named(house: House, capsys: Capture) -> None:
    """With the one that was probably meant."""
    said = told(house, capsys, "rectification", "--finding", "NC-2026-003", code=2)
    assert said == "There is no record NC-2026-003. Nearest: NC-2026-002.\n"


def test_an_option_without_meaning_is_refused(house: House, capsys: Capture) -> None:
    """Instead of a report that looks as if it had been heeded."""
    assert (
        told(house, capsys, "readiness", "--since", "2026-05-01", code=2) == "The report readiness takes no --since.\n"
    )
    said = told(house, capsys, "surveillance", "--finding", "NC-2026-001", code=2)
    assert said == "The report surveillance takes no --finding.\n"


# ── Surveillance ─────────────────────────────────────────────────────────────


def test_a_surveillance_tells_what_came_since_the_last_look(house: House, capsys: Capture) -> None:
    """Since the body was here on 6 May: one revision, the findings that were open then, and the review."""
    found = values(house, capsys, "surveillance")
    assert "changes-revised" in found
    (line,) = rows(found["changes-revised"])
    assert (line["document"], line["revision"], line["redline"]) == ("QP-01 Answers", "1.1", "1.0 → 1.1")
    assert [line["finding"] for line in rows(found["findings"])] == [
        "NC-2026-001 Late answers",
        "NC-2026-002 A form is missing",
    ]
    assert found["audits"]["text"] == ["None."]
    assert found["reviews"]["tables"][0]["id"] == "MR-2026-001-table"


def test_a_surveillance_begins_where_somebody_says(house: House, capsys: Capture) -> None:
    """After QP-01 1.1 nothing changed any more."""
    found = values(house, capsys, "surveillance", "--since", "2026-06-02")
    assert "changes-revised" not in found
    found = values(house, capsys, "surveillance", "--since", "2026-03-02")
    assert [line["audit"] for line in rows(found["audits"])] == ["AR-2026-001 Audit of answers"]


# ── Management review ────────────────────────────────────────────────────────


def test_every_topic_of_the_standards_is_a_line_of_the_agenda(house: House, capsys: Capture) -> None:
    """In order, with a number, and never empty."""
    found = values(house, capsys, "management-review")
    topics = get_args(ReviewTopic)
    assert [key for key in found if key in topics] == list(topics)
    assert all(found[topic]["text"] or found[topic]["tables"] for topic in topics)
    assert [found[topic]["title"].split()[0] for topic in topics] == [str(place) for place in range(1, 14)]


def test_the_review_is_told_what_the_system_knows(house: House, capsys: Capture) -> None:
    """What became of the last decisions, what changed since its period ended, and how findings stand."""
    found = values(house, capsys, "management-review")
    assert [(line["what"], line["state"]) for line in rows(found["previous-actions"])] == [
        ("A second line.", "overdue"),
        ("Somebody looks in the evening.", "open"),
    ]
    assert [(line["document"], line["revision"]) for line in rows(found["internal-changes"])] == [
        ("QP-01 Answers", "1.1")
    ]
    grades = rows(found["nonconformities"])
    assert grades[0] == {"grade": "major", "opened": "0", "closed": "0", "open": "1", "overdue": "0"}
    assert grades[1] == {"grade": "minor", "opened": "1", "closed": "0", "open": "1", "overdue": "1"}
    assert found["risks"]["text"] == [
        "The system holds nothing on this: it is to be told at the meeting.",
        "The review of 2026-05-12 was told: The line may fail.",
    ]
    assert rows(found["coverage"])[0]["open"] == "1, 3"


def test_the_form_in_force_is_named(content: Path, capsys: Capture) -> None:
    """Also for the first review, when no record names it: the form that addresses the clause."""
    assert run(["report", "management-review", "--root", str(content), "--as-of", "2026-11-24"]) == 0
    said = capsys.readouterr().out
    assert "It is entered on QR-10 Management review plan and report, revision 1.0." in said
    assert "This is the first review that is recorded." in said


# ── Readiness and programme ──────────────────────────────────────────────────


def test_readiness_counts_what_records_tell(house: House, capsys: Capture) -> None:
    """Months, the audit and the review, and a major nonconformity that is open."""
    said = told(house, capsys, "readiness")
    assert "whole months since then: 3." in said
    assert "- The last internal audit was on 2026-04-14." in said
    assert "- The last management review was on 2026-05-12." in said
    assert "- Open major nonconformities: 1." in said


def test_records_fill_the_slots_of_the_application(content: Path, capsys: Capture) -> None:
    """For the internal audit and the management review; without records nothing is given."""
    asked = ["report", "readiness", "--root", str(content), "--as-of", "2026-11-24"]
    assert run(asked) == 0
    assert "AP-13 Internal audit. Nothing is given yet." in capsys.readouterr().out
    shutil.copytree(EXAMPLES, content / "records")
    assert run([*asked, "--format", "json"]) == 0
    sections = json.loads(capsys.readouterr().out)["sections"]
    (slots,) = (section for section in sections if section["id"] == "slots")
    given = {line["code"]: line["given"] for line in rows(slots)}
    assert given["AP-13"] == "AR-2026-001 Internal audit of receipt and chat"
    assert given["AP-14"] == "MR-2026-001 Management review for the start of the system"


def test_an_audit_that_was_held_reaches_what_its_report_names(house: House, capsys: Capture) -> None:
    """It was planned for clause 2 and the mill, and its report names 2.1 alone. Clause 1 was not planned at all. The
    service leads on 2.1 and 2.2."""
    found = values(house, capsys, "audit-programme")
    assert [(line["what"], line["gaps"]) for line in rows(found["gaps"])] == [
        ("Clauses of House rules:2026", "1, 2.2"),
        ("Departments", "nothing is missing"),
        ("Channels", "nothing is missing"),
        ("Sites", "Mill"),
        ("Clauses of House rules:2026 that are not looked at in the department that leads on them", "Service: 2.2"),
        ("Planned, but not named in the report", "AR-2026-001: 2.2, Mill"),
    ]
    assert [(line["clause"], line["unit-service"]) for line in rows(found["grid-house-rules-2026"])] == [
        ("1 Aims", ""),
        ("2.1 Doors", "1 ●"),
        ("2.2 Windows", "gap"),
        ("3 Roof", ""),
    ]


def test_without_a_programme_the_audits_of_twelve_months_count(house: House, capsys: Capture) -> None:
    """And the report says that there is none."""
    house.git("rm", "--quiet", "records/2026/AP-2026-001.yaml")
    house.change("records/2026/AR-2026-001.yaml", "programme: AP-2026-001\n", "")
    house.commit("No programme", "2026-05-21")
    found = values(house, capsys, "audit-programme")
    assert found[""]["text"] == [
        "There is no audit programme. From 2025-06-10 to 2026-06-10: 1 audits, 1 of them held."
    ]
    assert [line["report"] for line in rows(found["audits"])] == ["AR-2026-001"]


# ── Forms of the output ──────────────────────────────────────────────────────


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_printed_in_both_languages_and_as_a_workbook(name: str, house: House, capsys: Capture) -> None:
    """Twice the same bytes."""
    for language in ("en", "zh"):
        files = [house.root / str(place) / f"{language}.docx" for place in (1, 2)]
        for file in files:
            told(house, capsys, name, "--language", language, "--format", "word", "--output", str(file))
        assert lint(files[0].read_bytes()) == []
        assert files[0].read_bytes() == files[1].read_bytes()
    book = house.root / "report.xlsx"
    told(house, capsys, name, "--format", "xlsx", "--output", str(book))
    assert worksheets(book.read_bytes())


def test_a_whole_system_is_printed(content: Path, capsys: Capture) -> None:
    """The repository's own documents with a record of each kind; they were not put under git."""
    shutil.copytree(EXAMPLES, content / "records")
    for name in set(REPORTS) - {"surveillance"}:
        file = content / f"{name}.docx"
        arguments = ["report", name, "--root", str(content), "--as-of", "2026-11-24", "--format", "word"]
        assert run([*arguments, "--language", "zh", "--output", str(file)]) == 0
        assert lint(file.read_bytes()) == []
