"""Whether a bundle is what history holds: its commit, its documents, and each Word file made again and compared."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from qmsdocs.audience import for_audience, for_site
from qmsdocs.compose.control import is_issued, landed
from qmsdocs.compose.names import Edition, revision_text
from qmsdocs.history import Branch
from qmsdocs.history.proof import day_of
from qmsdocs.manifest import MANIFEST, ListedFile, Manifest
from qmsdocs.pipeline import Loaded, time_zone
from qmsdocs.pool import in_parallel
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.verify.answers import Answer, Failure, Said, said
from qmsdocs.verify.contents import Contents
from qmsdocs.verify.house import House
from qmsdocs.verify.made_again import Maker, Wanted
from qmsdocs.verify.word_files import NotReadable

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_OF_DOCUMENTS = ("document", "superseded", "redline")


@dataclass
class Compared:
    """What the comparison found."""

    answer: Answer
    failures: list[Failure] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


def compared_with_history(house: House, contents: Contents, manifest: Manifest) -> Compared:
    """A bundle compared with the history of the house; without one, nothing is proved and nothing fails."""
    branch = house.branch
    if isinstance(branch, Said):
        return Compared(Answer(None, branch))
    if not manifest.commit:
        return Compared(Answer(None, said("history.no-commit")))
    day = _day(manifest.as_of)
    if day is None:
        return Compared(Answer(False, said("history.no-day", day=manifest.as_of)))
    if not _is_in(branch, manifest.commit):
        return Compared(Answer(False, said("history.other-commit", commit=manifest.commit[:10], branch=branch.name)))
    loaded = house.at(manifest.commit, day)
    if loaded.master is None:
        return Compared(Answer(None, said("history.unreadable", commit=manifest.commit[:10])))
    return _compared(house, branch, loaded, loaded.master, contents, manifest)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_in(branch: Branch, commit: str) -> bool:
    """Whether the controlled branch rests on a commit."""
    index = branch.index
    if not _COMMIT.fullmatch(commit) or commit not in index.shas or branch.tip not in index.shas:
        return False
    return index.shas.index(commit) in index.reachable(index.shas.index(branch.tip))


def _compared(
    house: House, branch: Branch, loaded: Loaded, master: MasterDocumentList, contents: Contents, manifest: Manifest
) -> Compared:
    shown = _shown(master, manifest)
    if shown is None:
        return Compared(Answer(False, said("history.other-audience", audience=manifest.audience, site=manifest.site)))
    files = _Files(Maker(loaded, shown), contents, manifest)
    failures = [*_document_faults(master, shown, manifest), *files.faults()]
    counts = files.counts
    proved, told = counts["same"] + counts["text"], said("history.all" if not counts["text"] else "history.some")
    values = {"commit": manifest.commit[:10], "same": counts["same"], "text": counts["text"], "rest": files.rest}
    told = Said(told.key, {**values, "proved": proved, "documents": len(manifest.documents)})
    answer = Answer(False, said("history.differs")) if failures else Answer(True, told)
    return Compared(answer, failures, list(_notes(house, branch, manifest)))


def _shown(master: MasterDocumentList, manifest: Manifest) -> MasterDocumentList | None:
    """What the audience and the site of the bundle may see; None where the house has no such."""
    settings = master.repository.settings
    if manifest.audience and manifest.audience not in settings.classifications:
        return None
    found = for_audience(master, manifest.audience)
    if not manifest.site:
        return found
    sites = Edition(master, _first_language(master, manifest)).facts.organization.sites
    key = next((key for key, site in sites.items() if site.title == manifest.site), None)
    return for_site(found, key) if key else None


def _first_language(master: MasterDocumentList, manifest: Manifest) -> str:
    languages = master.repository.settings.languages
    return next((each for each in manifest.languages if each in languages), languages[0])


def _notes(house: House, branch: Branch, manifest: Manifest) -> Iterator[Said]:
    """That history went on before the day of the bundle was over."""
    index, zone, day = branch.index, time_zone(house.root), date.fromisoformat(manifest.as_of)
    place = index.shas.index(manifest.commit)
    later = [each for each in index.mainline if each > place and day_of(index, each, zone) <= day]
    if later and not manifest.tag:
        yield said("history.later", count=len(later), day=manifest.as_of)


# ── Documents ────────────────────────────────────────────────────────────────


def _document_faults(master: MasterDocumentList, shown: MasterDocumentList, manifest: Manifest) -> Iterator[Failure]:
    """In what the list of documents is not that of history."""
    wanted = {entry.number: entry for entry in _contained(shown)}
    edition = Edition(shown, _first_language(shown, manifest))
    for number in sorted(wanted.keys() - {document.number for document in manifest.documents}):
        yield Failure("", said("history.left-out", number=number))
    for document in manifest.documents:
        entry = wanted.get(document.number)
        if entry is None:
            yield Failure(MANIFEST, said("history.not-in-force", number=document.number, day=manifest.as_of))
            continue
        for name, held in _facts(edition, entry).items():
            stated = getattr(document, name)
            if stated != held:
                values = {"number": document.number, "what": said(f"property.{name}")}
                yield Failure(MANIFEST, said("history.states", **values, stated=stated or "–", held=held or "–"))
    hidden = len(master.entries) - len(for_audience(master, manifest.audience).entries)
    if manifest.withheld != hidden:
        yield Failure(MANIFEST, said("history.withheld", stated=manifest.withheld, held=hidden))


def _contained(master: MasterDocumentList) -> list[Entry]:
    """The documents that a bundle must hold: those in force, or all drafts while nothing is."""
    in_force = [entry for entry in master.entries.values() if entry.status == "effective"]
    return in_force or [entry for entry in master.entries.values() if entry.is_current]


def _facts(edition: Edition, entry: Entry) -> dict[str, str]:
    """What the manifest must say of a document."""
    revision, approved = entry.revision, is_issued(entry)
    return {
        "revision": revision_text(edition, entry.number, revision) if revision else "",
        "status": entry.status,
        "effective": str(entry.effective or ""),
        "approved": str(entry.approved or ""),
        "fingerprint": revision.fingerprint if revision and approved else "",
        "commit": landed(entry) if approved else "",
    }


# ── Word files ───────────────────────────────────────────────────────────────


class _Files:
    """The Word files of a bundle, compared with those that are made from history."""

    def __init__(self, maker: Maker, contents: Contents, manifest: Manifest) -> None:
        self._maker, self._contents, self._manifest = maker, contents, manifest
        self.counts: Counter[str] = Counter()
        """How many are the very file, and how many have the same text."""
        self._provable = [file for file in manifest.files if _is_provable(file) and file.path in contents.files]

    @property
    def rest(self) -> int:
        """How many files cannot be compared one by one."""
        return len(self._manifest.files) - len(self._provable)

    def faults(self) -> Iterator[Failure]:
        """What is not as history has it."""
        yield from self._missing()
        wanted = [_wanted(file) for file in self._provable]
        for file, digest in zip(self._provable, in_parallel(self._maker, wanted), strict=True):
            if digest == self._contents.files[file.path].sha256:
                self.counts["same"] += 1
            elif what := self._difference(file):
                yield Failure(file.path, what)

    def _missing(self) -> Iterator[Failure]:
        """Documents that are listed and have no Word file."""
        there = {(file.number, file.language) for file in self._provable if file.kind == "document"}
        for document in self._manifest.documents:
            for language in self._manifest.languages:
                if (document.number, language) not in there:
                    yield Failure("", said("history.no-word", number=document.number, edition=language))

    def _difference(self, file: ListedFile) -> Said | None:
        """How a file differs from the one that is made here; None when its text is the same."""
        data = self._contents.data(file.path) or b""
        try:
            likeness, differences = self._maker.likeness(data, _wanted(file))
        except NotReadable:
            return said("not-readable")
        if likeness != "other":
            self.counts[likeness] += 1
            return None
        return difference(differences)


def difference(differences: list[tuple[str, str]]) -> Said:
    """Where the text of a Word file differs from that of history."""
    if not differences:
        return said("history.not-held")
    stated, held = differences[0]
    return said("history.text", count=len(differences), stated=stated, held=held)


def _is_provable(file: ListedFile) -> bool:
    return file.kind in _OF_DOCUMENTS and file.reproducible and file.path.endswith(".docx")


def _wanted(file: ListedFile) -> Wanted:
    return Wanted(file.number, file.revision, file.language, file.earlier)
