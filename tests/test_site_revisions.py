"""What the site shows of revisions: what is in force, what follows, what went before, and what departs from it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qmsdocs.blocks import Block, Callout, Heading, Paragraph, Reference, Table, plain, walk
from qmsdocs.cache import Cache
from qmsdocs.compose.document import document_tree
from qmsdocs.compose.names import Edition, file_label, revision_text
from qmsdocs.compose.site import manual_site
from qmsdocs.fingerprint import act_fingerprint
from qmsdocs.manual_site import Group, ManualSite, Page
from qmsdocs.pipeline import load
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import WorkingTree
from qmsdocs.writers.pages import search_sections
from tests.house import FILES, House, issued_house, new_house

STEPS = """\
steps:
  - {id: listen, title: Listen, who: writer, do: Listen., within: limits.answer, record: [QR-01]}
  - {id: answer, title: Answer, who: manager, do: Answer., within: limits.answer, record: none}
"""
CONCESSION = """\
concessions:
  - id: fair
    steps: [answer]
    sites: [mill]
    what: At the fair, answer by [QR-01] **next week**.
    reason: Nobody is at the mill.
    from: 2026-04-10
    to: 2026-04-20
    signatures: []
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 1.0 is in force from 1 March, 1.1 from 1 April; 1.2 is approved and comes into force on 1 June. QP-02 is a
    draft that QP-01 names. WI-01 is withdrawn from 15 April on, QR-01 is in force."""
    house = new_house(tmp_path, numbers=("QP-01", "QP-02", "WI-01"))
    parts = "parts: [{part: purpose, title: Purpose}"
    house.change("qms.yaml", parts, f"{parts}, {{part: steps, title: Procedure}}, {{part: related, title: Related}}")
    house.change(FILES["QP-01"], "revisions:", f"{STEPS}revisions:")
    house.change(FILES["QP-01"], "Use [QR-01].", "Use [QR-01], later [QP-02].")
    house.approve("QP-01", "WI-01", "QR-01")
    house.commit("Approve", "2026-02-10")
    house.revise("QP-01", "1.1", "2026-04-01", "Answer within", "Answer politely within")
    house.approve("QP-01", on="2026-03-10")
    house.commit("QP-01 1.1", "2026-03-10")
    house.revise("QP-01", "1.2", "2026-06-01", "politely", "kindly", more="    emergency: true\n")
    house.change(FILES["QP-01"], "training: {roles: all}", "training: {roles: [writer], by: 2026-06-10}")
    house.approve("QP-01", on="2026-04-02")
    house.write(FILES["WI-01"], house.read(FILES["WI-01"]) + WITHDRAWN)
    house.commit("QP-01 1.2; withdraw WI-01", "2026-04-02")
    house.write(FILES["QP-01"], house.read(FILES["QP-01"]) + CONCESSION)
    house.change(FILES["QP-01"], "    signatures: []", f"    signatures:\n      - {approval_of_the_concession(house)}")
    house.commit("Concession for the fair", "2026-04-03")
    return house


WITHDRAWN = """\
withdrawn:
  on: 2026-04-15
  by: ann
  role: manager
  reason: Nobody telephones any more.
  superseded_by: [QP-01]
"""


def approval_of_the_concession(house: House) -> str:
    """Ann's approval of the concession of QP-01 as it stands."""
    repository = read_repository(WorkingTree(house.root))
    assert isinstance(repository, Repository)
    wanted = act_fingerprint("QP-01", repository.documents["QP-01"].item.concessions[0])
    return f'{{as: approved, by: ann, role: manager, on: 2026-04-03, fingerprint: "{wanted}"}}'


def site_of(house: House, day: str = "2026-05-01") -> ManualSite:
    """The site that staff see on a day."""
    loaded = house.in_force(day)
    assert loaded.master is not None
    return manual_site(loaded.master, loaded.tree.read)


def page_of(site: ManualSite, path: str, language: str = "en") -> Page:
    """A page by its path, revisions too."""
    found = {(page.path, page.language): page for page in site.pages}
    return found.get((path, language)) or next(
        page.make() for page in site.revisions if (page.path, page.language) == (path, language)
    )


def notices(page: Page) -> list[str]:
    """The notices of a page as text: kind, and what it says."""
    return [f"{found.kind}: {' '.join([found.text, *map(text_of, found.more)])}" for found in page.notices]


def text_of(block: Block) -> str:
    """The text of a paragraph."""
    return plain(block.content) if isinstance(block, Paragraph) else ""


def rows(page: Page) -> list[list[str]]:
    """The cells of the tables of a page."""
    tables = [block for block in page.body if isinstance(block, Table)]
    return [[" ".join(map(text_of, cell.blocks)) for cell in row.cells] for table in tables for row in table.rows]


def links(page: Page) -> set[str]:
    """Where the references in the text of a page lead."""
    return {f"{found.number}{found.page}" for block in walk(page.body) for found in _references(block)}


def _references(block: Block) -> Iterator[Reference]:
    if isinstance(block, Paragraph):
        yield from (inline for inline in block.content if isinstance(inline, Reference))


def paths(groups: tuple[Group | str, ...]) -> set[str]:
    """The paths that the navigation names."""
    return {path for entry in groups for path in ([entry] if isinstance(entry, str) else paths(entry.entries))}


# ── What is in force, and what follows ───────────────────────────────────────


def test_the_page_shows_what_is_in_force_and_announces_what_follows(house: House) -> None:
    """Of the next revision the reader sees the day and what it changes, not the text."""
    page = page_of(site_of(house), "procedures/QP-01")

    assert text_of(page.body[1]).startswith("Answer politely within")
    assert page.control is not None
    assert page.control.upcoming == ("1.2", date(2026, 6, 1))
    assert notices(page) == ["upcoming: Revision 1.2 comes into force on 1 June 2026. What changes"]


def test_earlier_revisions_and_what_changed_have_pages_of_their_own(house: House) -> None:
    """Each revision that git holds, and what changed from each one to the next, the announced one included."""
    site = site_of(house)
    earlier, redline = (page_of(site, f"procedures/QP-01/{name}") for name in ("1.0", "1.0-1.1"))

    assert [page.path for page in site.revisions if page.language == "en"] == [
        "procedures/QP-01/1.1-1.2",
        "procedures/QP-01/1.0-1.1",
        "procedures/QP-01/1.0",
    ]
    assert text_of(earlier.body[1]).startswith("Answer within")
    assert notices(earlier) == ["superseded: Revision 1.0 is no longer in force. Open QP-01 as it is in force"]
    assert earlier.control is not None
    assert earlier.control.status == "superseded"
    assert redline.redline is not None
    assert (redline.redline.old, redline.redline.new, redline.redline.author) == ("1.0", "1.1", "Bob Bakker")


def test_the_amendment_record_leads_to_the_pages_of_revisions(house: House) -> None:
    """The emergency revision is marked; the page of the revision in force is the document itself."""
    found = page_of(site_of(house, "2026-06-02"), "procedures/QP-01").revisions

    assert {label: (links.text, links.redline) for label, links in found.items()} == {
        "1.2 (emergency)": ("", "procedures/QP-01/1.1-1.2"),
        "1.1": ("procedures/QP-01/1.1", "procedures/QP-01/1.0-1.1"),
        "1.0": ("procedures/QP-01/1.0", ""),
    }


def test_a_house_may_do_without_pages_of_revisions(house: House) -> None:
    """`history_pages: false` leaves the amendment record alone."""
    house.change("qms.yaml", "standards: []\n", "standards: []\nhistory_pages: false\n")
    house.commit("No history on the site", "2026-04-04")
    site = site_of(house)

    assert site.revisions == ()
    assert page_of(site, "procedures/QP-01").revisions == {}


def test_a_redline_of_unlike_translations_shows_the_source(house: House) -> None:
    """Of a translation of another revision, a redline would hide changes or invent them."""
    house.write("procedures/QP-01.zh.yaml", 'translates: "1.1"\ntitle: 答复\npurpose: 在{limits.answer}内答复。\n')
    house.commit("Translate QP-01 1.1", "2026-04-05")
    site = site_of(house)

    assert page_of(site, "procedures/QP-01", "zh").title == "QP-01 答复"
    assert page_of(site, "procedures/QP-01/1.0-1.1", "zh").title == "QP-01 Answers"


def test_a_text_whose_translation_is_behind_stands_in_the_source_language(house: House) -> None:
    """What changed since the translated revision must not be read in its old form; the rest stays translated."""
    house.write("procedures/QP-01.zh.yaml", 'translates: "1.1"\ntitle: 答复\npurpose: 在{limits.answer}内答复。\n')
    house.commit("Translate QP-01 1.1", "2026-04-05")
    before, after = (page_of(site_of(house, day), "procedures/QP-01", "zh") for day in ("2026-05-01", "2026-06-02"))

    assert (before.title, after.title) == ("QP-01 答复", "QP-01 答复")
    assert text_of(before.body[1]).endswith("内答复。")
    assert text_of(after.body[1]).startswith("Answer kindly within")


def test_drafts_are_named_without_link_and_have_no_page(house: House) -> None:
    """While anything is in force, a document that is not is only a number."""
    site = site_of(house)
    page = page_of(site, "procedures/QP-01")

    assert "procedures/QP-02" not in {page.path for page in site.pages}
    assert text_of(page.body[1]).endswith("Use QR-01, later QP-02 (not in force).")
    assert "QP-02" not in links(page)


def test_drafts_are_shown_and_marked_while_nothing_is_in_force(tmp_path: Path) -> None:
    """A house that begins sees its drafts, and the first page says so."""
    site = site_of(new_house(tmp_path))
    home = page_of(site, "index")

    assert "Nothing is in force yet: all documents are drafts." in map(text_of, home.body)
    assert notices(page_of(site, "procedures/QP-01")) == ["draft: Draft: not approved, do not work by it."]


# ── What is out of force ─────────────────────────────────────────────────────


def test_withdrawn_documents_keep_their_address_and_nothing_else(house: House) -> None:
    """The page says since when, why and what takes its place; navigation, lists and search do not know it."""
    before, site = site_of(house, "2026-04-14"), site_of(house)
    page = page_of(site, "instructions/WI-01")

    assert "instructions/WI-01" in paths(before.navigation["en"])
    assert notices(page_of(before, "instructions/WI-01")) == [
        "upcoming: To be withdrawn on 15 April 2026. Nobody telephones any more. In its place: QP-01 Answers"
    ]
    assert notices(page) == ["withdrawn: Since 15 April 2026. Nobody telephones any more. In its place: QP-01 Answers"]
    assert "instructions/WI-01" not in paths(site.navigation["en"])
    assert search_sections(page) == []
    assert "WI-01" not in links(page_of(site, "index"))
    assert rows(page_of(site, "registers/withdrawn-documents")) == [
        ["WI-01", "Telephone", "Withdrawn", "2026-04-15", "Nobody telephones any more.", "QP-01 Answers"]
    ]


def test_superseded_documents_lead_to_their_successors(house: House) -> None:
    """A document whose place another one took is out of force from the day of the other."""
    house.change(FILES["QP-02"], "    signatures:", "    supersedes: [QP-01]\n    signatures:")
    house.change(FILES["QP-02"], "effective: 2026-03-01", "effective: 2026-07-01")
    house.approve("QP-02", on="2026-04-06")
    house.commit("QP-02 takes the place of QP-01", "2026-04-06")
    site = site_of(house, "2026-07-02")

    assert notices(page_of(site, "procedures/QP-01")) == ["superseded: Since 1 July 2026. In its place: QP-02 Reviews"]
    assert rows(page_of(site, "registers/withdrawn-documents"))[0] == [
        "QP-01",
        "Answers",
        "Superseded",
        "2026-07-01",
        "",
        "QP-02 Reviews",
    ]


# ── Departures for a time ────────────────────────────────────────────────────


def test_a_concession_stands_on_the_page_while_it_holds(house: House) -> None:
    """Where, what, why, from when to when and on whose word; it expires by itself."""
    found = (
        "concession: 10 April 2026 to 20 April 2026 Holds for: step 2; Mill At the fair, answer by QR-01 next week. "
    )
    found += "Reason: Nobody is at the mill. Approved: Ann Admiraal (Manager, 2026-04-03). "
    found += "It expires by itself and is not part of the approved text."
    by_day = {day: notices(page_of(site_of(house, day), "procedures/QP-01")) for day in ("2026-04-10", "2026-04-21")}

    assert found in by_day["2026-04-10"]
    assert [notice for notice in by_day["2026-04-21"] if notice.startswith("concession")] == []


def test_active_concessions_are_registered(house: House) -> None:
    """The register names those of the day, and is not there when there are none."""
    assert rows(page_of(site_of(house, "2026-04-15"), "registers/concessions")) == [
        [
            "QP-01 step 2; Mill",
            "Concession",
            "At the fair, answer by QR-01 next week.",
            "Nobody is at the mill.",
            "2026-04-10 to 2026-04-20",
            "Ann Admiraal (Manager, 2026-04-03)",
        ]
    ]
    assert "registers/concessions" not in {page.path for page in site_of(house).pages}


def test_a_concession_that_was_changed_after_approval_does_not_hold(house: House) -> None:
    """Nobody departs from a document on the word of one who approved something else."""
    house.change(FILES["QP-01"], "to: 2026-04-20", "to: 2026-04-30")
    house.commit("A little longer", "2026-04-05")

    assert not any(
        kept.startswith("concession") for kept in notices(page_of(site_of(house, "2026-04-15"), "procedures/QP-01"))
    )


def test_word_prints_a_concession_in_a_box_before_the_steps(house: House) -> None:
    """On paper it stands where the work begins."""
    loaded = house.in_force("2026-04-15")
    assert loaded.master is not None
    body = document_tree(Edition(loaded.master, "en"), "QP-01", loaded.tree.read).body
    place = next(place for place, block in enumerate(body) if isinstance(block, Heading) and block.id == "steps")
    box = body[place - 1]

    assert isinstance(box, Callout)
    assert text_of(box.blocks[0]) == "Concession. 10 April 2026 to 20 April 2026"


# ── Training, registers ──────────────────────────────────────────────────────


def test_who_must_be_trained_stands_on_the_page_and_on_those_of_the_roles(house: House) -> None:
    """For this revision and for the next one, with the last day; after an emergency it is done afterwards."""
    site = site_of(house)
    control = page_of(site, "procedures/QP-01").control
    trained = [row[:4] for row in rows(page_of(site, "roles/writer")) if len(row) == 5]

    assert control is not None
    assert control.training == "Revision 1.1: Everyone."
    assert control.upcoming_training == "Revision 1.2, an emergency: Writer, afterwards, by 2026-06-10."
    assert trained == [
        ["QP-01 Answers", "1.2", "2026-06-01", "2026-06-10"],
        ["QP-01 Answers", "1.1", "2026-04-01", ""],
        ["QR-01 Record", "1.0", "2026-03-01", ""],
    ]


def test_the_master_document_list_has_a_column_for_the_next_revision_when_there_is_one(house: House) -> None:
    """It names label and day."""
    lists = {
        day: rows(page_of(site_of(house, day), "registers/master-document-list"))[0]
        for day in ("2026-05-01", "2026-06-02")
    }

    assert lists["2026-05-01"] == [
        "QP-01",
        "Answers",
        "1.1",
        "In force",
        "2026-04-01",
        "1.2 on 2026-06-01",
        "2027-04-01",
        "Manager",
    ]
    assert lists["2026-06-02"] == ["QP-01", "Answers", "1.2", "In force", "2026-06-01", "2027-06-01", "Manager"]


def test_the_register_of_changes_names_every_revision_the_newest_first(house: House) -> None:
    """With what changed, and a link to where."""
    page = page_of(site_of(house), "registers/changes")

    assert [row[:4] for row in rows(page)] == [
        ["2026-06-01", "QP-01 Answers", "1.2", "Change"],
        ["2026-04-01", "QP-01 Answers", "1.1", "Change"],
        ["2026-03-01", "QP-01 Answers", "1.0", "Change"],
        ["2026-03-01", "WI-01 Telephone", "1.0", "Change"],
        ["2026-03-01", "QR-01 Record", "1.0", "Change"],
    ]
    assert {"procedures/QP-01/1.0-1.1", "procedures/QP-01/1.1-1.2"} <= links(page)


# ── Labels and previews ──────────────────────────────────────────────────────


def test_the_house_decides_how_a_label_is_printed(house: House) -> None:
    """Everywhere but in names of files."""
    house.change("qms.yaml", "standards: []\n", 'standards: []\nrevision_display: "{number}-{label}/{year}"\n')
    house.commit("Print the year", "2026-04-04")
    site = site_of(house)
    page = page_of(site, "procedures/QP-01")

    assert page.control is not None
    assert page.control.revision == "QP-01-1.1/2026"
    assert [line.label for line in page.control.amendments] == ["QP-01-1.1/2026", "QP-01-1.0/2026"]
    assert page.control.upcoming == ("QP-01-1.2/2026", date(2026, 6, 1))
    assert page.word == "word/QP-01_1.1_en.docx"
    assert rows(page_of(site, "registers/master-document-list"))[0][2] == "QP-01-1.1/2026"


def test_labels_with_a_slash_make_safe_addresses() -> None:
    """A/1 is no folder."""
    assert file_label("A/1") == "A-1"


def test_a_preview_shows_the_working_tree_and_claims_no_approval_for_it(house: House) -> None:
    """What was changed after its approval has neither fingerprint nor commit; the approval does not count for it."""
    house.change(FILES["QP-01"], "kindly", "very kindly")
    loaded = load(house.root, date(2026, 5, 1), Cache())
    assert loaded.master is not None
    site = manual_site(loaded.master, loaded.tree.read, preview=True)
    control = page_of(site, "procedures/QP-01").control

    assert site.preview
    assert control is not None
    assert (control.revision, control.status, control.fingerprint, control.commit) == ("1.2", "in-review", "", "")
    assert [line.grade for line in control.signatures if line.meaning == "approved"] == ["void"]


def test_the_control_block_says_how_well_each_signature_is_proved(tmp_path: Path) -> None:
    """And with which commit the approval reached the branch, not what was committed since."""
    house = issued_house(tmp_path)
    approved = house.head
    house.write("manual/other.txt", "unrelated")
    house.commit("Unrelated", "2026-02-20", "bob")
    control = page_of(site_of(house), "procedures/QP-01").control

    assert control is not None
    assert [(line.meaning, line.grade) for line in control.signatures if line.name] == [
        ("prepared", "attributed"),
        ("approved", "attributed"),
    ]
    assert control.commit == approved
    assert control.fingerprint.startswith("sha256:")


def test_a_revision_from_before_the_system_is_never_called_proved(tmp_path: Path) -> None:
    """It is printed as it was stated, and marked."""
    house = issued_house(tmp_path)
    house.change(FILES["QP-01"], "    class: change\n", "    class: change\n    carried_over: true\n")
    house.commit("Carried over", "2026-02-20")
    control = page_of(site_of(house), "procedures/QP-01").control

    assert control is not None
    assert {line.grade for line in control.signatures if line.name} == {"carried-over"}
    assert [line.label for line in control.amendments] == ["1.0 (carried over)"]


def test_revision_text_leaves_alone_what_it_does_not_know(house: House) -> None:
    """A pattern with another word in braces is printed as it was typed."""
    loaded = house.in_force()
    assert loaded.master is not None
    settings = loaded.master.repository.settings.model_copy(update={"revision_display": "{edition} {label}"})
    facts = replace(loaded.master.repository.facts, settings=settings)
    master = replace(loaded.master, repository=replace(loaded.master.repository, facts=facts))
    revision = loaded.master.entries["QP-01"].revision

    assert revision is not None
    assert revision_text(Edition(master, "en"), "QP-01", revision) == "{edition} 1.2"
