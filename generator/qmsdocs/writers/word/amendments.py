"""The amendment record: what changed with each revision, as a table on the page after the cover."""

from qmsdocs.blocks import AmendmentLine
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import cell, paragraph, row, run, shares, table
from qmsdocs.writers.word.parts import Context

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
_OPTIONAL = ("request", "place", "why")
_SMALL = '<w:sz w:val="17"/><w:szCs w:val="17"/>'


def amendment_record(context: Context) -> str:
    """The record, newest first. What lines of one revision share is printed once; a column without data is left out."""
    styles, say, lines = context.styles, context.say, context.tree.control.amendments
    title = paragraph(styles["TOC Heading"], run(say("word.amendments")), "<w:pageBreakBefore/>")
    if not lines:
        return title + paragraph(styles["QMS Small"], run(say("word.amendments.none")))
    contents = [_contents(line, context) for line in lines]
    keys = [key for key in _WIDTHS if key not in _OPTIONAL or any(content[key] for content in contents)]
    labels, parts = [say(f"word.amended.{key}") for key in keys], [_WIDTHS[key] for key in keys]
    if context.chinese:
        keys, labels, parts = ["serial", *keys], [say("word.serial"), *labels], [_SERIAL, *parts]
    widths = shares(context.page.text_width, parts)
    heads = (
        cell(room, paragraph(styles["QMS Table Head"], run(text, _SMALL)))
        for room, text in zip(widths, labels, strict=True)
    )
    rows = [row("".join(heads), head=True)]
    around = (None, *lines, None)
    for number, (before, line, after) in enumerate(zip(around, lines, around[2:], strict=False), 1):
        merged = "continue" if _same(before, line) else "restart" if _same(line, after) else ""
        content = contents[number - 1] | {"serial": run(str(number))}
        rows.append(_row([(key, content[key]) for key in keys], widths, merged, context))
    return title + table(styles["QMS Table"], widths, "".join(rows), head=True) + paragraph(styles["QMS Spacer"])


def _same(one: "AmendmentLine | None", other: "AmendmentLine | None") -> bool:
    """Whether two lines share what is printed once for a revision."""
    if one is None or other is None:
        return False
    return (one.label, one.effective, one.change_request, one.prepared, one.approved) == (
        *(other.label, other.effective, other.change_request, other.prepared, other.approved),
    )


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
