"""A bundle, as a zip or unpacked: everything that is answered about it."""

from collections.abc import Iterator, Sequence

from qmsdocs.manifest import Manifest
from qmsdocs.verify.answers import Answer, DocumentState, Kind, Result, Said, said
from qmsdocs.verify.consistency import checked
from qmsdocs.verify.contents import Contents
from qmsdocs.verify.house import House
from qmsdocs.verify.in_history import compared_with_history
from qmsdocs.verify.trust import Trusted, signed


def bundle_result(file: str, kind: Kind, contents: Contents, house: House, signers: Sequence[Trusted] | None) -> Result:
    """What is answered about the files of a bundle; `signers` are the keys that the caller trusts, by default those of
    the house."""
    found = checked(contents)
    manifest = found.manifest
    result = Result(file, kind, _head(manifest, len(contents.files)), str(house.day), failures=found.failures)
    result.intact = _intact(kind, not result.failures, contents)
    trusted = house.keys if signers is None else signers
    result.signed = signed(contents, manifest, trusted, asked=signers is not None)
    if contents.litter:
        result.notes.append(said("folder.litter", names=contents.litter))
    if manifest is None:
        return result
    compared = compared_with_history(house, contents, manifest)
    result.history = compared.answer
    found.add(compared.failures)
    result.notes += [*_notes(manifest), *compared.notes]
    result.documents = [_document(house, manifest, place) for place in range(len(manifest.documents))]
    return result


def _head(manifest: Manifest | None, files: int) -> Said:
    if manifest is None:
        return said("head.bundle-without", files=files)
    values = {"company": manifest.company, "system": manifest.system}
    state = {"day": manifest.as_of, "commit": manifest.commit[:10] or "–"}
    return said("head.bundle", **values, **state, documents=len(manifest.documents), files=files)


def _intact(kind: Kind, holds: bool, contents: Contents) -> Answer:
    if not holds:
        return Answer(False, said("intact.not"))
    return Answer(True, said(f"intact.{kind}", files=len(contents.files)))


def _notes(manifest: Manifest) -> Iterator[Said]:
    """What the bundle says that it does not hold."""
    for name in ("withheld", "elsewhere"):
        if count := getattr(manifest, name):
            yield said(f"bundle.{name}", count=count)
    if not manifest.in_force:
        yield said("bundle.drafts")


def _document(house: House, manifest: Manifest, place: int) -> DocumentState:
    """What has become of a listed document."""
    listed = manifest.documents[place]
    state = house.state(listed.number, listed.revision)
    if state is not None:
        return state
    return DocumentState(
        number=listed.number,
        revision=listed.revision,
        status=listed.status,
        known=False,
        effective=listed.effective,
        approved=listed.approved,
    )
