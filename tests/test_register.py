"""Status and dates follow from declared revisions, their approvals and a day; nobody types them."""

from datetime import date
from typing import Any

import pytest

from qmsdocs.approvals import Approvals
from qmsdocs.fingerprint import fingerprint
from qmsdocs.model import Document, Settings
from qmsdocs.model.facts import Organization
from qmsdocs.register import Entry, Summary, entry_in_force, list_in_force, master_document_list, newest_entry
from qmsdocs.repository import ControlledDocument, Facts, Repository

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
ORGANIZATION = Organization.model_validate(
    {
        "sites": {},
        "units": {"house": {"title": "House", "head": "boss"}},
        "roles": {
            "boss": {"title": "Boss", "unit": "house", "holders": [{"person": "a", "from": "2020-01-01"}]},
            "clerk": {"title": "Clerk", "unit": "house", "holders": [{"person": "b", "from": "2020-01-01"}]},
        },
        "people": {"a": {"name": "A"}, "b": {"name": "B"}},
    }
)
FACTS = Facts(settings=SETTINGS, organization=ORGANIZATION)
KIND = SETTINGS.document_types["QP"]
DAY = date(2026, 2, 1)
OTHER = "sha256:" + "0" * 64
"""The fingerprint of a content that nobody has any more."""


def no_file(path: str) -> bytes | None:
    """The documents here use no files."""
    return None


def document(*revisions: dict[str, Any], number: str = "QP-01", **more: object) -> ControlledDocument:
    """A document with these revisions, newest first; approvals that state no fingerprint get the right one."""
    for place in reversed(range(len(revisions))):
        item = Document.model_validate(
            {"number": number, "title": "T", "owner": "boss", "revisions": list(revisions[place:]), **more}
        )
        right = fingerprint(ControlledDocument("", "QP", item), FACTS, no_file)
        for signature in revisions[place]["signatures"]:
            if signature["as"] == "approved":
                signature.setdefault("fingerprint", right)
    item = Document.model_validate(
        {"number": number, "title": "T", "owner": "boss", "revisions": list(revisions), **more}
    )
    return ControlledDocument(f"procedures/{number}.yaml", "QP", item)


def revision(label: str, effective: str, *meanings: str, kind: str = "change", **more: object) -> dict[str, Any]:
    """A revision signed with these meanings before anything takes effect."""
    signers = {"approved": ("a", "boss")}
    signatures = [
        dict(zip(("by", "role"), signers.get(meaning, ("b", "clerk")), strict=True), **{"as": meaning}, on="2024-01-20")
        for meaning in meanings
    ]
    return {
        "label": label,
        "class": kind,
        "effective": effective,
        "changes": [{"what": "Something.", "why": "A reason."}],
        "training": {"roles": "none"},
        "signatures": signatures,
        **more,
    }


def by(person: str, role: str, day: str, prepared_by: str = "b") -> dict[str, Any]:
    """A revision approved by this person in this role on this day."""
    prepared = {"as": "prepared", "by": prepared_by, "role": "clerk", "on": "2019-01-01"}
    approved = {"as": "approved", "by": person, "role": role, "on": day}
    return {**revision("1.0", "2026-01-25"), "signatures": [prepared, approved]}


def changed_later(found: dict[str, Any]) -> dict[str, Any]:
    """The revision, approved with a content that is not the one that stands there."""
    return {**found, "signatures": [{**signature, "fingerprint": OTHER} for signature in found["signatures"]]}


def repository(*documents: ControlledDocument) -> Repository:
    """A repository that holds these documents."""
    by_number = {found.item.number: found for found in documents}
    contents = {found.path: b"" for found in documents}
    return Repository(FACTS, by_number, {}, {}, {}, contents, frozenset(), ())


def approvals(*documents: ControlledDocument) -> Approvals:
    """The approvals of these documents, without git."""
    return Approvals(repository(*documents), lambda found: fingerprint(found, FACTS, no_file))


def newest(found: ControlledDocument) -> Entry:
    """What its authors see on the day."""
    return newest_entry(found, KIND, DAY, approvals(found))


def in_force(found: ControlledDocument) -> Entry:
    """What staff see on the day."""
    return entry_in_force(found, KIND, DAY, approvals(found))


WITHDRAWN = {"by": "a", "role": "boss", "reason": "Merged."}


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("draft", document()),
        ("draft", document(revision("1.0", "2026-02-01"))),
        ("in-review", document(revision("1.0", "2026-02-01", "prepared"))),
        ("in-review", document(revision("1.0", "2026-02-01", "prepared", "reviewed"))),
        ("approved", document(revision("1.0", "2026-02-02", "prepared", "approved"))),
        ("effective", document(revision("1.0", "2026-02-01", "prepared", "approved"))),
        ("effective", document(revision("7", "2020-02-01", carried_over=True))),
        ("withdrawn", document(revision("1.0", "2026-01-25", "approved"), withdrawn={"on": "2026-02-01", **WITHDRAWN})),
        ("effective", document(revision("1.0", "2026-01-25", "approved"), withdrawn={"on": "2026-02-02", **WITHDRAWN})),
    ],
)
def test_status_is_computed(status: str, found: ControlledDocument) -> None:
    """Nobody signed: draft. Signed: in review. Approved: waits for its day, then is in force, until it is withdrawn."""
    assert newest(found).status == in_force(found).status == status


@pytest.mark.parametrize(
    "found",
    [
        changed_later(revision("1.0", "2026-01-25", "approved")),
        by("b", "boss", "2026-01-20"),
        by("b", "clerk", "2026-01-20"),
        by("a", "boss", "2019-12-31"),
        by("a", "boss", "2026-01-20", prepared_by="a"),
    ],
    ids=["changed later", "not a holder", "no authority", "not yet a holder", "own work"],
)
def test_an_approval_that_does_not_count_approves_nothing(found: dict[str, Any]) -> None:
    """The newest text stays in review when it was changed after its approval, or the approver might not approve it."""
    assert newest(document(found)).status == "in-review"


def test_the_next_revision_waits_while_the_one_before_is_in_force() -> None:
    """On the day 1.0 is in force; 1.1 is announced when it is approved, and named as work when it is not."""
    issued = revision("1.0", "2026-01-25", "approved")
    waiting = in_force(document(revision("1.1", "2026-02-02", "approved"), issued))
    in_work = in_force(document(revision("1.1", "2026-02-02", "prepared"), issued))

    assert (waiting.label, waiting.status, waiting.upcoming and waiting.upcoming.label) == ("1.0", "effective", "1.1")
    assert (in_work.label, in_work.status, in_work.in_work and in_work.in_work.label) == ("1.0", "effective", "1.1")
    assert newest(document(revision("1.1", "2026-02-02", "prepared"), issued)).status == "in-review"


def test_without_git_the_text_of_an_earlier_revision_is_not_known() -> None:
    """The file holds the text of the newest revision only: of the one in force it is not claimed."""
    issued = revision("1.0", "2026-01-25", "approved")

    assert in_force(document(issued)).has_content
    assert not in_force(document(revision("1.1", "2026-02-02", "approved"), issued)).has_content
    assert not in_force(document(changed_later(issued))).has_content


def test_a_document_is_superseded_by_one_in_force_that_takes_its_place() -> None:
    """QP-02 supersedes QP-01 from its own effective date on."""
    old = document(revision("1.0", "2026-01-01", "approved"))
    new = document(revision("1.0", "2026-01-25", "approved", supersedes=["QP-01"]), number="QP-02")

    def status(day: date) -> tuple[str, tuple[str, ...]]:
        everything = repository(old, new)
        found = master_document_list(everything, day, approvals(old, new), lambda *_: Summary((), ()))
        entry = list_in_force(found, lambda *_: Summary((), ())).entries["QP-01"]
        return entry.status, entry.successors

    assert status(date(2026, 1, 24)) == ("effective", ())
    assert status(date(2026, 1, 25)) == ("superseded", ("QP-02",))


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
    assert newest(found).next_review == expected
