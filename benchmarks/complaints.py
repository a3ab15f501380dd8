"""Writes an invented extract of coded complaints, two years of them up to 31 October 2026: the same seed always gives
the same file. Patterns are planted into it, unless it is to be plain.

    .venv/bin/python benchmarks/complaints.py --rows 100000 --output /tmp/complaints.csv

Planted are three combinations: water heaters in January and February 2026, damage on arrival of refrigerators, and
rules that are known and not followed at Shanghai.
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

HEADS = (
    "Number", "Received on", "Site", "Channel", "Grade", "Registered on", "Type", "Product group", "Acknowledged on",
    "Decision told on", "Cause", "Opened again on", "Linked with", "Overall rating", "Closed on and reason",
    "What settled it",
)  # fmt: skip
BEGIN, DAYS = datetime(2024, 11, 1), 730
TYPES = {f"CT{place:02}": weight for place, weight in enumerate((2, 14, 16, 7, 9, 11, 6, 10, 5, 3, 7, 2, 4, 1, 2), 1)}
PRODUCTS = {f"PG{place:02}": weight for place, weight in enumerate((18, 11, 16, 14, 5, 9, 8, 9, 6, 4), 1)}
CAUSES = dict.fromkeys((f"RC{place:02}" for place in range(1, 20)), 5) | {"RC98": 4, "RC99": 1}
CHANNELS = {"telephone": 34, "chat": 20, "e-mail": 22, "letter": 3, "visit": 5, "social-media": 6, "platform": 10}
SITES = {"utrecht": 60, "shanghai": 40}
GRADES = {"A": 3, "B": 27, "C": 70}
RATINGS = {"": 50, "1": 2, "2": 3, "3": 2, "4": 20, "5": 23}
WORDS = (
    "A new seal was fitted, batch 2624.",
    "Explained at the first call; serial 26240117.",
    "–",
    "安装人员重新调平，次日完成。",
)


def complaints(rows: int, seed: int, *, planted: bool = True) -> Iterator[Sequence[str]]:
    """The rows below the headings."""
    chance = random.Random(seed)
    lists = [(tuple(each), tuple(accumulate(each.values()))) for each in
             (TYPES, PRODUCTS, CAUSES, CHANNELS, SITES, GRADES, RATINGS)]  # fmt: skip
    for number in range(rows):
        received = BEGIN + timedelta(minutes=chance.randrange(DAYS * 1440))
        drawn = [chance.choices(codes, cum_weights=weights)[0] for codes, weights in lists]
        kind, product, cause, channel, site, grade, rating = drawn
        pattern = chance.random() if planted else 1.0
        if pattern < 0.012:
            product, received = "PG08", datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(59 * 1440))
        elif pattern < 0.020:
            kind, product = "CT05", "PG03"
        elif pattern < 0.026:
            cause, site = "RC16", "shanghai"
        registered = received + timedelta(minutes=chance.randrange(1, 60))
        acknowledged = received + timedelta(minutes=chance.randrange(60, 115 if grade == "A" else 715))
        decided = received + timedelta(days=chance.randrange(4), minutes=chance.randrange(60, 300))
        closed = decided + timedelta(days=chance.randrange(1, 9))
        moments = [f"{each:%Y-%m-%d %H:%M}" for each in (received, registered, acknowledged, decided, closed)]
        reopened = moments[4][:10] if chance.random() < 0.02 else "none"
        linked = f"QR-01-20241101-{number:06}" if chance.random() < 0.04 else "none"
        yield (
            f"QR-01-{received:%Y%m%d}-{number:06}", moments[0], site, channel, grade, moments[1], kind, product,
            moments[2], moments[3], cause, reopened, linked, rating, f"{moments[4]}, CL01", chance.choice(WORDS),
        )  # fmt: skip


def write_complaints(file: Path, rows: int, seed: int = 1, *, planted: bool = True) -> None:
    """Writes an extract as CSV."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADS)
        writer.writerows(complaints(rows, seed, planted=planted))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="plant nothing")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    write_complaints(options.output, options.rows, options.seed, planted=not options.plain)


if __name__ == "__main__":
    main()
