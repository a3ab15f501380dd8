"""What `verify` says of bundles and Word files by themselves: every change is noticed, and where it is."""

import io
import json
import os
import random
import shutil
import subprocess
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path

import pytest

from qmsdocs.archive import Packed, archive, packed
from qmsdocs.cli import run
from qmsdocs.manifest import MANIFEST, SIGNATURE, SIGNERS, SUMS
from qmsdocs.signing import NAMESPACE, public_key
from qmsdocs.verify.layout import layout
from qmsdocs.verify.trust import Trusted, keys_in
from tests import bundles
from tests.bundles import Files, holds, result_of, told

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")

HANNA = "SHA256:qXoGr4sHwR+CwJyXJ/Bad8sCc5XQfnWBf4KQUa2z+44"


@pytest.fixture(scope="module")
def whole(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the demo with everything, signed by Hanna Linden. Not to be changed."""
    folder = tmp_path_factory.mktemp("whole")
    file = folder / "whole.zip"
    asked = ["--as-of", "2026-11-24", "--since", "2025-11-18", "--sign", str(bundles.demo_key(folder))]
    assert run(["bundle", "--root", str(demo), "--output", str(file), "--quiet", *asked]) == 1  # an approval is void
    return file


@pytest.fixture(scope="module")
def few(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A few files of it, as a bundle of their own, signed."""
    return bundles.small(bundles.files_of(whole), bundles.demo_key(tmp_path_factory.mktemp("few")))


@pytest.fixture(scope="module")
def hanna() -> tuple[Trusted, ...]:
    """The key of Hanna Linden, as a caller has it who trusts her."""
    from qmsdocs.demo.signing import PUBLIC_KEY

    return (Trusted("Hanna Linden", PUBLIC_KEY),)


@pytest.fixture
def other_key(tmp_path: Path) -> Path:
    """A key that nobody registered."""
    file = tmp_path / "other"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    return file


def first(files: Files, ending: str) -> str:
    """The first file with an ending."""
    return next(path for path in sorted(files) if path.endswith(ending))


# ── A bundle as it was made ──────────────────────────────────────────────────


def test_a_bundle_as_it_was_made(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Outside of the house: intact, signed by somebody unknown, and what it states of its documents."""
    expected = f"""\
{whole}
  Bundle of Linden Bicycles, Complaints management system, as of 2026-11-24, from commit COMMIT: 16 documents, \
COUNT files
  Intact           yes         Complete, and consistent with its own manifest; every byte of the zip is accounted for. \
This does not tell who made it.
  Signed           not proved  Signed by a key that is not known here: {HANNA}. That proves nothing until you know \
whose it is.
  Matches history  not proved  There is no house here to compare with. Where its git is: --root FOLDER.
  As it states itself: In force: 16.

"""
    files = bundles.files_of(whole)
    commit, count = bundles.manifest_in(files).commit[:10], str(len(files))

    assert run(["verify", str(whole), "--root", str(tmp_path)]) == 0
    assert expected.replace("COMMIT", commit).replace("COUNT", count) == capsys.readouterr().out


def test_the_same_in_chinese(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answers, as a Chinese auditor reads them; words stand below one another."""
    expected = f"""\
  完整        是      齐全，与自身的清单一致，压缩包的每个字节都有出处。仅凭这一点不能说明由谁制作。
  签名        未证明  由此处未知的密钥签名：{HANNA}。在您得知密钥归谁所有之前，这不能证明什么。
  与历史一致  未证明  此处没有可供比对的体系文件库。其 git 所在处用 --root 指明。
  据其自述：有效 16 份。
"""

    assert run(["verify", str(whole), "--root", str(tmp_path), "--language", "zh"]) == 0
    assert expected in capsys.readouterr().out


def test_for_other_programs(few: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON: each answer with its reason, each failure with its place, each document."""
    path = first(few, ".docx")
    file = tmp_path / "few.zip"
    file.write_bytes(bundles.zipped({**few, path: few[path] + b" "}))

    assert run(["verify", str(file), "--root", str(tmp_path), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    answers = {name: found[name] and found[name]["holds"] for name in ("digest", "intact", "signed", "history")}
    assert answers == {"digest": None, "intact": False, "signed": False, "history": None}
    assert found["signed"]["reason"].endswith("but the files are not those that it lists.")
    assert found["failures"] == [{"path": path, "what": f"Its content was changed: it is not what {SUMS} lists."}]
    assert [each["status"] for each in found["documents"]] == ["effective"] * len(found["documents"])
    assert (found["kind"], found["fails"]) == ("bundle", True)


def test_an_unpacked_bundle(few: Files, hanna: tuple[Trusted, ...], tmp_path: Path) -> None:
    """A folder is judged by the same manifest and the same signature."""
    folder = unpacked(few, tmp_path / "few")
    file = tmp_path / "hanna.pub"
    file.write_text(f"{hanna[0].key} hanna@linden\n")

    assert run(["verify", str(folder), "--root", str(tmp_path), "--signers", str(file)]) == 0


def unpacked(files: Files, folder: Path) -> Path:
    """The files in a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_what_is_wrong_in_a_folder_is_named(few: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that were changed, removed, added or are links; what systems leave behind harms nobody."""
    folder = unpacked(few, tmp_path / "few")
    changed, gone = sorted(path for path in few if path.endswith(".docx"))[:2]
    (folder / changed).write_bytes(few[changed] + b" ")
    (folder / gone).unlink()
    (folder / "letter.txt").write_text("Dear auditor")
    (folder / "link").symlink_to("/etc")
    (folder / ".DS_Store").write_bytes(b"x")

    assert run(["verify", str(folder), "--root", str(tmp_path)]) == 1
    found = capsys.readouterr().out
    assert (
        f"""\
    link: It is a link or a device, and no file.
    {changed}: Its content was changed: it is not what {SUMS} lists.
    {gone}: It is missing.
    letter.txt: It does not belong here: {SUMS} does not list it.
"""
        in found
    )
    assert "Left by other programs, and not part of the bundle: .DS_Store." in found


# ── Every byte ───────────────────────────────────────────────────────────────


def owners(data: bytes) -> list[tuple[range, str]]:
    """Which bytes belong to which file, as the standard library reads the zip; "" for its end."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = package.infolist()
        start = package.start_dir
    found, entries = [], []
    for info in members:
        name, head = info.filename, info.header_offset
        size = len(name.encode())
        found.append((range(head, head + 30 + size + info.file_size), name))
        entries.append((range(start, start + 46 + size), name))
        start += 46 + size
    return [*found, *entries, (range(start, len(data)), "")]


def places(data: bytes) -> Iterator[tuple[int, str]]:
    """Bytes of every part: all of the headers, names and directory entries of some files, some of every content, all of
    the end."""
    chance = random.Random(4)
    found = owners(data)
    half = len(found) // 2
    for place, (bytes_, owner) in enumerate(found):
        content = place < half
        every = not owner or place % 3 == 0
        head = range(bytes_.start, min(bytes_.stop, bytes_.start + 30 + len(owner.encode()))) if content else bytes_
        yield from ((at, owner) for at in head if every or chance.random() < 0.2)
        if content:
            yield from ((chance.randrange(bytes_.start, bytes_.stop), owner) for _ in range(15))
            yield bytes_.stop - 1, owner


def test_every_changed_byte_is_noticed_and_named(few: Files, tmp_path: Path) -> None:
    """At least 500 single bytes, over headers, names, contents, directory and end: each one fails the bundle, and the
    file to which it belongs is named, and no other."""
    data = bundles.zipped(few)
    chosen = sorted(set(places(data)))
    chance = random.Random(5)
    assert len(chosen) >= 500
    wrong = []
    for place, owner in chosen:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        result = result_of(bytes(changed), tmp_path)
        named = {failure.path for failure in result.failures}
        if holds(result).get("intact") is not False or named != {owner}:
            wrong.append((place, owner, told(result)))

    assert wrong == []


def test_every_bit_of_a_header_counts(few: Files, tmp_path: Path) -> None:
    """The eight bits of each byte of a local header, a directory entry and the end record."""
    files = bundles.unsigned({path: few[path] for path in few})
    data = bundles.zipped(files)
    found = owners(data)
    half = len(found) // 2
    local, entry, end = found[1][0], found[half + 1][0], found[-1][0]
    chosen = [*range(local.start, local.start + 30), *range(entry.start, entry.start + 46), *end]
    missed = []
    for place in chosen:
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            if holds(result_of(bytes(changed), tmp_path)).get("intact") is not False:
                missed.append((place, bit))

    assert missed == []


@pytest.mark.parametrize("size", [1, 7, 30])
def test_bytes_that_came_in_or_went_out(size: int, few: Files, tmp_path: Path) -> None:
    """Wherever they do: the file in which it happened is named, and files after it are not."""
    data = bundles.zipped(few)
    for bytes_, owner in owners(data)[: len(few)]:
        middle = (bytes_.start + 30 + len(owner.encode()) + bytes_.stop) // 2
        for changed in (data[:middle] + bytes(size) + data[middle:], data[:middle] + data[middle + size :]):
            result = result_of(changed, tmp_path)
            names = {failure.path for failure in result.failures} - {""}
            assert owner in names, told(result)
            assert len(names) <= 2, told(result)


def test_a_download_that_broke_off(few: Files, tmp_path: Path) -> None:
    """The file in which it breaks off is named."""
    data = bundles.zipped(few)
    for bytes_, owner in owners(data)[: len(few)]:
        cut = bytes_.stop - 1
        assert f"{owner}: The zip breaks off inside it, after {cut} bytes." in told(result_of(data[:cut], tmp_path))


def test_what_is_hidden_between_and_around(few: Files, tmp_path: Path) -> None:
    """Bytes before the first file, between files, before the directory, in a comment, after the end."""
    data = bundles.zipped(few)
    directory = owners(data)[len(few)][0].start
    between = owners(data)[2][0].start

    def failures(changed: bytes) -> list[str]:
        return told(result_of(changed, tmp_path))

    name = owners(data)[2][1]
    start = owners(data)[0][1]
    assert f"{start}: The bytes 0 to 3 of the zip belong to no file." in failures(b"MZ\0\0" + data)
    assert f"{name}: The bytes {between} to {between + 4} of the zip belong to no file." in failures(
        data[:between] + b"12345" + data[between:]
    )
    hidden = data[:directory] + b"12345" + data[directory:]
    assert f": The bytes {directory} to {directory + 4} of the zip belong to no file." in failures(hidden)
    assert f": Bytes follow the end of the zip, from byte {len(data)} on." in failures(data + b"1")
    comment = data[:-2] + b"\x05\0hello"
    assert f": Bytes follow the end of the zip, from byte {len(data)} on." in failures(comment)


# ── Whole files ──────────────────────────────────────────────────────────────


def test_removed_added_renamed_and_swapped_files(few: Files, tmp_path: Path) -> None:
    """In a zip that is packed as it must be: what happened to which file."""
    one, two = sorted(path for path in few if path.endswith(".docx"))[:2]
    without = {path: data for path, data in few.items() if path != one}

    def failures(files: Files) -> list[str]:
        return told(result_of(bundles.zipped(files), tmp_path))

    assert failures(without) == [f"{one}: It is missing."]
    assert failures({**few, "more.txt": b"!"}) == [f"more.txt: It does not belong here: {SUMS} does not list it."]
    assert failures({**without, "else.docx": few[one]}) == [
        f"{one}: It is missing; its content stands under the name else.docx.",
        f"else.docx: It is not listed; it is {one} under another name.",
    ]
    assert failures({**few, one: few[two], two: few[one]}) == [
        f"{one}: It holds the content of {two}.",
        f"{two}: It holds the content of {one}.",
    ]


@pytest.mark.parametrize("gone", [MANIFEST, SUMS, SIGNATURE, SIGNERS])
def test_without_one_of_its_own_lists(gone: str, few: Files, tmp_path: Path) -> None:
    """Manifest, sums, signature and signers are missed; the manifest names who signed."""
    result = result_of(bundles.zipped({path: data for path, data in few.items() if path != gone}), tmp_path)

    assert holds(result)["intact"] is False
    assert gone in {failure.path for failure in result.failures}


def test_a_signature_that_was_added(few: Files, tmp_path: Path) -> None:
    """Nobody signed by the manifest: then a signature does not belong there."""
    files = bundles.unsigned(few)
    result = result_of(bundles.zipped(files), tmp_path)
    signed = result_of(bundles.zipped({**files, SIGNATURE: few[SIGNATURE]}), tmp_path)

    assert holds(result) == {"intact": True, "signed": None, "history": None}
    assert told(signed) == [f"{SIGNATURE}: It does not belong here: by the manifest nobody signed."]


def test_files_in_another_order(few: Files, tmp_path: Path) -> None:
    """The order of a zip is not free either."""
    names = sorted(few)
    order = [names[1], names[0], *names[2:]]

    assert told(result_of(by_zipfile(few, order), tmp_path))[0].endswith(f", after {names[1]}.")


def by_zipfile(files: Files, order: list[str], method: int = zipfile.ZIP_STORED) -> bytes:
    """The zip that another program makes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for path in order:
            package.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), files[path], method)
    return target.getvalue()


def test_packed_anew_by_another_program(few: Files, tmp_path: Path) -> None:
    """Every file is what it was, and still it is not the zip that was made: that is told, and nothing of contents."""
    stored = told(result_of(by_zipfile(few, sorted(few)), tmp_path))
    deflated = told(result_of(by_zipfile(few, sorted(few), zipfile.ZIP_DEFLATED), tmp_path))

    assert all("What the zip says of it was changed" in line for line in stored[:-1])
    assert len(deflated) == len(few)
    assert all("It is compressed" in line for line in deflated)


@pytest.mark.parametrize(
    "path",
    ["../out.txt", "/etc/passwd", "C:/x.txt", "a\\b.txt", "a//b", "folder/", "nul\0.txt", "\u202excod.txt", "a/./b"],
)
def test_names_that_lead_elsewhere(path: str, few: Files, tmp_path: Path) -> None:
    """Also when manifest and sums agree; nothing is ever written."""
    files = {**few, path: b"!"}
    before = sorted(tmp_path.parent.iterdir())
    result = result_of(bundles.zipped(files), tmp_path)

    assert holds(result)["intact"] is False
    assert any("Its name would lead out" in line for line in told(result)), told(result)
    assert sorted(tmp_path.parent.iterdir()) == before


def test_one_name_twice(few: Files, tmp_path: Path) -> None:
    """Two files of one name: programs would show one or the other."""
    target = io.BytesIO()
    path = sorted(few)[0]
    with zipfile.ZipFile(target, "w") as package, pytest.warns(UserWarning):
        for name in sorted(few):
            package.writestr(zipfile.ZipInfo(name), few[name])
        package.writestr(zipfile.ZipInfo(path), b"other")

    assert any(
        line.startswith(f"{path}: It is in the zip twice") for line in told(result_of(target.getvalue(), tmp_path))
    )


# ── A bundle that was rewritten all through ──────────────────────────────────


@pytest.fixture
def forged(few: Files) -> dict[str, bytes]:
    """A bundle in which one word of a document was changed, and manifest and sums with it."""
    path = next(path for path in sorted(few) if path.endswith("_en.docx") and "QM-01" in path)
    word = bundles.word_with(few[path], "working day", "working year")
    return bundles.rewritten({**few, path: word})


def test_consistent_forgery_is_intact_and_caught_otherwise(
    forged: Files, few: Files, hanna: tuple[Trusted, ...], tmp_path: Path
) -> None:
    """It agrees with itself. The signature no longer fits, and the digest that came by another way is another one."""
    data, true = bundles.zipped(forged), bundles.zipped(few)
    digest = sha256(true).hexdigest()
    result = result_of(data, tmp_path, signers=hanna, digest=digest)

    assert holds(result) == {"digest": False, "intact": True, "signed": False, "history": None}
    assert holds(result_of(true, tmp_path, signers=hanna, digest=digest)) == {
        "digest": True,
        "intact": True,
        "signed": True,
        "history": None,
    }


def test_a_signature_over_other_files(few: Files, hanna: tuple[Trusted, ...], tmp_path: Path) -> None:
    """Hanna signed the sums: of files that they do not list, her name says nothing. How the zip is packed is no matter
    of hers."""
    altered = result_of(bundles.zipped({**few, first(few, ".xlsx"): b"!"}), tmp_path, signers=hanna)
    packed_anew = result_of(by_zipfile(few, sorted(few)), tmp_path, signers=hanna)

    assert holds(altered) == {"intact": False, "signed": False, "history": None}
    assert altered.signed and altered.signed.why.text("en").startswith("SHA256SUMS is signed, by the key SHA256:")
    assert holds(packed_anew) == {"intact": False, "signed": True, "history": None}


def test_a_forgery_without_signature(forged: Files, hanna: tuple[Trusted, ...], tmp_path: Path) -> None:
    """Whoever takes the signature away, and its mention too, is caught by one who asks for it."""
    data = bundles.zipped(bundles.unsigned(forged))

    assert holds(result_of(data, tmp_path)) == {"intact": True, "signed": None, "history": None}
    assert holds(result_of(data, tmp_path, signers=hanna))["signed"] is False


def test_a_forgery_signed_by_another_key(
    forged: Files, hanna: tuple[Trusted, ...], other_key: Path, tmp_path: Path
) -> None:
    """Under Hanna's name: the key is not hers. A good signature by a stranger is told as that, and proves nothing."""
    manifest = bundles.manifest_in(forged)
    assert manifest.signer
    claimed = bundles.signed(forged, other_key)
    stranger = replace(manifest.signer, key=public_key(other_key))
    allowed = f"h-linden {stranger.key}\n".encode()
    own = bundles.signed(bundles.rewritten({**forged, SIGNERS: allowed}, signer=stranger), other_key)

    first_ = result_of(bundles.zipped(claimed), tmp_path, signers=hanna)
    second = result_of(bundles.zipped(own), tmp_path, signers=hanna)
    nobody = result_of(bundles.zipped(own), tmp_path)
    assert first_.signed and first_.signed.holds is False
    assert first_.signed.why.text("en").startswith(
        "The manifest names Hanna Linden, but the signature is by the key SHA"
    )
    assert second.signed and second.signed.holds is False
    assert nobody.signed and nobody.signed.holds is None
    assert nobody.signed.why.text("en").startswith("Signed by a key that is not known here: SHA256:")


def test_stock_openssh_says_the_same(few: Files, forged: Files, tmp_path: Path) -> None:
    """The command of the README, in the unpacked folder."""

    def code(files: Files, folder: Path) -> int:
        unpacked(files, folder)
        names = ["-f", SIGNERS, "-I", "h-linden", "-n", NAMESPACE, "-s", SIGNATURE]
        sums = (folder / SUMS).read_bytes()
        command = ["ssh-keygen", "-Y", "verify", *names]
        return subprocess.run(command, cwd=folder, input=sums, capture_output=True, check=False).returncode

    assert code(few, tmp_path / "true") == 0
    assert code(forged, tmp_path / "forged") != 0


def test_other_disagreements_with_the_manifest(few: Files, tmp_path: Path) -> None:
    """A manifest that says more or less than there is, written and summed as it must be."""
    manifest = bundles.manifest_in(few)
    document = manifest.documents[0]
    path = next(file.path for file in manifest.files if file.number == document.number)
    other = replace(document, fingerprint="sha256:" + "0" * 64)

    def failures(**changes: object) -> list[str]:
        return told(result_of(bundles.zipped(bundles.rewritten(few, **changes)), tmp_path))

    files = [replace(file, path="gone.txt") if file.path == path else file for file in manifest.files]
    assert failures(documents=(other, *manifest.documents[1:]))[0].startswith(
        f"{path}: the fingerprint stands in it as {document.fingerprint}; the manifest says sha256:0000"
    )
    assert failures(documents=(document, *manifest.documents))[0] == (f"{document.number}: {MANIFEST} lists it twice.")
    assert failures(files=tuple(files)) == [f"{path}: It does not belong here: {MANIFEST} does not list it."]


def test_a_manifest_in_another_spelling(few: Files, tmp_path: Path) -> None:
    """A key that nobody reads, a space: no manifest may hide anything."""
    for odd in (few[MANIFEST].replace(b"{", b'{"hidden": 1,', 1), few[MANIFEST] + b" ", b"[" * 100_000, b"{}", b"\xff"):
        files = bundles.rewritten(few)
        files[MANIFEST] = odd
        assert told(result_of(bundles.zipped(bundles.summed(files)), tmp_path)) == [
            f"{MANIFEST}: It is not a manifest as this version writes it."
        ]


# ── Whose signatures count ───────────────────────────────────────────────────


def test_lists_of_signers(hanna: tuple[Trusted, ...]) -> None:
    """Lines of allowed_signers and of .pub files; what is for another purpose or no key is passed over."""
    key = hanna[0].key
    lines = {
        f"{key} hanna@linden": Trusted("hanna@linden", key),
        key: Trusted(HANNA, key),
        f"hanna,lotte {key}": Trusted("hanna,lotte", key),
        f'"Hanna Linden" namespaces="git,{NAMESPACE}" {key} office': Trusted(
            "Hanna Linden", key, f'namespaces="git,{NAMESPACE}"'
        ),
        f'h valid-before="20300101",namespaces="qms*" {key}': Trusted(
            "h", key, 'valid-before="20300101",namespaces="qms*"'
        ),
        f'h namespaces="git" {key}': None,
        f"h cert-authority {key}": None,
        f"# h {key}": None,
        "ssh-ed25519 AAAA": None,
        "": None,
    }

    assert {line: (keys_in(line) or [None])[0] for line in lines} == lines


def test_a_key_that_is_not_good_today(few: Files, hanna: tuple[Trusted, ...], tmp_path: Path) -> None:
    """Its line ended: the signature may be old or new, nobody can tell."""
    ended = (Trusted("Hanna", hanna[0].key, 'valid-before="20200101"'),)
    result = result_of(bundles.zipped(few), tmp_path, signers=ended)

    assert result.signed and result.signed.holds is False
    assert "which by your list is not good today" in result.signed.why.text("en")


# ── Hostile files ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x05\x06" + bytes(18), b"PK\x03\x04", b"PK\x03\x04" * 1000, bytes(1000), "文件".encode() * 1000],
)
def test_what_is_no_zip(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line."""
    file = tmp_path / "letter.pdf"
    file.write_bytes(data)

    assert run(["verify", str(file), "--root", str(tmp_path)]) == 1
    assert "It is neither a bundle nor a Word file." in capsys.readouterr().out


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    """A thousand million zeros in a megabyte, as a member, and as parts of a Word file."""
    zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = b"".join(zeros.compress(bytes(1 << 20)) for _ in range(1000)) + zeros.flush()
    bomb = Packed(0, 1000 << 20, 8, deflated)
    files = [archive({MANIFEST: bomb, SUMS: packed("", store=True)})]
    files += [archive({"word/document.xml": packed("<x/>"), "docProps/custom.xml": bomb})]
    files += [archive({"word/document.xml": bomb, "docProps/custom.xml": bomb})]
    tracemalloc.start()
    start = time.monotonic()
    for data in files:
        assert result_of(data, tmp_path).fails(False)

    assert time.monotonic() - start < 5
    assert tracemalloc.get_traced_memory()[1] < 60e6
    tracemalloc.stop()


def test_a_word_file_with_entities(few: Files, tmp_path: Path) -> None:
    """Nothing is expanded and nothing is read from elsewhere."""
    word = few[first(few, ".docx")]
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    start = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    hostile = bundles.word_with(word, start, head + start, "docProps/custom.xml")
    hostile = bundles.word_with(hostile, ">QM-01<", ">QM-01&b;&c;<", "docProps/custom.xml")
    result = result_of(hostile, tmp_path)

    assert "root:" not in json.dumps([*told(result), *(each.number for each in result.documents)])


def test_many_broken_zips(few: Files, tmp_path: Path) -> None:
    """Whatever is done to the bytes, there is an answer, and it is not that all is well."""
    data, chance = bundles.zipped(few), random.Random(6)
    for _ in range(60):
        changed = bytearray(data)
        for _ in range(chance.randrange(1, 40)):
            place = (
                chance.randrange(len(changed) - 600)
                if chance.random() < 0.5
                else len(changed) - 1 - chance.randrange(600)
            )
            changed[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        if bytes(changed) != data:
            assert result_of(bytes(changed), tmp_path).fails(False)


def test_odd_letters_steer_no_terminal(few: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names and texts from outside are printed on one line, without what is not printable."""
    file = tmp_path / "few.zip"
    evil = "\x1b[2J\u202egood\nIntact  yes"
    file.write_bytes(bundles.zipped({**few, evil: b"!"}))

    assert run(["verify", str(file), "--root", str(tmp_path)]) == 1
    assert "·[2J·good·Intact  yes: " in capsys.readouterr().out


# ── How it is asked ──────────────────────────────────────────────────────────


def test_several_files_are_told_one_by_one(few: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its block; the exit code is the worst."""
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(bundles.zipped(few))
    bad.write_bytes(bundles.zipped(few)[:-1])

    assert run(["verify", str(good), str(bad), "--root", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("/")] == [str(good), str(bad)]


def test_the_digest_however_it_was_copied(few: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With blanks, capitals or its prefix; another one fails; what is no digest is wrong usage."""
    file = tmp_path / "few.zip"
    file.write_bytes(bundles.zipped(few))
    digest = sha256(file.read_bytes()).hexdigest()

    def code(text: str, *names: str) -> int:
        return run(["verify", *(names or (str(file),)), "--root", str(tmp_path), "--digest", text])

    assert [code(digest), code(f"sha256:{digest}"), code(f"{digest[:32]} {digest[32:]}".upper())] == [0, 0, 0]
    assert code("0" * 64) == 1
    assert f"It is not what the digest was made of. Its own is {digest}" in capsys.readouterr().out
    assert [code("abc"), code(digest, str(file), str(file))] == [2, 2]
    assert code(digest, str(unpacked(few, tmp_path / "folder"))) == 1


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also one whose name no system allows."""
    for name in ("nothing.zip", "x" * 5000):
        assert run(["verify", name, "--root", str(tmp_path)]) == 1
        assert "There is no such file, and it is no printed code either." in capsys.readouterr().out


def test_signers_that_are_none(few: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without a key is wrong usage, and so is a private one."""
    file, signers = tmp_path / "few.zip", tmp_path / "signers"
    file.write_bytes(bundles.zipped(few))
    signers.write_text("Hanna Linden\n")

    assert run(["verify", str(file), "--root", str(tmp_path), "--signers", str(signers)]) == 2
    assert "holds no public key for bundles" in capsys.readouterr().err


# ── Time and memory ──────────────────────────────────────────────────────────


def test_a_large_bundle_is_read_once_and_not_copied(few: Files, tmp_path: Path) -> None:
    """300 MB: in about the time that reading and hashing takes, and in little memory."""
    path = first(few, ".xlsx")
    large = bundles.unsigned({**few, path: os.urandom(1 << 20) * 300})
    file = tmp_path / "large.zip"
    file.write_bytes(bundles.zipped(large))
    del large

    def seconds(act: Callable[[], object]) -> float:
        start = time.process_time()
        act()
        return time.process_time() - start

    with file.open("rb") as stream:
        hashing = seconds(lambda: file_digest(stream, "sha256"))
    tracemalloc.start()
    verifying = seconds(lambda: run(["verify", str(file), "--root", str(tmp_path)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 40e6
    assert verifying < 3 * hashing + 2


def test_the_layout_of_an_empty_zip() -> None:
    """Nothing is in it."""
    assert layout(archive({})).parts == ()
