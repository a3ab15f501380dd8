"""What git knows of issued revisions: none is lost, changed behind, deleted or numbered twice (checklist items DC-01,
DC-11, DC-32; NC-03 to NC-05, NC-13). While all is drafting, nothing of this applies.
"""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.fingerprint import FactValues, canonical, printed_facts
from qmsdocs.git import Tag
from qmsdocs.history import History, entry_digest
from qmsdocs.history.issues import issued_lines
from qmsdocs.model.revision import Revision
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import SETTINGS_FILE, ControlledDocument


def _controlled(master: MasterDocumentList) -> History | None:
    """The history, once it is controlled."""
    history = master.approvals.history
    return history if history and history.controlled_from is not None else None


def _declared(entry: Entry) -> Iterator[tuple[int, Revision]]:
    return enumerate(entry.source.item.revisions)


def _shown(history: History, place: int) -> dict[str, object]:
    """A commit as messages name it."""
    index = history.index
    return {"commit": index.shas[place][:10], "on": history.day(place), "email": index.emails[place]}


def start_is_known(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """`controlled_from` names a commit that there is: else everything would count as drafting."""
    named, history = master.repository.settings.controlled_from, master.approvals.history
    if named and history and history.controlled_from is None:
        yield Diagnostic("unknown-commit", Place(SETTINGS_FILE, ("controlled_from",)), {"name": named})


# ── Earlier revisions ────────────────────────────────────────────────────────


def earlier_revisions_are_kept(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """The content of every earlier revision stands in some commit, and its entry says what it said then (NC-05)."""
    history = _controlled(master)
    if history is None:
        return
    earlier = {
        (number, revision.label, revision.fingerprint): (entry, place, revision)
        for number, entry in master.entries.items()
        for drafted in (_drafted(history, number),)
        for place, revision in _declared(entry)
        if place and revision.fingerprint and (revision.label, revision.fingerprint) not in drafted
    }
    then = history.entries(earlier)
    for key, (entry, place, revision) in earlier.items():
        if then[key] != entry_digest(revision):
            yield from _changed_entry(history, entry, place, revision)


def _drafted(history: History, number: str) -> set[tuple[str, str]]:
    """The approvals that reached the branch before it was controlled."""
    controlled = set(history.approved(number))
    return {found[:2] for found in history.index.approved(number) if found not in controlled}


def _changed_entry(history: History, entry: Entry, place: int, revision: Revision) -> Iterator[Diagnostic]:
    held = history.held(entry.number, revision.label, revision.fingerprint)
    values: dict[str, object] = {"number": entry.number, "label": revision.label}
    if held is None and not revision.carried_over:
        yield Diagnostic("content-lost", Place(entry.source.path, ("revisions", place, "label")), values)
    elif held and entry_digest(held.document.item.revisions[0]) != entry_digest(revision):
        then, now = canonical(held.document.item.revisions[0]), canonical(revision)
        keys = [key for key in sorted({*then, *now} - {"carried_over"}) if then.get(key) != now.get(key)]
        values |= {"keys": ", ".join(keys), "commit": held.commit[:10]}
        route = ("revisions", place, keys[0] if keys[0] in now else "label")
        yield Diagnostic("revision-edited-later", Place(entry.source.path, route), values)


# ── What was issued stays ────────────────────────────────────────────────────


def issued_revisions_stay(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """What was approved on the branch is declared for ever: the document, its number and its revisions (DC-01)."""
    history = _controlled(master)
    if history is None:
        return
    there = {PurePosixPath(path).stem for path in master.repository.contents}
    for number in sorted(history.index.signed):
        approved = sorted(history.approved(number), key=lambda found: found[2])
        if approved and number in master.entries:
            yield from _missing(master, history, master.entries[number], approved)
        elif approved and number not in there:
            yield _deleted(history, number, approved)


Approved = list[tuple[str, str, int]]
"""Label, fingerprint and commit of approvals, in the order in which they reached the branch."""


def _deleted(history: History, number: str, approved: Approved) -> Diagnostic:
    index, versions = history.index, list(history.index.mainline_versions(number))
    standing = index.standing(number, versions[-1].commit)
    path = standing.path if standing else next(version.path for version in reversed(versions) if version.blob)
    values: dict[str, object] = {"number": number, "labels": ", ".join(dict.fromkeys(found[0] for found in approved))}
    place = Place(path, line=1, column=1)
    if standing:
        return Diagnostic("issued-document-deleted", place, values, "here")
    return Diagnostic("issued-document-deleted", place, values | _shown(history, versions[-1].commit))


def _missing(master: MasterDocumentList, history: History, entry: Entry, approved: Approved) -> Iterator[Diagnostic]:
    """Approved revisions that are not declared any more, or not as they were approved."""
    declared = {revision.label: (place, revision) for place, revision in _declared(entry)}
    stated = {(label, found.fingerprint) for label, (_, found) in declared.items()}
    gone = [found for found in approved if found[:2] not in stated]
    values: dict[str, object] = {"number": entry.number}
    if len(gone) == len(approved) and _is_another(history, entry, gone):
        values["labels"] = ", ".join(dict.fromkeys(label for label, _, _ in gone))
        yield Diagnostic("number-reused", Place(entry.source.path, ("number",)), values)
        return
    for label, fingerprint, landed in gone:
        values = {"number": entry.number, "label": label, **_shown(history, landed)}
        if label not in declared:
            yield Diagnostic("issued-revision-missing", Place(entry.source.path, ("revisions",), key=True), values)
            continue
        place, revision = declared[label]
        if _was_in_force(master, history, entry.number, revision, fingerprint, landed):
            where = Place(entry.source.path, ("revisions", place, "label"))
            yield Diagnostic("issued-revision-missing", where, values, "again")


def _is_another(history: History, entry: Entry, gone: Approved) -> bool:
    """Whether the document that has the number now is not the one that was issued under it."""
    index, (label, fingerprint, landed) = history.index, gone[-1]
    later = [version.commit for version in index.mainline_versions(entry.number) if version.commit > landed]
    if any(index.standing(entry.number, place) is None for place in later):
        return True
    held = history.held(entry.number, label, fingerprint)
    before = held.document.item if held else None
    return before is not None and before.title != entry.source.item.title and before.owner != entry.source.item.owner


def _was_in_force(
    master: MasterDocumentList, history: History, number: str, now: Revision, fingerprint: str, landed: int
) -> bool:
    """Whether an approved content was in force before another one was approved under the same label; what is still to
    come may be approved anew."""
    held = history.held(number, now.label, fingerprint)
    effective = (held.document.item.revisions[0] if held else now).effective
    approved = history.approved(number)
    later = [
        place for label, other, place in approved if label == now.label and other != fingerprint and place > landed
    ]
    until = history.day(min(later)) if later else master.as_of
    return max(effective, history.day(landed)) < until


def branch_holds_what_was_issued(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """What the tags of `qmsdocs issue` name is still there: else history was rewritten (DC-32)."""
    history = _controlled(master)
    told = set[tuple[str, str, str]]()
    for tag in history.issues if history else ():
        assert history is not None
        lost = tag.commit not in history and not history.git.is_ancestor(history.tip, tag.commit)
        if lost:
            values = {"tag": tag.name, "commit": tag.commit[:10]}
            yield Diagnostic("history-rewritten", Place(SETTINGS_FILE, line=1, column=1), values)
        if lost or history.is_shared(tag.commit):
            lines = [line for line in issued_lines(tag) if line[2] != "carried-over" and line not in told]
            told.update(lines)
            yield from _not_declared(master, history, tag, lines)


def _not_declared(
    master: MasterDocumentList, history: History, tag: Tag, lines: list[tuple[str, str, str]]
) -> Iterator[Diagnostic]:
    """The documents, revisions and fingerprints of a tag that are not declared now."""
    for number, label, fingerprint in lines:
        values = {"tag": tag.name, "commit": tag.commit[:10], "number": number, "label": label}
        entry = master.entries.get(number)
        if entry is None:
            # One that the branch once held was deleted, and is told so.
            if not any(history.index.approved(number)):
                yield Diagnostic("history-rewritten", Place(SETTINGS_FILE, line=1, column=1), values, "document")
            continue
        found = next((found for found in _declared(entry) if found[1].label == label), None)
        if found is None:
            where = Place(entry.source.path, ("revisions",), key=True)
            yield Diagnostic("history-rewritten", where, values, "revision")
        elif fingerprint not in {one.fingerprint for one in found[1].signed("approved")}:
            where = Place(entry.source.path, ("revisions", found[0], "label"))
            yield Diagnostic("history-rewritten", where, values, "content")


# ── Dates and facts ──────────────────────────────────────────────────────────


def revisions_come_in_time(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """The approval is on the branch by the day from which the revision is in force (DC-11, NC-03)."""
    history = _controlled(master)
    if history is None:
        return
    for entry in master.entries.values():
        drafted = _drafted(history, entry.number)
        landed: dict[tuple[str, str], int] = {}
        for label, found, place in sorted(history.index.approved(entry.number), key=lambda row: row[2]):
            landed.setdefault((label, found), place)
        for place, revision in _declared(entry):
            key = (revision.label, revision.fingerprint)
            if revision.carried_over or not revision.fingerprint or key in drafted:
                continue
            commit = landed.get(key)
            late = master.as_of if commit is None else history.day(commit)
            if revision.effective < late:
                values = {"number": entry.number, "label": revision.label, "effective": revision.effective, "on": late}
                where = Place(entry.source.path, ("revisions", place, "effective"))
                yield Diagnostic("effective-before-branch", where, values, "" if commit is not None else "not-yet")
            if revision.effective <= master.as_of:
                break


def facts_in_force_agree(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """No two documents in force print different values of one fact (NC-13)."""
    if _controlled(master) is None:
        return
    entries = [entry for entry in master.in_force.values() if entry.status == "effective"]
    now, then = FactValues(master.repository.facts), dict[int, FactValues]()
    printed, changed = dict[str, dict[str, Any]](), set[str]()
    for entry in entries:
        if entry.held:
            facts = entry.held.repository.facts
            found = then.setdefault(id(facts), FactValues(facts)).printed(entry.held.keys)
            current = now.printed(entry.held.keys)
            printed[entry.number] = found
            changed.update(key for key, value in found.items() if value != current.get(key))
    for entry in entries if changed else ():
        if not entry.held:
            printed[entry.number] = _printed(master, entry.document, changed)
    for key in sorted(changed):
        values = {entry.number: printed[entry.number][key] for entry in entries if key in printed[entry.number]}
        if len({json.dumps(value) for value in values.values()}) > 1:
            first = next(entry for entry in entries if entry.number in values and entry.held)
            place = next(place for place, revision in _declared(first) if revision.label == first.label)
            told = ", ".join(f"{number} ({_told(value)})" for number, value in values.items())
            where = Place(first.source.path, ("revisions", place, "label"))
            yield Diagnostic("facts-disagree", where, {"key": key, "told": told})


def _printed(master: MasterDocumentList, document: ControlledDocument, keys: set[str]) -> dict[str, Any]:
    """What a document as it stands prints of some facts; one that does not name them is not looked at closely."""
    data = master.repository.contents[document.path]
    if not any(key.split(".")[-1].encode() in data for key in keys):
        return {}
    found = printed_facts(document, master.repository.facts)
    return {key: found[key] for key in keys if key in found}


def _told(value: Any) -> str:
    """The value of a fact as a message prints it."""
    if isinstance(value, str):
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return " / ".join(filter(None, map(_told, inner)))
