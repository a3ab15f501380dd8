"""A whole page as one piece of HTML: title, control block, notices, body, revision history and foot."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from qmsdocs.blocks import Block, Blocks, Changed, Heading, Landscape, plain
from qmsdocs.document_tree import RedlineNote
from qmsdocs.locale import day_text, label
from qmsdocs.manual_site import ManualSite, Notice, Page
from qmsdocs.writers.pages.addresses import Addresses, Link, Setting
from qmsdocs.writers.pages.changes import CHANGES, both, marked
from qmsdocs.writers.pages.control import HISTORY, control_block, day_html, downloads, fixed_findings, revision_history
from qmsdocs.writers.pages.feed import feed_file
from qmsdocs.writers.pages.html import blocks_html
from qmsdocs.writers.qr import qr_svg


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading of a page: `title` is plain text, `level` counts from 1 for the title of the page."""

    id: str
    level: int
    title: str


def page_name(page: Page) -> str:
    """What the navigation, the browser's tab and the search call a page: the number of a document, then its title."""
    number = page.control.number if page.control else ""
    name = page.title if not number or page.title.startswith(number) else f"{number} {page.title}"
    if page.redline:
        return f"{name} ({page.redline.old} → {page.redline.new})"
    if page.control and page.kind == "revision":
        return f"{name} ({label(page.language, 'page.revision-of', revision=page.control.revision)})"
    return name


def page_html(page: Page, site: ManualSite | Addresses, link: Link) -> str:
    """The body of a page.

    `link(path, language)` is the relative address of a page, `link("", "")` that of the top of the site.
    Who writes many pages passes one `Addresses` in place of the site.
    """
    addresses = site if isinstance(site, Addresses) else Addresses(site)
    setting = Setting(addresses, page, link, top_level(page.body))
    control, body = page.control, _body(page, setting)
    parts = [
        preview_html(addresses.site, page.language),
        f'<h1 id="page-title">{_title(page)}</h1>',
        control_block(control, setting, page.earlier) if control else downloads(setting),
        *(_notice(notice, setting) for notice in page.notices),
        _redline_notice(page.redline, setting) if page.redline else "",
        _changed_parts(page, body) if page.redline else _ways(page) if control else "",
        body,
        revision_history(control, setting, page.earlier) if control else "",
        _feed(page, setting),
        foot_html(addresses.site, page.language),
        _print_line(setting),
    ]
    inner = "\n".join(part for part in parts if part)
    kind = f"q-page q-page--{page.kind}"
    return f'<div class="{kind}" lang="{escape(page.language)}">\n{_print_frame(page, setting)}\n{inner}\n</div>'


def page_toc(page: Page) -> list[TocEntry]:
    """The headings of a page with their ids, as `page_html` prints them."""
    entries, depth, top = [TocEntry("page-title", 1, page.title)], 1, top_level(page.body)
    for block in in_reading_order(page.body):
        if isinstance(block, Heading):
            depth = min(block.level - top + 2, depth + 1, 6)
            entries.append(TocEntry(block.id, depth, heading_text(block)))
    if page.control and page.control.amendments:
        entries.append(TocEntry(HISTORY, 2, label(page.language, "page.history")))
    return entries


def in_reading_order(body: Blocks) -> Iterator[Block]:
    """The blocks of a page, with those on sideways pages and the new ones of a redline where they stand."""
    for block in body:
        if isinstance(block, Landscape):
            yield from in_reading_order(block.blocks)
        elif isinstance(block, Changed):
            yield from in_reading_order(block.blocks if block.kind == "inserted" else ())
        else:
            yield block


def top_level(body: Blocks) -> int:
    """The level of the highest heading: overviews may start below level 1."""
    return min((block.level for block in in_reading_order(body) if isinstance(block, Heading)), default=1)


def heading_text(block: Heading) -> str:
    """A heading as plain text, with its number."""
    return f"{block.number} {plain(block.content)}".strip()


def _body(page: Page, setting: Setting) -> str:
    """The body; with `data-search-exclude` when it only repeats what documents say."""
    setting.seen.update(("page-title", HISTORY))
    inner = blocks_html(page.body, setting)
    return inner if page.searched else f'<div data-search-exclude="">\n{inner}\n</div>'


def _title(page: Page) -> str:
    """The title, with the number of a document set apart."""
    number = page.control.number if page.control else ""
    if number and page.title.startswith(f"{number} "):
        rest = escape(page.title[len(number) + 1 :], quote=False)
        title = both(escape(page.earlier.title, quote=False) if page.earlier else None, rest)
        return f'<span class="q-h1__number">{escape(number)}</span> {title}'
    return escape(page.title, quote=False)


_SOUGHT = ("steps", "flowchart", "decisions", "records", "raci")
"""The parts that readers come for, by the id of their heading, in the order in which they seek them."""


def _ways(page: Page) -> str:
    """Links to what the reader came for, where that stands further down than the first heading."""
    headings = {block.id: block for block in page.body if isinstance(block, Heading)}
    if "steps" not in headings:
        return ""
    found = [(id_, plain(headings[id_].content)) for id_ in _SOUGHT if id_ in headings]
    return _links(page, "page.ways", found)


_PARTS = re.compile(r'<h[2-6] id="([^"]+)"')
_CHANGES = ('class="q-inserted"', 'class="q-deleted"', 'class="q-change')


def _changed_parts(page: Page, body: str) -> str:
    """Links to the parts of a redline in which anything changed."""
    titles = {escape(b.id): heading_text(b) for b in in_reading_order(page.body) if isinstance(b, Heading)}
    pieces = _PARTS.split(body)
    changed = [
        (id_, titles[id_])
        for id_, text in zip(pieces[1::2], pieces[2::2], strict=True)
        if any(mark in text for mark in _CHANGES)
    ]
    return _links(page, "page.changed-parts", changed) if changed else ""


def _links(page: Page, name: str, targets: list[tuple[str, str]]) -> str:
    """Links to places of the page: id and title."""
    links = "".join(f'<li><a href="#{id_}">{escape(title, quote=False)}</a></li>' for id_, title in targets)
    said = escape(label(page.language, name))
    head = f'<span class="q-ways__name">{said}</span>' if page.redline else ""
    return f'<nav class="q-ways" aria-label="{said}" data-search-exclude="">{head}<ul>{links}</ul></nav>'


_SIGNS = {
    "draft": "○",
    "superseded": "■",
    "withdrawn": "✕",
    "translation": "文",
    "upcoming": "→",
    "concession": "◇",
    "temporary-instruction": "◇",
}


def _notice(notice: Notice, setting: Setting) -> str:
    sign = f'<span class="q-sign" aria-hidden="true">{_SIGNS[notice.kind]}</span>'
    word = f"<strong>{setting.say(f'page.notice.{notice.kind}')}</strong>"
    text = escape(notice.text, quote=False)
    kind = f"q-notice q-notice--{notice.kind}"
    more = f"\n{blocks_html(notice.more, setting)}" if notice.more else ""
    return f'<div class="{kind}" role="note" data-search-exclude=""><p>{sign}{word} {text}</p>{more}</div>'


def preview_html(site: ManualSite, language: str) -> str:
    """What a preview says on every page, hand-written ones included; nothing on a site of what is in force."""
    if not site.preview:
        return ""
    word, about = (escape(label(language, key)) for key in ("page.preview", "page.preview-about"))
    sign = '<span class="q-sign" aria-hidden="true">◌</span>'
    return (
        f'<div class="q-preview" role="note" data-search-exclude=""><p>{sign}<strong>{word}</strong> {about}</p></div>'
    )


def _redline_notice(note: RedlineNote, setting: Setting) -> str:
    """Between which revisions the page shows the changes, whose they are, how they look, and what is in force."""
    of = setting.say("page.redline.of", old=note.old, new=note.new)
    facts = [of, escape(note.author), day_html(note.on, setting) if note.on else ""]
    said = setting.say("page.comma").join(filter(None, facts))
    look = " ".join(marked(change, setting.say(f"page.{change}")) for change in CHANGES)
    sign = '<span class="q-sign" aria-hidden="true">±</span>'
    word = f"<strong>{setting.say('page.redline')}</strong>"
    inner = f'{sign}{word} {said}. <span class="q-legend">{look}</span>{_to_current(setting)}{_fixed(note, setting)}'
    return f'<div class="q-notice q-notice--redline" role="note" data-search-exclude=""><p>{inner}</p></div>'


def _fixed(note: RedlineNote, setting: Setting) -> str:
    """The findings that the newer revision fixed."""
    links = setting.page.revisions.get(note.new)
    return "".join(f" {link}" for link in fixed_findings(links, setting)) if links else ""


def _to_current(setting: Setting) -> str:
    number = setting.page.control.number if setting.page.control else ""
    page = setting.addresses.documents.get((number, setting.language))
    if page is None:
        return ""
    href = setting.link(page.path, page.language)
    return f' <a href="{href}">{setting.say("site.current-revision", number=number)}</a>'


def _feed(page: Page, setting: Setting) -> str:
    """Below what changed: the same as a feed."""
    if page.path != "registers/changes":
        return ""
    way = setting.file(feed_file(setting.addresses.site, page.language))
    link = f'<a href="{way}" type="application/atom+xml">{setting.say("feed.link")}</a>'
    return f'<p class="q-feed" data-search-exclude="">{link}</p>'


def foot_html(site: ManualSite, language: str) -> str:
    """The foot of every page, hand-written ones included: the day for which it holds, and until when to rely on it."""
    until = site.as_of + timedelta(days=site.stale_after_days)
    day = day_text(language, site.as_of)
    said = escape(label(language, "page.as-of", date=day))
    rely = escape(label(language, "page.rely", until=day_text(language, until)))
    stale = escape(label(language, "page.stale", date=day))
    names = f"{escape(site.company[language])} · {escape(site.system[language])}"
    return (
        f'<footer class="q-foot" data-search-exclude="" data-as-of="{site.as_of.isoformat()}"'
        f' data-stale-after="{site.stale_after_days}" data-stale="{stale}">\n'
        f"<p><strong>{said}</strong> {names}</p>\n<p>{rely}</p>\n</footer>"
    )


def _print_frame(page: Page, setting: Setting) -> str:
    """What only a printed page shows: the uncontrolled mark, on top and with the control data on every sheet."""
    site, control = setting.addresses.site, page.control
    uncontrolled = label(page.language, "page.uncontrolled")
    name = [page.title]
    if control:
        revision, status = label(page.language, "revision"), label(page.language, f"status.{control.status}")
        name = [control.number, f"{revision} {control.revision}", status]
    name += [label(page.language, "page.preview")] if site.preview else []
    left = " · ".join([*name, label(page.language, "page.as-of", date=day_text(page.language, site.as_of))])
    right = site.company[page.language]
    style = (
        f"@media print{{@page{{@top-left{{content:{_css_text(left)}}}@top-right{{content:{_css_text(right)}}}"
        f"@bottom-left{{content:{_css_text(uncontrolled)}}}}}}}"
    )
    return f"<style>{style}</style>\n{_print_line(setting)}{_print_code(setting)}"


def _print_code(setting: Setting) -> str:
    """The code that tells whether a print of this revision is current, with its address for who cannot scan it."""
    address = setting.page.control.address if setting.page.control else ""
    if not address:
        return ""
    asked, shown = setting.say("page.current-print"), escape(address, quote=False)
    code = qr_svg(address, label(setting.language, "word.qr", address=address))
    return f'\n<div class="q-print-code" data-search-exclude="">{code}<p>{asked}<br>{shown}</p></div>'


def _print_line(setting: Setting) -> str:
    """The uncontrolled mark, for browsers that print no margins; it stands on top and at the end."""
    text = setting.say("page.uncontrolled")
    return f'<p class="q-print-line" aria-hidden="true" data-search-exclude="">{text}</p>'


def _css_text(text: str) -> str:
    """A CSS string; everything that could end it, or the style element, is written as a code point."""
    return '"' + "".join(f"\\{ord(char):x} " if char in "\"\\<>&'" or ord(char) < 32 else char for char in text) + '"'
