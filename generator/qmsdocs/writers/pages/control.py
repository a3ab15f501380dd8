"""The control block of a document page, its approval lines and its revision history (checklist DC-01 to DC-13)."""

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from html import escape
from itertools import groupby
from typing import TypeVar

from qmsdocs.blocks import Change
from qmsdocs.document_tree import AmendmentLine, ControlBlock, SignatureLine, short_commit, short_fingerprint
from qmsdocs.locale import day_text, has_label, label
from qmsdocs.manual_site import RevisionLinks
from qmsdocs.writers.pages.addresses import Setting
from qmsdocs.writers.pages.changes import both, marked
from qmsdocs.writers.pages.inline import inlines_html
from qmsdocs.writers.pages.tables import status_chip

Line = TypeVar("Line", AmendmentLine, SignatureLine)
Fact = tuple[str, str]
"""A label and what stands beside it, both HTML."""


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


def downloads(setting: Setting) -> str:
    """The links to the files of a page: its Word file, and its workbook; "" for none."""
    files = (("word", setting.page.word), ("workbook", setting.page.workbook))
    links = "".join(
        f'<a class="q-word" href="{setting.file(address)}" download title="{setting.say(f"page.download-{kind}")}">'
        f"{setting.say(f'page.{kind}')}</a>"
        for kind, address in files
        if address
    )
    return f'<div class="q-downloads">{links}</div>' if links else ""


def control_block(control: ControlBlock, setting: Setting, earlier: ControlBlock | None = None) -> str:
    """The five facts that a reader checks, the files to download, and everything else folded; in a redline, also as
    they were."""
    facts, further = _first(control, setting), list(_further(control, setting))
    if earlier:
        facts, further = _both(_first(earlier, setting), facts), _both(list(_further(earlier, setting)), further)
    found = downloads(setting)
    download = f"\n{found}" if found else ""
    return (
        f'<section class="q-control" aria-label="{setting.say("page.control")}" data-search-exclude="">\n'
        f"{_facts(facts, 'q-control__facts')}\n"
        f'<details class="q-control__more">\n<summary>{setting.say("page.more")}</summary>\n'
        f"{_facts(further, 'q-control__further')}\n{_signatures(control, setting, earlier)}\n"
        f"</details>{download}\n</section>"
    )


def _first(control: ControlBlock, setting: Setting) -> list[Fact]:
    status = status_chip(control.status, setting.say(f"status.{control.status}"))
    return [
        (setting.say("number"), escape(control.number)),
        (setting.say("revision"), escape(control.revision)),
        (setting.say("status"), status),
        (setting.say("effective"), day_html(control.effective, setting)),
        (setting.say("owner"), escape(control.owner)),
    ]


def _both(before: list[Fact], after: list[Fact]) -> list[Fact]:
    """The facts of now with those of before where they differ; what is no longer stated comes last."""
    former = dict(before)
    facts = [(name, both(former.pop(name, ""), value)) for name, value in after]
    return facts + [(name, both(value, "")) for name, value in former.items()]


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
    if control.upcoming:
        label_, day = control.upcoming
        yield setting.say("next_revision"), setting.say("compose.next", revision=label_, effective=day.isoformat())
    if control.training or control.upcoming_training:
        told = filter(None, (control.training, control.upcoming_training))
        yield setting.say("training"), "<br>".join(map(escape, told))
    yield setting.say("page.language"), _language(control, setting)
    if control.fingerprint:
        yield setting.say("fingerprint"), _shortened(short_fingerprint(control.fingerprint), control.fingerprint)
    if control.commit:
        yield setting.say("commit"), _shortened(short_commit(control.commit), control.commit)


def _shortened(shown: str, digest: str) -> str:
    """The beginning of a digest, which is enough to tell two apart; the whole of it when it is pointed at."""
    return f'<code title="{escape(digest)}">{escape(shown)}</code>'


def _language(control: ControlBlock, setting: Setting) -> str:
    if control.language == control.source_language:
        return setting.say("page.language-rules", name=language_name(control.language))
    key = f"word.language.{control.source_language}"
    known = has_label(setting.language, key)
    ruling = label(setting.language, key) if known else language_name(control.source_language)
    text = setting.say("page.translation-of", revision=control.translation or "–", name=ruling)
    return text if control.translation_checked else f"{text} {setting.say('page.translation-unchecked')}"


def _signatures(control: ControlBlock, setting: Setting, earlier: ControlBlock | None) -> str:
    changes = _changes(earlier.signatures if earlier else control.signatures, control.signatures)
    if not changes:
        return ""
    keys = ("page.meaning", "name", "role", "date", "evidence")
    heads = "".join(f'<th scope="col">{setting.say(key)}</th>' for key in keys)
    rows = "\n".join(_signature(line, change, setting) for line, change in changes)
    title = setting.say("page.signatures")
    return (
        f'<div class="q-frame q-scroll" tabindex="0" role="group" aria-label="{title}">\n'
        f'<table class="q-table q-table--signatures"><caption>{title}</caption>'
        f"\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _signature(line: SignatureLine, change: Change, setting: Setting) -> str:
    evidence = setting.say(f"evidence.{line.grade}") if line.grade else ""
    cells = (
        _meaning(line.meaning, setting),
        escape(line.name),
        escape(line.role),
        day_html(line.on, setting),
        evidence,
    )
    first, *others = (marked(change, cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def _changes(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[Line, Change]]:
    """The lines of now and those that are gone, each with its change."""
    found: list[tuple[Line, Change]] = []
    for kind, start, end, there, till in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += ((line, "deleted") for line in before[start:end])
        found += ((line, "" if kind == "equal" else "inserted") for line in after[there:till])
    return found


def _meaning(meaning: str, setting: Setting) -> str:
    key = f"meaning.{meaning}"
    return setting.say(key) if has_label(setting.language, key) else escape(meaning)


HISTORY = "revision-history"
"""The id of the heading of the revision history."""


def revision_history(control: ControlBlock, setting: Setting, earlier: ControlBlock | None = None) -> str:
    """The amendment record, newest revision first: when, what changed and why, on whose word."""
    changes = _changes(earlier.amendments if earlier else control.amendments, control.amendments)
    if not changes:
        return ""
    revisions = groupby(changes, key=lambda line: (line[0].label, line[1]))
    items = "\n".join(
        _revision(revision, [line for line, _ in lines], change, setting) for (revision, change), lines in revisions
    )
    return (
        f'<section class="q-history" data-search-exclude="">\n<h2 id="{HISTORY}">{setting.say("page.history")}</h2>\n'
        f'<ol class="q-revisions" reversed>\n{items}\n</ol>\n</section>'
    )


def _revision(revision: str, lines: list[AmendmentLine], change: Change, setting: Setting) -> str:
    first = lines[0]
    facts = [day_html(first.effective, setting)]
    if first.change_request:
        facts.append(escape(first.change_request))
    names = ((first.prepared, "meaning.prepared"), (first.approved, "meaning.approved"))
    facts += [f"{setting.say(key)}{setting.say('page.colon')}{escape(name)}" for name, key in names if name]
    changes = "\n".join(f"<li>{marked(change, _change(line, setting))}</li>" for line in lines)
    head = f"<strong>{setting.say('revision')} {escape(revision)}</strong> <span>{' · '.join(facts)}</span>"
    ways = _ways_to(revision, change, setting)
    return f'<li><p class="q-revisions__head">{marked(change, head)}</p>\n<ul>\n{changes}\n</ul>{ways}</li>'


def _ways_to(revision: str, change: Change, setting: Setting) -> str:
    """Links to the text of a revision and to what changed in it, where the site shows them."""
    links = setting.page.revisions.get(revision)
    if links is None or change == "deleted":
        return ""
    named = ((links.text, "page.text-of-revision"), (links.redline, "page.changes-of-revision"))
    found = [
        f'<a href="{setting.link(path, setting.language)}">{setting.say(key)}</a>'
        for path, key in named
        if path and path != setting.page.path
    ]
    found += fixed_findings(links, setting)
    return f'\n<p class="q-revisions__ways">{" ".join(found)}</p>' if found else ""


def fixed_findings(links: RevisionLinks, setting: Setting) -> list[str]:
    """Links to the findings that a revision fixed."""
    return [
        f'<a href="{setting.link(path, setting.language)}">{setting.say("page.fixed")}{escape(title)}</a>'
        for path, title in links.fixed
    ]


def _change(line: AmendmentLine, setting: Setting) -> str:
    place = f'<span class="q-revisions__place">{escape(line.place)}</span> ' if line.place else ""
    why = f' <span class="q-revisions__why">{inlines_html(line.why, setting)}</span>' if line.why else ""
    return f"{place}{inlines_html(line.what, setting)}{why}"
