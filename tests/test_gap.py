"""`qmsdocs gap`: how well the documents cover a standard, as text, values, Word file and workbook."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmsdocs.audience import without
from qmsdocs.cache import Cache
from qmsdocs.changes import clause_changes
from qmsdocs.cli import run
from qmsdocs.compose.coverage import coverage
from qmsdocs.compose.names import Edition
from qmsdocs.pipeline import load
from qmsdocs.register import MasterDocumentList
from tests.conftest import copy_of_the_content
from tests.house import House
from tests.word_lint import lint
from tests.workbooks import worksheets

Capture = pytest.CaptureFixture[str]

STANDARD = """\
standard: "House rules:2026"
title_en: House rules
title_zh: 家规
checked_on: "2026-01-01"
clauses:
"""
CLAUSE = '  - {{number: "{}", title_en: "{}", title_zh: "{}", kind: requirement, title_origin: standard{}}}\n'


@pytest.fixture
def house(content: Path) -> Path:
    """The repository's own content with a standard of five clauses, which the manual and one procedure address."""
    text = STANDARD + "".join(
        CLAUSE.format(number, title, title, more)
        for number, title, more in (
            ("1", "Aims", ', excluded: "Nothing to do."'),
            ("2", "Work", ""),
            ("2.1", "Doors", ""),
            ("2.2", "Windows", ""),
            ("3", "Roof", ""),
        )
    )
    (content / "manual" / "standards" / "house-rules.yaml").write_text(text, encoding="utf-8")
    for path, clauses in (("procedures/QP-05.yaml", '"2.1"'), ("manual/QM-01.yaml", '"2.1", "2.2"')):
        file = content / path
        source = file.read_text(encoding="utf-8")
        wanted = f'\nclauses:\n  "house-rules:2026": [{clauses}]\n'
        file.write_text(source.replace("\nclauses:\n", wanted, 1), encoding="utf-8")
    return content


def told(house: Path, capsys: Capture, *arguments: str, code: int = 1) -> str:
    """What the command prints."""
    capsys.readouterr()
    assert run(["gap", "house-rules:2026", "--root", str(house), *arguments]) == code
    return capsys.readouterr().out


def test_each_clause_has_its_state(house: Path, capsys: Capture) -> None:
    """Below the manual: covered; in the manual alone: weak; nowhere: open, which is exit code 1. A clause that is
    divided is as good as the worst of its parts."""
    assert told(house, capsys) == (
        "Gap analysis against House rules:2026\n"
        "Clause  Short title  Coverage       Addressed by\n"
        "1       Aims         – excluded     Nothing to do.\n"
        "2       Work         ◐ manual only  through its parts\n"
        "2.1     Doors        ● covered      QM-01, QP-05\n"
        "2.2     Windows      ◐ manual only  QM-01\n"
        "3       Roof         ○ not covered  –\n"
        "Of 4 clauses 1 are covered, 1 by the manual or the policy only, 1 not; 1 are excluded with a reason.\n"
        "Not covered: 3\n"
        "By the manual or the policy only: 2.2\n"
    )


def test_a_weak_clause_is_a_gap_only_where_that_is_asked(house: Path, capsys: Capture) -> None:
    """Without open clauses the answer is 0, and with --strict 1."""
    file = house / "procedures" / "QP-05.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('["2.1"]', '["2.1", "3"]', 1), encoding="utf-8")
    told(house, capsys, code=0)
    told(house, capsys, "--strict", code=1)


def test_who_takes_a_procedure_away_sees_what_loses_cover(
    house: Path, capsys: Capture, change: Callable[[Path, str, str], None]
) -> None:
    """The clause that only it addressed is named."""
    (house / "procedures" / "QP-05.yaml").unlink()
    (house / "procedures" / "QP-05.zh.yaml").unlink()
    assert "By the manual or the policy only: 2.1, 2.2\n" in told(house, capsys)


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> MasterDocumentList:
    """The repository's own content."""
    loaded = load(copy_of_the_content(tmp_path_factory.mktemp("gap") / "house"), date(2026, 11, 24), Cache.none())
    assert loaded.master is not None
    return loaded.master


@pytest.mark.parametrize("number", [f"QP-{number:02}" for number in range(1, 15)])
def test_no_procedure_goes_without_clauses_that_lose_cover(manual: MasterDocumentList, number: str) -> None:
    """Whichever is taken away: exactly the clauses that it addressed are told."""
    rest, standard = without(manual, {number}), manual.repository.standards["iso-10002:2018"]
    addressed = [each.clause.number for each in coverage(Edition(manual, "en"), standard) if number in each.documents]

    lost = [one.clause for one in clause_changes(manual, rest) if one.standard == standard.key and number in one.lost]

    assert addressed
    assert sorted(lost) == sorted(addressed)
    assert not any(number in each.documents for each in coverage(Edition(rest, "en"), standard))


def test_what_was_committed_and_is_gone_is_told_by_name(content: Path, capsys: Capture) -> None:
    """Also where another document still addresses the clause, and with exit code 0 then."""
    house = House(content)
    house.git("init", "--quiet", "--initial-branch=main")
    house.commit("Start", "2026-11-01")
    assert run(["gap", "iso-10002:2018", "--root", str(content)]) == 0
    assert "lost cover" not in capsys.readouterr().out

    for name in ("QP-06.yaml", "QP-06.zh.yaml"):
        (content / "procedures" / name).unlink()

    assert run(["gap", "iso-10002:2018", "--root", str(content)]) == 0
    lost = [line for line in capsys.readouterr().out.splitlines() if "lost cover" in line]
    assert "7.5 lost cover: QP-06 addressed it." in lost
    assert run(["gap", "iso-10002:2018", "--root", str(content), "--format", "json"]) == 0
    assert {"clause": "7.5", "documents": ["QP-06"]} in json.loads(capsys.readouterr().out)["lost"]


def test_as_values(house: Path, capsys: Capture) -> None:
    """For other programs: states, places and reasons."""
    found: dict[str, Any] = json.loads(told(house, capsys, "--format", "json"))
    assert [(each["clause"], each["state"]) for each in found["clauses"]] == [
        ("1", "excluded"),
        ("2", "manual-only"),
        ("2.1", "covered"),
        ("2.2", "manual-only"),
        ("3", "open"),
    ]
    assert found["clauses"][2]["places"] == [{"number": "QM-01", "anchor": ""}, {"number": "QP-05", "anchor": ""}]


def test_in_chinese_as_word_and_workbook(house: Path, tmp_path: Path, capsys: Capture) -> None:
    """The same table, for the file of the gap analysis."""
    word, book = tmp_path / "gap.docx", tmp_path / "gap.xlsx"
    told(house, capsys, "--language", "zh", "--format", "word", "--output", str(word))
    told(house, capsys, "--language", "zh", "--format", "xlsx", "--output", str(book))
    assert lint(word.read_bytes()) == []
    (sheet,) = worksheets(book.read_bytes())
    assert ["2.2", "Windows", "◐ 仅手册涉及", "QM-01"] in sheet.rows


def test_an_unknown_standard_is_told(house: Path, capsys: Capture) -> None:
    """With those that there are."""
    assert run(["gap", "iso-1:1900", "--root", str(house)]) == 2
    assert capsys.readouterr().err == (
        "There is no clause catalogue “iso-1:1900”. There are: house-rules:2026, iso-10002:2018, iso-9001:2015.\n"
    )
