"""What reminders need from the world: somebody who posts, somebody who keeps subscriptions, facts and time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.knowledge.model import Deadline, Source
from bot.reminders.digest import Digest, Review
from bot.reminders.keys import NoticeKey
from bot.reminders.notice import Notice
from bot.reminders.snoozes import Snooze
from bot.reminders.subscription import Subscription, Suspension, Trouble

Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds of the monotonic clock: `asyncio.sleep`."""

SEND_TIMEOUT = 12.0
"""Seconds after which a send counts as perhaps posted."""

SETTLE = 3.0
"""Seconds from a send that may have been posted to the first look: what is under way has then arrived."""

Monotonic = Callable[[], float]
"""Seconds that never jump: `time.monotonic`."""


Post = Notice | Digest
"""What is posted under a key of the ledger."""

Reviewer = Callable[[str, datetime, datetime], Awaitable[Review]]
"""What the curators of a base hear once a week: of what was since the first moment, and of what is by the second."""


class MessengerError(Exception):
    """A notice did not go out, or nobody can tell."""


class Refused(MessengerError):
    """403 or 404: certainly not posted, and trying again does not help until someone changes the channel."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(detail or trouble.value)
        self.trouble = trouble


class Rejected(MessengerError):
    """400: certainly not posted; Discord finds fault with the notice itself."""


class NotSent(MessengerError):
    """Certainly not posted, but worth trying again: no connection was made, 429, or the bot is not logged in."""

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class MaybeSent(MessengerError):
    """5xx, reset or time-out: it may have been posted, or be posted in a moment."""


class CannotAsk(MessengerError):
    """A look-up or a check could not be made now: Discord is out of reach. It says nothing about the channel."""


@dataclass(frozen=True)
class Found:
    """The message that carries one of the keys."""

    message_id: int


@dataclass(frozen=True)
class NotFound:
    """The channel's messages were read, all of them since the moment, and none carries any of the keys."""


@dataclass(frozen=True)
class CannotRead:
    """The channel's messages cannot be read (no Read Message History, no access, channel gone)."""

    trouble: Trouble = Trouble.CANNOT_READ


LookUp = Found | NotFound | CannotRead


@dataclass(frozen=True)
class Access:
    """What the bot lacks in a channel to post notices there; nothing if all is well.

    `missing` has Discord's permission names (`send_messages`, `read_message_history` …), `gone` a channel that
    Discord says does not exist (a cache miss does not count).
    """

    missing: tuple[str, ...] = ()
    gone: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether notices can be posted and found again."""
        return not self.missing and not self.gone


class Messenger(Protocol):
    """Posts notices. Only `send` posts anything in the channel; no method sleeps for long or retries by itself."""

    async def send(self, channel_id: int, notice: Post, nonce: str) -> int:
        """Post the notice with this nonce, enforced; the message's id.

        The buttons' `custom_id`s come from `notice.key.custom_id(action)`. The role is pinged only if the
        subscriber might still do so.

        Raises:
            Refused, Rejected, NotSent, MaybeSent: nothing else.
        """

    async def find_notice(self, channel_id: int, keys: Collection[NoticeKey], since: datetime) -> LookUp:
        """Look for the bot's own message with one of the keys' nonces in a button, over all pages since the moment.

        Raises:
            CannotAsk: if Discord cannot be asked now.
        """

    async def access(self, channel_id: int) -> Access:
        """What the bot lacks there, as Discord says it now.

        Raises:
            CannotAsk: if Discord cannot be asked now.
        """

    async def tell_trouble(self, subscription: Subscription, trouble: Trouble) -> bool:
        """Tell whoever looks after the subscription, once, in words; whether anyone could be told. Never raises."""


class SubscriptionStore(Protocol):
    """Keeps subscriptions, one for each channel. Every method is one transaction; all raise StoreUnavailable."""

    async def get(self, channel_id: int) -> Subscription | None:
        """The channel's subscription."""

    async def put(self, subscription: Subscription, *, now: datetime) -> None:
        """Add or replace the channel's subscription."""

    async def change_suspension(
        self, channel_id: int, before: Suspension | None, after: Suspension | None, *, now: datetime
    ) -> bool:
        """Suspend, or resume, a subscription whose suspension still is as it was read; whether it was.

        Nothing else of the subscription changes, and one that was removed meanwhile does not come back.
        """

    async def trouble_was_told(self, channel_id: int) -> None:
        """Note that somebody was told of what a suspended subscription suffers from."""

    async def trouble_is_over(self, channel_ids: Collection[int]) -> None:
        """Note that the next trouble in these channels is to be told."""

    async def remove(self, channel_id: int) -> bool:
        """Forget the channel's subscription; whether there was one."""

    async def page(self, after: int, limit: int) -> Sequence[Subscription]:
        """Up to `limit` subscriptions with a channel id above `after`, by channel id."""

    async def of_guild(self, guild_id: int) -> Sequence[Subscription]:
        """The guild's subscriptions."""

    async def of_user(self, user_id: int) -> Sequence[Subscription]:
        """The person's own subscriptions, in direct conversations."""

    async def changed_since(self, moment: datetime) -> Sequence[Subscription]:
        """Those that were put at the moment or later."""

    async def suspended(self) -> Sequence[Subscription]:
        """Those that are suspended."""

    async def weekly(self) -> Sequence[Subscription]:
        """Those that hear of something once a week."""

    async def wishes(self) -> Wishes:
        """All leads that anyone wants, and how many subscriptions there are."""

    async def forget_person(self, user_id: int) -> int:
        """Remove the person's own subscriptions and their name from others'; how many were removed.

        What the person put off goes, too.
        """


class SnoozeStore(Protocol):
    """Keeps what somebody wants to hear again. Every method is one transaction; all raise StoreUnavailable."""

    async def put(self, snooze: Snooze) -> None:
        """Keep it, in the place of an earlier one of the same deadline in the same channel."""

    async def due(self, now: datetime) -> Sequence[Snooze]:
        """Those whose moment has come, earliest first."""

    async def next_at(self, now: datetime) -> datetime | None:
        """The first moment of those that has not come."""

    async def of_channels(self, channels: Collection[int]) -> Sequence[Snooze]:
        """Those of the channels, soonest first."""

    async def drop(self, snoozes: Collection[Snooze]) -> None:
        """Forget these, unless one was put off anew meanwhile."""


@dataclass(frozen=True)
class Wishes:
    """What subscribers want, taken together: enough to know when to wake up."""

    leads: frozenset[timedelta]
    count: int
    suspended: int = 0


class Facts(Protocol):
    """What is known of deadlines; a knowledge base is one."""

    @property
    def deadlines(self) -> Mapping[str, Deadline]:
        """By id."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """By id."""


FactsNow = Callable[[], Facts]
"""The facts as they are loaded at this moment."""

MaySend = Callable[[], bool]
"""Whether this worker is the one that sends notices, at this instant."""
