"""Objects of git as bytes, in the forms that git has kept since its first days: trees, commits, tags, signatures."""

import subprocess
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from qmsdocs.git import NewRepository

_KEY = Path(__file__).with_name("DEMO-signing-key-of-nobody")
"""A private key that everybody has: it proves nothing outside the demo."""

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGCdeqdR0uGxQDfmhqsbWUNVr3Z22knof91MpAXwpLbn"
"""Its other half, which the house registers for Hanna Linden."""


class NoSshKeygen(Exception):  # noqa: N818 - a state of the machine, told to the user
    """There is no ssh-keygen, or it is too old to sign."""


def tree(repository: NewRepository, files: Mapping[str, bytes]) -> str:
    """The hash of the tree that holds `files`, by path; all of it is added to the repository."""
    rows: dict[bytes, bytes] = {}
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(name, {})[rest] = data
        else:
            rows[name.encode()] = _row(b"100644", name, repository.add("blob", data))
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


def signed(commit: bytes) -> bytes:
    """The commit with a signature by the demo's key; such a signature is the same on every machine.

    Raises `NoSshKeygen`.
    """
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key"
        key.touch(0o600)
        key.write_bytes(_KEY.read_bytes())
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(key)]
        try:
            made = subprocess.run(command, input=commit, capture_output=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            raise NoSshKeygen from None
    heads, _, message = commit.partition(b"\n\n")
    signature = b"\n ".join(made.replace(b"\r\n", b"\n").strip().split(b"\n"))
    return heads + b"\ngpgsig " + signature + b"\n\n" + message
