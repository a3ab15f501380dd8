"""What is kept of unchanged documents is never out of date: a change elsewhere that matters to them is noticed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.pipeline import load_in_force
from tests.house import FILES, issued_house

Change = Callable[[Path, str, str], None]


@pytest.fixture
def findings(content: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[tuple[str, str]]]:
    """Checks the content, the first time with an empty cache: rule and file of every error."""

    def errors(*options: str) -> list[tuple[str, str]]:
        run(["check", "--root", str(content), "--as-of", "2026-11-24", "--format", "json", *options])
        told = json.loads(capsys.readouterr().out)["findings"]
        return [(each["rule"], each["path"]) for each in told if each["severity"] == "error"]

    assert errors() == []

    def both() -> list[tuple[str, str]]:
        found = errors()
        assert found == errors("--no-cache")
        return found

    return both


def test_a_place_that_goes_is_missed_by_the_documents_that_name_it(
    content: Path, change: Change, findings: Callable[[], list[tuple[str, str]]]
) -> None:
    """WI-01 did not change, but the step of QP-05 to which it points has another name now."""
    change(content / "procedures" / "QP-05.yaml", "  - id: alert\n", "  - id: alarm\n")

    assert ("unknown-place", "work_instructions/WI-01.yaml") in findings()


def test_a_fact_that_goes_is_missed_by_the_documents_that_print_it(
    content: Path, change: Change, findings: Callable[[], list[tuple[str, str]]]
) -> None:
    """A role was renamed in the organization and nowhere else."""
    change(content / "manual" / "organization.yaml", "\n  registrar:\n", "\n  recorder:\n")

    assert ("unknown-role", "procedures/QP-05.yaml") in findings()


def test_a_document_that_goes_is_missed_by_the_others(
    content: Path, findings: Callable[[], list[tuple[str, str]]]
) -> None:
    """QR-14 is gone and not reserved: every document that names it says so."""
    (content / "forms" / "QR-14.yaml").unlink()

    assert ("unknown-document", "procedures/QP-01.yaml") in findings()


def test_a_picture_that_goes_is_missed(content: Path, findings: Callable[[], list[tuple[str, str]]]) -> None:
    """The document is the same, its picture is no picture any more, and not the one that was approved."""
    (content / "work_instructions" / "pictures" / "WI-08-fishbone.png").write_bytes(b"no picture")

    path = "work_instructions/WI-08.yaml"
    assert findings() == [("picture-unreadable", path), ("changed-after-approval", path)]


def test_a_limit_that_changes_voids_the_approvals_of_the_documents_that_print_it(
    content: Path, change: Change, findings: Callable[[], list[tuple[str, str]]]
) -> None:
    """What is kept of a document for its fingerprint holds with any facts; set back, the limit is as approved."""
    parameters = content / "manual" / "parameters.yaml"
    before = parameters.read_bytes()
    change(parameters, "value: 10 working days", "value: 11 working days")
    voided = {path for rule, path in findings() if rule == "changed-after-approval"}
    parameters.write_bytes(before)

    assert voided
    assert findings() == []


def test_a_finding_moves_with_its_line(
    content: Path, change: Change, capsys: pytest.CaptureFixture[str], findings: Callable[[], list[tuple[str, str]]]
) -> None:
    """Where findings stand is kept by content: a comment above them moves them down."""

    def lines() -> list[int]:
        run(["check", "--root", str(content), "--as-of", "2026-11-24", "--format", "json"])
        told = json.loads(capsys.readouterr().out)["findings"]
        return [each["line"] for each in told if each["path"] == "procedures/QP-05.yaml"]

    change(content / "procedures" / "QP-05.yaml", "\npurpose: |\n", "\npurpose: |\n  We should answer.\n")
    before = lines()
    change(content / "procedures" / "QP-05.yaml", "\npurpose:", "\n# A remark\npurpose:")

    assert before
    assert [line + 1 for line in before] == lines()


def test_a_review_of_today_counts_for_an_earlier_text(tmp_path: Path) -> None:
    """QP-01 1.0 is shown from git while 1.1 waits for its day; a remark of its review names WI-01 from now on."""
    house, cache = issued_house(tmp_path), Cache(tmp_path / "cache")
    house.revise("QP-01", "1.1", "2026-09-01", "Answer within", "Reply within")
    house.approve("QP-01", on="2026-04-10")
    house.commit("QP-01 1.1", "2026-04-12")

    def named_in_reviews() -> list[str]:
        master = load_in_force(house.root, date(2026, 6, 1), cache).master
        assert master is not None
        return [mention.number for mention in master.mentions["QP-01"] if mention.route[0] == "reviews"]

    before = named_in_reviews()
    review = "reviews:\n  - {on: 2026-05-01, by: ann, result: keep, remark: 'Compare [WI-01].'}\n"
    house.write(FILES["QP-01"], house.read(FILES["QP-01"]) + review)
    house.commit("Review QP-01", "2026-05-02")

    assert (before, named_in_reviews()) == ([], ["WI-01"])
