"""What git proves of the revisions: which content each one had, who brought its approvals, and when.

`Index` is one pass over git, `History` answers from it; contents are parsed and signatures verified only when they are
asked for.
"""

from qmsdocs.history.branch import Branch, NoBranch, open_branch
from qmsdocs.history.content import Held, History, Voided
from qmsdocs.history.entries import entry_digest
from qmsdocs.history.proof import GRADES, Evidence, holds_role

__all__ = [
    "GRADES",
    "Branch",
    "Evidence",
    "Held",
    "History",
    "NoBranch",
    "Voided",
    "entry_digest",
    "holds_role",
    "open_branch",
]
