"""README, CONTRIBUTING and docs/ name only what exists, lead somewhere and promise nothing that is not so."""

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import get_args

import click
import pytest

import qmsdocs
from qmsdocs.cli import main_group
from qmsdocs.model.content import Generated
from qmsdocs.rules import RULES

ROOT = Path(__file__).parent.parent
DOCS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "docs_src").rglob("*.md"),
    ]
)
RECORDS = sorted((ROOT / "docs" / "adr").glob("*.md"))

INVENTED = "role-without-holder"
"""The rule by which CONTRIBUTING shows how to add one."""

SOURCE_NAME = re.compile(r"[\w./-]+/[\w./-]+\.(?:py|json|yaml|md|toml|sh)")
DOTTED_NAME = re.compile(r"[a-z_]+(?:\.[A-Za-z_]+)*\.(?!(?:py|json|yaml|yml|md|docx|csv|txt)$)[A-Za-z_]+")
PLAIN_NAME = re.compile(r"_?[A-Za-z]+(?:_[A-Za-z]+)+")
RULE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")


def name_of(file: Path) -> str:
    """The name of a file in the report of a test."""
    return file.relative_to(ROOT).as_posix()


every_document = pytest.mark.parametrize("file", DOCS, ids=name_of)


@cache
def code_in(file: Path) -> tuple[str, ...]:
    """What stands as code in a text: fenced blocks and spans."""
    text = file.read_text(encoding="utf-8")
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return (*fenced, *re.findall(r"`([^`\n]+)`", rest))


def spans_like(file: Path, form: re.Pattern[str]) -> list[str]:
    """The pieces of code that have a form."""
    return [code for code in code_in(file) if form.fullmatch(code)]


@cache
def modules() -> dict[str, ModuleType]:
    """Every module of the program by its full name."""
    found = pkgutil.walk_packages(qmsdocs.__path__, "qmsdocs.")
    return {module.name: importlib.import_module(module.name) for module in found}


@cache
def program_text() -> str:
    """The program, its tests and its settings as one text, with the names of the modules."""
    files = [
        *(ROOT / "generator").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        ROOT / "qms.yaml",
        ROOT / "mkdocs.yml",
    ]
    return "\n".join((*modules(), *(file.read_text(encoding="utf-8") for file in files)))


def options_of(command: str) -> set[str]:
    """The options of a command of qmsdocs."""
    found = main_group.commands[command].params
    return {
        name
        for parameter in found
        if isinstance(parameter, click.Option)
        for name in parameter.opts + parameter.secondary_opts
    }


@every_document
def test_make_targets_exist(file: Path) -> None:
    """Every `make` target that is named is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for code in code_in(file) for target in re.findall(r"\bmake ([a-z]+)", code)}

    assert named - targets == set()


@every_document
def test_commands_and_their_options_exist(file: Path) -> None:
    """Every command of qmsdocs that is named exists and has the options that are named with it."""
    used = [match for code in code_in(file) for match in re.finditer(r"\bqmsdocs ([a-z]+)([^\n`|]*)", code)]
    unknown = {command for command, _ in (match.groups() for match in used) if command not in main_group.commands}
    wrong = {
        f"{command} {option}"
        for command, rest in (match.groups() for match in used)
        if command not in unknown
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest)
        if option not in options_of(command)
    }

    assert (unknown, wrong) == (set(), set())


@every_document
def test_rules_exist(file: Path) -> None:
    """A name in kebab-case is a rule or a generated table; findings that are shown are those of rules."""
    tables = get_args(Generated.model_fields["generated"].annotation)
    named = {
        *spans_like(file, RULE_NAME),
        *(rule for code in code_in(file) for rule in re.findall(r"^\w+\[([a-z-]+)\]", code)),
    }

    assert named - {*RULES, *tables, INVENTED} == set()


def test_the_invented_rule_is_invented() -> None:
    """The example in CONTRIBUTING is not a rule that somebody has added in the meantime."""
    assert INVENTED not in RULES
    assert INVENTED in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@every_document
def test_source_files_exist(file: Path) -> None:
    """A path that is named leads to a file of the repository, from its top or from the top of the package."""
    tops = (ROOT, ROOT / "generator" / "qmsdocs")

    assert [name for name in spans_like(file, SOURCE_NAME) if not any((top / name).is_file() for top in tops)] == []


@every_document
def test_names_of_the_program_exist(file: Path) -> None:
    """A dotted name such as `compose.steps.step_table` leads into that module; a plain one stands in the program."""
    lost = [name for name in spans_like(file, DOTTED_NAME) if not _leads_somewhere(name)]
    lost += [name for name in spans_like(file, PLAIN_NAME) if not re.search(rf"\b{name}\b", program_text())]

    assert lost == []


def _leads_somewhere(name: str) -> bool:
    """Whether a dotted name is no name of the program at all, or one that exists."""
    head, _, last = name.rpartition(".")
    if any(f"qmsdocs.{name}" == module or module.endswith(f".{name}") for module in modules()):
        return True
    homes = [module for path, module in modules().items() if path.endswith(f".{head}")]
    return not homes or any(hasattr(home, last) for home in homes) or (ROOT / name).is_file()


@every_document
def test_links_lead_to_files(file: Path) -> None:
    """Every relative link leads to a file or folder."""
    text = re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]+`", "", text))]
    relative = [target for target in targets if target and "://" not in target]

    assert [target for target in relative if not (file.parent / target).exists()] == []


@every_document
def test_no_text_claims_conformity(file: Path) -> None:
    """ISO 10002 is guidance that can be followed; nobody complies with it, and no program makes a house conform."""
    claim = re.compile(
        r"\b(?:compl(?:y|ies|iant|iance)|conform(?:s|ant|ity)?)\s+(?:with|to)\s+(?:the\s+requirements|ISO)", re.I
    )

    assert claim.findall(file.read_text(encoding="utf-8")) == []


def test_the_readme_is_short() -> None:
    """A reader sees what it is, what goes in and what comes out in under 80 lines."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 80


def test_the_architecture_is_short() -> None:
    """Whoever carries the code on reads 120 lines at most."""
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_every_module_is_in_the_architecture() -> None:
    """The list of modules names every module and package at the top of the program."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    listed = {cell[1:].partition("/")[0] for cell in cells if "/" in cell}
    listed |= {name for cell in cells if "/" not in cell for name in re.findall(r"[a-z_]+", cell)}
    inside = (ROOT / "generator" / "qmsdocs").iterdir()
    present = {file.stem for file in inside if not file.name.startswith(("_", ".", "py."))}

    assert present - listed == set()
    assert listed - present == set()


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_decision_has_its_form(record: Path) -> None:
    """Each record has its number, less than a page of lines, and the four headings in order."""
    lines = record.read_text(encoding="utf-8").splitlines()
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]

    assert lines[0].startswith(f"# {int(record.name[:4])}. ")
    assert headings == ["Status", "Context", "Decision", "Consequences"]
    assert len(lines) < 50


def test_decisions_are_numbered_without_gaps() -> None:
    """The records count from 1."""
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_the_changelog_is_open() -> None:
    """What is done next has a place to be noted."""
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert headings[0] == "[Unreleased]"


def test_the_checklist_is_whole() -> None:
    """The checklist has every item once, in order, each with an answer."""
    text = (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:DC|NC)-\d\d) \| (.+?) \| (.+) \|$", text, re.MULTILINE)

    assert [row[0] for row in rows] == [*(f"DC-{n:02}" for n in range(1, 43)), *(f"NC-{n:02}" for n in range(1, 27))]
    assert [row[0] for row in rows if not row[2].strip()] == []


def test_the_program_names_items_of_the_checklist() -> None:
    """An item that a docstring or rule names stands in the checklist."""
    text = (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:DC|NC)-\d\d\b", program_text()))

    assert {item for item in named if f"| {item} |" not in text} == set()
