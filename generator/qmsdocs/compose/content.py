"""The content that authors write between headings, as blocks: texts through `markup`, tables, pictures, examples,
generated registers."""

import csv
import io
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import assert_never

from qmsdocs import blocks as tree
from qmsdocs import markup
from qmsdocs.compose.names import Edition, Names
from qmsdocs.compose.registers import register_table
from qmsdocs.model import content as author
from qmsdocs.model.text import Route, item_key
from qmsdocs.repository import Item
from qmsdocs.source import ReadFile, beside


@dataclass(frozen=True)
class Composer:
    """What the parts of one document share while it is composed."""

    edition: Edition
    path: str
    item: Item
    missing: frozenset[Route]
    """The routes whose text is not translated."""
    untranslated: bool
    """Whether the whole document lacks a translation into the language of the edition."""
    read: ReadFile
    """Reads a file of the repository."""
    outside: bool = False
    """Whether the text stands outside of the document, so that its own places are named with its number."""

    @property
    def names(self) -> Names:
        """The resolver of this document's texts."""
        return Names(self.edition, self.item, self.outside)

    def inlines(self, text: str, route: Route) -> tree.Inlines:
        """The inlines of the one-paragraph text at `route`."""
        return self._marked(markup.inlines(text, self.names), route)

    def blocks(self, text: str, route: Route) -> tree.Blocks:
        """The blocks of the text at `route`."""
        made = markup.blocks(text, block_id(route), self.names)
        return tuple(self._marked_block(block, route) for block in made) if self._is_missing(route) else made

    def content(self, content: author.Content, route: Route) -> tree.Blocks:
        """The blocks of a content field."""
        if len(content) == 1 and isinstance(content[0], author.TextBlock):
            return self.blocks(content[0].text, route)
        found: list[tree.Block] = []
        for place, block in enumerate(content, 1):
            found += self._block(block, (*route, item_key(block, place)))
        return tuple(found)

    def _is_missing(self, route: Route) -> bool:
        return self.untranslated or route in self.missing

    def _marked(self, content: tree.Inlines, route: Route) -> tree.Inlines:
        if content and self._is_missing(route):
            return (tree.Untranslated(self.edition.source_language, content),)
        return content

    def _marked_block(self, block: tree.Block, route: Route) -> tree.Block:
        match block:
            case tree.Paragraph(id_, content, kind):
                return tree.Paragraph(id_, self._marked(content, route), kind)
            case tree.ListBlock(id_, ordered, items):
                marked = (
                    tree.ListItem(item.id, tuple(self._marked_block(inner, route) for inner in item.blocks))
                    for item in items
                )
                return tree.ListBlock(id_, ordered, tuple(marked))
            case tree.Quote(id_, inner):
                return tree.Quote(id_, tuple(self._marked_block(each, route) for each in inner))
            case _:
                return block

    def _block(self, block: author.Block, route: Route) -> tree.Blocks:
        id_ = block_id(route)
        match block:
            case author.TextBlock():
                return self.blocks(block.text, (*route, "text"))
            case author.Note():
                return (tree.Callout(id_, "note", self.blocks(block.note, (*route, "note"))),)
            case author.Caution():
                return (tree.Callout(id_, "caution", self.blocks(block.caution, (*route, "caution"))),)
            case author.Warning():
                return (tree.Callout(id_, "warning", self.blocks(block.warning, (*route, "warning"))),)
            case author.Picture():
                return self._picture(block.picture, id_, (*route, "picture"))
            case author.Table():
                return (self._table(block.table, id_, (*route, "table")),)
            case author.DecisionTable():
                return (self._decision_table(block.decision_table, id_, (*route, "decision_table")),)
            case author.Example():
                return (self._example(block.example, id_, (*route, "example")),)
            case author.Attachment():
                return self._attachment(block.attachment, id_, (*route, "attachment"))
            case author.Generated():
                return (register_table(self.edition.base or self.edition, block.generated, id_),)
            case author.Landscape():
                return (tree.Landscape(id_, self.content(block.landscape, (*route, "landscape"))),)
            case _:
                assert_never(block)

    def _file(self, name: str) -> tuple[str, bytes | None]:
        """A file that the text uses, by its path: the one in the language of the edition where there is one."""
        file, language = beside(self.path, name), self.edition.language
        own = in_language(file, language)
        data = self.read(own) if language != self.edition.source_language else None
        return (file, self.read(file)) if data is None else (own, data)

    def _picture(self, source: author.PictureSource, id_: str, route: Route) -> tree.Blocks:
        file, data = self._file(source.file)
        size = data and picture_size(data)
        if not data or not size:
            return ()
        caption = self.inlines(source.caption, (*route, "caption")) if source.caption else ()
        return (tree.Picture(id_, file, data, size, source.alt, caption, source.width),)

    def _attachment(self, source: author.AttachmentSource, id_: str, route: Route) -> tree.Blocks:
        file, data = self._file(source.file)
        return (tree.Attachment(id_, file, data, self.inlines(source.title, (*route, "title"))),) if data else ()

    def _table(self, source: author.TableSource, id_: str, route: Route) -> tree.Table:
        heads, rows = source.columns, source.rows
        if source.csv:
            heads, rows = csv_table(self._file(source.csv)[1] or b"")
        widths = source.widths if len(source.widths) == len(heads) else _natural_widths(heads, rows)
        columns = tuple(
            tree.Column(str(place), self.inlines(head, (*route, "columns", str(place))), widths[place - 1])
            for place, head in enumerate(heads, 1)
        )
        made = tuple(
            self._row(cells, id_, (*route, "rows", str(place)), len(heads)) for place, cells in enumerate(rows, 1)
        )
        caption = self.inlines(source.caption, (*route, "caption")) if source.caption else ()
        return tree.Table(id_, "plain", columns, made, caption)

    def _row(self, cells: tuple[str, ...], id_: str, route: Route, width: int) -> tree.Row:
        row_id = f"{id_}.{route[-1]}"
        padded = (*cells, *("" for _ in range(width - len(cells))))[:width]
        made = tuple(
            tree.Cell(self.blocks(text, (*route, str(place))) if text else ()) for place, text in enumerate(padded, 1)
        )
        return tree.Row(row_id, made)

    def _decision_table(self, source: author.DecisionTableSource, id_: str, route: Route) -> tree.Table:
        columns = tuple(
            tree.Column(str(place), self.inlines(text, (*route, "conditions", str(place))), 2)
            for place, text in enumerate(source.conditions, 1)
        )
        columns += (tree.Column("result", self.inlines(source.result, (*route, "result")), 3),)
        rows = []
        for place, rule in enumerate(source.rules, 1):
            here = (*route, "rules", str(place))
            cells = [
                tree.Cell(self.blocks(text, (*here, "when", str(number)))) for number, text in enumerate(rule.when, 1)
            ]
            cells += [tree.Cell(()) for _ in range(len(source.conditions) - len(cells))]
            cells.append(tree.Cell(self.blocks(rule.then, (*here, "then"))))
            rows.append(tree.Row(f"{id_}.{place}", tuple(cells[-len(columns) :])))
        caption = self.inlines(source.caption, (*route, "caption")) if source.caption else ()
        return tree.Table(id_, "decision", columns, tuple(rows), caption)

    def _example(self, source: author.ExampleSource, id_: str, route: Route) -> tree.Example:
        return tree.Example(
            id_,
            self.inlines(source.title, (*route, "title")) if source.title else (),
            self.blocks(source.right, (*route, "right")),
            self.blocks(source.wrong, (*route, "wrong")) if source.wrong else (),
            self.blocks(source.why, (*route, "why")) if source.why else (),
        )


def in_language(file: str, language: str) -> str:
    """Where a file stands in another language: `pictures/WI-08.zh.png` beside `pictures/WI-08.png`."""
    path = PurePosixPath(file)
    return str(path.with_name(f"{path.stem}.{language}{path.suffix}"))


def block_id(route: Route) -> str:
    """The id of the block at `route`: it lasts as long as the author keeps the keys on the way."""
    return ".".join(route)


def csv_table(data: bytes) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Heads and rows of a CSV file; empty when it is not UTF-8 or holds nothing."""
    try:
        lines = [tuple(line) for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) if any(line)]
    except (UnicodeDecodeError, csv.Error):
        return (), ()
    return (lines[0], tuple(lines[1:])) if lines else ((), ())


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if 0 < width <= 20000 and 0 < height <= 20000 else None
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        length = struct.unpack(">H", data[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return (width, height) if width and height else None
        position += 2 + length
    return None


def _natural_widths(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    """Widths that follow the longest text of each column, within a factor of six."""
    longest = [max((len(row[place]) for row in rows if place < len(row)), default=0) for place in range(len(heads))]
    return tuple(max(8, min(48, max(longest[place], len(head)))) for place, head in enumerate(heads))
