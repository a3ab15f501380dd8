"""How well an approval is proved, from what git says of the commit that brought it.

Identities, keys and authority count only as they stood on the controlled branch before that commit: no change can vouch
for itself.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from qmsdocs.cache import Cache, digest
from qmsdocs.git import Git, Tag
from qmsdocs.history.index import Index
from qmsdocs.history.stated import signature_key
from qmsdocs.model.facts import Organization, Person
from qmsdocs.model.revision import EvidenceGrade, Revision, Signature
from qmsdocs.repository import Facts

GRADES: tuple[EvidenceGrade, ...] = ("declared", "attributed", "forge", "paper", "signed")
"""The grades of evidence, weakest first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What git says of a signature."""

    grade: EvidenceGrade = "declared"
    commit: str = ""
    """The commit that brought it; "" while it is not committed."""
    landed: str = ""
    """The commit with which it reached the controlled branch; "" while it has not."""
    landed_on: date | None = None
    before: Facts | None = field(default=None, repr=False)
    """Settings and organization as they stood on the controlled branch before; None where nothing did."""


class Proofs:
    """Answers for signatures; good signatures of commits are remembered by commit and key."""

    def __init__(
        self,
        git: Git,
        index: Index,
        facts: Callable[[int], Facts | None],
        controlled_from: int | None,
        cache: Cache,
    ) -> None:
        """`facts` gives settings and organization as of a commit of the controlled branch; history is controlled after
        the commit `controlled_from`, and not at all without one."""
        self._git, self._index, self._facts, self._start, self._cache = git, index, facts, controlled_from, cache
        self._tags = git.tags("")

    @cached_property
    def _lines(self) -> dict[str, frozenset[str]]:
        """The lines of each tag's message; one that was set by `issue` names a thousand revisions."""
        return {tag.sha: frozenset(tag.message.splitlines()) for tag in self._tags}

    def evidence(self, number: str, revision: Revision, signature: Signature, now: Facts) -> Evidence:
        """The evidence for a signature of the document `number`; `now` are the facts as they stand."""
        values = (signature.as_, signature.by, signature.role, str(signature.on), signature.fingerprint or "")
        key = signature_key(revision.label, *values)
        brought, landed = self._index.brought(number, key), self._index.landed(number, key)
        before = self._before(landed)
        if brought is None:
            return Evidence(before=before)
        commit = self._index.shas[brought]
        day = day_of(self._index, landed if landed is not None else brought, now.settings.time_zone)
        named = f"{number} {revision.label} {signature.fingerprint}"
        return Evidence(
            grade=self._grade(signature, brought, landed, before, now, named) if before else "declared",
            commit=commit,
            landed=self._index.shas[landed] if landed is not None else "",
            landed_on=day if landed is not None else None,
            before=before,
        )

    def _before(self, landed: int | None) -> Facts | None:
        """Settings and organization as they stood before a commit of the controlled branch; those of the commit from
        which history is controlled for all before it."""
        mainline = self._index.mainline
        if landed is None:
            return self._facts(mainline[-1]) if mainline else None
        if self._start is not None and landed <= self._start:
            return self._facts(self._start)
        place = bisect_left(mainline, landed)
        return self._facts(mainline[place - 1]) if place else None

    def _grade(
        self, signature: Signature, brought: int, landed: int | None, before: Facts, now: Facts, named: str
    ) -> EvidenceGrade:
        people, email = before.organization.people, self._index.emails[brought].lower()
        person = people.get(signature.by)

        def keys(day: date) -> list[str]:
            return _keys(person, now.organization.people.get(signature.by), day)

        if person and person.keys and self._signed(brought, landed, keys, now.settings.time_zone, named):
            return "signed"
        if signature.paper and _is(people.get(signature.paper.entered_by), email):
            return "paper"
        if signature.forge and email in {address.lower() for address in before.settings.forge_emails}:
            return "forge"
        return "attributed" if _is(person, email) else "declared"

    def _signed(
        self, brought: int, landed: int | None, keys: Callable[[date], list[str]], zone: str, named: str
    ) -> bool:
        """Whether the commit that brought it, or a tag over it, carries a good signature by one of the `keys` that
        count on its day; for a commit that is the day on which it reached the branch, if that is later."""
        places = {brought, brought if landed is None else landed}
        commits = {self._index.shas[place] for place in places}
        day = max(day_of(self._index, place, zone) for place in places)
        return self._verifies(self._index.shas[brought], "commit", keys(day)) or any(
            self._verifies(tag.sha, "tag", keys(_day(tag.tagged, zone)))
            for tag in self._tags
            if tag.commit in commits or named in self._lines[tag.sha]
        )

    def _verifies(self, sha: str, kind: Literal["commit", "tag"], keys: list[str]) -> bool:
        if not keys:
            return False
        key = f"verified:{sha}:{digest(keys)}"
        kept = self._cache.get(key)
        if kept is None:
            kept = self._git.verifies(sha, kind, keys)
            if kept is not None:
                self._cache.keep([(key, kept)])
        return bool(kept)

    @property
    def issues(self) -> list[Tag]:
        """The tags that name what was in force when they were set."""
        return [tag for tag in self._tags if tag.name.startswith("issue-")]


def day_of(index: Index, place: int, zone: str) -> date:
    """The day of a commit in a time zone."""
    return _day(index.committed[place], zone)


def _day(moment: int, zone: str) -> date:
    # A commit can state any moment; the calendar ends somewhere.
    return datetime.fromtimestamp(min(max(moment, 0), _LAST), UTC).astimezone(ZoneInfo(zone)).date()


_LAST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


def holds_role(organization: Organization, signature: Signature) -> bool:
    """Whether the person held the role on the day of the signature, also as deputy."""
    role = organization.roles.get(signature.role)
    return role is not None and any(
        holder.person == signature.by and holder.holds(signature.on) for holder in role.holders
    )


def _is(person: Person | None, email: str) -> bool:
    return person is not None and email in {address.lower() for address in person.emails}


def _keys(before: Person | None, now: Person | None, day: date) -> list[str]:
    """The keys that count for a commit of `day`: registered before it, still registered, and not revoked by then.

    A key that was taken out of the register vouches for nothing: what was signed with it stands as attributed.
    """
    if before is None or now is None:
        return []
    registered = {key.key.strip(): key.revoked for key in now.keys}
    found = []
    for key in before.keys:
        text = key.key.strip()
        ends = [revoked for revoked in (key.revoked, registered.get(text)) if revoked]
        if text in registered and all(day < revoked for revoked in ends):
            found.append(text)
    return found
