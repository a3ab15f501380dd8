"""The checks: each a pure function from the master document list to diagnostics, grouped by theme.

Integrity findings stand; findings of judgement can be accepted in place with a reason, and accepted ones are listed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from qmsdocs.checks.acts import concessions_hold, supersessions_agree, withdrawals_hold
from qmsdocs.checks.analysis import analysis_names_what_is_there
from qmsdocs.checks.approvals import approvals_hold
from qmsdocs.checks.certainty import certain
from qmsdocs.checks.certification import (
    certificates_are_valid,
    pack_files_are_usable,
    personal_data_stays,
    slots_are_sound,
)
from qmsdocs.checks.copies import (
    copies_are_registered_right,
    copies_out_of_force_came_back,
    copy_numbers_are_unique,
)
from qmsdocs.checks.currency import (
    external_documents_are_current,
    references_are_current,
    reviews_are_in_time,
    roles_are_held,
)
from qmsdocs.checks.facts import channels_have_limits, limits_in_order, parameters_have_values
from qmsdocs.checks.files import files_are_readable
from qmsdocs.checks.forms import choices_have_options, continued_tables_stand_above, forms_are_used
from qmsdocs.checks.history import (
    branch_holds_what_was_issued,
    earlier_revisions_are_kept,
    facts_in_force_agree,
    issued_revisions_stay,
    revisions_come_in_time,
    start_is_known,
)
from qmsdocs.checks.keys import keys_are_known
from qmsdocs.checks.numbers import labels_follow_the_scheme, labels_have_no_gap, reserved_numbers_are_free
from qmsdocs.checks.prose import limits_agree_with_parameters, wording_is_definite
from qmsdocs.checks.records import records_are_sound
from qmsdocs.checks.references import references_resolve
from qmsdocs.checks.revisions import (
    changed_places_exist,
    changes_are_named,
    parents_are_above,
    reviewers_are_the_same,
    revisions_are_in_order,
    signatures_are_in_order,
    signers_held_their_roles,
    training_is_planned,
)
from qmsdocs.checks.steps import decisions_lead_somewhere, steps_are_complete
from qmsdocs.checks.structure import ids_are_unique, parts_are_complete, records_agree_with_steps
from qmsdocs.checks.translations import translations_are_up_to_date, translations_match_their_source
from qmsdocs.decode import nearest
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.register import MasterDocumentList
from qmsdocs.rules import RULES
from qmsdocs.source import ReadFile

Check = Callable[[MasterDocumentList], Iterable[Diagnostic]]

DOCUMENT_CHECKS: tuple[Check, ...] = (
    keys_are_known,
    references_resolve,
    labels_follow_the_scheme,
    labels_have_no_gap,
    revisions_are_in_order,
    signatures_are_in_order,
    signers_held_their_roles,
    reviewers_are_the_same,
    changes_are_named,
    training_is_planned,
    parents_are_above,
    parts_are_complete,
    ids_are_unique,
    steps_are_complete,
    decisions_lead_somewhere,
    records_agree_with_steps,
    choices_have_options,
    continued_tables_stand_above,
    limits_agree_with_parameters,
    wording_is_definite,
    translations_match_their_source,
)
"""Checks of documents one by one: of the others they ask only for numbers and places. To add one, see CONTRIBUTING."""

REVISION_CHECKS: tuple[Check, ...] = (
    approvals_hold,
    start_is_known,
    earlier_revisions_are_kept,
    issued_revisions_stay,
    branch_holds_what_was_issued,
    revisions_come_in_time,
    facts_in_force_agree,
    changed_places_exist,
    supersessions_agree,
    withdrawals_hold,
    concessions_hold,
    references_are_current,
    reviews_are_in_time,
    external_documents_are_current,
    roles_are_held,
    translations_are_up_to_date,
    copies_out_of_force_came_back,
    slots_are_sound,
    certificates_are_valid,
    records_are_sound,
)
"""Checks of revisions and certificates by what git knows and what day it is; their answers are never kept."""

SHARED_CHECKS: tuple[Check, ...] = (
    reserved_numbers_are_free,
    forms_are_used,
    parameters_have_values,
    limits_in_order,
    channels_have_limits,
    copies_are_registered_right,
    copy_numbers_are_unique,
    analysis_names_what_is_there,
)
"""Checks of the shared facts, and of documents by what all the others say."""

Findings = tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Checked:
    """What the checks found: problems, and findings that the authors accepted with a reason."""

    problems: tuple[Diagnostic, ...]
    accepted: tuple[tuple[Diagnostic, str], ...]
    """Each with the reason that its author gives."""
    by_document: Mapping[str, Findings]
    """What was found in each document by itself, before anything was accepted."""


def check_all(master: MasterDocumentList, read: ReadFile, known: Mapping[str, Findings] | None = None) -> Checked:
    """Every finding in `master`, those of reading included; `read` gives pictures and tables by path.

    `known` are the findings of documents, by number, that were checked before and need no second look.
    """
    known = known or {}
    rest = replace(master, only=frozenset(master.entries.keys() - known.keys()))
    fresh = list(files_are_readable(rest, read))
    for check in DOCUMENT_CHECKS:
        fresh += check(rest)
    fresh += [*pack_files_are_usable(master, read), *personal_data_stays(master, read)]
    number_of = {path: entry.number for entry in master.entries.values() for path in entry.document.paths}
    by_document: dict[str, list[Diagnostic]] = {number: list(known.get(number, ())) for number in master.entries}
    shared = [diagnostic for check in (*SHARED_CHECKS, *REVISION_CHECKS) for diagnostic in check(master)]
    for diagnostic in fresh:
        number = number_of.get(diagnostic.place.path)
        (by_document[number] if number else shared).append(diagnostic)
    found = [*master.repository.problems, *shared, *(each for part in by_document.values() for each in part)]
    checked = _accepted(master, certain(master.repository, found))
    return replace(checked, by_document={number: tuple(part) for number, part in by_document.items()})


def check_approvals(master: MasterDocumentList) -> Checked:
    """What is wrong with the approvals in `master`, and nothing else."""
    return Checked(tuple(approvals_hold(master)), (), {})


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
    return Checked(tuple(problems), tuple(accepted), {})


def _covers(route: tuple[str, ...], place: Place) -> bool:
    return tuple(str(part) for part in place.route[: len(route)]) == route
