"""Status and dates follow from declared revisions and a day; nobody types them."""

from datetime import date

import pytest

from qmsdocs.model import Document, Settings
from qmsdocs.register import entry_on
from qmsdocs.repository import ControlledDocument

SETTINGS = Settings.model_validate(
    {
        "company": {"name": "House", "short_name": "House"},
        "system": "System",
        "standards": [],
        "document_types": {
            "QP": {
                "title": "Procedure",
                "plural": "Procedures",
                "level": "2",
                "folder": "procedures",
                "approver": "boss",
                "review_months": "12",
                "parts": [{"part": "purpose", "title": "Purpose"}],
            }
        },
    }
)


def document(*revisions: dict[str, object], **more: object) -> ControlledDocument:
    """QP-01 with these revisions, newest first."""
    item = Document.model_validate(
        {"number": "QP-01", "title": "T", "owner": "boss", "revisions": list(revisions), **more}
    )
    return ControlledDocument("procedures/QP-01.yaml", "QP", item)


def revision(label: str, effective: str, *meanings: str, kind: str = "change") -> dict[str, object]:
    """A revision signed with these meanings ten days before anything takes effect."""
    return {
        "label": label,
        "class": kind,
        "effective": effective,
        "changes": [{"what": "Something.", "why": "A reason."}],
        "training": {"roles": "none"},
        "signatures": [{"as": meaning, "by": "a", "role": "boss", "on": "2026-01-20"} for meaning in meanings],
    }


DAY = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("draft", document()),
        ("draft", document(revision("1.0", "2026-02-01"))),
        ("in-review", document(revision("1.0", "2026-02-01", "prepared"))),
        ("in-review", document(revision("1.0", "2026-02-01", "prepared", "reviewed"))),
        ("approved", document(revision("1.0", "2026-02-02", "prepared", "approved"))),
        ("effective", document(revision("1.0", "2026-02-01", "prepared", "approved"))),
        (
            "withdrawn",
            document(
                revision("1.0", "2026-01-25", "approved"),
                withdrawn={"on": "2026-02-01", "by": "a", "role": "boss", "reason": "Merged."},
            ),
        ),
        (
            "effective",
            document(
                revision("1.0", "2026-01-25", "approved"),
                withdrawn={"on": "2026-02-02", "by": "a", "role": "boss", "reason": "Merged."},
            ),
        ),
    ],
)
def test_status_is_computed(status: str, found: ControlledDocument) -> None:
    """Nobody signed: draft. Signed: in review. Approved: waits for its day, then is in force, until it is withdrawn."""
    assert entry_on(found, SETTINGS.document_types["QP"], DAY).status == status


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (None, document(revision("1.0", "2026-02-01", "prepared"))),
        (date(2027, 2, 1), document(revision("1.0", "2026-02-01", "approved"))),
        # An editorial revision does not move the review date.
        (
            date(2027, 1, 25),
            document(
                revision("1.1", "2026-02-01", "approved", kind="editorial"), revision("1.0", "2026-01-25", "approved")
            ),
        ),
        # A review that keeps the document does.
        (
            date(2027, 6, 30),
            document(
                revision("1.0", "2026-01-25", "approved"),
                reviews=[{"on": "2026-06-30", "by": "a", "result": "keep"}],
            ),
        ),
        # The month has no such day: the last one that it has.
        (date(2025, 2, 28), document(revision("1.0", "2024-02-29", "approved"))),
    ],
)
def test_the_next_review_counts_from_what_was_last_looked_at(expected: date | None, found: ControlledDocument) -> None:
    """Twelve months after the last review or the last revision that was more than editorial."""
    assert entry_on(found, SETTINGS.document_types["QP"], DAY).next_review == expected
