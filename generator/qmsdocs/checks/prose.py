"""Numbers and words in running text (checklist items DC-21, NC-13)."""

import re
from collections import Counter
from collections.abc import Iterator

from qmsdocs.diagnostics import Diagnostic, Place
from qmsdocs.durations import durations_in, hours
from qmsdocs.markup import FACT
from qmsdocs.model import Document
from qmsdocs.model.facts import Parameter
from qmsdocs.model.text import Route
from qmsdocs.register import MasterDocumentList
from qmsdocs.repository import ControlledDocument, Item


def limits_agree_with_parameters(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """A time in prose either repeats a parameter, which will drift, or contradicts the limit of its own step."""
    for entry in master.due:
        item, path = entry.document.item, entry.document.path
        limits = _step_limits(master, item)
        for route, text in _prose(entry.document, _TIME):
            limit = limits.get(route[1]) if route[:1] == ("steps",) else None
            seen: Counter[str] = Counter()
            for written, length in durations_in(FACT.sub("", text)):
                seen[written] += 1
                place = Place(path, route, needle=written, nth=seen[written])
                if limit is None:
                    yield Diagnostic("number-in-prose", place, {"written": written}, "no-key")
                elif length in limit[1]:
                    yield Diagnostic("number-in-prose", place, {"written": written, "key": limit[0]})
                else:
                    values = {"written": written, "key": limit[0], "values": limit[2]}
                    yield Diagnostic("limit-contradicted", place, values)


def _prose(document: ControlledDocument, worth: re.Pattern[str]) -> Iterator[tuple[Route, str]]:
    """The texts that instruct and hold `worth`: not change summaries, not examples of what somebody wrote."""
    for route, text in document.texts:
        if route[0] in ("revisions", "withdrawn", "reviews") or "example" in route:
            continue
        if worth.search(text):
            yield route, "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


# The letters looked at first are those with which the words begin: it halves the time of the search.
_TIME = re.compile(
    r"[0-9]|\b(?=[enofst])(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r" (?:hours?|days?|weeks?|months?|years?|minutes?|working)",
    re.IGNORECASE,
)


def _step_limits(master: MasterDocumentList, item: Item) -> dict[str, tuple[str, set[float], str]]:
    """For each step with a limit: its key, its values in hours, and its values as written."""
    found = {}
    for step in item.steps if isinstance(item, Document) else ():
        group, _, name = (step.within or "").partition(".")
        if group == "limits":
            parameter: Parameter | None = master.repository.facts.parameters.limits.get(name)
            if parameter is not None:
                values = [*filter(None, [parameter.value, parameter.before_grading]), *parameter.by_grade.values()]
                values += [value for site in parameter.sites.values() for value in site.values()]
                lengths = {length for value in values if (length := hours(value)) is not None}
                found[step.id] = (f"limits.{name}", lengths, ", ".join(dict.fromkeys(values)))
    return found


_VAGUE = re.compile(
    r"\b(?=[aeiprstw])(?:as (?:appropriate|necessary|needed|required|applicable)"
    r"|if (?:necessary|needed|appropriate|possible)|where (?:appropriate|possible)"
    r"|should|in (?:a )?timely (?:manner|fashion)|timely|as soon as possible|asap"
    r"|promptly|etc\.|and so on|regularly|periodically)(?=\W|$)"
    # As parts of other words (以及|时限, 决定|期限) and as the name of a quality (及时、礼貌) they leave nothing open.
    r"|(?<![以涉])及时(?!$|[、，。；）])|适当|尽快|(?<![决规一固确约指法特])定期|酌情|必要时|等等",
    re.IGNORECASE,
)


def wording_is_definite(master: MasterDocumentList) -> Iterator[Diagnostic]:
    """Words that leave open who must do what by when, in the texts of steps, responsibilities and policies."""
    for entry in master.due:
        for route, text in _prose(entry.document, _VAGUE):
            if "definition" not in route:
                seen: Counter[str] = Counter()
                for match in _VAGUE.finditer(text):
                    word = match.group()
                    seen[word] += 1
                    place = Place(entry.document.path, route, needle=word, nth=seen[word])
                    yield Diagnostic("vague-wording", place, {"word": word})
