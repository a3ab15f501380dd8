"""Where the controlled branch is, and what one pass over its history gives."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qmsdocs.cache import Cache
from qmsdocs.git import Git, NoGit
from qmsdocs.history.index import Index, read_index
from qmsdocs.history.proof import day_of


@dataclass(frozen=True)
class Branch:
    """The controlled branch of a repository with its history."""

    git: Git
    name: str
    tip: str
    """Its newest commit."""
    index: Index

    def commit_on(self, day: date, zone: str) -> str:
        """The last commit of the branch on or before the end of `day`; "" when the branch is younger."""
        index = self.index
        return next((index.shas[place] for place in reversed(index.mainline) if day_of(index, place, zone) <= day), "")


class NoBranch(Exception):  # noqa: N818 - a state of the repository that is told to the user
    """The history cannot be used: `reason` is `shallow` or `missing`; `name` is the branch."""

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(reason)
        self.reason, self.name = reason, name


def open_branch(root: Path, named: str | None, cache: Cache) -> Branch:
    """The controlled branch of the repository at `root`: the one `named` in qms.yaml, else the remote's default, else
    the current one. What is checked out besides is read too, so that a change under review is known.

    Raises `git.NoGit` without git or commits, and `NoBranch` when the branch is missing or its history cut short.
    """
    git = Git(root)
    name = named or git.default_branch or git.branch or "HEAD"
    if git.is_shallow:
        raise NoBranch("shallow", name)
    tip = (
        git.head
        if name in (git.branch, "HEAD")
        else git.resolve(f"refs/heads/{name}") or git.resolve(f"refs/remotes/origin/{name}")
    )
    if not tip:
        raise NoBranch("missing", name)
    others = () if git.head == tip else (git.head,)
    index = read_index(git, tip, others, cache)
    if not index.versions.get("qms"):
        # The repository has commits, but none of this folder.
        raise NoGit("no-commits")
    return Branch(git, name, tip, index)
