"""The redline as a page: what is new or gone is said by elements, by lines and by words, not by colour alone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from qmsdocs.blocks import (
    Block,
    Blocks,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Run,
    Strong,
)
from qmsdocs.document_tree import DocumentTree, RedlineNote
from qmsdocs.manual_site import Page
from qmsdocs.redline import redline
from qmsdocs.writers.pages.addresses import Addresses, Setting
from qmsdocs.writers.pages.html import blocks_html
from qmsdocs.writers.pages.page import page_html, page_toc
from qmsdocs.writers.pages.sections import search_sections
from tests.random_trees import NOTE
from tests.site_fixture import PICTURE, drawing, paragraph, run, small_site, table, to

SITE = Addresses(small_site())
PAGES = {(page.path, page.language): page for page in SITE.site.pages}
STYLES = Path(__file__).parent.parent / "generator" / "qmsdocs" / "writers" / "pages" / "assets" / "qmsdocs.css"


def link(path: str, language: str) -> str:
    """Relative addresses as a page in a folder sees them."""
    return f"../{path}.html" if path else "../"


def compared(old: "Block | Blocks", new: "Block | Blocks") -> Blocks:
    """The body of the redline of two bodies."""
    bodies = [body if isinstance(body, tuple) else (body,) for body in (old, new)]
    control = PAGES["procedures/QP-05", "en"].control
    assert control is not None
    return redline(*(DocumentTree(control, body) for body in bodies), NOTE).body


def shown(old: "Block | Blocks", new: "Block | Blocks", language: str = "en") -> str:
    """The HTML of the redline of two bodies."""
    return blocks_html(compared(old, new), Setting(SITE, PAGES["procedures/QP-05", language], link))


def listed(*texts: str) -> ListBlock:
    """A list of single paragraphs."""
    items = (ListItem(f"l.{place}", (paragraph(f"l.{place}.p", text),)) for place, text in enumerate(texts, 1))
    return ListBlock("l", False, tuple(items))


WORD = '<span class="q-change__word">{}</span>'
PIECES: list[tuple["Block | Blocks", "Block | Blocks", str]] = [
    (
        paragraph("p", "Call him now."),
        paragraph("p", "Call her now."),
        '<p id="p">Call <del class="q-deleted">him</del><ins class="q-inserted">her</ins> now.</p>',
    ),
    (
        paragraph("p", "a < b"),
        Paragraph("p", (Run("a < b"), Strong(run(" & c")))),
        '<p id="p">a &lt; b<ins class="q-inserted"><strong> &amp; c</strong></ins></p>',
    ),
    (
        paragraph("p", "Stays."),
        (paragraph("q", "New words."), paragraph("p", "Stays.")),
        f'<ins class="q-change q-change--inserted">\n{WORD.format("Inserted")}\n<p id="q">New words.</p>\n</ins>\n'
        '<p id="p">Stays.</p>',
    ),
    (
        paragraph("p", "Gone."),
        (),
        f'<del class="q-change q-change--deleted">\n{WORD.format("Deleted")}\n<p>Gone.</p>\n</del>',
    ),
    (
        Heading("h", 1, "2", run("Scope")),
        Heading("h", 1, "3", run("Scope")),
        '<h2 id="h"><span class="q-number"><del class="q-deleted">2</del> <ins class="q-inserted">3</ins></span>'
        " Scope</h2>",
    ),
    (
        listed("One.", "Two things."),
        listed("Two things."),
        '<ul id="l">\n<li><del class="q-deleted">One.</del></li>\n<li id="l.1">Two things.</li>\n</ul>',
    ),
    (
        Paragraph("p", (to("QP-05", "step-a", "step 1"),)),
        Paragraph("p", (to("QP-05", "step-a", "step 2"),)),
        '<p id="p"><del class="q-deleted"><span class="q-reference">step 1</span></del>'
        '<ins class="q-inserted"><a class="q-reference" href="#step-a">step 2</a></ins></p>',
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), PIECES)
def test_changes_have_their_html(old: "Block | Blocks", new: "Block | Blocks", expected: str) -> None:
    """`<ins>` and `<del>` around words and around blocks; what is gone has no id and leads nowhere."""
    assert shown(old, new) == expected


def test_a_row_that_is_new_or_gone_says_so_in_its_widest_cell() -> None:
    """On a phone, where the row is a card, the word stands at the text and not beside the number."""
    heads = {"no": ("No.", 1), "what": ("What", 5)}
    old = table("t", "steps", heads, {"step-a": ["1", "Receive"], "step-b": ["2", "Close"]})
    new = table("t", "steps", heads, {"step-a": ["1", "Receive"], "step-c": ["2", "Judge the case"]})
    html = shown(old, new)
    gone, fresh = re.findall(r'<tr class="q-change.*?</tr>', html)

    assert 'class="q-change q-change--deleted" role="row"' in gone
    assert f'{WORD.format("Deleted")}<del class="q-deleted">Close</del>' in gone
    assert '<del class="q-deleted">2</del>' in gone
    assert 'class="q-change q-change--inserted" id="step-c"' in fresh
    assert f'{WORD.format("Inserted")}<ins class="q-inserted">Judge the case</ins>' in fresh


def test_a_field_that_is_new_says_so() -> None:
    """Each cell of the row is marked, empty ones are left empty."""
    field = Field("f", run("Amount"), "number", False, 1, "EUR", (), (), "")
    html = shown(FieldGroup("g", ()), FieldGroup("g", (field,)))

    assert f'{WORD.format("Inserted")}<ins class="q-inserted">Amount</ins>' in html
    assert '<ins class="q-inserted">Number (EUR)</ins>' in html
    assert '<ins class="q-inserted"></ins>' not in html


def test_both_flowcharts_and_both_pictures_are_shown() -> None:
    """Each has its word; ids stand once, and the old chart has no links to steps that may be gone."""
    old = (Flowchart("flow", (drawing(),), "Before"), Picture("i", "a.png", PICTURE, (64, 24), "Plate", (), 60))
    new = (Flowchart("flow", (drawing(),), "After"), Picture("i", "a.png", PICTURE, (64, 24), "New plate", (), 60))
    html = shown(old, new)
    before = html.partition("<ins")[0]
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert html.count('<del class="q-change') == html.count('<ins class="q-change') == 2
    assert "href" not in before
    assert 'href="#step-receive"' in html
    assert len(ids) == len(set(ids))


@pytest.fixture
def page() -> Page:
    """The page of QP-05 as a redline: a revision with another title, day and owner, and without some parts."""
    made = PAGES["procedures/QP-05", "en"]
    assert made.control is not None
    former = replace(
        made.control,
        title="Receipt of complaints",
        revision="1.0",
        status="superseded",
        owner="Nobody",
        amendments=made.control.amendments[1:],
        signatures=made.control.signatures[1:],
    )
    former_body = (Heading("old", 1, "1", run("Old chapter")), *made.body[2:])
    note = RedlineNote("1.0", made.control.revision, "Li <Min>", NOTE.on)
    tree = redline(DocumentTree(former, former_body), DocumentTree(made.control, made.body), note)
    return replace(made, body=tree.body, redline=tree.redline, earlier=tree.earlier)


def test_title_and_control_block_show_both_values(page: Page) -> None:
    """What identifies the document is struck as it was and underlined as it is."""
    html = page_html(page, SITE, link)

    assert '<del class="q-deleted">Receipt of complaints</del> <ins class="q-inserted">Receipt, registration' in html
    assert '<dd><del class="q-deleted">1.0</del> <ins class="q-inserted">1.1</ins></dd>' in html
    assert re.search(r'<dd><del class="q-deleted"><span class="q-status q-status--superseded">', html)
    assert '<dd><del class="q-deleted">Nobody</del> <ins class="q-inserted">' in html
    assert '<th scope="row"><ins class="q-inserted">Prepared</ins></th>' in html


def test_the_notice_says_what_is_compared_and_how_changes_look(page: Page) -> None:
    """Revisions, author, day and a legend stand above the text; the author's name is escaped."""
    notice = re.search(r'<div class="q-notice q-notice--redline".*?</div>', page_html(page, SITE, link))

    assert notice is not None
    assert "Changes from revision 1.0 to revision 1.1, Li &lt;Min&gt;, " in notice[0]
    assert '<ins class="q-inserted">Inserted</ins> <del class="q-deleted">Deleted</del>' in notice[0]


def test_new_lines_of_the_history_are_marked(page: Page) -> None:
    """The revision that brought the changes is inserted, the former ones are not."""
    history = page_html(page, SITE, link).partition('<section class="q-history"')[2]
    first, _, rest = history.partition("</ol>")[0].partition("</ul>")

    assert first.count('<ins class="q-inserted">') >= 2
    assert "<ins" not in rest


def test_contents_and_search_hold_what_is_there(page: Page) -> None:
    """A deleted heading is neither in the contents nor found."""
    headings = re.findall(r'<h[1-6] id="([^"]+)"', page_html(page, SITE, link))
    found = [section.title + section.text for section in search_sections(page)]

    assert [entry.id for entry in page_toc(page)] == headings
    assert "old" not in headings
    assert not any("Old chapter" in text for text in found)


def test_no_id_stands_twice_and_no_anchor_is_dead(page: Page) -> None:
    """What is deleted gives its ids to what took its place."""
    html = page_html(page, SITE, link)
    ids = re.findall(r'\sid="([^"]*)"', html)

    assert len(ids) == len(set(ids))
    assert [name for name in re.findall(r'href="#([^"]+)"', html) if name not in ids] == []


def test_changes_are_told_by_lines_in_every_colour_and_in_print() -> None:
    """Inserted is underlined or has a solid bar, deleted is struck or has a dashed bar; nothing takes that away."""
    styles = STYLES.read_text(encoding="utf-8")
    rules = dict(re.findall(r"^([^@{}]+?) \{([^{}]*)\}", styles, flags=re.MULTILINE))
    by_name = {name.strip().splitlines()[-1]: body for name, body in rules.items()}

    assert "text-decoration: underline" in by_name[".md-typeset .q-inserted"]
    assert "text-decoration: line-through" in by_name[".md-typeset .q-change--deleted"]
    assert "solid" in by_name[".md-typeset :is(ins, del).q-change"]
    assert "dashed" in by_name[".md-typeset del.q-change"]
    printed = styles.rpartition("\n@media print {\n")[2]
    assert printed and "q-inserted" not in printed and "q-deleted" not in printed


def test_a_chinese_page_says_it_in_chinese() -> None:
    """The words beside changes are in the language of the page."""
    html = shown((), paragraph("p", "新增一段。"), "zh")

    assert WORD.format("新增") in html
