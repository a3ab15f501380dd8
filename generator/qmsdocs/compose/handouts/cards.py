"""Cards to carry along: what each role must know in an interview, and the objectives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from qmsdocs.blocks import (
    Block,
    Blocks,
    Heading,
    Inlines,
    ListBlock,
    ListItem,
    Paragraph,
    Run,
    Strong,
    Table,
    plain,
    walk,
)
from qmsdocs.compose.events import changes_text
from qmsdocs.compose.handouts.posters import PosterSource, poster_source
from qmsdocs.compose.handouts.sheets import Handout, sheet_of
from qmsdocs.compose.names import Edition, Names, document_reference, parameter, parameter_text, role_title
from qmsdocs.compose.tables import Text, joined, listed, role, table_of, unit
from qmsdocs.document_tree import Sheet
from qmsdocs.markup import inlines
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Step
from qmsdocs.model.facts import Objective
from qmsdocs.register import Entry
from qmsdocs.source import ReadFile

FEWER = range(26, 0, -2)
"""How many steps a card names when not all of them have room."""
MANY = 12
OBJECTIVES = (40, 8, 5)
"""How many objectives a card names, by how brief it is."""
MAX_CHANGES = 4


# ── Objectives ───────────────────────────────────────────────────────────────


def objectives_card(edition: Edition) -> Iterator[Handout]:
    """All objectives with target, owner and period."""
    objectives = edition.facts.objectives.objectives
    if not objectives:
        return
    say = edition.say
    heads = [
        ("indicator", say("compose.indicator"), 16),
        ("target", say("compose.target"), 11),
        ("owner", say("owner"), 11),
        ("period", say("compose.period"), 8),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (key, [(Strong((Run(found.title),)),), found.target, role(edition, found.owner), found.period])
        for key, found in objectives.items()
    ]
    table = _plain(table_of("objectives-table", heads, rows))
    entries = [entry for entry in edition.master.current.values() if _indicators(entry)]
    note = edition.facts.settings.system
    title = say("handout.objectives")
    sheet = sheet_of(edition, "sheet", title, [(table,)], entries, note=note)
    yield Handout("sheet", "objectives", edition.language, title, lambda: sheet)


def _indicators(entry: Entry) -> tuple[str, ...]:
    item = entry.document.item
    return item.indicators if isinstance(item, Document) else ()


def _plain(table: Table) -> Table:
    """All of a card is made from elsewhere, so nothing on it is marked as such."""
    return replace(table, generated=False)


# ── Roles ────────────────────────────────────────────────────────────────────


def interview_cards(edition: Edition, read: ReadFile) -> Iterator[Handout]:
    """A card for each role: what whoever holds it is asked in an audit, and what it answers."""
    sources = (poster_source(edition, key, read) for key in edition.facts.settings.posters)
    policy = next((source for source in sources if source and source.is_policy), None)
    for key in edition.facts.organization.roles:
        title = edition.say("handout.card", role=edition.facts.organization.roles[key].title)
        yield Handout("card", key, edition.language, title, partial(_card, edition, key, title, policy))


@dataclass(frozen=True)
class _Own:
    """What a role has to do with: documents, steps and objectives."""

    entries: tuple[Entry, ...]
    steps: tuple[tuple[str, Document, Step], ...]
    forms: tuple[str, ...]
    objectives: tuple[Objective, ...]


def _own(edition: Edition, key: str) -> _Own:
    steps = tuple(edition.steps_by_role.get(key, ()))
    acts_in = {number for number, _, _ in steps}
    records = dict.fromkeys(name for _, _, step in steps for name in step.record or () if edition.knows(name))
    found, forms = [], list(records)
    for number, entry in edition.master.current.items():
        item = entry.document.item
        fills_in = isinstance(item, Form) and key in item.filled_by
        if fills_in and number not in records:
            forms.append(number)
        answers = isinstance(item, Document) and (number in acts_in or key in item.responsibilities)
        if answers or (item.owner == key and isinstance(item, Document)):
            found.append(entry)
    served = dict.fromkeys(name for entry in found if entry.number in acts_in for name in _indicators(entry))
    objectives = edition.facts.objectives.objectives
    owned = [found for found in objectives.values() if found.owner == key]
    others = [objectives[name] for name in served if name in objectives and objectives[name].owner != key]
    return _Own(tuple(found), steps, tuple(forms), (*owned, *others))


def _card(edition: Edition, key: str, title: str, policy: PosterSource | None) -> Sheet:
    own, role_unit = _own(edition, key), unit(edition, edition.facts.organization.roles[key].unit)
    above = [policy.entry] if policy else []
    entries = above + [entry for entry in own.entries if entry not in above]
    note = edition.say("site.role-unit", unit=role_unit)
    return sheet_of(edition, "card", title, _bodies(edition, key, own, policy), entries, note=note)


def _bodies(edition: Edition, key: str, own: _Own, policy: PosterSource | None) -> Iterator[Blocks]:
    """The text of a card in full, then with less of each part, then with fewer and fewer steps, first those without a
    limit left out."""
    limited = [bool(_limit(edition.of(edition.master.entries[number]), step)) for number, _, step in own.steps]
    first = sorted(range(len(limited)), key=lambda place: not limited[place])
    steps, questions = _steps(edition, own.steps), _ask(edition, own, policy)
    every = len(steps.rows)
    fewer = [most for most in FEWER if most < every]
    for brief, most in ((0, every), (1, every), *((1 if most > MANY else 2, most) for most in fewer)):
        named = replace(steps, rows=tuple(steps.rows[place] for place in sorted(first[:most])))
        yield tuple(_body(edition, key, own, policy, named, questions, brief))


def _body(
    edition: Edition,
    key: str,
    own: _Own,
    policy: PosterSource | None,
    steps: Table,
    questions: ListBlock,
    brief: int,
) -> Iterator[Block]:
    """The text of a card with these steps; the more `brief`, the less of each part."""
    say, found = edition.say, edition.facts.organization.roles[key]
    if found.duties:
        yield Paragraph("duties", inlines(found.duties, Names(edition)))
    if policy:
        yield _heading("policy", say("handout.policy"))
        yield from policy.body if not brief else _leads(edition, policy)
    if own.objectives:
        yield _heading("objectives", say("handout.own-objectives"))
        yield _objectives(edition, own.objectives[: OBJECTIVES[brief]])
    if steps.rows:
        yield _heading("does", say("handout.does"))
        yield steps
        if left := len(own.steps) - len(steps.rows):
            yield Paragraph("more-steps", (Run(say("handout.more-steps", count=left)),))
    if own.entries:
        yield _heading("documents", say("handout.documents"))
        numbers = [entry.number for entry in own.entries]
        yield Paragraph("documents-list", _documents(edition, numbers, title=not brief))
    if own.forms:
        yield _heading("records", say("handout.records"))
        yield Paragraph("records-list", _documents(edition, own.forms, title=not brief))
    yield _heading("changed", say("compose.what-changed"))
    yield _changes(edition, own.entries)
    yield _heading("questions", say("handout.questions"))
    yield questions


def _ask(edition: Edition, own: _Own, policy: PosterSource | None) -> ListBlock:
    items = (
        ListItem(f"question-{place}", (Paragraph(f"question-{place}.text", (Run(text),)),))
        for place, text in enumerate(_questions(edition, own, policy), 1)
    )
    return ListBlock("questions-list", True, tuple(items))


def _heading(id_: str, title: str) -> Heading:
    return Heading(id_, 1, "", (Run(title),))


def _leads(edition: Edition, policy: PosterSource) -> Blocks:
    """What the policy prints in bold, in a row: its statements in short."""
    bold = [
        inline
        for block in walk(policy.body)
        if isinstance(block, Paragraph)
        for inline in block.content[:1]
        if isinstance(inline, Strong)
    ]
    first = next((block for block in policy.body if isinstance(block, Paragraph)), None)
    opening: Blocks = (replace(first, id="policy-first"),) if first and not isinstance(first.content[0], Strong) else ()
    between = Run(" " if all(plain((inline,)).endswith(".") for inline in bold) else edition.say("compose.comma"))
    return (*opening, Paragraph("policy-leads", joined(bold, between))) if bold else policy.body


def _objectives(edition: Edition, objectives: tuple[Objective, ...]) -> Table:
    say = edition.say
    heads = [
        ("indicator", say("compose.indicator"), 18),
        ("target", say("compose.target"), 12),
        ("period", say("compose.period"), 8),
        ("owner", say("owner"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (str(place), [found.title, found.target, found.period, role_title(edition, found.owner)])
        for place, found in enumerate(objectives, 1)
    ]
    return _plain(table_of("objectives-table", heads, rows))


def _steps(edition: Edition, steps: tuple[tuple[str, Document, Step], ...]) -> Table:
    say = edition.say
    heads = [
        ("what", say("handout.step"), 20),
        ("within", say("compose.within"), 18),
        ("record", say("compose.record"), 10),
        ("document", say("handout.where"), 10),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for number, item, step in steps:
        own = edition.of(edition.master.entries[number])
        record = listed(edition, [name for name in step.record or () if edition.knows(name)])
        name = inlines(step.name, Names(own, item, outside=True))
        place = document_reference(edition, number, step.id)
        rows.append((f"{number}.{step.id}", [name, _limit(own, step) or "–", record or "–", place]))
    return _plain(table_of("does-table", heads, rows))


def _name(edition: Edition, number: str, step: Step) -> str:
    """The name of a step as plain text."""
    own = edition.of(edition.master.entries[number])
    return plain(inlines(step.name, Names(own, edition.item(number), outside=True)))


def _limit(edition: Edition, step: Step) -> str:
    """The limit of a step in a line."""
    found = parameter(edition, step.within or "")
    return (parameter_text(edition, found) or "") if found else ""


def _documents(edition: Edition, numbers: list[str] | tuple[str, ...], *, title: bool) -> Inlines:
    parts = [document_reference(edition, number, title=title) for number in numbers]
    return joined(parts, Run(edition.say("compose.semicolon" if title else "compose.comma")))


def _changes(edition: Edition, entries: tuple[Entry, ...]) -> Paragraph:
    """What the newest revisions changed; a first issue changes nothing."""
    revised = [entry for entry in entries if entry.revision and len(entry.document.item.revisions) > 1]
    newest = sorted(revised, key=lambda entry: (str(entry.effective), entry.number), reverse=True)
    lines = [
        (document_reference(edition, entry.number), Run(" "), *_told(edition, entry))
        for entry in islice(newest, MAX_CHANGES)
    ]
    told = joined(lines, Run(edition.say("compose.semicolon"))) if lines else (Run(edition.say("handout.first-issue")),)
    return Paragraph("changed-list", told)


def _told(edition: Edition, entry: Entry) -> Inlines:
    assert entry.revision is not None
    text = changes_text(edition, entry, entry.revision)
    return text if isinstance(text, tuple) else (Run(text),) if isinstance(text, str) else ()


def _questions(edition: Edition, own: _Own, policy: PosterSource | None) -> Iterator[str]:
    """What an auditor may ask of just this role."""
    say = edition.say
    if policy:
        yield say("handout.ask.policy")
    if own.objectives:
        yield say("handout.ask.objective", objective=own.objectives[0].title)
    done = [(number, step) for number, _, step in own.steps if not step.decide]
    limited = [(number, step) for number, step in done if _limit(edition.of(edition.master.entries[number]), step)]
    for number, step in (limited or done)[:1]:
        yield say("handout.ask.step", step=_name(edition, number, step), number=number)
    for number, step in [(number, step) for number, _, step in own.steps if step.decide][:1]:
        yield say("handout.ask.decide", question=_name(edition, number, step), number=number)
    if own.forms:
        yield say("handout.ask.record", number=own.forms[0], title=edition.titles.get(own.forms[0], ""))
    if own.entries:
        yield say("handout.ask.current", number=own.entries[-1].number)
        yield say("handout.ask.training")
    yield say("handout.ask.help")
