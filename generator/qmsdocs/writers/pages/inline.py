"""Inlines → HTML. Every member of the union is written; text and attributes are escaped."""

from html import escape
from typing import assert_never

from qmsdocs.blocks import (
    Code,
    Deleted,
    Emphasis,
    Fact,
    Inline,
    Inlines,
    Inserted,
    LineBreak,
    Link,
    Reference,
    Run,
    Strong,
    Untranslated,
    plain,
)
from qmsdocs.writers.pages.addresses import Setting, safe_href
from qmsdocs.writers.pages.changes import marked, written


def inlines_html(content: Inlines, setting: Setting) -> str:
    """The inlines one after the other."""
    if len(content) == 1 and isinstance(content[0], Run):
        return escape(content[0].text, quote=False)
    return "".join([_inline(inline, setting) for inline in content])


def _fact_class(key: str) -> str:
    """Limits stand out wherever they are named; names of roles, places and terms read as text."""
    return "q-fact q-fact--value" if key.partition(".")[0] in ("limits", "retention", "cycles", "values") else "q-fact"


def _inline(inline: Inline, setting: Setting) -> str:
    match inline:
        case Run(text):
            return escape(text, quote=False)
        case Reference():
            return _reference(inline, setting)
        case Fact(key, content):
            return f'<span class="{_fact_class(key)}" data-fact="{escape(key)}">{inlines_html(content, setting)}</span>'
        case Strong(content):
            return f"<strong>{inlines_html(content, setting)}</strong>"
        case Emphasis(content):
            return f"<em>{inlines_html(content, setting)}</em>"
        case Code(text):
            return f"<code>{escape(text, quote=False)}</code>"
        case LineBreak():
            return "<br>"
        case Link(target, content):
            inner, href = inlines_html(content, setting), safe_href(target)
            return f'<a href="{href}">{inner}</a>' if href else inner
        case Untranslated(language, content):
            title = setting.say("page.untranslated")
            inner = inlines_html(content, setting)
            return f'<span class="q-untranslated" lang="{escape(language)}" title="{title}">{inner}</span>'
        case Inserted(content):
            return marked("inserted", inlines_html(content, setting))
        case Deleted(content):
            return marked("deleted", written("deleted", setting, lambda: inlines_html(content, setting)))
        case _:
            assert_never(inline)


def _reference(reference: Reference, setting: Setting) -> str:
    inner = inlines_html(reference.content, setting)
    if reference.planned:
        mark = f'<span class="q-planned__mark">{setting.say("page.planned")}</span>'
        return f'<span class="q-planned" title="{setting.say("page.planned-title")}">{inner} {mark}</span>'
    target = setting.target(reference)
    if target is None:
        return f'<span class="q-reference">{inner}</span>'
    href, page = target
    title = _reference_title(reference, setting) if page else ""
    # A number alone is not broken at its hyphen.
    kind = "q-reference q-reference--number" if plain(reference.content) == reference.number else "q-reference"
    return f'<a class="{kind}" href="{href}"{title}>{inner}</a>'


def _reference_title(reference: Reference, setting: Setting) -> str:
    """The title attribute of a reference to a document: its title, unless the text of the reference holds it."""
    page = setting.addresses.documents.get((reference.number, setting.language))
    if page is None or page.title in plain(reference.content):
        return ""
    return f' title="{escape(page.title)}"'
