"""By what an export is judged: the codes, limits and rules of a house in force, made from its facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.durations import Span, numbers_in, span
from qmsdocs.model.analysis import Analysis, Moment
from qmsdocs.model.facts import PARAMETER_GROUPS, Parameter
from qmsdocs.repository import Facts, Repository, localized_facts

VIEWS = ("type", "product", "cause", "channel", "site")
"""The columns by which complaints are counted."""
CODED = (*VIEWS, "grade")
"""The columns of codes."""
MOMENTS = ("received", "registered", "acknowledged", "decided", "closed")
"""The columns of dates."""


@dataclass(frozen=True)
class PlannedLimit:
    """A limit that an export is held against."""

    key: str
    title: str
    printed: Mapping[str, str]
    """How it is written, by grade."""
    start: Moment
    end: Moment
    spans: Mapping[tuple[str, str], Span]
    """By grade and site; one without a site of its own stands under "" there."""
    target: str
    """The target of its indicator; "" for none."""

    def span(self, grade: str, site: str) -> Span | None:
        """What holds for a grade at a site; None where the limit does not tell."""
        return self.spans.get((grade, site)) or self.spans.get((grade, ""))


@dataclass(frozen=True)
class HouseRules:
    """The rules of signals as numbers, and as the house writes them."""

    rise: float
    """In percent."""
    months: int
    deviations: float
    least: int
    gaps: float
    """In percent."""
    words: Mapping[str, str]
    """The text of each rule, in the language of the report."""


@dataclass(frozen=True)
class Plan:
    """Everything by which an export is read and judged, in one language."""

    mapping: Analysis
    as_of: date
    codes: Mapping[str, Mapping[str, str]]
    """By column of codes: what a cell may hold, in any language of the house, and the code for which it stands."""
    names: Mapping[str, Mapping[str, str]]
    """By column of codes: the codes in their order, with their titles."""
    limits: tuple[PlannedLimit, ...]
    rules: HouseRules
    targets: Mapping[str, str]
    """The targets of the objectives named in the mapping."""

    @property
    def headings(self) -> frozenset[str]:
        """Every heading that means something."""
        return frozenset(name for names in self.mapping.columns.model_dump().values() for name in names)


def plan_of(repository: Repository, language: str, as_of: date) -> Plan | list[Diagnostic]:
    """The plan of a house that says how exports are read, or what stands in its way."""
    facts = repository.facts
    mapping = facts.analysis
    assert mapping is not None
    problems = list(plan_problems(repository))
    if problems:
        return problems
    shown = localized_facts(repository, language)
    every = [facts, *(localized_facts(repository, each) for each in repository.settings.languages[1:])]
    names = {view: _titles(shown, mapping, view) for view in CODED}
    codes = {view: _meanings([_titles(each, mapping, view) for each in every]) for view in CODED}
    objectives = shown.objectives.objectives
    return Plan(
        mapping,
        as_of,
        codes,
        names,
        tuple(_limits(facts, shown, mapping)),
        _rules(facts, shown, mapping),
        {name: objectives[key].target for name, key in mapping.objectives.items()},
    )


def _titles(facts: Facts, mapping: Analysis, column: str) -> dict[str, str]:
    """The codes of a column with their titles."""
    if column == "grade":
        return {key: grade.title for key, grade in facts.parameters.grades.items()}
    listed = mapping.lists.get(column)  # type: ignore[call-overload]
    if listed:
        return dict(facts.codes.codes[listed].values)
    if column == "channel":
        return {key: channel.title for key, channel in facts.channels.channels.items()}
    if column == "site":
        return {key: site.title for key, site in facts.organization.sites.items()}
    return {}


def _meanings(every: list[dict[str, str]]) -> dict[str, str]:
    """What a cell may hold: the code, its title in a language, or both; a title that two codes share is none."""
    found: dict[str, str] = {}
    for titles in every:
        shared = [title for title in titles.values() if list(titles.values()).count(title) > 1]
        for code, title in titles.items():
            found.setdefault(f"{code} {title}", code)
            if title not in shared:
                found.setdefault(title, code)
    return found | {code: code for titles in every for code in titles}


def _limits(facts: Facts, shown: Facts, mapping: Analysis) -> Iterator[PlannedLimit]:
    for each in mapping.limits:
        parameter, printed = _parameter(facts, each.limit), _parameter(shown, each.limit)
        assert parameter is not None and printed is not None
        objective = shown.objectives.objectives.get(parameter.indicator or "")
        grades = tuple(facts.parameters.grades) or ("",)
        texts = {grade: printed.by_grade.get(grade) or printed.value or "" for grade in grades}
        target = objective.target if objective else ""
        yield PlannedLimit(
            each.limit, printed.title, texts, each.from_, each.to, dict(_spans(parameter, grades)), target
        )


def _spans(parameter: Parameter, grades: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], Span]]:
    for grade in grades:
        found = span(parameter.by_grade.get(grade) or parameter.value or "")
        if found:
            yield (grade, ""), found
        for site, values in parameter.sites.items():
            own = span(values.get(grade) or values.get("value") or "")
            if own:
                yield (grade, site), own


def _rules(facts: Facts, shown: Facts, mapping: Analysis) -> HouseRules:
    keys = mapping.rules.model_dump()
    numbers = {name: numbers_in(_value(facts, key)) for name, key in keys.items()}
    months, deviations = numbers["limit"][:2]
    return HouseRules(
        rise=numbers["rise"][0],
        months=int(months),
        deviations=deviations,
        least=int(numbers["least"][0]),
        gaps=numbers["gaps"][0],
        words={name: _value(shown, key) for name, key in keys.items()},
    )


def _value(facts: Facts, key: str) -> str:
    found = _parameter(facts, key)
    return (found.value if found else None) or ""


def _parameter(facts: Facts, key: str) -> Parameter | None:
    group, _, name = key.partition(".")
    if group not in PARAMETER_GROUPS:
        return None
    found: Parameter | None = getattr(facts.parameters, group).get(name)
    return found


def plan_problems(repository: Repository) -> Iterator[Diagnostic]:
    """What in the file of the analysis names nothing, or a value from which no number can be taken."""
    facts, mapping = repository.facts, repository.facts.analysis
    if mapping is None:
        return
    here = repository.fact_paths["analysis"]
    for name, key in mapping.rules.model_dump().items():
        text, wanted = _value(facts, key), 2 if name == "limit" else 1
        if _parameter(facts, key) is None:
            yield Diagnostic("analysis-names-nothing", Place(here, ("rules", name)), {"name": key})
        elif len(numbers_in(text)) < wanted or (name == "limit" and numbers_in(text)[0] < 2):
            variant = "numbers" if name == "limit" else "number"
            yield Diagnostic(
                "analysis-names-nothing", Place(here, ("rules", name)), {"name": key, "text": text}, variant
            )
    for place, limit in enumerate(mapping.limits, 1):
        if _parameter(facts, limit.limit) is None:
            yield Diagnostic(
                "analysis-names-nothing", Place(here, ("limits", str(place), "limit")), {"name": limit.limit}
            )
    for column, listed in mapping.lists.items():
        if listed not in facts.codes.codes:
            yield Diagnostic("analysis-names-nothing", Place(here, ("lists", column)), {"name": f"codes.{listed}"})
    for objective, key in mapping.objectives.items():
        if key not in facts.objectives.objectives:
            place_ = Place(here, ("objectives", objective))
            yield Diagnostic("analysis-names-nothing", place_, {"name": f"objectives.{key}"})
