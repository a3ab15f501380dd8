"""What a repository that is there answers: names, history, contents; and the tags that are set in it."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qmsdocs.git import signatures
from qmsdocs.git.running import GitError, NoGit, Opened


@dataclass(frozen=True, slots=True)
class Change:
    """A file that a commit changed against its first parent; `before` and `blob` are "" where there is none."""

    path: str
    before: str
    blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: when it was committed (in seconds since 1970), by which author's address, and what it changed."""

    sha: str
    parents: tuple[str, ...]
    committed: int
    email: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated tag on a commit, set at a moment (in seconds since 1970)."""

    name: str
    sha: str
    commit: str
    tagged: int
    message: str


class Git:
    """The git repository that holds the folder `root`."""

    def __init__(self, root: Path) -> None:
        """Raises `NoGit` where there is no git, no repository, or nothing committed in it."""
        self._opened = Opened(root)
        try:
            self.prefix = self._opened.text("-C", str(root.resolve()), "rev-parse", "--show-prefix")
        except GitError as error:
            raise NoGit("not-ours" if "dubious ownership" in str(error) else "no-repository") from None
        self.head = self.resolve("HEAD")
        if not self.head:
            raise NoGit("no-commits")

    # ── Names ────────────────────────────────────────────────────────────────

    def resolve(self, name: str) -> str:
        """The commit that `name` (branch, tag, hash) stands for; "" for none."""
        if not name or name.startswith("-"):
            return ""
        try:
            return self._opened.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError:
            return ""

    @property
    def folder(self) -> str:
        """Where git keeps the repository: it tells one from another."""
        return self._opened.folder

    @property
    def branch(self) -> str:
        """The branch that is checked out; "" when none is."""
        try:
            return self._opened.text("symbolic-ref", "--quiet", "--short", "HEAD")
        except GitError:
            return ""

    @property
    def default_branch(self) -> str:
        """The default branch of the remote; "" when there is none."""
        try:
            return self._opened.text("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").partition("/")[2]
        except GitError:
            return ""

    @property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was fetched: then dates and authors would be wrong."""
        return self._opened.text("rev-parse", "--is-shallow-repository") == "true"

    def tags(self, start: str) -> list[Tag]:
        """The annotated tags whose names begin with `start`, in the order of their names."""
        parts = ("refname:lstrip=2", "objectname", "*objecttype", "*objectname", "taggerdate:unix", "contents")
        form = "".join(f"%({part})%00" for part in parts)
        told = self._opened.text("for-each-ref", f"--format={form}", "refs/tags").split("\0")
        rows = zip(*[iter(told)] * len(parts), strict=False)
        found = ((name.lstrip("\n"), *row) for name, *row in rows)
        return [
            Tag(name, sha, commit, int(moment or 0), message)
            for name, sha, kind, commit, moment, message in found
            if kind == "commit" and name.startswith(start)
        ]

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether `commit` is in the history of `of`."""
        try:
            self._opened.run("merge-base", "--is-ancestor", commit, of)
        except GitError:
            return False
        return True

    def continues(self, old: str, new: str) -> bool:
        """Whether the first parents of `new` lead to `old`."""
        if old == new:
            return True
        try:
            rows = self._opened.text("rev-list", "--first-parent", "--parents", new, f"^{old}").split("\n")
        except GitError:  # the old commit is gone
            return False
        return len(last := rows[-1].split()) > 1 and last[1] == old

    def merge_base(self, one: str, other: str) -> str:
        """The commit at which two histories part; "" when they share none."""
        try:
            return self._opened.text("merge-base", one, other)
        except GitError:
            return ""

    # ── History ──────────────────────────────────────────────────────────────

    def log(self, tips: Sequence[str], known: Sequence[str] = (), paths: Sequence[str] = ()) -> Iterator[Commit]:
        """Every commit reachable from `tips` and not from `known`, parents first, in one pass; with `paths`, their
        first parents that changed one of these files.

        Renames are not followed: what was moved is found by its number. `.mailmap` is not read: whoever can change it
        could take another's name.
        """
        form = "--format=%ct %H %P%x1f%ae%x00"
        options = ["--topo-order", "--reverse", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-z"]
        options += ["--no-renames", "--root", "--encoding=UTF-8", form, *(["--first-parent"] if paths else [])]
        out = self._opened.run(
            "log", *options, *tips, *(f"^{commit}" for commit in known), "--", *(self.prefix + path for path in paths)
        )
        head, changes = b"", list[Change]()
        # Whatever an address or a file name holds, it holds no NUL: only that parts one from another.
        parts = iter(out.split(b"\0"))
        for part in parts:
            if (line := part.lstrip(b"\n")).startswith(b":"):
                changes += self._change(line, next(parts))
            elif line:
                if head:
                    yield _commit(head, changes)
                head, changes = line, []
        if head:
            yield _commit(head, changes)

    def _change(self, line: bytes, name: bytes) -> Iterator[Change]:
        path = name.decode("utf-8", "surrogateescape")
        if path.startswith(self.prefix):
            old_mode, mode, before, blob, _ = line[1:].split()
            # Links and submodules are not sources.
            old, new = (
                sha.decode() if kind.startswith(b"100") else "" for kind, sha in ((old_mode, before), (mode, blob))
            )
            yield Change(path[len(self.prefix) :], old, new)

    def tree(self, commit: str) -> dict[str, str]:
        """The files of a commit below the folder of qms.yaml: path → blob."""
        found = {}
        for row in self._opened.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            facts, _, name = row.partition(b"\t")
            path = name.decode("utf-8", "surrogateescape")
            if facts.startswith(b"100") and path.startswith(self.prefix):
                found[path[len(self.prefix) :]] = facts.split()[2].decode()
        return found

    def blob(self, sha: str) -> bytes:
        """The bytes of a blob, or of another object."""
        return bytes(self._opened.objects.stream(bytes.fromhex(sha)).read())

    def blobs(self, shas: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Many blobs, read by one process."""
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{sha}\n" for sha in shas).encode())
            asked.seek(0)
            process = self._opened.started("cat-file", "--batch", "--buffer", told=asked)
            stream = process.stdout
            while head := stream.readline():
                sha, kind, *size = head.split()
                if kind != b"missing":
                    yield sha.decode(), stream.read(int(size[0]))
                    stream.read(1)
            process.wait()

    def changed(self) -> list[str]:
        """The files of the folder whose state is not committed."""
        options = ["--porcelain", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=all"]
        rows = self._opened.run("status", *options, "--", self.prefix or ".")
        return sorted(row[3:].decode("utf-8", "replace").removeprefix(self.prefix) for row in rows.split(b"\0") if row)

    def message(self, commit: str) -> str:
        """The whole message of a commit."""
        return self._opened.run("log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%B", commit).decode(
            "utf-8", "replace"
        )

    def verifies(self, sha: str, kind: Literal["commit", "tag"], keys: Sequence[str]) -> bool | None:
        """Whether the commit or tag carries a good signature by one of the public `keys` (OpenSSH or OpenPGP); None
        when the program that could tell is missing."""
        return signatures.verifies(self._opened, sha, kind, self.blob(sha), keys)

    # ── Writing ──────────────────────────────────────────────────────────────

    def add_tag(self, name: str, commit: str, message: str, *, signed: bool) -> None:
        """Sets an annotated tag; with `signed`, signed with the key that git is configured to use."""
        self._opened.run("tag", "--sign" if signed else "--annotate", "--message", message, name, commit)

    def setting(self, name: str) -> str:
        """A value of git's configuration, such as user.email; "" when it is not set."""
        try:
            return self._opened.text("config", "--get", name)
        except GitError:
            return ""


def _commit(head: bytes, changes: list[Change]) -> Commit:
    names, _, email = head.decode("utf-8", "replace").partition("\x1f")
    # A commit without a moment that git understands counts as the oldest.
    committed, _, shas = names.partition(" ")
    sha, *parents = shas.split()
    return Commit(sha, tuple(parents), int(committed or 0), email, tuple(changes))
