"""How well an approval is proved: what git says of the commit that brought it, by what the controlled branch knew of
people, keys and roles before. No change vouches for itself.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.cache import Cache
from qmsdocs.history.trailers import trailers
from qmsdocs.pipeline import load
from tests.house import FILES, House, issued_house, new_house

ORGANIZATION = "manual/organization.yaml"
needs_ssh = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
needs_gpg = pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is the first of January 2027."""
    monkeypatch.setattr("qmsdocs.pipeline.today", lambda root: date(2027, 1, 1))


@dataclass(frozen=True)
class Key:
    """A key pair of OpenSSH."""

    file: Path

    @property
    def public(self) -> str:
        """The public key, as the organization file holds it."""
        return " ".join(self.file.with_suffix(".pub").read_text().split()[:2])

    @property
    def signing(self) -> list[str]:
        """The settings with which git signs with it."""
        return ["gpg.format=ssh", f"user.signingkey={self.file}"]


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Key]:
    """A key of Ann, one of Bob, and one that nobody registered."""
    found = {}
    for name in ("ann", "bob", "other"):
        file = tmp_path / f"key-{name}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)], check=True)
        found[name] = Key(file)
    return found


def person(name: str, *keys: str) -> str:
    """What the organization file says of a person."""
    return f"{{name: {name.title()}, emails: [{name}@house.example], keys: [{', '.join(keys)}]}}"


def signed_house(folder: Path, keys: dict[str, Key], key: str = "ann", **people: str) -> House:
    """A house in which the commit that brought Ann's approval is signed."""
    people = {"ann": person("ann", keys["ann"].public), "bob": person("bob", keys["bob"].public)} | people
    house = new_house(folder, **people)
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10", config=keys[key].signing, options=["-S"])
    return house


# ── Declared and attributed ──────────────────────────────────────────────────


def test_an_approval_that_somebody_else_committed_is_declared(tmp_path: Path) -> None:
    """Bob writes that Ann approved: nobody knows more than that. That the message says so too changes nothing."""
    house = new_house(tmp_path)
    house.approve("QP-01")
    house.commit("Approve QP-01\n\nApproved-by: Ann Admiraal <ann@house.example>", "2026-02-10", "bob")

    evidence = house.evidence("QP-01")
    assert evidence.grade == "declared"
    history = house.in_force().history
    assert history is not None
    assert history.trailers(evidence) == [("Approved-by", "Ann Admiraal <ann@house.example>")]


def test_an_approval_that_the_approver_committed_is_attributed(tmp_path: Path) -> None:
    """The author's address is one that the organization file held before; large and small letters are the same."""
    house = new_house(tmp_path, ann="{name: Ann, emails: [Ann@House.example]}")
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10")

    assert house.grade("QP-01") == "attributed"


def test_an_address_that_comes_with_the_approval_does_not_count(tmp_path: Path) -> None:
    """Whoever adds an address to Ann in the same change could be anybody; on the branch before, it counts."""
    house = new_house(tmp_path)
    house.change(ORGANIZATION, "ann@house.example", "ann@house.example, eve@house.example")
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10", "eve")
    assert house.grade("QP-01") == "declared"

    house.approve("QR-01", on="2026-02-11")
    house.commit("Approve", "2026-02-11", "eve")
    assert house.grade("QR-01") == "attributed"


def test_an_address_that_comes_with_a_merge_does_not_count(tmp_path: Path) -> None:
    """It may have come earlier on the side branch: what counts is the controlled branch before the merge."""
    house = new_house(tmp_path)
    house.switch("change")
    house.change(ORGANIZATION, "ann@house.example", "ann@house.example, eve@house.example")
    house.commit("Another address", "2026-02-09", "eve")
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10", "eve")
    house.switch("main")
    house.merge("change", "2026-02-11")

    assert house.grade("QP-01") == "declared"


def test_a_mailmap_changes_nothing(tmp_path: Path) -> None:
    """A file that says that Eve is Ann is a file that anybody can write."""
    house = new_house(tmp_path)
    house.write(".mailmap", "Ann Admiraal <ann@house.example> <eve@house.example>\n")
    house.git("config", "log.mailmap", "true")
    house.commit("Map", "2026-02-03")
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10", "eve")

    assert house.grade("QP-01") == "declared"


def test_one_commit_on_a_side_branch_counts_until_it_is_squashed(tmp_path: Path) -> None:
    """A merge keeps the approver's own commit, a squash by somebody else loses it."""
    for way, grade in (("merge", "attributed"), ("squash", "declared")):
        house = new_house(tmp_path / way)
        house.switch("change")
        house.approve("QP-01")
        house.commit("Approve", "2026-02-10")
        house.switch("main")
        getattr(house, way)("change", "2026-02-11")

        assert house.grade("QP-01") == grade


# ── Signed ───────────────────────────────────────────────────────────────────


@needs_ssh
@pytest.mark.parametrize(("key", "grade"), [("ann", "signed"), ("bob", "attributed"), ("other", "attributed")])
def test_a_signed_commit(key: str, grade: str, tmp_path: Path, keys: dict[str, Key]) -> None:
    """Only a key of the approver signs for the approver, neither a colleague's nor an unknown one."""
    assert signed_house(tmp_path / "house", keys, key).grade("QP-01") == grade


@needs_ssh
def test_a_signature_over_something_else(tmp_path: Path, keys: dict[str, Key]) -> None:
    """A signature that was cut out of one commit and put into another is none."""
    house = signed_house(tmp_path / "house", keys)
    house.recommit("Approve", "Approve it")

    assert house.grade("QP-01") == "attributed"


@needs_ssh
def test_a_signed_commit_on_a_merged_side_branch(tmp_path: Path, keys: dict[str, Key]) -> None:
    """The approver's own commit is the one that is looked at, not the merge."""
    house = new_house(tmp_path / "house", ann=person("ann", keys["ann"].public))
    house.switch("change")
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10", config=keys["ann"].signing, options=["-S"])
    house.switch("main")
    house.merge("change", "2026-02-11")

    assert house.grade("QP-01") == "signed"


@needs_ssh
def test_a_signed_tag(tmp_path: Path, keys: dict[str, Key]) -> None:
    """A tag of the approver's own signs the commit on which it stands, or what its message names; one without a
    signature, or by somebody else, signs nothing."""
    house = new_house(tmp_path / "house", ann=person("ann", keys["ann"].public))
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10", "bob")
    house.tag("plain", "Looks good")
    house.tag("other", "Looks good", keys["other"].signing, signed=True)
    assert house.grade("QP-01") == "declared"

    house.write("docs_src/note.md", "Note\n")
    house.commit("Note", "2026-02-11")
    fingerprint = next(line.split()[-1] for line in house.read(FILES["QP-01"]).splitlines() if "sha256:" in line)
    house.tag("approval", f"I approve\n\nQP-01 1.0 {fingerprint}", keys["ann"].signing, signed=True)
    assert (house.grade("QP-01"), house.grade("QR-01")) == ("signed", "declared")

    house.git("tag", "-s", "-m", "Both", "both", "HEAD~1", config=keys["ann"].signing)
    assert house.grade("QR-01") == "signed"


@needs_ssh
def test_a_key_that_comes_with_the_approval_does_not_count(tmp_path: Path, keys: dict[str, Key]) -> None:
    """It vouches for what comes after it."""
    house = new_house(tmp_path / "house")
    house.change(ORGANIZATION, "[ann@house.example]", f"[ann@house.example], keys: [{keys['ann'].public}]")
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10", config=keys["ann"].signing, options=["-S"])
    house.approve("QR-01", on="2026-02-11")
    house.commit("Approve", "2026-02-11", config=keys["ann"].signing, options=["-S"])

    assert (house.grade("QP-01"), house.grade("QR-01")) == ("attributed", "signed")


@needs_ssh
@pytest.mark.parametrize(
    ("now", "grade"),
    [
        ("{{key: {ann}, revoked: 2026-03-01}}", "signed"),
        ("{{key: {ann}, revoked: 2026-02-10}}", "attributed"),
        ("{other}", "attributed"),
        ("", "attributed"),
        ("{other}, {{key: {ann}, revoked: 2026-03-01}}", "signed"),
    ],
    ids=["revoked-later", "revoked-that-day", "replaced", "taken-out", "changed-with-care"],
)
def test_a_key_that_is_used_no_longer(now: str, grade: str, tmp_path: Path, keys: dict[str, Key]) -> None:
    """What was signed before a key was revoked stays signed; a key that is no longer registered vouches for
    nothing."""
    house = signed_house(tmp_path / "house", keys)
    assert house.grade("QP-01") == "signed"
    listed = now.format(**{name: key.public for name, key in keys.items()})
    house.change(ORGANIZATION, f"[{keys['ann'].public}]", f"[{listed}]")
    house.commit("Keys", "2026-03-01")

    assert house.grade("QP-01") == grade


@needs_ssh
def test_a_revoked_key_cannot_sign_what_is_older(tmp_path: Path, keys: dict[str, Key]) -> None:
    """A tag or a side branch that was made after the key was revoked, over an approval of before, is worth nothing."""
    revoked = f"{{key: {keys['ann'].public}, revoked: 2026-03-01}}"
    house = new_house(tmp_path / "house", ann=person("ann", revoked))
    house.approve("QP-01")
    house.commit("Approve", "2026-02-10")
    house.day = "2026-04-01"
    house.tag("late", "Late", keys["ann"].signing, signed=True)
    house.switch("change")
    house.approve("QR-01")
    house.commit("Approve", "2026-02-12", config=keys["ann"].signing, options=["-S"])
    house.switch("main")
    house.merge("change", "2026-04-01")

    assert (house.grade("QP-01"), house.grade("QR-01")) == ("attributed", "attributed")


@needs_ssh
def test_a_repository_cannot_choose_who_verifies(tmp_path: Path, keys: dict[str, Key]) -> None:
    """The settings of a repository name a program that finds everything good: it does not run."""
    house = signed_house(tmp_path / "house", keys, "other")
    program = tmp_path / "yes.sh"
    program.write_text(f'#!/bin/sh\ntouch "{tmp_path}/ran"\necho \'Good "git" signature for approver with key\'\n')
    program.chmod(0o755)
    for name in ("gpg.ssh.program", "gpg.program", "gpg.openpgp.program"):
        house.git("config", name, str(program))

    assert house.grade("QP-01") == "attributed"
    assert not (tmp_path / "ran").exists()


@pytest.fixture
def gpg(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of keys for GnuPG, which wants a short path; it believes that it is February 2026."""
    folder = Path(tempfile.mkdtemp(prefix="g"))
    (folder / "gpg.conf").write_text("faked-system-time 20260210T110000\n")
    monkeypatch.setenv("GNUPGHOME", str(folder))
    yield folder
    subprocess.run(["gpgconf", "--homedir", str(folder), "--kill", "all"], check=False)
    shutil.rmtree(folder, ignore_errors=True)


@needs_gpg
@pytest.mark.parametrize("expires", ["never", "2026-02-20"])
def test_a_commit_signed_with_openpgp(expires: str, gpg: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An OpenPGP key signs as well, and what it signed stays signed when it has expired since."""
    make = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Ann <ann@house.example>"]
    subprocess.run([*make, "ed25519", "sign", expires], check=True, capture_output=True)
    export = ["gpg", "--batch", "--armor", "--export", "ann@house.example"]
    public = subprocess.run(export, check=True, capture_output=True, text=True).stdout.replace("\n", "\\n")
    house = new_house(tmp_path / "house", ann=person("ann", f'"{public}"'))
    house.approve("QP-01")
    config = ["gpg.format=openpgp", "user.signingkey=ann@house.example"]
    house.commit("Approve", "2026-02-10", config=config, options=["-S"])
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))

    assert house.grade("QP-01") == "signed"


# ── On paper, and on the forge ───────────────────────────────────────────────


def test_an_approval_on_paper(tmp_path: Path) -> None:
    """A signed sheet is proved when the person who entered it made the commit."""
    for author, grade in (("bob", "paper"), ("eve", "declared")):
        house = new_house(tmp_path / author)
        house.approve("QP-01", paper={"entered_by": "bob", "original": "Binder 4"})
        house.commit("Enter the sheet", "2026-02-10", author)

        assert house.grade("QP-01") == grade


def test_an_approval_on_the_forge(tmp_path: Path) -> None:
    """A review that the workflow of the forge recorded; its address must have been known before."""
    for author, grade in (("robot", "forge"), ("eve", "declared")):
        house = new_house(tmp_path / author)
        house.change("qms.yaml", "standards: []", "standards: []\nforge_emails: [robot@house.example]")
        house.commit("Workflow", "2026-02-03")
        house.approve("QP-01", forge="https://forge.example/reviews/7")
        house.commit("Record the review", "2026-02-10", author)

        assert house.grade("QP-01") == grade


# ── The least grade ──────────────────────────────────────────────────────────


def test_an_approval_that_is_too_weak(tmp_path: Path) -> None:
    """A type of document asks for more than a declaration: then staff do not get it. While it is not committed,
    nobody can tell."""
    house = new_house(tmp_path)
    house.change("qms.yaml", "    folder: procedures\n", "    folder: procedures\n    least_evidence: attributed\n")
    house.commit("Settings", "2026-02-03")
    house.approve("QP-01", "QR-01")
    assert house.findings("2026-02-10") == []
    house.commit("Approve", "2026-02-10", "bob")

    assert house.findings()[:1] == ["approval-too-weak procedures/QP-01.yaml"]
    assert house.said("approval-too-weak").endswith("is only “declared”; this type of document asks for “attributed”.")
    assert house.list() == {"QP-01": "1.0 in-review", "QR-01": "1.0 effective"}


def test_a_change_cannot_lower_what_is_asked_of_it(tmp_path: Path) -> None:
    """The least grade is that of the branch before the approval came."""
    house = new_house(tmp_path)
    house.change("qms.yaml", "    folder: procedures\n", "    folder: procedures\n    least_evidence: attributed\n")
    house.commit("Settings", "2026-02-03")
    house.change("qms.yaml", "    least_evidence: attributed\n", "")
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10", "bob")

    assert "approval-too-weak procedures/QP-01.yaml" in house.findings()


@pytest.mark.parametrize("key", ['"revisions":', '"revision\\x73":', "? revisions\n:", "# \rrevisions:"])
def test_an_approval_cannot_hide(key: str, tmp_path: Path) -> None:
    """However the file is written, its approvals are known to have come with a commit."""
    house = new_house(tmp_path)
    house.change("qms.yaml", "    folder: procedures\n", "    folder: procedures\n    least_evidence: attributed\n")
    house.commit("Settings", "2026-02-03")
    house.approve("QP-01", "QR-01")
    house.change(FILES["QP-01"], "revisions:", key)
    house.commit("Approve", "2026-02-10", "bob")

    assert "approval-too-weak procedures/QP-01.yaml" in house.findings()


# ── Authority ────────────────────────────────────────────────────────────────


def test_a_role_that_comes_with_the_approval_does_not_count(tmp_path: Path) -> None:
    """Eve makes herself a manager and approves, in one change or in one merge; also before it is committed, `check`
    says so."""
    house = new_house(tmp_path)
    house.switch("change")
    house.change(ORGANIZATION, "{person: ann, from", "{person: eve, from: 2026-01-01}\n      - {person: ann, from")
    house.change(ORGANIZATION, "people:\n", "people:\n  eve: {name: Eve, emails: [eve@house.example]}\n")
    house.commit("A new manager", "2026-02-09", "eve")
    house.approve("QP-01", "QR-01", by="eve")
    said = "“eve” got the authority to approve QP-01 1.0 by the very change that brought the approval."
    assert told(house, "approver-without-authority", FILES["QP-01"]) == said
    house.commit("Approve", "2026-02-10", "eve")
    house.switch("main")
    house.merge("change", "2026-02-11", "eve")

    assert told(house, "approver-without-authority", FILES["QP-01"]) == said
    assert house.list() == {"QP-01": "1.0 in-review", "QR-01": "1.0 in-review"}


def told(house: House, rule: str, path: str) -> str:
    """What `check` says by a rule of a file."""
    found = load(house.root, date(2026, 6, 1), Cache()).findings
    (only,) = [each for each in found if each.diagnostic.rule == rule and each.span.path == path]
    return only.diagnostic.message("en")


def test_a_change_cannot_let_authors_approve(tmp_path: Path) -> None:
    """That authors approve their own work must have been decided before."""
    house = new_house(tmp_path)
    house.change(ORGANIZATION, "{person: ann, from", "{person: bob, from: 2026-01-01}\n      - {person: ann, from")
    house.commit("Bob manages too", "2026-02-03")
    house.change("qms.yaml", "standards: []", "standards: []\nauthor_may_approve: true")
    house.approve("QP-01", by="bob")
    house.commit("Approve", "2026-02-10", "bob")
    assert "approver-is-author procedures/QP-01.yaml" in house.findings()

    house.approve("QR-01", by="bob", on="2026-02-11")
    house.commit("Approve", "2026-02-11", "bob")
    assert "approver-is-author forms/QR-01.yaml" not in house.findings()


def test_who_held_the_role_then_counts(tmp_path: Path) -> None:
    """A deputy may approve; and an approval stays good when its approver has left since."""
    house = new_house(tmp_path)
    house.approve("QP-01", "QR-01", by="cas")
    house.commit("Approve", "2026-02-10", "cas")
    house.change(ORGANIZATION, "{person: cas, from: 2026-01-01, deputy: true}", "{person: bob, from: 2026-03-01}")
    house.commit("Cas left", "2026-03-01")

    assert [rule for rule in house.findings() if rule.startswith("approv")] == []
    assert (house.list()["QP-01"], house.grade("QP-01")) == ("1.0 effective", "attributed")


@pytest.mark.parametrize(("holds", "counts"), [("to: 2026-02-10", True), ("to: 2026-02-09", False)])
def test_who_no_longer_holds_the_role_does_not_approve(holds: str, counts: bool, tmp_path: Path) -> None:
    """The last day of a holder counts, the day after it does not."""
    house = new_house(tmp_path)
    house.change(ORGANIZATION, "{person: ann, from: 2026-01-01}", f"{{person: ann, from: 2026-01-01, {holds}}}")
    house.commit("Ann leaves", "2026-02-03")
    house.approve("QP-01", "QR-01")
    house.commit("Approve", "2026-02-10")

    assert (house.list()["QP-01"] == "1.0 effective") == counts
    assert ("approver-without-authority procedures/QP-01.yaml" in house.findings()) != counts


def test_what_was_approved_while_drafting(tmp_path: Path) -> None:
    """Approvals from before history was controlled are judged by what stood there when it began."""
    house = issued_house(tmp_path)
    house.tag("release")
    house.change("qms.yaml", "controlled_from: start", "controlled_from: release")
    house.commit("Release", "2026-02-11")

    assert house.findings() == []
    assert house.grade("QP-01") == "attributed"


# ── What messages say ────────────────────────────────────────────────────────

SQUASH = """Tighten the limit (#123)

* Tighten the limit

Approved-by: Ann Admiraal <ann@house.example>
Reviewed-By:  Bob
  Bakker

* Mend a comma

Co-authored-by: Cas <cas@house.example>
"""
MERGE = """Merge branch 'limit' into 'main'

Tighten the limit

Approved-by: Ann

See merge request quality/manual!42
"""


def test_trailers_are_found_in_any_paragraph() -> None:
    """Forges put their own lines last, where git itself would look."""
    assert trailers(SQUASH) == [
        ("Approved-by", "Ann Admiraal <ann@house.example>"),
        ("Reviewed-by", "Bob Bakker"),
        ("Co-authored-by", "Cas <cas@house.example>"),
    ]
    assert trailers(MERGE) == [("Approved-by", "Ann")]
    assert trailers("Say who approved-by: nobody\n\n> Approved-by: quoted\nBy: hand\n") == []
    assert trailers("Approved-by: \x1b[31mRed\x1b[0m\n") == [("Approved-by", "·[31mRed·[0m")]
