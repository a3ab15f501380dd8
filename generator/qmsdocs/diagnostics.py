"""Diagnostics: what is wrong in a source, where exactly, and what to do about it.

A rule names a *place* (file and route of keys); the span in the text is found only when the diagnostic is shown.
Problems of the input are diagnostics, collected and never raised; exceptions mean our fault or the environment's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qmsdocs.locale import has_label, label
from qmsdocs.rules import RULES, Severity

_LONGEST = 320
"""How many characters of a value a message prints."""


def printable(text: str) -> str:
    """`text` without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source file, by route of keys.

    `needle` narrows it to the `nth` occurrence of a text inside the value; `key` points at the key, not the value.
    A `line` given outright (syntax errors) wins over the route; lines and columns count from 1.
    """

    path: str
    route: tuple[str | int, ...] = ()
    needle: str = ""
    nth: int = 1
    key: bool = False
    line: int = 0
    column: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of a file; line and column count from 1, length in characters; `source` is the line."""

    path: str
    line: int
    column: int
    length: int
    source: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding: which rule, where, and the values that its message and hint print.

    `variant` picks a message of a rule that has several. The texts stand in the locale under `say.…` and `hint.…`.
    """

    rule: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    variant: str = ""

    @property
    def severity(self) -> Severity:
        """How severe the finding is."""
        return RULES[self.rule].severity

    def message(self, language: str) -> str:
        """The headline: what is wrong, in one sentence."""
        return label(language, f"say.{self._name()}").format(**self._shown())

    def hint(self, language: str) -> str:
        """What to do; "" where the message says it already."""
        name = f"hint.{self._name()}"
        return label(language, name).format(**self._shown()) if has_label(language, name) else ""

    def _shown(self) -> dict[str, str]:
        """The values on one line, shortened: an author may have put a whole page where a word belongs."""
        texts = {key: printable(" ".join(str(value).split())) for key, value in self.values.items()}
        return {
            key: text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip(', ')}…" for key, text in texts.items()
        }

    def _name(self) -> str:
        return f"{self.rule}.{self.variant}" if self.variant else self.rule
