"""The shared facts among themselves: parameters have values, chains of limits ascend, live channels have a limit."""

from collections.abc import Iterator
from itertools import pairwise

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.durations import hours
from qmsdocs.model.facts import PARAMETER_GROUPS, Parameter
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
                yield Diagnostic("parameter-without-value", place, values, "grades" if parameter.by_grade else "")


def limits_in_order(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """In a chain of `order`, no limit is longer than the next one."""
    parameters = master.repository.facts.parameters
    for chain in parameters.order:
        for key, next_key in pairwise(chain):
            first, second = _parameter(master, key), _parameter(master, next_key)
            if first is not None and second is not None:
                by_grade = first.by_grade or second.by_grade
                for grade in parameters.grades if by_grade else ("",):
                    yield from _pair(master, (key, first), (next_key, second), grade)


def _pair(
    master: MasterDocumentList, first: tuple[str, Parameter], second: tuple[str, Parameter], grade: str
) -> Iterator[Diagnostic]:
    shorter, longer = _value(first[1], grade), _value(second[1], grade)
    lengths = hours(shorter), hours(longer)
    if lengths[0] is not None and lengths[1] is not None and lengths[0] > lengths[1]:
        values = {"first": first[0], "second": second[0], "grade": grade, "value": shorter, "next": longer}
        route = ("by_grade", grade) if grade in first[1].by_grade else ("value",)
        place = Place(master.repository.fact_paths["parameters"], (*first[0].split("."), *route))
        yield Diagnostic("limits-out-of-order", place, values, "grade" if grade else "")


def _parameter(master: MasterDocumentList, key: str) -> Parameter | None:
    group, _, name = key.partition(".")
    if group not in PARAMETER_GROUPS:
        return None
    found: Parameter | None = getattr(master.repository.facts.parameters, group).get(name)
    return found


def _value(parameter: Parameter, grade: str) -> str:
    return parameter.by_grade.get(grade) or parameter.value or ""


def channels_have_limits(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Where a person answers while the customer waits, a limit for the first answer is set."""
    for key, channel in master.repository.facts.channels.channels.items():
        if channel.live and not channel.first_response:
            place = Place(master.repository.fact_paths["channels"], ("channels", key), key=True)
            yield Diagnostic("channel-without-limit", place, {"channel": key})
