"""Objects of git as bytes, in the forms that git has kept since its first days: trees, commits, tags."""

from collections.abc import Mapping
from datetime import datetime

from qmsdocs.git.writing import NewRepository


def tree(repository: NewRepository, files: Mapping[str, bytes]) -> str:
    """The hash of the tree that holds `files`, by path; all of it is added to the repository."""
    rows: dict[bytes, bytes] = {}
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(name, {})[rest] = data
        else:
            mode = b"100755" if data.startswith(b"#!") else b"100644"  # a script can be run
            rows[name.encode()] = _row(mode, name, repository.add("blob", data))
    for name, inner in folders.items():
        # Git sorts a folder as if its name ended in a slash.
        rows[f"{name}/".encode()] = _row(b"40000", name, tree(repository, inner))
    return repository.add("tree", b"".join(rows[name] for name in sorted(rows)))


def _row(mode: bytes, name: str, sha: str) -> bytes:
    return mode + b" " + name.encode() + b"\0" + bytes.fromhex(sha)


def commit(tree: str, parents: list[str], author: str, committer: str, when: datetime, message: str) -> bytes:
    """A commit; author and committer are written as `Name <address>`."""
    heads = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    heads += [f"author {author} {_time(when)}", f"committer {committer} {_time(when)}"]
    return "\n".join([*heads, "", message, ""]).encode()


def tag(name: str, commit: str, tagger: str, when: datetime, message: str) -> bytes:
    """An annotated tag on a commit."""
    heads = [f"object {commit}", "type commit", f"tag {name}", f"tagger {tagger} {_time(when)}"]
    return "\n".join([*heads, "", message, ""]).encode()


def _time(when: datetime) -> str:
    return f"{int(when.timestamp())} {when:%z}"
