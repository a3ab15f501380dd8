"""Tracked changes: WordprocessingML as the writer makes it in, the same marked as inserted or deleted out.

Marks stand on runs, paragraph marks and rows. Links, bookmarks and the text inside shapes carry none: Word keeps or
drops them with what is around them. Room between tables is no change either, since tables that touch become one.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial

from qmsdocs.blocks import Change
from qmsdocs.document_tree import ControlBlock
from qmsdocs.writers.word.markup import escape, paragraph, run
from qmsdocs.writers.word.parts import Context

_SHAPE_TEXT = re.compile(r"<w:txbxContent>.*?</w:txbxContent>", re.DOTALL)
_HIDDEN = "<!-->"
"""What stands for the text of a shape meanwhile; it cannot occur in a part."""
_RUNS = re.compile(r"(?:<w:r>.*?</w:r>)+", re.DOTALL)
_PARAGRAPH = re.compile(r'<w:p><w:pPr><w:pStyle w:val="([^"]*)"/>(.*?)</w:pPr>(.*?)</w:p>(</w:tc>)?', re.DOTALL)
_ROW = re.compile(r"<w:tr>(?:<w:trPr>(.*?)</w:trPr>)?", re.DOTALL)
_TEXT = re.compile(r"<(/?)w:t(?=[ >])")
_LAST_MARK = re.compile(r"</w:rPr>(?:<w:sectPr>.*?</w:sectPr>)?</w:pPr>(?:(?!<w:p>).)*</w:p>\Z", re.DOTALL)
_PIECE = re.compile(r"\s+|[\u2e80-\u9fff]|[^\s\u2e80-\u9fff]+")
_WORTH_SHARING = 5
_ELEMENTS = {"inserted": "ins", "deleted": "del"}


def tracked(content: str, context: Context, change: Change) -> str:
    """`content`, which is runs, paragraphs or tables, with every part of it marked as `change`."""
    if not change:
        return content
    hidden = _SHAPE_TEXT.findall(content)
    content = _SHAPE_TEXT.sub(_HIDDEN, content)
    content = _RUNS.sub(lambda found: _marked_runs(found[0], context, change), content)
    content = _PARAGRAPH.sub(partial(_marked_paragraph, context=context, change=change), content)
    content = _ROW.sub(lambda found: f"<w:tr><w:trPr>{found[1] or ''}{_mark(context, change)}</w:trPr>", content)
    for text in hidden:
        content = content.replace(_HIDDEN, text, 1)
    return content


def _mark(context: Context, change: Change, content: "str | None" = None) -> str:
    """The element that says who made the change and when, around `content` if there is any."""
    note = context.tree.redline
    day = f' w:date="{note.on.isoformat()}T00:00:00Z"' if note and note.on else ""
    return _element(context, change, f'w:author="{escape(note.author if note else "")}"{day}', content)


def _element(context: Context, change: Change, who: str, content: "str | None") -> str:
    element = _ELEMENTS[change]
    start = f'<w:{element} w:id="{context.parts.revision()}" {who}'
    return f"{start}/>" if content is None else f"{start}>{content}</w:{element}>"


def _marked_runs(content: str, context: Context, change: Change) -> str:
    if change == "deleted":
        content = _TEXT.sub(r"<\1w:delText", content)
    return _mark(context, change, content)


def _marked_paragraph(found: "re.Match[str]", context: Context, change: Change) -> str:
    style, properties, content, last = found.groups()
    if last or style == context.styles["QMS Spacer"]:
        return found[0]
    mark = paragraph_mark(context, change)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}{mark}</w:pPr>{content}</w:p>'


def paragraph_mark(context: Context, change: Change) -> str:
    """What stands at the end of `w:pPr`, before any section, when the end of a paragraph is a change."""
    return f"<w:rPr>{_mark(context, change)}</w:rPr>" if change else ""


def closed(content: str, context: Context) -> str:
    """`content` of a cell or of the whole text, with room behind it when its last paragraph mark is a change.

    The last mark of a cell cannot be tracked; without the room, that paragraph would stay behind as an empty one.
    """
    if not context.tree.redline or not _LAST_MARK.search(_SHAPE_TEXT.sub(_HIDDEN, content)):
        return content
    return content + paragraph(context.styles["QMS Spacer"])


def tracked_rows(head: str, rows: "Sequence[tuple[str, Change]]", context: Context) -> str:
    """The head row and the rows of a table, each row with its change; the head has one when all rows share it."""
    changes = {change for _, change in rows}
    whole: Change = changes.pop() if len(changes) == 1 else ""
    return tracked(head, context, whole) + "".join(tracked(written, context, change) for written, change in rows)


def marked_line(line: str, context: Context, change: Change) -> str:
    """The paragraph `line`, of which the runs are marked already, with its mark as `change`."""
    return _PARAGRAPH.sub(partial(_marked_paragraph, context=context, change=change), line)


def remark(text: str, style: str, context: Context) -> str:
    """A paragraph that only the redline has: inserted and deleted at once, so that no decision keeps it.

    The program inserted it; what one author inserts and deletes, LibreOffice takes for unchanged.
    """
    inner, who = _marked_runs(run(text), context, "deleted"), 'w:author="qmsdocs"'
    marks = f"<w:rPr>{_element(context, 'inserted', who, None)}{_mark(context, 'deleted')}</w:rPr>"
    return paragraph(style, _element(context, "inserted", who, inner), f"<w:keepNext/>{marks}")


def stated(read: "Callable[[ControlBlock], str]", context: Context, properties: str = "") -> str:
    """What `read` takes from the control block; in a redline, what it took from the former one as well."""
    earlier = context.tree.earlier
    return value(read(earlier) if earlier else None, read(context.tree.control), context, properties)


def value(before: "str | None", after: str, context: Context, properties: str = "") -> str:
    """A value that the document states of itself; where it was another `before`, both, as changes.

    What both begin and end with is printed once, in whole words and when it is more than a short one.
    """
    if before is None or before == after:
        return run(after, properties)
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    parts: tuple[tuple[Change, list[str]], ...] = (
        ("", new[:start]),
        ("deleted", old[start : len(old) - end]),
        ("inserted", new[start : len(new) - end]),
        ("", new[len(new) - end :]),
    )
    shown = []
    for change, words in parts:
        text = "".join(words)
        if text:
            shown.append(tracked(run(text, properties), context, change))
    return "".join(shown)


def _shared(one: list[str], other: list[str]) -> int:
    """How many pieces two lists have in common at their beginning, 0 when that is next to nothing."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count if len("".join(one[:count])) >= _WORTH_SHARING else 0
