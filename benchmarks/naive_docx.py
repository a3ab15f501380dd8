"""What a capable user of python-docx writes first: `add_heading`, `add_paragraph`, `table.cell(i, j)`, style names.

    .venv/bin/python benchmarks/naive_docx.py trees.pickle OUTPUT

writes one Word file per tree and prints, as JSON, how many it wrote and the CPU seconds that this took, without
imports.
"""

import json
import pickle
import sys
import time
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from plain import control_tables

from qmsdocs.blocks import Block, Blocks, plain
from qmsdocs.document_tree import DocumentTree


def field(paragraph: Any, instruction: str) -> None:
    """A field such as PAGE or TOC."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            element = OxmlElement("w:instrText")
            element.text = instruction
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def runs(paragraph: Any, content: Any) -> None:
    """The text of a paragraph, bold where it is bold."""
    for inline in content:
        run = paragraph.add_run(plain((inline,)))
        run.bold = type(inline).__name__ == "Strong"


def table(document: Any, heads: list[str], rows: list[list[str]]) -> None:
    """A table, cell by cell."""
    made = document.add_table(rows=len(rows) + 1, cols=len(heads))
    made.style = "Table Grid"
    for place, head in enumerate(heads):
        made.cell(0, place).text = head
        made.cell(0, place).paragraphs[0].runs[0].bold = True
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row):
            made.cell(number, place).text = text


def text_of(blocks: Blocks) -> str:
    """The text in a cell."""
    found = []
    for block in blocks:
        found += [plain(block.content)] if hasattr(block, "content") else []
        found += [text_of(item.blocks) for item in getattr(block, "items", ())]
        found += [text_of(block.blocks)] if hasattr(block, "blocks") else []
    return "\n".join(found)


def add(document: Any, block: Block) -> None:
    """One block."""
    match type(block).__name__:
        case "Heading":
            document.add_heading(f"{block.number} {plain(block.content)}", level=block.level)
        case "Paragraph":
            runs(document.add_paragraph(style="Normal"), block.content)
        case "ListBlock":
            for item in block.items:
                document.add_paragraph(text_of(item.blocks), style="List Number" if block.ordered else "List Bullet")
        case "Quote" | "Callout":
            document.add_paragraph(text_of(block.blocks), style="Intense Quote")
        case "Table":
            rows = [[text_of(cell.blocks) for cell in row.cells] for row in block.rows]
            table(document, [plain(column.title) for column in block.columns], rows)
        case "Example":
            table(
                document, ["Right", "Wrong", "Why"], [[text_of(block.right), text_of(block.wrong), text_of(block.why)]]
            )
        case "FieldGroup":
            rows = [[plain(field.label), " / ".join(field.options), plain(field.rule)] for field in block.fields]
            table(document, ["Field", "Entry", "How to fill it in"], rows)
        case "Flowchart":
            document.add_paragraph(block.alt, style="Normal")
        case "Landscape":
            for inner in block.blocks:
                add(document, inner)
        case _:
            pass


def write(tree: DocumentTree, file: Path) -> None:
    """One Word file."""
    control = tree.control
    document = Document()
    document.core_properties.title, document.core_properties.subject = control.title, control.number
    document.core_properties.author, document.core_properties.version = control.company, control.revision
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{control.company}\t{control.title}\t{control.number} {control.revision}"
    field(section.footer.paragraphs[0], "PAGE")
    document.add_heading(f"{control.number} {control.title}", level=0)
    for heads, rows in control_tables(control):
        table(document, [head or " " for head in heads], rows)
    field(document.add_paragraph(style="Normal"), 'TOC \\o "1-3" \\h')
    document.add_page_break()
    for block in tree.body:
        add(document, block)
    document.save(str(file))


def main() -> None:
    """The command line."""
    trees, output = pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    started = time.process_time()
    for number, tree in trees.items():
        write(tree, output / f"{number}.docx")
    print(json.dumps({"files": len(trees), "cpu": time.process_time() - started}))


if __name__ == "__main__":
    main()
