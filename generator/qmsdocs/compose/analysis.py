"""The report of an analysis: results in, a sheet out, what stands out first, each figure with its chart and rule."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qmsdocs.analysis.plan import Plan
from qmsdocs.analysis.results import Combination, LimitResult, Pareto, Results, Season, Share, TrendPoint
from qmsdocs.blocks import Block, Callout, Chart, Heading, ListBlock, ListItem, Paragraph, Run, Table
from qmsdocs.compose.charts import Column, Line, columns_plot, rows_plot
from qmsdocs.compose.names import Edition
from qmsdocs.compose.tables import Text, table_of
from qmsdocs.document_tree import Sheet
from qmsdocs.drawing import Plot
from qmsdocs.locale import day_text

_BARS = 10
"""How many codes a chart shows by themselves."""
MOST_SHOWN = 20
"""How many signals and combinations are listed; the rest is counted."""
_TARGET = re.compile(r"([≥≤])\s*([0-9]+(?:[.,][0-9]+)?)")


@dataclass(frozen=True)
class Answer:
    """Something that stands out, in a sentence, and where the report shows it."""

    text: str
    place: str
    """The message key of the part."""


def analysis_sheet(edition: Edition, plan: Plan, results: Results) -> Sheet:
    """The report, on the form that the plan names, in the revision in force."""
    return _Report(edition, plan, results).sheet()


def answers(edition: Edition, plan: Plan, results: Results) -> tuple[Answer, ...]:
    """Everything that stands out and wants an action or a reason."""
    return tuple(_Report(edition, plan, results).answers())


class _Report:
    """One report while it is composed."""

    def __init__(self, edition: Edition, plan: Plan, results: Results) -> None:
        self._edition, self._plan, self._results, self._say = edition, plan, results, edition.say
        self._rules = plan.rules

    def sheet(self) -> Sheet:
        """The whole report."""
        results, say = self._results, self._say
        body: list[Block] = [*self._summary(), *self._data()]
        for key, part in (
            ("analysis.trend", self._trend()),
            ("analysis.parts", self._parts()),
            ("analysis.views", self._views()),
            ("analysis.limits", self._limits()),
            ("analysis.after", self._after()),
            ("analysis.seasons", self._seasons()),
            ("analysis.combinations", self._combinations()),
            ("analysis.answers", self._answered()),
        ):
            blocks = tuple(part)
            if blocks:
                body += (self._heading(key), *blocks)
        return Sheet(
            title=self._edition.titles.get(self._plan.mapping.form, self._plan.mapping.form),
            company=self._edition.facts.settings.company.name,
            language=self._edition.language,
            body=tuple(body),
            landscape=True,
            note=say("analysis.note", form=self._form(), start=results.start, end=results.end),
        )

    # ── What stands out ──────────────────────────────────────────────────────

    def answers(self) -> Iterator[Answer]:
        """Everything that stands out, in the order of the report."""
        results = self._results
        for point in results.signals:
            for text in self._signal_texts(self._say("analysis.all"), point):
                yield Answer(text, "analysis.trend")
        for part in results.parts[:MOST_SHOWN]:
            what = self._say("analysis.part", view=self._view(part.view), code=self._name(part.view, part.code))
            for text in self._signal_texts(what, part.point):
                yield Answer(text, "analysis.parts")
        for result in results.limits:
            if self._is_missed(result):
                yield Answer(self._missed(result), "analysis.limits")
        for name, share in (("reopened", results.reopened), ("satisfaction", results.satisfied)):
            target = self._plan.targets.get(name, "")
            if share and share.base and not _met(share, target):
                key = f"analysis.missed.{name}"
                yield Answer(self._say(key, target=target, **self._of(share)), "analysis.after")
        for season in results.seasons:
            if season.signal:
                yield Answer(self._season_text(season), "analysis.seasons")
        for found in results.combinations.found[:MOST_SHOWN]:
            yield Answer(self._combination_text(found), "analysis.combinations")

    def _signal_texts(self, what: str, point: TrendPoint) -> Iterator[str]:
        for sign in point.signs:
            yield self._say(
                f"analysis.signal.{sign}",
                what=what,
                count=self._number(point.count),
                month=point.month,
                limit=self._decimal(point.limit),
                mean=self._decimal(point.mean),
                factor=_plain(self._rules.deviations),
                deviation=self._decimal(point.deviation),
                rise=_plain(round(point.rise or 0.0)),
            )

    def _missed(self, result: LimitResult) -> str:
        limit = next(each for each in self._plan.limits if each.key == result.limit)
        return self._say(
            "analysis.missed.limit",
            limit=limit.title,
            grade=self._grade(result.grade),
            target=limit.target,
            **self._of(result.kept),
        )

    def _is_missed(self, result: LimitResult) -> bool:
        limit = next(each for each in self._plan.limits if each.key == result.limit)
        return bool(result.kept.base) and not _met(result.kept, limit.target)

    def _season_text(self, season: Season) -> str:
        years = self._say("analysis.and").join(_plain(round(found)) for found in season.by_year)
        return self._say(f"analysis.season.{season.signal}", month=self._month_name(season.month), years=years)

    def _combination_text(self, found: Combination) -> str:
        return self._say(
            "analysis.combination.more" if found.more else "analysis.combination.fewer",
            what=self._pair(found),
            observed=self._number(found.observed),
            expected=self._decimal(found.expected),
            ratio=self._ratio(found),
        )

    # ── Parts of the report ──────────────────────────────────────────────────

    def _summary(self) -> Iterator[Block]:
        say, found = self._say, list(self.answers())
        yield self._heading("analysis.summary")
        if self._results.worst_gap > self._rules.gaps:
            text = say("analysis.gaps", gaps=self._percent(self._results.worst_gap), rule=self._rules.words["gaps"])
            yield Callout("gaps", "warning", (_paragraph("gaps-text", text),))
        if not self._results.enough:
            text = say("analysis.few", least=self._rules.words["least"])
            yield Callout("few", "caution", (_paragraph("few-text", text),))
        yield _paragraph("summary-lead", say("analysis.found", count=len(found)) if found else say("analysis.nothing"))
        if found:
            items = (
                ListItem(f"found-{place}", (_paragraph(f"found-{place}-text", each.text),))
                for place, each in enumerate(found, 1)
            )
            yield ListBlock("found", False, tuple(items))

    def _data(self) -> Iterator[Block]:
        results, say = self._results, self._say
        gaps = say("compose.comma").join(
            say("analysis.gap", view=self._view(view), share=self._percent(share.percent))
            for view, share in results.gaps.items()
        )
        rows = [
            ("form", say("analysis.form"), self._form()),
            ("period", say("analysis.period"), say("analysis.from-to", start=results.start, end=results.end)),
            ("as-of", say("analysis.as-of"), day_text(self._edition.language, self._plan.as_of)),
            ("cases", say("analysis.cases"), self._number(results.cases)),
            ("before", say("analysis.before"), self._number(results.before)),
            ("decided", say("analysis.decided"), self._counted(results.decided)),
            ("closed", say("analysis.closed"), self._counted(results.closed)),
            ("gaps", say("analysis.gap-share"), gaps or "–"),
            ("base", say("analysis.base"), say("analysis.not-divided")),
        ]
        yield self._heading("analysis.data")
        heads = [("field", say("analysis.field"), 6), ("value", say("analysis.value"), 16)]
        yield _table("data", heads, [(key, (name, value)) for key, name, value in rows])

    def _trend(self) -> Iterator[Block]:
        results, say = self._results, self._say
        if not results.trend:
            yield _paragraph("trend-none", say("analysis.no-month"))
            return
        above = [str(point.month) for point in results.signals if "limit" in point.signs]
        judged = [point for point in results.trend if point.limit is not None and point.month in results.in_period]
        if above:
            title = say("analysis.trend.above", months=say("compose.comma").join(above))
        elif judged:
            title = say("analysis.trend.within")
        else:
            title = say("analysis.trend.few", months=self._rules.months)
        columns = [
            Column(
                str(point.month.month),
                str(point.month.year),
                point.count,
                self._number(point.count),
                bool(point.signs) and point.month in results.in_period,
                point.limit,
            )
            for point in results.trend
        ]
        limit = say("analysis.upper-limit", limit=self._decimal(judged[-1].limit)) if judged else ""
        yield from self._chart("trend", title, columns_plot(columns, limit), columns)
        yield self._rule("trend", say("analysis.trend.rule", rise=self._rules.words["rise"], **self._limit_words()))
        heads = [
            ("month", say("analysis.month"), 4),
            ("count", say("analysis.count"), 3),
            ("rise", say("analysis.rise"), 4),
            ("mean", say("analysis.mean", months=self._rules.months), 4),
            ("deviation", say("analysis.deviation"), 4),
            ("limit", say("analysis.limit"), 4),
            ("signal", say("analysis.signal"), 5),
        ]
        yield _table("trend-table", heads, [(str(point.month), self._point(point)) for point in results.trend])

    def _point(self, point: TrendPoint) -> Sequence[Text]:
        rise = "–" if point.rise is None else self._percent(point.rise, sign=True)
        figures = (self._decimal(value) for value in (point.mean, point.deviation, point.limit))
        return (str(point.month), self._number(point.count), rise, *figures, self._signs(point))

    def _signs(self, point: TrendPoint) -> str:
        return self._say("compose.comma").join(self._say(f"analysis.sign.{sign}") for sign in point.signs) or "–"

    def _parts(self) -> Iterator[Block]:
        results, say = self._results, self._say
        if results.last_month is None:
            return
        lead = say("analysis.parts.lead", month=results.last_month, series=results.series, found=len(results.parts))
        yield _paragraph("parts-lead", lead)
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
            _, count, rise, _, _, limit, signs = self._point(part.point)
            name = self._name(part.view, part.code)
            rows.append((f"{part.view}-{part.code}", (self._view(part.view), name, count, rise, limit, signs)))
        if rows:
            yield _table("parts", heads, rows)
        yield from self._more("parts", len(results.parts))
        least = self._rules.words["least"]
        words = {"rise": self._rules.words["rise"], "least": least, **self._limit_words()}
        yield self._rule("parts", say("analysis.parts.rule", **words))

    def _limit_words(self) -> dict[str, str]:
        return {"limit": self._rules.words["limit"]}

    def _views(self) -> Iterator[Block]:
        for pareto in self._results.paretos:
            yield Heading(f"view-{pareto.view}", 2, "", (Run(self._view(pareto.view)),))
            yield from self._pareto(pareto)
        if self._results.paretos:
            yield self._rule("views", self._say("analysis.views.rule", least=self._rules.words["least"]))

    def _pareto(self, pareto: Pareto) -> Iterator[Block]:
        say, shown = self._say, pareto.lines[:_BARS]
        if self._results.enough:
            title = say(
                "analysis.pareto",
                view=self._view(pareto.view),
                few=pareto.few,
                count=len(pareto.lines),
                share=self._percent(pareto.lines[pareto.few - 1].sum),
            )
            lines = [
                Line(
                    self._name(pareto.view, line.code),
                    line.share,
                    self._number(line.count),
                    place < pareto.few,
                    sum=line.sum,
                    sum_shown=self._percent(line.sum),
                )
                for place, line in enumerate(shown)
            ]
            yield from self._chart(f"pareto-{pareto.view}", title, rows_plot(lines, 100.0), lines)
        heads = [
            ("code", self._view(pareto.view), 12),
            ("count", say("analysis.count"), 4),
            ("share", say("analysis.share"), 4),
            ("sum", say("analysis.sum"), 4),
        ]
        rows = [
            (
                line.code or "none",
                (
                    self._name(pareto.view, line.code),
                    self._number(line.count),
                    self._percent(line.share) if self._results.enough else "–",
                    self._percent(line.sum) if self._results.enough else "–",
                ),
            )
            for line in pareto.lines
        ]
        yield _table(f"pareto-{pareto.view}-table", heads, rows)

    def _limits(self) -> Iterator[Block]:
        say, results = self._say, self._results.limits
        if not results:
            return
        limits = {limit.key: limit for limit in self._plan.limits}
        names = {
            id(result): say("analysis.limit-grade", limit=limits[result.limit].title, grade=self._grade(result.grade))
            for result in results
        }
        judged = [result for result in results if result.kept.base]
        missed = [result for result in judged if self._is_missed(result)]
        title = say("analysis.limits.missed", count=len(missed)) if missed else say("analysis.limits.met")
        lines = [
            Line(
                names[id(result)],
                result.kept.percent,
                self._percent(result.kept.percent),
                result in missed,
                _target(limits[result.limit].target),
            )
            for result in judged
        ]
        if lines and self._results.enough:
            yield from self._chart("limits", title, rows_plot(lines, 100.0), lines)
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
                    self._number(result.kept.counted),
                    self._number(result.kept.base),
                    self._share(result.kept),
                    limits[result.limit].target or "–",
                    self._number(result.open),
                    self._number(result.unknown),
                ),
            )
            for result in results
        ]
        yield _table("limits-table", heads, rows)
        yield self._rule("limits", say("analysis.limits.rule"))

    def _after(self) -> Iterator[Block]:
        say, results = self._say, self._results
        shares = (
            ("reopened", results.reopened, self._plan.targets.get("reopened", "–")),
            ("linked", results.linked, "–"),
            ("satisfaction", results.satisfied, self._plan.targets.get("satisfaction", "–")),
        )
        rows = [
            (
                name,
                (
                    say(f"analysis.{name}"),
                    self._number(share.counted),
                    self._number(share.base),
                    self._share(share),
                    target,
                ),
            )
            for name, share, target in shares
            if share is not None
        ]
        if not rows:
            return
        if results.satisfied and results.satisfied.base and results.enough:
            scale = self._plan.mapping.ratings
            assert scale is not None
            columns = [
                Column(str(rating), "", count, self._number(count), rating >= scale.satisfied)
                for rating in range(scale.lowest, scale.highest + 1)
                for count in (results.ratings.get(rating, 0),)
            ]
            title = say("analysis.ratings", share=self._percent(results.satisfied.percent), from_=scale.satisfied)
            yield from self._chart("ratings", title, columns_plot(columns), columns)
        heads = [
            ("what", say("analysis.what"), 10),
            ("counted", say("analysis.counted"), 4),
            ("base", say("analysis.of"), 4),
            ("share", say("analysis.share"), 4),
            ("target", say("analysis.target"), 4),
        ]
        yield _table("after", heads, rows)
        yield self._rule("after", say("analysis.after.rule"))

    def _seasons(self) -> Iterator[Block]:
        say, results = self._say, self._results
        if not results.seasons:
            yield _paragraph("seasons-none", say("analysis.seasons.few", years=results.years))
            return
        standing = [self._month_name(season.month) for season in results.seasons if season.signal]
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
                _plain(round(season.index)),
                bool(season.signal),
                100 + self._rules.rise,
            )
            for season in results.seasons
        ]
        limit = say("analysis.season.limit", limit=_plain(100 + self._rules.rise))
        yield from self._chart("seasons", title, columns_plot(columns, limit), columns)
        years = [(f"year-{year}", say("analysis.year", number=year), 4) for year in range(1, results.years + 1)]
        heads = [("month", say("analysis.month"), 5), ("index", say("analysis.index"), 4), *years]
        rows = [
            (
                str(season.month),
                (
                    self._month_name(season.month),
                    _plain(round(season.index)),
                    *(_plain(round(found)) for found in season.by_year),
                ),
            )
            for season in results.seasons
        ]
        yield _table("seasons-table", heads, rows)
        yield self._rule("seasons", say("analysis.seasons.rule", rise=_plain(self._rules.rise)))

    def _combinations(self) -> Iterator[Block]:
        say, results = self._say, self._results.combinations
        if not results.cells:
            return
        shown = results.found[:MOST_SHOWN]
        if shown:
            title = say("analysis.combinations.found", count=len(results.found), what=self._pair(shown[0]))
            lines = [
                Line(self._pair(found), found.observed, self._number(found.observed), limit=found.expected)
                for found in shown[:_BARS]
            ]
            yield from self._chart("combinations", title, rows_plot(lines), lines)
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
                        self._pair(found),
                        self._number(found.observed),
                        self._decimal(found.expected),
                        self._ratio(found),
                        f"{found.residual:+.1f}".replace("-", "−"),
                    ),
                )
                for place, found in enumerate(shown, 1)
            ]
            yield _table("combinations-table", heads, rows)
        else:
            yield _paragraph("combinations-none", say("analysis.combinations.none"))
        yield from self._more("combinations", len(results.found))
        chance = f"{self._plan.mapping.chance:g}"
        yield self._rule(
            "combinations", say("analysis.combinations.rule", cells=self._number(results.cells), chance=chance)
        )

    def _answered(self) -> Iterator[Block]:
        """A line for each finding, in which people enter what changed and the action or reason."""
        say, found = self._say, list(self.answers())
        yield _paragraph("answers-lead", say("analysis.answers.lead", form=self._plan.mapping.form))
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
            yield _table("answers", heads, rows)

    # ── Pieces ───────────────────────────────────────────────────────────────

    def _heading(self, key: str) -> Heading:
        return Heading(key.replace(".", "-"), 1, "", (Run(self._say(key)),))

    def _chart(self, id_: str, title: str, plot: Plot, values: Iterable[Column | Line]) -> Iterator[Block]:
        named = (
            f"{each.group}-{each.name}" if isinstance(each, Column) and each.group else each.name for each in values
        )
        told = self._say("compose.semicolon").join(
            f"{name}: {each.shown}" for name, each in zip(named, values, strict=True)
        )
        yield Chart(f"chart-{id_}", (Run(title),), plot, told)

    def _rule(self, id_: str, text: str) -> Paragraph:
        return _paragraph(f"rule-{id_}", self._say("analysis.rule", rule=text))

    def _more(self, id_: str, count: int) -> Iterator[Block]:
        if count > MOST_SHOWN:
            yield _paragraph(f"{id_}-more", self._say("analysis.more", count=count - MOST_SHOWN))

    def _form(self) -> str:
        """The form with its revision in force."""
        number = self._plan.mapping.form
        entry = self._edition.master.in_force.get(number)
        if entry is None or entry.revision is None or entry.status != "effective":
            return self._say("analysis.form-none", form=number)
        values = {"form": number, "revision": entry.label, "day": entry.effective}
        return self._say("analysis.form-in-force", **values)

    def _view(self, view: str) -> str:
        return self._say(f"analysis.view.{view}")

    def _name(self, view: str, code: str) -> str:
        """A code as readers know it: with its title, and where it stands for itself only by that."""
        if not code:
            return self._say("analysis.no-code")
        title = self._plan.names.get(view, {}).get(code, "")
        listed = view in self._plan.mapping.lists
        return f"{code} {title}".strip() if listed else title or code

    def _grade(self, grade: str) -> str:
        return self._say("analysis.grade", grade=grade) if grade else self._say("analysis.no-grade")

    def _pair(self, found: Combination) -> str:
        first, second = found.sides
        one = found.first if first == "month" else self._name(first, found.first)
        if second != "month":
            other = self._say("compose.comma").join(self._name(second, code) for code in found.second)
        elif len(found.second) > 1:
            other = self._say("analysis.from-to", start=found.second[0], end=found.second[-1])
        else:
            other = found.second[0]
        return f"{one} × {other}"

    def _month_name(self, month: int) -> str:
        return self._say("analysis.month-name", month=month, name=self._say("page.months").split(" ")[month - 1])

    def _ratio(self, found: Combination) -> str:
        return self._say("analysis.times", ratio=f"{found.ratio:.2f}") if found.expected else "–"

    def _share(self, share: Share) -> str:
        return self._percent(share.percent) if share.base and self._results.enough else "–"

    def _percent(self, value: float, *, sign: bool = False) -> str:
        shown = f"{round(value):+}".replace("-", "−").replace("+0", "0") if sign else f"{value:.1f}"
        return self._say("analysis.percent", value=shown)

    def _of(self, share: Share) -> dict[str, str]:
        """Both numbers of a fraction, and the share, for a sentence."""
        counted, base = self._number(share.counted), self._number(share.base)
        return {"counted": counted, "base": base, "share": self._percent(share.percent)}

    def _counted(self, count: int | None) -> str:
        return self._say("analysis.not-read") if count is None else self._number(count)

    @staticmethod
    def _number(count: int) -> str:
        return f"{count:,}".replace(",", "\u00a0")

    @staticmethod
    def _decimal(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{value:,.{0 if value >= 100 else 1}f}".replace(",", "\u00a0")


def _plain(value: float) -> str:
    return f"{value:g}"


def _paragraph(id_: str, text: str) -> Paragraph:
    return Paragraph(id_, (Run(text),))


def _table(id_: str, heads: Sequence[tuple[str, str, int]], rows: Sequence[tuple[str, Sequence[Text]]]) -> Table:
    return replace(table_of(id_, heads, rows, "plain"), generated=False)


def _target(target: str) -> float | None:
    """The number in a target such as “≥ 98 %”; None where it is only watched."""
    match = _TARGET.search(target)
    return float(match[2].replace(",", ".")) if match else None


def _met(share: Share, target: str) -> bool:
    """Whether a share meets a target; one that is only watched is always met."""
    match = _TARGET.search(target)
    if not match:
        return True
    wanted = float(match[2].replace(",", "."))
    return share.percent >= wanted if match[1] == "≥" else share.percent <= wanted
