"""Blocks and inlines as HTML: what comes in stands beside what comes out."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from qmsdocs.blocks import (
    Attachment,
    Block,
    Callout,
    Code,
    Emphasis,
    Example,
    Fact,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Inline,
    Inserted,
    Landscape,
    LineBreak,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Run,
    Strong,
    Untranslated,
)
from qmsdocs.writers.pages.addresses import Addresses, Setting, safe_href
from qmsdocs.writers.pages.html import blocks_html
from qmsdocs.writers.pages.inline import inlines_html
from qmsdocs.writers.pages.page import page_html, page_toc
from qmsdocs.writers.pages.sections import search_sections, segmented
from tests.site_fixture import HOSTILE, PICTURE, SHEET, drawing, paragraph, redline_page, run, small_site, table, to

SITE = Addresses(small_site())
PAGES = (*SITE.site.pages, *(revision.make() for revision in SITE.site.revisions))


def link(path: str, language: str) -> str:
    """Relative addresses as a page in a folder sees them."""
    return f"../{path}.html" if path else "../"


def setting(path: str = "procedures/QP-05", language: str = "en") -> Setting:
    """The setting of one page of the small site."""
    return Setting(SITE, SITE.pages[path, language], link)


INLINES: list[tuple[Inline, str]] = [
    (Run("a < b & “c”"), "a &lt; b &amp; “c”"),
    (Strong(run("now")), "<strong>now</strong>"),
    (Emphasis(run("now")), "<em>now</em>"),
    (Code("F2"), "<code>F2</code>"),
    (LineBreak(), "<br>"),
    (Fact("limits.alert", run("2 h")), '<span class="q-fact q-fact--value" data-fact="limits.alert">2 h</span>'),
    (Link("https://example.org/?a=1&b=2", run("law")), '<a href="https://example.org/?a=1&amp;b=2">law</a>'),
    (Link("tel:+31-10-1234", run("call")), '<a href="tel:+31-10-1234">call</a>'),
    (Link("javascript:alert(1)", run("no")), "no"),
    (to("", "step-check", "step 2"), '<a class="q-reference" href="#step-check">step 2</a>'),
    (
        to("WI-01"),
        '<a class="q-reference q-reference--number" href="../instructions/WI-01.html" '
        'title="WI-01 Telephone complaints">WI-01</a>',
    ),
    (
        to("QR-01", "field-words", "own words"),
        '<a class="q-reference" href="../forms/QR-01.html#field-words"'
        ' title="QR-01 Complaint acceptance record">own words</a>',
    ),
    (
        Reference(run("Registrar"), page="roles/registrar"),
        '<a class="q-reference" href="../roles/registrar.html">Registrar</a>',
    ),
    (
        to("QP-09", planned=True),
        '<span class="q-planned" title="This number is reserved; the document is not issued yet.">QP-09'
        ' <span class="q-planned__mark">planned</span></span>',
    ),
    (to("QP-77"), '<span class="q-reference">QP-77</span>'),
    (
        Untranslated("en", run("Later")),
        '<span class="q-untranslated" lang="en" title="Not translated yet">Later</span>',
    ),
]


@pytest.mark.parametrize(("inline", "expected"), INLINES, ids=lambda value: type(value).__name__)
def test_every_inline_has_its_html(inline: Inline, expected: str) -> None:
    """Text is escaped, references lead to pages, what cannot be linked stays readable."""
    assert inlines_html((inline,), setting()) == expected


BLOCKS: list[tuple[Block, str]] = [
    (paragraph("p", "Text"), '<p id="p">Text</p>'),
    (Paragraph("c", run("Small"), "caption"), '<p class="q-caption" id="c">Small</p>'),
    (
        Heading("s", 1, "6.2", run("Steps")),
        '<h2 id="s"><span class="q-number">6.2</span> Steps</h2>',
    ),
    (Heading("deep", 4, "", run("Deep")), '<h2 id="deep">Deep</h2>'),
    (
        ListBlock("l", True, (ListItem("l.1", (paragraph("l.1.1", "One"),)),)),
        '<ol id="l">\n<li id="l.1">One</li>\n</ol>',
    ),
    (
        Quote("q", (paragraph("q.1", "“Good morning.”"),)),
        '<blockquote class="q-quote" id="q">\n<p id="q.1">“Good morning.”</p>\n</blockquote>',
    ),
    (
        Callout("w", "warning", (paragraph("w.1", "Stop."),)),
        '<div class="q-callout q-callout--warning" role="note" id="w">\n'
        '<p class="q-callout__head"><span class="q-sign" aria-hidden="true">!</span>Warning</p>\n'
        '<p id="w.1">Stop.</p>\n</div>',
    ),
    (
        Example("e", run("Asking"), (paragraph("r", "What?"),), (paragraph("f", "Why?"),), ()),
        '<figure class="q-example" id="e">\n<figcaption>Asking</figcaption>\n<div class="q-example__sides">\n'
        '<div class="q-example__right">\n<p class="q-example__head"><span aria-hidden="true">✓</span> Right</p>\n'
        '<p id="r">What?</p>\n</div>\n'
        '<div class="q-example__wrong">\n<p class="q-example__head"><span aria-hidden="true">✗</span> Wrong</p>\n'
        '<p id="f">Why?</p>\n</div>\n</div>\n</figure>',
    ),
    (
        Picture("i", "work_instructions/plate.png", PICTURE, (640, 240), "Plate", run("The plate"), 60),
        '<figure class="q-picture" id="i"><img src="../files/ab12cd34.png" alt="Plate" width="640" height="240"'
        ' loading="lazy" style="width:60%"><figcaption>The plate</figcaption></figure>',
    ),
    (
        Attachment("a", "work_instructions/codes.csv", SHEET, run("Codes")),
        '<p class="q-attachment" id="a"><a href="../files/ef56ab78.csv" download="codes.csv">Codes</a>'
        " <small>codes.csv, 1 kB</small></p>",
    ),
    (
        Landscape("w", (paragraph("w.1", "Wide"),)),
        '<div class="q-landscape" id="w">\n<p id="w.1">Wide</p>\n</div>',
    ),
]


@pytest.mark.parametrize(("block", "expected"), BLOCKS, ids=lambda value: type(value).__name__)
def test_blocks_have_their_html(block: Block, expected: str) -> None:
    """Ids are the block ids, headings start below the title of the page."""
    assert blocks_html((block,), setting()) == expected


def test_a_table_of_steps_carries_the_title_of_the_column_in_each_cell() -> None:
    """On a phone the row is a card: each fact needs its name."""
    steps = table("t", "steps", {"who": ("Who", 1), "within": ("Within", 3)}, {"step-a": ["Registrar", "24 h"]})
    assert blocks_html((steps,), setting()) == (
        '<div class="q-frame" id="t">\n'
        '<table class="q-table q-table--steps q-table--cards" role="table">\n'
        '<colgroup><col style="width:25%"><col style="width:75%"></colgroup>\n'
        '<thead role="rowgroup"><tr role="row"><th scope="col" class="q-c-who" role="columnheader">Who</th>'
        '<th scope="col" class="q-c-within" role="columnheader">Within</th></tr></thead>\n'
        '<tbody role="rowgroup">\n'
        '<tr id="step-a" role="row"><td class="q-c-who" role="cell" data-label="Who">Registrar</td>'
        '<td class="q-c-within" role="cell" data-label="Within">24 h</td></tr>\n'
        "</tbody>\n</table>\n</div>"
    )


def test_a_long_register_can_be_filtered_and_shows_status_as_word_and_shape() -> None:
    """The texts for the script stand in the table, in the language of the page."""
    html = page_html(SITE.pages["registers/master-document-list", "zh"], SITE, link)
    assert 'data-filter="筛选" data-count="{shown}/{all} 条" data-sort="按此列排序"' in html
    assert '<span class="q-status q-status--effective"><span aria-hidden="true">●</span> 有效</span>' in html


@pytest.mark.parametrize(
    "target", ["javascript:x", "data:text/html,x", "//host/x", "http:x y", "JaVaScRiPt:x", " https://x", "https://x\n"]
)
def test_only_links_out_to_known_schemes_are_written(target: str) -> None:
    """Anything but http, https, mailto and tel is text."""
    assert safe_href(target) is None


def test_a_field_tells_what_to_enter_how_and_an_example() -> None:
    """Choices are listed with boxes, the unit stands behind, required fields say so."""
    unit = Field("f1", run("Amount"), "number", False, 1, "EUR", (), run("Without cents."), "250")
    choice = Field("f2", run("Channel"), "choice", True, 1, "", ("Telephone", "Mail"), (), "")
    html = blocks_html((FieldGroup("g", (unit, choice), 6),), setting())
    cells = re.findall(r"<t[dh][^>]*data-label=[^>]*>(.*?)</t[dh]>", html)
    texts = [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells]
    assert texts[:4] == ["Amount", "Number (EUR)", "Without cents.", "250"]
    assert texts[4:] == ["Channel required", "☐ Telephone ☐ Mail", "", ""]
    assert "6 lines on the form" in html


def test_a_flowchart_links_its_boxes_and_tells_in_words_what_it_shows() -> None:
    """Inline, in a frame of its own that scrolls."""
    html = blocks_html((Flowchart("flow", (drawing(), drawing()), "The receiver receives."),), setting())
    assert html.count('<div class="q-scroll" tabindex="0" role="group" aria-label="Flowchart">') == 1
    assert 'href="#step-receive"' in html
    assert html.count("The receiver receives.") == 2
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_file_that_the_site_does_not_hold_is_our_fault() -> None:
    """Nothing is linked that does not exist."""
    with pytest.raises(LookupError, match=r"lost\.png"):
        blocks_html((Picture("i", "lost.png", b"?", (1, 1), "", (), 50),), setting())


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    """No text of a source can open an element, end an attribute or leave the print style."""
    site = small_site()
    page = next(page for page in site.pages if page.path == "instructions/WI-01")
    assert page.control is not None
    control = replace(page.control, title=HOSTILE, owner=HOSTILE, company=HOSTILE, number=HOSTILE, revision=HOSTILE)
    hostile = replace(page, title=HOSTILE, control=control)
    html = page_html(hostile, replace(site, company={"en": HOSTILE, "zh": HOSTILE}), link)
    assert "<script" not in html
    assert html.count("</style>") == 1
    assert not re.search(r"\son\w+=", html.replace(HOSTILE, ""))


def test_no_page_needs_a_script_or_a_style_from_elsewhere() -> None:
    """No inline handlers, no scripts, every link leads to us or to a known scheme."""
    for page in PAGES:
        html = page_html(page, SITE, link)
        assert not re.search(r"<[^>]*\son[a-z]+=|<script|<iframe|<link", html)
        for href in re.findall(r'(?:href|src)="([^"]*)"', html):
            assert re.match(r"(\.\./|#|https://example\.org)", href), href


def test_each_page_has_one_title_headings_in_order_and_each_id_once() -> None:
    """What assistive technology relies on."""
    for page in PAGES:
        html = page_html(page, SITE, link)
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), page.path
        ids = re.findall(r'\sid="([^"]*)"', html)
        assert len(ids) == len(set(ids)), page.path
        assert not re.search(r"<img(?![^>]*\balt=)", html)


def test_the_table_of_contents_names_the_headings_that_are_printed() -> None:
    """Ids in the contents exist on the page, in the same order."""
    for page in PAGES:
        html = page_html(page, SITE, link)
        headings = re.findall(r'<h[1-6] id="([^"]+)"', html)
        assert [entry.id for entry in page_toc(page)] == headings


def test_every_anchor_of_the_site_exists() -> None:
    """A reference to a step or field leads to an element with that id."""
    written = {f"../{page.path}.html": page_html(page, SITE, link) for page in PAGES if page.language == "en"}
    for own, html in written.items():
        for file, anchor in re.findall(r'href="(\.\./[^"#]*)?#([^"]+)"', html):
            assert f'id="{anchor}"' in written[file or own], (own, file, anchor)


def test_the_control_block_tells_the_five_facts_first_and_folds_the_rest() -> None:
    """Number, revision, status, effective date and owner stand open."""
    html = page_html(SITE.pages["procedures/QP-05", "en"], SITE, link)
    open_, _, folded = html.partition("<details")
    names = re.findall(r"<dt>([^<]+)</dt>", open_)
    assert names == ["Number", "Revision", "Status", "Effective", "Owner"]
    assert "Next review" in folded
    assert 'href="../word/QP-05_1.1_en.docx" download' in folded


def test_the_control_block_says_how_each_signature_is_proved() -> None:
    """In words; fingerprint and commit with their beginnings, whole when they are pointed at."""
    page = SITE.pages["procedures/QP-05", "en"]
    assert page.control is not None
    lines = tuple(
        replace(line, grade=grade) for line, grade in zip(page.control.signatures, ("declared", "signed"), strict=True)
    )
    digest, commit = f"sha256:{'4b61c89a' * 8}", "95dfa555f6" * 4
    proved = replace(page.control, signatures=lines, fingerprint=digest, commit=commit, training="Revision 1.1: All.")
    html = page_html(replace(page, control=proved), SITE, link)

    assert re.findall(r"<td>([^<]*)</td></tr>", html[: html.index("</details>")]) == [
        "Declared in the file",
        "Signed with key",
    ]
    assert f'<dt>Fingerprint</dt><dd><code title="{digest}">sha256:4b61c89a…</code></dd>' in html
    assert f'<dt>Commit</dt><dd><code title="{commit}">95dfa555f6</code></dd>' in html
    assert "<dt>Training</dt><dd>Revision 1.1: All.</dd>" in html


def test_notices_link_to_what_they_name() -> None:
    """A concession to the steps, a withdrawal to what takes the place of the document."""
    procedure = page_html(SITE.pages["procedures/QP-05", "en"], SITE, link)
    withdrawn = page_html(SITE.pages["manual/PO-01", "en"], SITE, link)

    assert '<p id="concession.where">Holds for: <a class="q-reference" href="#step-check">step 2</a></p>' in procedure
    assert (
        '<p id="successors">In its place: <a class="q-reference q-reference--number" href="../procedures/QP-05.html"'
        in withdrawn
    )


def test_the_revision_history_leads_to_texts_and_redlines() -> None:
    """Where the site shows them; the text of the revision in force is the page itself."""
    html = page_html(SITE.pages["procedures/QP-05", "en"], SITE, link)
    ways = re.findall(r'<p class="q-revisions__ways">(.*?)</p>', html)

    assert ways == [
        '<a href="../procedures/QP-05/1.0-1.1.html">What changed in the text</a>',
        '<a href="../procedures/QP-05/1.0.html">Text of this revision</a>',
    ]


def test_a_redline_leads_to_the_parts_that_changed_and_to_what_is_in_force() -> None:
    """Nobody has to look for the changes in a long document."""
    page = redline_page("en")
    step = Paragraph("purpose", (*run("No complaint is "), Inserted(run("ever ")), *run("lost.")))
    html = page_html(replace(page, body=(page.body[0], step, *page.body[2:])), SITE, link)

    first, second = '<li><a href="#purpose">1 Purpose</a></li>', '<li><a href="#raci-heading">5 Who does what</a></li>'
    assert f"Where something changed</span><ul>{first}{second}</ul>" in html
    assert '<a href="../procedures/QP-05.html">Open QP-05 as it is in force</a>' in html


def test_revisions_are_no_target_of_references_and_not_searched() -> None:
    """A reference to QP-05 leads to what is in force."""
    assert SITE.documents["QP-05", "en"].path == "procedures/QP-05"
    assert [search_sections(page) for page in PAGES if page.kind == "revision"] == [[], [], [], []]


def test_a_preview_says_so_on_every_page_and_sheet() -> None:
    """With a word and a sign, not only a colour."""
    preview = Addresses(replace(small_site(), preview=True))
    for page in preview.site.pages:
        word = {"en": "Preview: not in force", "zh": "预览：尚未实施"}[page.language]
        html = page_html(page, preview, link)
        assert f"<strong>{word}</strong>" in html
        assert f" · {word} · " in html[: html.index("</style>")]
    assert "q-preview" not in page_html(SITE.site.pages[0], SITE, link)


def test_search_sections_hold_the_text_below_each_heading() -> None:
    """One section per heading, without generated text; registers are found by their title only."""
    sections = {section.anchor: section for section in search_sections(SITE.pages["procedures/QP-05", "en"])}
    assert sections[""].title.startswith("QP-05 Receipt")
    assert sections["steps"].title == "2 Procedure"
    assert "Injury, fire or smoke?" in sections["steps"].text
    assert "Used by" not in "".join(section.text for section in sections.values())
    register = search_sections(SITE.pages["registers/master-document-list", "en"])
    assert [(section.title, section.text) for section in register] == [("Master document list", "")]


def test_chinese_words_are_parted_for_the_search() -> None:
    """Zero-width spaces stand between words; Latin text stays as it is."""
    assert segmented("QP-05 供应商评审").replace("\u200b", "|") == "QP-05 |供应商|评审"
    assert segmented("plain text") == "plain text"
