"""The registers, matrices and approvals of a bundle: what they say, where they lead, and that programs open them."""

import pickle
import posixpath
import re
import subprocess
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from qmsdocs.audience import for_audience
from qmsdocs.build import proved_word_file
from qmsdocs.bundle import registers
from qmsdocs.bundle.documents import document_paths
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import Names
from qmsdocs.bundle.registers import register_members
from qmsdocs.cache import Cache
from qmsdocs.compose.document import document_tree
from qmsdocs.pipeline import load_in_force
from qmsdocs.writers.word.reference import load_reference
from tests.house import House, issued_house
from tests.test_real_word_files import VALIDATOR, sdk_errors
from tests.test_workbook import CALC
from tests.word_lint import R, W, lint
from tests.workbooks import worksheets

ROOT = Path(__file__).parent.parent


def sources(root: Path, *languages: str, as_of: str = "2026-11-24", audience: str = "") -> Sources:
    """What the registers of a house are made from."""
    loaded = load_in_force(root, date.fromisoformat(as_of), Cache(), checks=False)
    assert loaded.master is not None
    master = for_audience(loaded.master, audience)
    names = Names(languages or ("en",))
    paths = document_paths(master, names)
    return Sources(replace(loaded, master=master), None, "", names, load_reference(None), paths, "context")


def rows(members: list[Member], title: str, sheet: str = "") -> list[list[str]]:
    """The table of a workbook as it is read from the file, its head first."""
    (member,) = [each for each in members if each.title == title and each.path.endswith(".xlsx")]
    found = worksheets(member.make())
    (only,) = [each for each in found if not sheet or each.name == sheet]
    (pane,) = only.xml.iter("{*}pane")
    return only.rows[int(pane.get("ySplit", "1")) - 1 :]


def line(row: list[str]) -> str:
    """A row on one line, a fingerprint by its beginning."""
    return " | ".join(re.sub(r"(sha256:\w{4})\w+", r"\1…", cell).replace("\n", " / ") for cell in row)


@pytest.fixture(scope="module")
def linden(demo: Path) -> Sources:
    """The demo house, in both languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QMSDOCS_CACHE", str(demo.parent / "cache"))
        return sources(demo, "en", "zh")


@pytest.fixture(scope="module")
def members(linden: Sources) -> list[Member]:
    """All its registers."""
    return list(register_members(linden))


# ── Which files there are ────────────────────────────────────────────────────


def test_each_register_is_a_word_file_and_a_workbook(demo: Path) -> None:
    """In folders of their own, numbered without gaps, named in the language of the reader; empty ones are left out."""
    found = list(register_members(sources(demo, "zh")))

    assert [member.path for member in found if member.path.endswith(".docx")] == [
        "05-台账清单/01_受控文件清单_2026-11-24.docx",
        "05-台账清单/02_外来文件清单_2026-11-24.docx",
        "05-台账清单/03_记录清单_2026-11-24.docx",
        "05-台账清单/04_记录表格_2026-11-24.docx",
        "05-台账清单/05_文件发放清单_2026-11-24.docx",
        "05-台账清单/06_文件更改台账_2026-11-24.docx",
        "05-台账清单/07_让步与临时规定_2026-11-24.docx",
        "05-台账清单/08_作废与被替代文件_2026-11-24.docx",
        "05-台账清单/09_投诉渠道_2026-11-24.docx",
        "06-对照矩阵/01_条款对照表_2026-11-24.docx",
        "06-对照矩阵/02_职能分配表_2026-11-24.docx",
        "08-审批/01_批准记录与证据_2026-11-24.docx",
        "08-审批/02_修订追溯记录_2026-11-24.docx",
    ]
    assert [member.path.replace(".docx", ".xlsx") for member in found[::2]] == [member.path for member in found[1::2]]
    assert {(member.kind, member.language, member.number) for member in found} == {("register", "zh", "")}


def test_a_house_with_little_has_few_registers(tmp_path: Path) -> None:
    """Without channels, standards, objectives and external documents there are no files for them."""
    house = issued_house(tmp_path / "house")
    found = register_members(sources(house.root, as_of="2026-06-01"))

    assert [Path(member.path).name for member in found if member.path.endswith(".xlsx")] == [
        "01_Master-document-list_2026-06-01.xlsx",
        "02_Forms_2026-06-01.xlsx",
        "03_Distribution-list_2026-06-01.xlsx",
        "04_Change-ledger_2026-06-01.xlsx",
        "01_Approvals-and-their-evidence_2026-06-01.xlsx",
        "02_Audit-trail_2026-06-01.xlsx",
    ]


def test_members_are_made_in_other_processes_and_again(linden: Sources) -> None:
    """What makes a file survives pickling, and both times the same bytes and the same key come out."""
    first, second = (list(register_members(linden)) for _ in range(2))

    assert [member.key for member in first] == [member.key for member in second]
    assert len({member.key for member in first}) == len(first)
    assert [pickle.loads(pickle.dumps(member.make))() for member in first] == [member.make() for member in second]


def test_each_file_says_as_of_when_it_is_and_from_which_commit(linden: Sources, members: list[Member]) -> None:
    """One line under the title, in the language of the file."""
    assert linden.loaded.history is not None
    commit = linden.loaded.history.tip[:10]
    notes = {member.title: worksheets(member.make())[0].rows[1][0] for member in members if ".xlsx" in member.path}

    assert notes["Master document list"] == (
        f"As of 24 November 2026, made from the controlled documents at commit {commit}."
    )
    assert notes["受控文件清单"] == f"截至2026年11月24日，由受控文件生成（提交 {commit}）。"


def test_what_an_audience_may_not_read_is_told_of_by_number_only(demo: Path) -> None:
    """Its title stands nowhere, not even where other documents take its place."""
    shown = sources(demo, "en", audience="public")
    everything = [text for member in register_members(shown) for text in words(member)]

    assert not [text for text in everything if "Receiving and acknowledging" in text]
    assert [text for text in everything if text.endswith("17 further documents are not contained in this bundle.")]


# ── Who approved what ────────────────────────────────────────────────────────


def test_approvals_state_who_signed_and_how_that_is_proved(members: list[Member]) -> None:
    """Of each document the revision in force and the announced one, signature by signature."""
    commit = re.compile(r"\b[0-9a-f]{10}\b")
    found = [commit.sub("COMMIT", line(row)) for row in rows(members, "Approvals and their evidence", "Revisions")]

    assert found[0] == (
        "Document | Revision | Change request | Signed as | Name | Role | Date | Evidence | Commit"
        " | On the branch since | Fingerprint (SHA-256)"
    )
    assert [row for row in found if row.startswith(("PO-01", "QP-03", "WI-04"))] == [
        "PO-01 Complaints policy | 3.0 | CR-02 | Prepared | Joris Brandt | Quality Manager | date(2024-02-23)"
        " | Committed by the signer | COMMIT | date(2024-02-23) | ",
        "PO-01 Complaints policy | 3.0 | CR-02 | Approved | Hanna Linden | Managing Director | date(2024-02-28)"
        " | Signed with key | COMMIT | date(2024-02-28) | sha256:6296…",
        "QP-03 Control of documents | 1.1 on 2026-12-15 | CR-08 | Prepared | Lotte Smit | Document Controller"
        " | date(2026-11-06) | Committed by the signer | COMMIT | date(2026-11-06) | ",
        "QP-03 Control of documents | 1.1 on 2026-12-15 | CR-08 | Approved | Mei Tan | Quality Manager"
        " | date(2026-11-10) | Committed by the signer | COMMIT | date(2026-11-10) | sha256:f138…",
        "QP-03 Control of documents | 1.0 | CR-01 | Prepared | Lotte Smit | Document Controller | date(2023-12-08)"
        " | Committed by the signer | COMMIT | date(2023-12-29) | ",
        "QP-03 Control of documents | 1.0 | CR-01 | Approved | Joris Brandt | Quality Manager | date(2023-12-22)"
        " | Committed by the signer | COMMIT | date(2023-12-29) | sha256:39ba…",
        "WI-04 Complaints at fairs | 1.0 |  | Prepared | Mei Tan | Service Adviser | date(2023-02-23)"
        " | As stated before this system | COMMIT | date(2023-11-24) | ",
        "WI-04 Complaints at fairs | 1.0 |  | Approved | Sofie Kramer | Head of Service | date(2023-03-03)"
        " | As stated before this system | COMMIT | date(2023-11-24) | ",
    ]


def test_withdrawals_and_concessions_name_who_decided(members: list[Member]) -> None:
    """With the day, the reason, and whether the decision stands as it was made."""
    title = "Approvals and their evidence"

    assert [line(row) for row in rows(members, title, "Withdrawals")[1:]] == [
        "WI-02 Complaints by letter and e-mail | date(2025-11-04) | Sofie Kramer | Head of Service"
        " | It knew letters only. | WI-05 Complaints in writing | Holds as it was decided | sha256:ac4a…",
        "WI-04 Complaints at fairs | date(2025-03-04) | Sofie Kramer | Head of Service"
        " | We have no stand at fairs any more. |  | Holds as it was decided | sha256:e1bb…",
    ]
    assert [line(row) for row in rows(members, title, "Concessions")[1:]] == [
        "WI-03 step 3; Taicang | Concession | The frame is judged by eye and ruler. | date(2026-10-15)"
        " | date(2027-01-13) | Sofie Kramer | Head of Service | date(2026-10-09) | Holds as it was decided"
        " | sha256:b555…",
    ]


def approvals_of(house: House) -> list[str]:
    """Document, revision, meaning, person and evidence of each signature, as of June."""
    members = list(register_members(sources(house.root, as_of="2026-06-01")))
    found = rows(members, "Approvals and their evidence", "Revisions")[1:]
    return [line([row[0], row[1], row[3], row[4], row[7]]) for row in found]


def test_an_approval_on_paper_or_on_the_forge_says_where_it_is(tmp_path: Path) -> None:
    """Where the sheet lies, who entered it and whether it is sealed; the address of the review as a link."""
    house = issued_house(tmp_path / "house")
    house.revise("QP-01", "1.1", "2026-04-01", "Use", "Take")
    house.approve("QP-01", paper={"entered_by": "bob", "original": "Binder 3, sheet 12", "sealed": "true"})
    house.revise("QR-01", "1.1", "2026-04-01", "title: Call", "title: Calls")
    house.approve("QR-01", forge="https://forge.example/pulls/7#review-1")
    house.commit("Enter approvals", "2026-03-02", "bob")

    assert approvals_of(house) == [
        "QP-01 Answers | 1.1 | Prepared | Bob Bakker | Committed by the signer",
        "QP-01 Answers | 1.1 | Approved | Ann Admiraal | Signed on paper / Original: Binder 3, sheet 12"
        " / The sheet carries a seal. / Entered by Bob Bakker",
        "QR-01 Record | 1.1 | Prepared | Bob Bakker | Committed by the signer",
        "QR-01 Record | 1.1 | Approved | Ann Admiraal | Declared in the file / https://forge.example/pulls/7#review-1",
    ]
    (links,) = [
        worksheets(member.make())[0].links
        for member in register_members(sources(house.root, as_of="2026-06-01"))
        if "Approvals" in member.path and member.path.endswith(".xlsx")
    ]
    assert ("https://forge.example/pulls/7", "review-1") in links.values()


def test_void_approvals_are_said_to_be_void(tmp_path: Path) -> None:
    """An approval by one who may not, or of another text, is listed before the revision in force, with the reason."""
    house = issued_house(tmp_path / "house")
    house.revise("QP-01", "1.1", "2026-04-01", "Use", "Take")
    house.approve("QP-01", by="bob")
    house.revise("QR-01", "1.1", "2026-04-01", "title: Call", "title: Calls")
    house.approve("QR-01")
    house.change("forms/QR-01.yaml", "title: Calls", "title: Callers")
    house.commit("Approve in vain", "2026-03-02", "bob")

    assert approvals_of(house) == [
        "QP-01 Answers | 1.1 | Prepared | Bob Bakker | Committed by the signer",
        "QP-01 Answers | 1.1 | Approved | Bob Bakker | Committed by the signer"
        " / Does not count: the person did not hold the role on that day."
        " / Does not count: the person prepared the revision.",
        "QP-01 Answers | 1.0 | Prepared | Bob Bakker | Committed by the signer",
        "QP-01 Answers | 1.0 | Approved | Ann Admiraal | Committed by the signer",
        "QR-01 Record | 1.1 | Prepared | Bob Bakker | Committed by the signer",
        "QR-01 Record | 1.1 | Approved | Ann Admiraal | Declared in the file"
        " / Does not count: it approved another content than this.",
        "QR-01 Record | 1.0 | Prepared | Bob Bakker | Committed by the signer",
        "QR-01 Record | 1.0 | Approved | Ann Admiraal | Committed by the signer",
    ]


def test_a_decision_that_was_changed_afterwards_is_said_to_be_void(tmp_path: Path) -> None:
    """A withdrawal and a concession whose fingerprint is not that of what stands there; one that nobody approved."""
    house = issued_house(tmp_path / "house")
    other = "sha256:" + "0" * 64
    more = (
        "concessions:\n"
        "  - {id: late, what: Answer within 9 days., reason: Illness., from: 2026-05-01, to: 2026-07-01, signatures:\n"
        f"      [{{as: approved, by: ann, role: manager, on: 2026-04-30, fingerprint: '{other}'}}]}}\n"
        "  - {id: later, what: Answer within 10 days., reason: Flu., from: 2026-05-01, to: 2026-07-01}\n"
    )
    gone = "withdrawn: {on: 2026-08-01, by: ann, role: manager, reason: Nobody writes.}\n"
    for path, text in (("procedures/QP-01.yaml", more), ("forms/QR-01.yaml", gone)):
        house.write(path, house.read(path) + text)
    house.commit("Decide", "2026-05-01")
    members = list(register_members(sources(house.root, as_of="2026-06-01")))
    title = "Approvals and their evidence"

    assert [line(row) for row in rows(members, title, "Withdrawals")[1:]] == [
        "QR-01 Record | date(2026-08-01) | Ann Admiraal | Manager | Nobody writes. | "
        " | Does not count: it names no fingerprint, so nobody can tell what was approved. | ",
    ]
    assert [line([row[0], row[2], *row[5:]]) for row in rows(members, title, "Concessions")[1:]] == [
        "QP-01 | Answer within 9 days. | Ann Admiraal | Manager | date(2026-04-30)"
        " | Does not count: it approved another content than this. | sha256:0000…",
        "QP-01 | Answer within 10 days. |  |  |  | Not approved | ",
    ]


def test_the_audit_trail_has_each_revision_with_the_commit_that_brought_it(demo: Path, members: list[Member]) -> None:
    """The newest first, by whom, and where the file stood then; nothing of it is younger than the day."""
    found = rows(members, "Audit trail")

    assert found[0] == ["On the branch since", "Document", "Revision", "Commit", "Committed by", "File"]
    assert [line([*row[:3], *row[4:]]) for row in found if row[1].startswith("WI-05")] == [
        "date(2026-07-29) | WI-05 Complaints in writing | 1.2 | Wu Jun | instructions/WI-05.yaml",
        "date(2026-03-27) | WI-05 Complaints in writing | 1.1 | Lotte Smit | instructions/WI-05.yaml",
        "date(2025-10-15) | WI-05 Complaints in writing | 1.0 | Sofie Kramer | work_instructions/WI-05.yaml",
    ]
    log = subprocess.run(["git", "log", "--format=%h", "--abbrev=10"], cwd=demo, capture_output=True, text=True)
    assert {row[3] for row in found[1:]} <= set(log.stdout.split())
    before = list(register_members(sources(demo, as_of="2025-06-30")))
    assert rows(before, "Audit trail")[1][0] == "date(2025-05-13)"


# ── Who receives what, who does what ─────────────────────────────────────────


def test_the_distribution_list_says_who_receives_what(content: Path) -> None:
    """Everyone, or departments, sites and roles in words; and who is trained for the revision."""
    file = content / "work_instructions" / "WI-08.yaml"
    text = file.read_text(encoding="utf-8")
    assert "applies_to: [quality, production, customer-service]" in text
    wanted = "applies_to: [quality, production, shanghai, case-owner]"
    file.write_text(text.replace("applies_to: [quality, production, customer-service]", wanted), encoding="utf-8")
    found = rows(list(register_members(sources(content))), "Distribution list")

    assert found[0] == ["Number", "Title", "Revision", "Effective", "Classification", "Received by", "Trained for it"]
    assert [line([row[0], *row[4:6]]) for row in found[1:] if row[0] in ("QP-01", "WI-01", "WI-08", "QR-05")] == [
        "QP-01 | Internal | Everyone",
        "WI-01 | Internal | Departments: Customer Service",
        "WI-08 | Internal | Departments: Quality, Production / Sites: Shanghai / Roles: Case Owner",
        "QR-05 | Confidential | Everyone",
    ]


def test_clauses_lead_to_places_and_forms(content: Path) -> None:
    """A row for each place that addresses a clause, with what is filled in there; what is excluded says why."""
    members = list(register_members(sources(content)))
    found = rows(members, "Clause matrix", "ISO 10002 2018")

    assert found[0] == ["Clause", "Short title", "Number", "Title", "Place", "Forms and records"]
    assert [line([row[0], row[2], *row[4:]]) for row in found if row[0] in ("0.1", "7.4", "Annex E")] == [
        "0.1 |  | Not applicable: Introduction; it asks for nothing that a document can meet. | ",
        "7.4 | QM-01 | “Acknowledgement” | QR-03",
        "7.4 | QP-05 | step 8 Acknowledge in writing | QR-01, QR-03, QR-11",
        "7.4 | QR-03 | Whole document | ",
        "Annex E | QM-01 | “Tracking” | QR-04, QR-11",
        "Annex E | QR-04 | Whole document | ",
    ]
    grid = rows(members, "Clause matrix", "ISO 10002 2018 by document")
    marked = {row[0][:5]: [clause for clause, mark in zip(grid[0], row, strict=True) if mark == "●"] for row in grid}
    assert marked["WI-01"] == ["4.5", "4.6", "7.2"]
    assert marked["QP-08"] == ["7.7", "7.8", "7.9", "Annex F"]


def test_one_department_leads_on_each_clause(content: Path) -> None:
    """That of the owner of the first document below the manual; others support; what is excluded asks for no duty."""
    found = rows(list(register_members(sources(content))), "Duty matrix", "ISO 10002 2018")

    heads = found[0][1:-1]
    assert heads[:4] == ["Top management", "Customer Service", "Quality", "Production"]
    told = {}
    for row in found[1:]:
        lead = [unit for unit, mark in zip(heads, row[1:-1], strict=True) if mark == "▲"]
        support = [unit for unit, mark in zip(heads, row[1:-1], strict=True) if mark == "△"]
        assert len(lead) == 1, row[0]
        told[row[0]] = (lead, support, row[-1])
    assert told["5.3 Policy"] == (["Top management"], ["Quality"], "PO-01, QM-01, QP-14")
    assert told["6.4 Resources"] == (
        ["Human Resources"],
        ["Top management", "Customer Service", "Quality"],
        "QM-01, QP-03, QR-12",
    )
    assert told["7.4 Acknowledgement of complaints"] == (["Customer Service"], ["Quality"], "QM-01, QP-05, QR-03")
    assert told["7.5 Initial assessment of complaints"] == (
        ["Customer Service"],
        ["Quality", "Legal"],
        "QM-01, QP-06, WI-06, WI-07, WI-14, QR-15",
    )


# ── Links ────────────────────────────────────────────────────────────────────


def links(member: Member) -> Iterator[tuple[str, str]]:
    """The files to which a register leads, as paths in the bundle, and the bookmarks in them."""
    data, folder = member.make(), posixpath.dirname(member.path)
    if member.path.endswith(".xlsx"):
        found = [link for sheet in worksheets(data) for link in sheet.links.values()]
    else:
        with zipfile.ZipFile(BytesIO(data)) as package:
            relations = etree.fromstring(package.read("word/_rels/document.xml.rels"))
            body = etree.fromstring(package.read("word/document.xml"))
        targets = {each.get("Id"): each.get("Target", "") for each in relations}
        found = [
            (targets[link.get(f"{R}id")], link.get(f"{W}anchor", ""))
            for link in body.iter(f"{W}hyperlink")
            if link.get(f"{R}id")
        ]
    for target, mark in found:
        yield posixpath.normpath(posixpath.join(folder, unquote(target))), mark


@pytest.mark.parametrize("house", ["demo", "own"])
def test_every_link_leads_to_a_file_of_the_bundle_and_a_bookmark_in_it(demo: Path, house: str) -> None:
    """From Word files and from workbooks, in both languages."""
    made = sources(demo if house == "demo" else ROOT, "en", "zh")
    where = {path: key for key, path in made.paths.items()}

    @cache
    def marks(path: str) -> set[str | None]:
        number, language = where[path]
        tree = document_tree(made.editions[language], number, made.loaded.tree.read)
        with zipfile.ZipFile(BytesIO(proved_word_file(tree, made.reference))) as package:
            body = etree.fromstring(package.read("word/document.xml"))
        return {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}

    seen = 0
    for member in register_members(made):
        for path, mark in links(member):
            seen += 1
            assert path in where, (member.path, path)
            assert where[path][1] == member.language
            assert not mark or mark in marks(path), (member.path, path, mark)
    assert seen > 400


# ── Files ────────────────────────────────────────────────────────────────────


def words(member: Member) -> list[str]:
    """The texts of a file."""
    data = member.make()
    if member.path.endswith(".xlsx"):
        return [cell for sheet in worksheets(data) for row in sheet.rows for cell in row]
    with zipfile.ZipFile(BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return ["".join(text.text or "" for text in each.iter(f"{W}t")) for each in body.iter(f"{W}p")]


def test_word_files_hang_together(members: list[Member]) -> None:
    """Our own lint finds nothing; pages lie on their side, each table has its head on every page, nothing is said to
    be generated."""
    for member in members:
        if member.path.endswith(".docx"):
            data = member.make()
            assert lint(data) == [], member.path
            with zipfile.ZipFile(BytesIO(data)) as package:
                body = package.read("word/document.xml").decode()
                core = package.read("docProps/core.xml").decode()
            assert 'w:orient="landscape"' in body
            assert body.count("<w:tblHeader/>") == body.count("<w:tblStyle") > 0
            assert not [text for text in words(member) if "not part of the approved text" in text]
            assert "contentStatus" not in core


def test_a_long_register_is_shortened_in_word(linden: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of rows are for the workbook; the Word file says how many there are."""
    monkeypatch.setattr(registers, "MAX_ROWS", 3)
    word, workbook = (each for each in register_members(linden) if "Master-document-list" in each.path)

    assert "The first 3 of 18 rows. All of them stand in the workbook beside this file." in words(word)
    assert [text for text in words(word) if re.fullmatch(r"[A-Z]{2}-\d\d", text)] == ["PO-01", "QM-01", "QP-01"]
    assert len([text for text in words(workbook) if re.fullmatch(r"[A-Z]{2}-\d\d", text)]) == 18


def written(members: list[Member], folder: Path) -> list[Path]:
    """The files of registers on disk, in Chinese."""
    found = []
    for member in members:
        if member.language == "zh":
            file = folder / Path(member.path).name
            file.write_bytes(member.make())
            found.append(file)
    return found


@pytest.mark.sdk
@pytest.mark.skipif(not VALIDATOR.exists(), reason="SKIPPED: the Open XML SDK validator is not installed (make tools)")
def test_the_open_xml_sdk_finds_nothing(members: list[Member], tmp_path: Path) -> None:
    """Microsoft's own validator accepts every file."""
    files = written(members, tmp_path)
    with ThreadPoolExecutor() as pool:
        found = dict(zip(files, pool.map(sdk_errors, files), strict=True))

    assert {file.name: errors for file, errors in found.items() if errors} == {}


@pytest.mark.office
@pytest.mark.skipif(not CALC, reason="SKIPPED: LibreOffice Calc is not installed")
def test_libreoffice_opens_every_file(members: list[Member], tmp_path: Path) -> None:
    """Each becomes a PDF whose pages state their title and their number."""
    pypdf = pytest.importorskip("pypdf")
    for ending in ("docx", "xlsx"):
        folder = tmp_path / ending
        folder.mkdir()
        files = [file for file in written(members, folder) if file.suffix == f".{ending}"]
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        for file in files:
            pages = pypdf.PdfReader(folder / f"{file.stem}.pdf").pages
            title = file.stem.split("_")[1]
            for place, page in enumerate(pages, 1):
                text = re.sub(r"\s+", "", page.extract_text())
                assert f"第{place}页共{len(pages)}页" in text and title in text, (file.name, place, text[:100])
