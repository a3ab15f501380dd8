"""The checks: each a pure function from the master document list to diagnostics, grouped by theme.

Integrity findings stand; findings of judgement can be accepted in place with a reason, and accepted ones are listed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qmsdocs.checks.certainty import certain
from qmsdocs.checks.facts import channels_have_limits, limits_in_order, parameters_have_values
from qmsdocs.checks.files import files_are_readable
from qmsdocs.checks.forms import choices_have_options, forms_are_used
from qmsdocs.checks.keys import keys_are_known
from qmsdocs.checks.numbers import labels_follow_the_scheme, reserved_numbers_are_free
from qmsdocs.checks.prose import limits_agree_with_parameters, wording_is_definite
from qmsdocs.checks.references import references_resolve
from qmsdocs.checks.steps import decisions_lead_somewhere, steps_are_complete
from qmsdocs.checks.structure import ids_are_unique, parts_are_complete, records_agree_with_steps
from qmsdocs.checks.translations import translations_match_their_source
from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.register import MasterDocumentList
from qmsdocs.rules import RULES
from qmsdocs.source import ReadFile

Check = Callable[[MasterDocumentList], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    keys_are_known,
    references_resolve,
    reserved_numbers_are_free,
    labels_follow_the_scheme,
    parts_are_complete,
    ids_are_unique,
    steps_are_complete,
    decisions_lead_somewhere,
    records_agree_with_steps,
    forms_are_used,
    choices_have_options,
    parameters_have_values,
    limits_in_order,
    channels_have_limits,
    limits_agree_with_parameters,
    wording_is_definite,
    translations_match_their_source,
)
"""Every check of the master document list. To add one, see CONTRIBUTING."""


@dataclass(frozen=True)
class Checked:
    """What the checks found: problems, and findings that the authors accepted with a reason."""

    problems: tuple[Diagnostic, ...]
    accepted: tuple[tuple[Diagnostic, str], ...]
    """Each with the reason that its author gives."""


def check_all(master: MasterDocumentList, read: ReadFile) -> Checked:
    """Every finding in `master`, those of reading included; `read` gives pictures and tables by path."""
    found = [*master.repository.problems, *files_are_readable(master, read)]
    for check in CHECKS:
        found += check(master)
    return _accepted(master, certain(master.repository, found))


_JUDGEMENTS = [name for name, rule in RULES.items() if rule.judgement]


def _accepted(master: MasterDocumentList, found: list[Diagnostic]) -> Checked:
    """Takes the findings that authors accepted out of `found`; an acceptance that fits nothing is itself a finding."""
    problems: list[Diagnostic] = list(found)
    accepted: list[tuple[Diagnostic, str]] = []
    for entry in master.entries.values():
        path = entry.document.path
        for place, acceptance in enumerate(entry.document.item.accepted, 1):
            here = Place(path, ("accepted", str(place), "rule"))
            rule = RULES.get(acceptance.rule)
            if rule is None or not rule.judgement:
                values = {
                    "rule": acceptance.rule,
                    "known": ", ".join(_JUDGEMENTS),
                    "near": nearest(acceptance.rule, RULES),
                }
                variant = "" if rule else "unknown" if values["near"] else "unknown-far"
                problems.append(Diagnostic("acceptance-refused", here, values, variant))
                continue
            fits = [
                diagnostic
                for diagnostic in problems
                if diagnostic.rule == rule.name
                and diagnostic.place.path == path
                and _covers(acceptance.route, diagnostic.place)
            ]
            if not fits:
                problems.append(Diagnostic("acceptance-unused", here, {"rule": rule.name, "at": acceptance.at}))
            accepted += ((diagnostic, acceptance.reason) for diagnostic in fits)
            problems = [diagnostic for diagnostic in problems if diagnostic not in fits]
    return Checked(tuple(problems), tuple(accepted))


def _covers(route: tuple[str, ...], place: Place) -> bool:
    return tuple(str(part) for part in place.route[: len(route)]) == route
