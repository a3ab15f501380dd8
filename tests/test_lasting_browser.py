"""The page behind the code on a print, in a real browser: what somebody with a sheet in his hand is told."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from qmsdocs.cli import run
from qmsdocs.manual_site import IssuedRevision, LastingPage, OutOfForce, Successor
from qmsdocs.writers.pages.export import relative_link
from qmsdocs.writers.pages.lasting import lasting_file, lasting_html
from tests.site_fixture import small_site
from tests.test_site_browser import CHROMIUM, browser

__all__ = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is absent (apt-get install chromium)"
    ),
]
PHONE = {"width": 360, "height": 740}
DAY = "2026-11-24"


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the demo, as on 24 November 2026."""
    house = shutil.copytree(demo, tmp_path_factory.mktemp("lasting") / "linden")
    run(["build", "--root", str(house), "--as-of", DAY, "--quiet"])
    assert (house / "site" / "q").is_dir()
    return house / "site"


class Reader:
    """Somebody with a phone. What is asked for besides the page itself is an error, and so is a line in the console."""

    def __init__(self, context: BrowserContext, site: Path) -> None:
        self.site, self.page, self.day = site, context.new_page(), DAY
        self.errors: list[str] = []
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        self.page.on("request", lambda request: self.errors.append(request.url) if self._strange(request.url) else None)

    def _strange(self, url: str) -> bool:
        return not url.startswith((f"{self.site.as_uri()}/q/", "data:"))

    def scan(self, number: str, query: str = "", day: str = DAY) -> str:
        """What the page says in large letters, and why; "" when it answers nothing."""
        self.page.clock.set_fixed_time(f"{day}T12:00:00")
        self.page.goto(f"{(self.site / 'q' / number).as_uri()}.html{query}")
        shown = [text.inner_text() for text in self.page.locator(".answer:visible p").all()]
        assert len(shown) in (0, 4), "one answer at most, in two languages"
        return " ".join(shown[0::2]) and f"{shown[0]}: {shown[2]}"

    def proof(self, number: str, label: str) -> str:
        """The beginning of the fingerprint of a revision, as its prints show it."""
        html = (self.site / "q" / f"{number}.html").read_text(encoding="utf-8")
        (found,) = re.findall(rf'data-r="{re.escape(label)}"[^>]* data-f="([0-9a-f]*)"', html)
        return str(found)[:8]

    def sheet(self, number: str, label: str, day: str = DAY) -> str:
        """What the code on a print of a revision leads to."""
        return self.scan(number, f"?r={label}&f={self.proof(number, label)}", day)


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Reader]:
    """A reader with a phone and scripts."""
    context = browser.new_context(viewport=PHONE, timezone_id="Europe/Amsterdam")  # type: ignore[arg-type]
    made = Reader(context, site)
    yield made
    context.close()
    assert made.errors == []


def test_a_current_print(reader: Reader) -> None:
    """Word, shape and colour; the line of the revision is marked."""
    told = reader.sheet("QP-01", "3.2")
    assert told == "This print is current: Revision 3.2 of QP-01, in force since 2026-04-08."
    assert reader.page.locator(".answer:visible .shape").inner_text() == "✓"
    colour = reader.page.locator(".answer:visible .big").first.evaluate("element => getComputedStyle(element).color")
    assert colour == "rgb(20, 105, 45)"
    assert reader.page.locator("tr.asked-for th").inner_text() == "3.2"
    assert "本打印件现行有效" in reader.page.locator(".answer:visible").inner_text()


def test_an_older_print(reader: Reader) -> None:
    """By what it was superseded, and since when."""
    told = reader.sheet("QP-01", "3.1")
    assert told == "Superseded: do not use this print: Revision 3.2 took the place of revision 3.1 on 2026-04-08."
    assert "已被替代，请勿使用本打印件" in reader.page.locator(".answer:visible").inner_text()
    assert "revision 2.1 took the place of revision 2.0" in reader.scan("QP-01", "?r=2.0").lower()


def test_a_withdrawn_document(reader: Reader) -> None:
    """Whatever its revision was."""
    wanted = "Withdrawn: do not use this print: WI-02 is withdrawn since 2025-11-04."
    assert reader.scan("WI-02", "?r=1.0") == wanted
    assert reader.scan("WI-02", "?r=7.0&f=00000000") == wanted
    reader.page.get_by_role("link", name="WI-05 Complaints in writing").first.click()
    reader.page.wait_for_url("**/q/WI-05.html")


def test_a_print_that_is_not_in_force_yet(reader: Reader) -> None:
    """It is until its day, whenever the page was made; from then on, the revision before is superseded."""
    assert reader.sheet("QP-03", "1.1").startswith("Not in force yet: Revision 1.1 comes into force on 2026-12-15.")
    assert reader.sheet("QP-03", "1.0").startswith("This print is current")


def test_an_altered_print(reader: Reader) -> None:
    """The fingerprint is not that of the revision: another one, too short, too long or none."""
    proof = reader.proof("QP-01", "3.2")
    wanted = "Not a true print: do not use it: The fingerprint 0badf00d on this print does not belong to revision 3.2"
    assert reader.scan("QP-01", "?r=3.2&f=0BADF00D").startswith(wanted)
    for other in (reader.proof("QP-01", "3.1"), proof[:7], proof + "zz", "%00", proof + "0" * 90):
        assert reader.scan("QP-01", f"?r=3.2&f={other}").startswith("Not a true print")
    assert reader.scan("QP-01", f"?r=3.2&f={proof.upper()}").startswith("This print is current")
    assert reader.scan("QP-01", "?r=3.2").startswith("Not certain: print it again")
    assert reader.scan("QP-01", "?r=2.1&f=00000000").startswith("Not a true print")


def test_a_revision_that_there_is_not(reader: Reader) -> None:
    """It is a draft, or somebody invented it."""
    told = reader.scan("QP-01", "?r=9.0&f=00000000")
    assert told.startswith("No such revision: do not use this print: Revision 9.0 of QP-01 was never issued")


@pytest.mark.parametrize(
    "query",
    [
        "?r=<script>alert(1)</script>",
        "?r=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&f=<b>",
        "?r=3.2&f=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "?r=" + "9" * 5000,
        "?r=%FF%FE%00&f=%",
        "?r=constructor&f=__proto__",
        "?r=.answer,*{}&r=3.2#<script>alert(1)</script>",
    ],
)
def test_what_the_address_says_is_text(reader: Reader, query: str) -> None:
    """Nothing of it is run or becomes an element, and it does not break the page."""
    told = reader.scan("QP-01", query)
    assert told.startswith(("No such revision", "Not a true print"))
    assert reader.page.locator("main img, main script").count() == 0
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_address_without_a_revision(reader: Reader) -> None:
    """Opened by hand, the page tells what is in force and answers nothing."""
    assert reader.scan("QP-01") == reader.scan("QP-01", "?r=") == reader.scan("QP-01", "?utm=1") == ""
    assert reader.page.get_by_text("Revision 3.2 is in force").is_visible()


def test_an_old_copy_says_so(reader: Reader) -> None:
    """It does not call a print current, nor invented; what is past for certain it still tells."""
    assert reader.sheet("QP-01", "3.2", "2026-12-01").startswith("This print is current")
    assert reader.page.locator(".stale").is_hidden()
    old = "This copy is too old to tell: This copy is old: it shows the state of 24 November 2026."
    assert reader.sheet("QP-01", "3.2", "2026-12-02").startswith(old)
    assert reader.scan("QP-01", "?r=4.0&f=12345678", "2027-01-10").startswith(old)
    assert reader.sheet("QP-01", "3.1", "2027-01-10").startswith("Superseded: do not use this print")
    assert reader.page.locator(".stale").is_visible()
    assert reader.scan("QP-01", "", "2027-01-10") == ""
    assert reader.page.locator(".stale").is_visible()


def test_without_scripts_it_is_all_there(browser: Browser, site: Path) -> None:
    """Status, list, links and day stand in the page itself; no answer shows."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{(site / 'q' / 'QP-01.html').as_uri()}?r=3.1&f=00000000")
    shown = page.locator("body").inner_text()
    for text in ("QP-01", "As at 24 November 2026.", "Revision 3.2 is in force", "Superseded by 3.2 since 2026-04-08"):
        assert text in shown
    assert page.locator(".answer:visible, .stale:visible").count() == 0
    page.get_by_role("link", name="Open QP-01 as it is in force").click()
    assert page.url.endswith("/procedures/QP-01.html")
    context.close()


def test_every_link_leads_somewhere(site: Path) -> None:
    """To the pages and Word files of the same folder."""
    pages = list((site / "q").glob("*.html"))
    assert len(pages) == 18
    for page in pages:
        for target in re.findall(r'href="([^"#]*)"', page.read_text(encoding="utf-8")):
            assert target == "data:," or (page.parent / target).resolve().is_file(), f"{page.name}: {target}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out(browser: Browser, site: Path, scheme: str) -> None:
    """Large letters have a contrast of at least 4.5 in both schemes, whatever is told."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    reader = Reader(context, site)
    for number, query in (("QP-01", "?r=3.2"), ("QP-01", "?r=3.1"), ("QP-03", "?r=1.1"), ("WI-02", "?r=1.0")):
        proof = reader.proof(number, query[3:])
        reader.scan(number, f"{query}&f={proof}" if proof else query)
        for name in (".answer:visible .big", ".status .big"):
            assert _contrast(reader.page, name) >= 4.5, f"{number} {name}"
    context.close()
    assert reader.errors == []


def _contrast(page: Page, name: str) -> float:
    """Between the letters and the paper, of which a tinted box keeps nine tenths."""
    found = page.locator(name).first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    )
    ink, paper = ([int(part) / 255 for part in re.findall(r"\d+", text)[:3]] for text in found)
    paper = [0.91 * one + 0.09 * other for one, other in zip(paper, ink, strict=True)]

    def light(colour: list[float]) -> float:
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dim = sorted((light(ink), light(paper)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


# ── What the demo does not have ──────────────────────────────────────────────

FIRST = IssuedRevision("A/0", "QP-05-A/0", date(2026, 1, 1), "sha256:" + "0123456789abcdef" * 4)
SECOND = IssuedRevision("A/1", "QP-05-A/1", date(2026, 11, 26), "sha256:" + "fedcba9876543210" * 4)
REPLACED = OutOfForce(date(2026, 11, 1), {}, (Successor("QP-06", {"en": "Letters", "zh": "信函"}, True),))
ANNOUNCED = OutOfForce(date(2026, 11, 27), {"en": "Merged.", "zh": "合并。"}, ())
PAGE = LastingPage("QP-05", {"en": "Calls", "zh": "电话"}, "procedures/QP-05", "effective", (SECOND, FIRST), None)


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[Reader]:
    """A reader of a page that a test writes."""
    context = browser.new_context(viewport=PHONE, timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    made = Reader(context, tmp_path)
    yield made
    context.close()
    assert made.errors == []


def write(reader: Reader, page: LastingPage) -> None:
    """Writes the page at the permanent address."""
    site = small_site()
    pages = {(each.path, each.language): each for each in site.pages}
    html = lasting_html(page, site, pages, relative_link("q/x.html", lambda path, language: f"{path}.html"))
    file = reader.site / lasting_file(page.number)
    file.parent.mkdir(exist_ok=True)
    file.write_text(html, encoding="utf-8")


def test_other_documents_took_its_place(own: Reader) -> None:
    """A number that is used no more."""
    write(own, replace(PAGE, status="superseded", revisions=(FIRST,), out_of_force=REPLACED))
    told = own.scan("QP-05", "?r=A%2F0&f=01234567")
    assert told == "Superseded: do not use this print: Other documents took the place of QP-05 on 2026-11-01."


def test_the_day_of_a_revision_comes_before_the_next_build(own: Reader) -> None:
    """What the page knows of tomorrow holds tomorrow, in the zone of the reader; labels are as the house prints
    them."""
    write(own, PAGE)
    assert own.scan("QP-05", "?r=A%2F0&f=01234567", "2026-11-25").startswith(
        "This print is current: Revision QP-05-A/0"
    )
    told = own.scan("QP-05", "?r=A%2F0&f=01234567", "2026-11-26")
    assert told.endswith("Revision QP-05-A/1 took the place of revision QP-05-A/0 on 2026-11-26.")
    assert own.scan("QP-05", "?r=A%2F1&f=fedcba98", "2026-11-25").startswith("Not in force yet")
    assert own.scan("QP-05", "?r=A%2F1&f=fedcba98", "2026-11-26").startswith("This print is current")


def test_the_day_of_a_withdrawal_comes_before_the_next_build(own: Reader) -> None:
    """The same of an announced withdrawal."""
    write(own, replace(PAGE, revisions=(FIRST,), out_of_force=ANNOUNCED))
    assert own.scan("QP-05", "?r=A%2F0&f=01234567", "2026-11-26").startswith("This print is current")
    assert own.scan("QP-05", "?r=A%2F0&f=01234567", "2026-11-27").startswith("Withdrawn: do not use this print")


def test_a_wrong_clock_does_not_go_back_before_the_page(own: Reader) -> None:
    """A phone that believes it is 2020 is told what held on the day of the page."""
    write(own, replace(PAGE, revisions=(FIRST,)))
    assert own.scan("QP-05", "?r=A%2F0&f=01234567", "2020-01-01").startswith("This print is current")
