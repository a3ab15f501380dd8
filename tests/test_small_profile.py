"""The profile for a small firm in templates/small-firm: short, complete in two languages, and ready to be adopted."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from qmsdocs.cli import run
from tests.conftest import ROOT
from tests.house import House

PROFILE = ROOT / "templates" / "small-firm"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The profile with the clause catalogues of the repository, as somebody would begin with it."""
    folder = shutil.copytree(PROFILE, tmp_path / "shop")
    shutil.copytree(ROOT / "manual" / "standards", folder / "manual" / "standards")
    return folder


def test_check_finds_nothing(shop: Path, capsys: Capture) -> None:
    """Neither in the sources nor in their translations, while everything is a draft."""
    assert run(["check", "--root", str(shop), "--as-of", "2026-11-24"]) == 0
    assert capsys.readouterr().out == "No findings.\n"


def test_it_is_one_manual_four_procedures_and_six_forms(shop: Path, capsys: Capture) -> None:
    """Each with a translation, and nothing signed."""
    assert run(["list", "--root", str(shop), "--as-of", "2026-11-24", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert Counter(each["number"][:2] for each in listed) == {"QM": 1, "QP": 4, "QR": 6}
    assert {(each["revision"], each["status"]) for each in listed} == {("1.0", "draft")}
    assert all(next(shop.glob(f"*/{each['number']}.zh.yaml")) for each in listed)


def test_every_clause_is_met_below_the_manual(shop: Path, capsys: Capture) -> None:
    """Or excluded with a reason: gap has nothing to say even where it is strict."""
    assert run(["gap", "iso-10002:2018", "--strict", "--root", str(shop)]) == 0
    assert "0 by the manual or the policy only, 0 not" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("number", ["QP-02", "QP-03", "QP-04"])
def test_who_takes_a_procedure_away_sees_what_loses_cover(number: str, shop: Path, capsys: Capture) -> None:
    """Without one of those that deal with complaints and people, clauses lose their cover."""
    for file in shop.glob(f"procedures/{number}.*"):
        file.unlink()
    assert run(["gap", "iso-10002:2018", "--strict", "--root", str(shop)]) == 1
    assert "By the manual or the policy only: " in capsys.readouterr().out


def test_the_company_is_named_in_the_settings_only(shop: Path) -> None:
    """Renaming takes the two lines of each language."""
    naming = {
        file.name
        for file in shop.rglob("*.yaml")
        if any(name in file.read_text(encoding="utf-8").lower() for name in ("larkfield", "云雀田"))
    }
    assert naming == {"qms.yaml", "qms.zh.yaml"}


def test_the_owner_alone_puts_it_in_force(shop: Path, capsys: Capture) -> None:
    """Who wrote a document may approve it, where the owner is alone."""
    house = House(shop)
    for file in shop.glob("*/Q?-??.yaml"):
        text = file.read_text(encoding="utf-8").replace("effective: 2026-10-01", "effective: 2026-12-01")
        file.write_text(text, encoding="utf-8")
    house.git("init", "-q", "-b", "main")
    house.git("add", ".")
    house.commit("Start", "2026-11-23", "ann")
    told = ["--root", str(shop), "--as", "s-postma", "--on", "2026-11-24"]
    numbers = sorted(file.stem for file in shop.glob("*/Q?-??.yaml"))
    assert run(["approve", *numbers, "--meaning", "prepared", *told]) == 0
    assert run(["approve", "--all", *told]) == 0
    house.commit("Approved", "2026-11-24", "ann")
    capsys.readouterr()
    assert run(["check", "--root", str(shop), "--as-of", "2026-12-02"]) == 0
    assert house.list("2026-12-02") == dict.fromkeys(numbers, "1.0 effective")
