"""`qmsdocs checklist`."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from qmsdocs.blocks import plain
from qmsdocs.cache import Cache
from qmsdocs.commands.names import printed_language
from qmsdocs.commands.reading import readable
from qmsdocs.commands.refusal import Refused
from qmsdocs.commands.sheets import asked_standard, tell, write_sheet
from qmsdocs.compose.checklist import (
    Group,
    Question,
    Wish,
    checklist,
    checklist_sheet,
    documents_text,
    elsewhere_text,
    group_title,
    lead,
    place_of,
    talk_text,
)
from qmsdocs.compose.names import Edition, revision_text
from qmsdocs.decode import nearest
from qmsdocs.locale import label
from qmsdocs.model.facts import Standard
from qmsdocs.pipeline import load_in_force, today
from qmsdocs.register import MasterDocumentList
from qmsdocs.writers.report import Line, Report, Section, report_text


def show_checklist(
    standard: str | None,
    root: Path,
    as_of: date | None,
    language: str,
    clauses: tuple[str, ...],
    units: tuple[str, ...],
    documents: tuple[str, ...],
    form: str,
    output: Path | None,
) -> int:
    """Prints or writes the questions of an internal audit, made from what is in force."""
    root = root.resolve()
    loaded = load_in_force(root, as_of or today(root), Cache(), checks=False)
    master, wish = readable(loaded, language), Wish(clauses, units, documents)
    asked = asked_standard(master, standard, language)
    _refuse_unknown(master, asked, wish, language)
    edition = Edition(master, printed_language(master, language))
    if form in ("word", "xlsx"):
        name = "_".join(("checklist", asked.key.replace(":", "-"), *clauses, *units, *documents)).replace(" ", "-")
        file = output or root / "dist" / f"{name}.{'docx' if form == 'word' else form}"
        sheet = checklist_sheet(edition, asked, wish, form)
        write_sheet(sheet, form, loaded.tree.read, master.as_of, file, language)
    else:
        groups = checklist(edition, asked, wish)
        text = _json(edition, asked, groups) if form == "json" else _text(edition, asked, wish, groups)
        tell(text, output)
    return 0


def _refuse_unknown(master: MasterDocumentList, standard: Standard, wish: Wish, language: str) -> None:
    """Stops where a clause, a department or a document is asked for that there is not."""
    numbers = {clause.number for clause in standard.clauses}
    for clause in wish.clauses:
        if clause not in numbers:
            raise Refused(label(language, "usage.clause", asked=clause, standard=standard.standard))
    units = master.repository.facts.organization.units
    for unit in wish.units:
        if unit not in units:
            raise Refused(label(language, "usage.unit", asked=unit, known=", ".join(units) or "–"))
    for number in wish.documents:
        if number not in master.current:
            near = nearest(number, master.current) or "–"
            raise Refused(label(language, "usage.number", number=number, near=near))


def _json(edition: Edition, standard: Standard, groups: Sequence[Group]) -> str:
    told = {
        "standard": standard.standard,
        "as_of": str(edition.master.as_of),
        "groups": [
            {
                "clause": group.clause.number if group.clause else None,
                "title": group_title(edition, group),
                "questions": [_plain(edition, question) for question in group.questions],
                "elsewhere": [_place(question) for question in group.elsewhere],
            }
            for group in groups
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _place(question: Question) -> dict[str, Any]:
    return {"document": question.number or None, "anchor": question.anchor}


def _plain(edition: Edition, question: Question) -> dict[str, Any]:
    entry = edition.master.entries.get(question.number)
    return {
        **_place(question),
        "revision": revision_text(edition, question.number, entry.revision) if entry and entry.revision else None,
        "place": plain(place_of(edition, question)),
        "clauses": list(question.clauses),
        "roles": list(question.roles),
        "question": question.question,
        "evidence": question.evidence,
        "records": plain(question.records),
        "sample": question.sample,
        "talk": question.talk,
    }


def _text(edition: Edition, standard: Standard, wish: Wish, groups: Sequence[Group]) -> str:
    say = edition.say
    intro = [plain(block.content) for block in lead(edition, wish)]
    intro.append(documents_text(edition, groups))
    sections = tuple(Section(group_title(edition, group), lines=tuple(_lines(edition, group))) for group in groups)
    report = Report(say("checklist.title", standard=standard.standard), tuple(intro), sections, "")
    return report_text(report, Console().width)


def _lines(edition: Edition, group: Group) -> Iterator[Line]:
    for question in group.questions:
        sample = edition.say("checklist.drawn", sample=question.sample)
        records = f"{plain(question.records)}{sample}" if question.records else ""
        below = (question.question, question.evidence, records, talk_text(edition, question))
        yield Line(plain(place_of(edition, question)), tuple(filter(None, below)))
    if group.elsewhere:
        yield Line(elsewhere_text(edition, group))
