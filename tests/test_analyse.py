"""`qmsdocs analyse`: extracts of complaints beside what is told of them, what is refused, and what is written."""

import csv
import json
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from benchmarks.complaints import HEADS, complaints, write_complaints
from xlsxwriter import Workbook

from qmsdocs.analysis.cases import Cases, read_cases
from qmsdocs.analysis.combinations import standing_out, tail
from qmsdocs.analysis.counting import analyse
from qmsdocs.analysis.personal import personal_data
from qmsdocs.analysis.plan import Plan, plan_of
from qmsdocs.analysis.table import Unreadable, read_table
from qmsdocs.cli import run
from qmsdocs.durations import Span, numbers_in, span
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import WorkingTree
from tests.conftest import copy_of_the_content
from tests.word_lint import lint
from tests.workbooks import worksheets

Capture = pytest.CaptureFixture[str]

DAY = ("--as-of", "2026-11-24")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own content. Not to be changed."""
    return copy_of_the_content(tmp_path_factory.mktemp("analyse") / "house")


@pytest.fixture(scope="module")
def plan(house: Path) -> Plan:
    """How the example house judges an extract."""
    repository = read_repository(WorkingTree(house))
    assert isinstance(repository, Repository)
    found = plan_of(repository, "en", date(2026, 11, 24))
    assert isinstance(found, Plan)
    return found


def told(house: Path, file: Path, capsys: Capture, *options: str, code: int = 0) -> str:
    """What the command prints; of a refused file what goes where errors go."""
    capsys.readouterr()
    assert run(["analyse", str(file), "--root", str(house), *DAY, *options]) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def extract(file: Path, text: str) -> Path:
    """Writes an extract."""
    file.write_text(text, encoding="utf-8")
    return file


def cases_of(plan: Plan, rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> Cases:
    """Rows as the program reads them."""
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (heads, *rows))
    found = read_cases(read_table(text.encode(), plan.headings, workbook=False), plan, "extract.csv")
    assert isinstance(found, Cases), found
    return found


# ── What is found ────────────────────────────────────────────────────────────


def test_planted_patterns_are_found_and_nothing_else(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """100,000 complaints: each planted combination is found, with its months as one, and no other; the month in which
    most of them lie is above the upper limit."""
    write_complaints(tmp_path / "extract.csv", 100_000)
    found: dict[str, Any] = json.loads(
        told(house, tmp_path / "extract.csv", capsys, "--format", "json", "--output", str(tmp_path / "out"))
    )
    combinations = [
        (each["sides"], each["first"], each["second"], each["more"]) for each in found["combinations"]["found"]
    ]

    assert combinations == [
        (["product", "month"], "PG08", ["2026-01", "2026-02"], True),
        (["type", "product"], "CT05", ["PG03"], True),
        (["cause", "site"], "RC16", ["shanghai"], True),
    ]
    assert [point["month"] for point in found["trend"] if "limit" in point["signs"]] == ["2026-01"]


@pytest.mark.parametrize("seed", range(8))
def test_where_there_is_nothing_nothing_is_found(plan: Plan, seed: int) -> None:
    """The same frequencies without a pattern: no combination stands out."""
    results = analyse(cases_of(plan, list(complaints(12_500, 100 + seed, planted=False))), plan, None)

    assert results.combinations.found == ()


def test_a_strong_combination_makes_no_other() -> None:
    """One cell of ten times what is expected: its row and column do not seem too low for it."""
    grid = [[100] * 6 for _ in range(5)]
    grid[2][3] = 1000

    assert [(cell.row, cell.column, cell.observed) for cell in standing_out(grid, 1e-5)] == [(2, 3, 1000)]
    (cell,) = standing_out(grid, 1e-5)
    assert round(cell.expected) == 100


def test_a_combination_that_is_missing_stands_out_too() -> None:
    """Complaints that no longer reach the ledger."""
    grid = [[100] * 6 for _ in range(5)]
    grid[0][5] = 0

    (cell,) = standing_out(grid, 1e-5)
    assert (cell.row, cell.column, cell.residual < 0) == (0, 5, True)


def test_rare_counts_are_judged_by_poisson() -> None:
    """4 where 1 is expected is no wonder; 15 is."""
    assert round(tail(4, 1.0), 4) == 0.0190
    assert round(tail(0, 3.0), 4) == 0.0498
    assert tail(15, 1.0) < 1e-11


SMALL = """\
Number,Received on,Site,Channel,Grade,Type,Product group,Cause,Registered on,Decision told on,Overall rating
1,2026-10-05 09:42,Utrecht,Telephone,B,CT05,PG01,RC05,2026-10-05 10:05,2026-10-13 15:30,4
2,2026-10-06 11:00,shanghai,chat,C,CT05 Damage or missing parts on arrival,PG01,RC05,2026-10-06 17:00,2026-10-14 09:00,2
3,2026-10-08 12:00,utrecht,e-mail,A,CT01,PG08,–,2026-10-08 13:30,,–
"""


def test_a_few_cases_are_counted_and_no_share_is_made_of_them(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """Registration of grade A took 90 minutes where an hour is allowed, and its decision is late since 13 October."""
    output = tmp_path / "out"
    found = told(house, extract(tmp_path / "small.csv", SMALL), capsys, "--output", str(output))

    assert found.splitlines()[:-1] == [
        "3 complaints, 2026-10-05 to 2026-10-08, without a row of them in the outputs.",
        "5 findings want an action, or a reason why none is needed:",
        "  Registration, grade A: 0 of 1 in time (0.0 %), target ≥ 98 %.",
        "  Registration, grade C: 0 of 1 in time (0.0 %), target ≥ 98 %.",
        "  Decision and reply, grade A: 0 of 1 in time (0.0 %), target ≥ 95 %.",
        "  Decision and reply, grade C: 0 of 1 in time (0.0 %), target ≥ 95 %.",
        "  Satisfaction with the handling: 1 of 2 (50.0 %), target ≥ 85 %.",
    ]
    page = (output / "QR-13_2026-10-05_2026-10-08_en.html").read_text(encoding="utf-8")
    assert "On form QR-13, revision 1.0" in page
    assert "Shares and charts begin with 30 complaints" in page
    assert "qms-plot__bar" in page  # of the trend, which counts
    assert "The data are not good enough: 33.3" in page


@pytest.mark.parametrize(
    ("grade", "received", "decided", "kept"),
    [
        ("A", "2026-10-01 09:00", "2026-10-06 23:00", True),  # Thursday + 3 working days: Tuesday
        ("A", "2026-10-01 09:00", "2026-10-07 00:10", False),
        ("A", "2026-10-03 09:00", "2026-10-07 12:00", True),  # received on Saturday: Monday is the first
        ("A", "2026-10-03 09:00", "2026-10-08 00:10", False),
        ("A", "2026-10-02 09:00", "2026-10-07 12:00", True),  # received on Friday
        ("A", "2026-10-02 09:00", "2026-10-11 12:00", False),
        ("A", "2026-10-01", "2026-10-06", True),
        ("A", "2026-11-23 09:00", "", None),  # still open on the day of the analysis
        ("A", "2026-11-16 09:00", "", False),
    ],
)
def test_working_days(plan: Plan, grade: str, received: str, decided: str, kept: bool | None) -> None:
    """Monday to Friday, from the day after; what is not done is late once its limit has passed."""
    heads = ("Number", "Received on", "Decision told on", "Grade")
    results = analyse(cases_of(plan, [("1", received, decided, grade)], heads), plan, None)
    (result,) = (each for each in results.limits if each.limit == "limits.decide")

    assert (result.kept.counted, result.kept.base, result.open) == {True: (1, 1, 0), False: (0, 1, 0), None: (0, 0, 1)}[
        kept
    ]


def test_a_limit_in_hours_needs_the_time_of_day(plan: Plan) -> None:
    """A day alone cannot tell whether two hours were kept; a site has its own limit."""
    heads = ("Number", "Received on", "Acknowledged on", "Grade", "Site")
    rows = [
        ("1", "2026-10-01", "2026-10-01", "A", "utrecht"),
        ("2", "2026-10-01 09:00", "2026-10-01 11:00", "A", "utrecht"),
        ("3", "2026-10-01 09:00", "2026-10-02 08:00", "C", "utrecht"),
        ("4", "2026-10-01 09:00", "2026-10-02 08:00", "C", "shanghai"),
    ]
    results = analyse(cases_of(plan, rows, heads), plan, None)
    found = {each.grade: each for each in results.limits if each.limit == "limits.acknowledge"}

    assert (found["A"].kept.counted, found["A"].kept.base, found["A"].unknown) == (1, 1, 1)
    assert (found["C"].kept.counted, found["C"].kept.base) == (1, 2)


def test_the_rules_are_those_of_the_house(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """The numbers of the signals are taken from the texts of the parameters."""
    assert numbers_in("mean of the 12 months before plus twice the standard deviation") == [12, 2]
    assert numbers_in("前12个月的平均值加两倍标准差") == [12, 2]
    assert numbers_in("up to 1 500 pieces, 2.5 each") == [1500, 2.5]
    other = shutil.copytree(house, tmp_path / "other")
    parameters = other / "manual" / "parameters.yaml"
    text = parameters.read_text(encoding="utf-8").replace("a rise of more than 30 %", "a rise of more than 4 %", 1)
    parameters.write_text(text, encoding="utf-8")
    write_complaints(tmp_path / "extract.csv", 2_000, planted=False)
    found = json.loads(told(other, tmp_path / "extract.csv", capsys, "--format", "json", "--output", str(tmp_path)))
    rises = [point for point in found["trend"] if point["rise"] is not None and point["rise"] > 4]

    assert rises and all("rise" in point["signs"] for point in rises)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 h", Span(2, "hours")),
        ("24 h", Span(24, "hours")),
        ("48小时", Span(48, "hours")),
        ("5 working days", Span(5, "working days")),
        ("3个工作日", Span(3, "working days")),
        ("3 days", Span(3, "days")),
        ("same working day", Span(0, "working days")),
        ("当个工作日内", Span(0, "working days")),
        ("every 3 working days", None),
    ],
)
def test_spans(text: str, expected: Span | None) -> None:
    """A limit as it is counted."""
    assert span(text) == expected


def test_the_period(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """What lies before the period serves the trend alone."""
    write_complaints(tmp_path / "extract.csv", 3_000)
    options = ("--from", "2026-10-01", "--format", "json", "--output", str(tmp_path / "out"))
    found = json.loads(told(house, tmp_path / "extract.csv", capsys, *options))

    assert found["cases"] + found["before"] == 3_000
    assert (found["start"], found["in_period"]) == ("2026-10-01", ["2026-10"])
    assert len(found["trend"]) == 24
    assert sum(line["count"] for line in found["paretos"][0]["lines"]) == found["cases"]


def test_a_period_without_complaints_is_wrong_usage(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """Nothing was received since."""
    found = told(house, extract(tmp_path / "small.csv", SMALL), capsys, "--from", "2026-11-01", code=2)

    assert found == "No complaint of the extract was received on or after 2026-11-01.\n"


# ── What is refused ──────────────────────────────────────────────────────────

WRONG = """\
Number;Received on;Acknowledged on;Type;Grade;Opened again on;Overall rating;What settled it
1;2026-10-05 09:42;2026-10-05 08:00;CT02;B;none;4;fine
1;2026-13-05;;CT2;D;perhaps;7;Called back on 13800138000.
3;2027-01-01;;CT02 Function or performance;A;2026-10-20;;Mail to j.doe@mail.example
;;;;;;;just this
"""

REFUSED = """\
error[data-date] 2026-10-05 08:00 under “Acknowledged on” lies before the receipt on 2026-10-05 09:42.
 --> wrong.csv:2:3
  = hint: Look at the record of the case and correct the wrong one in the ledger.

error[data-number] The number 1 stands in row 2 already.
 --> wrong.csv:3:1
  = hint: A case that is joined to another counts once; take out what stands twice, and count it.

error[data-date] “2026-13-05” under “Received on” is not a day.
 --> wrong.csv:3:2
  = hint: Write year, month and day, and the time where it is known: 2026-11-24 09:42.

error[data-code] “CT2” under “Type” is not a code in force.
 --> wrong.csv:3:4
  = hint: Did you mean “CT12”?

error[data-code] “D” under “Grade” is not a code in force.
 --> wrong.csv:3:5
  = hint: Known: A, B, C. Leave the cell empty where a code is missing.

error[data-value] “perhaps” under “Opened again on” is neither yes nor no.
 --> wrong.csv:3:6
  = hint: Write yes, no, none, or the day.

error[data-value] “7” under “Overall rating” is not a rating from 1 to 5.
 --> wrong.csv:3:7
  = hint: Enter a whole number of the scale, or a dash where none was given.

error[data-personal] A telephone number stands under “What settled it”: 13••••••••.
 --> wrong.csv:3:8
  = hint: Take it out of the extract; names and contact data do not leave the case system.

error[data-date] 2027-01-01 under “Received on” lies after 2026-11-24.
 --> wrong.csv:4:2
  = hint: Correct it in the ledger, or name a later day with --as-of.

error[data-personal] An e-mail address stands under “What settled it”: j.••••••••.
 --> wrong.csv:4:8
  = hint: Take it out of the extract; names and contact data do not leave the case system.

error[data-number] The complaint has no number.
 --> wrong.csv:5:1
  = hint: Enter the number of the case in the ledger.

error[data-date] The complaint has no day of receipt.
 --> wrong.csv:5:2
  = hint: Enter it as it stands in the ledger.

12 errors.
Refused: 12 problems. Nothing was written.
"""


def test_everything_wrong_is_told_at_once_and_nothing_is_written(
    house: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By row and column, without the row itself, and personal data masked."""
    monkeypatch.chdir(tmp_path)
    extract(tmp_path / "wrong.csv", WRONG)

    assert told(house, Path("wrong.csv"), capsys, "--output", "out", code=1) == REFUSED
    assert not (tmp_path / "out").exists()


def test_many_problems_are_counted(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """Fifty are shown."""
    rows = "".join(f"{number},2026-10-05,CT77\n" for number in range(120))
    found = told(house, extract(tmp_path / "x.csv", "Number,Received on,Type\n" + rows), capsys, code=1)

    assert found.count("error[data-code]") == 50
    assert found.endswith("70 more problems are not shown.\nRefused: 120 problems. Nothing was written.\n")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call 13800138000", "telephone"),
        ("电话138-0013-8000，上午", "telephone"),
        ("+86 138 0013 8000", "telephone"),
        ("phone +31 30 555 0142", "telephone"),
        ("0049 30 1234567", "telephone"),
        ("021-58881234", "telephone"),
        ("030-5550142 please", "telephone"),
        ("身份证11010519491231002X", "identity"),
        ("ann@mail.example", "e-mail"),
        ("NL91 ABNA 0417 1643 00", "account"),
        ("card 4111 1111 1111 1111", "card"),
        ("卡号6222021234567890128", "card"),
    ],
)
def test_personal_data_is_seen(text: str, kind: str) -> None:
    """And masked."""
    found = personal_data(text)
    assert found is not None
    assert found[0] == kind
    assert found[1].count("•") >= 5 and found[1][2:].strip("•") == ""


@pytest.mark.parametrize(
    "text",
    [
        "serial 26240117, batch 2624",
        "QR-01-20261005-009 continued under QR-08-20261009-001",
        "on 2026-10-05 09:42, again 2026-10-06",
        "EUR 64.90 for model WM-60, ORD-EXAMPLE-17",
        "order 110105194912310021",  # wrong check digit
        "4111 1111 1111 1112",
        "P-EXAMPLE-12 @ the door",
        "20 per 10 000 orders",
    ],
)
def test_what_is_no_personal_data(text: str) -> None:
    """Numbers of cases, batches and amounts are not taken for it."""
    assert personal_data(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nummer,Eingang\n1,2026-10-05\n", "none of the headings"),
        ("Number,Type\n1,CT02\n", "The column “received” is missing"),
        ("Number,Received on,Number\n1,2026-10-05,1\n", "“Number” stands more than once"),
        ("Number,Received on\n", "no row below its headings"),
        ("Number,Received on\n1,2026-10-05,too,much\n", "The row has 4 cells, the headings are 2"),
        ('Number,Received on\n1,"' + "x" * 140_000 + '"\n', "not a table of comma-separated values"),
    ],
)
def test_what_is_no_extract(house: Path, tmp_path: Path, capsys: Capture, text: str, reason: str) -> None:
    """It is told what is wrong with the file as a whole."""
    found = told(house, extract(tmp_path / "x.csv", text), capsys, code=1)

    assert found.startswith(("error[data-file]", "error[data-column]"))
    assert reason in found


def test_only_what_is_mapped_is_read(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """A column that is not named in manual/analysis.yaml may hold anything, and nothing of it is told."""
    text = "Number,Received on,Complainant\n1,2026-10-05,Ann 13800138000\n"
    found = told(house, extract(tmp_path / "x.csv", text), capsys, "--output", str(tmp_path / "out"))

    assert "1 complaints, 2026-10-05 to 2026-10-05" in found


def test_other_files_and_houses_without_a_plan(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """Wrong usage."""
    assert "neither a .csv file nor" in told(house, extract(tmp_path / "x.pdf", "x"), capsys, code=2)
    other = shutil.copytree(house, tmp_path / "other")
    (other / "manual" / "analysis.yaml").unlink()
    assert "no manual/analysis.yaml" in told(other, extract(tmp_path / "x.csv", SMALL), capsys, code=2)


# ── Workbooks and encodings ──────────────────────────────────────────────────


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook with a title above the headings and true dates."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        book.add_worksheet("说明").write_string(0, 0, "Extract of October")
        sheet = book.add_worksheet("台账")
        sheet.write_string(0, 0, "Extract")
        for row, cells in enumerate(rows, 2):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    return out.getvalue()


def test_a_workbook_says_what_the_text_file_says(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """The same bytes from both, whatever the form of the dates and numbers; and the same again."""
    write_complaints(tmp_path / "extract.csv", 1_000)
    rows: list[list[object]] = []
    for row in csv.reader((tmp_path / "extract.csv").open(encoding="utf-8")):
        cells: list[object] = list(row)
        if rows:
            cells[0] = row[0]
            for place in (1, 5, 8, 9):
                cells[place] = datetime.fromisoformat(row[place])
            cells[13] = int(row[13]) if row[13] else ""
        rows.append(cells)
    (tmp_path / "extract.xlsx").write_bytes(workbook(rows))
    for name, folder in (("extract.csv", "one"), ("extract.xlsx", "two"), ("extract.csv", "three")):
        told(house, tmp_path / name, capsys, "--quiet", "--output", str(tmp_path / folder))
    files = {
        folder: {file.name: file.read_bytes() for file in (tmp_path / folder).iterdir()}
        for folder in ("one", "two", "three")
    }

    assert len(files["one"]) == 3
    assert files["one"] == files["two"] == files["three"]


def test_a_chinese_extract(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """Chinese headings and titles in the national encoding, days as a Chinese spreadsheet writes them."""
    text = (
        "编号;收到时间;渠道;类型;场所;暂定级别\n"
        "甲1;2026/10/5 9:42;电话;CT05 到货损坏或缺件;上海;B\n"
        "甲2;2026年10月6日;电话;CT05;上海;C\n"
    )
    file = tmp_path / "摘录.csv"
    file.write_bytes(text.encode("gb18030"))
    found = told(house, file, capsys, "--language", "zh", "--output", str(tmp_path / "out"))

    assert "2 件投诉，2026-10-05 至 2026-10-06" in found
    page = (tmp_path / "out" / "QR-13_2026-10-05_2026-10-06_zh.html").read_text(encoding="utf-8")
    assert "表单：QR-13" in page and "CT05 到货损坏或缺件" in page and "电话" in page


def test_cells_far_apart_and_bombs_are_refused(plan: Plan) -> None:
    """Before they fill the memory: a cell in the last corner, a part that is larger than it says, another format."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Number", "Received on"])
        sheet.write(1_048_575, 16_383, "x")
    far = out.getvalue()
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    lying = bytearray(bomb.getvalue())
    lying[lying.index(b"PK\x01\x02") + 24 :][:4] = (1000).to_bytes(4, "little")
    foreign = BytesIO()
    with zipfile.ZipFile(foreign, "w") as package:
        package.writestr("content.xml", "<office:document-content/>")

    for data, reason in (
        (far, "large"),
        (bytes(lying), "large"),
        (foreign.getvalue(), "workbook"),
        (b"PK", "workbook"),
    ):
        with pytest.raises(Unreadable) as problem:
            read_table(data, plan.headings, workbook=True)
        assert problem.value.reason == reason


# ── What is written ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report(house: Path, tmp_path: Path, capsys: Capture, language: str) -> None:
    """Page, Word file and workbook say the same; no row is in them; the folder keeps itself out of git."""
    other = shutil.copytree(house, tmp_path / "house")
    write_complaints(tmp_path / "extract.csv", 3_000)
    told(other, tmp_path / "extract.csv", capsys, "--language", language)
    folder = other / "dist" / "analysis"
    name = next(folder.glob("*.html")).stem
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    word = (folder / f"{name}.docx").read_bytes()
    with zipfile.ZipFile(BytesIO(word)) as package:
        text = package.read("word/document.xml").decode()
    sheets = worksheets((folder / f"{name}.xlsx").read_bytes())

    assert (folder / ".gitignore").read_bytes() == b"*\n"
    assert lint(word) == []
    assert page.count("<svg") == text.count("<wpg:wgp>") == 9
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "prefers-color-scheme: dark" in page
    for row in list(complaints(3_000, 1))[::97]:
        assert row[0] not in page and row[0] not in text
    assert any("PG08" in cell for sheet in sheets for row in sheet.rows for cell in row)
    assert len({sheet.name for sheet in sheets}) >= 11


def test_a_small_firm_with_lists_of_its_own(tmp_path: Path, capsys: Capture) -> None:
    """Other codes, no grades, no sites: everything by the mapping."""
    house = shutil.copytree(Path(__file__).parent / "cases" / "base", tmp_path / "house")
    (house / "manual" / "codes.yaml").write_text(
        "codes:\n  kind:\n    title: Kind\n    values: {L: Late, B: Broken}\n", encoding="utf-8"
    )
    parameters = house / "manual" / "parameters.yaml"
    parameters.write_text(
        parameters.read_text(encoding="utf-8")
        + "values:\n  rise: {title: Rise, value: more than 50 %}\n  limit: {title: Limit, value: 6 months and 3 σ}\n"
        "  least: {title: Least, value: 10 complaints}\n  gaps: {title: Gaps, value: 10 %}\n",
        encoding="utf-8",
    )
    number = next(file.stem for file in sorted((house / "forms").glob("*.yaml")) if "." not in file.stem)
    (house / "manual" / "analysis.yaml").write_text(
        f"form: {number}\ncolumns: {{number: No, received: Came, type: What}}\nlists: {{type: kind}}\n"
        "rules: {rise: values.rise, limit: values.limit, least: values.least, gaps: values.gaps}\n"
        "combinations: [[type, month]]\n",
        encoding="utf-8",
    )
    rows = "".join(f"{n},2026-{1 + n % 10:02}-05,{'Late' if n % 3 else 'B'}\n" for n in range(60))
    found = told(house, extract(tmp_path / "x.csv", "No,Came,What\n" + rows), capsys, "--output", str(tmp_path / "out"))

    assert "60 complaints" in found and "Nothing stands out" in found
