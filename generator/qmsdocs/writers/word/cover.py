"""What opens a document: the cover with control data and approvals, or the compact head of a form."""

from datetime import date

from qmsdocs.blocks import ControlBlock
from qmsdocs.locale import classification_name
from qmsdocs.writers.word.copies import Copy
from qmsdocs.writers.word.markup import TWIPS_PER_CM, cell, paragraph, row, run, shares, table
from qmsdocs.writers.word.parts import Context, bookmark_name, control_id
from qmsdocs.writers.word.pictures import logo
from qmsdocs.writers.word.qr import qr_code

_SIGNATURE = 680
"""The height of a row to be signed or sealed in: 12 mm."""
_SIDES = ("top", "left", "bottom", "right")


def day(value: "date | None", context: Context) -> str:
    """A date as 2026-11-24, a dash where there is none."""
    return value.isoformat() if value else context.say("none")


def cover(context: Context, copy: Copy, address: str, mark: "bytes | None") -> str:
    """The cover: who, what level, the title, one quiet table, the approvals, the address of the current text."""
    control, styles, say = context.tree.control, context.styles, context.say
    facts = cover_facts(context, copy)
    above = _room_above_title(context, facts, bool(address), bool(mark))
    return (
        (_stamped(context, address, mark) if context.chinese else _house(context, mark))
        + paragraph(styles["Title"], _control("title", control.title, context), _before(above))
        + paragraph(styles["Subtitle"], run(control.number))
        + _facts(facts, context)
        + paragraph(styles["QMS Spacer"]) * 2
        + _approvals(context)
        + (_current(context, address) if address and not context.chinese else "")
        + (paragraph(styles["QMS Publisher"], run(say("word.publisher", company=control.company))) * context.chinese)
    )


def _room_above_title(context: Context, facts: list[tuple[str, str, str]], address: bool, mark: bool) -> int:
    """Twips above the title: less of it when the cover is full, so that it stays one page as long as it can."""
    control = context.tree.control
    rows = sum(1 if not key else 0.5 for _, _, key in facts)
    per_line = 17 if context.chinese else 30
    lines = -(-sum(1 if context.chinese and ord(letter) > 0x2E7F else 0.55 for letter in control.title) // per_line)
    taken = 2600 + rows * 420 + (400 + len(control.signatures) * _SIGNATURE) + lines * 750 + mark * 500
    taken += 900 if context.chinese else 1300 * address
    return round(min(max((context.page.text_height - taken) * 0.7, 200), 1700))


def _house(context: Context, mark: "bytes | None", above: int = 400) -> str:
    """Logo and name of the company, the system and the level of the document."""
    control, styles = context.tree.control, context.styles
    company = paragraph(styles["QMS Company"], run(control.company), "" if mark else _before(above))
    if mark:
        shown = logo(mark, context.parts.relations, 2160000, control.company, context.parts.drawing())
        company = paragraph(styles["QMS Company"], shown, _before(above)) + company
    system = run(context.say("word.system", system=control.system))
    return company + paragraph(styles["QMS System"], system) + paragraph(styles["QMS System"], run(level_line(context)))


def _before(twips: int) -> str:
    return f'<w:spacing w:before="{twips}" w:after="120"/>'


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
        (say("classification"), classification_name(control.language, control.classification), "classification"),
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
    source = control.source_language
    source = context.say(f"word.language.{source}") if source in ("en", "zh") else source
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


def _stamped(context: Context, address: str, mark: "bytes | None") -> str:
    """The house between the QR code, if any, and the box for the red stamp, 4 × 2 cm, at the upper right."""
    sides = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="8A949E"/>' for side in _SIDES)
    across = 4 * TWIPS_PER_CM
    widths = [across, context.page.text_width - 2 * across, across]
    small = context.styles["QMS Small"]
    code = paragraph(small, qr_code(context, address) if address else "")
    word = paragraph(context.styles["QMS Stamp"], run(context.say("word.stamp")))
    cells = (
        cell(widths[0], code)
        + cell(widths[1], _house(context, mark, 0))
        + cell(widths[2], word, f"<w:tcBorders>{sides}</w:tcBorders>")
    )
    text = paragraph(small, run(context.say("word.current", address=address))) if address else ""
    # A document that begins with a table has no text in the shapes of its flowcharts when LibreOffice shows it.
    before = paragraph(context.styles["QMS Spacer"])
    return before + table(context.styles["QMS Plain"], widths, row(cells, height=2 * TWIPS_PER_CM)) + text


def _approvals(context: Context) -> str:
    """Meaning, name, post, date and room for pen and seal, one row a signature."""
    styles, say = context.styles, context.say
    lines = context.tree.control.signatures
    if not lines:
        return ""
    widths = shares(context.page.text_width, [15, 20, 25, 15, 25])
    keys = ("word.approvals", "name", "role", "date", "signature")
    heads = (
        cell(room, paragraph(styles["QMS Table Head"], run(say(key)))) for room, key in zip(widths, keys, strict=True)
    )
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
    code = qr_code(context, address)
    text = paragraph(styles["QMS Small"], run(context.say("word.current", address=address)))
    widths = [side, context.page.text_width - side]
    return table(
        styles["QMS Plain"],
        widths,
        row(cell(side, paragraph(styles["QMS Small"], code)) + cell(widths[1], text, '<w:vAlign w:val="center"/>')),
    ) + paragraph(styles["QMS Spacer"])


def form_head(context: Context, copy: Copy, address: str) -> str:
    """The compact head of a form: title and QR code, one line of control data, how to fill it in."""
    control, styles, say = context.tree.control, context.styles, context.say
    title = paragraph(styles["QMS Form Title"], _control("title", control.title, context))
    if address:
        code = paragraph(styles["QMS Small"], qr_code(context, address), '<w:jc w:val="right"/>')
        side = 1500
        widths = [context.page.text_width - side, side]
        where = paragraph(styles["QMS Small"], run(say("word.current", address=address)))
        middle = '<w:vAlign w:val="center"/>'
        title = table(
            styles["QMS Plain"], widths, row(cell(widths[0], title + where, middle) + cell(side, code, middle))
        )
    facts = [fact for fact in cover_facts(context, copy) if fact[2] in ("number", "revision", "status", "effective")]
    widths = shares(context.page.text_width, [1] * len(facts))
    cells = "".join(
        cell(
            room,
            paragraph(styles["QMS Small"], run(name))
            + paragraph(styles["QMS Table Text"], _control(key, value, context)),
        )
        for room, (name, value, key) in zip(widths, facts, strict=True)
    )
    translated = translation_line(control, context) if control.translation else ""
    spacer = paragraph(styles["QMS Spacer"])
    return (
        (
            spacer * bool(address)
            + title
            + spacer * bool(address)
            + table(styles["QMS Table"], widths, row(cells))
            + spacer
        )
        + (paragraph(styles["QMS Small"], run(translated)) if translated else "")
        + paragraph(styles["QMS Small"], run(say("word.required")))
        + spacer
    )
