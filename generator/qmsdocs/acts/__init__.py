"""What people do to documents besides writing them: begin, revise, approve, review, withdraw, issue.

In: the master document list and what is wished. Out: a `Plan` of edits in source files, or the reasons why not. Nothing
is written here; the commands write a plan whole or not at all.
"""

from qmsdocs.acts.approving import ApprovalWish, approved, approving, awaiting, renewed, void
from qmsdocs.acts.beginning import NewDocument, beginning
from qmsdocs.acts.plan import Edit, Line, Plan
from qmsdocs.acts.recording import ClosingWish, NewRecord, closing, recording
from qmsdocs.acts.reviewing import ReviewWish, due_for_review, reviewed, reviewing
from qmsdocs.acts.revising import RevisionWish, changed_by, revised, revising
from qmsdocs.acts.withdrawing import WithdrawalWish, withdrawing, withdrawn

__all__ = [
    "ApprovalWish",
    "ClosingWish",
    "Edit",
    "Line",
    "NewDocument",
    "NewRecord",
    "Plan",
    "ReviewWish",
    "RevisionWish",
    "WithdrawalWish",
    "approved",
    "approving",
    "awaiting",
    "beginning",
    "changed_by",
    "closing",
    "due_for_review",
    "recording",
    "renewed",
    "reviewed",
    "reviewing",
    "revised",
    "revising",
    "void",
    "withdrawing",
    "withdrawn",
]
