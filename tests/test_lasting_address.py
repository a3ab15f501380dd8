"""The permanent address of a document: what prints name, and the page that stands there, read without any script."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from qmsdocs.audience import for_audience
from qmsdocs.build import write_word
from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.lasting import MAX_ADDRESS, lasting_address
from qmsdocs.compose.names import Edition
from qmsdocs.compose.site import manual_site
from qmsdocs.manual_site import IssuedRevision, LastingPage, ManualSite, OutOfForce, Successor
from qmsdocs.pipeline import load
from qmsdocs.writers.pages import Addresses, markdown_files, page_html
from qmsdocs.writers.pages.export import relative_link
from qmsdocs.writers.pages.lasting import lasting_file, lasting_html
from qmsdocs.writers.qr import qr_png
from tests.house import FILES, House, entry, new_house
from tests.site_fixture import HOSTILE, small_site
from tests.test_word_document import media, parts

SITE_URL = "https://qms.house.example/manual/"
DRAFT = "number: QP-03\ntitle: Fairs\nowner: manager\npurpose: Smile.\nrevisions:\n"
WITHDRAWN = """\
withdrawn:
  on: 2026-04-15
  by: ann
  role: manager
  reason: Nobody telephones any more.
  superseded_by: [QP-01]
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 1.0 is in force from 1 March, 1.1 from 1 April; 1.2 is approved and comes into force on 1 June. WI-01 is
    withdrawn from 15 April on. QP-02 takes the place of QR-01 on 20 April. QP-03 is a draft."""
    house = new_house(tmp_path / "house", numbers=("QP-01", "QP-02", "WI-01"))
    house.change("qms.yaml", "branch: main\n", f"branch: main\nsite_url: {SITE_URL}\n")
    house.change(FILES["QP-02"], "effective: 2026-03-01", "effective: 2026-04-20")
    house.change(FILES["QP-02"], "    signatures:", "    supersedes: [QR-01]\n    signatures:")
    house.approve("QP-01", "QP-02", "WI-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    house.revise("QP-01", "1.1", "2026-04-01", "Answer within", "Answer politely within")
    house.approve("QP-01", on="2026-03-10")
    house.commit("QP-01 1.1", "2026-03-10")
    house.revise("QP-01", "1.2", "2026-06-01", "politely", "kindly")
    house.approve("QP-01", on="2026-04-02")
    house.write(FILES["WI-01"], house.read(FILES["WI-01"]) + WITHDRAWN)
    house.write("procedures/QP-03.yaml", DRAFT + entry("1.0", "2026-07-01"))
    house.commit("QP-01 1.2; withdraw WI-01; draft QP-03", "2026-04-02")
    return house


def site_of(house: House, day: str = "2026-05-01", *, preview: bool = False) -> ManualSite:
    """The site that staff see on a day; as `preview`, what its authors see."""
    loaded = load(house.root, date.fromisoformat(day), Cache()) if preview else house.in_force(day)
    assert loaded.master is not None
    return manual_site(loaded.master, loaded.tree.read, preview=preview)


def lasting(site: ManualSite, number: str) -> str:
    """The page at the permanent address of a document."""
    (found,) = [each for each in site.lasting if each.number == number]
    return written(found, site)


def written(page: LastingPage, site: ManualSite) -> str:
    """The page as it is written."""
    link = relative_link(lasting_file(page.number), lambda path, language: f"{language}/{path}.html")
    return lasting_html(page, site, Addresses(site).pages, link)


def read(html: str, part: str, language: str = "en") -> list[str]:
    """What somebody reads in a part of the page: texts in one language, and what has none."""
    (found,) = re.findall(rf'<section class="{part}[^"]*">(.*?)</section>', html, re.DOTALL)
    other = {"en": "zh", "zh": "en"}[language]
    found = re.sub(rf'<(div|p|span)[^>]* lang="{other}">.*?</\1>', "", found, flags=re.DOTALL)
    texts = re.sub(r"<(?!/?(?:time|code)\b)[^>]*>", "\n", found)
    return [unescape(line.strip()) for line in re.sub(r"<[^>]*>", "", texts).splitlines() if line.strip()]


def start(site: ManualSite, number: str, label: str) -> str:
    """The first eight digits of the fingerprint of a revision."""
    (found,) = [
        each.fingerprint
        for page in site.lasting
        for each in page.revisions
        if (page.number, each.label) == (number, label)
    ]
    return found.removeprefix("sha256:")[:8]


# ── The address ──────────────────────────────────────────────────────────────


def test_the_address_names_revision_and_fingerprint(house: House) -> None:
    """What is in force and what went before each have their own; a redline, which is no revision's text, has none."""
    site = site_of(house)
    pages = {page.path: page for page in site.pages if page.language == "en"}
    revisions = {page.path: page.make() for page in site.revisions if page.language == "en"}
    current, former = pages["procedures/QP-01"].control, revisions["procedures/QP-01/1.0"].control
    assert current and former
    address = "https://qms.house.example/manual/q/QP-01.html"
    assert current.address == f"{address}?r=1.1&f={start(site, 'QP-01', '1.1')}"
    assert former.address == f"{address}?r=1.0&f={start(site, 'QP-01', '1.0')}"
    redline = revisions["procedures/QP-01/1.0-1.1"]
    assert redline.redline and redline.control and redline.earlier
    assert redline.control.address == redline.earlier.address == ""


def test_a_draft_has_no_fingerprint_in_its_address(house: House) -> None:
    """Nobody approved its text yet: a print made now is told from one that is made later."""
    pages = {page.path: page for page in site_of(house, preview=True).pages if page.language == "en"}
    control = pages["procedures/QP-03"].control
    assert control and control.address == "https://qms.house.example/manual/q/QP-03.html?r=1.0"


def test_labels_are_percent_encoded(house: House) -> None:
    """A label may hold what separates parts of an address."""
    master = house.in_force().master
    assert master
    edition = Edition(master, "en")
    found = [
        lasting_address(edition, "QP-01", label, fingerprint).partition("html")[2]
        for label, fingerprint in (("A/0", "sha256:12ab34cd56"), ("1&f=x #", ""), ("甲", ""))
    ]
    assert found == ["?r=A%2F0&f=12ab34cd", "?r=1%26f%3Dx%20%23", "?r=%E7%94%B2"]
    assert lasting_address(edition, "QP-01", "1" * MAX_ADDRESS, "") == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_print_shows_it(house: House, tmp_path: Path, language: str) -> None:
    """The cover of Word and the page of the site show the same code with the address in words; the page on paper
    only."""
    loaded = house.in_force("2026-05-01")
    assert loaded.master
    write_word(loaded, tmp_path / "word")
    address = document_tree(Edition(loaded.master, language), "QP-01", loaded.tree.read).control.address
    word = (tmp_path / "word" / f"QP-01_1.1_{language}.docx").read_bytes()
    assert qr_png(address) in media(word)
    assert address.replace("&", "&amp;") in parts(word)["word/document.xml"]

    site = site_of(house)
    (page,) = [page for page in site.pages if (page.path, page.language) == ("procedures/QP-01", language)]
    html = page_html(page, site, lambda path, language: "./")
    (code,) = re.findall(r'<div class="q-print-code"[^>]*>(.*?)</div>', html)
    assert code.startswith("<svg ") and address.replace("&", "&amp;") in code
    assert len(code) < 3000


def test_without_a_site_there_is_no_code(house: House, tmp_path: Path) -> None:
    """Where the site is published is what the code leads to."""
    house.change("qms.yaml", f"site_url: {SITE_URL}\n", "")
    house.commit("No site", "2026-04-04")
    write_word(house.in_force("2026-05-01"), tmp_path / "word")
    files = list((tmp_path / "word").glob("*.docx"))
    assert files and not any(media(file.read_bytes()) for file in files)
    site = site_of(house)
    assert not any("q-print-code" in page_html(page, site, lambda path, language: "./") for page in site.pages)


def test_another_address_writes_the_word_files_again(house: House, tmp_path: Path) -> None:
    """Those of former texts too, whose own settings named the former site. Cards name no address."""
    documents, cards = 8, 4
    assert write_word(house.in_force("2026-05-01"), tmp_path / "word").written == documents + cards
    house.change("qms.yaml", SITE_URL, "https://elsewhere.example")
    house.commit("We moved", "2026-04-04")
    result = write_word(house.in_force("2026-05-01"), tmp_path / "word")
    assert (result.written, result.kept) == (documents, cards)
    word = (tmp_path / "word" / "QP-01_1.1_en.docx").read_bytes()
    assert "https://elsewhere.example/q/QP-01.html?r=1.1&amp;f=" in parts(word)["word/document.xml"]


# ── The page, without script ─────────────────────────────────────────────────


def test_a_document_in_force(house: House) -> None:
    """What is in force, what follows, and every revision that was issued, in both languages."""
    site = site_of(house)
    html, proof = lasting(site, "QP-01"), {label: start(site, "QP-01", label) for label in ("1.0", "1.1", "1.2")}
    assert read(html, "status") == [
        "●",
        "Revision 1.1 is in force",
        f"Since 2026-04-01. Fingerprint {proof['1.1']}",
        "Revision 1.2 comes into force on 2026-06-01.",
        "Open QP-01 as it is in force",
        "Download as Word",
    ]
    assert read(html, "status", "zh")[1:4] == [
        "版本 1.1 现行有效",
        f"自 2026-04-01 起实施。 内容指纹 {proof['1.1']}",
        "版本 1.2 自 2026-06-01 起实施。",
    ]
    assert read(html, "list")[5:] == [
        *("1.2", "◐", "Not in force yet, from 2026-06-01", proof["1.2"]),
        *("1.1", "●", "In force since 2026-04-01", proof["1.1"]),
        *("1.0", "■", "Superseded by 1.1 since 2026-04-01", proof["1.0"]),
    ]
    assert '<html lang="en">' in html and "As at 1 May 2026." in html and "截至2026年5月1日。" in html
    assert 'href="../en/procedures/QP-01.html"' in html and 'href="../word/QP-01_1.1_zh.docx"' in html


def test_a_withdrawn_document(house: House) -> None:
    """Since when, why, and where to go instead; before the day, that it will be so."""
    html = lasting(site_of(house), "WI-01")
    assert read(html, "status")[:5] == [
        "✕",
        "Withdrawn",
        "Since 2026-04-15. Nobody telephones any more.",
        "In its place:",
        "QP-01 Answers",
    ]
    assert 'href="QP-01.html"' in html and "Download" not in html
    assert read(html, "list")[5:8] == ["1.0", "✕", "Withdrawn since 2026-04-15"]
    before = lasting(site_of(house, "2026-04-05"), "WI-01")
    assert read(before, "status")[1] == "Revision 1.0 is in force"
    assert "To be withdrawn on 2026-04-15. Nobody telephones any more." in read(before, "status")


def test_a_document_whose_place_another_one_took(house: House) -> None:
    """A number that is used no more keeps its page, which leads on."""
    html = lasting(site_of(house), "QR-01")
    assert read(html, "status")[:5] == [
        "■",
        "Superseded by other documents",
        "Since 2026-04-20.",
        "In its place:",
        "QP-02 Reviews",
    ]
    assert read(html, "list")[5:8] == ["1.0", "■", "Superseded by other documents since 2026-04-20"]


def test_a_document_that_is_to_come(house: House) -> None:
    """The first revision is approved and waits for its day."""
    html = lasting(site_of(house, "2026-04-05"), "QP-02")
    assert read(html, "status")[:3] == [
        "◐",
        "Nothing is in force yet",
        "Revision 1.0 comes into force on 2026-04-20.",
    ]


def test_drafts_have_a_page_in_a_preview_only(house: House) -> None:
    """It says that nothing is in force; the page of a document in work tells what is in force, not what is new."""
    assert [page.number for page in site_of(house).lasting] == ["QP-01", "QP-02", "WI-01", "QR-01"]
    site = site_of(house, preview=True)
    html = lasting(site, "QP-03")
    assert read(html, "status")[1:3] == [
        "Nothing is in force",
        "Of this document there are drafts only: do not work by them.",
    ]
    assert "<table>" not in html and "Preview: not in force" in html
    assert read(lasting(site, "QP-01"), "status")[1] == "Revision 1.1 is in force"


def test_what_an_audience_may_not_read_has_no_page(house: House) -> None:
    """Nor is its title told by the document whose place it took."""
    loaded = house.in_force("2026-05-01")
    assert loaded.master
    document = loaded.master.entries["QP-02"].source
    item = document.item.model_copy(update={"classification": "confidential"})
    secret = replace(loaded.master.entries["QP-02"], source=replace(document, item=item))
    master = replace(loaded.master, entries={**loaded.master.entries, "QP-02": secret})
    site = manual_site(for_audience(master, "internal"), loaded.tree.read)
    assert "QP-02" not in [page.number for page in site.lasting]
    html = lasting(site, "QR-01")
    assert read(html, "status")[1:5] == ["Superseded by other documents", "Since –.", "In its place:", "QP-02"]
    assert "Reviews" not in html and 'href="QP-02.html"' not in html


# ── The file ─────────────────────────────────────────────────────────────────


def test_it_needs_nothing_else(house: House) -> None:
    """One file: no address of another one but the links to follow, and a policy that lets only its own script run."""
    html = lasting(site_of(house), "QP-01")
    assert re.findall(r'(?:src|srcset|action|data)="', html) == []
    assert set(re.findall(r'href="([^"]*)"', html)) == {
        "data:,",
        *(f"../{language}/procedures/QP-01.html" for language in ("en", "zh")),
        *(f"../word/QP-01_1.1_{language}.docx" for language in ("en", "zh")),
    }
    assert "url(" not in html and "@import" not in html and "http:" not in html and "https:" not in html
    for name in ("style", "script"):
        (text,) = re.findall(rf"<{name}>(.*?)</{name}>", html, re.DOTALL)
        assert f"{name}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in html
    assert len(html.encode()) < 16_000


def test_hostile_texts_are_text() -> None:
    """Titles, reasons and labels come from people."""
    site = small_site()
    names = {"en": HOSTILE, "zh": HOSTILE}
    ended = OutOfForce(date(2026, 10, 1), names, (Successor("QP-06", names, True),))
    revisions = (IssuedRevision(HOSTILE, HOSTILE, date(2026, 1, 1), ""),)
    page = LastingPage("QP-05", names, "procedures/QP-05", "withdrawn", revisions, ended)
    html = written(page, replace(site, company=names))
    assert html.count("<script>") == html.count("</script>") == 1
    assert "&lt;script&gt;alert" in html and "<script>alert" not in html
    assert html.count("</style>") == 1


def test_the_exported_folder_holds_it(house: House, tmp_path: Path) -> None:
    """`export` writes the same page, twice the same."""
    for name in ("one", "two"):
        command = ["export", "--root", str(house.root), "--as-of", "2026-05-01", "--output", str(tmp_path / name)]
        assert run([*command, "--quiet"]) == 0
    first, second = (sorted((tmp_path / name / "docs" / "q").iterdir()) for name in ("one", "two"))
    assert [file.name for file in first] == ["QP-01.html", "QP-02.html", "QR-01.html", "WI-01.html"]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    site = site_of(house)
    assert markdown_files(site)["docs/q/QP-01.html"] == first[0].read_bytes()
    assert b'href="../zh/procedures/QP-01.html"' in first[0].read_bytes()
