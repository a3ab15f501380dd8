"""What git knows of revisions, in repositories of every shape: contents are found by what they say, and the controlled
branch gives the dates. Each test makes a real repository.
"""

import gc
import shutil
import sys
import weakref
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.pipeline import load, load_in_force
from qmsdocs.register import revision_entry
from qmsdocs.repository import localized_item
from tests.house import FILES, PARAMETERS, SETTINGS, TEXTS, House, entry, issued_house, new_house


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is the first of January 2027, so that every day of 2026 lies in the past."""
    monkeypatch.setattr("qmsdocs.pipeline.today", lambda root: date(2027, 1, 1))


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 and QR-01 are in force from 1 March."""
    return issued_house(tmp_path / "house")


def next_revision(house: House, by: str = "ann", effective: str = "2026-05-01") -> None:
    """QP-01 gets revision 1.1, opened by Bob and approved; two commits in April."""
    house.revise("QP-01", "1.1", effective, "Answer within", "Answer in person within")
    house.commit("Open QP-01 1.1", "2026-04-09", "bob")
    house.approve("QP-01", by=by, on="2026-04-10")
    house.commit("Approve QP-01 1.1", "2026-04-10", by)


def clone(house: House, folder: Path, *options: str) -> House:
    """A clone of the house."""
    house.git("clone", "--quiet", *options, house.root.as_uri(), str(folder))
    return House(folder)


OLD, NEW = "Answer within {limits.answer}. Use [QR-01].", "Answer in person within {limits.answer}. Use [QR-01]."


# ── Ways to the branch ───────────────────────────────────────────────────────


def linear(house: House) -> None:
    """Commit after commit."""
    next_revision(house)


def merged(house: House) -> None:
    """A side branch, merged with a commit of its own while the branch moved on."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.write("docs_src/note.md", "Note\n")
    house.commit("Note", "2026-04-11")
    house.merge("change", "2026-04-15")


def squashed(house: House) -> None:
    """A side branch, merged as one new commit."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.squash("change", "2026-04-15")
    house.git("branch", "--quiet", "-D", "change")


def rebased(house: House) -> None:
    """A side branch, put on top of what came to the branch meanwhile."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.write("docs_src/note.md", "Note\n")
    house.commit("Note", "2026-04-15")
    house.git("rebase", "--quiet", "main", "change")
    house.switch("main")
    house.git("merge", "--quiet", "--ff-only", "change")


def fast_forwarded(house: House) -> None:
    """A side branch to which the branch just moves up."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.git("merge", "--quiet", "--ff-only", "change")


WAYS = [(linear, "attributed", 10), (merged, "attributed", 15), (squashed, "declared", 15)]
WAYS += [(rebased, "attributed", 15), (fast_forwarded, "attributed", 10)]


@pytest.mark.parametrize(("way", "grade", "day"), WAYS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_revision_reaches_the_branch(way: Callable[[House], None], grade: str, day: int, house: House) -> None:
    """However it came: each day shows the content that was approved for it, and the branch says since when."""
    way(house)

    assert house.findings() == []
    assert [house.purpose("QP-01", on) for on in ("2026-04-30", "2026-05-01")] == [OLD, NEW]
    assert house.list("2026-04-30") == {"QP-01": "1.0 effective", "QR-01": "1.0 effective"}
    assert house.list("2026-05-01") == {"QP-01": "1.1 effective", "QR-01": "1.0 effective"}
    assert house.evidence("QP-01").landed_on == date(2026, 4, day)
    assert house.grade("QP-01") == grade


def test_the_branch_announces_what_it_holds(house: House) -> None:
    """On the side branch it is not known to staff; from the day of the merge it is announced, until it is in force."""
    merged(house)

    def announced(day: str) -> str:
        master = house.in_force(day).master
        assert master is not None
        upcoming = master.entries["QP-01"].upcoming
        return upcoming.label if upcoming else ""

    assert [announced(day) for day in ("2026-04-14", "2026-04-15", "2026-05-01")] == ["", "1.1", ""]


def test_the_branch_merged_back_and_moved_up(house: House) -> None:
    """When the branch was merged into a side branch and then moved up to it, its own commits are second parents: the
    contents are found all the same, and what it had counts as landed with the merge."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.draft("WI-01", "2026-04-20")
    house.approve("WI-01", on="2026-04-12")
    house.commit("Approve WI-01", "2026-04-12")
    house.switch("change")
    house.merge("main", "2026-04-15")
    house.switch("main")
    house.git("merge", "--quiet", "--ff-only", "change")

    assert house.findings() == []
    assert [house.purpose("QP-01", on) for on in ("2026-04-30", "2026-05-01")] == [OLD, NEW]
    assert house.list()["WI-01"] == "1.0 effective"
    assert house.grade("WI-01") == "attributed"
    assert house.evidence("QP-01").landed_on == date(2026, 4, 10)
    assert house.evidence("WI-01").landed_on == date(2026, 4, 15)


def test_what_was_read_first_does_not_matter(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A squash is read, and later the side branch is merged as well: the answer is that of a machine that reads all of
    it at once."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.squash("change", "2026-04-15")
    assert house.grade("QP-01") == "declared"

    house.merge("change", "2026-04-20")

    assert house.grade("QP-01") == "declared"
    assert house.findings() == []
    before = house.evidence("QP-01")
    monkeypatch.setenv("QMSDOCS_CACHE", str(tmp_path / "empty"))
    assert house.evidence("QP-01") == before


@pytest.mark.parametrize("folder", ["a-procedures", "rules/of/the/house"])
def test_a_moved_folder(folder: str, house: House) -> None:
    """A document keeps its number wherever it lies: its folder gets another name, and its history goes on."""
    house.git("mv", "procedures", "moved")
    (house.root / folder).parent.mkdir(parents=True, exist_ok=True)
    house.git("mv", "moved", folder)
    house.change("qms.yaml", "folder: procedures", f"folder: {folder}")
    house.commit("Move", "2026-04-01")
    path = f"{folder}/QP-01.yaml"

    assert house.list()["QP-01"] == "1.0 effective"
    assert house.evidence("QP-01").landed_on == date(2026, 2, 10)

    house.change(path, "revisions:\n", f"revisions:\n{entry('1.1', '2026-05-01')}")
    house.change(path, "Answer within", "Answer in person within")
    house.approve("QP-01", on="2026-04-10")
    house.commit("Approve QP-01 1.1", "2026-04-10")

    assert house.findings() == []
    assert [house.purpose("QP-01", on) for on in ("2026-03-15", "2026-04-30", "2026-05-01")] == [OLD, OLD, NEW]


def test_facts_that_moved(house: House) -> None:
    """Organization and limits may lie in another folder below `manual` one day: approvals hold."""
    (house.root / "manual/facts").mkdir()
    house.git("mv", "manual/parameters.yaml", "manual/organization.yaml", "manual/facts")
    house.commit("Move", "2026-04-01")
    next_revision(house)

    assert house.findings() == []
    assert [house.purpose("QP-01", on) for on in ("2026-04-30", "2026-05-01")] == [OLD, NEW]
    assert house.grade("QP-01") == "attributed"


def test_a_file_deleted_and_restored(house: House) -> None:
    """What was approved before it was deleted is in force again, since the day on which it was first approved."""
    text = house.read(FILES["QP-01"])
    (house.root / FILES["QP-01"]).unlink()
    house.commit("Delete", "2026-04-01")
    assert "issued-document-deleted procedures/QP-01.yaml" in house.findings()
    house.write(FILES["QP-01"], text)
    house.commit("Restore", "2026-04-02")

    assert house.findings() == []
    assert house.list()["QP-01"] == "1.0 effective"
    assert house.evidence("QP-01").landed_on == date(2026, 2, 10)


def test_several_documents_in_one_commit(tmp_path: Path) -> None:
    """One change order opens and approves them together; they take effect together."""
    house = new_house(tmp_path / "house", numbers=("QP-01", "QP-02"))
    house.approve("QP-01", "QP-02", "QR-01")
    house.commit("Approve all", "2026-02-10")
    house.write("manual/parameters.yaml", PARAMETERS.replace("5 days", "3 days"))
    for number in ("QP-01", "QP-02"):
        house.revise(number, "1.1", "2026-05-01")
    house.approve("QP-01", "QP-02", on="2026-04-10")
    house.commit("3 days", "2026-04-10")

    assert house.findings() == []
    assert house.list("2026-04-30") == dict.fromkeys(("QP-01", "QP-02", "QR-01"), "1.0 effective")
    assert [limit_in_force(house, day) for day in ("2026-04-30", "2026-05-01")] == ["5 days", "3 days"]


def limit_in_force(house: House, day: str, number: str = "QP-01") -> str | None:
    """The limit that the document in force prints."""
    master = house.in_force(day).master
    assert master is not None
    held = master.entries[number].held
    return (held.repository if held else master.repository).facts.parameters.limits["answer"].value


# ── Days ─────────────────────────────────────────────────────────────────────


def test_a_day_ends_at_midnight_in_the_time_zone_of_the_house(house: House) -> None:
    """In Amsterdam the 10th of April ends at 22:00 UTC: what came a second later came on the 11th."""
    house.draft("WI-01", "2026-04-10")
    house.approve("WI-01", on="2026-04-10")
    house.commit("Last", at="2026-04-10T21:59:59+00:00")
    house.draft("QP-02", "2026-04-10")
    house.approve("QP-02", on="2026-04-10")
    house.commit("First", at="2026-04-10T22:00:00+00:00")

    assert [sorted(house.list(day)) for day in ("2026-04-09", "2026-04-10", "2026-04-11")] == [
        ["QP-01", "QR-01"],
        ["QP-01", "QR-01", "WI-01"],
        ["QP-01", "QP-02", "QR-01", "WI-01"],
    ]
    assert house.evidence("QP-02").landed_on == date(2026, 4, 11)
    assert house.said("effective-before-branch") == (
        "QP-02 1.0 is in force from 2026-04-10, but its approval reached the controlled branch only on 2026-04-11."
    )


def test_before_the_branch_began(house: House) -> None:
    """Of a day before the first commit nothing is known, and that is said."""
    (finding,) = house.in_force("2026-01-31").findings

    assert finding.diagnostic.message("en") == "On 2026-01-31 the branch “main” had no commit yet."


def test_commits_out_of_order(house: House) -> None:
    """A clock that was wrong when a commit was made: a day shows the last commit that says it is of that day or
    before."""
    house.draft("WI-01", "2026-04-01")
    house.commit("WI-01", "2026-04-20")
    house.approve("WI-01", on="2026-03-20")
    house.commit("Approved by a machine with a late clock", "2026-03-25")

    assert "WI-01" not in house.list("2026-03-24")
    assert house.list("2026-03-25")["WI-01"] == "1.0 approved"
    assert house.list("2026-04-19")["WI-01"] == "1.0 effective"


@pytest.mark.parametrize("moment", ["253402300800 +0000", "99999999999999 -1200", "0 +9999", "-86400 +0000", "x"])
def test_a_commit_of_no_possible_day(moment: str, house: House) -> None:
    """A commit can state any moment and any zone; it is only a day that is far away."""
    house.write("docs_src/note.md", "Note\n")
    house.commit("Note", at="1000000000 +0000")
    house.recommit("1000000000 +0000", moment)

    assert house.findings() == []
    assert house.list()["QP-01"] == "1.0 effective"


# ── What is wrong with the repository ────────────────────────────────────────


def test_a_shallow_clone(house: House, tmp_path: Path) -> None:
    """It would give every document the author and day of the last commit: it is refused, with the way out."""
    (finding,) = clone(house, tmp_path / "clone", "--depth=1").in_force().findings

    assert finding.diagnostic.message("en").startswith("The history was cut short when this copy was fetched")
    assert "git fetch --unshallow" in finding.diagnostic.hint("en")


def test_a_preview_needs_no_history(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a clone that was cut short a build refuses; a preview says the same and shows the working tree."""
    short = clone(house, tmp_path / "clone", "--depth=1")
    options = ["build", "--no-site", "--quiet", "--as-of", "2026-06-01", "--root", str(short.root)]

    assert [run(options), run([*options, "--preview"])] == [1, 0]
    assert capsys.readouterr().out.count("error[no-history]") == 2


def test_a_clone_without_the_contents(house: House, tmp_path: Path) -> None:
    """`--filter=blob:none` fetches contents when they are asked for: nothing is missing."""
    next_revision(house)
    house.git("config", "uploadpack.allowFilter", "true")
    house.git("config", "uploadpack.allowAnySHA1InWant", "true")
    partial = clone(house, tmp_path / "clone", "--filter=blob:none")

    assert partial.findings() == []
    assert [partial.purpose("QP-01", on) for on in ("2026-04-30", "2026-05-01")] == [OLD, NEW]


def test_a_missing_branch(house: House) -> None:
    """The branch that qms.yaml names is not here: it says which, and how to get it."""
    house.change("qms.yaml", "branch: main", "branch: release")
    (finding,) = house.in_force().findings

    assert finding.diagnostic.message("en") == "There is no branch “release”, which is to be the controlled one."
    assert "git fetch origin release" in finding.diagnostic.hint("en")


def test_no_git(house: House) -> None:
    """Without git the files are all there is: what they declare is taken as it stands, and that is said."""
    shutil.rmtree(house.root / ".git")
    loaded = house.in_force()

    assert (loaded.findings, loaded.no_history) == ((), "history.no-repository")
    assert house.list()["QP-01"] == "1.0 effective"


def test_nothing_committed(tmp_path: Path) -> None:
    """A repository in which nothing is committed yet is as good as none."""
    house = House(tmp_path)
    house.git("init", "--quiet")
    house.write("qms.yaml", SETTINGS)

    assert house.in_force().no_history == "history.no-commits"


def test_nothing_of_the_house_committed(tmp_path: Path) -> None:
    """So is one in which only other things are committed."""
    house = House(tmp_path / "house", tmp_path)
    house.git("init", "--quiet", "--initial-branch=main")
    (tmp_path / "README").write_text("Read me\n")
    house.commit("Read me", options=["--allow-empty"])
    house.write("qms.yaml", SETTINGS)

    assert house.in_force().no_history == "history.no-commits"


def test_git_is_not_installed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same holds where there is no git program."""
    monkeypatch.setenv("PATH", str(house.root))

    assert house.in_force().no_history == "history.not-installed"


def test_what_is_not_committed_is_left_out(house: House) -> None:
    """`build` publishes what is committed, and knows what it left out; `check` sees the files as they are."""
    house.change(FILES["QP-01"], "Answer within", "Answer in person within")
    house.draft("WI-01")

    assert house.in_force().left_out == ("procedures/QP-01.yaml", "work_instructions/WI-01.yaml")
    assert house.purpose("QP-01") == OLD
    assert "changed-after-approval procedures/QP-01.yaml" in house.findings()
    assert "WI-01" not in house.list()


def test_a_house_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The management system may be a part of a larger repository; what lies beside it does not matter."""
    house = new_house(tmp_path / "all/our/house", tmp_path / "all")
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    next_revision(house)
    (tmp_path / "all/procedures").mkdir()
    (tmp_path / "all/procedures/QP-01.yaml").write_text("number: QP-01\n")
    house.git("add", "--all")
    house.commit("Something else", "2026-04-20")

    assert house.findings() == []
    assert house.in_force().left_out == ()
    assert [house.purpose("QP-01", on) for on in ("2026-04-30", "2026-05-01")] == [OLD, NEW]


def test_in_a_hook_of_git(tmp_path: Path) -> None:
    """Git tells its hooks where the repository is, from its top; `check` in a folder below is not led astray."""
    house = new_house(tmp_path / "all/house", tmp_path / "all")
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    hook = tmp_path / "all/.git/hooks/pre-commit"
    program = "import sys; from qmsdocs.cli import run; sys.exit(run(['list', '--root', 'house', '--format', 'json']))"
    hook.write_text(f'#!/bin/sh\nexport GIT_DIR=.git\nexec "{sys.executable}" -c "{program}" >told\n')
    hook.chmod(0o755)
    house.write("docs_src/note.md", "Note\n")
    house.commit("Note")

    assert '"revision": "1.0"' in (tmp_path / "all/told").read_text()


def test_a_checkout_without_a_branch(house: House, tmp_path: Path) -> None:
    """As CI checks out: a commit, and the branch only as `origin/main`."""
    next_revision(house)
    checkout = clone(house, tmp_path / "clone")
    checkout.git("checkout", "--quiet", "--detach")
    checkout.git("branch", "--quiet", "-D", "main")

    assert checkout.findings() == []
    assert checkout.list("2026-05-01")["QP-01"] == "1.1 effective"
    assert checkout.evidence("QP-01").landed_on == date(2026, 4, 10)


@pytest.mark.parametrize("named", ["branch: main\n", ""])
def test_a_change_is_checked_out(named: str, house: House, tmp_path: Path) -> None:
    """Staff see the controlled branch, whatever is checked out; `check` sees the change. The branch is the one that
    qms.yaml names, else the default one of the remote."""
    house.change("qms.yaml", "branch: main\n", named)
    house.commit("Branch", options=["--allow-empty"])
    copy = clone(house, tmp_path / "clone")
    copy.switch("change")
    next_revision(copy)
    copy.draft("WI-01")
    copy.commit("Draft WI-01", "2026-04-12")

    assert copy.list() == {"QP-01": "1.0 effective", "QR-01": "1.0 effective"}
    newest = load(copy.root, date(2026, 6, 1), Cache()).master
    assert newest is not None
    assert {number: found.label for number, found in newest.entries.items()} == {
        "QP-01": "1.1",
        "WI-01": "1.0",
        "QR-01": "1.0",
    }
    assert copy.said("effective-before-branch") == (
        "QP-01 1.1 is in force from 2026-05-01, but on 2026-06-01 its approval is not on the controlled branch yet."
    )


def test_a_change_that_is_behind_the_branch(house: House) -> None:
    """What came to the branch after a change parted from it is not missing in the change."""
    house.switch("change")
    house.switch("main")
    next_revision(house)
    house.draft("WI-01", "2026-05-01")
    house.approve("WI-01", on="2026-04-12")
    house.commit("Approve WI-01", "2026-04-12")
    issue(house, "QP-01", "WI-01")
    house.switch("change")

    assert house.findings() == []


# ── What history betrays ─────────────────────────────────────────────────────


def issue(house: House, *numbers: str) -> None:
    """Sets the tag that `qmsdocs issue` sets: it names number, revision and fingerprint."""
    master = house.in_force("2026-12-31").master
    assert master is not None
    revisions = {number: master.entries[number].revision for number in numbers}
    lines = [f"{number} {found.label} {found.fingerprint}" for number, found in revisions.items() if found]
    house.tag("issue-2026-06", "Issued on 2026-06-01\n\n" + "\n".join(lines))


def test_two_revisions_squashed_into_one_commit(house: House) -> None:
    """What 1.1 said stands nowhere: it cannot be shown, and that is an error until somebody gives the reason."""
    house.switch("change")
    next_revision(house)
    house.revise("QP-01", "1.2", "2026-05-15", "in person", "at once")
    house.approve("QP-01", on="2026-04-12")
    house.commit("Approve QP-01 1.2", "2026-04-12")
    house.switch("main")
    house.squash("change", "2026-04-15")
    house.git("branch", "--quiet", "-D", "change")

    assert house.findings() == ["content-lost procedures/QP-01.yaml"]
    assert house.list("2026-05-20")["QP-01"] == "1.2 effective"
    assert house.purpose("QP-01", "2026-05-14") == OLD

    reason = "{rule: content-lost, at: revisions, reason: Squashed by mistake; the paper copy is in binder 4.}"
    house.write(FILES["QP-01"], f"{house.read(FILES['QP-01'])}accepted: [{reason}]\n")
    assert house.findings() == []


def test_a_revision_entry_edited_later(house: House) -> None:
    """The amendment record of an issued revision is part of what was approved."""
    next_revision(house)
    house.change(FILES["QP-01"], "The bell rings 1.0 times.", "The bell rings.")
    house.change(FILES["QP-01"], "effective: 2026-03-01", "effective: 2026-02-20")
    house.commit("Tidy up", "2026-04-20")

    assert house.findings() == ["revision-edited-later procedures/QP-01.yaml"]
    assert "in changes, effective: in commit" in house.said("revision-edited-later")


def test_a_revision_taken_away(house: House) -> None:
    """An issued revision stays on record."""
    next_revision(house)
    text = house.read(FILES["QP-01"])
    start = text.index('  - label: "1.0"')
    house.write(FILES["QP-01"], text[:start])
    house.commit("Tidy up", "2026-04-20")

    assert "issued-revision-missing procedures/QP-01.yaml" in house.findings()
    assert house.said("issued-revision-missing").startswith("Revision 1.0 of QP-01 was approved on the branch")


def test_another_content_under_the_same_label(house: House) -> None:
    """A label stands for one content: approving another one under it, after people worked by the first, is no
    revision. Before its day it may be approved anew."""
    house.change(FILES["QP-01"], "Answer within", "Answer soon, within")
    house.approve("QP-01", on="2026-02-20")
    house.commit("Approve again", "2026-02-20")
    assert house.findings() == []

    house.change(FILES["QP-01"], "Answer soon", "Answer at once")
    house.approve("QP-01", on="2026-04-20")
    house.commit("Approve again", "2026-04-20")

    assert "issued-revision-missing procedures/QP-01.yaml" in house.findings()
    assert house.said("issued-revision-missing").startswith("Revision 1.0 of QP-01 was in force with another content")


def test_an_issued_document_deleted(house: House) -> None:
    """It is told with the commit that deleted it, and how a document is taken out of force; a draft may go."""
    house.draft("WI-01")
    house.commit("Draft")
    (house.root / FILES["WI-01"]).unlink()
    (house.root / FILES["QP-01"]).unlink()
    here = house.said("issued-document-deleted")
    commit = house.commit("Delete", "2026-04-20", "bob")

    assert here == "QP-01 was issued (1.0), but its file is not here any more."
    assert house.said("issued-document-deleted") == (
        f"QP-01 was issued (1.0) and then deleted, by commit {commit[:10]} of 2026-04-20 (bob@house.example)."
    )
    assert "withdraw QP-01" in house.in_force().obstacles[0].diagnostic.hint("en")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_number_used_again(at_once: bool, house: House) -> None:
    """Another document under the number of an issued one, whether that was deleted before or just written over."""
    if not at_once:
        (house.root / FILES["QP-01"]).unlink()
        house.commit("Delete", "2026-04-20")
    text = f"number: QP-01\n{TEXTS['QP-02']}revisions:\n{entry('1.0', '2026-05-01')}"
    house.write(FILES["QP-01"], text.replace("owner: manager", "owner: writer"))
    house.commit("A new one", "2026-04-21")

    assert "number-reused procedures/QP-01.yaml" in house.findings()
    assert house.said("number-reused").startswith("QP-01 was the number of another document, issued as 1.0")


def test_a_rewritten_branch(house: House) -> None:
    """The tag of an issue says what was in force; a branch that no longer rests on its commit was rewritten."""
    next_revision(house)
    issue(house, "QP-01", "QR-01")
    assert house.findings() == []
    commit = house.head

    house.git("reset", "--quiet", "--hard", "HEAD~2")
    house.revise("QP-01", "1.1", "2026-05-01", "Answer within", "Answer whenever you like, within")
    house.approve("QP-01", on="2026-04-10")
    house.commit("Approve QP-01 1.1", "2026-04-10")

    assert house.findings() == ["history-rewritten procedures/QP-01.yaml", "history-rewritten qms.yaml"]
    told = [finding.diagnostic.message("en") for finding in house.in_force("2027-02-01").obstacles]
    assert told == [
        "The tag “issue-2026-06” records QP-01 1.1 with another fingerprint than the one that is declared now.",
        f"The commit {commit[:10]}, which the tag “issue-2026-06” recorded as issued, is no longer on the controlled "
        "branch: its history was rewritten.",
    ]


def test_a_branch_without_what_was_issued(house: House) -> None:
    """Also a document or a revision of the tag that the branch never had tells that it was rewritten."""
    house.draft("WI-01", "2026-05-01")
    house.approve("WI-01", on="2026-04-01")
    house.commit("Approve WI-01", "2026-04-01")
    next_revision(house)
    issue(house, "QP-01", "WI-01")
    house.git("reset", "--quiet", "--hard", "HEAD~3")
    house.write("docs_src/note.md", "Note\n")
    house.commit("Note", "2026-04-10")

    told = [finding.diagnostic.message("en") for finding in house.in_force("2027-02-01").obstacles]
    assert "The tag “issue-2026-06” records QP-01 1.1 as issued, but the document declares no such revision." in told
    assert any(text.startswith("The tag “issue-2026-06” records WI-01 1.0 as issued, but there is no") for text in told)


def test_a_tag_that_is_only_ahead(house: House, tmp_path: Path) -> None:
    """The tags were fetched, the branch is still to be pulled: nothing was rewritten."""
    copy = clone(house, tmp_path / "clone")
    next_revision(house)
    issue(house, "QP-01")
    copy.git("fetch", "--quiet", "--tags")

    assert copy.findings() == []


def test_an_unknown_start(house: House) -> None:
    """A start that cannot be found would make drafts of everything: it stops a build."""
    house.change("qms.yaml", "controlled_from: start", "controlled_from: begin")
    house.commit("Begin")

    assert house.findings() == ["unknown-commit qms.yaml"]
    assert [finding.diagnostic.rule for finding in house.in_force("2027-02-01").obstacles] == ["unknown-commit"]


def test_drafting_is_free(house: House) -> None:
    """While history is not controlled, documents come and go, and approvals are made anew."""
    house.change("qms.yaml", "controlled_from: start\n", "")
    house.change(FILES["QP-01"], "Answer within", "Answer at once, within")
    house.approve("QP-01", on="2026-02-20")
    (house.root / FILES["QR-01"]).unlink()
    house.change(FILES["QP-01"], " Use [QR-01].", "")
    house.approve("QP-01", on="2026-02-20")
    house.commit("Approve again", "2026-04-20")

    assert house.findings() == []


# ── Void approvals ───────────────────────────────────────────────────────────


def test_a_void_approval(house: House) -> None:
    """What was approved stays published; the commit that changed it is named. Only what stands there now counts: an
    earlier change that was undone is forgiven."""
    house.change(FILES["QP-01"], "Answer within", "Answer whenever, within")
    house.commit("Change", "2026-03-10", "bob")
    house.change(FILES["QP-01"], "Answer whenever, within", "Answer within")
    house.commit("Undo", "2026-03-11", "bob")
    assert house.findings() == []
    house.change(FILES["QP-01"], "Answer within", "Answer at will, within")
    commit = house.commit("Change", "2026-03-12", "bob")
    house.change(FILES["QP-01"], "title: Answers", "title: Replies")
    house.commit("Change more", "2026-03-13", "bob")

    assert house.findings() == ["changed-after-approval procedures/QP-01.yaml"]
    assert house.said("changed-after-approval") == (
        "QP-01 1.0 was changed after its approval, in purpose, title, "
        f"by commit {commit[:10]} of 2026-03-12 (bob@house.example)."
    )
    assert house.purpose("QP-01") == OLD
    assert house.in_force().obstacles == ()


def test_an_approval_voided_on_a_side_branch(house: House) -> None:
    """The commit is that of the branch: the merge with which the change came."""
    house.switch("change")
    house.change(FILES["QP-01"], "Answer within", "Answer at will, within")
    house.commit("Change", "2026-03-12", "bob")
    house.switch("main")
    commit = house.merge("change", "2026-03-15")

    assert f"by commit {commit[:10]} of 2026-03-15 (cas@house.example)" in house.said("changed-after-approval")


def test_a_fact_that_changed(tmp_path: Path) -> None:
    """A limit changes: documents that print it keep the old value until they are revised, and are named. Revised one
    by one, they contradict each other."""
    house = new_house(tmp_path / "house", numbers=("QP-01", "QP-02"))
    house.approve("QP-01", "QP-02", "QR-01")
    house.commit("Approve all", "2026-02-10")
    house.write("manual/parameters.yaml", PARAMETERS.replace("5 days", "3 days"))
    commit = house.commit("3 days", "2026-04-01")

    assert house.findings() == [f"changed-after-approval {FILES[number]}" for number in ("QP-01", "QP-02")]
    assert [limit_in_force(house, "2026-06-01", number) for number in ("QP-01", "QP-02")] == ["5 days", "5 days"]

    house.revise("QP-01", "1.1", "2026-05-01")
    house.approve("QP-01", on="2026-04-10")
    house.commit("Approve QP-01 1.1", "2026-04-10")

    assert house.said("changed-after-approval") == (
        f"QP-02 1.0 prints limits.answer, which was changed after its approval by commit {commit[:10]} of 2026-04-01 "
        "(ann@house.example)."
    )
    assert "facts-disagree procedures/QP-02.yaml" not in house.findings("2026-04-30")
    assert house.said("facts-disagree") == (
        "Documents in force print different values of `limits.answer`: QP-01 (3 days), QP-02 (5 days)."
    )


def test_a_picture_that_changed(tmp_path: Path) -> None:
    """The bytes of a picture are part of what was approved."""
    house = new_house(tmp_path / "house")
    picture = (Path(__file__).parent / "cases/base/work_instructions/pictures/label.png").read_bytes()
    (house.root / "procedures/label.png").write_bytes(picture)
    use = "purpose:\n  - picture: {file: label.png, alt: A label}\n"
    house.change(FILES["QP-01"], "purpose: Answer within {limits.answer}. Use [QR-01].\n", use)
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10")
    (house.root / "procedures/label.png").write_bytes(picture + b"\n")
    commit = house.commit("Another picture", "2026-04-01")

    assert house.said("changed-after-approval") == (
        "QP-01 1.0 was changed after its approval, in procedures/label.png, "
        f"by commit {commit[:10]} of 2026-04-01 (ann@house.example)."
    )


def test_a_side_branch_with_older_facts(house: House) -> None:
    """An approval on a side branch saw the limit that held there: the content is found with that limit, though the
    branch had another one by then, and is void from the merge on."""
    house.switch("change")
    next_revision(house)
    house.switch("main")
    house.write("manual/parameters.yaml", PARAMETERS.replace("5 days", "3 days"))
    house.commit("3 days", "2026-04-12")
    commit = house.merge("change", "2026-04-15")

    assert house.purpose("QP-01") == NEW
    assert limit_in_force(house, "2026-06-01") == "5 days"
    assert f"by commit {commit[:10]} of 2026-04-15" in house.said("changed-after-approval")


def test_the_translation_of_a_superseded_revision(house: House) -> None:
    """Each revision has the translation that names it, in the state in which it was last corrected."""
    path = "procedures/QP-01.zh.yaml"
    house.write(path, 'translates: "1.0"\ntitle: 答复\npurpose: 五日内答复。\n')
    house.commit("Translate", "2026-03-01")
    house.write(path, 'translates: "1.0"\ntitle: 答复\npurpose: 在五日内答复。\n')
    house.commit("Correct", "2026-03-10")
    next_revision(house)
    house.write(path, 'translates: "1.1"\ntitle: 答复\npurpose: 亲自答复。\n')
    house.commit("Translate 1.1", "2026-04-12")

    master = load_in_force(house.root, date(2026, 6, 1), Cache()).master
    assert master is not None
    shown = master.entries["QP-01"]

    def purpose(label: str) -> str:
        found = revision_entry(shown.source, shown.type, master.as_of, master.approvals, label)
        assert found is not None
        return dict(found.document.translations["zh"].texts)[("purpose",)]

    assert [purpose(label) for label in ("1.0", "1.1")] == ["在五日内答复。", "亲自答复。"]
    assert localized_item(shown.document, "zh")[0].title == "答复"


def test_a_reading_leaves_nothing_behind(house: House) -> None:
    """What was read of history is given back with its last user, without a search for rubbish: a server reads for
    days."""
    loaded = house.in_force()
    history = weakref.ref(loaded.history)
    gc.disable()
    try:
        del loaded
        assert history() is None
    finally:
        gc.enable()
