"""`qmsdocs schema`."""

import json
from pathlib import Path

from qmsdocs.model import FACT_FILES, Document, Form, Settings, Standard
from qmsdocs.model.records import RECORD_KINDS
from qmsdocs.model.text import Model
from qmsdocs.output import write_whole

KINDS: dict[str, type[Model]] = {
    "settings": Settings,
    "document": Document,
    "form": Form,
    "standard": Standard,
    **FACT_FILES,
    **{f"record-{kind}": model for kind, model in RECORD_KINDS.items()},
}
"""The kinds of source file by the name of their schema."""


def schemas() -> dict[str, str]:
    """The JSON Schema of every kind of source file, by file name."""
    return {
        f"{name}.json": json.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=2) + "\n"
        for name, model in KINDS.items()
    }


def schema(output: Path) -> int:
    """Writes the schemas into `output`."""
    output.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        write_whole(output / name, text.encode())
    return 0
