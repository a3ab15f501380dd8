"""Reports that are made from the records and the system, each for one occasion: the management review, the answer to
findings, the surveillance audit, the application, the audit programme."""

from collections.abc import Callable

from qmsdocs.reports.parts import Asked, Made, Redline
from qmsdocs.reports.programme import programme_report
from qmsdocs.reports.ready import readiness_report
from qmsdocs.reports.rectification import rectification_report
from qmsdocs.reports.review import end_of_last_period, review_report
from qmsdocs.reports.surveillance import last_look, surveillance_report

REPORTS: dict[str, Callable[[Asked], Made]] = {
    "management-review": review_report,
    "rectification": rectification_report,
    "surveillance": surveillance_report,
    "readiness": readiness_report,
    "audit-programme": programme_report,
}
"""The reports by name."""

__all__ = ["REPORTS", "Asked", "Made", "Redline", "end_of_last_period", "last_look"]
