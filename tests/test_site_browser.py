"""The site in a real browser, from a folder and from a server: what readers do, on a desktop and on a phone."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from qmsdocs import pipeline
from tests.site_fixture import small_site

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is absent (apt-get install chromium)"
    ),
]
ROOT = Path(__file__).parent.parent
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built with our plugin and the project's own mkdocs.yml."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "docs_src").mkdir()
    (folder / "dist" / "word").mkdir(parents=True)
    (folder / "dist" / "word" / "QP-05_1.1_en.docx").write_bytes(b"PK")
    (folder / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), encoding="utf-8")

    class Source:
        def site(self) -> object:
            return small_site()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "SiteSource", lambda *_, **__: Source())
        config = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The same site on 127.0.0.1."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@dataclass
class Reader:
    """A tab, what its console said and what it asked other hosts for."""

    page: Page
    base: str
    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Opens a page of the site."""
        self.page.goto(f"{self.base}/{path}", wait_until="domcontentloaded")

    def search(self, text: str) -> Locator:
        """What the search finds."""
        self.page.keyboard.press("f")
        box = self.page.locator(".md-search__input")
        box.fill("")
        box.focus()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Shift")
        found = self.page.locator(".md-search-result__item a")
        found.first.wait_for(timeout=10_000)
        return found


def _reader(context: BrowserContext, base: str) -> Reader:
    reader = Reader(context.new_page(), base)

    def asked(url: str) -> None:
        if not url.startswith((base, "data:", "blob:", "about:")):
            reader.foreign.append(url)

    reader.page.on("console", lambda message: reader.console.append(message.text) if message.type == "error" else None)
    reader.page.on("pageerror", lambda error: reader.console.append(str(error)))
    reader.page.on("request", lambda request: asked(request.url))
    return reader


@pytest.fixture(params=["folder", "server"])
def reader(request: pytest.FixtureRequest, browser: Browser, site: Path, address: str) -> Iterator[Reader]:
    """A reader at a desk; afterwards: no error in the console, no request to another host."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    base = site.as_uri() if request.param == "folder" else address
    made = _reader(context, base)
    yield made
    context.close()
    assert made.foreign == []
    assert [text for text in made.console if "sitemap" not in text] == []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of the size of a phone."""
    made = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    yield made
    made.close()


def test_a_reader_walks_from_the_home_page_to_a_step(reader: Reader) -> None:
    """Navigation, index pages, references to steps."""
    reader.open("index.html")
    reader.page.get_by_role("link", name="Roles").first.click()
    reader.page.get_by_role("link", name="Registrar").last.click()
    reader.page.get_by_role("link", name="QP-05 step 2").click()
    assert reader.page.url.endswith("/procedures/QP-05.html#step-check")
    assert reader.page.locator("tr#step-check").is_visible()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("smoke", "/procedures/QP-05.html"),
        ("QP-05", "/procedures/QP-05.html"),
        ("acceptance record", "/forms/QR-01.html"),
        ("master document list", "/registers/master-document-list.html"),
        ("供应商评审", "/zh/procedures/QP-05.html"),
        ("测量设备", "/zh/procedures/QP-05.html"),
        ("投诉受理记录表", "/zh/forms/QR-01.html"),
    ],
)
def test_the_search_finds(reader: Reader, text: str, where: str) -> None:
    """English words, numbers, titles of forms, Chinese words in mid-sentence."""
    reader.open("index.html")
    targets = [found.get_attribute("href") or "" for found in reader.search(text).all()]
    assert any(target.partition("?")[0].partition("#")[0].endswith(where) for target in targets), targets


def test_the_search_does_not_drown_in_boilerplate(reader: Reader) -> None:
    """What stands only in a register or in a revision history is not found."""
    reader.open("index.html")
    reader.search("smoke")
    box = reader.page.locator(".md-search__input")
    for text in ("zebra", "CR-2026-014"):
        box.fill("")
        reader.page.keyboard.insert_text(text)
        reader.page.keyboard.press("Shift")
        reader.page.wait_for_timeout(400)
        targets = [
            found.get_attribute("href") or "" for found in reader.page.locator(".md-search-result__item a").all()
        ]
        assert not any("master-document-list" in target or "revision-history" in target for target in targets)


def test_the_master_list_is_filtered_and_sorted(reader: Reader) -> None:
    """By typing a word and by pressing the head of a column."""
    reader.open("registers/master-document-list.html")
    rows = reader.page.locator(".q-table--register tbody tr:visible")
    assert rows.count() == 15
    reader.page.get_by_label("Filter").fill("draft purple")
    assert rows.count() == 0
    reader.page.get_by_label("Filter").fill("draft tele")
    assert rows.all_inner_texts()[0].startswith("WI-01")
    assert reader.page.locator(".q-tools [role=status]").inner_text() == "1 of 15"
    reader.page.get_by_label("Filter").fill("")
    number = reader.page.get_by_role("button", name="No.")
    number.click()
    assert [text.split()[0] for text in rows.all_inner_texts()[:3]] == ["QP-05", "QR-01", "QR-9"]
    number.click()
    assert rows.first.inner_text().startswith("WI-01")
    assert reader.page.locator("th[aria-sort=descending]").count() == 1


def test_the_language_switch_stays_on_the_page(reader: Reader) -> None:
    """There and back, also without a server."""
    reader.open("procedures/QP-05.html")
    reader.page.locator(".q-languages").get_by_text("中文").click()
    assert reader.page.url.endswith("/zh/procedures/QP-05.html")
    assert reader.page.locator("html").get_attribute("lang") == "zh"
    assert reader.page.locator("h1").inner_text().startswith("QP-05 投诉受理")
    reader.page.locator(".q-languages").get_by_text("English").click()
    assert reader.page.url.endswith("/procedures/QP-05.html")
    assert "/zh/" not in reader.page.url


def test_the_flowchart_leads_to_its_steps(reader: Reader) -> None:
    """Each box is a link to the row of the table."""
    reader.open("procedures/QP-05.html")
    reader.page.locator(".q-flowchart a", has_text="Known case").click()
    assert reader.page.url.endswith("#step-check")


def test_the_keyboard_reaches_what_the_mouse_reaches(reader: Reader) -> None:
    """Folded control data opens with a key; focus is visible."""
    reader.open("procedures/QP-05.html")
    summary = reader.page.locator(".q-control summary")
    summary.focus()
    reader.page.keyboard.press("Enter")
    assert reader.page.get_by_text("Next review").is_visible()
    assert reader.page.get_by_text("Jan de Wit").first.is_visible()
    reader.page.locator("a.q-reference").first.focus()
    reader.page.keyboard.press("Tab")
    outline = reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


PAGES = [page.path for page in small_site().pages if page.language == "en"]


REVISIONS = ["procedures/QP-05/1.0", "procedures/QP-05/1.0-1.1"]


@pytest.mark.parametrize("path", [*PAGES, *REVISIONS, "zh/procedures/QP-05", "zh/instructions/WI-01"])
def test_nothing_is_wider_than_a_phone(context: BrowserContext, site: Path, path: str) -> None:
    """At 360 pixels only frames scroll sideways, never the page."""
    reader = _reader(context, site.as_uri())
    reader.open(f"{path}.html")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    too_wide = reader.page.evaluate(
        """() => [...document.querySelectorAll('.q-page *')].filter(e => !e.closest('.q-scroll, .q-table thead, svg')
        && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert too_wide == []


def test_a_step_is_a_card_on_a_phone_with_the_same_facts(context: BrowserContext, site: Path) -> None:
    """Number, who, what, within and record are visible, each below the other, named by its column."""
    reader = _reader(context, site.as_uri())
    reader.open("procedures/QP-05.html")
    row = reader.page.locator("tr#step-check")
    assert row.evaluate("e => getComputedStyle(e).display") == "block"
    for text in ("2", "Registrar", "Known case?", "24 hours", "QR-01"):
        assert row.get_by_text(text, exact=True).first.is_visible()
    names = row.locator("td").evaluate_all("cells => cells.map(e => getComputedStyle(e, '::before').content)")
    assert names[1] == '"Who"'


CONTRAST = """() => {
  const numbers = colour => { const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    c.fillStyle = colour; c.fillRect(0, 0, 1, 1); return [...c.getImageData(0, 0, 1, 1).data]; };
  const over = (top, below) => { const a = top[3] / 255; return [0, 1, 2].map(i => top[i] * a + below[i] * (1 - a)); };
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { const own = numbers(getComputedStyle(e).backgroundColor);
    return e === document.documentElement ? [255, 255, 255] : over(own, ground(e.parentElement)); };
  const bad = [];
  for (const e of document.querySelectorAll('.q-page *, .md-nav *, .md-header *')) {
    const text = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const shown = e.checkVisibility({visibilityProperty: true, opacityProperty: true});
    if (!text || !shown || e.closest('svg, .q-sign, style')) continue;
    const below = ground(e), colour = over(numbers(getComputedStyle(e).color), below);
    const [x, y] = [light(colour), light(below)].sort((a, b) => b - a);
    const ratio = (x + .05) / (y + .05);
    if (ratio < 4.5) bad.push([e.tagName, e.className, e.textContent.trim().slice(0, 30), ratio.toFixed(2)]);
  }
  return bad;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["procedures/QP-05", *REVISIONS, "instructions/WI-01", "manual/PO-01", "registers/master-document-list"]
)
def test_text_stands_out_from_its_ground(browser: Browser, site: Path, scheme: str, path: str) -> None:
    """A contrast of 4.5 at least, in both palettes, which follow the reader's system."""
    window = browser.new_context(viewport=DESKTOP, color_scheme=scheme)  # type: ignore[arg-type]
    reader = _reader(window, site.as_uri())
    reader.open(f"{path}.html")
    expected = "slate" if scheme == "dark" else "default"
    assert reader.page.locator("body").get_attribute("data-md-color-scheme") == expected
    reader.page.wait_for_timeout(300)
    bad = reader.page.evaluate(CONTRAST)
    window.close()
    assert bad == []


def test_a_reader_can_switch_to_dark(reader: Reader) -> None:
    """The button in the header."""
    reader.open("index.html")
    reader.page.locator("label[title^=Dark]").click()
    assert reader.page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_a_printed_page_shows_the_document_and_says_that_it_is_uncontrolled(reader: Reader) -> None:
    """No navigation, control data unfolded, the mark on every sheet, no link addresses."""
    reader.open("procedures/QP-05.html")
    assert reader.page.locator(".q-print-code").is_hidden()
    reader.page.emulate_media(media="print")
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for hidden in (".md-header", ".md-sidebar--primary", ".md-sidebar--secondary", ".q-word"):
        assert not reader.page.locator(hidden).first.is_visible(), hidden
    assert reader.page.locator(".q-print-line:visible").count() == 2
    code = reader.page.locator(".q-print-code svg").bounding_box()
    assert code and 66 <= code["width"] == code["height"] <= 70, "18 mm"
    assert reader.page.get_by_text("https://qms.aldermoor.example/q/QP-05.html?r=1.1&f=4b61c89a").is_visible()
    assert reader.page.get_by_text("Next review").is_visible()
    style = reader.page.locator(".q-page > style").inner_text()
    assert "QP-05 · Revision 1.1 · In force · As at 24 November 2026." in style
    assert "@bottom-left" in style
    after = reader.page.locator(".q-page a").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert after in ("none", "normal")


def test_printing_makes_a_sound_pdf(context: BrowserContext, site: Path) -> None:
    """On paper each sheet carries number, revision, status, date and the mark."""
    pypdf = pytest.importorskip("pypdf")
    reader = _reader(context, site.as_uri())
    reader.open("procedures/QP-05.html")
    file = site.parent / "QP-05.pdf"
    reader.page.pdf(path=str(file), prefer_css_page_size=True)
    sheets = [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(file).pages]
    assert len(sheets) >= 2
    for sheet in sheets:
        assert "QP-05 · Revision 1.1 · In force" in sheet
        assert "Uncontrolled when printed." in sheet
    width, height = (float(side) for side in pypdf.PdfReader(file).pages[0].mediabox.upper_right)
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize(("day", "warned"), [("2026-12-01T12:00:00", False), ("2026-12-02T00:30:00", True)])
def test_an_old_copy_warns_its_reader(context: BrowserContext, site: Path, day: str, warned: bool) -> None:
    """The copy is of 24 November and good for seven days."""
    reader = _reader(context, site.as_uri())
    reader.page.clock.set_fixed_time(day)
    reader.open("procedures/QP-05.html")
    notice = reader.page.locator(".q-notice--stale")
    assert notice.count() == (1 if warned else 0)
    if warned:
        assert "24 November 2026" in notice.inner_text()


def test_everything_can_be_read_without_scripts(browser: Browser, site: Path) -> None:
    """Text, steps, as-of date and history need no script."""
    window = browser.new_context(java_script_enabled=False, viewport=DESKTOP)  # type: ignore[arg-type]
    page = window.new_page()
    page.goto(f"{site.as_uri()}/procedures/QP-05.html")
    for text in ("As at 24 November 2026.", "Known case?", "The first receiver asks the safety questions."):
        assert page.get_by_text(text).first.is_visible()
    window.close()


# ── The search in the whole manual ───────────────────────────────────────────


@pytest.fixture(scope="module")
def manual(browser: Browser, built: Path) -> Iterator[Reader]:
    """A reader of the repository's own manual, from a folder."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    yield _reader(context, (built / "site").as_uri())
    context.close()


def first_hit(reader: Reader, home: str, text: str) -> tuple[str, str]:
    """The page that the search finds first, typed on the page `home`, and the section that it names first there."""
    reader.open(home)
    reader.search(text)
    links = reader.page.locator(".md-search-result__item").first.locator("a").all()
    found = [(link.get_attribute("href") or "").removeprefix(f"{reader.base}/") for link in links]
    section = next((href.partition("#")[2] for href in found if "#" in href), "")
    return found[0].partition("?")[0].partition("#")[0], section


WORDS = [
    ("zh/instructions/WI-01.html", "failures", "未留联系方式的，使用来电显示号码", "来电显示"),
    ("zh/instructions/WI-02.html", "setting", "从会话提示音响起至会话记录保存", "提示音"),
    ("zh/instructions/WI-07.html", "chapter-situations", "关闭燃气阀门；紧急上报；联系燃气公司维修", "燃气公司"),
    ("zh/procedures/QP-01.html", "chapter-handwriting", "并写明补记日期和事件发生日期", "补记"),
    ("zh/procedures/QP-03.html", "steps", "由经过培训的同事带教", "带教"),
    ("zh/procedures/QP-06.html", "chapter-duty", "岗位、门卫和各", "门卫"),
    ("zh/procedures/QP-08.html", "steps", "消费争议解决机构、调解、消费者权益主管部门", "调解"),
    ("zh/procedures/QP-09.html", "chapter-free-caller", "不得以礼品、折扣或抽奖换取回答", "抽奖"),
    ("zh/procedures/QP-10.html", "steps", "他人的证件，退回或涂黑", "涂黑"),
    ("zh/procedures/QP-11.html", "steps", "仅写“已知”“观察”“季节性”的，不算理由", "季节性"),
    ("procedures/QP-01.html", "chapter-handwriting", "backdated", "backdated"),
    ("procedures/QP-09.html", "chapter-free-caller", "discount", "discount"),
    ("procedures/QP-10.html", "chapter-masking", "neighbours", "neighbours"),
    ("procedures/QP-14.html", "chapter-extra-review", "merger", "merger"),
    ("instructions/WI-07.html", "chapter-situations", "insulin", "insulin"),
]


@pytest.mark.parametrize(("page", "section", "sentence", "word"), WORDS, ids=[word for *_, word in WORDS])
def test_the_first_hit_is_the_section_that_says_the_word(
    manual: Reader, built: Path, page: str, section: str, sentence: str, word: str
) -> None:
    """Words from mid-sentence: ten Chinese documents, five English ones."""
    assert word in sentence
    assert sentence in (built / "site" / page).read_text(encoding="utf-8")
    assert first_hit(manual, "zh/index.html" if page.startswith("zh/") else "index.html", word) == (page, section)


@pytest.mark.parametrize("folder", ["", "zh/"])
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("QP-05", "procedures/QP-05.html"),
        ("QP-14", "procedures/QP-14.html"),
        ("WI-08", "instructions/WI-08.html"),
        ("QR-11", "forms/QR-11.html"),
        ("QM-01", "manual/QM-01.html"),
        ("PO-01", "manual/PO-01.html"),
    ],
)
def test_a_number_leads_to_its_document_in_the_language_of_the_reader(
    manual: Reader, folder: str, text: str, page: str
) -> None:
    """Not to documents that refer to it, and not to the same one in the other language."""
    assert first_hit(manual, f"{folder}index.html", text)[0] == f"{folder}{page}"


def test_a_chinese_title_and_the_beginning_of_a_word_are_found(manual: Reader) -> None:
    """Whole titles, and what one has typed of a word so far."""
    assert first_hit(manual, "zh/index.html", "投诉受理登记表")[0] == "zh/forms/QR-01.html"
    assert first_hit(manual, "zh/index.html", "胰岛")[0] == "zh/instructions/WI-07.html"
