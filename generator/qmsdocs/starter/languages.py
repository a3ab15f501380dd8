"""The content in the languages of a house: the first one becomes the source, the others translations, the rest goes."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from qmsdocs.model.text import Model, Route, texts
from qmsdocs.repository import Repository, read_repository
from qmsdocs.source import FilesTree, with_texts
from qmsdocs.source.notation import lines_of
from qmsdocs.translation import Translation

Files = dict[str, bytes]

WRITTEN_IN = "en"
"""The source language of the content; its translations are `.zh.yaml`."""
OTHER = "zh"


def in_languages(files: Files, languages: tuple[str, ...]) -> Files:
    """The files of a house with `languages`."""
    found = files if languages[0] == WRITTEN_IN else _turned(files)
    other = OTHER if languages[0] == WRITTEN_IN else WRITTEN_IN
    if other in languages:
        return found
    return {path: data for path, data in found.items() if f".{other}." not in path and f"/{other}/" not in path}


def _turned(files: Files) -> Files:
    """The files with the two languages changed round: the translation is the source now."""
    repository = read_repository(FilesTree(files))
    assert isinstance(repository, Repository)
    found = {_turned_path(path, files): data for path, data in files.items() if not path.endswith(f".{OTHER}.yaml")}
    for path, model, translation in _translated(repository):
        known = dict(texts(model))
        new = {route: text.strip() for route, text in translation.texts.items() if route in known}
        # An answer of a decision is a key: the source is written with it, a translation gives it as a text.
        answers = {route: text for route, text in new.items() if route[0] == "steps" and route[2] == "answers"}
        plain = {route: text for route, text in new.items() if route not in answers}
        found[path] = without_comments(with_texts(files[path], plain, answers))
        head = {"translates": translation.head.translates} if translation.head.translates else {}
        old = {(*route[:-1], answers.get(route, route[-1])): text for route, text in known.items() if route in new}
        found[f"{path.removesuffix('.yaml')}.{WRITTEN_IN}.yaml"] = written({**head, **_nested(old)})
    return {path: _turned_page(path, data) for path, data in found.items()}


def _translated(repository: Repository) -> Iterator[tuple[str, Model, Translation]]:
    """Each source with its path and its translation."""
    for document in repository.documents.values():
        yield document.path, document.item, document.translations[OTHER]
    for (name, language), translation in repository.fact_translations.items():
        if language == OTHER:
            yield repository.fact_paths[name], getattr(repository.facts, name), translation


def _turned_path(path: str, files: Files) -> str:
    """Where a file stands now: pages of the first language at the top; of a table in two languages, the plain name."""
    folder, _, name = path.partition("/")
    if folder == "docs_src" and name.endswith(".md"):
        return f"docs_src/{name.removeprefix(f'{OTHER}/')}" if name.startswith(f"{OTHER}/") else f"docs_src/en/{name}"
    stem, dot, ending = path.rpartition(".")
    if stem.endswith(f".{OTHER}"):
        return f"{stem.removesuffix(f'.{OTHER}')}{dot}{ending}"
    return f"{stem}.{WRITTEN_IN}{dot}{ending}" if ending != "yaml" and f"{stem}.{OTHER}.{ending}" in files else path


def _turned_page(path: str, data: bytes) -> bytes:
    """A hand-written page, whose pictures are one folder nearer or further now."""
    if not (path.startswith("docs_src/") and path.endswith(".md")):
        return data
    if PurePosixPath(path).parent.name == "en":
        return data.replace(b"](assets/", b"](../assets/")
    return data.replace(b"](../assets/", b"](assets/")


def _nested(found: Mapping[Route, str]) -> dict[str, Any]:
    """Texts by route as a mapping in mappings."""
    top: dict[str, Any] = {}
    for route, text in found.items():
        place = top
        for part in route[:-1]:
            place = place.setdefault(part, {})
        place[route[-1]] = text
    return top


def written(value: Mapping[str, Any]) -> bytes:
    """A whole YAML file, with a blank line between its parts."""
    parts = ["\n".join(lines_of({key: inner})) for key, inner in value.items()]
    return ("\n\n".join(parts) + "\n").encode()


def without_comments(data: bytes) -> bytes:
    """A file without its lines of comment, which are in one language only; the schema for editors stays named."""
    return re.sub(rb"(?m)^ *# (?!yaml-language-server).*\n|^ *#\n", b"", data)
