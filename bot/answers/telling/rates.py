"""Template functions that tell rates, which hold from step to step."""

from __future__ import annotations

from datetime import datetime

from bot.answers.telling.facts import Facts, bullets
from bot.knowledge import timeline
from bot.knowledge.model import Rate, Step
from bot.knowledge.values import Instant
from bot.locale import formats, say


class RateFacts(Facts):
    """Tells the rate of a moment, its parts and its steps."""

    def rate(self, id_: str) -> str:
        """The rate at the moment."""
        return formats.percent(self._step(id_, self.moment).value, self.language)

    def rate_on(self, id_: str, day: str) -> str:
        """The rate at the end of a day that lies no later than the moment."""
        then = timeline.day_end(Instant.parse(day, self.base.timezone))
        return formats.percent(self._step(id_, min(then, self.moment)).value, self.language)

    def rate_parts(self, id_: str) -> str:
        """`20% base fee + 10% levy`."""
        parts = self._step(id_, self.moment).parts
        named = [
            (part.value, self._get(self.base.measures, part.measure, "measure").title.say(self.language))
            for part in parts
        ]
        return " + ".join(f"{formats.percent(value, self.language)} {title}" for value, title in named)

    def rate_since(self, id_: str) -> str:
        """Since which day the rate has held."""
        return self._day(self._step(id_, self.moment).from_)

    def rate_steps(self, id_: str) -> str:
        """Every change so far, a line each."""
        rate: Rate = self._get(self.base.rates, id_, "rate")
        steps = self._begun(rate, self.moment)
        for step in steps:
            self._use(step, current=step is steps[-1])
        return bullets(
            f"{self._day(step.from_)}: {formats.percent(step.value, self.language)} ({step.what.say(self.language)})"
            for step in steps
        )

    def peak(self, id_: str) -> str:
        """The highest rate so far."""
        return formats.percent(self._peak(id_)[0].value, self.language)

    def peak_days(self, id_: str) -> str:
        """When the highest rate held."""
        step, after = self._peak(id_)
        if after is None:
            return say("answers-since", self.language, day=self._day(step.from_))
        return formats.days_span(step.from_.day, after.from_.day, self.language)

    def _peak(self, id_: str) -> tuple[Step, Step | None]:
        steps = self._begun(self._get(self.base.rates, id_, "rate"), self.moment)
        top = max(steps, key=lambda step: step.value)
        self._use(top, current=top is steps[-1])
        later = steps[steps.index(top) + 1 :]
        return top, later[0] if later else None

    def _begun(self, rate: Rate, moment: datetime) -> tuple[Step, ...]:
        steps = timeline.history(rate.steps, moment, self.known_by)
        if not steps:
            raise self._nothing(rate.id, rate.steps)
        return steps

    def _step(self, id_: str, moment: datetime) -> Step:
        rate: Rate = self._get(self.base.rates, id_, "rate")
        step = self._begun(rate, moment)[-1]
        self._use(step, current=timeline.at(rate.steps, self.now) is step)
        if not self._depth:
            self.own.rates.setdefault(id_, step)
        return step
