"""The pictures of the README and the user guide, made from the real outputs by `make pictures`.

Needs Chromium and LibreOffice. Those of the guide stand in `docs_src/assets`, and show the demo or our own content.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.complaints import write_complaints  # noqa: E402
from tests.conftest import copy_of_the_content  # noqa: E402

HERE = Path(__file__).parent
GUIDE = ROOT / "docs_src" / "assets"
PAGE = ROOT / "site" / "procedures" / "QP-05.html"
WORD = ROOT / "dist" / "word" / "QP-05_1.0_en.docx"
SIGNING_KEY = ROOT / "generator" / "qmsdocs" / "demo" / "DEMO-signing-key-of-nobody"
SHEETS = (1, 5, 10)
"""The pages of the Word file that are shown: cover, steps, flowchart."""
DAY = "2026-11-24"
"""The last day of the demo's history."""


def picture_of_the_page(browser: Browser) -> None:
    """The page of a procedure, at the beginning of its steps."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(PAGE.as_uri(), wait_until="domcontentloaded")
    page.wait_for_timeout(500)
    page.screenshot(path=HERE / "page.png")


def picture_of_sheets(browser: Browser, word: Path, sheets: tuple[int, ...], name: str, across: int = 400) -> None:
    """Some pages of a Word file side by side, each as wide as `across` says."""
    picture_of_pages(browser, [(word, sheet) for sheet in sheets], name, across)


def picture_of_pages(browser: Browser, sheets: list[tuple[Path, int]], name: str, across: int = 400) -> None:
    """Pages of Word files side by side."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FONTCONFIG_FILE": str(ROOT / "tests" / "fontconfig" / "fonts.conf")}
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        words = sorted({word for word, _ in sheets})
        subprocess.run([*office, "--outdir", folder, *words], check=True, capture_output=True, env=environment)
        for place, (word, sheet) in enumerate(sheets):
            pages = ["-f", str(sheet), "-l", str(sheet), "-singlefile"]
            pdf = f"{folder}/{word.stem}.pdf"
            subprocess.run(["pdftoppm", "-r", "80", "-png", *pages, pdf, f"{folder}/{place}"], check=True)
        pictures = "".join(
            f'<img src="{place}.png" style="width:{across}px;border:1px solid #bbb">' for place in range(len(sheets))
        )
        html = Path(folder, "all.html")
        html.write_text(f'<body style="margin:20px;display:flex;gap:20px;background:#eee">{pictures}', encoding="utf-8")
        page = browser.new_page(
            viewport={"width": len(sheets) * (across + 20) + 24, "height": round(across * 1.414) + 44}
        )
        page.goto(html.as_uri())
        page.screenshot(path=HERE / name)


def picture_of_a_redline(browser: Browser) -> None:
    """Two revisions of a procedure of the demo as tracked changes."""
    with tempfile.TemporaryDirectory() as folder:
        house, word = f"{folder}/linden", Path(folder, "redline.docx")
        qmsdocs = [str(Path(sys.executable).with_name("qmsdocs"))]
        subprocess.run([*qmsdocs, "demo", house, "--ending", "2026-11-24"], check=True, capture_output=True)
        subprocess.run([*qmsdocs, "redline", "QP-01", "3.1", "3.2", "--root", house, "--output", word], check=True)
        picture_of_sheets(browser, word, (1, 2, 3), "redline.png")


def picture_of_a_bundle(browser: Browser) -> None:
    """The page that opens the bundle of the demo."""
    with tempfile.TemporaryDirectory() as folder:
        house, bundle, key = f"{folder}/linden", Path(folder, "bundle.zip"), f"{folder}/key"
        Path(key).touch(0o600)
        Path(key).write_bytes(SIGNING_KEY.read_bytes())
        qmsdocs = [str(Path(sys.executable).with_name("qmsdocs"))]
        subprocess.run([*qmsdocs, "demo", house, "--ending", "2026-11-24"], check=True, capture_output=True)
        day = ["--as-of", "2026-11-24", "--since", "issue-2025-11-18", "--sign", key]
        options = ["--root", house, "--output", bundle, "--quiet", *day]
        subprocess.run([*qmsdocs, "bundle", *options], check=False, capture_output=True)  # 1: an approval is void
        with zipfile.ZipFile(bundle) as packed:
            packed.extractall(folder)
        page = browser.new_page(viewport={"width": 1280, "height": 820})
        page.goto(Path(folder, "index.html").as_uri())
        page.screenshot(path=HERE / "bundle.png")


def pictures_of_the_guide(browser: Browser) -> None:
    """What the three pages of the user guide show."""
    GUIDE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        house = Path(folder, "linden")
        qmsdocs = [str(Path(sys.executable).with_name("qmsdocs"))]
        at = ["--root", house, "--as-of", DAY, "--quiet"]
        subprocess.run([*qmsdocs, "demo", house, "--ending", DAY], check=True, capture_output=True)
        subprocess.run([*qmsdocs, "build", *at], check=False, capture_output=True)  # 1: an approval is void
        picture_of_a_step(browser, house / "site")
        picture_of_a_print(browser, house / "site")
        picture_of_an_opening_page(browser, house, Path(folder, "bundle"))
        picture_of_a_copy(browser, house)


def picture_of_a_step(browser: Browser, site: Path) -> None:
    """Steps on a phone, English and Chinese beside each other."""
    for name, place in (("en", "procedures"), ("zh", "zh/procedures")):
        page = browser.new_page(viewport={"width": 360, "height": 640})
        page.goto(f"{(site / place / 'QP-01.html').as_uri()}#steps", wait_until="domcontentloaded")
        page.wait_for_timeout(500)
        page.screenshot(path=site / f"step-{name}.png")
        page.close()
    side_by_side(browser, [site / "step-en.png", site / "step-zh.png"], GUIDE / "guide-step.png")


def picture_of_a_print(browser: Browser, site: Path) -> None:
    """What a phone shows for the code of a current print, and of one that is superseded."""
    for name, revision in (("now", "3.2"), ("old", "3.1")):
        page = browser.new_page(viewport={"width": 360, "height": 640})
        url = f"{(site / 'q' / 'QP-01.html').as_uri()}?r={revision}"
        page.goto(url + ("&f=1472ccce" if name == "now" else ""), wait_until="domcontentloaded")
        page.wait_for_timeout(500)
        page.screenshot(path=site / f"print-{name}.png")
        page.close()
    side_by_side(browser, [site / "print-now.png", site / "print-old.png"], GUIDE / "guide-print.png")


def picture_of_an_opening_page(browser: Browser, house: Path, folder: Path) -> None:
    """The head of the page that opens a bundle."""
    folder.mkdir()
    bundle, key = folder / "bundle.zip", folder / "key"
    key.touch(0o600)
    key.write_bytes(SIGNING_KEY.read_bytes())
    options = ["--root", house, "--as-of", DAY, "--since", "issue-2025-11-18", "--sign", key, "--output", bundle]
    command = [str(Path(sys.executable).with_name("qmsdocs")), "bundle", "--quiet", *options]
    subprocess.run(command, check=False, capture_output=True)  # 1: an approval is void
    with zipfile.ZipFile(bundle) as packed:
        packed.extractall(folder)
    page = browser.new_page(viewport={"width": 1000, "height": 640})
    page.goto((folder / "index.html").as_uri())
    page.screenshot(path=GUIDE / "guide-bundle.png")
    page.close()


def picture_of_a_copy(browser: Browser, house: Path) -> None:
    """The cover of a numbered copy, with its stamp, its holder and its code."""
    out = house / "dist" / "copies"
    command = [
        str(Path(sys.executable).with_name("qmsdocs")),
        "copy",
        "QP-01",
        "--root",
        house,
        "--by",
        "l-smit",
        "--on",
        DAY,
    ]
    subprocess.run([*command, "--to", "Reception desk", "--language", "en"], check=True, capture_output=True)
    word = next(out.glob("QP-01_*_copy-*_en.docx"))
    picture_of_sheets(browser, word, (1,), str(GUIDE / "guide-copy.png"), across=640)


def pictures_of_our_content(browser: Browser) -> None:
    """Cards, flow, dashboard, checklist and the analysis: of our own content, with the records of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        house = copy_of_the_content(Path(folder, "house"))
        shutil.copytree(ROOT / "tests" / "records" / "2026", house / "records" / "2026")
        qmsdocs = str(Path(sys.executable).with_name("qmsdocs"))
        subprocess.run([qmsdocs, "build", "--root", house, "--as-of", DAY, "--quiet"], check=True)
        word = house / "dist" / "word"
        sheets = [(word / "card_case-owner_en.docx", 1), (word / "poster_policy_zh.docx", 1)]
        picture_of_pages(browser, sheets, str(GUIDE / "guide-handouts.png"))
        picture_in_both_languages(browser, house / "site", "flow", across=440)
        picture_in_both_languages(browser, house / "site", "dashboard")
        picture_in_both_languages(browser, house / "site", "registers/audit-checklist", filtered="QP-05")
        picture_of_an_analysis(browser, house)


def picture_in_both_languages(
    browser: Browser, site: Path, path: str, *, across: int = 360, filtered: str = ""
) -> None:
    """A page in English and Chinese beside each other, on request with its filter filled in."""
    pictures, name = [], path.rpartition("/")[2]
    for language, folder in (("en", site), ("zh", site / "zh")):
        page = browser.new_page(viewport={"width": across, "height": 640})
        page.goto((folder / f"{path}.html").as_uri(), wait_until="domcontentloaded")
        page.wait_for_timeout(500)
        if filtered:
            page.locator(".q-tools input").fill(filtered)
            below_the_header(page, ".q-tools")
        pictures.append(site / f"{name}-{language}.png")
        page.screenshot(path=pictures[-1])
        page.close()
    side_by_side(browser, pictures, GUIDE / f"guide-{name}.png", across)


def below_the_header(page: Page, selector: str) -> None:
    """Scrolls until what is selected stands below the header of the site."""
    page.evaluate("place => scrollBy(0, document.querySelector(place).getBoundingClientRect().top - 70)", selector)
    page.wait_for_timeout(300)


def picture_of_an_analysis(browser: Browser, house: Path) -> None:
    """What stands out in an extract, and its trend."""
    extract, out = house / "extract.csv", house / "dist" / "analysis"
    write_complaints(extract, 3000)
    command = [str(Path(sys.executable).with_name("qmsdocs")), "analyse", extract, "--root", house, "--as-of", DAY]
    subprocess.run([*command, "--language", "en", "--quiet"], check=True)
    page = browser.new_page(viewport={"width": 980, "height": 420})
    page.goto(next(out.glob("*_en.html")).as_uri())
    page.locator("figure").first.scroll_into_view_if_needed()
    page.screenshot(path=GUIDE / "guide-analysis.png")
    page.close()


def side_by_side(browser: Browser, pictures: list[Path], target: Path, across: int = 360) -> None:
    """Pictures of pages beside each other, each as wide as `across` says."""
    images = "".join(
        f'<img src="{picture.as_uri()}" style="width:{across}px;border:1px solid #bbb">' for picture in pictures
    )
    html = pictures[0].with_suffix(".html")
    html.write_text(f'<body style="margin:16px;display:flex;gap:16px;background:#eee">{images}', encoding="utf-8")
    page = browser.new_page(viewport={"width": 2 * across + 52, "height": 674})
    page.goto(html.as_uri())
    page.screenshot(path=target)
    page.close()


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        picture_of_the_page(chromium)
        picture_of_sheets(chromium, WORD, SHEETS, "word.png")
        picture_of_a_redline(chromium)
        picture_of_a_bundle(chromium)
        pictures_of_the_guide(chromium)
        pictures_of_our_content(chromium)
        chromium.close()
