"""What opens a document: the cover with control data and approvals, or the compact head of a form."""

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from qmsdocs.blocks import Change
from qmsdocs.document_tree import ControlBlock, SignatureLine, short_commit, short_fingerprint
from qmsdocs.locale import classification_name, label
from qmsdocs.writers.word.copies import Copy, copy_line, copy_mark, stamp, stamp_borders
from qmsdocs.writers.word.markup import TWIPS_PER_CM, cell, paragraph, row, run, shares, table
from qmsdocs.writers.word.parts import Context, bookmark_name, control_id
from qmsdocs.writers.word.pictures import logo
from qmsdocs.writers.word.qr import qr_code
from qmsdocs.writers.word.tracking import stated, tracked, tracked_rows, value

_SIGNATURES = (680, 500, 380)
"""The height of a row to be signed or sealed in: 12 mm for up to four, 9 mm for five, 7 mm for more, so that the
cover stays one page."""
_ASIDE = 1250
"""The room that the QR code takes beside the head of a form."""
_ACROSS, _HIGH = 4 * TWIPS_PER_CM, 2 * TWIPS_PER_CM
"""The box for the stamp."""


class Fact(NamedTuple):
    """A line of the cover's table; one with an empty key takes the whole width. `before` is the former value."""

    label: str
    value: str
    key: str = ""
    before: str | None = None
    change: Change = ""


def day(value: "date | None", context: Context) -> str:
    """A date as 2026-11-24, a dash where there is none."""
    return value.isoformat() if value else context.say("none")


def cover(context: Context, copy: Copy, mark: "bytes | None") -> str:
    """The cover: who, what level, the title, one quiet table, the approvals, the address of the current text."""
    styles, address = context.styles, context.tree.control.address
    facts = cover_facts(context, copy)
    above = _room_above_title(context, facts, bool(mark))
    return (
        _head(context, copy, mark)
        + paragraph(styles["Title"], _title(context), _before(above))
        + paragraph(styles["Subtitle"], stated(lambda control: control.number, context))
        + _facts(facts, context)
        + paragraph(styles["QMS Spacer"]) * 2
        + _approvals(context)
        + (_current(context) if address and not context.chinese else "")
        + (paragraph(styles["QMS Publisher"], stated(_publisher, context)) if context.chinese else "")
    )


def _title(context: Context) -> str:
    earlier = context.tree.earlier
    return _control(Fact("", context.tree.control.title, "title", earlier.title if earlier else None), context)


def _publisher(control: ControlBlock) -> str:
    return label(control.language, "word.publisher", company=control.company)


def _room_above_title(context: Context, facts: list[Fact], mark: bool) -> int:
    """Twips above the title: less of it when the cover is full, so that it stays one page as long as it can."""
    earlier, title, address = context.tree.earlier, context.tree.control.title, context.tree.control.address
    if earlier and earlier.title != title:
        title += earlier.title
    rows = sum(0.5 if fact.key else 1 + len(fact.value) // (36 if context.chinese else 90) for fact in facts)
    per_line = 17 if context.chinese else 30
    lines = -(-sum(1 if context.chinese and ord(letter) > 0x2E7F else 0.55 for letter in title) // per_line)
    signed = 400 + len(list(_signatures(context))) * _signature_height(context)
    taken = 2600 + rows * 420 + signed + lines * 750 + mark * 500
    taken += 900 if context.chinese else 1300 * bool(address)
    return round(min(max((context.page.text_height - taken) * 0.7, 40), 1700))


def _house(context: Context, mark: "bytes | None", above: int = 400) -> str:
    """Logo and name of the company, the system and the level of the document."""
    control, styles = context.tree.control, context.styles
    name = stated(lambda control: control.company, context)
    company = paragraph(styles["QMS Company"], name, "" if mark else _before(above))
    if mark:
        shown = logo(mark, context.parts.relations, 2160000, control.company, context.parts.drawing())
        company = paragraph(styles["QMS Company"], shown, _before(above)) + company
    system = stated(lambda control: context.say("word.system", system=control.system), context)
    level = stated(lambda control: level_line(control, context), context)
    return company + paragraph(styles["QMS System"], system) + paragraph(styles["QMS System"], level)


def _before(twips: int) -> str:
    return f'<w:spacing w:before="{twips}" w:after="120"/>'


def level_line(control: ControlBlock, context: Context) -> str:
    """The level and the type, as in "Level 2 · Procedure" or 第二层次文件 / 程序文件."""
    ordinal = context.say(f"word.level.{control.level}") if 1 <= control.level <= 5 else str(control.level)
    return context.say("word.level", level=control.level, ordinal=ordinal, type=control.type_title)


def cover_facts(context: Context, copy: Copy) -> list[Fact]:
    """The lines of the cover's table; in a redline with the former values beside those of now."""
    facts, earlier = _facts_of(context.tree.control, context, copy), context.tree.earlier
    if earlier is None:
        return facts
    before = {fact.label: fact.value for fact in _facts_of(earlier, context, copy)}
    both = [
        fact._replace(before=before.get(fact.label, ""), change="" if fact.label in before else "inserted")
        for fact in facts
    ]
    gone = before.keys() - {fact.label for fact in facts}
    return both + [Fact(name, "", "", text, "deleted") for name, text in before.items() if name in gone]


def _facts_of(control: ControlBlock, context: Context, copy: Copy) -> list[Fact]:
    say = context.say
    separator = say("word.separator")
    facts = [
        Fact(say("number"), control.number, "number"),
        Fact(say("revision"), control.revision, "revision"),
        Fact(say("status"), say(f"status.{control.status}"), "status"),
        Fact(say("classification"), classification_name(control.language, control.classification), "classification"),
        Fact(say("approved_on"), day(control.approved, context), "approved"),
        Fact(say("effective"), day(control.effective, context), "effective"),
        Fact(say("next_review"), day(control.next_review, context), "next_review"),
        Fact(say("owner"), control.owner, "owner"),
        Fact(say("word.copy"), say(f"word.copy.{copy.kind}"), "copy"),
        Fact(say("word.copy_number"), copy_line(copy) or say("none"), "holder"),
        Fact(say("applies_to"), separator.join(control.applies_to) or say("everyone")),
        Fact(say("supersedes"), separator.join(control.supersedes) or say("none")),
    ]
    if control.training:
        facts.append(Fact(say("training"), control.training))
    if control.translation:
        facts.append(Fact(say("word.translation"), translation_line(control, context)))
    if control.fingerprint:
        facts.append(Fact(say("fingerprint"), proof_line(control)))
    return facts


def proof_line(control: ControlBlock) -> str:
    """The beginnings of fingerprint and commit, which tell two texts apart; the properties of the file hold all."""
    shown = [short_fingerprint(control.fingerprint)]
    shown += [label(control.language, "word.commit", commit=short_commit(control.commit))] if control.commit else []
    return " · ".join(shown)


def translation_line(control: ControlBlock, context: Context) -> str:
    """Which revision a translation translates, which language rules, and whether it was checked."""
    source = control.source_language
    source = context.say(f"word.language.{source}") if source in ("en", "zh") else source
    parts = [context.say("word.translation.of", revision=control.translation, source=source)]
    if not control.translation_checked:
        parts.append(context.say("word.translation.unchecked"))
    return (" " if not context.chinese else "").join(parts)


def _facts(facts: list[Fact], context: Context) -> str:
    styles, width = context.styles, context.page.text_width
    widths = shares(width, [17, 33, 19, 31])
    rows, pending = [], ""
    for fact in facts:
        name = cell(widths[0] if not pending else widths[2], paragraph(styles["QMS Label"], run(fact.label)))
        if not fact.key:
            text = run(fact.value or fact.before or "") if fact.change else value(fact.before, fact.value, context)
            wide = cell(sum(widths[1:]), paragraph(styles["QMS Value"], text), '<w:gridSpan w:val="3"/>')
            rows.append(tracked(row(name + wide), context, fact.change))
            continue
        shown = paragraph(styles["QMS Value"], _control(fact, context))
        name += cell(widths[1] if not pending else widths[3], shown)
        if pending:
            rows.append(row(pending + name))
        pending = "" if pending else name
    return table(styles["QMS Table"], widths, "".join(rows)) + paragraph(styles["QMS Spacer"])


def _control(fact: Fact, context: Context) -> str:
    """A value of the control block, locked, tagged and inside a bookmark, so that other programs find it.

    In a redline it is not locked: a change inside could be neither accepted nor rejected.
    """
    tag, shown = context.parts.tag(f"control.{fact.key}"), value(fact.before, fact.value, context)
    if not context.tree.redline:
        shown = (
            f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w:id w:val="{control_id(tag)}"/>'
            f'<w:lock w:val="sdtContentLocked"/><w:text/></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>'
        )
    return context.bookmark(bookmark_name(tag, "f_"), shown)


def _head(context: Context, copy: Copy, mark: "bytes | None") -> str:
    """The house, and at the upper right the box for the stamp: in Chinese always, else on a registered copy."""
    if context.chinese:
        return _stamped(context, copy, mark)
    if not copy.is_registered:
        return _house(context, mark)
    widths = [context.page.text_width - _ACROSS, _ACROSS]
    cells = cell(widths[0], _house(context, mark, 0)) + _stamp_cell(context, copy)
    before = paragraph(context.styles["QMS Spacer"])
    return before + table(context.styles["QMS Plain"], widths, row(cells, height=_HIGH))


def _stamp_cell(context: Context, copy: Copy) -> str:
    return cell(_ACROSS, stamp(copy, context), stamp_borders(copy))


def _stamped(context: Context, copy: Copy, mark: "bytes | None") -> str:
    """The house between the QR code, if any, and the box for the red stamp, 4 × 2 cm, at the upper right."""
    widths = [_ACROSS, context.page.text_width - 2 * _ACROSS, _ACROSS]
    small, address = context.styles["QMS Small"], context.tree.control.address
    code = paragraph(small, qr_code(context, address) if address else "")
    cells = cell(widths[0], code) + cell(widths[1], _house(context, mark, 0)) + _stamp_cell(context, copy)
    text = paragraph(small, run(context.say("word.current", address=address))) if address else ""
    # A document that begins with a table has no text in the shapes of its flowcharts when LibreOffice shows it.
    before = paragraph(context.styles["QMS Spacer"])
    return before + table(context.styles["QMS Plain"], widths, row(cells, height=_HIGH)) + text


def _approvals(context: Context) -> str:
    """Meaning, name, post, date, how it is proved and room for pen and seal, one row a signature."""
    styles, say = context.styles, context.say
    lines = list(_signatures(context))
    if not lines:
        return ""
    widths = shares(context.page.text_width, [15, 20, 25, 15, 25])
    keys = ("word.approvals", "name", "role", "date", "signature")
    heads = (
        cell(room, paragraph(styles["QMS Table Head"], run(say(key)))) for room, key in zip(widths, keys, strict=True)
    )
    head, rows, height = row("".join(heads), head=True), [], _signature_height(context)
    looks = (*["QMS Table Text"] * 4, "QMS Small")
    for before, line, change in lines:
        cells = (
            cell(room, paragraph(styles[style], _both(former, text, context)), '<w:vAlign w:val="center"/>')
            for room, style, former, text in zip(
                widths, looks, _texts(before, context), _texts(line, context), strict=True
            )
        )
        rows.append((row("".join(cells), height=height), change))
    shown = tracked_rows(head, rows, context)
    return table(styles["QMS Table"], widths, shown, head=True) + paragraph(styles["QMS Spacer"])


def _signature_height(context: Context) -> int:
    count = len(list(_signatures(context)))
    return _SIGNATURES[(count > 4) + (count > 5)]


def _signatures(context: Context) -> Iterator[tuple[SignatureLine, SignatureLine, Change]]:
    """Each line of the approvals as it was and as it is, and whether it came or went in a redline."""
    new, earlier = context.tree.control.signatures, context.tree.earlier
    old = earlier.signatures if earlier else new
    pairs = SequenceMatcher(None, [line.meaning for line in old], [line.meaning for line in new], autojunk=False)
    for kind, start, end, there, till in pairs.get_opcodes():
        if kind == "equal":
            yield from ((before, line, "") for before, line in zip(old[start:end], new[there:till], strict=True))
        else:
            yield from ((line, line, "deleted") for line in old[start:end])
            yield from ((line, line, "inserted") for line in new[there:till])


def _texts(line: SignatureLine, context: Context) -> tuple[str, ...]:
    evidence = context.say(f"evidence.{line.grade}") if line.grade else ""
    return (
        context.say(f"meaning.{line.meaning}"),
        line.name,
        line.role,
        line.on.isoformat() if line.on else "",
        evidence,
    )


def _both(before: str, after: str, context: Context) -> str:
    return value(before, after, context) if before or after else ""


def _current(context: Context) -> str:
    """The QR code and the address that tell whether the copy is current."""
    styles, side, address = context.styles, 1400, context.tree.control.address
    code = qr_code(context, address)
    text = paragraph(styles["QMS Small"], run(context.say("word.current", address=address)))
    widths = [side, context.page.text_width - side]
    return table(
        styles["QMS Plain"],
        widths,
        row(cell(side, paragraph(styles["QMS Small"], code)) + cell(widths[1], text, '<w:vAlign w:val="center"/>')),
    ) + paragraph(styles["QMS Spacer"])


def form_head(context: Context, copy: Copy) -> str:
    """The compact head of a form: title, one line of control data with the QR code beside, how to fill it in."""
    styles, say, address = context.styles, context.say, context.tree.control.address
    room, code, where, close = context.page.text_width, "", "", ""
    if address:
        # A form often fills its page to the last line: what is added here takes as little room as can be.
        room -= _ASIDE
        code, aside = qr_code(context, address, at_right=True), f'<w:ind w:right="{_ASIDE}"/>'
        where = paragraph(styles["QMS Small"], run(say("word.current", address=address)), aside)
        close = f'<w:spacing w:after="0"/>{aside}'
    title = paragraph(styles["QMS Form Title"], code + _title(context), close)
    facts = [fact for fact in cover_facts(context, copy) if fact.key in ("number", "revision", "status", "effective")]
    widths = shares(room, [1] * len(facts))
    cells = "".join(
        cell(
            width,
            paragraph(styles["QMS Small"], run(fact.label))
            + paragraph(styles["QMS Table Text"], _control(fact, context)),
        )
        for width, fact in zip(widths, facts, strict=True)
    )
    spacer = paragraph(styles["QMS Spacer"])
    return (
        copy_mark(copy, context)
        + title
        + where
        + table(styles["QMS Table"], widths, row(cells))
        + spacer
        + _translated(context)
        + paragraph(styles["QMS Small"], run(say("word.required")))
        + spacer
    )


def _translated(context: Context) -> str:
    """Below the head of a form, what it translates; nothing in the source language."""

    def said(control: ControlBlock) -> str:
        return translation_line(control, context) if control.translation else ""

    earlier, now = context.tree.earlier, said(context.tree.control)
    before = said(earlier) if earlier else now
    style = context.styles["QMS Small"]
    if before and now:
        return paragraph(style, stated(said, context))
    change: Change = "inserted" if now else "deleted"
    return tracked(paragraph(style, run(before or now)), context, change) if before or now else ""
