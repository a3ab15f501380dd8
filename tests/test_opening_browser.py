"""The opening page in a real browser, from a folder without a network: it links, it filters, and it checks the zip."""

import base64
import hashlib
import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from qmsdocs.manifest import MANIFEST, SIGNATURE, SUMS, Signer, manifest_text, read_manifest, sums_text
from tests.opening_manifest import HOSTILE, sample, sample_contents, zip_of
from tests.test_site_browser import CHROMIUM, CONTRAST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is absent (apt-get install chromium)"
    ),
]
CONTENTS = sample_contents()
ZIP = zip_of(CONTENTS)
MASTER_LIST = "05-registers-台账清单/master-list_en.xlsx"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


def unpacked(contents: Mapping[str, bytes], folder: Path) -> Path:
    """The bundle as an auditor has it on disk."""
    for path, data in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sample, in a folder whose name is as awkward as people's are, with the zip beside it."""
    found = unpacked(CONTENTS, tmp_path_factory.mktemp("opening") / "from the auditor #1 资料 100%")
    (found.parent / "bundle.zip").write_bytes(ZIP)
    return found


@pytest.fixture
def open_page(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens the page; afterwards: no error in the console, nothing asked for but the page itself."""
    said: list[str] = []
    asked: list[str] = []
    contexts = []

    def opened(place: Path = folder, script: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        if script:
            page.add_init_script(script)
        page.goto((place / "index.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.endswith("/index.html")] == []


@pytest.fixture(scope="module")
def checking(browser: Browser, folder: Path) -> Iterator[Page]:
    """A page whose check the tests call with bytes; `ZIP` stands there as `good`."""
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.evaluate("() => { globalThis.bytesOf = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)) }")
    page.evaluate("text => { globalThis.good = bytesOf(text) }", base64.b64encode(ZIP).decode())
    yield page
    page.close()


def checked(page: Page, data: bytes) -> dict[str, Any]:
    """What the page says of a zip."""
    found: dict[str, Any] = page.evaluate("text => checkBundle(bytesOf(text))", base64.b64encode(data).decode())
    return found


def problems(page: Page, data: bytes) -> list[tuple[str, str]]:
    """What is wrong with a zip, and in which file."""
    return [(each["what"], each["path"]) for each in checked(page, data)["problems"]]


# ── Reading ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_leads_to_a_file(open_page: Open, folder: Path, language: str) -> None:
    """As the browser resolves it, from a folder with blanks and signs in its name."""
    targets = open_page().locator(f".view[lang={language}] a").evaluate_all("all => all.map(each => each.href)")
    files = {each.as_uri() for each in folder.rglob("*") if each.is_file()}

    same_page = (folder / "index.html").as_uri()
    assert {target for target in targets if target.partition("#")[0] != same_page} == files - {same_page}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_switches_the_language(open_page: Open, scripts: bool) -> None:
    """With and without scripts, by mouse and by keyboard; what is chosen is shown alone."""
    page = open_page(java_script_enabled=scripts)
    assert page.get_by_role("heading", name="Documents", exact=True).is_visible()
    assert not page.get_by_role("heading", name="受控文件").is_visible()
    page.get_by_text("中文", exact=True).first.click()
    assert page.get_by_role("heading", name="受控文件", exact=True).is_visible()
    assert not page.get_by_role("heading", name="Documents", exact=True).is_visible()
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("heading", name="Documents", exact=True).is_visible()


def test_the_window_is_named_in_the_language_that_is_shown(open_page: Open) -> None:
    """So that readers aloud, and lists of windows, say it right."""
    page = open_page()
    assert page.title() == "Linden Appliances · Auditor’s bundle · 2026-11-24"
    page.get_by_text("中文", exact=True).first.click()
    assert page.title() == "林登电器 · 审核资料包 · 2026-11-24"
    assert page.locator("html").get_attribute("lang") == "zh"


def test_without_scripts_nothing_is_offered_that_needs_them(open_page: Open) -> None:
    """No filter and no field for the zip, but a word where the check would be."""
    page = open_page(java_script_enabled=False)
    assert page.get_by_text("This check needs JavaScript.").first.is_visible()
    assert page.locator(".filter:visible, .check:visible").count() == 0
    assert page.locator(".documents tbody tr:visible").count() == 5


def test_the_filter_leaves_what_matches(open_page: Open) -> None:
    """All tables at once; levels and sections without a match go, and come back."""
    page = open_page()
    rows, field = page.locator("tbody tr:visible"), page.get_by_label("Filter:").first
    whole = rows.count()
    field.fill("qp-05 a/1")
    assert [text.split()[0] for text in rows.all_inner_texts()] == ["QP-05", "Redline"]
    assert page.locator("h3:visible").all_inner_texts() == ["Level 2"]
    assert page.locator("h2:visible").all_inner_texts() == ["Documents", "Changes", "Check the zip"]
    assert page.locator(".filter:visible [role=status]").inner_text() == f"2 of {whole}"
    field.fill("purple")
    assert page.get_by_text("Nothing matches.").is_visible()
    field.fill("")
    assert rows.count() == whole


def test_hostile_titles_do_nothing(open_page: Open, tmp_path: Path) -> None:
    """They are printed; no script runs, which the console would tell."""
    texts = dict.fromkeys(("en", "zh"), HOSTILE)
    documents = tuple(replace(each, title=texts, approved_by=HOSTILE) for each in sample().documents)
    signer = Signer("h-linden", HOSTILE, HOSTILE)
    manifest = replace(sample(), company=texts, system=texts, documents=documents, signer=signer)
    contents = sample_contents(manifest=manifest)
    page = open_page(unpacked(contents, tmp_path))
    (tmp_path / "hostile.zip").write_bytes(zip_of(contents))
    assert page.locator("h1:visible").inner_text().startswith(HOSTILE)
    page.locator(".choose").first.set_input_files(tmp_path / "hostile.zip")
    page.locator(".verdict:visible").wait_for()
    assert f"The manifest says that {HOSTILE} signed" in page.locator(".outcome:visible").inner_text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_a_phone(open_page: Open, folder: Path, language: str) -> None:
    """390 pixels, before and after a check."""
    page = open_page(viewport=PHONE)
    page.locator(f".languages label[lang={language}]").click()
    page.locator(".choose").first.set_input_files(folder.parent / "bundle.zip")
    page.locator(".verdict:visible").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    row = page.locator(".documents tbody tr:visible").nth(1)
    assert row.evaluate("e => getComputedStyle(e).display") == "block"
    assert row.get_by_text("QP-05").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(open_page: Open, folder: Path, scheme: str) -> None:
    """A contrast of 4.5 at least, in both palettes, with the outcome of a check."""
    page = open_page(color_scheme=scheme)
    page.locator(".choose").first.set_input_files(folder.parent / "bundle.zip")
    page.locator(".verdict:visible").wait_for()
    assert page.evaluate(CONTRAST.replace(".q-page *, .md-nav *, .md-header *", "body *")) == []


def test_a_printed_page_is_the_list_of_contents(open_page: Open) -> None:
    """In the language that is shown, without what paper cannot do."""
    page = open_page()
    page.emulate_media(media="print")
    assert page.locator(".tools:visible, .check:visible, .languages:visible").count() == 0
    assert page.locator(".documents tbody tr:visible").count() == 5


# ── Checking, as a reader does it ────────────────────────────────────────────


def test_a_reader_checks_the_zip(open_page: Open, folder: Path) -> None:
    """Chosen: intact, with what there is to compare, and plainly without a word on whether the signature is good."""
    page = open_page()
    page.locator(".choose").first.set_input_files(folder.parent / "bundle.zip")
    page.locator(".verdict:visible").wait_for()
    said = page.locator(".outcome:visible").inner_text()

    assert said.startswith("✓ Intact")
    assert "This alone does not show who made it." in said
    assert hashlib.sha256(ZIP).hexdigest() in said
    assert f"Files in it\n{len(CONTENTS)}\n" in said
    assert "as at 2026-11-24, commit 5d1f0c8e7a9b3d4c6e2f1a0b9c8d7e6f5a4b3c2d" in said
    assert "Hanna Linden signed, with the key SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY." in said
    assert "This page does not check it." in said
    assert page.locator("pre:visible").inner_text() == (
        "ssh-keygen -Y verify -f allowed_signers -I h-linden -n qmsdocs-bundle -s SHA256SUMS.sig < SHA256SUMS"
    )
    page.get_by_text("中文", exact=True).first.click()
    assert page.locator(".outcome:visible").inner_text().startswith("✓ 完整")


def test_a_reader_drops_an_altered_zip(open_page: Open) -> None:
    """Anywhere on the page; the file that was altered is named in both languages."""
    altered = bytearray(ZIP)
    altered[ZIP.index(f"content of {MASTER_LIST}".encode())] ^= 1
    page = open_page()
    page.evaluate(
        """text => { const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], "bundle.zip"));
        const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
        document.querySelector("h1").dispatchEvent(drop); globalThis.kept = drop.defaultPrevented }""",
        base64.b64encode(altered).decode(),
    )
    page.locator(".verdict:visible").wait_for()

    assert page.evaluate("kept")  # or else the browser would leave the page
    assert page.locator(".verdict:visible").inner_text() == "✕ Altered"
    assert page.locator(".outcome:visible li").all_inner_texts() == [
        f"{MASTER_LIST}: the content is not what SHA256SUMS states"
    ]
    page.get_by_text("中文", exact=True).first.click()
    assert page.locator(".outcome:visible li").all_inner_texts() == [f"{MASTER_LIST}：内容与 SHA256SUMS 所列不符"]


@pytest.mark.parametrize(
    ("pasted", "answer"),
    [
        (hashlib.sha256(ZIP).hexdigest(), "Match: this is the zip"),
        (hashlib.sha256(ZIP).hexdigest().upper() + "  bundle.zip\n", "Match: this is the zip"),
        ("SHA256    " + hashlib.sha256(ZIP).hexdigest().upper() + "    C:\\bundle.zip", "Match: this is the zip"),
        (hashlib.sha256(b"").hexdigest(), "No match: this is another zip"),
        (hashlib.sha256(ZIP).hexdigest() + "0", "This is no SHA-256 digest"),
        ("see my letter", "This is no SHA-256 digest"),
    ],
)  # fmt: skip
def test_a_reader_compares_the_digest(open_page: Open, folder: Path, pasted: str, answer: str) -> None:
    """Pasted as sha256sum or PowerShell print it, before the zip is chosen or after it."""
    for first in ("digest", "zip"):
        page = open_page()
        if first == "digest":
            page.locator(".digest").first.fill(pasted)
        page.locator(".choose").first.set_input_files(folder.parent / "bundle.zip")
        page.locator(".verdict:visible").wait_for()
        if first == "zip":
            page.locator(".digest").first.fill(pasted)
        assert page.locator(".compared:visible").inner_text().startswith(answer)


def test_a_browser_that_cannot_compute_digests_says_so(open_page: Open, folder: Path) -> None:
    """Nothing is called intact that was not looked at."""
    page = open_page(script="Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page.locator(".choose").first.set_input_files(folder.parent / "bundle.zip")

    assert page.locator(".outcome:visible").inner_text().startswith("Not checked")
    assert "Use Edge, Chrome or Firefox" in page.locator(".outcome:visible").inner_text()


def test_a_large_zip_does_not_freeze_the_page(open_page: Open) -> None:
    """While 40 MB are read, the page answers at least every half second."""
    page = open_page()
    longest = page.evaluate(
        """async () => { const bytes = new Uint8Array(40e6); bytes.set([0x50, 0x4b, 3, 4]);
        const view = new DataView(bytes.buffer); view.setUint32(18, bytes.length - 31, true);
        view.setUint16(26, 1, true);
        let last = performance.now(), longest = 0, shares = [];
        const timer = setInterval(() => { longest = Math.max(longest, performance.now() - last);
          last = performance.now() }, 5);
        await checkBundle(bytes, share => shares.push(share)); clearInterval(timer);
        if (shares.length < 2 || shares.some((share, n) => share > 1 || share < shares[n - 1])) throw shares;
        return longest }"""
    )
    assert longest < 500


# ── Checking, byte by byte ───────────────────────────────────────────────────


def test_what_the_program_packs_is_intact(checking: Page) -> None:
    """Signed or not."""
    assert problems(checking, ZIP) == []
    assert problems(checking, zip_of(sample_contents(signed=False))) == []


def layout(data: bytes) -> list[str]:
    """Of each byte of a zip, the file that it tells of; "" for the end of the zip."""
    owners = [""] * len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.start_dir
        for each in archive.infolist():
            name = len(each.filename.encode())
            end = each.header_offset + 30 + name + each.file_size
            owners[each.header_offset : end] = [each.filename] * (end - each.header_offset)
            owners[at : at + 46 + name] = [each.filename] * (46 + name)
            at += 46 + name
    return owners


def positions(data: bytes) -> list[int]:
    """Every byte of three files' headers and entries and of the end, and of each file a few of its content."""
    owners, chance = layout(data), random.Random(4)
    names = sorted(set(owners) - {""})
    found = {place for place, owner in enumerate(owners) if not owner}
    for name in names:
        own = [place for place, owner in enumerate(owners) if owner == name]
        found |= {own[0], own[-1], *chance.sample(own, 8)}
    for name in (names[0], MASTER_LIST, names[-1]):
        start, entry = data.index(name.encode()) - 30, data.rindex(name.encode()) - 46
        found |= {*range(start, start + 30 + len(name.encode())), *range(entry, entry + 46 + len(name.encode()))}
    return sorted(found)


def test_every_altered_byte_is_found_and_its_file_named(checking: Page) -> None:
    """Over all parts of the zip: contents, headers, names, directory, end; one bit and all bits."""
    owners, tried = layout(ZIP), positions(ZIP)
    found = checking.evaluate(
        """async places => { const all = [];
        for (const place of places) for (const bits of [1, 255]) { const bytes = good.slice(); bytes[place] ^= bits;
          const outcome = await checkBundle(bytes);
          all.push([place, bits, outcome.problems.map(each => [each.what, each.path])]) }
        return all }""",
        tried,
    )

    assert len(tried) >= 500
    assert [place for place, _, said in found if not said] == []
    wrong = [
        (place, bits, owners[place], said)
        for place, bits, said in found
        if owners[place] not in {path for _, path in said} and not _tells_of_the_end(owners[place], said)
    ]
    assert wrong == []


def _tells_of_the_end(owner: str, said: list[list[str]]) -> bool:
    return not owner and ["end", ""] in said


def changed(**changes: Any) -> bytes:
    """The sample with files added, replaced, or (None) removed; headers and directory as the program writes them."""
    contents: dict[str, bytes] = {**CONTENTS, **changes}
    return zip_of({path: data for path, data in contents.items() if data is not None})


@pytest.mark.parametrize("path", [MASTER_LIST, MANIFEST, SUMS, SIGNATURE, "allowed_signers", "index.html"])
def test_a_removed_file_is_named(checking: Page, path: str) -> None:
    """Also the signature, since the manifest names the signer."""
    assert ("missing", path) in problems(checking, changed(**{path: None}))


def test_an_added_file_is_named(checking: Page) -> None:
    """Though nothing states its digest."""
    assert problems(checking, changed(**{"05-registers-台账清单/new.docx": b"x"})) == [
        ("unlisted", "05-registers-台账清单/new.docx")
    ]
    unsigned = zip_of({**sample_contents(signed=False), SIGNATURE: CONTENTS[SIGNATURE]})
    assert problems(checking, unsigned) == [("unlisted", SIGNATURE)]


def test_a_renamed_file_is_named(checking: Page) -> None:
    """By both names."""
    renamed = changed(**{MASTER_LIST: None, "05-registers-台账清单/list.xlsx": CONTENTS[MASTER_LIST]})

    assert sorted(problems(checking, renamed)) == [
        ("missing", MASTER_LIST),
        ("unlisted", "05-registers-台账清单/list.xlsx"),
    ]


def test_swapped_files_are_named(checking: Page) -> None:
    """Both of them."""
    other = "06-matrices-对照矩阵/clauses_en.xlsx"
    swapped = changed(**{MASTER_LIST: CONTENTS[other], other: CONTENTS[MASTER_LIST]})

    assert problems(checking, swapped) == [("content", MASTER_LIST), ("content", other)]


def resummed(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a SHA256SUMS that fits them."""
    digests = {
        path: hashlib.sha256(data).hexdigest() for path, data in contents.items() if path not in (SUMS, SIGNATURE)
    }
    return {**contents, SUMS: sums_text(digests).encode()}


def test_sums_that_were_made_to_fit_do_not_fit_the_manifest(checking: Page) -> None:
    """A file and its line in SHA256SUMS were replaced; the manifest still tells."""
    found = problems(checking, zip_of(resummed({**CONTENTS, MASTER_LIST: b"something else"})))

    assert found == [("stated", MASTER_LIST)]


def test_what_was_rewritten_throughout_is_told_by_the_digest_alone(checking: Page) -> None:
    """Manifest and sums were rewritten to fit: the zip is complete and consistent, which is all that the page says."""
    manifest = read_manifest(CONTENTS[MANIFEST])
    files = tuple(
        replace(file, sha256=hashlib.sha256(b"new").hexdigest(), size=3) if file.path == MASTER_LIST else file
        for file in manifest.files
    )
    rewritten = manifest_text(replace(manifest, files=files)).encode()
    forged = zip_of(resummed({**CONTENTS, MASTER_LIST: b"new", MANIFEST: rewritten}))
    found = checked(checking, forged)

    assert found["problems"] == []
    assert found["sha256"] == hashlib.sha256(forged).hexdigest() != hashlib.sha256(ZIP).hexdigest()


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (MANIFEST, b"{}", ("manifest", MANIFEST)),
        (MANIFEST, CONTENTS[MANIFEST].replace(b"bundle 1", b"bundle 2"), ("manifest", MANIFEST)),
        (MANIFEST, CONTENTS[MANIFEST].replace(b'"h-linden"', b'"h; rm -r ~"'), ("manifest", MANIFEST)),
        (MANIFEST, b"[" * 100_000, ("manifest", MANIFEST)),
        (SUMS, CONTENTS[SUMS].replace(b"\n", b"\r\n"), ("sums", SUMS)),
        (SUMS, CONTENTS[SUMS] + b"\n", ("sums", SUMS)),
        (SUMS, b"".join(reversed(CONTENTS[SUMS].splitlines(keepends=True))), ("sums", SUMS)),
        (SUMS, CONTENTS[SUMS].partition(b"\n")[2], ("unsummed", "00-README.txt")),
        (SUMS, CONTENTS[SUMS] + b"0" * 64 + b"  zzz\n", ("missing", "zzz")),
        (SUMS, b"\xff\xfe", ("sums", SUMS)),
    ],
)
def test_manifest_and_sums_have_one_spelling(checking: Page, path: str, data: bytes, expected: tuple[str, str]) -> None:
    """Another one is called altered, whatever it may mean."""
    assert expected in problems(checking, changed(**{path: data}))


def _appended(data: bytes) -> bytes:
    return data + b"x"


def _with_comment(data: bytes) -> bytes:
    return data[:-2] + struct.pack("<H", 5) + b"hello"


def _prepended(data: bytes) -> bytes:
    return b"x" + data


def _cut(data: bytes) -> bytes:
    return data[:-1]


def _cut_in_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _without_directory(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data[: archive.start_dir]


def _packed_again(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for path, content in CONTENTS.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def _packed_again_without_compression(data: bytes) -> bytes:
    return _packed_again(data, zipfile.ZIP_STORED)


def _twice(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(MASTER_LIST, CONTENTS[MASTER_LIST])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_appended, "end"),
        (_with_comment, "end"),
        (_prepended, "broken"),
        (_cut, "end"),
        (_cut_in_half, "broken-after"),
        (_without_directory, "header"),
        (_packed_again, "compressed"),
        (_packed_again_without_compression, "header"),
        (_twice, "order"),
        (lambda data: b"", "broken"),
        (lambda data: b"PK\x03\x04", "broken"),
        (lambda data: b"PK\x05\x06" + bytes(18), "missing"),
        (lambda data: random.Random(1).randbytes(100_000), "broken"),
    ],
)
def test_another_zip_is_not_what_the_program_packed(
    checking: Page, change: Callable[[bytes], bytes], expected: str
) -> None:
    """Longer, shorter, packed by another program, or no zip at all: never intact, and never an error of the page."""
    found = [what for what, _ in problems(checking, change(ZIP))]

    assert expected in found
