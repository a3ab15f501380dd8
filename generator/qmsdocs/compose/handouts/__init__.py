"""What people carry along or hang up, made from the documents: cards, posters, and instructions on one sheet."""

from collections.abc import Iterator

from qmsdocs.compose.handouts.cards import interview_cards, objectives_card
from qmsdocs.compose.handouts.instructions import (
    has_sheet,
    instruction_sheet,
    instruction_sheets,
    sheet_link,
)
from qmsdocs.compose.handouts.posters import posters
from qmsdocs.compose.handouts.sheets import FOLDERS, Handout, page_body
from qmsdocs.compose.names import Edition
from qmsdocs.source import ReadFile

__all__ = ["FOLDERS", "Handout", "handouts", "has_sheet", "instruction_sheet", "page_body", "sheet_link"]


def handouts(edition: Edition, read: ReadFile) -> Iterator[Handout]:
    """Everything of that kind in one language; a house has only those for which it has the facts."""
    yield from posters(edition, read)
    yield from objectives_card(edition)
    yield from interview_cards(edition, read)
    yield from instruction_sheets(edition, read)
