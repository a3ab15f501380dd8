"""What all tests share: no cache and no git settings of the user's, no colour, a fixed language, and copies of the
repository's own content."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=300, deadline=None)
settings.load_profile("quick")

ROOT = Path(__file__).parent.parent
CONTENT = ("qms.yaml", "qms.zh.yaml", "manual", "procedures", "work_instructions", "forms", "docs_src", "mkdocs.yml")


@pytest.fixture(autouse=True)
def _apart_from_the_user(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own cache; messages are English; nothing is coloured; no settings of git count."""
    monkeypatch.setenv("QMSDOCS_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("QMSDOCS_LANGUAGE", "en")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def copy_of_the_content(folder: Path) -> Path:
    """The repository's own sources in a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in CONTENT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.is_file():
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the repository's own content that a test may change."""
    return copy_of_the_content(tmp_path / "house")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The repository's own content with site and Word files built, as on 24 November 2026. Not to be changed."""
    from qmsdocs.cli import run

    folder = copy_of_the_content(tmp_path_factory.mktemp("built") / "house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QMSDOCS_CACHE", str(tmp_path_factory.mktemp("built-cache")))
        assert run(["build", "--root", str(folder), "--as-of", "2026-11-24", "--quiet"]) == 0
    yield folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo repository, three years that end on 24 November 2026. Not to be changed."""
    from qmsdocs.cli import run

    folder = tmp_path_factory.mktemp("demo") / "linden"
    assert run(["demo", str(folder), "--ending", "2026-11-24"]) == 0
    return folder


@pytest.fixture
def demo_to_change(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo repository that a test may change."""
    return shutil.copytree(demo, tmp_path / "linden")


@pytest.fixture
def change() -> Callable[[Path, str, str], None]:
    """Replaces a text that must stand in a file exactly as given."""

    def replace(file: Path, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
