"""`qmsdocs approve`: a signature on exactly the content that stands there, or the reason why not."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from qmsdocs.acts import approved, renewed, revised
from tests.house import House, issued_house, new_house
from tests.transcripts import contents, transcript

Change = Callable[[Path, str, str], None]

DAY = ("--on", "2026-02-20")
SAID = ("--what", "The bell rings twice.", "--why", "Audit of July.", "--effective", "2026-04-01")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 1.0 and QR-01 1.0 are in force; QP-01 1.1 is open, with another text that Bob prepared."""
    house = issued_house(tmp_path / "house")
    house.revise("QP-01", "1.1", "2026-04-01", "Use [QR-01].", "Fill in [QR-01].")
    house.commit("Open QP-01 1.1", "2026-02-15", "bob")
    return house


@pytest.fixture
def drafting(tmp_path: Path) -> House:
    """Nothing is controlled yet; QP-01 1.0, QP-02 1.0 and QR-01 1.0 carry approvals."""
    house = new_house(tmp_path / "house", numbers=("QP-01", "QP-02"))
    house.change("qms.yaml", "controlled_from: start\n", "")
    house.approve("QP-01", "QP-02", "QR-01")
    house.commit("Approve", "2026-02-10")
    return house


def fingerprints(house: House) -> dict[str, str]:
    """What each document says of the content that was approved last, by file."""
    found = {}
    for path, data in contents(house.root).items():
        lines = [line for line in data.decode().splitlines() if "fingerprint: " in line]
        if lines:
            found[path.split("/")[-1][:5]] = lines[0].partition("fingerprint: ")[2].strip('"} ')
    return found


# ── One signature ────────────────────────────────────────────────────────────


def test_an_approval_is_added(house: House) -> None:
    """The signature stands below the others with the fingerprint, and the rest of the file stays."""
    before = house.read("procedures/QP-01.yaml")
    told = transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY)
    found = fingerprints(house)["QP-01"]

    assert (
        told
        == f"""\
QP-01 1.1: approved by Ann Admiraal (manager) on 2026-02-20, {found}
Next: commit it and open a pull request.
exit 0
"""
    )
    prepared = "      - {as: prepared, by: bob, role: writer, on: 2026-02-01}\n"
    new = f"""\
      - as: approved
        by: ann
        role: manager
        on: 2026-02-20
        fingerprint: {found}
"""
    assert house.read("procedures/QP-01.yaml") == before.replace(prepared, prepared + new, 1)
    assert house.findings("2026-03-15") == []


def test_what_was_approved_is_in_force_once_it_is_committed(house: House) -> None:
    """The approval counts, and the commit of the approver proves it."""
    transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY)
    house.commit("Approve QP-01 1.1", "2026-02-20", "ann")

    assert house.list("2026-04-01")["QP-01"] == "1.1 effective"
    assert house.grade("QP-01", "2026-04-01") == "attributed"


def test_a_deputy_approves(house: House) -> None:
    """Whoever stands in for the holder on that day may approve in the role."""
    told = transcript(house.root, "approve", "QP-01", "--as", "cas", *DAY)

    assert told.startswith("QP-01 1.1: approved by Cas Claus (manager) on 2026-02-20, sha256:")


def test_who_signs_is_known_from_git(house: House) -> None:
    """Without `--as` it is the person whose address git commits with."""
    asked = ("approve", "QP-01", *DAY)

    assert transcript(house.root, *asked) == (
        "It is not known who acts: git has no address (user.email). Name the person, with --as or --by.\n"
        "Nothing was written.\nexit 1\n"
    )
    house.git("config", "user.email", "eva@house.example")
    assert transcript(house.root, *asked) == (
        "Nobody in the organization file has git's address eva@house.example. Name the person, with --as or --by, or "
        "add the address under `emails`.\nNothing was written.\nexit 1\n"
    )
    house.git("config", "user.email", "ANN@house.example")
    assert transcript(house.root, *asked).startswith("QP-01 1.1: approved by Ann Admiraal")


def test_a_review_on_the_forge_is_recorded(house: House) -> None:
    """The account on the forge tells who reviewed there; the address of the review is kept."""
    review = "https://forge.example/pulls/7#review-1"
    asked = ("approve", "QP-01", "--login", "Ann-A", "--forge", review, *DAY)
    assert transcript(house.root, *asked) == (
        "Nobody in the organization file has the account Ann-A. Add it under `logins` of the person.\n"
        "Nothing was written.\nexit 1\n"
    )

    house.change("manual/organization.yaml", "ann: {name: Ann Admiraal,", "ann: {name: Ann Admiraal, logins: [ann-a],")
    assert transcript(house.root, *asked).endswith("exit 0\n")
    assert f"        forge: {review}\n" in house.read("procedures/QP-01.yaml")
    assert house.findings("2026-03-15") == []


def test_an_approval_on_paper_is_entered(house: House) -> None:
    """The entry says where the sheet lies, who entered it and that it is sealed."""
    paper = ("--paper", "Binder 3, sheet 12", "--entered-by", "bob", "--sealed")
    told = transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY, *paper)

    assert told.endswith(
        "Next: compare the fingerprints with those on the sheet, commit it and open a pull request.\nexit 0\n"
    )
    sheet = '        paper: {entered_by: bob, original: "Binder 3, sheet 12", sealed: true}\n'
    assert sheet in house.read("procedures/QP-01.yaml")
    house.commit("Enter sheet 12", "2026-02-20", "bob")
    assert house.grade("QP-01", "2026-04-01") == "paper"


def test_signatures_before_approval(house: House) -> None:
    """Whoever reviews or countersigns signs without a fingerprint; in which role, earlier signatures tell."""
    told = transcript(house.root, "approve", "QP-01", "--as", "cas", "--meaning", "reviewed", *DAY)

    assert told == (
        "QP-01 1.1: reviewed by Cas Claus (manager) on 2026-02-20\nNext: commit it and open a pull request.\nexit 0\n"
    )
    prepared = "      - {as: prepared, by: bob, role: writer, on: 2026-02-01}\n"
    reviewed = "      - {as: reviewed, by: cas, role: manager, on: 2026-02-20}\n"
    assert prepared + reviewed in house.read("procedures/QP-01.yaml")
    again = transcript(house.root, "approve", "QP-01", "--as", "cas", "--meaning", "reviewed", *DAY)
    assert again == "QP-01 1.1: Cas Claus has signed this already.\nNothing was written.\nexit 1\n"


# ── Refusals ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (
            ("--as", "bob"),
            "QP-01 1.1: Bob Bakker holds no role on 2026-02-20 that may approve it. Who may: Manager (manager).",
        ),
        (("--as", "ann", "--role", "writer"), "QP-01 1.1: “writer” may not approve it. Who may: Manager (manager)."),
        (("--as", "bob", "--role", "manager"), "QP-01 1.1: Bob Bakker did not hold the role “manager” on 2026-02-20."),
        (("--as", "ann", "--role", "manger"), "There is no role manger. Nearest: manager."),
        (("--as", "anna"), "There is no person anna. Nearest: ann."),
        (
            ("--as", "ann", "--on", "2026-04-02"),
            "QP-01 1.1: it is to be in force from 2026-04-01, before the approval of 2026-04-02. "
            "Set a later effective date.",
        ),
        (
            ("--as", "ann", "--on", "2026-01-31"),
            "QP-01 1.1: it was prepared on 2026-02-01; it cannot be signed on 2026-01-31, before that.",
        ),
        (("--as", "ann", "--on", "2999-01-31"), "2999-01-31 is still to come: nobody has signed on that day."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_who_may_not_sign(house: House, asked: tuple[str, ...], refusal: str) -> None:
    """Wrong role, role not held that day, unknown names, and days that cannot be: nothing is written."""
    before = contents(house.root)
    told = transcript(house.root, "approve", "QP-01", *DAY, *asked).splitlines()

    assert refusal in told
    assert told[-2] == "Nothing was written."
    assert told[-1] in ("exit 1", "exit 2")
    assert contents(house.root) == before


def test_nobody_approves_own_work(house: House) -> None:
    """The author may not approve, unless the house says that authors may."""
    house.change("procedures/QP-01.yaml", "by: bob, role: writer", "by: ann, role: manager")
    asked = ("approve", "QP-01", "--as", "ann", *DAY)

    assert transcript(house.root, *asked) == (
        "QP-01 1.1: Ann Admiraal prepared it and may not approve it too.\nNothing was written.\nexit 1\n"
    )
    house.change("qms.yaml", "branch: main\n", "branch: main\nauthor_may_approve: true\n")
    assert transcript(house.root, *asked).endswith("exit 0\n")


def test_nothing_has_changed(house: House) -> None:
    """A new entry over the same text is no revision; a review is the way to say that nothing changes."""
    house.change("procedures/QP-01.yaml", "Fill in [QR-01].", "Use [QR-01].")

    assert transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY) == (
        "QP-01 1.1: nothing has changed against 1.0. Where a review changes nothing: qmsdocs review QP-01.\n"
        "Nothing was written.\nexit 1\n"
    )
    house.change("manual/parameters.yaml", "5 days", "3 days")
    assert transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY).endswith("exit 0\n")


def test_what_is_not_ready_is_told_at_once(house: House) -> None:
    """A gap in the labels, an open change summary, errors in the text and an unknown number: each is told."""
    house.change("procedures/QP-01.yaml", '- label: "1.1"', '- label: "1.3"')
    house.change("procedures/QP-01.yaml", "what: The bell rings 1.1 times.", "what: …")
    house.change("procedures/QP-01.yaml", "Fill in [QR-01].", "Fill in [QR-07].")
    before = contents(house.root)

    assert (
        transcript(house.root, "approve", "QP-01", "QR-09", "--as", "bob", *DAY)
        == """\
error[unknown-document] There is no document QR-07.
 --> procedures/QP-01.yaml:4:49
4 | purpose: Answer within {limits.answer}. Fill in [QR-07].
  |                                                 ^^^^^^^
  = hint: Correct the number; if the document is planned, enter it in qms.yaml under “reserved”.

error[label-gap] After 1.0 comes 1.1, not 1.3: a revision is missing in between.
 --> procedures/QP-01.yaml:6:12
6 |   - label: "1.3"
  |            ^^^^^
  = hint: Use the label 1.1, or enter the revision that is missing.

2 errors.
There is no document QR-09. Nearest: QR-01.
QP-01 1.3 has errors (2); approve it when they are mended.
QP-01 1.3: its change summary does not say yet what changed and why. State it under `changes`: procedures/QP-01.yaml.
QP-01 1.3: Bob Bakker holds no role on 2026-02-20 that may approve it. Who may: Manager (manager).
Nothing was written.
exit 2
"""
    )
    assert contents(house.root) == before


def test_an_approval_stands_once(house: House) -> None:
    """The same person approves the same content once; after approval nobody reviews it any more."""
    transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY)

    assert transcript(house.root, "approve", "QP-01", "--as", "ann", "--on", "2026-02-21") == (
        "QP-01 1.1: Ann Admiraal has approved exactly this content already.\nNothing was written.\nexit 1\n"
    )
    late = transcript(house.root, "approve", "QP-01", "--as", "cas", "--meaning", "reviewed", *DAY)
    assert late == "QP-01 1.1 is approved already.\nNothing was written.\nexit 1\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((), "Name the documents, or ask for --all or --change: one of the three."),
        (("QP-01", "--all"), "Name the documents, or ask for --all or --change: one of the three."),
        (("--all", "--meaning", "reviewed"), "--all is for approvals; for other signatures name the documents."),
        (("QP-01", "--sealed"), "--entered-by and --sealed belong to an approval on paper: say --paper WHERE."),
        (
            ("QP-01", "--paper", "Binder 3"),
            "Name the person who signed the sheet, with --as; a sheet is no review on the forge.",
        ),
        (("QP-01", "--output", "a.docx"), "--output is the file of the sheet: say --sheet."),
        (("--change", "CR-9"), "No newest revision belongs to the change request CR-9. Nearest: –."),
    ],
)
def test_options_that_do_not_go_together(house: House, asked: tuple[str, ...], told: str) -> None:
    """Wrong usage is told and ends with 2."""
    found = transcript(house.root, "approve", *asked).splitlines()

    assert (found[0], found[-1]) == (told, "exit 2")


# ── What a change made void ──────────────────────────────────────────────────


def test_while_drafting_a_void_approval_is_renewed_in_place(drafting: House) -> None:
    """The new fingerprint takes the place of the old one; person, role and day stay, and nothing else changes."""
    old = fingerprints(drafting)["QP-01"]
    drafting.change("procedures/QP-01.yaml", "Use [QR-01].", "Fill in [QR-01].")
    before = drafting.read("procedures/QP-01.yaml")
    told = transcript(drafting.root, "approve", "QP-01")
    new = fingerprints(drafting)["QP-01"]

    assert told.splitlines()[0] == f"QP-01 1.0: approval by Ann Admiraal (manager) of 2026-02-10 renewed, {new}"
    assert drafting.read("procedures/QP-01.yaml") == before.replace(old, new)
    assert drafting.findings() == []


def test_another_day_or_person_is_named(drafting: House) -> None:
    """With `--on` the day is renewed too, with `--as` the signature becomes that of the person named."""
    drafting.change("procedures/QP-01.yaml", "Use [QR-01].", "Fill in [QR-01].")
    transcript(drafting.root, "approve", "QP-01", *DAY)
    assert "by: ann\n        role: manager\n        on: 2026-02-20\n" in drafting.read("procedures/QP-01.yaml")

    drafting.change("procedures/QP-01.yaml", "Fill in [QR-01].", "Fill in [QR-01] at once.")
    transcript(drafting.root, "approve", "QP-01", "--as", "cas", "--on", "2026-02-21")
    text = drafting.read("procedures/QP-01.yaml")
    assert "by: cas\n        role: manager\n        on: 2026-02-21\n" in text
    assert text.count("as: approved") == 1
    assert drafting.findings() == []


def test_all_void_approvals_are_renewed_and_no_other(drafting: House) -> None:
    """`--all` renews what a change of text or of a shared fact made void; the second time there is nothing to do."""
    before = fingerprints(drafting)
    drafting.change("manual/parameters.yaml", "5 days", "3 days")
    told = transcript(drafting.root, "approve", "--all")
    after = fingerprints(drafting)

    assert [line[:9] for line in told.splitlines()[:2]] == ["QP-01 1.0", "QP-02 1.0"]
    assert [number for number in before if before[number] != after[number]] == ["QP-01", "QP-02"]
    assert drafting.findings() == []
    assert transcript(drafting.root, "approve", "--all") == "There is nothing to do.\nexit 0\n"


def test_an_approval_without_a_fingerprint_gets_one(drafting: House) -> None:
    """What was declared before there were fingerprints is bound to the content as it stands."""
    text = drafting.read("procedures/QP-01.yaml")
    lines = [line for line in text.splitlines() if "fingerprint" not in line]
    drafting.write("procedures/QP-01.yaml", "\n".join(lines) + "\n")
    transcript(drafting.root, "approve", "--all")

    assert drafting.read("procedures/QP-01.yaml") == text
    assert drafting.findings() == []


def test_once_issued_a_change_needs_a_revision(house: House) -> None:
    """On the controlled branch what was approved stays: the text was changed, so a revision is asked for."""
    house.change("forms/QR-01.yaml", "title: Call", "title: Caller")

    for asked in (("QR-01",), ("--all",), ("QR-01", "--as", "ann")):
        assert transcript(house.root, "approve", *asked) == (
            "QR-01: revision 1.0 is issued, and its text was changed afterwards. A change needs a revision of its own: "
            "qmsdocs revise QR-01.\nNothing was written.\nexit 1\n"
        )


def test_before_it_is_merged_an_approval_can_be_renewed(house: House) -> None:
    """On a branch of its own a change after approval is still drafting."""
    house.switch("change")
    transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY)
    house.commit("Approve QP-01 1.1", "2026-02-20", "ann")
    house.change("procedures/QP-01.yaml", "Fill in [QR-01].", "Fill in [QR-01] at once.")

    assert transcript(house.root, "approve", "QP-01").startswith(
        "QP-01 1.1: approval by Ann Admiraal (manager) of 2026-02-20 renewed"
    )


# ── Many at once ─────────────────────────────────────────────────────────────


def test_all_that_wait_for_a_person(house: House) -> None:
    """`--all --as` approves what the person may approve and did not write; what is approved already is left alone."""
    house.draft("QP-02", "2026-04-01")
    house.draft("WI-01", "2026-04-01")
    house.change("work_instructions/WI-01.yaml", "by: bob, role: writer", "by: ann, role: manager")
    told = transcript(house.root, "approve", "--all", "--as", "ann", *DAY)

    assert [line[:9] for line in told.splitlines()[:-2]] == ["QP-01 1.1", "QP-02 1.0"]
    assert transcript(house.root, "approve", "--all", "--as", "ann", *DAY) == "There is nothing to do.\nexit 0\n"


def test_a_change_order_is_approved_together(house: House) -> None:
    """`--change` approves what belongs to a change request; what others must approve is named."""
    house.change(
        "procedures/QP-01.yaml",
        "    changes: [{what: The bell rings 1.1",
        "    change_request: CR-7\n    changes: [{what: The bell rings 1.1",
    )
    house.draft("QP-02", "2026-04-01")
    house.change("procedures/QP-02.yaml", "    changes:", "    change_request: CR-7\n    changes:")
    house.change("procedures/QP-02.yaml", "by: bob, role: writer", "by: ann, role: manager")
    told = transcript(house.root, "approve", "--change", "CR-7", "--as", "ann", *DAY).splitlines()

    assert told[0].startswith("QP-01 1.1: approved by Ann Admiraal (manager) on 2026-02-20")
    assert told[1:] == [
        "These belong to the change order too and wait for others: QP-02.",
        "Next: commit it and open a pull request.",
        "exit 0",
    ]
    assert transcript(house.root, "approve", "--change", "CR-7", "--as", "cas", *DAY).startswith(
        "QP-02 1.0: approved by Cas"
    )


def test_a_dry_run_writes_nothing(drafting: House) -> None:
    """`--dry-run` shows the lines that would change."""
    old = fingerprints(drafting)["QP-02"]
    drafting.change("procedures/QP-02.yaml", "is praised", "is thanked")
    before = contents(drafting.root)
    told = transcript(drafting.root, "approve", "--all", "--dry-run").splitlines()

    assert [line for line in told if line.startswith(("-", "+"))][:3] == [
        "--- a/procedures/QP-02.yaml",
        "+++ b/procedures/QP-02.yaml",
        next(line for line in told if line.startswith("-") and old in line),
    ]
    assert told[-2:] == ["This would be written; nothing was.", "exit 0"]
    assert contents(drafting.root) == before


# ── The approval sheet ───────────────────────────────────────────────────────


def words(file: Path) -> str:
    """The text of a Word file, a paragraph a line."""
    from docx import Document

    found = Document(str(file))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["Approval sheet", "I approve exactly the content with these fingerprints.", "Signature, seal", "Manager"],
        ),
        ("zh", ["文件审批单", "本人批准的内容以上列指纹为准。", "签字、盖章", "Manager"]),
    ],
)
def test_the_sheet_states_what_is_signed(house: House, tmp_path: Path, language: str, said: list[str]) -> None:
    """Number, title, revision, date and fingerprint of what waits for approval, and room for pen and seal."""
    file = tmp_path / "sheet.docx"
    asked = ("approve", "--sheet", "--all", "--output", str(file), "--language", language)
    told = transcript(house.root, *asked)
    fingerprint = told.splitlines()[0].removeprefix("QP-01 1.1 sha256:")
    text = words(file)

    assert len(fingerprint) == 64
    assert OpenXmlValidator().validate(str(file)).errors == []
    for value in (*said, "QP-01", "Answers", "1.1", "2026-04-01"):
        assert value in text
    assert fingerprint in text.replace(" ", "")
    assert "QR-01" not in text.replace("qmsdocs", "")
    first = file.read_bytes()
    transcript(house.root, *asked)
    assert file.read_bytes() == first


def test_the_sheet_is_entered_with_the_same_fingerprint(house: House, tmp_path: Path) -> None:
    """What the sheet prints is what the entry writes."""
    told = transcript(house.root, "approve", "--sheet", "QP-01", "--output", str(tmp_path / "sheet.docx"))
    transcript(house.root, "approve", "QP-01", "--as", "ann", *DAY, "--paper", "Binder 3", "--entered-by", "bob")

    assert told.splitlines()[0] == f"QP-01 1.1 {fingerprints(house)['QP-01']}"


def test_no_sheet_for_what_is_not_ready(house: House, tmp_path: Path) -> None:
    """A revision whose summary is open is not put before an approver."""
    house.change("procedures/QP-01.yaml", "what: The bell rings 1.1 times.", "what: …")
    file = tmp_path / "sheet.docx"

    assert transcript(house.root, "approve", "--sheet", "--all", "--output", str(file)).endswith("exit 1\n")
    assert not file.exists()
    house.change("procedures/QP-01.yaml", "what: …", "what: It rings.")
    dry = transcript(house.root, "approve", "--sheet", "--all", "--output", str(file), "--dry-run")
    assert dry.endswith("This would be written; nothing was.\nexit 0\n")
    assert not file.exists()


# ── The shipped content ──────────────────────────────────────────────────────


def test_every_shipped_approval_is_current(content: Path) -> None:
    """The documents of this repository carry the fingerprints of their texts."""
    assert transcript(content, "approve", "--all", "--dry-run") == "There is nothing to do.\nexit 0\n"


def test_an_edit_of_a_shipped_document_voids_its_approval_alone(content: Path, change: Change) -> None:
    """After a change of one text, exactly this document is renewed."""
    change(content / "procedures" / "QP-05.yaml", "title: Receipt", "title: Reception")
    told = transcript(content, "approve", "--all").splitlines()

    assert told[0].startswith(
        "QP-05 1.0: approval by Maarten de Vries (management-representative) of 2026-09-08 renewed"
    )
    assert told[1:] == ["Next: commit it and open a pull request.", "exit 0"]
    assert transcript(content, "approve", "--all") == "There is nothing to do.\nexit 0\n"


def test_revise_and_approve_change_nothing_else_in_any_shipped_document(content: Path) -> None:
    """All documents are revised and approved: `check` finds no error, and no line is gone or changed."""
    before = contents(content)
    numbers = [name for path in before if re.fullmatch("[A-Z]{2}-[0-9]{2}", name := Path(path).stem)]
    asked = ("--what", "The bell rings twice.", "--why", "Audit of July.", "--effective", "2027-03-01")
    assert transcript(content, "revise", *numbers, *asked, "--quiet") == "exit 0\n"
    for person in ("e-vandijk", "m-devries", "s-bakker"):
        assert transcript(content, "approve", "--all", "--as", person, "--on", "2026-11-24", "--quiet") == "exit 0\n"
    after = contents(content)
    told = json.loads(transcript(content, "check", "--format", "json").rpartition("exit")[0])

    assert [found for found in told["findings"] if found["severity"] == "error"] == []
    changed = [path for path in before if before[path] != after[path]]
    assert len(changed) == len(numbers) > 10
    for path in changed:
        lines = iter(after[path].splitlines(keepends=True))
        assert all(line in lines for line in before[path].splitlines(keepends=True)), path
        assert after[path].count(b"as: approved") == 2


# ── What other parts of the program use ──────────────────────────────────────


def test_bytes_in_bytes_out() -> None:
    """Revising, approving and renewing are functions from bytes to bytes."""
    data = b"number: QP-01  # ours\n"
    data = revised(data, {"label": "1.0", "class": "change"})
    data = approved(data, "1.0", {"as": "approved", "by": "ann"})
    data = renewed(data, "1.0", 1, {"by": "cas", "on": "2026-02-20"})

    assert (
        data.decode()
        == """\
number: QP-01  # ours

revisions:
  - label: "1.0"
    class: change
    signatures:
      - {as: approved, by: cas, on: 2026-02-20}
"""
    )
