"""The flowchart in words, for those who cannot see it."""

from collections.abc import Mapping, Sequence

from qmsdocs.compose.flowchart.lettering import width_of
from qmsdocs.compose.flowchart.process import END, successors
from qmsdocs.model.document import Step

ENGLISH: Mapping[str, str] = {
    "step": "{number}. {who}: {name}",
    "step-without-role": "{number}. {name}",
    "answer": "{answer}: to {target}",
    "next": "then {target}",
    "number": "step {number}",
    "end": "the end",
    "within": " ({ways})",
    "between": "; ",
    "stop": ". ",
    "more": "And {count} more steps.",
}
CHINESE: Mapping[str, str] = {
    "step": "{number}. {who}：{name}",
    "step-without-role": "{number}. {name}",
    "answer": "{answer}：转{target}",
    "next": "然后转{target}",
    "number": "第{number}步",
    "end": "结束",
    "within": "（{ways}）",
    "between": "；",
    "stop": "。",
    "more": "另有{count}步。",
}


def flowchart_text(
    steps: Sequence[Step], role_titles: Mapping[str, str], words: Mapping[str, str] = ENGLISH, *, most: int = 200
) -> str:
    """Who does what and where each answer leads, in about `most` words (two Chinese characters count as one)."""
    numbers = {step.id: number for number, step in reversed(list(enumerate(steps, start=1)))}
    text = ""
    who: str | None = None
    for index, step in enumerate(steps):
        who = step.who or who
        sentence = _sentence(steps, index, role_titles.get(who, who) if who else "", numbers, words)
        if text and _length(text) + _length(sentence) > most:
            return text + words["more"].format(count=len(steps) - index)
        text += sentence
    return text.strip()


def _sentence(steps: Sequence[Step], index: int, who: str, numbers: Mapping[str, int], words: Mapping[str, str]) -> str:
    step = steps[index]
    pattern = words["step" if who else "step-without-role"]
    text = pattern.format(number=index + 1, who=who, name=step.name.rstrip(".。"))
    ways = [
        words["answer" if label else "next"].format(answer=label, target=_target(target, numbers, words))
        for target, label in successors(steps, index)
        if (target == END or target in numbers) and (label or numbers.get(target) != index + 2)
    ]
    if ways:
        text += words["within"].format(ways=words["between"].join(ways))
    stop = words["stop"]
    return text + (stop.lstrip(".。") if text.endswith(("?", "？", "!", "！")) else stop)


def _target(target: str, numbers: Mapping[str, int], words: Mapping[str, str]) -> str:
    return words["end"] if target == END else words["number"].format(number=numbers[target])


def _length(text: str) -> float:
    """The number of words, with two wide characters counted as one."""
    wide = sum(width_of(character, 1) == 1 for character in text)
    return len(text.split()) + wide / 2
