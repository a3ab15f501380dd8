"""Reading back: a Word file is compared with the tree it came from, and every altered word is found."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from qmsdocs.archive import archive, packed
from qmsdocs.blocks import Heading
from qmsdocs.document_tree import DocumentTree
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.parts import bookmark_name
from qmsdocs.writers.word.readback import differences, text_of
from qmsdocs.writers.word.reference import load_reference
from tests.word_trees import form_tree, odd_tree, rich_tree

REFERENCE = load_reference(None)
TREES = [
    rich_tree("en"),
    rich_tree("zh"),
    form_tree("en"),
    form_tree("zh"),
    replace(rich_tree(), landscape=True),
    odd_tree(),
]


def altered(word: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """The Word file with every `old` in `part` changed to `new`."""
    with zipfile.ZipFile(BytesIO(word)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    return archive({name: packed(content) for name, content in parts.items()})


@pytest.mark.parametrize("tree", TREES)
def test_file_says_what_its_tree_says(tree: DocumentTree) -> None:
    """No block, cell, box of a flowchart, field or item of the contents is lost on the way."""
    assert differences(word_file(tree, REFERENCE, program="x"), tree) == []


@pytest.mark.parametrize("tree", TREES[:2])
def test_page_numbers_in_the_contents_are_no_difference(tree: DocumentTree) -> None:
    """An entry of the contents may end with a page number, which the tree does not know."""
    headings = (block.id for block in tree.body if isinstance(block, Heading))
    pages = {bookmark_name(id_): page for page, id_ in enumerate(headings, 3)}
    word = word_file(tree, REFERENCE, program="x", page_numbers=pages)

    assert any(text.endswith("\t3") for text in text_of(word))
    assert differences(word, tree) == []


@pytest.mark.parametrize(
    ("old", "new", "part", "finding"),
    [
        ("Nothing follows.", "Something follows.", "document", "['Nothing follows.'] stands as ['Something follows.']"),
        ("Decide on measures and", "Decide on", "document", "'Decide on measures and inform the complainant.'"),
        ("Serious?", "Harmless?", "document", "'Serious?'"),
        ("Zhao Lei", "Zhao Lai", "document", "before the text, 'Zhao Lei' is missing"),
        ("CR-2026-001", "CR-2026-002", "document", "before the text, 'CR-2026-001' is missing"),
        ("QP-05 · Revision 1.1", "QP-05 · Revision 1.2", "header1", "in the header, '1.1' is missing"),
    ],
)
def test_altered_word_is_found(old: str, new: str, part: str, finding: str) -> None:
    """One changed word in the text, a drawing, the approvals, the amendments or the header is a difference."""
    tree = rich_tree()
    found = differences(altered(word_file(tree, REFERENCE, program="x"), old, new, f"word/{part}.xml"), tree)
    assert any(finding in difference for difference in found), found


def test_added_paragraph_is_found() -> None:
    """Text that the tree does not hold is a difference, too."""
    tree = rich_tree()
    word = altered(
        word_file(tree, REFERENCE, program="x"),
        '<w:p><w:pPr><w:pStyle w:val="QMSWarning"/>',
        '<w:p><w:r><w:t>Smuggled.</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="QMSWarning"/>',
    )
    assert any("Smuggled." in difference for difference in differences(word, tree))


def test_text_is_read_in_order() -> None:
    """Tabs, line breaks and controls are read; the fallback of a drawing and empty paragraphs are not."""
    texts = text_of(word_file(rich_tree(), REFERENCE, program="x"))
    assert "1\tPurpose" in texts
    assert "All complaints by letter, telephone, app\nand in person.QP-99" in texts
    assert texts.count("Register the complaint\n(within 1 hour)") == 1
    assert "" not in texts
