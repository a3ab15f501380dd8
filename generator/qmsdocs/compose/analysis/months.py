"""The parts of the report that follow the months: the trend, its parts, and the seasons."""

from collections.abc import Iterator, Sequence

from qmsdocs.analysis.results import TrendPoint
from qmsdocs.blocks import Block
from qmsdocs.compose.analysis.words import MOST_SHOWN, Words, paragraph, plain, plain_table
from qmsdocs.compose.charts import Column, columns_plot
from qmsdocs.compose.tables import Text


def trend(words: Words) -> Iterator[Block]:
    """Complaints by month with the upper limit of the house."""
    results, say = words.results, words.say
    if not results.trend:
        yield paragraph("trend-none", say("analysis.no-month"))
        return
    above = [str(point.month) for point in results.signals if "limit" in point.signs]
    judged = [point for point in results.trend if point.limit is not None and point.month in results.in_period]
    if above:
        title = say("analysis.trend.above", months=say("compose.comma").join(above))
    elif judged:
        title = say("analysis.trend.within")
    else:
        title = say("analysis.trend.few", months=words.rules.months)
    columns = [
        Column(
            str(point.month.month),
            str(point.month.year),
            point.count,
            words.number(point.count),
            bool(point.signs) and point.month in results.in_period,
            point.limit,
        )
        for point in results.trend
    ]
    limit = say("analysis.upper-limit", limit=words.decimal(judged[-1].limit)) if judged else ""
    yield from words.chart("trend", title, columns_plot(columns, limit), columns)
    yield words.rule("trend", say("analysis.trend.rule", rise=words.rules.words["rise"], **words.limit_words()))
    heads = [
        ("month", say("analysis.month"), 4),
        ("count", say("analysis.count"), 3),
        ("rise", say("analysis.rise"), 4),
        ("mean", say("analysis.mean", months=words.rules.months), 4),
        ("deviation", say("analysis.deviation"), 4),
        ("limit", say("analysis.limit"), 4),
        ("signal", say("analysis.signal"), 5),
    ]
    yield plain_table("trend-table", heads, [(str(point.month), _point(words, point)) for point in results.trend])


def _point(words: Words, point: TrendPoint) -> Sequence[Text]:
    rise = "–" if point.rise is None else words.percent(point.rise, sign=True)
    figures = (words.decimal(value) for value in (point.mean, point.deviation, point.limit))
    return (str(point.month), words.number(point.count), rise, *figures, words.signs(point))


def parts(words: Words) -> Iterator[Block]:
    """The codes whose last month gives a sign."""
    results, say = words.results, words.say
    if results.last_month is None:
        return
    lead = say("analysis.parts.lead", month=results.last_month, series=results.series, found=len(results.parts))
    yield paragraph("parts-lead", lead)
    heads = [
        ("view", say("analysis.view"), 4),
        ("code", say("analysis.line"), 10),
        ("count", say("analysis.count"), 3),
        ("rise", say("analysis.rise"), 4),
        ("limit", say("analysis.limit"), 4),
        ("signal", say("analysis.signal"), 6),
    ]
    rows: list[tuple[str, Sequence[Text]]] = []
    for part in results.parts[:MOST_SHOWN]:
        _, count, rise, _, _, limit, signs = _point(words, part.point)
        name = words.name(part.view, part.code)
        rows.append((f"{part.view}-{part.code}", (words.view(part.view), name, count, rise, limit, signs)))
    if rows:
        yield plain_table("parts", heads, rows)
    yield from words.more("parts", len(results.parts))
    least = words.rules.words["least"]
    values = {"rise": words.rules.words["rise"], "least": least, **words.limit_words()}
    yield words.rule("parts", say("analysis.parts.rule", **values))


def seasons(words: Words) -> Iterator[Block]:
    """The months that stand out every year."""
    say, results = words.say, words.results
    if not results.seasons:
        yield paragraph("seasons-none", say("analysis.seasons.few", years=results.years))
        return
    standing = [words.month_name(season.month) for season in results.seasons if season.signal]
    title = (
        say("analysis.seasons.found", months=say("compose.comma").join(standing))
        if standing
        else say("analysis.seasons.none")
    )
    columns = [
        Column(
            str(season.month),
            "",
            season.index,
            plain(round(season.index)),
            bool(season.signal),
            100 + words.rules.rise,
        )
        for season in results.seasons
    ]
    limit = say("analysis.season.limit", limit=plain(100 + words.rules.rise))
    yield from words.chart("seasons", title, columns_plot(columns, limit), columns)
    years = [(f"year-{year}", say("analysis.year", number=year), 4) for year in range(1, results.years + 1)]
    heads = [("month", say("analysis.month"), 5), ("index", say("analysis.index"), 4), *years]
    rows = [
        (
            str(season.month),
            (
                words.month_name(season.month),
                plain(round(season.index)),
                *(plain(round(found)) for found in season.by_year),
            ),
        )
        for season in results.seasons
    ]
    yield plain_table("seasons-table", heads, rows)
    yield words.rule("seasons", say("analysis.seasons.rule", rise=plain(words.rules.rise)))
