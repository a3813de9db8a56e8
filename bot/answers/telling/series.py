"""Template functions that tell figures of years, quarters and months."""

from __future__ import annotations

from datetime import datetime

from bot.answers.telling.facts import Facts, NoFact
from bot.knowledge import timeline
from bot.knowledge.model import Figure, Series
from bot.knowledge.values import Period
from bot.locale import formats


class SeriesFacts(Facts):
    """Tells the figure of a period, and how two periods compare."""

    def figure(self, id_: str, period: object) -> str:
        """The amount of a period, without its sign."""
        value, unit = self._figure(id_, period).value, self._get(self.base.series, id_, "series").unit
        if unit == "usd_billion" and not self._depth:
            self.own.amounts.append(abs(value))
        return self._amount(value, unit)

    def latest(self, id_: str) -> str:
        """The amount of the latest whole year on record."""
        return self.figure(id_, self.latest_year(id_))

    def latest_year(self, id_: str) -> int:
        """The latest whole year on record."""
        years = self._years(id_)
        if not years:
            raise NoFact(id_)
        return max(years)

    def first_year(self, id_: str) -> int:
        """The first whole year on record."""
        return min(self._years(id_))

    def highest_year(self, id_: str) -> int:
        """The year with the largest amount on record."""
        years = self._years(id_)
        return max(years, key=lambda year: abs(years[year].value))

    def change(self, id_: str, before: object, after: object) -> str:
        """By how much the amount differs between two periods, without its sign."""
        difference = self._figure(id_, after).value - self._figure(id_, before).value
        return self._amount(difference, self._get(self.base.series, id_, "series").unit)

    def change_pct(self, id_: str, before: object, after: object) -> str:
        """The same in percent of the first period."""
        first, second = abs(self._figure(id_, before).value), abs(self._figure(id_, after).value)
        return formats.percent(abs(second - first) / first * 100, self.language)

    def fell(self, id_: str, before: object, after: object) -> bool:
        """Whether the amount is smaller in the second period."""
        return abs(self._figure(id_, after).value) < abs(self._figure(id_, before).value)

    def has_figure(self, id_: str, period: object) -> bool:
        """Whether the period is on record at the moment."""
        series = self._get(self.base.series, id_, "series")
        return timeline.figure_at(series, Period.parse(period), self.known_by) is not None

    def figure_note(self, id_: str, period: object) -> str:
        """What the record says beside its figure, or nothing."""
        note = self._figure(id_, period).note
        return note.say(self.language) if note else ""

    def _figure(self, id_: str, period: object) -> Figure:
        series: Series = self._get(self.base.series, id_, "series")
        wanted = Period.parse(period)
        found = timeline.figure_at(series, wanted, self.known_by)
        if found is None:
            years = timeline.years_at(series, self.known_by)
            first, last = (min(years), max(years)) if years else (None, None)
            raise NoFact(
                f"{id_} {period}",
                datetime(first, 1, 1, tzinfo=self.base.zone) if first else None,
                datetime(last, 12, 31, tzinfo=self.base.zone) if last else None,
            )
        self._use(found, current=timeline.figure_at(series, wanted, self.now) is found)
        return found

    def _years(self, id_: str) -> dict[int, Figure]:
        """The whole years that had ended, or were on record, by the moment."""
        return timeline.years_at(self._get(self.base.series, id_, "series"), self.moment, self.known_by)

    def _amount(self, value: float, unit: str) -> str:
        if unit == "usd_billion":
            return formats.usd_billion(value, self.language)
        if unit == "percent":
            return formats.percent(abs(value), self.language)
        number = formats.number(abs(value), self.language)
        return number if unit == "number" else f"{number} {unit.replace('_', ' ')}"
