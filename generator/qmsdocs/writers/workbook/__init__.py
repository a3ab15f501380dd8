"""Workbooks for Excel, WPS and LibreOffice: registers, and blank forms that are kept as tables."""

from qmsdocs.writers.workbook.forms import form_workbook
from qmsdocs.writers.workbook.registers import workbook_file

__all__ = ["form_workbook", "workbook_file"]
