"""Whether a bundle is what history holds: its commit, what it states, and each file made again and compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

from qmsdocs.bundle.assemble import Wish, sources_of, stated
from qmsdocs.bundle.documents import listed_documents
from qmsdocs.bundle.member import Sources
from qmsdocs.compose.names import Edition
from qmsdocs.history import Branch
from qmsdocs.history.proof import day_of
from qmsdocs.manifest import MANIFEST, ListedDocument, Manifest
from qmsdocs.pipeline import Loaded, time_zone
from qmsdocs.register import MasterDocumentList
from qmsdocs.verify.answers import Answer, Failure, Said, said
from qmsdocs.verify.contents import Contents
from qmsdocs.verify.house import House
from qmsdocs.verify.made_again import Maker
from qmsdocs.verify.remade import Remade, other_files, word_files
from qmsdocs.writers.word.reference import BadReference

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


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
    for commit in filter(None, (manifest.commit, manifest.since_commit)):
        if not _is_in(branch, commit):
            return Compared(Answer(False, said("history.other-commit", commit=commit[:10], branch=branch.name)))
    loaded = house.at(manifest.commit, day)
    if loaded.master is None:
        return Compared(Answer(None, said("history.unreadable", commit=manifest.commit[:10])))
    wish = _wish(loaded.master, manifest)
    if wish is None:
        return Compared(Answer(False, said("history.other-audience", audience=manifest.audience, site=manifest.site)))
    return _compared(house, branch, loaded, wish, contents, manifest)


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


def _wish(master: MasterDocumentList, manifest: Manifest) -> Wish | None:
    """What was asked for when the bundle was made; None where the house has no such audience, site or language."""
    settings = master.repository.settings
    known = not manifest.audience or manifest.audience in settings.classifications
    if not known or not manifest.languages or not set(manifest.languages) <= set(settings.languages):
        return None
    sites = Edition(master, manifest.languages[0]).facts.organization.sites
    site = next((key for key, found in sites.items() if found.title == manifest.site), "")
    if manifest.site and not site:
        return None
    return Wish(
        languages=manifest.languages,
        tag=manifest.tag,
        since=manifest.since,
        site=site,
        audience=manifest.audience,
        application=any(file.shelf == "application" for file in manifest.files),
        personal_data=manifest.personal_data,
    )


def _compared(
    house: House, branch: Branch, loaded: Loaded, wish: Wish, contents: Contents, manifest: Manifest
) -> Compared:
    since = _day(manifest.since_day)
    old = house.at(manifest.since_commit, since) if manifest.since_commit and since else None
    try:
        sources = sources_of(loaded, old, wish)
    except BadReference:
        return Compared(Answer(None, said("history.unreadable", commit=manifest.commit[:10])))
    found = Remade()
    word_files(found, Maker(loaded, sources.master), contents, manifest)
    other_files(found, sources, wish, contents, manifest)
    faults = [*_document_faults(sources, manifest), *_other_statements(sources, loaded, wish, branch, manifest)]
    failures = [*faults, *found.failures]
    values = {"commit": manifest.commit[:10], "documents": len(manifest.documents)}
    counts = {"same": found.same, "text": found.text, "rest": found.rest}
    told = said("history.some" if found.text or found.rest else "history.all", **values, **counts)
    answer = Answer(False, said("history.differs")) if failures else Answer(True, told)
    return Compared(answer, failures, list(_notes(house, branch, manifest)))


def _notes(house: House, branch: Branch, manifest: Manifest) -> Iterator[Said]:
    """That history went on before the day of the bundle was over."""
    index, zone, day = branch.index, time_zone(house.root), date.fromisoformat(manifest.as_of)
    place = index.shas.index(manifest.commit)
    later = [each for each in index.mainline if each > place and day_of(index, each, zone) <= day]
    if later and not manifest.tag:
        yield said("history.later", count=len(later), day=manifest.as_of)


# ── What the manifest states ─────────────────────────────────────────────────


def _document_faults(sources: Sources, manifest: Manifest) -> Iterator[Failure]:
    """In what the list of documents is not that of history."""
    wanted = {document.number: document for document in listed_documents(sources)}
    for number in sorted(wanted.keys() - {document.number for document in manifest.documents}):
        yield Failure("", said("history.left-out", number=number))
    for document in manifest.documents:
        held = wanted.get(document.number)
        if held is None:
            yield Failure(MANIFEST, said("history.not-in-force", number=document.number, day=manifest.as_of))
            continue
        for name in (each.name for each in fields(ListedDocument)):
            yield from _fault(document.number, name, getattr(document, name), getattr(held, name))
    there = {(file.number, file.language) for file in manifest.files if file.kind == "document"}
    for document in manifest.documents:
        for language in manifest.languages:
            if (document.number, language) not in there:
                yield Failure("", said("history.no-word", number=document.number, edition=language))


def _other_statements(
    sources: Sources, loaded: Loaded, wish: Wish, branch: Branch, manifest: Manifest
) -> Iterator[Failure]:
    """In what else the manifest is not that of history. Who made it, with which program, history cannot know."""
    held = stated(sources, loaded, wish, [], {})
    unknown = ("program", "signer", "documents", "files", "personal_data")
    for name in (each.name for each in fields(Manifest) if each.name not in unknown):
        yield from _fault(MANIFEST, name, getattr(manifest, name), getattr(held, name))
    if manifest.tag and branch.git.resolve(f"refs/tags/{manifest.tag}") != manifest.commit:
        yield Failure(MANIFEST, said("history.other-tag", tag=manifest.tag, commit=manifest.commit[:10]))


def _fault(what: str, name: str, stated: object, held: object) -> Iterator[Failure]:
    if stated != held:
        values = {"number": what, "what": name, "stated": _shown(stated), "held": _shown(held)}
        yield Failure(MANIFEST, said("history.states", **values))


def _shown(value: object) -> str:
    return " / ".join(map(str, value.values())) if isinstance(value, dict) else str(value) or "–"
