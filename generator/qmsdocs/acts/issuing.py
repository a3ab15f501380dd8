"""An issue: one list of everything that is in force, to be set into git as a tag.

A later history is measured against it: what it names must still be there (checklist items DC-27, DC-32).
"""

from qmsdocs.document_tree import Status
from qmsdocs.locale import label
from qmsdocs.register import MasterDocumentList


def issue_message(master: MasterDocumentList, title: str) -> str:
    """The message of the tag: a title, a line `NUMBER LABEL FINGERPRINT` for each document in force, and the counts.

    Where a revision was carried over, its content is not held here: `carried-over` stands in place of a fingerprint.
    """
    lines = [
        f"{entry.number} {entry.label} {entry.revision.fingerprint or 'carried-over'}"
        for entry in master.entries.values()
        if entry.status == "effective" and entry.revision
    ]
    return "\n".join([title, "", *lines, *[""][: len(lines)], _counts(master), ""])


def _counts(master: MasterDocumentList) -> str:
    """How many documents are in force, and how many are not, by status."""
    shown: list[Status] = [entry.status for entry in (*master.entries.values(), *master.left_out.values())]
    coming = shown.count("approved") + sum(entry.upcoming is not None for entry in master.entries.values())
    return label(
        master.repository.settings.languages[0],
        "issue.counts",
        effective=shown.count("effective"),
        coming=coming,
        drafts=shown.count("draft") + shown.count("in-review"),
        superseded=shown.count("superseded"),
        withdrawn=shown.count("withdrawn"),
    )
