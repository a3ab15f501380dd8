"""What is answered about one file: which kind it is, and who answers for that kind."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from qmsdocs.manifest import MANIFEST, SUMS
from qmsdocs.verify.answers import Answer, Failure, Result, said
from qmsdocs.verify.bundles import bundle_result
from qmsdocs.verify.contents import LARGEST, LIMIT, folder_contents, opened, zip_contents
from qmsdocs.verify.house import House
from qmsdocs.verify.layout import Bytes, Layout, layout
from qmsdocs.verify.single import code_in, code_result, word_result
from qmsdocs.verify.trust import Trusted

_WORD = b"word/document.xml"
_OF_BUNDLES = (MANIFEST.encode(), SUMS.encode())


@dataclass(frozen=True)
class Asked:
    """By what files are verified."""

    house: House
    signers: tuple[Trusted, ...] | None = None
    """The keys that the caller trusts; None for those of the house."""
    digest: str = ""
    """The SHA-256 that was received by another way; "" for none."""


def verified(name: str, asked: Asked) -> Result:
    """Everything that is answered about a file, a folder or a printed code. Raises OSError for what cannot be read."""
    result = _verified(name, asked)
    if asked.digest and result.digest is None:
        result.digest = Answer(False, said("digest.no-file"))
    return result


def _verified(name: str, asked: Asked) -> Result:
    file = Path(name)
    if not _exists(file):
        code = code_in(name)
        return code_result(name, code, asked.house) if code else _nothing(name, asked, "no-file")
    if file.is_dir():
        if not any((file / each).is_file() for each in (MANIFEST, SUMS)):
            return _nothing(name, asked, "no-bundle")
        return bundle_result(name, "folder", folder_contents(file), asked.house, asked.signers)
    if not file.is_file():
        return _nothing(name, asked, "no-file")
    if file.stat().st_size > LARGEST:
        return _nothing(name, asked, "too-large-zip")
    with opened(file) as data:
        result = _of_bytes(name, data, asked)
        result.digest = _digest(data, asked.digest) if asked.digest else None
    return result


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # a printed code may be longer than a name can be
        return False


def _of_bytes(name: str, data: Bytes, asked: Asked) -> Result:
    found = layout(data)
    names = _names(found)
    if _WORD in names:
        return word_result(name, data[:LIMIT], asked.house)
    if names.intersection(_OF_BUNDLES) or (found.parts and name.lower().endswith(".zip")):
        return bundle_result(name, "bundle", zip_contents(data, found), asked.house, asked.signers)
    return _nothing(name, asked, "no-bundle")


def _names(found: Layout) -> set[bytes]:
    return {each.name for part in found.parts for each in (part.header, part.entry) if each}


def _digest(data: Bytes, wanted: str) -> Answer:
    found = hashlib.sha256(data).hexdigest()
    same = found == wanted
    return Answer(same, said("digest.same") if same else said("digest.other", found=found))


def _nothing(name: str, asked: Asked, why: str) -> Result:
    """The answer about what cannot be judged."""
    return Result(name, "other", said("head.other"), str(asked.house.day), failures=[Failure("", said(why))])
