"""Every Word file that this repository produces: valid for three validators, and opened by a real office program."""

import json
import re
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.word_lint import lint

ROOT = Path(__file__).parent.parent
VALIDATOR = ROOT / ".work" / "node_modules" / ".bin" / "ooxml-validator"


def words(built: Path) -> list[Path]:
    """The Word files, in the order of their names."""
    found = sorted((built / "dist" / "word").glob("*.docx"))
    assert found
    return found


def sdk_errors(file: Path) -> list[object]:
    """What Microsoft's validator finds in a file."""
    told = subprocess.run([VALIDATOR, file], capture_output=True, text=True, check=False)
    return list(json.loads(told.stdout)["errors"])


def test_our_own_lint_finds_nothing(built: Path) -> None:
    """Bookmarks, anchors, lists, fields, controls and properties hang together."""
    assert {file.name: found for file in words(built) if (found := lint(file.read_bytes()))} == {}


def test_openxml_audit_finds_nothing(built: Path) -> None:
    """The Python port of Microsoft's validator accepts every file."""
    from openxml_audit import OpenXmlValidator

    validator = OpenXmlValidator()
    found = {file.name: [str(error) for error in validator.validate(str(file)).errors] for file in words(built)}
    assert {name: errors for name, errors in found.items() if errors} == {}


@pytest.mark.sdk
@pytest.mark.skipif(not VALIDATOR.exists(), reason="SKIPPED: the Open XML SDK validator is not installed (make tools)")
def test_the_open_xml_sdk_finds_nothing(built: Path) -> None:
    """Microsoft's own validator accepts every file as Microsoft 365 would read it."""
    files = words(built)
    with ThreadPoolExecutor() as pool:
        found = dict(zip(files, pool.map(sdk_errors, files), strict=True))

    assert {file.name: errors for file, errors in found.items() if errors} == {}


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="SKIPPED: LibreOffice is not installed (make tools)")
def test_libreoffice_opens_every_file_and_counts_the_same_pages(built: Path, tmp_path: Path) -> None:
    """Each document converts to PDF, and the page total in its header is the number of pages that there are. Cards and
    posters count no pages: each is one, see `test_handouts.py`."""
    pypdf = pytest.importorskip("pypdf")
    documents = [file for file in words(built) if file.name[0].isupper()]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        *map(str, documents),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    for file in documents:
        pages = pypdf.PdfReader(tmp_path / f"{file.stem}.pdf").pages
        numbered = "第 {page} 页 共 {total} 页" if file.stem.endswith("zh") else "Page {page} of {total}"
        for place, page in enumerate(pages, 1):
            text = re.sub(r"\s+", " ", page.extract_text())
            wanted = numbered.format(page=place, total=len(pages))
            assert wanted.replace(" ", "") in text.replace(" ", ""), (file.name, place, text[:200])


def test_no_file_asks_its_reader_to_update_fields(built: Path) -> None:
    """Neither a setting nor a dirty field makes Word ask when the file is opened."""
    for file in words(built):
        with zipfile.ZipFile(file) as package:
            everything = b"".join(package.read(name) for name in package.namelist() if name.endswith(".xml"))
        assert b"updateFields" not in everything
        assert b"w:dirty" not in everything
