"""Inlines as runs: the text of a paragraph in, WordprocessingML runs and links out."""

import re
from functools import lru_cache
from typing import NamedTuple, assert_never

from qmsdocs.blocks import (
    Code,
    Deleted,
    Emphasis,
    Fact,
    Inlines,
    Inserted,
    LineBreak,
    Link,
    Reference,
    Run,
    Strong,
    Untranslated,
)
from qmsdocs.writers.word.markup import paragraph, run
from qmsdocs.writers.word.parts import Context, bookmark_name
from qmsdocs.writers.word.tracking import marked_line, tracked

# Signs that are wide in Chinese and narrow in English: Word asks the hint which of the two fonts is meant.
_AMBIGUOUS = re.compile("[“”‘’…—·×]")
_LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


class Face(NamedTuple):
    """How a run looks."""

    style: str = ""
    bold: bool = False
    italic: bool = False
    language: str = ""


PLAIN = Face()


@lru_cache(maxsize=256)
def face_properties(face: Face, east: bool) -> str:
    """The inside of `w:rPr` for `face`, in the order of the schema."""
    style = f'<w:rStyle w:val="{face.style}"/>' if face.style else ""
    hint = '<w:rFonts w:hint="eastAsia"/>' if east else ""
    bold = "<w:b/><w:bCs/>" if face.bold else ""
    italic = "<w:i/><w:iCs/>" if face.italic else ""
    tag = _LANGUAGES.get(face.language, face.language)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        tag = ""
    language = f'<w:lang w:val="{tag}" w:eastAsia="{tag}"/>' if tag else ""
    return style + hint + bold + italic + language


def inlines(content: Inlines, context: Context, face: Face = PLAIN, linked: bool = False) -> str:
    """The runs of `content`; inside a link (`linked`) further links are printed as text."""
    parts: list[str] = []
    styles, chinese = context.styles, context.chinese
    for inline in content:
        if isinstance(inline, Run):  # most inlines are, and a match by class takes its time
            parts.append(_text(inline.text, face, chinese))
            continue
        match inline:
            case Strong(inner):
                parts.append(inlines(inner, context, face._replace(bold=True), linked))
            case Emphasis(inner):
                parts.append(inlines(inner, context, face._replace(italic=True), linked))
            case Code(text):
                parts.append(_text(text, face._replace(style=styles["QMS Code"]), chinese))
            case LineBreak():
                parts.append("<w:r><w:br/></w:r>")
            case Link():
                parts.append(_link(inline, context, face, linked))
            case Reference():
                parts.append(_reference(inline, context, face, linked))
            case Fact(_, inner):
                parts.append(inlines(inner, context, face, linked))
            case Untranslated(language, inner):
                marked = face._replace(style=face.style or styles["QMS Untranslated"], language=language)
                parts.append(inlines(inner, context, marked, linked))
            case Inserted(inner):
                parts.append(tracked(inlines(inner, context, face, linked), context, "inserted"))
            case Deleted(inner):
                parts.append(tracked(inlines(inner, context.within("deleted"), face, linked), context, "deleted"))
            case _:
                assert_never(inline)
    return "".join(parts)


def optional(style: str, content: Inlines, context: Context, properties: str = "") -> str:
    """A paragraph that is there only when it has `content`, such as a caption: new or gone when all of it is."""
    if not content:
        return ""
    written = paragraph(style, inlines(content, context), properties)
    kinds = {type(inline) for inline in content}
    if kinds <= {Inserted} or kinds <= {Deleted}:
        return marked_line(written, context, "inserted" if Inserted in kinds else "deleted")
    return written


def _text(text: str, face: Face, chinese: bool) -> str:
    east = chinese and not face.language and _AMBIGUOUS.search(text) is not None
    return run(text, face_properties(face, east) if east or face is not PLAIN else "")


def _link(link: Link, context: Context, face: Face, linked: bool) -> str:
    relation = "" if linked else context.parts.link(link.target)
    if not relation:
        return inlines(link.content, context, face, linked)
    inner = inlines(link.content, context, face._replace(style=context.styles["Hyperlink"]), True)
    return f'<w:hyperlink r:id="{relation}" w:history="1">{inner}</w:hyperlink>'


def _reference(reference: Reference, context: Context, face: Face, linked: bool) -> str:
    beside = context.beside.get(reference.number or reference.page, "")
    inside = is_inside(reference, context.tree.control.number, context.anchors)
    if linked or reference.planned or not (beside or inside):
        return inlines(reference.content, context, face, linked)
    inner = inlines(reference.content, context, face._replace(style=context.styles["QMS Reference"]), True)
    file = f' r:id="{context.parts.file(beside)}"' if beside else ""
    anchor = f' w:anchor="{bookmark_name(reference.anchor)}"' if reference.anchor else ""
    return f'<w:hyperlink{file}{anchor} w:history="1">{inner}</w:hyperlink>'


def is_inside(reference: Reference, number: str, anchors: frozenset[str]) -> bool:
    """Whether `reference` leads to a block of the document with `number` itself."""
    return reference.number in ("", number) and not reference.page and reference.anchor in anchors
