"""In LibreOffice: files convert, the total in the header is the number of pages, contents get true page numbers."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from qmsdocs.writers.word.contents import page_numbers
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.reference import load_reference
from tests.word_trees import addressed, form_tree, rich_tree

FONTS = Path(__file__).parent / "fontconfig" / "fonts.conf"
TREES = {
    "en": rich_tree("en"),
    "en-draft": rich_tree("en", "draft"),
    "zh": rich_tree("zh"),
    "form-en": form_tree("en"),
    "form-zh": form_tree("zh"),
}
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """The text of each page of each tree, as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    for name, tree in TREES.items():
        word = word_file(addressed(tree), load_reference(None), program="qmsdocs 1")
        (folder / f"{name}.docx").write_bytes(word)
    numbered = word_file(TREES["en"], load_reference(None), program="x", page_numbers={"b_scope": 42, "b_rules": 43})
    (folder / "numbered.docx").write_bytes(numbered)
    files = [str(folder / f"{name}.docx") for name in (*TREES, "numbered")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files],
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {
        name: [page.extract_text() for page in PdfReader(BytesIO((folder / f"{name}.pdf").read_bytes())).pages]
        for name in (*TREES, "numbered")
    }


def test_page_numbers_are_seen(pages: Mapping[str, list[str]]) -> None:
    """A page number in the contents is printed after its dots, at every level."""
    assert re.search(r"Scope\s*\.+\s*42", pages["numbered"][1])
    assert re.search(r"Rules for answers\s*\.+\s*43", pages["numbered"][1])


@pytest.mark.parametrize("name", TREES)
def test_every_page_says_its_number_and_the_total(pages: Mapping[str, list[str]], name: str) -> None:
    """Page x of y stands on each page, the cover too, and y is the number of pages."""
    pattern = r"Page (\d+) of (\d+)" if "en" in name else r"第 ?(\d+) ?页 ?共 ?(\d+) ?页"
    shown = [re.search(pattern, page) for page in pages[name]]
    assert [(int(match[1]), int(match[2])) if match else None for match in shown] == [
        (number, len(shown)) for number in range(1, len(shown) + 1)
    ]


@pytest.mark.parametrize(("name", "text"), [("en", "Serious?"), ("zh", "严重？")])
def test_text_of_a_flowchart_is_seen(pages: Mapping[str, list[str]], name: str, text: str) -> None:
    """The text in the boxes of a flowchart is printed, in Chinese too."""
    assert any(text in page for page in pages[name])


@pytest.mark.parametrize("name", ["en", "zh"])
def test_cover_is_one_page_and_the_record_follows(pages: Mapping[str, list[str]], name: str) -> None:
    """Approvals and publisher fit on the cover; the amendment record stands at the head of the second page."""
    first, second = pages[name][:2]
    assert ("Managing director" if name == "en" else "华东精密仪器有限公司　发布") in first
    assert ("Amendment record" if name == "en" else "修订记录") in second
    assert ("Contents" if name == "en" else "目录") in second


@pytest.mark.parametrize("name", TREES)
def test_every_page_says_number_and_copy(pages: Mapping[str, list[str]], name: str) -> None:
    """A page that is torn out still says which document and which kind of copy it is."""
    line = "Uncontrolled when printed" if "en" in name else "打印件不受控"
    assert all("QP-05" in page and line in page for page in pages[name])


def test_no_page_is_empty(pages: Mapping[str, list[str]]) -> None:
    """Sections and breaks leave no blank page behind."""
    assert all(len(page) > 160 for name in ("en", "form-en") for page in pages[name])


def test_contents_get_true_page_numbers(pages: Mapping[str, list[str]]) -> None:
    """The second pass prints the page on which each heading stands, and moves no heading."""
    tree, reference = TREES["en"], load_reference(None)
    numbers = page_numbers(word_file(tree, reference, program="x", page_numbers={"b_scope": 1}))
    assert set(numbers) >= {"b_purpose", "b_scope", "b_matrix", "b_end"}
    word = word_file(tree, reference, program="x", page_numbers=numbers)
    assert page_numbers(word) == numbers
    for name, title in (("b_purpose", "Purpose"), ("b_records", "Records"), ("b_end", "Last words")):
        assert title in pages["en"][numbers[name] - 1]
