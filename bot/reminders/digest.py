"""What is told once a week, as data and as text: to a channel of its deadlines, to curators of their base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.knowledge.model import Deadline
from bot.knowledge.values import Instant
from bot.locale import formats, say
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.notice import Exact, NoticeText, TellOf, plain, when
from bot.reminders.schedule import outcome_name
from bot.reminders.subscription import Subscription

SHOWN = 10
"""Lines of one kind; how many more there are is said."""


@dataclass(frozen=True)
class Week:
    """What a channel hears: what is due by the next message, what closed and what moved since the last one."""

    ahead: tuple[Deadline, ...] = ()
    closed: tuple[Deadline, ...] = ()
    moved: tuple[Deadline, ...] = ()
    later: Deadline | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.ahead or self.closed or self.moved)


@dataclass(frozen=True)
class Stale:
    """A record that is to be checked by a day."""

    name: str
    by: Instant


@dataclass(frozen=True)
class Review:
    """What curators hear: what goes stale, what passed with no outcome on record, what was asked in vain how often."""

    stale: tuple[Stale, ...] = ()
    passed: tuple[Deadline, ...] = ()
    asked: tuple[tuple[str, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.stale or self.passed or self.asked)


@dataclass(frozen=True)
class Digest:
    """One message a week: all that it is made of."""

    key: NoticeKey
    told: Week | Review
    composed_at: datetime
    language: str = "en"
    role_id: int | None = None
    silent: bool = False


REMEMBERED = timedelta(days=60)
"""How long ago an outcome became known that a week's message still keeps in mind, in case that it is corrected."""


@dataclass(frozen=True)
class Known:
    """What a channel knows by a message of the week: up to which moment it told news, and until when what lies ahead;
    each deadline's revision and outcome then."""

    moment: datetime
    until: datetime
    deadlines: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def write(self) -> str:
        """As text for the ledger; `read` reads it back."""
        lines = (f"{id_} {revision} {outcome}" for id_, (revision, outcome) in sorted(self.deadlines.items()))
        return "\n".join([f"{self.moment.isoformat()} {self.until.isoformat()}", *lines])

    @classmethod
    def read(cls, text: str) -> Known:
        """What `write` wrote."""
        head, *lines = text.split("\n")
        moment, until = map(datetime.fromisoformat, head.split(" "))
        parts = (line.split(" ") for line in lines)
        return cls(moment, until, {id_: (revision, outcome) for id_, revision, outcome in parts})


def known_of(deadlines: Iterable[Deadline], subscription: Subscription, now: datetime, until: datetime) -> Known:
    """What a channel knows after a message that is sent now."""
    told = {d.id: (revision(d.at), outcome_name(d, now)) for d in _followed(deadlines, subscription, now)}
    return Known(now, until, told)


def week_of(
    deadlines: Iterable[Deadline], subscription: Subscription, before: Known, now: datetime, until: datetime
) -> Week:
    """What of the deadlines that a channel follows belongs into the message of now.

    News is what is otherwise than it was known to the channel; of what the channel never heard, an outcome that became
    known since. What is due after the next message is left to that one.
    """
    followed = _followed(deadlines, subscription, now)
    ahead = sorted((d for d in followed if _is_ahead(d, now)), key=lambda d: d.at.start)
    soon = tuple(d for d in ahead if d.at.start < until)
    moved = tuple(d for d in ahead if _has_moved(d, before))
    closed = tuple(d for d in followed if outcome_name(d, now) and _has_closed(d, before, now))
    return Week(soon, closed, moved, next((d for d in ahead if d.at.start >= until), None))


def _followed(deadlines: Iterable[Deadline], subscription: Subscription, now: datetime) -> list[Deadline]:
    """The deadlines that a channel follows and that are known by now, without outcomes of long ago."""
    found = (d for d in deadlines if subscription.covers_since(d) and not (d.known and now < d.known.known_at))
    return [d for d in found if d.outcome is None or now < d.outcome.known_from.passed_at + REMEMBERED]


def _is_ahead(deadline: Deadline, now: datetime) -> bool:
    return not outcome_name(deadline, now) and now < deadline.at.passed_at


def _has_moved(deadline: Deadline, before: Known) -> bool:
    if deadline.id in before.deadlines:
        return before.deadlines[deadline.id][0] != revision(deadline.at)
    return bool(deadline.moved) and deadline.known is not None and before.moment < deadline.known.passed_at


def _has_closed(deadline: Deadline, before: Known, now: datetime) -> bool:
    if deadline.id in before.deadlines:
        return before.deadlines[deadline.id][1] != outcome_name(deadline, now)
    return deadline.outcome is not None and before.moment < deadline.outcome.known_from.passed_at


def text_of(digest: Digest, exact: Exact, tell_of: TellOf = lambda _: plain) -> NoticeText:
    """The words of a message, true at `composed_at`."""
    writer = _Writer(digest, exact, tell_of)
    told = digest.told
    lines = writer.week(told) if isinstance(told, Week) else writer.review(told)
    title = writer.say("title" if isinstance(told, Week) else "review-title")
    return NoticeText(title, tuple(lines), "", (), say("reminders-footer", digest.language))


class _Writer:
    """Writes one message."""

    def __init__(self, digest: Digest, exact: Exact, tell_of: TellOf) -> None:
        self._digest, self._exact, self._tell_of = digest, exact, tell_of

    def say(self, key: str, **values: object) -> str:
        return say(f"reminders-week-{key}", self._digest.language, **values)

    def week(self, week: Week) -> Iterator[str]:
        ahead = (self.say("line", title=self._told(d), when=self._when(d.at)) for d in week.ahead)
        moved = (self.say("line", title=self._told(d), when=self._when(d.at)) for d in week.moved)
        yield from self._part("ahead", ahead)
        yield from self._part("moved", moved)
        yield from self._part("closed", (self._outcome(d) for d in week.closed))
        if week.later:
            yield self.say("later", title=self._told(week.later), when=self._when(week.later.at))

    def review(self, review: Review) -> Iterator[str]:
        stale = (self.say("stale-line", name=one.name, day=self._day(one.by)) for one in review.stale)
        passed = (self.say("line", title=self._told(d), when=self._when(d.at)) for d in review.passed)
        asked = (self.say("asked-line", question=question, count=count) for question, count in review.asked)
        yield from self._part("stale", stale)
        yield from self._part("passed", passed)
        yield from self._part("asked", asked)

    def _part(self, name: str, lines: Iterable[str]) -> Iterator[str]:
        found = [f"• {line}" for line in lines]
        more = [self.say("more", count=len(found) - SHOWN)] if len(found) > SHOWN else []
        if found:
            yield "\n".join([f"**{self.say(name)}**", *found[:SHOWN], *more])

    def _outcome(self, deadline: Deadline) -> str:
        outcome = deadline.outcome
        assert outcome is not None  # only closed ones come here
        told = say(f"reminders-outcome-{outcome.status}", self._digest.language, day=self._day(outcome.on))
        return self.say("closed-line", title=self._told(deadline), outcome=told)

    def _told(self, deadline: Deadline) -> str:
        return self._tell_of(deadline.id)(deadline.title, self._digest.language, self._digest.composed_at)

    def _when(self, instant: Instant) -> str:
        return when(instant, self._digest.composed_at, self._digest.language, self._exact)

    def _day(self, instant: Instant) -> str:
        return formats.day(instant.day, self._digest.language)
