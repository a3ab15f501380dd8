"""The README of a bundle: manifest and language in, plain text out, in lines that fit into any window.

It says what the bundle is and how to verify it without this program, with what every system brings along.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from qmsdocs.locale import label
from qmsdocs.manifest import INDEX, MANIFEST, SHELVES, SIGNATURE, SIGNERS, SUMS, Manifest, Shelf, Signer
from qmsdocs.signing import NAMESPACE, key_fingerprint
from qmsdocs.writers.opening.facts import day_in_words, facts, in_language

WIDTH = 78
EVIDENCE = ("carried-over", "declared", "attributed", "forge", "paper", "signed")


def readme_text(manifest: Manifest, language: str) -> str:
    """The text in `language`. No line is wider than 78 columns, but for commands and words that are longer."""
    readme = _Readme(manifest, language)
    parts = (readme.head(), readme.where(), readme.evidence(), readme.verification(), readme.limits())
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


@dataclass(frozen=True)
class _Readme:
    """The parts of the README, each as its lines."""

    manifest: Manifest
    language: str

    def head(self) -> Iterator[str]:
        manifest = self.manifest
        day = day_in_words(self.language, manifest.as_of)
        title = self._say("readme.title", bundle=self._say("opening.bundle"), day=day)
        organization = (in_language(texts, self.language) for texts in (manifest.company, manifest.system))
        yield from _heading(title, "=")
        yield from _wrapped(" · ".join(_plain(text) for text in organization))
        yield ""
        yield from _wrapped(self._say("readme.what"))
        for holds, key in ((not manifest.in_force, "drafts"), (manifest.personal_data, "personal-data")):
            if holds:
                yield ""
                yield from _wrapped(f"*** {self._say(f'opening.{key}')}")
        yield ""
        yield from _listed([(fact.name, fact.value) for fact in facts(manifest, self.language)])

    def where(self) -> Iterator[str]:
        yield from _heading(self._say("readme.where"))
        folders = {shelf: _folders(self.manifest, shelf) for shelf in SHELVES}
        rows = [
            (f"{folder}/", self._say(f"readme.shelf.{shelf}")) for shelf, names in folders.items() for folder in names
        ]
        own = [INDEX, MANIFEST, SUMS, *([SIGNATURE, SIGNERS] if self.manifest.signer else [])]
        yield from _listed([*rows, *((name, self._say(f"opening.file.{name}")) for name in own)])

    def evidence(self) -> Iterator[str]:
        yield from _heading(self._say("readme.evidence"))
        yield from _listed([(self._say(f"evidence.{each}"), self._say(f"readme.evidence.{each}")) for each in EVIDENCE])
        yield ""
        yield from _wrapped(self._say("readme.evidence.key"))

    def verification(self) -> Iterator[str]:
        yield from _heading(self._say("readme.verify"))
        yield from _wrapped(self._say("readme.verify.first" + ("" if self.manifest.signer else ".unsigned")))
        for number, lines in enumerate(
            (self._digest(), self._files(), self._signature(), self._page(), self._git()), 1
        ):
            yield ""
            for place, line in enumerate(lines):
                yield (f"{number}. {line}" if place == 0 else f"   {line}").rstrip()

    def limits(self) -> Iterator[str]:
        yield from _heading(self._say("readme.limits"))
        if not all(file.reproducible for file in self.manifest.files):
            yield from _wrapped(self._say("readme.limits.office"))
            yield ""
        yield from _wrapped(self._say("readme.limits.certificate"))

    # ── The steps of verifying ────────────────────────────────────────────────

    def _digest(self) -> Iterator[str]:
        name = self._say("readme.verify.zip")
        yield from _step(self._say("readme.verify.digest"))
        yield from self._commands("windows", f"Get-FileHash {name}")
        yield from self._commands("linux", f"sha256sum {name}")
        yield from self._commands("mac", f"shasum -a 256 {name}")

    def _files(self) -> Iterator[str]:
        yield from _step(self._say("readme.verify.files"))
        yield from self._commands(
            "silent",
            f"Get-Content {SUMS} -Encoding UTF8 | ForEach-Object {{",
            "  $digest, $path = $_ -split '  ', 2",
            "  if ((Get-FileHash -LiteralPath $path).Hash -ne $digest) { $path }",
            "}",
        )
        yield from self._commands("linux", f"sha256sum --check --quiet {SUMS}")
        yield from self._commands("mac", f"shasum -a 256 --check --quiet {SUMS}")

    def _signature(self) -> Iterator[str]:
        signer = self.manifest.signer
        if signer is None:
            yield from _step(self._say("readme.verify.unsigned"))
            return
        yield from _step(self._say("readme.verify.signature", name=_plain(signer.name)))
        yield f"  {key_fingerprint(signer.key)}"
        yield from self._signature_commands(signer)
        yield self._say("readme.verify.good")
        yield f'  Good "{NAMESPACE}" signature for {signer.person}'

    def _signature_commands(self, signer: Signer) -> Iterator[str]:
        check = f"ssh-keygen -Y verify -f {SIGNERS} -I {signer.person}"
        rest = f"-n {NAMESPACE} -s {SIGNATURE} < {SUMS}"
        yield from self._commands("posix", f"{check} \\", f"  {rest}")
        # PowerShell knows no `<`, and what it pipes it writes anew: only cmd hands the bytes over as they are.
        yield from self._commands("windows", f'$check = "{check}"', f'cmd /c "$check {rest}"')

    def _page(self) -> Iterator[str]:
        yield from _step(self._say("readme.verify.page", section=self._say("opening.check")))

    def _git(self) -> Iterator[str]:
        yield from _step(self._say("readme.verify.history"))
        yield f"  qmsdocs verify {self._say('readme.verify.zip')} --root REPOSITORY"

    def _commands(self, system: str, *lines: str) -> Iterator[str]:
        yield self._say(f"readme.verify.{system}")
        yield from (f"  {line}" for line in lines)

    def _say(self, key: str, **values: object) -> str:
        return label(self.language, key, **values)


def _folders(manifest: Manifest, shelf: Shelf) -> list[str]:
    """The names of the folder `shelf` in the bundle; none when it holds nothing."""
    return sorted({file.path.partition("/")[0] for file in manifest.files if file.shelf == shelf})


# ── Lines ────────────────────────────────────────────────────────────────────

_OPENING, _CLOSING = "（《“「【", "，。；：！？、）》”」】…"
_WIDE = f"[^\\s\\x00-\\u2e7f{_OPENING}{_CLOSING}]"
_NARROW = f"[^\\s\\u2e80-\\U0010ffff{_OPENING}{_CLOSING}]"
_PIECE = re.compile(f"(\\s*)([{_OPENING}]*(?:{_WIDE}|{_NARROW}+)?[{_CLOSING}]*)")
"""What may not be parted: a word, or a Chinese letter, with the marks that must not begin or end a line."""


def _plain(text: str) -> str:
    """A name on one line, without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else "·" for letter in " ".join(text.split()))


def _wrapped(text: str, width: int = WIDTH) -> list[str]:
    """The text in lines of at most `width` columns; Chinese letters take two."""
    lines = [""]
    for space, piece in _PIECE.findall(text):
        longer = f"{lines[-1]}{' ' if space and lines[-1] else ''}{piece}"
        if lines[-1] and cell_len(longer) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


def _step(text: str) -> list[str]:
    """The text of a numbered step."""
    return _wrapped(text, WIDTH - 3)


def _heading(text: str, line: str = "-") -> list[str]:
    return [text, line * cell_len(text)]


def _listed(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names with their explanations beside them; below them where a name is long."""
    room = min(max(cell_len(name) for name, _ in rows), 26) + 2
    for name, text in rows:
        first, *rest = _wrapped(_plain(text), WIDTH - room)
        if cell_len(name) + 2 > room:
            yield name
            name = ""
        yield (name + " " * (room - cell_len(name)) + first).rstrip()
        yield from (" " * room + line for line in rest)
