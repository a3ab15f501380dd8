"""The application pack of a bundle: its files, its report, and what it must not hold."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pytest

from qmsdocs.audience import for_audience
from qmsdocs.bundle.application import application_members, application_summary
from qmsdocs.bundle.documents import document_paths
from qmsdocs.bundle.member import Sources
from qmsdocs.bundle.names import Names
from qmsdocs.cache import Cache
from qmsdocs.pipeline import Loaded, load_in_force
from qmsdocs.writers.word.reference import load_reference
from tests.house import House, issued_house

PACK = "manual/certification.yaml"
PDF = "%PDF-1.4\n"
DAY = date(2026, 11, 24)


def pack(loaded: Loaded, *languages: str, personal: bool = False) -> dict[str, bytes]:
    """The files of the pack by path."""
    assert loaded.master is not None
    names = Names(languages or ("en",))
    paths = document_paths(loaded.master, names)
    sources = Sources(loaded, None, "", names, load_reference(None), paths, context="")
    return {member.path: member.make() for member in application_members(sources, personal)}


def words(word_file: bytes) -> str:
    """The text of a Word file, a line for each paragraph."""
    with zipfile.ZipFile(BytesIO(word_file)) as package:
        text = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", text.replace("</w:p>", "\n").replace("<w:br/>", "\n"))


def links(word_file: bytes) -> list[str]:
    """Where the links of a Word file lead."""
    with zipfile.ZipFile(BytesIO(word_file)) as package:
        text = package.read("word/_rels/document.xml.rels").decode()
    return [unquote(way) for way in re.findall(r'Target="([^"]+)" TargetMode="External"', text)]


def slots(*lines: str) -> str:
    """A certification file with these slots."""
    items = "".join(f"  - {{id: slot-{place}, {line}}}\n" for place, line in enumerate(lines, 1))
    return f"owner: manager\napplication:\n{items}"


def house_with(tmp_path: Path, *lines: str, **files: str) -> House:
    """An issued house with slots and with files beside them."""
    house = issued_house(tmp_path)
    for name, text in files.items():
        house.write(f"manual/{name}.pdf", text)
    house.write(PACK, slots(*lines))
    house.commit("Pack", "2026-03-05")
    return house


@pytest.fixture(scope="module")
def linden(demo: Path) -> Loaded:
    """The demo on its last day."""
    return load_in_force(demo, DAY, Cache.none(), checks=False)


@pytest.fixture(scope="module")
def linden_before(demo: Path) -> Loaded:
    """The demo in September, when two things were still missing."""
    return load_in_force(demo, date(2026, 9, 30), Cache.none(), checks=False)


# ── What it holds ────────────────────────────────────────────────────────────


def test_files_begin_with_the_code_of_their_slot(linden: Loaded) -> None:
    """They sort as the body lists them, and the report stands first; there are no copies of documents."""
    assert [PurePosixPath(path).name for path in sorted(pack(linden))] == [
        "00_Completeness-report.docx",
        "AP-02_Copy-of-the-business-licence.pdf",
        "AP-05_Company-profile.docx",
        "AP-06_Organization-and-duties.docx",
        "AP-06_Sites.docx",
        "AP-10_Forms.docx",
        "AP-11_Laws-and-standards.docx",
        "AP-12_Running-of-the-system.docx",
        "AP-17_Statement-on-the-law.pdf",
    ]


def test_names_are_in_the_language_of_the_reader(linden: Loaded) -> None:
    """For one reader in the reader's language; for two, sheets say theirs and attachments stand once."""
    chinese, both = pack(linden, "zh"), pack(linden, "en", "zh")

    assert "09-认证申请资料/AP-02_营业执照副本复印件.pdf" in chinese
    assert "09-认证申请资料/00_认证申请资料齐全性报告.docx" in chinese
    assert [path for path in both if path.endswith(".pdf")] == [
        "09-application-pack-认证申请资料/AP-02_Copy-of-the-business-licence.pdf",
        "09-application-pack-认证申请资料/AP-17_Statement-on-the-law.pdf",
    ]
    assert sum("AP-06_" in path for path in both) == 4


def test_attachments_are_taken_as_they_are(linden: Loaded, demo: Path) -> None:
    """Byte by byte what was committed."""
    found = next(data for path, data in pack(linden).items() if path.endswith(".pdf"))

    assert found == (demo / "manual/application/licence.pdf").read_bytes()


def test_two_files_never_share_a_path(tmp_path: Path) -> None:
    """Slots with one code and one title, and titles that differ in capitals only."""
    line = "code: A, title: {}, what: W, files: [{{file: {}.pdf}}, {{file: {}.pdf}}]"
    house = house_with(
        tmp_path, line.format("Proof", "a", "b"), line.format("PROOF", "c", "d"), a=PDF, b=PDF, c=PDF, d=PDF
    )

    assert sorted(PurePosixPath(path).name for path in pack(house.in_force())) == [
        "00_Completeness-report.docx",
        "A_2_Proof.pdf",
        "A_3_PROOF.pdf",
        "A_4_PROOF.pdf",
        "A_Proof.pdf",
    ]


def test_a_hostile_title_is_a_file_name(tmp_path: Path) -> None:
    """Slashes, dots and signs that Windows forbids."""
    house = house_with(tmp_path, 'code: A, title: "../../CON: <x>|", what: W, files: [{file: a.pdf}]', a=PDF)

    assert "09-application-pack/A_CON-x.pdf" in pack(house.in_force())


def test_what_cannot_be_given_is_not_in_it(tmp_path: Path) -> None:
    """A file that is missing, lies outside, is of another kind or not what its name says; the report tells each."""
    files = ", ".join(f"{{file: {name}}}" for name in ("none.pdf", "../../x.pdf", "certification.yaml", "b.pdf"))
    house = house_with(tmp_path / "house", f"code: A, title: T, what: W, files: [{files}]", b="no PDF")
    (tmp_path / "x.pdf").write_text(PDF)

    found = pack(house.in_force())
    (report,) = found.values()
    told = words(report)

    assert "manual/none.pdf is not there" in told
    assert "../x.pdf lies outside the repository" in told
    assert "manual/certification.yaml is of a kind that is not taken" in told
    assert "manual/b.pdf is not what its name says" in told


def test_the_same_pack_everywhere(linden: Loaded, demo: Path) -> None:
    """Two readings give the same bytes."""
    again = load_in_force(demo, DAY, Cache(), checks=False)

    assert pack(again, "en", "zh") == pack(linden, "en", "zh")


def test_without_a_certification_file_there_is_no_pack(tmp_path: Path) -> None:
    """The summary says how to begin one."""
    house = issued_house(tmp_path)

    assert pack(house.in_force()) == {}
    (line,) = application_summary(house.in_force(), "en", personal=False)
    assert line.startswith("There is no manual/certification.yaml yet")


# ── The report ───────────────────────────────────────────────────────────────


def test_the_report_says_how_far_the_pack_is(linden: Loaded, linden_before: Loaded) -> None:
    """How many slots are filled, what is missing and what to do, and how long the system has run."""
    told, before = (
        words(next(data for path, data in pack(loaded).items() if "Completeness" in path))
        for loaded in (linden, linden_before)
    )

    assert "Application for ISO 10002:2018 to Example Certification." in told
    assert "All 12 required slots are filled. Of 1 that are not always needed, 0 are filled, 1 do not apply" in told
    assert "10 of 12 required slots are filled. Of 1 that are not always needed, 0 are filled, 1 do not apply" in before
    assert "AP-15 Sample of complaint records. No filled form QR-01 is given yet." in before
    assert "The last internal audit was on 2026-07-22." in told
    assert "16 of 16 documents are in force." in told
    assert "Overdue on this day: 2." in told
    assert "habit of certification bodies and no rule of the standard" in told


def test_the_report_in_chinese(linden_before: Loaded) -> None:
    """The same in words that a Chinese quality manager would write."""
    told = words(next(data for path, data in pack(linden_before, "zh").items() if "齐全性" in path))

    assert "申请标准：ISO 10002:2018；认证机构：示例认证有限公司。" in told
    assert "必需的 12 项资料中，已备齐 10 项。" in told
    assert "AP-17 守法声明：尚未提供。要求：十二个月内无严重违法行为。" in told
    assert "法定代表人身份证明，有效期至 2027-12-29（含个人信息，另行保管）" in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_of_the_report_leads_to_a_file_of_the_bundle(language: str, linden: Loaded) -> None:
    """To attachments and sheets beside it, and to Word files in the other folders."""
    assert linden.master is not None
    found, names = pack(linden, language), Names((language,))
    folder = names.shelf("application")
    there = {*found, *document_paths(linden.master, names).values()}

    report = links(next(data for path, data in found.items() if "/00_" in path))

    targets = [str(PurePosixPath("/", folder, way)) for way in report]
    resolved = {path.replace(f"/{folder}/..", "").lstrip("/") for path in targets}
    assert resolved <= there
    assert {path for path in found if "/00_" not in path} <= resolved
    assert any("QM-01" in path for path in resolved)


def test_the_summary_of_the_command(linden: Loaded, linden_before: Loaded) -> None:
    """One line for the count, and one for each required slot that is not filled."""
    assert application_summary(linden, "en", personal=False) == ["All 12 required slots are filled."]
    assert application_summary(linden_before, "en", personal=False) == [
        "10 of 12 required slots are filled.",
        "AP-15 Sample of complaint records: ○ missing",
        "AP-17 Statement on the law: ○ missing",
    ]


def test_what_is_withheld_is_not_named_as_missing(tmp_path: Path) -> None:
    """A document above the audience is no gap: it is in force, and the output must not speak of it."""
    house = house_with(tmp_path, "code: A, title: Forms, what: W, documents: [QR-01, QP-01]")
    house.change("procedures/QP-01.yaml", "owner: manager\n", "owner: manager\nclassification: confidential\n")
    house.approve("QP-01", on="2026-03-06")
    house.commit("Confidential", "2026-03-06")
    loaded = house.in_force()
    assert loaded.master is not None

    (report,) = pack(replace(loaded, master=for_audience(loaded.master, "internal"))).values()

    assert "All 1 required slots are filled." in words(report)
    assert "Answers" not in words(report)


def test_the_shipped_house_says_what_it_lacks(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its pack is a list to begin with: most slots are empty, and `check` finds nothing in that."""
    loaded = load_in_force(content, DAY, Cache(), checks=True)

    assert [finding for finding in loaded.findings if "certification" in finding.span.path] == []
    told = words(next(data for path, data in pack(loaded).items() if "/00_" in path))
    assert re.search(r"[0-9] of 19 required slots are filled\.", told)
    assert "AP-02 Copy of the business licence. Nothing is given yet. Wanted: Legible" in told
    assert "AP-15.3 Sample of follow-up records. No filled form QR-07 is given yet." in told


# ── Personal data ────────────────────────────────────────────────────────────

PERSONAL = "code: AP-03, title: Passport, what: A copy, personal_data: true, files: [{file: pass.pdf}]"


@pytest.fixture
def private(tmp_path: Path) -> House:
    """A house whose passport lies beside the sources, and is in no commit."""
    house = house_with(tmp_path, PERSONAL)
    house.write("manual/pass.pdf", f"{PDF}passport")
    return house


def test_personal_data_is_in_the_pack_only_when_asked_for(private: House) -> None:
    """Without the flag the report says that it is kept apart, and the slot counts as filled."""
    without, with_ = pack(private.in_force()), pack(private.in_force(), personal=True)

    assert [PurePosixPath(path).name for path in without] == ["00_Completeness-report.docx"]
    assert "Passport (kept apart: personal data)" in words(*without.values())
    assert "All 1 required slots are filled." in words(*without.values())
    assert with_["09-application-pack/AP-03_Passport.pdf"] == f"{PDF}passport".encode()


def test_without_the_flag_the_folder_is_not_looked_at(private: House) -> None:
    """Whether the file is on this machine makes no difference: the same bundle everywhere."""
    with_file = pack(private.in_force())
    (private.root / "manual/pass.pdf").unlink()

    assert pack(private.in_force()) == with_file
    told = words(pack(private.in_force(), personal=True)["09-application-pack/00_Completeness-report.docx"])
    assert "manual/pass.pdf is not there" in told


def test_committed_personal_data_stays_out_too(private: House) -> None:
    """That somebody committed it by mistake changes nothing; nor that another slot names it without saying so."""
    open_ = "code: AP-04, title: Open, what: The same, files: [{file: pass.pdf}]"
    private.write(PACK, slots(PERSONAL, open_))
    private.commit("By mistake", "2026-03-06")

    assert [PurePosixPath(path).name for path in pack(private.in_force())] == ["00_Completeness-report.docx"]


def test_personal_data_is_read_from_inside_the_repository_only(private: House, tmp_path: Path) -> None:
    """A link that leads out of the folder gives nothing."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside.pdf"
    outside.write_text(PDF)
    (private.root / "manual/pass.pdf").unlink()
    (private.root / "manual/pass.pdf").symlink_to(outside)

    assert [PurePosixPath(path).name for path in pack(private.in_force(), personal=True)] == [
        "00_Completeness-report.docx"
    ]


# ── In other programs ────────────────────────────────────────────────────────


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_every_sheet(linden: Loaded, tmp_path: Path) -> None:
    """Each Word file of the pack becomes a PDF."""
    for place, data in enumerate(data for path, data in pack(linden, "en", "zh").items() if path.endswith(".docx")):
        (tmp_path / f"{place}.docx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    files = [str(file) for file in sorted(tmp_path.glob("*.docx"))]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), *files], check=True, capture_output=True
    )

    assert len(list(tmp_path.glob("*.pdf"))) == len(files) == 14
