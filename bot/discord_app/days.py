"""Reads the days that people type into options, tells how they were understood, and completes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from discord import app_commands

from bot.answers.moments import Words, named_times
from bot.discord_app import limits, render
from bot.discord_app.errors import Refusal
from bot.discord_app.services import Services
from bot.knowledge.timeline import change_moments
from bot.locale import formats, say
from bot.reports.dates import DayProblem, DayReason, read_day, read_moment, read_range
from bot.reports.frame import records_begin

_READ_ON = frozenset({DayReason.NOT_A_DATE, DayReason.ALMOST})
"""For these reasons the text is read as words: it is no ISO date, but may name a day."""
_NAMED = 12
"""Times by name that are offered before anything is typed."""


@dataclass(frozen=True)
class Understood:
    """The part of a report that was typed, and a sentence on how it was read if it was no plain date."""

    at: datetime | None = None
    span: str = ""
    told: str = ""


def read_as_of(services: Services, typed: str | None, language: str) -> Understood:
    """The moment that was typed; None for the present.

    Raises:
        Refusal: in a plain sentence, for anything that is no such day.
    """
    base, now = services.library.base, services.clock()
    read = read_moment(typed, now=now, zone=base.timezone, begins=records_begin(base))
    if not isinstance(read, DayProblem):
        return Understood(read.at if read.typed else None)
    words = _in_words(services, typed or "", read, language)
    if words.moment is None:
        raise Refusal(_ahead(services, words, typed or "", language))
    return Understood(words.moment, told=_told(services, typed or "", (words.moment,), language))


def read_span(services: Services, since: str | None, until: str | None, language: str) -> Understood:
    """Two typed days as the part of a timeline's screen.

    Raises:
        Refusal: in a plain sentence, for anything that is no such day.
    """
    base, now = services.library.base, services.clock()
    told = []
    typed = {"since": since, "until": until}
    for name, text in typed.items():
        read = read_day(text, now=now, zone=base.timezone)
        if text and isinstance(read, DayProblem):
            words = _in_words(services, text, read, language)
            day = words.first if name == "since" else words.last
            typed[name] = day.isoformat()
            told.append(say("discord-understood", language, typed=_echo(text), day=formats.day(day, language)))
    span = read_range(typed["since"], typed["until"], now=now, zone=base.timezone)
    if isinstance(span, DayProblem):
        raise Refusal(span.sentence(language))
    part = "~".join([*(day.isoformat() if day else "" for day in span), ""])
    return Understood(span=part, told=" ".join(told))


def _in_words(services: Services, typed: str, problem: DayProblem, language: str) -> Words:
    """What was typed as words, where it is no date.

    Raises:
        Refusal: if they name no day either.
    """
    if problem.reason not in _READ_ON:
        raise Refusal(problem.sentence(language))
    words = services.answerer.ready.when(typed, services.clock())
    if words is not None:
        return words
    if len(problem.likely) == 1:  # `25.12.2025` can be read in one way only
        day = problem.likely[0]
        read = read_moment(day.isoformat(), now=services.clock(), zone=services.library.base.timezone)
        return Words(day, day, None if isinstance(read, DayProblem) else read.at)
    name = next((time.name for time in named_times(services.library.base, language)), "")
    raise Refusal(say("discord-no-day", language, typed=_echo(typed), name=name))


def _ahead(services: Services, words: Words, typed: str, language: str) -> str:
    zone = ZoneInfo(services.library.base.timezone)
    today = services.clock().astimezone(zone).date()
    if words.first > today:
        return DayProblem(DayReason.FUTURE, typed, (words.first,), today).sentence(language)
    return DayProblem(DayReason.NOT_A_DATE, typed).sentence(language)


def _told(services: Services, typed: str, moments: tuple[datetime, ...], language: str) -> str:
    zone = services.library.base.zone
    days = [formats.day(moment.astimezone(zone).date(), language) for moment in moments]
    return say("discord-understood", language, typed=_echo(typed), day=formats.join(days, language))


def _echo(typed: str) -> str:
    return render.echo(typed, 40)


def choices(services: Services, typed: str, language: str, *, first: bool = False) -> list[app_commands.Choice[str]]:
    """What was typed as it is understood, times by name, and days on which something changed; `first` is whether a longer
    time stands for its first day."""
    found: dict[str, str] = {}
    for name, day in (
        *_typed(services, typed, language, first=first),
        *_offered(services, typed, language, first=first),
    ):
        found.setdefault(day.isoformat(), limits.label(name, limits.CHOICE))
    return [app_commands.Choice(name=name, value=value) for value, name in found.items()][: limits.CHOICES]


def _typed(services: Services, typed: str, language: str, *, first: bool) -> Iterator[tuple[str, date]]:
    text = typed.strip()
    words = services.answerer.ready.when(text, services.clock()) if text else None
    if words is None or (words.moment is None and words.first > services.clock().date()):
        return
    day = words.first if first or words.moment is None else words.moment.astimezone(services.library.base.zone).date()
    yield f"{text} · {formats.day(day, language)}", day


def _offered(services: Services, typed: str, language: str, *, first: bool) -> Iterator[tuple[str, date]]:
    base, now = services.library.base, services.clock()
    wanted, today = typed.casefold().split(), now.astimezone(base.zone).date()
    begins = records_begin(base)
    earliest = begins.astimezone(base.zone).date() if begins else date.min
    named = [time for time in named_times(base, language) if earliest <= time.last <= today]
    fitting = [time for time in named if all(word in time.name.casefold() for word in wanted)]
    for time in fitting if wanted else fitting[:_NAMED]:
        yield f"{time.name} · {formats.days_span(time.first, time.last, language)}", time.first if first else time.last
    for moment in reversed(change_moments(base)):
        day = moment.astimezone(base.zone).date()
        if moment <= now and (day.isoformat().startswith(typed.strip())):
            yield f"{day.isoformat()} · {formats.day(day, language)}", day
