"""What a notice says, as data and as text. It is composed when it is sent, from the time that is then left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.knowledge.model import Attested, Deadline, Outcome, Source
from bot.knowledge.timeline import is_stale, last_check
from bot.knowledge.values import Instant, Precision, Text
from bot.locale import formats, say
from bot.locale.languages import row_of
from bot.reminders.keys import NoticeKey

Exact = Callable[[datetime, str], str]
"""Writes an exact UTC instant, given the IANA zone in which it was set: Discord's timestamps show readers their own."""


Tell = Callable[[Text, str, datetime], str]
"""Renders a curator's text in a language at a moment; texts may be templates over facts."""

TellOf = Callable[[str], Tell]
"""What renders the texts of a deadline, by its id: templates are over the facts of its own base."""


def plain(text: Text, language: str, _moment: datetime) -> str:
    """A text as it stands: for bases whose texts are no templates."""
    return text.say(language)


class Kind(StrEnum):
    """What a notice is about."""

    LEAD = "lead"
    MOVED = "moved"
    OUTCOME = "outcome"
    WITHDRAWN = "withdrawn"
    TEST = "test"


@dataclass(frozen=True)
class Notice:
    """Everything that a notice is made of. `successor` is the deadline that took this one's place.

    A `silent` one came in quiet hours, for it could not wait for their end: it is shown, and makes no sound.
    """

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
    silent: bool = False


@dataclass(frozen=True)
class NoticeText:
    """A notice in words, for an embed or a terminal. Every string is finished; none pings anybody."""

    title: str
    lines: tuple[str, ...]
    attested: str
    sources: tuple[tuple[str, str | None], ...]
    footer: str


def text_of(notice: Notice, exact: Exact, tell: Tell = plain) -> NoticeText:
    """The words of a notice, true at `composed_at` and for as long as it takes to send."""
    writer = _Writer(notice, exact, tell)
    record = notice.outcome or notice.deadline
    return NoticeText(
        writer.say(f"title-{notice.kind}", title=writer.tell(notice.deadline.title), change=writer.change),
        tuple(line for line in writer.lines() if line),
        writer.say(f"attested-{record.attestation}"),
        tuple((writer.tell(source.title), source.url) for source in notice.sources),
        writer.say("footer"),
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


def change(before: Instant, after: Instant) -> str:
    """What a move changed, as the catalogues name it.

    `date`; on the same day of the same zone only the hour: `hour_known` where none was, `hour_open` where one was, or
    `hour`; `day_known` for a day within the month that was told.
    """
    if before.precision is Precision.MONTH and after.precision is not Precision.MONTH:
        same_month = (before.day.year, before.day.month) == (after.day.year, after.day.month)
        return "day_known" if same_month and before.zone == after.zone else "date"
    if after.precision is Precision.MONTH or (before.day, before.zone) != (after.day, after.zone):
        return "date"
    if before.is_exact and after.is_exact:
        return "hour"
    return "hour_known" if after.is_exact else "hour_open"


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
    return say(key, language, span=row_of(language).marks.space.join(told))


class _Writer:
    """Writes one notice."""

    def __init__(self, notice: Notice, exact: Exact, tell: Tell) -> None:
        self.notice, self.deadline, self.now, self.language = (
            notice,
            notice.deadline,
            notice.composed_at,
            notice.language,
        )
        self._exact, self._tell = exact, tell

    def say(self, key: str, **values: object) -> str:
        return say(f"reminders-{key}", self.language, **values)

    def tell(self, text: Text | None) -> str:
        return self._tell(text, self.language, self.now) if text else ""

    def when(self, instant: Instant) -> str:
        return when(instant, self.now, self.language, self._exact)

    @property
    def change(self) -> str:
        previous = self.notice.previous
        return change(previous, self.deadline.at) if previous else "date"

    def lines(self) -> tuple[str, ...]:
        outcome = self.notice.outcome
        if outcome:
            return (*self._outcome(outcome), self._stale(outcome))
        withdrawn = self.say("withdrawn") if self.notice.kind is Kind.WITHDRAWN else ""
        return (withdrawn, self._moved(), *self._date(), self._stale(self.deadline))

    def _moved(self) -> str:
        previous = self.notice.previous
        return self.say("moved-from", when=self.when(previous), change=self.change) if previous else ""

    def _date(self) -> tuple[str, ...]:
        passed = self.deadline.at.passed_at <= self.now
        key = "passed" if passed else f"due-{self.deadline.kind}"
        over = passed and self.notice.kind is Kind.WITHDRAWN
        return (
            self.say(key, when=self.when(self.deadline.at)),
            "" if over else self.say(f"else-{self.deadline.kind}", text=self.tell(self.deadline.if_missed)),
            self.tell(self.deadline.note),
        )

    def _outcome(self, outcome: Outcome) -> tuple[str, ...]:
        told = formats.month if outcome.on.precision is Precision.MONTH else formats.day
        after = self.notice.successor
        return (
            self.say(f"outcome-{outcome.status}", day=told(outcome.on.day, self.language)),
            self.tell(outcome.note),
            self.say("outcome-was", when=self.when(self.deadline.at)),
            self.say("outcome-next", title=self.tell(after.title), when=self.when(after.at)) if after else "",
        )

    def _stale(self, record: Attested) -> str:
        """A fact past its review date says so."""
        if not is_stale(record, self.now):
            return ""
        checked = last_check(record, self.now)
        if checked is None:
            return self.say("stale-unknown")
        return self.say(
            "stale", day=formats.day(checked.astimezone(ZoneInfo(self.deadline.at.zone)).date(), self.language)
        )
