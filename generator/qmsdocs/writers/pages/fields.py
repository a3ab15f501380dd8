"""Fields of a form → a table that a reader can study: what to fill in, how, and an example."""

from html import escape

from qmsdocs.blocks import Field, FieldGroup, plain
from qmsdocs.writers.pages.addresses import Setting
from qmsdocs.writers.pages.changes import change_class, change_word, marked, written
from qmsdocs.writers.pages.inline import inlines_html

_WIDTHS = "".join(f'<col style="width:{share}%">' for share in (26, 22, 30, 22))
_HEADS = ("field", "answer", "rule", "example")


def field_group(block: FieldGroup, setting: Setting) -> str:
    """The fields of one section, one row each."""
    heads = "".join(f'<th scope="col" role="columnheader">{setting.say(f"page.{key}")}</th>' for key in _HEADS)
    rows = "\n".join(_row(field, setting) for field in block.fields)
    repeat = ""
    if block.repeat:
        repeat = f'\n<p class="q-generated">{setting.say("page.repeat", count=block.repeat)}</p>'
    return (
        f'<div class="q-frame"{setting.id(block.id)}>\n'
        f'<table class="q-table q-table--fields q-table--cards" role="table">\n<colgroup>{_WIDTHS}</colgroup>\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}\n</tbody>\n</table>{repeat}\n</div>'
    )


def _row(field: Field, setting: Setting) -> str:
    id_, cells = written(field.change, setting, lambda: (setting.id(field.id), _cells(field, setting)))
    word, row = change_word(field.change, setting), ""
    for place, (key, inner) in enumerate(cells):
        row += _cell(place, key, word + marked(field.change, inner), setting)
        word = ""
    return f'<tr{change_class(field.change)}{id_} role="row">{row}</tr>'


def _cells(field: Field, setting: Setting) -> tuple[tuple[str, str], ...]:
    required = f' <span class="q-required">{setting.say("page.required")}</span>' if field.required else ""
    return (
        ("field", f"{inlines_html(field.label, setting)}{required}"),
        ("answer", _answer(field, setting)),
        ("rule", inlines_html(field.rule, setting)),
        ("example", f"<samp>{escape(field.example, quote=False)}</samp>" if field.example else ""),
    )


def _cell(place: int, key: str, inner: str, setting: Setting) -> str:
    tag, kind = ("th", ' scope="row" role="rowheader"') if place == 0 else ("td", ' role="cell"')
    return f'<{tag}{kind} class="q-c-{key}" data-label="{setting.say(f"page.{key}")}">{inner}</{tag}>'


def _answer(field: Field, setting: Setting) -> str:
    if field.kind == "yes-no":
        return _options((setting.say("page.yes"), setting.say("page.no")))
    if field.options:
        return _options(tuple(escape(option, quote=False) for option in field.options))
    text = setting.say(f"page.answer.{field.kind}")
    if field.unit:
        text += f" ({escape(field.unit)})"
    if field.kind == "text" and field.lines > 1:
        text += f", {setting.say('page.lines', count=field.lines)}"
    return text


def _options(options: tuple[str, ...]) -> str:
    boxes = "".join(f'<li><span aria-hidden="true">☐</span> {option}</li>' for option in options)
    return f'<ul class="q-options">{boxes}</ul>'


def field_words(field: Field) -> str:
    """What the search index holds of a field."""
    return " ".join((plain(field.label), plain(field.rule), *field.options))
