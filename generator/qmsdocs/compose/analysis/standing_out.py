"""What stands out in the results: each in a sentence, and where the report shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from qmsdocs.compose.analysis.words import MOST_SHOWN, Words, is_met


@dataclass(frozen=True)
class Answer:
    """Something that stands out, in a sentence, and where the report shows it."""

    text: str
    place: str
    """The message key of the part."""


def standing_out(words: Words) -> Iterator[Answer]:
    """Everything that stands out, in the order of the report."""
    results = words.results
    for point in results.signals:
        for text in words.signal_texts(words.say("analysis.all"), point):
            yield Answer(text, "analysis.trend")
    for part in results.parts[:MOST_SHOWN]:
        what = words.say("analysis.part", view=words.view(part.view), code=words.name(part.view, part.code))
        for text in words.signal_texts(what, part.point):
            yield Answer(text, "analysis.parts")
    for result in results.limits:
        if words.is_missed(result):
            yield Answer(words.missed(result), "analysis.limits")
    for name, share in (("reopened", results.reopened), ("satisfaction", results.satisfied)):
        target = words.plan.targets.get(name, "")
        if share and share.base and not is_met(share, target):
            key = f"analysis.missed.{name}"
            yield Answer(words.say(key, target=target, **words.of(share)), "analysis.after")
    for season in results.seasons:
        if season.signal:
            yield Answer(words.season_text(season), "analysis.seasons")
    for found in results.combinations.found[:MOST_SHOWN]:
        yield Answer(words.combination_text(found), "analysis.combinations")
