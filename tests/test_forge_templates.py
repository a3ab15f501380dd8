"""The templates for GitHub and GitLab call commands that exist, fetch all of the history, and trust no input."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from qmsdocs.cli import main_group, run
from qmsdocs.commands.owners import HEAD
from tests.conftest import ROOT
from tests.house import House, issued_house

GITHUB = sorted((ROOT / "templates" / "github").glob("*.yml"))
GITLAB = ROOT / "templates" / "gitlab" / ".gitlab-ci.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ENVIRONMENT = {
    "BASE": "main",
    "CHANGE": "CR-7",
    "CI_COMMIT_TAG": "issue-2026-11-24",
    "CI_COMMIT_SHA": "0" * 40,
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_PROJECT_URL": "https://forge.example/house",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CLASS": "new edition",
    "EFFECTIVE": "2026-12-01",
    "LOGIN": "ann",
    "NUMBERS": "QP-01 WI-*",
    "SINCE": "2025-11-18; touch evil",
    "TAG": "",
    "REVIEW": "https://forge.example/review/7",
    "WHAT": '$(touch evil) `touch evil` " ; touch evil',
    "WHY": "--root=/",
    "login": "ann",
    "number": "QP-01",
}
"""What the variables of the scripts may hold, unfriendly things among them."""


class _Loader(yaml.SafeLoader):
    """As YAML 1.2 has it: `on` is a word."""


_LOADER_RESOLVERS = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.yaml_implicit_resolvers = _LOADER_RESOLVERS


def read(file: Path) -> Any:
    """The YAML of a file."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)


def steps(file: Path) -> Iterator[dict[str, Any]]:
    """Every step of every job of a GitHub workflow."""
    for job in read(file)["jobs"].values():
        yield from job["steps"]


def gitlab_jobs() -> dict[str, Any]:
    """The jobs of the GitLab file."""
    return {name: job for name, job in read(GITLAB).items() if isinstance(job, dict) and "script" in job}


def scripts() -> Iterator[tuple[str, str]]:
    """Every script that runs on a forge, with the file that it stands in."""
    for file in GITHUB:
        yield from ((file.name, step["run"]) for step in steps(file) if "run" in step)
    jobs = [*gitlab_jobs().values(), read(GITLAB)["default"]]
    yield from ((GITLAB.name, line) for job in jobs for key in ("before_script", "script") for line in job.get(key, []))


def command_lines() -> list[str]:
    """The calls of qmsdocs in the scripts, without what is done with their answers."""
    found = re.findall(r"qmsdocs [a-z]+\b[^\n|]*", "\n".join(script for _, script in scripts()))
    return sorted({re.sub(r"\s*(\|\|.*|\) *)$", "", line) for line in found})


def arguments_of(line: str, tmp_path: Path) -> list[str]:
    """What a shell makes of the line; in place of the program it only prints its arguments."""
    script = f"set -f; qmsdocs() {{ printf '%s\\0' \"$@\"; }}; {line}"
    told = subprocess.run(
        ["bash", "-c", script], env={**os.environ, **ENVIRONMENT}, cwd=tmp_path, capture_output=True, check=True
    )
    assert list(tmp_path.iterdir()) == [], "an input was run as a command"
    return told.stdout.decode().split("\0")[:-1]


def parsed(arguments: list[str]) -> click.Context:
    """The command line as the program itself reads it; nothing runs."""
    group = main_group.make_context("qmsdocs", list(arguments))
    name, command, rest = main_group.resolve_command(group, arguments)
    assert command is not None
    return command.make_context(name, list(rest), parent=group)


def test_there_are_templates() -> None:
    """Five things can be done from the web page."""
    assert [file.name for file in GITHUB] == ["approve.yml", "bundle.yml", "check.yml", "publish.yml", "revise.yml"]
    assert {"check", "comment", "approve", "revise", "pages", "bundle", "watch"} == gitlab_jobs().keys()


@pytest.mark.parametrize("line", command_lines())
def test_every_command_is_one_that_the_program_takes(line: str, tmp_path: Path) -> None:
    """Its options exist, and what people type stays a value."""
    parsed(arguments_of(line, tmp_path))


def test_what_people_type_stays_a_value(tmp_path: Path) -> None:
    """Quotation marks, commands in backticks and words that look like options do nothing."""
    (line,) = [line for line in command_lines() if line.startswith("qmsdocs revise") and "CHANGE" in line]

    found = parsed(arguments_of(line, tmp_path)).params

    expected = {"numbers": ("QP-01", "WI-*"), "why": "--root=/", "what": ENVIRONMENT["WHAT"], "change_request": "CR-7"}
    assert expected == {name: found[name] for name in expected}


def test_no_expression_of_the_forge_stands_in_a_script() -> None:
    """`${{ … }}` is put into a script before the shell reads it: there an input could become a command."""
    assert [(name, script) for name, script in scripts() if "${{" in script] == []


@pytest.mark.parametrize("file", GITHUB, ids=lambda file: file.name)
def test_the_whole_history_is_fetched(file: Path) -> None:
    """Without it, approvals cannot be proved."""
    checkouts = [step for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert all(step["with"]["fetch-depth"] == "0" or step["with"]["fetch-depth"] == 0 for step in checkouts)


def test_the_whole_history_is_fetched_on_gitlab() -> None:
    """The same for GitLab."""
    assert read(GITLAB)["variables"]["GIT_DEPTH"] == "0"


@pytest.mark.parametrize("file", GITHUB, ids=lambda file: file.name)
def test_actions_are_pinned_by_commit(file: Path) -> None:
    """A tag can be moved to other code, a commit cannot; the version stands beside it."""
    used = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line]

    assert used
    assert [line for line in used if not re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []


@pytest.mark.parametrize("file", GITHUB, ids=lambda file: file.name)
def test_rights_are_given_to_single_jobs(file: Path) -> None:
    """The workflow may only read; a job that writes says what."""
    found = read(file)

    assert found["permissions"] == {"contents": "read"}
    expected = {
        "approve.yml": {"record": {"contents": "write"}},
        "bundle.yml": {},
        "check.yml": {"comment": {"pull-requests": "write"}},
        "publish.yml": {"deploy": {"pages": "write", "id-token": "write"}},
        "revise.yml": {"revise": {"contents": "write", "pull-requests": "write"}},
    }
    assert expected[file.name] == {
        name: job["permissions"] for name, job in found["jobs"].items() if "permissions" in job
    }


def test_a_proposal_is_built_without_rights_and_secrets() -> None:
    """Its mkdocs.yml may name hooks, which run: nothing there may write or holds a secret."""
    job = read(ROOT / "templates" / "github" / "check.yml")["jobs"]["check"]

    assert "secrets" not in str(job)
    assert str(job["steps"][0]["with"]["persist-credentials"]).lower() == "false"


def test_a_review_of_an_earlier_state_is_not_recorded() -> None:
    """The commit that was reviewed is compared with the one that is checked out, before anything is recorded."""
    names = [step.get("name", "") for step in steps(ROOT / "templates" / "github" / "approve.yml")]

    assert names.index("Only what was reviewed") < names.index("Record the approval")


def test_the_hook_for_pre_commit() -> None:
    """It is installed from this repository and runs a command that exists."""
    (hook,) = read(HOOKS)

    assert (hook["id"], hook["language"]) == ("qmsdocs-check", "python")
    parsed(hook["entry"].split()[1:])
    for path in ("qms.yaml", "procedures/QP-01.zh.yaml", "forms/table.csv"):
        assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "README.md")


# ── CODEOWNERS ───────────────────────────────────────────────────────────────


def test_codeowners_names_who_approves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By account where there is one, else by address; deputies too, and nobody who does not hold the role."""
    issued_house(
        tmp_path,
        ann="{name: Ann Admiraal, emails: [ann@house.example], logins: [ann-a]}",
        cas="{name: Cas Claus, emails: [cas@house.example, cas@home.example]}",
    )
    asked = ["codeowners", "--root", str(tmp_path), "--as-of", "2026-06-01"]
    expected = (
        "\n".join(HEAD)
        + """

/qms*.yaml @ann-a cas@house.example
/manual/ @ann-a cas@house.example
/procedures/ @ann-a cas@house.example
/work_instructions/ @ann-a cas@house.example
/forms/ @ann-a cas@house.example
/procedures/**/QP-* @ann-a cas@house.example
/work_instructions/**/WI-* @ann-a cas@house.example
/forms/**/QR-* @ann-a cas@house.example

# Who may change these files and what runs on the forge.
CODEOWNERS @ann-a cas@house.example
/.github/ @ann-a cas@house.example
/.gitlab-ci.yml @ann-a cas@house.example
"""
    )

    assert run(asked) == 0
    assert expected == (tmp_path / "CODEOWNERS").read_text(encoding="utf-8")
    assert run([*asked, "--check"]) == 0


def test_codeowners_tells_when_it_is_out_of_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """When a role changes hands, the file has to be written anew."""
    house = issued_house(tmp_path)
    asked = ["codeowners", "--root", str(tmp_path), "--as-of", "2026-06-01"]
    run(asked)
    house.change(
        "manual/organization.yaml", "{person: ann, from: 2026-01-01}", "{person: ann, from: 2026-01-01, to: 2026-05-31}"
    )

    assert run([*asked, "--check"]) == 1
    assert "`qmsdocs codeowners` writes it anew" in capsys.readouterr().err
    assert run([*asked, "--quiet"]) == 0
    assert "/procedures/ cas@house.example\n" in (tmp_path / "CODEOWNERS").read_text(encoding="utf-8")


def test_codeowners_below_the_top_of_git(tmp_path: Path) -> None:
    """Where the system is a folder of a larger repository, the file lies at the top and names the folder."""
    house = House(tmp_path / "quality" / "manual system", tmp_path)
    made = issued_house(tmp_path / "first")
    house.git("init", "--quiet", "--initial-branch=main")
    for path in ("qms.yaml", "manual/organization.yaml", "manual/parameters.yaml"):
        house.write(path, made.read(path))
    house.commit("Start")

    assert run(["codeowners", "--root", str(house.root), "--as-of", "2026-06-01", "--quiet"]) == 0
    written = (tmp_path / "CODEOWNERS").read_text(encoding="utf-8")
    assert "/quality/manual\\ system/procedures/**/QP-* ann@house.example cas@house.example\n" in written


def test_a_role_that_nobody_holds_is_said(tmp_path: Path) -> None:
    """A pattern without owners would take the owners away: it stands there as a remark."""
    house = issued_house(tmp_path)
    house.change(
        "qms.yaml",
        "    folder: forms\n    body: form\n    approver: manager",
        "    folder: forms\n    body: form\n    approver: ghost",
    )

    run(["codeowners", "--root", str(tmp_path), "--as-of", "2026-06-01", "--quiet"])

    written = (tmp_path / "CODEOWNERS").read_text(encoding="utf-8")
    assert "# nobody with a login or an e-mail address holds: ghost\n# /forms/**/QR-*\n" in written
