"""What `verify` proves with the house at hand: files made again from history, and what has become of a revision."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from qmsdocs.build import write_word
from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.manifest import MANIFEST
from qmsdocs.pipeline import load, load_in_force
from tests import bundles
from tests.bundles import Files

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")

DAY = "2026-11-24"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def whole(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the demo with what changed in a year, signed by Hanna Linden. Not to be changed."""
    folder = tmp_path_factory.mktemp("whole")
    asked = ["--as-of", DAY, "--since", "2025-11-18", "--sign", str(bundles.demo_key(folder))]
    assert run(["bundle", "--root", str(demo), "--output", str(folder / "whole.zip"), "--quiet", *asked]) == 1
    return folder / "whole.zip"


@pytest.fixture(scope="module")
def files(whole: Path) -> Files:
    """Its files."""
    return bundles.files_of(whole)


@pytest.fixture(scope="module")
def words(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The Word files that the demo built on a day before 3.2 of QP-01 came (`old/…`), and those of today."""
    found = {}
    for name, day in (("old/", "2026-04-07"), ("", DAY)):
        folder = tmp_path_factory.mktemp("word")
        write_word(load_in_force(demo, date.fromisoformat(day), Cache.none(), checks=False), folder)
        found |= {name + file.name: file.read_bytes() for file in folder.glob("*.docx")}
    return found


class Asking:
    """Asks about bytes in a house, and gives what is answered."""

    def __init__(self, root: Path, folder: Path, capsys: Capture) -> None:
        self.root, self._folder, self._capsys = root, folder, capsys
        self.code = 0

    def __call__(self, data: bytes | str, *options: str, day: str = DAY) -> dict[str, Any]:
        """The answer as `verify` prints it for other programs; a text is a printed code."""
        file = self._folder / "asked"
        if isinstance(data, bytes):
            file.write_bytes(data)
        self._capsys.readouterr()
        name = str(file) if isinstance(data, bytes) else data
        asked = ["--root", str(self.root), "--as-of", day, "--format", "json", *options]
        self.code = run(["verify", name, *asked])
        (found,) = json.loads(self._capsys.readouterr().out)
        return dict(found)


@pytest.fixture
def ask(demo: Path, tmp_path: Path, capsys: Capture) -> Asking:
    """Asks in the demo."""
    return Asking(demo, tmp_path, capsys)


@pytest.fixture
def ask_here(demo_to_change: Path, tmp_path: Path, capsys: Capture) -> Asking:
    """Asks in a copy of the demo that may be changed."""
    return Asking(demo_to_change, tmp_path, capsys)


def answers(found: dict[str, Any]) -> dict[str, bool | None]:
    """The answers that were given."""
    return {name: found[name]["holds"] for name in ("digest", "intact", "signed", "history") if found[name]}


def failures(found: dict[str, Any]) -> list[str]:
    """What fails, each with its place."""
    return [f"{each['path']}: {each['what']}" for each in found["failures"]]


# ── Bundles ──────────────────────────────────────────────────────────────────


def test_a_bundle_in_its_house(whole: Path, ask: Asking) -> None:
    """Every file, registers, former revisions and redlines too, is byte for byte the one that is made from history."""
    found = ask(whole.read_bytes())

    assert (ask.code, answers(found), failures(found)) == (0, {"intact": True, "signed": True, "history": True}, [])
    assert found["signed"]["reason"].startswith("By Hanna Linden, key SHA256:")
    told = re.match(
        "All 16 documents are those of commit .{10}, and all ([0-9]+) files are, byte for byte",
        found["history"]["reason"],
    )
    assert told and int(told[1]) >= 90
    assert {each["status"] for each in found["documents"]} == {"effective"}


def test_later_a_document_is_superseded(whole: Path, ask: Asking, capsys: Capture) -> None:
    """The bundle is what it was; that QP-03 1.1 came into force is told, and fails only where that is asked."""
    found = ask(whole.read_bytes(), day="2027-01-10")
    old = [each for each in found["documents"] if each["status"] != "effective"]

    assert ask.code == 0
    assert old == [
        {
            "number": "QP-03",
            "revision": "1.0",
            "status": "superseded",
            "known": True,
            "effective": "2024-01-19",
            "approved": "2023-12-22",
            "superseded_by": ["1.1"],
            "until": "2026-12-15",
            "in_force": "1.1",
        }
    ]
    assert run(["verify", str(whole), "--root", str(ask.root), "--as-of", "2027-01-10", "--strict"]) == 1
    assert (
        """\
  On 2027-01-10: In force: 15, Superseded: 1.
    QP-03 1.0: superseded since 2026-12-15 by 1.1; 1.1 is in force
"""
        in capsys.readouterr().out
    )


def test_a_consistent_forgery_is_caught_by_git(files: Files, ask: Asking) -> None:
    """One word of QM-01 was changed, manifest and sums with it, nobody signed: the bundle is intact, and the text is
    not that of history."""
    path = next(path for path in files if "QM-01" in path and path.endswith("_en.docx"))
    word = bundles.word_with(files[path], "working day", "working year")
    found = ask(bundles.zipped(bundles.unsigned({**files, path: word})))

    assert (ask.code, answers(found)) == (1, {"intact": True, "signed": None, "history": False})
    (line,) = failures(found)
    assert line == (
        f"{path}: Its text is not that of history. Places: 2; the first: “…acknowledged within 1 working year instead "
        "of 3.” where history has “…acknowledged within 1 working day instead of 3.”."
    )


def test_forged_facts_are_caught_by_git(files: Files, ask: Asking) -> None:
    """Manifests that state something else than history."""
    manifest = bundles.manifest_in(files)
    one = manifest.documents[0]
    cases: dict[str, dict[str, Any]] = {
        "PO-01: “approved” is stated as 2026-01-01; history makes it 2024-02-28": {
            "documents": (replace(one, approved="2026-01-01"),)
        },
        "PO-01: “commit” is stated as –; history makes it ": {"documents": (replace(one, commit=""),)},
        "ZZ-99 was not in force on 2026-11-24": {"documents": (one, replace(one, number="ZZ-99"))},
        "manifest.json: “withheld” is stated as 3; history makes it 0": {"withheld": 3},
    }
    for told, changes in cases.items():
        changes = {**changes, "documents": (*changes.get("documents", (one,)), *manifest.documents[1:])}
        found = ask(bundles.zipped(bundles.unsigned(bundles.rewritten(files, **changes))))
        assert (answers(found)["intact"], answers(found)["history"]) == (True, False)
        assert any(told in line for line in failures(found)), failures(found)


def test_a_document_that_was_left_out(files: Files, ask: Asking) -> None:
    """Taken out of files, manifest and sums: history knows that it was in force."""
    manifest = bundles.manifest_in(files)
    gone = {file.path for file in manifest.files if file.number == "WI-03"}
    kept = {path: data for path, data in files.items() if path not in gone}
    documents = tuple(each for each in manifest.documents if each.number != "WI-03")
    found = ask(bundles.zipped(bundles.unsigned(bundles.rewritten(kept, documents=documents))))
    only_words = ask(bundles.zipped(bundles.unsigned(bundles.rewritten(kept))))

    assert answers(found) == {"intact": True, "signed": None, "history": False}
    missing = [f"{path}: It is missing: history gives this file." for path in sorted(gone)]
    assert sorted(failures(found)) == sorted([": WI-03 was in force and is not contained.", *missing])
    words = [f": WI-03 is listed, but its Word file ({language}) is not contained." for language in ("en", "zh")]
    assert sorted(failures(only_words)) == sorted([*words, *missing])


def test_a_forged_register_is_caught_by_git(files: Files, ask: Asking) -> None:
    """One cell of the master list was changed, manifest and sums with it: it is not the file that history gives."""
    path = next(path for path in files if "Master-document-list" in path and path.endswith(".xlsx"))
    book = bundles.word_with(files[path], "Complaints policy", "Complaints police", "xl/sharedStrings.xml")
    found = ask(bundles.zipped(bundles.unsigned({**files, path: book})))

    assert answers(found) == {"intact": True, "signed": None, "history": False}
    assert failures(found) == [f"{path}: It is not the file that this program makes from history."]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"commit": "0" * 40}, "The commit 0000000000 is not in the history of the branch “main”."),
        ({"commit": "HEAD"}, "The commit HEAD is not in the history of the branch “main”."),
        ({"commit": "--help"}, "The commit --help is not in the history of the branch “main”."),
        ({"as_of": "yesterday"}, "“yesterday” is no day."),
        ({"audience": "top secret"}, "The house has no audience “top secret” or no site “”."),
        ({"site": "Atlantis"}, "The house has no audience “” or no site “Atlantis”."),
    ],
)
def test_a_state_that_history_does_not_know(changes: dict[str, Any], told: str, files: Files, ask: Asking) -> None:
    """A commit, a day, an audience or a site that the house never had."""
    found = ask(bundles.zipped(bundles.unsigned(bundles.rewritten(files, **changes))))

    assert answers(found) == {"intact": True, "signed": None, "history": False}
    assert found["history"]["reason"] == told


def test_an_earlier_commit_in_the_place_of_the_true_one(files: Files, ask: Asking) -> None:
    """That history had gone on by the day of the bundle is told."""
    log = ["git", "-C", str(ask.root), "rev-list", "--first-parent", "-n", "3", "main"]
    commits = subprocess.run(log, capture_output=True, text=True, check=True).stdout.split()
    found = ask(bundles.zipped(bundles.unsigned(bundles.rewritten(files, commit=commits[2]))))

    assert f"History went on: 2 commits of {DAY} or before are not in it." in found["notes"]


def test_a_bundle_made_by_another_version(files: Files, ask: Asking) -> None:
    """The text is that of history, the bytes are not: so much is said, and no more."""
    changed = {
        path: bundles.word_with(data, ">qmsdocs 0", ">qmsdocs 9", "docProps/custom.xml")
        if path.endswith(".docx") and b"docProps/custom.xml" in data
        else data
        for path, data in files.items()
    }
    found = ask(bundles.zipped(bundles.unsigned(bundles.rewritten(changed, program="qmsdocs 9"))))

    assert answers(found) == {"intact": True, "signed": None, "history": True}
    told = (
        "Byte for byte as they are made from it: 0 files. With the same text, .*: [0-9]+. Not comparable here: [0-9]+;"
    )
    assert re.search(told, found["history"]["reason"])


def test_a_bundle_of_a_site_and_an_audience(demo: Path, tmp_path: Path, ask: Asking) -> None:
    """What was withheld there is withheld here too, and the texts that refer to it agree."""
    file = tmp_path / "site.zip"
    asked = ["--as-of", DAY, "--site", "taicang", "--audience", "public", "--language", "zh"]
    assert run(["bundle", "--root", str(demo), "--output", str(file), "--quiet", *asked]) == 1
    found = ask(file.read_bytes())

    assert (answers(found)["history"], failures(found)) == (True, [])


def test_a_key_that_was_revoked_since(whole: Path, ask_here: Asking) -> None:
    """A signature tells no time: with a revoked key nothing is proved any more."""
    organization = ask_here.root / "manual" / "organization.yaml"
    text = organization.read_text()
    key = re.search(r"- (ssh-ed25519 \S+)", text)
    assert key
    organization.write_text(text.replace(key[0], f"- {{key: {key[1]}, revoked: 2026-11-20}}"))
    commit(ask_here.root, "Revoke the key of Hanna Linden")
    found = ask_here(whole.read_bytes())

    assert answers(found) == {"intact": True, "signed": None, "history": True}
    assert "Signed by a key that is not known here" in found["signed"]["reason"]


def commit(root: Path, message: str) -> None:
    """Commits everything, on the day of the demo."""
    when = f"{DAY}T12:00:00+01:00"
    identity = ["-c", "user.name=Lotte Smit", "-c", "user.email=lotte@linden-bicycles.example"]
    environment = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"}
    command = ["git", "-C", str(root), *identity, "commit", "--quiet", "--all", "--message", message]
    subprocess.run(command, check=True, env=environment)


# ── Single Word files ────────────────────────────────────────────────────────


def test_a_word_file_in_force(words: Mapping[str, bytes], ask: Asking, capsys: Capture) -> None:
    """Made again, it is the very file."""
    found = ask(words["QP-01_3.2_en.docx"])

    assert (ask.code, answers(found)) == (0, {"intact": None, "history": True})
    assert found["history"]["reason"] == "It is the very file that is made from history."
    assert [(each["status"], each["effective"]) for each in found["documents"]] == [("effective", "2026-04-08")]


def test_a_word_file_that_was_superseded(words: Mapping[str, bytes], ask: Asking) -> None:
    """The file of its own time, in which it says that it is in force, is proved from that time."""
    word = words["old/QP-01_3.1_zh.docx"]
    found = ask(word)
    strict = ask(word, "--strict")

    assert answers(found) == answers(strict) == {"intact": None, "history": True}
    assert found["history"]["reason"] == "It is the very file that is made from history."
    assert "The file states: In force" in found["notes"][0]
    (document,) = found["documents"]
    assert (document["status"], document["superseded_by"], document["until"]) == ("superseded", ["3.2"], "2026-04-08")
    assert ask.code == 1  # with --strict


def test_former_revisions_and_redlines_of_a_bundle(files: Files, ask: Asking) -> None:
    """Each is proved as a single file too; a redline says so."""
    kinds = {file.path: file for file in bundles.manifest_in(files).files if file.kind in ("superseded", "redline")}
    heads = []
    for path, file in kinds.items():
        if file.number == "QP-01" and file.language == "en":
            found = ask(files[path])
            heads.append(found["what"])
            assert (ask.code, answers(found)["history"]) == (0, True), found

    assert sorted(heads) == ["QP-01, revision 3.1", "QP-01, what changed from 3.1 to 3.2"]


def test_a_withdrawn_instruction(words: Mapping[str, bytes], ask: Asking) -> None:
    """Withdrawn, since when, and what stands in its place; a revision from before this system has no fingerprint."""
    (document,) = ask(words["WI-02_1.0_en.docx"])["documents"]

    assert document["status"] == "withdrawn"
    assert (document["until"], document["superseded_by"]) == ("2025-11-04", ["WI-05"])


def test_an_approval_that_is_void(words: Mapping[str, bytes], demo: Path, tmp_path: Path, ask: Asking) -> None:
    """QP-02 as it was approved is proved; the text that was slipped in since is a draft, and proves nothing."""
    write_word(load(demo, date.fromisoformat(DAY), Cache.none()), tmp_path / "preview")
    approved = ask(words["QP-02_1.0_en.docx"])
    tidied = ask((tmp_path / "preview" / "QP-02_1.0_en.docx").read_bytes())

    assert (answers(approved)["history"], answers(tidied)["history"]) == (True, None)
    assert tidied["history"]["reason"].startswith("It is a draft: nobody approved this text")
    assert [each["status"] for each in tidied["documents"]] == ["in-review"]


def test_a_slipped_in_text_under_an_approved_fingerprint(
    words: Mapping[str, bytes], demo: Path, tmp_path: Path, ask: Asking
) -> None:
    """Whoever takes over number, status, fingerprint and commit still has another text."""
    word = bundles.word_with(words["QP-02_1.0_en.docx"], ", whatever its age", " while its guarantee lasts")
    found = ask(word)

    assert (ask.code, answers(found)["history"]) == (1, False)
    assert "while its guarantee lasts" in failures(found)[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            ">sha256:1472",
            ">sha256:9472",
            "QP-01 3.2 was approved with the fingerprint sha256:1472ccce…; here stands sha256:9472ccce….",
        ),
        (">3.2<", ">3.3<", "The house has no revision 3.3 of QP-01."),
        (
            ">3.2<",
            ">3.1<",
            "QP-01 3.1 was approved with the fingerprint sha256:c3829f33…; here stands sha256:1472ccce….",
        ),
        (">QP-01<", ">QP-77<", "The house has no revision 3.2 of QP-77."),
        (
            'name="copy"><vt:lpwstr>uncontrolled',
            'name="copy"><vt:lpwstr>controlled',
            "The register of copies has no such copy: –.",
        ),
    ],
)
def test_a_word_file_that_states_something_else(
    old: str, new: str, told: str, words: Mapping[str, bytes], ask: Asking
) -> None:
    """Fingerprint, revision, number, kind of copy: history knows better."""
    found = ask(bundles.word_with(words["QP-01_3.2_en.docx"], old, new, "docProps/custom.xml"))

    assert (ask.code, found["history"]) == (1, {"holds": False, "reason": told})


def test_a_word_file_saved_anew(words: Mapping[str, bytes], ask: Asking) -> None:
    """The same text in other bytes is told as that; packed by another zlib, it is the same file."""
    word = words["QP-01_3.2_en.docx"]
    other = bundles.word_with(word, "<w:zoom", "<w:mirrorMargins/><w:zoom", "word/settings.xml")

    assert ask(other)["history"]["reason"].startswith("It says what history says, but was made by another version")
    assert ask(repacked(word))["history"]["reason"] == "It is the very file that is made from history."


def repacked(word: bytes) -> bytes:
    """The same parts, stored."""
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        return bundles.zipped({name: package.read(name) for name in package.namelist()})


def test_a_registered_copy(demo: Path, ask: Asking, tmp_path: Path, capsys: Capture) -> None:
    """A controlled copy that the register holds is made again with its number, its holder and its day."""
    register = (demo / "manual" / "copies.yaml").read_text()
    found = re.search(r"document: (\S+)", register)
    assert found, register
    house = shutil.copytree(demo, tmp_path / "copying")
    asked = ["copy", "QP-01", "--to", "Paint shop", "--by", "l-smit", "--on", DAY, "--root", str(house), "--quiet"]
    assert run([*asked, "--output", str(tmp_path / "copies")]) == 0, capsys.readouterr()
    commit(house, "A copy for the paint shop")
    (file,) = (tmp_path / "copies").glob("QP-01*.docx")
    here = Asking(house, tmp_path, capsys)
    told, unknown = here(file.read_bytes()), ask(file.read_bytes())

    assert told["history"]["reason"] == "It is the very file that is made from history."
    assert any(note.startswith("Controlled copy: ") and "Paint shop" in note for note in told["notes"])
    assert unknown["history"]["reason"].startswith("The register of copies has no such copy: ")


def test_a_word_file_without_a_house(words: Mapping[str, bytes], tmp_path: Path, capsys: Capture) -> None:
    """Only what it states, and that this proves nothing."""
    file = tmp_path / "QP-01.docx"
    file.write_bytes(words["QP-01_3.2_en.docx"])
    expected = f"""\
{file}
  QP-01, revision 3.2
  The file states: In force, fingerprint sha256:1472ccce…. That alone proves nothing.
  Intact           not proved  A Word file holds nothing by which it could prove that it was not altered.
  Matches history  not proved  There is no house here to compare with. Where its git is: --root FOLDER.
  As it states itself: QP-01 3.2: In force.

"""

    assert run(["verify", str(file), "--root", str(tmp_path)]) == 0
    assert expected == capsys.readouterr().out


def test_a_word_file_of_somebody_else(tmp_path: Path, ask: Asking) -> None:
    """One clear line; a broken one too."""
    file = tmp_path / "letter.docx"
    docx.Document().save(str(file))
    data = file.read_bytes()

    assert failures(ask(data))[0].startswith(": It states no document number: qmsdocs did not write it")
    assert failures(ask(data[: len(data) // 2] + data[len(data) // 2 + 9 :])) != []


# ── Printed codes ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "holds", "status"),
    [
        ("QP-01 3.2 1472ccce", True, "effective"),
        ("QP-01 3.2 sha256:1472ccce…", True, "effective"),
        ("https://qms.linden.example/q/QP-01.html?r=3.2&f=1472ccce", True, "effective"),
        ("https://qms.linden.example/some/place/q/QP-01.html?f=c3829f33&r=3.1", True, "superseded"),
        ("QP-01 3.2 c3829f33", False, "effective"),
        ("https://qms.linden.example/q/QP-01.html?r=3.2", False, "effective"),
        ("https://qms.linden.example/q/WI-02.html?r=1.0", None, "withdrawn"),
    ],
)
def test_printed_codes(code: str, holds: bool | None, status: str, ask: Asking) -> None:
    """Number, revision and the beginning of the fingerprint; or the address of which they are a part."""
    found = ask(code)

    assert (answers(found), ask.code) == ({"history": holds}, int(holds is False))
    assert [each["status"] for each in found["documents"]] == [status]


@pytest.mark.parametrize(
    "code",
    [
        "https://qms.linden.example/q/QP-01.html?r=3.2&f=zzz",
        "https://qms.linden.example/q/../etc/passwd.html?r=3.2",
        "https://[/q/QP-01.html",
        "QP-01 3.2",
        "qp-01 3.2 1472ccce",
    ],
)
def test_what_is_no_code(code: str, ask: Asking) -> None:
    """It is told as a file that is not there."""
    assert failures(ask(code)) == [": There is no such file, and it is no printed code either."]


def test_a_code_in_three_words(demo: Path, capsys: Capture) -> None:
    """As one types it from paper."""
    assert run(["verify", "QP-01", "3.1", "c3829f33", "--root", str(demo), "--as-of", DAY]) == 0
    assert (
        """\
QP-01 3.1 c3829f33
  QP-01, revision 3.1
  Matches history  yes         QP-01 3.1 was approved with this fingerprint. The text on the paper is not proved by it.
  On 2026-11-24: QP-01 3.1: superseded since 2026-04-08 by 3.2; 3.2 is in force.
"""
        in capsys.readouterr().out
    )


def test_a_code_without_a_house(tmp_path: Path, capsys: Capture) -> None:
    """Nothing can be said, and that is not a success."""
    assert run(["verify", "QP-01", "3.1", "c3829f33", "--root", str(tmp_path)]) == 1
    assert "A code can be looked up in the house only" in capsys.readouterr().out


# ── A house without history ──────────────────────────────────────────────────


def test_a_house_without_git(
    demo: Path, whole: Path, words: Mapping[str, bytes], tmp_path: Path, capsys: Capture
) -> None:
    """The sources alone: they know keys, but nothing is proved from history."""
    house = shutil.copytree(demo, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    ask = Asking(house, tmp_path, capsys)
    bundle, word, code = ask(whole.read_bytes()), ask(words["QP-01_3.2_en.docx"]), ask("QP-01 3.2 1472ccce")

    assert answers(bundle) == {"intact": True, "signed": True, "history": None}
    assert (answers(word), answers(code)) == ({"intact": None, "history": None}, {"history": None})
    assert "This folder is not in a git repository" in word["history"]["reason"]


def test_a_history_that_was_cut_off(demo: Path, whole: Path, tmp_path: Path, capsys: Capture) -> None:
    """Of a shallow clone nothing is believed."""
    clone = ["git", "clone", "--quiet", "--depth", "1", demo.as_uri(), str(tmp_path / "shallow")]
    subprocess.run(clone, check=True)
    found = Asking(tmp_path / "shallow", tmp_path, capsys)(whole.read_bytes())

    assert answers(found)["history"] is None
    assert "The history was cut short" in found["history"]["reason"]


def test_manifests_name_only_what_is_checked(files: Files) -> None:
    """Of a document, the title and the level are read by people only; all else is compared with history."""
    document = bundles.manifest_in(files).documents[0]

    assert set(type(document).__slots__) - {"title", "level", "approved_by"} == {
        "number",
        "revision",
        "status",
        "effective",
        "approved",
        "fingerprint",
        "commit",
    }
    assert MANIFEST in files
