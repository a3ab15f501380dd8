"""Registers as workbooks: what stands in the cells, and how the worksheets are set up."""

import csv
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.archive import archive, packed
from qmsdocs.blocks import Cell, Column, Heading, Inlines, LineBreak, Link, Paragraph, Reference, Row, Run, Table
from qmsdocs.document_tree import Sheet
from qmsdocs.writers.workbook import workbook_file
from tests.test_real_word_files import VALIDATOR, sdk_errors
from tests.workbooks import S, Worksheet, worksheets

OFFICE = shutil.which("soffice")
CALC = OFFICE is not None and (Path(OFFICE).resolve().parent / "libsclo.so").exists()


def table(id_: str, heads: list[str], rows: list[list[str | Inlines]], kind: str = "register") -> Table:
    """A table of texts and inlines."""

    def cell(content: str | Inlines, name: str) -> Cell:
        inlines = (Run(content),) if isinstance(content, str) else content
        return Cell((Paragraph(name, inlines),) if content else ())

    columns = tuple(Column(f"c{place}", (Run(head),), 1) for place, head in enumerate(heads))
    made = tuple(
        Row(f"{id_}.{line}", tuple(cell(text, f"{id_}.{line}.{place}") for place, text in enumerate(texts)))
        for line, texts in enumerate(rows)
    )
    return Table(id_, kind, columns, made)  # type: ignore[arg-type]


def document(number: str, text: str = "", anchor: str = "") -> Inlines:
    """A reference to a document."""
    return (Reference((Run(text or number),), number, anchor),)


BESIDE = {"QP-05": "../02-procedures/QP-05_1.0_Receipt.docx", "QM-01": "../01-手册/QM-01 100% #1.docx"}
REGISTER = Sheet(
    "List",
    "A & B",
    "en",
    (table("list", ["Number", "Title", "Since"], [[document("QP-05"), "Receipt", "2026-11-24"]]),),
    note="As of 24 November 2026.",
    beside=BESIDE,
)


def written(sheet: Sheet) -> bytes:
    """The workbook of a sheet."""
    return workbook_file((sheet,), program="qmsdocs 1", on=date(2026, 11, 24))


def with_cells(*texts: str | Inlines, kind: str = "register") -> Sheet:
    """A sheet with one row of these cells."""
    heads = [f"Head {place}" for place in range(len(texts))]
    return replace(REGISTER, body=(table("t", heads, [list(texts)], kind),))


def only(sheet: Sheet) -> Worksheet:
    """The single worksheet of a sheet."""
    (found,) = worksheets(written(sheet))
    return found


# ── What stands in the cells ─────────────────────────────────────────────────


def test_title_and_note_stand_above_the_table() -> None:
    """A worksheet says what it is and as of which day; the table follows, a day as a true date."""
    assert [[cell for cell in row if cell] for row in only(REGISTER).rows] == [
        ["List"],
        ["As of 24 November 2026."],
        ["Number", "Title", "Since"],
        ["QP-05", "Receipt", "date(2026-11-24)"],
    ]


def test_each_table_has_a_worksheet_of_its_own() -> None:
    """A heading names the worksheet, and the paragraphs before a table stand above it."""
    one, two = table("one", ["A"], [["1"]]), replace(table("two", ["B"], [["2"]]), caption=(Run("The newest."),))
    body = (
        Heading("h1", 1, "", (Run("ISO 10002:2018"),)),
        Paragraph("p", (Run("▲ leads"),)),
        one,
        Heading("h2", 1, "", (Run("iso 10002/2018"),)),
        two,
    )

    found = worksheets(written(replace(REGISTER, body=body)))

    assert [(sheet.name, [row[0] for row in sheet.rows]) for sheet in found] == [
        ("ISO 10002 2018", ["List · ISO 10002:2018", "As of 24 November 2026.", "▲ leads", "A", "1"]),
        ("iso 10002 2018 (2)", ["List · iso 10002/2018", "As of 24 November 2026.", "The newest.", "B", "2"]),
    ]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a.example")', "+31 20", "-5", "@SUM(A1)", "\t=1", "'=1"])
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    """It is written as text, and with the mark that keeps it text when somebody edits the cell."""
    sheet = only(with_cells(text, "plain"))

    assert sheet.rows[-1] == [text, "plain"]
    assert list(sheet.xml.iter(f"{S}f")) == []
    with zipfile.ZipFile(BytesIO(written(with_cells(text, "plain")))) as package:
        quoted = b'quotePrefix="1"' in package.read("xl/styles.xml")
    assert quoted is not text.startswith("'")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-24", "date(2026-11-24)"),
        ("7.10", "7.10"),
        ("2026-02-30", "2026-02-30"),
        ("1899-12-31", "1899-12-31"),
        ("from 2026-11-24", "from 2026-11-24"),
        ("０２６-11-24", "０２６-11-24"),
        ("http://a.example", "http://a.example"),
        ("a\x00b\x0bc\ud800d\ufffee", "abcde"),
        ("_x0041_", "_x005F_x0041_"),
        ("  two  blanks ", "  two  blanks "),
    ],
)
def test_texts_stay_as_they_are(text: str, read: str) -> None:
    """Only what is a day is a date; clause 7.10 is no number; what XML forbids is left out; nothing is decoded."""
    assert only(with_cells(text)).rows[-1] == [read]


def test_lines_stay_lines() -> None:
    """A line break is one in the cell too, and so is the next paragraph."""
    cell = Cell((Paragraph("a", (Run("QR-01"), LineBreak(), Run("QR-02"))), Paragraph("b", (Run("kept"),))))
    body = (Table("t", "register", (Column("c", (Run("Head"),), 1),), (Row("r", (cell,)),)),)

    assert only(replace(REGISTER, body=body)).rows[-1] == ["QR-01\nQR-02\nkept"]


def test_a_text_that_is_too_long_is_cut() -> None:
    """Excel takes 32,767 letters a cell, and counts some signs twice."""
    assert only(with_cells("x" * 40_000)).rows[-1] == ["x" * 32_766 + "…"]
    assert only(with_cells("🙂" * 20_000)).rows[-1] == ["🙂" * 16_383 + "…"]


# ── Links ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "link"),
    [
        (document("QP-05"), ("../02-procedures/QP-05_1.0_Receipt.docx", "")),
        (document("QP-05", "step 2", "step-ask"), ("../02-procedures/QP-05_1.0_Receipt.docx", "b_step_ask")),
        (document("QM-01"), ("../01-手册/QM-01%20100%25%20%231.docx", "")),
        ((*document("QR-99"), Run(", "), *document("QP-05")), ("../02-procedures/QP-05_1.0_Receipt.docx", "")),
        ((Link("https://forge.example/r/1", (Run("review"),)),), ("https://forge.example/r/1", "")),
    ],
)
def test_a_cell_leads_to_the_first_file_that_it_names(content: Inlines, link: tuple[str, str]) -> None:
    """The way to the Word file beside, and to the bookmark in it; letters of any script as they are, signs escaped."""
    assert list(only(with_cells(content)).links.values()) == [link]


@pytest.mark.parametrize(
    "content",
    [
        document("QR-99"),
        (Reference((Run("QP-05"),), "QP-05", planned=True),),
        (Reference((Run("Adviser"),), page="roles/adviser"),),
        (Link("javascript:alert(1)", (Run("x"),)),),
        (Link("file:///etc/passwd", (Run("x"),)),),
    ],
)
def test_what_is_not_beside_is_text(content: Inlines) -> None:
    """There is no link to what the bundle does not hold, nor to an address that no browser opens."""
    assert only(with_cells(content)).links == {}


# ── How a worksheet is set up ────────────────────────────────────────────────


def test_worksheets_are_ready_to_filter_and_to_print() -> None:
    """Filters, a head that stays in sight and on each page, A4 on its side, one page wide, title and page numbers."""
    xml = only(REGISTER).xml

    def attributes(name: str) -> dict[str, str]:
        (found,) = xml.iter(f"{S}{name}")
        return {str(key): str(value) for key, value in found.attrib.items()}

    assert attributes("autoFilter") == {"ref": "A3:C4"}
    assert attributes("pane")["ySplit"] == "3"
    assert attributes("pane")["state"] == "frozen"
    assert attributes("pageSetup") == {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"}
    assert xml.findtext(f".//{S}oddHeader") == "&LA && B&CList&RPage &P of &N"
    assert xml.findtext(f".//{S}oddFooter") == "&Rqmsdocs 1"
    with zipfile.ZipFile(BytesIO(written(REGISTER))) as package:
        assert b"<definedName" in package.read("xl/workbook.xml")
        assert b"List!$A:$A,List!$3:$3" in package.read("xl/workbook.xml")


def test_columns_are_as_wide_as_their_texts() -> None:
    """A Chinese letter takes the room of two; a long text is wrapped, and its row is as high as its lines."""
    xml = only(with_cells("投诉受理登记表", "x" * 14, "word " * 60)).xml

    equal, wide = xml.iter(f"{S}col")
    assert (equal.get("min"), equal.get("max")) == ("1", "2")
    assert float(equal.get("width", "")) < float(wide.get("width", "")) < 45
    assert [float(row.get("ht", "0")) for row in xml.iter(f"{S}row")][-1] > 8 * 14


def test_a_matrix_is_narrow_and_keeps_its_first_column_in_sight() -> None:
    """Columns of marks are as wide as a clause number; a wide matrix is printed on several pages side by side."""
    heads = ["Document", *(f"7.{place}" for place in range(1, 61))]
    rows: list[list[str | Inlines]] = [["QP-05 Receipt", *("●" if place % 2 else "" for place in range(60))]]
    xml = only(replace(REGISTER, body=(table("grid", heads, rows, "raci"),))).xml

    (pane,), (setup,) = xml.iter(f"{S}pane"), xml.iter(f"{S}pageSetup")
    assert (pane.get("xSplit"), pane.get("ySplit")) == ("1", "3")
    assert setup.get("fitToWidth") == "2"


@pytest.mark.parametrize("name", ["[a]:b*c?d/e\\f", "History", "x" * 60, "🙂" * 30, "'", "\x00", ""])
def test_worksheet_names_are_ones_that_excel_accepts(name: str) -> None:
    """31 letters as Excel counts them, none of those that it forbids, not reserved, none twice."""
    body = (Heading("h1", 1, "", (Run(name),)), table("a", ["A"], [["1"]]))
    body += (Heading("h2", 1, "", (Run(name.upper()),)), table("b", ["A"], [["1"]]))

    names = [sheet.name for sheet in worksheets(written(replace(REGISTER, body=body)))]

    assert len({found.lower() for found in names} - {"history"}) == 2
    for found in names:
        assert 0 < len(found.encode("utf-16-le")) // 2 <= 31
        assert not set(found) & set("[]:*?/\\") and not found.startswith("'") and not found.endswith("'")


# ── Bytes ────────────────────────────────────────────────────────────────────


def test_the_same_sheet_gives_the_same_bytes() -> None:
    """In another time zone too, and in our own zip, which names no system."""
    first = written(REGISTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        second = written(REGISTER)
    time.tzset()

    assert second == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert archive({name: packed(package.read(name)) for name in package.namelist()}) == first
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-11-24T00:00:00Z") == 2


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=40), st.text(max_size=300))
def test_any_text_gives_a_workbook_that_can_be_read(texts: list[str], title: str, note: str) -> None:
    """Whatever stands in a register, each part is well-formed and each cell is there."""
    sheet = with_cells(*texts)
    read = only(replace(sheet, title=title, note=note, company=title))

    assert len(read.rows[-1]) == len(texts)


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workbook with everything that an office program may stumble over."""
    rows: list[list[str | Inlines]] = [
        [document("QP-05"), "=1+1", "2026-11-24", "7.10"],
        [document("QM-01", "step 4", "step-ask"), '-5 "quoted", and', "多行\n文字", "▲"],
    ]
    heads = ["Number", "Text", "Day", "Clause"]
    body = (table("hard", heads, rows), table("grid", heads, rows, "raci"))
    file = tmp_path_factory.mktemp("hard") / "hard.xlsx"
    file.write_bytes(written(replace(REGISTER, title="Hard & <ware>", body=body)))
    yield file


@pytest.mark.sdk
@pytest.mark.skipif(not VALIDATOR.exists(), reason="SKIPPED: the Open XML SDK validator is not installed (make tools)")
def test_the_open_xml_sdk_accepts_it(hard: Path) -> None:
    """Microsoft's own validator finds nothing."""
    assert sdk_errors(hard) == []


@pytest.mark.office
@pytest.mark.skipif(not CALC, reason="SKIPPED: LibreOffice Calc is not installed")
def test_libreoffice_reads_the_same_texts(hard: Path, tmp_path: Path) -> None:
    """Each cell comes out as the text that it was made from; a formula would come out as its value."""
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(hard)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    (made,) = tmp_path.glob("*.csv")
    with made.open(encoding="utf-8", newline="") as file:
        rows = [[cell for cell in row if cell] for row in csv.reader(file)]
    assert rows == [
        ["Hard & <ware>"],
        ["As of 24 November 2026."],
        ["Number", "Text", "Day", "Clause"],
        ["QP-05", "=1+1", "2026-11-24", "7.10"],
        ["step 4", '-5 "quoted", and', "多行\n文字", "▲"],
    ]
