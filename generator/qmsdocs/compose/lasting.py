"""The permanent address of a document, and the page that stands there: is this print current?

The address names the number, the revision and the beginning of its fingerprint. The page never goes away: it tells of
documents that are withdrawn or superseded too, and which ones took their place.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from qmsdocs.compose.names import Edition, document_path, revision_text
from qmsdocs.manual_site import IssuedRevision, LastingPage, OutOfForce, Successor
from qmsdocs.register import Entry, issued

MAX_ADDRESS = 300
"""Phones do not read the code of a longer address on a printed page."""


def lasting_address(edition: Edition, number: str, label: str, fingerprint: str) -> str:
    """The permanent address of a revision; "" for a house that publishes no site. A text that nobody approved has no
    `fingerprint`."""
    site = (edition.master.repository.settings.site_url or "").rstrip("/")
    proof = f"&f={fingerprint.removeprefix('sha256:')[:8]}" if fingerprint else ""
    address = f"{site}/q/{number}.html?r={quote(label, safe='')}{proof}"
    return address if site and len(address) <= MAX_ADDRESS else ""


def lasting_pages(editions: Mapping[str, Edition]) -> Iterator[LastingPage]:
    """The page at the permanent address of each document, whatever became of it; `editions` by language."""
    master = next(iter(editions.values())).master
    for number, entry in master.entries.items():
        # A preview shows the newest text; its permanent address tells what is in force all the same.
        found = entry if entry.status in ("effective", "superseded", "withdrawn") else master.in_force[number]
        yield LastingPage(
            number=number,
            titles={language: edition.titles[number] for language, edition in editions.items()},
            path=document_path(entry),
            status=found.status if found.is_published else "draft",
            revisions=tuple(_revisions(editions, found)),
            out_of_force=_out_of_force(editions, found),
        )


def _revisions(editions: Mapping[str, Edition], entry: Entry) -> Iterator[IssuedRevision]:
    """Every revision that was issued, newest first."""
    edition = next(iter(editions.values()))
    for found in issued(entry, edition.master.as_of, edition.master.approvals):
        assert found.revision is not None
        printed = revision_text(edition, entry.number, found.revision)
        yield IssuedRevision(found.label, printed, found.revision.effective, found.revision.fingerprint)


def _out_of_force(editions: Mapping[str, Edition], entry: Entry) -> OutOfForce | None:
    """Since when, or from when on, a document is out of force, why, and what takes its place."""
    master = next(iter(editions.values())).master
    withdrawn = entry.source.item.withdrawn
    if withdrawn:
        items = {language: edition.newest_item(entry).withdrawn for language, edition in editions.items()}
        reasons = {language: found.reason.strip() for language, found in items.items() if found}
        return OutOfForce(withdrawn.on, reasons, tuple(_successors(editions, withdrawn.superseded_by)))
    if entry.status == "superseded":
        return OutOfForce(master.superseded_since(entry), {}, tuple(_successors(editions, entry.successors)))
    return None


def _successors(editions: Mapping[str, Edition], numbers: Sequence[str]) -> Iterator[Successor]:
    """The successors, with the titles of those that this output may name."""
    master = next(iter(editions.values())).master
    for number in numbers:
        titles = {language: edition.titles.get(number, "") for language, edition in editions.items()}
        yield Successor(number, titles, number in master.entries)
