"""What the entry of a revision said in the version that was approved, without reading the rest of that version."""

import json
from collections.abc import Iterable

from qmsdocs.cache import Cache, digest
from qmsdocs.decode import decode
from qmsdocs.fingerprint import canonical
from qmsdocs.git import Git
from qmsdocs.history.stated import newest_entry
from qmsdocs.model.revision import Revision


def entry_digest(revision: Revision) -> str:
    """A digest of what a revision states of itself, without who signed it and whether its content is held here."""
    stated = {key: value for key, value in canonical(revision).items() if key != "carried_over"}
    return digest([json.dumps(stated, ensure_ascii=False, sort_keys=True)])[:16]


def entry_digests(git: Git, cache: Cache, blobs: Iterable[str]) -> dict[str, str]:
    """By blob, the digest of the newest revision that it states; each blob is read once for ever."""
    wanted = sorted(set(blobs))
    found = {blob: kept for blob in wanted if (kept := cache.get(f"entry:{blob}")) is not None}
    new = {}
    for blob, data in git.blobs(blob for blob in wanted if blob not in found):
        revision, _ = decode(Revision, newest_entry(data), "")
        new[blob] = entry_digest(revision) if revision else ""
    cache.keep((f"entry:{blob}", value) for blob, value in new.items())
    return found | new
