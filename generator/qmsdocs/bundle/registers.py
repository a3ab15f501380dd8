"""The registers, matrices and approvals of a bundle: each as a Word file and as a workbook, in each language.

What has nothing to say, such as the register of channels of a house without any, is left out; so numbers have no gaps.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from qmsdocs.blocks import Block, Heading, Paragraph, Run, Table
from qmsdocs.build import PROGRAM
from qmsdocs.bundle.member import Member, Sources
from qmsdocs.cache import digest
from qmsdocs.compose.approval_register import (
    approvals_table,
    concession_approvals_table,
    trail_table,
    withdrawals_table,
)
from qmsdocs.compose.clauses import clause_grid, clause_places_table
from qmsdocs.compose.copies import copies_table
from qmsdocs.compose.coverage import gap_table
from qmsdocs.compose.distribution import distribution_table
from qmsdocs.compose.duties import duty_table
from qmsdocs.compose.names import Edition
from qmsdocs.compose.registers import register_table
from qmsdocs.document_tree import Sheet, short_commit
from qmsdocs.locale import day_text, label
from qmsdocs.manifest import Shelf
from qmsdocs.model.facts import Standard
from qmsdocs.writers.word.sheet import sheet_file
from qmsdocs.writers.workbook import workbook_file

MAX_ROWS = 2000
"""How many rows of a table a Word file shows; the workbook has all of them."""


@dataclass(frozen=True)
class _Piece:
    """A table of a register, with the heading and the words that lead it in."""

    table: Table
    heading: str = ""
    lead: str = ""


_Pieces = Callable[[Edition], Iterator[_Piece]]


@dataclass(frozen=True)
class _Register:
    """A register: where it stands, the key of its title, and its tables in Word and in the workbook."""

    shelf: Shelf
    title: str
    word: _Pieces
    workbook: _Pieces


def register_members(sources: Sources) -> Iterator[Member]:
    """The files of the registers."""
    for edition in sources.editions.values():
        for shelf in dict.fromkeys(register.shelf for register in _REGISTERS):
            beside = sources.beside(sources.names.shelf(shelf), edition.language)
            number = 0
            for register in _REGISTERS:
                if register.shelf == shelf and (sheets := _sheets(sources, edition, register, beside)):
                    number += 1
                    yield from _members(sources, shelf, number, sheets)


def _members(sources: Sources, shelf: Shelf, number: int, sheets: tuple[Sheet, Sheet]) -> Iterator[Member]:
    """The Word file and the workbook of a register."""
    day, (word, workbook) = sources.master.as_of, sheets
    makers = [
        (".docx", partial(sheet_file, _shortened(word), sources.reference, PROGRAM)),
        (".xlsx", partial(workbook_file, (workbook,), program=PROGRAM, on=day)),
    ]
    for ending, make in makers:
        path = sources.names.path(shelf, f"{number:02}_{word.title}_{day}", ending, word.language)
        yield Member(
            path,
            "register",
            shelf,
            word.title,
            make,
            key=digest(["register", path, sources.everything]),
            language=word.language,
        )


def _sheets(
    sources: Sources, edition: Edition, register: _Register, beside: Mapping[str, str]
) -> tuple[Sheet, Sheet] | None:
    """What the Word file and the workbook of a register show; None for an empty register."""

    def sheet(pieces: list[_Piece]) -> Sheet:
        return Sheet(
            title=edition.say(register.title),
            company=edition.facts.settings.company.name,
            language=edition.language,
            body=tuple(block for place, piece in enumerate(pieces) for block in _blocks(piece, place)),
            landscape=True,
            note=register_note(sources, edition),
            beside=beside,
        )

    found = [piece for piece in register.word(edition) if piece.table.rows]
    if not found:
        return None
    word = sheet(found)
    if register.workbook is register.word:
        return word, word
    return word, sheet([piece for piece in register.workbook(edition) if piece.table.rows])


def _blocks(piece: _Piece, place: int) -> Iterator[Block]:
    """A piece as blocks; all of a register is made from elsewhere, so nothing is marked as such."""
    if piece.heading:
        yield Heading(f"part-{place}", 1, "", (Run(piece.heading),))
    if piece.lead:
        yield Paragraph(f"lead-{place}", (Run(piece.lead),))
    yield replace(piece.table, generated=False)


def register_note(sources: Sources, edition: Edition) -> str:
    """As of which day, from which commit, and what is missing."""
    say, master = edition.say, sources.master
    history = sources.loaded.history
    values = {"day": day_text(edition.language, master.as_of), "commit": short_commit(history.tip) if history else ""}
    parts = [say("register.note" if history else "register.note-no-git", **values)]
    if all(entry.status in ("draft", "in-review") for entry in master.current.values()):
        parts.append(say("site.nothing-in-force"))
    if master.absent:
        parts.append(say("register.absent", count=len(master.absent)))
    return say("register.sentences").join(parts)


def _shortened(sheet: Sheet) -> Sheet:
    """The sheet with no more rows than a Word file should have; the caption says how many there are."""

    def shortened(block: Block) -> Block:
        if not isinstance(block, Table) or len(block.rows) <= MAX_ROWS:
            return block
        said = label(sheet.language, "register.more-rows", shown=MAX_ROWS, count=len(block.rows))
        return replace(block, rows=block.rows[:MAX_ROWS], caption=(Run(said),))

    return replace(sheet, body=tuple(shortened(block) for block in sheet.body))


# ── What they show ───────────────────────────────────────────────────────────


def _single(name: str, edition: Edition) -> Iterator[_Piece]:
    """A register that documents and the site print too."""
    yield _Piece(register_table(edition, name, name))


def _distribution(edition: Edition) -> Iterator[_Piece]:
    """Who receives what, and the numbered copies that were handed out."""
    say = edition.say
    yield _Piece(distribution_table(edition, "distribution"), say("register.who-receives"))
    yield _Piece(copies_table(edition, "copies"), say("site.copies"))


def _standards(edition: Edition) -> Iterator[tuple[str, Standard]]:
    """The standards in use with their catalogues; the first is the one that the system follows."""
    known = edition.master.repository.standards
    return ((key, known[key]) for key in edition.facts.settings.standards if key in known)


def _clauses(edition: Edition) -> Iterator[_Piece]:
    lead = edition.say("site.guidance")
    for key, standard in _standards(edition):
        yield _Piece(gap_table(edition, standard, f"clauses-{key}"), standard.standard, lead)
        lead = ""


def _clause_lists(edition: Edition) -> Iterator[_Piece]:
    for key, standard in _standards(edition):
        yield _Piece(clause_places_table(edition, key, f"places-{key}"), standard.standard)
        heading = edition.say("register.grid", standard=standard.standard)
        yield _Piece(clause_grid(edition, key, f"grid-{key}"), heading)


def _duties(edition: Edition) -> Iterator[_Piece]:
    """The duties by the standard that the system follows."""
    yield from list(_all_duties(edition))[:1]


def _all_duties(edition: Edition) -> Iterator[_Piece]:
    for key, standard in _standards(edition):
        yield _Piece(duty_table(edition, key, f"duties-{key}"), standard.standard, edition.say("register.duties-about"))


def _approvals(edition: Edition) -> Iterator[_Piece]:
    say = edition.say
    yield _Piece(approvals_table(edition, "revisions"), say("register.revisions"), say("register.approvals-about"))
    yield _Piece(withdrawals_table(edition, "withdrawals"), say("register.withdrawals"))
    yield _Piece(concession_approvals_table(edition, "concessions"), say("register.concessions"))


def _trail(edition: Edition) -> Iterator[_Piece]:
    yield _Piece(trail_table(edition, "trail"), lead=edition.say("register.trail-about"))


def _same(shelf: Shelf, title: str, pieces: _Pieces) -> _Register:
    """A register that has the same tables in Word and in the workbook."""
    return _Register(shelf, title, pieces, pieces)


_REGISTERS = (
    _same("registers", "site.master", partial(_single, "master-document-list")),
    _same("registers", "site.external-documents", partial(_single, "external-documents")),
    _same("registers", "site.records", partial(_single, "records")),
    _same("registers", "site.forms", partial(_single, "forms")),
    _same("registers", "register.distribution", _distribution),
    _same("registers", "register.changes", partial(_single, "changes")),
    _same("registers", "site.concessions", partial(_single, "concessions")),
    _same("registers", "site.withdrawn-documents", partial(_single, "withdrawn-documents")),
    _same("registers", "site.channels", partial(_single, "channels")),
    _Register("matrices", "register.clauses", _clauses, _clause_lists),
    _Register("matrices", "register.duties", _duties, _all_duties),
    _same("matrices", "site.objectives", partial(_single, "objectives")),
    _same("approvals", "register.approvals", _approvals),
    _same("approvals", "register.trail", _trail),
)
"""In the order in which they are numbered in their folders."""
