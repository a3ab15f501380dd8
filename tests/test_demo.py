"""The demo is the same everywhere, and what the program says of its three years is what happened in them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qmsdocs.cli import run

ENDING = "2026-11-24"
OLD = "A frame that breaks in normal use is replaced, whatever its age."
NEW = "A frame that breaks in normal use is replaced while its guarantee lasts."

Capture = pytest.CaptureFixture[str]
Change = Callable[[Path, str, str], None]


def git(folder: Path, *arguments: str) -> str:
    """What git says in a repository."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.strip()


def said(capsys: Capture, *arguments: str) -> str:
    """What a command prints."""
    capsys.readouterr()
    run(arguments)
    return capsys.readouterr().out


def files(folder: Path) -> dict[str, bytes]:
    """The files of a repository by path, without those of git."""
    found = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return {path: file.read_bytes() for path, file in found.items() if not path.startswith(".git/")}


# ── The same everywhere ──────────────────────────────────────────────────────

USER_CONFIG = """\
[commit]
    gpgsign = true
[tag]
    gpgsign = true
[user]
    signingkey = nothing
[init]
    defaultBranch = trunk
    templateDir = {home}/template
[core]
    autocrlf = true
    hooksPath = {home}/template/hooks
"""


@pytest.fixture
def other_user(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who lives elsewhere, signs every commit, and has hooks that refuse."""
    home = tmp_path / "home"
    hook = home / "template" / "hooks" / "post-checkout"
    hook.parent.mkdir(parents=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (home / ".gitconfig").write_text(USER_CONFIG.format(home=home.as_posix()))
    settings = {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), "GIT_DEFAULT_HASH": "sha256"}
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "GIT_DIR": str(tmp_path / "nowhere")}
    return {**os.environ, **settings, **elsewhere, "QMSDOCS_LANGUAGE": "zh"}


def test_two_runs_give_the_same_commits(demo: Path, tmp_path: Path, other_user: dict[str, str]) -> None:
    """Zone, locale, umask and git configuration of whoever runs it make no difference."""
    other = tmp_path / "other"
    program = "import os, sys; os.umask(0o077); from qmsdocs.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "demo", str(other), "--ending", ENDING]
    subprocess.run(command, check=True, capture_output=True, env=other_user)

    assert git(other, "show-ref", "--head") == git(demo, "show-ref", "--head")
    assert files(other) == files(demo)
    assert git(other, "status", "--short") == git(other, "stash", "list") == ""
    assert not list((other / ".git").glob("hooks/*"))


def test_the_demo_is_a_sound_repository(demo: Path) -> None:
    """Every object is whole, and the last state is checked out on the branch main."""
    told = subprocess.run(
        ["git", "-C", str(demo), "fsck", "--strict", "--no-dangling"], check=True, capture_output=True, text=True
    )

    assert told.stdout == ""
    assert git(demo, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(demo, "status", "--short") == ""


@pytest.mark.parametrize("ending", ["2024-02-29", "2025-01-01", "2026-08-02", "1999-12-31", "2038-02-01"])
def test_any_day_can_be_the_last(ending: str, tmp_path: Path, capsys: Capture) -> None:
    """A leap day, New Year, a Sunday, another century: the same is found in each life."""
    folder = tmp_path / "linden"
    assert run(["demo", str(folder), "--ending", ending]) == 0
    days = git(folder, "log", "--format=%cd", "--date=format:%u %H:%M %F").splitlines()

    assert found(folder, ending, capsys) == FOUND
    assert {day.split()[0] for day in days} <= set("12345")
    assert {day.split()[1] for day in days} == {"10:00"}
    assert max(day.split()[2] for day in days) < ending


# ── What happened ────────────────────────────────────────────────────────────

LISTED = """\
       2023-12-15  2024-01-10    2025-07-11     2026-04-07     2026-11-24     2026-12-15
PO-01  2.0         2.0           3.0            3.0            3.0            3.0
QM-01  -           1.0-approved  1.0            1.0            1.1            1.1
QP-01  2.1         2.1           3.0            3.1            3.2            3.2
QP-02  -           1.0-approved  1.0            1.0            1.0            1.0
QP-03  -           1.0-approved  1.0            1.0            1.0            1.1
QP-04  -           -             -              1.0            1.0            1.0
WI-01  1.2         1.2           1.3            1.3            1.4            1.4
WI-02  1.0         1.0           1.0            1.0-withdrawn  1.0-withdrawn  1.0-withdrawn
WI-03  -           1.0-approved  1.1            1.1            1.1            1.1
WI-04  1.0         1.0           1.0-withdrawn  1.0-withdrawn  1.0-withdrawn  1.0-withdrawn
WI-05  -           -             -              1.0            1.2            1.2
QR-01  1.0         1.0           1.1            1.1            1.2            1.2
QR-02  -           1.0-approved  1.0            1.0            1.0            1.0
QR-03  -           -             -              1.0            1.0            1.0
QR-04  -           -             -              1.0            1.0            1.0
QR-05  -           -             -              1.0            1.0            1.0
QR-06  -           -             -              1.0            1.0            1.0
QR-07  -           -             -              1.0            1.0            1.0
"""
"""The master document list on six days: the last revision, in force where nothing else is said."""


def listed(day: str) -> dict[str, str]:
    """The column of one day, without what was not there yet."""
    head, *lines = (line.split() for line in LISTED.splitlines())
    cells = {line[0]: line[head.index(day) + 1] for line in lines}
    return {number: cell for number, cell in cells.items() if cell != "-"}


@pytest.mark.parametrize("day", LISTED.splitlines()[0].split())
def test_list_on_any_day(day: str, demo: Path, capsys: Capture) -> None:
    """What was in force on a day is what the diary says of it."""
    lines = json.loads(said(capsys, "list", "--root", str(demo), "--as-of", day, "--format", "json"))
    shown = {line["number"]: f"{line['revision']}-{line['status']}".removesuffix("-effective") for line in lines}

    assert shown == listed(day)


@pytest.mark.parametrize(("day", "limit"), [("2026-04-07", "3 working days"), ("2026-04-08", "1 working day")])
def test_a_past_day_says_what_it_said(day: str, limit: str, demo: Path, capsys: Capture) -> None:
    """On the last day of the old limit QP-01 prints the old one, on the next day the new one."""
    outline = said(capsys, "show", "QP-01", "--root", str(demo), "--as-of", day, "--format", "outline")

    assert f"the customer knows within {limit} who answers for it." in outline.replace("\u00a0", " ")


def test_issue_tags_name_what_was_in_force(demo: Path, capsys: Capture) -> None:
    """Each year has its tag, and it lists what `list` says of its day."""
    tags = git(demo, "tag", "--list", "issue-*").split()

    assert tags == ["issue-2024-11-15", "issue-2025-11-18", "issue-2026-11-17"]
    for tag in tags:
        day = tag.removeprefix("issue-")
        lines = json.loads(said(capsys, "list", "--root", str(demo), "--as-of", day, "--format", "json"))
        in_force = [f"{line['number']} {line['revision']}" for line in lines if line["status"] == "effective"]
        named = git(demo, "for-each-ref", f"refs/tags/{tag}", "--format=%(contents:body)").split("\n\n")[0]
        assert [line.rpartition(" ")[0] for line in named.splitlines()] == in_force


# ── What is found ────────────────────────────────────────────────────────────

FOUND = [
    ("review-overdue", "forms/QR-02.yaml"),
    ("copy-to-recall", "manual/copies.yaml"),
    ("translation-behind", "procedures/QP-01.zh.yaml"),
    ("changed-after-approval", "procedures/QP-02.yaml"),
]
"""What is meant to be found."""


def found(folder: Path, day: str, capsys: Capture) -> list[tuple[str, str]]:
    """Rule and file of everything that `check` finds."""
    findings = json.loads(said(capsys, "check", "--root", str(folder), "--as-of", day, "--format", "json"))
    return [(finding["rule"], finding["path"]) for finding in findings["findings"]]


def test_check_names_the_void_approval_and_the_commit(demo: Path, capsys: Capture) -> None:
    """Only what is meant to be wrong is wrong; the commit that voided the approval of QP-02 is named with its day."""
    assert found(demo, ENDING, capsys) == FOUND
    commit = git(demo, "log", "--format=%H", "--grep=Tidy the wording")

    assert run(["check", "--root", str(demo), "--as-of", ENDING]) == 1
    told = (
        f"QP-02 1.0 was changed after its approval, in steps.decide, by commit {commit[:10]} of 2026-07-27 (daan@linden"
    )
    assert told in capsys.readouterr().out


def test_build_publishes_what_was_approved_last(demo_to_change: Path, capsys: Capture) -> None:
    """The page of the void document holds the approved sentence, the file the other one; the exit code says so."""
    assert run(["build", "--root", str(demo_to_change), "--as-of", ENDING, "--no-word"]) == 1
    page = (demo_to_change / "site" / "procedures" / "QP-02.html").read_text(encoding="utf-8")

    assert OLD in page and NEW not in page
    assert NEW in (demo_to_change / "procedures" / "QP-02.yaml").read_text(encoding="utf-8")
    assert "QP-02 1.0 was changed after its approval" in capsys.readouterr().out


def test_what_the_guide_names_can_be_tried(
    demo_to_change: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Each command that is printed at the end runs in the demo; only the void approval makes an exit code of 1."""
    guide = said(capsys, "demo", str(tmp_path / "another"), "--ending", ENDING)
    commands = [line.split()[1:] for line in guide.splitlines() if line.startswith("  qmsdocs ")]
    monkeypatch.chdir(demo_to_change)

    assert {command[0]: run(command) for command in commands} == {
        "list": 0,
        "show": 0,
        "redline": 0,
        "changes": 0,
        "check": 1,
        "build": 1,
        "due": 1,
        "copy": 0,
        "bundle": 1,
        "verify": 0,
    }
    assert len(list((demo_to_change / "dist" / "word").glob("*.docx"))) >= 12


# ── Evidence ─────────────────────────────────────────────────────────────────


def approval(folder: Path, capsys: Capture, number: str, *revision: str) -> str:
    """What `show` says of an approval."""
    out = said(capsys, "show", number, "--root", str(folder), "--as-of", ENDING, *revision)
    return next(line for line in out.splitlines() if line.startswith("Approved: ") and ", " in line)


@pytest.mark.parametrize(
    ("number", "revision", "grade"),
    [
        ("PO-01", (), "Signed with key"),
        ("QM-01", (), "Committed by the signer"),
        ("WI-01", ("--revision", "1.3"), "Signed on paper"),
        ("QP-01", ("--revision", "3.0"), "Declared in the file"),
    ],
)
def test_show_grades_the_approvals(
    number: str, revision: tuple[str, ...], grade: str, demo: Path, capsys: Capture
) -> None:
    """One approval is signed with a key, one made by the approver's identity, one on paper, one only declared."""
    assert grade in approval(demo, capsys, number, *revision).split("; ")


def test_a_key_that_was_replaced_proves_nothing(demo_to_change: Path, change: Change, capsys: Capture) -> None:
    """With another key in the organization file, committed, the approval is no longer called signed."""
    other = "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    registered = git(demo_to_change, "grep", "--only-matching", "ssh-ed25519 .*", "manual/organization.yaml")
    change(demo_to_change / "manual" / "organization.yaml", registered.split()[-1], other)
    git(demo_to_change, "commit", "--all", "--message", "Another key")

    assert approval(demo_to_change, capsys, "PO-01").endswith("; Committed by the signer")


def test_a_rewritten_history_is_found(demo_to_change: Path, capsys: Capture) -> None:
    """When the commit of an issue is no longer on the branch, `check` says so."""
    git(demo_to_change, "commit", "--amend", "--message", "NC-002: corrected by somebody else")

    assert "history-rewritten" in [rule for rule, _ in found(demo_to_change, ENDING, capsys)]


# ── Refusals ─────────────────────────────────────────────────────────────────


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: Capture) -> None:
    """The demo goes into a new or an empty folder, nowhere else."""
    note = tmp_path / "mine" / "note.txt"
    note.parent.mkdir()
    note.write_text("mine")
    (tmp_path / "empty").mkdir()

    assert run(["demo", str(note.parent)]) == 2
    assert run(["demo", str(note)]) == 2
    assert run(["demo", str(tmp_path / "empty"), "--ending", ENDING]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"{note.parent} is not an empty folder. Name one that does not exist yet.",
        f"{note} is not an empty folder. Name one that does not exist yet.",
    ]
    assert [file.name for file in note.parent.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(("missing", "told"), [("git", "git is not installed"), ("ssh-keygen", "ssh-keygen 8.2 or")])
def test_without_its_programs_nothing_is_written(missing: str, told: str, tmp_path: Path) -> None:
    """Without git or ssh-keygen the command says what to install, and leaves nothing behind."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in {"git", "ssh-keygen"} - {missing}:
        place = shutil.which(name)
        assert place
        (programs / name).symlink_to(place)
    command = [sys.executable, "-c", "from qmsdocs.cli import main; main()", "demo", str(tmp_path / "demo")]
    made = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PATH": str(programs)})

    assert (made.returncode, made.stdout) == (2, "")
    assert told in made.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["programs"]


def test_a_year_beyond_git_is_refused(tmp_path: Path, capsys: Capture) -> None:
    """A history cannot end before git's days begin."""
    assert run(["demo", str(tmp_path / "demo"), "--ending", "1066-10-14"]) == 2
    assert capsys.readouterr().err == "The history can end in the years 1980 to 2099.\n"
