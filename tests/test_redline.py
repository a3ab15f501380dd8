"""The redline of two trees: what changed stands beside its outline, `{+inserted+}` and `[-deleted-]`."""

from dataclasses import replace

import pytest
from hypothesis import given

from qmsdocs.blocks import (
    Attachment,
    Block,
    Blocks,
    Callout,
    Changed,
    Column,
    Deleted,
    Example,
    Fact,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Inlines,
    Inserted,
    Landscape,
    ListBlock,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Run,
    Strong,
    Table,
)
from qmsdocs.document_tree import DocumentTree
from qmsdocs.redline import redline
from qmsdocs.redline.wording import changes
from qmsdocs.writers.outline import outline
from tests.random_trees import NOTE, contents, pairs
from tests.redline_sides import accepted, joined, one_side, rejected
from tests.word_trees import cells, control, drawing, form_tree, inline, paragraph, png, rich_tree


def shown(old: "Block | Blocks", new: "Block | Blocks") -> list[str]:
    """The outline of the redline of two bodies, without the line of the control block."""
    bodies = [body if isinstance(body, tuple) else (body,) for body in (old, new)]
    trees = [DocumentTree(control(), body) for body in bodies]
    return [line.removeprefix("  ") for line in outline(redline(*trees, NOTE)).splitlines()[1:]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Call the customer.", "Call the supplier.", "Call the [-customer-]{+supplier+}."),
        ("within 1.5 h", "within 2.5 h", "within [-1.5-]{+2.5+} h"),
        ("by 2026-11-24", "by 2026-12-01", "by [-2026-11-24-]{+2026-12-01+}"),
        ("one day", "one full working day", "one {+full working +}day"),
        ("do not wait here", "wait", "[-do not -]wait[- here-]"),
        ("three days at most", "five hours at most", "[-three days-]{+five hours+} at most"),
        ("立即登记投诉。", "立即受理投诉。", "立即[-登记-]{+受理+}投诉。"),
        ("在1小时内登记", "在2小时内登记", "在[-1-]{+2+}小时内登记"),
        ("a  b", "a b", "a[-  -]{+ +}b"),
    ],
)
def test_words_are_compared(old: str, new: str, expected: str) -> None:
    """A Latin word, a number or date, one Chinese character and a stretch of blanks are never split."""
    assert shown(paragraph("p", old), paragraph("p", new)) == [expected]


def test_a_fact_is_compared_as_a_whole() -> None:
    """When a limit changes, its whole printed value changes, though part of the text is the same."""
    old, new = (Fact("limits.register", inline(f"A {hours} h, B 12 h")) for hours in (1, 2))

    assert changes((old,), (new,)) == (Deleted((old,)), Inserted((new,)))


def test_other_formatting_is_a_change() -> None:
    """The same word in bold is not the same word."""
    old, new = inline("Do not wait."), (Run("Do "), Strong(inline("not")), Run(" wait."))

    assert changes(old, new) == (
        Run("Do "),
        Deleted(inline("not")),
        Inserted((Strong(inline("not")),)),
        Run(" wait."),
    )


def test_words_too_few_to_read_between_changes_are_part_of_them() -> None:
    """A sentence that was written anew is not cut into shreds around the words that happen to return."""
    old, new = "Send the form to the registrar of the site.", "Whoever was asked keeps the case until closing."
    found = changes(inline(old), inline(new))

    assert found == (Deleted(inline(old[:-1])), Inserted(inline(new[:-1])), Run("."))


STEPS = (Column("number", inline("No."), 1), Column("what", inline("What"), 5))
ITEMS = ("First.", "Second.", "Third.")


def table(*rows: tuple[str, str, str], columns: tuple[Column, ...] = STEPS) -> Table:
    """A table of steps: id, number and text of each."""
    return Table("steps", "steps", columns, tuple(cells(*row) for row in rows))


def listed(*texts: str) -> ListBlock:
    """A list whose ids are counted, as those of Markdown are."""
    items = (ListItem(f"l.{place}", (paragraph(f"l.{place}", text),)) for place, text in enumerate(texts, 1))
    return ListBlock("l", True, tuple(items))


BLOCKS: dict[str, tuple["Block | Blocks", "Block | Blocks", list[str]]] = {
    "a paragraph before another of the same text field": (
        (paragraph("scope", "We answer every complaint."),),
        (paragraph("scope", "This holds everywhere."), paragraph("scope-2", "We answer each complaint.")),
        ["{+This holds everywhere.+}", "We answer [-every-]{+each+} complaint."],
    ),
    "a paragraph that was written anew": (
        (paragraph("p", "Old words only."),),
        (paragraph("p", "Quite another matter"),),
        ["[-Old words only.-]", "{+Quite another matter+}"],
    ),
    "a heading with its number": (
        (Heading("scope", 1, "2", inline("Scope")),),
        (Heading("terms", 1, "2", inline("Terms")), Heading("scope", 1, "3", inline("Field of use"))),
        ["{+# 2 Terms+}", "# [-2-]{+3+} [-Scope-]{+Field of use+}"],
    ),
    "a step that is new": (
        table(("step-a", "1", "Receive."), ("step-b", "2", "Close.")),
        table(("step-a", "1", "Receive."), ("step-x", "2", "Judge."), ("step-b", "3", "Close it.")),
        [
            "table steps: No. | What",
            "  row step-a",
            "    1",
            "    Receive.",
            "  {+row step-x+}",
            "    {+2+}",
            "    {+Judge.+}",
            "  row step-b",
            "    [-2-]{+3+}",
            "    Close{+ it+}.",
        ],
    ),
    "a cell that was empty": (
        table(("step-a", "1", "")),
        table(("step-a", "", "Receive.")),
        ["table steps: No. | What", "  row step-a", "    [-1-]", "    {+Receive.+}"],
    ),
    "a table with another column": (
        table(("step-a", "1", "Receive.")),
        replace(table(), columns=STEPS[:1], rows=(cells("step-a", "1"),)),
        [
            "[-table steps: No. | What-]",
            "  [-row step-a-]",
            "    [-1-]",
            "    [-Receive.-]",
            "{+table steps: No.+}",
            "  {+row step-a+}",
            "    {+1+}",
        ],
    ),
    "an item of a list": (
        listed(*ITEMS),
        listed("First.", "New.", "Second one.", "Third."),
        ["1.", "  First.", "{+2.+}", "  {+New.+}", "3.", "  Second{+ one+}.", "4.", "  Third."],
    ),
    "another kind of list": (
        listed("First."),
        replace(listed("First."), ordered=False),
        ["[-1.-]", "  [-First.-]", "{+-+}", "  {+First.+}"],
    ),
    "a word inside a callout": (
        Callout("c", "note", (paragraph("c", "Wait."), paragraph("c-2", "Then call."))),
        Callout("c", "note", (paragraph("c", "Never wait."), paragraph("c-2", "Then call."))),
        ["note:", "  [-Wait-]{+Never wait+}.", "  Then call."],
    ),
    "another kind of callout": (
        Callout("c", "note", (paragraph("c", "Wait."),)),
        Callout("c", "warning", (paragraph("c", "Wait."),)),
        ["[-note:-]", "  [-Wait.-]", "{+warning:+}", "  {+Wait.+}"],
    ),
    "a quote": (
        Quote("q", (paragraph("q", "Good morning to you."),)),
        Quote("q", (paragraph("q", "Good evening to you."),)),
        ["quote:", "  Good [-morning-]{+evening+} to you."],
    ),
    "another picture": (
        Picture("p", "a.png", png(), (60, 30), "Plate", (), 50),
        Picture("p", "b.png", png(20, 20), (20, 20), "Plate", (), 50),
        ["[-picture a.png: Plate-]", "{+picture b.png: Plate+}"],
    ),
    "an example": (
        Example("e", inline("Reply"), (paragraph("r", "We received it."),), (paragraph("w", "Later."),), ()),
        Example("e", inline("Reply"), (paragraph("r", "We have received it."),), (paragraph("w", "Soon."),), ()),
        [
            "example: Reply",
            "  right:",
            "    We{+ have+} received it.",
            "  wrong:",
            "    [-Later-]{+Soon+}.",
            "  why:",
        ],
    ),
    "an attachment with other content": (
        Attachment("a", "a.csv", b"1", inline("Codes")),
        Attachment("a", "a.csv", b"2", inline("Codes")),
        ["[-attachment a.csv: Codes-]", "{+attachment a.csv: Codes+}"],
    ),
    "another flowchart": (
        Flowchart("f", (drawing(),), "Two lanes"),
        Flowchart("f", (drawing(True),), "Three lanes"),
        ["[-flowchart on 1 pages: Two lanes-]", "{+flowchart on 1 pages: Three lanes+}"],
    ),
    "pages turned sideways that are new": (
        (),
        Landscape("w", (paragraph("w", "Wide."), paragraph("w-2", "Wider."))),
        ["landscape:", "  {+Wide.+}", "  {+Wider.+}"],
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_are_compared(name: str) -> None:
    """Changes stand inside what has the same shape; what has another shape is shown before and after."""
    old, new, expected = BLOCKS[name]

    assert shown(old, new) == expected


def field(field_id: str, label: str, kind: str = "text") -> Field:
    """A field without anything special."""
    return Field(field_id, inline(label), kind, False, 1, "", (), (), "")  # type: ignore[arg-type]


def test_fields_of_a_form_come_and_go() -> None:
    """A field that has another kind is another field; one with another label is the same."""
    old = FieldGroup("g", (field("name", "Name"), field("day", "Day"), field("gone", "Amount")))
    new = FieldGroup("g", (field("name", "Full name"), field("day", "Day", "date"), field("seen", "Witness")))

    assert shown(old, new) == [
        "field name (text): [-Name-]{+Full name+}",
        "[-field day (text): Day-]",
        "{+field day (date): Day+}",
        "[-field gone (text): Amount-]",
        "{+field seen (text): Witness+}",
    ]


def test_columns_to_be_filled_in_do_not_come_and_go() -> None:
    """Fields side by side are columns: with another field the whole group is shown before and after."""
    old = FieldGroup("g", (field("what", "Measure"),), repeat=3)
    new = FieldGroup("g", (field("what", "Measure"), field("due", "Due")), repeat=3)
    made = redline(DocumentTree(control(), (old,)), DocumentTree(control(), (new,)), NOTE)

    assert made.body == (Changed("g", "deleted", (old,)), Changed("g", "inserted", (new,)))


def test_what_moved_is_deleted_here_and_inserted_there() -> None:
    """The order is kept, so that accepting and rejecting give the two documents."""
    one, two, three = (paragraph(name, f"The {name} paragraph of three.") for name in ("first", "middle", "last"))
    found = shown((one, two, three), (two, three, one))

    assert found == [
        "[-The first paragraph of three.-]",
        "The middle paragraph of three.",
        "The last paragraph of three.",
        "{+The first paragraph of three.+}",
    ]


def test_equal_documents_have_no_change() -> None:
    """The redline of a document with itself is that document."""
    tree = rich_tree()

    assert redline(tree, rich_tree(), NOTE) == replace(tree, redline=NOTE, earlier=tree.control)


def test_both_control_blocks_are_kept() -> None:
    """The head of the outline shows the values before and now."""
    old = DocumentTree(replace(control(), revision="1.0", status="superseded"), ())
    head = outline(redline(old, DocumentTree(control(), ()), NOTE)).splitlines()[0]

    assert head == ("[-QP-05 1.0 [superseded] Handling of complaints-]{+QP-05 1.1 [effective] Handling of complaints+}")


def text(tree: DocumentTree) -> list[str]:
    """The outline without empty lines: an empty paragraph is as good as none."""
    return [line for line in outline(tree).splitlines() if line.strip()]


@given(pairs())
def test_accepted_it_is_the_new_document_and_rejected_the_old(trees: tuple[DocumentTree, DocumentTree]) -> None:
    """Whatever two documents are compared, nothing is lost and nothing invented."""
    old, new = trees
    made = redline(old, new, NOTE)

    assert text(accepted(made)) == text(new)
    assert text(rejected(made)) == text(old)


@given(contents, contents)
def test_wording_keeps_every_inline(old: Inlines, new: Inlines) -> None:
    """Inside a paragraph, formatting, links and facts of both sides are kept as well."""
    found = changes(old, new)

    assert one_side(found, "deleted") == joined(new)
    assert one_side(found, "inserted") == joined(old)


@pytest.mark.parametrize(("old", "new"), [(rich_tree(), form_tree()), (rich_tree("zh"), rich_tree("en"))])
def test_documents_with_nothing_in_common_are_compared(old: DocumentTree, new: DocumentTree) -> None:
    """Even then, both sides are whole."""
    made = redline(old, new, NOTE)

    assert text(accepted(made)) == text(new)
    assert text(rejected(made)) == text(old)


def test_a_long_document_rewritten_from_end_to_end_is_compared() -> None:
    """Where the words of each possible pair would take too long, blocks at the same place are compared."""
    old, new = (
        tuple(paragraph(f"p-{number}", f"{word} paragraph {number} says nothing new.") for number in range(300))
        for word in ("This", "That")
    )

    assert shown(old, new)[299] == "[-This-]{+That+} paragraph 299 says nothing new."


def test_a_paragraph_of_another_kind_is_another_paragraph() -> None:
    """Generated text is marked in print, so it does not become approved text by a change of words."""
    made = shown(paragraph("p", "Related: QP-07."), Paragraph("p", inline("Related: QP-07."), "generated"))

    assert made == ["[-Related: QP-07.-]", "{+Related: QP-07.+}"]
