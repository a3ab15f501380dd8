"""What git is asked is answered as it is, and nothing in a repository runs or deceives the reader."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import qmsdocs
from qmsdocs.cli import run
from qmsdocs.git import Git, NoGit, state
from qmsdocs.history.stated import Statements
from tests.house import FILES, House, issued_house


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 and QR-01 are in force from 1 March."""
    return issued_house(tmp_path / "house")


def log(house: House) -> list[tuple[str, str, list[str]]]:
    """Hash, address and paths of every commit, as `Git.log` gives them."""
    git = Git(house.root)
    return [(row.sha, row.email, [change.path for change in row.changes]) for row in git.log([git.head])]


# ── Plain questions ──────────────────────────────────────────────────────────


def test_a_log_gives_parents_first_and_changes_by_blob(house: House) -> None:
    """Of a merge it gives what came to the branch; a removed file has no blob."""
    house.switch("change")
    house.draft("WI-01")
    side = house.commit("Draft", "2026-03-01", "bob")
    house.switch("main")
    (house.root / FILES["QR-01"]).unlink()
    removed = house.commit("Remove", "2026-03-02")
    merge = house.merge("change", "2026-03-03")

    git = Git(house.root)
    rows = {row.sha: row for row in git.log([git.head])}
    order = list(rows)
    assert order[-1] == merge
    assert rows[merge].parents == (removed, side)
    assert [change.path for change in rows[merge].changes] == [FILES["WI-01"]]
    assert rows[merge].changes == rows[side].changes
    (gone,) = rows[removed].changes
    assert (gone.path, gone.blob, git.blob(gone.before)) == (FILES["QR-01"], "", git.blob(gone.before))
    assert [row.sha for row in git.log([git.head], [removed])] == [side, merge]
    assert [row.sha for row in git.log([git.head], paths=[FILES["WI-01"]])] == [merge]


def test_many_blobs_are_read_at_once(house: House) -> None:
    """They come in the order in which they were asked for; what is not there is left out."""
    git = Git(house.root)
    wanted = [git.tree(git.head)[FILES[number]] for number in ("QR-01", "QP-01")]

    found = list(git.blobs([wanted[0], "0" * 40, wanted[1]]))

    assert [sha for sha, _ in found] == wanted
    assert [data for _, data in found] == [git.blob(sha) for sha in wanted]


def test_whether_a_branch_goes_on(house: House) -> None:
    """It goes on when its first parents lead to the old tip."""
    git = Git(house.root)
    start, approved = git.resolve("start"), git.head
    assert git.continues(start, approved)
    assert git.continues(start, start)
    assert not git.continues(approved, start)
    assert not git.continues("0" * 40, approved)


def test_tags(house: House) -> None:
    """Only annotated tags on commits count; a tag of a tag, of a file, or without a message does not."""
    house.tag("light")
    house.tag("issue-1", "First line\n\nQP-01 1.0 sha256:0")
    house.tag("deep/issue-2", "In a folder")
    house.git("tag", "-m", "Of a file", "file", f"HEAD:{FILES['QP-01']}")
    git = Git(house.root)

    assert [tag.name for tag in git.tags("")] == ["deep/issue-2", "issue-1"]
    (tag,) = git.tags("issue-")
    assert (tag.commit, tag.message) == (git.head, "First line\n\nQP-01 1.0 sha256:0\n")
    assert tag.tagged == 1770721200  # noon of 10 February 2026 in Amsterdam


def test_the_state_follows_what_names_point_to(house: House) -> None:
    """A new commit or tag changes it, a change of a file does not."""
    before = state(house.root)
    house.write("docs_src/note.md", "Note\n")
    assert state(house.root) == before
    house.tag("issue-1", "One")
    assert (tagged := state(house.root)) != before
    house.commit("Note")
    assert state(house.root) not in (before, tagged)


def test_a_folder_without_a_repository(tmp_path: Path) -> None:
    """It is told which of the states it is."""
    with pytest.raises(NoGit) as told:
        Git(tmp_path)
    assert told.value.reason == "no-repository"


def test_no_other_module_runs_git() -> None:
    """Only the package `git` imports GitPython; who else starts programs starts ssh-keygen and LibreOffice."""
    program = Path(qmsdocs.__file__).parent
    texts = {file.relative_to(program).as_posix(): file.read_text(encoding="utf-8") for file in program.rglob("*.py")}
    others = {path: text for path, text in texts.items() if not path.startswith("git/")}

    def those_with(pattern: str) -> list[str]:
        return sorted(path for path, text in others.items() if re.search(pattern, text, re.MULTILINE))

    assert those_with(r"^\s*(?:import|from) (?:git|gitdb)\b") == []
    assert those_with(r"\b(?:subprocess|popen|os\.system|os\.exec\w+|os\.spawn\w+)\b") == [
        "demo/signing.py",
        "signing.py",
        "writers/word/office.py",
    ]
    assert those_with(r"""\[["']git["'],""") == []


# ── A hostile repository ─────────────────────────────────────────────────────

IMITATION = "\x1e{sha} \x1f1770721200\x1fann@house.example\x1d\n:000000 100644 " + "0" * 40 + " {sha} A\0x\0"


def test_a_message_that_imitates_the_log(house: House) -> None:
    """A message, an address or the name of a file that looks like a row of the log is not taken for one."""
    known = log(house)
    imitation = IMITATION.format(sha="1" * 40).replace("\0", "")
    house.write("docs_src/note.md", "Note\n")
    house.write("docs_src/\x1e\x1f\x1d:100644 100644 x", "Odd\n")
    house.commit(imitation, "2026-03-01", "bob")
    address = "\x1e\x1f:100644 \x1d"
    sha = house.recommit("<bob@house.example>", f"<{address}>")

    assert log(house) == [*known, (sha, address, ["docs_src/\x1e\x1f\x1d:100644 100644 x", "docs_src/note.md"])]


def test_names_with_separators_and_newlines(house: House) -> None:
    """A file name may hold anything but a NUL; it stays one name."""
    name = 'docs_src/a\nb\t"c".md'
    house.write(name, "Odd\n")
    house.commit("Odd")

    assert log(house)[-1][2] == [name]
    (house.root / name).write_text("Changed\n")
    assert Git(house.root).changed() == [name]


@pytest.mark.parametrize("name", ["--upload-pack=touch ran", "-h", "--exec=touch ran", ":/Start", "HEAD:qms.yaml", ""])
def test_names_that_look_like_options(name: str, house: House) -> None:
    """The settings may name any branch and any start: no name is taken for an option, nor for anything but a commit."""
    assert Git(house.root).resolve("--upload-pack=touch ran") == ""
    house.change("qms.yaml", "branch: main", f'branch: "{name or "x"}"')
    house.change("qms.yaml", "controlled_from: start", f'controlled_from: "{name or "x"}"')

    assert [finding.diagnostic.rule for finding in house.in_force().findings] == ["no-history"]
    assert not (house.root / "ran").exists()


def test_what_a_terminal_would_obey_is_not_printed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Addresses and tags come from whoever pushed them: `check` prints them without what steers a terminal."""
    house.tag("issue-1", "\x1b[2JCleared\n\nQP-01 9.9\x1b[31m sha256:0\nQP-01 8.8 sha256:\x1b[0m")
    house.change(FILES["QP-01"], "Answer", "Reply")
    house.commit("Change", "2026-03-01", "bob")
    house.recommit("<bob@house.example>", "<\x1b]0;bob\x07@house.example>")

    assert run(["check", "--root", str(house.root), "--as-of", "2026-06-01"]) == 1
    told = capsys.readouterr().out
    assert "(·]0;bob·@house.example)" in told
    assert "\x1b" not in told


def test_links_and_submodules_are_no_sources(house: House) -> None:
    """A link that is called like a document, or a repository in the place of one, is not read."""
    (house.root / FILES["WI-01"]).parent.mkdir()
    (house.root / FILES["WI-01"]).symlink_to("/etc/passwd")
    house.git("add", "--all")
    house.git("update-index", "--add", "--cacheinfo", f"160000,{house.head},procedures/QP-02.yaml")
    house.git("commit", "--quiet", "-m", "Odd")
    git = Git(house.root)

    assert not {FILES["WI-01"], FILES["QP-02"]} & git.tree(git.head).keys()
    assert {change.blob for row in git.log([git.head]) for change in row.changes if change.path == FILES["WI-01"]} == {
        ""
    }
    assert sorted(house.list()) == ["QP-01", "QR-01"]


def fsmonitor(house: House, program: Path) -> None:
    """A file monitor."""
    house.git("config", "core.fsmonitor", str(program))


def hooks(house: House, program: Path) -> None:
    """Hooks for every occasion."""
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (house.top / ".git/hooks" / name).write_text(program.read_text())
        (house.top / ".git/hooks" / name).chmod(0o755)


def pagers(house: House, program: Path) -> None:
    """Programs for showing."""
    for name in ("core.pager", "diff.external", "pager.log", "core.sshCommand", "core.editor"):
        house.git("config", name, str(program))


@pytest.mark.parametrize("programs", [fsmonitor, hooks, pagers])
def test_nothing_that_a_repository_names_is_run(programs: Callable[[House, Path], None], house: House) -> None:
    """Whoever hands over a folder with its `.git` hands over settings too: none of them starts a program."""
    program = house.root.parent / "program.sh"
    program.write_text(f'#!/bin/sh\ntouch "{house.root.parent}/ran"\n')
    program.chmod(0o755)
    programs(house, program)
    (house.root.parent / "ran").unlink(missing_ok=True)
    house.change(FILES["QP-01"], "Answer", "Reply")

    assert house.in_force().left_out == (FILES["QP-01"],)
    assert house.purpose("QP-01").startswith("Answer")
    house.findings()
    assert not (house.root.parent / "ran").exists()


def test_replaced_objects_are_not_believed(house: House) -> None:
    """`git replace` shows another content under the same hash: it is the true one that counts."""
    path = FILES["QP-01"]
    false = house.git("hash-object", "-w", "--stdin", told=house.read(path).replace("Answer", "Reply"))
    house.git("replace", house.git("rev-parse", f"HEAD:{path}"), false)

    assert house.purpose("QP-01").startswith("Answer")
    assert b"Reply" not in Git(house.root).blob(house.git("rev-parse", f"HEAD:{path}"))


@pytest.mark.parametrize(
    "text", ["[" * 200_000, " [\n" * 200_000, "  - " * 200_000, "  - &a [*a, *a]\n", "  - {label: \x00}\n", "  - 'x\n"]
)
def test_versions_that_would_break_a_reader(text: str, house: House) -> None:
    """What once stood in a commit stands there for ever: no version may stop the program."""
    good = house.read(FILES["QP-01"])
    house.write(FILES["QP-01"], f"number: QP-01\nrevisions:\n{text}")
    house.commit("Break", "2026-03-01")
    house.write(FILES["QP-01"], good)
    house.commit("Mend", "2026-03-02")

    assert house.findings() == []
    assert Statements().of(f"number: QP-01\nrevisions:\n{text}".encode()).signatures == ()


def test_a_cache_of_another_repository(house: House, tmp_path: Path) -> None:
    """Two repositories share one cache and do not get in each other's way."""
    other = issued_house(tmp_path / "other")
    other.change(FILES["QP-01"], "Answer", "Reply")
    other.commit("Change", "2026-03-01")

    assert house.findings() == []
    assert other.findings() == ["changed-after-approval procedures/QP-01.yaml"]
    assert house.evidence("QP-01").landed_on == date(2026, 2, 10)
