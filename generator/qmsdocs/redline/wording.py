"""Changes inside a paragraph: the old and the new inlines in, the new ones with what was deleted and inserted out.

Words are compared, not letters: a Latin word, one Chinese character, a stretch of blanks, a whole reference or fact.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from qmsdocs.blocks import Deleted, Emphasis, Inline, Inlines, Inserted, Run, Strong, Untranslated

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = rf"[^\W{_WIDE}]+"
_PIECE = re.compile(rf"\s+|{_WORD}(?:[-.,:'’/]{_WORD})*|.", re.DOTALL)
"""Blanks; a word, number or date with the signs inside it (1.5, QP-05, 2026-11-24, don't); any other sign."""

_Face = Strong | Emphasis | Untranslated


class _Atom(NamedTuple):
    """What is never split: a piece of text or a whole inline, inside the `faces` that format it, from the outside."""

    faces: tuple[_Face, ...]
    inline: Inline


class _Stretch(NamedTuple):
    """Neighbouring atoms that are the same in both texts, or that took the place of each other."""

    same: bool
    old: list[_Atom]
    new: list[_Atom]


def words(text: str) -> list[str]:
    """The pieces of `text` that are compared, without blanks."""
    return [piece for piece in _PIECE.findall(text) if not piece.isspace()]


def changes(old: Inlines, new: Inlines) -> Inlines:
    """`new` with `Inserted` around what is not in `old`, and after it `Deleted` for what was there before."""
    if old == new:
        return new
    found: list[Inline] = []
    for stretch in _stretches(list(_atoms(old, ())), list(_atoms(new, ()))):
        if stretch.same:
            found += _joined(stretch.new)
            continue
        if stretch.old:
            found.append(Deleted(_joined(stretch.old)))
        if stretch.new:
            found.append(Inserted(_joined(stretch.new)))
    return tuple(found)


def _atoms(content: Inlines, faces: tuple[_Face, ...]) -> Iterator[_Atom]:
    for inline in content:
        if isinstance(inline, Run):
            for piece in _PIECE.findall(inline.text):
                yield _Atom(faces, Run(piece))
        elif isinstance(inline, Strong | Emphasis | Untranslated):
            yield from _atoms(inline.content, (*faces, replace(inline, content=())))
        else:
            yield _Atom(faces, inline)


def _stretches(old: list[_Atom], new: list[_Atom]) -> list[_Stretch]:
    """The texts in stretches; what is the same but too thin to read between two changes counts as changed."""
    # Numbers are compared many times faster than atoms.
    numbers: dict[_Atom, int] = {}
    one, other = ([numbers.setdefault(atom, len(numbers)) for atom in atoms] for atoms in (old, new))
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    found = [_Stretch(kind == "equal", old[start:end], new[there:till]) for kind, start, end, there, till in codes]
    place = 1
    while place < len(found) - 1:
        before, middle, after = found[place - 1 : place + 2]
        if middle.same and _is_thin(middle, before, after):
            joined = _Stretch(False, before.old + middle.old + after.old, before.new + middle.new + after.new)
            found[place - 1 : place + 2] = [joined]
            place = max(place - 2, 1)  # what stands before the larger change may be too thin now
        else:
            place += 1
    return found


def _is_thin(middle: _Stretch, before: _Stretch, after: _Stretch) -> bool:
    """Whether `middle` is a blank, or so short beside the changes around it that they read better as one."""
    same = _weight(middle.new)
    around = (max(_weight(change.old), _weight(change.new)) for change in (before, after))
    return same == 0 or 3 * same <= min(around)


def _weight(atoms: Sequence[_Atom]) -> int:
    """How many words, signs and inlines there are."""
    return sum(not (isinstance(atom.inline, Run) and atom.inline.text.isspace()) for atom in atoms)


def _joined(atoms: Sequence[_Atom], depth: int = 0) -> Inlines:
    """The atoms as inlines again, neighbouring text in one run and neighbours of one face inside that face."""
    found: list[Inline] = []
    for face, group in groupby(atoms, key=lambda atom: atom.faces[depth] if len(atom.faces) > depth else None):
        if face is not None:
            found.append(replace(face, content=_joined(list(group), depth + 1)))
            continue
        for atom in group:
            last = found[-1] if found else None
            if isinstance(atom.inline, Run) and isinstance(last, Run):
                found[-1] = Run(last.text + atom.inline.text)
            else:
                found.append(atom.inline)
    return tuple(found)
