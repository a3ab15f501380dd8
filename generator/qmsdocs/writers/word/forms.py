"""Fields of forms: content controls that Word fills in, with room for handwriting on paper."""

from typing import assert_never

from qmsdocs.blocks import Field, FieldGroup, plain
from qmsdocs.writers.word.inlines import inlines, optional
from qmsdocs.writers.word.markup import cell, escape, paragraph, row, run, shares, symbol, table
from qmsdocs.writers.word.parts import Context, Place, bookmark_name, control_id
from qmsdocs.writers.word.tracking import closed, tracked

_LINE = 454
"""The height of a line of handwriting: 0.8 cm."""
_SIGNATURE = 680
"""The height of a row to be signed in: 12 mm."""
_ROOM = run("\u2002" * 6)
_LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


def field_group(block: FieldGroup, context: Context, place: Place) -> str:
    """The fields of a section: label and room side by side, or, when it repeats, a table of empty rows."""
    if not block.fields:
        return ""
    drawn = _repeated(block, context, place) if block.repeat else _single(block, context, place)
    return drawn + paragraph(context.styles["QMS Spacer"])


def _single(block: FieldGroup, context: Context, place: Place) -> str:
    widths = shares(place.width, [32, 68])
    rows = []
    for item in block.fields:
        least = _SIGNATURE if item.kind == "signature" else _LINE * max(item.lines, 1)
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F6F8FA"/>'
        inner = context.within(item.change) if item.change else context
        label = cell(widths[0], _label(item, inner), shade)
        written = row(label + cell(widths[1], control(item, item.id, inner)), height=least)
        rows.append(tracked(written, context, item.change))
    return table(context.styles["QMS Table"], widths, "".join(rows), _grid())


def _repeated(block: FieldGroup, context: Context, place: Place) -> str:
    widths = shares(place.width, [_share(item) for item in block.fields])
    heads = "".join(
        cell(room, _label(item, context, options=True)) for item, room in zip(block.fields, widths, strict=True)
    )
    rows = [row(heads, head=True)]
    least = _LINE * max((max(item.lines, 1) for item in block.fields), default=1)
    for number in range(1, block.repeat + 1):
        cells = (
            cell(room, control(item, f"{item.id}.{number}", context, compact=True))
            for item, room in zip(block.fields, widths, strict=True)
        )
        rows.append(row("".join(cells), height=least))
    return table(context.styles["QMS Table"], widths, "".join(rows), _grid(), head=True)


def _share(item: Field) -> int:
    return {"text": 5, "choices": 4, "choice": 4, "signature": 4}.get(item.kind, 3)


def _grid() -> str:
    """Every cell of a form has its lines, whatever the table style says: people write between them."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8A949E"/>' for side in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _label(item: Field, context: Context, *, options: bool = False) -> str:
    """The label with unit and star; below it in small print the rule, the format, an example and, if asked, options."""
    styles, hint = context.styles, f'<w:rStyle w:val="{context.styles["QMS Hint"]}"/>'
    star = run(" *", "<w:b/><w:bCs/>") if item.required else ""
    unit = run(f" ({item.unit})", hint) if item.unit else ""
    lines = [paragraph(styles["QMS Field Label"], inlines(item.label, context) + unit + star)]
    lines.append(optional(styles["QMS Small"], item.rule, context))
    small = hints(item, context)
    if options and item.kind == "choice":
        small.append(_options(item, context))
    lines += [paragraph(styles["QMS Small"], run(text)) for text in small]
    return closed("".join(lines), context)


def hints(item: Field, context: Context) -> list[str]:
    """The small print below a label, without its rule."""
    found = []
    if item.kind == "date":
        found.append(context.say("word.date.format"))
    if item.kind == "date-time":
        found.append(context.say("word.time.format"))
    if item.example:
        found.append(context.say("word.example", example=item.example))
    return found


def control(item: Field, tag: str, context: Context, *, compact: bool = False) -> str:
    """The room to fill in: content controls for `item`, tagged `tag`, each inside the bookmark `f_…` of its tag."""
    style = context.styles["QMS Field"]
    match item.kind:
        case "text" | "number" | "date-time":
            return paragraph(style, _control(item, tag, context, _text_kind(item), _ROOM))
        case "date":
            return paragraph(style, _control(item, tag, context, _date_kind(context), _ROOM))
        case "choice":
            return _choice(item, tag, context, compact)
        case "yes-no":
            options = (context.say("word.yes"), context.say("word.no"))
            return _boxes(item, tag, options, context, stacked=compact)
        case "choices":
            return _boxes(item, tag, item.options, context, stacked=True)
        case "signature":
            return _signature(item, tag, context, compact)
        case _:
            assert_never(item.kind)


def _control(item: Field, tag: str, context: Context, kind: str, shown: str, placeholder: bool = True) -> str:
    """A content control that shows the run `shown`; `kind` is the element that tells its kind.

    A redline is read and not filled in: it has no controls, which Word would not let go when a change is rejected.
    """
    if context.change == "deleted":
        return shown
    tag = context.parts.tag(tag)
    if context.tree.redline:
        return context.bookmark(bookmark_name(tag, "f_"), shown)
    waiting = "<w:showingPlcHdr/>" if placeholder else ""
    sdt = (
        f'<w:sdt><w:sdtPr><w:alias w:val="{escape(plain(item.label)[:60])}"/><w:tag w:val="{escape(tag)}"/>'
        f'<w:id w:val="{control_id(tag)}"/><w:lock w:val="sdtLocked"/>{waiting}{kind}</w:sdtPr>'
        f"<w:sdtContent>{shown}</w:sdtContent></w:sdt>"
    )
    return context.bookmark(bookmark_name(tag, "f_"), sdt)


def _text_kind(item: Field) -> str:
    return '<w:text w:multiLine="1"/>' if item.lines > 1 else "<w:text/>"


def _date_kind(context: Context) -> str:
    language = _LANGUAGES.get(context.language, context.language)
    return (
        f'<w:date><w:dateFormat w:val="yyyy-MM-dd"/><w:lid w:val="{language}"/>'
        '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
    )


def _options(item: Field, context: Context) -> str:
    return context.say("word.options", options=" / ".join(item.options))


def _choice(item: Field, tag: str, context: Context, compact: bool) -> str:
    """A drop-down on screen; for paper the options stand below it, or in the head of the column."""
    entries = "".join(
        f'<w:listItem w:displayText="{escape(option)}" w:value="{escape(option)}"/>'
        for option in dict.fromkeys(item.options)
    )
    choose = run(context.say("word.choose") + " ▾", f'<w:rStyle w:val="{context.styles["QMS Hint"]}"/>')
    listed = _control(item, tag, context, f"<w:dropDownList>{entries}</w:dropDownList>", choose)
    options = "" if compact else paragraph(context.styles["QMS Small"], run(_options(item, context)))
    return paragraph(context.styles["QMS Field"], listed) + options


def _boxes(item: Field, tag: str, options: tuple[str, ...], context: Context, *, stacked: bool) -> str:
    style = context.styles["QMS Field"]
    box = (
        '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="Segoe UI Symbol"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="Segoe UI Symbol"/></w14:checkbox>'
    )
    parts = []
    for number, option in enumerate(options, 1):
        ticked = _control(item, f"{tag}.{number}", context, box, symbol("☐"), placeholder=False)
        parts.append(ticked + run(f" {option}"))
    if stacked:
        return "".join(paragraph(style, part) for part in parts) or paragraph(style)
    return paragraph(style, run("\u2003\u2003").join(parts))


def _signature(item: Field, tag: str, context: Context, compact: bool) -> str:
    room = _control(item, tag, context, "<w:text/>", _ROOM)
    if compact:
        return paragraph(context.styles["QMS Field"], room)
    note = paragraph(context.styles["QMS Small"], run(context.say("word.signed")))
    return paragraph(context.styles["QMS Field"], room, '<w:spacing w:before="220" w:after="0"/>') + note
