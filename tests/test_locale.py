"""The texts of the program: both languages say the same, and every rule is told and explained."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from qmsdocs.cli import run
from qmsdocs.locale import _catalogue, explanation
from qmsdocs.rules import RULES

PROGRAM = Path(__file__).parent.parent / "generator" / "qmsdocs"
EN, ZH = _catalogue("en"), _catalogue("zh")
PRINTED = ("say.", "hint.", "refused.", "cannot-edit.")
"""How the keys of the texts begin that tell what is wrong."""


def placeholders(text: str) -> set[str]:
    """The names of the values that a text prints."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts() -> None:
    """No label or message exists in one language only."""
    assert set(EN) == set(ZH)


@pytest.mark.parametrize("key", [key for key in EN if key.startswith(PRINTED)])
def test_both_languages_print_the_same_values(key: str) -> None:
    """A message prints the same values in English and in Chinese, in whatever order."""
    assert placeholders(EN[key]) == placeholders(ZH[key])


@pytest.mark.parametrize("key", [key for key in EN if key.startswith("say.")])
def test_every_message_belongs_to_a_rule_and_says_what_to_do(key: str) -> None:
    """Each message is that of a rule, ends as a sentence, and has a hint."""
    rule = key.split(".")[1]

    assert rule in RULES
    assert EN[key].endswith(".") and ZH[key].endswith("。")
    assert f"hint.{key.removeprefix('say.')}" in EN


@pytest.mark.parametrize(
    "word", ["mapping", "scalar", "node", "parse", "invalid", "illegal", "token", "null", "string"]
)
def test_messages_are_for_people_who_do_not_program(word: str) -> None:
    """No message uses a word that only programmers know."""
    for key, text in EN.items():
        if key.startswith(("say.", "hint.")):
            assert word not in text.lower(), key


def test_every_rule_has_a_message() -> None:
    """A rule has one message, or one for each of its variants."""
    told = {key.split(".")[1] for key in EN if key.startswith("say.")}

    assert told == set(RULES)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_explained(rule: str, language: str) -> None:
    """Why the rule exists, and how a source looks before and after mending it."""
    found = explanation(language, rule)

    assert set(found) == {"reason", "before", "after"}
    assert found["reason"].endswith("。" if language == "zh" else ".")
    assert found["before"] and found["after"] and found["before"] != found["after"]


@pytest.mark.parametrize("rule", sorted(set(RULES) - {"not-utf-8"}))
def test_what_is_mended_can_be_read(rule: str) -> None:
    """The snippet after mending is YAML, or plain text where the rule is about texts or files."""
    for language in ("en", "zh"):
        yaml.compose(explanation(language, rule)["after"].replace("…", "[]"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", RULES)
def test_explain(rule: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`qmsdocs explain RULE` prints reason, clause and both snippets."""
    assert run(["explain", rule, "--language", language]) == 0
    found = capsys.readouterr().out

    assert found.startswith(f"{rule} (")
    assert explanation(language, rule)["reason"] in found
    assert RULES[rule].clause in found


def test_explain_lists_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a rule, all are listed; a rule that does not exist is wrong usage and gets a suggestion."""
    assert run(["explain"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(RULES)

    assert run(["explain", "tabs"]) == 2
    assert capsys.readouterr().err == "There is no rule tabs. Nearest: tab.\n"


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for file in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield file, node


def test_every_label_that_the_program_asks_for_exists() -> None:
    """`label(language, "…")` and `say("…")` name texts of the catalogue."""
    for file, call in _calls():
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        place = {"label": 1, "say": 0}.get(name, 99)
        if len(call.args) > place and isinstance(call.args[place], ast.Constant):
            assert call.args[place].value in EN, f"{file}:{call.lineno}"  # type: ignore[attr-defined]


def test_every_diagnostic_has_a_rule() -> None:
    """`Diagnostic("…")` names a rule."""
    for file, call in _calls():
        if isinstance(call.func, ast.Name) and call.func.id == "Diagnostic" and isinstance(call.args[0], ast.Constant):
            assert call.args[0].value in RULES, f"{file}:{call.lineno}"
