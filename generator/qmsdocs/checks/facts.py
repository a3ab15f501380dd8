"""The shared facts among themselves: parameters have values, chains of limits ascend, live channels have a limit."""

from collections.abc import Iterator
from itertools import pairwise

from qmsdocs.compose.names import PARAMETER_GROUPS
from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.durations import hours
from qmsdocs.model.facts import Parameter
from qmsdocs.register import MasterDocumentList


def parameters_have_values(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A parameter has one value, or one for every grade."""
    parameters = master.repository.facts.parameters
    for group in PARAMETER_GROUPS:
        for key, parameter in getattr(parameters, group).items():
            lacking = [grade for grade in parameters.grades if grade not in parameter.by_grade]
            if not parameter.value and (not parameter.by_grade or lacking):
                values = {"key": f"{group}.{key}", "grades": ", ".join(lacking)}
                place = Place(master.repository.fact_paths["parameters"], (group, key), key=True)
                yield Diagnostic("parameter-without-value", place, values)


def limits_in_order(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """In a chain of `order`, no limit is longer than the next one (checklist item S-19)."""
    parameters = master.repository.facts.parameters
    for chain in parameters.order:
        found = [(key, _parameter(master, key)) for key in chain]
        for (key, first), (next_key, second) in pairwise(found):
            for grade in parameters.grades if first and second else ():
                assert first is not None and second is not None
                shorter, longer = _hours(first, grade), _hours(second, grade)
                if shorter is not None and longer is not None and shorter > longer:
                    values: dict[str, object] = {"first": key, "second": next_key, "grade": grade}
                    values |= {"value": first.by_grade.get(grade) or first.value, "next": second.by_grade.get(grade) or second.value}
                    group, _, name = key.partition(".")
                    route = (group, name, "by_grade", grade) if first.by_grade else (group, name, "value")
                    yield Diagnostic("limits-out-of-order", Place(master.repository.fact_paths["parameters"], route), values)


def _parameter(master: MasterDocumentList, key: str) -> Parameter | None:
    group, _, name = key.partition(".")
    found: Parameter | None = getattr(master.repository.facts.parameters, group, {}).get(name) if group in PARAMETER_GROUPS else None
    return found


def _hours(parameter: Parameter, grade: str) -> float | None:
    return hours(parameter.by_grade.get(grade) or parameter.value or "")


def channels_have_limits(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Where a person answers while the customer waits, a limit for the first answer is set (checklist item S-22)."""
    for key, channel in master.repository.facts.channels.channels.items():
        if channel.live and not channel.first_response:
            place = Place(master.repository.fact_paths["channels"], ("channels", key), key=True)
            yield Diagnostic("channel-without-limit", place, {"channel": key})
