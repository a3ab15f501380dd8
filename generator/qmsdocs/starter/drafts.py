"""The documents as drafts: no signature and no history of the specimen goes with them."""

import re

from qmsdocs.labels import FIRST
from qmsdocs.locale import label
from qmsdocs.source import FilesTree
from qmsdocs.source.notation import lines_of
from qmsdocs.starter.languages import Files
from qmsdocs.starter.wish import Wish

_PART = r"(?m)^{name}:.*\n(?:(?:[ #-].*)?\n)*"
"""A part at the left margin with everything below it."""


def as_drafts(files: Files, wish: Wish) -> Files:
    """The files with one revision for each document, which nobody has signed."""
    folders = ("manual", "procedures", "work_instructions", "forms")
    paths = FilesTree(files).paths(folders)
    return files | {path: _draft(files[path].decode(), path, wish).encode() for path in paths}


def _draft(text: str, path: str, wish: Wish) -> str:
    language = next((each for each in wish.languages[1:] if path.endswith(f".{each}.yaml")), wish.languages[0])
    first, change = FIRST[wish.scheme], _change(language)
    if language != wish.languages[0]:
        text = re.sub(r"(?m)^checked:.*\n", "", text)
        if not re.search(r"(?m)^translates:", text):
            return text
        text = re.sub(r"(?m)^translates:.*", "\n".join(lines_of({"translates": first})), text)
        return _with_revisions(text, {"revisions": {first: {"changes": {"1": change}}}})
    if not re.search(r"(?m)^revisions:", text):
        return text
    day = str(wish.effective)
    revision = {
        "label": first,
        "class": "new edition",
        "effective": day,
        "changes": [change],
        "training": {"roles": "all", "by": day},
    }
    return _with_revisions(text, {"revisions": [revision]})


def _with_revisions(text: str, revisions: dict[str, object]) -> str:
    for name in ("revisions", "reviews", "withdrawn", "concessions"):
        text = re.sub(_PART.format(name=name), "", text)
    return text.rstrip("\n") + "\n\n" + "\n".join(lines_of(revisions)) + "\n"


def _change(language: str) -> dict[str, str]:
    return {"what": label(language, "starter.first-issue"), "why": label(language, "starter.first-issue-why")}
