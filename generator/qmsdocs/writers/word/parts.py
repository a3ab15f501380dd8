"""What a document needs beside its text: links, pictures, lists and identities, given out in order of use.

`Parts` collects them while the body is written; `Context` is what every piece of the writer knows about the document.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from qmsdocs.archive import Packed, packed
from qmsdocs.blocks import Change
from qmsdocs.document_tree import DocumentTree
from qmsdocs.locale import label
from qmsdocs.writers.word.markup import R, escape
from qmsdocs.writers.word.page import Page

_PLAIN = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


@lru_cache(maxsize=4096)
def bookmark_name(block_id: str, prefix: str = "b_") -> str:
    """The bookmark for `block_id`: unique, and readable where Word's rules (40 letters, digits or _) allow it."""
    if _PLAIN.fullmatch(block_id) and len(block_id) <= 30:
        return prefix + block_id.replace("-", "_").replace(".", "__")
    mark = sha256(block_id.encode("utf-8", "replace")).hexdigest()[:10]
    return f"{prefix}{re.sub('[^A-Za-z0-9]', '_', block_id)[:24]}_{mark}"


def control_id(tag: str) -> int:
    """The identity of a content control: the first 31 bits of SHA-256 of its tag, never 0."""
    return int.from_bytes(sha256(tag.encode("utf-8", "replace")).digest()[:4], "big") >> 1 or 1


def kind_of_picture(data: bytes) -> str:
    """The file extension that belongs to `data`: "png", "jpeg", or "" for what Word need not show."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "jpeg" if data.startswith(b"\xff\xd8\xff") else ""


@dataclass(slots=True)
class Relations:
    """The relationships of one part: XML lines, and the pictures among them by part name."""

    lines: list[str] = field(default_factory=list)
    media: dict[str, Packed] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, target: str, external: bool = False) -> str:
        """The relationship id of `target`; the same target has one id."""
        found = self.known.get(target)
        if found is None:
            found = self.known[target] = f"rId{len(self.lines) + 1}"
            outside = ' TargetMode="External"' if external else ""
            self.lines.append(f'<Relationship Id="{found}" Type="{R}/{kind}" Target="{escape(target)}"{outside}/>')
        return found

    def picture(self, data: bytes, file: str) -> str:
        """The relationship id of the picture `data`. Raises ValueError, naming `file`, for all but PNG and JPEG."""
        kind = kind_of_picture(data)
        if not kind:
            raise ValueError(f"{file}: Word shows PNG and JPEG pictures; this is neither")
        name = f"media/{sha256(data).hexdigest()[:16]}.{kind}"
        self.media[f"word/{name}"] = packed(data, store=True)
        return self.add("image", name)


@dataclass(slots=True)
class Parts:
    """Counters and collections of one document."""

    relations: Relations = field(default_factory=Relations)
    marks: set[str] = field(default_factory=set)
    ordered_lists: int = 0
    drawings: int = 0
    revisions: int = 0
    controls: set[str] = field(default_factory=set)

    def link(self, target: str) -> str:
        """The relationship id of an address; "" for one that is not http, https, mailto or tel."""
        if not target.lower().startswith(_SCHEMES):
            return ""
        return self.relations.add("hyperlink", quote(target, safe="%:/?#[]@!$&'()*+,;=-._~"), external=True)

    def file(self, way: str) -> str:
        """The relationship id of a file beside the Word file, by the way from its folder."""
        return self.relations.add("hyperlink", quote(way), external=True)

    def bookmark(self, name: str, content: str = "") -> str:
        """`content` inside the bookmark `name`; a name that is in use already marks nothing."""
        if name in self.marks:
            return content
        number = len(self.marks)
        self.marks.add(name)
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'

    def drawing(self) -> int:
        """The next identity of a drawing."""
        self.drawings += 1
        return self.drawings

    def revision(self) -> int:
        """The next identity of a tracked change; bookmarks count from 0 and never get as far."""
        self.revisions += 1
        return 100_000 + self.revisions

    def numbering(self) -> int:
        """The number of the next ordered list in numbering.xml (1 is the bullets)."""
        self.ordered_lists += 1
        return self.ordered_lists + 1

    def tag(self, wanted: str) -> str:
        """`wanted`, or what makes it unique: two controls of one document never share a tag."""
        place, tag = 1, wanted[:60]
        while tag in self.controls:
            place += 1
            tag = f"{wanted[:56]}.{place}"
        self.controls.add(tag)
        return tag


@dataclass(frozen=True, slots=True)
class Context:
    """What every piece of the writer knows: tree, style ids by name, page, collected parts, targets of references."""

    tree: DocumentTree
    styles: Mapping[str, str]
    page: Page
    parts: Parts
    anchors: frozenset[str]
    """The ids of the blocks that carry a bookmark."""
    sought: frozenset[str]
    """The ids of the blocks that a reference inside the document names."""
    change: Change = ""
    """Set while blocks are written that a redline shows as new or gone as a whole."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """The ways to the Word files of other documents, by number; of a sheet only."""

    def within(self, change: Change) -> "Context":
        """The same for what is `change`; what is gone is no target of links and leads nowhere."""
        gone = change == "deleted"
        nothing: frozenset[str] = frozenset()
        anchors, sought = (nothing, nothing) if gone else (self.anchors, self.sought)
        return replace(self, change=change, anchors=anchors, sought=sought)

    def bookmark(self, name: str, content: str = "") -> str:
        """`content` inside the bookmark `name`, or without it where `content` is gone."""
        return content if self.change == "deleted" else self.parts.bookmark(name, content)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.tree.control.language

    @property
    def chinese(self) -> bool:
        """Whether Chinese habits of layout apply."""
        return self.tree.control.language == "zh"

    def say(self, key: str, **values: object) -> str:
        """The label `key` in the language of the document."""
        return label(self.language, key, **values)


class Place(NamedTuple):
    """Where blocks stand: the room in twips, the style of their paragraphs, the indent and depth of lists."""

    width: int
    style: str
    indent: int = 0
    depth: int = 0
    keep: bool = False
    """Whether the paragraphs stay with what follows."""
