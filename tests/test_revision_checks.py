"""What `check` says of revisions where git knows what stood there before."""

from datetime import date
from pathlib import Path

from qmsdocs.cache import Cache
from qmsdocs.pipeline import load
from tests.house import House, issued_house, new_house


def told(house: House, rule: str, as_of: str = "2026-06-01") -> list[str]:
    """What `check` says of a rule: line and message of each finding."""
    found = load(house.root, date.fromisoformat(as_of), Cache()).findings
    return [f"{each.span.line}: {each.diagnostic.message('en')}" for each in found if each.diagnostic.rule == rule]


# ── Translations ─────────────────────────────────────────────────────────────


def translated(root: Path) -> House:
    """A house with QP-01 1.0 in force, and its Chinese translation."""
    house = issued_house(root)
    house.write("procedures/QP-01.zh.yaml", 'translates: "1.0"\ntitle: 答复\npurpose: 在{limits.answer}内答复。\n')
    house.commit("Translate QP-01")
    return house


def test_only_the_texts_whose_source_changed_are_behind(tmp_path: Path) -> None:
    """1.1 changes the purpose and not the title: the translated purpose is behind."""
    house = translated(tmp_path)
    assert told(house, "translation-behind") == []
    house.revise("QP-01", "1.1", "2026-07-01", "Answer within", "Answer politely within")

    assert told(house, "translation-behind") == [
        "3: The source of “purpose” is not what it was in 1.0, which this translates."
    ]


def test_a_translation_of_an_earlier_revision_may_still_be_right(tmp_path: Path) -> None:
    """1.1 changes nothing that is translated: the translation has only to name it."""
    house = translated(tmp_path)
    house.revise("QP-01", "1.1", "2026-07-01", "owner: manager", "owner: writer")

    assert told(house, "translation-behind") == [
        "1: This names revision 1.0; no source of its texts has changed up to 1.1."
    ]


def test_what_a_translation_renders_may_not_be_known(tmp_path: Path) -> None:
    """1.0 was never approved, so nobody knows what it said: the labels are compared."""
    house = new_house(tmp_path)
    house.write("procedures/QP-01.zh.yaml", 'translates: "1.0"\ntitle: 答复\npurpose: 在{limits.answer}内答复。\n')
    house.revise("QP-01", "1.1", "2026-07-01", "Answer within", "Answer politely within")

    assert told(house, "translation-behind") == ["1: This translates revision 1.0; the source is at 1.1."]


# ── Change summaries ─────────────────────────────────────────────────────────


def test_a_change_may_name_what_it_took_away(tmp_path: Path) -> None:
    """An appendix of 1.0 is gone from 1.1: git knows that it was there, and that one of another name was not."""
    house = new_house(tmp_path)
    house.change("procedures/QP-01.yaml", "purpose:", "appendices: [{id: calls, title: Calls}]\npurpose:")
    house.approve("QP-01", "QR-01")
    house.commit("Approve")
    house.revise("QP-01", "1.1", "2026-07-01", "appendices: [{id: calls, title: Calls}]\n", "")
    house.change("procedures/QP-01.yaml", "changes: [{what", "changes: [{at: appendices.calls, what")
    assert told(house, "unknown-change-place") == []
    house.change("procedures/QP-01.yaml", "at: appendices.calls", "at: appendices.cals")

    assert told(house, "unknown-change-place") == [
        "9: QP-01 has no place “appendices.cals”, and the revision before is not known to have had it."
    ]


# ── References ───────────────────────────────────────────────────────────────


def test_a_document_with_a_draft_of_its_next_revision_is_still_in_force(tmp_path: Path) -> None:
    """QP-01 refers to QR-01, of which 1.0 is in force and 1.1 a draft."""
    house = issued_house(tmp_path)
    house.revise("QR-01", "1.1", "2026-07-01", "title: Record", "title: Call record")

    assert told(house, "reference-to-draft") == []


def test_while_nothing_is_in_force_drafts_may_refer_to_drafts(tmp_path: Path) -> None:
    """Two drafts: nothing is said. QP-01 is approved alone: it refers to a form that nobody finds."""
    house = new_house(tmp_path)
    assert told(house, "reference-to-draft") == []
    house.approve("QP-01")
    house.commit("Approve QP-01")

    assert told(house, "reference-to-draft") == ["4: QP-01 is approved and refers to QR-01, which is still in review."]


# ── Evidence ─────────────────────────────────────────────────────────────────


def test_a_house_may_ask_for_more_than_a_name_in_a_file(tmp_path: Path) -> None:
    """Procedures need the approver's own commit: Bob's commit of Ann's approval is too weak."""
    house = new_house(tmp_path)
    house.change("qms.yaml", "    approver: manager\n", "    approver: manager\n    least_evidence: attributed\n")
    house.commit("Ask for evidence")
    house.approve("QP-01")
    house.commit("Approve QP-01", author="bob")

    assert told(house, "approval-too-weak") == [
        "13: The approval of QP-01 1.0 by “ann” is only “declared”; this type of document asks for “attributed”."
    ]
