"""From a clone to site and Word files: they agree, they are built once, and a bad source leaves the former outputs
alone."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from qmsdocs.cli import run

Change = Callable[[Path, str, str], None]


def build(folder: Path, *more: str) -> int:
    """Builds `folder` as on 24 November 2026."""
    return run(["build", "--root", str(folder), "--as-of", "2026-11-24", *more])


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below `folder`, by path."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_build_writes_a_site_and_a_word_file_for_each_document_and_language(built: Path) -> None:
    """`site/index.html` is there, and `dist/word` holds as many documents as there are sources times languages."""
    sources = [
        file for folder in ("procedures", "work_instructions", "forms") for file in (built / folder).glob("*-??.yaml")
    ]
    sources += [built / "manual" / "PO-01.yaml", built / "manual" / "QM-01.yaml"]

    assert (built / "site" / "index.html").is_file()
    assert (built / "site" / "zh" / "index.html").is_file()
    assert len(list((built / "dist" / "word").glob("[A-Z]*.docx"))) == 2 * len(sources)


def test_word_page_and_show_state_the_same(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Number, revision, status and dates of QP-05 are the same in the Word file, on the page and in `qmsdocs show`."""
    assert run(["show", "QP-05", "--root", str(built), "--as-of", "2026-11-24", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    page = (built / "site" / "procedures" / "QP-05.html").read_text(encoding="utf-8")
    page_text = unescape(re.sub(r"<[^>]+>", " ", page))
    with zipfile.ZipFile(built / "dist" / "word" / "QP-05_1.0_en.docx") as package:
        word_text = " ".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", package.read("word/document.xml").decode()))

    assert (shown["revision"], shown["status"]) == ("1.0", "effective")
    for value in ("QP-05", "1.0", "In force"):
        assert value in page_text
        assert value in word_text
    for day in (shown["approved_on"], shown["effective"], shown["next_review"]):
        assert f'datetime="{day}"' in page
        assert day in word_text


def test_a_second_build_changes_no_byte(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a change nothing is written, and the tool says so."""
    assert build(content, "--quiet") == 0
    before = hashes(content / "site") | hashes(content / "dist")

    assert build(content) == 0

    assert "Nothing has changed" in capsys.readouterr().out
    assert hashes(content / "site") | hashes(content / "dist") == before


def test_two_builds_in_two_places_give_the_same_bytes(content: Path, built: Path) -> None:
    """Another folder, time zone, locale and hash seed: the same site and the same Word files."""
    script = (
        f"from qmsdocs.cli import run; run(['build', '--root', {str(content)!r}, '--as-of', '2026-11-24', '--quiet'])"
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "TZ": "Asia/Shanghai",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "HOME": str(content.parent),
        "QMSDOCS_CACHE": str(content.parent / "other-cache"),
    }
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd="/", umask=0o077)

    def outputs(folder: Path) -> dict[str, str]:
        return hashes(folder / "site") | hashes(folder / "dist")

    assert outputs(content) == outputs(built)


def test_a_change_of_one_document_rewrites_its_word_file_only(content: Path, change: Change) -> None:
    """Prose of WI-02 is changed, not for the first time since its approval: in the preview its Word file changes, no
    other is touched, also not the Chinese one, which prints its translation."""
    change(content / "work_instructions" / "WI-02.yaml", "purpose: |\n", "purpose: |\n  Somebody waits.\n")
    assert build(content, "--no-site", "--preview", "--quiet") == 1
    before = {file.name: file.stat().st_mtime_ns for file in (content / "dist" / "word").glob("*.docx")}
    change(content / "work_instructions" / "WI-02.yaml", "Somebody waits", "Nobody waits")

    assert build(content, "--no-site", "--preview", "--quiet") == 1

    after = {file.name: file.stat().st_mtime_ns for file in (content / "dist" / "word").glob("*.docx")}
    assert {name for name in after if after[name] != before.get(name)} == {"WI-02_1.0_en.docx"}


def test_what_nobody_approved_is_not_published(
    content: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    """WI-02 was changed after its approval: the change is named, and does not reach the Word file of staff."""
    change(content / "work_instructions" / "WI-02.yaml", "purpose: |\n", "purpose: |\n  Nobody waits.\n")

    assert build(content, "--no-site", "--quiet") == 1

    assert "error[changed-after-approval] The content of WI-02 1.0" in capsys.readouterr().out
    assert "Nobody waits" not in _word_text(content / "dist" / "word" / "WI-02_1.0_en.docx")


def test_a_renamed_company_is_renamed_everywhere(content: Path, change: Change) -> None:
    """The name stands in qms.yaml and nowhere else."""
    change(content / "qms.yaml", "name: Aldermoor Home Appliances", "name: Thistle Household")
    change(content / "qms.yaml", "short_name: Aldermoor", "short_name: Thistle")

    assert build(content, "--quiet") == 0

    for file in (*(content / "site").rglob("*.html"), content / "site" / "search" / "search_index.js"):
        if "zh" not in file.parts and file.is_file():
            # Mail addresses of the specimen's people are data of their own.
            assert "Aldermoor" not in file.read_text(encoding="utf-8"), file
    with zipfile.ZipFile(content / "dist" / "word" / "PO-01_1.0_en.docx") as package:
        everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "ignore")
    assert "Thistle Household" in everything
    assert "Aldermoor" not in everything


def test_an_error_stops_the_build_and_the_former_outputs_stay(
    content: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong source is told with its place; site and Word files are as they were, and no leftover lies about."""
    assert build(content, "--quiet") == 0
    before = hashes(content)
    change(content / "procedures" / "QP-05.yaml", "title: Receipt", "titel: Receipt")
    changed = hashes(content)["procedures/QP-05.yaml"]
    capsys.readouterr()

    assert build(content) == 1

    told = capsys.readouterr()
    assert "procedures/QP-05.yaml:3:1" in told.out
    assert "stay" in told.err
    assert hashes(content) == {**before, "procedures/QP-05.yaml": changed}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("site_name: [", "mkdocs.yml"),
        ("site_name: Manual\ndocs_dir: docs_src\nplugins: [search]\n", "add `- qmsdocs` under `plugins`"),
    ],
    ids=["broken", "without the plugin"],
)
def test_a_wrong_mkdocs_yml_is_told_and_the_former_site_stays(
    content: Path, settings: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What MkDocs cannot use ends as wrong usage, with a sentence and no leftover."""
    assert build(content, "--no-word", "--quiet") == 0
    before = hashes(content / "site")
    (content / "mkdocs.yml").write_text(settings, encoding="utf-8")

    assert build(content, "--no-word") == 2

    assert told in capsys.readouterr().err
    assert hashes(content / "site") == before
    assert not list(content.glob(".site.*"))


def test_a_withdrawn_file_goes_with_its_document(content: Path, change: Change) -> None:
    """The Word file of a document that is gone is removed from the output."""
    assert build(content, "--no-site", "--quiet") == 0
    for name in ("QR-14.yaml", "QR-14.zh.yaml"):
        (content / "forms" / name).unlink()
    with (content / "qms.yaml").open("a", encoding="utf-8") as settings:
        settings.write("reserved:\n  QR-14: Document change request\n")

    assert build(content, "--no-site", "--quiet") == 0

    assert not list((content / "dist" / "word").glob("QR-14*"))


def test_what_a_killed_build_left_is_removed(content: Path) -> None:
    """A half-written folder of an earlier build does not stay."""
    leftover = content / ".site.abc.new"
    leftover.mkdir()
    (leftover / "half.html").write_text("half")

    assert build(content, "--quiet") == 0

    assert not leftover.exists()
    assert not list(content.glob(".site.*"))


def test_a_step_that_moved_in_one_document_is_named_rightly_in_the_others(content: Path, change: Change) -> None:
    """QP-05 names a step of QP-06 by its number: when a step comes before it, the Word file of QP-05 says so."""
    assert build(content, "--no-site", "--preview", "--quiet") == 0
    word = content / "dist" / "word" / "WI-01_1.0_en.docx"
    before = _word_text(word)
    assert "QP-05 step 3" in before
    change(
        content / "procedures" / "QP-05.yaml",
        "steps:\n",
        "steps:\n  - id: greet\n    title: Greet\n    who: first-receiver\n    within: none\n    record: none\n\n",
    )

    assert build(content, "--no-site", "--preview", "--quiet") == 1

    assert _word_text(word) == before.replace("QP-05 step 3", "QP-05 step 4")


def test_a_translation_has_tables_and_pictures_of_its_own(content: Path, change: Change) -> None:
    """`WI-08-pareto.zh.csv` stands in the place of `WI-08-pareto.csv` in Chinese, and a change of it is noticed."""
    more = ("--preview", "--no-site")
    build(content, *more)
    english, chinese = (content / "dist" / "word" / f"WI-08_1.0_{language}.docx" for language in ("en", "zh"))
    before = english.read_bytes()
    assert "Door seal leaks" in _word_text(english)
    assert "门封漏水" in _word_text(chinese)
    with zipfile.ZipFile(chinese) as package:
        own = (content / "work_instructions" / "pictures" / "WI-08-fishbone.zh.png").read_bytes()
        assert own in [package.read(name) for name in package.namelist() if name.startswith("word/media/")]

    change(content / "work_instructions" / "WI-08-pareto.zh.csv", "门封漏水", "门封渗水")
    build(content, *more)

    assert "门封渗水" in _word_text(chinese)
    assert english.read_bytes() == before


def _word_text(file: Path) -> str:
    with zipfile.ZipFile(file) as package:
        return " ".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", package.read("word/document.xml").decode()))


def test_a_picture_outside_the_folders_of_the_sources_is_watched(
    content: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture that lies beside the folders of the sources is missed as soon as it is gone.

    It was moved after the approval, which voids it."""
    (content / "assets").mkdir()
    (content / "work_instructions" / "pictures" / "WI-08-fishbone.png").rename(content / "assets" / "fishbone.png")
    change(content / "work_instructions" / "WI-08.yaml", "pictures/WI-08-fishbone.png", "../assets/fishbone.png")
    assert run(["check", "--root", str(content), "--quiet"]) == 1
    assert "file-missing" not in capsys.readouterr().out
    (content / "assets" / "fishbone.png").unlink()

    assert run(["check", "--root", str(content), "--quiet"]) == 1

    assert "file-missing" in capsys.readouterr().out


def test_a_reference_document_that_cannot_be_used_is_told_in_one_line(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A `reference.docx` that is no Word file stops the build with a sentence, and nothing is written."""
    (content / "reference.docx").write_bytes(b"no Word file")

    assert build(content, "--no-site") == 1

    assert "reference.docx" in capsys.readouterr().err
    assert not list((content / "dist").rglob("*.docx"))
