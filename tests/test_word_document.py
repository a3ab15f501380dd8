"""What a Word file holds: golden pieces of its parts, for every block, both languages, forms and statuses."""

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from qmsdocs.blocks import (
    Blocks,
    Callout,
    Column,
    Flowchart,
    Heading,
    Landscape,
    Link,
    ListBlock,
    ListItem,
    Picture,
    Reference,
    Run,
    Table,
    Untranslated,
)
from qmsdocs.document_tree import DocumentTree, Status
from qmsdocs.writers.qr import qr_png
from qmsdocs.writers.word.copies import PRINT, Copy, CopyKind
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences, text_of
from qmsdocs.writers.word.reference import load_reference
from tests.word_lint import lint
from tests.word_trees import ADDRESS, addressed, cells, control, drawing, form_tree, inline, paragraph, png, rich_tree

REFERENCE = load_reference(None)


def parts(word: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(word)) as package:
        return {
            name: package.read(name).decode() for name in package.namelist() if not name.endswith((".png", ".jpeg"))
        }


def media(word: bytes) -> list[bytes]:
    """The pictures of a file."""
    with zipfile.ZipFile(BytesIO(word)) as package:
        return [package.read(name) for name in package.namelist() if name.startswith("word/media/")]


def document(*body: object, language: str = "en", status: Status = "effective") -> str:
    """`word/document.xml` of a document with the blocks `body`."""
    tree = DocumentTree(control(language, status), body)  # type: ignore[arg-type]
    return parts(word_file(tree, REFERENCE, program="qmsdocs 1"))["word/document.xml"]


def body_of(xml: str) -> str:
    """What follows the bookmark of the body, up to the last section."""
    return xml.partition('w:name="qms_body"/>')[2].partition("/>")[2].rpartition("<w:sectPr>")[0]


def test_heading_has_its_number_as_text_inside_its_bookmark() -> None:
    """A heading is a real Heading 1, starts a new page after the contents, and is the target of its bookmark."""
    assert body_of(document(Heading("scope", 1, "2", inline("Scope")))) == (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/></w:pPr>'
        '<w:bookmarkStart w:id="2" w:name="b_scope"/>'
        '<w:r><w:t xml:space="preserve">2</w:t></w:r><w:r><w:tab/></w:r>'
        '<w:r><w:t xml:space="preserve">Scope</w:t></w:r><w:bookmarkEnd w:id="2"/></w:p>'
    ).replace('w:id="2"', f'w:id="{_first_free()}"')


def _first_free() -> int:
    """How many bookmarks stand on a cover."""
    return document(paragraph("p", "x")).count("<w:bookmarkStart")


def test_reference_inside_becomes_a_link_and_reference_outside_text() -> None:
    """A reference to a block of the document links to its bookmark; one to another document is text."""
    xml = document(
        paragraph("p", (Reference(inline("there"), anchor="q"), Reference(inline("QP-07"), number="QP-07"))),
        paragraph("q", "Here."),
    )
    assert (
        '<w:hyperlink w:anchor="b_q" w:history="1"><w:r><w:rPr><w:rStyle w:val="QMSReference"/></w:rPr>'
        '<w:t xml:space="preserve">there</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve">QP-07</w:t></w:r>'
    ) in xml
    assert 'w:name="b_q"' in xml


def test_reference_to_nothing_is_printed_as_text() -> None:
    """A reference whose block is not in the document never becomes a dead link."""
    xml = document(paragraph("p", Reference(inline("gone"), anchor="nowhere")))
    assert "gone" in xml
    assert "w:hyperlink" not in body_of(xml)


def test_untranslated_text_is_marked_and_has_its_language() -> None:
    """Chinese text in an English document carries its language and a visible mark."""
    xml = document(paragraph("p", Untranslated("zh", inline("适用范围"))))
    assert (
        '<w:r><w:rPr><w:rStyle w:val="QMSUntranslated"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr>'
        '<w:t xml:space="preserve">适用范围</w:t></w:r>'
    ) in xml


def test_chinese_quotation_marks_are_wide() -> None:
    """In Chinese text the signs “ ” … — ask for the East Asian font; other runs stay plain."""
    xml = document(paragraph("p", (Run("记录“原话”"), Run("编号"))), language="zh")
    assert '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">记录“原话”</w:t></w:r>' in xml
    assert '<w:r><w:t xml:space="preserve">编号</w:t></w:r>' in xml


def test_each_ordered_list_starts_at_one() -> None:
    """Two ordered lists use two numbers of numbering.xml, each with a start of its own; bullets share number 1."""
    first, second, bullets = (
        ListBlock(name, ordered, (ListItem(f"{name}.1", (paragraph(f"{name}.p", name),)),))
        for name, ordered in (("a", True), ("b", True), ("c", False))
    )
    everything = parts(word_file(DocumentTree(control(), (first, second, bullets)), REFERENCE, program="x"))
    used = re.findall(r'<w:ilvl w:val="0"/><w:numId w:val="(\d)"/>', everything["word/document.xml"])
    assert used == ["2", "3", "1"]
    assert everything["word/numbering.xml"].count('<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>') == 2


def test_callout_says_its_kind_in_sign_and_word() -> None:
    """A warning opens with sign and word, and its paragraphs stay on one page."""
    warning = Callout("w", "warning", (paragraph("w.1", "Hot."), paragraph("w.2", "Wait.")))
    assert body_of(document(Heading("h", 1, "", inline("H")), warning)).endswith(
        '<w:p><w:pPr><w:pStyle w:val="QMSWarning"/><w:keepNext/></w:pPr><w:r><w:rPr>'
        '<w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:eastAsia="Segoe UI Symbol"'
        ' w:cs="Segoe UI Symbol"/><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">⚠</w:t></w:r>'
        '<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve"> Warning: </w:t></w:r>'
        '<w:r><w:t xml:space="preserve">Hot.</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="QMSWarning"/></w:pPr><w:r><w:t xml:space="preserve">Wait.</w:t></w:r></w:p>'
    )


def test_table_repeats_its_head_and_keeps_rows_whole() -> None:
    """The step table is fixed in layout, repeats its head row, splits no row, and each row is a bookmark."""
    xml = document(*rich_tree().body)
    steps = xml[xml.index("Steps of handling") : xml.index("Never ask")]
    assert "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" in steps
    assert '<w:tblLayout w:type="fixed"/>' in steps
    assert 'w:name="b_step_1"' in steps
    assert steps.count("<w:tr>") == steps.count("<w:cantSplit/>") == 2


def test_column_widths_follow_the_ratio_and_fill_the_page() -> None:
    """Relative widths become twips whose sum is the width of the text."""
    xml = document(*rich_tree().body)
    grid = xml[xml.index("Steps of handling") :].partition("<w:tblGrid>")[2].partition("</w:tblGrid>")[0]
    assert [int(width) for width in re.findall(r'w:w="(\d+)"', grid)] == [564, 1505, 4517, 1223, 1603]


def test_flowchart_is_a_group_of_native_shapes() -> None:
    """Each box is a preset shape with text, each line a path with an arrow head; a box leads to its step."""
    xml = document(*rich_tree().body)
    group = xml[xml.index("<wpg:wgp>") : xml.index("</wpg:wgp>")]
    shapes = re.findall(r'prst="(\w+)"', group)
    assert shapes.count("flowChartDecision") == 1
    assert shapes.count("flowChartTerminator") == 2
    assert group.count("<a:custGeom>") == group.count('<a:tailEnd type="triangle"') == 5
    assert '<w:hyperlink w:anchor="b_step_1"' in group
    assert 'descr="The receiver registers' in xml


def test_wide_flowchart_is_scaled_to_the_text() -> None:
    """A drawing that is wider than the text is made smaller in both directions, never larger."""
    wide = replace(drawing(), width=1020.0)
    xml = document(Flowchart("f", (wide, drawing()), "alt"))
    extents = [int(cx) for cx in re.findall(r'<wp:extent cx="(\d+)"', xml)]
    assert all(extent <= 9412 * 635 + 1 for extent in extents)


def test_landscape_pages_have_their_own_section_and_header() -> None:
    """Turned pages stand between two upright sections; no section is empty, and their header is as wide as they are."""
    everything = parts(word_file(rich_tree(), REFERENCE, program="x"))
    sizes = re.findall(r"<w:pgSz [^>]*>", everything["word/document.xml"])
    assert ["landscape" in size for size in sizes] == [False, True, False]
    assert '<w:tblW w:w="14344" w:type="dxa"/>' in everything["word/header2.xml"]


def test_neighbouring_landscape_blocks_share_a_section() -> None:
    """Two turned blocks in a row, the last of the document, make one section and no empty page."""
    turned = tuple(Landscape(f"l{n}", (paragraph(f"p{n}", "wide"),)) for n in (1, 2))
    sizes = re.findall(r"<w:pgSz [^>]*>", document(Heading("h", 1, "1", inline("H")), *turned))
    assert ["landscape" in size for size in sizes] == [False, True]


def test_document_that_lies_sideways_has_no_upright_page() -> None:
    """With `landscape` set, every page is turned, the cover too."""
    xml = parts(word_file(replace(rich_tree(), landscape=True), REFERENCE, program="x"))["word/document.xml"]
    assert all("landscape" in size for size in re.findall(r"<w:pgSz [^>]*>", xml))


def test_contents_are_filled_and_ask_nothing() -> None:
    """The contents hold a link for each heading inside one TOC field, without page numbers; nothing asks to update."""
    everything = parts(word_file(rich_tree(), REFERENCE, program="x"))
    xml = everything["word/document.xml"]
    assert ' TOC \\o "1-3" \\n \\h \\z \\u ' in xml.replace("&quot;", '"')
    assert (
        '<w:hyperlink w:anchor="b_scope" w:history="1"><w:r><w:t xml:space="preserve">2</w:t></w:r><w:r><w:tab/></w:r>'
        '<w:r><w:t xml:space="preserve">Scope</w:t></w:r></w:hyperlink>'
    ) in xml
    assert "updateFields" not in everything["word/settings.xml"]
    assert "w:dirty" not in xml


def test_contents_print_page_numbers_that_are_given() -> None:
    """With page numbers an entry ends with a PAGEREF field that shows the number at once."""
    word = word_file(rich_tree(), REFERENCE, program="x", page_numbers={"b_scope": 3})
    xml = parts(word)["word/document.xml"]
    assert " PAGEREF b_scope \\h " in xml
    assert '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t xml:space="preserve">3</w:t></w:r>' in xml
    assert lint(word) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_header_has_number_revision_date_and_page_of_pages(language: str) -> None:
    """Every page carries company, title, number, revision, effective date and page x of y as fields with a result."""
    header = parts(word_file(rich_tree(language), REFERENCE, program="x"))["word/header1.xml"]
    text = re.sub(r"<w:instrText.*?</w:instrText>|<[^>]+>", "", header.replace("</w:p>", "\n"))
    assert [line.strip() for line in text.splitlines() if line.strip()] == {
        "en": [
            "East Precision Instruments Ltd",
            "Handling of complaints",
            "QP-05 · Revision 1.1",
            "Effective 2026-12-01",
            "Page 1 of 1",
        ],
        "zh": ["华东精密仪器有限公司", "投诉处理控制程序", "QP-05　版本 1.1", "实施日期 2026-12-01", "第 1 页 共 1 页"],
    }[language]
    assert header.count("<w:instrText") == 2


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("draft", "DRAFT"),
        ("in-review", "IN REVIEW"),
        ("approved", "NOT YET IN FORCE"),
        ("effective", ""),
        ("superseded", "OBSOLETE"),
        ("withdrawn", "WITHDRAWN"),
    ],
)
def test_watermark_follows_the_status(status: Status, word: str) -> None:
    """What is not in force says so across every page, turned pages too."""
    everything = parts(word_file(rich_tree("en", status), REFERENCE, program="x"))
    for name in ("word/header1.xml", "word/header2.xml"):
        assert re.findall(r'<v:textpath style="[^"]*" string="([^"]*)"', everything[name]) == ([word] if word else [])


@pytest.mark.parametrize(
    ("tree", "edit"), [(rich_tree(), "readOnly"), (form_tree(), "forms"), (rich_tree("en", "draft"), "")]
)
def test_protection_fits_the_document(tree: DocumentTree, edit: str) -> None:
    """An issued document opens read-only, a form accepts its fields, a draft is free."""
    settings = parts(word_file(tree, REFERENCE, program="x"))["word/settings.xml"]
    assert re.findall(r'<w:documentProtection w:edit="(\w+)" w:enforcement="1"/>', settings) == ([edit] if edit else [])


HANDED_OUT = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("copy", "line"),
    [
        (PRINT, "Uncontrolled when printed. Check that it is current before use."),
        (
            Copy("controlled", "3", "Warehouse", HANDED_OUT),
            "Copy 3 · Warehouse · 2026-11-24 · Controlled copy. Not to be copied without approval.",
        ),
        (
            Copy("information", "4", "TÜV", HANDED_OUT),
            "Copy 4 · TÜV · 2026-11-24 · Copy for information; it is not updated.",
        ),
    ],
)
def test_footer_states_the_kind_of_copy(copy: Copy, line: str) -> None:
    """Each file says on every page whether it is a print, a numbered copy or a copy for information, and whose."""
    everything = parts(word_file(rich_tree(), REFERENCE, copy=copy, program="x"))
    assert line in everything["word/footer1.xml"]
    assert line in everything["word/footer2.xml"]


@pytest.mark.parametrize(
    ("language", "kind", "lines"),
    [
        ("en", "controlled", ["CONTROLLED COPY", "No. 3", "Controlled copy", "3 · Warehouse · 2026-11-24"]),
        ("en", "information", ["FOR INFORMATION", "No. 3", "Copy for information", "3 · Warehouse · 2026-11-24"]),
        ("zh", "controlled", ["受控", "分发号 3", "受控", "3 · Warehouse · 2026-11-24"]),
        ("zh", "information", ["非受控", "分发号 3", "非受控（仅供参考）", "3 · Warehouse · 2026-11-24"]),
    ],
)
def test_cover_of_a_registered_copy_is_stamped(language: str, kind: CopyKind, lines: list[str]) -> None:
    """The box for the stamp says what the copy is and its number; the table names holder and day."""
    copy = Copy(kind, "3", "Warehouse", HANDED_OUT)
    texts = text_of(word_file(rich_tree(language), REFERENCE, copy=copy, program="x"))

    assert [line for line in lines if line not in texts] == []


def test_head_of_a_form_is_stamped_too() -> None:
    """A registered copy of a blank form says so above its title."""
    copy = Copy("controlled", "3", "Warehouse", HANDED_OUT)
    texts = text_of(word_file(form_tree(), REFERENCE, copy=copy, program="x"))

    assert "CONTROLLED COPY · No. 3 · Warehouse · 2026-11-24" in texts


def test_properties_come_from_the_control_block() -> None:
    """Title, number, dates and what proves the text are in the properties; the time is the effective date, never
    now."""
    proved = replace(control(), fingerprint=f"sha256:{'4b61c89a' * 8}", commit="95dfa555f6" * 4)
    everything = parts(word_file(replace(rich_tree(), control=proved), REFERENCE, program="qmsdocs 1.2"))
    core = everything["docProps/core.xml"]
    assert "<dc:title>Handling of complaints</dc:title>" in core
    assert core.count("2026-12-01T00:00:00Z") == 2
    assert dict(re.findall(r'name="(\w+)"><vt:lpwstr>([^<]*)<', everything["docProps/custom.xml"])) == {
        "number": "QP-05",
        "revision": "1.1",
        "status": "effective",
        "effective": "2026-12-01",
        "fingerprint": f"sha256:{'4b61c89a' * 8}",
        "commit": "95dfa555f6" * 4,
        "language": "en",
        "program": "qmsdocs 1.2",
        "copy": "uncontrolled",
        "copy_number": "",
        "holder": "",
        "issued": "",
        "earlier": "",
    }


def test_draft_without_dates_is_dated_1980() -> None:
    """Where no effective date is known, the properties do not invent one."""
    tree = replace(rich_tree(), control=replace(control(), effective=None))
    assert "1980-01-01T00:00:00Z" in parts(word_file(tree, REFERENCE, program="x"))["docProps/core.xml"]


def test_form_has_a_control_for_every_field() -> None:
    """Fields are content controls with tag and bookmark; choices are drop-downs and boxes; rows repeat."""
    xml = parts(word_file(form_tree(), REFERENCE, program="x"))["word/document.xml"]
    tags = re.findall(r'<w:tag w:val="([^"]*)"', xml)
    assert tags[:3] == ["control.title", "control.number", "control.revision"]
    assert {"number", "channel", "touches.1", "urgent.2", "what.4", "due.1", "done.3.2", "signed"} <= set(tags)
    assert '<w:listItem w:displayText="letter" w:value="letter"/>' in xml
    assert xml.count("<w14:checkbox>") == 3 + 2 + 4 * 2
    assert xml.count("<w:date>") == 1 + 4
    assert 'w:name="f_touches__1"' in xml


def test_form_leaves_room_for_handwriting() -> None:
    """A field of five lines is at least five times 0.8 cm high, a signature 12 mm."""
    xml = parts(word_file(form_tree(), REFERENCE, program="x"))["word/document.xml"]
    assert '<w:trHeight w:val="2270" w:hRule="atLeast"/>' in xml
    assert '<w:trHeight w:val="680" w:hRule="atLeast"/>' in xml


def test_chinese_cover_has_a_box_for_the_stamp() -> None:
    """The Chinese cover names level and type as a house does, and leaves a bordered box of 4 by 2 cm."""
    word = word_file(rich_tree("zh"), REFERENCE, program="x")
    assert "第二层次文件 / 程序文件" in text_of(word)
    assert "华东精密仪器有限公司　发布" in text_of(word)
    xml = parts(word)["word/document.xml"]
    assert '<w:trHeight w:val="1134" w:hRule="atLeast"/>' in xml
    assert '<w:tcW w:w="2268" w:type="dxa"/><w:tcBorders>' in xml


def test_approvals_leave_room_for_pen_and_seal() -> None:
    """Every signature has meaning, name, post and date, and a row of at least 12 mm with an empty column to sign in."""
    word = word_file(rich_tree(), REFERENCE, program="x")
    texts = text_of(word)
    start = texts.index("Countersigned")
    assert texts[start : start + 4] == ["Countersigned", "Zhao Lei", "Head of legal", "2026-11-10"]
    assert parts(word)["word/document.xml"].count('<w:trHeight w:val="680"') == 4


def test_picture_is_described_and_stored_once() -> None:
    """A picture has its alternative text and the given share of the width; the same bytes are one part."""
    two = tuple(Picture(f"p{n}", "a.png", png(), (60, 30), "A “desk”", inline("Desk"), 50) for n in (1, 2))
    word = word_file(DocumentTree(control(), two), REFERENCE, program="x")
    xml = parts(word)["word/document.xml"]
    assert xml.count('descr="A “desk”"') == 2
    assert f'<wp:extent cx="{4706 * 635}" cy="{2353 * 635}"/>' in xml
    with zipfile.ZipFile(BytesIO(word)) as package:
        assert len([name for name in package.namelist() if name.startswith("word/media/")]) == 1


def test_picture_of_another_kind_is_refused_by_name() -> None:
    """What Word may not show is never dropped in silence."""
    tree = DocumentTree(control(), (Picture("p", "a.svg", b"<svg/>", (1, 1), "alt", (), 50),))
    with pytest.raises(ValueError, match=r"a\.svg: Word shows PNG and JPEG"):
        word_file(tree, REFERENCE, program="x")


def test_logo_stands_in_every_header() -> None:
    """A logo replaces the company's name in the header of upright and of turned pages, with the name as its text."""
    tree = replace(rich_tree(), control=replace(control(), logo=png(120, 30)))
    word = word_file(tree, REFERENCE, program="x")
    for name in ("word/header1.xml", "word/header2.xml"):
        assert 'descr="East Precision Instruments Ltd"' in parts(word)[name]
    assert lint(word) == []


def test_address_becomes_a_code_on_the_cover() -> None:
    """The permanent address stands on the cover as text and as a QR code; without one there is neither."""
    spoken = {
        "en": ("Is this copy current? ", "QR code: "),
        "zh": ("扫码核对是否现行有效：", "二维码："),
    }
    for language, (words, name) in spoken.items():
        tree = rich_tree(language)
        word = word_file(addressed(tree), REFERENCE, program="x")
        assert words + ADDRESS in text_of(word)
        assert f'descr="{name}{ADDRESS.replace("&", "&amp;")}"' in parts(word)["word/document.xml"]
        assert qr_png(ADDRESS) in media(word)
        assert lint(word) == []
        assert qr_png(ADDRESS) not in media(word_file(tree, REFERENCE, program="x"))


def test_code_stands_beside_the_head_of_a_form() -> None:
    """A form gives the code no lines of its own: with it, it takes one line of small print more."""
    with_code, without = (
        text_of(word_file(tree, REFERENCE, program="x")) for tree in (addressed(form_tree()), form_tree())
    )
    assert [line for line in with_code if line not in without] == [f"Is this copy current? {ADDRESS}"]
    assert len(with_code) == len(without) + 1
    word = word_file(addressed(form_tree()), REFERENCE, program="x")
    assert parts(word)["word/document.xml"].count("<wp:anchor") == 1
    assert lint(word) == []


def test_long_number_has_no_tab() -> None:
    """A number such as "Appendix A" does not fit before the tab: a wide blank follows it, in the contents too."""
    word = word_file(
        DocumentTree(control(), (Heading("a", 1, "Appendix A", inline("States")),)), REFERENCE, program="x"
    )
    assert text_of(word).count("Appendix A\u2003States") == 2


def test_only_a_long_row_is_split() -> None:
    """A row of more than sixteen lines may run over to the next page, so that no half page stays empty."""
    long = tuple(paragraph(f"p{n}", "One line of a step.") for n in range(20))
    columns = (Column("a", inline("A"), 1), Column("b", inline("B"), 1))
    xml = document(Table("t", "plain", columns, (cells("short", "1", "2"), cells("long", "1", long))))
    assert xml.count("<w:tr>") - xml.count("<w:cantSplit/>") == 1


def test_amendments_of_one_revision_share_their_cells() -> None:
    """Lines of one revision print its label once; columns for which there is no data are left out."""
    block = control()
    xml = document(paragraph("p", "x"))
    assert xml.count('<w:vMerge w:val="restart"/>') == xml.count('<w:vMerge w:val="continue"/>') == 5
    bare = tuple(replace(line, change_request="", place="", why=()) for line in block.amendments)
    tree = DocumentTree(replace(block, amendments=bare), (paragraph("p", "x"),))
    texts = text_of(word_file(tree, REFERENCE, program="x"))
    assert not {"Change request", "Place", "Why"} & set(texts)


HOSTILE = '<script>alert("&1")</script> ]]> \x00\x07\x1b\x0b \ud800 \ufffe tab\t end\n_x0041_ {{ }} %s'


def test_hostile_text_is_text() -> None:
    """Markup, control characters, lone surrogates and the end of CDATA stay text or vanish, wherever they stand."""
    block = replace(control(), title=HOSTILE, company=HOSTILE, owner=HOSTILE, system=HOSTILE, number="QP-<&>")
    body: Blocks = (
        Heading('h"<', 1, "1<", inline(HOSTILE)),
        paragraph("p<>", (Run(HOSTILE), Link('https://e.com/"><x>?a=1&b= ü', inline(HOSTILE)))),
        *rich_tree().body,
    )
    for tree in (DocumentTree(block, body), replace(form_tree(), control=block)):
        tree = addressed(tree, "https://e.com/?a=1&b=2")
        word = word_file(tree, REFERENCE, copy=Copy("controlled", "1", HOSTILE), program=HOSTILE)
        assert lint(word) == []
        assert differences(word, tree) == []
    assert '<script>alert("&1")</script> ]]>' in text_of(word)[0]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "\\\\host\\share"])
def test_dangerous_link_is_text(target: str) -> None:
    """Only http, https, mailto and tel become links."""
    word = word_file(DocumentTree(control(), (paragraph("p", Link(target, inline("x"))),)), REFERENCE, program="x")
    assert "External" not in parts(word)["word/_rels/document.xml.rels"]


def test_same_tree_same_bytes() -> None:
    """Two processes with different hash seeds write the same bytes."""
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]\n"
        "from tests.word_trees import addressed, rich_tree; from qmsdocs.writers.word.document import word_file\n"
        "from qmsdocs.writers.word.reference import load_reference\n"
        "word = word_file(addressed(rich_tree('zh')), load_reference(None), program='x')\n"
        "print(hashlib.sha256(word).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, *sys.path],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(digests) == 1


def test_package_has_fixed_times_and_order() -> None:
    """The content types come first, the other parts follow by name, and every time is the first of 1980."""
    with zipfile.ZipFile(BytesIO(word_file(rich_tree(), REFERENCE, program="x"))) as package:
        names = package.namelist()
        assert names[0] == "[Content_Types].xml"
        assert names[1:] == sorted(names[1:])
        assert {information.date_time for information in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None
