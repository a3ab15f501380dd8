"""The amendment record: what changed with each revision, as a table on the page after the cover."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

from qmsdocs.blocks import Change
from qmsdocs.document_tree import AmendmentLine
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import cell, paragraph, row, run, shares, table
from qmsdocs.writers.word.parts import Context
from qmsdocs.writers.word.tracking import tracked, tracked_rows, value

_WIDTHS = {
    "revision": 95,
    "effective": 115,
    "request": 125,
    "place": 115,
    "what": 190,
    "why": 155,
    "prepared": 105,
    "approved": 105,
}
_SERIAL = 55
_SHARED = ("revision", "effective", "request", "prepared", "approved")
_Lines = tuple[AmendmentLine, ...]
_SMALL = '<w:sz w:val="17"/><w:szCs w:val="17"/>'


def amendment_record(context: Context) -> str:
    """The record, newest first. What lines of one revision share is printed once; a column without data is left out.

    In a redline new lines are new rows; a record with other columns than before is shown before and after.
    """
    new, earlier = context.tree.control.amendments, context.tree.earlier
    title = paragraph(context.styles["TOC Heading"], run(context.say("word.amendments")), "<w:pageBreakBefore/>")
    if earlier is None:
        return title + _record([(line, "") for line in new], context)
    old = earlier.amendments
    if _columns(old) == _columns(new):
        return title + _record(list(_lines(old, new)), context)
    before = _record([(line, "deleted") for line in old], context, "deleted")
    return title + before + _record([(line, "inserted") for line in new], context, "inserted")


def _record(lines: list[tuple[AmendmentLine, Change]], context: Context, change: Change = "") -> str:
    """The table of the lines, or the words that there are none yet."""
    styles, say = context.styles, context.say
    if not lines:
        return tracked(paragraph(styles["QMS Small"], run(say("word.amendments.none"))), context, change)
    contents = [_contents(line, context) for line, _ in lines]
    keys = _columns(tuple(line for line, _ in lines))
    labels, parts = [say(f"word.amended.{key}") for key in keys], [_WIDTHS[key] for key in keys]
    if context.chinese:
        keys, labels, parts = ["serial", *keys], [say("word.serial"), *labels], [_SERIAL, *parts]
    widths = shares(context.page.text_width, parts)
    heads = (
        cell(room, paragraph(styles["QMS Table Head"], run(text, _SMALL)))
        for room, text in zip(widths, labels, strict=True)
    )
    head, rows = row("".join(heads), head=True), []
    serials, merges = _serials(lines, context), _merges(lines)
    for place, (_, of) in enumerate(lines):
        content = contents[place] | {"serial": serials[place]}
        rows.append((_row([(key, content[key]) for key in keys], widths, merges[place], context), of))
    shown = tracked_rows(head, rows, context)
    return table(styles["QMS Table"], widths, shown, head=True) + paragraph(styles["QMS Spacer"])


def _columns(lines: _Lines) -> list[str]:
    """The keys of the columns; those of which no line has data are left out."""
    data = {"request": lambda line: line.change_request, "place": lambda line: line.place, "why": lambda line: line.why}
    return [key for key in _WIDTHS if key not in data or any(data[key](line) for line in lines)] if lines else []


def _lines(old: _Lines, new: _Lines) -> Iterator[tuple[AmendmentLine, Change]]:
    """The lines of the record with those that came and went, newest first; a revision comes and goes as a whole."""
    before, after = ([tuple(group) for _, group in groupby(lines, _shared)] for lines in (old, new))
    for kind, start, end, there, till in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((line, "") for group in after[there:till] for line in group)
        else:
            yield from ((line, "deleted") for group in before[start:end] for line in group)
            yield from ((line, "inserted") for group in after[there:till] for line in group)


def _merges(lines: list[tuple[AmendmentLine, Change]]) -> list[str]:
    """Whether each line shares its cells with the one before ("continue") or the one after ("restart")."""
    shared = [None, *((_shared(line), change) for line, change in lines), None]
    return [
        "continue" if before == here else "restart" if here == after else ""
        for before, here, after in zip(shared, shared[1:], shared[2:], strict=False)
    ]


def _serials(lines: "list[tuple[AmendmentLine, Change]]", context: Context) -> list[str]:
    """The running number of each line, before and now."""
    found, before, now = [], 0, 0
    for _, change in lines:
        before, now = before + (change != "inserted"), now + (change != "deleted")
        former = None if change or not context.tree.earlier else str(before)
        found.append(value(former, str(before if change == "deleted" else now), context))
    return found


def _shared(line: AmendmentLine) -> tuple[object, ...]:
    """What lines of one revision have in common; it is printed once."""
    return line.label, line.effective, line.change_request, line.prepared, line.approved


def _contents(line: AmendmentLine, context: Context) -> dict[str, str]:
    def text(value: str) -> str:
        return run(value) if value else ""

    return {
        "revision": text(line.label),
        "effective": run(line.effective.isoformat()),
        "request": text(line.change_request),
        "place": text(line.place),
        "what": inlines(line.what, context),
        "why": inlines(line.why, context),
        "prepared": text(line.prepared),
        "approved": text(line.approved),
    }


def _row(contents: list[tuple[str, str]], widths: list[int], merged: str, context: Context) -> str:
    cells = []
    for room, (key, content) in zip(widths, contents, strict=True):
        shared = merged if key in _SHARED else ""
        shown = "" if shared == "continue" else content
        merge = f'<w:vMerge w:val="{shared}"/>' if shared else ""
        cells.append(cell(room, paragraph(context.styles["QMS Table Small"], shown), merge))
    return row("".join(cells))
