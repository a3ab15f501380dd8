"""How folders and files of a bundle are called: sortable, in the language of their reader, allowed on every system.

No name has a letter that Windows forbids, no path is longer than 119 letters, and no name is longer than the 255 bytes
that file systems take (domain: names as auditors want them, `CMS-QP-05_A-1_…`).
"""

import posixpath
import re
import unicodedata
from dataclasses import dataclass

from qmsdocs.locale import label
from qmsdocs.manifest import SHELVES, Shelf

MAX_PATH = 119
"""Windows takes 260 letters for a whole path: half of it is left for where the bundle is unpacked."""
MAX_BYTES = 240
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
_BLANKS = re.compile(r"[\s-]+")


@dataclass(frozen=True)
class Names:
    """The names in a bundle for these languages; with several, folders have both names and files say theirs."""

    languages: tuple[str, ...]

    def shelf(self, shelf: Shelf) -> str:
        """The name of a folder: `05-registers`, `05-台账`, or for both `05-registers-台账`; "" for the top."""
        if not shelf:
            return ""
        words = [label(language, f"bundle.shelf.{shelf}") for language in self.languages]
        return "-".join([f"{SHELVES.index(shelf) + 1:02}", *dict.fromkeys(words)])

    def path(self, shelf: Shelf, stem: str, ending: str, language: str = "", *, below: str = "") -> str:
        """The path of a file: what it is called, in the folder `shelf` and there in the folder `below` if any.

        `stem` may hold anything; what no file name may hold becomes a hyphen, and what is too long is cut. The
        language is named where the bundle holds several. `ending` is such as `.docx`.
        """
        tail = (f"_{language}" if language and len(self.languages) > 1 else "") + ending
        folder = posixpath.join(self.shelf(shelf), safe_name(below)) if below else self.shelf(shelf)
        room = MAX_PATH - len(folder) - 1 - len(tail)
        return posixpath.join(folder, _cut(safe_name(stem), room, MAX_BYTES - len(tail)) + tail)


def safe_name(text: str) -> str:
    """A text as the name of a file or folder on any system; "-" where nothing of it remains."""
    text = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", text))
    return _BLANKS.sub("-", text).strip(".-_ ") or "-"


def document_stem(number: str, revision: str, title: str) -> str:
    """What a document is called: number, revision and title, joined so that names sort by number."""
    return "_".join(safe_name(part) for part in (number, revision, title) if part)


def _cut(text: str, letters: int, size: int) -> str:
    cut = text[:letters]
    while len(cut.encode()) > size:
        cut = cut[:-1]
    return cut.rstrip(".-_ ")


def relative(path: str, folder: str) -> str:
    """The way from a `folder` of the bundle to the file `path`, with slashes."""
    return posixpath.relpath(path, folder or ".")
