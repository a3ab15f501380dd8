"""How git is run: nothing that a repository or its user has configured changes the answers, nor runs anything.

GitPython finds the repository and runs the commands; its walks per file are too slow for thousands of documents (see
docs/adr/0012). It is dear to import, so it is imported where a repository is opened.
"""

import os
import subprocess
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from git import Repo

_CALM = [
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

    It is asked before anything else, so it does without GitPython. "" where there is no git or no history.
    """
    command = ["git", "-C", str(root), *_CALM, "show-ref", "--head"]
    try:
        told = subprocess.run(command, capture_output=True, check=False, env=_environment() | _ENVIRONMENT)
    except OSError:
        return ""
    return told.stdout.decode("utf-8", "replace")


def user_setting(name: str) -> str:
    """A value of git's configuration outside all repositories, such as user.email; "" when it is not set."""
    command = ["git", *_CALM, "config", "--global", "--get", name]
    try:
        told = subprocess.run(command, capture_output=True, check=False, env=_environment())
    except OSError:
        return ""
    return told.stdout.decode("utf-8", "replace").strip()


def begin_repository(folder: Path) -> None:
    """Makes an empty repository in a folder, of the same form on every machine. Raises `NoGit` without git."""
    form = {"GIT_DEFAULT_HASH": "sha1", "GIT_DEFAULT_REF_FORMAT": "files"}
    command = ["git", *_CALM, "init", "--quiet", "--template=", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=_environment() | form)
    except FileNotFoundError:
        raise NoGit("not-installed") from None
    except subprocess.CalledProcessError as error:
        raise GitError(error.stderr) from None


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}


class Opened:
    """The repository that holds a folder, opened, for git to be run in it."""

    def __init__(self, root: Path) -> None:
        """Raises `NoGit` where there is no git or no repository."""
        self._root = root.resolve()
        self._opened = self._open()

    def _open(self) -> "tuple[int, Repo]":
        found = _opened(self._root)
        # GitPython's objects refer to one another: their processes would run on until rubbish is searched for.
        weakref.finalize(self, found.git.clear_cache)
        return os.getpid(), found

    @property
    def _repository(self) -> "Repo":
        """Each process has its own: two that read from one `git cat-file` would get each other's answers."""
        if self._opened[0] != os.getpid():
            self._opened = self._open()
        return self._opened[1]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": (0, None)}

    @property
    def folder(self) -> str:
        """Where git keeps the repository."""
        return str(self._repository.common_dir)

    @property
    def objects(self) -> Any:
        """The objects of the repository, as gitdb reads and stores them."""
        return self._repository.odb

    def run(self, *arguments: str) -> bytes:
        """What a command prints. Raises `GitError` when it fails."""
        from git.exc import GitCommandError, GitCommandNotFound

        command = ["git", *_CALM, *arguments]
        try:
            told: Any = self._repository.git.execute(command, stdout_as_string=False, strip_newline_in_stdout=False)
        except GitCommandError as error:
            raise GitError(str(error.stderr)) from None
        except (GitCommandNotFound, OSError):
            raise NoGit("not-installed") from None
        return bytes(told)

    def text(self, *arguments: str) -> str:
        """What a command prints, as text without its last line end. Raises `GitError` when it fails."""
        return self.run(*arguments).decode("utf-8", "replace").rstrip("\n")

    def outcome(self, *arguments: str, environment: Mapping[str, str]) -> tuple[bool, str]:
        """Whether a command is content; and all that it says, on both channels."""
        told: Any = self._repository.git.execute(
            ["git", *_CALM, *arguments], with_extended_output=True, with_exceptions=False, env=environment
        )
        status, out, err = told
        return status == 0, f"{out}\n{err}"

    def started(self, *arguments: str, told: IO[bytes]) -> Any:
        """A command that runs and reads what it is `told`; its `stdout` is to be read, its end awaited with `wait`."""
        command = ["git", *_CALM, *arguments]
        # GitPython asks for BinaryIO, which IO[bytes] is in all but name.
        return self._repository.git.execute(command, istream=told, as_process=True)  # type: ignore[call-overload]


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
