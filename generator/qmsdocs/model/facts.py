"""The facts that every document shares: organization, parameters, objectives, channels, codes, glossary, external
documents.

A fact stands once. Documents name it by key, `{limits.acknowledge}` or `[QP-07]`, and print it from here.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qmsdocs.model.text import Day, Key, Model, Number, Text


class Site(Model):
    """A place where the organization works."""

    title: Text
    country: Text
    """The country, as printed."""
    address: Text | None = None


class Unit(Model):
    """A department."""

    title: Text
    head: Key
    """The role that leads it."""
    sites: tuple[Key, ...] = ()
    """Where it works; nothing means everywhere."""
    part_of: Key | None = None
    """The unit above it."""


class Holder(Model):
    """Who holds a role, from when to when."""

    person: Key
    from_: Day = Field(alias="from")
    to: Day | None = None
    deputy: bool = False
    """Stands in for the holder."""
    sites: tuple[Key, ...] = ()
    """Where it holds; nothing means everywhere."""

    def holds(self, day: date) -> bool:
        """Whether the person held the role on `day`."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class Role(Model):
    """A role: what documents name instead of a person."""

    title: Text
    unit: Key
    """The unit to which the role belongs."""
    reports_to: Key | None = None
    duties: Text | None = None
    """What the role is there for, in a sentence."""
    holders: tuple[Holder, ...] = ()
    """Who holds it; nothing means vacant."""


class SigningKey(Model):
    """A public key with which a person signs commits and tags."""

    key: str
    """As OpenSSH writes it (`ssh-ed25519 AAAA…`), or an armoured OpenPGP public key."""
    revoked: Day | None = None
    """The day from which signatures with it no longer count."""


def _key_as_mapping(value: object) -> object:
    return {"key": value} if isinstance(value, str) else value


class Person(Model):
    """A person who signs or holds a role."""

    name: Text
    emails: tuple[str, ...] = ()
    """The addresses with which the person commits to git."""
    logins: tuple[str, ...] = ()
    """The person's accounts on the forge: a review there is recorded as an approval by this person."""
    keys: tuple[Annotated[SigningKey, BeforeValidator(_key_as_mapping)], ...] = ()
    """The public keys with which the person signs; one that is not revoked may be written as plain text."""


class Organization(Model):
    """Sites, units, roles and people."""

    sites: dict[Key, Site]
    units: dict[Key, Unit]
    roles: dict[Key, Role]
    people: dict[Key, Person] = {}


class Grade(Model):
    """A grade by which limits differ."""

    title: Text
    meaning: Text


class Parameter(Model):
    """A limit, a retention time, a cycle or another value that texts print."""

    title: Text
    value: Text | None = None
    """One value for every case, such as `2 h` or `5 working days`."""
    by_grade: dict[str, Text] = {}
    """A value for each grade."""
    before_grading: Text | None = None
    """What holds until the grade is known."""
    sites: dict[Key, dict[str, Text]] = {}
    """For a site, the grades (or `value`) that differ there."""
    maximum: Text | None = None
    """For retention: the longest time that the law allows."""
    indicator: Key | None = None
    """The indicator that measures whether the limit is kept."""
    remark: Text | None = None


class Parameters(Model):
    """Every value that more than one text prints; `limits.acknowledge` names one."""

    grades: dict[str, Grade] = {}
    limits: dict[Key, Parameter] = {}
    retention: dict[Key, Parameter] = {}
    cycles: dict[Key, Parameter] = {}
    values: dict[Key, Parameter] = {}
    order: tuple[tuple[str, ...], ...] = ()
    """Chains of limits in which none may be longer than the next: `[limits.register, limits.acknowledge]`."""


PARAMETER_GROUPS = ("limits", "retention", "cycles", "values")
"""The groups of parameters.yaml."""


class Objective(Model):
    """An objective or indicator: measurable, with an owner and a source."""

    title: Text
    formula: Text
    """How it is computed."""
    target: Text
    """The target, such as `≥ 98 %`, or that it is only watched."""
    owner: Key
    """The role that answers for it."""
    period: Text
    """How often it is computed."""
    source: tuple[str, ...]
    """The forms from which the figures come."""


class Objectives(Model):
    """The objectives."""

    objectives: dict[Key, Objective]


class Channel(Model):
    """A way by which a matter reaches the organization."""

    title: Text
    contact: Text
    """Number, address or page."""
    hours: Text
    languages: Text
    sites: tuple[Key, ...] = ()
    live: bool = False
    """A person answers while the customer waits: then `first_response` is needed."""
    first_response: str | None = None
    """The limit for the first human answer, as the key of a parameter."""
    instruction: Number
    """The work instruction for this channel."""
    owner: Key
    """The role that answers for the channel."""


class Channels(Model):
    """The channel register."""

    channels: dict[Key, Channel]


class CodeList(Model):
    """A list of codes that forms offer and analyses count."""

    title: Text
    values: dict[str, Text]


class Codes(Model):
    """The code lists."""

    codes: dict[Key, CodeList]


class Term(Model):
    """A term of the glossary, in our own words."""

    term: Text
    definition: Text
    abbreviation: Text | None = None


class Glossary(Model):
    """The glossary."""

    terms: dict[Key, Term]


class ExternalDocument(Model):
    """A document of external origin (ISO 9001:2015 7.5.3.2; checklist item DC-29)."""

    title: Text
    issuer: Text
    identifier: str
    """Its number with edition, such as ISO 10002:2018."""
    issued: Day | None = None
    where: Text
    """Where the copy in use is kept."""
    owner: Key
    """The role that keeps it current."""
    checked: Day
    """When it was last found current."""
    withdrawn: bool = False
    """No longer valid outside."""


class ExternalDocuments(Model):
    """The register of documents of external origin."""

    external_documents: dict[Key, ExternalDocument]


class Clause(Model):
    """A clause of a standard: number and short title, never its text."""

    number: str
    title_en: str
    title_zh: str
    kind: Literal["requirement", "guidance"]
    title_origin: Literal["standard", "descriptive"]
    """`descriptive`: the standard gives no title, the label is ours."""
    confidence_en: Literal["high", "medium", "low"] = "high"
    confidence_zh: Literal["high", "medium", "low"] = "high"
    excluded: str | None = None
    """Why no document needs to meet this clause."""
    excluded_zh: str | None = None
    """The same in Chinese."""

    def title(self, language: str) -> str:
        """The short title in a language."""
        return self.title_zh if language == "zh" else self.title_en

    def reason(self, language: str) -> str:
        """Why no document needs to meet it, in a language; "" where one must."""
        return (self.excluded_zh if language == "zh" else None) or self.excluded or ""


class Standard(Model):
    """A clause catalogue, one edition of one standard."""

    standard: str
    """Number and edition, such as ISO 10002:2018."""
    title_en: str
    title_zh: str
    adoption_zh: str | None = None
    """The Chinese adoption."""
    checked_on: Day
    clauses: tuple[Clause, ...]

    @property
    def key(self) -> str:
        """How documents cite the standard: `iso-10002:2018`."""
        return self.standard.lower().replace(" ", "-")
