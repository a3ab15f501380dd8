"""The parameters in force: what registers and pages of roles print of them, from what documents in force print.

A new limit holds when the first document that prints it is in force; until then the old one is shown (product rule
"Facts").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qmsdocs.fingerprint import printed_facts
from qmsdocs.model.facts import PARAMETER_GROUPS
from qmsdocs.model.text import Route
from qmsdocs.repository import ControlledDocument, Facts, Repository
from qmsdocs.translation import Translation


def values_in_force(now: Repository, documents: Sequence[tuple[ControlledDocument, Repository]]) -> Repository:
    """`now` with the parameters as documents in force print them.

    `documents` come oldest first, each with the repository whose facts it prints. What none of them prints is as it
    stands now.
    """
    values = dict.fromkeys(_changed(now.facts, (repository.facts for _, repository in documents)), now)
    for document, repository in documents if values else ():
        # Most documents do not even hold the word: no need to look closer.
        source = repository.contents[document.path].decode("utf-8", "replace")
        if any(key.rpartition(".")[2] in source for key in values):
            printed = {".".join(key.split(".")[:2]) for key in printed_facts(document, repository.facts)}
            values |= dict.fromkeys(values.keys() & printed, repository)
    earlier = {key: repository for key, repository in values.items() if repository is not now}
    return _with_parameters(now, earlier) if earlier else now


def _changed(now: Facts, others: Iterable[Facts]) -> set[str]:
    """The parameters, such as `limits.answer`, that have another value now than in others."""
    return {
        f"{group}.{name}"
        for facts in {id(facts): facts for facts in others}.values()
        for group in PARAMETER_GROUPS
        for name, found in getattr(facts.parameters, group).items()
        if found != getattr(now.parameters, group).get(name)
    }


def _with_parameters(now: Repository, earlier: Mapping[str, Repository]) -> Repository:
    """`now` with some parameters, and their translations, as they stand in other repositories."""
    groups = {group: dict(getattr(now.facts.parameters, group)) for group in PARAMETER_GROUPS}
    translations = dict(now.fact_translations)
    for key, repository in earlier.items():
        group, _, name = key.partition(".")
        groups[group][name] = getattr(repository.facts.parameters, group)[name]
        for language in now.settings.languages[1:]:
            place = ("parameters", language)
            ours, theirs = translations.get(place), repository.fact_translations.get(place)
            kept = {route: text for route, text in _texts(ours) if route[:2] != (group, name)}
            taken = {route: text for route, text in _texts(theirs) if route[:2] == (group, name)}
            if entry := ours or theirs:
                translations[place] = replace(entry, texts=kept | taken)
    parameters = now.facts.parameters.model_copy(update=groups)
    return replace(now, facts=replace(now.facts, parameters=parameters), fact_translations=translations)


def _texts(entry: Translation | None) -> list[tuple[Route, str]]:
    return list(entry.texts.items()) if entry else []
