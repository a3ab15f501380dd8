"""The JSON Schemas in schemas/ are those of the models, and the sources name them."""

from pathlib import Path

import pytest

from qmsdocs.cli import run
from qmsdocs.commands.schema import schemas

ROOT = Path(__file__).parent.parent


def test_the_schemas_are_current() -> None:
    """`make schema` would change nothing."""
    stored = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "schemas").glob("*.json")}

    assert stored == schemas()


@pytest.mark.parametrize("folder", ["manual", "procedures", "work_instructions", "forms"])
def test_every_source_names_its_schema(folder: str) -> None:
    """An editor completes and checks every source file: its first line leads to a schema that exists."""
    for file in (ROOT / folder).glob("*.yaml"):
        if "." in file.stem:  # translations have the free shape of their source
            continue
        first = file.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.startswith("# yaml-language-server: $schema=../schemas/"), file
        assert (file.parent / first.partition("=")[2]).is_file(), file


def test_schema_writes_where_it_is_told(tmp_path: Path) -> None:
    """`qmsdocs schema --output` fills a folder."""
    assert run(["schema", "--output", str(tmp_path / "schemas")]) == 0
    assert (tmp_path / "schemas" / "document.json").is_file()
