"""The flowchart in words, for those who cannot see it."""

from collections.abc import Mapping, Sequence

from qmsdocs.compose.flowchart.lettering import width_of
from qmsdocs.compose.flowchart.process import END, successors
from qmsdocs.locale import label
from qmsdocs.model.document import Step


def flowchart_text(
    steps: Sequence[Step], role_titles: Mapping[str, str], language: str = "en", *, most: int = 200
) -> str:
    """Who does what and where each answer leads, in about `most` words (two Chinese characters count as one)."""
    numbers = {step.id: number for number, step in reversed(list(enumerate(steps, start=1)))}
    text = ""
    who: str | None = None
    for index, step in enumerate(steps):
        who = step.who or who
        sentence = _sentence(steps, index, role_titles.get(who, who) if who else "", numbers, language)
        if text and _length(text) + _length(sentence) > most:
            return text + label(language, "flow.more", count=len(steps) - index)
        text += sentence
    return text.strip()


def _sentence(steps: Sequence[Step], index: int, who: str, numbers: Mapping[str, int], language: str) -> str:
    step = steps[index]
    pattern = "flow.step" if who else "flow.step-without-role"
    text = label(language, pattern, number=index + 1, who=who, name=step.name.rstrip(".。"))
    ways = [
        label(
            language, "flow.answer" if answer else "flow.next", answer=answer, target=_target(target, numbers, language)
        )
        for target, answer in successors(steps, index)
        if (target == END or target in numbers) and (answer or numbers.get(target) != index + 2)
    ]
    if ways:
        text += label(language, "flow.within", ways=label(language, "flow.between").join(ways))
    stop = label(language, "flow.stop")
    return text + (stop.lstrip(".。") if text.endswith(("?", "？", "!", "！")) else stop)


def _target(target: str, numbers: Mapping[str, int], language: str) -> str:
    return label(language, "flow.end") if target == END else label(language, "flow.number", number=numbers[target])


def _length(text: str) -> float:
    """The number of words, with two wide characters counted as one."""
    wide = sum(width_of(character, 1) == 1 for character in text)
    return len(text.split()) + wide / 2
