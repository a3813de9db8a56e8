"""What a notice says, as data and as text. It is composed when it is sent, from the time that is then left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.knowledge.model import Deadline, Outcome, Source
from bot.knowledge.values import Instant, Precision
from bot.locale import formats, say
from bot.reminders.keys import NoticeKey

Exact = Callable[[datetime, str], str]
"""Writes an exact UTC instant, given the IANA zone in which it was set: Discord's timestamps show readers their own."""


class Kind(StrEnum):
    """What a notice is about."""

    LEAD = "lead"
    MOVED = "moved"
    OUTCOME = "outcome"
    TEST = "test"


@dataclass(frozen=True)
class Notice:
    """Everything that a notice is made of. `successor` is the deadline that took this one's place."""

    key: NoticeKey
    kind: Kind
    deadline: Deadline
    composed_at: datetime
    language: str = "en"
    role_id: int | None = None
    previous: Instant | None = None
    outcome: Outcome | None = None
    successor: Deadline | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class NoticeText:
    """A notice in words, for an embed or a terminal. Every string is finished; none pings anybody."""

    title: str
    lines: tuple[str, ...]
    attested: str
    sources: tuple[tuple[str, str | None], ...]
    footer: str


def text_of(notice: Notice, exact: Exact) -> NoticeText:
    """The words of a notice, true at `composed_at` and for as long as it takes to send."""
    language, deadline = notice.language, notice.deadline
    title = say(f"reminders-title-{notice.kind}", language, title=deadline.title.say(language))
    lines = _LINES[notice.kind](notice, exact)
    record = notice.outcome or deadline
    return NoticeText(
        title,
        tuple(line for line in lines if line),
        say(f"reminders-attested-{record.attestation}", language),
        tuple((source.title.say(language), source.url) for source in notice.sources),
        say("reminders-footer", language),
    )


def sources_of(deadline: Deadline, outcome: Outcome | None, sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The sources of what a notice tells: the outcome's where it tells one and has some, else the deadline's."""
    ids = (outcome.sources if outcome else ()) or deadline.sources
    return tuple(sources[source] for source in ids if source in sources)


def when(instant: Instant, now: datetime, language: str, exact: Exact) -> str:
    """When something is: exactly, or in words where only its day or month is known."""
    if instant.precision is Precision.MONTH:
        return say("reminders-when-month", language, month=formats.month(instant.day, language))
    if instant.is_exact:
        return exact(instant.start, instant.zone)
    days = days_ahead(instant, now)
    key = {0: "today", 1: "tomorrow"}.get(days, "ahead" if days > 0 else "past")
    return say(f"reminders-when-{key}", language, day=formats.day(instant.day, language), days=abs(days))


def days_ahead(instant: Instant, now: datetime) -> int:
    """Calendar days from today to its day, both in its own zone; negative once that day is over."""
    return (instant.day - now.astimezone(ZoneInfo(instant.zone)).date()).days


def in_words(now: datetime, language: str) -> Exact:
    """Writes exact instants for readers without Discord: the wall time, and what is left in whole units."""

    def write(instant: datetime, zone: str) -> str:
        told = formats.moment(instant, zone, language)
        return say("reminders-when-exact", language, moment=told, left=time_left(instant - now, language))

    return write


def time_left(span: timedelta, language: str) -> str:
    """`in 2 days 23 hours`, rounded down so that never more is told than is left; `3 hours ago` for the past."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [("days", days), ("hours", hours)] if days else [("hours", hours), ("minutes", rest)]
    told = [say(f"reminders-{unit}", language, count=count) for unit, count in parts if count]
    if not told:
        return say("reminders-left-now", language)
    key = "reminders-left-past" if span < timedelta() else "reminders-left-ahead"
    return say(key, language, span=("" if language == "zh" else " ").join(told))


def _lead_lines(notice: Notice, exact: Exact) -> tuple[str, ...]:
    deadline, language = notice.deadline, notice.language
    passed = deadline.at.passed_at <= notice.composed_at
    key = "reminders-passed" if passed else f"reminders-due-{deadline.kind}"
    return (
        say(key, language, when=when(deadline.at, notice.composed_at, language, exact)),
        say(f"reminders-else-{deadline.kind}", language, text=deadline.if_missed.say(language)),
        deadline.note.say(language) if deadline.note else "",
    )


def _moved_lines(notice: Notice, exact: Exact) -> tuple[str, ...]:
    language, now = notice.language, notice.composed_at
    before = when(notice.previous, now, language, exact) if notice.previous else ""
    return (
        say("reminders-moved-from", language, when=before) if before else "",
        *_lead_lines(notice, exact),
    )


def _outcome_lines(notice: Notice, exact: Exact) -> tuple[str, ...]:
    outcome, language = notice.outcome, notice.language
    if outcome is None:
        return ()
    told = formats.month if outcome.on.precision is Precision.MONTH else formats.day
    lines = [
        say(f"reminders-outcome-{outcome.status}", language, day=told(outcome.on.day, language)),
        outcome.note.say(language) if outcome.note else "",
        say("reminders-outcome-was", language, when=when(notice.deadline.at, notice.composed_at, language, exact)),
    ]
    if notice.successor:
        after = when(notice.successor.at, notice.composed_at, language, exact)
        lines.append(
            say("reminders-outcome-next", language, title=notice.successor.title.say(language), when=after),
        )
    return tuple(lines)


_LINES: Mapping[Kind, Callable[[Notice, Exact], tuple[str, ...]]] = {
    Kind.LEAD: _lead_lines,
    Kind.TEST: _lead_lines,
    Kind.MOVED: _moved_lines,
    Kind.OUTCOME: _outcome_lines,
}
