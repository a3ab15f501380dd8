"""Records of running the system: one is begun under the next number of its kind, closed when it is complete, and after
that changed only by a correction that says who changed what, when and why (ISO 9001:2015 7.5.3.2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Literal, get_args, get_origin

from qmsdocs.acts.people import Identity, person, person_name
from qmsdocs.acts.plan import UNSAID, Edit, Line, Plan, errors_in
from qmsdocs.checks.records import faults
from qmsdocs.compose.names import Edition
from qmsdocs.decode import nearest
from qmsdocs.findings import Finding
from qmsdocs.fingerprint import record_fingerprint
from qmsdocs.model.records import RECORD_KINDS, Closing, Filed, RecordCorrection, history_of
from qmsdocs.model.text import Model
from qmsdocs.register import MasterDocumentList
from qmsdocs.repository import RECORDS, KeptRecord
from qmsdocs.source import CannotEdit, with_item, with_value
from qmsdocs.source.notation import flow

# ── Closing and correcting ───────────────────────────────────────────────────


@dataclass(frozen=True)
class ClosingWish:
    """Who closes records, and when; for what was changed in a closed one, what and why."""

    who: Identity = field(default_factory=Identity)
    on: date | None = None
    what: str | None = None
    why: str | None = None


def closing(
    master: MasterDocumentList, names: Sequence[str], wish: ClosingWish, errors: Sequence[Finding] = ()
) -> Plan:
    """The closing of each of the records `names`, or a correction of those that are closed and were changed."""
    plan, on, records = Plan(), wish.on or master.as_of, master.repository.records
    key = person(wish.who, master.repository.facts.organization, plan)
    if on > master.as_of:
        plan.refuse("future", on=on)
    for name in dict.fromkeys(names):
        if name not in records:
            plan.refuse_unknown("filed-record", name, records)
        elif key is not None:
            _close(master, records[name], wish, key, on, plan)
    plan.findings += errors_in(errors, [records[name].path for name in names if name in records and plan.refusals])
    return plan


def _close(master: MasterDocumentList, kept: KeptRecord, wish: ClosingWish, key: str, on: date, plan: Plan) -> None:
    history, name = history_of(kept.item), kept.name
    if not history:
        entry: dict[str, Any] = {"on": str(on), "by": key}
        closed = kept.item.model_copy(update={"closed": Closing.model_construct(on=on, by=key, fingerprint="")})
    elif history[-1].fingerprint == record_fingerprint(name, kept.item):
        plan.refuse("record-closed", name=name, on=history[-1].on)
        return
    elif not wish.what or not wish.why:
        plan.refuse("record-changed", name=name)
        return
    else:
        entry = {"on": str(on), "by": key, "what": wish.what, "why": wish.why}
        correction = RecordCorrection.model_construct(on=on, by=key, what=wish.what, why=wish.why, fingerprint="")
        closed = kept.item.model_copy(update={"corrections": (*kept.item.corrections, correction)})
    for why in _why_not(master, KeptRecord(name, kept.path, closed, kept.translations)):
        plan.refuse("record-incomplete", name=name, why=why)
    entry["fingerprint"] = record_fingerprint(name, closed)
    change = partial(with_item, route=("corrections",), item=entry, flow=True)
    if not history:
        change = partial(with_value, route=("closed",), value=entry)
    before = master.repository.contents[kept.path]
    try:
        plan.edits.append(Edit(kept.path, before, change(before)))
    except CannotEdit as problem:
        place = f"{kept.path}:{problem.line}:{problem.column}"
        plan.refuse("cannot-edit", number=name, place=place, why=Line(problem.key, problem.values))
    values = {"name": name, "by": person_name(master.repository.facts.organization, key), "on": on}
    plan.done.append(Line("act.record-corrected" if history else "act.record-closed", values))


def _why_not(master: MasterDocumentList, closed: KeptRecord) -> Iterator[Line]:
    """What is wrong with a record that is about to be closed; of its fingerprint nothing is known yet."""
    for found in faults(master, closed):
        if found.severity == "error" and found.rule != "record-altered":
            yield Line(f"say.{found.rule}{'.' * bool(found.variant)}{found.variant}", found.values)


# ── Beginning ────────────────────────────────────────────────────────────────

SERIES = {
    "gap-assessment": "GA",
    "training": "TR",
    "competence": "CM",
    "audit-programme": "AP",
    "audit-plan": "PL",
    "audit-report": "AR",
    "finding": "NC",
    "management-review": "MR",
    "improvements": "IR",
    "meeting": "ME",
    "certification-body": "CB",
    "surveillance": "SV",
}
"""With which letters the names of records begin; a house that names the first one otherwise goes on so."""


@dataclass(frozen=True)
class NewRecord:
    """What is asked for when a record is begun."""

    kind: str
    title: str
    by: str | None = None
    """The role or person that answers for it, by key."""
    form: str | None = None
    """The form on which it prints; by default that of the newest record of its kind."""


def recording(master: MasterDocumentList, wish: NewRecord) -> Plan:
    """A file with the fields of a record under the next number of its kind."""
    plan, organization = Plan(), master.repository.facts.organization
    if wish.kind not in RECORD_KINDS:
        near = nearest(wish.kind, RECORD_KINDS)
        plan.refuse(
            f"unknown-record-kind{'' if near else '.far'}", name=wish.kind, near=near or ", ".join(RECORD_KINDS)
        )
        plan.wrong_usage = True
    if wish.by and wish.by not in {**organization.roles, **organization.people}:
        plan.refuse_unknown("role", wish.by, {**organization.roles, **organization.people})
    if wish.form and wish.form not in master.entries:
        plan.refuse_unknown("number", wish.form, master.entries)
    if plan.refusals:
        return plan
    found = [kept for kept in master.repository.records.values() if kept.item.kind == wish.kind]
    newest = max(found, key=lambda kept: (kept.item.on, kept.name), default=None)
    name = _next_name(master, wish.kind, newest)
    form = wish.form or (newest.item.form if newest else None)
    edition = Edition(master, master.repository.settings.languages[0])
    head = {"kind": wish.kind, "title": wish.title, "on": str(master.as_of), "by": wish.by or UNSAID}
    head |= {"form": form} if form else {}
    path = f"{RECORDS}/{master.as_of.year}/{name}.yaml"
    lines = [f"# yaml-language-server: $schema=../../schemas/record-{wish.kind}.json"]
    lines += [f"{key}: {flow(value)}" for key, value in head.items()]
    lines += ["", *_fields(edition, RECORD_KINDS[wish.kind], {*Filed.model_fields}, "")]
    plan.edits.append(Edit(path, b"", ("\n".join(lines) + "\n").encode()))
    plan.done.append(Line("done.begun", {"number": name, "path": path}))
    return plan


def _next_name(master: MasterDocumentList, kind: str, newest: KeptRecord | None) -> str:
    """One more than the highest number of the year in the series of a kind."""
    series = newest.name.partition("-")[0] if newest else SERIES[kind]
    pattern = re.compile(rf"{series}-{master.as_of.year}-([0-9]+)")
    used = [found[1] for name in master.repository.records if (found := pattern.fullmatch(name))]
    return f"{series}-{master.as_of.year}-{max(map(int, used), default=0) + 1:0{max(map(len, used), default=3)}}"


def _fields(edition: Edition, model: type[Model], without: set[str], indent: str) -> Iterator[str]:
    """A line for each field: those that a record must have to be filled in, the others behind a comment sign. What a
    field is called in print stands above it where its key does not say so."""
    for name, declared in model.model_fields.items():
        if name in without:
            continue
        key, inner = declared.alias or name, _model_in(declared.annotation)
        printed = edition.say(f"record.field.{key}")
        if printed.casefold() != key:
            yield f"{indent}# {printed}"
        if not declared.is_required():
            yield f"{indent}# {key}: {_example(model, name)}"
        elif (
            get_origin(declared.annotation) is dict and inner and (topics := get_args(get_args(declared.annotation)[0]))
        ):
            yield f"{indent}{key}:"
            yield from (f"{indent}  {topic}: {_braces(inner)}" for topic in topics)
        elif inner is None or get_origin(declared.annotation) is dict:
            yield f"{indent}{key}: {_example(model, name)}"
        else:
            lines = list(_fields(edition, inner, set(), f"{indent}    "))
            first = next(place for place, line in enumerate(lines) if not line.strip().startswith("#"))
            above = [line for line in lines[:first] if re.match(r" *# [a-z_]+: ", line)]
            yield f"{indent}{key}:"
            yield f"{indent}  - {lines[first].strip()}"
            yield from [*above, *lines[first + 1 :]]


def _example(model: type[Model], name: str) -> str:
    """What stands behind a key until somebody writes there: of fixed words the first, with the others behind it."""
    annotation = model.model_fields[name].annotation
    inner = _model_in(annotation)
    if get_origin(annotation) is Literal:
        words = [str(word) for word in get_args(annotation)]
        return f"{words[0]}  # {', '.join(words[1:])}"
    if get_origin(annotation) is dict:
        return f"{{{UNSAID}: {_braces(inner) if inner else f'[{UNSAID}]'}}}"
    many = get_origin(annotation) is tuple
    one = _braces(inner) if inner else "YYYY-MM-DD" if _is_day(annotation) else UNSAID
    return f"[{one}]" if many else one


def _braces(model: type[Model]) -> str:
    """What a model must hold, on one line."""
    wanted = (name for name, declared in model.model_fields.items() if declared.is_required())
    return "{" + ", ".join(f"{name}: {_example(model, name).partition('  #')[0]}" for name in wanted) + "}"


def _is_day(annotation: Any) -> bool:
    return annotation is date or any(_is_day(each) for each in get_args(annotation))


def _model_in(annotation: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next(filter(None, map(_model_in, getattr(annotation, "__args__", ()))), None)
