"""Folder 07 of a bundle: what changed in force since the last audit, as an index, redlines and marked old revisions."""

import pickle
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest

from qmsdocs.audience import for_audience
from qmsdocs.blocks import Cell, Heading, Paragraph, Table, plain
from qmsdocs.bundle.change_index import change_index, former_page
from qmsdocs.bundle.changes import change_members
from qmsdocs.bundle.documents import document_members, document_paths
from qmsdocs.bundle.in_force import changes_in_force
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import Names
from qmsdocs.cache import Cache
from qmsdocs.commands.comparison import branch_of, moment
from qmsdocs.fingerprint import act_fingerprint
from qmsdocs.pipeline import Loaded, load_at, load_in_force
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import WorkingTree
from qmsdocs.writers.word.readback import text_of
from qmsdocs.writers.word.reference import load_reference
from tests.house import FILES, House, entry, issued_house, new_house
from tests.test_redline_word import lines
from tests.word_lint import lint

REFERENCE = load_reference(None)
ISSUE = "issue-2025-11-18"


def sources(
    root: Path, since: str, as_of: str, languages: tuple[str, ...] = ("en",), audience: str = "", context: str = ""
) -> Sources:
    """What the command `bundle` hands to the parts; no changes are asked for with since=""."""
    cache = Cache()
    loaded, old, named = load_in_force(root, date.fromisoformat(as_of), cache), None, since
    if since:
        commit, day = moment(root, branch_of(root, "en", cache), since, "en")
        old = load_at(root, commit, day, cache, in_force=True)
        named = since if str(day) in since else f"{since} ({day})"
    loaded, old = _for(loaded, audience), _for(old, audience) if old else None
    assert loaded.master is not None
    names = Names(languages)
    return Sources(loaded, old, named, names, REFERENCE, document_paths(loaded.master, names), context)


def _for(loaded: Loaded, audience: str) -> Loaded:
    assert loaded.master is not None
    return replace(loaded, master=for_audience(loaded.master, audience))


def members(found: Sources) -> dict[str, Member]:
    """The members of the folder by path."""
    made = list(change_members(found))
    assert len({member.path for member in made}) == len(made)
    return {member.path: member for member in made}


def one(found: Sources, kind: str, number: str, language: str = "en") -> Member:
    """The only member of a kind for a document."""
    (member,) = [
        each for each in change_members(found) if (each.kind, each.number, each.language) == (kind, number, language)
    ]
    return member


def told(found: Sources, language: str = "en") -> dict[str, list[str]]:
    """What the index says: heading → rows of the table below, cells parted by " | ", lines by " / "; "" → the lines
    above all tables."""
    changed = changes_in_force(found.old.master if found.old else None, found.master)
    old = [each for each in change_members(found) if each.kind == "superseded"]
    beside = {former_page(each.number, each.revision): each.path for each in old}
    sheet = change_index(changed, found.editions[language], found.since, "", beside)
    said: dict[str, list[str]] = {"": []}
    head = ""
    for block in sheet.body:
        match block:
            case Heading():
                head = plain(block.content)
            case Paragraph() if block.id != "about":
                said[""].append(plain(block.content))
            case Table():
                said[head] = [" | ".join(map(_text, row.cells)) for row in block.rows]
    return said


def _text(cell: Cell) -> str:
    texts = [plain(block.content) for block in cell.blocks if isinstance(block, Paragraph)]
    return " / ".join(texts).replace("\n", " / ")


def part(word: bytes, name: str) -> str:
    """A part of a Word file."""
    with zipfile.ZipFile(BytesIO(word)) as package:
        return package.read(name).decode()


# ── A house in which everything happened ─────────────────────────────────────

STANDARD = """\
standard: ISO 10002:2018
title_en: Complaints handling
title_zh: 投诉处理
checked_on: 2026-01-01
clauses:
  - {number: '7.2', title_en: Receipt of complaint, title_zh: 投诉接收, kind: guidance, title_origin: standard}
  - {number: '8.7', title_en: Continual improvement, title_zh: 持续改进, kind: guidance, title_origin: standard}
"""
CONCESSION = """\
concessions:
  - id: flood
    what: Answer later.
    reason: The mill stands under water.
    from: 2026-04-01
    to: 2026-04-30
    signatures: []
"""


WITHDRAWN = """\
withdrawn: {on: 2026-04-20, by: ann, role: manager, reason: Merged., superseded_by: [WI-02]}
"""


def write(house: House, path: str, title: str, effective: str, more: str = "") -> None:
    """Writes a new document with its first revision."""
    text = f"number: {path[-5:]}\ntitle: {title}\nowner: manager\npurpose: Do it.\n"
    house.write(f"{path}.yaml", f"{text}revisions:\n{entry('1.0', effective, more)}")


def add(house: House, number: str, text: str) -> None:
    """Adds keys at the end of a document."""
    house.write(FILES[number], house.read(FILES[number]) + text)


def approve_concession(house: House, number: str) -> None:
    """Ann approves the concession of a document as it stands."""
    repository = read_repository(WorkingTree(house.root))
    assert isinstance(repository, Repository)
    wanted = act_fingerprint(number, repository.documents[number].item.concessions[0])
    signed = f'{{as: approved, by: ann, role: manager, on: 2026-03-28, fingerprint: "{wanted}"}}'
    house.change(FILES[number], "signatures: []", f"signatures: [{signed}]")


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Since the tag `audit` of March: QP-01 1.1 and 1.2 and QP-02 1.1 came, WI-02 took the place of WI-01, QP-04 that
    of QP-03; QR-01 was reviewed, and 1.1 of it is to come; a concession came and went; QP-05 is a draft."""
    house = new_house(tmp_path_factory.mktemp("eventful"), numbers=("QP-01", "QP-02", "WI-01"))
    house.change("qms.yaml", "standards: []", 'standards: ["iso-10002:2018"]')
    house.write("manual/standards/iso-10002-2018.yaml", STANDARD)
    house.change(FILES["QP-01"], "owner:", "clauses: {'iso-10002:2018': ['7.2']}\nowner:")
    write(house, "procedures/QP-03", "Fairs", "2026-03-01")
    house.approve("QP-01", "QP-02", "QP-03", "WI-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    house.git("commit", "--quiet", "--allow-empty", "--message", "Audit", at="2026-03-10T12:00:00+01:00")
    house.tag("audit")

    house.change("manual/parameters.yaml", "value: 5 days", "value: 3 days")
    house.revise("QP-01", "1.1", "2026-04-15", "'7.2'", "'7.2', '8.7'", more="    change_request: CR-7\n")
    house.revise("QP-02", "1.1", "2026-05-01")
    house.approve("QP-01", "QP-02", on="2026-03-20")
    house.commit("Three days", "2026-03-20")
    add(house, "QP-02", CONCESSION)
    approve_concession(house, "QP-02")
    house.commit("Flood", "2026-03-28")
    house.revise("QP-01", "1.2", "2026-05-10", "Use", "Fill in")
    write(house, "work_instructions/WI-02", "Telephone", "2026-04-20")
    write(house, "procedures/QP-04", "Markets", "2026-05-01", "    supersedes: [QP-03]\n")
    write(house, "procedures/QP-05", "Thoughts", "2026-05-01")
    house.approve("QP-01", "WI-02", "QP-04", on="2026-04-02")
    add(house, "WI-01", WITHDRAWN)
    house.commit("Markets", "2026-04-02")
    add(house, "QR-01", "reviews: [{on: 2026-05-02, by: bob, result: keep, remark: Fits on one page.}]\n")
    house.revise("QR-01", "1.1", "2026-09-01", "label: Day", "label: Date")
    house.approve("QR-01", on="2026-05-20")
    house.commit("Form", "2026-05-20")
    return house


@pytest.fixture(scope="module")
def audited(eventful: House, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """That house on 1 June 2026, asked for what changed since the audit, in both languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QMSDOCS_CACHE", str(tmp_path_factory.mktemp("cache")))
        return sources(eventful.root, "audit", "2026-06-01", ("en", "zh"))


# ── Which files there are ────────────────────────────────────────────────────


def test_one_redline_for_each_revised_document_and_all_that_is_out_of_force(audited: Sources) -> None:
    """However many revisions lie between, there is one redline; the names say what is what."""
    found = {path: (each.kind, each.revision, each.earlier) for path, each in members(audited).items()}

    expected = {
        "00-index-of-changes_en.docx": ("changes", "", ""),
        "00-index-of-changes_en.xlsx": ("changes", "", ""),
        "QP-01_1.0-1.2_Answers_en.docx": ("redline", "1.2", "1.0"),
        "superseded/QP-01_1.0_Answers_en_OBSOLETE.docx": ("superseded", "1.0", ""),
        "QP-02_1.0-1.1_Reviews_en.docx": ("redline", "1.1", "1.0"),
        "superseded/QP-02_1.0_Reviews_en_OBSOLETE.docx": ("superseded", "1.0", ""),
        "superseded/QP-03_1.0_Fairs_en_OBSOLETE.docx": ("superseded", "1.0", ""),
        "superseded/WI-01_1.0_Telephone_en_OBSOLETE.docx": ("superseded", "1.0", ""),
        "00-更改一览_zh.docx": ("changes", "", ""),
        "00-更改一览_zh.xlsx": ("changes", "", ""),
        "QP-01_1.0-1.2_Answers_zh.docx": ("redline", "1.2", "1.0"),
        "作废版本/QP-01_1.0_Answers_zh_作废.docx": ("superseded", "1.0", ""),
        "QP-02_1.0-1.1_Reviews_zh.docx": ("redline", "1.1", "1.0"),
        "作废版本/QP-02_1.0_Reviews_zh_作废.docx": ("superseded", "1.0", ""),
        "作废版本/QP-03_1.0_Fairs_zh_作废.docx": ("superseded", "1.0", ""),
        "作废版本/WI-01_1.0_Telephone_zh_作废.docx": ("superseded", "1.0", ""),
    }
    assert found == {f"07-changes-文件更改/{path}": what for path, what in expected.items()}
    assert {each.shelf for each in members(audited).values()} == {"changes"}


def test_nothing_without_the_question(eventful: House) -> None:
    """A bundle that tells of no changes has no such folder."""
    assert members(sources(eventful.root, "", "2026-06-01")) == {}


def test_an_index_also_when_nothing_changed(tmp_path: Path) -> None:
    """It says so: an empty folder would leave the question open."""
    house = issued_house(tmp_path)
    found = sources(house.root, "2026-03-10", "2026-06-01")

    (index,) = members(found).values()

    assert told(found) == {"": ["No document changed in this time."]}
    assert "No document changed in this time." in text_of(index.make())


def test_before_the_first_revision_everything_is_new(tmp_path: Path) -> None:
    """There is nothing then that could be compared or marked."""
    house = issued_house(tmp_path)

    found = sources(house.root, "start", "2026-06-01")

    assert {each.kind for each in members(found).values()} == {"changes"}
    assert [row.split(" | ")[:3] for row in told(found)["New documents"]] == [
        ["QP-01 Answers", "1.0", "2026-03-01"],
        ["QR-01 Record", "1.0", "2026-03-01"],
    ]


def test_the_demo_since_its_second_issue(demo: Path) -> None:
    """Four documents were revised for one change request, one after an audit, and their redlines are there; a void
    approval is no news."""
    found = sources(demo, ISSUE, "2026-11-24", ("en", "zh"))

    redlines = [each.path.partition("/")[2] for each in members(found).values() if each.kind == "redline"]
    assert [name.split("_")[:2] for name in redlines if name.endswith("en.docx")] == [
        ["QM-01", "1.0-1.1"],
        ["QP-01", "3.1-3.2"],
        ["WI-01", "1.3-1.4"],
        ["WI-05", "1.0-1.2"],
        ["QR-01", "1.1-1.2"],
    ]
    assert "QP-02" not in {each.number for each in members(found).values()}
    assert told(found)[""] == ["New: 0 · revised: 5 · out of force: 0 · unchanged: 11"]


# ── What the redlines say ────────────────────────────────────────────────────


def test_accepted_a_redline_is_the_document_in_force_and_rejected_the_former_one(audited: Sources) -> None:
    """Paragraph by paragraph, header and footer included; only its status is that of the document in force."""
    redline = one(audited, "redline", "QP-01").make()
    (document,) = [each for each in document_members(audited) if (each.number, each.language) == ("QP-01", "en")]
    former = one(audited, "superseded", "QP-01").make()

    assert lines(redline, "accepted") == lines(document.make(), "accepted")
    before = [(style, text.replace("Superseded", "In force")) for style, text in lines(former, "accepted")]
    assert lines(redline, "rejected") == before
    assert 'w:author="Bob Bakker" w:date="2026-04-02T00:00:00Z"' in part(redline, "word/document.xml")


def test_a_redline_in_chinese_needs_both_translations(demo: Path) -> None:
    """The Chinese QP-01 is still that of 3.1: to compare with it would hide what changed."""
    found = sources(demo, ISSUE, "2026-11-24", ("en", "zh"))

    behind = text_of(one(found, "redline", "QP-01", "zh").make())
    translated = text_of(one(found, "redline", "WI-01", "zh").make())

    assert any("What comes back is not sent." in text for text in behind)
    assert any("修订记录" in text for text in behind)
    assert any("电话" in text for text in translated)


def test_what_was_issued_before_this_system_is_not_held(tmp_path: Path) -> None:
    """The index says so in the place of the links."""
    house = new_house(tmp_path)
    house.change(FILES["QP-01"], "class: change", "carried_over: true\n    class: change")
    house.approve("QR-01")
    house.commit("Adopt", "2026-03-05")
    house.revise("QP-01", "1.1", "2026-05-01", "Answer within", "Reply within")
    house.approve("QP-01", on="2026-04-02")
    house.commit("QP-01 1.1", "2026-04-02")

    found = sources(house.root, "2026-03-10", "2026-06-01")

    assert {each.kind for each in members(found).values()} == {"changes"}
    (row,) = told(found)["Revised documents"]
    assert row.endswith(" |  | 1.0: its text is not held here")


# ── Nothing obsolete lies unmarked ───────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "language", "word", "status"),
    [
        ("QP-01", "en", "OBSOLETE", "Superseded"),
        ("QP-03", "en", "OBSOLETE", "Superseded"),
        ("WI-01", "en", "WITHDRAWN", "Withdrawn"),
        ("QP-01", "zh", "作废", "被替代"),
        ("WI-01", "zh", "作废", "作废"),
    ],
)
def test_what_is_out_of_force_is_marked(audited: Sources, number: str, language: str, word: str, status: str) -> None:
    """NC-09: a watermark on each page, the status on the cover and in the footer."""
    made = one(audited, "superseded", number, language).make()

    assert f'string="{word}"' in part(made, "word/header1.xml")
    assert status in part(made, "word/footer1.xml")
    assert status in text_of(made)


def test_the_last_revision_of_a_withdrawn_document_and_the_one_before(tmp_path: Path) -> None:
    """An auditor may have read the one that was in force then; the last one was worked by, too."""
    house = issued_house(tmp_path)
    house.revise("QP-01", "1.1", "2026-04-01", "Answer within", "Reply within")
    house.approve("QP-01", on="2026-03-20")
    add(house, "QP-01", "withdrawn: {on: 2026-05-01, by: ann, role: manager, reason: Done.}\n")
    house.commit("QP-01 1.1, then withdrawn", "2026-03-20")

    found = sources(house.root, "2026-03-10", "2026-06-01")

    made = [(each.kind, each.revision, each.title) for each in members(found).values() if each.number]
    assert made == [
        ("superseded", "1.1", "QP-01 Answers, revision 1.1: Withdrawn"),
        ("superseded", "1.0", "QP-01 Answers, revision 1.0: Superseded"),
    ]
    (row,) = told(found)["Withdrawn and superseded documents"]
    assert row == "QP-01 Answers | Withdrawn | 2026-05-01 | Done. | Ann Admiraal |  | 1.1 | 1.0"


def test_a_document_whose_file_is_gone_is_told(tmp_path: Path) -> None:
    """Nobody decided that, and nothing of it is in force any more."""
    house = issued_house(tmp_path)
    house.commit("Nothing", "2026-03-05", options=["--allow-empty"])
    (house.root / FILES["QP-01"]).unlink()
    house.commit("Tidy up", "2026-04-02")

    (row,) = told(sources(house.root, "2026-03-10", "2026-06-01"))["Withdrawn and superseded documents"]

    assert row.startswith("QP-01 Answers | file deleted |")


# ── What the index says ──────────────────────────────────────────────────────

BELL = "Whole document: The bell rings {0} times. (Callers hung up too soon.)"


def test_the_index_tells_everything_that_happened(audited: Sources) -> None:
    """Each revision that came into force with its change summary, and what came, went, was decided or found besides."""
    first, second, third = (BELL.format(label) for label in ("1.0", "1.1", "1.2"))
    march, april, may = (f"Ann Admiraal / 2026-{day}" for day in ("03-20", "04-02", "05-20"))
    flood = "Concession | Whole document | Answer later. | The mill stands under water. | 2026-04-01 to 2026-04-30"

    assert told(audited) == {
        "": ["New: 2 · revised: 2 · out of force: 2 · unchanged: 1"],
        "Revised documents": [
            f"QP-01 Answers | 1.2 | 2026-05-10 | Change |  | {third} | {april} | Everyone | 1.0 → 1.2 | 1.0",
            f"QP-01 Answers | 1.1 | 2026-04-15 | Change | CR-7 | {second} | {march} | Everyone |  | ",
            f"QP-02 Reviews | 1.1 | 2026-05-01 | Change |  | {second} | {march} | Everyone | 1.0 → 1.1 | 1.0",
        ],
        "New documents": [
            f"QP-04 Markets | 1.0 | 2026-05-01 | Change |  | {first} | {april} | Everyone",
            f"WI-02 Telephone | 1.0 | 2026-04-20 | Change |  | {first} | {april} | Everyone",
        ],
        "Withdrawn and superseded documents": [
            "QP-03 Fairs | Superseded | 2026-05-01 |  |  | QP-04 Markets | 1.0 | ",
            "WI-01 Telephone | Withdrawn | 2026-04-20 | Merged. | Ann Admiraal | WI-02 Telephone | 1.0 | ",
        ],
        "Decided, not yet in force": [
            f"QR-01 Record | 1.1 | 2026-09-01 | Change |  | {second} | {may} | Everyone",
        ],
        "Shared facts with another value": ["Answer | 5 days | 3 days | QP-01, QP-02"],
        "Periodic reviews": ["QR-01 Record | 2026-05-02 | Bob Bakker | kept as it is | Fits on one page."],
        "Concessions and temporary instructions": [
            f"QP-02 Reviews | Granted | {flood} | Ann Admiraal (Manager, 2026-03-28)",
            f"QP-02 Reviews | Ended | {flood} | Ann Admiraal (Manager, 2026-03-28)",
        ],
        "Clauses addressed by other documents": ["ISO 10002:2018 | 8.7 Continual improvement | QP-01 |  | "],
    }


def test_the_index_in_chinese(audited: Sources) -> None:
    """Headings and words are those of a Chinese quality manager."""
    found = told(audited, "zh")

    assert found[""] == ["新增 2 份 · 修订 2 份 · 失效 2 份 · 未变 1 份"]
    assert list(found)[1:] == [
        "修订的文件",
        "新增文件",
        "作废与被替代文件",
        "已批准，尚未实施",
        "取值改变的共用数据",
        "定期评审",
        "让步与临时规定",
        "条款覆盖的变化",
    ]


def test_a_value_that_nobody_works_by_yet_is_no_change(tmp_path: Path) -> None:
    """The files say 3 days since April; what is in force prints 5 days until September."""
    house = issued_house(tmp_path)
    house.change("manual/parameters.yaml", "value: 5 days", "value: 3 days")
    house.revise("QP-01", "1.1", "2026-09-01")
    house.approve("QP-01", on="2026-04-02")
    house.commit("Three days", "2026-04-02")

    assert list(told(sources(house.root, "2026-03-10", "2026-06-01"))) == ["", "Decided, not yet in force"]
    later = told(sources(house.root, "2026-06-01", "2026-10-01"))
    assert later["Shared facts with another value"] == ["Answer | 5 days | 3 days | QP-01"]


def test_a_withdrawal_that_is_decided_is_told(tmp_path: Path) -> None:
    """Until its day the document is in force."""
    house = issued_house(tmp_path)
    add(house, "QP-01", "withdrawn: {on: 2026-09-01, by: ann, role: manager, reason: Done.}\n")
    house.commit("Withdraw QP-01", "2026-04-02")

    (row,) = told(sources(house.root, "2026-03-10", "2026-06-01"))["Decided, not yet in force"]

    assert "| To be withdrawn on 2026-09-01. Done. | Ann Admiraal |" in row


def test_every_link_of_the_index_leads_to_a_file(audited: Sources) -> None:
    """To the documents in force, the redlines and the old revisions, by ways that hold wherever the zip is unpacked."""
    folder = "07-changes-文件更改"
    present = {*members(audited), *audited.paths.values()}

    for language, name in (("en", "00-index-of-changes_en.docx"), ("zh", "00-更改一览_zh.docx")):
        word = members(audited)[f"{folder}/{name}"].make()
        targets = targets_of(part(word, "word/_rels/document.xml.rels"), folder)
        assert targets <= present
        obsolete = {each.path for each in members(audited).values() if each.number and each.language == language}
        assert obsolete <= targets
        assert lint(word) == []


def targets_of(relations: str, folder: str) -> set[str]:
    """Where the links of a part lead, as paths in the bundle."""
    found = re.findall(r'Target="([^"]*)" TargetMode="External"', relations)
    return {posixpath.normpath(posixpath.join(folder, unquote(target))) for target in found}


def test_the_workbook_holds_the_same_tables(audited: Sources) -> None:
    """A worksheet for each table, to be filtered."""
    made = members(audited)["07-changes-文件更改/00-index-of-changes_en.xlsx"].make()

    assert part(made, "xl/workbook.xml").count("<sheet ") == 8
    assert {"QP-01 Answers", "1.0 → 1.2"} <= set(re.findall(r"<t[^>]*>([^<]*)</t>", part(made, "xl/sharedStrings.xml")))


# ── Who must not see what ────────────────────────────────────────────────────


def test_what_became_confidential_is_told_of_nowhere(tmp_path: Path) -> None:
    """Neither as gone nor with its old text: its title, too, is above the audience now."""
    house = issued_house(tmp_path)
    house.revise("QP-01", "1.1", "2026-04-01", "owner: manager", "classification: confidential\nowner: manager")
    house.approve("QP-01", on="2026-03-20")
    house.commit("QP-01 is confidential", "2026-03-20")

    found = sources(house.root, "2026-03-10", "2026-06-01", audience="internal")

    assert told(found) == {"": ["No document changed in this time."]}
    assert {each.number for each in members(found).values()} == {""}


def test_what_was_confidential_is_not_called_new(tmp_path: Path) -> None:
    """It was there before, but not for these readers; its old text stays closed."""
    house = new_house(tmp_path)
    house.change(FILES["QP-01"], "owner: manager", "classification: confidential\nowner: manager")
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    house.revise("QP-01", "1.1", "2026-04-01", "classification: confidential\n", "")
    house.approve("QP-01", on="2026-03-20")
    house.commit("QP-01 is for all", "2026-03-20")

    found = sources(house.root, "2026-03-10", "2026-06-01", audience="internal")

    (row,) = told(found)["New documents"]
    assert "| Not new: it was not for these readers or this site before. / Whole document: " in row
    assert {each.kind for each in members(found).values()} == {"changes"}


# ── Making them, and taking them from the former bundle ──────────────────────


def keys(found: Sources) -> Mapping[str, str]:
    """The digests of all that is not the index, by path."""
    return {path: each.key for path, each in members(found).items() if each.number}


def test_all_files_are_clean_and_made_the_same_again(audited: Sources) -> None:
    """By our lint; and a member that was pickled makes the same bytes."""
    for member in members(audited).values():
        made = member.make()
        assert pickle.loads(pickle.dumps(member)).make() == made
        if member.path.endswith(".docx"):
            assert lint(made) == []


def test_the_same_key_means_the_same_bytes(tmp_path: Path) -> None:
    """A change elsewhere leaves a redline alone; one that it prints, or another look or beginning, does not."""
    house = new_house(tmp_path, numbers=("QP-01", "QP-02", "WI-01"))
    house.change(FILES["QP-01"], "Use [QR-01].", "Use [QR-01] and [QP-02].")
    house.approve("QP-01", "QP-02", "WI-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    house.revise("QP-01", "1.1", "2026-04-01", " and [QP-02]", "")
    house.revise("QP-02", "1.1", "2026-04-01")
    house.approve("QP-01", "QP-02", on="2026-03-20")
    house.commit("Revise", "2026-03-20")
    before = sources(house.root, "2026-03-10", "2026-06-01")
    first, made = keys(before), {path: each.make() for path, each in members(before).items()}
    assert len(set(first.values())) == len(first) == 4

    house.revise("WI-01", "1.1", "2026-05-01", "Lift", "Grab")
    house.approve("WI-01", on="2026-04-02")
    house.commit("WI-01 1.1", "2026-04-02")
    after = sources(house.root, "2026-03-10", "2026-06-01")

    assert {path: key for path, key in keys(after).items() if "WI-01" not in path} == first
    assert {path: members(after)[path].make() for path in first} == {path: made[path] for path in first}
    assert not set(first.values()) & set(keys(sources(house.root, "2026-03-10", "2026-06-01", context="x")).values())

    house.revise("QP-02", "1.2", "2026-05-02", "title: Reviews", "title: Praise")
    house.approve("QP-02", on="2026-04-03")
    house.commit("QP-02 1.2", "2026-04-03")
    now = keys(sources(house.root, "2026-03-10", "2026-06-01"))
    assert not {key for path, key in now.items() if "QP-01" in path} & set(first.values())  # its old text names QP-02
