"""`qmsdocs new`: the next number of a type, and a commented skeleton that is ready to be written in."""

from pathlib import Path

import pytest

from qmsdocs.cli import run
from tests.house import issued_house, new_house

Capture = pytest.CaptureFixture[str]


def begun(root: Path, *arguments: str, code: int = 0) -> None:
    """Runs the command in a house."""
    assert run(["new", "--root", str(root), *arguments]) == code


def test_a_procedure_begins_as_a_commented_skeleton(content: Path, capsys: Capture) -> None:
    """It has what procedures must have, a comment for each part, and the house's own owner, manual and day."""
    begun(content, "procedure", "Returns: what is sent back", "--owner", "quality-manager")
    text = (content / "procedures" / "QP-15.yaml").read_text(encoding="utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../schemas/document.json\n"
        "number: QP-15\n"
        'title: "Returns: what is sent back"\n'
        "# The role that answers for the document, a key of organization.yaml.\n"
        "owner: quality-manager\n"
        "\n"
        "# The document that this one serves, one level up.\n"
        "parent: QM-01\n"
    )
    assert "# What it covers, and what it does not.\nscope: |\n  …\n" in text
    assert "setting:" not in text  # a part of instructions
    assert capsys.readouterr().out == (
        "QP-15 begins in procedures/QP-15.yaml.\n"
        "Next: write it, with `qmsdocs serve` beside you; `qmsdocs check` tells what is missing.\n"
    )


def test_what_check_says_of_a_skeleton_is_what_is_left_to_write(content: Path, capsys: Capture) -> None:
    """It can be read; only what is still empty is an error."""
    begun(content, "form", "Return slip")
    begun(content, "QP", "Returns")
    capsys.readouterr()
    run(["check", "--root", str(content), "--format", "json"])
    told = capsys.readouterr().out
    assert told.count('"rule": "missing-part"') == 2
    assert told.count('"severity": "error"') == 2


def test_a_reserved_title_gets_its_number(content: Path) -> None:
    """And is reserved no more, in any language."""
    for name, title in (("qms.yaml", "Product recall"), ("qms.zh.yaml", "产品召回控制程序")):
        with (content / name).open("a", encoding="utf-8") as settings:
            settings.write(f"reserved:\n  QP-15: Field service\n  QP-16: {title}\n")
    begun(content, "procedure", "product recall")
    assert (content / "procedures" / "QP-16.yaml").is_file()
    for name in ("qms.yaml", "qms.zh.yaml"):
        assert "QP-16:" not in (content / name).read_text(encoding="utf-8")


def test_a_number_is_never_used_again(tmp_path: Path) -> None:
    """Also not that of a file which was deleted long ago."""
    house = new_house(tmp_path / "house", numbers=("QP-01", "QP-02"))
    (house.root / "procedures" / "QP-02.yaml").unlink()
    house.commit("Gone", "2026-02-05")
    begun(house.root, "QP", "Another one", "--parent", "QP-01")
    assert (house.root / "procedures" / "QP-03.yaml").is_file()


def test_the_type_is_named_in_any_language(content: Path) -> None:
    """By prefix, by title, in small letters."""
    begun(content, "work instruction", "Packing", "--parent", "QP-05")
    begun(content, "作业指导书", "拆包", "--parent", "QP-05")
    assert (content / "work_instructions" / "WI-15.yaml").is_file()
    assert "parent: QP-05" in (content / "work_instructions" / "WI-16.yaml").read_text(encoding="utf-8")


def test_a_chinese_house_gets_chinese_comments(tmp_path: Path) -> None:
    """The comments are in the source language."""
    house = issued_house(tmp_path / "house")
    house.change("qms.yaml", "languages: [en, zh]", "languages: [zh, en]")
    begun(house.root, "QP", "退货控制程序", "--dry-run")
    begun(house.root, "QP", "退货控制程序")
    assert "# 归口岗位" in (house.root / "procedures" / "QP-02.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["procedur", "x"], "There is no type of document “procedur”. The nearest is procedure"),
        (["QP", "x", "--owner", "quality-manger"], "quality-manager"),
        (["QP", "x", "--parent", "QM-1"], "QM-01"),
    ],
)
def test_what_does_not_exist_is_told(content: Path, capsys: Capture, arguments: list[str], told: str) -> None:
    """With what may have been meant; nothing is written."""
    begun(content, *arguments, code=2)
    assert told in capsys.readouterr().err
    assert not (content / "procedures" / "QP-15.yaml").exists()
