"""Combinations that stand out: pairs of values that occur more or less often than chance explains.

What is expected follows from how often each of the two values occurs. A combination stands out when so large a
difference is rarer by chance than the threshold (Poisson), which is divided by the number of combinations looked at
(Bonferroni): then it is as unlikely as the house wants that anything at all is found where there is nothing. What
stands out is left out when the rest is expected, so that one strong combination neither hides nor makes another.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_MOST = 60
"""How many combinations of one pair are set aside at most."""
_SWEEPS = 100
_LOOK_CLOSER = 2.5
"""Residuals below are never rare enough, and their probability is not computed."""


@dataclass(frozen=True)
class Cell:
    """A combination that stands out: its place in the grid, and the figures."""

    row: int
    column: int
    observed: int
    expected: float
    residual: float


def standing_out(grid: Sequence[Sequence[int]], threshold: float) -> list[Cell]:
    """The cells of a grid of counts that stand out; `threshold` is the probability for one cell, both ways."""
    if len(grid) < 2 or len(grid[0]) < 2:
        return []
    aside: set[tuple[int, int]] = set()
    while len(aside) < _MOST:
        found = [cell for cell in _outliers(grid, aside, threshold) if (cell.row, cell.column) not in aside]
        if not found:
            break
        strongest = max(found, key=lambda cell: (abs(cell.residual), -cell.row, -cell.column))
        aside.add((strongest.row, strongest.column))
    return [cell for cell in _outliers(grid, aside, threshold) if (cell.row, cell.column) in aside]


def _outliers(grid: Sequence[Sequence[int]], aside: set[tuple[int, int]], threshold: float) -> list[Cell]:
    """The cells that are too rare, as the rest of the grid without those set aside lets expect."""
    rows, columns = _margins(grid, aside)
    total = sum(rows) * sum(columns)
    found = []
    for place, (row, line) in enumerate(zip(rows, grid, strict=True)):
        for number, (column, observed) in enumerate(zip(columns, line, strict=True)):
            expected = row * column
            spread = expected * (1 - row * sum(columns) / total) * (1 - column * sum(rows) / total) if total else 0.0
            residual = (observed - expected) / math.sqrt(spread) if spread > 0 else 0.0
            if abs(residual) > _LOOK_CLOSER and 2 * tail(observed, expected) < threshold:
                found.append(Cell(place, number, observed, expected, residual))
    return found


def _margins(grid: Sequence[Sequence[int]], aside: set[tuple[int, int]]) -> tuple[list[float], list[float]]:
    """Factors of rows and columns whose products are the expected counts, fitted to the cells not set aside."""
    kept = [[(place, number) not in aside for number in range(len(grid[0]))] for place in range(len(grid))]
    row_sums = [
        sum(n for n, keep in zip(line, keeps, strict=True) if keep) for line, keeps in zip(grid, kept, strict=True)
    ]
    column_sums = [
        sum(line[number] for line, keeps in zip(grid, kept, strict=True) if keeps[number])
        for number in range(len(grid[0]))
    ]
    columns = [float(count) for count in column_sums]
    rows = [0.0] * len(grid)
    for _ in range(_SWEEPS):
        rows = [
            _ratio(wanted, sum(column for column, keep in zip(columns, keeps, strict=True) if keep))
            for wanted, keeps in zip(row_sums, kept, strict=True)
        ]
        fitted = [
            _ratio(wanted, sum(row for row, keeps in zip(rows, kept, strict=True) if keeps[number]))
            for number, wanted in enumerate(column_sums)
        ]
        moved = max(abs(new - old) / (old or 1.0) for new, old in zip(fitted, columns, strict=True))
        columns = fitted
        if moved < 1e-10:
            break
    return rows, columns


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def tail(observed: int, mean: float) -> float:
    """How likely a count as far from `mean` as `observed`, or farther, is on that side, by Poisson."""
    if mean <= 0:
        return 1.0 if observed <= 0 else 0.0
    up = observed > mean
    count, total = observed, 0.0
    term = math.exp(observed * math.log(mean) - mean - math.lgamma(observed + 1))
    while term > total * 1e-12 and count >= 0:
        total += term
        count += 1 if up else -1
        term *= mean / count if up else (count + 1) / mean
    return min(total, 1.0)
