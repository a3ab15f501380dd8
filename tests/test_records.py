"""Records of running the system: read and checked, closed and corrected, shown on pages and printed on their forms."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from qmsdocs.cache import Cache
from qmsdocs.certification import readiness
from qmsdocs.cli import run
from qmsdocs.due import due
from qmsdocs.fingerprint import record_fingerprint
from qmsdocs.model.records import RECORD_KINDS
from qmsdocs.pipeline import load
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import WorkingTree
from tests.word_lint import lint

Capture = pytest.CaptureFixture[str]
Change = Callable[[str, str, str], None]

EXAMPLES = Path(__file__).parent / "records"
TODAY = "2026-11-24"
NC, AR, MR = "NC-2026-001", "AR-2026-001", "MR-2026-001"


@pytest.fixture
def house(content: Path) -> Path:
    """The repository's own content with a record of each kind."""
    shutil.copytree(EXAMPLES, content / "records")
    return content


@pytest.fixture
def change(house: Path) -> Change:
    """Replaces a text that stands in a record."""

    def replace(name: str, old: str, new: str) -> None:
        file = house / "records" / "2026" / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {name}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def found(house: Path, day: str = TODAY) -> list[str]:
    """What `check` finds: severity, rule, file, line and message of each."""
    findings = load(house, date.fromisoformat(day), Cache.none()).findings
    return [
        f"{each.diagnostic.severity}[{each.diagnostic.rule}] {Path(each.span.path).name}:{each.span.line}"
        f" {each.diagnostic.message('en')}"
        for each in findings
    ]


def told(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Exit code and all that a command prints."""
    capsys.readouterr()
    code = run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


# ── Reading and checking ─────────────────────────────────────────────────────


def test_there_is_an_example_of_each_kind_and_nothing_to_find(house: Path) -> None:
    """The examples are right, so that each test below shows its own fault and no other."""
    repository = read_repository(WorkingTree(house))
    assert isinstance(repository, Repository)
    assert {kept.item.kind for kept in repository.records.values()} == set(RECORD_KINDS)
    assert found(house) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        # What a record is
        (NC, "kind: finding", "kind: fiding", [
            "error[unknown-value] NC-2026-001.yaml:2 “fiding” is not one of the possible values."]),
        (NC, "kind: finding\n", "", ["error[missing-key] NC-2026-001.yaml:2 The key “kind” is missing here."]),
        (NC, "grade: minor", "grade: small", [
            "error[unknown-value] NC-2026-001.yaml:10 “small” is not one of the possible values."]),
        # What it names
        (AR, "plan: PL-2026-001", "plan: PL-2026-007", [
            "error[unknown-filed-record] AR-2026-001.yaml:8 There is no record “PL-2026-007”."]),
        (NC, "owner: head-of-customer-service\ndue", "owner: mrs-green\ndue", [
            "error[unknown-who] NC-2026-001.yaml:19 There is no role and no person “mrs-green”."]),
        (NC, "channels: [chat]", "channels: [chatbot]", [
            "error[unknown-channel] NC-2026-001.yaml:14 There is no channel “chatbot”."]),
        (NC, '"7.2", "7.3"', '"7.2", "7.99"', [
            "error[unknown-clause] NC-2026-001.yaml:11 ISO 10002:2018 has no clause 7.99."]),
        (NC, "documents: [WI-02]", "documents: [WI-99]", [
            "error[unknown-document] NC-2026-001.yaml:12 There is no document WI-99."]),
        (NC, "[QP-05]", "[QP-99]", ["error[unknown-document] NC-2026-001.yaml:15 There is no document QP-99."]),
        (NC, 'revision: "1.0"', 'revision: "9.9"', [
            "error[unknown-revision] NC-2026-001.yaml:40 WI-02 has no revision 9.9."]),
        ("SV-2026-001", "body: Body One", "body: Body One\ncertificate: iso", [
            "error[unknown-certificate] SV-2026-001.yaml:7 There is no certificate “iso”."]),
        (NC, "on: 2026-11-04", "on: 2025-11-04", [
            "error[form-not-in-force] NC-2026-001.yaml:6 No revision of QR-08 was in force on 2025-11-04."]),
        # What it must say
        (NC, "owner: head-of-customer-service\ndue: 2027-01-29\n", "", [
            "error[finding-incomplete] NC-2026-001.yaml:2 The finding NC-2026-001 has no owner.",
            "error[finding-incomplete] NC-2026-001.yaml:2 The finding NC-2026-001 has no due date."]),
        (NC, "    evidence: Ledger, lines 412 to 417.\n", "", [
            "error[action-without-evidence] NC-2026-001.yaml:25 Done on 2026-11-05, and nothing shows it."]),
        (AR, "    finding: NC-2026-001\n", "", [
            "error[answer-without-finding] AR-2026-001.yaml:24 The answer is “minor”, and there is no finding."]),
        (MR, "  risks: {told: The risk of a peak in December is met by a second line.}\n", "", [
            "error[review-input-missing] MR-2026-001.yaml:12 The review says nothing on the topic “risks”."]),
        (MR, "  - {objective: reopened, result: 2 %, reached: \"yes\"}\n", "", [
            "error[objective-without-result] MR-2026-001.yaml:26 "
            "Objectives without a result in this review: reopened."]),
        # Audits
        ("AP-2026-001", "[customer-service, it]", "[customer-service]", [
            "error[programme-gap] AP-2026-001.yaml:11 The programme does not reach every unit: it."]),
        ("AP-2026-001", '["4", "5", "6"]', '["4", "5.1", "5.2", "5.3", "5.4.1", "6"]', [
            "error[programme-gap] AP-2026-001.yaml:11 The programme does not reach every clause of ISO 10002:2018: "
            "5.4.2, 5.4.3, 5.4.4, 5.4.5."]),
        ("AP-2026-001", "to: 2027-09-30", "to: 2027-12-30", [
            "error[programme-gap] AP-2026-001.yaml:9 The programme is longer than twelve months."]),
        (AR, "lead: h-smit", "lead: s-bakker", [
            "error[auditor-own-work] AR-2026-001.yaml:15 s-bakker audits the own unit: customer-service."]),
        (AR, "lead: h-smit", "lead: first-receiver", [
            "error[auditor-own-work] AR-2026-001.yaml:15 first-receiver audits the own unit: customer-service."]),
        # What must not stand there
        (AR, "6 have none and", "6 have none (ask jan.smit@mail.example) and", [
            "error[personal-data-in-record] AR-2026-001.yaml:23 An e-mail address stands in a record."]),
        (AR, "6 have none and", "6 have none (ask +31 40 555 01 99) and", [
            "error[personal-data-in-record] AR-2026-001.yaml:23 A telephone number stands in a record."]),
        (AR, "6 have none and", "6 have none (110105199003071234) and", [
            "error[personal-data-in-record] AR-2026-001.yaml:23 An identity number stands in a record."]),
    ],
)  # fmt: skip
def test_what_check_says(name: str, old: str, new: str, expected: list[str], house: Path, change: Change) -> None:
    """One fault, and what is said of it."""
    change(name, old, new)
    assert found(house) == expected


def test_a_record_is_named_by_its_file(house: Path) -> None:
    """Once, in whatever folder below records/."""
    year = house / "records" / "2026"
    (house / "records" / "2027").mkdir()
    shutil.copy(year / "ME-2026-001.yaml", house / "records" / "2027")
    shutil.copy(year / "ME-2026-001.yaml", year / "briefing on chats.yaml")
    assert found(house) == [
        "error[record-name] briefing on chats.yaml:1 “briefing on chats” cannot be the name of a record.",
        "error[record-name] ME-2026-001.yaml:1 There are two records ME-2026-001.",
    ]


def test_what_is_late_is_a_warning(house: Path) -> None:
    """Two months later: what was to be done by then, and the day does not count as late itself."""
    assert found(house, "2027-01-29") == [
        "warning[record-overdue] MR-2026-001.yaml:60 An action is overdue since 2026-12-01: "
        "“A second line for Polish from December to February.”.",
        "warning[record-overdue] NC-2026-001.yaml:38 An action is overdue since 2027-01-15: "
        "“The window asks for the number before it closes.”.",
        "warning[record-overdue] TR-2026-001.yaml:23 Nobody has looked at the effect, which was due on 2026-12-15.",
        "warning[record-overdue] TR-2026-001.yaml:29 Training was due on 2026-12-04: "
        "“Numbering of chats that are handed over”.",
    ]


def test_a_revision_after_the_first_plan_needs_a_line_in_a_plan(house: Path, change: Change) -> None:
    """With a training record from before the start, the first revisions need a line too."""
    change("TR-2026-001", "on: 2026-10-01", "on: 2026-09-15")
    change("TR-2026-001", "form: QR-12\n", "")
    said = found(house)
    assert {line.partition(" ")[0] for line in said} == {"warning[revision-without-training]"}
    assert any("QP-01 revision 1.0 needs training" in line for line in said)
    assert not any("WI-02" in line or "QP-05 revision" in line for line in said)


def test_a_record_may_be_translated(house: Path) -> None:
    """Beside it, text by text; one that is not there is said."""
    file = house / "records" / "2026" / "ME-2026-001.zh.yaml"
    points = 'points:\n  "1": {topic: 移交会话前取编号, said: 以三个会话演示。没有遗留问题。}\n'
    file.write_text(f"title: 在线会话编号简报\n{points}", encoding="utf-8")
    assert found(house) == []
    file.write_text(f"titel: 在线会话编号简报\n{points}", encoding="utf-8")
    assert [line.partition(" ")[0] for line in found(house)] == [
        "warning[translation-incomplete]",
        "error[translation-unknown-text]",
    ]


# ── Closing ──────────────────────────────────────────────────────────────────


def test_closing_binds_and_a_correction_is_named(house: Path, change: Change, capsys: Capture) -> None:
    """A closed record that changes is an error until somebody says who changed what and why; the first fingerprint
    stays, and the correction counts it."""
    close = ("close", AR, "--root", str(house), "--by", "a-kowalska", "--on", "2026-11-24")
    assert told(capsys, *close)[0] == 0
    assert found(house) == []
    assert told(capsys, *close) == (
        1,
        "AR-2026-001 is closed since 2026-11-24 and was not changed.\nNothing was written.\n",
    )

    change(AR, "19 have one", "18 have one")
    assert found(house) == [
        "error[record-altered] AR-2026-001.yaml:37 "
        "AR-2026-001 was changed after it was closed or corrected on 2026-11-24."
    ]
    assert told(capsys, *close)[0] == 1
    assert told(capsys, *close, "--what", "19 read as 18", "--why", "Miscounted")[0] == 0
    assert found(house) == []

    change(AR, "Miscounted", "Reworded")
    assert [line.partition(" ")[0] for line in found(house)] == ["error[record-altered]"]


def test_the_way_to_the_first_fingerprint_cannot_be_cut(house: Path, change: Change, capsys: Capture) -> None:
    """Nor can the closing be rewritten below a correction."""
    close = ("close", AR, "--root", str(house), "--by", "a-kowalska")
    run([*close, "--on", "2026-11-20"])
    change(AR, "19 have one", "18 have one")
    run([*close, "--on", "2026-11-24", "--what", "19 read as 18", "--why", "Miscounted"])
    assert found(house) == []
    change(AR, "  on: 2026-11-20", "  on: 2026-11-19")
    assert [line.partition(" ")[0] for line in found(house)] == ["error[record-altered]"]


def test_every_field_counts(house: Path) -> None:
    """Whatever a record of any kind says, its fingerprint covers it."""
    repository = read_repository(WorkingTree(house))
    assert isinstance(repository, Repository)
    for name, kept in repository.records.items():
        closed = kept.item.model_copy(update={"closed": {"on": "2026-11-24"}})
        for field in type(kept.item).model_fields:
            if field not in ("closed", "corrections"):
                other = kept.item.model_copy(update={field: "other", "closed": closed.closed})
                assert record_fingerprint(name, _closed(other)) != record_fingerprint(name, _closed(kept.item)), field


def _closed(record: object) -> object:
    from qmsdocs.model.records import Closing, Filed

    assert isinstance(record, Filed)
    closing = Closing.model_construct(on=date(2026, 11, 24), by="ann", fingerprint="")
    return record.model_copy(update={"closed": closing})


def test_what_is_not_complete_is_not_closed(house: Path, capsys: Capture) -> None:
    """A finding without an effect that was looked at, and with an action that is not done."""
    assert told(capsys, "close", NC, "--root", str(house), "--by", "a-kowalska") == (
        1,
        "NC-2026-001 cannot be closed yet; it would be found: "
        "The finding NC-2026-001 is closed, and nobody looked at the effect.\n"
        "NC-2026-001 cannot be closed yet; it would be found: NC-2026-001 is closed, and this is not done.\n"
        "Nothing was written.\n",
    )


def test_a_record_is_begun_with_its_fields(house: Path, capsys: Capture) -> None:
    """Under the next number of its kind, on the form of the newest one."""
    begun = told(capsys, "record", "finding", "Letters lie", "--root", str(house), "--by", "quality-manager")
    assert begun[0] == 0
    assert "NC-2026-002 begins in records/2026/NC-2026-002.yaml.\n" in begun[1].replace("2027", "2026")
    code, said = told(capsys, "record", "fiding", "Letters lie", "--root", str(house))
    assert (code, said) == (2, "There is no kind of record “fiding”. Nearest: finding.\nNothing was written.\n")
    code, said = told(capsys, "record", "nonsense", "Letters lie", "--root", str(house))
    assert (code, said.startswith("There is no kind of record “nonsense”. There are: gap-assessment, training,")) == (
        2,
        True,
    )


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_every_skeleton_is_yaml_with_the_keys_of_its_kind(kind: str, house: Path, capsys: Capture) -> None:
    """What a new record lacks is values; every key in it exists."""
    run(["record", kind, "New", "--root", str(house), "--by", "quality-manager"])
    said = [line for line in found(house) if "yaml-syntax" in line or "unknown-key" in line or "missing-key" in line]
    assert said == []


# ── What falls due ───────────────────────────────────────────────────────────


def test_due_tells_what_is_open(house: Path, capsys: Capture) -> None:
    """With the role that acts; overdue is exit code 1."""
    command = ("due", "--root", str(house), "--as-of", "2027-01-20", "--within", "30", "--format", "ics")
    code, calendar = told(capsys, *command)
    assert code == 1
    titles = re.findall(r"SUMMARY:(.*)\r\n", calendar.replace("\r\n ", ""))
    assert "Close the finding NC-2026-001 Chats are closed without a number" in titles
    assert any(title.startswith("Train: Numbering of chats") for title in titles)


# ── Pages and Word ───────────────────────────────────────────────────────────


@pytest.fixture
def outputs(house: Path) -> Path:
    """The house with its outputs built."""
    assert run(["build", "--root", str(house), "--as-of", TODAY, "--quiet"]) == 0
    return house


def test_the_pages_lead_from_finding_to_effect(outputs: Path) -> None:
    """From the report to the finding, to the document that fixed it, and back."""
    page = (outputs / "site" / "records" / f"{NC}.html").read_text(encoding="utf-8")
    chain = page[page.index("part-chain") :]
    assert f'href="../records/{AR}.html"' in chain
    assert "WI-02" in chain
    assert "1 of 2 actions done" in chain
    assert "revision 1.0, in force on the day of the record" in page
    assert (outputs / "site" / "dashboard.html").is_file()
    assert (outputs / "site" / "zh" / "records" / "index.html").is_file()


def test_a_record_prints_on_its_form(outputs: Path) -> None:
    """Each page of the Word file names record, form and revision; a second build leaves the bytes alone."""
    files = sorted((outputs / "dist" / "word" / "records").iterdir())
    assert len(files) == 2 * len(list(EXAMPLES.rglob("*.yaml")))
    for file in files:
        assert lint(file.read_bytes()) == [], file.name
    with ZipFile(outputs / "dist" / "word" / "records" / f"{NC}_en.docx") as word:
        head = re.sub("<[^>]+>", "", word.read("word/header1.xml").decode())
    assert "NC-2026-001 · QR-08 Nonconformity and corrective action report, revision 1.0" in head
    before = [(file.name, file.stat().st_mtime_ns) for file in files]
    assert run(["build", "--root", str(outputs), "--as-of", "2026-11-25", "--quiet"]) == 0
    assert [(file.name, file.stat().st_mtime_ns) for file in files] == before


def test_only_the_record_that_changed_is_printed_again(outputs: Path, change: Change, capsys: Capture) -> None:
    """A change of one record rewrites that one; one that is gone goes from the outputs, too."""
    change(NC, "6 of 25", "7 of 25")
    (outputs / "records" / "2026" / "CB-2026-001.yaml").unlink()
    code, said = told(capsys, "build", "--root", str(outputs), "--as-of", TODAY, "--no-site")
    assert code == 0
    assert ", 2 Word files written, " in said
    assert not list((outputs / "dist" / "word" / "records").glob("CB-*"))


def test_a_link_in_place_of_the_folder_leads_nowhere(house: Path, tmp_path: Path) -> None:
    """Whoever puts a link where records are written does not have them written elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (house / "dist" / "word").mkdir(parents=True)
    (house / "dist" / "word" / "records").symlink_to(elsewhere)
    assert run(["build", "--root", str(house), "--as-of", TODAY, "--no-site", "--quiet"]) == 0
    assert not list(elsewhere.iterdir())


def test_a_record_goes_with_its_form(house: Path) -> None:
    """Where the site shows what is internal only, records on confidential forms and those without a form are not
    there."""
    settings = house / "qms.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "audience: internal\n", encoding="utf-8")
    assert run(["build", "--root", str(house), "--as-of", TODAY, "--quiet"]) == 0
    pages = {file.stem for file in (house / "site" / "records").glob("*-2026-*.html")}
    words = {file.name.partition("_")[0] for file in (house / "dist" / "word" / "records").glob("*.docx")}
    shown = {
        name.partition(".")[0]
        for name in ("NC-2026-001", "AR-2026-001", "PL-2026-001", "AP-2026-001", "MR-2026-001", "GA-2026-001")
    }
    assert pages == words
    assert pages <= shown
    assert "TR-2026-001" not in pages


# ── Certification ────────────────────────────────────────────────────────────

CERTIFICATE = """
certificates:
  complaints:
    title: Complaints handling
    standard: ISO 10002:2018
    number: C-1
    body: Body One
    issued: 2026-10-05
    expires: 2029-10-04
"""


def test_records_show_that_audit_review_and_surveillance_were_done(house: Path, change: Change) -> None:
    """The application pack and the dates of certificates take them from records."""
    file = house / "manual" / "certification.yaml"
    file.write_text(file.read_text(encoding="utf-8") + CERTIFICATE, encoding="utf-8")
    change("SV-2026-001", "body: Body One", "body: Body One\ncertificate: complaints")
    master = load(house, date.fromisoformat(TODAY), Cache.none()).master
    assert master is not None
    ready = readiness(master)
    assert (str(ready.audit), str(ready.review)) == ("2026-11-04", "2026-11-18")
    days = [str(one.day) for one in due(master, 400) if one.kind == "surveillance"]
    assert days == ["2027-11-20"]


# ── Bundle ───────────────────────────────────────────────────────────────────


def test_the_bundle_holds_the_records(house: Path, capsys: Capture) -> None:
    """In a folder of their own; the finding leads to the report and to the instruction that fixed it."""
    file = house / "dist" / "bundle.zip"
    asked = ("bundle", "--root", str(house), "--as-of", TODAY, "--language", "en", "--output", str(file))
    code, said = told(capsys, *asked)
    assert code == 0, said
    with ZipFile(file) as bundle:
        names = [name for name in bundle.namelist() if "/10-records" in f"/{name}"]
        finding = next(name for name in names if NC in name)
        (house / "finding.docx").write_bytes(bundle.read(finding))
    assert len(names) == len(list(EXAMPLES.rglob("*.yaml"))) * (2 if "_en" in finding else 1)
    with ZipFile(house / "finding.docx") as word:
        links = re.findall('Target="([^"]*)"', word.read("word/_rels/document.xml.rels").decode())
    assert any(AR in link for link in links)
    assert any("WI-02" in link for link in links)
