"""A controlled Word file: a document tree, a reference and the kind of copy in, the bytes of a .docx out."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from qmsdocs.archive import Packed, archive, packed
from qmsdocs.blocks import Block, Blocks, Change, Changed, Heading, Landscape
from qmsdocs.document_tree import DocumentTree
from qmsdocs.writers.word import properties, running
from qmsdocs.writers.word.amendments import amendment_record
from qmsdocs.writers.word.body import blocks, heading
from qmsdocs.writers.word.contents import contents
from qmsdocs.writers.word.copies import PRINT, Copy
from qmsdocs.writers.word.cover import cover, form_head
from qmsdocs.writers.word.markup import DECLARATION, NAMESPACES, R
from qmsdocs.writers.word.page import Page
from qmsdocs.writers.word.parts import Context, Parts, Place, Relations
from qmsdocs.writers.word.readback import BODY
from qmsdocs.writers.word.reference import Reference
from qmsdocs.writers.word.survey import survey
from qmsdocs.writers.word.tracking import closed, paragraph_mark

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_METADATA = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PAGE_BREAK = '<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'


def word_file(
    tree: DocumentTree,
    reference: Reference,
    *,
    copy: Copy = PRINT,
    program: str,
    page_numbers: "Mapping[str, int] | None" = None,
) -> bytes:
    """The Word file of `tree` in the look of `reference`: the same arguments give the same bytes.

    `copy` says for whom it is; `program` is the version string that stands in small print and in the properties;
    `page_numbers` tells the page of each heading's bookmark (see `contents.page_numbers`), else the contents have none.
    Raises ValueError for a picture that is neither PNG nor JPEG, and nothing else for any tree.
    """
    context = _context(tree, reference)
    mark = tree.control.logo or reference.logo
    body = _Body(context)
    body.add(False, _front(context, copy, mark, page_numbers))
    body.add_blocks(tree.body)
    parts: dict[str, Packed] = dict(reference.look(tree.control.language).parts)
    parts |= _running_parts(context, copy, program, mark, body)
    parts["word/document.xml"] = packed(
        f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body.xml()}</w:body></w:document>"
    )
    parts |= context.parts.relations.media
    parts |= _descriptive_parts(context, copy, body, program)
    parts["[Content_Types].xml"] = packed(properties.content_types(parts))
    return archive(parts)


def _context(tree: DocumentTree, reference: Reference) -> Context:
    look, found = reference.look(tree.control.language), survey(tree.body)
    page = look.page.turned() if tree.landscape and not look.page.landscape else look.page
    anchors = frozenset(found.ids - {""})
    return Context(tree, look.styles, page, Parts(), anchors, anchors & found.sought)


def _front(context: Context, copy: Copy, mark: "bytes | None", pages: "Mapping[str, int] | None") -> str:
    if context.tree.form:
        return form_head(context, copy)
    return cover(context, copy, mark) + amendment_record(context) + contents(context, pages)


class _Section(NamedTuple):
    """Pages that lie the same way, the pieces of their text, and what a redline says of each block there."""

    turned: bool
    pieces: list[str]
    changes: set[Change]


class _Body:
    """The text in sections: neighbouring pieces that lie the same way share one, and each way has one header."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sections: list[_Section] = []

    def add(self, turned: bool, xml: str, changes: "set[Change] | None" = None) -> None:
        """`xml` on pages as they lie in the document, or `turned` on the other side; and what changed in it."""
        if not self._sections or self._sections[-1].turned != turned:
            self._sections.append(_Section(turned, [], set()))
        self._sections[-1].pieces.append(xml)
        self._sections[-1].changes.update(changes or {""})

    def add_blocks(self, content: Blocks) -> None:
        """The blocks of the document, from a new page on unless it is a form."""
        content = self._start(content)
        upright: list[Block] = []
        for block in content:
            if isinstance(block, Landscape) and not self._context.tree.landscape:
                self._add(False, tuple(upright))
                upright = []
                self._add(True, block.blocks)
            else:
                upright.append(block)
        self._add(False, tuple(upright))

    def _start(self, content: Blocks) -> Blocks:
        """Marks where the text begins, on a new page; gives back what is still to be written."""
        context, first = self._context, content[0] if content else None
        mark = context.bookmark(BODY)
        turned = isinstance(first, Landscape) and not context.tree.landscape
        if context.tree.form or first is None or turned:
            self.add(turned, mark)
        elif isinstance(first, Heading):
            self.add(False, mark + heading(first, context, new_page=True))
            return content[1:]
        else:
            self.add(False, _PAGE_BREAK.format(style=context.styles["QMS Spacer"]) + mark)
        return content

    def _add(self, turned: bool, content: Blocks) -> None:
        if content:
            width = self.page(turned).text_width
            written = blocks(content, self._context, Place(width, self._context.styles["Body Text"]))
            self.add(turned, written, {block.kind if isinstance(block, Changed) else "" for block in content})

    def page(self, turned: bool) -> Page:
        """The page of a section."""
        return self._context.page.turned() if turned else self._context.page

    def turned(self) -> bool:
        """Whether any pages are turned."""
        return any(section.turned for section in self._sections)

    def xml(self) -> str:
        """The inside of `w:body`."""
        parts: list[str] = []
        for section, following in pairwise(self._sections):
            change = self._change(section) or self._change(following)
            parts += (*section.pieces, self._section_end(change, self._properties(section)))
        last = self._sections[-1]
        return closed("".join((*parts, *last.pieces)), self._context) + self._properties(last)

    def _properties(self, section: "_Section") -> str:
        return self.page(section.turned).section(*_running_ids(section.turned))

    def _change(self, section: "_Section") -> Change:
        """What becomes of turned pages as a whole. The last section of a document cannot come or go."""
        turned = section.turned and section is not self._sections[-1]
        return next(iter(section.changes)) if turned and len(section.changes) == 1 else ""

    def _section_end(self, change: Change, properties: str) -> str:
        style = self._context.styles["QMS Spacer"]
        mark = paragraph_mark(self._context, change)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{mark}{properties}</w:pPr></w:p>'


def _running_ids(turned: bool) -> tuple[str, str]:
    side = "turned" if turned else "upright"
    return f"header_{side}", f"footer_{side}"


def _running_parts(context: Context, copy: Copy, program: str, mark: "bytes | None", body: _Body) -> dict[str, Packed]:
    parts: dict[str, Packed] = {}
    for number, turned in enumerate((False, True)[: 1 + body.turned()], 1):
        relations, page = Relations(), body.page(turned)
        parts[f"word/header{number}.xml"] = packed(running.header(context, page, relations, mark))
        parts[f"word/footer{number}.xml"] = packed(running.footer(context, page, copy, program))
        if relations.lines:
            parts[f"word/_rels/header{number}.xml.rels"] = packed(_relationships("".join(relations.lines)))
            parts |= relations.media
    return parts


def _descriptive_parts(context: Context, copy: Copy, body: _Body, program: str) -> dict[str, Packed]:
    control = context.tree.control
    return {
        "word/settings.xml": properties.settings(context.tree),
        "word/numbering.xml": properties.numbering(context.parts.ordered_lists),
        "word/_rels/document.xml.rels": packed(_document_relations(context, body)),
        "docProps/core.xml": packed(properties.core(control)),
        "docProps/custom.xml": packed(properties.custom(context.tree, copy, program)),
        "docProps/app.xml": packed(properties.application(control.company)),
        "_rels/.rels": _PACKAGE_RELATIONS,
    }


def _document_relations(context: Context, body: _Body) -> str:
    fixed = ["styles", "settings", "numbering", "fontTable", "theme/theme1"]
    lines = [
        f'<Relationship Id="{name.partition("/")[0]}" Type="{R}/{name.partition("/")[0]}" Target="{name}.xml"/>'
        for name in fixed
    ]
    for number, turned in enumerate((False, True)[: 1 + body.turned()], 1):
        for identity in _running_ids(turned):
            kind = identity.partition("_")[0]
            lines.append(f'<Relationship Id="{identity}" Type="{R}/{kind}" Target="{kind}{number}.xml"/>')
    return _relationships("".join((*lines, *context.parts.relations.lines)))


def _relationships(lines: str) -> str:
    return f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">{lines}</Relationships>'


_PACKAGE_RELATIONS = packed(
    _relationships(
        f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_METADATA}" Target="docProps/core.xml"/>'
        f'<Relationship Id="rId3" Type="{R}/extended-properties" Target="docProps/app.xml"/>'
        f'<Relationship Id="rId4" Type="{R}/custom-properties" Target="docProps/custom.xml"/>'
    )
)
