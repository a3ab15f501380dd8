"""Who acts, and in which role: from what the organization file says of people, roles and holders.

A person is named by key, by an account on the forge, or by the address with which git commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qmsdocs.acts.plan import Plan
from qmsdocs.model.facts import Organization
from qmsdocs.repository import Item


@dataclass(frozen=True)
class Identity:
    """How the person who acts is named."""

    key: str | None = None
    """The key in the organization file."""
    login: str | None = None
    """An account on the forge."""
    email: str = ""
    """The address with which git commits: it counts when nothing else is said."""

    @property
    def is_said(self) -> bool:
        """Whether the command names a person."""
        return bool(self.key or self.login)


def person(identity: Identity, organization: Organization, plan: Plan) -> str | None:
    """The key of the person; None, with the reason in `plan`, when nobody fits."""
    people = organization.people
    if identity.key:
        if identity.key in people:
            return identity.key
        plan.refuse_unknown("person", identity.key, people)
        return None
    if identity.login:
        login = identity.login.lower()
        found = [key for key, each in people.items() if login in {name.lower() for name in each.logins}]
        if not found:
            plan.refuse("login", login=identity.login)
    else:
        email = identity.email.lower()
        found = [key for key, each in people.items() if email in {name.lower() for name in each.emails}]
        if not found:
            plan.refuse("nobody" if not email else "email", email=identity.email)
    return found[0] if found else None


def roles_held(organization: Organization, key: str, day: date) -> list[str]:
    """The roles that a person holds on a day, also as deputy, in the order of the organization file."""
    return [
        name
        for name, role in organization.roles.items()
        if any(holder.person == key and holder.holds(day) for holder in role.holders)
    ]


def person_name(organization: Organization, key: str) -> str:
    """The name of a person; the key where it is not known."""
    return organization.people[key].name if key in organization.people else key


def role_titles(organization: Organization, keys: Iterable[str]) -> str:
    """Roles for a message, by title and key."""
    roles = organization.roles
    return ", ".join(f"{roles[key].title} ({key})" if key in roles else key for key in keys)


def usual_role(item: Item, organization: Organization, key: str, day: date) -> str | None:
    """The role in which a person works on a document: the one of an earlier signature there, else the owner's, else the
    first that the person holds; None when the person holds none on that day."""
    held = roles_held(organization, key, day)
    signed = [each.role for revision in item.revisions for each in revision.signatures if each.by == key]
    return next((role for role in (*signed, item.owner, *held) if role in held), None)
