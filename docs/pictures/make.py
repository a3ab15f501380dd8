"""The pictures of the README, made from the real outputs by `make pictures`. Needs Chromium and LibreOffice."""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
PAGE = ROOT / "site" / "procedures" / "QP-05.html"
WORD = ROOT / "dist" / "word" / "QP-05_1.0_en.docx"
SIGNING_KEY = ROOT / "generator" / "qmsdocs" / "demo" / "DEMO-signing-key-of-nobody"
SHEETS = (1, 5, 10)
"""The pages of the Word file that are shown: cover, steps, flowchart."""


def picture_of_the_page(browser: Browser) -> None:
    """The page of a procedure, at the beginning of its steps."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(PAGE.as_uri(), wait_until="domcontentloaded")
    page.wait_for_timeout(500)
    page.screenshot(path=HERE / "page.png")


def picture_of_sheets(browser: Browser, word: Path, sheets: tuple[int, ...], name: str) -> None:
    """Some pages of a Word file side by side."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FONTCONFIG_FILE": str(ROOT / "tests" / "fontconfig" / "fonts.conf")}
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*office, "--outdir", folder, word], check=True, capture_output=True, env=environment)
        for sheet in sheets:
            pages = ["-f", str(sheet), "-l", str(sheet), "-singlefile"]
            pdf = f"{folder}/{word.stem}.pdf"
            subprocess.run(["pdftoppm", "-r", "80", "-png", *pages, pdf, f"{folder}/{sheet}"], check=True)
        pictures = "".join(f'<img src="{sheet}.png" style="width:400px;border:1px solid #bbb">' for sheet in sheets)
        html = Path(folder, "all.html")
        html.write_text(f'<body style="margin:20px;display:flex;gap:20px;background:#eee">{pictures}', encoding="utf-8")
        page = browser.new_page(viewport={"width": 1284, "height": 610})
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


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        picture_of_the_page(chromium)
        picture_of_sheets(chromium, WORD, SHEETS, "word.png")
        picture_of_a_redline(chromium)
        picture_of_a_bundle(chromium)
        chromium.close()
