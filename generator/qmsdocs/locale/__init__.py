"""Labels and messages in the languages of the outputs.

One JSON file per language; a test keeps their keys equal. `label("en", "effective")` is "Effective"; values are
filled in with `str.format`.
"""

import json
from datetime import date
from functools import cache
from importlib.resources import files


@cache
def _catalogue(language: str) -> dict[str, str]:
    text = files(__package__).joinpath(f"{language}.json").read_text(encoding="utf-8")
    catalogue: dict[str, str] = json.loads(text)
    return catalogue


def label(language: str, key: str, **values: object) -> str:
    """The text for `key` in `language`, with `values` filled in. A missing key is our fault and raises KeyError."""
    text = _catalogue(language)[key]
    return text.format(**values) if values else text


def has_label(language: str, key: str) -> bool:
    """Whether there is a text for `key`."""
    return key in _catalogue(language)


def labels(language: str, beginning: str) -> dict[str, str]:
    """The texts whose keys begin so, by the rest of their keys: for scripts, which fill in values themselves."""
    found = _catalogue(language).items()
    return {key.removeprefix(beginning): text for key, text in found if key.startswith(beginning)}


def day_text(language: str, day: date) -> str:
    """A day as it is written in running text: 24 November 2026, 2026年11月24日."""
    months = label(language, "page.months").split(" ")
    return label(language, "page.date", day=day.day, month=months[day.month - 1], year=day.year)


def classification_name(language: str, level: str) -> str:
    """How a level of classification is printed; a level of the house's own stands as it is in qms.yaml."""
    key = f"classification.{level}"
    return label(language, key) if has_label(language, key) else level


def explanation(language: str, rule: str) -> dict[str, str]:
    """Why `rule` exists: `reason`, and snippets `before` and `after`."""
    text = files(__package__).joinpath(f"rules_{language}.json").read_text(encoding="utf-8")
    explained: dict[str, dict[str, str]] = json.loads(text)
    return explained[rule]
