"""Certificates and the application pack: what falls due, what counts as filled, what stays out of git."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.certification import (
    FilledSlot,
    file_fault,
    filled_slots,
    given_files,
    personal_paths,
    readiness,
    revision_on,
)
from qmsdocs.cli import run
from qmsdocs.compose.dependencies import document_keys
from qmsdocs.compose.site import manual_site
from qmsdocs.due import due
from qmsdocs.register import MasterDocumentList
from tests.house import FILES, House, issued_house

PACK = "manual/certification.yaml"


def certified(house: House, text: str, day: str = "2026-03-05") -> None:
    """Commits a certification file."""
    house.write(PACK, f"owner: manager\n{text}")
    house.commit("Certification", day)


def certificate(expires: str = "2029-03-01", more: str = "") -> str:
    """A certificate that was issued on 2 March 2026."""
    return (
        "certificates:\n  one: {title: Complaints, standard: ISO 10002:2018, number: K-1, body: Body, "
        f"issued: 2026-03-02, expires: {expires}{more}}}\n"
    )


def slot(more: str, id_: str = "one") -> str:
    """A slot of the pack."""
    return f"application:\n  - {{id: {id_}, code: AP-1, title: Thing, what: All of it, {more}}}\n"


def in_force(house: House, day: str) -> MasterDocumentList:
    """What staff see on a day."""
    master = house.in_force(day).master
    assert master is not None
    return master


def due_lines(house: House, day: str, within: int = 60) -> list[str]:
    """What of certification is due on a day."""
    kinds = ("certificate", "surveillance", "attachment")
    found = (one for one in due(in_force(house, day), within) if one.kind in kinds)
    return [f"{one.day} {one.kind} {one.part}" + (" OVERDUE" if one.overdue else "") for one in found]


def filled(house: House, day: str = "2026-06-01") -> FilledSlot:
    """The only slot of the pack with what fills it."""
    loaded = house.in_force(day)
    master = loaded.master
    assert master is not None
    certification = master.repository.facts.certification
    assert certification is not None
    (only,) = filled_slots(
        master, certification, PACK, lambda file: file_fault(file.path, loaded.tree.read), readiness(master)
    )
    return only


def gaps(found: FilledSlot) -> Iterator[str]:
    """What a slot lacks, in short."""
    for gap in found.gaps:
        yield " ".join(filter(None, (gap.kind, gap.fault, *gap.names, str(gap.day or ""))))


# ── Certificates ─────────────────────────────────────────────────────────────


def test_surveillance_is_due_twelve_months_after_issue_and_after_each_audit(tmp_path: Path) -> None:
    """Within twelve months of the certificate, and then of the audit before; the day itself is in time."""
    house = issued_house(tmp_path)
    certified(house, certificate())

    assert due_lines(house, "2026-12-31", within=60) == []
    assert due_lines(house, "2027-01-02", within=60) == ["2027-03-02 surveillance K-1"]
    assert due_lines(house, "2027-03-02") == ["2027-03-02 surveillance K-1"]
    assert due_lines(house, "2027-03-03") == ["2027-03-02 surveillance K-1 OVERDUE"]

    certified(house, certificate(more=", surveillance: [2027-02-20]"), "2027-03-04")
    assert due_lines(house, "2027-03-04", within=400) == ["2028-02-20 surveillance K-1"]


def test_the_last_audit_before_the_end_is_the_one_that_renews(tmp_path: Path) -> None:
    """After two surveillance audits no third is asked for: its end is told three months ahead, whatever is asked."""
    house = issued_house(tmp_path)
    certified(house, certificate(more=", surveillance: [2027-02-20, 2028-02-10]"), "2028-03-05")

    assert due_lines(house, "2028-11-30", within=7) == []
    assert due_lines(house, "2028-12-01", within=7) == ["2029-03-01 certificate K-1"]
    assert due_lines(house, "2029-03-02") == ["2029-03-01 certificate K-1 OVERDUE"]


def test_a_closed_certificate_is_due_no_more(tmp_path: Path) -> None:
    """From the day on which the next one took its place."""
    house = issued_house(tmp_path)
    certified(house, certificate(more=", closed: 2027-01-01"))

    assert due_lines(house, "2026-12-31") == []
    assert due_lines(house, "2030-01-01", within=4000) == []


def test_months_between_audits_can_be_fewer(tmp_path: Path) -> None:
    """A body that comes every six months."""
    house = issued_house(tmp_path)
    certified(house, certificate(more=", surveillance_months: 6"))

    assert due_lines(house, "2026-09-02") == ["2026-09-02 surveillance K-1"]


def test_an_expired_certificate_fails_due_and_is_a_warning_of_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What time alone brings is a warning in `check` and an error in `due`."""
    house = issued_house(tmp_path)
    certified(house, certificate(expires="2026-05-31"))

    day = ("--root", str(tmp_path), "--as-of", "2026-06-01")
    assert run(["due", *day]) == 1
    assert "The certificate K-1 ends: Complaints" in " ".join(capsys.readouterr().out.split())
    assert f"certificate-expired {PACK}" in house.findings()
    assert run(["check", *day]) == 0


def test_the_site_shows_certificates_and_no_slots(tmp_path: Path) -> None:
    """Number, body and end are public; the pack is not."""
    house = issued_house(tmp_path)
    certified(house, certificate() + slot("needed: always, not_applicable: Secret reason"))
    loaded = house.in_force("2026-06-01")
    assert loaded.master is not None

    pages = {page.path: repr(page.body) for page in manual_site(loaded.master, loaded.tree.read).pages}

    assert "K-1" in pages["registers/certificates"] and "2029-03-01" in pages["registers/certificates"]
    assert not [path for path, text in pages.items() if "Secret reason" in text]


# ── Slots ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "state", "lacking"),
    [
        ("needed: always", "missing", ["nothing"]),
        ("needed: usually, form: QR-01", "missing", ["nothing QR-01"]),
        ("needed: if-any", "open", ["undecided"]),
        ("needed: always, not_applicable: We rent nothing", "not-applicable", []),
        ("records: [{title: Report, where: Shelf, on: 2026-05-01}]", "filled", []),
        ("documents: [QP-01]", "filled", []),
        ("documents: [QP-01, QP-02]", "incomplete", ["documents QP-02"]),
        ("document_types: [QP, QR]", "filled", []),
        ("document_types: [WI]", "incomplete", ["no-documents WI"]),
        ("generated: [sites]", "filled", []),
        ("generated: [company-profile]", "incomplete", ["profile history business market"]),
        ("generated: [readiness]", "filled", []),
        ("files: [{file: scan.png, valid_until: 2026-06-01}]", "filled", []),
        ("files: [{file: scan.png, valid_until: 2026-05-31}]", "expired", ["expired manual/scan.png 2026-05-31"]),
        ("files: [{file: none.pdf}]", "incomplete", ["file missing manual/none.pdf"]),
        ("files: [{file: ../../scan.png}]", "incomplete", ["file outside ../scan.png"]),
        ("files: [{file: certification.yaml}]", "incomplete", ["file kind manual/certification.yaml"]),
        ("form: QR-01, samples: [{revision: '1.0', on: 2026-05-01, where: Desk}]", "filled", []),
        (
            "form: QR-01, samples: [{revision: '0.9', on: 2026-05-01, where: Desk}]",
            "incomplete",
            ["sample-revision QR-01 0.9 1.0 2026-05-01"],
        ),
    ],
)
def test_what_counts_as_filled(more: str, state: str, lacking: list[str], tmp_path: Path) -> None:
    """Each way to fill a slot, and what is missing where it does not do."""
    house = issued_house(tmp_path)
    (tmp_path / "manual/scan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    certified(house, slot(more))

    found = filled(house)

    assert (found.state, list(gaps(found))) == (state, lacking)


def test_a_young_system_does_not_show_that_it_runs(tmp_path: Path) -> None:
    """Three months from the day on which the first revision came into force, 1 March."""
    house = issued_house(tmp_path)
    certified(house, slot("generated: [readiness]"))

    assert list(gaps(filled(house, "2026-05-31"))) == ["young 2"]
    assert filled(house, "2026-06-01").state == "filled"


def test_a_sample_is_of_the_revision_of_its_day(tmp_path: Path) -> None:
    """A form filled in before the new revision carries the old one, and one from afterwards the new one."""
    house = issued_house(tmp_path)
    house.revise("QR-01", "1.1", "2026-05-01")
    house.approve("QR-01", on="2026-04-01")
    house.commit("1.1", "2026-04-01")

    master = in_force(house, "2026-06-01")

    days = [date(2026, 2, 28), date(2026, 4, 30), date(2026, 5, 1)]
    assert [revision_on(master, "QR-01", day) for day in days] == ["", "1.0", "1.1"]
    assert revision_on(master, "QR-77", days[0]) is None


def test_readiness_in_figures(tmp_path: Path) -> None:
    """Documents, months, the newest audit and review that were held, and what is overdue."""
    house = issued_house(tmp_path)
    house.draft("QP-02")
    house.change("qms.yaml", "standards: []", "standards: []\nreserved: {WI-09: Later}")
    audits = [f"{{title: Audit, where: Shelf, on: {day}}}" for day in ("2026-04-01", "2026-05-01", "2026-09-01")]
    certified(house, slot(f"shows: internal-audit, records: [{', '.join(audits)}]"))

    found = readiness(in_force(house, "2026-06-15"))

    assert (found.in_force, found.waiting, found.planned) == (2, 1, 1)
    assert (found.since, found.months, found.audit, found.review) == (date(2026, 3, 1), 3, date(2026, 5, 1), None)
    assert found.overdue == 1  # QP-02 waits for an approval that should be there


# ── What a change of the file does not do ────────────────────────────────────


def test_the_certification_file_voids_and_rewrites_nothing(tmp_path: Path) -> None:
    """No document prints it: approvals hold, and no output is made anew."""
    house = issued_house(tmp_path)
    before = house.in_force()
    assert before.master is not None
    keys = document_keys(before.master, before.tree.read)

    certified(house, certificate() + slot("generated: [sites]"))

    after = house.in_force()
    assert after.master is not None
    assert document_keys(after.master, after.tree.read) == keys
    assert house.list() == {"QP-01": "1.0 effective", "QR-01": "1.0 effective"}
    assert house.findings() == []


# ── Personal data ────────────────────────────────────────────────────────────

PERSONAL = "needed: always, personal_data: true, files: [{file: identity.pdf}]"
IDENTITY = "manual/identity.pdf"


def test_personal_data_is_warned_of_before_and_after_it_is_committed(tmp_path: Path) -> None:
    """Kept elsewhere, or ignored by git, it is fine; beside the sources or in git it is not."""
    house = issued_house(tmp_path)
    certified(house, slot(PERSONAL))
    assert house.findings() == []

    house.write(IDENTITY, "%PDF-1.4\n")
    assert house.findings() == [f"personal-data-exposed {PACK}"]
    assert "would go into git" in house.said("personal-data-exposed")

    house.write(".gitignore", "/manual/identity.pdf\n")
    assert house.findings() == []

    house.write(".gitignore", "")
    house.commit("Everything", "2026-03-06")
    assert "is in git" in house.said("personal-data-exposed")


def test_check_looks_again_when_the_file_is_ignored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What `check` found out before does not outlive a change of .gitignore."""
    house = issued_house(tmp_path)
    certified(house, slot(PERSONAL))
    house.write(IDENTITY, "%PDF-1.4\n")
    arguments = ["check", "--root", str(tmp_path), "--as-of", "2026-06-01"]

    told = []
    for ignored in ("", "", "/manual/identity.pdf\n", "/manual/identity.pdf\n"):
        house.write(".gitignore", ignored)
        assert run(arguments) == 0
        told.append("personal-data-exposed" in capsys.readouterr().out)

    assert told == [True, True, False, False]


def test_a_file_is_personal_in_every_slot(tmp_path: Path) -> None:
    """One slot says so, and another one that names the same file does not."""
    house = issued_house(tmp_path)
    both = slot("files: [{file: identity.pdf}]") + slot(PERSONAL, "two").removeprefix("application:\n")
    certified(house, both)
    certification = in_force(house, "2026-06-01").repository.facts.certification
    assert certification is not None

    assert [file.path for file in given_files(certification, PACK)] == [IDENTITY, IDENTITY]
    assert personal_paths(certification, PACK) == {IDENTITY}


def test_a_document_cannot_show_personal_data(tmp_path: Path) -> None:
    """An attachment of a document is on the site."""
    house = issued_house(tmp_path)
    text = house.read(FILES["QP-01"])
    attached = "purpose:\n  - attachment: {file: ../manual/identity.pdf, title: Passport}\n"
    house.write(FILES["QP-01"], text.replace("purpose: Answer within {limits.answer}. Use [QR-01].\n", attached))
    house.write(".gitignore", "/manual/identity.pdf\n")
    house.write(IDENTITY, "%PDF-1.4\n")
    certified(house, slot(PERSONAL))

    assert f"personal-data-published {PACK}" in house.findings()
