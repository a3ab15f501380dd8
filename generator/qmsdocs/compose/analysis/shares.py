"""The parts of the report that show shares: by type, product and cause, within the limits, reopened and satisfied."""

from collections.abc import Iterator

from qmsdocs.analysis.results import Pareto
from qmsdocs.blocks import Block, Heading, Run
from qmsdocs.compose.analysis.words import Words, plain_table, target_of
from qmsdocs.compose.charts import Column, Line, columns_plot, rows_plot

BARS = 10
"""How many codes a chart shows by themselves."""


def views(words: Words) -> Iterator[Block]:
    """Where most complaints come from, view by view."""
    for pareto in words.results.paretos:
        yield Heading(f"view-{pareto.view}", 2, "", (Run(words.view(pareto.view)),))
        yield from _pareto(words, pareto)
    if words.results.paretos:
        yield words.rule("views", words.say("analysis.views.rule", least=words.rules.words["least"]))


def _pareto(words: Words, pareto: Pareto) -> Iterator[Block]:
    say, shown = words.say, pareto.lines[:BARS]
    if words.results.enough:
        title = say(
            "analysis.pareto",
            view=words.view(pareto.view),
            few=pareto.few,
            count=len(pareto.lines),
            share=words.percent(pareto.lines[pareto.few - 1].sum),
        )
        lines = [
            Line(
                words.name(pareto.view, line.code),
                line.share,
                words.number(line.count),
                place < pareto.few,
                sum=line.sum,
                sum_shown=words.percent(line.sum),
            )
            for place, line in enumerate(shown)
        ]
        yield from words.chart(f"pareto-{pareto.view}", title, rows_plot(lines, 100.0), lines)
    heads = [
        ("code", words.view(pareto.view), 12),
        ("count", say("analysis.count"), 4),
        ("share", say("analysis.share"), 4),
        ("sum", say("analysis.sum"), 4),
    ]
    rows = [
        (
            line.code or "none",
            (
                words.name(pareto.view, line.code),
                words.number(line.count),
                words.percent(line.share) if words.results.enough else "–",
                words.percent(line.sum) if words.results.enough else "–",
            ),
        )
        for line in pareto.lines
    ]
    yield plain_table(f"pareto-{pareto.view}-table", heads, rows)


def limits(words: Words) -> Iterator[Block]:
    """How many complaints were handled within each time limit, by grade."""
    say, results = words.say, words.results.limits
    if not results:
        return
    limits = {limit.key: limit for limit in words.plan.limits}
    names = {
        id(result): say("analysis.limit-grade", limit=limits[result.limit].title, grade=words.grade(result.grade))
        for result in results
    }
    judged = [result for result in results if result.kept.base]
    missed = [result for result in judged if words.is_missed(result)]
    title = say("analysis.limits.missed", count=len(missed)) if missed else say("analysis.limits.met")
    lines = [
        Line(
            names[id(result)],
            result.kept.percent,
            words.percent(result.kept.percent),
            result in missed,
            target_of(limits[result.limit].target),
        )
        for result in judged
    ]
    if lines and words.results.enough:
        yield from words.chart("limits", title, rows_plot(lines, 100.0), lines)
    heads = [
        ("limit", say("analysis.time-limit"), 9),
        ("value", say("analysis.limit-value"), 5),
        ("kept", say("analysis.kept"), 4),
        ("due", say("analysis.due"), 4),
        ("share", say("analysis.share"), 3),
        ("target", say("analysis.target"), 3),
        ("open", say("analysis.open"), 3),
        ("unknown", say("analysis.unknown"), 4),
    ]
    rows = [
        (
            f"{result.limit}-{result.grade}",
            (
                names[id(result)],
                limits[result.limit].printed.get(result.grade, "–"),
                words.number(result.kept.counted),
                words.number(result.kept.base),
                words.share(result.kept),
                limits[result.limit].target or "–",
                words.number(result.open),
                words.number(result.unknown),
            ),
        )
        for result in results
    ]
    yield plain_table("limits-table", heads, rows)
    yield words.rule("limits", say("analysis.limits.rule"))


def after(words: Words) -> Iterator[Block]:
    """What came of them: opened again, linked, satisfied."""
    say, results = words.say, words.results
    shares = (
        ("reopened", results.reopened, words.plan.targets.get("reopened", "–")),
        ("linked", results.linked, "–"),
        ("satisfaction", results.satisfied, words.plan.targets.get("satisfaction", "–")),
    )
    rows = [
        (
            name,
            (
                say(f"analysis.{name}"),
                words.number(share.counted),
                words.number(share.base),
                words.share(share),
                target,
            ),
        )
        for name, share, target in shares
        if share is not None
    ]
    if not rows:
        return
    if results.satisfied and results.satisfied.base and results.enough:
        scale = words.plan.mapping.ratings
        assert scale is not None
        columns = [
            Column(str(rating), "", count, words.number(count), rating >= scale.satisfied)
            for rating in range(scale.lowest, scale.highest + 1)
            for count in (results.ratings.get(rating, 0),)
        ]
        title = say("analysis.ratings", share=words.percent(results.satisfied.percent), from_=scale.satisfied)
        yield from words.chart("ratings", title, columns_plot(columns), columns)
    heads = [
        ("what", say("analysis.what"), 10),
        ("counted", say("analysis.counted"), 4),
        ("base", say("analysis.of"), 4),
        ("share", say("analysis.share"), 4),
        ("target", say("analysis.target"), 4),
    ]
    yield plain_table("after", heads, rows)
    yield words.rule("after", say("analysis.after.rule"))
