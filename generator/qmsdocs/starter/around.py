"""What stands around the sources of a house: its README, a hook that checks before each commit, what a forge runs."""

import re
from importlib.resources import files as resources
from pathlib import PurePosixPath

from qmsdocs.starter.languages import Files
from qmsdocs.starter.wish import Wish

HOOKS = ".githooks"
"""The folder of the hooks; git is told so in `core.hooksPath`."""

_HOOK = b"""#!/bin/sh
# Stops a commit while the sources have errors. In another clone: git config core.hooksPath .githooks
if ! command -v qmsdocs >/dev/null; then
  echo "qmsdocs is not installed here: nothing was checked before this commit." >&2
  exit 0
fi
exec qmsdocs check --quiet
"""
_IGNORED = b"/dist/\n/site/\n"
_ATTRIBUTES = b"* text=auto eol=lf\n*.png binary\n*.jpg binary\n*.docx binary\n"
_ENTRY = re.compile(r"(?m)^  - ([^\n]+): (\S+\.md)\n")
"""A line of the navigation in mkdocs.yml: title and page."""


def around(starter: Files, wish: Wish) -> Files:
    """The files beside the sources; `starter` is the content from which the house starts."""
    readme = resources(__package__).joinpath(f"README.{wish.languages[0]}.md").read_text(encoding="utf-8")
    found = {
        "README.md": readme.replace("COMPANY", wish.company[wish.languages[0]]).encode(),
        f"{HOOKS}/pre-commit": _HOOK,
        ".gitignore": _IGNORED,
        ".gitattributes": _ATTRIBUTES,
        "mkdocs.yml": _mkdocs(starter["mkdocs.yml"].decode(), wish).encode(),
    }
    for path, data in starter.items():
        if wish.forge != "none" and path.startswith(f"templates/{wish.forge}/"):
            name = PurePosixPath(path).name
            found[f".github/workflows/{name}" if wish.forge == "github" else name] = data
    return found


def _mkdocs(text: str, wish: Wish) -> str:
    """The configuration of the site with the hand-written pages in the languages of the house."""
    entries = _ENTRY.findall(text)
    by_language = {
        "en": [(title, page) for title, page in entries if not page.startswith("zh/")],
        "zh": [(title, page.removeprefix("zh/")) for title, page in entries if page.startswith("zh/")],
    }
    lines = [
        f"  - {title}: {page if language == wish.languages[0] else f'{language}/{page}'}\n"
        for language in wish.languages
        for title, page in by_language[language]
    ]
    first, *_ = _ENTRY.finditer(text)
    return text[: first.start()] + "".join(lines) + _ENTRY.sub("", text[first.start() :])
