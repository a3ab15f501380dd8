"""A reference document, prepared once: the path of a .docx in, style ids, page, logo and ready parts out.

Run `python -m qmsdocs.writers.word.reference OUT [LANGUAGE]` to write the default one, to be restyled in Word.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import docx
from lxml import etree

from qmsdocs.archive import Packed, archive, packed
from qmsdocs.writers.word import house_style, house_theme
from qmsdocs.writers.word.intake import LIMIT, BadReference, Taken, taken
from qmsdocs.writers.word.markup import DECLARATION, NAMESPACES, R, W, escape, paragraph
from qmsdocs.writers.word.named_styles import STYLE, completed, id_of, name_of, style_ids
from qmsdocs.writers.word.page import Page

__all__ = ["BadReference", "Look", "Reference", "load_reference"]

_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@dataclass(frozen=True, slots=True)
class Look:
    """A reference in one language: `styles` finds the id of a style by its name, `parts` go into every package, and
    `sheet` is the part with the styles as it was read."""

    styles: Mapping[str, str]
    parts: Mapping[str, Packed]
    page: Page
    sheet: bytes


@dataclass(frozen=True, slots=True)
class Reference:
    """A prepared template. `look("zh")` has Chinese typography unless a company's own document decides it."""

    source: Taken | None
    logo: bytes | None

    def look(self, language: str) -> Look:
        """Styles, ready parts and page for documents in `language`; made once."""
        return _look(self, "zh" if language == "zh" else "en")


def load_reference(data: bytes | None) -> Reference:
    """The reference document in `data`, or the packaged default for None.

    Raises `BadReference`, whose message tells what to do.

    Of a company's document the styles, the theme, the size and margins of the last section and the first picture of a
    header are taken, and nothing else. Styles that we need and it lacks are added from the default.
    """
    if data is None:
        return Reference(None, None)
    if len(data) > 4 * LIMIT:
        raise BadReference(f"the reference document is larger than {4 * LIMIT >> 20} MB")
    source = taken(data)
    return Reference(source, source.logo)


@lru_cache(maxsize=16)
def _look(reference: Reference, language: str) -> Look:
    source = reference.source or taken(_packaged(language))
    styles = completed(source.styles, house_style.styles(language))
    parts = {
        "word/styles.xml": etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True),
        "word/theme/theme1.xml": source.theme or house_theme.theme().encode(),
        "word/fontTable.xml": house_theme.font_table().encode(),
    }
    _open_with_docx(parts)
    return Look(
        style_ids(styles),
        {name: packed(content) for name, content in parts.items()},
        source.page,
        parts["word/styles.xml"],
    )


@cache
def _packaged(language: str) -> bytes:
    return Path(__file__).with_name(f"reference.{language}.docx").read_bytes()


def _open_with_docx(parts: Mapping[str, bytes]) -> None:
    """An empty document made of `parts` is opened once, so that a reference that breaks readers is refused here."""
    try:
        docx.Document(BytesIO(_document(parts, paragraph("Normal"))))
    except Exception as error:
        raise BadReference("the reference document cannot be opened; save it anew from Word") from error


def _document(parts: Mapping[str, bytes], body: str) -> bytes:
    kinds = {"styles": "styles", "theme/theme1": "theme", "fontTable": "fontTable"}
    related = "".join(
        f'<Relationship Id="rId{place}" Type="{R}/{kind}" Target="{name}.xml"/>'
        for place, (name, kind) in enumerate(kinds.items(), 1)
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>'
        for name, kind in (
            ("document", f"{_TYPES}document.main+xml"),
            ("styles", f"{_TYPES}styles+xml"),
            ("fontTable", f"{_TYPES}fontTable+xml"),
            ("theme/theme1", "application/vnd.openxmlformats-officedocument.theme+xml"),
        )
    )
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    texts = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{relationships}">'
        f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{DECLARATION}<Relationships xmlns="{relationships}">{related}'
        "</Relationships>",
        "word/document.xml": f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    contents = dict(parts) | {name: text.encode() for name, text in texts.items()}
    return archive({name: packed(content) for name, content in contents.items()})


def default_reference(language: str) -> bytes:
    """The default reference document for `language`: its own styles, and one paragraph in each of them to look at."""
    styles = etree.fromstring(house_style.styles(language).encode())
    shown = [style for style in styles.iter(STYLE) if style.get(f"{{{W}}}type") == "paragraph"]
    body = "".join(paragraph(id_of(style), f"<w:r><w:t>{escape(name_of(style))}</w:t></w:r>") for style in shown)
    page = Page()
    margins = "".join(
        f' w:{name}="{getattr(page, name)}"' for name in ("top", "right", "bottom", "left", "header", "footer")
    )
    body += f'<w:sectPr><w:pgSz w:w="{page.width}" w:h="{page.height}"/><w:pgMar{margins} w:gutter="0"/></w:sectPr>'
    parts = {
        "word/styles.xml": house_style.styles(language).encode(),
        "word/theme/theme1.xml": house_theme.theme().encode(),
        "word/fontTable.xml": house_theme.font_table().encode(),
    }
    return _document(parts, body)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(default_reference(sys.argv[2] if len(sys.argv) > 2 else "en"))
