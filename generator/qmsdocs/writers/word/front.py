"""What stands before the text: cover, approvals and amendment record, or the compact head of a form."""

from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import pairwise

import segno

from qmsdocs.blocks import AmendmentLine, ControlBlock
from qmsdocs.writers.word.copies import Copy
from qmsdocs.writers.word.inlines import inlines
from qmsdocs.writers.word.markup import TWIPS_PER_CM, cell, escape, paragraph, row, run, shares, table
from qmsdocs.writers.word.parts import Context, bookmark_name, control_id
from qmsdocs.writers.word.pictures import image, logo

_SIGNATURE = 737
"""The height of a row to be signed or sealed in: 13 mm."""
_QR_EMU = 792000
"""The side of the QR code: 2.2 cm."""


def day(value: "date | None", context: Context) -> str:
    """A date as 2026-11-24, a dash where there is none."""
    return value.isoformat() if value else context.say("none")


def cover(context: Context, copy: Copy, address: str, mark: "bytes | None") -> str:
    """The cover: who, what level, the title, one quiet table, the approvals, the address of the current text."""
    control, styles = context.tree.control, context.styles
    centred = '<w:jc w:val="center"/>' if context.chinese else ""
    company = run(control.company)
    if mark:
        company = logo(mark, context.parts.relations, 2160000, control.company, context.parts.drawing())
    parts = [
        _stamp(context) if context.chinese else "",
        paragraph(styles["QMS Company"], company, f'<w:spacing w:before="{480 if context.chinese else 600}" w:after="160"/>'),
        paragraph(styles["QMS Company"], run(control.company)) if mark and context.chinese else "",
        paragraph(styles["QMS System"], run(context.say("word.system", system=control.system))),
        paragraph(styles["QMS System"], run(level_line(context))),
        paragraph(styles["Title"], _control("title", control.title, context), f'<w:spacing w:before="{1300 if context.chinese else 1500}" w:after="160"/>'),
        paragraph(styles["Subtitle"], run(control.number)),
        _facts(cover_facts(context, copy), context),
        _approvals(context),
        _current(context, address) if address else "",
        paragraph(styles["QMS Publisher"], run(context.say("word.publisher", company=control.company)), centred)
        if context.chinese
        else "",
    ]
    return "".join(parts)


def level_line(context: Context) -> str:
    """The level and the type, as in "Level 2 · Procedure" or 第二层次文件 / 程序文件."""
    control = context.tree.control
    ordinal = context.say(f"word.level.{control.level}") if 1 <= control.level <= 5 else str(control.level)
    return context.say("word.level", level=control.level, ordinal=ordinal, type=control.type_title)


def cover_facts(context: Context, copy: Copy) -> list[tuple[str, str, str]]:
    """Label, value and key of each line of the cover's table; a line with an empty key takes the whole width."""
    control, say = context.tree.control, context.say
    separator = say("word.separator")
    facts = [
        (say("number"), control.number, "number"),
        (say("revision"), control.revision, "revision"),
        (say("status"), say(f"status.{control.status}"), "status"),
        (say("classification"), say(f"classification.{control.classification}"), "classification"),
        (say("approved_on"), day(control.approved, context), "approved"),
        (say("effective"), day(control.effective, context), "effective"),
        (say("next_review"), day(control.next_review, context), "next_review"),
        (say("owner"), control.owner, "owner"),
        (say("word.copy"), say(f"word.copy.{copy.kind}"), "copy"),
        (say("word.copy_number"), copy.holder or say("none"), "holder"),
        (say("applies_to"), separator.join(control.applies_to) or say("everyone"), ""),
        (say("supersedes"), separator.join(control.supersedes) or say("none"), ""),
    ]
    if control.translation:
        facts.append((say("word.translation"), translation_line(control, context), ""))
    return facts


def translation_line(control: ControlBlock, context: Context) -> str:
    """Which revision a translation translates, which language rules, and whether it was checked."""
    source = context.say(f"word.language.{control.source_language}")
    parts = [context.say("word.translation.of", revision=control.translation, source=source)]
    if not control.translation_checked:
        parts.append(context.say("word.translation.unchecked"))
    return (" " if not context.chinese else "").join(parts)


def _facts(facts: list[tuple[str, str, str]], context: Context) -> str:
    styles, width = context.styles, context.page.text_width
    widths = shares(width, [17, 33, 19, 31])
    rows, pending = [], ""
    for label, value, key in facts:
        name = cell(widths[0] if not pending else widths[2], paragraph(styles["QMS Label"], run(label)))
        if not key:
            wide = cell(sum(widths[1:]), paragraph(styles["QMS Value"], run(value)), '<w:gridSpan w:val="3"/>')
            rows.append(row(name + wide))
            continue
        shown = paragraph(styles["QMS Value"], _control(key, value, context))
        name += cell(widths[1] if not pending else widths[3], shown)
        if pending:
            rows.append(row(pending + name))
        pending = "" if pending else name
    return table(styles["QMS Table"], widths, "".join(rows)) + paragraph(styles["QMS Spacer"])


def _control(key: str, value: str, context: Context) -> str:
    """A value of the control block, locked, tagged and inside a bookmark, so that other programs find it."""
    tag = context.parts.tag(f"control.{key}")
    sdt = (
        f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w:id w:val="{control_id(tag)}"/><w:lock w:val="sdtContentLocked"/>'
        f"<w:text/></w:sdtPr><w:sdtContent>{run(value)}</w:sdtContent></w:sdt>"
    )
    return context.parts.bookmark(bookmark_name(tag, "f_"), sdt)


def _stamp(context: Context) -> str:
    """The box for the red stamp, 4 × 2 cm, at the upper right."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="8A949E"/>' for side in ("top", "left", "bottom", "right")
    )
    word = paragraph(context.styles["QMS Stamp"], run(context.say("word.stamp")))
    box = row(cell(4 * TWIPS_PER_CM, word), height=2 * TWIPS_PER_CM, exact=True)
    properties = f'<w:jc w:val="right"/><w:tblBorders>{sides}</w:tblBorders>'
    return table(context.styles["QMS Plain"], [4 * TWIPS_PER_CM], box, properties)


def _approvals(context: Context) -> str:
    """Meaning, name, post, date and room for pen and seal, one row a signature."""
    styles, say = context.styles, context.say
    lines = context.tree.control.signatures
    if not lines:
        return ""
    widths = shares(context.page.text_width, [15, 20, 25, 15, 25])
    keys = ("word.approvals", "name", "role", "date", "signature")
    heads = (cell(room, paragraph(styles["QMS Table Head"], run(say(key)))) for room, key in zip(widths, keys, strict=True))
    rows = [row("".join(heads), head=True)]
    for line in lines:
        texts = (say(f"meaning.{line.meaning}"), line.name, line.role, line.on.isoformat() if line.on else "", "")
        cells = (
            cell(room, paragraph(styles["QMS Table Text"], run(text) if text else ""), '<w:vAlign w:val="center"/>')
            for room, text in zip(widths, texts, strict=True)
        )
        rows.append(row("".join(cells), height=_SIGNATURE))
    return table(styles["QMS Table"], widths, "".join(rows), head=True) + paragraph(styles["QMS Spacer"])


def _current(context: Context, address: str) -> str:
    """The QR code and the address that tell whether the copy is current."""
    styles, side = context.styles, 1400
    code = qr(context, address)
    text = paragraph(styles["QMS Small"], run(context.say("word.current", address=address)))
    widths = [side, context.page.text_width - side]
    return table(
        styles["QMS Plain"],
        widths,
        row(cell(side, paragraph(styles["QMS Small"], code)) + cell(widths[1], text, '<w:vAlign w:val="center"/>')),
    ) + paragraph(styles["QMS Spacer"])


def qr(context: Context, address: str, side: int = _QR_EMU) -> str:
    """A run with the QR code of `address`, `side` EMU wide."""
    relation = context.parts.relations.picture(_qr_png(address), "QR code")
    return image(relation, side, side, context.say("word.qr", address=address), context.parts.drawing())


@lru_cache(maxsize=256)
def _qr_png(address: str) -> bytes:
    target = BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=4, border=2)
    return target.getvalue()


def amendment_record(context: Context) -> str:
    """The amendment record on the page after the cover; what lines of one revision share is printed once."""
    styles, say, lines = context.styles, context.say, context.tree.control.amendments
    title = paragraph(styles["TOC Heading"], run(say("word.amendments")), "<w:pageBreakBefore/>")
    if not lines:
        return title + paragraph(styles["QMS Small"], run(say("word.amendments.none")))
    keys = ["revision", "effective", "request", "place", "what", "why", "prepared", "approved"]
    parts = [9, 12, 11, 9, 23, 19, 12, 12]
    labels = [say(f"word.amended.{key}") for key in keys]
    if context.chinese:
        labels, parts = [say("word.serial"), *labels], [6, *parts]
    widths = shares(context.page.text_width, parts)
    heads = (cell(room, paragraph(styles["QMS Table Head"], run(text))) for room, text in zip(widths, labels, strict=True))
    rows = [row("".join(heads), head=True)]
    for number, (before, line) in enumerate(pairwise((None, *lines)), 1):
        rows.append(_amendment(line, before, number, widths, context) if line else "")
    return title + table(styles["QMS Table"], widths, "".join(rows), head=True) + paragraph(styles["QMS Spacer"])


def _amendment(line: AmendmentLine, before: "AmendmentLine | None", number: int, widths: list[int], context: Context) -> str:
    same = before is not None and before.label == line.label
    shared = {0, 1, 2, 6, 7}
    texts = [line.label, line.effective.isoformat(), line.change_request, line.place, "", "", line.prepared, line.approved]
    small = '<w:sz w:val="17"/><w:szCs w:val="17"/>'
    runs = ["" if same and place in shared else run(text, small) if text else "" for place, text in enumerate(texts)]
    runs[4], runs[5] = inlines(line.what, context), inlines(line.why, context)
    if context.chinese:
        runs.insert(0, run(str(number), small))
    style = context.styles["QMS Table Text"]
    return row("".join(cell(room, paragraph(style, content)) for room, content in zip(widths, runs, strict=True)))


def form_head(context: Context, copy: Copy, address: str) -> str:
    """The compact head of a form: title, one line of control data, how to fill it in."""
    control, styles, say = context.tree.control, context.styles, context.say
    facts = [fact for fact in cover_facts(context, copy) if fact[2] in ("number", "revision", "status", "effective")]
    widths = shares(context.page.text_width, [1] * len(facts))
    cells = "".join(
        cell(room, paragraph(styles["QMS Small"], run(label)) + paragraph(styles["QMS Table Text"], _control(key, value, context)))
        for room, (label, value, key) in zip(widths, facts, strict=True)
    )
    translated = translation_line(control, context) if control.translation else ""
    code = _current(context, address) if address else ""
    return (
        paragraph(styles["QMS Form Title"], _control("title", control.title, context))
        + table(styles["QMS Table"], widths, row(cells))
        + paragraph(styles["QMS Spacer"])
        + (paragraph(styles["QMS Small"], run(translated)) if translated else "")
        + code
        + paragraph(styles["QMS Small"], run(say("word.required")))
    )


__all__ = ["amendment_record", "cover", "cover_facts", "day", "escape", "form_head", "qr"]
