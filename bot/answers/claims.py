"""Whether a claim in a question holds: Yes or No, computed from the facts that the answer rests on, never typed into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.answers.asked import Asked
from bot.answers.reading import Reading
from bot.answers.telling import Teller
from bot.knowledge import timeline
from bot.knowledge.lexicon import MentionKind, QuestionKind, Standing
from bot.knowledge.model import MeasureState
from bot.locale import formats, say

_STANDS = {
    MeasureState.IN_FORCE: True,
    MeasureState.SUSPENDED: False,
    MeasureState.STRUCK_DOWN: False,
    MeasureState.EXPIRED: False,
    MeasureState.ENDED: False,
    MeasureState.DROPPED: False,
}
"""What is proposed or announced neither stands nor has ended."""
_ROUNDED = 0.5
"""People name amounts of billions without decimals."""


@dataclass(frozen=True)
class Verdict:
    """Whether the claim holds, and what does, where the answer may not say it first."""

    holds: bool
    instead: str = ""

    def say(self, language: str) -> str:
        """`Yes.` or `No: 12.5%.`"""
        if self.holds:
            return say("answers-yes", language)
        return say("answers-no", language, instead=self.instead) if self.instead else say("answers-no-alone", language)


def verdict(reading: Reading, asked: Asked, teller: Teller) -> Verdict | None:
    """The first claim that the answer's facts decide; None for a question without one, or facts that do not decide it.

    Words without a question (`truce ended in December`) are a claim only to be put right: they ask for no Yes.
    """
    bare = not any(mention.ids(MentionKind.QUESTION) for mention in reading.mentions)
    if reading.kind is not QuestionKind.WHETHER and not bare:
        return None
    found = next(_verdicts(reading, asked, teller), None)
    return None if found and found.holds and bare else found


def _verdicts(reading: Reading, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    percents = [figure.value for figure in reading.figures if figure.unit == "%"]
    dollars = [figure.value for figure in reading.figures if figure.unit == "$"]
    if len(percents) == 1 and (rate := _rate_in_question(reading, teller)):
        found = _of_rate(percents[0], rate, teller)
        # `has it scrapped its 10%?` claims the contrary of `is it 10%?`
        yield Verdict(not found.holds) if reading.standing - {Standing.STANDS} else found
    if len(dollars) == 1 and teller.amounts_told:
        amount = teller.amounts_told[0]
        close = abs(amount - dollars[0]) <= _ROUNDED
        yield Verdict(close, "" if close else f"{formats.usd_billion(amount, teller.language)}.")
    if len(reading.standing) == 1 and not percents:
        yield from _of_standing(next(iter(reading.standing)), teller)
    elif reading.times and not reading.standing and asked.since and asked.about and len(teller.happened) == 1:
        yield _of_time(asked.since, asked.about, asked.told_today, teller.happened[0], teller)


def _rate_in_question(reading: Reading, teller: Teller) -> str | None:
    """The rate whose figure is claimed: the only one told, or that of the direction that is named."""
    directions = {d.id: (d.by, d.on) for d in teller.base.scope.directions}
    named = directions.get(reading.direction or "")
    told = [id_ for id_ in teller.rates_told if named in (None, _pair(teller, id_))]
    return told[0] if len(told) == 1 else None


def _pair(teller: Teller, rate: str) -> tuple[str, str]:
    return teller.base.rates[rate].by, teller.base.rates[rate].on


def _of_rate(claimed: float, rate: str, teller: Teller) -> Verdict:
    """Compares a claimed percentage with the rate, and says when it held if it ever did."""
    language = teller.language
    if teller.rates_told[rate].value == claimed:
        return Verdict(True)
    steps = timeline.history(teller.base.rates[rate].steps, teller.known_by)
    held = [(step, after) for step, after in zip(steps, (*steps[1:], None), strict=True) if step.value == claimed]
    value = formats.percent(teller.rates_told[rate].value, language)
    if not held:
        return Verdict(False, f"{value}.")
    step, after = held[-1]
    if after is None:
        since = say("answers-since", language, day=formats.day(step.from_.day, language))
    else:
        since = formats.days_span(step.from_.day, after.from_.day, language)
    instead = say("answers-held", language, value=value, claimed=formats.percent(claimed, language), days=since)
    return Verdict(False, instead)


def _of_standing(claimed: Standing, teller: Teller) -> Iterator[Verdict]:
    """Compares `still in force`, `over` or `cancelled` with how the measure or the state that was told stands."""
    stands = teller.stands_told + [_STANDS[state] for state in teller.states_told if state in _STANDS]
    if len(stands) == 1:
        yield Verdict(stands[0] is (claimed is Standing.STANDS))
    elif not stands and teller.happened and claimed is Standing.CANCELLED:
        yield Verdict(False)


def _of_time(since: datetime, until: datetime, by: bool, happened: tuple[date, date], teller: Teller) -> Verdict:
    """Compares a claimed time with the days on which the event was."""
    first, last = happened
    begun = since.astimezone(teller.base.zone).date()
    ended = until.astimezone(teller.base.zone).date()
    holds = last <= ended if by else first <= ended and begun <= last
    is_month = first.day == 1 and (last + timedelta(days=1)).day == 1
    days = formats.month(first, teller.language) if is_month else formats.days_span(first, last, teller.language)
    return Verdict(holds, "" if holds else f"{days}.")
