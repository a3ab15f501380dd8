"""The opening page of a bundle: manifest in, one HTML file out.

It needs nothing but itself: style and scripts stand in it, and its policy forbids it to ask any host for anything. In
the browser it also checks the zip in which it came (`check.js`). Titles and names are printed as text, whatever they
hold.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from qmsdocs.locale import has_label, label, labels
from qmsdocs.manifest import FORMAT, INDEX, MANIFEST, SIGNATURE, SIGNERS, SUMS, Manifest
from qmsdocs.signing import NAMESPACE
from qmsdocs.writers.opening.facts import facts, in_language
from qmsdocs.writers.opening.rows import Rows, address
from qmsdocs.writers.pages.control import language_name
from qmsdocs.writers.pages.tables import SHAPES
from qmsdocs.writers.standalone import inline, source, style

SCRIPTS = ("check.js", "page.js")


@dataclass(frozen=True)
class View:
    """The page in one language, as the template asks for it."""

    manifest: Manifest
    language: str

    def text(self, key: str, **values: object) -> str:
        """A text of the page."""
        return label(self.language, f"opening.{key}", **values)

    def word(self, key: str) -> str:
        """A word that other outputs print, too."""
        return label(self.language, key)

    def level(self, level: int) -> str:
        """The heading of a level."""
        return self.text("level", level=label(self.language, f"word.level.{level}"))

    def status(self, status: str) -> tuple[str, str]:
        """The shape and the name of a status."""
        key = f"status.{status}"
        return SHAPES.get(status, ""), label(self.language, key) if has_label(self.language, key) else status

    @property
    def name(self) -> str:
        """The language in itself."""
        return language_name(self.language)

    @property
    def company(self) -> str:
        """The organization."""
        return in_language(self.manifest.company, self.language)

    @property
    def system(self) -> str:
        """The management system."""
        return in_language(self.manifest.system, self.language)

    @property
    def facts(self) -> list[Any]:
        """What the bundle says of itself."""
        return list(facts(self.manifest, self.language))

    @property
    def readmes(self) -> list[tuple[str, str, str]]:
        """Path, title and language of each README, that of the reader first."""
        languages = sorted(self.manifest.languages, key=lambda each: each != self.language)
        return [(label(each, "bundle.readme"), label(each, "bundle.title"), each) for each in languages]

    @property
    def rows(self) -> Rows:
        """The rows of the tables."""
        return Rows(self.manifest, self.language)


def index_page(manifest: Manifest) -> bytes:
    """The file `index.html` of a bundle; `manifest` need not list it and the READMEs yet."""
    own_files = [MANIFEST, SUMS, *([SIGNATURE, SIGNERS] if manifest.signer else [])]
    look, script = style(__package__, "style.css"), _script(manifest.languages)
    page = _template().render(
        manifest=manifest,
        views=[View(manifest, language) for language in manifest.languages],
        own_files=own_files,
        style=Markup(look),
        script=Markup(script),
        policy=f"default-src 'none'; style-src {source(look)}; script-src {source(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return str(page).encode()


def _script(languages: tuple[str, ...]) -> str:
    """The scripts, after the names and texts that they use; no text can end the script."""
    settings = {
        "format": FORMAT,
        "manifest": MANIFEST,
        "sums": SUMS,
        "signature": SIGNATURE,
        "signers": SIGNERS,
        "namespace": NAMESPACE,
        "texts": {language: _texts(language) for language in languages},
    }
    plain = json.dumps(settings, ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join([f'"use strict";\nconst SETTINGS = {plain};', inline(__package__, *SCRIPTS)])


def _texts(language: str) -> dict[str, str]:
    return {**labels(language, "opening.check."), "filtered": label(language, "opening.filtered")}


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters["address"] = address
    environment.globals["INDEX"] = INDEX
    return environment.from_string(files(__package__).joinpath("index.html.jinja").read_text(encoding="utf-8"))
