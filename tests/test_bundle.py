"""`qmsdocs bundle`: what the auditor gets, that it is the same anywhere, and what happens when writing it fails."""

import os
import random
import re
import shutil
import subprocess
import sys
import time
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from qmsdocs.cli import run
from qmsdocs.manifest import Manifest, read_manifest
from tests.house import new_house

QMSDOCS = Path(sys.executable).with_name("qmsdocs")
DEMO_KEY = Path(__file__).parent.parent / "generator" / "qmsdocs" / "demo" / "DEMO-signing-key-of-nobody"


def bundled(house: Path, file: Path, *arguments: str, code: int = 1) -> Path:
    """The bundle of a house on 24 November 2026; the demo has an approval that is void, hence exit code 1."""
    day = () if "--as-of" in arguments or "--tag" in arguments else ("--as-of", "2026-11-24")
    assert run(["bundle", "--root", str(house), "--output", str(file), "--quiet", *day, *arguments]) == code
    return file


def manifest_of(file: Path) -> Manifest:
    """What a bundle says of itself."""
    with zipfile.ZipFile(file) as bundle:
        return read_manifest(bundle.read("manifest.json"))


def folders_of(file: Path) -> list[str]:
    """The folders of a bundle."""
    return sorted({listed.path.partition("/")[0] for listed in manifest_of(file).files if listed.shelf})


def texts_of(file: Path) -> dict[str, str]:
    """Everything in a bundle as text, that of packages inside too."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(file) as bundle:
        for name in bundle.namelist():
            data = bundle.read(name)
            if name.endswith((".docx", ".xlsx")):
                with zipfile.ZipFile(BytesIO(data)) as package:
                    parts = b"\n".join(package.read(part) for part in package.namelist())
                found[name] = re.sub(r"<[^>]+>", "", parts.decode("utf-8", "replace"))
            else:
                found[name] = data.decode("utf-8", "replace")
    return found


@pytest.fixture(scope="module")
def whole(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the demo with everything: both languages, changes since the second issue, the application pack."""
    file = tmp_path_factory.mktemp("bundle") / "whole.zip"
    return bundled(demo, file, "--since", "issue-2025-11-18", "--pack", "application", "--sign", str(DEMO_KEY))


# ── What it holds ────────────────────────────────────────────────────────────


def test_a_bundle_holds_every_effective_document_and_nothing_else(whole: Path) -> None:
    """Of the demo's documents those in force on the day, in both languages, in the folder of their level."""
    documents = sorted(file.path for file in manifest_of(whole).files if file.kind == "document")
    assert [path for path in documents if path.endswith("_en.docx")] == [
        "01-manual-手册/PO-01_3.0_Complaints-policy_en.docx",
        "01-manual-手册/QM-01_1.1_Manual-of-complaints-management_en.docx",
        "02-procedures-程序文件/QP-01_3.2_Receiving-and-acknowledging-complaints_en.docx",
        "02-procedures-程序文件/QP-02_1.0_Investigating-and-deciding_en.docx",
        "02-procedures-程序文件/QP-03_1.0_Control-of-documents_en.docx",
        "03-work-instructions-作业指导书/WI-01_1.4_Complaints-on-the-telephone_en.docx",
        "03-work-instructions-作业指导书/WI-03_1.1_Examining-a-returned-bicycle_en.docx",
        "03-work-instructions-作业指导书/WI-05_1.1_Complaints-in-writing_en.docx",
        "04-forms-表单/QR-01_1.1_Complaint-record_en.docx",
        "04-forms-表单/QR-02_1.0_Examination-report_en.docx",
    ]
    assert "02-procedures-程序文件/QP-01_3.2_投诉受理与告知控制程序_zh.docx" in documents
    assert len(documents) == 20


def test_names_are_safe_on_windows(whole: Path) -> None:
    """No forbidden letter, no path of 120 letters, no name over 255 bytes, no two that differ in case only."""
    with zipfile.ZipFile(whole) as bundle:
        names = bundle.namelist()
    for name in names:
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]', name)
        assert len(name) < 120
        assert all(len(part.encode()) <= 255 and part.strip(" .") == part for part in name.split("/"))
        assert unicodedata.normalize("NFC", name) == name
    assert len({name.casefold() for name in names}) == len(names)
    assert names == sorted(names)


def test_folders_are_named_in_the_language_of_the_reader(demo: Path, tmp_path: Path) -> None:
    """English, Chinese, or both."""
    english, chinese = (
        bundled(demo, tmp_path / f"{language}.zip", "--language", language) for language in ("en", "zh")
    )
    assert folders_of(english) == [
        "01-manual",
        "02-procedures",
        "03-work-instructions",
        "04-forms",
        "05-registers",
        "06-matrices",
        "08-approvals",
    ]
    assert folders_of(chinese) == [
        "01-手册",
        "02-程序文件",
        "03-作业指导书",
        "04-表单",
        "05-台账清单",
        "06-对照矩阵",
        "08-审批",
    ]


def test_a_past_day_and_its_tag_give_the_same_documents(demo: Path, tmp_path: Path) -> None:
    """The bundle of an issue's tag holds what was in force on its day."""
    by_tag = manifest_of(bundled(demo, tmp_path / "tag.zip", "--tag", "issue-2025-11-18", code=0))
    by_day = manifest_of(bundled(demo, tmp_path / "day.zip", "--as-of", "2025-11-18", code=0))
    assert " ".join(f"{each.number} {each.revision}" for each in by_tag.documents) == (
        "PO-01 3.0 QM-01 1.0 QP-01 3.1 QP-02 1.0 QP-03 1.0 WI-01 1.3 WI-03 1.1 WI-05 1.0 QR-01 1.1 QR-02 1.0"
    )
    assert by_tag.documents == by_day.documents
    assert (by_tag.tag, by_day.tag) == ("issue-2025-11-18", "")


def test_nothing_in_force_yet_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A house that approved nothing gets its drafts, marked, and a bundle that says so."""
    house = new_house(tmp_path / "house")
    capsys.readouterr()
    file = tmp_path / "drafts.zip"
    assert run(["bundle", "--root", str(house.root), "--as-of", "2026-03-10", "--output", str(file)]) == 0
    found = manifest_of(file)
    assert (found.in_force, [each.status for each in found.documents]) == (0, ["in-review", "in-review"])
    assert "Nothing is in force yet" in capsys.readouterr().out
    assert "Nothing is in force yet" in texts_of(file)["index.html"]


# ── The same anywhere ────────────────────────────────────────────────────────


def another_machine(house: Path, folder: Path, **environment: str) -> bytes:
    """The bundle that a process with another time zone, locale, umask, user, hash seed and working folder writes."""
    copy = shutil.copytree(house, folder / "somewhere" / "elsewhere")
    command: list[str | Path] = [
        QMSDOCS,
        "bundle",
        "--root",
        copy,
        "--as-of",
        "2026-11-24",
        "--since",
        "2025-11-18",
        "--quiet",
    ]
    command += ["--pack", "application", "--output", folder / "there.zip"]
    values = {**os.environ, "QMSDOCS_CACHE": str(folder / "cache"), "HOME": str(folder), **environment}
    somebody = ["unshare", "--user"]  # a process that is nobody, where the system lets everybody become that
    if shutil.which(somebody[0]) and subprocess.run([*somebody, "true"], check=False).returncode == 0:
        command = [*somebody, *command]
    subprocess.run(command, env=values, cwd="/", umask=0o077, check=False)
    return (folder / "there.zip").read_bytes()


def test_two_machines_write_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    """Time zone, locale, umask, user, hash seed and working folder make no difference."""
    arguments = ("--since", "2025-11-18", "--pack", "application")
    here = bundled(demo, tmp_path / "here.zip", *arguments).read_bytes()
    (tmp_path / "there").mkdir()
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "7", "QMSDOCS_LANGUAGE": "zh"}
    assert another_machine(demo, tmp_path / "there", **settings) == here


def test_what_did_not_change_is_taken_from_the_former_bundle(
    demo_to_change: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second bundle makes nothing but its pages, and is the same; one that somebody touched is not used."""
    file = tmp_path / "bundle.zip"
    told, bytes_ = [], []
    for touched in (False, False, True):
        if touched:
            file.write_bytes(file.read_bytes().replace(b"Linden", b"Lemon!"))
        run(["bundle", "--root", str(demo_to_change), "--as-of", "2026-11-24", "--output", str(file)])
        told.append(int(re.search(r"(\d+) files made anew", capsys.readouterr().out)[1]))  # type: ignore[index]
        bytes_.append(file.read_bytes())
    assert told == [told[0], 0, told[0]]
    assert told[0] == sum(each.kind in ("document", "register") for each in manifest_of(file).files)
    assert bytes_[0] == bytes_[1] == bytes_[2]


# ── When it fails ────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_killed_build_leaves_the_former_bundle(demo: Path, tmp_path: Path) -> None:
    """Killed at 50 moments, the former bundle is whole; the next run leaves no temporary file, of whatever name."""
    file = bundled(demo, tmp_path / "bundle.zip", "--as-of", "2025-11-18", code=0)
    before = file.read_bytes()
    command = [QMSDOCS, "bundle", "--root", demo, "--as-of", "2026-11-24", "--output", file, "--quiet"]
    started = time.monotonic()
    subprocess.run([*command[:-2], tmp_path / "other.zip", "--quiet"], check=False)
    usual = time.monotonic() - started
    moments = random.Random(4)
    for _ in range(50):
        process = subprocess.Popen(command, env={**os.environ, "QMSDOCS_CACHE": str(tmp_path / "cold")})
        time.sleep(moments.uniform(0, usual))
        process.kill()
        process.wait()
        now = file.read_bytes()
        assert now == before or now == (tmp_path / "other.zip").read_bytes()
        if now != before:
            file.write_bytes(before)
    (tmp_path / ".elsewhere.zip.new").write_bytes(b"left by a kill")
    subprocess.run(command, check=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle.zip", "cold", "other.zip"]
    assert file.read_bytes() == (tmp_path / "other.zip").read_bytes()
