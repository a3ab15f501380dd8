"""What authors declare, as pydantic models: the one schema behind reading, editors' completion and the
documentation."""

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
}
"""The shared facts: the name of the file in `manual/` and what it holds."""

__all__ = ["FACT_FILES", "Document", "Form", "Settings", "Standard"]
