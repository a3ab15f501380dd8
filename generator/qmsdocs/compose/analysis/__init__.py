"""The report of an analysis: results in, a sheet out, what stands out first, each figure with its chart and rule.

`words` names things, `standing_out` tells what wants an action, `months` and `shares` are the parts of the report.
"""

from collections.abc import Iterator

from qmsdocs.analysis.plan import Plan
from qmsdocs.analysis.results import Results
from qmsdocs.blocks import Block, Callout, ListBlock, ListItem
from qmsdocs.compose.analysis.months import parts, seasons, trend
from qmsdocs.compose.analysis.shares import BARS, after, limits, views
from qmsdocs.compose.analysis.standing_out import Answer, standing_out
from qmsdocs.compose.analysis.words import MOST_SHOWN, Words, paragraph, plain_table
from qmsdocs.compose.charts import Line, rows_plot
from qmsdocs.compose.names import Edition
from qmsdocs.document_tree import Sheet
from qmsdocs.locale import day_text

__all__ = ["Answer", "analysis_sheet", "answers"]


def answers(edition: Edition, plan: Plan, results: Results) -> tuple[Answer, ...]:
    """Everything that stands out and wants an action or a reason."""
    return tuple(standing_out(Words(edition, plan, results)))


def analysis_sheet(edition: Edition, plan: Plan, results: Results) -> Sheet:
    """The report, on the form that the plan names, in the revision in force."""
    return _sheet(Words(edition, plan, results))


def _sheet(words: Words) -> Sheet:
    """The whole report."""
    results, say = words.results, words.say
    body: list[Block] = [*_summary(words), *_data(words)]
    for key, part in (
        ("analysis.trend", trend(words)),
        ("analysis.parts", parts(words)),
        ("analysis.views", views(words)),
        ("analysis.limits", limits(words)),
        ("analysis.after", after(words)),
        ("analysis.seasons", seasons(words)),
        ("analysis.combinations", _combinations(words)),
        ("analysis.answers", _answered(words)),
    ):
        blocks = tuple(part)
        if blocks:
            body += (words.heading(key), *blocks)
    return Sheet(
        title=words.edition.titles.get(words.plan.mapping.form, words.plan.mapping.form),
        company=words.edition.facts.settings.company.name,
        language=words.edition.language,
        body=tuple(body),
        landscape=True,
        note=say("analysis.note", form=words.form(), start=results.start, end=results.end),
    )


def _summary(words: Words) -> Iterator[Block]:
    say, found = words.say, list(standing_out(words))
    yield words.heading("analysis.summary")
    if words.results.worst_gap > words.rules.gaps:
        text = say("analysis.gaps", gaps=words.percent(words.results.worst_gap), rule=words.rules.words["gaps"])
        yield Callout("gaps", "warning", (paragraph("gaps-text", text),))
    if not words.results.enough:
        text = say("analysis.few", least=words.rules.words["least"])
        yield Callout("few", "caution", (paragraph("few-text", text),))
    yield paragraph("summary-lead", say("analysis.found", count=len(found)) if found else say("analysis.nothing"))
    if found:
        items = (
            ListItem(f"found-{place}", (paragraph(f"found-{place}-text", each.text),))
            for place, each in enumerate(found, 1)
        )
        yield ListBlock("found", False, tuple(items))


def _data(words: Words) -> Iterator[Block]:
    results, say = words.results, words.say
    gaps = say("compose.comma").join(
        say("analysis.gap", view=words.view(view), share=words.percent(share.percent))
        for view, share in results.gaps.items()
    )
    rows = [
        ("form", say("analysis.form"), words.form()),
        ("period", say("analysis.period"), say("analysis.from-to", start=results.start, end=results.end)),
        ("as-of", say("analysis.as-of"), day_text(words.edition.language, words.plan.as_of)),
        ("cases", say("analysis.cases"), words.number(results.cases)),
        ("before", say("analysis.before"), words.number(results.before)),
        ("decided", say("analysis.decided"), words.counted(results.decided)),
        ("closed", say("analysis.closed"), words.counted(results.closed)),
        ("gaps", say("analysis.gap-share"), gaps or "–"),
        ("base", say("analysis.base"), say("analysis.not-divided")),
    ]
    yield words.heading("analysis.data")
    heads = [("field", say("analysis.field"), 6), ("value", say("analysis.value"), 16)]
    yield plain_table("data", heads, [(key, (name, value)) for key, name, value in rows])


def _combinations(words: Words) -> Iterator[Block]:
    say, results = words.say, words.results.combinations
    if not results.cells:
        return
    shown = results.found[:MOST_SHOWN]
    if shown:
        title = say("analysis.combinations.found", count=len(results.found), what=words.pair(shown[0]))
        lines = [
            Line(words.pair(found), found.observed, words.number(found.observed), limit=found.expected)
            for found in shown[:BARS]
        ]
        yield from words.chart("combinations", title, rows_plot(lines), lines)
        heads = [
            ("what", say("analysis.combination"), 14),
            ("observed", say("analysis.observed"), 4),
            ("expected", say("analysis.expected"), 4),
            ("ratio", say("analysis.ratio"), 4),
            ("residual", say("analysis.residual"), 4),
        ]
        rows = [
            (
                f"{place}",
                (
                    words.pair(found),
                    words.number(found.observed),
                    words.decimal(found.expected),
                    words.ratio(found),
                    f"{found.residual:+.1f}".replace("-", "−"),
                ),
            )
            for place, found in enumerate(shown, 1)
        ]
        yield plain_table("combinations-table", heads, rows)
    else:
        yield paragraph("combinations-none", say("analysis.combinations.none"))
    yield from words.more("combinations", len(results.found))
    chance = f"{words.plan.mapping.chance:g}"
    yield words.rule(
        "combinations", say("analysis.combinations.rule", cells=words.number(results.cells), chance=chance)
    )


def _answered(words: Words) -> Iterator[Block]:
    """A line for each finding, in which people enter what changed and the action or reason."""
    say, found = words.say, list(standing_out(words))
    yield paragraph("answers-lead", say("analysis.answers.lead", form=words.plan.mapping.form))
    if found:
        heads = [
            ("no", say("analysis.answer.no"), 2),
            ("finding", say("analysis.answer.finding"), 12),
            ("changed", say("analysis.answer.changed"), 7),
            ("pattern", say("analysis.answer.pattern"), 5),
            ("action", say("analysis.answer.action"), 7),
            ("by", say("analysis.answer.by"), 5),
        ]
        rows = [(str(place), (str(place), each.text, "", "", "", "")) for place, each in enumerate(found, 1)]
        yield plain_table("answers", heads, rows)
