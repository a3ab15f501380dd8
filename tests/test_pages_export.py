"""The folder of Markdown files: a plain MkDocs with Material, without our plugin, makes the same pages of it."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qmsdocs.writers.pages import Addresses, markdown_files, page_html
from qmsdocs.writers.pages.addresses import page_file
from qmsdocs.writers.pages.export import relative_link
from tests.site_fixture import small_site

SITE = small_site()


class MainText(HTMLParser):
    """The tags and text of the element `div.q-page`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth, self.parts = 0, list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Counts only `div`, which we balance."""
        inside = self.depth > 0
        if tag == "div" and (inside or (dict(attrs).get("class") or "").startswith("q-page ")):
            self.depth += 1
        if self.depth:
            self.parts.append(f"<{tag} {sorted(attrs, key=str)}>")

    def handle_endtag(self, tag: str) -> None:
        """See above."""
        if self.depth and tag == "div":
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        """Text, with blanks as a reader sees them."""
        if self.depth and data.strip():
            self.parts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported folder, built in a process of its own."""
    folder = tmp_path_factory.mktemp("export")
    for name, data in markdown_files(SITE).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_the_export_names_our_plugin_nowhere() -> None:
    """Whoever builds the folder needs MkDocs and Material only."""
    settings = markdown_files(SITE)["mkdocs.yml"].decode()
    assert "qmsdocs:" not in settings
    assert "polyfills:\n  - qmsdocs/iframe-worker-shim.js" in settings


def test_plain_mkdocs_prints_the_same_text(built: Path) -> None:
    """Python-Markdown passes our HTML through: element by element, word by word."""
    addresses = Addresses(SITE)
    for page in SITE.pages:
        own = page_file(page.path, page.language, SITE)
        html = (built / f"{own}.html").read_text(encoding="utf-8")
        expected = page_html(page, addresses, relative_link(own, lambda p, n: page_file(p, n, SITE) + ".html"))
        assert MainText(html).parts == MainText(expected).parts, own


def test_plain_mkdocs_leaves_what_stands_at_the_permanent_addresses(built: Path) -> None:
    """Byte for byte: it is no page of the theme, and the search does not know it."""
    for number in ("QP-05", "PO-01"):
        assert (built / f"q/{number}.html").read_bytes() == markdown_files(SITE)[f"docs/q/{number}.html"]
    assert '"q/' not in (built / "search" / "search_index.json").read_text(encoding="utf-8")


def test_every_link_of_the_export_leads_to_a_file(built: Path) -> None:
    """Relative links, pictures and attachments exist; Word files are put there by the command."""
    for page in built.rglob("*.html"):
        if page.name == "404.html":
            continue
        for href in re.findall(r'(?:href|src)="([^"#]+)(?:#[^"]*)?"', page.read_text(encoding="utf-8")):
            if not re.match(r"https?:|mailto:|data:", href) and "/word/" not in href:
                target = (page.parent / href).resolve()
                assert target.exists() or href in ("./", ".", ".."), (page, href)


def test_the_same_site_gives_the_same_bytes() -> None:
    """No clock, no order of a set."""
    assert markdown_files(small_site()) == markdown_files(small_site())
