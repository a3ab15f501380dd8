"""Cards, posters and instructions on one sheet: what they say, from what they are made, and that each is one page."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from qmsdocs.blocks import Blocks, Callout, Heading, ListBlock, Paragraph, Run, Table, plain, walk
from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.compose.handouts import Handout, handouts
from qmsdocs.compose.names import Edition
from qmsdocs.document_tree import OnePage, Sheet
from qmsdocs.pipeline import load
from qmsdocs.writers.word.one_page import setting
from qmsdocs.writers.word.readback import sheet_differences, text_of
from qmsdocs.writers.word.reference import load_reference
from qmsdocs.writers.word.sheet import sheet_file
from tests.conftest import ROOT, copy_of_the_content
from tests.house import House, new_house
from tests.word_lint import lint

FONTS = Path(__file__).parent / "fontconfig" / "fonts.conf"
Change = Callable[[Path, str, str], None]


def made(root: Path, language: str = "en", as_of: str = "2026-11-24") -> dict[str, Handout]:
    """The handouts of a repository by the names of their pages, from the working tree."""
    loaded = load(root, date.fromisoformat(as_of), Cache())
    assert loaded.master is not None
    return {found.path: found for found in handouts(Edition(loaded.master, language), loaded.tree.read)}


def text(blocks: Blocks) -> str:
    """All text of some blocks, a paragraph on each line."""
    return "\n".join(
        plain(block.content) for block in walk(blocks) if isinstance(block, Paragraph | Heading) and block.content
    )


def foot(found: Handout) -> str:
    """What stands at the foot."""
    assert found.sheet.one_page is not None
    return found.sheet.one_page.foot


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, Handout]]:
    """The handouts of the repository's own content, by language and path."""
    return {language: made(ROOT, language) for language in ("en", "zh")}


# ── What there is ────────────────────────────────────────────────────────────


def test_every_role_has_a_card_and_every_instruction_a_sheet(shipped: dict[str, dict[str, Handout]]) -> None:
    """And there are the posters that qms.yaml declares, and the objectives; the same ones in each language."""
    paths = list(shipped["en"])

    assert paths[:3] == ["posters/policy", "posters/how-to-complain", "sheets/objectives"]
    assert [path for path in paths if path.startswith("sheets/WI")] == [f"sheets/WI-{n:02}" for n in range(1, 15)]
    assert "cards/registrar" in paths
    assert list(shipped["zh"]) == paths


def test_a_house_has_only_what_it_has_the_facts_for(tmp_path: Path) -> None:
    """Without posters, objectives and instructions with steps there are the cards of the roles."""
    house = new_house(tmp_path / "house")

    assert list(made(house.root)) == ["cards/manager", "cards/writer"]


# ── Posters ──────────────────────────────────────────────────────────────────


def test_the_policy_poster_is_the_chapter_with_the_line_for_the_signature(
    shipped: dict[str, dict[str, Handout]],
) -> None:
    """The statements of PO-01, who approved them and when, and from which revision they are."""
    found = shipped["en"]["posters/policy"]

    assert found.sheet.title == "Complaints-handling policy"
    assert "People first. The safety of people comes before cost" in text(found.sheet.body)
    assert text(found.sheet.body).endswith("____\nEls van Dijk, General Manager, 2026-09-07")
    assert foot(found) == (
        "Made from PO-01\u00a01.0 (effective 2026-10-01). Uncontrolled when printed. "
        "Check that it is current before use."
    )


def test_the_policy_may_be_a_chapter_of_any_document(tmp_path: Path) -> None:
    """The house says where it stands; of a draft the poster says that it is not in force, and who is to sign."""
    house = new_house(tmp_path / "house")
    house.change("qms.yaml", "parts: [{part: purpose, title: Purpose}]", "parts: [{part: chapters}]")
    house.change("qms.yaml", "    level: 2\n", "    level: 1\n")
    house.change("qms.yaml", "standards: []", "standards: []\nposters: {policy: QP-01/promise}")
    house.change(
        "procedures/QP-01.yaml",
        "purpose: Answer within {limits.answer}. Use [QR-01].",
        "chapters:\n  - {id: aim, title: Aim, content: To please.}\n"
        "  - {id: promise, title: Promise, content: We answer.}",
    )

    found = made(house.root)["posters/policy"]

    assert text(found.sheet.body) == f"Not in force yet. Do not hang up or hand out.\nWe answer.\n\n{'_' * 32}\nManager"
    assert "We answer." in text(made(house.root)["cards/writer"].sheet.body)
    assert foot(found).startswith("Made from QP-01\u00a01.0 (not in force).")


@pytest.mark.parametrize(
    ("language", "title", "hours"),
    [
        ("en", "How to complain to Aldermoor", "Monday to Friday 08:00–18:00"),
        ("zh", "怎样向奥德摩尔投诉", "周一至周五"),
    ],
)
def test_the_public_notice_says_how_to_complain(
    shipped: dict[str, dict[str, Handout]], language: str, title: str, hours: str
) -> None:
    """The text of QP-04, headed by its own first line, with the hours of just the channels that it names."""
    found = shipped[language]["posters/how-to-complain"].sheet

    (channels,) = [block for block in found.body if isinstance(block, Table)]
    assert found.title == title
    assert hours in text(found.body)
    assert [row.id.rpartition(".")[2] for row in channels.rows] == ["telephone", "chat", "e-mail", "letter", "visit"]
    assert "12315" in text(found.body)


def test_a_poster_of_what_does_not_exist_is_found(tmp_path: Path) -> None:
    """In qms.yaml, with its place; nothing else breaks."""
    house = new_house(tmp_path / "house")
    house.change("qms.yaml", "standards: []", "standards: []\nposters: {policy: QP-01/promise, notice: QP-77}")

    assert [found for found in house.findings() if "qms.yaml" in found] == [
        "unknown-place qms.yaml",
        "unknown-document qms.yaml",
    ]
    assert "posters/policy" not in made(house.root)


# ── Cards ────────────────────────────────────────────────────────────────────


def test_an_interview_card_says_what_its_role_is_asked(shipped: dict[str, dict[str, Handout]]) -> None:
    """Policy, objectives, steps with limit and record, documents, what changed, and questions made from all that."""
    body = shipped["en"]["cards/registrar"].sheet.body

    headings = [plain(block.content) for block in body if isinstance(block, Heading)]
    questions = next(block for block in body if isinstance(block, ListBlock) and block.id == "questions-list")
    assert headings == [
        "Our policy",
        "Objectives that your work serves",
        "What you do",
        "Your documents",
        "What you record",
        "What changed",
        "What an auditor may ask you",
    ]
    assert (
        "Acknowledge in writing\nA\u00a02 h, B\u00a012 h, C\u00a024 h (Shanghai 12 h)\nQR-01, QR-03, QR-11\n"
        in text(body)
    )
    assert "How do you contribute to “Acknowledged in time”" in text(questions.items[1].blocks)


def test_the_card_of_a_role_with_few_duties_has_no_empty_parts(tmp_path: Path) -> None:
    """Nothing is headed that is not there."""
    house = new_house(tmp_path / "house")

    body = made(house.root)["cards/writer"].sheet.body

    headings = [plain(block.content) for block in body if isinstance(block, Heading)]
    assert headings == ["What you record", "What changed", "What an auditor may ask you"]


def test_what_changed_is_told(tmp_path: Path) -> None:
    """Of documents with more than one revision, the newest one."""
    house = new_house(tmp_path / "house")
    house.revise("QP-01", "1.1", "2026-04-01", "Answer within", "Reply within")

    assert "QP-01 The bell rings 1.1 times." in text(made(house.root)["cards/manager"].sheet.body)


def test_the_objectives_stand_with_target_owner_and_period(shipped: dict[str, dict[str, Handout]]) -> None:
    """All of them, on one card."""
    found = shipped["en"]["sheets/objectives"].sheet

    (table,) = [block for block in found.body if isinstance(block, Table)]
    assert len(table.rows) == (ROOT / "manual" / "objectives.yaml").read_text(encoding="utf-8").count("    target:")
    assert "Acknowledged in time\n≥ 98 %\nRegistrar\nmonthly" in text(found.body)


# ── Instructions ─────────────────────────────────────────────────────────────


def test_an_instruction_begins_with_its_warnings(shipped: dict[str, dict[str, Handout]]) -> None:
    """Warnings, then cautions, each with the number of its step; then the steps; then the decision table."""
    found = shipped["en"]["sheets/WI-03"]
    first, second, steps, decisions, *_ = found.sheet.body

    assert isinstance(first, Callout) and isinstance(second, Callout)
    assert (first.kind, second.kind) == ("warning", "caution")
    assert text(first.blocks).startswith("(7) Somebody at home with the appliance")
    assert isinstance(steps, Table) and steps.kind == "steps"
    assert not [block for block in walk((steps,)) if isinstance(block, Callout)]
    assert isinstance(decisions, Table) and decisions.kind == "decision"
    assert found.sheet.note == "Work instruction · Revision 1.0 · Effective 2026-10-01 · Owner: Service Desk Lead"
    assert foot(found).startswith("Short form for the place of use: the full text of WI-03 rules.")


def test_each_shorter_body_says_less(shipped: dict[str, dict[str, Handout]]) -> None:
    """The shortest one of an instruction still names every step, with who, limit and record."""
    one = shipped["en"]["sheets/WI-03"].sheet.one_page
    assert one is not None

    lengths = [len(text(body)) for body in one.shorter]
    (last,) = one.shorter[-1]
    assert lengths == sorted(lengths, reverse=True)
    assert isinstance(last, Table) and len(last.rows) == 14


# ── One page ─────────────────────────────────────────────────────────────────


def sheet(words: int, *shorter: int, language: str = "en") -> Sheet:
    """A sheet of so many words, or fewer."""

    def body(count: int) -> Blocks:
        return tuple(Paragraph(str(place), (Run("word " * 50),)) for place in range(count // 50))

    one = OnePage("Foot.", ("A4", "A3"), 9.0, 20.0, tuple(body(count) for count in shorter))
    return Sheet("Title", "House", language, body(words), one_page=one)


@pytest.mark.parametrize(
    ("given", "landscape", "body"),
    [
        (sheet(100), False, 0),
        (sheet(800), False, 0),
        (sheet(2000), True, 0),
        (sheet(9000, 900), False, 1),
        (sheet(9000, 8000), True, 1),
    ],
    ids=["little", "enough", "much", "too much", "too much in any form"],
)
def test_paper_and_length_follow_the_room(given: Sheet, landscape: bool, body: int) -> None:
    """A4 when it fits, else A3, else a shorter text; the last one in any case, however small its letters become."""
    found = setting(given, 1)
    assert given.one_page is not None

    assert (found.page.landscape, found.body) == (landscape, (given.body, *given.one_page.shorter)[body])
    assert not sheet_differences(sheet_file(given, load_reference(None), "x"), given)


def test_letters_are_as_large_as_there_is_room_for() -> None:
    """Little text is set in the largest letters, more text in smaller ones."""
    sizes = [setting(sheet(words), 1).letters for words in (50, 350, 800)]

    assert sizes[0] == 20.0
    assert sizes == sorted(set(sizes), reverse=True)


def test_the_code_of_the_lasting_address_stands_at_the_foot(tmp_path: Path) -> None:
    """An instruction of a house that publishes its site carries the code of its revision."""
    root = copy_with(tmp_path, "time_zone:", "site_url: https://qms.example\ntime_zone:")
    found = made(root)["sheets/WI-05"].sheet

    assert found.one_page is not None
    assert found.one_page.address.startswith("https://qms.example/q/WI-05.html?r=1.0&f=")
    word = sheet_file(found, load_reference(None), "x")
    assert lint(word) == []
    assert b"word/_rels/footer1.xml.rels" in word


def copy_with(folder: Path, old: str, new: str) -> Path:
    """The repository's own sources with another qms.yaml."""
    root = copy_of_the_content(folder / "house")
    settings = root / "qms.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return root


# ── Outputs ──────────────────────────────────────────────────────────────────


def test_the_day_changes_nothing(shipped: dict[str, dict[str, Handout]]) -> None:
    """A handout names the revisions from which it is made, and no day of its own."""
    later = made(ROOT, "en", "2027-01-15")

    assert {path: found.sheet for path, found in later.items()} == {
        path: found.sheet for path, found in shipped["en"].items()
    }


def test_every_word_file_is_clean(built: Path) -> None:
    """The build writes one for each handout and language, and each is a valid Word file."""
    words = [file for kind in ("card", "sheet", "poster") for file in (built / "dist" / "word").glob(f"{kind}_*.docx")]

    assert len(words) == 2 * len(made(ROOT))
    assert {file.name: found for file in words if (found := lint(file.read_bytes()))} == {}


def test_a_change_rewrites_what_says_it(content: Path, change: Change) -> None:
    """A new target of one objective: its card and those of the roles that it concerns, and no other Word file."""
    build = ["build", "--root", str(content), "--as-of", "2026-11-24", "--quiet", "--no-site", "--preview"]
    run(build)
    folder = content / "dist" / "word"
    before = {file.name: file.read_bytes() for file in folder.glob("*_en.docx")}

    change(content / "manual" / "objectives.yaml", "target: ≥ 90 %", "target: ≥ 91 %")
    run(build)

    changed = {name for name, data in before.items() if (folder / name).read_bytes() != data and name[0].islower()}
    assert {"sheet_objectives_en.docx", "card_call-centre-lead_en.docx"} <= changed
    assert not {"poster_policy_en.docx", "sheet_WI-05_en.docx", "card_author_en.docx"} & changed


def test_a_handout_goes_with_its_source(tmp_path: Path) -> None:
    """The Word file of a poster that is no longer declared is removed."""
    house: House = new_house(tmp_path / "house")
    house.change("qms.yaml", "standards: []", "standards: []\nposters: {promise: QP-01}")
    house.change("qms.yaml", "parts: [{part: purpose, title: Purpose}]", "parts: [{part: chapters}]")
    house.change(
        "procedures/QP-01.yaml",
        "purpose: Answer within {limits.answer}. Use [QR-01].",
        "chapters: [{id: aim, title: Aim, content: We answer.}]",
    )
    build = ["build", "--root", str(house.root), "--as-of", "2026-06-01", "--quiet", "--no-site", "--preview"]
    poster = house.root / "dist" / "word" / "poster_promise_en.docx"
    run(build)
    assert "Aim" in text_of(poster.read_bytes())

    house.change("qms.yaml", "\nposters: {promise: QP-01}", "")
    run(build)

    assert not poster.exists()
    assert poster.with_name("card_manager_en.docx").is_file()


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("roles/registrar", ["../cards/registrar.html"]),
        ("instructions/WI-05", ["../sheets/WI-05.html"]),
        ("cards/registrar", ["../word/card_registrar_en.docx", "../procedures/QP-05.html#step-acknowledge"]),
        ("sheets/WI-05", ["../word/sheet_WI-05_en.docx", "../instructions/WI-05.html#chapter-decision-words"]),
        ("zh/posters/how-to-complain", ["../../word/poster_how-to-complain_zh.docx", "../../zh/forms/QR-02.html"]),
        ("index", ["handouts/index.html"]),
        ("handouts/index", ["../posters/policy.html", "../cards/registrar.html", "../sheets/objectives.html"]),
    ],
)
def test_pages_lead_to_cards_and_cards_to_the_documents(built: Path, page: str, links: list[str]) -> None:
    """A role to its card, an instruction to its sheet, each with its Word file, and back to what they are made from."""
    html = (built / "site" / f"{page}.html").read_text(encoding="utf-8")
    targets = {unescape(found) for found in re.findall(r'href="([^"]+)"', html)}

    assert set(links) <= targets
    assert all((built / "site" / page).parent.joinpath(link.partition("#")[0]).resolve().is_file() for link in links)


# ── In LibreOffice ───────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def printed(
    shipped: dict[str, dict[str, Handout]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, list[str]]]:
    """The text of each page of each handout, as LibreOffice prints it."""
    folder, reference = tmp_path_factory.mktemp("handouts"), load_reference(None)
    names = [found.word for each in shipped.values() for found in each.values()]
    for each in shipped.values():
        for found in each.values():
            (folder / found.word).write_bytes(sheet_file(found.sheet, reference, "qmsdocs 1.0"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, *(str(folder / name) for name in names)],
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
        check=True,
        capture_output=True,
        timeout=300,
    )
    pdfs = {name: PdfReader(BytesIO((folder / name).with_suffix(".pdf").read_bytes())) for name in names}
    yield {name: [page.extract_text() for page in pdf.pages] for name, pdf in pdfs.items()}


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_each_is_exactly_one_page(printed: Mapping[str, list[str]]) -> None:
    """All of the shipped content, in both languages."""
    assert {name: len(pages) for name, pages in printed.items() if len(pages) != 1} == {}


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_each_page_says_what_it_is_made_from(printed: Mapping[str, list[str]]) -> None:
    """Nothing at the foot is cut off."""
    marks = {"en": "Check that it is current before use.", "zh": "使用前请核对有效版本"}
    squeezed = {name: re.sub(r"\s", "", pages[0]) for name, pages in printed.items()}
    assert [
        name
        for name, page in squeezed.items()
        if re.sub(r"\s", "", marks[name[-7:-5]]) not in page or "qmsdocs1.0" not in page
    ] == []
