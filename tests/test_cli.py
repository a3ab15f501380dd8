"""What all commands share: every one is explained, and none goes on from sources that cannot be read."""

import click
import pytest

from qmsdocs.cli import main_group, run
from tests.house import House, issued_house
from tests.transcripts import transcript


def test_the_list_of_commands_is_not_cut_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At 80 columns every command is told in one whole sentence."""
    monkeypatch.setenv("COLUMNS", "80")

    assert run(["--help"]) == 0
    commands = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in commands] == sorted(main_group.commands)
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize("name", main_group.commands)
def test_every_option_is_explained(name: str) -> None:
    """No option of a command stands without a sentence."""
    options = [option for option in main_group.commands[name].params if isinstance(option, click.Option)]

    assert [option.opts for option in options if not (option.help or "").endswith((".", ")"))] == []


BROKEN = """\
error[yaml-syntax] The bracket that opens here is not closed, or a comma is missing or stands double.
 --> qms.yaml:1:11
1 | company: [
  |           ^
  = hint: Close the bracket, and put one comma between its entries.

1 error.
The documents could not be read.
exit 1
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Somebody has committed settings that cannot be read. Not to be changed."""
    house = issued_house(tmp_path_factory.mktemp("broken") / "house")
    house.write("qms.yaml", "company: [\n")
    house.commit("Break", "2026-03-01")
    return house


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "show QP-01 --revision working",
        "changes --base start",
        "redline QP-01 1.0 working",
        "due",
        "codeowners",
        "revise QP-01",
        "approve QP-01",
        "review QP-01",
        "withdraw QP-01 --reason Done",
    ],
)
def test_sources_that_cannot_be_read(command: str, broken: House) -> None:
    """What is wrong in them is told, with its place, and nothing is written."""
    assert transcript(broken.root, *command.split()) == BROKEN
    assert broken.git("status", "--porcelain") == ""
