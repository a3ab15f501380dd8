"""A new document: the next number of its type, and a commented skeleton to write in.

A number is never used twice, also not that of a document whose file is gone (checklist item DC-01).
"""

import re
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from qmsdocs.acts.plan import Edit, Line, Plan
from qmsdocs.acts.revising import NOTICE
from qmsdocs.labels import FIRST
from qmsdocs.model.settings import DocumentType
from qmsdocs.register import MasterDocumentList
from qmsdocs.source import CannotEdit, without
from qmsdocs.source.notation import flow

_COMMENTED = frozenset(("terms", "decisions", "examples", "failures", "safety", "appendices"))
_HEADER = frozenset(("number", "parent", "classification", "applies_to", "clauses", "revisions"))


@dataclass(frozen=True)
class NewDocument:
    """What is asked for when a document is begun."""

    kind: str
    """The type: its prefix, or what one such document is called in any language of the house."""
    title: str
    owner: str | None = None
    """The role that answers for it, by key; by default the role that approves its type."""
    parent: str | None = None
    """The document that it serves; by default, for what stands below it, the manual."""


def beginning(master: MasterDocumentList, wish: NewDocument) -> Plan:
    """A file with the skeleton of a document under the next number of its type, or under the number that is reserved
    for just this title."""
    plan = Plan()
    settings, roles = master.repository.settings, master.repository.facts.organization.roles
    names = _names_of_types(master)
    prefix = names.get(wish.kind.casefold())
    if prefix is None:
        plan.refuse_unknown("type", wish.kind, names)
        return plan
    kind = settings.document_types[prefix]
    owner = wish.owner or kind.approver
    if owner not in roles:
        plan.refuse_unknown("role", owner, roles)
    if wish.parent and wish.parent not in master.entries:
        plan.refuse_unknown("number", wish.parent, master.entries)
    if plan.refusals:
        return plan
    number = _reserved(master, prefix, wish.title) or _next_number(master, prefix, kind)
    values = _values(master, kind, number, wish, owner)
    path = f"{kind.folder}/{number}.yaml"
    plan.edits.append(Edit(path, b"", _skeleton(settings.languages[0], kind, values, path).encode()))
    plan.done.append(Line("done.begun", {"number": number, "path": path}))
    if number in settings.reserved:
        _take(master, number, plan)
    return plan


# ── The number ───────────────────────────────────────────────────────────────


def _names_of_types(master: MasterDocumentList) -> dict[str, str]:
    """How the types of document may be named, in small letters: by prefix, by title in any language of the house, and
    the only type of form as form."""
    repository, found = master.repository, dict[str, str]()
    kinds = repository.settings.document_types
    forms = [prefix for prefix, kind in kinds.items() if kind.body == "form"]
    if len(forms) == 1:
        found["form"] = forms[0]
    for prefix, kind in kinds.items():
        titles = [kind.title, prefix]
        titles += [
            translation.texts.get(("document_types", prefix, "title"), "")
            for (name, _), translation in repository.fact_translations.items()
            if name == "settings"
        ]
        found |= {title.casefold(): prefix for title in titles if title}
    return found


def _reserved(master: MasterDocumentList, prefix: str, title: str) -> str:
    """The number that is reserved for a title; "" for none."""
    reserved = master.repository.settings.reserved.items()
    same = (number for number, name in reserved if name.casefold() == title.casefold())
    return next((number for number in same if number.rpartition("-")[0] == prefix), "")


def _next_number(master: MasterDocumentList, prefix: str, kind: DocumentType) -> str:
    """One more than the highest number that was ever used or is reserved."""
    history = master.approvals.history
    used = [*master.repository.documents, *master.repository.settings.reserved]
    used += history.index.versions if history else ()
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]+)")
    highest = max((int(found[1]) for name in used if (found := pattern.fullmatch(name))), default=0)
    return f"{prefix}-{highest + 1:0{kind.digits}}"


def _take(master: MasterDocumentList, number: str, plan: Plan) -> None:
    """Takes a number off the list of the reserved ones, in every language."""
    repository = master.repository
    paths = [repository.fact_paths["settings"]]
    paths += [each.path for (name, _), each in repository.fact_translations.items() if name == "settings"]
    for path in paths:
        before = repository.contents[path]
        if number.encode() not in before:
            continue
        try:
            plan.edits.append(Edit(path, before, without(before, ("reserved", number))))
        except CannotEdit:
            plan.notes.append(Line("done.still-reserved", {"number": number, "path": path}))


# ── The skeleton ─────────────────────────────────────────────────────────────


def _values(
    master: MasterDocumentList, kind: DocumentType, number: str, wish: NewDocument, owner: str
) -> dict[str, str]:
    facts = master.repository.facts
    above = [entry.number for entry in master.current.values() if entry.type.level == 1]
    retention = next(iter(facts.parameters.retention), "")
    return {
        "NUMBER": number,
        "TITLE": flow(wish.title),
        "OWNER": owner,
        "PARENT": wish.parent or (above[-1] if above and kind.level == 2 else "…"),
        "LEVELS": ", ".join(facts.settings.classifications),
        "STANDARD": next(iter(facts.settings.standards), ""),
        "UNIT": facts.organization.roles[owner].unit,
        "RETENTION": f"retention.{retention}" if retention else "…",
        "LABEL": FIRST[facts.settings.revision_scheme],
        "EFFECTIVE": str(master.as_of + NOTICE),
    }


def _skeleton(language: str, kind: DocumentType, values: dict[str, str], path: str) -> str:
    """The parts that the type has, each with its comment; what it does not ask for is left out."""
    name = "form" if kind.body == "form" else "document"
    text = files(__package__).joinpath("skeletons", f"{name}.{language}.yaml").read_text(encoding="utf-8")
    wanted = frozenset[str](part.part for part in kind.parts)
    blocks = [block for block in text.strip().split("\n\n") if name == "form" or _is_wanted(block, wanted, kind)]
    up = "../" * (path.count("/"))
    head = f"# yaml-language-server: $schema={up}schemas/{name}.json\n"
    pattern = re.compile("|".join(values))
    return head + pattern.sub(partial(_value, values), "\n\n".join(blocks)) + "\n"


def _value(values: dict[str, str], found: "re.Match[str]") -> str:
    return values[found[0]]


def _is_wanted(block: str, wanted: frozenset[str], kind: DocumentType) -> bool:
    keys = re.findall(r"(?m)^(?:# )?([a-z_]+):", block)
    if not keys or keys[0] in _HEADER - {"parent"}:
        return True
    if keys[0] == "parent":
        return kind.level > 1
    return keys[0] in wanted and (keys[0] in kind.required or keys[0] in _COMMENTED or not kind.required)
