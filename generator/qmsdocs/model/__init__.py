"""What authors declare, as pydantic models: the one schema behind reading, editors' completion and the
documentation."""

from qmsdocs.model.analysis import Analysis
from qmsdocs.model.certification import Certification
from qmsdocs.model.copies import Copies
from qmsdocs.model.document import Document, Form
from qmsdocs.model.facts import (
    Channels,
    Codes,
    ExternalDocuments,
    Glossary,
    Objectives,
    Organization,
    Parameters,
    Standard,
)
from qmsdocs.model.settings import Settings
from qmsdocs.model.text import Model

FACT_FILES: dict[str, type[Model]] = {
    "organization": Organization,
    "parameters": Parameters,
    "objectives": Objectives,
    "channels": Channels,
    "codes": Codes,
    "glossary": Glossary,
    "external_documents": ExternalDocuments,
    "certification": Certification,
    "copies": Copies,
    "analysis": Analysis,
}
"""The shared facts: the name of the file in `manual/` and what it holds."""

BESIDE_DOCUMENTS = frozenset({"certification", "copies", "analysis"})
"""The fact files of which no document prints anything: a change of one rewrites no document and no finding of one."""

__all__ = ["BESIDE_DOCUMENTS", "FACT_FILES", "Document", "Form", "Settings", "Standard"]
