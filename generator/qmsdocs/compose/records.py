"""How a record of running the system is printed: what it states, field by field, as its types say; the way from a
finding to the revision that fixed it; and the registers of records."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, get_args, get_origin

from qmsdocs.blocks import Block, Blocks, Heading, Inline, Inlines, LineBreak, Paragraph, Reference, Run, Table, plain
from qmsdocs.compose.names import (
    Edition,
    document_reference,
    person_name,
    record_reference,
    revision_reference,
    revision_text,
)
from qmsdocs.compose.tables import Text, joined, role, table_of, text
from qmsdocs.document_tree import Sheet, short_fingerprint
from qmsdocs.model.records import DocumentRevision, Filed, FindingRecord, history_of, named
from qmsdocs.model.text import Model
from qmsdocs.records import revision_of_form
from qmsdocs.repository import KeptRecord, localized_record

_HEAD = frozenset(Filed.model_fields)
_LONG, _SHORT = 14, 7
_FIRST = ("on", "since")
"""The days with which a line of a table begins."""
_MANY_COLUMNS = 6
"""With more, a sheet is turned sideways."""
_MOST_COLUMNS = 9
"""With more, there is no table."""


# ── One record ───────────────────────────────────────────────────────────────


def record_blocks(edition: Edition, kept: KeptRecord) -> Blocks:
    """What a record says, for its page and for its sheet."""
    return tuple(_Printed(edition, kept).blocks())


def record_sheet(edition: Edition, kept: KeptRecord, beside: Mapping[str, str] | None = None) -> Sheet:
    """A record as it is printed on its form; `beside` says where other files stand, see `Sheet`."""
    item = localized_record(kept, edition.language)
    body = record_blocks(edition, kept)
    wide = any(isinstance(block, Table) and len(block.columns) > _MANY_COLUMNS for block in body)
    form = _form_text(edition, item)
    return Sheet(
        title=item.title,
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=body,
        landscape=wide,
        note=form or edition.say(f"record.kind.{item.kind}"),
        head=edition.say("record.head", name=kept.name, form=form) if form else kept.name,
        beside=beside or {},
    )


def record_word_name(name: str, language: str) -> str:
    """The name of the Word file of a record."""
    return f"records/{name}_{language}.docx"


def _form_text(edition: Edition, record: Filed) -> str:
    """The form with its revision on the day of the record, such as `QR-08 Report, revision 1.0`; "" without a form."""
    if not record.form:
        return ""
    entry = revision_of_form(edition.master, record)
    if entry is None or entry.revision is None:
        return edition.say("record.form-without-revision", form=record.form)
    values = {"form": record.form, "title": edition.titles.get(record.form, "")}
    return edition.say("record.on-form", **values, revision=revision_text(edition, record.form, entry.revision))


class _Printed:
    """A record while it is printed."""

    def __init__(self, edition: Edition, kept: KeptRecord) -> None:
        self.edition, self.name, self.item = edition, kept.name, localized_record(kept, edition.language)

    def blocks(self) -> Iterator[Block]:
        item = self.item
        yield self._facts("head", [*self._head(), *self._simple(item, _HEAD)])
        yield from self._parts(item, _HEAD)
        if isinstance(item, FindingRecord):
            yield from self._way(item)
        if item.remarks:
            yield self._heading("remarks")
            yield Paragraph("remarks-text", text(self.edition, item.remarks))
        yield from self._corrections()
        users = self.edition.records_by_user.get(self.name, ())
        if users:
            yield self._heading("named-by")
            yield Paragraph("users", joined([record_reference(self.edition, user) for user in users], LineBreak()))

    # The head

    def _head(self) -> Iterator[tuple[str, Text]]:
        edition, item = self.edition, self.item
        yield "record", edition.say("record.named", name=self.name, kind=edition.say(f"record.kind.{item.kind}"))
        yield "on", str(item.on)
        yield "by", who(edition, item.by)
        if item.form:
            yield "form", self._form()
        yield "state", state_text(edition, item)

    def _form(self) -> Inlines:
        edition, entry = self.edition, revision_of_form(self.edition.master, self.item)
        form = document_reference(edition, self.item.form or "", title=True)
        if entry is None or entry.revision is None:
            return (form, Run(edition.say("record.no-revision")))
        revision = revision_text(edition, entry.number, entry.revision)
        return (form, Run(edition.say("record.in-revision", revision=revision)))

    def _corrections(self) -> Iterator[Block]:
        edition, item = self.edition, self.item
        if item.closed is None:
            return
        yield self._heading("closing")
        closed = item.closed
        fingerprint = short_fingerprint(history_of(item)[-1].fingerprint)
        values = {"by": person_name(edition, closed.by), "on": closed.on, "fingerprint": fingerprint}
        yield Paragraph("closed", (Run(edition.say("record.bound", **values)),))
        if item.corrections:
            yield self._table("corrections", item.corrections, {"fingerprint"})

    # Fields

    def _simple(self, model: Model, without: frozenset[str] | set[str] = frozenset()) -> Iterator[tuple[str, Text]]:
        """The fields of a model that fit into a line or a paragraph."""
        for name, key, value in _filled(model, without):
            if not _is_part(value):
                yield key, self._value(model, name, value)

    def _parts(self, model: Model, without: frozenset[str]) -> Iterator[Block]:
        """The fields of a model that hold models, each under a heading."""
        for _, key, value in _filled(model, without):
            if not _is_part(value):
                continue
            yield self._heading(key)
            match value:
                case Model():
                    yield self._facts(key, list(self._simple(value)))
                case dict():
                    yield self._mapping(key, value)
                case _ if len(_columns(value)) > _MOST_COLUMNS:
                    yield from self._one_by_one(key, value)
                case _:
                    yield self._table(key, value)

    def _one_by_one(self, key: str, found: tuple[Model, ...]) -> Iterator[Block]:
        """What is too wide for a table: each with a heading and its fields below each other."""
        for place, model in enumerate(found, 1):
            id_ = f"{key}-{place}"
            title = self.edition.say("record.line", place=place)
            yield Heading(f"part-{id_}", 2, "", (Run(title),))
            yield self._facts(id_, list(self._all(model)))

    def _all(self, model: Model) -> Iterator[tuple[str, Text]]:
        """Every field of a model, what holds models too."""
        for name, key, value in _filled(model, frozenset()):
            yield key, self._value(model, name, value)

    def _facts(self, id_: str, rows: list[tuple[str, Text]]) -> Table:
        say = self.edition.say
        heads = [("what", say("record.what"), 5), ("is", say("record.is"), 20)]
        lines = [(key, [say(f"record.field.{key}"), value]) for key, value in rows]
        return replace(table_of(f"{id_}-table", heads, lines, "plain"), generated=False)

    def _mapping(self, id_: str, found: Mapping[str, Model]) -> Table:
        rows = [
            (key, [self._topic(key), *self._cells(model, _columns(found.values()))]) for key, model in found.items()
        ]
        return self._with_columns(id_, list(found.values()), rows, first=True)

    def _table(self, id_: str, found: tuple[Model, ...], without: set[str] | None = None) -> Table:
        columns = [name for name in _columns(found) if name not in (without or ())]
        rows = [(str(place), self._cells(model, columns)) for place, model in enumerate(found, 1)]
        return self._with_columns(id_, list(found), rows, without=without or set())

    def _with_columns(
        self,
        id_: str,
        found: list[Model],
        rows: list[tuple[str, list[Text]]],
        *,
        first: bool = False,
        without: set[str] | frozenset[str] = frozenset(),
    ) -> Table:
        say, kind = self.edition.say, type(found[0])
        heads = [("topic", say("record.topic"), 10)] if first else []
        for name in _columns(found):
            if name not in without:
                key = kind.model_fields[name].alias or name
                heads.append((key, say(f"record.field.{key}"), _width(kind, name)))
        return replace(table_of(f"{id_}-table", heads, rows), generated=False)

    def _cells(self, model: Model, columns: list[str]) -> list[Text]:
        return [self._value(model, name, getattr(model, name), short=True) for name in columns]

    def _topic(self, key: str) -> Text:
        return (Run(self.edition.say(f"record.topic.{key}")),)

    def _value(self, model: Model, name: str, value: Any, *, short: bool = False) -> Text:
        """What is printed of the value of a field; where it has to be `short`, records without their titles."""
        if value is None or value == () or value == {}:
            return ""
        if name == "standard" or name == "standards":
            names = value if isinstance(value, tuple) else (value,)
            return self.edition.say("compose.comma").join(_standard(self.edition, each) for each in names)
        what, is_word = named(type(model), name), _is_word(model, name)
        many = value if isinstance(value, tuple) else (value,)
        return joined([self._one(what, is_word, each, short) for each in many], self._between(many))

    def _between(self, many: tuple[Any, ...]) -> Inline:
        return LineBreak() if isinstance(many[0], Model) else Run(self.edition.say("compose.comma"))

    def _one(self, what: str, is_word: bool, value: Any, short: bool) -> Inlines:
        edition = self.edition
        match value:
            case DocumentRevision():
                return revision_of(edition, value)
            case Model():
                cells = [self._told(key, content) for key, content in self._simple(value) if content]
                return joined(cells, Run(edition.say("compose.semicolon")))
            case dict():
                return _clauses(edition, value)
            case bool():
                return (Run(edition.say("record.value.yes" if value else "record.value.no")),)
            case date() | int():
                return (Run(str(value)),)
            case _ if is_word:
                return (Run(edition.say(f"record.value.{value}")),)
            case _:
                return _name(edition, what, value, short)

    def _told(self, key: str, content: Text) -> Inlines:
        """A value among others in one cell: a number says what it counts."""
        if isinstance(content, tuple) and plain(content).isdecimal():
            name = self.edition.say(f"record.field.{key}")
            return (Run(self.edition.say("record.count-of", name=name, count=plain(content))),)
        return _inlines(content)

    # The way of a finding

    def _way(self, finding: FindingRecord) -> Iterator[Block]:
        """From the finding to the effect, in one line with links."""
        edition = self.edition
        steps: list[Inlines] = [(record_reference(edition, finding.from_record),)] if finding.from_record else []
        steps.append((Run(edition.say(f"record.value.{finding.grade}")),))
        steps += [
            (Run(edition.say("record.done", done=sum(map(_is_done, each)), all=len(each))),)
            for each in [finding.actions]
            if each
        ]
        steps += [_fixing(edition, fixed) for fixed in finding.fixed_by]
        effect = finding.effect.result if finding.effect else "effect-open"
        steps.append((Run(edition.say(f"record.value.{effect}")),))
        yield self._heading("chain")
        yield Paragraph("chain-text", joined(steps, Run(" → ")))

    def _heading(self, key: str) -> Heading:
        return Heading(f"part-{key}", 1, "", (Run(self.edition.say(f"record.field.{key}")),))


def _is_done(action: Any) -> bool:
    return action.done is not None


def _filled(model: Model, without: frozenset[str] | set[str]) -> Iterator[tuple[str, str, Any]]:
    """The fields that hold something: name, key, value."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name not in without and value not in (None, (), {}, ""):
            yield name, field.alias or name, value


def _is_part(value: Any) -> bool:
    """Whether a value is printed under a heading of its own."""
    inner = next(iter(value), None) if isinstance(value, tuple) else value
    if isinstance(inner, dict):
        return isinstance(next(iter(inner.values())), Model)
    return isinstance(inner, Model) and not isinstance(inner, DocumentRevision)


def _columns(found: Any) -> list[str]:
    """The fields that any of some models fills."""
    models = list(found)
    filled = {name for model in models for name, _, _ in _filled(model, set())}
    names = [name for name in type(models[0]).model_fields if name in filled]
    return sorted(names, key=lambda name: name not in _FIRST)


def _is_word(model: Model, name: str) -> bool:
    annotation = type(model).model_fields[name].annotation
    return get_origin(annotation) is Literal or any(get_origin(each) is Literal for each in get_args(annotation))


def _width(kind: type[Model], name: str) -> int:
    text_like = name in {
        "what",
        "told",
        "subject",
        "skill",
        "topic",
        "remark",
        "said",
        "question",
        "seen",
        "present",
        "missing",
        "how",
        "evidence",
        "actions",
        "why",
    }
    return _LONG if text_like else _SHORT + 2 * bool(named(kind, name))


def _inlines(content: Text) -> Inlines:
    return (Run(content),) if isinstance(content, str) else content if isinstance(content, tuple) else (content,)  # type: ignore[return-value]


# ── What a value names ───────────────────────────────────────────────────────


def _name(edition: Edition, what: str, value: str, short: bool) -> Inlines:
    facts = edition.facts
    match what:
        case "who" | "role" | "person":
            return _inlines(who(edition, value))
        case "unit" | "site":
            found = getattr(facts.organization, f"{what}s").get(value)
            return (Run(found.title if found else value),)
        case "channel" if value in facts.channels.channels:
            return (Reference((Run(facts.channels.channels[value].title),), page=f"channels/{value}"),)
        case "document":
            return (document_reference(edition, value),)
        case "filed-record":
            return (record_reference(edition, value, title=not short),)
        case "indicator" if value in facts.objectives.objectives:
            return (Run(facts.objectives.objectives[value].title),)
        case "certificate" if facts.certification and value in facts.certification.certificates:
            return (Run(facts.certification.certificates[value].number),)
        case _:
            return text(edition, value)


def who(edition: Edition, key: str) -> Inline:
    """A role with a link to its page, or the name of a person."""
    return role(edition, key) if key in edition.facts.organization.roles else Run(person_name(edition, key))


def revision_of(edition: Edition, fixed: DocumentRevision) -> Inlines:
    """A document with one of its revisions, which leads to what changed with it."""
    entry = edition.master.entries.get(fixed.document)
    number = document_reference(edition, fixed.document)
    revision = entry and next((each for each in entry.source.item.revisions if each.label == fixed.revision), None)
    label: Inline = revision_reference(edition, entry, revision) if entry and revision else Run(fixed.revision)
    return (number, Run("\u00a0"), label)


def _fixing(edition: Edition, fixed: DocumentRevision) -> Inlines:
    """A document with one of its revisions, and with a way to what changed in it where the site shows that."""
    number, space, label = revision_of(edition, fixed)
    if not isinstance(label, Reference):
        return (number, space, label)
    way = replace(label, content=(Run(edition.say("record.what-changed")),))
    begins, ends = (Run(edition.say(f"record.way-{each}")) for each in ("begins", "ends"))
    return (number, space, *label.content, begins, way, ends)


def _clauses(edition: Edition, clauses: Mapping[str, tuple[str, ...]]) -> Inlines:
    comma = edition.say("compose.comma")
    lines = [f"{_standard(edition, key)}: {comma.join(numbers)}" for key, numbers in clauses.items()]
    return joined([Run(line) for line in lines], LineBreak())


def _standard(edition: Edition, key: str) -> str:
    standard = edition.master.repository.standards.get(key)
    return standard.standard if standard else key


def state_text(edition: Edition, item: Filed) -> str:
    """Whether a record is open, closed or corrected since."""
    if item.closed is None:
        return edition.say("record.open")
    if item.corrections:
        return edition.say("record.corrected", on=item.corrections[-1].on)
    return edition.say("record.closed", on=item.closed.on)


# ── Registers ────────────────────────────────────────────────────────────────


def kinds_table(edition: Edition, records: Mapping[str, KeptRecord]) -> Table:
    """How many records of each kind there are, the newest, and how many are open."""
    say = edition.say
    heads = [
        ("kind", say("record.field.record"), 14),
        ("count", say("record.count"), 5),
        ("open", say("record.open-count"), 5),
        ("newest", say("record.newest"), 14),
    ]
    rows: list[tuple[str, list[Text]]] = []
    for kind, found in by_kind(records).items():
        newest = found[0]
        open_ = sum(kept.item.closed is None for kept in found)
        page = Reference((Run(say(f"record.kinds.{kind}")),), page=f"records/{kind}")
        rows.append((kind, [page, str(len(found)), str(open_), record_reference(edition, newest.name)]))
    return table_of("kinds-table", heads, rows)


def by_kind(records: Mapping[str, KeptRecord]) -> dict[str, list[KeptRecord]]:
    """The records of each kind, the newest first."""
    found: dict[str, list[KeptRecord]] = {}
    for kept in sorted(records.values(), key=lambda kept: (kept.item.on, kept.name), reverse=True):
        found.setdefault(kept.item.kind, []).append(kept)
    return dict(sorted(found.items()))


def records_table(edition: Edition, kind: str, found: list[KeptRecord]) -> Table:
    """The records of one kind; of findings also grade, owner, days and effect."""
    say = edition.say
    heads = [
        ("record", say("record.field.record"), 16),
        ("on", say("record.field.on"), 6),
        ("by", say("record.field.by"), 8),
        ("state", say("record.field.state"), 8),
    ]
    if kind == "finding":
        more = ("grade", "due", "fixed_by", "effect")
        heads += [(key, say(f"record.field.{key}"), 7) for key in more]
    rows: list[tuple[str, list[Text]]] = []
    for kept in found:
        item = kept.item
        cells: list[Text] = [
            record_reference(edition, kept.name),
            str(item.on),
            who(edition, item.by),
            state_text(edition, item),
        ]
        if isinstance(item, FindingRecord):
            cells += [
                say(f"record.value.{item.grade}"),
                str(item.due or ""),
                joined([revision_of(edition, fixed) for fixed in item.fixed_by], LineBreak()),
                say(f"record.value.{item.effect.result}") if item.effect else "",
            ]
        rows.append((kept.name, cells))
    return table_of("records-table", heads, rows)
