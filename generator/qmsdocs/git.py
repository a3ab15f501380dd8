"""The only module that runs git: questions in, rows out, no opinions. Paths are relative to the folder of qms.yaml.

GitPython finds the repository and runs the commands; its walks per file are too slow for thousands of documents (see
docs/adr/0012).
"""

import io
import os
import re
import shutil
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
_VERIFYING = [
    *("-c", "gpg.program=gpg", "-c", "gpg.openpgp.program=gpg", "-c", "gpg.ssh.program=ssh-keygen"),
    *("-c", "gpg.minTrustLevel=undefined"),
]
"""Who signs may use another program; who verifies uses the usual ones."""
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
}
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
"""What git sets where it runs a hook: the folder is what counts."""


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
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    try:
        told = subprocess.run(command, capture_output=True, check=False, env={**environment, **_ENVIRONMENT})
    except OSError:
        return ""
    return told.stdout.decode("utf-8", "replace")


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
        self._root = root.resolve()
        self._opened = (os.getpid(), _opened(root))
        try:
            self.prefix = self._text("-C", str(self._root), "rev-parse", "--show-prefix")
        except GitError as error:
            raise NoGit("not-ours" if "dubious ownership" in str(error) else "no-repository") from None
        self.head = self.resolve("HEAD")
        if not self.head:
            raise NoGit("no-commits")

    @property
    def _repository(self) -> "Repo":
        """Each process has its own: two that read from one `git cat-file` would get each other's answers."""
        if self._opened[0] != os.getpid():
            self._opened = (os.getpid(), _opened(self._root))
        return self._opened[1]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": (0, None)}

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
        parts = ("refname:lstrip=2", "objectname", "*objecttype", "*objectname", "taggerdate:unix", "contents")
        form = "".join(f"%({part})%00" for part in parts)
        told = self._text("for-each-ref", f"--format={form}", "refs/tags").split("\0")
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

    def log(self, tips: Sequence[str], known: Sequence[str] = (), paths: Sequence[str] = ()) -> Iterator[Commit]:
        """Every commit reachable from `tips` and not from `known`, parents first, in one pass; with `paths`, their
        first parents that changed one of these files.

        Renames are not followed: what was moved is found by its number. `.mailmap` is not read: whoever can change it
        could take another's name.
        """
        form = "--format=%ct %H %P%x1f%ae%x00"
        options = ["--topo-order", "--reverse", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-z"]
        options += ["--no-renames", "--root", "--encoding=UTF-8", form, *(["--first-parent"] if paths else [])]
        out = self._run(
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
        for row in self._run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            facts, _, name = row.partition(b"\t")
            path = name.decode("utf-8", "surrogateescape")
            if facts.startswith(b"100") and path.startswith(self.prefix):
                found[path[len(self.prefix) :]] = facts.split()[2].decode()
        return found

    def blob(self, sha: str) -> bytes:
        """The bytes of a blob, or of another object."""
        return bytes(self._repository.odb.stream(bytes.fromhex(sha)).read())

    def blobs(self, shas: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Many blobs, read by one process."""
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{sha}\n" for sha in shas).encode())
            asked.seek(0)
            command = ["git", *_CALM, "cat-file", "--batch", "--buffer"]
            process: Any = self._repository.git.execute(command, istream=asked, as_process=True)
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
        rows = self._run("status", *options, "--", self.prefix or ".")
        return sorted(row[3:].decode("utf-8", "replace").removeprefix(self.prefix) for row in rows.split(b"\0") if row)

    def message(self, commit: str) -> str:
        """The whole message of a commit."""
        return self._run("log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%B", commit).decode(
            "utf-8", "replace"
        )

    # ── Signatures ───────────────────────────────────────────────────────────

    def verifies(self, sha: str, kind: Literal["commit", "tag"], keys: Sequence[str]) -> bool | None:
        """Whether the commit or tag carries a good signature by one of the public `keys` (OpenSSH or OpenPGP); None
        when the program that could tell is missing."""
        data = self.blob(sha)
        armoured = [key for key in keys if key.lstrip().startswith("-----")]
        if b"-----BEGIN SSH SIGNATURE-----" in data and (plain := [key for key in keys if key not in armoured]):
            return self._ssh_verifies(sha, kind, plain) if shutil.which("ssh-keygen") else None
        if b"-----BEGIN PGP SIGNATURE-----" in data and armoured:
            return self._pgp_verifies(sha, kind, armoured) if shutil.which("gpg") else None
        return False

    def _ssh_verifies(self, sha: str, kind: str, keys: list[str]) -> bool:
        with tempfile.NamedTemporaryFile("w", suffix=".allowed", encoding="utf-8", delete=False) as file:
            file.writelines(f'approver namespaces="git" {" ".join(key.split()[:2])}\n' for key in keys)
        try:
            options = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={file.name}"]
            passed, told = self._verified(sha, kind, options)
            return passed and 'Good "git" signature for approver ' in told
        finally:
            Path(file.name).unlink()

    def _pgp_verifies(self, sha: str, kind: str, keys: list[str]) -> bool:
        with tempfile.TemporaryDirectory(prefix="q", ignore_cleanup_errors=True) as home:
            Path(home).chmod(0o700)
            gpg = ["gpg", "--batch", "--quiet", "--no-autostart", "--homedir", home]
            for key in keys:
                subprocess.run([*gpg, "--import"], input=key.encode(), capture_output=True, check=False)
            _, told = self._verified(sha, kind, ["-c", "gpg.format=openpgp"], {"GNUPGHOME": home})
            # A key that has expired since was good when it signed; what ended it earlier stands in the register.
            return bool(re.search(r"^\[GNUPG:\] VALIDSIG ", told, re.MULTILINE)) and "REVKEYSIG" not in told

    def _verified(
        self, sha: str, kind: str, options: list[str], extra: dict[str, str] | None = None
    ) -> tuple[bool, str]:
        """Whether git is content, which it is with unknown keys and not with expired ones; and what it says."""
        command = ["git", *_CALM, *_VERIFYING, *options, f"verify-{kind}", "--raw", sha]
        told: Any = self._repository.git.execute(
            command, with_extended_output=True, with_exceptions=False, env=extra or {}
        )
        status, out, err = told
        return status == 0, f"{out}\n{err}"

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
        from git.exc import GitCommandError, GitCommandNotFound

        command = ["git", *_CALM, *arguments]
        try:
            told: Any = self._repository.git.execute(command, stdout_as_string=False, strip_newline_in_stdout=False)
        except GitCommandError as error:
            raise GitError(str(error.stderr)) from None
        except (GitCommandNotFound, OSError):
            raise NoGit("not-installed") from None
        return bytes(told)

    def _text(self, *arguments: str) -> str:
        return self._run(*arguments).decode("utf-8", "replace").rstrip("\n")


class NewRepository:
    """A repository that is being written object by object; no setting of the user has a say in it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is there and empty. Raises `NoGit` without git."""
        environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        environment |= {"GIT_DEFAULT_HASH": "sha1", "GIT_DEFAULT_REF_FORMAT": "files"}
        command = ["git", *_CALM, "init", "--quiet", "--template=", str(folder)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        except FileNotFoundError:
            raise NoGit("not-installed") from None
        except subprocess.CalledProcessError as error:
            raise GitError(error.stderr) from None
        self._repository = _opened(folder)
        self._added: dict[tuple[str, bytes], str] = {}
        self._run("symbolic-ref", "HEAD", "refs/heads/main")

    def add(self, kind: Literal["blob", "tree", "commit", "tag"], data: bytes) -> str:
        """Adds an object, once, and gives its hash."""
        from gitdb import IStream  # type: ignore[import-untyped]

        if (kind, data) not in self._added:
            stored = self._repository.odb.store(IStream(kind.encode(), len(data), io.BytesIO(data)))
            self._added[kind, data] = stored.hexsha.decode()
        return self._added[kind, data]

    def point(self, name: str, sha: str) -> None:
        """Lets a branch or tag, such as `refs/heads/main`, point to an object."""
        self._run("-c", "core.logAllRefUpdates=false", "update-ref", name, sha)

    def check_out(self) -> None:
        """Writes the files of the branch main into the folder."""
        self._run("-c", "core.logAllRefUpdates=false", "reset", "--quiet", "--hard")

    def _run(self, *arguments: str) -> None:
        self._repository.git.execute(["git", *_CALM, *arguments])


def _commit(head: bytes, changes: list[Change]) -> Commit:
    names, _, email = head.decode("utf-8", "replace").partition("\x1f")
    # A commit without a moment that git understands counts as the oldest.
    committed, _, shas = names.partition(" ")
    sha, *parents = shas.split()
    return Commit(sha, tuple(parents), int(committed or 0), email, tuple(changes))


def _opened(root: Path) -> "Repo":
    # Without this, importing GitPython on a machine without git raises.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    for name in _ELSEWHERE:
        os.environ.pop(name, None)
    from git import Repo
    from git.exc import GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError

    try:
        found = Repo(root, search_parent_directories=True)
        found.git.update_environment(**_ENVIRONMENT)
        return found
    except (InvalidGitRepositoryError, NoSuchPathError, ValueError):
        raise NoGit("no-repository") from None
    except GitCommandNotFound:
        raise NoGit("not-installed") from None
