"""The page and the README that open a bundle: what they say of it, what they link, and that they print text as text."""

import base64
import hashlib
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html
from rich.cells import cell_len

from qmsdocs.manifest import ListedFile, Manifest, Signer
from qmsdocs.signing import key_fingerprint
from qmsdocs.writers.opening import index_page, readme_text
from qmsdocs.writers.opening.readme import WIDTH
from tests.opening_manifest import HOSTILE, KEY, README, listed, sample, sample_contents

LANGUAGES = ("en", "zh")


def page_of(manifest: Manifest) -> html.HtmlElement:
    """The page, as a browser without scripts reads it."""
    return html.document_fromstring(index_page(manifest).decode())


def view(page: html.HtmlElement, language: str) -> html.HtmlElement:
    """The part of the page in one language."""
    (found,) = page.xpath(f'//div[contains(@class, "view")][@lang="{language}"]')
    return found


def links(part: html.HtmlElement) -> list[str]:
    """Where the links of a part lead, as paths in the bundle; links inside the page are left out."""
    targets = [str(target) for target in part.xpath(".//a/@href")]
    return [unquote(target.removeprefix("./")) for target in targets if not target.startswith("#")]


def text(part: html.HtmlElement) -> str:
    """What a reader sees of a part, on one line."""
    return " ".join(" ".join(part.itertext()).split())


# ── The page ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signed", [True, False])
def test_everything_in_the_bundle_is_linked(language: str, signed: bool) -> None:
    """In each language every file is linked but the page itself, and nothing is linked that is not there."""
    assert set(links(view(page_of(sample(signed=signed)), language))) == {*sample_contents(signed=signed)} - {
        "index.html"
    }


def test_a_link_is_encoded() -> None:
    """Chinese letters, blanks, # and % are written so that a browser finds the file."""
    page = index_page(sample()).decode()

    assert 'href="./02-procedures-%E7%A8%8B%E5%BA%8F%E6%96%87%E4%BB%B6/signed%20sheet%20%233%2C%2050%25.png"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_bundle_is(language: str) -> None:
    """Day, state, since when, for whom, what is withheld, and who signed."""
    facts = {
        text(fact[0]): text(fact[1])
        for fact in view(page_of(sample()), language).xpath('.//dl[@class="facts"]/div')  # type: ignore[union-attr]
    }

    expected = {
        "en": {
            "As at": "24 November 2026",
            "Documents in force": "5",
            "Changes since": "issue-2025-11 (2025-11-24)",
            "Site": "Rotterdam",
            "Not for this site": "Documents left out: 1",
            "Classification": "Up to “Internal”",
            "Withheld": "Documents classified higher: 2",
            "Tag": "issue-2026-03",
            "Commit": "5d1f0c8e7a9b3d4c6e2f1a0b9c8d7e6f5a4b3c2d",
            "Signed by": "Hanna Linden (h-linden)",
            "Key": "SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY",
            "Made with": "qmsdocs 1.0",
        },
        "zh": {
            "截至日期": "2026年11月24日",
            "有效文件数": "5",
            "更改起算": "issue-2025-11 (2025-11-24)",
            "场所": "Rotterdam",
            "不适用于该场所": "1 份文件未收录",
            "密级": "“内部”及以下",
            "因密级未收录": "密级更高的文件 2 份",
            "标签": "issue-2026-03",
            "提交": "5d1f0c8e7a9b3d4c6e2f1a0b9c8d7e6f5a4b3c2d",
            "签名人": "Hanna Linden (h-linden)",
            "密钥指纹": "SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY",
            "生成程序": "qmsdocs 1.0",
        },
    }
    assert facts == expected[language]


def test_what_is_not_so_is_said_too() -> None:
    """No site, no limit, no git, no signature: in words, not by silence."""
    bare = replace(sample(signed=False), commit="", tag="", since="", audience="", withheld=0, site="")
    facts = text(view(page_of(bare), "en").xpath('.//dl[@class="facts"]')[0])

    for expected in ("Not told in this bundle", "All sites", "Classification All", "Withheld Nothing", "Not signed"):
        assert expected in facts
    assert "Not kept in git" in facts


def test_a_key_that_nobody_registered_is_no_person() -> None:
    """The fingerprint stands where a name would: the page says so in words."""
    unknown = Signer("unregistered", "SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY", KEY)
    facts = text(view(page_of(replace(sample(), signer=unknown)), "en").xpath('.//dl[@class="facts"]')[0])

    assert "Signed by A key that nobody has registered Key SHA256:orHVHc9n0rED2HRbF" in facts


@pytest.mark.parametrize(("language", "notice"), [("en", "Nothing is in force yet"), ("zh", "目前尚无有效文件")])
def test_a_bundle_of_drafts_says_so_first(language: str, notice: str) -> None:
    """On the page and in the README, before everything else; a bundle of documents in force says nothing of it."""
    drafts = replace(sample(), in_force=0)

    assert notice in text(view(page_of(drafts), language).xpath('.//p[@class="notice"]')[0])
    assert f"*** {notice}" in readme_text(drafts, language)
    assert notice not in text(view(page_of(sample()), language))
    assert notice not in readme_text(sample(), language)


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("en", "QP-05 Receipt of complaints A/1 ● In force 2026-03-01 Hanna Linden Word PDF 中文 Word PDF "
               "Redline A/0 → A/1 A/0, obsolete"),
        ("zh", "QP-05 投诉受理控制程序 A/1 ● 有效 2026-03-01 Hanna Linden Word PDF English Word PDF "
               "修订对照 A/0 → A/1 A/0（作废）"),
    ],
)  # fmt: skip
def test_a_document_is_a_row(language: str, row: str) -> None:
    """With revision, status, day, approver, its files in all languages, and what leads to the revision before."""
    rows = [text(each) for each in view(page_of(sample()), language).xpath('.//table[@class="documents"]/tbody/tr')]

    assert rows[1] == row


def test_documents_stand_by_level() -> None:
    """Each level has its heading."""
    part = view(page_of(sample()), "en").xpath('.//section[@id="en-documents"]')[0]

    assert [text(each) for each in part.xpath("./h3 | ./table/tbody/tr/th")] == [
        *("Level 1", "QM-01", "Level 2", "QP-05", "QP-07", "Level 3", "WI-01", "Level 4", "QR-01")
    ]


def test_changes_mark_what_is_obsolete() -> None:
    """The overview, then by document the redline and the former revision."""
    rows = view(page_of(sample()), "en").xpath('.//section[@id="en-changes"]//tbody/tr')

    assert [text(row) for row in rows] == [
        "Overview Changes since 24 November 2025 Word",
        "Overview 自2025年11月24日起的更改 中文 Word",
        "Redline QP-05: changes from A/0 to A/1 A/0 → A/1 Word 中文 Word",
        "✕ Obsolete QP-05, A/0: obsolete A/0 Word 中文 Word",
    ]


def hostile_manifest() -> Manifest:
    """A manifest in which every text that people write is hostile."""
    texts = dict.fromkeys(LANGUAGES, HOSTILE)
    found = sample()
    return replace(
        found,
        company=texts,
        system=texts,
        site=HOSTILE,
        since=HOSTILE,
        tag=HOSTILE,
        audience=HOSTILE,
        signer=Signer("h-linden", HOSTILE, HOSTILE),
        documents=tuple(
            replace(each, number=HOSTILE, title=texts, revision=HOSTILE, status=HOSTILE, approved_by=HOSTILE)
            for each in found.documents
        ),
        files=tuple(replace(each, title=HOSTILE, revision=HOSTILE, earlier=HOSTILE) for each in found.files),
    )


def test_hostile_texts_stay_text() -> None:
    """Whatever names and titles hold, the page has the same elements, and prints the texts letter by letter."""
    page = page_of(hostile_manifest())

    assert len(page.xpath("//script")) == len(page.xpath("//style")) == len(page.xpath("//title")) == 1
    assert HOSTILE in text(page.xpath("//h1")[0])
    assert page.xpath("//title")[0].text.startswith(HOSTILE)


@pytest.mark.parametrize("path", ["javascript:alert(1)", "//example.org/x", "https://example.org/x", '"><b>', "a?b#c"])
def test_a_hostile_path_stays_a_path(path: str) -> None:
    """A link leads to a file beside the page, whatever its name."""
    manifest = replace(sample(), files=(ListedFile(path, "0" * 64, 1, "register", "registers", "x"),))
    (target,) = {str(each) for each in page_of(manifest).xpath('//section[contains(@id, "registers")]//a/@href')}

    assert target.startswith("./")
    assert not set(target) & set(':?#"<>') and unquote(target) == f"./{path}"


def test_the_policy_allows_the_page_itself_and_nothing_else() -> None:
    """No host may be asked for anything; style and script are named by their digests."""
    page = index_page(sample()).decode()
    style, script = (re.search(f"<{tag}>(.*)</{tag}>", page, re.DOTALL) for tag in ("style", "script"))
    assert style and script
    sources = [
        "'sha256-" + base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode() + "'"
        for found in (style, script)
    ]

    policy = html.document_fromstring(page).xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0]
    assert policy == (
        f"default-src 'none'; style-src {sources[0]}; script-src {sources[1]}; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"https?://|\bsrc=|@import|url\(| style=| on[a-z]+=", page)


def test_the_same_manifest_gives_the_same_page() -> None:
    """Byte by byte; one language needs no switch."""
    assert index_page(sample()) == index_page(sample())
    assert page_of(replace(sample(), languages=("en",))).xpath('//input[@type="radio"]') == []


# ── The README ───────────────────────────────────────────────────────────────

HEAD = {
    "en": """\
Auditor’s bundle, as at 24 November 2026
========================================
Linden Appliances · Complaints management system

The controlled documents of the management system with its registers,
matrices, approvals and changes, as they stood on that day. Word files and
workbooks open in any office program, without a network. Begin with
index.html: open it in a browser, it links everything.

As at               24 November 2026
Documents in force  5
Changes since       issue-2025-11 (2025-11-24)
Site                Rotterdam
Not for this site   Documents left out: 1
Classification      Up to “Internal”
Withheld            Documents classified higher: 2
Tag                 issue-2026-03
Commit              5d1f0c8e7a9b3d4c6e2f1a0b9c8d7e6f5a4b3c2d
Signed by           Hanna Linden (h-linden)
Key                 SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY
Made with           qmsdocs 1.0

What is where
-------------
01-manual-手册/             Policy and manual (level 1)
""",
    "zh": """\
审核资料包（截至2026年11月24日）
================================
林登电器 · 投诉管理体系

本资料包收录管理体系截至该日的受控文件、台账、对照矩阵、审批记录和文件更改情
况。Word 文件和工作簿可用任何办公软件离线打开。请先用浏览器打开 index.html，其
中链接了全部文件。

截至日期        2026年11月24日
有效文件数      5
更改起算        issue-2025-11 (2025-11-24)
场所            Rotterdam
不适用于该场所  1 份文件未收录
密级            “内部”及以下
因密级未收录    密级更高的文件 2 份
标签            issue-2026-03
提交            5d1f0c8e7a9b3d4c6e2f1a0b9c8d7e6f5a4b3c2d
签名人          Hanna Linden (h-linden)
密钥指纹        SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY
生成程序        qmsdocs 1.0

文件夹说明
----------
01-manual-手册/             方针和手册（第一层次）
""",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_begins_with_what_the_bundle_is(language: str) -> None:
    """Title, facts in two columns, then folder by folder."""
    assert readme_text(sample(), language).startswith(HEAD[language])


SIGNATURE_STEP = """\
   Linux and macOS:
     ssh-keygen -Y verify -f allowed_signers -I h-linden \\
       -n qmsdocs-bundle -s SHA256SUMS.sig < SHA256SUMS
   Windows PowerShell:
     $check = "ssh-keygen -Y verify -f allowed_signers -I h-linden"
     cmd /c "$check -n qmsdocs-bundle -s SHA256SUMS.sig < SHA256SUMS"
   The answer begins:
     Good "qmsdocs-bundle" signature for h-linden
"""


def test_the_readme_tells_how_to_check_a_signature_where_there_is_one() -> None:
    """With the fingerprint to compare; a bundle without one says so, and no command leads astray."""
    signed, unsigned = readme_text(sample(), "en"), readme_text(sample(signed=False), "en")

    assert SIGNATURE_STEP in signed
    assert "     SHA256:orHVHc9n0rED2HRbF/2IHs56HHuaIlBdaMkIdmAjuWY\n" in signed
    assert "3. A signature: this bundle has none.\n" in unsigned
    assert "ssh-keygen" not in unsigned and "allowed_signers" not in unsigned
    assert "Steps 1, 3 and 5" in " ".join(signed.split()) and "Steps 1 and 5" in " ".join(unsigned.split())


def test_the_readme_names_what_is_there() -> None:
    """Only folders that hold something; PDFs only where there are any."""
    small = replace(sample(), files=(listed("list.xlsx", "register", "registers", "List"),))

    assert re.findall(r"^0\d-\S+", readme_text(small, "en"), re.MULTILINE) == ["05-registers-台账清单/"]
    assert "PDF" not in readme_text(small, "en")
    assert "PDFs were made by an office program." in readme_text(sample(), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signed", [True, False])
def test_no_line_is_too_long(language: str, signed: bool) -> None:
    """78 columns, Chinese letters counted as two; no line ends with a blank or begins with the end of a clause."""
    lines = readme_text(sample(signed=signed), language).splitlines()

    assert [line for line in lines if cell_len(line) > WIDTH] == []
    assert [line for line in lines if line != line.rstrip() or line.strip().startswith(tuple("，。；：）”、"))] == []


def test_a_hostile_name_cannot_steer_a_terminal_or_forge_a_line() -> None:
    """Control characters become dots, line breaks blanks."""
    forged = "Linden\n\nSigned by  Nobody\x1b[2J\u202e"
    found = readme_text(replace(sample(), company=dict.fromkeys(LANGUAGES, forged), site=forged), "en")

    assert "\x1b" not in found and "\u202e" not in found
    assert "\nSigned by  Nobody" not in found


def test_the_readme_promises_no_certificate() -> None:
    """The guidance is followed; a signature of git is no electronic signature of a law."""
    found = " ".join(readme_text(sample(), "en").split())

    assert "follows the guidance of the standards" in found and "is no certificate" in found
    assert "no electronic signature in the sense of 21 CFR Part 11" in found
    assert "compl" not in found.lower().replace("complaint", "").replace("complete", "")


# ── The commands of the README, run ──────────────────────────────────────────


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key that somebody has."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", tmp_path / "key"], check=True)
    return tmp_path / "key"


def commands(readme: str, system: str) -> list[str]:
    """The commands under the heading of a system, in the order of the steps."""
    found = re.findall(rf"^   {system}:\n((?:     .*\n)+)", readme, re.MULTILINE)
    return [re.sub(r"^     ", "", each, flags=re.MULTILINE) for each in found]


def test_the_commands_of_the_readme_work(tmp_path: Path, key: Path) -> None:
    """With a real key and a real signature, in the unpacked folder; after a change they fail and name the file."""
    public = key.with_suffix(".pub").read_text().strip()
    manifest = replace(sample(), signer=Signer("h-linden", "Hanna Linden", public))
    folder = tmp_path / "unpacked"
    for path, data in sample_contents(manifest=manifest).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "SHA256SUMS.sig").unlink()
    signing = ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "qmsdocs-bundle", folder / "SHA256SUMS"]
    subprocess.run(signing, check=True)
    readme = (folder / README["en"]).read_text(encoding="utf-8")
    (_, sums), (signature,) = commands(readme, "Linux"), commands(readme, "Linux and macOS")

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True)

    assert run(sums).returncode == 0
    assert run(signature).stdout.startswith(re.findall(r"begins:\n +(.*)\n", readme)[0])

    changed = folder / "05-registers-台账清单" / "master-list_en.xlsx"
    changed.write_bytes(b"something else")
    assert "master-list_en.xlsx: FAILED" in run(sums).stdout
    (folder / "SHA256SUMS").write_bytes(b"")
    assert run(signature).returncode != 0


def test_a_fingerprint_is_that_of_openssh(key: Path) -> None:
    """As `ssh-keygen -l` prints it; what is no key has none."""
    printed = subprocess.run(["ssh-keygen", "-lf", key], check=True, capture_output=True, text=True).stdout

    assert key_fingerprint(key.with_suffix(".pub").read_text().strip()) == printed.split()[1]
    assert [key_fingerprint(text) for text in ("", "ssh-ed25519", "ssh-ed25519 ???", "ssh-ed25519 好")] == [""] * 4
