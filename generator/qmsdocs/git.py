"""The only module that runs git: questions in, rows out, no opinions. Paths are relative to the folder of qms.yaml.

GitPython finds the repository and runs the commands; its walks per file are too slow for thousands of documents (see
docs/adr/0012).
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from git import Repo

_CALM = [
    # What a repository or its user may have configured must not change the answers, nor run anything.
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"),
    *("-c", "core.quotePath=false", "-c", "diff.renames=false", "-c", "log.mailmap=false"),
]
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
}


class NoGit(Exception):  # noqa: N818 - it is a state of the folder, told to the user, no error
    """There is no history to ask: `reason` is `not-installed`, `no-repository`, `no-commits` or `not-ours`."""

    def __init__(self, reason: Literal["not-installed", "no-repository", "no-commits", "not-ours"]) -> None:
        super().__init__(reason)
        self.reason = reason


class GitError(Exception):
    """A git command failed; the text is what git says."""


def state(root: Path) -> str:
    """Everything that branches, tags and HEAD point to, as one text: while it stays the same, so does the history.

    It is asked before anything else, so it does without GitPython, which is dear to import.
    """
    command = ["git", "-C", str(root), *_CALM, "show-ref", "--head"]
    try:
        told = subprocess.run(command, capture_output=True, check=False, env={**os.environ, **_ENVIRONMENT})
    except OSError:
        return ""
    return told.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Change:
    """A file that a commit changed against its first parent; `blob` is "" where it removed the file."""

    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: when it was committed (ISO 8601 with zone), by which author's address, and what it changed."""

    sha: str
    parents: tuple[str, ...]
    committed: str
    email: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated tag on a commit."""

    name: str
    sha: str
    commit: str
    message: str


class Git:
    """The git repository that holds the folder `root`."""

    def __init__(self, root: Path) -> None:
        """Raises `NoGit` where there is no git, no repository, or nothing committed in it."""
        self._repository = _repository(root)
        try:
            self.prefix = self._text("-C", str(root.resolve()), "rev-parse", "--show-prefix")
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
            return self._text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError:
            return ""

    @property
    def folder(self) -> str:
        """Where git keeps the repository: it tells one from another."""
        return str(self._repository.common_dir)

    @property
    def branch(self) -> str:
        """The branch that is checked out; "" when none is."""
        try:
            return self._text("symbolic-ref", "--quiet", "--short", "HEAD")
        except GitError:
            return ""

    @property
    def default_branch(self) -> str:
        """The default branch of the remote; "" when there is none."""
        try:
            return self._text("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").partition("/")[2]
        except GitError:
            return ""

    @property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was fetched: then dates and authors would be wrong."""
        return self._text("rev-parse", "--is-shallow-repository") == "true"

    def tags(self, start: str) -> list[Tag]:
        """The annotated tags whose names begin with `start`, in the order of their names."""
        form = "%(refname:short)%00%(objectname)%00%(*objectname)%00%(contents)%00%01"
        rows = self._text("for-each-ref", f"--format={form}", f"refs/tags/{start}*").split("\0\1")
        parts = (row.strip("\n").split("\0", 3) for row in rows if row.strip())
        return [Tag(name, sha, commit, message) for name, sha, commit, message in parts if commit]

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether `commit` is in the history of `of`."""
        try:
            self._run("merge-base", "--is-ancestor", commit, of)
        except GitError:
            return False
        return True

    def continues(self, old: str, new: str) -> bool:
        """Whether the first parents of `new` lead to `old`."""
        if old == new:
            return True
        try:
            rows = self._text("rev-list", "--first-parent", "--parents", new, f"^{old}").split("\n")
        except GitError:  # the old commit is gone
            return False
        return len(last := rows[-1].split()) > 1 and last[1] == old

    def merge_base(self, one: str, other: str) -> str:
        """The commit at which two histories part; "" when they share none."""
        try:
            return self._text("merge-base", one, other)
        except GitError:
            return ""

    # ── History ──────────────────────────────────────────────────────────────

    def log(self, tips: Sequence[str], known: Sequence[str] = ()) -> Iterator[Commit]:
        """Every commit reachable from `tips` and not from `known`, parents first, in one pass.

        Renames are not followed: what was moved is found by its number. `.mailmap` is not read: whoever can change it
        could take another's name.
        """
        form = "--format=%x1e%H %P%x1f%cI%x1f%ae%x1d"
        options = ["--topo-order", "--reverse", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-z"]
        options += ["--no-renames", "--root", "--encoding=UTF-8", form]
        out = self._run("log", *options, *tips, *(f"^{commit}" for commit in known), "--")
        for record in out.split(b"\x1e")[1:]:
            head, _, raw = record.partition(b"\x1d")
            shas, committed, email = head.decode("utf-8", "replace").split("\x1f", 2)
            sha, *parents = shas.split()
            yield Commit(sha, tuple(parents), committed, email, tuple(self._changes(raw)))

    def _changes(self, raw: bytes) -> Iterator[Change]:
        parts = iter(raw.strip(b"\n").split(b"\0"))
        for part in parts:
            line = part.lstrip(b"\n")
            if not line.startswith(b":"):
                continue
            path = next(parts).decode("utf-8", "surrogateescape")
            if path.startswith(self.prefix):
                mode, blob = line.split()[1], line.split()[3].decode()
                # Links and submodules are not sources.
                yield Change(path[len(self.prefix) :], blob if mode.startswith(b"100") else "")

    def tree(self, commit: str) -> dict[str, str]:
        """The files of a commit below the folder of qms.yaml: path → blob."""
        found = {}
        for row in self._run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            facts, _, name = row.partition(b"\t")
            path = name.decode("utf-8", "surrogateescape")
            if facts.startswith(b"100") and path.startswith(self.prefix):
                found[path[len(self.prefix) :]] = facts.split()[2].decode()
        return found

    def blob(self, sha: str) -> bytes:
        """The bytes of a blob."""
        return bytes(self._repository.odb.stream(bytes.fromhex(sha)).read())

    def blobs(self, shas: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Many blobs, read by one process."""
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{sha}\n" for sha in shas).encode())
            asked.seek(0)
            command = ["git", *_CALM, "cat-file", "--batch", "--buffer"]
            process: Any = self._repository.git.execute(command, istream=asked, as_process=True, env=_ENVIRONMENT)
            stream = process.stdout
            while head := stream.readline():
                sha, kind, *size = head.split()
                if kind != b"missing":
                    yield sha.decode(), stream.read(int(size[0]))
                    stream.read(1)
            process.wait()

    def changed(self) -> list[str]:
        """The files of the folder whose state is not committed."""
        options = ["--porcelain", "-z", "--untracked-files=all", "--no-renames"]
        rows = self._run("status", *options, "--", self.prefix or ".")
        return sorted(row[3:].decode("utf-8", "replace").removeprefix(self.prefix) for row in rows.split(b"\0") if row)

    def message(self, commit: str) -> str:
        """The whole message of a commit."""
        return self._run("log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%B", commit).decode(
            "utf-8", "replace"
        )

    # ── Signatures ───────────────────────────────────────────────────────────

    def verifies(self, sha: str, kind: Literal["commit", "tag"], keys: Sequence[str]) -> bool:
        """Whether the commit or tag carries a good signature by one of the public `keys` (OpenSSH or OpenPGP)."""
        data = self._run("cat-file", kind, sha)
        if b"-----BEGIN SSH SIGNATURE-----" in data:
            return self._ssh_verifies(sha, kind, [key for key in keys if not key.lstrip().startswith("-----")])
        if b"-----BEGIN PGP SIGNATURE-----" in data:
            return self._pgp_verifies(sha, kind, [key for key in keys if key.lstrip().startswith("-----")])
        return False

    def _ssh_verifies(self, sha: str, kind: str, keys: list[str]) -> bool:
        with tempfile.NamedTemporaryFile("w", suffix=".allowed", encoding="utf-8", delete=False) as file:
            file.writelines(f'approver namespaces="git" {" ".join(key.split()[:2])}\n' for key in keys)
        try:
            options = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={file.name}"]
            return 'Good "git" signature for approver' in self._verified(sha, kind, options)
        finally:
            Path(file.name).unlink()

    def _pgp_verifies(self, sha: str, kind: str, keys: list[str]) -> bool:
        if not keys:
            return False
        with tempfile.TemporaryDirectory(prefix="q", ignore_cleanup_errors=True) as home:
            Path(home).chmod(0o700)
            gpg = ["gpg", "--batch", "--quiet", "--no-autostart", "--homedir", home]
            for key in keys:
                subprocess.run([*gpg, "--import"], input=key.encode(), capture_output=True, check=False)
            told = self._verified(sha, kind, ["-c", "gpg.format=openpgp"], {"GNUPGHOME": home})
            return bool(re.search(r"^\[GNUPG:\] VALIDSIG ", told, re.MULTILINE)) and "REVKEYSIG" not in told

    def _verified(self, sha: str, kind: str, options: list[str], extra: dict[str, str] | None = None) -> str:
        """What the verification says; git's exit code alone would also pass unknown keys."""
        command = ["git", *_CALM, *options, f"verify-{kind}", "--raw", sha]
        told: Any = self._repository.git.execute(
            command, with_extended_output=True, with_exceptions=False, env={**_ENVIRONMENT, **(extra or {})}
        )
        status, out, err = told
        return f"{out}\n{err}" if status == 0 else ""

    # ── Writing ──────────────────────────────────────────────────────────────

    def add_tag(self, name: str, commit: str, message: str, *, signed: bool) -> None:
        """Sets an annotated tag; with `signed`, signed with the key that git is configured to use."""
        self._run("tag", "--sign" if signed else "--annotate", "--message", message, name, commit)

    def setting(self, name: str) -> str:
        """A value of git's configuration, such as user.email; "" when it is not set."""
        try:
            return self._text("config", "--get", name)
        except GitError:
            return ""

    # ─────────────────────────────────────────────────────────────────────────

    def _run(self, *arguments: str) -> bytes:
        from git.exc import GitCommandError

        command = ["git", *_CALM, *arguments]
        try:
            told: Any = self._repository.git.execute(
                command, stdout_as_string=False, strip_newline_in_stdout=False, env=_ENVIRONMENT
            )
        except GitCommandError as error:
            raise GitError(str(error.stderr)) from None
        return bytes(told)

    def _text(self, *arguments: str) -> str:
        return self._run(*arguments).decode("utf-8", "replace").rstrip("\n")


def _repository(root: Path) -> "Repo":
    # Without this, importing GitPython on a machine without git raises.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import Repo
    from git.exc import GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError

    try:
        return Repo(root, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError, ValueError):
        raise NoGit("no-repository") from None
    except GitCommandNotFound:
        raise NoGit("not-installed") from None
