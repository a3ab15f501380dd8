"""Broken sources and what `check` says of them: each folder of cases/broken holds what differs from cases/base.

`removed.txt` in a case lists what is taken away. QMSDOCS_ACCEPT=1 writes the answers anew; read every one of them.
"""

import os
import shutil
from pathlib import Path

import pytest

from qmsdocs.cli import run

CASES = Path(__file__).parent / "cases"
BROKEN = sorted(folder for folder in (CASES / "broken").iterdir() if folder.is_dir())
CHECK = ("--as-of", "2026-11-24")
OF_THE_CASE = ("expected.txt", "expected.zh.txt", "removed.txt")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the clean repository that a test may break."""
    return shutil.copytree(CASES / "base", tmp_path / "house")


def broken(house: Path, case: Path) -> None:
    """Turns the clean repository into that of a case."""
    removed = case / "removed.txt"
    for name in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        gone = house / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    shutil.copytree(case, house, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*OF_THE_CASE))


def answer(house: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    """Exit code and console text of `check`."""
    code = run(["check", "--root", str(house), *CHECK, *options])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, captured.out


def compare(file: Path, found: str) -> None:
    """The text is that of the file."""
    if os.environ.get("QMSDOCS_ACCEPT"):
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_the_base_is_clean(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The repository that the cases break has nothing to find, so that each case shows its own problem and no other."""
    assert answer(house, capsys) == (0, "No findings.\n")


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_what_check_says(case: Path, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every problem is told with its place, the author's line and what to do; errors end with 1, warnings with 0."""
    broken(house, case)
    code, found = answer(house, capsys)

    compare(case / "expected.txt", found)
    assert code == (1 if "error[" in found else 0)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_what_check_says_in_chinese(case: Path, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every finding has its Chinese text, at the same place; some cases show it whole."""
    broken(house, case)
    code, found = answer(house, capsys, "--language", "zh")
    expected = case / "expected.zh.txt"

    if expected.exists():
        compare(expected, found)
    english = (case / "expected.txt").read_text(encoding="utf-8")
    assert _places(found) == _places(english)
    assert code == (1 if "error[" in english else 0)


def _places(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("-->")]
