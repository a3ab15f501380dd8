"""What we take from a reference document, which is hostile input: the bytes of a .docx in, a few safe pieces out.

Only named parts are read, each to a limit; XML with a document type is refused, so that no entity expands;
relationships are followed inside the package only. Macros, embedded objects, fonts and every other part are never
looked at.
"""

import posixpath
import zipfile
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from qmsdocs.writers.word.markup import A, R, W
from qmsdocs.writers.word.page import Page

LIMIT = 8 << 20
"""The most bytes of one part, unpacked, that are read."""
_MEMBERS = 2000
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)


class BadReference(ValueError):  # noqa: N818
    """A reference document that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The pieces of a reference document: styles, theme (empty if it has none), page, and the picture in its header."""

    styles: etree._Element
    theme: bytes
    page: Page
    logo: bytes | None


def taken(data: bytes) -> Taken:
    """The pieces of the .docx `data`. Raises `BadReference`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            if len(package.infolist()) > _MEMBERS:
                raise BadReference("the reference document has too many parts; save it anew from Word")
            return _pieces(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadReference(
            "the reference document is not a readable .docx; save it anew as Word document (.docx)"
        ) from error
    except etree.XMLSyntaxError as error:
        raise BadReference("the reference document holds broken XML; open it in Word and save it anew") from error


def _pieces(package: zipfile.ZipFile) -> Taken:
    main = _related(package, "", "officeDocument") or ["word/document.xml"]
    found = _related(package, main[0], "styles")
    if not found:
        raise BadReference("the reference document has no styles; save it anew from Word")
    themes = _related(package, main[0], "theme")
    return Taken(
        styles=_xml(_content(package, found[0])),
        theme=_without_pictures(_content(package, themes[0])) if themes else b"",
        page=_page(_xml(_content(package, main[0]))),
        logo=_logo(package, main[0]),
    )


def _content(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        with package.open(name) as part:
            content = part.read(LIMIT + 1)
    except KeyError as error:
        raise BadReference(f"the reference document lacks its part {name}; save it anew from Word") from error
    if len(content) > LIMIT:
        raise BadReference(
            f"the part {name} of the reference document is larger than {LIMIT >> 20} MB; remove what is not style"
        )
    return content


def _xml(content: bytes) -> etree._Element:
    root = etree.fromstring(content, _PARSER)
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.doctype:
        raise BadReference(
            "the reference document declares a document type, which Word never writes; save it anew from Word"
        )
    return root


def _related(package: zipfile.ZipFile, source: str, kind: str) -> list[str]:
    folder, name = posixpath.split(source)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package.NameToInfo:
        return []
    inside = [
        relationship.get("Target", "")
        for relationship in _xml(_content(package, path)).iter(_RELATIONSHIP)
        if relationship.get("Type") == _OFFICE + kind and relationship.get("TargetMode") != "External"
    ]
    targets = [posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") for target in inside]
    return [target for target in targets if target in package.NameToInfo]


def _logo(package: zipfile.ZipFile, main: str) -> bytes | None:
    for header in _related(package, main, "header"):
        for image in _related(package, header, "image"):
            data = _content(package, image)
            if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
                return data
    return None


def _without_pictures(theme: bytes) -> bytes:
    root = _xml(theme)
    for fill in list(root.iter(f"{{{A}}}blipFill")):
        plain = etree.SubElement(etree.Element("x"), f"{{{A}}}solidFill")
        etree.SubElement(plain, f"{{{A}}}schemeClr", val="phClr")
        parent = fill.getparent()
        if parent is not None:
            parent.replace(fill, plain)
    for element in root.iter():
        for name in [name for name in element.attrib if str(name).startswith(f"{{{R}}}")]:
            del element.attrib[name]
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _page(document: etree._Element) -> Page:
    sections = list(document.iter(f"{{{W}}}sectPr"))
    if not sections:
        return Page()
    size, margins = sections[-1].find(f"{{{W}}}pgSz"), sections[-1].find(f"{{{W}}}pgMar")

    def length(element: "etree._Element | None", name: str, usual: int, least: int, most: int) -> int:
        value = "" if element is None else element.get(f"{{{W}}}{name}", "")
        return int(value) if value.isascii() and value.isdigit() and least <= int(value) <= most else usual

    usual = Page()
    sides = sorted((length(size, "w", usual.width, 5000, 31680), length(size, "h", usual.height, 5000, 31680)))
    names = ("top", "right", "bottom", "left", "header", "footer")
    return Page(*sides, *(length(margins, name, getattr(usual, name), 200, 2400) for name in names))
