"""Broken sources and what `check` says of them: each folder of cases/broken holds what differs from cases/base.

`removed.txt` in a case lists what is taken away. QMSDOCS_ACCEPT=1 writes the answers anew; read every one of them.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qmsdocs.cli import run
from qmsdocs.rules import RULES

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


def test_every_rule_is_shown() -> None:
    """No rule is left without an example: a case here, or a test where it takes more than a folder of sources."""
    shown = "".join((case / "expected.txt").read_text(encoding="utf-8") for case in BROKEN)
    tests = "".join(file.read_text(encoding="utf-8") for file in CASES.parent.glob("test_*.py"))

    assert [name for name in RULES if f"[{name}]" not in shown and name not in tests] == []


# ── Files that a folder of cases cannot hold ─────────────────────────────────

LETTER = "number: WI-02\ntitle: Letters\nowner: receiver\nparent: QP-01\npurpose: Open the post.\n"


def headlines(found: str) -> list[str]:
    """The first two lines of each finding: what, and where."""
    lines = found.splitlines()
    return [f"{line} | {lines[place + 1].strip()}" for place, line in enumerate(lines) if "[" in line.split(" ")[0]]


def test_another_encoding(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that an old Chinese editor saved is answered at its first wrong character."""
    (house / "work_instructions/WI-02.yaml").write_bytes(LETTER.replace("Letters", "Post 信函").encode("gbk"))

    code, found = answer(house, capsys)

    assert code == 1
    assert headlines(found) == [
        "error[not-utf-8] The character here (byte 0xD0) is not UTF-8 text. | --> work_instructions/WI-02.yaml:2:13"
    ]
    assert "encoding UTF-8" in found


def test_utf_16(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in UTF-16 is one finding, with a byte order mark or without many, not thousands."""
    (house / "work_instructions/WI-02.yaml").write_bytes(LETTER.encode("utf-16"))
    assert len(headlines(answer(house, capsys)[1])) == 1

    (house / "work_instructions/WI-02.yaml").write_bytes(LETTER.encode("utf-16-le") * 100)
    assert {line.partition("]")[0] for line in headlines(answer(house, capsys)[1])} == {"error[control-character"}


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(end: str, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Windows line ends and a byte order mark are read as if they were ours, and lines are counted the same."""
    file = house / "work_instructions/WI-02.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + LETTER.replace("\n", end).encode())
    assert answer(house, capsys) == (0, "No findings.\n")

    file.write_bytes(b"\xef\xbb\xbf" + LETTER.replace("receiver", "postman").replace("\n", end).encode())
    assert "WI-02.yaml:3:8\n3 | owner: postman\n  |        ^^^^^^^\n" in answer(house, capsys)[1]


def test_fifty_megabytes(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A huge file is refused by its size, without being read to the end."""
    with (house / "work_instructions/WI-02.yaml").open("wb") as stream:
        stream.write(LETTER.encode())
        stream.truncate(50_000_000)

    code, found = answer(house, capsys)

    assert code == 1
    assert headlines(found) == [
        "error[file-too-large] This file is 20+ MB, more than the 2 MB that a source file may have."
        " | --> work_instructions/WI-02.yaml:1:1"
    ]


@pytest.mark.parametrize("text", ["- " * 100_000, "-   " * 100_000, "? " * 100_000, "[" * 100_000, "{a: " * 100_000])
def test_deep_nesting(text: str, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No depth of brackets, dashes or question marks stops the program."""
    (house / "work_instructions/WI-02.yaml").write_text(f"purpose:\n  {text}a\n", encoding="utf-8")

    code, found = answer(house, capsys)

    assert code == 1
    assert len(headlines(found)) == 1
    assert len(found) < 1000


def test_many_brackets_are_not_deep(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand brackets in running text are no nesting."""
    text = LETTER.replace("Open the post.", "|\n" + "  Open ( [ { the post.\n" * 1000)
    (house / "work_instructions/WI-02.yaml").write_text(text, encoding="utf-8")

    assert answer(house, capsys) == (0, "No findings.\n")


def test_a_link_out_of_the_repository(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A source or picture that is a link to the outside is told, and what lies there is never shown."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: this must not be seen\n", encoding="utf-8")
    (house / "work_instructions/WI-02.yaml").symlink_to(outside)
    (house / "work_instructions/WI-03.yaml").symlink_to(tmp_path / "nothing.yaml")
    picture = house / "work_instructions/pictures/label.png"
    picture.rename(tmp_path / "label.png")
    picture.symlink_to(tmp_path / "label.png")

    code, found = answer(house, capsys)

    assert code == 1
    assert "secret" not in found
    assert [line.partition("]")[0] + "]" + line.partition("|")[2] for line in headlines(found)] == [
        "error[file-missing] --> work_instructions/WI-01.yaml:13:17",
        "error[file-outside] --> work_instructions/WI-02.yaml:1:1",
        "error[file-outside] --> work_instructions/WI-03.yaml:1:1",
    ]


def test_a_link_inside_the_repository(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link to another place of the repository is as good as a file, and a folder may be named like a file."""
    picture = house / "work_instructions/pictures/label.png"
    picture.rename(house / "manual/label.png")
    picture.symlink_to(house / "manual/label.png")
    (house / "procedures/QP-02.yaml").mkdir()

    assert answer(house, capsys) == (0, "No findings.\n")


def test_nothing_in_a_source_is_executed(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tag that asks for a command is refused, and the command is not run."""
    mark = house / "mark"
    tag = f'!!python/object/apply:os.system ["touch {mark}"]'
    (house / "work_instructions/WI-02.yaml").write_text(LETTER.replace("Open the post.", tag), encoding="utf-8")

    assert answer(house, capsys)[0] == 1
    assert not mark.exists()


def test_the_terminal_is_safe(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences of an author's text do not reach the terminal, and square brackets are no colours."""
    text = LETTER.replace("receiver", '"\\e[31mred [bold]x[/bold]"').replace("WI-02", "\x1b]0;title\x07")
    (house / "work_instructions/WI-02.yaml").write_text(text, encoding="utf-8")
    found = answer(house, capsys)[1]
    (house / "work_instructions/WI-02.yaml").write_text(text.replace("\x1b]0;title\x07", "WI-02"), encoding="utf-8")
    found += answer(house, capsys)[1]
    (house / "work_instructions/\x1bWI-03.yaml").write_text("", encoding="utf-8")
    found += answer(house, capsys)[1]

    assert "·WI-03.yaml" in found
    assert "\x1b" not in found and "\x07" not in found
    assert "[bold]x[/bold]" in found


def test_a_long_value_is_shortened(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a page of text stands in place of a word, the message does not repeat the page."""
    (house / "work_instructions/WI-02.yaml").write_text(
        LETTER.replace("receiver", '"' + "Somebody " * 2000 + '"'), encoding="utf-8"
    )

    assert len(answer(house, capsys)[1]) < 1000


def test_a_console_that_knows_few_letters(house: Path) -> None:
    """Where a console cannot show Chinese, letters are replaced and the answer is given all the same."""
    broken(house, CASES / "broken" / "018-full-width-colons")
    program = "import sys; from qmsdocs.cli import main; sys.argv[0] = 'qmsdocs'; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--root", str(house), *CHECK],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert "2 | title?????\n" in done.stdout


# ── Options ──────────────────────────────────────────────────────────────────


@pytest.fixture
def warned(house: Path) -> Path:
    """A repository with one warning: a reference to a planned document, in line 5."""
    text = LETTER.replace("Open the post.", "Open the post, 100 %, then [QP-09].")
    (house / "work_instructions/WI-02.yaml").write_text(text, encoding="utf-8")
    return house


def test_strict(warned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings end with 0, with --strict with 1."""
    assert answer(warned, capsys)[0] == 0
    assert answer(warned, capsys, "--strict")[0] == 1


def test_quiet(house: Path, warned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --quiet a clean repository prints nothing; problems are printed all the same."""
    assert "planned-document" in answer(warned, capsys, "--quiet")[1]
    (house / "work_instructions/WI-02.yaml").unlink()
    assert answer(house, capsys, "--quiet") == (0, "")


def test_the_second_time_is_like_the_first(warned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cache changes the time, never the answer; a changed picture or link is noticed."""
    first = answer(warned, capsys)
    assert answer(warned, capsys) == first == answer(warned, capsys, "--no-cache")

    (warned / "work_instructions/pictures/label.png").unlink()
    assert "file-missing" in answer(warned, capsys)[1]


def test_check_writes_nothing(warned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The repository is the same after a check as before."""
    before = {file: file.read_bytes() for file in warned.rglob("*") if file.is_file()}
    answer(warned, capsys)

    assert {file: file.read_bytes() for file in warned.rglob("*") if file.is_file()} == before


FORMATS: dict[str, Callable[[str], object]] = {
    "json": lambda text: json.loads(text)["findings"][0],
    "sarif": lambda text: json.loads(text)["runs"][0]["results"][0],
    "github": str.strip,
}
MESSAGE = "QP-09 (Follow-up) is planned and not issued yet."
HINT = "The reference is printed as planned until the document exists."
IN_FORMAT: dict[str, object] = {
    "json": {
        "rule": "planned-document",
        "severity": "warning",
        "path": "work_instructions/WI-02.yaml",
        "line": 5,
        "column": 37,
        "length": 7,
        "message": MESSAGE,
        "hint": HINT,
    },
    "sarif": {
        "ruleId": "planned-document",
        "level": "warning",
        "message": {"text": f"{MESSAGE} {HINT}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "work_instructions/WI-02.yaml"},
                    "region": {"startLine": 5, "startColumn": 37, "endColumn": 44},
                }
            }
        ],
    },
    "github": f"::warning file=work_instructions/WI-02.yaml,line=5,col=37,title=planned-document::{MESSAGE}%0A{HINT}",
}


@pytest.mark.parametrize("form", FORMATS)
def test_formats_for_programs(form: str, warned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same findings as JSON, as SARIF and as annotations of a pull request."""
    assert FORMATS[form](answer(warned, capsys, "--format", form)[1]) == IN_FORMAT[form]
