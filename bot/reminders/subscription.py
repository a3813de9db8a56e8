"""Who is to be reminded of what, how long before, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.knowledge.model import Deadline
from bot.reminders.calendar import DIGEST, Quiet, Weekly
from bot.reminders.keys import base_of

ALL = "*"
"""The topic that covers every deadline."""

UNTITLED = "general"
"""The topic of a deadline that names none."""

_ONE = "deadline:"


def only(deadline_id: str) -> str:
    """The topic that covers one deadline alone: what "Remind me too" subscribes to."""
    return f"{_ONE}{deadline_id}"


def is_single(topic: str) -> bool:
    """Whether the topic covers one deadline alone."""
    return topic.startswith(_ONE)


class Trouble(StrEnum):
    """Why a subscription is suspended, or a notice in doubt; each has its sentence in the catalogues."""

    FORBIDDEN = "forbidden"
    GONE = "gone"
    CANNOT_READ = "cannot_read"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Suspension:
    """Since when a channel gets nothing and why; `probe_at` is when access is tried again."""

    trouble: Trouble
    since: datetime
    probe_at: datetime


@dataclass(frozen=True)
class Subscription:
    """One channel's subscription. Topics and leads each keep since when they are wanted.

    `channel_id` is the channel posted to, of a direct conversation too; `user_id` is set for the latter alone.
    `created_by` is who subscribed a guild's channel and hears of trouble; "forget me" empties it. `changed_at` is when
    the store last kept a change of it; None before. `trouble_told`: somebody was told of trouble, and nothing has shown
    since that it is over, so a further suspension is no news. `zone` (IANA) is whose wall clock `quiet` and `weekly` mean.
    `base` is the one that its server speaks: topics are of that base.
    """

    channel_id: int
    topics: Mapping[str, datetime]
    leads: Mapping[timedelta, datetime]
    language: str = "en"
    guild_id: int | None = None
    user_id: int | None = None
    role_id: int | None = None
    created_by: int | None = None
    suspension: Suspension | None = None
    trouble_told: bool = False
    zone: str = "UTC"
    quiet: Quiet | None = None
    weekly: Weekly | None = None
    base: str = ""
    changed_at: datetime | None = field(default=None, compare=False)

    def covers_since(self, deadline: Deadline) -> datetime | None:
        """Since when the deadline is covered; None if it is not.

        A server hears of its own base alone; a person may have pressed under a notice of any.
        """
        tokens = [only(deadline.id)] if self.user_id is not None else []
        if base_of(deadline.id) == self.base:
            tokens = [ALL, deadline.topic or UNTITLED, only(deadline.id)]
        return min((self.topics[token] for token in tokens if token in self.topics), default=None)

    @property
    def gets_digest(self) -> bool:
        """Whether deadlines are told in one message a week, and not singly."""
        return self.weekly is not None and DIGEST in self.weekly.tells

    def quiet_until(self, moment: datetime) -> datetime | None:
        """When the quiet hours end in which the moment lies; None outside of them."""
        return self.quiet.until(moment, self.zone) if self.quiet else None

    def waits_until(self, moment: datetime, latest: datetime | None = None) -> datetime | None:
        """When a notice that is ready at the moment may be sent; None for at once.

        A notice that the quiet hours would delay to `latest` or later is sent during them, without a sound.
        """
        until = self.quiet_until(moment)
        return until if until is not None and (latest is None or until < latest) else None

    def changed(
        self,
        *,
        topics: Iterable[str],
        leads: Iterable[timedelta],
        language: str,
        role_id: int | None,
        now: datetime,
    ) -> Subscription:
        """The same subscription with other wishes; what was wanted before keeps its beginning."""
        return replace(
            self,
            topics={topic: self.topics.get(topic, now) for topic in topics},
            leads={lead: self.leads.get(lead, now) for lead in leads},
            language=language,
            role_id=role_id,
        )

    def of_base(self, base: str, *, now: datetime) -> Subscription:
        """The same wishes of another base; whatever was due there before is no news here."""
        return replace(self, base=base, topics=dict.fromkeys(self.topics, now), leads=dict.fromkeys(self.leads, now))

    def with_weekly(self, weekly: Weekly | None, *, now: datetime) -> Subscription:
        """The same subscription with another hour of the week, or none.

        Whoever wants single notices again has heard in the week's message what was due until now.
        """
        after = replace(self, weekly=weekly)
        if self.gets_digest and not after.gets_digest:
            return replace(after, leads=dict.fromkeys(self.leads, now))
        return after

    @property
    def unnamed_topics(self) -> tuple[str, ...]:
        """The topics of who subscribes without naming any: those chosen before, else all of them.

        A button adds single deadlines; whoever has only those has never chosen topics.
        """
        return tuple(self.topics if any(not is_single(topic) for topic in self.topics) else (ALL, *self.topics))
