"""Registered copies: who gets one of what is in force, and what became of it (checklist items DC-22, NC-01)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Literal

from qmsdocs.acts.people import Identity, person, person_name
from qmsdocs.acts.plan import Edit, Line, Plan, entries_named, errors_in
from qmsdocs.compose.copies import holder_name
from qmsdocs.copies import copies_out
from qmsdocs.findings import Finding
from qmsdocs.model.copies import RegisteredCopy
from qmsdocs.model.text import KEY
from qmsdocs.register import Entry, MasterDocumentList
from qmsdocs.repository import Repository, file_stem
from qmsdocs.source import CannotEdit, with_item, with_value
from qmsdocs.source.notation import Bare

REGISTER_FILE = "manual/copies.yaml"
"""Where the register is begun."""


@dataclass(frozen=True)
class CopyWish:
    """Who gets a copy, of which kind and in which language, from whom and when."""

    to: str
    who: Identity = field(default_factory=Identity)
    on: date | None = None
    kind: Literal["controlled", "information"] = "controlled"
    language: str | None = None
    """By default that of the holder's last copy of the document, else `usual_language`."""
    usual_language: str = "en"


@dataclass(frozen=True)
class ReturnWish:
    """Which copies came back, what became of them, who records it and when."""

    copies: tuple[int, ...]
    who: Identity = field(default_factory=Identity)
    on: date | None = None
    result: Literal["destroyed", "kept", "lost"] = "destroyed"


def copied(data: bytes, copy: dict[str, Any]) -> bytes:
    """The register with one more copy, below the others; `data` may be empty."""
    return with_item(data or b"copies:\n", ("copies",), copy)


def returned(data: bytes, place: int, back: dict[str, str]) -> bytes:
    """The register with what became of the copy at a place, counted from 1."""
    return with_value(data, ("copies", str(place), "returned"), back)


class Register:
    """The register of the folder, and the changes that are planned in it."""

    def __init__(self, sources: MasterDocumentList, plan: Plan, errors: Sequence[Finding]) -> None:
        repository = sources.repository
        self._plan, self.copies = plan, list(repository.facts.copies.copies)
        self._path = repository.fact_paths.get("copies", REGISTER_FILE)
        self._before = repository.contents.get(self._path, b"")
        self._after = self._before or _head(repository)
        unread = [path for path in repository.unread if file_stem(path) == "copies"]
        if unread:
            plan.refuse("unread", number="copies", path=unread[0])
            plan.findings += errors_in(errors, unread)

    def edit(self, change: Callable[[bytes], bytes], done: Line) -> None:
        """Plans a change, or says why the file cannot be changed."""
        if self._plan.refusals:
            return
        try:
            self._after = change(self._after)
        except CannotEdit as problem:
            place = f"{self._path}:{problem.line}:{problem.column}"
            self._plan.refuse("cannot-edit", number="copies", place=place, why=Line(problem.key, problem.values))
        else:
            self._plan.edits[:] = [Edit(self._path, self._before, self._after)]
            self._plan.done.append(done)


def _head(repository: Repository) -> bytes:
    """The first line of a new register: it names its schema where the other files of facts name theirs."""
    path = repository.fact_paths.get("organization", "")
    first = repository.contents.get(path, b"").partition(b"\n")[0].strip()
    schema = first.replace(b"organization.json", b"copies.json")
    return schema + b"\ncopies:\n" if first.startswith(b"# yaml-language-server:") else b""


# ── Handing out ──────────────────────────────────────────────────────────────


def copying(
    sources: MasterDocumentList,
    in_force: MasterDocumentList,
    numbers: Sequence[str],
    wish: CopyWish,
    errors: Sequence[Finding] = (),
) -> tuple[Plan, list[RegisteredCopy]]:
    """A copy of each of the documents `numbers` for one holder: what is written, and the copies to be stamped.

    `sources` are those of the folder, which hold the register; `in_force` is what staff work by, and what is copied.
    """
    plan, organization = Plan(), sources.repository.facts.organization
    register, new = Register(sources, plan, errors), list[RegisteredCopy]()
    key = person(wish.who, organization, plan)
    on = wish.on or in_force.as_of
    to = " ".join(wish.to.split())
    _reasons_against_wish(sources, in_force, to, on, wish, plan)
    for entry in entries_named(_whole(in_force), numbers, errors, plan):
        _reasons_against_copy(in_force, entry, on, plan)
        own = [copy for copy in register.copies if copy.document == entry.number]
        language = wish.language or _last_language(own, to, wish)
        number = _copy_number(own, to, wish.kind, language)
        held = [copy for copy in own if copy.number == number and copy.returned is None]
        values = {"number": entry.number, "label": entry.label, "copy": number, "holder": holder_name(organization, to)}
        if any(copy.revision == entry.label for copy in held):
            plan.refuse("copy-held", **values)
        if plan.refusals or key is None:
            continue
        written = {"document": entry.number, "number": Bare(number), "revision": entry.label, "holder": to}
        written |= {"kind": wish.kind, "language": language}
        item = {**written, "issued": {"on": str(on), "by": key}}
        register.edit(partial(copied, copy=item), Line(f"act.copied.{wish.kind}", values))
        new.append(RegisteredCopy.model_validate(item))
        plan.notes += _to_exchange(held, values)
    return plan, new


def _whole(in_force: MasterDocumentList) -> MasterDocumentList:
    """The list with the documents that are not published, so that each says itself why it is not copied."""
    return replace(in_force, entries={**in_force.entries, **in_force.left_out})


def _reasons_against_wish(
    sources: MasterDocumentList, in_force: MasterDocumentList, to: str, on: date, wish: CopyWish, plan: Plan
) -> None:
    organization, languages = sources.repository.facts.organization, sources.repository.settings.languages
    keys = {**organization.people, **organization.roles, **organization.units, **organization.sites}
    if not to or not to.isprintable():
        plan.refuse("copy-holder")
    elif KEY.fullmatch(to) and to not in keys:
        plan.refuse_unknown("holder", to, keys)
    if on > in_force.as_of:
        plan.refuse("day-to-come", on=on)
    if wish.language and wish.language not in languages:
        plan.refuse("copy-language", language=wish.language, languages=", ".join(languages))


def _reasons_against_copy(in_force: MasterDocumentList, entry: Entry, on: date, plan: Plan) -> None:
    """Only what is in force goes out, and only with the text that was approved."""
    values = {"number": entry.number, "label": entry.label, "effective": entry.effective, "on": on}
    newest = next(iter(entry.source.item.revisions), None)
    if entry.status in ("draft", "in-review"):
        plan.refuse("copy-draft", **values)
    elif entry.status != "effective":
        plan.refuse(f"copy-{entry.status}", **values)
    elif newest == entry.revision and entry.standing and not entry.standing.as_it_stands:
        plan.refuse("copy-void", **values, path=entry.source.path)
    elif not entry.has_content:
        plan.refuse("copy-not-held", **values)
    elif entry.effective and on < entry.effective:
        plan.refuse("copy-before", **values)


def _last_language(own: Sequence[RegisteredCopy], to: str, wish: CopyWish) -> str:
    """The language of the holder's last copy, where there is one."""
    found = (copy.language for copy in reversed(own) if (copy.holder, copy.kind) == (to, wish.kind))
    return next(found, wish.usual_language)


def _copy_number(own: Sequence[RegisteredCopy], to: str, kind: str, language: str) -> int:
    """The number that the holder has already, unless that copy was lost; else one that nobody has or had."""
    lost = {copy.number for copy in own if copy.returned and copy.returned.result == "lost"}
    for copy in reversed(own):
        if (copy.holder, copy.kind, copy.language) == (to, kind, language) and copy.number not in lost:
            return copy.number
    return max((copy.number for copy in own), default=0) + 1


def _to_exchange(held: Sequence[RegisteredCopy], values: dict[str, Any]) -> Iterator[Line]:
    """What the holder gives back for the new copy."""
    for copy in held:
        if copy.kind == "controlled":
            yield Line("act.copy-to-exchange", {**values, "label": copy.revision})


# ── Taking back ──────────────────────────────────────────────────────────────


def returning(
    sources: MasterDocumentList,
    in_force: MasterDocumentList,
    numbers: Sequence[str],
    wish: ReturnWish,
    errors: Sequence[Finding] = (),
) -> Plan:
    """The return of the copies `wish.copies` of each of the documents `numbers`; of two with the same number the older
    one comes back."""
    plan, organization = Plan(), sources.repository.facts.organization
    register, on = Register(sources, plan, errors), wish.on or in_force.as_of
    key = person(wish.who, organization, plan)
    if on > in_force.as_of:
        plan.refuse("day-to-come", on=on)
    for entry in entries_named(_whole(in_force), numbers, errors, plan):
        out = [one for one in copies_out(in_force) if one.copy.document == entry.number]
        for number in dict.fromkeys(wish.copies):
            found = next((one for one in out if one.copy.number == number), None)
            if found is None:
                known = ", ".join(dict.fromkeys(str(one.copy.number) for one in out)) or "–"
                plan.refuse("copy-not-out", number=entry.number, copy=number, known=known)
                continue
            copy = found.copy
            values = {"number": entry.number, "label": copy.revision, "copy": number, "on": on}
            values |= {"holder": holder_name(organization, copy.holder), "issued": copy.issued.on}
            if on < copy.issued.on:
                plan.refuse("copy-returned-early", **values)
            elif key is not None:
                back = {"on": str(on), "by": key, "result": wish.result}
                done = Line(f"act.copy-{wish.result}", {**values, "by": person_name(organization, key)})
                register.edit(partial(returned, place=found.place, back=back), done)
    return plan
