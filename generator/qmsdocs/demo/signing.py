"""The signatures of the demo: by a key that everybody has."""

import subprocess
import tempfile
from pathlib import Path

_KEY = Path(__file__).with_name("DEMO-signing-key-of-nobody")
"""A private key that everybody has: it proves nothing outside the demo."""

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGCdeqdR0uGxQDfmhqsbWUNVr3Z22knof91MpAXwpLbn"
"""Its other half, which the house registers for Hanna Linden."""


class NoSshKeygen(Exception):  # noqa: N818 - a state of the machine, told to the user
    """There is no ssh-keygen, or it is too old to sign."""


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
