"""The checklist of an internal audit: what to ask, at which step, what to look at and whom to talk to (of the brief
S-33, S-34).

Nobody types it. A question is formed from what a document says of a step: who acts, within which limit, with which
record, who is asked before and told after. No text of a standard is in it.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import not_

from qmsdocs.blocks import Block, Blocks, Heading, Inlines, LineBreak, Paragraph, Run, Table, plain
from qmsdocs.compose.clauses import clause_name, clauses_by_document, form_for, form_line, records_used, step_at
from qmsdocs.compose.coverage import coverage
from qmsdocs.compose.names import (
    Edition,
    Names,
    document_reference,
    document_title,
    parameter,
    parameter_text,
    place_name,
    role_title,
)
from qmsdocs.compose.registers import shown_revision
from qmsdocs.compose.tables import Text, joined, table_of
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text
from qmsdocs.markup import inlines
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Step
from qmsdocs.model.facts import Clause, Standard
from qmsdocs.register import Entry
from qmsdocs.repository import Item, chapters_of

SAMPLE = "values.audit-sample"
"""The parameter that says how many records are drawn; a house that has none draws the last three."""
AUDIT_CLAUSES = {"iso-9001:2015": "9.2.2", "iso-10002:2018": "8.5"}
"""The clauses on the internal audit: the form that addresses one of them is the one on which an audit is recorded."""


@dataclass(frozen=True)
class Wish:
    """What an audit looks at: clauses with those below them, departments, documents; nothing of a kind means all."""

    clauses: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A line of the checklist: a place in a document, and what is asked and looked at there."""

    number: str
    """The document; "" where none addresses the clause."""
    anchor: str
    """The step or chapter; "" for the whole document."""
    clauses: tuple[str, ...]
    """The clauses that the place addresses, in the order of the standard."""
    roles: tuple[str, ...]
    """Who is asked."""
    question: str
    evidence: str
    """What to look at."""
    records: Inlines
    """The records of which a sample is drawn."""
    sample: str
    """How many; "" where there is no record."""
    talk: str
    """What to ask the people, without the answer."""


@dataclass(frozen=True)
class Group:
    """The questions under a clause, and the places that address it too and are asked under another one."""

    clause: Clause | None
    """None for the steps that name no clause."""
    questions: tuple[Question, ...]
    elsewhere: tuple[Question, ...] = ()


def checklist(edition: Edition, standard: Standard, wish: Wish) -> tuple[Group, ...]:
    """The groups of the checklist in the order of the standard. Each place is asked once, under the last of the asked
    clauses that it addresses: principles come first in a standard, and the work that follows them after."""
    questions = tuple(_questions(edition, standard, wish))
    asked = [clause for clause in standard.clauses if not clause.excluded and _is_below(clause.number, wish.clauses)]
    order = {clause.number: place for place, clause in enumerate(_annexes_first(asked))}
    groups = []
    for clause in asked:
        here = [question for question in questions if clause.number in question.clauses]
        own = [max(order.keys() & question.clauses, key=order.__getitem__) == clause.number for question in here]
        groups.append(Group(clause, tuple(compress(here, own)), tuple(compress(here, map(not_, own)))))
    if not (wish.units or wish.documents):
        groups = _with_open(edition, standard, groups)
    if not wish.clauses:
        groups.append(Group(None, tuple(question for question in questions if not question.clauses)))
    return tuple(group for group in groups if group.questions or group.elsewhere)


def _is_below(number: str, asked: Sequence[str]) -> bool:
    """Whether a clause is one of those asked for or stands below one; without any, all are asked for."""
    return not asked or any(number == clause or number.startswith(f"{clause}.") for clause in asked)


def _annexes_first(clauses: Iterable[Clause]) -> list[Clause]:
    """An annex only explains what stands in a clause: a place that addresses both is asked under the clause."""
    return sorted(clauses, key=lambda clause: not clause.number.startswith("Annex"))


def _with_open(edition: Edition, standard: Standard, groups: Sequence[Group]) -> list[Group]:
    """The groups, with a question for each clause that no document addresses."""
    open_ = {each.clause.number for each in coverage(edition, standard) if each.state == "open" and not each.is_heading}
    asked = edition.say("checklist.open")
    return [
        replace(group, questions=(Question("", "", (group.clause.number,), (), asked, "", (), "", ""),))
        if group.clause and group.clause.number in open_
        else group
        for group in groups
    ]


# ── Questions ────────────────────────────────────────────────────────────────


def _questions(edition: Edition, standard: Standard, wish: Wish) -> Iterator[Question]:
    """Every place that is asked about, in the order of documents and inside them: those that address a clause, and all
    steps."""
    addressed: dict[str, dict[str, list[str]]] = {}
    for clause, places in clauses_by_document(edition, standard.key).items():
        for number, anchor in places:
            addressed.setdefault(number, {}).setdefault(anchor, []).append(clause)
    for number, entry in edition.master.current.items():
        item, found = edition.item(number), addressed.get(number, {})
        steps = [step.id for step in item.steps] if isinstance(item, Document) else []
        headings = _headings(item, found)
        others = [anchor for anchor in found if anchor not in (*steps, *headings)]
        for anchor in (*others, *steps) if number in (wish.documents or (number,)) else ():
            clauses = [clause.number for clause in standard.clauses if clause.number in found.get(anchor, ())]
            question = _Asked(edition, entry, anchor).question(tuple(clauses))
            if not wish.units or _units(edition, question) & set(wish.units):
                yield question


def _headings(item: Item, addressed: Container[str]) -> set[str]:
    """The chapters that are only a heading over chapters which are asked about themselves."""
    chapters = chapters_of(item.chapters + item.appendices) if isinstance(item, Document) else ()
    return {
        chapter.id
        for chapter in chapters
        if not chapter.content and any(section.id in addressed for section in chapter.sections)
    }


def _units(edition: Edition, question: Question) -> set[str]:
    """The departments of the roles that are asked."""
    roles = edition.facts.organization.roles
    return {roles[key].unit for key in question.roles if key in roles}


class _Asked:
    """A place in a document while its question is formed."""

    def __init__(self, edition: Edition, entry: Entry, anchor: str) -> None:
        # A limit is asked for as the document prints it: other documents may have another value in force already.
        self.edition, self.own, self.entry, self.anchor = edition, edition.of(entry), entry, anchor
        self.item = edition.item(entry.number)
        self.step = step_at(self.item, anchor)
        self.say = edition.say

    def question(self, clauses: tuple[str, ...]) -> Question:
        """The line of the checklist."""
        form = isinstance(self.item, Form)
        records = (document_reference(self.edition, self.entry.number),) if form else self._records()
        asked = self._of_step(self.step, records) if self.step else self._of_place()
        question, evidence, talk = (self.say("register.sentences").join(parts) for parts in asked)
        sample = sample_size(self.edition) if records else ""
        number = self.entry.number
        return Question(number, self.anchor, clauses, self._roles(), question, evidence, records, sample, talk)

    def _records(self) -> Inlines:
        """The records of the place: of a step those that it declares, else those that the text names. What the manual
        names is drawn where the work is described."""
        declared = self.step is not None and self.step.record is not None
        named = not declared and self.entry.type.level > 1
        return records_used(self.edition, self.entry.number, self.anchor, named=named)

    def _roles(self) -> tuple[str, ...]:
        if isinstance(self.item, Form):
            return self.item.filled_by
        return ((self.step and self.step.who) or self.item.owner,)

    def _of_step(self, step: Step, records: Inlines) -> tuple[list[str], list[str], list[str]]:
        """What is asked, what to look at, and the talk about a step."""
        say = self.say
        name = plain(inlines(step.name, Names(self.own, self.item)))
        question = [say("checklist.decide", what=name) if step.decide else say("checklist.how", what=_inside(name))]
        evidence, talk = [], []
        if records:
            question.append(say("checklist.show", records=plain(records)))
        limit = parameter(self.own, step.within or "")
        if limit:
            kind = "cycle" if (step.within or "").startswith("cycles.") else "limit"
            question.append(say(f"checklist.{kind}", limit=parameter_text(self.own, limit)))
            evidence.append(say(f"checklist.dates.{'records' if records else 'work'}", title=limit.title))
            talk.append(say(f"checklist.talk-{kind}"))
        elif records:
            evidence.append(say("checklist.complete"))
        if not records:
            evidence.append(say("checklist.watch"))
        for key, roles in (("before", step.consult), ("after", step.inform)):
            if roles:
                names = say("compose.comma").join(role_title(self.edition, role) for role in roles)
                evidence.append(say(f"checklist.{key}", roles=names))
                talk.append(say(f"checklist.talk-{key}"))
        if step.answers:
            evidence.append(say("checklist.answers", answers=say("compose.semicolon").join(self._answers(step))))
            talk.append(say("checklist.talk-answers"))
        if records:
            talk.append(say("checklist.talk-record"))
        return question, evidence, talk or [say("checklist.talk-where")]

    def _answers(self, step: Step) -> Iterator[str]:
        for answer, target in step.answers.items():
            goes_to = self.say("compose.end") if target == "end" else place_name(self.edition, self.item, target)
            yield f"{plain(inlines(step.answer_texts[answer], Names(self.own, self.item)))} → {goes_to}"

    def _of_place(self) -> tuple[list[str], list[str], list[str]]:
        """The same for a chapter, a whole document or a form."""
        say, number = self.say, self.entry.number
        revision = shown_revision(self.edition, self.entry) or "–"
        title = document_title(self.edition, self.entry)
        if isinstance(self.item, Form):
            required = sum(field.required for section in self.item.sections for field in section.fields)
            question, kind = say("checklist.form", title=title, count=required), "form"
        elif self.anchor:
            place = place_name(self.edition, self.item, self.anchor)
            question, kind = say("checklist.chapter", document=number, place=place), "text"
        else:
            question, kind = say("checklist.document", title=title), "text"
        evidence = say(f"checklist.{kind}-evidence", document=number, revision=revision)
        return [question], [evidence], [say(f"checklist.talk-{kind}")]


def _inside(name: str) -> str:
    """A title as it stands inside a sentence: small, unless it begins with an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


def sample_size(edition: Edition) -> str:
    """How many records are drawn, as the house says it."""
    found = parameter(edition, SAMPLE)
    return (parameter_text(edition, found) if found else None) or edition.say("checklist.last-three")


# ── As tables ────────────────────────────────────────────────────────────────


def checklist_table(edition: Edition, groups: Sequence[Group], id_: str, *, room: bool = False) -> Table:
    """The checklist as one table, a row for each question with its clauses; on request with room for the results."""
    heads = [("clause", edition.say("compose.clause"), 5), *_heads(edition), *(_room(edition) if room else ())]
    rest: list[Text] = ["", ""] if room else []
    rows: list[tuple[str, list[Text]]] = [
        (
            f"{question.number}.{question.anchor}" if question.number else question.clauses[0],
            [clause_list(edition, _home_first(group, question)), *_cells(edition, question), *rest],
        )
        for group in groups
        for question in group.questions
    ]
    return table_of(id_, heads, rows)


def _home_first(group: Group, question: Question) -> tuple[str, ...]:
    """The clauses of a question, the one under which it is asked before the others."""
    home = group.clause.number if group.clause else ""
    return tuple(sorted(question.clauses, key=lambda clause: clause != home))


def _heads(edition: Edition) -> list[tuple[str, str, int]]:
    say = edition.say
    return [
        ("place", say("checklist.place"), 9),
        ("question", say("checklist.question"), 16),
        ("evidence", say("checklist.evidence"), 16),
        ("talk", say("checklist.talk"), 13),
    ]


MAX_ASKED = 1000
"""How many questions the page of the site shows: more would make it too heavy for a phone."""


def checklist_page(edition: Edition, standard: Standard) -> Blocks:
    """The checklist of an audit of the whole system, for the site."""
    groups = checklist(edition, standard, Wish())
    table = checklist_table(edition, groups, "audit-checklist-table")
    more: list[Block] = []
    if len(table.rows) > MAX_ASKED:
        told = edition.say("checklist.more", shown=MAX_ASKED, count=len(table.rows))
        more.append(Paragraph("more", (Run(told),)))
    return (*lead(edition, Wish()), *more, replace(table, rows=table.rows[:MAX_ASKED]))


def _room(edition: Edition) -> list[tuple[str, str, int]]:
    return [("notes", edition.say("checklist.notes"), 12), ("result", edition.say("checklist.result"), 7)]


def _cells(edition: Edition, question: Question) -> list[Text]:
    return [place_of(edition, question), question.question, _evidence(edition, question), talk_text(edition, question)]


def place_of(edition: Edition, question: Question) -> Inlines:
    """The place that is asked about; a dash where no document addresses the clause."""
    if not question.number:
        return (Run("–"),)
    return (document_reference(edition, question.number, question.anchor),)


def _evidence(edition: Edition, question: Question) -> Inlines:
    lines: list[Inlines] = [(Run(question.evidence),)] if question.evidence else []
    if question.records:
        lines.append((*question.records, Run(edition.say("checklist.drawn", sample=question.sample))))
    return joined(lines, LineBreak())


def talk_text(edition: Edition, question: Question) -> str:
    """What to ask whom."""
    roles = edition.say("compose.comma").join(role_title(edition, role) for role in question.roles)
    return edition.say("checklist.asked", roles=roles, talk=question.talk) if roles else ""


def clause_list(edition: Edition, clauses: Iterable[str]) -> str:
    """Clauses by their numbers, in a row."""
    return edition.say("compose.comma").join(clause_name(edition, clause) for clause in clauses)


def group_title(edition: Edition, group: Group) -> str:
    """The clause over a group of questions, or what stands for none."""
    if group.clause is None:
        return edition.say("checklist.no-clause")
    return f"{clause_name(edition, group.clause.number)} {group.clause.title(edition.language)}"


def elsewhere_text(edition: Edition, group: Group) -> str:
    """The places that address the clause of a group too and are asked under another one; "" for none."""
    places = (plain(place_of(edition, question)) for question in group.elsewhere)
    return edition.say("checklist.elsewhere", places=edition.say("compose.semicolon").join(places))


def checklist_sheet(edition: Edition, standard: Standard, wish: Wish, form: str) -> Sheet:
    """The checklist as a sheet: for Word under the headings of the clauses with room for notes and result, for a
    workbook as one table."""
    say, groups = edition.say, checklist(edition, standard, wish)
    table = replace(checklist_table(edition, groups, "checklist", room=True), generated=False)
    asked = Paragraph("asked", (Run(documents_text(edition, groups)),))
    return Sheet(
        title=say("checklist.title", standard=standard.standard),
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=(*lead(edition, wish), asked, *(_printed(edition, groups) if form == "word" else (table,))),
        landscape=True,
        note=say("gap.as-of", day=day_text(edition.language, edition.master.as_of)),
    )


def lead(edition: Edition, wish: Wish) -> Iterator[Paragraph]:
    """What stands above the questions: what they are, of what, and on which form the results are entered."""
    say, organization = edition.say, edition.facts.organization
    texts = [say("site.guidance"), say("checklist.about")]
    names = [
        clause_list(edition, wish.clauses),
        say("compose.comma").join(organization.units[key].title for key in wish.units),
        say("compose.comma").join(wish.documents),
    ]
    if any(names):
        texts.append(say("checklist.of", what=say("compose.semicolon").join(filter(None, names))))
    for place, text in enumerate(texts):
        yield Paragraph(f"lead-{place}", (Run(text),))
    if number := form_for(edition, AUDIT_CLAUSES):
        yield Paragraph("form", form_line(edition, number, "checklist.form-line"))


def documents_text(edition: Edition, groups: Sequence[Group]) -> str:
    """How many questions there are, and about which documents in which revisions."""
    questions = [question for group in groups for question in group.questions]
    if not questions:
        return edition.say("checklist.nothing")
    asked = {question.number for question in questions}
    entries = (entry for number, entry in edition.master.current.items() if number in asked)
    names = edition.say("compose.comma").join(
        f"{entry.number} {shown_revision(edition, entry)}".strip() for entry in entries
    )
    return edition.say("checklist.count", count=len(questions), documents=names or "–")


def _printed(edition: Edition, groups: Sequence[Group]) -> Iterator[Block]:
    """Under each clause its questions, with room for notes and a box to mark."""
    say = edition.say
    heads = [*_heads(edition), *_room(edition)]
    results = joined((Run(say(f"checklist.{result}")) for result in ("conforms", "finding", "not-seen")), LineBreak())
    for place, group in enumerate(groups):
        yield Heading(f"group-{place}", 2, "", (Run(group_title(edition, group)),))
        if group.elsewhere:
            yield Paragraph(f"elsewhere-{place}", (Run(elsewhere_text(edition, group)),))
        rows: list[tuple[str, list[Text]]] = [
            (f"{question.number}.{question.anchor}", [*_cells(edition, question), "", results])
            for question in group.questions
        ]
        if rows:
            yield replace(table_of(f"questions-{place}", heads, rows, "plain"), generated=False)
