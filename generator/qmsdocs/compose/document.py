"""One controlled document of the master document list as a document tree, in one language."""

from collections.abc import Callable, Iterator

from qmsdocs.blocks import (
    AmendmentLine,
    Block,
    Blocks,
    Cell,
    Column,
    ControlBlock,
    DocumentTree,
    Field,
    FieldGroup,
    Flowchart,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Reference,
    Row,
    Run,
    SignatureLine,
    Strong,
    Table,
)
from qmsdocs.compose.content import Composer, block_id
from qmsdocs.compose.flowchart import flowchart_drawings, flowchart_text
from qmsdocs.compose.flowchart.words import ENGLISH as FLOWCHART_WORDS
from qmsdocs.compose.names import Edition, document_reference, place_name
from qmsdocs.compose.registers import (
    glossary_table,
    joined,
    limit_cell,
    listed,
    objectives_table,
    retention_text,
    role,
    table_of,
    unit,
)
from qmsdocs.locale import label as text_of
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Chapter, FormField, Step
from qmsdocs.model.revision import Revision, Signature
from qmsdocs.model.settings import PrintedPart
from qmsdocs.model.text import Route
from qmsdocs.register import Entry
from qmsdocs.repository import Item, localized_item

ReadFile = Callable[[str], bytes | None]


def document_tree(edition: Edition, number: str, read: ReadFile) -> DocumentTree:
    """The tree of the document `number`; `read` gives the bytes of pictures and attachments by path."""
    entry = edition.master.entries[number]
    item, missing = localized_item(entry.document, edition.language)
    source = edition.source_language
    untranslated = edition.language != source and edition.language not in entry.document.translations
    composer = Composer(edition, entry.document.path, item, missing, untranslated, read)
    parts = edition.facts.settings.document_types[entry.document.prefix].parts
    return DocumentTree(
        control=control_block(edition, entry, item, read),
        body=tuple(_Body(composer).blocks(parts)),
        form=isinstance(item, Form),
        landscape=isinstance(item, Form) and item.layout == "landscape",
    )


# ── Control block ────────────────────────────────────────────────────────────


def control_block(edition: Edition, entry: Entry, item: Item, read: ReadFile) -> ControlBlock:
    """What identifies the document and states its status (checklist items DC-01 to DC-13)."""
    settings, organization = edition.facts.settings, edition.facts.organization
    translation = entry.document.translations.get(edition.language)
    revision = entry.revision
    logo = settings.company.logo
    return ControlBlock(
        number=entry.number,
        title=item.title,
        type_title=settings.document_types[entry.document.prefix].title,
        level=entry.type.level,
        company=settings.company.name,
        system=settings.system,
        revision=entry.label,
        status=entry.status,
        effective=entry.effective,
        approved=entry.approved,
        next_review=entry.next_review,
        owner=organization.roles[item.owner].title if item.owner in organization.roles else item.owner,
        classification=item.classification,
        applies_to=tuple(_receiver(edition, key) for key in item.applies_to),
        supersedes=revision.supersedes if revision else (),
        signatures=tuple(_signature_lines(edition, revision)) if revision else (),
        amendments=tuple(_amendments(edition, item)),
        language=edition.language,
        source_language=edition.source_language,
        translation=(translation.head.translates or "") if translation else "",
        translation_checked=translation is None or translation.head.checked is not None,
        logo=read(logo) if logo else None,
    )


def _receiver(edition: Edition, key: str) -> str:
    organization = edition.facts.organization
    for group in (organization.units, organization.sites, organization.roles):
        if key in group:
            return group[key].title
    return key


_MEANINGS = ("prepared", "reviewed", "countersigned", "approved")


def _signature_lines(edition: Edition, revision: Revision) -> Iterator[SignatureLine]:
    """The signatures in the order of the work; a meaning that nobody signed yet keeps an empty line for the pen."""
    for meaning in _MEANINGS:
        signed = revision.signed(meaning)
        for signature in signed:
            organization = edition.facts.organization
            title = organization.roles[signature.role].title if signature.role in organization.roles else signature.role
            yield SignatureLine(meaning, _person(edition, signature), title, signature.on)
        if not signed and meaning != "countersigned":
            yield SignatureLine(meaning, "", "", None)


def _person(edition: Edition, signature: Signature) -> str:
    person = edition.facts.organization.people.get(signature.by)
    return person.name if person else signature.by


def _amendments(edition: Edition, item: Item) -> Iterator[AmendmentLine]:
    for revision in item.revisions:
        prepared = ", ".join(_person(edition, signature) for signature in revision.signed("prepared"))
        approved = ", ".join(_person(edition, signature) for signature in revision.signed("approved"))
        for change in revision.changes:
            yield AmendmentLine(
                label=revision.label,
                effective=revision.effective,
                change_request=revision.change_request or "",
                place=_place(edition, item, change.at),
                what=(Run(change.what),),
                why=(Run(change.why),),
                prepared=prepared,
                approved=approved,
            )


def _place(edition: Edition, item: Item, at: str | None) -> str:
    """The part that changed, as a reader would name it."""
    if not at:
        return edition.say("compose.whole-document")
    return place_name(edition, item, at.split(".")[-1]) if "." in at else at


# ── Body ─────────────────────────────────────────────────────────────────────


class _Body:
    """The printed parts of one document; counts the headings."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.edition = composer.edition
        self.item = composer.item
        self._count = 0

    def blocks(self, parts: tuple[PrintedPart, ...]) -> Iterator[Block]:
        for part in parts:
            yield from self._part(part)

    def _part(self, part: PrintedPart) -> Iterator[Block]:
        if part.part == "chapters" and isinstance(self.item, Document):
            yield from self._chapters(self.item.chapters)
            return
        if part.part == "appendices" and isinstance(self.item, Document):
            yield from self._appendices(part.title or "")
            return
        content = self._content(part.part)
        if not content:
            return
        if part.title:
            yield self._heading(part.part, (Run(part.title),), part.numbered)
        yield from content

    def _heading(self, id_: str, title: Inlines, numbered: bool, level: int = 1) -> Heading:
        if not numbered:
            return Heading(id_, level, "", title)
        self._count += 1
        return Heading(id_, level, str(self._count), title)

    def _content(self, part: str) -> Blocks:
        item, edition, composer = self.item, self.edition, self.composer
        if isinstance(item, Form):
            if part == "form":
                return tuple(self._form(item))
            return composer.content(item.purpose, ("purpose",)) if part == "purpose" and item.purpose else ()
        match part:
            case "terms":
                return (glossary_table(edition, item.terms, "terms-table"),) if item.terms else ()
            case "responsibilities":
                return (self._responsibilities(item),) if item.responsibilities else ()
            case "steps":
                return (self._step_table(item.steps),) if item.steps else ()
            case "indicators":
                return (objectives_table(edition, item.indicators, "indicators-table"),) if item.indicators else ()
            case "records":
                return (self._records(item),) if item.records else ()
            case "flowchart":
                return self._flowchart(item)
            case "raci":
                return (self._raci(item),) if any(step.who for step in item.steps) else ()
            case "references":
                return self._references()
            case "related":
                return self._related()
            case _:
                content = getattr(item, part)
                return composer.content(content, (part,)) if content else ()

    # Chapters

    def _chapters(self, chapters: tuple[Chapter, ...]) -> Iterator[Block]:
        for chapter in chapters:
            heading = self._heading(
                f"chapter-{chapter.id}", self.composer.inlines(chapter.title, ("chapters", chapter.id, "title")), chapter.numbered
            )
            yield heading
            yield from self._chapter(chapter, ("chapters", chapter.id), heading.number, 1)

    def _appendices(self, word: str) -> Iterator[Block]:
        assert isinstance(self.item, Document)
        for place, chapter in enumerate(self.item.appendices):
            letter = chr(ord("A") + place)
            title = self.composer.inlines(chapter.title, ("appendices", chapter.id, "title"))
            yield Heading(f"chapter-{chapter.id}", 1, f"{word} {letter}".strip(), title)
            yield from self._chapter(chapter, ("appendices", chapter.id), letter, 1)

    def _chapter(self, chapter: Chapter, route: Route, number: str, level: int) -> Iterator[Block]:
        if chapter.content:
            yield from self.composer.content(chapter.content, (*route, "content"))
        for place, section in enumerate(chapter.sections, 1):
            here = (*route, "sections", section.id)
            inner = f"{number}.{place}" if number and section.numbered else ""
            title = self.composer.inlines(section.title, (*here, "title"))
            yield Heading(f"chapter-{section.id}", min(level + 1, 4), inner, title)
            yield from self._chapter(section, here, inner, level + 1)

    # Steps

    def _responsibilities(self, item: Document) -> Table:
        say = self.edition.say
        rows = [
            (key, (role(self.edition, key), self.composer.inlines(text, ("responsibilities", key))))
            for key, text in item.responsibilities.items()
        ]
        heads = [("role", say("role"), 10), ("duty", say("compose.responsible-for"), 28)]
        table = table_of("responsibilities-table", heads, rows, "responsibilities")
        return Table(table.id, table.kind, table.columns, table.rows)

    def _step_table(self, steps: tuple[Step, ...]) -> Table:
        say = self.edition.say
        heads = [("number", say("compose.no"), 3), ("who", say("compose.who"), 9), ("what", say("compose.what"), 30)]
        if any(step.within for step in steps):
            heads.append(("within", say("compose.within"), 9))
        if any(step.record is not None for step in steps):
            heads.append(("record", say("compose.record"), 7))
        if not any(step.who for step in steps):
            heads.pop(1)
        numbers = {step.id: place for place, step in enumerate(steps, 1)}
        columns = tuple(Column(key, (Run(title),), width) for key, title, width in heads)
        rows = tuple(
            Row(f"step-{step.id}", tuple(Cell(self._step_cell(key, step, numbers)) for key, _, _ in heads)) for step in steps
        )
        return Table("steps-table", "steps", columns, rows)

    def _step_cell(self, key: str, step: Step, numbers: dict[str, int]) -> Blocks:
        id_ = block_id(("steps", step.id, key))
        match key:
            case "number":
                return (Paragraph(id_, (Run(str(numbers[step.id])),)),)
            case "who":
                return (Paragraph(id_, (role(self.edition, step.who),)),) if step.who else _dash(id_)
            case "within":
                return self._within(step, id_)
            case "record":
                return (Paragraph(id_, self._record_names(step)),) if step.record else _dash(id_)
            case _:
                return tuple(self._what(step, numbers))

    def _within(self, step: Step, id_: str) -> Blocks:
        if not step.within or step.within == "none":
            return _dash(id_)
        text = limit_cell(self.edition, step.within)
        content: Inlines = (Run(text),) if isinstance(text, str) else text if isinstance(text, tuple) else ()
        return (Paragraph(id_, content),)

    def _record_names(self, step: Step) -> Inlines:
        assert isinstance(self.item, Document)
        own = {kept.id: kept.title for kept in self.item.records if kept.id}
        parts = [Run(own[name] or "") if name in own else document_reference(self.edition, name) for name in step.record or ()]
        return joined(parts, LineBreak())

    def _what(self, step: Step, numbers: dict[str, int]) -> Iterator[Block]:
        key = "decide" if step.decide else "title"
        yield Paragraph(
            block_id(("steps", step.id, key)), (Strong(self.composer.inlines(step.name, ("steps", step.id, key))),)
        )
        if step.do:
            yield from self.composer.content(step.do, ("steps", step.id, "do"))
        if step.answers:
            yield Paragraph(block_id(("steps", step.id, "answers")), joined(self._answers(step, numbers), LineBreak()))
        elif step.next and step.next != self._following(step):
            yield Paragraph(block_id(("steps", step.id, "next")), (Run("→ "), self._goes_to(step.next, numbers)))

    def _following(self, step: Step) -> str:
        assert isinstance(self.item, Document)
        steps = self.item.steps
        place = steps.index(step)
        return steps[place + 1].id if place + 1 < len(steps) else "end"

    def _answers(self, step: Step, numbers: dict[str, int]) -> Iterator[Inlines]:
        for answer, target in step.answers.items():
            text = self.composer.inlines(step.answer_texts[answer], ("steps", step.id, "answers", answer))
            yield (*text, Run(" → "), self._goes_to(target, numbers))

    def _goes_to(self, target: str, numbers: dict[str, int]) -> Inline:
        if target not in numbers:
            return Run(self.edition.say("compose.end"))
        return Reference((Run(self.edition.say("compose.step-number", number=numbers[target])),), "", f"step-{target}")

    # Generated parts

    def _flowchart(self, item: Document) -> Blocks:
        # A flowchart of a straight line says no more than the step table.
        if not any(step.answers for step in item.steps):
            return ()
        say, roles = self.edition.say, self.edition.facts.organization.roles
        titles = {step.who: roles[step.who].title for step in item.steps if step.who in roles}
        drawings = flowchart_drawings(item.steps, titles, start=say("compose.start"), end=say("compose.end"))
        words = {key: text_of(self.edition.language, f"flow.{key}") for key in FLOWCHART_WORDS}
        return (Flowchart("flowchart-drawing", drawings, flowchart_text(item.steps, titles, words)),)

    def _raci(self, item: Document) -> Table:
        say, edition = self.edition.say, self.edition
        roles = list(dict.fromkeys(key for step in item.steps for key in _raci_roles(step, item.owner)))
        titles = edition.facts.organization.roles
        heads = [("step", say("compose.step"), 12)]
        heads += [(f"role-{key}", titles[key].title if key in titles else key, 5) for key in roles]
        rows = [
            (step.id, [self._numbered_name(item, step), *("/".join(_raci_letters(step, item.owner, key)) for key in roles)])
            for step in item.steps
        ]
        table = table_of("raci-table", heads, rows, "raci")
        return Table(table.id, table.kind, table.columns, table.rows, (Run(say("compose.raci-legend")),), generated=True)

    def _numbered_name(self, item: Document, step: Step) -> Inline:
        return Reference((Run(f"{item.steps.index(step) + 1} {step.name}"),), "", f"step-{step.id}")

    def _records(self, item: Document) -> Table:
        say, edition = self.edition.say, self.edition
        heads = [
            ("record", say("compose.record"), 16),
            ("keeper", say("compose.keeper"), 9),
            ("retention", say("compose.retention"), 13),
        ]
        rows = [
            (
                kept.form or kept.id or str(place),
                [
                    document_reference(edition, kept.form, title=True) if kept.form else kept.title,
                    unit(edition, kept.keeper),
                    retention_text(edition, kept.retention),
                ],
            )
            for place, kept in enumerate(item.records, 1)
        ]
        table = table_of("records-table", heads, rows, "records")
        return Table(table.id, table.kind, table.columns, table.rows)

    def _references(self) -> Blocks:
        """Standards that the document follows, and the document that it serves."""
        edition, item = self.edition, self.item
        lines: list[Inlines] = []
        for key, clauses in item.clauses.items():
            standard = edition.master.repository.standards.get(key)
            if standard is not None:
                name = (standard.adoption_zh or "").partition(" (")[0] if edition.language == "zh" else ""
                title = standard.title_zh if edition.language == "zh" else standard.title_en
                cited = edition.say("compose.clauses", clauses=edition.say("compose.comma").join(clauses))
                lines.append((Run(f"{name or standard.standard} {title}{cited}"),))
        if item.parent:
            lines.append((document_reference(edition, item.parent, title=True),))
        return tuple(Paragraph(f"references-{place}", line) for place, line in enumerate(lines, 1))

    def _related(self) -> Blocks:
        """Back-links and references: made from all documents, so they are marked as generated."""
        edition, number = self.edition, self.item.number
        found = []
        for id_, key, numbers in (
            ("refers-to", "compose.refers-to", edition.master.refers_to(number)),
            ("used-by", "compose.used-by", edition.master.used_by.get(number, ())),
        ):
            if numbers:
                title = (Strong((Run(edition.say(key)),)), LineBreak())
                found.append(Paragraph(id_, (*title, *listed(edition, numbers, title=True)), "generated"))
        return tuple(found)

    # Forms

    def _form(self, form: Form) -> Iterator[Block]:
        for place, section in enumerate(form.sections, 1):
            route: Route = ("sections", section.id)
            title = self.composer.inlines(section.title, (*route, "title"))
            yield Heading(f"section-{section.id}", 1, str(place), title)
            if section.instructions:
                yield from self.composer.blocks(section.instructions, (*route, "instructions"))
            fields = tuple(self._field(field, (*route, "fields", field.id)) for field in section.fields)
            yield FieldGroup(f"fields-{section.id}", fields, section.repeat or 0)
        if form.signed_by:
            yield Heading("section-signatures", 1, str(len(form.sections) + 1), (Run(self.edition.say("signature")),))
            yield FieldGroup("fields-signatures", tuple(self._signature_field(key) for key in form.signed_by))
        say, edition = self.edition.say, self.edition
        kept = say("compose.kept", keeper=unit(edition, form.keeper), retention=retention_text(edition, form.retention))
        yield Paragraph("form-note", (Run(f"{say('compose.handwriting')} {kept}"),), "generated")

    def _signature_field(self, key: str) -> Field:
        title = (role(self.edition, key),)
        return Field(f"signature-{key}", title, "signature", True, 1, "", (), (), "")

    def _field(self, field: FormField, route: Route) -> Field:
        return Field(
            id=f"field-{field.id}",
            label=self.composer.inlines(field.label, (*route, "label")),
            kind=field.kind,
            required=field.required,
            lines=field.lines,
            unit=field.unit or "",
            options=field.options or self._options(field.source or ""),
            rule=self.composer.inlines(field.rule, (*route, "rule")) if field.rule else (),
            example=field.example or "",
        )

    def _options(self, source: str) -> tuple[str, ...]:
        """The options that a field takes from facts: channels, grades, sites or a code list."""
        facts = self.edition.facts
        group, _, name = source.partition(".")
        if group == "codes" and name in facts.codes.codes:
            return tuple(f"{code} {text}" for code, text in facts.codes.codes[name].values.items())
        titled = {
            "channels": facts.channels.channels,
            "sites": facts.organization.sites,
            "units": facts.organization.units,
            "roles": facts.organization.roles,
        }.get(group)
        if titled is not None:
            return tuple(found.title for found in titled.values())
        return tuple(f"{key} {grade.title}" for key, grade in facts.parameters.grades.items()) if group == "grades" else ()


def _dash(id_: str) -> Blocks:
    return (Paragraph(id_, (Run("–"),)),)


def _raci_roles(step: Step, owner: str) -> list[str]:
    roles = [step.who, step.accountable or owner, *step.consult, *step.inform]
    return [key for key in roles if key] if step.who else []


def _raci_letters(step: Step, owner: str, key: str) -> list[str]:
    if not step.who:
        return []
    given = [
        ("R", step.who == key),
        ("A", (step.accountable or owner) == key),
        ("C", key in step.consult),
        ("I", key in step.inform),
    ]
    return [letter for letter, is_given in given if is_given]
