"""`qmsdocs review` and `qmsdocs withdraw`: acts beside the revisions, each with its person and its day."""

from pathlib import Path

import pytest

from qmsdocs.pipeline import today
from tests.house import House, issued_house
from tests.transcripts import contents, tail, transcript


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01, which names QR-01, and QR-01 are in force from 1 March 2026; WI-01 was never approved."""
    house = issued_house(tmp_path / "house")
    house.draft("WI-01")
    house.commit("Draft WI-01", "2026-02-11")
    return house


# ── Review ───────────────────────────────────────────────────────────────────


def test_a_review_is_recorded_at_the_end_of_the_file(house: House) -> None:
    """The first review gets a key of its own; the approval holds, and the next review counts from that day."""
    before = house.read("procedures/QP-01.yaml")

    assert (
        transcript(house.root, "review", "QP-01", "--by", "bob", "--on", "2026-06-01")
        == """\
QP-01: reviewed by Bob Bakker on 2026-06-01, stays as it is
Next: commit it and open a pull request.
exit 0
"""
    )
    new = "\nreviews:\n  - {on: 2026-06-01, by: bob, result: keep}\n"
    assert house.read("procedures/QP-01.yaml") == before + new
    assert house.findings("2026-06-02") == []
    house.commit("Review QP-01", "2026-06-01")
    master = house.in_force("2026-06-02").master
    assert master is not None
    assert str(master.entries["QP-01"].next_review) == "2027-06-01"


def test_the_newest_review_comes_first(house: House) -> None:
    """A later review stands on top, with what was found; what follows depends on its result."""
    transcript(house.root, "review", "QP-01", "--by", "bob", "--on", "2026-06-01")
    asked = ("--by", "ann", "--on", "2026-09-01", "--result", "change", "--remark", "Step 2 is done by telephone now.")

    assert (
        transcript(house.root, "review", "QP-01", *asked)
        == """\
QP-01: reviewed by Ann Admiraal on 2026-09-01, to be changed
Next: open the next revision with qmsdocs revise.
exit 0
"""
    )
    assert (
        tail(house.read("procedures/QP-01.yaml"), "reviews")
        == """\
reviews:
  - {on: 2026-09-01, by: ann, result: change, remark: Step 2 is done by telephone now.}
  - {on: 2026-06-01, by: bob, result: keep}
"""
    )


def test_all_that_are_due(house: House) -> None:
    """`--due` takes what is overdue or falls due within the days that the house sets, whatever is in work."""
    house.git("config", "user.email", "ann@house.example")
    house.revise("QP-01", "1.1", "2027-03-01")
    house.change("qms.yaml", "branch: main\n", "branch: main\nwarn_days: 10000\n")
    told = transcript(house.root, "review", "--due").splitlines()

    day = today(house.root)
    assert told[:2] == [f"{number}: reviewed by Ann Admiraal on {day}, stays as it is" for number in ("QP-01", "QR-01")]
    house.change("qms.yaml", "warn_days: 10000\n", "warn_days: 0\n")
    assert transcript(house.root, "review", "--due") == "There is nothing to do.\nexit 0\n"


def test_a_review_is_refused(house: House) -> None:
    """Never issued, withdrawn, reviewed later already, a person who is not there: all told, nothing written."""
    transcript(house.root, "review", "QP-01", "--by", "bob", "--on", "2026-06-01")
    transcript(house.root, "withdraw", "QR-01", "--reason", "No forms.", "--as", "ann", "--on", "2026-04-01")
    before = contents(house.root)

    assert (
        transcript(house.root, "review", "QP-01", "QR-01", "WI-01", "--by", "bobb", "--on", "2026-05-01")
        == """\
There is no person bobb. Nearest: bob.
QP-01 was reviewed on 2026-06-01 already.
QR-01 is withdrawn from 2026-04-01.
WI-01 was never issued; there is nothing to review.
Nothing was written.
exit 2
"""
    )
    assert transcript(house.root, "review") == "Name the documents, or ask for --due.\nexit 2\n"
    assert contents(house.root) == before


# ── Withdrawal ───────────────────────────────────────────────────────────────


def test_a_document_is_withdrawn(house: House) -> None:
    """The decision stands at the end of the file with a fingerprint of its own; who still names it is told."""
    before = house.read("forms/QR-01.yaml")
    asked = ("--reason", "The register takes its place.", "--on", "2026-05-01", "--as", "ann")

    assert (
        transcript(house.root, "withdraw", "QR-01", *asked, "--superseded-by", "QP-01")
        == """\
QR-01: withdrawn from 2026-05-01 by Ann Admiraal
QR-01 is still referred to by QP-01: revise these too.
Next: commit it and open a pull request.
exit 0
"""
    )
    text = house.read("forms/QR-01.yaml")
    assert text.startswith(before)
    assert text.removeprefix(before).rpartition("sha256:")[0] == (
        """\

withdrawn:
  on: 2026-05-01
  by: ann
  role: manager
  reason: The register takes its place.
  superseded_by: [QP-01]
  fingerprint: """
    )
    house.commit("Withdraw QR-01", "2026-04-20")
    assert house.list("2026-04-30")["QR-01"] == "1.0 effective"
    assert house.list("2026-05-01")["QR-01"] == "1.0 withdrawn"
    assert [found for found in house.findings("2026-04-30") if "withdraw" in found] == []


def test_a_withdrawal_is_refused(house: House) -> None:
    """Only who may approve it may withdraw it; successors exist; what was never issued is simply deleted."""
    before = contents(house.root)

    def told(*asked: str) -> str:
        return transcript(house.root, "withdraw", *asked, "--reason", "No forms.", "--on", "2026-04-01")

    assert told("QR-01", "--as", "bob") == (
        "QR-01: Bob Bakker may not withdraw it on 2026-04-01. Who may: Manager (manager).\n"
        "Nothing was written.\nexit 1\n"
    )
    assert told("QR-01", "--as", "ann", "--superseded-by", "QR-11", "--superseded-by", "QR-01") == (
        "There is no document QR-11. Nearest: –.\nThere is no document QR-01. Nearest: QP-01.\n"
        "Nothing was written.\nexit 2\n"
    )
    assert told("WI-01", "--as", "ann") == (
        "WI-01 was never issued; delete the file work_instructions/WI-01.yaml instead.\nNothing was written.\nexit 1\n"
    )
    assert contents(house.root) == before
    told("QR-01", "--as", "ann")
    assert told("QR-01", "--as", "ann") == "QR-01 is withdrawn from 2026-04-01.\nNothing was written.\nexit 1\n"


def test_a_dry_run_of_a_withdrawal(house: House) -> None:
    """`--dry-run` shows the lines that would be added."""
    before = contents(house.root)
    asked = ("withdraw", "QR-01", "--reason", "No forms.", "--as", "ann", "--on", "2026-04-01", "--dry-run")
    told = transcript(house.root, *asked).splitlines()

    assert [line for line in told if line.startswith("+")][:4] == [
        "+++ b/forms/QR-01.yaml",
        "+",
        "+withdrawn:",
        "+  on: 2026-04-01",
    ]
    assert contents(house.root) == before
