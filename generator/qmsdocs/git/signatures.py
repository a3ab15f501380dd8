"""Whether commits and tags carry good signatures by given keys, told by git, ssh-keygen and gpg.

The keys are those that the house registers: neither the keys of the user nor his trust in them count.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from qmsdocs.git.running import Opened

Kind = Literal["commit", "tag"]

_VERIFYING = [
    *("-c", "gpg.program=gpg", "-c", "gpg.openpgp.program=gpg", "-c", "gpg.ssh.program=ssh-keygen"),
    *("-c", "gpg.minTrustLevel=undefined"),
]
"""Who signs may use another program; who verifies uses the usual ones."""


def verifies(git: Opened, sha: str, kind: Kind, data: bytes, keys: Sequence[str]) -> bool | None:
    """Whether the commit or tag `sha`, whose bytes are `data`, carries a good signature by one of the public `keys`
    (OpenSSH or OpenPGP); None when the program that could tell is missing."""
    armoured = [key for key in keys if key.lstrip().startswith("-----")]
    if b"-----BEGIN SSH SIGNATURE-----" in data and (plain := [key for key in keys if key not in armoured]):
        return _ssh_verifies(git, sha, kind, plain) if shutil.which("ssh-keygen") else None
    if b"-----BEGIN PGP SIGNATURE-----" in data and armoured:
        return _pgp_verifies(git, sha, kind, armoured) if shutil.which("gpg") else None
    return False


def _ssh_verifies(git: Opened, sha: str, kind: Kind, keys: list[str]) -> bool:
    with tempfile.NamedTemporaryFile("w", suffix=".allowed", encoding="utf-8", delete=False) as file:
        file.writelines(f'approver namespaces="git" {" ".join(key.split()[:2])}\n' for key in keys)
    try:
        options = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={file.name}"]
        passed, told = _verified(git, sha, kind, options)
        return passed and 'Good "git" signature for approver ' in told
    finally:
        Path(file.name).unlink()


def _pgp_verifies(git: Opened, sha: str, kind: Kind, keys: list[str]) -> bool:
    with tempfile.TemporaryDirectory(prefix="q", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o700)
        gpg = ["gpg", "--batch", "--quiet", "--no-autostart", "--homedir", home]
        for key in keys:
            subprocess.run([*gpg, "--import"], input=key.encode(), capture_output=True, check=False)
        _, told = _verified(git, sha, kind, ["-c", "gpg.format=openpgp"], {"GNUPGHOME": home})
        # A key that has expired since was good when it signed; what ended it earlier stands in the register.
        return bool(re.search(r"^\[GNUPG:\] VALIDSIG ", told, re.MULTILINE)) and "REVKEYSIG" not in told


def _verified(
    git: Opened, sha: str, kind: Kind, options: list[str], environment: dict[str, str] | None = None
) -> tuple[bool, str]:
    """Whether git is content, which it is with unknown keys and not with expired ones; and what it says."""
    command = [*_VERIFYING, *options, f"verify-{kind}", "--raw", sha]
    return git.outcome(*command, environment=environment or {})
