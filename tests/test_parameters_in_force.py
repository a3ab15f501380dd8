"""The parameters in force: registers and pages of roles print a limit as the documents in force print it."""

from pathlib import Path

import pytest

from qmsdocs.compose.names import Edition, parameter_text
from tests.house import House, new_house

CHINESE = "limits:\n  answer: {title: 答复, value: 5 天}\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """QP-01 and QP-02, which print the limit, are in force from 1 March. On 2 April the limit becomes 3 days: QP-02
    says so from 1 May, QP-01 not yet."""
    house = new_house(tmp_path, numbers=("QP-01", "QP-02"))
    house.write("manual/parameters.zh.yaml", CHINESE)
    house.approve("QP-01", "QP-02", "QR-01")
    house.commit("Approve", "2026-02-10")
    house.change("manual/parameters.yaml", "5 days", "3 days")
    house.change("manual/parameters.zh.yaml", "5 天", "3 天")
    house.revise("QP-02", "1.1", "2026-05-01")
    house.approve("QP-02", on="2026-04-02")
    house.commit("Answer sooner", "2026-04-02")
    return house


def limit(house: House, day: str, language: str = "en", number: str = "") -> str | None:
    """How the limit is printed on a day: in registers, or in a document."""
    master = house.in_force(day).master
    assert master is not None
    edition = Edition(master, language)
    edition = edition.of(master.entries[number]) if number else edition
    return parameter_text(edition, edition.facts.parameters.limits["answer"])


def test_registers_keep_the_old_value_until_a_document_with_the_new_one_is_in_force(house: House) -> None:
    """A changed limit is not seen before it holds anywhere, in no language."""
    days = ("2026-03-15", "2026-04-15", "2026-05-02")

    assert [limit(house, day) for day in days] == ["5 days", "5 days", "3 days"]
    assert [limit(house, day, "zh") for day in days] == ["5 天", "5 天", "3 天"]


def test_each_document_prints_the_value_with_which_it_was_approved(house: House) -> None:
    """Registers and documents may differ while a change is under way; each says what was approved."""
    assert limit(house, "2026-05-02", number="QP-01") == "5 days"
    assert limit(house, "2026-05-02", number="QP-02") == "3 days"


def test_a_value_that_no_document_prints_is_as_it_stands(house: House) -> None:
    """What nobody approved in print cannot be kept back."""
    house.change("manual/parameters.yaml", "limits:\n", "limits:\n  call: {title: Call, value: 1 hour}\n")
    house.commit("Call back within the hour", "2026-04-03")
    house.change("manual/parameters.yaml", "1 hour", "2 hours")
    house.commit("Or two", "2026-04-04")
    master = house.in_force("2026-04-15").master

    assert master is not None
    assert {key: found.value for key, found in master.repository.facts.parameters.limits.items()} == {
        "call": "2 hours",
        "answer": "5 days",
    }
