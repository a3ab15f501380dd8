"""`qmsdocs init`: a house of one's own that is clean, that nobody has approved yet, and that can be put in force."""

import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qmsdocs.cli import run
from qmsdocs.source import read_yaml
from tests.conftest import ROOT

Capture = pytest.CaptureFixture[str]

HAMBURG = ("--company", "Nordlicht Geräte GmbH", "--short-name", "Nordlicht", "--site", "Hamburg, Germany")
ANN = ("--person", "Ann Bell", "--email", "ann@nordlicht.example", "--domain", "nordlicht.example")
TODAY = ("--effective", "2026-01-01")


def begun(folder: Path, *arguments: str, code: int = 0) -> Path:
    """A house that nobody was asked about."""
    assert run(["init", str(folder), "--yes", *HAMBURG, *ANN, *arguments]) == code
    return folder


def git(folder: Path, *arguments: str) -> str:
    """What git says in a house, to Ann."""
    identity = ("-c", "user.name=Ann Bell", "-c", "user.email=ann@nordlicht.example", "-c", "core.hooksPath=/dev/null")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.strip()


def said(capsys: Capture, *arguments: str, code: int = 0) -> str:
    """What a command prints."""
    capsys.readouterr()
    assert run(arguments) == code
    return capsys.readouterr().out


def texts(folder: Path) -> dict[str, str]:
    """The sources of a house by path."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.yaml"))
        if ".git" not in file.parts
    }


# ── From start to in force ───────────────────────────────────────────────────

HOUSES = [(size, languages) for size in ("full", "small") for languages in ("en", "zh", "en,zh", "zh,en")]


@pytest.mark.parametrize(("size", "languages"), HOUSES)
def test_a_house_is_clean_then_nothing_is_in_force_then_everything_is(
    size: str, languages: str, tmp_path: Path, capsys: Capture
) -> None:
    """Check and gap find nothing; outputs say that all are drafts; approving puts everything in force."""
    house = begun(tmp_path / "house", "--size", size, "--languages", languages)
    root = ("--root", str(house))
    assert said(capsys, "check", *root, "--language", "en") == "No findings.\n"
    said(capsys, "gap", *root)
    assert "Nothing is in force yet" in said(capsys, "build", *root, "--language", "en", "--no-site")
    bundle = str(tmp_path / "bundle.zip")
    assert "Nothing is in force yet" in said(capsys, "bundle", *root, "--output", bundle)
    said(capsys, "verify", bundle, *root)

    git(house, "config", "user.email", "ann@nordlicht.example")
    day = git(house, "log", "-1", "--format=%cs")
    said(capsys, "approve", "--all", *root, "--effective", day)
    git(house, "commit", "-qam", "Approve the first issue")
    assert said(capsys, "check", *root, "--language", "en") == "No findings.\n"
    assert "draft" not in said(capsys, "list", *root, "--language", "en").lower()
    assert "Nothing is in force" not in said(capsys, "build", *root, "--language", "en", "--no-site")


@pytest.mark.parametrize("size", ["full", "small"])
def test_nothing_of_the_specimen_is_left(size: str, tmp_path: Path) -> None:
    """Its name, its sites, its people and what they signed."""
    house = begun(tmp_path / "house", "--size", size, "--languages", "en,zh")
    own = (ROOT if size == "full" else ROOT / "templates" / "small-firm") / "manual" / "organization.yaml"
    value, _ = read_yaml("", own.read_bytes())
    assert isinstance(value, dict)
    people = [person["name"] for person in value["people"].values()]
    for path, text in texts(house).items():
        for gone in (*people, "Aldermoor", "奥德摩尔", "signatures:", "checked: {", "sites.utrecht"):
            assert gone not in text, (path, gone)
    for word in ("Utrecht", "Gdańsk", "1974", "乌得勒支"):
        assert not any(word in text for path, text in texts(house).items() if path.startswith("manual/")), word


def test_chinese_becomes_the_source(tmp_path: Path) -> None:
    """Its texts, its answers of decisions, its pages; English is the translation, or is not there at all."""
    alone, both = begun(tmp_path / "zh", "--languages", "zh"), begun(tmp_path / "zh,en", "--languages", "zh,en")
    text = (alone / "procedures" / "QP-05.yaml").read_text(encoding="utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../schemas/document.json\n"
        "number: QP-05\n"
        "title: 投诉受理、登记、跟踪与告知控制程序\n"
    )
    assert "    answers:\n      是: alert\n      否: register\n" in text
    assert not [path for path in texts(alone) if re.search(r"\.(en|zh)\.yaml$", path)]
    assert [page.name for page in (alone / "docs_src").glob("*.md")] and not (alone / "docs_src" / "en").exists()
    assert text == (both / "procedures" / "QP-05.yaml").read_text(encoding="utf-8")
    english = (both / "procedures" / "QP-05.en.yaml").read_text(encoding="utf-8")
    assert english.startswith("translates: A/0\n\ntitle: Receipt, registration, tracking and acknowledgement")
    assert '    answers: {是: "yes", 否: "no"}\n' in english
    assert "](../assets/" in (both / "docs_src" / "en" / "guide-staff.md").read_text(encoding="utf-8")
    assert "](assets/" in (both / "docs_src" / "guide-staff.md").read_text(encoding="utf-8")


def test_sites_and_channels_are_those_of_the_house(tmp_path: Path, capsys: Capture) -> None:
    """A channel that it does not have is named nowhere; the sites stand in the texts."""
    sites = ("--site", "Leeds, United Kingdom")
    house = begun(tmp_path / "house", *sites, "--channel", "e-mail", "--channel", "telephone")
    told = "".join(texts(house).values())
    assert "channels.chat" not in told and "channels.letter" not in told
    assert "Call us: {channels.telephone.contact}. Write an e-mail: {channels.e-mail.contact}. You can" in told
    assert '["{sites.hamburg}", ' in told and '["{sites.leeds}", ' in told
    assert said(capsys, "check", "--root", str(house), "--language", "en") == "No findings.\n"


def test_what_a_forge_needs_is_there(tmp_path: Path) -> None:
    """Workflows, owners, schemas, a hook that can be run, and one commit that holds them all."""
    house = begun(tmp_path / "github", "--forge", "github", "--login", "annb")
    assert {"check.yml", "publish.yml"} <= {file.name for file in (house / ".github" / "workflows").iterdir()}
    assert "/procedures/ @annb\n" in (house / "CODEOWNERS").read_text(encoding="utf-8")
    assert (house / "schemas" / "document.json").is_file()
    if sys.platform != "win32":
        assert (house / ".githooks" / "pre-commit").stat().st_mode & stat.S_IXUSR
    assert git(house, "status", "--short") == ""
    assert git(house, "rev-list", "--count", "HEAD") == "1"
    assert git(house, "config", "--get", "core.hooksPath") in (".githooks", "/dev/null")
    assert (begun(tmp_path / "gitlab", "--forge", "gitlab") / ".gitlab-ci.yml").is_file()


def test_questions_are_asked_for_what_is_not_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And answered with what is usual where only Enter is pressed."""
    from click.testing import CliRunner

    from qmsdocs.cli import main_group

    answers = ["en", "Bell & Sons", "Bell", "full", "Bath, UK; Bristol, UK", "", "bell.example", "", "none"]
    answers += ["Ann Bell", "ann@bell.example", ""]
    told = CliRunner().invoke(main_group, ["init", str(tmp_path / "bell")], input="\n".join(answers) + "\n")
    assert told.exit_code == 0, told.output
    settings = (tmp_path / "bell" / "qms.yaml").read_text(encoding="utf-8")
    assert "  name: Bell & Sons\n  short_name: Bell\n" in settings
    organization = (tmp_path / "bell" / "manual" / "organization.yaml").read_text(encoding="utf-8")
    assert "bath: {title: Bath, country: UK}" in organization or "bath:" in organization


# ── What cannot be ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--channel", "fax"), "There is no channel “fax” to start with. There are: telephone, chat, e-mail,"),
        (("--time-zone", "Mars/Olympus"), "There is no time zone “Mars/Olympus”."),
        (("--company", "A | B | C"), "“A | B | C”: write one text, or 1 parted by |"),
        (("--site", ", Germany"), "What is named above comes from an answer that cannot stand in the sources."),
        (("--company", "Bell {limits.x}"), "There is no fact {limits.x}."),
        (("--person", "Ann <ann>"), "“Ann <ann>” cannot be the name or address of a person in git"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    arguments: tuple[str, ...], told: str, tmp_path: Path, capsys: Capture
) -> None:
    """With what could be answered; nothing is written."""
    begun(tmp_path / "house", *arguments, code=2)
    assert told in capsys.readouterr().err
    assert not (tmp_path / "house").exists()


def test_a_folder_with_something_in_it_stays_as_it_is(tmp_path: Path, capsys: Capture) -> None:
    """Nothing is overwritten."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    begun(tmp_path, code=2)
    assert "is not an empty folder" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


# ── From the wheel ───────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_wheel_alone_is_enough(tmp_path: Path) -> None:
    """Built, installed where nothing else is, it starts a house, builds and verifies it. The content in it is this
    repository's."""
    wheels, bin_ = tmp_path / "wheels", tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT)], check=True, cwd=tmp_path)
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for path in ("procedures/QP-05.zh.yaml", "templates/gitlab/.gitlab-ci.yml", "docs_src/assets/guide-step.png"):
            assert packed.read(f"qmsdocs/starter/content/{path}") == (ROOT / path).read_bytes()
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    subprocess.run([str(bin_ / "pip"), "install", "--quiet", *constraints, str(wheel)], check=True)
    house, bundle = tmp_path / "house", tmp_path / "bundle.zip"
    steps = [
        ["init", str(house), "--yes", *HAMBURG, *ANN, "--size", "small", "--languages", "zh,en"],
        ["check", "--root", str(house)],
        ["build", "--root", str(house)],
        ["bundle", "--root", str(house), "--output", str(bundle)],
        ["verify", str(bundle), "--root", str(house)],
    ]
    for step in steps:
        done = subprocess.run([str(bin_ / "qmsdocs"), *step], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, (step, done.stdout, done.stderr)
    assert (house / "site" / "index.html").is_file()
