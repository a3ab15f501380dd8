"""Word files of revisions: they change with their revision, and with nothing else."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.build import write_word
from qmsdocs.cache import Cache
from qmsdocs.pipeline import load
from qmsdocs.writers.word.readback import text_of
from tests.house import FILES, House, issued_house

FILE = "QP-01_1.0_en.docx"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 and QR-01 are in force from 1 March."""
    return issued_house(tmp_path / "house")


def written(house: House, day: str) -> tuple[int, dict[str, tuple[bytes, int]]]:
    """Builds the Word files of a day: how many were written, and of each the bytes and the time of writing."""
    folder = house.root.parent / "word"
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.docx")}
    result = write_word(house.in_force(day), folder)
    assert result.problems == []
    found = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.glob("*.docx")}
    return sum(before.get(name) != time for name, (_, time) in found.items()), found


def custom(data: bytes, folder: Path) -> dict[str, str]:
    """The custom properties of a Word file."""
    file = folder / "read.docx"
    file.write_bytes(data)
    with zipfile.ZipFile(file) as package:
        text = package.read("docProps/custom.xml").decode()
    return dict(re.findall(r'name="(\w+)"><vt:lpwstr>([^<]*)<', text))


def watermark(data: bytes, folder: Path) -> list[str]:
    """What stands across the pages of a Word file."""
    file = folder / "read.docx"
    file.write_bytes(data)
    with zipfile.ZipFile(file) as package:
        return re.findall(r'<v:textpath style="[^"]*" string="([^"]*)"', package.read("word/header1.xml").decode())


def test_another_commit_or_another_day_rewrites_no_word_file(house: House) -> None:
    """The bytes depend on the revision, its status and its approvals, not on the day of the build nor on HEAD."""
    _, before = written(house, "2026-04-01")
    house.write("docs_src/about.md", "# About\n")
    house.commit("Unrelated", "2026-02-20", "bob")
    touched, after = written(house, "2026-04-02")

    assert touched == 0
    assert after == before


def test_a_draft_of_the_next_revision_rewrites_no_word_file(house: House) -> None:
    """What is in force comes out of git just as it came out of the folder."""
    _, before = written(house, "2026-04-01")
    house.revise("QP-01", "1.1", "2026-05-01", "Answer within", "Answer politely within")
    house.commit("Draft QP-01 1.1", "2026-03-10", "bob")
    touched, after = written(house, "2026-04-01")

    assert touched == 0
    assert after == before


def test_the_same_repository_gives_the_same_bytes_elsewhere(house: House, tmp_path: Path) -> None:
    """A clone made later knows what its origin knows."""
    _, before = written(house, "2026-04-01")
    house.git("clone", "--quiet", str(house.root), str(tmp_path / "else" / "house"))
    _, after = written(House(tmp_path / "else" / "house"), "2026-04-01")

    assert {name: data for name, (data, _) in after.items()} == {name: data for name, (data, _) in before.items()}


def test_the_properties_name_fingerprint_and_commit(house: House, tmp_path: Path) -> None:
    """Whole, so that a file can be matched with what git holds; the cover shows their beginnings."""
    _, files = written(house, "2026-04-01")
    properties = custom(files[FILE][0], tmp_path)
    shown = f"{properties['fingerprint'][:15]}… · commit {house.head[:10]}"

    assert properties["commit"] == house.head
    assert re.fullmatch("sha256:[0-9a-f]{64}", properties["fingerprint"])
    assert shown in text_of(files[FILE][0])


def test_announcing_a_revision_rewrites_nothing(house: House) -> None:
    """The file of the revision in force stays byte for byte while the next one is approved and waits for its day."""
    before = written(house, "2026-04-01")[1][FILE][0]
    house.revise("QP-01", "1.1", "2026-05-01", "Answer within", "Answer politely within", "    emergency: true\n")
    house.change(FILES["QP-01"], "training: {roles: all}", "training: {roles: [writer], by: 2026-05-10}")
    house.approve("QP-01", on="2026-03-10")
    house.commit("QP-01 1.1", "2026-03-10", "bob")
    announced = written(house, "2026-04-01")[1][FILE][0]
    later = text_of(written(house, "2026-05-02")[1]["QP-01_1.1_en.docx"][0])

    assert announced == before
    assert "Revision 1.1, an emergency: Writer, afterwards, by 2026-05-10." in later
    assert "Declared in the file" in later
    assert "1.1 (emergency)" in later


def test_what_is_not_in_force_says_so_across_its_pages(house: House, tmp_path: Path) -> None:
    """Not yet, in a preview, and no longer."""
    early = written(house, "2026-02-20")[1][FILE][0]
    in_force = written(house, "2026-04-01")[1][FILE][0]
    house.change(FILES["QP-01"], "Answer within", "Answer kindly within")
    write_word(load(house.root, date(2026, 4, 1), Cache()), tmp_path / "preview")
    preview = (tmp_path / "preview" / FILE).read_bytes()
    house.change(FILES["QP-01"], "Answer kindly within", "Answer within")
    act = "withdrawn: {on: 2026-04-15, by: ann, role: manager, reason: Nobody asks.}\n"
    house.write(FILES["QP-01"], house.read(FILES["QP-01"]) + act)
    house.commit("Withdraw QP-01", "2026-04-02")
    withdrawn = written(house, "2026-04-15")[1][FILE][0]

    marks = [watermark(data, tmp_path) for data in (early, in_force, preview, withdrawn)]
    assert marks == [["NOT YET IN FORCE"], [], ["IN REVIEW"], ["WITHDRAWN"]]
