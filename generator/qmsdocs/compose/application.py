"""The completeness report of the application pack: each slot with what fills it, what is missing and what to do, and
how long the system has run (S-37 and S-43 of the brief)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qmsdocs.blocks import (
    Block,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    ListBlock,
    ListItem,
    Paragraph,
    Reference,
    Run,
    Strong,
    Table,
)
from qmsdocs.certification import RUNNING_MONTHS, FilledSlot, Gap, GivenFile, Readiness, filed_for
from qmsdocs.compose.names import Edition, document_reference, record_reference
from qmsdocs.compose.tables import Text, joined, table_of, text
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text
from qmsdocs.model.certification import Slot
from qmsdocs.register import months_later

MANY = 12
"""Above this, a slot names the first and the last of its documents."""


def file_page(path: str) -> str:
    """How a reference names a file of the pack that lies at `path` in the repository."""
    return f"pack/{path}"


def sheet_page(name: str) -> str:
    """How a reference names a sheet of the pack that is made from the facts."""
    return f"pack/:{name}"


def completeness_report(
    edition: Edition, slots: Sequence[FilledSlot], ready: Readiness, beside: Mapping[str, str]
) -> Sheet:
    """The report; `beside` gives the way to each document, by number, and to other files, by page."""
    say = edition.say
    return Sheet(
        title=say("pack.report"),
        company=edition.facts.settings.company.name,
        language=edition.language,
        body=tuple(_report(edition, slots, ready)),
        landscape=True,
        note=say("pack.as-of", day=day_text(edition.language, edition.master.as_of)),
        beside=beside,
    )


def _report(edition: Edition, slots: Sequence[FilledSlot], ready: Readiness) -> Iterator[Block]:
    yield from slot_blocks(edition, slots)
    yield Heading("readiness", 1, "", (Run(edition.say("pack.readiness")),))
    yield from readiness_blocks(edition, ready)
    yield Paragraph("note", (Run(edition.say("pack.note")),))


def slot_blocks(edition: Edition, slots: Sequence[FilledSlot]) -> Iterator[Block]:
    """How many slots are filled, what is to be done, and each slot with what fills it."""
    say = edition.say
    yield Paragraph("about", (Run(_about(edition)),))
    yield Paragraph("count", (Strong((Run(counted(edition, slots)),)), Run(_beside(edition, slots))))
    todo = sorted((slot for slot in slots if slot.gaps), key=lambda slot: not slot.is_required)
    if todo:
        yield Heading("todo", 1, "", (Run(say("pack.todo")),))
        items = tuple(ListItem(f"todo.{slot.slot.id}", _todo(edition, slot)) for slot in todo)
        yield ListBlock("todo-list", False, items)
    yield Heading("slots", 1, "", (Run(say("pack.slots")),))
    yield _slot_table(edition, slots)


def _about(edition: Edition) -> str:
    certification = edition.facts.certification
    assert certification is not None
    key = certification.standard or ""
    standard = edition.master.repository.standards.get(key)
    values = {"standard": standard.standard if standard else key, "body": certification.body or ""}
    which = "both" if key and certification.body else "standard" if key else "body" if certification.body else "none"
    return edition.say(f"pack.about.{which}", **values)


def counted(edition: Edition, slots: Iterable[FilledSlot]) -> str:
    """How many of the required slots are filled, in a sentence."""
    required = [slot for slot in slots if slot.is_required]
    filled = sum(slot.state == "filled" for slot in required)
    variant = ".none" if not required else ".all" if filled == len(required) else ""
    return edition.say(f"pack.count{variant}", filled=filled, required=len(required))


def _beside(edition: Edition, slots: Iterable[FilledSlot]) -> str:
    """How it is with the slots that are not required."""
    others = [slot for slot in slots if not slot.is_required]
    if not others:
        return ""
    states = [slot.state for slot in others]
    numbers = {"others": len(others), "open": states.count("open"), "no": states.count("not-applicable")}
    return edition.say("pack.others", **numbers, filled=states.count("filled"))


def told(edition: Edition, filled: FilledSlot) -> str:
    """A slot with its state, in a line."""
    state = edition.say(f"pack.state.{filled.state}")
    return edition.say("pack.told", code=filled.slot.code, title=filled.slot.title, state=state)


# ── What is missing ──────────────────────────────────────────────────────────


def _todo(edition: Edition, filled: FilledSlot) -> tuple[Block, ...]:
    slot = filled.slot
    head = Strong((Run(edition.say("pack.slot", code=slot.code, title=slot.title)),))
    parts: list[Inline | Inlines] = [gap_text(edition, gap) for gap in filled.gaps]
    if filled.state in ("missing", "open"):
        parts.append((Run(edition.say("pack.wanted")), *text(edition, slot.what)))
    space = Run(edition.say("pack.space"))
    return (Paragraph(f"todo.{slot.id}.text", (head, space, *joined(parts, space))),)


def gap_text(edition: Edition, gap: Gap) -> Inlines:
    """What a slot lacks and what to do, in a sentence or two."""
    say, names = edition.say, gap.names
    comma = Run(say("compose.comma"))
    match gap.kind:
        case "nothing" if names:
            return (Run(say("pack.gap.no-sample", form=names[0])),)
        case "documents":
            shown = joined([document_reference(edition, number) for number in names[:MANY]], comma)
            more = (Run(say("pack.and-more", count=len(names) - MANY)),) if len(names) > MANY else ()
            return (Run(say("pack.gap.documents")), *shown, *more, Run(say("pack.gap.documents.after")))
        case "file":
            return (Run(say(f"pack.gap.file.{gap.fault}", file=names[0])),)
        case "expired":
            return (Run(say("pack.gap.expired", file=names[0], day=gap.day)),)
        case "sample-revision":
            form, stated, label = names
            variant = "" if label else ".none"
            return (Run(say(f"pack.gap.sample-revision{variant}", form=form, stated=stated, label=label, on=gap.day)),)
        case "profile":
            parts = say("compose.comma").join(say(f"pack.profile.{part}") for part in names)
            return (Run(say("pack.gap.profile", parts=parts)),)
        case "young":
            return (Run(say("pack.gap.young", months=names[0], wanted=RUNNING_MONTHS)),)
        case kind:
            return (Run(say(f"pack.gap.{kind}", names=say("compose.comma").join(names))),)


# ── The slots ────────────────────────────────────────────────────────────────


def _slot_table(edition: Edition, slots: Iterable[FilledSlot]) -> Table:
    say = edition.say
    heads = [
        ("code", say("pack.code"), 5),
        ("title", say("pack.wants"), 17),
        ("needed", say("pack.needed"), 6),
        ("given", say("pack.given"), 19),
        ("state", say("pack.state"), 8),
    ]
    rows: list[tuple[str, list[Text]]] = [
        (
            filled.slot.id,
            [
                filled.slot.code,
                (Strong((Run(filled.slot.title),)), LineBreak(), *text(edition, filled.slot.what)),
                say(f"pack.needed.{filled.slot.needed}"),
                joined(_given(edition, filled), LineBreak()),
                say(f"pack.state.{filled.state}"),
            ],
        )
        for filled in slots
    ]
    return replace(table_of("slot-table", heads, rows), generated=False)


def _given(edition: Edition, filled: FilledSlot) -> Iterator[Inlines]:
    """What is given for a slot, a line each."""
    say, slot = edition.say, filled.slot
    if slot.not_applicable is not None:
        yield text(edition, slot.not_applicable)
        return
    if filled.documents:
        yield _documents(edition, filled.documents)
    for name in slot.generated:
        yield (Reference((Run(say(f"pack.sheet.{name}")),), page=sheet_page(name)),)
    for file, fault in filled.files:
        if file.route[-3] == "files":
            yield _file(edition, file, fault)
    for record in slot.records:
        yield (Run(say("pack.record", title=record.title, on=record.on, where=record.where)),)
    for filed in filed_for(edition.master, slot):
        yield (record_reference(edition, filed),)
    yield from _samples(edition, slot, filled)


def _documents(edition: Edition, numbers: Sequence[str]) -> Inlines:
    comma = Run(edition.say("compose.comma"))
    if len(numbers) <= MANY:
        return joined([document_reference(edition, number) for number in numbers], comma)
    ends = [document_reference(edition, number) for number in (numbers[0], numbers[-1])]
    return (*joined(ends, Run(" … ")), Run(edition.say("compose.brackets", text=len(numbers))))


def _file(edition: Edition, file: GivenFile, fault: str) -> Inlines:
    say, title = edition.say, file.title or file.slot.title
    until = say("pack.until", day=file.valid_until) if file.valid_until else ""
    if fault == "apart":
        return (Run(title + until), Run(say("pack.apart")))
    if fault:
        return (Run(title + until), Run(say("compose.brackets", text=say(f"pack.fault.{fault}"))))
    return (Reference((Run(title),), page=file_page(file.path)), Run(until))


def _samples(edition: Edition, slot: Slot, filled: FilledSlot) -> Iterator[Inlines]:
    if slot.form and not slot.samples:
        yield (Run(edition.say("pack.form")), document_reference(edition, slot.form))
    files = {file.route[-2]: (file, fault) for file, fault in filled.files if file.route[-3] == "samples"}
    for place, sample in enumerate(slot.samples, 1):
        form = (document_reference(edition, slot.form),) if slot.form else ()
        values = {"revision": sample.revision, "on": sample.on, "where": sample.where}
        line: Inlines = (*form, Run(edition.say("pack.sample", **values)))
        file, fault = files.get(str(place), (None, ""))
        if file and fault == "apart":
            line += (Run(edition.say("pack.apart")),)
        elif file:
            line += (Run(edition.say("compose.comma")), *_file(edition, file, fault))
        yield line


# ── Readiness ────────────────────────────────────────────────────────────────


def readiness_blocks(edition: Edition, ready: Readiness) -> Iterator[Block]:
    """How long the system has run and what was done, in words; never that a certificate is due."""
    lines = tuple(_readiness_lines(edition, ready))
    items = tuple(
        ListItem(f"readiness.{place}", (Paragraph(f"readiness.{place}.text", (Run(line),)),))
        for place, line in enumerate(lines, 1)
    )
    yield ListBlock("readiness-list", False, items)
    yield Paragraph("habit", (Run(edition.say("pack.habit", months=RUNNING_MONTHS)),))


def _readiness_lines(edition: Edition, ready: Readiness) -> Iterator[str]:
    say, today = edition.say, edition.master.as_of
    yield say("pack.in-force", in_force=ready.in_force, total=ready.in_force + ready.waiting)
    if ready.planned:
        yield say("pack.planned", count=ready.planned)
    if ready.since is None:
        yield say("pack.running.not")
    else:
        variant = "" if ready.months >= RUNNING_MONTHS else ".young"
        yield say(f"pack.running{variant}", since=ready.since, months=ready.months)
    for what, on in (("audit", ready.audit), ("review", ready.review)):
        variant = ".not" if on is None else "" if months_later(on, 12) >= today else ".old"
        yield say(f"pack.{what}{variant}", on=on)
    if ready.major:
        yield say("pack.major", count=ready.major)
    yield say("pack.overdue" if ready.overdue else "pack.overdue.not", count=ready.overdue)
