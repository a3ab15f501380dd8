"""`qmsdocs revise`: the next revision stands on top of the others, and nothing else in the file has changed."""

from datetime import timedelta
from pathlib import Path

import pytest

from qmsdocs.pipeline import today
from tests.house import House, issued_house
from tests.transcripts import contents, tail, transcript

SAID = ("--what", "The bell rings twice.", "--why", "Audit of July.")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 1.0 and QR-01 1.0 are in force."""
    return issued_house(tmp_path / "house")


def test_a_revision_is_opened_on_top_of_the_others(house: House) -> None:
    """Label, class, date, change and training are written as the house writes them; the rest of the file stays."""
    before = house.read("procedures/QP-01.yaml")
    asked = ("--effective", "2027-03-01", "--change-request", "CR-7", "--at", "purpose", *SAID)

    assert (
        transcript(house.root, "revise", "QP-01", *asked)
        == """\
QP-01: revision 1.1 opened, in force from 2027-03-01 (procedures/QP-01.yaml)
Next: change the text, have it approved, commit it and open a pull request.
exit 0
"""
    )
    new = """\
  - label: "1.1"
    class: change
    effective: 2027-03-01
    change_request: CR-7
    changes:
      - {at: purpose, what: The bell rings twice., why: Audit of July.}
    training: {roles: all, by: 2027-03-01}
"""
    assert house.read("procedures/QP-01.yaml") == before.replace("revisions:\n", f"revisions:\n{new}")
    assert "error" not in transcript(house.root, "check")


@pytest.mark.parametrize(
    ("class_", "label", "training"),
    [
        ("editorial", '"1.1"', "{roles: none}"),
        ("change", '"1.1"', "{roles: [writer], by: 2027-03-01}"),
        ("new edition", '"2.0"', "{roles: all, by: 2027-03-01}"),
    ],
)
def test_label_and_training_follow_the_class(house: House, class_: str, label: str, training: str) -> None:
    """An editorial revision trains nobody, a change those who act (here: who fill in the form), a new edition all."""
    transcript(house.root, "revise", "QR-01", "--class", class_, "--effective", "2027-03-01")
    lines = house.read("forms/QR-01.yaml").partition("revisions:\n")[2].splitlines()

    assert lines[0] == f"  - label: {label}"
    assert lines[5] == f"    training: {training}"


def test_what_is_not_said_stands_open(house: House) -> None:
    """Without a word on what and why, `…` keeps the place, and without a day it is in force in 28 days."""
    in_four_weeks = today(house.root) + timedelta(days=28)

    assert (
        transcript(house.root, "revise", "QP-01")
        == f"""\
QP-01: revision 1.1 opened, in force from {in_four_weeks} (procedures/QP-01.yaml)
Next: change the text, and state under `changes` what changed and why where … stands. Then have it approved, commit \
it and open a pull request.
exit 0
"""
    )
    assert "    changes:\n      - {what: …, why: …}\n" in house.read("procedures/QP-01.yaml")


def test_a_first_revision(house: House) -> None:
    """A document without revisions gets the first label, as a new edition, at the end of its file."""
    house.write("procedures/QP-03.yaml", "number: QP-03\ntitle: New\nowner: manager\npurpose: Read it.\n")
    transcript(house.root, "revise", "QP-03", "--effective", "2027-03-01", *SAID)

    assert (
        tail(house.read("procedures/QP-03.yaml"), "purpose")
        == """\
purpose: Read it.

revisions:
  - label: "1.0"
    class: new edition
    effective: 2027-03-01
    changes:
      - {what: The bell rings twice., why: Audit of July.}
    training: {roles: all, by: 2027-03-01}
"""
    )


def test_who_prepares_it(house: House) -> None:
    """The preparer signs in the role in which the person signed this document before."""
    transcript(house.root, "revise", "QP-01", "--by", "bob", "--effective", "2027-03-01", *SAID)

    signature = f"      - {{as: prepared, by: bob, role: writer, on: {today(house.root)}}}\n"
    assert f"    signatures:\n{signature}  - label" in house.read("procedures/QP-01.yaml")


def test_after_a_revision_from_before(house: House) -> None:
    """A revision that was carried over with a label of another scheme is followed by the first label of the house."""
    house.write(
        "procedures/QP-03.yaml",
        "number: QP-03\ntitle: Old\nowner: manager\npurpose: Read it.\nrevisions:\n"
        "  - {label: C, class: change, effective: 2020-01-01, carried_over: true, training: {roles: none},"
        " changes: [{what: All., why: Law.}]}\n",
    )
    transcript(house.root, "revise", "QP-03", *SAID)

    assert '\nrevisions:\n  - label: "1.0"\n    class: change\n' in house.read("procedures/QP-03.yaml")


# ── Because a shared fact has changed ────────────────────────────────────────


@pytest.fixture
def shared(tmp_path: Path) -> House:
    """QP-01 and QP-02, which print the limit for answers, are in force; WI-01 does not print it."""
    house = issued_house(tmp_path / "house")
    house.draft("QP-02")
    house.draft("WI-01")
    house.approve("QP-02", "WI-01")
    house.commit("Approve QP-02 and WI-01", "2026-02-11")
    return house


def test_one_change_order_for_all_that_print_a_fact(shared: House) -> None:
    """Every document that prints the limit gets its revision, with old and new value and the same date."""
    shared.change("manual/parameters.yaml", "5 days", "3 days")
    asked = ("--change-request", "CR-8", "--why", "Audit of July.", "--effective", "2027-03-01")

    assert (
        transcript(shared.root, "revise", "--because", "limits.answer", *asked)
        == """\
QP-01: revision 1.1 opened, in force from 2027-03-01 (procedures/QP-01.yaml)
QP-02: revision 1.1 opened, in force from 2027-03-01 (procedures/QP-02.yaml)
Next: change the text, and state under `changes` what changed and why where … stands. Then have it approved, commit \
it and open a pull request.
exit 0
"""
    )
    for number in ("QP-01", "QP-02"):
        assert """\
revisions:
  - label: "1.1"
    class: change
    effective: 2027-03-01
    change_request: CR-8
    changes:
      - {what: "Answer (limits.answer) is now 3 days, was 5 days.", why: Audit of July.}
""" in shared.read(f"procedures/{number}.yaml")


def test_before_the_fact_is_changed(shared: House) -> None:
    """As long as the value is the old one, all that print it are revised, and what changes is still to be said."""
    told = transcript(shared.root, "revise", "--because", "limits.answer")

    assert [line[:5] for line in told.splitlines()][:2] == ["QP-01", "QP-02"]
    assert "{what: …, why: …}" in shared.read("procedures/QP-02.yaml")


def test_a_revision_in_work_takes_the_new_value_along(shared: House) -> None:
    """A document whose revision is still open needs no other; it is named."""
    shared.revise("QP-02", "1.1", "2027-03-01")
    shared.change("manual/parameters.yaml", "5 days", "3 days")
    told = transcript(shared.root, "revise", "--because", "limits.answer", "--effective", "2027-03-01")

    assert told.splitlines()[:2] == [
        "QP-01: revision 1.1 opened, in force from 2027-03-01 (procedures/QP-01.yaml)",
        "QP-02: revision 1.1 is open already; what limits.answer says now comes with it.",
    ]


def test_a_fact_that_no_document_prints(shared: House) -> None:
    """A wrong key is wrong usage and gets a suggestion; a document that does not print it is a refusal."""
    assert (
        transcript(shared.root, "revise", "--because", "limits.answers")
        == """\
No document prints a fact limits.answers. Nearest: limits.answer.
Nothing was written.
exit 2
"""
    )
    assert (
        transcript(shared.root, "revise", "WI-01", "--because", "limits.answer")
        == """\
WI-01 does not print limits.answer.
Nothing was written.
exit 1
"""
    )


# ── Refusals ─────────────────────────────────────────────────────────────────


def test_all_refusals_are_told_at_once_and_nothing_is_written(shared: House) -> None:
    """An open revision, a withdrawn document and one that is not there: the fourth, which could be revised, waits."""
    transcript(shared.root, "revise", "QP-01", *SAID)
    transcript(shared.root, "withdraw", "WI-01", "--reason", "No telephone.", "--as", "ann", "--on", "2026-04-01")
    before = contents(shared.root)

    assert (
        transcript(shared.root, "revise", "QP-01", "WI-01", "QP-20", "QP-02", *SAID)
        == """\
There is no document QP-20. Nearest: QP-02.
QP-01: revision 1.1 is open and nobody has approved it yet. Write into that one: procedures/QP-01.yaml.
WI-01 is withdrawn from 2026-04-01.
Nothing was written.
exit 2
"""
    )
    assert contents(shared.root) == before


@pytest.mark.parametrize("label", ["1.0", "1.2", "A"])
def test_a_label_that_does_not_follow(house: House, label: str) -> None:
    """A label leaves no gap and is never used twice; the next edition's label is one that follows too."""
    assert (
        transcript(house.root, "revise", "QP-01", "--label", label)
        == f"QP-01: {label} does not follow 1.0; the next label is 1.1.\nNothing was written.\nexit 1\n"
    )
    assert transcript(house.root, "revise", "QP-01", "--label", "2.0", *SAID, "--quiet") == "exit 0\n"


def test_a_person_who_holds_no_role(house: House) -> None:
    """Whoever prepares is known and holds a role."""
    house.change("manual/organization.yaml", "  cas:", "  dan: {name: Dan}\n  cas:")

    assert transcript(house.root, "revise", "QP-01", "--by", "dan").startswith("dan holds no role on ")
    assert transcript(house.root, "revise", "QP-01", "--by", "bobb").startswith("There is no person bobb. Nearest: bob")


def test_nothing_is_asked_for(house: House) -> None:
    """Without numbers and without a fact there is nothing to revise: wrong usage."""
    assert (
        transcript(house.root, "revise") == "Name the documents, or with --because the fact that has changed.\nexit 2\n"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ": QP-03 cannot be changed here: a comment would be lost. Change the file by hand."),
        ("zh", "：无法自动修改 QP-03（会丢失一条注释）。请手工修改该文件。"),
    ],
    ids=["en", "zh"],
)
def test_a_file_that_cannot_be_edited(language: str, said: str, house: House) -> None:
    """Where a comment would be lost the author is asked to do it, at line and column, in either language."""
    house.write(
        "procedures/QP-03.yaml",
        "number: QP-03\ntitle: New\nowner: manager\npurpose: Read it.\nrevisions: [ # none yet\n]\n",
    )
    told = transcript(house.root, "revise", "QP-03", "--language", language)

    refused = {"en": "Nothing was written.", "zh": "未写入任何内容。"}[language]
    assert told == f"procedures/QP-03.yaml:5:12{said}\n{refused}\nexit 1\n"


def test_either_every_file_is_written_or_none(shared: House) -> None:
    """When the second file cannot be written, the first is as it was."""
    before = contents(shared.root)
    (shared.root / "procedures" / ".QP-02.yaml.new").mkdir()

    assert transcript(shared.root, "revise", "QP-01", "QP-02").endswith("exit 3\n")
    assert contents(shared.root) == before


def test_a_dry_run_prints_a_patch_and_writes_nothing(shared: House) -> None:
    """What a dry run prints is a patch: applied by git, it gives the bytes that the command itself would write."""
    before = contents(shared.root)
    asked = ("revise", "QP-01", "QR-01", "--effective", "2027-03-01", *SAID)
    told = transcript(shared.root, *asked, "--dry-run", "--quiet")
    assert contents(shared.root) == before

    shared.write("change.patch", told.removesuffix("exit 0\n"))
    shared.git("apply", "change.patch")
    patched = contents(shared.root)
    shared.git("checkout", "--quiet", ".")
    transcript(shared.root, *asked)

    assert patched == contents(shared.root) != before


def test_in_chinese(house: House) -> None:
    """Messages are there in Chinese; what is written into the document is in its own language."""
    assert (
        transcript(house.root, "revise", "QP-01", "--effective", "2027-03-01", *SAID, "--language", "zh")
        == """\
QP-01：已建立新版本 1.1，2027-03-01 起实施（procedures/QP-01.yaml）
下一步：修改正文，办理批准，提交后发起合并请求。
exit 0
"""
    )
