"""Checks a claim in a question against the facts of the answer, and computes Yes or No."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.answers.asked import Asked
from bot.answers.dates import Bearing, Named
from bot.answers.lexicon import Lexicon
from bot.answers.reading import Figure, Reading
from bot.answers.standing import Stood
from bot.answers.telling import Teller
from bot.answers.text import words
from bot.knowledge import timeline
from bot.knowledge.lexicon import MentionKind, QuestionKind, Standing
from bot.knowledge.model import Happening
from bot.knowledge.values import Instant, Precision
from bot.locale import formats, say
from bot.locale.languages import row_of

_SUPPOSES = re.compile(
    r"\b(?:will|would|could|can|might|should|if|gonna|going to)\b|会不会|将会|会被|如果|要是|可能|可以|能不能|能否"
)
"""What may be is no claim about what is. `may` itself is a month as well."""
_CAME = re.compile(r"\bdid\b")
"""Asks whether something came about then, and not how it stood."""
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

    Only facts that the entry's own template tells are claimed, and only what is or was: `could it be 54%?` claims nothing.
    Words without a question (`the pause ended in December`) are a claim only to be put right: they ask for no Yes.
    """
    bare = not any(mention.ids(MentionKind.QUESTION) for mention in reading.mentions)
    if (reading.kind is not QuestionKind.WHETHER and not bare) or _SUPPOSES.search(reading.canonical):
        return None
    found = next(_verdicts(reading, asked, teller), None)
    return None if found and found.holds and bare else found


def _verdicts(reading: Reading, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    if len(reading.numbers) == 1 and not reading.figures:
        yield from _of_number(reading, reading.numbers[0], asked, teller)
    if len(reading.figures) == 1:
        figure = reading.figures[0]
        contrary = bool(reading.standing - {Standing.STANDS})
        if figure.unit == "%" and (rate := _rate_in_question(reading, teller)):
            yield from _of_rate(figure, rate, contrary, asked, teller)
        elif figure.billions is not None and teller.own.amounts and not contrary:
            yield from _of_amount(figure, figure.billions, teller)
    elif not reading.figures and len(reading.standing) == 1:
        yield from _of_standing(next(iter(reading.standing)), reading, asked, teller)
    elif not reading.figures and not reading.standing and reading.times:
        yield from _of_times(reading, asked, teller)


def _of_number(reading: Reading, claimed: float, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    """Compares a bare number: with the number of the round that is named, or with a rate that has once been so high.

    Any other number may be a name (of a section of a law).
    """
    named = {id_ for mention in reading.mentions for id_ in mention.ids(MentionKind.TIME)}
    talks = [talks for talks in (*teller.own.row, *teller.own.rounds) if talks.id in named and talks.number]
    if talks:
        holds = talks[0].number == claimed
        yield Verdict(holds, "" if holds else _sentence(talks[0].title.say(teller.language), teller.language))
    elif rate := _rate_in_question(reading, teller):
        steps = timeline.history(teller.base.rates[rate].steps, teller.known_by)
        if any(step.value == claimed for step in steps):
            contrary = bool(reading.standing - {Standing.STANDS})
            yield from _of_rate(Figure("%", claimed), rate, contrary, asked, teller)


def _sentence(text: str, language: str) -> str:
    return f"{text}{row_of(language).marks.stop}"


def _rate_in_question(reading: Reading, teller: Teller) -> str | None:
    """The rate whose figure is claimed: the only one told, or that of the direction that is named."""
    directions = {d.id: (d.by, d.on) for d in teller.base.scope.directions}
    named = directions.get(reading.direction or "")
    told = [id_ for id_ in teller.own.rates if named in (None, _pair(teller, id_))]
    return told[0] if len(told) == 1 else None


def _pair(teller: Teller, rate: str) -> tuple[str | None, str | None]:
    return teller.base.rates[rate].by, teller.base.rates[rate].on


def _compares(value: float, figure: Figure, claimed: float, tolerance: float = 0.0) -> bool | None:
    """Whether a value is as claimed: equal, above or below; None where the figure is the size of a change."""
    if figure.relation == ">":
        return value > claimed
    if figure.relation == "<":
        return value < claimed
    return abs(value - claimed) <= tolerance if figure.relation == "=" else None


def _of_rate(figure: Figure, rate: str, contrary: bool, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    """Compares a claimed percentage with the rate, within a stretch with each of its values, and says when it held.

    `contrary`: the question claims that the figure no longer holds (`has it scrapped its 10%?`).
    """
    language, steps = teller.language, teller.base.rates[rate].steps
    told = teller.own.rates[rate]
    begun = timeline.history(steps, teller.moment, teller.known_by)
    values = [told, *(step for step in begun if asked.since and step.from_.start > asked.since)]
    if asked.since and (first := timeline.at(steps, asked.since, teller.known_by)):
        values.append(first)
    compared = [_compares(step.value, figure, figure.value) for step in values]
    if None in compared:
        return
    holds = any(compared)
    if holds or contrary:
        yield Verdict(holds is not contrary)
        return
    known = timeline.history(steps, teller.known_by)
    held = [pair for pair in zip(known, (*known[1:], None), strict=True) if pair[0].value == figure.value]
    value = formats.percent(told.value, language)
    if not held or figure.relation != "=":
        yield Verdict(False, f"{value}.")
        return
    step, after = held[-1]
    if after is None:
        days = say("answers-since", language, day=formats.day(step.from_.day, language))
    else:
        days = formats.days_span(step.from_.day, after.from_.day, language)
    claimed = formats.percent(figure.value, language)
    yield Verdict(False, say("answers-held", language, value=value, claimed=claimed, days=days))


def _of_amount(figure: Figure, claimed: float, teller: Teller) -> Iterator[Verdict]:
    """Compares a claimed amount, in billions of dollars, with the first that was told."""
    amount = teller.own.amounts[0]
    holds = _compares(amount, figure, claimed, _ROUNDED)
    if holds is not None:
        yield Verdict(holds, "" if holds else f"{formats.usd_billion(amount, teller.language)}.")


def _of_standing(claimed: Standing, reading: Reading, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    """Compares `still in force`, `over` or `cancelled` with how the measure or the state that was told stands, or stood then."""
    own, wanted = teller.own, claimed is Standing.STANDS
    if len(own.stood) == 1:
        named = next((n for n in (*reading.times, *reading.named_times) if n.bearing is not Bearing.AS_OF), None)
        if named and named.first > reading.today:  # what holds today is no word on a time ahead
            return
        if named and (asked.since or asked.about):
            yield _of_spells(own.stood[0], wanted, named, reading, asked, teller)
        else:
            yield Verdict(own.stood[0].value is wanted)
    elif not own.stood and own.rounds and claimed is Standing.CANCELLED:
        yield Verdict(False)


def _of_spells(stood: Stood, wanted: bool, named: Named, reading: Reading, asked: Asked, teller: Teller) -> Verdict:
    """Compares a claim on a time with how it stood through it, and says since when, or from when on, it was as claimed.

    `since 2024`, and `did it end in 2024`, claim that it became so then, and `since` that it is so still; `by the end of 2024` looks at that day alone.
    """
    zone = teller.base.zone
    last = (asked.about or teller.known_by).astimezone(zone).date()
    first = asked.since.astimezone(zone).date() if asked.since and not asked.told_today else last
    spells = stood.spells(teller.known_by)
    within = [spell for spell in spells if spell.overlaps(first, last)]
    if named.bearing is Bearing.SINCE or (
        named.bearing is Bearing.IN and not wanted and _CAME.search(reading.canonical)
    ):
        within = [spell for spell in within if named.first <= spell.begun.last_day and spell.begun.day <= named.last]
    if named.bearing is Bearing.SINCE:
        within = [spell for spell in within if spell.overlaps(last, last)]
    if any(spell.stands is wanted for spell in within):
        return Verdict(True)
    later = [spell for spell in spells if spell.stands is wanted and spell.begun.day > last]
    then = [spell for spell in spells if spell.overlaps(last, last) and spell.stands in (wanted, False)]
    day = next((_day(spell.begun, teller.language) for spell in (*later, *then)), None)
    return Verdict(False, f"{day}." if day else "")


def _day(instant: Instant, language: str) -> str:
    write = formats.month if instant.precision is Precision.MONTH else formats.day
    return write(instant.day, language)


def _of_times(reading: Reading, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    """Compares a claimed time with that of the event that was told, if the question means it by a word of its own."""
    own = teller.own
    if len(own.events) == 1 and _means(reading, own.events[0]):
        on = own.events[0].on
        yield from _of_time(on.day, on.last_day, on.precision, asked, teller)
    elif len(own.rounds) == 1 and any(own.rounds[0].id in m.ids(MentionKind.TIME) for m in reading.mentions):
        talks = own.rounds[0]
        yield from _of_time(talks.from_.day, (talks.last or talks.from_).last_day, talks.from_.precision, asked, teller)


def _of_time(first: date, last: date, precision: Precision, asked: Asked, teller: Teller) -> Iterator[Verdict]:
    """Compares the claimed time with the days on which something was."""
    if asked.since is None or asked.about is None:
        return
    begun = asked.since.astimezone(teller.base.zone).date()
    ended = asked.about.astimezone(teller.base.zone).date()
    holds = last <= ended if asked.told_today else first <= ended and begun <= last
    is_month = precision is Precision.MONTH
    day = formats.month(first, teller.language) if is_month else formats.days_span(first, last, teller.language)
    yield Verdict(holds, "" if holds else f"{day}.")


def _means(reading: Reading, event: Happening) -> bool:
    lexicon = Lexicon((MentionKind.OTHER, "event", word) for word in event.words)
    return bool(lexicon.find(words(reading.canonical)))
