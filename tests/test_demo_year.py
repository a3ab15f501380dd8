"""The example year of the demo: from the report of an audit to the finding, the revision that fixed it, its redline and
its effect, on the site, in Word and in a browser."""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from qmsdocs.cli import run
from qmsdocs.model.records import RECORD_KINDS, FindingRecord, ManagementReview, ReviewTopic
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import WorkingTree
from tests.test_site_browser import CHROMIUM, browser

__all__ = ["browser"]
DAY = "2026-11-24"
AUDIT, CLOSED, CORRECTED, OPEN = "AR-2026-001", "NC-2026-001", "NC-2026-002", "NC-2026-003"

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def year(demo: Path) -> Repository:
    """What the demo holds on its last day."""
    found = read_repository(WorkingTree(demo))
    assert isinstance(found, Repository)
    return found


@pytest.fixture(scope="module")
def house(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with site and Word files; the exit code tells of the void approval."""
    folder = shutil.copytree(demo, tmp_path_factory.mktemp("year") / "linden")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QMSDOCS_CACHE", str(folder.parent / "cache"))
        assert run(["build", "--root", str(folder), "--as-of", DAY, "--quiet"]) == 1
    return folder


def finding(year: Repository, name: str) -> FindingRecord:
    """A finding by name."""
    item = year.records[name].item
    assert isinstance(item, FindingRecord)
    return item


# ── What is filed ────────────────────────────────────────────────────────────


def test_the_year_has_a_record_of_each_kind(year: Repository) -> None:
    """Gap assessment to surveillance; nothing is left out."""
    assert {kept.item.kind for kept in year.records.values()} == set(RECORD_KINDS)


def test_three_findings_two_closed_one_open(year: Repository) -> None:
    """Each comes from the audit, has its owner, cause, actions and the revision that fixes it."""
    findings = {name: finding(year, name) for name in (CLOSED, CORRECTED, OPEN)}

    assert {each.from_record for each in findings.values()} == {AUDIT}
    assert all(each.cause and each.actions and each.correction and each.owner for each in findings.values())
    assert {name: f"{each.fixed_by[0].document} {each.fixed_by[0].revision}" for name, each in findings.items()} == {
        CLOSED: "WI-05 1.2",
        CORRECTED: "QR-01 1.2",
        OPEN: "QP-03 1.1",
    }
    assert [name for name, each in findings.items() if each.closed is None] == [OPEN]
    assert {name: len(each.corrections) for name, each in findings.items()} == {CLOSED: 0, CORRECTED: 1, OPEN: 0}


def test_the_review_was_told_of_everything(year: Repository) -> None:
    """All inputs, and decisions with owner and day."""
    (review,) = (kept.item for kept in year.records.values() if isinstance(kept.item, ManagementReview))

    assert set(review.inputs) == set(ReviewTopic.__args__)
    assert len(review.decisions) == 3


def test_records_were_written_when_it_happened_by_those_who_did_it(demo: Path) -> None:
    """The life of one finding, as git tells it."""
    log = ["git", "-C", str(demo), "log", "--reverse", "--format=%cs %an: %s", "--", f"records/2026/{CORRECTED}.yaml"]

    assert subprocess.run(log, check=True, capture_output=True, text=True).stdout.splitlines() == [
        "2026-07-22 Joris Brandt: Audit of both sites: three findings",
        "2026-07-28 Sofie Kramer: NC-001 and NC-002: cause and actions",
        "2026-07-31 Mei Tan: CR-07: approve QR-01 1.2; the times are entered",
        "2026-08-14 Sofie Kramer: WI-05 1.2 and QR-01 1.2 are in force; training, one is open",
        "2026-08-24 Wu Jun: Second training in Taicang",
        "2026-10-14 Joris Brandt: NC-001 and NC-002: the cause is gone",
        "2026-10-16 Mei Tan: Close NC-001 and NC-002",
        "2026-11-12 Joris Brandt: NC-002: a number is corrected",
    ]


def test_a_closed_record_cannot_be_changed_in_silence(demo_to_change: Path, capsys: Capture) -> None:
    """One word in the corrected finding, and `check` says so."""
    file = demo_to_change / "records" / "2026" / f"{CORRECTED}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("after 40 minutes", "after 30 minutes"), encoding="utf-8")
    run(["check", "--root", str(demo_to_change), "--as-of", DAY, "--format", "json"])

    rules = [found["rule"] for found in json.loads(capsys.readouterr().out)["findings"]]
    assert "record-altered" in rules


def test_due_names_the_open_finding(demo: Path, capsys: Capture) -> None:
    """What is left to do, the look at the effect, and the finding as a whole; nothing of the closed ones."""
    run(["due", "--root", str(demo), "--as-of", DAY, "--format", "json"])
    told = capsys.readouterr().out

    assert OPEN in told
    assert CLOSED not in told and CORRECTED not in told


def test_the_application_pack_is_complete(demo: Path, tmp_path: Path, capsys: Capture) -> None:
    """Every slot that is needed is filled."""
    file = tmp_path / "bundle.zip"
    run(["bundle", "--root", str(demo), "--as-of", DAY, "--pack", "application", "--output", str(file)])

    assert "All 12 required slots are filled." in capsys.readouterr().out


# ── The chain on pages and in Word ───────────────────────────────────────────


def test_the_chain_is_printed_in_word(house: Path) -> None:
    """From the audit to the effect, in one line, on the form of the finding; the correction stands below."""
    with zipfile.ZipFile(house / "dist" / "word" / "records" / f"{CORRECTED}_en.docx") as word:
        texts = {name: re.sub("<[^>]+>", "", word.read(f"word/{name}1.xml").decode()) for name in ("header", "footer")}
        body = re.sub("<[^>]+>", "", word.read("word/document.xml").decode().replace("</w:p>", "\n"))

    assert f"{CORRECTED} · QR-06 Finding and corrective action, revision 1.0" in texts["header"]
    chain = "AR-2026-001 Audit of both sites → minor → 2 of 2 actions done → QR-01\u00a01.2 (what changed) → effective"
    assert chain in body
    assert "Closed by Mei Tan on 2026-10-16." in body
    assert "Effect: 6 records read as 5" in body


@pytest.mark.parametrize("language", ["", "zh/"])
def test_no_link_between_records_and_documents_is_dead(language: str, house: Path) -> None:
    """Every link of every page of a record leads to a file."""
    pages = list((house / "site" / language / "records").glob("*.html"))
    assert len(pages) >= 15
    for page in pages:
        for way in re.findall(r'href="([^"#?:]+\.(?:html|docx))', page.read_text(encoding="utf-8")):
            assert (page.parent / way).resolve().is_file(), f"{page.name}: {way}"


needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is absent")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab; afterwards: nothing went wrong in it, and it asked no other host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made, errors = context.new_page(), list[str]()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("request", lambda asked: errors.append(asked.url) if asked.url.startswith("http") else None)
    yield made
    context.close()
    assert errors == []


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(
    ("name", "document", "revision"),
    [
        (CORRECTED, "forms/QR-01", "1.1-1.2"),
        (CLOSED, "instructions/WI-05", "1.1-1.2"),
        (OPEN, "procedures/QP-03", "1.0-1.1"),
    ],
)
@pytest.mark.parametrize("language", ["", "zh/"])
def test_the_whole_chain_can_be_clicked(
    name: str, document: str, revision: str, language: str, house: Path, page: Page
) -> None:
    """Report → finding → what changed → finding; finding → document; finding → report: click by click."""
    site = f"{(house / 'site').as_uri()}/{language}"
    text = page.locator("article")
    page.goto(f"{site}records/{AUDIT}.html")

    def click(way: str) -> None:
        text.locator(f'a[href$="{way}.html"]').first.click()
        assert page.url == f"{site}{way.lstrip('/')}.html"

    click(f"/records/{name}")
    click(f"/{document}/{revision}")
    assert text.locator("ins").count() > 2
    click(f"/records/{name}")
    click(f"/{document}")
    assert text.locator("h1").inner_text().replace("\u00a0", " ").startswith(document.partition("/")[2])
    page.go_back()
    click(f"/records/{AUDIT}")


@pytest.mark.browser
@needs_browser
def test_the_dashboard_leads_to_the_open_finding(house: Path, page: Page) -> None:
    """It stands among the open ones, and a click opens it."""
    page.goto(f"{(house / 'site').as_uri()}/dashboard.html")
    page.locator("article").get_by_role("link", name=OPEN).first.click()

    assert page.url.endswith(f"/records/{OPEN}.html")
    assert page.get_by_text("effect not yet checked").first.is_visible()
