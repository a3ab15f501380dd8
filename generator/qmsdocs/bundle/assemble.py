"""From what is in force to one zip on disk: parts are gathered, made, listed in a manifest, signed and packed.

What did not change since the last bundle is taken out of it, if the zip still has the digest that was noted then.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qmsdocs.archive import archive, packed
from qmsdocs.audience import for_audience, for_site
from qmsdocs.build import LOOK, PROGRAM, Progress
from qmsdocs.bundle.application import application_members
from qmsdocs.bundle.changes import change_members
from qmsdocs.bundle.documents import contained, document_members, document_paths, listed_documents
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.bundle.names import Names
from qmsdocs.bundle.records import record_members
from qmsdocs.bundle.registers import register_members
from qmsdocs.cache import Cache, digest, program
from qmsdocs.locale import label
from qmsdocs.manifest import (
    INDEX,
    MANIFEST,
    SIGNATURE,
    SIGNERS,
    SUMS,
    ListedFile,
    Manifest,
    Signer,
    manifest_text,
    sums_text,
)
from qmsdocs.output import write_changed
from qmsdocs.pipeline import Loaded
from qmsdocs.pool import in_parallel
from qmsdocs.signing import signature
from qmsdocs.writers.opening import index_page, readme_text
from qmsdocs.writers.word.office import pdfs
from qmsdocs.writers.word.reference import load_reference


@dataclass(frozen=True)
class Wish:
    """What a bundle is to hold, and for whom."""

    languages: tuple[str, ...]
    tag: str = ""
    """The tag by which the state was named; "" for a day."""
    since: str = ""
    """From when changes are told, as it is to be printed; "" for none."""
    site: str = ""
    """The key of the site for which it is; "" for all."""
    audience: str = ""
    """The highest classification that is contained; "" for all."""
    application: bool = False
    """Whether the application pack is contained."""
    personal_data: bool = False
    """Whether files with personal data are contained."""
    pdf: bool = False
    """Whether there is a PDF beside each Word file of a document."""
    signer: Signer | None = None
    key: Path | None = None
    """The private key of the signer."""


@dataclass(frozen=True)
class Bundled:
    """What was written."""

    file: Path
    digest: str
    """The SHA-256 of the zip."""
    size: int
    files: int
    made: int
    """How many files were made anew; the others were taken from the former bundle."""
    manifest: Manifest


def bundle(
    loaded: Loaded,
    old: Loaded | None,
    wish: Wish,
    file: Path,
    cache: Cache,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Bundled:
    """Writes the bundle of `loaded` to `file`, whole or not at all; `old` is what was in force when the changes begin.

    Raises `BadReference`, `NotAsComposed`, `CannotSign`, `NoOffice` or `OfficeFailed` for PDFs, and OSError.
    """
    sources = sources_of(loaded, old, wish)
    members = members_of(sources, wish)
    former = _Former.read(file, cache)
    contents, made = _made(members, former, progress, processes)
    if wish.pdf:
        members += _pdf_members(members, contents)
    manifest = stated(sources, loaded, wish, members, contents)
    opening = dict(opening_files(manifest))
    listed = tuple(_listed_opening(manifest, opening))
    manifest = replace(manifest, files=(*manifest.files, *listed))
    parts = contents | opening | {MANIFEST: manifest_text(manifest).encode()}
    parts |= _signed(parts, wish)
    data = archive({path: packed(content, store=True) for path, content in parts.items()})
    file.parent.mkdir(parents=True, exist_ok=True)
    write_changed(file, data)
    found = hashlib.sha256(data).hexdigest()
    cache.keep([(_place(file), {"digest": found, "paths": {each.key: each.path for each in members if each.key}})])
    return Bundled(file, found, len(data), len(parts), made, manifest)


# ── What it is made from ─────────────────────────────────────────────────────


def members_of(sources: Sources, wish: Wish) -> list[Member]:
    """All parts of the bundle, before they are made; without its PDFs and the pages that open it."""
    return [
        *document_members(sources),
        *register_members(sources),
        *change_members(sources),
        *record_members(sources),
        *(application_members(sources, wish.personal_data) if wish.application else ()),
    ]


def sources_of(loaded: Loaded, old: Loaded | None, wish: Wish) -> Sources:
    """What the parts are made from; `loaded` holds everything, the sources what audience and site may see.

    Raises `BadReference`.
    """
    look = loaded.tree.read(LOOK)
    shown, names = _restricted(loaded, wish), Names(wish.languages)
    assert shown.master is not None
    return Sources(
        loaded=shown,
        old=_restricted(old, wish) if old and old.master else None,
        since=wish.since,
        names=names,
        reference=load_reference(look),
        paths=document_paths(shown.master, names),
        context=digest([program(), look or b""]),
    )


def _restricted(loaded: Loaded, wish: Wish) -> Loaded:
    """What the audience and the site get to see."""
    assert loaded.master is not None
    master = for_audience(loaded.master, wish.audience)
    return replace(loaded, master=for_site(master, wish.site) if wish.site else master)


# ── Making the parts ─────────────────────────────────────────────────────────


class _Former:
    """What the last bundle at this place holds, by the digests from which it was made."""

    def __init__(self, data: bytes, paths: Mapping[str, str]) -> None:
        self._paths = paths
        self._zip = zipfile.ZipFile(io.BytesIO(data)) if paths else None

    @classmethod
    def read(cls, file: Path, cache: Cache) -> "_Former":
        """The former bundle; an empty one when there is none or somebody touched it."""
        noted = cache.get(_place(file)) or {"digest": "", "paths": {}}
        try:
            data = file.read_bytes() if noted["digest"] else b""
        except OSError:
            data = b""
        same = hashlib.sha256(data).hexdigest() == noted["digest"]
        return cls(data, noted["paths"] if same else {})

    def content(self, key: str) -> bytes | None:
        """What was made from `key`."""
        path = self._paths.get(key) if key else None
        return self._zip.read(path) if path and self._zip else None


def _place(file: Path) -> str:
    return f"bundle:{file.resolve()}"


class _Maker:
    """Makes members by their places in the list; it is handed to worker processes."""

    def __init__(self, members: list[Member]) -> None:
        self._members = members

    def __call__(self, place: int) -> bytes:
        return self._members[place].make()


def _made(
    members: list[Member], former: _Former, progress: Progress | None, processes: int | None
) -> tuple[dict[str, bytes], int]:
    """The bytes of each member by path, and how many were made anew."""
    found = {member.path: former.content(member.key) for member in members}
    assert len(found) == len(members), "two members have one path"
    due = [place for place, member in enumerate(members) if found[member.path] is None]
    for done, (place, content) in enumerate(zip(due, in_parallel(_Maker(members), due, processes), strict=True), 1):
        found[members[place].path] = content
        if progress:
            progress("bundle", done, len(due))
    return {path: content for path, content in found.items() if content is not None}, len(due)


def _pdf_members(members: list[Member], contents: dict[str, bytes]) -> list[Member]:
    """A PDF beside each Word file of a document; their bytes are added to `contents`."""
    wanted = {
        each.path: replace(each, path=f"{each.path.removesuffix('.docx')}.pdf", kind="pdf", key="", reproducible=False)
        for each in members
        if each.kind == "document" and each.path.endswith(".docx")
    }
    for path, data in pdfs({path: contents[path] for path in wanted}).items():
        contents[wanted[path].path] = data
    return list(wanted.values())


# ── What it says of itself ───────────────────────────────────────────────────


def stated(
    sources: Sources, loaded: Loaded, wish: Wish, members: list[Member], contents: Mapping[str, bytes]
) -> Manifest:
    """The manifest, without the pages that are made from it."""
    master, first = sources.master, sources.editions[wish.languages[0]]
    assert loaded.master is not None
    facts = {language: edition.facts for language, edition in sources.editions.items()}
    hidden = loaded.master.entries.keys() - for_audience(loaded.master, wish.audience).entries.keys()
    sites = first.facts.organization.sites
    return Manifest(
        company={language: found.settings.company.name for language, found in facts.items()},
        system={language: found.settings.system for language, found in facts.items()},
        as_of=str(master.as_of),
        languages=wish.languages,
        commit=getattr(loaded.tree, "commit", ""),
        tag=wish.tag,
        since=wish.since,
        since_commit=getattr(sources.old.tree, "commit", "") if sources.old else "",
        since_day=str(sources.old.master.as_of) if sources.old and sources.old.master else "",
        program=PROGRAM,
        audience=wish.audience,
        withheld=len(hidden),
        site=sites[wish.site].title if wish.site else "",
        elsewhere=len(loaded.master.entries) - len(hidden) - len(master.entries),
        in_force=sum(entry.status == "effective" for entry in contained(master)),
        personal_data=any(member.personal for member in members),
        signer=wish.signer,
        documents=tuple(listed_documents(sources)),
        files=tuple(_listed(member, contents[member.path]) for member in sorted(members, key=lambda each: each.path)),
    )


def _listed(member: Member, content: bytes) -> ListedFile:
    return ListedFile(
        path=member.path,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        kind=member.kind,
        shelf=member.shelf,
        title=member.title,
        language=member.language,
        number=member.number,
        revision=member.revision,
        earlier=member.earlier,
        reproducible=member.reproducible,
    )


def opening_files(manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """The page that opens the bundle, and a README in each language, by path; the manifest does not list them yet."""
    yield INDEX, index_page(manifest)
    for language in manifest.languages:
        yield label(language, "bundle.readme"), readme_text(manifest, language).encode()


def _listed_opening(manifest: Manifest, opening: Mapping[str, bytes]) -> Iterator[ListedFile]:
    for path, content in opening.items():
        language = next((each for each in manifest.languages if label(each, "bundle.readme") == path), "")
        title = label(language or manifest.languages[0], "bundle.title")
        kind = "readme" if language else "index"
        yield _listed(Member(path, kind, "", title, bytes, language=language), content)  # type: ignore[arg-type]


def _signed(parts: Mapping[str, bytes], wish: Wish) -> dict[str, bytes]:
    """The sums of all parts; with a key, who may sign and the signature too."""
    found: dict[str, bytes] = {}
    if wish.signer:
        found[SIGNERS] = f"{wish.signer.person} {wish.signer.key}\n".encode()
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in {**parts, **found}.items()}
    found[SUMS] = sums_text(digests).encode()
    if wish.key:
        found[SIGNATURE] = signature(found[SUMS], wish.key)
    return found
