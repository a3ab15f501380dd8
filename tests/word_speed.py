"""How fast Word files are written and read back: `python -m tests.word_speed` prints milliseconds of CPU per document.

The document has 10 chapters, 90 paragraphs of three runs and 5 tables of 8 × 5 cells.
"""

import time
import zipfile
from collections.abc import Callable
from io import BytesIO

from qmsdocs.blocks import Block, Column, Heading, Run, Strong, Table
from qmsdocs.document_tree import DocumentTree
from qmsdocs.writers.word.document import word_file
from qmsdocs.writers.word.readback import differences
from qmsdocs.writers.word.reference import load_reference
from tests.word_trees import cells, control, inline, paragraph


def procedure() -> DocumentTree:
    """The document that is measured."""
    body: list[Block] = []
    content = (Run("The receiver registers it "), Strong(inline("at once")), Run(" and tells the officer about it."))
    for chapter in range(10):
        body.append(Heading(f"h{chapter}", 1, str(chapter + 1), inline(f"Chapter {chapter}")))
        body += (paragraph(f"p{chapter}-{number}", content) for number in range(9))
    columns = tuple(Column(f"c{number}", inline(f"Column {number}"), 1) for number in range(5))
    for number in range(5):
        rows = (cells(f"t{number}r{row}", *(f"text {row} {column}" for column in range(5))) for row in range(8))
        body.append(Table(f"t{number}", "plain", columns, tuple(rows)))
    return DocumentTree(control(), tuple(body))


def milliseconds(task: Callable[[], object], times: int = 200) -> float:
    """The best of five means, CPU time of this process."""
    means = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            task()
        means.append((time.process_time() - start) / times * 1000)
    return min(means)


if __name__ == "__main__":
    tree, reference = procedure(), load_reference(None)
    word = word_file(tree, reference, program="x")
    xml = zipfile.ZipFile(BytesIO(word)).read("word/document.xml")
    print(f"document.xml {len(xml)} bytes, {xml.count(b'<w:p>')} paragraphs, file {len(word)} bytes")
    print(f"word_file   {milliseconds(lambda: word_file(tree, reference, program='x')):.2f} ms")
    print(f"differences {milliseconds(lambda: differences(word, tree)):.2f} ms")
