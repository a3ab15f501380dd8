"""`qmsdocs issue`: a tag that names everything in force, against which a later history is measured."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house import House, issued_house
from tests.transcripts import transcript


@pytest.fixture(autouse=True)
def _a_fixed_committer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags have a fixed author and moment."""
    for name, value in {
        "GIT_COMMITTER_NAME": "Ann",
        "GIT_COMMITTER_EMAIL": "ann@house.example",
        "GIT_COMMITTER_DATE": "2026-06-01T12:00:00+02:00",
    }.items():
        monkeypatch.setenv(name, value)


def with_more(folder: Path) -> House:
    """QP-01 and QR-01 are in force, WI-01 is approved for later, QP-02 is a draft; QR-02 was carried over."""
    house = issued_house(folder)
    house.draft("QP-02")
    house.draft("WI-01", "2999-01-01")
    house.approve("WI-01")
    house.write(
        "forms/QR-02.yaml",
        "number: QR-02\ntitle: Old\nowner: manager\nfilled_by: [writer]\nkeeper: service\n"
        "retention: retention.records\n"
        "sections:\n  - {id: call, title: Call, fields: [{id: day, label: Day, kind: date}]}\nrevisions:\n"
        '  - {label: "1.0", class: change, effective: 2020-01-01, carried_over: true, training: {roles: none},'
        " changes: [{what: All forms., why: New law.}]}\n",
    )
    house.commit("More", "2026-02-12")
    return house


@pytest.fixture
def house(tmp_path: Path) -> House:
    """See `with_more`."""
    return with_more(tmp_path / "house")


def fingerprint(house: House, path: str) -> str:
    """The fingerprint that stands in a file."""
    return house.read(path).partition("fingerprint: ")[2].split()[0].strip('"}')


def test_a_tag_names_what_is_in_force(house: House) -> None:
    """A line for each document in force, in the order of the list, and the counts; it stands on the newest commit."""
    message = f"""\
Issue of 2026-06-01: documents in force

QP-01 1.0 {fingerprint(house, "procedures/QP-01.yaml")}
QR-01 1.0 {fingerprint(house, "forms/QR-01.yaml")}
QR-02 1.0 carried-over

In force 3, approved for later 1, in work 1, superseded 0, withdrawn 0.
"""
    assert transcript(house.root, "issue", "--on", "2026-06-01", "--dry-run") == f"{message}exit 0\n"
    assert house.git("tag", "--list", "issue-*") == ""

    assert (
        transcript(house.root, "issue", "--on", "2026-06-01")
        == """\
issue-2026-06-01 is set; it names 3 documents in force.
Next: git push origin issue-2026-06-01.
exit 0
"""
    )
    assert house.git("tag", "--list", "issue-2026-06-01", "--format=%(contents)") == message.rstrip()
    assert house.git("rev-parse", "issue-2026-06-01^{commit}") == house.head


def test_the_same_sources_give_the_same_tag(tmp_path: Path) -> None:
    """With a fixed committer and date the tag is the same object, byte for byte."""
    objects = set()
    for name in ("one", "two"):
        house = with_more(tmp_path / name)
        transcript(house.root, "issue", "first", "--on", "2026-06-01", "--quiet")
        objects.add(house.git("rev-parse", "issue-first"))

    assert len(objects) == 1


def test_a_tag_is_set_once(house: House) -> None:
    """Another issue on the same day needs a name."""
    transcript(house.root, "issue", "--on", "2026-06-01")

    assert transcript(house.root, "issue", "--on", "2026-06-01") == (
        "The tag issue-2026-06-01 is set already. Give this issue another name.\nNothing was written.\nexit 1\n"
    )
    assert transcript(house.root, "issue", "second", "--on", "2026-06-01", "--quiet") == "exit 0\n"
    assert house.git("tag", "--list", "issue-*").split() == ["issue-2026-06-01", "issue-second"]


def test_no_issue_of_what_does_not_hold(house: House) -> None:
    """Sources that are not committed, a branch that is not the controlled one, a text changed after its approval."""
    house.change("procedures/QP-01.yaml", "Use [QR-01].", "Fill in [QR-01].")
    assert transcript(house.root, "issue", "--on", "2026-06-01") == (
        "1 source files have changes that are not committed (procedures/QP-01.yaml). Commit them first.\n"
        "Nothing was written.\nexit 1\n"
    )
    house.switch("change")
    commit = house.commit("Change QP-01", "2026-02-20")
    assert transcript(house.root, "issue", "--on", "2026-06-01") == (
        "change is checked out and is not the newest state of the controlled branch main.\n"
        "Nothing was written.\nexit 1\n"
    )
    house.switch("main")
    house.git("merge", "--quiet", "--ff-only", "change")
    told = transcript(house.root, "issue", "--on", "2026-06-01")
    assert told.startswith(
        "error[changed-after-approval] QP-01 1.0 was changed after its approval, in purpose, by commit"
    )
    assert commit[:10] in told
    assert told.endswith("There are errors (1); an issue names only what holds.\nNothing was written.\nexit 1\n")
    assert house.git("tag", "--list", "issue-*") == ""


def test_without_git(content: Path) -> None:
    """Where there is no repository there is nothing to tag."""
    told = transcript(content, "issue").splitlines()

    assert told[-2].startswith("This folder is not in a git repository")
    assert told[-1] == "exit 1"


def test_a_name_that_git_refuses(house: House) -> None:
    """What git says of a bad name is told."""
    told = transcript(house.root, "issue", "a..b", "--on", "2026-06-01")

    assert told.startswith("git did not set the tag issue-a..b: ")
    assert told.endswith("Nothing was written.\nexit 1\n")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_a_tag_is_signed_where_git_has_a_key(tmp_path: Path) -> None:
    """With a signing key the tag is signed, unless `--no-sign`; it proves the approvals that it names."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    ann = f"{{name: Ann Admiraal, emails: [ann@house.example], keys: [{public}]}}"
    house = issued_house(tmp_path / "house", ann=ann)
    for name, value in {"gpg.format": "ssh", "user.signingkey": str(key)}.items():
        house.git("config", name, value)

    assert transcript(house.root, "issue", "plain", "--on", "2026-06-01", "--no-sign", "--quiet") == "exit 0\n"
    assert house.grade("QP-01") == "attributed"
    assert transcript(house.root, "issue", "--on", "2026-06-01").startswith("issue-2026-06-01 is set and signed; ")
    assert house.grade("QP-01") == "signed"
