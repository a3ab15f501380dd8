"""Labels of revisions in the schemes of the house: which may follow which. Text in, text out.

A label is stated in the document and only checked here (ISO 9001:2015 7.5.3.2 c; checklist item DC-13).
"""

import re
from typing import Literal

Scheme = Literal["major.minor", "letter/number", "number"]
"""`major.minor`: 1.0, 1.1, 2.0. `letter/number`: A/0, A/1, B/0. `number`: 1, 2, 3."""

Class = Literal["editorial", "change", "new edition"]
"""How much a revision changes."""

_FORMS: dict[Scheme, re.Pattern[str]] = {
    "major.minor": re.compile(r"([1-9][0-9]*)\.(0|[1-9][0-9]*)"),
    "letter/number": re.compile(r"([A-Z])/(0|[1-9][0-9]*)"),
    "number": re.compile(r"()([1-9][0-9]*)"),
}

FIRST: dict[Scheme, str] = {"major.minor": "1.0", "letter/number": "A/0", "number": "1"}
"""The label of a first issue."""


def is_label(label: str, scheme: Scheme) -> bool:
    """Whether `label` has the form of the scheme."""
    return _FORMS[scheme].fullmatch(label) is not None


def next_label(label: str, scheme: Scheme, class_: Class) -> str:
    """The label that follows `label` for a revision of this class; the first label after "" or a label of another
    scheme."""
    found = _FORMS[scheme].fullmatch(label)
    if found is None:
        return FIRST[scheme]
    edition, number = found.groups()
    match scheme:
        case "number":
            return str(int(number) + 1)
        case "major.minor":
            return f"{int(edition) + 1}.0" if class_ == "new edition" else f"{edition}.{int(number) + 1}"
        case "letter/number":
            new = class_ == "new edition" and edition != "Z"
            return f"{chr(ord(edition) + 1)}/0" if new else f"{edition}/{int(number) + 1}"


def may_follow(label: str, before: str, scheme: Scheme) -> bool:
    """Whether `label` is a next one after `before`, with no gap between them."""
    return label in (next_label(before, scheme, "change"), next_label(before, scheme, "new edition"))
