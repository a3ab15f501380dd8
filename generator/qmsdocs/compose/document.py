"""One controlled document of the master document list as a document tree, in one language."""

from collections.abc import Iterator
from dataclasses import replace

from qmsdocs.blocks import Block, Blocks, Heading, Inlines, LineBreak, Paragraph, Run, Strong, Table
from qmsdocs.compose.clauses import clause_name
from qmsdocs.compose.concessions import concession_boxes
from qmsdocs.compose.content import Composer
from qmsdocs.compose.control import control_block
from qmsdocs.compose.forms import form_blocks
from qmsdocs.compose.names import Edition, document_reference
from qmsdocs.compose.registers import glossary_table, objectives_table
from qmsdocs.compose.steps import flowchart, responsibility_matrix, step_table
from qmsdocs.compose.tables import listed, retention_text, role, table_of, unit
from qmsdocs.document_tree import DocumentTree
from qmsdocs.model import Document, Form
from qmsdocs.model.document import Chapter
from qmsdocs.model.settings import PrintedPart
from qmsdocs.model.text import Route
from qmsdocs.register import Entry
from qmsdocs.source import ReadFile


def document_tree(edition: Edition, number: str, read: ReadFile) -> DocumentTree:
    """The tree of the document `number`; `read` gives the bytes of pictures and attachments by path. What departs from
    it for a time stands in boxes before the steps."""
    entry = edition.master.entries[number]
    tree = revision_tree(edition, entry, read)
    boxes = concession_boxes(edition, entry, edition.localized(entry)[0])
    steps = (place for place, block in enumerate(tree.body) if isinstance(block, Heading) and block.id == "steps")
    place = next(steps, 0)
    return replace(tree, body=(*tree.body[:place], *boxes, *tree.body[place:])) if boxes else tree


def revision_tree(edition: Edition, entry: Entry, read: ReadFile) -> DocumentTree:
    """The tree of the revision of `entry`, which may be any revision of the document: its text as it was approved."""
    composer = composer_of(edition, entry, read)
    edition, item, read = composer.edition, composer.item, composer.read
    parts = edition.facts.settings.document_types[entry.document.prefix].parts
    body = tuple(_Body(composer).blocks(parts)) if entry.has_content else _not_held(edition)
    return DocumentTree(
        control=control_block(edition, entry, item, read),
        body=body,
        form=isinstance(item, Form),
        landscape=isinstance(item, Form) and item.layout == "landscape",
    )


def composer_of(edition: Edition, entry: Entry, read: ReadFile, *, outside: bool = False) -> Composer:
    """What composes the text of a revision, with the facts of its day; `outside` for what is printed elsewhere."""
    edition = edition.of(entry)
    item, missing = edition.localized(entry)
    language = edition.language
    untranslated = language != edition.source_language and language not in entry.document.translations
    read = entry.held.read if entry.held else read
    return Composer(edition, entry.document.path, item, missing, untranslated, read, outside)


def _not_held(edition: Edition) -> Blocks:
    """What stands in the place of a text that was issued before this system and is kept elsewhere."""
    return (Paragraph("not-held", (Run(edition.say("compose.not-held")),), "generated"),)


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
                return tuple(form_blocks(composer, item))
            return composer.content(item.purpose, ("purpose",)) if part == "purpose" and item.purpose else ()
        match part:
            case "terms":
                return (glossary_table(edition, item.terms, "terms-table"),) if item.terms else ()
            case "responsibilities":
                return (self._responsibilities(item),) if item.responsibilities else ()
            case "steps":
                return (step_table(composer, item.steps),) if item.steps else ()
            case "indicators":
                return (objectives_table(edition, item.indicators, "indicators-table"),) if item.indicators else ()
            case "records":
                return (self._records(item),) if item.records else ()
            case "flowchart":
                return flowchart(composer, item)
            case "raci":
                return (responsibility_matrix(composer, item),) if any(step.who for step in item.steps) else ()
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
                f"chapter-{chapter.id}",
                self.composer.inlines(chapter.title, ("chapters", chapter.id, "title")),
                chapter.numbered,
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

    def _responsibilities(self, item: Document) -> Table:
        say = self.edition.say
        rows = [
            (key, (role(self.edition, key), self.composer.inlines(text, ("responsibilities", key))))
            for key, text in item.responsibilities.items()
        ]
        heads = [("role", say("role"), 10), ("duty", say("compose.responsible-for"), 28)]
        table = table_of("responsibilities-table", heads, rows, "responsibilities")
        return Table(table.id, table.kind, table.columns, table.rows)

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
                names = edition.say("compose.comma").join(clause_name(edition, number) for number in clauses)
                cited = edition.say("compose.clauses", clauses=names)
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
