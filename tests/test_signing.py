"""Signatures that stock OpenSSH verifies: who can sign, what counts, and what is told when nothing can be signed."""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qmsdocs.signing import (
    NAMESPACE,
    CannotSign,
    is_public_key,
    is_signed_by,
    key_fingerprint,
    public_key,
    signature,
    signed_key,
)

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")

DATA = b"9f86d081  01-manual/QM-01.docx\n"
MakeKey = Callable[..., Path]


@pytest.fixture
def make_key(tmp_path: Path) -> MakeKey:
    """Makes a key pair and gives the file of the private key."""

    def make(kind: str = "ed25519", passphrase: str = "") -> Path:
        file = tmp_path / f"key-{kind}-{len(list(tmp_path.iterdir()))}"
        command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "somebody", "-f", str(file)]
        subprocess.run(command, check=True)
        return file

    return make


def stock(data: bytes, made: bytes, key: str, folder: Path, namespace: str = NAMESPACE) -> int:
    """The exit code of the command that every OpenSSH has."""
    (folder / "allowed_signers").write_text(f"ann {key}\n")
    (folder / "data.sig").write_bytes(made)
    files = ["-f", str(folder / "allowed_signers"), "-s", str(folder / "data.sig")]
    command = ["ssh-keygen", "-Y", "verify", "-n", namespace, "-I", "ann", *files]
    return subprocess.run(command, input=data, capture_output=True, check=False).returncode


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_what_is_signed_here_stock_openssh_verifies(kind: str, make_key: MakeKey, tmp_path: Path) -> None:
    """With each kind of key; one changed byte is noticed by both."""
    file = make_key(kind)
    key, made = public_key(file), signature(DATA, file)

    assert key == " ".join(file.with_name(f"{file.name}.pub").read_text().split()[:2])
    assert (is_signed_by(DATA, made, key), stock(DATA, made, key, tmp_path)) == (True, 0)
    assert is_signed_by(DATA + b" ", made, key) is False
    assert stock(DATA + b" ", made, key, tmp_path) != 0
    assert signed_key(made) == key


def test_a_signature_by_somebody_else_does_not_count(make_key: MakeKey) -> None:
    """A good signature is one by the key that was asked for."""
    made, other = signature(DATA, make_key()), public_key(make_key())

    assert is_signed_by(DATA, made, other) is False


def test_a_signature_for_another_purpose_does_not_count(make_key: MakeKey) -> None:
    """What was signed as a commit or a file is no signed bundle."""
    file = make_key()
    command = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", str(file)]
    made = subprocess.run(command, input=DATA, capture_output=True, check=True).stdout

    assert signed_key(made) is None
    assert is_signed_by(DATA, made, public_key(file)) is False


def test_a_signature_is_written_in_one_way_only(make_key: MakeKey) -> None:
    """No letter of its armour is free: a changed line, a space, another line end is no signature."""
    file = make_key()
    made, key = signature(DATA, file), public_key(file)
    lines = made.split(b"\n")
    other = [made + b"\n", made[:-1], made.replace(b"\n", b"\r\n"), b" " + made]
    other += [b"\n".join([*lines[:2], b"", *lines[2:]]), b"\n".join([lines[0], b"".join(lines[1:-2]), *lines[-2:]])]

    assert [signed_key(each) for each in other] == [None] * len(other)
    assert [is_signed_by(DATA, each, key) for each in other] == [False] * len(other)


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_any_changed_byte_of_a_signature_is_noticed(place: int, make_key: MakeKey) -> None:
    """Wherever it stands."""
    file = make_key()
    made = signature(DATA, file)
    changed = made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :]

    assert not is_signed_by(DATA, changed, public_key(file))


def test_the_limits_of_a_line_of_allowed_signers_hold(make_key: MakeKey) -> None:
    """ssh-keygen itself judges them."""
    file = make_key()
    made, key = signature(DATA, file), public_key(file)
    options = [f'namespaces="{NAMESPACE}"', 'namespaces="git"', 'valid-before="20200101"', "cert-authority", "a\nb"]

    assert [is_signed_by(DATA, made, key, each) for each in options] == [True, False, False, False, False]


def test_a_public_key_stands_in_its_file_or_beside_it(make_key: MakeKey) -> None:
    """Or is asked of the private key; comments are left out."""
    file = make_key()
    beside = file.with_name(f"{file.name}.pub")
    found = [public_key(file), public_key(beside)]
    beside.unlink()

    assert found == [public_key(file)] * 2
    assert is_public_key(found[0])


def test_what_is_no_public_key(make_key: MakeKey) -> None:
    """Another kind, another key than its kind says, not base64, options, a comment."""
    key = public_key(make_key())
    dsa = "ssh-dss " + base64.b64encode(b"\0\0\0\7ssh-dss").decode()
    wrong = [dsa, key.replace("ed25519", "rsa", 1), f"{key} ann", "ssh-ed25519", "", "ssh-ed25519 !!!!", f"{key}="]

    assert [is_public_key(each) for each in wrong] == [False] * len(wrong)


def test_a_fingerprint_is_that_of_openssh(make_key: MakeKey) -> None:
    """As `ssh-keygen -l` shows it, so that it can be compared on the telephone."""
    file = make_key()
    shown = subprocess.run(["ssh-keygen", "-l", "-f", str(file)], capture_output=True, text=True, check=True).stdout

    assert key_fingerprint(public_key(file)) == shown.split()[1]
    assert key_fingerprint("nothing") == ""


# ── When nothing can be signed ───────────────────────────────────────────────


def reason(act: Callable[[], object]) -> str:
    """Why it failed."""
    with pytest.raises(CannotSign) as problem:
        act()
    return problem.value.reason


def test_why_nothing_was_signed(make_key: MakeKey, tmp_path: Path) -> None:
    """No such file; no key; a key that others may read."""
    text, open_ = tmp_path / "letter.txt", make_key()
    text.write_text("Dear auditor")
    text.chmod(0o600)
    open_.chmod(0o644)

    assert reason(lambda: signature(DATA, tmp_path / "nothing")) == "no-key"
    assert reason(lambda: public_key(tmp_path / "nothing")) == "no-key"
    assert reason(lambda: public_key(text)) == "no-public-key"
    assert reason(lambda: signature(DATA, text)) in ("refused", "no-public-key")
    assert reason(lambda: signature(DATA, open_)) == "open-key"


def test_a_locked_key_is_refused_without_its_passphrase(make_key: MakeKey) -> None:
    """Nobody can be asked where there is no terminal: it fails and does not wait."""
    file = make_key(passphrase="open sesame")
    told = (
        "import sys; from pathlib import Path; from qmsdocs.signing import *\n"
        "try: signature(b'x', Path(sys.argv[1]))\n"
        "except CannotSign as problem: print(problem.reason)\n"
    )
    command = [sys.executable, "-c", told, str(file)]
    found = subprocess.run(command, capture_output=True, text=True, start_new_session=True, timeout=30, check=True)

    assert found.stdout == "refused\n"
    assert is_public_key(public_key(file))


def test_without_ssh_keygen(make_key: MakeKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is signed, and nothing is said of a signature; nor by one that is too old."""
    file = make_key()
    made, key = signature(DATA, file), public_key(file)
    old = tmp_path / "old" / "ssh-keygen"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'ssh-keygen: illegal option -- Y' >&2\nexit 1\n")
    old.chmod(0o755)

    for folder in (tmp_path / "nothing", old.parent):
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin" if folder == old.parent else str(folder))
        assert is_signed_by(DATA, made, key) is None
        assert reason(lambda: signature(DATA, file)) == "no-program"


def test_the_environment_of_the_user_does_not_count(make_key: MakeKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but where his programs, his home and his agent are is handed on."""
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")
    monkeypatch.setenv("SSH_SK_PROVIDER", "/nowhere")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = make_key()

    assert is_signed_by(DATA, signature(DATA, file), public_key(file))
