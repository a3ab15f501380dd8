"""`qmsdocs bundle`: what the auditor gets, that it is the same anywhere, and what happens when writing it fails."""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from qmsdocs.cli import run
from qmsdocs.manifest import Manifest, read_manifest
from tests.bundles import demo_key
from tests.house import new_house
from tests.test_real_word_files import VALIDATOR, sdk_errors
from tests.word_lint import lint

QMSDOCS = Path(sys.executable).with_name("qmsdocs")


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
    folder = tmp_path_factory.mktemp("bundle")
    file, key = folder / "whole.zip", demo_key(folder)
    return bundled(demo, file, "--since", "issue-2025-11-18", "--pack", "application", "--sign", str(key))


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
        "02-procedures-程序文件/QP-04_1.0_Auditing-and-improving-the-system_en.docx",
        "03-work-instructions-作业指导书/WI-01_1.4_Complaints-on-the-telephone_en.docx",
        "03-work-instructions-作业指导书/WI-03_1.1_Examining-a-returned-bicycle_en.docx",
        "03-work-instructions-作业指导书/WI-05_1.2_Complaints-in-writing_en.docx",
        "04-forms-表单/QR-01_1.2_Complaint-record_en.docx",
        "04-forms-表单/QR-02_1.0_Examination-report_en.docx",
        "04-forms-表单/QR-03_1.0_Gap-assessment_en.docx",
        "04-forms-表单/QR-04_1.0_Training-plan-and-record_en.docx",
        "04-forms-表单/QR-05_1.0_Audit-programme,-plan-and-report_en.docx",
        "04-forms-表单/QR-06_1.0_Finding-and-corrective-action_en.docx",
        "04-forms-表单/QR-07_1.0_Management-review_en.docx",
    ]
    assert "02-procedures-程序文件/QP-01_3.2_投诉受理与告知控制程序_zh.docx" in documents
    assert len(documents) == 32


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
        "10-records",
    ]
    assert folders_of(chinese) == [
        "01-手册",
        "02-程序文件",
        "03-作业指导书",
        "04-表单",
        "05-台账清单",
        "06-对照矩阵",
        "08-审批",
        "10-运行记录",
    ]


def test_a_past_day_and_its_tag_give_the_same_documents(demo: Path, tmp_path: Path) -> None:
    """The bundle of an issue's tag holds what was in force on its day."""
    by_tag = manifest_of(bundled(demo, tmp_path / "tag.zip", "--tag", "issue-2025-11-18", code=0))
    by_day = manifest_of(bundled(demo, tmp_path / "day.zip", "--as-of", "2025-11-18", code=0))
    assert " ".join(f"{each.number} {each.revision}" for each in by_tag.documents) == (
        "PO-01 3.0 QM-01 1.0 QP-01 3.1 QP-02 1.0 QP-03 1.0 QP-04 1.0 WI-01 1.3 WI-03 1.1 WI-05 1.0"
        " QR-01 1.1 QR-02 1.0 QR-03 1.0 QR-04 1.0 QR-05 1.0 QR-06 1.0 QR-07 1.0"
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


# ── What is withheld ─────────────────────────────────────────────────────────


def with_levels(house: Path) -> Path:
    """The demo's tree of today, where WI-01 is confidential and the manual is public; nothing of it is committed."""
    shutil.rmtree(house / ".git")
    for number, level in (("PO-01", "public"), ("QM-01", "public"), ("WI-01", "confidential")):
        file = next(house.rglob(f"{number}.yaml"))
        text = re.sub(r"(?m)^classification: .*\n", "", file.read_text(encoding="utf-8"))
        file.write_text(text.replace("\nowner:", f"\nclassification: {level}\nowner:", 1), encoding="utf-8")
    return house


def test_what_is_classified_above_the_audience_is_nowhere(demo_to_change: Path, tmp_path: Path) -> None:
    """No page, file name, register or manifest names its title; the bundle says how many documents are withheld."""
    house = with_levels(demo_to_change)
    file = bundled(house, tmp_path / "internal.zip", "--audience", "internal", "--pack", "application")
    found, texts = manifest_of(file), texts_of(file)
    assert (found.audience, found.withheld) == ("internal", 1)
    assert "WI-01" not in [each.number for each in found.documents]
    for title in ("Complaints on the telephone", "Complaints-on-the-telephone", "电话投诉作业指导书"):
        assert [name for name, text in texts.items() if title in name + text] == []
    assert "WI-01 (not contained here)" in next(text for name, text in texts.items() if "QP-01_3.2" in name)

    public = manifest_of(bundled(house, tmp_path / "public.zip", "--audience", "public"))
    assert [each.number for each in public.documents] == ["PO-01", "QM-01"]


def test_the_site_shows_what_its_readers_may_see(demo_to_change: Path, tmp_path: Path) -> None:
    """With `audience: internal` in qms.yaml a confidential document is on no page and has no Word file there."""
    house = with_levels(demo_to_change)
    settings = house / "qms.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "audience: internal\n", encoding="utf-8")
    run(["build", "--root", str(house), "--as-of", "2026-11-24", "--quiet"])
    pages = {path: path.read_text(encoding="utf-8") for path in (house / "site").rglob("*.html")}
    searched = next((house / "site" / "search").glob("search_index.j*")).read_text(encoding="utf-8")
    for title in ("Complaints on the telephone", "电话投诉作业指导书"):
        assert [path.name for path, text in pages.items() if title in text] == []
        assert title not in searched
    assert "Withheld here, being classified above the readers of this site: 1" in pages[house / "site" / "index.html"]
    assert list((house / "dist" / "word").glob("WI-01*")) == []
    assert list((house / "site").rglob("*WI-01*")) == []


def test_a_bundle_for_one_site_holds_what_applies_there(demo_to_change: Path, tmp_path: Path) -> None:
    """Documents for other sites, and for units that work elsewhere, are left out and counted."""
    shutil.rmtree(demo_to_change / ".git")
    file = next(demo_to_change.rglob("WI-03.yaml"))
    text = re.sub(r"(?m)^applies_to: .*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text.replace("\nowner:", "\napplies_to: [taicang]\nowner:", 1), encoding="utf-8")
    found = manifest_of(bundled(demo_to_change, tmp_path / "site.zip", "--site", "groningen"))
    assert (found.site, found.elsewhere) == ("Groningen", 1)
    assert "WI-03" not in [each.number for each in found.documents]


def test_personal_data_need_an_explicit_word(demo_to_change: Path, tmp_path: Path) -> None:
    """The identity copy, which is in no commit, is in the bundle only with --personal-data."""
    passport = demo_to_change / "manual" / "application" / "private" / "passport.pdf"
    passport.parent.mkdir()
    passport.write_bytes((demo_to_change / "manual" / "application" / "licence.pdf").read_bytes())
    without = manifest_of(bundled(demo_to_change, tmp_path / "without.zip", "--pack", "application"))
    held = manifest_of(bundled(demo_to_change, tmp_path / "with.zip", "--pack", "application", "--personal-data"))
    apart = {each.path for each in held.files} - {each.path for each in without.files}
    assert (without.personal_data, held.personal_data) == (False, True)
    assert {Path(path).name.partition("_")[0] for path in apart} == {"AP-03"}


# ── Wrong usage ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--site", "delf"], "There is no site “delf”. The sites are: groningen, taicang."),
        (["--audience", "secret"], "There is no classification “secret”"),
        (["--tag", "issue-1999"], "issue-1999"),
        (["--since", "2027-01-01"], "2027-01-01"),
        (["--tag", "issue-2025-11-18", "--as-of", "2025-11-18"], "give --as-of or --tag, not both"),
        (["--sign"], "Git has no signing key here"),
        (["--sign", "no-such-key"], "no-such-key"),
    ],
)
def test_wrong_usage_is_told_and_nothing_written(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    """One line that says what is wrong."""
    day = [] if "--tag" in arguments else ["--as-of", "2026-11-24"]
    file = tmp_path / "bundle.zip"
    assert run(["bundle", "--root", str(demo), "--output", str(file), *day, *arguments]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


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


def is_gone(group: int) -> bool:
    """Whether no process of a group is left, within a few seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_killed_build_leaves_the_former_bundle(demo: Path, tmp_path: Path) -> None:
    """Killed at 50 moments, the former bundle is whole and no process stays; the next run leaves no temporary file, of
    whatever name."""
    file = bundled(demo, tmp_path / "bundle.zip", "--as-of", "2025-11-18", code=0)
    before = file.read_bytes()
    command = [QMSDOCS, "bundle", "--root", demo, "--as-of", "2026-11-24", "--output", file, "--quiet"]
    started = time.monotonic()
    subprocess.run([*command[:-2], tmp_path / "other.zip", "--quiet"], check=False)
    usual = time.monotonic() - started
    moments = random.Random(4)
    for _ in range(50):
        environment = {**os.environ, "QMSDOCS_CACHE": str(tmp_path / "cold")}
        process = subprocess.Popen(command, env=environment, start_new_session=True)
        time.sleep(moments.uniform(0, usual))
        process.kill()
        process.wait()
        assert is_gone(process.pid)
        now = file.read_bytes()
        assert now == before or now == (tmp_path / "other.zip").read_bytes()
        if now != before:
            file.write_bytes(before)
    (tmp_path / ".elsewhere.zip.new").write_bytes(b"left by a kill")
    subprocess.run(command, check=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle.zip", "cold", "other.zip"]
    assert file.read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_disk_that_is_full_is_told_in_one_line(demo: Path, tmp_path: Path) -> None:
    """The former bundle stays, nothing half-written is left, and no traceback is shown."""
    file = bundled(demo, tmp_path / "bundle.zip", "--as-of", "2025-11-18", code=0)
    before = file.read_bytes()

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [QMSDOCS, "bundle", "--root", demo, "--as-of", "2026-11-24", "--output", file, "--quiet"]
    told = subprocess.run(command, preexec_fn=no_room, capture_output=True, text=True, check=False)
    assert told.returncode == 3
    assert told.stderr.startswith("The system refused: ")
    assert told.stderr.count("\n") == 1
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.zip"]


# ── What the office programs say ─────────────────────────────────────────────


@pytest.fixture(scope="module")
def unpacked(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as an auditor unpacks it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(whole) as bundle:
        bundle.extractall(folder)
    return folder


def packages(folder: Path) -> list[Path]:
    """Every Word file and workbook."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".docx", ".xlsx"))


def test_our_own_lint_finds_nothing_in_its_word_files(unpacked: Path) -> None:
    """Bookmarks, anchors, lists, fields, controls and properties hang together."""
    found = {file.name: lint(file.read_bytes()) for file in packages(unpacked) if file.suffix == ".docx"}
    assert {name: errors for name, errors in found.items() if errors} == {}


@pytest.mark.sdk
@pytest.mark.skipif(not VALIDATOR.exists(), reason="SKIPPED: the Open XML SDK validator is not installed (make tools)")
def test_the_open_xml_sdk_accepts_every_word_file_and_workbook(unpacked: Path) -> None:
    """Microsoft's own validator, as Microsoft 365 would read them."""
    files = packages(unpacked)
    with ThreadPoolExecutor() as pool:
        found = dict(zip(files, pool.map(sdk_errors, files), strict=True))
    assert {file.name: errors for file, errors in found.items() if errors} == {}


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="SKIPPED: LibreOffice is not installed (make tools)")
def test_libreoffice_opens_every_word_file_and_workbook(unpacked: Path, tmp_path: Path) -> None:
    """Each converts to a PDF."""
    files = packages(unpacked)
    named = {tmp_path / f"{number}{file.suffix}": file for number, file in enumerate(files)}
    for short, file in named.items():
        shutil.copy(file, short)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, named)]
    subprocess.run(command, check=True, capture_output=True)
    assert [file.name for short, file in named.items() if not short.with_suffix(".pdf").is_file()] == []


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="SKIPPED: LibreOffice is not installed (make tools)")
def test_pdfs_stand_beside_the_word_files(demo: Path, tmp_path: Path) -> None:
    """With --pdf each document has one; the manifest says that other machines may make other bytes of them."""
    found = manifest_of(bundled(demo, tmp_path / "pdf.zip", "--pdf", "--language", "en"))
    pdfs = [each for each in found.files if each.kind == "pdf"]
    assert [each.path.removesuffix(".pdf") for each in pdfs] == [
        each.path.removesuffix(".docx") for each in found.files if each.kind == "document"
    ]
    assert {each.reproducible for each in pdfs} == {False}


@pytest.mark.parametrize(
    ("office", "told"),
    [
        (None, "PDFs need LibreOffice, which is not installed here"),
        ("exit 1", "could not make the PDFs"),
        ("exit 0", "could not make the PDFs"),
    ],
    ids=["no LibreOffice", "it fails", "it ends well and writes nothing"],
)
def test_without_pdfs_there_is_no_bundle(
    office: str | None,
    told: str,
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """LibreOffice that is missing or fails is told in a sentence, and nothing is written."""
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "git").symlink_to(git)
    if office is not None:
        (tmp_path / "soffice").write_text(f"#!/bin/sh\n{office}\n")
        (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    file = bundled(demo, tmp_path / "pdf.zip", "--pdf", "--language", "en")
    assert told in capsys.readouterr().err
    assert not file.exists()
