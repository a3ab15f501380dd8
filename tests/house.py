"""A small house with a real git repository, for tests of what git knows of revisions.

QP-01, QP-02 and WI-01 are text documents, QR-01 is a form; QP-01 and QP-02 print the limit `answer`. Ann manages and
approves, Bob prepares, Cas stands in for Ann. Everything has a fixed name and day, and the user's own git settings do
not count.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from qmsdocs.cache import Cache
from qmsdocs.cli import run
from qmsdocs.fingerprint import fingerprint
from qmsdocs.history import Evidence
from qmsdocs.pipeline import Loaded, load, load_in_force
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import WorkingTree, with_item

SETTINGS = """\
company: {name: House, short_name: House}
system: Handbook
languages: [en, zh]
time_zone: Europe/Amsterdam
branch: main
controlled_from: start
standards: []
document_types:
  QP:
    title: Procedure
    plural: Procedures
    level: 2
    folder: procedures
    approver: manager
    review_months: 12
    parts: [{part: purpose, title: Purpose}]
  WI:
    title: Work instruction
    plural: Work instructions
    level: 3
    folder: work_instructions
    approver: manager
    review_months: 12
    parts: [{part: purpose, title: Purpose}]
  QR:
    title: Form
    plural: Forms
    level: 4
    folder: forms
    body: form
    approver: manager
    review_months: 12
    parts: [{part: form}]
"""
ORGANIZATION = """\
sites:
  mill: {title: Mill, country: Netherlands}
units:
  service: {title: Service, head: manager}
roles:
  manager:
    title: Manager
    unit: service
    holders:
      - {person: ann, from: 2026-01-01}
      - {person: cas, from: 2026-01-01, deputy: true}
  writer:
    title: Writer
    unit: service
    reports_to: manager
    holders:
      - {person: bob, from: 2026-01-01}
people:
  ann: {name: Ann Admiraal, emails: [ann@house.example]}
  bob: {name: Bob Bakker, emails: [bob@house.example]}
  cas: {name: Cas Claus, emails: [cas@house.example]}
"""
PARAMETERS = """\
limits:
  answer: {title: Answer, value: 5 days}
retention:
  records: {title: Records, value: 3 years}
"""
FILES = {
    "QP-01": "procedures/QP-01.yaml",
    "QP-02": "procedures/QP-02.yaml",
    "WI-01": "work_instructions/WI-01.yaml",
    "QR-01": "forms/QR-01.yaml",
}
TEXTS = {
    "QP-01": "title: Answers\nowner: manager\npurpose: Answer within {limits.answer}. Use [QR-01].\n",
    "QP-02": "title: Reviews\nowner: manager\npurpose: Whoever answers within {limits.answer} is praised.\n",
    "WI-01": "title: Telephone\nowner: writer\npurpose: Lift the receiver.\n",
    "QR-01": "title: Record\nowner: manager\nfilled_by: [writer]\nkeeper: service\nretention: retention.records\n"
    "sections:\n  - {id: call, title: Call, fields: [{id: day, label: Day, kind: date}]}\n",
}


def entry(label: str, effective: str, more: str = "") -> str:
    """A revision entry that Bob prepared."""
    return (
        f'  - label: "{label}"\n    class: change\n    effective: {effective}\n'
        f"    changes: [{{what: The bell rings {label} times., why: Callers hung up too soon.}}]\n"
        f"    training: {{roles: all}}\n{more}"
        "    signatures:\n      - {as: prepared, by: bob, role: writer, on: 2026-02-01}\n"
    )


class House:
    """A folder with a management system, and its git repository."""

    def __init__(self, root: Path, top: Path | None = None) -> None:
        """`top` holds the git repository; by default the folder `root` itself."""
        self.root, self.top = root, top or root
        self.root.mkdir(parents=True, exist_ok=True)
        self.day = "2026-02-02"

    # ── Files ────────────────────────────────────────────────────────────────

    def read(self, path: str) -> str:
        """The text of a file."""
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Writes a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Replaces a text that stands in a file."""
        text = self.read(path)
        assert old in text, f"{old!r} does not stand in {path}"
        self.write(path, text.replace(old, new, 1))

    def draft(self, number: str, effective: str = "2026-03-01") -> None:
        """Writes a document with its first revision."""
        self.write(FILES[number], f"number: {number}\n{TEXTS[number]}revisions:\n{entry('1.0', effective)}")

    def revise(self, number: str, label: str, effective: str, old: str = "", new: str = "", more: str = "") -> None:
        """Opens the next revision of a document, with a change of its text."""
        self.change(FILES[number], "revisions:\n", f"revisions:\n{entry(label, effective, more)}")
        self.change(FILES[number], old, new)

    def approve(self, *numbers: str, by: str = "ann", on: str = "2026-02-10", **more: Any) -> None:
        """Enters an approval of the newest revision, with the fingerprint of what stands there."""
        tree = WorkingTree(self.root)
        repository = read_repository(tree)
        assert isinstance(repository, Repository)
        for number in numbers:
            document = repository.documents[number]
            found = fingerprint(document, repository.facts, tree.read)
            item = {"as": "approved", "by": by, "role": "manager", "on": on, "fingerprint": found, **more}
            label = document.item.revisions[0].label
            file = self.root / document.path
            file.write_bytes(with_item(file.read_bytes(), ("revisions", label, "signatures"), item))

    # ── git ──────────────────────────────────────────────────────────────────

    def git(
        self, *arguments: str, author: str = "ann", at: str = "", config: Sequence[str] = (), told: str | None = None
    ) -> str:
        """Runs git, as the person `author` at the moment `at` (default: noon of the day of the last commit); it is
        `told` a text."""
        moment = at or f"{self.day}T12:00:00+01:00"
        who = {"NAME": author.title(), "EMAIL": f"{author}@house.example", "DATE": moment}
        named = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_EDITOR": "true"}
        options = [part for setting in ("commit.gpgsign=false", *config) for part in ("-c", setting)]
        command = ["git", *options, *arguments]
        found = subprocess.run(
            command,
            cwd=self.top,
            env={**os.environ, **apart, **named},
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, f"git {' '.join(arguments)}: {found.stdout}{found.stderr}"
        return found.stdout.strip()

    def commit(
        self,
        message: str = "Change",
        day: str = "",
        author: str = "ann",
        at: str = "",
        config: Sequence[str] = (),
        options: Sequence[str] = (),
    ) -> str:
        """Commits everything, and gives the hash. `day` is also that of the commits that follow."""
        self.day = day or self.day
        self.git("add", "--all", str(self.root))
        self.git("commit", "--quiet", *options, "--message", message, author=author, at=at, config=config)
        return self.head

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.git("rev-parse", "HEAD")

    def recommit(self, old: str, new: str) -> str:
        """Puts another commit in the place of the last one, with a text replaced, however odd; gives its hash."""
        text = self.git("cat-file", "commit", "HEAD") + "\n"
        assert old in text
        sha = self.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", told=text.replace(old, new))
        self.git("update-ref", "HEAD", sha)
        return sha

    def switch(self, branch: str) -> None:
        """Checks out a branch, and begins it when there is none."""
        known = self.git("branch", "--list", branch)
        self.git("switch", "--quiet", *([] if known else ["--create"]), branch)

    def merge(self, branch: str, day: str = "", author: str = "cas", *options: str) -> str:
        """Merges a branch with a merge commit, and gives its hash."""
        self.day = day or self.day
        self.git("merge", "--quiet", *(options or ("--no-ff",)), "-m", f"Merge {branch}", branch, author=author)
        return self.head

    def squash(self, branch: str, day: str = "", author: str = "cas") -> str:
        """Merges a branch as one new commit, as forges do, and gives its hash."""
        self.git("merge", "--quiet", "--squash", branch)
        return self.commit(f"{branch} (#1)", day, author)

    def tag(self, name: str, message: str = "", config: Sequence[str] = (), signed: bool = False) -> None:
        """Sets a tag; with a message, an annotated one."""
        self.git("tag", *(["-s"] if signed else []), *(["-m", message] if message else []), name, config=config)

    # ── What the program says ────────────────────────────────────────────────

    def in_force(self, as_of: str = "2026-06-01") -> Loaded:
        """What staff see on a day."""
        return load_in_force(self.root, date.fromisoformat(as_of), Cache())

    def list(self, as_of: str = "2026-06-01") -> dict[str, str]:
        """Revision and status of each document that staff see, as `qmsdocs list` says."""
        told = StringIO()
        with redirect_stdout(told):
            code = run(["list", "--root", str(self.root), "--as-of", as_of, "--format", "json"])
        assert code in (0, 1), told.getvalue()
        return {line["number"]: f"{line['revision']} {line['status']}" for line in json.loads(told.getvalue())}

    def purpose(self, number: str, as_of: str = "2026-06-01") -> str:
        """The text of a document that staff see."""
        master = self.in_force(as_of).master
        assert master is not None
        texts = dict(master.entries[number].document.texts)
        return next(text for route, text in texts.items() if route[0] == "purpose")

    def findings(self, as_of: str = "2026-06-01") -> Sequence[str]:
        """What `check` finds in the working tree: rule and file of each error and warning."""
        found = [load(self.root, date.fromisoformat(as_of), cache).findings for cache in (Cache(), Cache.none())]
        assert found[0] == found[1], "what the cache knows is what is so"
        return [f"{each.diagnostic.rule} {each.span.path}" for each in found[0]]

    def said(self, rule: str, as_of: str = "2026-06-01") -> str:
        """The only finding of a rule, as `check` says it."""
        found = load(self.root, date.fromisoformat(as_of), Cache()).findings
        (only,) = [each.diagnostic for each in found if each.diagnostic.rule == rule]
        return only.message("en")

    def evidence(self, number: str, as_of: str = "2026-06-01") -> Evidence:
        """What git says of the approval of the revision that is shown."""
        master = self.in_force(as_of).master
        assert master is not None
        standing = master.entries[number].standing
        assert standing is not None
        return standing.approvals[-1].evidence

    def grade(self, number: str, as_of: str = "2026-06-01") -> str:
        """How well the approval of the revision that is shown is proved."""
        return self.evidence(number, as_of).grade


def new_house(root: Path, top: Path | None = None, numbers: Sequence[str] = ("QP-01",), **people: str) -> House:
    """A house with drafts of some documents, committed on the branch `main` and tagged `start`: controlled from then.

    `people` gives what the organization file says of a person, such as `ann="{name: Ann, keys: [ssh-ed25519 AAAA]}"`.
    """
    house = House(root, top)
    house.git("init", "--quiet", "--initial-branch=main")
    house.write("qms.yaml", SETTINGS)
    lines = ORGANIZATION.splitlines()
    house.write(
        "manual/organization.yaml",
        "\n".join(
            next((f"  {who}: {said}" for who, said in people.items() if line.startswith(f"  {who}: ")), line)
            for line in lines
        )
        + "\n",
    )
    house.write("manual/parameters.yaml", PARAMETERS)
    for number in ("QR-01", *numbers):
        house.draft(number)
    house.commit("Start", "2026-02-02", "bob")
    house.tag("start")
    return house


def issued_house(root: Path, **people: str) -> House:
    """A house in which QP-01 1.0 and QR-01 1.0 were approved on 10 February and are in force from 1 March."""
    house = new_house(root, **people)
    house.approve("QP-01", "QR-01")
    house.commit("Approve QP-01 and QR-01", "2026-02-10")
    return house
