"""What somebody wishes who starts a house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qmsdocs.labels import Scheme

Texts = Mapping[str, str]
"""A text in each language of the house."""

Size = Literal["full", "small"]
"""`small`: a firm of few people, after ISO 10002:2018, Annex B."""

Forge = Literal["github", "gitlab", "none"]


@dataclass(frozen=True)
class NamedSite:
    """A site of the house."""

    title: Texts
    country: Texts


@dataclass(frozen=True)
class Starter:
    """The person who starts the house: until others are named, this person holds every role."""

    name: str
    email: str
    login: str = ""
    """The account on the forge."""


@dataclass(frozen=True)
class Wish:
    """A house as it is wished for."""

    company: Texts
    short_name: Texts
    languages: tuple[str, ...]
    """The first one is the source language and rules."""
    size: Size
    sites: tuple[NamedSite, ...]
    channels: tuple[str, ...]
    """By the keys of the starter's channel register."""
    domain: str
    """The address of the company on the web, without https://."""
    scheme: Scheme
    forge: Forge
    person: Starter
    time_zone: str
    today: date
    effective: date
    """From when the documents shall hold, once they are approved."""
