"""How extracts are read: what the file of the analysis names is there, and rules can be taken from it."""

from collections.abc import Iterator

from qmsdocs.analysis.plan import plan_problems
from qmsdocs.diagnostics import Diagnostic
from qmsdocs.register import MasterDocumentList


def analysis_names_what_is_there(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Parameters, code lists and objectives exist, and the rules of signals hold their numbers."""
    return plan_problems(master.repository)
