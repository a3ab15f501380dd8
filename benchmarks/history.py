"""Makes a management system with ten years of history in git, and measures how fast that history is read.

    .venv/bin/python benchmarks/history.py make /tmp/history            1,000 documents over 10,000 commits
    .venv/bin/python benchmarks/history.py issued /tmp/history          what git proves of every issued revision
    .venv/bin/python benchmarks/history.py walk /tmp/history 20         GitPython's walk for 20 of the files
    .venv/bin/python benchmarks/history.py as-of /tmp/history 2024-10-01
    .venv/bin/python benchmarks/history.py more /tmp/history 200        adds commits

The documents are those of `corpus.py`; `git fast-import` takes their history. Every document is issued, and then again
and again opened, changed and approved, on the branch itself or on side branches that are merged; some are moved, and
now and then facts change that no fingerprint covers. Every approval carries the true fingerprint of its content; three
of four were committed by the approver. The same numbers always give the same commits.
"""

import argparse
import json
import multiprocessing
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Any

import corpus

BEGIN = datetime(2016, 10, 3, 8, tzinfo=UTC)
YEARS = 10
_LABELS = tuple(f"{edition}.{number}" for edition in range(1, 40) for number in range(4))
_CONTROLLER = "j-nowak"
_APPROVERS = {"QP": ("m-devries", "management-representative"), "PO": ("e-vandijk", "general-manager")}
_APPROVERS |= {"QM": _APPROVERS["PO"]}
_AUTHORS = ("k-wisniewski", "p-zielinska", "chen-wei", "liu-min", "wang-fang", "o-jankowski", "xu-jing", "l-kaminska")


def _approver(number: str) -> tuple[str, str]:
    return _APPROVERS.get(number.partition("-")[0], ("s-bakker", "head-of-customer-service"))


# ── The plan: what happens in which commit ───────────────────────────────────


@dataclass
class Step:
    """A commit: what it does to documents (`issue`, `open`, `change`, `approve`, `move`) or to a fact file."""

    kind: str
    numbers: list[str]
    by: str
    branch: int = 0
    """The side branch on which it is made; 0 for the controlled branch."""
    merges: int = 0
    """The side branch that it merges."""


@dataclass
class _Plan:
    """Decides step by step; who is open on a side branch is left alone elsewhere."""

    numbers: list[str]
    commits: int
    steps: list[Step] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    branches: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random("history")

    def made(self) -> list[Step]:
        """All steps: first every document is issued, then life goes on; most revisions are approved at the end."""
        self.steps.append(Step("facts", [], _CONTROLLER))
        for start in range(0, len(self.numbers), 4):
            self.steps.append(Step("issue", self.numbers[start : start + 4], _CONTROLLER))
        self.idle = list(self.numbers)
        while len(self.steps) < self.commits:
            self._next()
        return self.steps[: self.commits]

    def _next(self) -> None:
        chance = self.random.random()
        if chance < 0.058 and len(self.steps) < self.commits - 60:
            self._side_branch()
        elif chance < 0.068:
            self._move()
        elif chance < 0.076:
            self.steps.append(Step("facts", [], _CONTROLLER))
        elif len(self.opened) > self._most_open or (self.opened and chance < 0.36):
            self._approve()
        elif self.opened and chance < 0.68:
            self.steps.append(Step("change", self._some(self.opened), self.random.choice(_AUTHORS)))
        else:
            numbers = self._some(self.idle)
            self._take(numbers, self.idle, self.opened)
            self.steps.append(Step("open", numbers, self.random.choice(_AUTHORS)))

    @property
    def _most_open(self) -> int:
        return max(8, len(self.numbers) // 10)

    def _some(self, among: list[str]) -> list[str]:
        count = self.random.choice((1, 1, 2, 2, 3, 4))
        return sorted(self.random.sample(among, min(count, len(among))))

    def _take(self, numbers: list[str], source: list[str], target: list[str]) -> None:
        target += numbers
        source[:] = [number for number in source if number not in numbers]

    def _approve(self) -> None:
        approver = _approver(self.random.choice(self.opened))
        numbers = self._some([number for number in self.opened if _approver(number) == approver])
        self._take(numbers, self.opened, self.idle)
        self.steps.append(Step("approve", numbers, approver[0] if self.random.random() < 0.75 else _CONTROLLER))

    def _move(self) -> None:
        among = [number for number in self.idle if number not in self.moved and number.startswith(("QP", "WI"))]
        if among:
            self.moved.add(number := self.random.choice(among))
            self.steps.append(Step("move", [number], _CONTROLLER))

    def _side_branch(self) -> None:
        """One document is revised on a branch; the controlled branch goes on meanwhile."""
        number = self.random.choice(self.idle)
        self.idle.remove(number)
        self.branches += 1
        branch, author = self.branches, self.random.choice(_AUTHORS)
        approver = _approver(number)[0] if self.random.random() < 0.75 else _CONTROLLER
        for kind, by in (("open", author), ("change", author), ("approve", approver)):
            self.steps.append(Step(kind, [number], by, branch=branch))
            if self.opened and self.random.random() < 0.4:
                self.steps.append(Step("change", [self.random.choice(self.opened)], author))
        self.steps.append(Step("merge", [number], _CONTROLLER, merges=branch))
        self.idle.append(number)


# ── The documents: one life after another ────────────────────────────────────


@dataclass(frozen=True)
class _Life:
    """What happens to one document: kind, day and author of each event; its head and body without revisions."""

    number: str
    folder: str
    value: dict[str, Any]
    events: list[tuple[str, date, str]]


def _versions(life: _Life) -> list[bytes]:
    """The bytes of the document after each event."""
    from qmsdocs.decode import decode
    from qmsdocs.fingerprint import fingerprint
    from qmsdocs.model import Document, Form
    from qmsdocs.repository import ControlledDocument

    number, prefix = life.number, life.number.partition("-")[0]
    value = {key: part for key, part in life.value.items() if key not in ("purpose", "revisions")}
    path = f"{life.folder}/{number}.yaml"
    head, body = _head_and_body(value)
    writer = corpus.Writer(number, 0, _NUMBERS)
    purpose, older, found = life.value["purpose"], "", list[bytes]()
    revisions: list[dict[str, Any]] = []
    for place, (kind, day, author) in enumerate(life.events):
        if kind in ("issue", "open"):
            older = corpus.dump(revisions[:1]) + older if revisions else ""
            effective = _effective(life.events[place:], day)
            revisions.insert(0, _revision(_LABELS[len(revisions)], effective, author, day, writer))
        if kind in ("open", "change"):
            purpose = writer.lines(2)
        if kind in ("issue", "approve"):
            model = Form if prefix == "QR" else Document
            item, problems = decode(model, {**value, "purpose": purpose, "revisions": revisions}, path)
            assert item is not None, problems
            signed = fingerprint(ControlledDocument(path, prefix, item), _facts_of_house(), lambda _: None)
            by, role = _approver(number)
            signature = {"as": "approved", "by": by, "role": role, "on": str(day), "fingerprint": signed}
            revisions[0]["signatures"].append(signature)
        text = f"{head}{corpus.dump({'purpose': purpose})}{body}revisions:\n{corpus.dump(revisions[:1])}{older}"
        found.append(text.encode())
    return found


def _effective(events: list[tuple[str, date, str]], day: date) -> date:
    """Two weeks after the approval that follows."""
    return next((on for kind, on, _ in events if kind in ("issue", "approve")), day) + timedelta(days=14)


def _revision(label: str, effective: date, author: str, day: date, writer: corpus.Writer) -> dict[str, Any]:
    return {
        "label": label,
        "class": "new edition" if label.endswith(".0") else "change",
        "effective": str(effective),
        "changes": [{"what": writer.lines(1), "why": "First issue." if label == "1.0" else writer.lines(1)}],
        "training": {"roles": writer.roles[:2], "by": str(effective - timedelta(days=1))},
        "signatures": [
            {"as": "prepared", "by": author, "role": "author", "on": str(day)},
            {"as": "reviewed", "by": "a-kowalska", "role": "quality-manager", "on": str(day)},
        ],
    }


def _head_and_body(value: dict[str, Any]) -> tuple[str, str]:
    """The document as text, parted where its purpose stands."""
    heads = ("number", "title", "owner", "parent", "classification", "clauses")
    head = {key: part for key, part in value.items() if key in heads}
    return corpus.dump(head), corpus.dump({key: part for key, part in value.items() if key not in heads})


# ── The facts ────────────────────────────────────────────────────────────────


def _house(folder: Path) -> dict[str, bytes]:
    """Settings and facts as files: those of the corpus, with forty people and a controlled branch."""
    corpus.facts(folder)
    files = {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.yaml"))}
    more = "".join(
        f"  t-tester{number:02}:\n    name: Tester {number}\n    emails: [tester{number:02}@aldermoor.example]\n"
        for number in range(1, 17)
    )
    organization = files["manual/organization.yaml"].decode().replace("from: 2026-08-01", "from: 2016-08-01") + more
    roles = "".join(f"      - {{person: {name}, from: 2016-08-01}}\n" for name in _AUTHORS)
    head, _, tail = organization.partition("  author:\n")
    files["manual/organization.yaml"] = (
        head + "  author:\n" + tail.replace("holders:\n", f"holders:\n{roles}", 1)
    ).encode()
    files["qms.yaml"] += b"branch: main\ncontrolled_from: start\n"
    return files


@cache
def _facts_of_house() -> Any:
    """The facts as the program reads them: none of those that are printed changes in ten years."""
    from qmsdocs.repository import Repository, read_repository
    from qmsdocs.source import WorkingTree

    found = read_repository(WorkingTree(_HOUSE))
    assert isinstance(found, Repository), found
    return found.facts


_HOUSE = Path()
_NUMBERS = corpus.numbers(corpus.MIN_DOCUMENTS)


def _start(house: Path, numbers: corpus.Numbers) -> None:
    global _HOUSE, _NUMBERS
    _HOUSE, _NUMBERS = house, numbers


# ── The stream for git ───────────────────────────────────────────────────────


def make(output: Path, documents: int, commits: int) -> None:
    """The repository in the folder `output`, which is replaced; the newest state is checked out."""
    shutil.rmtree(output, ignore_errors=True)
    house = output / "house"
    files = _house(house)
    for name, data in files.items():
        (house / name).write_bytes(data)
    numbers = corpus.numbers(max(documents, corpus.MIN_DOCUMENTS))
    kinds = corpus.kinds(numbers)
    steps = _Plan([number for _, of_kind, _ in kinds for number in of_kind], commits).made()
    events: dict[str, list[tuple[str, date, str]]] = {}
    for place, step in enumerate(steps):
        if step.kind in ("issue", "open", "change", "approve"):
            for number in step.numbers:
                author = step.by if step.by in _AUTHORS else _AUTHORS[place % len(_AUTHORS)]
                events.setdefault(number, []).append((step.kind, _day(place, commits), author))
    lives = [
        _Life(number, folder, write(corpus.Writer(number, place, numbers)), events.get(number, []))
        for folder, of_kind, write in kinds
        for place, number in enumerate(of_kind)
    ]
    with multiprocessing.get_context("fork").Pool(initializer=_start, initargs=(house, numbers)) as pool:
        versions = dict(zip((life.number for life in lives), pool.map(_versions, lives, chunksize=20), strict=True))
    shutil.rmtree(house)
    _import(output, steps, {life.number: life.folder for life in lives}, versions, files)


def _when(place: int, commits: int) -> datetime:
    return BEGIN + timedelta(days=365.25 * YEARS) * (place / commits)


def _day(place: int, commits: int) -> date:
    return _when(place, commits).date()


def _import(
    output: Path, steps: list[Step], folders: dict[str, str], versions: dict[str, list[bytes]], files: dict[str, bytes]
) -> None:
    git = ["git", "-C", str(output)]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    with _fast_import(output) as process:
        assert process.stdin is not None
        _Stream(process.stdin, steps, folders, versions, files).write()
    # Packed as git packs what it sends and keeps; fast-import leaves long chains that every reader pays for.
    packed = ["repack", "-a", "-d", "-f", "--quiet"]
    for command in (["update-ref", "-d", "refs/heads/side"], packed, ["reset", "--quiet", "--hard", "main"]):
        subprocess.run([*git, *command], check=True)


def _fast_import(root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["git", "-C", str(root), "fast-import", "--quiet"], stdin=subprocess.PIPE)


class _Stream:
    """Writes the commits for `git fast-import`."""

    def __init__(
        self,
        stream: IO[bytes],
        steps: list[Step],
        folders: dict[str, str],
        versions: dict[str, list[bytes]],
        files: dict[str, bytes],
    ) -> None:
        self.stream, self.steps, self.files = stream, steps, files
        self.paths = {number: f"{folder}/{number}.yaml" for number, folder in folders.items()}
        self.versions = {number: iter(found) for number, found in versions.items()}
        self.now: dict[str, bytes] = {}
        self.tips: dict[int, int] = {}
        """The newest commit of each branch."""

    def write(self) -> None:
        """All commits, the controlled branch `main`, and the tag `start` on the first commit."""
        for place, step in enumerate(self.steps, 1):
            self._commit(place, step)
        self.line("reset refs/heads/main", f"from :{self.tips[0]}", "", "reset refs/tags/start", "from :1", "")

    def _commit(self, place: int, step: Step) -> None:
        when = int(_when(place, len(self.steps)).timestamp())
        who = f"{step.by} <{step.by.replace('-', '.')}@aldermoor.example> {when} +0100"
        message = f"{step.kind.capitalize()} {', '.join(step.numbers) or 'facts'}".encode()
        self.line(f"commit refs/heads/{'main' if not step.branch else 'side'}", f"mark :{place}", f"author {who}")
        self.line(f"committer {who}")
        self.data(message)
        parent = self.tips.get(step.branch) or self.tips.get(0)
        if parent:
            self.line(f"from :{parent}")
        if step.merges:
            self.line(f"merge :{self.tips[step.merges]}")
        for path, data in self._changes(place, step):
            self.line(f"M 100644 inline {path}")
            self.data(data)
        self.tips[step.branch] = place

    def _changes(self, place: int, step: Step) -> Iterator[tuple[str, bytes]]:
        if step.kind == "facts":
            yield from self._facts(place)
        for number in step.numbers:
            if step.kind == "move":
                self.line(f"D {self.paths[number]}")
                folder, _, name = self.paths[number].rpartition("/")
                self.paths[number] = f"{folder}/service/{name}"
            elif step.kind != "merge":
                self.now[number] = next(self.versions[number])
            yield self.paths[number], self.now[number]

    def _facts(self, place: int) -> Iterator[tuple[str, bytes]]:
        """All fact files at first; then people come, and remarks change."""
        if place == 1:
            yield from self.files.items()
            return
        name = ("manual/organization.yaml", "manual/parameters.yaml")[place % 2]
        self.files[name] += f"# Looked through in commit {place}.\n".encode()
        if place % 2 == 0:
            person = f"  n-newcomer{place}:\n    name: Newcomer {place}\n    emails: [new{place}@aldermoor.example]\n"
            self.files[name] += person.encode()
        yield name, self.files[name]

    def line(self, *lines: str) -> None:
        """Commands."""
        self.stream.write("".join(f"{line}\n" for line in lines).encode())

    def data(self, data: bytes) -> None:
        """A message or a file."""
        self.stream.write(b"data %d\n%s\n" % (len(data), data))


# ── What is measured, each in a process of its own ───────────────────────────


def issued(root: Path) -> dict[str, Any]:
    """Landing commit, day and blob of every issued revision, with the evidence for its approval, as the program finds
    them: from opening the repository on, the program being loaded and what the sources declare today being read."""
    from qmsdocs.cache import Cache
    from qmsdocs.git import Git
    from qmsdocs.history import History, open_branch
    from qmsdocs.recall import CachedReader
    from qmsdocs.repository import Repository, read_repository
    from qmsdocs.source.commit import CommitTree

    store = Cache()
    reader = CachedReader(store)
    repository = Git(root)
    files = {path: blob for path, blob in repository.tree(repository.head).items() if "-" not in path}
    now = read_repository(CommitTree(repository, repository.head, files), reader.read)
    assert isinstance(now, Repository), now
    start = _times()
    branch = open_branch(root, "main", store)
    history = History(branch.git, branch.index, branch.tip, now.facts, reader.read, store)
    opened = _since(start)
    declared = list(_declared(branch.index))
    start, rows = _times(), list[tuple[str, str, str, str, str, str]]()
    for number, approvals in declared:
        blobs = {branch.index.shas[found.commit]: found.blob for found in branch.index.mainline_versions(number)}
        for revision, signature in approvals:
            proof = history.evidence(number, revision, signature)
            row = (number, revision.label, proof.landed, str(proof.landed_on), blobs[proof.landed], proof.grade)
            rows.append(row)
    reader.keep()
    found = _since(start)
    grades = {grade: sum(row[5] == grade for row in rows) for grade in sorted({row[5] for row in rows})}
    times = {name: opened[name] + found[name] for name in opened}
    return {**times, "opened": opened["wall"], "revisions": len(rows), "grades": grades}


def _declared(index: Any) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
    """By number, the revisions with their approvals; in the program the documents state them, as they are read."""
    from qmsdocs.model.revision import Revision, Signature

    for number, keys in index.signed.items():
        found = []
        for key in keys:
            label, meaning, by, role, on, signed = key.split("|")
            if meaning == "approved":
                values = {"as": meaning, "by": by, "role": role, "on": on, "fingerprint": signed}
                found.append((Revision.model_construct(label=label), Signature.model_validate(values)))
        yield number, found


def walk(root: Path, files: int) -> dict[str, Any]:
    """The commits of `files` documents with their days, as GitPython's walk gives them: no blobs, no evidence."""
    from git import Repo

    repository = Repo(root)
    paths = sorted(entry.path for entry in repository.head.commit.tree.traverse() if "-0" in entry.name)
    start = _times()
    found = [
        (commit.hexsha, commit.committed_datetime.date())
        for path in paths[:: max(1, len(paths) // files)][:files]
        for commit in repository.iter_commits(paths=path)
    ]
    return {**_since(start), "versions": len(found), "files": len(paths)}


def as_of(root: Path, day: date) -> dict[str, Any]:
    """The master document list of a day, with every content that was in force."""
    import git  # noqa: F401 - the program loads it when it opens a repository

    from qmsdocs.cache import Cache
    from qmsdocs.pipeline import load_in_force

    start = _times()
    loaded = load_in_force(root, day, Cache())
    found = _since(start)
    assert loaded.master is not None, loaded.findings
    held = sum(entry.held is not None for entry in loaded.master.entries.values())
    return {**found, "documents": len(loaded.master.entries), "held": held, "findings": len(loaded.findings)}


def changed_since(root: Path, count: int) -> dict[str, Any]:
    """The day since which so many documents, or a few more, have another revision in force."""
    from qmsdocs.cache import Cache
    from qmsdocs.pipeline import load_in_force, today

    master = load_in_force(root, today(root), Cache(), checks=False).master
    assert master is not None
    entries = [entry for entry in master.entries.values() if entry.effective and entry.document.item.revisions[1:]]
    days = sorted((entry.effective for entry in entries if entry.effective), reverse=True)
    day = days[min(count, len(days)) - 1] - timedelta(days=1)
    return {"day": str(day), "documents": sum(found > day for found in days)}


def more(root: Path, commits: int) -> None:
    """Adds commits to the branch: in each, one document says one more word."""
    paths = sorted(path for path in root.rglob("*.yaml") if "-0" in path.name)
    with _fast_import(root) as process:
        assert process.stdin is not None
        stream = _Stream(process.stdin, [], {}, {}, {})
        for place in range(commits):
            path = paths[place * 7 % len(paths)]
            path.write_bytes(path.read_bytes().replace(b"purpose: |-\n", b"purpose: |-\n  Look twice.\n", 1))
            when = int(_when(1, 1).timestamp()) + place
            stream.line(
                "commit refs/heads/main", f"committer {_CONTROLLER} <{_CONTROLLER}@aldermoor.example> {when} +0100"
            )
            stream.data(b"Change one document")
            stream.line(
                *(["from refs/heads/main^0"] if place == 0 else []), f"M 100644 inline {path.relative_to(root)}"
            )
            stream.data(path.read_bytes())
    subprocess.run(["git", "-C", str(root), "reset", "--quiet"], check=True)


def _times() -> tuple[float, float]:
    """Wall and CPU seconds, those of finished child processes included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(part.ru_utime + part.ru_stime for part in used)


def _since(start: tuple[float, float]) -> dict[str, float]:
    return dict(
        zip(("wall", "cpu"), (after - before for before, after in zip(start, _times(), strict=True)), strict=True)
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    making = parts.add_parser("make")
    making.add_argument("output", type=Path)
    making.add_argument("--documents", type=int, default=1000)
    making.add_argument("--commits", type=int, default=10_000)
    asking = parts.add_parser("as-of")
    asking.add_argument("root", type=Path)
    asking.add_argument("day", type=date.fromisoformat)
    for name in ("issued", "walk", "more", "changed-since"):
        part = parts.add_parser(name)
        part.add_argument("root", type=Path)
        part.add_argument(
            "count",
            type=int,
            nargs="?",
            default=20,
            help="of files to walk, of commits to add, of documents that changed",
        )
    options = parser.parse_args()
    match options.part:
        case "make":
            make(options.output, options.documents, options.commits)
        case "issued":
            print(json.dumps(issued(options.root)))
        case "walk":
            print(json.dumps(walk(options.root, options.count)))
        case "as-of":
            print(json.dumps(as_of(options.root, options.day)))
        case "changed-since":
            print(json.dumps(changed_since(options.root, options.count)))
        case "more":
            more(options.root, options.count)


if __name__ == "__main__":
    main()
