"""The manifest of a bundle: what it holds, for which day and from which commit, each file with its digest.

`bundle` writes it, `verify` reads it, and the pages that open the bundle are made from it (checklist item DC-42).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal, get_args

from pydantic import TypeAdapter

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
SIGNERS = "allowed_signers"
INDEX = "index.html"
FORMAT = "qmsdocs bundle 1"
"""The first value of every manifest; another number means that its rules changed."""

Kind = Literal[
    "document", "superseded", "redline", "register", "changes", "application", "attachment", "pdf", "readme", "index"
]
"""What a file of a bundle is. `document` is also the blank workbook beside the Word file of a form; `superseded` the
former revision of a changed document; `register` a register, matrix or the approvals; `changes` the index of what
changed; `application` what the application pack holds of its own."""

Shelf = Literal[
    "",
    "manual",
    "procedures",
    "instructions",
    "forms",
    "registers",
    "matrices",
    "changes",
    "approvals",
    "application",
    "records",
]
"""The folder of a bundle in which a file stands, by what it is for; "" is the top."""

SHELVES: tuple[Shelf, ...] = get_args(Shelf)[1:]
"""The folders in their order: the first is folder 01."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of the bundle."""

    path: str
    sha256: str
    size: int
    kind: Kind
    shelf: Shelf
    title: str
    """What a reader calls it, in the language of the file."""
    language: str = ""
    number: str = ""
    """For a document, its redline and its former revision: the number."""
    revision: str = ""
    """The revision as the house prints it; of a redline, the newer one."""
    earlier: str = ""
    """Of a redline: the older revision."""
    reproducible: bool = True
    """False for what an office program made: another machine may make other bytes."""


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A controlled document of the bundle, with the revision that the bundle shows."""

    number: str
    title: Mapping[str, str]
    """By language."""
    level: int
    revision: str
    """As the house prints it."""
    status: str
    effective: str
    """As 2026-11-24; "" for none."""
    approved: str
    approved_by: str
    fingerprint: str
    """The fingerprint of the approved content; "" where nothing is approved."""
    commit: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a bundle: the person's key and name in the register, and the public key as OpenSSH writes it."""

    person: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds and states of itself."""

    company: Mapping[str, str]
    """By language, as `system`."""
    system: Mapping[str, str]
    as_of: str
    languages: tuple[str, ...]
    commit: str
    """The commit of the controlled branch; "" where there is no git."""
    tag: str
    """The tag by which the state was named; "" for a day."""
    since: str
    """From when the changes are told, as it was named and, where it was not a day, with the day; "" for none."""
    since_commit: str
    since_day: str
    """That moment, as commit and day."""
    program: str
    audience: str
    """The highest classification that is contained; "" for all."""
    withheld: int
    """How many documents are classified above that."""
    site: str
    """The site for which it is, by its title; "" for all."""
    elsewhere: int
    """How many documents do not apply there."""
    in_force: int
    """How many documents are in force; 0 means that everything contained is a draft."""
    personal_data: bool
    """Whether files with personal data are contained."""
    signer: Signer | None
    documents: tuple[ListedDocument, ...]
    files: tuple[ListedFile, ...]
    """Everything but the manifest itself, the sums, the signature and the list of signers."""


class NotAManifest(ValueError):  # noqa: N818 - what is wrong with a file from outside, told by its name
    """The bytes are no manifest that this program understands; the text says why, in a few English words."""


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON: keys in the order of the types, one file on a line each."""
    plain = {"format": FORMAT, **asdict(manifest)}
    lines = []
    for key, value in plain.items():
        if key in ("documents", "files"):
            rows = ",\n".join(f"    {_json(row)}" for row in value)
            shown = f"[\n{rows}\n  ]" if rows else "[]"
        else:
            shown = _json(value)
        lines.append(f"  {_json(key)}: {shown}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_manifest(data: bytes) -> Manifest:
    """The manifest in `data`, which may come from anywhere. Raises `NotAManifest`.

    It must be written exactly as `manifest_text` writes it: no second spelling, no key that nobody reads.
    """
    try:
        plain = json.loads(data)
        if not isinstance(plain, dict) or plain.pop("format", None) != FORMAT:
            raise NotAManifest(f"not {FORMAT}")
        found: Manifest = _reader().validate_python(plain)
    except (ValueError, RecursionError) as problem:
        raise NotAManifest(str(problem) if isinstance(problem, NotAManifest) else "not a manifest") from None
    if manifest_text(found).encode() != data:
        raise NotAManifest("not written as a manifest is")
    return found


@cache
def _reader() -> "TypeAdapter[Manifest]":
    return TypeAdapter(Manifest)


# ── Sums ─────────────────────────────────────────────────────────────────────


def sums_text(digests: Mapping[str, str]) -> str:
    """The text of SHA256SUMS for SHA-256 digests by path, as `sha256sum --check` reads it."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))


def read_sums(data: bytes) -> dict[str, str] | None:
    """The digests in a SHA256SUMS by path; None when it is not written exactly as `sums_text` writes it."""
    try:
        lines = [line.partition("  ") for line in data.decode("utf-8").splitlines()]
    except UnicodeDecodeError:
        return None
    found = {path: digest for digest, _, path in lines}
    return found if sums_text(found).encode() == data else None
