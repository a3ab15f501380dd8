"""Whose signatures count, and whether a bundle carries one of them."""

import fnmatch
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qmsdocs.manifest import SIGNATURE, SUMS, Manifest
from qmsdocs.model.facts import Organization
from qmsdocs.signing import KEY_TYPES, NAMESPACE, is_public_key, is_signed_by, key_fingerprint, signed_key
from qmsdocs.verify.answers import Answer, said
from qmsdocs.verify.contents import Contents

_WORD = re.compile(r'(?:"[^"]*"|[^\s"])+')
"""A word of a line of allowed_signers; what stands in quotes may hold blanks."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A public key that counts, and whose it is; `options` are those of its line in allowed_signers."""

    name: str
    key: str
    options: str = ""


def keys_in(text: str) -> list[Trusted]:
    """The keys of an allowed_signers file or of a .pub file; lines that are neither, or for another purpose, are passed
    over."""
    return [found for line in text.splitlines() if (found := _trusted(line))]


def _trusted(line: str) -> Trusted | None:
    words = _WORD.findall(line)
    place = next((place for place, word in enumerate(words) if word in KEY_TYPES), len(words))
    key = " ".join(words[place : place + 2])
    if line.lstrip().startswith("#") or not is_public_key(key):
        return None
    comment = " ".join(words[place + 2 :])
    options = words[1:place]
    if any(word.lower() == "cert-authority" for word in ",".join(options).split(",")):
        return None
    name = words[0].strip('"') if place else comment or key_fingerprint(key)
    return Trusted(name, key, " ".join(options)) if _is_for_bundles(",".join(options)) else None


def _is_for_bundles(options: str) -> bool:
    """Whether the purposes that a line allows, if it names any, hold ours; ssh-keygen would say no more than "no"."""
    found = re.search(r'namespaces="([^"]*)"', options, re.IGNORECASE)
    return found is None or any(fnmatch.fnmatchcase(NAMESPACE, form) for form in found[1].split(","))


def registered_keys(organization: Organization, day: date) -> Iterator[Trusted]:
    """The keys of the register that are not revoked by a day; a signature tells no time, so a revoked key vouches for
    nothing any more."""
    for person in organization.people.values():
        for each in person.keys:
            key = " ".join(each.key.split()[:2])
            if (each.revoked is None or each.revoked > day) and is_public_key(key):
                yield Trusted(person.name, key)


def signed(contents: Contents, manifest: Manifest | None, trusted: Sequence[Trusted], *, asked: bool) -> Answer:
    """Who signed a bundle. A good signature by a key that is not `trusted` says no more than whose key made it; where
    the caller `asked` for these keys, nothing else holds."""
    signature, sums = contents.data(SIGNATURE), contents.data(SUMS)
    signer = manifest.signer if manifest else None
    if signature is None:
        return Answer(False, said("signed.removed")) if signer else Answer(_unproved(asked), said("signed.not"))
    key = signed_key(signature)
    if key is None or sums is None:
        return Answer(False, said("signed.bad"))
    fingerprint = key_fingerprint(key)
    if signer and key != signer.key:
        return Answer(False, said("signed.other", name=signer.name, fingerprint=fingerprint))
    good = is_signed_by(sums, signature, key)
    if good is None:
        return Answer(_unproved(asked), said("signed.no-program", fingerprint=fingerprint))
    if not good:
        return Answer(False, said("signed.bad"))
    if not contents.are_as_summed:
        return Answer(False, said("signed.altered", fingerprint=fingerprint))
    owners = [each for each in trusted if each.key == key]
    if not owners:
        return Answer(_unproved(asked), said("signed.unknown", fingerprint=fingerprint))
    counts = (each for each in owners if is_signed_by(sums, signature, key, each.options))
    owner = next(counts, None)
    values = {"name": (owner or owners[0]).name, "fingerprint": fingerprint}
    return Answer(True, said("signed.by", **values)) if owner else Answer(False, said("signed.not-now", **values))


def _unproved(asked: bool) -> bool | None:
    """What is not proved does not hold for one who asked for a proof."""
    return False if asked else None
