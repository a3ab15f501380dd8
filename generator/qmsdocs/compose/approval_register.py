"""Who approved what, and how that is proved: signatures of revisions, withdrawals, concessions, and the audit trail
(checklist items DC-06 to DC-10, DC-32, DC-34)."""

from collections.abc import Iterator

from qmsdocs.approvals import Standing
from qmsdocs.blocks import Inline, LineBreak, Link, Run, Table
from qmsdocs.compose.concessions import concerned
from qmsdocs.compose.names import (
    Edition,
    Names,
    document_reference,
    file_label,
    label_text,
    person_name,
    revision_text,
    role_title,
)
from qmsdocs.compose.tables import Text, day, joined, listed, table_of, text
from qmsdocs.document_tree import short_commit
from qmsdocs.fingerprint import act_fingerprint
from qmsdocs.history import Evidence
from qmsdocs.model.revision import Concession, Revision, Signature
from qmsdocs.register import Entry

Row = tuple[str, list[Text]]


# ── Revisions ────────────────────────────────────────────────────────────────


def approvals_table(edition: Edition, id_: str) -> Table:
    """Every signature of the revisions that are shown or announced, with what proves it."""
    say = edition.say
    heads = [
        ("document", say("site.document"), 11),
        ("revision", say("revision"), 8),
        ("request", say("compose.change-request"), 7),
        ("meaning", say("register.meaning"), 8),
        ("person", say("name"), 8),
        ("role", say("role"), 9),
        ("date", say("date"), 8),
        ("evidence", say("evidence"), 12),
        ("commit", say("commit"), 8),
        ("landed", say("register.landed"), 8),
        ("fingerprint", say("sheet.fingerprint"), 14),
    ]
    entries = edition.master.entries.values()
    return table_of(id_, heads, (row for entry in entries for row in _signature_rows(edition, entry)))


def _signature_rows(edition: Edition, entry: Entry) -> Iterator[Row]:
    for standing in _standings(edition, entry):
        revision = standing.revision
        for place, signature in enumerate(revision.signatures):
            evidence = edition.master.approvals.evidence(entry.source, revision, signature)
            cells: list[Text] = [
                document_reference(edition, entry.number, title=True),
                _revision(edition, entry, revision),
                revision.change_request or "",
                edition.say(f"meaning.{signature.as_}"),
                person_name(edition, signature.by),
                role_title(edition, signature.role),
                day(signature.on),
                joined(_proof(edition, standing, signature, evidence), LineBreak()),
                short_commit(evidence.commit),
                day(evidence.landed_on),
                signature.fingerprint or "",
            ]
            yield f"{entry.number}.{file_label(revision.label)}.{place}", cells


def _standings(edition: Edition, entry: Entry) -> Iterator[Standing]:
    """The revision that is shown; before it those that are announced, and those that somebody approved in vain."""
    for standing in edition.master.approvals.standings(entry.source):
        is_shown = entry.revision is not None and standing.revision.label == entry.label
        if is_shown or standing.is_issued or standing.revision.signed("approved"):
            yield standing
        if is_shown:
            return


def _revision(edition: Edition, entry: Entry, revision: Revision) -> str:
    """The revision; of one that is not in force yet also its day."""
    shown = revision_text(edition, entry.number, revision)
    if revision.effective <= edition.master.as_of:
        return shown
    return edition.say("compose.next", revision=shown, effective=revision.effective)


def _proof(edition: Edition, standing: Standing, signature: Signature, evidence: Evidence) -> Iterator[Inline]:
    """How well a signature is proved, where its original is, and why it does not count, a line for each."""
    say, revision = edition.say, standing.revision
    yield Run(say(f"evidence.{'carried-over' if revision.carried_over else evidence.grade}"))
    if signature.paper:
        yield Run(say("show.original", place=signature.paper.original.strip()))
        yield Run(say(f"register.{'sealed' if signature.paper.sealed else 'unsealed'}"))
        yield Run(say("register.entered-by", name=person_name(edition, signature.paper.entered_by)))
    if signature.forge:
        yield Link(signature.forge, (Run(signature.forge),))
    if signature.as_ == "approved" and not revision.carried_over:
        faults = [found.faults for found in standing.approvals if found.signature == signature]
        yield from (Run(say(f"show.fault.{fault}")) for fault in (faults[0] if faults else ()))
        if not standing.is_issued and not any(faults):
            yield Run(say("evidence.void"))


# ── Withdrawals and concessions ──────────────────────────────────────────────


def withdrawals_table(edition: Edition, id_: str) -> Table:
    """Every decision that takes a document out of force: who decided, in which role and why."""
    say = edition.say
    heads = [
        ("document", say("site.document"), 12),
        ("since", say("compose.since"), 7),
        ("person", say("register.decided-by"), 8),
        ("role", say("role"), 9),
        ("reason", say("compose.reason"), 14),
        ("successors", say("compose.successors"), 10),
        ("state", say("register.state"), 9),
        ("fingerprint", say("sheet.fingerprint"), 12),
    ]
    rows: list[Row] = []
    for number, entry in edition.master.entries.items():
        declared, shown = entry.source.item.withdrawn, edition.newest_item(entry).withdrawn
        if declared is None or shown is None:
            continue
        cells: list[Text] = [
            document_reference(edition, number, title=True),
            day(shown.on),
            person_name(edition, shown.by),
            role_title(edition, shown.role),
            text(edition, shown.reason),
            listed(edition, shown.superseded_by, title=True),
            _state(edition, declared.fingerprint, act_fingerprint(number, declared)),
            declared.fingerprint or "",
        ]
        rows.append((number, cells))
    return table_of(id_, heads, rows)


def concession_approvals_table(edition: Edition, id_: str) -> Table:
    """Every departure that was declared, also those whose time is over, with who approved it."""
    say = edition.say
    heads = [
        ("document", say("site.document"), 10),
        ("kind", say("compose.kind"), 7),
        ("what", say("compose.allowed"), 14),
        ("from", say("register.from"), 7),
        ("to", say("register.to"), 7),
        ("person", say("meaning.approved"), 8),
        ("role", say("role"), 9),
        ("date", say("date"), 7),
        ("state", say("register.state"), 9),
        ("fingerprint", say("sheet.fingerprint"), 12),
    ]
    rows: list[Row] = []
    for entry in edition.master.entries.values():
        shown = {found.id: found for found in edition.newest_item(entry).concessions}
        for declared in entry.source.item.concessions:
            rows += _concession_rows(edition, entry, declared, shown.get(declared.id, declared))
    return table_of(id_, heads, rows)


def _concession_rows(edition: Edition, entry: Entry, declared: Concession, shown: Concession) -> Iterator[Row]:
    wanted = act_fingerprint(entry.number, declared)
    approvals = [signature for signature in declared.signatures if signature.as_ == "approved"]
    for place, signature in enumerate(approvals or [None]):
        signed: list[Text] = ["", "", "", edition.say("register.not-approved"), ""]
        if signature:
            signed = [
                person_name(edition, signature.by),
                role_title(edition, signature.role),
                day(signature.on),
                _state(edition, signature.fingerprint, wanted),
                signature.fingerprint or "",
            ]
        cells: list[Text] = [
            concerned(edition, shown, Names(edition), entry.number),
            edition.say(f"compose.{shown.kind}"),
            text(edition, shown.what),
            day(shown.from_),
            day(shown.to),
            *signed,
        ]
        yield f"{entry.number}.{declared.id}.{place}", cells


def _state(edition: Edition, stated: str | None, wanted: str) -> str:
    """Whether a decision stands as it was made."""
    if not stated:
        return edition.say("show.fault.no-fingerprint")
    return edition.say("register.as-decided" if stated == wanted else "show.fault.other-content")


# ── Audit trail ──────────────────────────────────────────────────────────────


def trail_table(edition: Edition, id_: str) -> Table:
    """Every revision that reached the controlled branch: when, with which commit, by whom and in which file, the newest
    first. It comes from the index of the history, so git is not asked again."""
    say = edition.say
    heads = [
        ("landed", say("register.landed"), 7),
        ("document", say("site.document"), 14),
        ("revision", say("revision"), 6),
        ("commit", say("commit"), 8),
        ("author", say("register.committed-by"), 12),
        ("file", say("register.file"), 14),
    ]
    history = edition.master.approvals.history
    if history is None:
        return table_of(id_, heads, ())
    index, people = history.index, edition.facts.organization.people.values()
    names = {email.lower(): person.name for person in people for email in person.emails}
    found: list[tuple[int, Row]] = []
    for number, entry in edition.master.entries.items():
        for label, place in index.labels.get(number, {}).items():
            version = index.standing(number, place)
            if version is None or index.shas[place] not in history:
                continue
            email = index.emails[place]
            cells: list[Text] = [
                day(history.day(place)),
                document_reference(edition, number, title=True),
                label_text(edition, entry, label),
                short_commit(index.shas[place]),
                names.get(email.lower(), email),
                version.path,
            ]
            found.append((place, (f"{number}.{file_label(label)}", cells)))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return table_of(id_, heads, (row for _, row in found))
