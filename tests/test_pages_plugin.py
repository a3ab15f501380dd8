"""The MkDocs plugin: it hands over pages, navigation, files and search sections, and survives wrong sources."""

import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from qmsdocs import pipeline
from qmsdocs.manual_site import ManualSite, Page
from qmsdocs.writers.pages.mkdocs_files import SitePage
from tests.site_fixture import paragraph, small_site

ROOT = Path(__file__).parent.parent
Answer = ManualSite | str
"""What the pipeline gives to the plugin; a test may set an exception in its place."""


class Builds:
    """A project whose site is whatever `answer` holds; `build` builds it as `mkdocs build` or `mkdocs serve` would."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.answer: Answer | Exception = small_site()
        (folder / "docs_src").mkdir()
        (folder / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), encoding="utf-8")
        for name in ("QP-05_1.1_en.docx", "QP-05_1.1_zh.docx"):
            (folder / "dist" / "word").mkdir(parents=True, exist_ok=True)
            (folder / "dist" / "word" / name).write_bytes(b"PK " + name.encode())
        monkeypatch.setattr(pipeline, "SiteSource", lambda *_, **__: self)
        self.started = False

    def site(self) -> Answer:
        """What the plugin asks for."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def build(self, *, serving: bool = False, dirty: bool = False) -> None:
        """One build; MkDocs itself keeps the plugins from one to the next."""
        config = load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.folder / "site"))
        if not self.started:
            config.plugins.on_startup(command="serve" if serving else "build", dirty=dirty)
            self.started = True
        build(config, serve_url="http://127.0.0.1:1/" if serving else None, dirty=dirty)

    def read(self, name: str) -> str:
        """A file of the site."""
        return (self.folder / "site" / name).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builds:
    """A project with the small site."""
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    return Builds(tmp_path, monkeypatch)


def test_every_page_is_built_in_its_language(project: Builds) -> None:
    """The language of the theme, the title and the navigation are those of the page."""
    project.build()
    english, chinese = project.read("procedures/QP-05.html"), project.read("zh/procedures/QP-05.html")
    assert '<html lang="en"' in english
    assert '<html lang="zh"' in chinese
    assert "<title>QP-05 Receipt, registration and acknowledgement - " in english
    assert "<title>QP-05 投诉受理、登记与告知控制程序 - " in chinese
    assert "作业指导书" not in english
    sidebar = chinese[chinese.index("md-nav--primary") : chinese.rindex("md-nav--secondary")]
    assert "作业指导书" in sidebar
    assert "Work instructions" not in sidebar


def test_the_language_switch_leads_to_the_same_page_without_a_server(project: Builds) -> None:
    """Relative links to files."""
    project.build()
    assert 'href="../zh/procedures/QP-05.html" lang="zh"' in project.read("procedures/QP-05.html")
    assert 'href="../../procedures/QP-05.html" lang="en"' in project.read("zh/procedures/QP-05.html")


def test_edit_links_lead_to_the_source_and_generated_pages_have_none(project: Builds) -> None:
    """The address of the forge and the path of the source."""
    project.build()
    assert 'href="https://forge.example/qms/edit/main/procedures/QP-05.yaml"' in project.read("procedures/QP-05.html")
    assert 'rel="edit"' not in project.read("registers/master-document-list.html")


def test_word_files_are_copied_and_missing_ones_are_not_linked(project: Builds) -> None:
    """QP-05 has its Word file, QR-01 has none yet."""
    project.build()
    assert (project.folder / "site/word/QP-05_1.1_en.docx").read_bytes().startswith(b"PK")
    assert 'href="../word/QP-05_1.1_en.docx"' in project.read("procedures/QP-05.html")
    assert "q-word" not in project.read("forms/QR-01.html")


def test_no_page_asks_another_host_for_anything(project: Builds) -> None:
    """Scripts, styles and pictures are ours; only texts link out."""
    project.build()
    for page in (project.folder / "site").rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|<link[^>]*href)="?(https?:)?//', html), page
    assert "unpkg.com" not in project.read("index.html")


def test_the_search_index_holds_sections_and_no_boilerplate(project: Builds) -> None:
    """Sections with Chinese words parted; the master list only by title, revision histories not at all."""
    project.build()
    entries = {entry["location"]: entry for entry in json.loads(project.read("search/search_index.json"))["docs"]}
    assert entries["procedures/QP-05.html"]["title"] == "QP-05 Receipt, registration and acknowledgement"
    assert "\u200b供应商\u200b评审\u200b" in entries["zh/procedures/QP-05.html#steps"]["text"]
    assert entries["registers/master-document-list.html"]["text"] == ""
    assert not any("CR-2026-014" in entry["text"] for entry in entries.values())
    assert len(entries) == len(json.loads(project.read("search/search_index.json"))["docs"])


def test_hand_written_pages_stand_beside_ours(project: Builds) -> None:
    """They stay Markdown, are searched, and can be edited where they are."""
    (project.folder / "docs_src" / "about.md").write_text(
        "# About us\n\nA marmoset. See [QP-05](procedures/QP-05.md).\n"
    )
    (project.folder / "mkdocs.yml").open("a").write(
        "nav:\n  - about.md\nrepo_url: https://forge.example/qms\nedit_uri: edit/main/\n"
    )
    project.build()
    about = project.read("about.html")
    assert 'href="procedures/QP-05.html"' in about
    assert 'href="https://forge.example/qms/edit/main/docs_src/about.md"' in about
    assert "About us" in project.read("procedures/QP-05.html")
    assert "About us" not in project.read("zh/procedures/QP-05.html")
    assert "marmoset" in project.read("search/search_index.json")


def test_a_hand_written_page_leads_to_its_twin(project: Builds) -> None:
    """The language switch stays on the same page; where there is no twin it leads to the first page."""
    for name in ("guide.md", "zh/guide.md", "alone.md"):
        file = project.folder / "docs_src" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("# A page\n", encoding="utf-8")
    project.build()
    assert 'href="zh/guide.html" lang="zh"' in project.read("guide.html")
    assert 'href="../guide.html" lang="en"' in project.read("zh/guide.html")
    assert 'href="zh/index.html" lang="zh"' in project.read("alone.html")


def changed(site: ManualSite, text: str) -> ManualSite:
    """The site after an edit of QP-05 in English."""

    def edited(page: Page) -> Page:
        if (page.path, page.language) != ("procedures/QP-05", "en"):
            return page
        return replace(page, body=(*page.body, paragraph("edit", text)))

    return replace(site, pages=tuple(edited(page) for page in site.pages))


def test_a_dirty_rebuild_writes_only_the_page_that_changed(project: Builds) -> None:
    """And the search knows the new text, once, and still all the other pages."""
    project.build(serving=True, dirty=True)
    before = {page: page.stat().st_mtime_ns for page in (project.folder / "site").rglob("*.html")}
    entries = len(json.loads(project.read("search/search_index.json"))["docs"])
    project.answer = changed(small_site(), "A pangolin.")
    project.build(serving=True, dirty=True)
    after = {page: page.stat().st_mtime_ns for page in (project.folder / "site").rglob("*.html")}
    written = {page.relative_to(project.folder / "site").as_posix() for page in after if after[page] != before[page]}
    assert written == {"procedures/QP-05.html", "404.html"}
    index = project.read("search/search_index.json")
    assert index.count("pangolin") == 1
    assert len(json.loads(index)["docs"]) == entries


def test_a_dirty_rebuild_writes_all_pages_when_the_navigation_changed(project: Builds) -> None:
    """A new title stands in the navigation of every page."""
    project.build(serving=True, dirty=True)
    site = small_site()
    renamed = tuple(replace(page, title="Words") if page.path == "registers/glossary" else page for page in site.pages)
    project.answer = replace(site, pages=renamed)
    project.build(serving=True, dirty=True)
    assert "Words" in project.read("registers/master-document-list.html")


def test_wrong_sources_stop_a_build(project: Builds) -> None:
    """With the diagnostics as they are."""
    project.answer = "error[unknown-form]: QR-99 does not exist\n  --> procedures/QP-05.yaml:12:9"
    with pytest.raises(Abort):
        project.build()


def test_wrong_sources_are_shown_while_serving(project: Builds) -> None:
    """From the start as a page, later on top of the last good pages; when they are right again, all is well."""
    wrong = "error[unknown-form]: QR-99 <b>does not exist</b>\n  --> procedures/QP-05.yaml:12:9"
    project.answer = wrong
    project.build(serving=True)
    assert "QR-99 &lt;b&gt;does not exist&lt;/b&gt;" in project.read("index.html")
    project.answer = small_site()
    project.build(serving=True)
    assert project.read("qmsdocs/problems.js") == 'window.qmsdocsProblems = "";'
    project.answer = wrong
    project.build(serving=True)
    assert "QR-99" in project.read("qmsdocs/problems.js")
    assert "No complaint is lost." in project.read("procedures/QP-05.html")
    assert "qmsdocs/problems.js" in project.read("procedures/QP-05.html")


def test_even_our_own_fault_does_not_hang_the_server(project: Builds) -> None:
    """While serving it is shown like the mistakes of an author; a build ends with it."""
    project.build(serving=True)
    project.answer = KeyError("lost")
    project.build(serving=True)
    assert "this is our fault" in project.read("qmsdocs/problems.js")


def test_a_page_is_held_only_while_it_is_written(project: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand pages of HTML would take 100 MB."""
    held: set[str] = set()
    most: list[int] = []
    fill, release = SitePage.fill, SitePage.release

    def filled(page: SitePage) -> None:
        fill(page)
        held.add(page.url)
        most.append(len(held))

    def released(page: SitePage) -> None:
        release(page)
        held.discard(page.url)

    monkeypatch.setattr(SitePage, "fill", filled)
    monkeypatch.setattr(SitePage, "release", released)
    project.build()
    assert set(most) == {1}
    assert not held


def test_pages_of_revisions_look_like_the_others(project: Builds) -> None:
    """One is laid out, and all are there: with their own title, text and language, and not in the search."""
    project.build()
    for language, other, title, revision in (
        ("", "../../zh/", "QP-05 Receipt", "(Revision 1.0)"),
        ("zh/", "../../../", "QP-05 投诉", "(版本 1.0)"),
    ):
        for name, more in (("1.0", revision), ("1.0-1.1", "(1.0 → 1.1)")):
            html = project.read(f"{language}procedures/QP-05/{name}.html")
            assert re.search(rf"<title>{title}[^<]*{re.escape(more)} - ", html)
            assert html.count("<h1 ") == 1
            assert "No complaint is lost." in html
            assert "of-a-revision" not in html
            assert f'href="{other}procedures/QP-05/{name}.html"' in html
            assert f'href="../../{"../" if language else ""}qmsdocs/qmsdocs.css"' in html
    assert "QP-05/1.0" not in project.read("search/search_index.json")
    assert "QP-05/1.0" not in project.read("zh/index.html")


def test_a_dirty_rebuild_writes_only_the_revisions_that_changed(project: Builds) -> None:
    """What is out of force seldom changes."""
    project.build(serving=True, dirty=True)
    site = small_site()
    before = {page: page.stat().st_mtime_ns for page in (project.folder / "site").rglob("QP-05/*.html")}
    first, second, *others = site.revisions
    project.answer = replace(site, revisions=(first, replace(second, key="other"), *others))
    project.build(serving=True, dirty=True)
    written = {
        page.relative_to(project.folder / "site").as_posix()
        for page in before
        if page.stat().st_mtime_ns != before[page]
    }

    # The first one is written with the frame.
    assert written == {"procedures/QP-05/1.0.html", "procedures/QP-05/1.0-1.1.html"}


def test_what_stands_at_the_permanent_addresses(project: Builds) -> None:
    """A page that needs no theme, with links to the page and to the Word files that there are; no search and no
    sitemap knows it."""
    project.build()
    html = project.read("q/QP-05.html")
    for href in ("../procedures/QP-05.html", "../zh/procedures/QP-05.html", "../word/QP-05_1.1_en.docx"):
        assert f'href="{href}"' in html
    (project.folder / "dist/word/QP-05_1.1_en.docx").unlink()
    project.build()
    assert "QP-05_1.1_en.docx" not in project.read("q/QP-05.html")
    assert '"q/' not in project.read("search/search_index.json")
    assert "/q/" not in project.read("sitemap.xml")


def test_a_dirty_rebuild_writes_only_the_permanent_addresses_that_changed(project: Builds) -> None:
    """Those whose document was issued anew or went out of force."""
    project.build(serving=True, dirty=True)
    site, folder = small_site(), project.folder / "site" / "q"
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    first, second = site.lasting
    project.answer = replace(site, lasting=(first, replace(second, status="effective", out_of_force=None)))
    project.build(serving=True, dirty=True)
    assert [file.name for file in before if file.stat().st_mtime_ns != before[file]] == ["PO-01.html"]


def test_a_preview_marks_hand_written_pages_too(project: Builds) -> None:
    """Every page says that it does not show what is in force."""
    (project.folder / "docs_src" / "about.md").write_text("# About us\n\nText.\n")
    project.answer = replace(small_site(), preview=True)
    project.build()

    for name in ("about.html", "index.html", "zh/procedures/QP-05/1.0.html"):
        assert 'class="q-preview"' in project.read(name)


def test_the_frame_of_a_page_has_no_blanks_of_its_templates(project: Builds) -> None:
    """They were a third of every page."""
    project.build()
    page = project.read("procedures/QP-05.html")
    frame = page[: page.index("<article")] + page[page.index("</article>") :]
    assert not re.search(r"\n[ \t]+|\n\n\n", frame)
