"""What falls due, for people, for programs and for calendars."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.cli import run
from qmsdocs.due import Due, due
from qmsdocs.fingerprint import act_fingerprint
from qmsdocs.model.revision import Concession
from qmsdocs.writers.calendar import Event, calendar
from tests.house import FILES, House, issued_house


def found_on(house: House, day: str, within: int = 60) -> list[Due]:
    """What is due on a day."""
    master = house.in_force(day).master
    assert master is not None
    return list(due(master, within))


def lines(found: list[Due]) -> list[str]:
    """Each in short: day, kind, subject, part, and whether it is overdue."""
    return [
        f"{one.day} {one.kind} {one.subject} {one.part}".rstrip() + (" OVERDUE" if one.overdue else "") for one in found
    ]


def test_a_review_is_announced_and_then_overdue(tmp_path: Path) -> None:
    """Twelve months after the revision came into force; the day itself is not late yet."""
    house = issued_house(tmp_path)

    assert lines(found_on(house, "2026-12-30")) == []
    expected = ["2027-03-01 review QP-01 1.0", "2027-03-01 review QR-01 1.0"]
    assert expected == lines(found_on(house, "2026-12-31"))
    assert expected == lines(found_on(house, "2027-03-01"))
    assert [f"{line} OVERDUE" for line in expected] == lines(found_on(house, "2027-03-02"))


def test_a_recorded_review_moves_the_day(tmp_path: Path) -> None:
    """A review that keeps the document counts as much as a revision."""
    house = issued_house(tmp_path)
    text = house.read(FILES["QP-01"])
    house.write(FILES["QP-01"], f"{text}reviews:\n  - {{on: 2027-02-01, by: ann, result: keep}}\n")
    house.commit("Review", "2027-02-01")

    assert lines(found_on(house, "2027-03-05")) == ["2027-03-01 review QR-01 1.0 OVERDUE"]


def test_a_revision_is_announced_with_its_training(tmp_path: Path) -> None:
    """Training counts until its day, or until the revision is in force."""
    house = issued_house(tmp_path)
    house.revise("QP-01", "1.1", "2026-05-01")
    house.change(FILES["QP-01"], "training: {roles: all}", "training: {roles: [writer], by: 2026-04-20}")
    house.approve("QP-01", on="2026-04-01")
    house.commit("1.1", "2026-04-01")

    expected = ["2026-04-20 training QP-01 1.1", "2026-05-01 effective QP-01 1.1"]

    assert expected == lines(found_on(house, "2026-04-02"))
    assert expected == lines(found_on(house, "2026-04-25"))
    assert lines(found_on(house, "2026-05-01")) == []


def test_an_approval_for_which_a_revision_waits_is_always_told(tmp_path: Path) -> None:
    """Late is who has not approved by the day from which it should be in force. A draft waits for its author."""
    house = issued_house(tmp_path)
    house.revise("QP-01", "1.1", "2026-09-01")
    house.draft("QP-02")
    house.change(FILES["QP-02"], "    signatures:\n      - {as: prepared, by: bob, role: writer, on: 2026-02-01}\n", "")
    house.commit("1.1", "2026-04-01")

    assert lines(found_on(house, "2026-04-02", within=7)) == ["2026-09-01 approval QP-01 1.1"]
    assert lines(found_on(house, "2026-09-01")) == ["2026-09-01 approval QP-01 1.1 OVERDUE"]
    assert found_on(house, "2026-04-02")[0].roles == ("manager",)


def test_a_role_that_ends_is_announced_and_a_vacancy_is_overdue(tmp_path: Path) -> None:
    """Bob leaves on 30 April; as long as nobody follows, the role is vacant."""
    house = issued_house(tmp_path)
    organization = "manual/organization.yaml"
    house.change(organization, "{person: bob, from: 2026-01-01}", "{person: bob, from: 2026-01-01, to: 2026-04-30}")
    house.commit("Bob leaves", "2026-03-05")

    assert lines(found_on(house, "2026-04-30")) == ["2026-04-30 holder writer bob"]
    assert lines(found_on(house, "2026-05-01")) == ["2026-04-30 holder writer bob OVERDUE"]

    house.change(organization, "to: 2026-04-30}\n", "to: 2026-04-30}\n      - {person: cas, from: 2026-05-01}\n")
    house.commit("Cas follows", "2026-05-02")
    assert lines(found_on(house, "2026-05-02")) == []


def test_an_external_document_is_looked_at_every_six_months(tmp_path: Path) -> None:
    """Its owner looks whether it is still current; one that is withdrawn outside needs no look."""
    house = issued_house(tmp_path)
    one = "{title: Law, issuer: State, identifier: L-1, where: Online, owner: writer, checked: 2026-01-31}"
    house.write("manual/external_documents.yaml", f"external_documents:\n  law: {one}\n")
    house.commit("Law", "2026-03-05")

    assert lines(found_on(house, "2026-07-31")) == ["2026-07-31 external law L-1"]
    assert lines(found_on(house, "2026-08-01")) == ["2026-07-31 external law L-1 OVERDUE"]

    house.change("manual/external_documents.yaml", "2026-01-31}", "2026-01-31, withdrawn: true}")
    house.commit("Repealed", "2026-08-02")
    assert lines(found_on(house, "2026-08-02")) == []


def test_a_concession_ends_by_itself(tmp_path: Path) -> None:
    """It is announced, and after its last day there is nothing to do."""
    house = issued_house(tmp_path)
    values: dict[str, Any] = {"id": "rush", "what": "Ring later.", "reason": "Flood.", "from": "2026-04-01"}
    values["to"] = "2026-05-15"
    print_ = act_fingerprint("QP-01", Concession.model_validate(values))
    text = house.read(FILES["QP-01"])
    house.write(
        FILES["QP-01"],
        f"{text}concessions:\n  - id: rush\n    what: Ring later.\n    reason: Flood.\n    from: 2026-04-01\n"
        f"    to: 2026-05-15\n    signatures:\n"
        f"      - {{as: approved, by: ann, role: manager, on: 2026-03-30, fingerprint: '{print_}'}}\n",
    )
    house.commit("Flood", "2026-03-30")

    assert lines(found_on(house, "2026-05-15")) == ["2026-05-15 concession QP-01 rush"]
    assert lines(found_on(house, "2026-05-16")) == []


def test_the_command_fails_when_something_is_overdue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 while it is coming, 1 with --strict, and 1 once it is overdue: then a daily job turns red."""
    house = issued_house(tmp_path)

    codes = [
        run(["due", "--root", str(tmp_path), "--as-of", day, *more])
        for day, *more in (("2027-02-01",), ("2027-02-01", "--strict"), ("2027-03-02",), ("2026-04-01",))
    ]

    assert codes == [0, 1, 1, 0]
    printed = capsys.readouterr().out
    assert "in 28 days" in printed
    assert "1 day overdue" in printed
    assert "Review QP-01 Answers" in printed
    assert printed.endswith("Nothing is overdue and nothing falls due.\n")
    assert house.day == "2026-02-10"


def test_the_days_ahead_come_from_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`warn_days` in qms.yaml, or --within."""
    house = issued_house(tmp_path)
    house.change("qms.yaml", "branch: main\n", "branch: main\nwarn_days: 10\n")
    house.commit("Ten days", "2026-03-01")
    asked = ["due", "--root", str(tmp_path), "--as-of", "2027-02-01", "--format", "json"]

    run(asked)
    by_settings = json.loads(capsys.readouterr().out)
    run([*asked, "--within", "28"])
    by_option = json.loads(capsys.readouterr().out)

    assert (by_settings["within"], len(by_settings["due"])) == (10, 0)
    assert (by_option["within"], len(by_option["due"])) == (28, 2)


def test_the_answer_to_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Days, kind, roles with the people who hold them, and a sentence."""
    issued_house(tmp_path)

    run(["due", "--root", str(tmp_path), "--as-of", "2027-03-02", "--format", "json"])

    expected = {
        "day": "2027-03-01",
        "days": -1,
        "overdue": True,
        "kind": "review",
        "subject": "QP-01",
        "part": "1.0",
        "roles": ["manager"],
        "people": ["ann", "cas"],
        "what": "Review QP-01 Answers",
    }
    assert expected == json.loads(capsys.readouterr().out)["due"][0]


# ── The calendar ─────────────────────────────────────────────────────────────


def events_of(text: str) -> list[dict[str, str]]:
    """A small reader of RFC 5545 that shares nothing with the writer: unfolds, splits, unescapes."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    rows = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert rows[0] == "BEGIN:VCALENDAR"
    assert rows[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in rows
    assert any(row.startswith("PRODID:") for row in rows)
    events: list[dict[str, str]] = []
    for row in rows[1:-1]:
        name, _, value = row.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z]+)*", name), row
        if row == "BEGIN:VEVENT":
            events.append({})
        elif events and row != "END:VEVENT":
            assert name not in events[-1]
            events[-1][name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    assert rows.count("END:VEVENT") == len(events)
    return events


def test_the_calendar_is_read_by_another_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All-day events with a name that stays the same when the day moves."""
    house = issued_house(tmp_path)
    house.change("qms.yaml", "branch: main\n", "branch: main\nsite_url: https://qms.house.example/manual/\n")
    house.commit("Site", "2026-03-01")
    asked = ["due", "--root", str(tmp_path), "--as-of", "2027-02-01", "--format", "ics", "--output"]

    files = [tmp_path / "dist" / name for name in ("one.ics", "two.ics")]
    codes = [run([*asked, str(file)]) for file in files]

    assert codes == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()
    first = events_of(files[0].read_bytes().decode())[0]
    expected = {
        "UID": "review-qp-01@qms.house.example",
        "DTSTAMP": "20270201T000000Z",
        "DTSTART;VALUE=DATE": "20270301",
        "SUMMARY": "Review QP-01 Answers",
        "DESCRIPTION": "Manager (Ann Admiraal, Cas Claus)",
        "CATEGORIES": "Review",
        "TRANSP": "TRANSPARENT",
    }
    assert expected == first


def test_any_text_survives_the_calendar() -> None:
    """Commas, semicolons, backslashes, line breaks, long lines and Chinese; what steers a terminal is left out."""
    title = "评审 QP-05：受理、登记与确认；" * 6 + r"a\b, c; d" + "\n" + "\x1bend\r"
    event = Event("review@house", date(2027, 3, 1), title, "", "评审")

    (found,) = events_of(calendar([event], date(2027, 1, 1), "管理体系", "qmsdocs 1"))

    assert title.replace("\x1b", "").replace("\r", "") == found["SUMMARY"]


def test_nothing_due_is_a_valid_calendar() -> None:
    """It holds no event."""
    assert events_of(calendar([], date(2027, 1, 1), "Handbook", "qmsdocs 1")) == []
