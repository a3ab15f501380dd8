"""What the entry of a revision said in the version that was approved, without reading the rest of that version."""

from collections.abc import Iterable

from qmsdocs.cache import Cache, digest, program
from qmsdocs.decode import decode
from qmsdocs.git import Git
from qmsdocs.history.stated import newest_entry
from qmsdocs.model.revision import Revision


def entry_digest(revision: Revision) -> str:
    """A digest of what a revision states of itself, without who signed it and whether its content is held here."""
    # pydantic writes what `canonical` gives, and ten years of entries in no time.
    stated = revision.model_dump_json(by_alias=True, exclude_defaults=True, exclude={"signatures", "carried_over"})
    return digest([stated])[:16]


def entry_digests(git: Git, cache: Cache, blobs: Iterable[str]) -> dict[str, str]:
    """By blob, the digest of the newest revision that it states; each blob is read once."""
    wanted, key = sorted(set(blobs)), f"entries:{program()}:{git.folder}"
    kept = cache.get(key) or {}
    found = {blob: kept[blob] for blob in wanted if blob in kept}
    new = {}
    for blob, data in git.blobs(blob for blob in wanted if blob not in found):
        revision, _ = decode(Revision, newest_entry(data), "")
        new[blob] = entry_digest(revision) if revision else ""
    if new:
        cache.keep([(key, found | new)])
    return found | new
