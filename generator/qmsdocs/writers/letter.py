"""A letter that a person pastes into a mail: as plain text, or as Markdown.

It comes in as plain texts. Whatever they hold is printed as text: nothing that an author wrote becomes markup.
"""

from dataclasses import dataclass

from qmsdocs.locale import label
from qmsdocs.writers.report import as_markdown, on_one_line


@dataclass(frozen=True, slots=True)
class Point:
    """Something that a letter tells."""

    text: str
    below: tuple[str, ...] = ()
    """What more there is to say about it."""
    address: str = ""
    """Where to read it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to the people who hold a role, or to everybody."""

    to: tuple[str, ...]
    """Who receives it, each as a mail program takes it; nothing where it is not known."""
    subject: str
    intro: str
    parts: tuple[tuple[str, tuple[Point, ...]], ...]
    """Titles with what stands below them."""


def letter_text(letter: Letter, language: str) -> str:
    """The letter as text, a line for each sentence: mail programs break them."""
    lines = [_head(language, "to", ", ".join(letter.to))] if letter.to else []
    lines += [_head(language, "subject", letter.subject), "", on_one_line(letter.intro)]
    for title, points in letter.parts:
        lines += ["", on_one_line(title)]
        for point in points:
            lines += [f"- {on_one_line(point.text)}", *(f"    {on_one_line(text)}" for text in point.below)]
            lines += [f"    {point.address}"] if point.address else []
    return "\n".join([*lines, ""])


def _head(language: str, key: str, text: str) -> str:
    return label(language, f"briefing.{key}", text=on_one_line(text))


def letter_markdown(letter: Letter) -> str:
    """The letter in Markdown, with the subject as its title."""
    lines = [f"# {as_markdown(letter.subject)}", "", as_markdown(letter.intro)]
    for title, points in letter.parts:
        lines += ["", f"## {as_markdown(title)}", ""]
        for point in points:
            text = as_markdown(point.text)
            lines += [f"- [{text}](<{point.address}>)" if point.address else f"- {text}"]
            lines += [f"  - {as_markdown(below)}" for below in point.below]
    return "\n".join([*lines, ""])
