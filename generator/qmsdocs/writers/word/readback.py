"""Proof of a Word file: its bytes and the tree it was made from in, every difference of text out."""

import re
import zipfile
from difflib import SequenceMatcher
from io import BytesIO

from lxml import etree

from qmsdocs.document_tree import ControlBlock, DocumentTree, Sheet
from qmsdocs.writers.word.expected import body_texts, control_texts, front_texts
from qmsdocs.writers.word.markup import W, clean

BODY = "qms_body"
"""The bookmark at which the text of the document begins, after cover, amendment record and contents."""
_P, _T, _GONE, _R = f"{{{W}}}p", f"{{{W}}}t", f"{{{W}}}delText", f"{{{W}}}r"
_TAB, _BREAK, _MARK, _NAME = f"{{{W}}}tab", f"{{{W}}}br", f"{{{W}}}bookmarkStart", f"{{{W}}}name"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_INSERTED, _DELETED = f"{{{W}}}ins", f"{{{W}}}del"
_READ = (_T, _GONE, _TAB, _BREAK)
_PAGE_NUMBER = re.compile(r"\t[0-9]+$")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def text_of(word: bytes) -> list[str]:
    """The texts of the paragraphs of a Word file that are not empty, in reading order; tabs and line breaks are kept.

    Raises zipfile.BadZipFile, KeyError or lxml.etree.XMLSyntaxError for bytes that are no Word file.
    """
    with zipfile.ZipFile(BytesIO(word)) as package:
        front, body = _paragraphs(package.read("word/document.xml"))
    return front + body


def differences(word: bytes, tree: DocumentTree) -> list[str]:
    """Where the Word file does not say what `tree` says; an empty list is the proof. Raises as `text_of` does.

    The body is compared paragraph by paragraph; before it, and in the header, the control data must stand. Of a
    redline, the body is read with all that was deleted and inserted, the control data once as new and once as old.
    """
    with zipfile.ZipFile(BytesIO(word)) as package:
        document, header = package.read("word/document.xml"), package.read("word/header1.xml")
    front, body = _paragraphs(document)
    if tree.redline:
        front = _paragraphs(document, _DELETED)[0]
    found = _missing(front, _paragraphs(header, _DELETED)[0], tree.control, front_texts(tree))
    if tree.earlier:
        before, above = (_paragraphs(part, _INSERTED)[0] for part in (document, header))
        found += _missing(before, above, tree.earlier, control_texts(tree.earlier, tree.form))
    wanted = [value for value in (text.strip() for text in body_texts(tree.body, tree.control.language)) if value]
    return found if body == wanted else found + _changes(wanted, body)


def sheet_differences(word: bytes, sheet: Sheet) -> list[str]:
    """Where the Word file of a sheet does not say what the sheet says; an empty list is the proof. A sheet on one page
    may say one of its shorter bodies instead."""
    bodies = (sheet.body, *(sheet.one_page.shorter if sheet.one_page else ()))
    found = text_of(word)
    head = [clean(text) for text in (sheet.title, sheet.note) if text]
    all_wanted = ([*head, *body_texts(body, sheet.language)] for body in bodies)
    clear = [[text for text in (each.strip() for each in wanted) if text] for wanted in all_wanted]
    return [] if found in clear else _changes(clear[0], found)


def _missing(front: list[str], header: list[str], control: ControlBlock, wanted: list[str]) -> list[str]:
    """Which texts are missing before the body and in the header."""
    above = "\n".join(header)
    # An entry of the contents may end with its page number, which no tree can know.
    present = {*front, *(_PAGE_NUMBER.sub("", text) for text in front)}
    before = dict.fromkeys(value.strip() for value in wanted)
    found = [f"before the text, {value!r} is missing" for value in before if value and value not in present]
    for value in (control.number, control.revision, control.title):
        if clean(value) not in above:
            found.append(f"in the header, {value!r} is missing")
    return found


def _changes(wanted: list[str], body: list[str]) -> list[str]:
    found = []
    for kind, start, end, there, till in SequenceMatcher(None, wanted, body, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(f"paragraph {there + 1} of the text: {wanted[start:end]!r} stands as {body[there:till]!r}")
    return found


def _paragraphs(part: bytes, without: str = "") -> tuple[list[str], list[str]]:
    """The texts before and after the bookmark of the body, `without` what stands in such elements."""
    front: list[str] = []
    found, current, skip = front, [""], False
    body: list[str] = []

    def close() -> None:
        joined = "".join(current).strip()
        if joined:
            found.append(joined)

    for element in etree.fromstring(part, _PARSER).iter(_P, _T, _GONE, _TAB, _BREAK, _MARK, _FALLBACK):
        tag = element.tag
        if tag in _READ and without and any(True for _ in element.iterancestors(without)):
            continue
        if tag in (_T, _GONE):
            if not skip:
                current.append(element.text or "")
        elif tag == _P:
            close()
            current, skip = [], False
        elif tag == _FALLBACK:
            skip = True
        elif tag == _MARK:
            if element.get(_NAME) == BODY:
                found, current = _turn(found, current, body)
        elif (parent := element.getparent()) is not None and parent.tag == _R:
            current.append("\t" if tag == _TAB else "\n")
    close()
    return front, body


def _turn(found: list[str], current: list[str], body: list[str]) -> tuple[list[str], list[str]]:
    """Ends the front matter: what was gathered belongs to it, what follows to the body."""
    joined = "".join(current).strip()
    if joined:
        found.append(joined)
    return body, []
