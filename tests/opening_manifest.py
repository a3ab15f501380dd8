"""A bundle of a small house, made by hand: its manifest, the files that it lists, and the zip with sums.

Two languages, four levels, a redline and a former revision, workbooks, PDFs, an attachment, names with blanks, `#` and
`%`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from qmsdocs.archive import archive, packed
from qmsdocs.manifest import (
    INDEX,
    MANIFEST,
    SIGNATURE,
    SIGNERS,
    SUMS,
    Kind,
    ListedDocument,
    ListedFile,
    Manifest,
    Shelf,
    Signer,
    manifest_text,
    sums_text,
)
from qmsdocs.writers.opening import index_page, readme_text

HOSTILE = """<script>alert("x")</script> & 'quoted' </style> <!-- --> ]]> {{ config }} </title>"""
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE2N5OaFQ+Nw3xbGZ1a0mC1mWjyD0Jm5VvVvVQe2pSJv"
README = {"en": "00-README.txt", "zh": "00-说明.txt"}
FOLDERS: Mapping[Shelf, str] = {
    "": "",
    "manual": "01-manual-手册/",
    "procedures": "02-procedures-程序文件/",
    "instructions": "03-work-instructions-作业指导书/",
    "forms": "04-forms-表单/",
    "registers": "05-registers-台账清单/",
    "matrices": "06-matrices-对照矩阵/",
    "changes": "07-changes-文件更改/",
    "approvals": "08-approvals-审批/",
    "application": "09-application-pack-认证申请资料/",
}
_DOCUMENTS: tuple[tuple[str, int, str, str, str, Shelf], ...] = (
    ("QM-01", 1, "A/2", "Manual for complaints", "投诉管理手册", "manual"),
    ("QP-05", 2, "A/1", "Receipt of complaints", "投诉受理控制程序", "procedures"),
    ("QP-07", 2, "B/0", "Internal audit of the complaints management system", "内部审核程序", "procedures"),
    ("WI-01", 3, "A/0", "On the telephone: 100% of calls, no. #1", "电话受理作业指导书", "instructions"),
    ("QR-01", 4, "A/0", "Acceptance record", "投诉受理记录表", "forms"),
)

_CHANGED = {"number": "QP-05", "revision": "A/1", "earlier": "A/0"}
_FORMER = {"number": "QP-05", "revision": "A/0"}


def content_of(path: str) -> bytes:
    """What stands in a file of the sample: something different in each."""
    return f"content of {path}\n".encode() * 5


def listed(path: str, kind: Kind, shelf: Shelf, title: str, **more: str) -> ListedFile:
    """A file of the sample in its folder."""
    path = FOLDERS[shelf] + path
    data = content_of(path)
    return ListedFile(
        path, hashlib.sha256(data).hexdigest(), len(data), kind, shelf, title, reproducible=kind != "pdf", **more
    )


def _texts() -> list[ListedFile]:
    files = []
    for number, _, revision, english, chinese, shelf in _DOCUMENTS:
        for language, title in (("en", english), ("zh", chinese)):
            name = f"{number}_{revision.replace('/', '-')}_{title.replace(':', '-')}_{language}"
            more = {"language": language, "number": number, "revision": revision}
            files.append(listed(f"{name}.docx", "document", shelf, f"{number} {title}", **more))
            files.append(listed(f"{name}.pdf", "pdf", shelf, f"{number} {title}", **more))
    return files


_OTHERS: tuple[tuple[str, Kind, Shelf, str, str, Mapping[str, str]], ...] = (
    ("master-list.docx", "register", "registers", "Master document list", "受控文件清单", {}),
    ("master-list.xlsx", "register", "registers", "Master document list", "受控文件清单", {}),
    ("external.xlsx", "register", "registers", "External documents", "外来文件清单", {}),
    ("clauses.xlsx", "register", "matrices", "Documents by clause", "文件与条款对照", {}),
    ("changes.docx", "changes", "changes", "Changes since 24 November 2025", "自2025年11月24日起的更改", {}),
    ("QP-05.docx", "redline", "changes", "QP-05: changes from A/0 to A/1", "QP-05：从 A/0 到 A/1 的更改", _CHANGED),
    ("old/QP-05.docx", "superseded", "changes", "QP-05, A/0: obsolete", "QP-05，A/0：作废", _FORMER),
    ("approvals.docx", "register", "approvals", "Approvals with their evidence", "审批记录及证据", {}),
    ("readiness.docx", "application", "application", "What is there, what is missing", "资料齐备情况", {}),
)


def _others() -> list[ListedFile]:
    files = []
    for path, kind, shelf, english, chinese, more in _OTHERS:
        stem, ending = path.rsplit(".", 1)
        for language, title in (("en", english), ("zh", chinese)):
            files.append(listed(f"{stem}_{language}.{ending}", kind, shelf, title, language=language, **more))
    sheet = "signed sheet #3, 50%.png"
    return [*files, listed(sheet, "attachment", "procedures", f"QP-05 {sheet}", number="QP-05")]


def sample(*, signed: bool = True) -> Manifest:
    """The manifest without README and opening page."""
    documents = tuple(
        ListedDocument(
            number,
            {"en": english, "zh": chinese},
            level,
            revision,
            "effective",
            "2026-03-01",
            "2026-02-20",
            "Hanna Linden",
            f"sha256:{hashlib.sha256(number.encode()).hexdigest()}",
            hashlib.sha1(number.encode()).hexdigest(),
        )
        for number, level, revision, english, chinese, _ in _DOCUMENTS
    )
    return Manifest(
        company={"en": "Linden Appliances", "zh": "林登电器"},
        system={"en": "Complaints management system", "zh": "投诉管理体系"},
        as_of="2026-11-24",
        languages=("en", "zh"),
        commit="5d1f0c8e7a9b3d4c6e2f1a0b9c8d7e6f5a4b3c2d",
        tag="issue-2026-03",
        since="issue-2025-11 (2025-11-24)",
        since_commit="9b1f8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a",
        since_day="2025-11-24",
        program="qmsdocs 1.0",
        audience="internal",
        withheld=2,
        site="Rotterdam",
        elsewhere=1,
        in_force=5,
        personal_data=False,
        signer=Signer("h-linden", "Hanna Linden", KEY) if signed else None,
        documents=documents,
        files=tuple(sorted((*_texts(), *_others()), key=lambda file: file.path)),
    )


def with_opening(manifest: Manifest) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest that lists READMEs and opening page, too, and all files that it lists."""
    opening = {README[language]: readme_text(manifest, language).encode() for language in manifest.languages}
    opening[INDEX] = index_page(manifest)
    files = [
        ListedFile(path, hashlib.sha256(data).hexdigest(), len(data), "index" if path == INDEX else "readme", "", path)
        for path, data in opening.items()
    ]
    contents = {file.path: content_of(file.path) for file in manifest.files}
    all_files = sorted((*manifest.files, *files), key=lambda file: file.path)
    return replace(manifest, files=tuple(all_files)), {**contents, **opening}


def zip_of(contents: Mapping[str, bytes]) -> bytes:
    """These files as the program packs them, whatever they are."""
    return archive({path: packed(data, store=True) for path, data in contents.items()})


def sample_contents(*, signed: bool = True, manifest: Manifest | None = None) -> dict[str, bytes]:
    """Every file of the sample bundle by its path, with manifest, sums and, when it is signed, something like a
    signature."""
    manifest, contents = with_opening(manifest or sample(signed=signed))
    contents[MANIFEST] = manifest_text(manifest).encode()
    if manifest.signer:
        contents[SIGNERS] = f'{manifest.signer.person} namespaces="qmsdocs-bundle" {manifest.signer.key}\n'.encode()
    contents[SUMS] = sums_text({path: hashlib.sha256(data).hexdigest() for path, data in contents.items()}).encode()
    if manifest.signer:
        contents[SIGNATURE] = b"-----BEGIN SSH SIGNATURE-----\nnot a real one\n-----END SSH SIGNATURE-----\n"
    return contents
