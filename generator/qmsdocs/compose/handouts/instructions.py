"""An instruction on one sheet, for the place where it is used: cautions first, then the steps in short."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from qmsdocs.blocks import (
    Block,
    Blocks,
    Callout,
    Cell,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Reference,
    Row,
    Run,
    Strong,
    Table,
    plain,
    walk,
)
from qmsdocs.compose.concessions import concession_boxes
from qmsdocs.compose.content import Composer
from qmsdocs.compose.control import control_block
from qmsdocs.compose.document import composer_of
from qmsdocs.compose.handouts.sheets import Handout, instruction_path, on_paper, sheet_of
from qmsdocs.compose.names import Edition
from qmsdocs.compose.steps import step_table
from qmsdocs.document_tree import Sheet
from qmsdocs.model import Document
from qmsdocs.model.content import DecisionTable
from qmsdocs.model.document import Chapter
from qmsdocs.register import Entry
from qmsdocs.source import ReadFile

ALL = 1000
LEVEL = 3
"""The level of the documents that are used at the place of work."""


def instruction_sheets(edition: Edition, read: ReadFile) -> Iterator[Handout]:
    """A sheet for each instruction that has steps."""
    for number, entry in edition.master.current.items():
        if has_sheet(entry):
            make = partial(instruction_sheet, edition, number, read)
            yield Handout("sheet", number, edition.language, _title(number, edition.titles[number]), make, number)


def has_sheet(entry: Entry) -> bool:
    """Whether there is a sheet for the document."""
    item = entry.document.item
    return isinstance(item, Document) and entry.type.level == LEVEL and bool(item.steps) and entry.has_content


def _title(number: str, title: str) -> str:
    return f"{number}\u2002{title}"


def instruction_sheet(edition: Edition, number: str, read: ReadFile) -> Sheet:
    """The sheet of the instruction `number`."""
    entry = edition.master.current[number]
    composer = composer_of(edition, entry, read, outside=True)
    item = composer.item
    assert isinstance(item, Document)
    control = control_block(composer.edition, entry, item, read)
    steps = step_table(composer, item.steps)
    cautions = (*concession_boxes(edition, entry, item), *_cautions(steps))
    decisions, examples = tuple(_decisions(composer, item)), tuple(_examples(composer, item))
    full, two, one, names = (_thin(steps, item.number, blocks) for blocks in (ALL, 2, 1, 0))
    bodies = [
        (*cautions, full, *decisions, *examples),
        (*cautions, full, *decisions),
        (*cautions, two, *decisions),
        (*cautions, one, *decisions),
        (*cautions, one),
        (*cautions, names),
        (names,),
    ]
    say = edition.say
    effective = str(entry.effective) if entry.effective else "–"
    note = say("handout.head", type=control.type_title, revision=control.revision, effective=effective)
    return sheet_of(
        edition,
        "sheet",
        _title(number, item.title),
        bodies,
        [entry],
        note=note + say("handout.owner", owner=control.owner),
        rule=say("handout.rules", number=entry.number),
        address=control.address,
    )


def sheet_link(edition: Edition, number: str) -> Paragraph:
    """What leads from the page of an instruction to its sheet."""
    link = Reference((Run(edition.say("handout.sheet-link")),), page=instruction_path(number))
    return Paragraph("one-page", (link,))


def _cautions(steps: Table) -> Iterator[Block]:
    """The warnings of the steps, then the cautions, each opened by the step to which it belongs."""
    found = [
        (row.cells[0], block)
        for row in steps.rows
        for cell in row.cells
        for block in walk(cell.blocks)
        if isinstance(block, Callout) and block.kind != "note"
    ]
    for number, block in sorted(found, key=lambda pair: pair[1].kind != "warning"):
        yield replace(block, blocks=_opened(block.blocks, _plain(number)))


def _opened(content: Blocks, number: str) -> Blocks:
    first = content[0] if content else None
    if not isinstance(first, Paragraph):
        return content
    return (replace(first, content=(Strong((Run(f"({number}) "),)), *first.content)), *content[1:])


def _plain(cell: Cell) -> str:
    return " ".join(plain(block.content) for block in cell.blocks if isinstance(block, Paragraph))


def _thin(steps: Table, number: str, blocks: int) -> Table:
    """The steps with their names and where they lead, and the first `blocks` blocks of how each is done."""
    place = [column.key for column in steps.columns].index("what")
    rows = tuple(replace(row, cells=_thin_cells(row, place, number, blocks)) for row in steps.rows)
    first, *others = steps.columns
    return replace(steps, columns=(replace(first, width=4), *others), rows=rows)


def _thin_cells(row: Row, place: int, number: str, blocks: int) -> tuple[Cell, ...]:
    """Three dots lead to what is left out; what a colon announces stays with it."""
    name, *rest = row.cells[place].blocks
    ways = [block for block in rest if block.id.endswith((".answers", ".next"))]
    how = [block for block in rest if isinstance(block, Paragraph | ListBlock | Quote) and block not in ways]
    kept = how[:blocks]
    while kept and len(kept) < len(how) and _announces(kept[-1]):
        kept.append(how[len(kept)])
    dots = Paragraph(f"{row.id}.more", (Reference((Run("…"),), number, row.id),))
    more = [dots] if kept and len(kept) < len(how) else []
    cell = Cell((name, *kept, *more, *ways))
    return (*row.cells[:place], cell, *row.cells[place + 1 :])


def _announces(block: Block) -> bool:
    return isinstance(block, Paragraph) and plain(block.content).rstrip().endswith((":", "："))


def _decisions(composer: Composer, item: Document) -> Iterator[Block]:
    """The decision tables of the document, wherever they stand."""
    content = composer.content(item.decisions, ("decisions",)) if item.decisions else ()
    for route, chapters in (("chapters", item.chapters), ("appendices", item.appendices)):
        content += tuple(_chapter_blocks(composer, (route,), chapters))
    yield from (block for block in on_paper(content) if isinstance(block, Table) and block.kind == "decision")


def _chapter_blocks(composer: Composer, route: tuple[str, ...], chapters: tuple[Chapter, ...]) -> Iterator[Block]:
    for chapter in chapters:
        here = (*route, chapter.id)
        if chapter.content and any(isinstance(block, DecisionTable) for block in chapter.content):
            yield from composer.content(chapter.content, (*here, "content"))
        yield from _chapter_blocks(composer, (*here, "sections"), chapter.sections)


def _examples(composer: Composer, item: Document) -> Iterator[Block]:
    """Right and wrong, under their heading."""
    content = on_paper(composer.content(item.examples, ("examples",))) if item.examples else ()
    if content:
        yield Heading("examples", 2, "", (Run(composer.edition.say("handout.right-and-wrong")),))
        yield from content
