"""Blank forms as workbooks: what they hold, what their cells take, and where they are offered."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.blocks import Block, Field, FieldGroup, Heading, Paragraph, Run
from qmsdocs.cli import run
from qmsdocs.document_tree import DocumentTree
from qmsdocs.writers.workbook import form_workbook
from tests.test_real_word_files import VALIDATOR, sdk_errors
from tests.test_workbook import CALC
from tests.word_trees import control
from tests.workbooks import S, Taken, taken, worksheets

LANGUAGES = ("en", "zh")
WORKBOOKS = [f"QR-{number}_1.0_{language}.xlsx" for number in (11, 12, 16) for language in LANGUAGES]


def blank(built: Path, name: str) -> bytes:
    """A workbook that the build wrote."""
    return (built / "dist" / "word" / name).read_bytes()


def fields(data: bytes) -> dict[str, Taken]:
    """What the cells take, by the field as their message names it; the first of several with one name."""
    found: dict[str, Taken] = {}
    for ranges in taken(data).values():
        for each in ranges.values():
            found.setdefault(each.title, each)
    return found


def test_forms_that_grow_line_by_line_have_a_workbook(built: Path) -> None:
    """Beside their Word files, in every language; the others have none."""
    assert sorted(path.name for path in (built / "dist" / "word").glob("*.xlsx")) == WORKBOOKS


def test_the_ledger_as_a_workbook(built: Path) -> None:
    """The parts of a case stand side by side under one number; other tables have worksheets of their own."""
    cover, ledger, *others = worksheets(blank(built, "QR-11_1.0_en.xlsx"))

    assert [sheet.name for sheet in (cover, ledger, *others)] == [
        "Cover",
        "Complaint ledger",
        "Handed over, no complaint",
        "List of limits drawn",
        "Check of coded data",
        "Filling rules",
        "Lists",
    ]
    *head, bands, heads = ledger.rows
    assert [row[0] for row in head] == [
        "QR-11 Complaint ledger",
        "Aldermoor Home Appliances · Revision 1.0 · In force · Effective 2026-10-01 · Classification Confidential",
        "The filled form is kept by Customer Service for 3 years.",
    ]
    assert [band for band in bands if band] == ["Receipt", "The matter", "The course", "The outcome", "After closing"]
    assert heads[:4] == ["Number *", "Received on *", "Channel *", "Language *"]
    assert heads.count("Number *") == 1 and len(heads) == 10 + 9 + 9 + 9 + 5


@pytest.mark.parametrize(
    ("language", "field", "options"),
    [
        ("en", "Channel *", ("Telephone", "Live chat", "E-mail")),
        ("zh", "渠道 *", ("电话", "在线客服", "电子邮件")),
        ("en", "Type *", ("CT01 Safety of the appliance", "CT02 Function or performance")),
        ("zh", "类型 *", ("CT01 电器安全", "CT02 功能或性能")),
        ("en", "Provisional grade *", ("A Urgent", "B Major", "C Ordinary")),
        ("en", "Site *", ("Utrecht", "Gdańsk")),
        ("en", "Settled at first contact? *", ("Yes", "No")),
        ("zh", "是否首次接触即解决？ *", ("是", "否")),
    ],
)
def test_drop_downs_hold_what_is_in_force(built: Path, language: str, field: str, options: tuple[str, ...]) -> None:
    """The codes with their names, channels, grades and sites, in the language of the form; nothing else is taken."""
    found = fields(blank(built, f"QR-11_1.0_{language}.xlsx"))[field]

    assert found.options[: len(options)] == options
    assert found.refuses


def test_a_code_list_is_whole_however_long(built: Path) -> None:
    """Excel takes 255 letters in a cell's own list: ours stand on a worksheet."""
    options = fields(blank(built, "QR-11_1.0_en.xlsx"))["Type *"].options

    assert len("".join(options)) > 255
    assert [option[:4] for option in options] == [f"CT{place:02}" for place in range(1, len(options))] + ["CT99"]


def test_days_and_numbers_may_be_a_dash(built: Path) -> None:
    """What is no day gets a warning that one may pass over: an extended date stands behind the first one."""
    found = fields(blank(built, "QR-11_1.0_en.xlsx"))

    assert (found["Investigated on *"].kind, found["Investigated on *"].refuses) == ("custom", False)
    assert (found["Overall rating"].kind, found["Overall rating"].refuses) == ("custom", False)
    assert found["Complainant *"].kind == ""


def test_a_cell_says_how_it_is_filled_in(built: Path) -> None:
    """The rule with an example, when somebody stands on it."""
    assert fields(blank(built, "QR-11_1.0_en.xlsx"))["Linked with *"].message == (
        "Enter the number of the earlier case, of the parallel cases or of the group; otherwise none. "
        'A joined case gets the remark "continued under".\ne.g. none'
    )


def test_lines_are_ready_by_range(built: Path) -> None:
    """Hundreds of lines with one rule for each column, and a head that stays in sight and on each page."""
    data = blank(built, "QR-16_1.0_en.xlsx")
    sheet = next(found for found in worksheets(data) if found.name == "Part B clauses")

    assert set(taken(data)["Part B clauses"]) == {f"{column}5:{column}504" for column in "ABCDEFGHI"}
    (pane,), (setup,) = sheet.xml.iter(f"{S}pane"), sheet.xml.iter(f"{S}pageSetup")
    assert (pane.get("ySplit"), pane.get("state")) == ("4", "frozen")
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert sheet.xml.findtext(f".//{S}oddFooter") == (
        "&LQR-16 · Revision 1.0 · Effective 2026-10-01&CThe filled form is kept by Quality for 3 years.&Rqmsdocs 0.1.0"
    )
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert b"'Part B clauses'!$A:$A,'Part B clauses'!$4:$4" in package.read("xl/workbook.xml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_name_every_field(built: Path, language: str) -> None:
    """With meaning, rule and example."""
    *_, rules, _ = worksheets(blank(built, f"QR-12_1.0_{language}.xlsx"))
    rows = [row for row in rules.rows if len(row) == 5 and row[2]]

    assert rules.name == {"en": "Filling rules", "zh": "填写说明"}[language]
    assert (
        rows[1]
        == {
            "en": ["Line", "*", "Text", "Year and serial number; a session names its line.", "2026-014"],
            "zh": ["序号", "*", "文字", "年份和流水号；培训记录引用该序号。", "2026-014"],
        }[language]
    )
    assert len(rows) == 1 + 10 + 8 + 8 + 2 + 6 + 2 + 2


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_workbooks_of_the_content_are_sound(built: Path, name: str) -> None:
    """No formula, no message that is too long, every drop-down a whole list."""
    data = blank(built, name)

    assert taken(data)
    for sheet in worksheets(data):
        assert list(sheet.xml.iter(f"{S}f")) == []


@pytest.mark.skipif(not VALIDATOR.exists(), reason="the Open XML SDK validator is not installed (make tools)")
@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_sdk_finds_nothing(built: Path, tmp_path: Path, name: str) -> None:
    """Microsoft's own validator."""
    file = tmp_path / name
    file.write_bytes(blank(built, name))
    assert sdk_errors(file) == []


@pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not installed")
def test_they_open_in_an_office_program(built: Path, tmp_path: Path) -> None:
    """LibreOffice reads the ledger and writes its first worksheet."""
    office = shutil.which("soffice")
    assert office
    file = built / "dist" / "word" / "QR-11_1.0_zh.xlsx"
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    form = "csv:Text - txt - csv (StarCalc):44,34,76"
    subprocess.run([*command, form, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
    assert "QR-11 投诉台账" in (tmp_path / "QR-11_1.0_zh.csv").read_text(encoding="utf-8")


def test_only_what_changed_is_written(content: Path, change: Callable[[Path, str, str], None]) -> None:
    """A second build leaves the workbooks alone; without the key the workbook is gone."""
    build = ["build", "--root", str(content), "--no-site", "--quiet", "--as-of", "2026-11-24", "--preview"]
    assert run(build) == 0
    file = content / "dist" / "word" / "QR-16_1.0_en.xlsx"
    before = file.stat().st_mtime_ns, file.read_bytes()
    change(content / "forms" / "QR-12.yaml", "workbook: true\n", "")
    assert run(build) in (0, 1)

    assert (file.stat().st_mtime_ns, file.read_bytes()) == before
    assert not list((content / "dist" / "word").glob("QR-12*.xlsx"))


def test_where_blank_forms_are_offered(built: Path) -> None:
    """On the page of the form and in the library, which is near the top of the first page; both files are there."""
    form = (built / "site" / "zh" / "forms" / "QR-11.html").read_text(encoding="utf-8")
    library = (built / "site" / "registers" / "forms.html").read_text(encoding="utf-8")

    assert 'href="../../word/QR-11_1.0_zh.docx"' in form and 'href="../../word/QR-11_1.0_zh.xlsx"' in form
    assert 'href="../word/QR-01_1.0_en.docx"' in library and 'href="../word/QR-11_1.0_en.xlsx"' in library
    assert "QR-01_1.0_en.xlsx" not in library
    assert (built / "site" / "word" / "QR-11_1.0_en.xlsx").is_file()
    assert 'href="registers/forms.html"' in (built / "site" / "index.html").read_text(encoding="utf-8")


# ── Forms of any kind ────────────────────────────────────────────────────────


HOSTILE = st.sampled_from(
    ["", "a", "=1+1", "[a]:b*c?/d", "x" * 300, "投诉" * 200, "a\x00b\ud800", "& <b> ]]>", "'", "two\nlines", "History"]
)


@st.composite
def forms(draw: st.DrawFn) -> DocumentTree:
    """A form of a few sections, with fields of all kinds and texts that nobody expects."""
    kinds = ("text", "number", "date", "date-time", "yes-no", "choice", "choices", "signature")
    body: list[Block] = [Paragraph("purpose", (Run(draw(HOSTILE)),))]
    for place in range(draw(st.integers(0, 4))):
        fields = tuple(
            Field(
                id=f"field-{place}-{number}",
                label=(Run(draw(HOSTILE)),),
                kind=draw(st.sampled_from(kinds)),
                required=draw(st.booleans()),
                lines=draw(st.integers(1, 40)),
                unit=draw(HOSTILE),
                options=tuple(draw(st.lists(HOSTILE, max_size=3))),
                rule=(Run(draw(HOSTILE)),),
                example=draw(HOSTILE),
            )
            for number in range(draw(st.integers(0, 3)))
        )
        continues = f"fields-{place - 1}" if draw(st.booleans()) else ""
        body.append(Heading(f"section-{place}", 1, str(place), (Run(draw(HOSTILE)),)))
        body.append(FieldGroup(f"fields-{place}", fields, draw(st.sampled_from([0, 4])), continues))
    return DocumentTree(control(title=draw(HOSTILE)), tuple(body), form=True)


@given(forms())
def test_any_form_gives_a_sound_workbook(tree: DocumentTree) -> None:
    """And the same one each time."""
    data = form_workbook(tree, kept="Kept.", program="qmsdocs 1")

    assert data == form_workbook(tree, kept="Kept.", program="qmsdocs 1")
    taken(data)
    names = [sheet.name.lower() for sheet in worksheets(data)]
    assert len(set(names)) == len(names)
