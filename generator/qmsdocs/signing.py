"""Signatures that stock OpenSSH verifies (SSHSIG), made and checked by ssh-keygen.

ssh-keygen is run with nothing of the user's settings but where his agent listens, and never through a shell.
"""

import base64
import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

NAMESPACE = "qmsdocs-bundle"
"""What a signature is for: one made for something else does not count."""

KEY_TYPES = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
"""The kinds of public keys; those that begin with `sk-` are kept by a piece of hardware."""

Reason = Literal["no-program", "no-key", "no-public-key", "open-key", "refused"]
"""Why nothing was signed: ssh-keygen is missing or too old; there is no such key; it is none, or its other half is not
beside it; others may read it; the passphrase, the agent or the hardware refused."""

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG\x00\x00\x00\x01"
_LINE = 70
_KEPT = ("PATH", "HOME", "SSH_AUTH_SOCK", "SYSTEMROOT", "USERPROFILE", "TEMP", "TMP", "TMPDIR")
_SECONDS = 60
"""More than a check of a signature ever takes."""


class CannotSign(Exception):  # noqa: N818 - a state of the machine, told to the user
    """Nothing was signed: `reason` says why, as the end of the name of a message (`signing.…`); `file` is the key."""

    def __init__(self, reason: Reason, file: Path) -> None:
        super().__init__(f"{reason}: {file}")
        self.reason, self.file = reason, file


# ── Signing ──────────────────────────────────────────────────────────────────


def public_key(key: Path) -> str:
    """The public key of the file `key`, which holds it or has it beside it as `key`.pub, without its comment.

    A private key without its other half is asked for it. Raises `CannotSign`.
    """
    for file in (key, key.with_name(f"{key.name}.pub")):
        found = _read_public(file)
        if found:
            return found
    if not key.is_file():
        raise CannotSign("no-key", key)
    told = _keygen(["-y", "-P", "", "-f", str(key)])
    if told is None:
        raise CannotSign("no-program", key)
    return _plain(told.stdout.decode("utf-8", "replace")) or _failure(told.stderr, key, "no-public-key")


def _read_public(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            return _plain(text.read(1 << 16))
    except OSError:
        return ""


def _plain(text: str) -> str:
    """Type and key of a public key in one line; "" for anything else."""
    words = text.split()
    return " ".join(words[:2]) if is_public_key(" ".join(words[:2])) else ""


def is_public_key(text: str) -> bool:
    """Whether `text` is a public key that can sign, as OpenSSH writes it, without comment."""
    kind, _, body = text.partition(" ")
    blob = _decoded(body)
    return kind in KEY_TYPES and blob is not None and _string(blob, 0)[0] == kind.encode()


def signature(data: bytes, key: Path) -> bytes:
    """The armoured signature of `data` by a key: a private one, or a public one that the agent has.

    A passphrase is asked for on the terminal. Raises `CannotSign`.
    """
    if not key.is_file():
        raise CannotSign("no-key", key)
    told = _keygen(["-Y", "sign", "-n", NAMESPACE, "-f", str(key)], data, seconds=None)
    if told is None:
        raise CannotSign("no-program", key)
    made = told.stdout.replace(b"\r\n", b"\n")
    if told.returncode or signed_key(made) is None:
        _failure(told.stderr, key, "refused")
    return made


def _failure(told: bytes, key: Path, otherwise: Reason) -> str:
    """Raises `CannotSign` with the reason that ssh-keygen tells."""
    if b"UNPROTECTED PRIVATE KEY" in told:
        raise CannotSign("open-key", key)
    raise CannotSign("no-public-key" if b"invalid format" in told else otherwise, key)


# ── Checking ─────────────────────────────────────────────────────────────────


def is_signed_by(data: bytes, signature: bytes, public_key: str, options: str = "") -> bool | None:
    """Whether `signature` is a good one of `data` for our purpose by `public_key`; None when no ssh-keygen can tell.

    `options` are those of a line of allowed_signers, such as `valid-before="20270101"`; ssh-keygen judges them.
    """
    if not is_public_key(public_key) or signed_key(signature) is None or "\n" in options:
        return False
    with tempfile.TemporaryDirectory(prefix="qmsdocs-") as folder:
        signers, file = Path(folder, "signers"), Path(folder, "signature")
        signers.write_text(" ".join(filter(None, ("signer", options, public_key))) + "\n", encoding="utf-8")
        file.write_bytes(signature)
        asked = ["-Y", "verify", "-n", NAMESPACE, "-I", "signer", "-f", str(signers), "-s", str(file)]
        told = _keygen(asked, data)
    return None if told is None else told.returncode == 0


def signed_key(signature: bytes) -> str | None:
    """The public key that a signature names, which proves nothing yet; None for what is no signature for our purpose,
    or is not written exactly as ssh-keygen writes it."""
    blob = _unarmoured(signature)
    if blob is None or not blob.startswith(_MAGIC):
        return None
    key, place = _string(blob, len(_MAGIC))
    purpose, _ = _string(blob, place)
    kind, _ = _string(key, 0)
    found = f"{kind.decode('ascii', 'replace')} {base64.b64encode(key).decode()}"
    return found if purpose == NAMESPACE.encode() and is_public_key(found) else None


def _unarmoured(signature: bytes) -> bytes | None:
    text = signature.decode("ascii", "replace")
    blob = _decoded("".join(text.split("\n")[1:-2]))
    return blob if blob is not None and _armoured(blob) == text else None


def _armoured(blob: bytes) -> str:
    body = base64.b64encode(blob).decode()
    lines = [body[start : start + _LINE] for start in range(0, len(body), _LINE)]
    return "\n".join((_BEGIN, *lines, _END, ""))


def key_fingerprint(public_key: str) -> str:
    """The fingerprint of a public key as `ssh-keygen -l` shows it: `SHA256:…`; "" for what is no key."""
    blob = _decoded(public_key.partition(" ")[2])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=") if blob else ""


def _decoded(text: str) -> bytes | None:
    """What base64 says; None where it is not written in the only way."""
    try:
        blob = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return blob if text and base64.b64encode(blob).decode() == text else None


def _string(blob: bytes, place: int) -> tuple[bytes, int]:
    """The string at a place of SSH's binary form, and where the next one begins."""
    size = int.from_bytes(blob[place : place + 4], "big")
    return blob[place + 4 : place + 4 + size], place + 4 + size


# ── Running ssh-keygen ───────────────────────────────────────────────────────


def _keygen(
    arguments: Sequence[str], told: bytes = b"", seconds: int | None = _SECONDS
) -> "subprocess.CompletedProcess[bytes] | None":
    """What ssh-keygen answers; None where there is none, or one that is too old for signatures."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {"LC_ALL": "C"}
    try:
        found = subprocess.run(
            ["ssh-keygen", *arguments], input=told, capture_output=True, env=environment, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if found.returncode and _TOO_OLD.search(found.stderr) else found


_TOO_OLD = re.compile(rb"(?:unknown|illegal|invalid) option", re.IGNORECASE)
