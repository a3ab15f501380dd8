"""The page at the permanent address of a document: is this print current?

It stands alone: no theme, no other file, no request. What the house knows is there without script; the script reads
revision and fingerprint from the address and shows the one answer that fits.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from qmsdocs.locale import day_text, label
from qmsdocs.manual_site import IssuedRevision, LastingPage, ManualSite, OutOfForce, Page
from qmsdocs.writers.pages.addresses import Link
from qmsdocs.writers.pages.tables import SHAPES
from qmsdocs.writers.standalone import inline, source, style

_ANSWERS = {
    "current": "✓",
    "superseded": "✕",
    "withdrawn": "✕",
    "replaced": "✕",
    "upcoming": SHAPES["approved"],
    "unknown": "?",
    "altered": "!",
    "unproved": "?",
    "aged": "?",
}
"""What the script may answer, each with its shape."""


_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def lasting_file(number: str) -> str:
    """Where the page of a document stands in the site. It must never change: prints name it."""
    return f"q/{number}.html"


class _Setting(NamedTuple):
    """What the parts of one page share."""

    page: LastingPage
    site: ManualSite
    pages: Mapping[tuple[str, str], Page]
    link: Link

    def say(self, key: str, language: str, **values: object) -> str:
        """A label as HTML, with days that are not broken over two lines."""
        return _DAY.sub(r"<time>\g<0></time>", escape(label(language, key, **values), quote=False))

    def both(self, name: str, key: str, kind: str = "", **values: object) -> str:
        """A label in each language, one element `name` below the other."""
        texts = {language: self.say(key, language, **values) for language in self.site.languages}
        return _in_languages(self.site, name, texts, kind)


def lasting_html(page: LastingPage, site: ManualSite, pages: Mapping[tuple[str, str], Page], link: Link) -> str:
    """The whole page. `pages` by path and language tell which Word files there are; `link(path, language)` is the
    address of a page from here, see `lasting_file`."""
    setting = _Setting(page, site, pages, link)
    look, script = style(__package__, "lasting.css"), inline(__package__, "lasting.js")
    policy = f"default-src 'none'; img-src data:; style-src {source(look)}; script-src {source(script)}"
    title = escape(label(site.languages[0], "lasting.title", number=page.number), quote=False)
    body = "\n".join((_head(setting), *_answers(setting), _status(setting), _list(setting), _foot(setting)))
    return (
        f'<!DOCTYPE html>\n<html lang="{site.languages[0]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<link rel="icon" href="data:,">\n'
        f"<title>{title}</title>\n<style>{look}</style>\n</head>\n<body>\n<main{_facts(setting)}>\n{body}\n</main>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _facts(setting: _Setting) -> str:
    """What the script must know of the page as a whole."""
    site, ended = setting.site, setting.page.out_of_force
    facts = f' data-as-of="{site.as_of}" data-stale-after="{site.stale_after_days}"'
    return facts + (f' data-ended="{ended.since or site.as_of}" data-end="{_end(setting.page)}"' if ended else "")


def _end(page: LastingPage) -> str:
    return "replaced" if page.status == "superseded" else "withdrawn"


def _in_languages(site: ManualSite, name: str, texts: Mapping[str, str], kind: str = "") -> str:
    """Texts in HTML, each in an element of its language; of equal ones only the first."""
    found: dict[str, str] = {}
    for language in site.languages:
        found.setdefault(texts[language], language)
    kind = f' class="{kind}"' if kind else ""
    return "".join(f'<{name}{kind} lang="{language}">{text}</{name}>' for text, language in found.items() if text)


def _escaped(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: escape(text, quote=False) for language, text in texts.items()}


# ── The parts of the page ────────────────────────────────────────────────────


def _head(setting: _Setting) -> str:
    page, site = setting.page, setting.site
    company = " · ".join(dict.fromkeys(escape(site.company[language], quote=False) for language in site.languages))
    titles = _in_languages(site, "span", _escaped(page.titles), "title")
    preview = setting.both("p", "page.preview", "preview") if site.preview else ""
    number = f'<span class="number">{escape(page.number)}</span>'
    return (
        f'<header>\n<p class="company">{company}</p>\n<h1>{number}{titles}</h1>\n'
        f'{preview}<p class="as-of">{_dated(setting, "span", "page.as-of")}</p>\n</header>\n'
        f'<section class="stale" role="alert" hidden>{_dated(setting, "p", "page.stale")}</section>'
    )


def _dated(setting: _Setting, name: str, key: str) -> str:
    """A label that names the day of the site, in each language."""
    site = setting.site
    texts = {each: setting.say(key, each, date=day_text(each, site.as_of)) for each in site.languages}
    return _in_languages(site, name, texts)


_SLOTS = ("revision", "by", "since", "fingerprint")


def _answers(setting: _Setting) -> Iterator[str]:
    """Every answer that the script may show, hidden; the script writes into the slots, as text."""
    ended = setting.page.out_of_force
    slots = {name: chr(place) for place, name in enumerate(_SLOTS, 1)}
    for name, shape in _ANSWERS.items():
        if name in ("withdrawn", "replaced") and (ended is None or name != _end(setting.page)):
            continue
        said = setting.both("p", f"lasting.answer.{name}", "big")
        if name == "aged":
            said += _dated(setting, "p", "page.stale")
        else:
            said += setting.both("p", f"lasting.answer.{name}.why", number=setting.page.number, **slots)
        for place, slot in enumerate(_SLOTS, 1):
            said = said.replace(chr(place), f'<b data-slot="{slot}"></b>')
        sign = f'<span class="shape" aria-hidden="true">{shape}</span>'
        yield f'<section class="answer answer--{name}" role="status" hidden>{sign}<div>{said}</div></section>'


def _status(setting: _Setting) -> str:
    """What is in force, and what is to come or took its place, without any script."""
    page = setting.page
    sign = f'<span class="shape" aria-hidden="true">{SHAPES[page.status]}</span>'
    parts = "".join(
        f'<div lang="{language}">{"".join(_said(setting, language))}</div>' for language in setting.site.languages
    )
    return f'<section class="status status--{page.status}">{sign}<div>{parts}</div></section>'


def _said(setting: _Setting, language: str) -> Iterator[str]:
    page, say = setting.page, setting.say
    current = next((found for found in page.revisions if found.effective <= setting.site.as_of), None)
    shown = current if page.status == "effective" else page.revisions[-1] if page.status == "approved" else None
    values = {"revision": shown.printed, "since": shown.effective} if shown else {}
    yield f'<p class="big">{say(f"lasting.{page.status}", language, **values)}</p>'
    if page.status == "effective":
        proof = f" {say('fingerprint', language)} {_proof(current)}" if current and current.fingerprint else ""
        yield f"<p>{say('lasting.effective-since', language, **values)}{proof}</p>"
        for found in page.revisions:
            if found.effective > setting.site.as_of:
                yield f"<p>{_next(setting, language, found)}</p>"
    elif page.status == "approved":
        yield f"<p>{say('lasting.approved-from', language, **values)}</p>"
    elif page.status == "draft":
        yield f"<p>{say('lasting.draft-about', language)}</p>"
    if page.out_of_force:
        yield from _ended(setting, language, page.out_of_force)
    yield f'<p class="ways">{" ".join(_ways(setting, language))}</p>'


def _proof(revision: IssuedRevision) -> str:
    """The beginning of a fingerprint, as long as that in the address."""
    return f"<code>{escape(_start(revision.fingerprint))}</code>"


def _start(fingerprint: str) -> str:
    return fingerprint.removeprefix("sha256:")[:8]


def _next(setting: _Setting, language: str, revision: IssuedRevision) -> str:
    return setting.say("lasting.approved-from", language, revision=revision.printed, since=revision.effective)


def _ended(setting: _Setting, language: str, ended: OutOfForce) -> Iterator[str]:
    """Since when it is out of force, or will be, why, and where to go instead."""
    key = "withdrawn" if setting.page.status in ("withdrawn", "superseded") else "withdrawal-ahead"
    values = {"on": ended.since or "–", "reason": ended.reasons.get(language, "")}
    yield f"<p>{setting.say(f'site.{key}', language, **values)}</p>"
    if not ended.successors:
        yield f"<p>{setting.say('site.no-successor', language)}</p>"
        return
    links = []
    for found in ended.successors:
        name = escape(f"{found.number} {found.titles[language]}".strip(), quote=False)
        links.append(f'<li><a href="{found.number}.html">{name}</a></li>' if found.shown else f"<li>{name}</li>")
    yield f"<p>{setting.say('site.successors', language)}</p><ul>{''.join(links)}</ul>"


def _ways(setting: _Setting, language: str) -> Iterator[str]:
    """Links to the page of the document and, where that is what is in force, to its Word file."""
    page, in_force = setting.page, setting.page.status == "effective" and not setting.site.preview
    key = "site.current-revision" if in_force else "lasting.open"
    name = setting.say(key, language, number=page.number)
    yield f'<a href="{escape(setting.link(page.path, language))}">{name}</a>'
    word = setting.pages[page.path, language].word
    if in_force and word:
        name = setting.say("page.download-word", language)
        yield f'<a href="{setting.link("", "")}{escape(word)}" download>{name}</a>'


# ── The revisions ────────────────────────────────────────────────────────────


def _list(setting: _Setting) -> str:
    page = setting.page
    if not page.revisions:
        return ""
    heads = "".join(f"<th>{setting.both('span', key)}</th>" for key in ("revision", "status", "fingerprint"))
    rows = "\n".join(_row(setting, place, found) for place, found in enumerate(page.revisions))
    title, about = setting.both("span", "lasting.list"), setting.both("p", "lasting.compare")
    return (
        f'<section class="list">\n<h2>{title}</h2>\n{about}\n'
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</section>"
    )


def _row(setting: _Setting, place: int, revision: IssuedRevision) -> str:
    state, by, since = _state(setting.page, place, setting.site.as_of)
    said = setting.both("span", f"lasting.row.{state}", by=by, since=since or "–")
    data = (
        f' data-r="{escape(revision.label)}" data-shown="{escape(revision.printed)}" data-from="{revision.effective}"'
        f' data-f="{escape(revision.fingerprint.removeprefix("sha256:"))}"'
    )
    status = "superseded" if state == "replaced" else state
    sign = f'<span class="shape" aria-hidden="true">{SHAPES[status]}</span>'
    proof = _proof(revision) if revision.fingerprint else "–"
    cells = f"<th>{escape(revision.printed, quote=False)}</th><td>{sign}<div>{said}</div></td><td>{proof}</td>"
    return f'<tr class="row--{status}"{data}>{cells}</tr>'


def _state(page: LastingPage, place: int, as_of: date) -> tuple[str, str, date | None]:
    """What became of a revision, which revision took its place, and since when it is so."""
    revision, newer = page.revisions[place], page.revisions[place - 1] if place else None
    if newer and newer.effective <= as_of:
        return "superseded", newer.printed, newer.effective
    if page.status in ("withdrawn", "superseded") and page.out_of_force:
        return _end(page), "", page.out_of_force.since
    return "effective" if revision.effective <= as_of else "approved", "", revision.effective


def _foot(setting: _Setting) -> str:
    site = setting.site
    until = site.as_of + timedelta(days=site.stale_after_days)
    rely = {each: setting.say("page.rely", each, until=day_text(each, until)) for each in site.languages}
    return f"<footer>\n{_in_languages(site, 'p', rely)}\n{setting.both('p', 'lasting.proves')}\n</footer>"
