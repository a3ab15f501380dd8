"""The control block of a document page, its approval lines and its revision history (checklist DC-01 to DC-13)."""

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby

from qmsdocs.blocks import AmendmentLine, ControlBlock
from qmsdocs.locale import has_label, label
from qmsdocs.writers.pages.addresses import Setting
from qmsdocs.writers.pages.inline import inlines_html
from qmsdocs.writers.pages.tables import status_chip

Fact = tuple[str, str]
"""A label and what stands beside it, both HTML."""


def day_text(language: str, day: date) -> str:
    """A day as it is written in running text: 24 November 2026, 2026年11月24日."""
    months = label(language, "page.months").split(" ")
    return label(language, "page.date", day=day.day, month=months[day.month - 1], year=day.year)


def day_html(day: date | None, setting: Setting) -> str:
    """A day that a machine can read too; a dash for none."""
    if day is None:
        return setting.say("none")
    return f'<time datetime="{day.isoformat()}">{escape(day_text(setting.language, day))}</time>'


def language_name(language: str) -> str:
    """The name of a language in itself: English, 中文."""
    return label(language, "page.language-name") if has_known(language) else language


def has_known(language: str) -> bool:
    """Whether there is a catalogue for `language`."""
    try:
        return has_label(language, "page.language-name")
    except FileNotFoundError:
        return False


def control_block(control: ControlBlock, word: str, setting: Setting) -> str:
    """The five facts that a reader checks, the Word file, and everything else folded."""
    status = status_chip(control.status, setting.say(f"status.{control.status}"))
    facts = [
        (setting.say("number"), escape(control.number)),
        (setting.say("revision"), escape(control.revision)),
        (setting.say("status"), status),
        (setting.say("effective"), day_html(control.effective, setting)),
        (setting.say("owner"), escape(control.owner)),
    ]
    download = ""
    if word:
        href, name = setting.file(word), setting.say("page.download-word")
        download = f'\n<a class="q-word" href="{href}" download title="{name}">{setting.say("page.word")}</a>'
    return (
        f'<section class="q-control" aria-label="{setting.say("page.control")}" data-search-exclude="">\n'
        f"{_facts(facts, 'q-control__facts')}\n"
        f'<details class="q-control__more">\n<summary>{setting.say("page.more")}</summary>\n'
        f"{_facts(list(_further(control, setting)), 'q-control__further')}\n{_signatures(control, setting)}\n"
        f"</details>{download}\n</section>"
    )


def _facts(facts: list[Fact], kind: str) -> str:
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return f'<dl class="{kind}">{rows}</dl>'


def _further(control: ControlBlock, setting: Setting) -> Iterator[Fact]:
    comma = setting.say("page.comma")
    classification = f"classification.{control.classification}"
    known = has_label(setting.language, classification)
    yield setting.say("page.type"), f"{escape(control.type_title)} ({setting.say('level')} {control.level})"
    yield setting.say("page.company"), escape(control.company)
    yield setting.say("page.system"), escape(control.system)
    yield setting.say("approved_on"), day_html(control.approved, setting)
    yield setting.say("next_review"), day_html(control.next_review, setting)
    yield setting.say("classification"), setting.say(classification) if known else escape(control.classification)
    yield setting.say("applies_to"), comma.join(map(escape, control.applies_to)) or setting.say("everyone")
    if control.supersedes:
        yield setting.say("supersedes"), comma.join(map(escape, control.supersedes))
    yield setting.say("page.language"), _language(control, setting)


def _language(control: ControlBlock, setting: Setting) -> str:
    if control.language == control.source_language:
        return setting.say("page.language-rules", name=language_name(control.language))
    ruling = language_name(control.source_language)
    text = setting.say("page.translation-of", revision=control.translation or "–", name=ruling)
    return text if control.translation_checked else f"{text} {setting.say('page.translation-unchecked')}"


def _signatures(control: ControlBlock, setting: Setting) -> str:
    if not control.signatures:
        return ""
    heads = "".join(f'<th scope="col">{setting.say(key)}</th>' for key in ("page.meaning", "name", "role", "date"))
    rows = "\n".join(
        f'<tr><th scope="row">{_meaning(line.meaning, setting)}</th><td>{escape(line.name)}</td>'
        f"<td>{escape(line.role)}</td><td>{day_html(line.on, setting)}</td></tr>"
        for line in control.signatures
    )
    title = setting.say("page.signatures")
    return (
        f'<div class="q-frame q-scroll" tabindex="0" role="group" aria-label="{title}">\n'
        f'<table class="q-table q-table--signatures"><caption>{title}</caption>'
        f"\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _meaning(meaning: str, setting: Setting) -> str:
    key = f"meaning.{meaning}"
    return setting.say(key) if has_label(setting.language, key) else escape(meaning)


HISTORY = "revision-history"
"""The id of the heading of the revision history."""


def revision_history(control: ControlBlock, setting: Setting) -> str:
    """The amendment record, newest revision first: when, what changed and why, on whose word."""
    if not control.amendments:
        return ""
    revisions = groupby(control.amendments, key=lambda line: line.label)
    items = "\n".join(_revision(revision, list(lines), setting) for revision, lines in revisions)
    return (
        f'<section class="q-history" data-search-exclude="">\n<h2 id="{HISTORY}">{setting.say("page.history")}</h2>\n'
        f'<ol class="q-revisions" reversed>\n{items}\n</ol>\n</section>'
    )


def _revision(revision: str, lines: list[AmendmentLine], setting: Setting) -> str:
    first = lines[0]
    facts = [day_html(first.effective, setting)]
    if first.change_request:
        facts.append(escape(first.change_request))
    names = ((first.prepared, "meaning.prepared"), (first.approved, "meaning.approved"))
    facts += [f"{setting.say(key)}{setting.say('page.colon')}{escape(name)}" for name, key in names if name]
    changes = "\n".join(f"<li>{_change(line, setting)}</li>" for line in lines)
    head = f"<strong>{setting.say('revision')} {escape(revision)}</strong> <span>{' · '.join(facts)}</span>"
    return f'<li><p class="q-revisions__head">{head}</p>\n<ul>\n{changes}\n</ul></li>'


def _change(line: AmendmentLine, setting: Setting) -> str:
    place = f'<span class="q-revisions__place">{escape(line.place)}</span> ' if line.place else ""
    why = f' <span class="q-revisions__why">{inlines_html(line.why, setting)}</span>' if line.why else ""
    return f"{place}{inlines_html(line.what, setting)}{why}"
