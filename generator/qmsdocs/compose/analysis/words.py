"""How the report of an analysis names things: figures, codes, months and signs as its readers know them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qmsdocs.analysis.plan import Plan
from qmsdocs.analysis.results import Combination, LimitResult, Results, Season, Share, TrendPoint
from qmsdocs.blocks import Block, Chart, Heading, Paragraph, Run, Table
from qmsdocs.compose.charts import Column, Line
from qmsdocs.compose.names import Edition
from qmsdocs.compose.tables import Text, table_of
from qmsdocs.drawing import Plot

MOST_SHOWN = 20
"""How many signals and combinations are listed; the rest is counted."""
_TARGET = re.compile(r"([≥≤])\s*([0-9]+(?:[.,][0-9]+)?)")


class Words:
    """The results of one analysis, with the words for them."""

    def __init__(self, edition: Edition, plan: Plan, results: Results) -> None:
        self.edition, self.plan, self.results, self.say = edition, plan, results, edition.say
        self.rules = plan.rules

    def signal_texts(self, what: str, point: TrendPoint) -> Iterator[str]:
        """A sentence for each sign that a month of `what` gives."""
        for sign in point.signs:
            yield self.say(
                f"analysis.signal.{sign}",
                what=what,
                count=self.number(point.count),
                month=point.month,
                limit=self.decimal(point.limit),
                mean=self.decimal(point.mean),
                factor=plain(self.rules.deviations),
                deviation=self.decimal(point.deviation),
                rise=plain(round(point.rise or 0.0)),
            )

    def season_text(self, season: Season) -> str:
        """That a month stands out each year."""
        years = self.say("analysis.and").join(plain(round(found)) for found in season.by_year)
        return self.say(f"analysis.season.{season.signal}", month=self.month_name(season.month), years=years)

    def missed(self, result: LimitResult) -> str:
        """That a limit was kept too seldom."""
        limit = next(each for each in self.plan.limits if each.key == result.limit)
        return self.say(
            "analysis.missed.limit",
            limit=limit.title,
            grade=self.grade(result.grade),
            target=limit.target,
            **self.of(result.kept),
        )

    def is_missed(self, result: LimitResult) -> bool:
        """Whether a limit was kept more seldom than its target asks."""
        limit = next(each for each in self.plan.limits if each.key == result.limit)
        return bool(result.kept.base) and not is_met(result.kept, limit.target)

    def combination_text(self, found: Combination) -> str:
        """That two things come together more or less often than expected."""
        return self.say(
            "analysis.combination.more" if found.more else "analysis.combination.fewer",
            what=self.pair(found),
            observed=self.number(found.observed),
            expected=self.decimal(found.expected),
            ratio=self.ratio(found),
        )

    def signs(self, point: TrendPoint) -> str:
        """The signs of a month, by name."""
        return self.say("compose.comma").join(self.say(f"analysis.sign.{sign}") for sign in point.signs) or "–"

    def limit_words(self) -> dict[str, str]:
        """The words of the rule for the upper limit."""
        return {"limit": self.rules.words["limit"]}

    def heading(self, key: str) -> Heading:
        """The heading of a part."""
        return Heading(key.replace(".", "-"), 1, "", (Run(self.say(key)),))

    def chart(self, id_: str, title: str, plot: Plot, values: Iterable[Column | Line]) -> Iterator[Block]:
        """A chart with its title, and in words what it shows."""
        named = (
            f"{each.group}-{each.name}" if isinstance(each, Column) and each.group else each.name for each in values
        )
        told = self.say("compose.semicolon").join(
            f"{name}: {each.shown}" for name, each in zip(named, values, strict=True)
        )
        yield Chart(f"chart-{id_}", (Run(title),), plot, told)

    def rule(self, id_: str, text: str) -> Paragraph:
        """The rule behind a figure."""
        return paragraph(f"rule-{id_}", self.say("analysis.rule", rule=text))

    def more(self, id_: str, count: int) -> Iterator[Block]:
        """How many are not listed."""
        if count > MOST_SHOWN:
            yield paragraph(f"{id_}-more", self.say("analysis.more", count=count - MOST_SHOWN))

    def form(self) -> str:
        """The form with its revision in force."""
        number = self.plan.mapping.form
        entry = self.edition.master.in_force.get(number)
        if entry is None or entry.revision is None or entry.status != "effective":
            return self.say("analysis.form-none", form=number)
        values = {"form": number, "revision": entry.label, "day": entry.effective}
        return self.say("analysis.form-in-force", **values)

    def view(self, view: str) -> str:
        """By what is counted."""
        return self.say(f"analysis.view.{view}")

    def name(self, view: str, code: str) -> str:
        """A code as readers know it: with its title, and where it stands for itself only by that."""
        if not code:
            return self.say("analysis.no-code")
        title = self.plan.names.get(view, {}).get(code, "")
        listed = view in self.plan.mapping.lists
        return f"{code} {title}".strip() if listed else title or code

    def grade(self, grade: str) -> str:
        """A grade as printed."""
        return self.say("analysis.grade", grade=grade) if grade else self.say("analysis.no-grade")

    def pair(self, found: Combination) -> str:
        """The two sides of a combination."""
        first, second = found.sides
        one = found.first if first == "month" else self.name(first, found.first)
        if second != "month":
            other = self.say("compose.comma").join(self.name(second, code) for code in found.second)
        elif len(found.second) > 1:
            other = self.say("analysis.from-to", start=found.second[0], end=found.second[-1])
        else:
            other = found.second[0]
        return f"{one} × {other}"

    def month_name(self, month: int) -> str:
        """A month by name."""
        return self.say("analysis.month-name", month=month, name=self.say("page.months").split(" ")[month - 1])

    def ratio(self, found: Combination) -> str:
        """How many times as many as expected."""
        return self.say("analysis.times", ratio=f"{found.ratio:.2f}") if found.expected else "–"

    def share(self, share: Share) -> str:
        """A share in percent, where there are enough cases."""
        return self.percent(share.percent) if share.base and self.results.enough else "–"

    def percent(self, value: float, *, sign: bool = False) -> str:
        """Percent as printed, on request with its sign."""
        shown = f"{round(value):+}".replace("-", "−").replace("+0", "0") if sign else f"{value:.1f}"
        return self.say("analysis.percent", value=shown)

    def of(self, share: Share) -> dict[str, str]:
        """Both numbers of a fraction, and the share, for a sentence."""
        counted, base = self.number(share.counted), self.number(share.base)
        return {"counted": counted, "base": base, "share": self.percent(share.percent)}

    def counted(self, count: int | None) -> str:
        """A number, or that nothing was read."""
        return self.say("analysis.not-read") if count is None else self.number(count)

    @staticmethod
    def number(count: int) -> str:
        """A number with its thousands parted."""
        return f"{count:,}".replace(",", "\u00a0")

    @staticmethod
    def decimal(value: float | None) -> str:
        """A figure with a decimal where it is small."""
        if value is None:
            return "–"
        return f"{value:,.{0 if value >= 100 else 1}f}".replace(",", "\u00a0")


def plain(value: float) -> str:
    """A number without needless zeros."""
    return f"{value:g}"


def paragraph(id_: str, text: str) -> Paragraph:
    """A paragraph of one text."""
    return Paragraph(id_, (Run(text),))


def plain_table(id_: str, heads: Sequence[tuple[str, str, int]], rows: Sequence[tuple[str, Sequence[Text]]]) -> Table:
    """A table of the report, which as a whole is generated."""
    return replace(table_of(id_, heads, rows, "plain"), generated=False)


def target_of(target: str) -> float | None:
    """The number in a target such as “≥ 98 %”; None where it is only watched."""
    match = _TARGET.search(target)
    return float(match[2].replace(",", ".")) if match else None


def is_met(share: Share, target: str) -> bool:
    """Whether a share meets a target; one that is only watched is always met."""
    match = _TARGET.search(target)
    if not match:
        return True
    wanted = float(match[2].replace(",", "."))
    return share.percent >= wanted if match[1] == "≥" else share.percent <= wanted
