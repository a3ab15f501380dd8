"""`qmsdocs copy`: numbered copies are registered and stamped, and come back when their revision is out of force."""

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.compose.copies import copies_table
from qmsdocs.compose.dependencies import document_keys
from qmsdocs.compose.names import Edition
from qmsdocs.compose.site import manual_site
from qmsdocs.due import due
from qmsdocs.pipeline import load, load_at, today
from qmsdocs.writers.word.readback import text_of
from tests.house import FILES, House, issued_house
from tests.test_site_revisions import text_of as text_of_block
from tests.transcripts import contents, transcript

REGISTER = "manual/copies.yaml"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 and QR-01 are in force from 1 March 2026, WI-01 is a draft; Ann works here."""
    house = issued_house(tmp_path / "house")
    house.draft("WI-01")
    house.commit("Draft WI-01", "2026-02-11")
    house.git("config", "user.email", "ann@house.example")
    return house


def revised(house: House, effective: str = "2026-09-01") -> None:
    """QP-01 1.1 is approved, and in force from a day on."""
    house.revise("QP-01", "1.1", effective, "Use [QR-01].", "Always use [QR-01].")
    house.approve("QP-01", on="2026-04-10")
    house.commit("Approve QP-01 1.1", "2026-04-10")


def registered(house: House, *copies: str) -> None:
    """The register, a copy in braces each, committed."""
    lines = "".join(f"  - {{document: QP-01, {copy}}}\n" for copy in copies)
    house.write(REGISTER, f"copies:\n{lines}")
    house.commit("Copies", "2026-04-11")


DESK = 'number: 1, revision: "1.0", holder: Front desk, language: en, issued: {on: 2026-03-01, by: ann}'
"""A controlled copy of QP-01 1.0."""


# ── Handing out ──────────────────────────────────────────────────────────────


def test_a_copy_is_registered_and_stamped(house: House) -> None:
    """The register is begun, and the Word file says on its cover and on every page whose copy it is."""
    day = today(house.root)
    file = house.root / "dist" / "copies" / "QP-01_1.0_copy-1_en.docx"

    assert (
        transcript(house.root, "copy", "QP-01", "--to", "Front desk")
        == f"""\
QP-01 1.0: controlled copy 1 for Front desk
Next: commit the register, print the Word files and hand them out:
{file}
exit 0
"""
    )
    assert (
        house.read(REGISTER)
        == f"""\
copies:
  - document: QP-01
    number: 1
    revision: "1.0"
    holder: Front desk
    kind: controlled
    language: en
    issued: {{on: {day}, by: ann}}
"""
    )
    texts = text_of(file.read_bytes())
    assert {"CONTROLLED COPY", "No. 1", f"1 · Front desk · {day}"} <= set(texts)
    with zipfile.ZipFile(file) as package:
        footer = package.read("word/footer1.xml").decode()
    assert f"Copy 1 · Front desk · {day} · Controlled copy. Not to be copied without approval." in footer
    assert house.findings(str(day)) == []


def test_a_copy_for_information_in_chinese(house: House) -> None:
    """It names whom it is for and when it went out, and that it is not updated; a role is printed by its title."""
    day = today(house.root)
    transcript(house.root, "copy", "QP-01", "--to", "writer", "--for-information", "--language", "zh")
    file = house.root / "dist" / "copies" / "QP-01_1.0_copy-1_zh.docx"

    texts = text_of(file.read_bytes())
    assert {"非受控", "分发号 1", "非受控（仅供参考）", f"1 · Writer · {day}"} <= set(texts)
    with zipfile.ZipFile(file) as package:
        assert f"分发号 1 · Writer · {day} · 仅供参考，不随修订更新" in package.read("word/footer1.xml").decode()
    assert "kind: information\n    language: zh\n" in house.read(REGISTER)


def test_every_other_byte_of_the_register_stays(house: House) -> None:
    """Comments, quotes and the order of keys are the author's; a new copy stands below the others."""
    before = (
        "# Whoever holds paper\ncopies:\n"
        "  - document: QP-01  # the old one\n    number: 7\n    revision: '1.0'\n    holder: Mill\n    language: en\n"
        "    issued: {by: bob, on: 2026-03-01}\n"
    )
    house.write(REGISTER, before)
    transcript(house.root, "copy", "QP-01", "--to", "Front desk", "--on", "2026-04-01", "--by", "bob")

    after = house.read(REGISTER)
    assert after.startswith(before)
    assert after.removeprefix(before).splitlines() == [
        "  - document: QP-01",
        "    number: 8",
        '    revision: "1.0"',
        "    holder: Front desk",
        "    kind: controlled",
        "    language: en",
        "    issued: {on: 2026-04-01, by: bob}",
    ]


def test_a_holder_keeps_the_number_and_gives_the_old_copy_back(house: House) -> None:
    """The next revision goes out under the same number, in the same language; what it is exchanged for is told."""
    for holder in ("Front desk", "Mill"):
        transcript(house.root, "copy", "QP-01", "--to", holder, "--language", "zh")
    revised(house)

    assert transcript(house.root, "copy", "QP-01", "--to", "Mill").splitlines()[:2] == [
        "QP-01 1.1: controlled copy 2 for Mill",
        "QP-01: take back copy 2 of revision 1.0 from Mill in exchange, and record that: "
        "qmsdocs copy QP-01 --returned 2",
    ]
    assert (house.root / "dist" / "copies" / "QP-01_1.1_copy-2_zh.docx").is_file()
    assert house.findings(str(today(house.root))) == [f"copy-to-recall {REGISTER}"] * 2


def test_the_number_of_a_lost_copy_is_gone(house: House) -> None:
    """Whoever lost a copy gets a new number: the old one may turn up."""
    transcript(house.root, "copy", "QP-01", "--to", "Front desk")

    assert "QP-01 1.0: copy 1 of Front desk lost" in transcript(
        house.root, "copy", "QP-01", "--returned", "1", "--result", "lost"
    )
    assert "QP-01 1.0: controlled copy 2 for Front desk" in transcript(
        house.root, "copy", "QP-01", "--to", "Front desk"
    )


def test_what_is_not_in_force_is_not_copied(house: House) -> None:
    """Drafts, what is announced or withdrawn, a void approval, a copy that is out: all told, nothing written."""
    house.draft("QP-02", "2099-03-01")
    house.approve("QP-02")
    house.commit("QP-02 for a far day", "2026-02-12")
    transcript(house.root, "withdraw", "QR-01", "--reason", "No forms.", "--on", "2026-04-01")
    house.commit("Withdraw QR-01", "2026-04-01")
    registered(house, DESK)
    house.change(FILES["QP-01"], "Use [QR-01].", "Do not use [QR-01].")
    house.commit("Not approved", "2026-04-02")
    before = contents(house.root)

    assert (
        transcript(house.root, "copy", "WI-01", "QP-02", "QR-01", "QP-01", "QP-11", "--to", "Front desk")
        == """\
There is no document QP-11. Nearest: QP-01.
WI-01 is not in force: nobody has approved it yet. Only what is in force goes out as a copy.
QP-02 1.0 comes into force on 2099-03-01; hand copies out from then on.
QR-01 is withdrawn. Only what is in force goes out as a copy.
QP-01 1.0: its text was changed after the approval (procedures/QP-01.yaml), so a copy would not say what stands in \
the file. Have the change approved, or take it back, then hand out copies.
QP-01 1.0: Front desk has copy 1 of it already. If it is lost, record that first: qmsdocs copy QP-01 --returned 1 \
--result lost.
Nothing was written.
exit 2
"""
    )
    assert contents(house.root) == before
    assert not (house.root / "dist").exists()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--to", "manger"), "There is no person, role, unit or site manger. Nearest: manager."),
        (("--to", " "), "Say on one line who gets the copy"),
        (("--to", "Mill", "--on", "2099-01-01"), "2099-01-01 is still to come."),
        (("--to", "Mill", "--on", "2026-02-20"), "QP-01 1.0 is in force from 2026-03-01 on; no copy of it went out on"),
        (("--to", "Mill", "--by", "anne"), "There is no person anne. Nearest: ann."),
        (("--to", "Mill", "--returned", "1"), "Either --to hands copies out, or --returned takes them back."),
        (("--for-information",), "--for-information and --output are for copies that go out: say --to HOLDER."),
        (("--returned", "3"), "QP-01: no copy 3 is out. Out are: –."),
        (("--result", "lost"), "--result says what became of copies that came back: say --returned."),
    ],
)
def test_wishes_that_cannot_be(asked: tuple[str, ...], told: str, house: House) -> None:
    """Each is refused in a line, and nothing is written."""
    answer = transcript(house.root, "copy", "QP-01", *asked)

    assert told in answer
    assert answer.splitlines()[-1] in ("exit 1", "exit 2")
    assert not (house.root / REGISTER).exists()


def test_a_dry_run_is_a_patch(house: House) -> None:
    """It can be applied with git, and writes neither register nor Word file."""
    told = transcript(house.root, "copy", "QP-01", "--to", "Front desk", "--dry-run")
    patch = told[: told.index("QP-01 1.0: controlled copy")]

    assert not (house.root / REGISTER).exists() and not (house.root / "dist").exists()
    house.git("apply", told=patch)
    assert house.read(REGISTER).startswith("copies:\n  - document: QP-01\n")


def test_nothing_is_registered_when_a_word_file_cannot_be_written(house: House) -> None:
    """A folder stands where the second Word file belongs: the first one is taken away again."""
    folder = house.root / "dist" / "copies"
    (folder / "QR-01_1.0_copy-1_en.docx").mkdir(parents=True)

    assert transcript(house.root, "copy", "QP-01", "QR-01", "--to", "Front desk").endswith("exit 3\n")
    assert [file.name for file in folder.iterdir()] == ["QR-01_1.0_copy-1_en.docx"]
    assert not (house.root / REGISTER).exists()


# ── Taking back ──────────────────────────────────────────────────────────────


def test_a_return_is_recorded(house: House) -> None:
    """Of two copies with one number the older one came back; the key stands at the end of its entry."""
    revised(house, "2026-05-01")
    registered(house, DESK, DESK.replace("1.0", "1.1").replace("03-01", "05-01"))
    before = house.read(REGISTER)

    assert (
        transcript(house.root, "copy", "QP-01", "--returned", "1", "--result", "kept", "--on", "2026-05-02")
        == """\
QP-01 1.0: copy 1 of Front desk taken back on 2026-05-02 and kept, recorded by Ann Admiraal. Mark it as obsolete and \
keep it apart.
Next: commit it and open a pull request.
exit 0
"""
    )
    first = before.splitlines()[1]
    back = first.removesuffix("}") + ",\n     returned: {on: 2026-05-02, by: ann, result: kept}}"
    assert house.read(REGISTER) == before.replace(first, back)
    assert "went out on 2026-05-01; it did not come back on 2026-04-30" in transcript(
        house.root, "copy", "QP-01", "--returned", "1", "--on", "2026-04-30"
    )


# ── What is out, and what must come back ─────────────────────────────────────


def test_the_list_tells_what_is_out(house: House) -> None:
    """For people and for programs; a copy that came back is not in it."""
    revised(house, "2026-05-01")
    gone = DESK.replace("number: 1", "number: 2") + ", returned: {on: 2026-04-01, by: bob, result: lost}"
    auditor = DESK.replace("number: 1", "number: 3").replace("Front desk", "Auditor") + ", kind: information"
    registered(house, DESK, gone, auditor)

    assert [line.rstrip() for line in transcript(house.root, "copy", "QP-01").splitlines()] == [
        "Number  Revision  Copy no.  Holder      Kind of copy                  State, return",
        "QP-01   1.0       1         Front desk  Controlled copy · English     out of force since 2026-05-01,",
        "                                                                      to be taken back",
        "QP-01   1.0       3         Auditor     Copy for information ·        out, not to be taken back",
        "                                        English",
        "exit 0",
    ]
    told = json.loads(transcript(house.root, "copy", "--format", "json").removesuffix("exit 0\n"))
    assert [(copy["number"], copy["recall"], copy["overdue"]) for copy in told["copies"]] == [
        (1, "2026-05-01", True),
        (3, None, False),
    ]
    assert transcript(house.root, "copy", "QR-01") == "No copy is out.\nexit 0\n"


def recalls(house: House, day: str) -> list[str]:
    """What `due` says of copies on a day."""
    master = house.in_force(day).master
    assert master is not None
    found = (one for one in due(master, 30) if one.kind == "recall")
    return [f"{one.day} {one.subject} {one.part} {one.holder}{' OVERDUE' * one.overdue}" for one in found]


def test_a_recall_is_announced_and_then_overdue(house: House) -> None:
    """A new revision takes the old copy out of force on its day; afterwards it is late. One that came back is not."""
    revised(house, "2026-05-01")
    registered(house, DESK)

    assert recalls(house, "2026-04-20") == ["2026-05-01 QP-01 1.0/1 Front desk"]
    assert recalls(house, "2026-05-01") == ["2026-05-01 QP-01 1.0/1 Front desk"]
    assert recalls(house, "2026-05-02") == ["2026-05-01 QP-01 1.0/1 Front desk OVERDUE"]
    assert house.findings("2026-05-01") == []
    assert house.said("copy-to-recall", "2026-05-02") == (
        "Copy 1 of QP-01 1.0 is still with Front desk; this revision is out of force since 2026-05-01."
    )
    registered(house, DESK + ", returned: {on: 2026-05-01, by: ann, result: destroyed}")
    assert recalls(house, "2026-05-02") == []
    assert house.findings("2026-05-02") == []


def test_a_withdrawal_recalls_copies(house: House) -> None:
    """The copy comes back on the day of the withdrawal, also when it is still ahead; one for information does not."""
    transcript(house.root, "withdraw", "QP-01", "--reason", "No answers.", "--on", "2026-05-05")
    registered(house, DESK, DESK.replace("number: 1", "number: 2") + ", kind: information")

    assert recalls(house, "2026-05-01") == ["2026-05-05 QP-01 1.0/1 Front desk"]
    assert recalls(house, "2026-05-06") == ["2026-05-05 QP-01 1.0/1 Front desk OVERDUE"]


def test_a_successor_recalls_copies(house: House) -> None:
    """Another document takes the place of QP-01: its copies come back on that day."""
    house.draft("QP-02", "2026-05-05")
    house.change(FILES["QP-02"], "    signatures:", "    supersedes: [QP-01]\n    signatures:")
    house.approve("QP-02")
    house.commit("QP-02 in place of QP-01", "2026-04-01")
    registered(house, DESK)

    assert recalls(house, "2026-05-01") == ["2026-05-05 QP-01 1.0/1 Front desk"]
    assert recalls(house, "2026-05-06") == ["2026-05-05 QP-01 1.0/1 Front desk OVERDUE"]


def test_a_holder_who_left_is_found(house: House) -> None:
    """Bob holds no role any more and still has a copy; the role of the manager is held."""
    house.change(
        "manual/organization.yaml", "{person: bob, from: 2026-01-01}", "{person: bob, from: 2026-01-01, to: 2026-04-30}"
    )
    registered(
        house,
        DESK.replace("Front desk", "bob"),
        DESK.replace("number: 1", "number: 2").replace("Front desk", "manager"),
    )

    assert "copy-holder-gone manual/copies.yaml" not in house.findings("2026-04-30")
    assert house.said("copy-holder-gone", "2026-05-01") == (
        "Copy 1 of QP-01 1.0 is with bob, where nobody holds a role on 2026-05-01."
    )


# ── What the register does not touch ─────────────────────────────────────────


def test_a_copy_voids_no_approval_and_rewrites_no_document(house: House) -> None:
    """The fingerprints hold; after a copy was registered, only the register of copies is new on the site."""

    def keys() -> dict[str, str]:
        loaded = house.in_force("2026-06-01")
        assert loaded.master is not None
        return document_keys(loaded.master, loaded.tree.read)

    def word_files() -> dict[str, int]:
        assert run(["build", "--no-site", "--root", str(house.root), "--as-of", "2026-06-01", "--quiet"]) == 0
        return {file.name: file.stat().st_mtime_ns for file in (house.root / "dist" / "word").glob("*.docx")}

    before, written = keys(), word_files()
    registered(house, DESK)

    assert house.list() == {"QP-01": "1.0 effective", "QR-01": "1.0 effective", "WI-01": "1.0 in-review"}
    assert keys() == before
    assert word_files() == written


def test_the_site_has_a_register_once_there_are_copies(house: House) -> None:
    """It stands among the registers, in both languages; without a copy there is no such page."""

    def pages() -> list[str]:
        loaded = house.in_force("2026-06-01")
        assert loaded.master is not None
        return [f"{page.language} {page.path}" for page in manual_site(loaded.master, loaded.tree.read).pages]

    before = pages()
    registered(house, DESK)

    assert [page for page in pages() if page not in before] == ["en registers/copies", "zh registers/copies"]


def test_a_register_that_is_not_there_is_empty(house: House) -> None:
    """Commits from before the first copy are read as ever."""
    registered(house, DESK)
    before = house.git("rev-parse", "HEAD~1")
    found = load_at(house.root, before, date(2026, 6, 1), Cache(), in_force=True).master
    assert found is not None
    assert found.repository.facts.copies.copies == ()


def test_a_register_that_cannot_be_read_is_left_alone(house: House) -> None:
    """The error is told with its place; nothing is written."""
    house.write(REGISTER, "copies:\n  - document: QP-01\n   number: 1\n")

    told = transcript(house.root, "copy", "QP-01", "--to", "Front desk")
    assert "copies: manual/copies.yaml cannot be read." in told
    assert f"{REGISTER}:3" in told
    assert told.endswith("Nothing was written.\nexit 1\n")


# ── As it is printed ─────────────────────────────────────────────────────────


def test_the_register_is_printed(house: House) -> None:
    """Every copy that went out until the day, with who gave it and what became of it, in both languages."""
    revised(house, "2026-05-01")
    registered(
        house,
        DESK.replace("Front desk", "manager"),
        DESK.replace("number: 1", "number: 2") + ", returned: {on: 2026-04-02, by: bob, result: kept}",
        DESK.replace("number: 1", "number: 3").replace("2026-03-01", "2026-06-01"),
    )
    master = house.in_force("2026-04-20").master
    assert master is not None

    def rows(language: str) -> list[str]:
        table = copies_table(Edition(master, language), "copies")
        cells = [["".join(map(text_of_block, cell.blocks)) for cell in row.cells] for row in table.rows]
        return [" | ".join(row) for row in cells]

    assert rows("en") == [
        "QP-01 Answers | 1 | 1.0 | Manager | Controlled copy · English | 2026-03-01, Ann Admiraal | "
        "out, to be taken back on 2026-05-01",
        "QP-01 Answers | 2 | 1.0 | Front desk | Controlled copy · English | 2026-03-01, Ann Admiraal | "
        "taken back, kept as obsolete: 2026-04-02, Bob Bakker",
    ]
    assert rows("zh")[1] == (
        "QP-01 Answers | 2 | 1.0 | Front desk | 受控 · 英文 | 2026-03-01 Ann Admiraal | "
        "已回收，作废保留：2026-04-02 Bob Bakker"
    )


def test_the_demo_has_copies(demo: Path, tmp_path: Path) -> None:
    """One is overdue, one is to come back soon, one is for the certification body; a new one goes out of it."""
    folder = shutil.copytree(demo, tmp_path / "linden")
    master = load(folder, date(2026, 11, 24), Cache()).master
    assert master is not None
    told = transcript(folder, "copy", "WI-03", "--to", "Paint shop, Voorbeeldstraat 5", "--by", "l-smit")

    assert told.startswith("WI-03 1.1: controlled copy 2 for Paint shop, Voorbeeldstraat 5\nWI-03: take back copy 2 of")
    assert (folder / "dist" / "copies" / "WI-03_1.1_copy-2_en.docx").is_file()
