"""Posters: a chapter of a document in large letters, such as the policy, or the public notice how to complain."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from qmsdocs.blocks import Block, Blocks, Heading, LineBreak, Paragraph, Run, Strong, plain
from qmsdocs.compose.content import Composer
from qmsdocs.compose.control import control_block
from qmsdocs.compose.document import composer_of
from qmsdocs.compose.handouts.sheets import Handout, on_paper, sheet_of
from qmsdocs.compose.names import Edition, role_title
from qmsdocs.compose.tables import Text, table_of, text
from qmsdocs.document_tree import Sheet
from qmsdocs.markup import fact_keys_in
from qmsdocs.model import Document
from qmsdocs.model.document import Chapter
from qmsdocs.model.text import Route, texts
from qmsdocs.register import Entry
from qmsdocs.source import ReadFile


def posters(edition: Edition, read: ReadFile) -> Iterator[Handout]:
    """The posters that the house declares in qms.yaml."""
    for key in edition.facts.settings.posters:
        source = poster_source(edition, key, read)
        if source:
            yield Handout("poster", key, edition.language, source.title, partial(_poster, edition, source, read))


@dataclass(frozen=True)
class PosterSource:
    """The text of a poster: where it comes from, its title and its blocks."""

    entry: Entry
    title: str
    body: Blocks
    channels: tuple[str, ...]
    """The channels that the text names."""

    @property
    def is_policy(self) -> bool:
        """Whether it is a promise of the management, which is signed: a text of the first level."""
        return self.entry.type.level == 1


def poster_source(edition: Edition, key: str, read: ReadFile) -> PosterSource | None:
    """The text of the poster `key`; None where its document or chapter is not shown, as `check` reports."""
    number, _, chapter = edition.facts.settings.posters[key].partition("/")
    entry = edition.master.current.get(number)
    if entry is None or not entry.has_content:
        return None
    composer = composer_of(edition, entry, read, outside=True)
    item = composer.item
    if not isinstance(item, Document):
        return None
    found = _chosen(item, chapter)
    body = tuple(block for route, each in found for block in _text(composer, route, each, headed=each.id != chapter))
    if not body:
        return None
    named = dict.fromkeys(name for _, each in found for _, source in texts(each) for name in fact_keys_in(source))
    channels = dict.fromkeys(name.split(".")[1] for name in named if name.startswith("channels."))
    known = tuple(name for name in channels if name in composer.edition.facts.channels.channels)
    first = body[0]
    if isinstance(first, Paragraph) and len(first.content) == 1 and isinstance(first.content[0], Strong):
        return PosterSource(entry, plain(first.content), body[1:], known)
    return PosterSource(entry, item.title, body, known)


def _chapters(item: Document) -> Iterator[tuple[Route, Chapter]]:
    """All chapters and appendices with the routes to their texts."""

    def below(route: Route, chapters: tuple[Chapter, ...]) -> Iterator[tuple[Route, Chapter]]:
        for chapter in chapters:
            yield (*route, chapter.id), chapter
            yield from below((*route, chapter.id, "sections"), chapter.sections)

    yield from below(("chapters",), item.chapters)
    yield from below(("appendices",), item.appendices)


def _chosen(item: Document, chapter: str) -> list[tuple[Route, Chapter]]:
    """The chapter called `chapter` with its sections, or all chapters."""
    everything = list(_chapters(item))
    if not chapter:
        return [(route, each) for route, each in everything if route[0] == "chapters"]
    start = next((route for route, each in everything if each.id == chapter), None)
    return [(route, each) for route, each in everything if start and route[: len(start)] == start]


def _text(composer: Composer, route: Route, chapter: Chapter, *, headed: bool) -> Iterator[Block]:
    if headed:
        yield Heading(f"chapter-{chapter.id}", 1, "", composer.inlines(chapter.title, (*route, "title")))
    if chapter.content:
        yield from on_paper(composer.content(chapter.content, (*route, "content")))


def _poster(edition: Edition, source: PosterSource, read: ReadFile) -> Sheet:
    channels = _channels(edition, source.channels)
    signed = _signature(edition, source.entry, read) if source.is_policy else ()
    body = (*source.body, *channels, *signed)
    return sheet_of(edition, "poster", source.title, [body], [source.entry])


def _channels(edition: Edition, keys: tuple[str, ...]) -> Blocks:
    """When and in which languages somebody can be reached."""
    say, channels = edition.say, edition.facts.channels.channels
    if not keys:
        return ()
    heads = [
        ("channel", say("compose.channel"), 8),
        ("hours", say("compose.hours"), 20),
        ("languages", say("site.languages"), 12),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (key, [channels[key].title, text(edition, channels[key].hours), text(edition, channels[key].languages)])
        for key in keys
        if key in channels
    ]
    return (replace(table_of("channels-table", heads, rows, "plain"), generated=False),)


def _signature(edition: Edition, entry: Entry, read: ReadFile) -> Blocks:
    """The line on which the management signs, and who approved the text."""
    edition = edition.of(entry)
    lines = [line for line in control_block(edition, entry, edition.item(entry.number), read).signatures if line.on]
    approved = [line for line in lines if line.meaning == "approved"]
    comma = edition.say("compose.comma")
    names = [f"{line.name}{comma}{line.role}{comma}{line.on}" for line in approved]
    if not names:
        names = [role_title(edition, entry.type.approver)]
    line = "_" * 32
    return tuple(
        Paragraph(f"signed-{place}", (LineBreak(), Run(line), LineBreak(), Run(name)))
        for place, name in enumerate(names, 1)
    )
