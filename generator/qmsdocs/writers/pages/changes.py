"""What a redline shows as new or gone → `<ins>` and `<del>`. Inserted is underlined, deleted struck through.

Colour is not needed to tell them apart; what is new or gone as a whole says so in a word.
"""

from collections.abc import Callable
from typing import TypeVar

from qmsdocs.blocks import Change
from qmsdocs.writers.pages.addresses import Setting

Made = TypeVar("Made")
CHANGES: tuple[Change, ...] = ("inserted", "deleted")
_TAGS: dict[Change, str] = {"inserted": "ins", "deleted": "del"}


def written(change: Change, setting: Setting, write: "Callable[[], Made]") -> "Made":
    """What `write` makes: without ids and links when it is gone, and no heading of it counts for the next."""
    if change != "deleted":
        return write()
    before = setting.gone, setting.depth
    setting.gone = True
    made = write()
    setting.gone, setting.depth = before
    return made


def marked(change: Change, inner: str) -> str:
    """`inner`, which is the content of a paragraph, cell or item, as a change."""
    return f'<{_TAGS[change]} class="q-{change}">{inner}</{_TAGS[change]}>' if change and inner else inner


def marked_blocks(change: Change, inner: str, setting: Setting) -> str:
    """Blocks as a change, with its word above."""
    tag = _TAGS[change]
    return f'<{tag} class="q-change q-change--{change}">\n{change_word(change, setting)}\n{inner}\n</{tag}>'


def change_word(change: Change, setting: Setting) -> str:
    """The word that stands before what is new or gone as a whole."""
    return f'<span class="q-change__word">{setting.say(f"page.{change}")}</span>' if change else ""


def change_class(change: Change) -> str:
    """The class attribute of a row that is new or gone."""
    return f' class="q-change q-change--{change}"' if change else ""


def both(before: str | None, after: str) -> str:
    """A value as it is now, behind the struck former one where that was another; both are HTML."""
    if before is None or before == after:
        return after
    return " ".join(filter(None, (marked("deleted", before), marked("inserted", after))))
