"""The names of notices: which deadline, at which instant, for which occasion, in which channel."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.knowledge.values import Instant, Precision

CUSTOM_ID_LIMIT = 100
"""Discord's limit on a component's `custom_id`, in characters."""

WEEKLY = "@"
"""Begins the first part of the key of a weekly message, where a deadline's id stands otherwise; no id begins so."""

_OF = "/"
"""Stands between a base and an id; neither has one."""

_CUSTOM_ID = re.compile(r"^notice:(?P<action>[a-z]+):(?P<nonce>[A-Za-z0-9_-]{22}):(?P<deadline>.+)$")
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def qualified(base: str, id_: str) -> str:
    """The id of a base's deadline among those of all bases: that of the first, which has no name, stays as it is."""
    return f"{base}{_OF}{id_}" if base else id_


def base_of(id_: str) -> str:
    """The base whose deadline has such an id."""
    return id_.rpartition(_OF)[0]


def revision(instant: Instant) -> str:
    """Ten characters that name the instant itself: a deadline that moves gets another revision."""
    return _digest(f"{instant.start.isoformat()}/{instant.end.isoformat()}", 8)[:10]


def lead_slot(lead: timedelta) -> str:
    """The occasion of a lead time in its largest whole unit: `7d`, `12h`, `90m`, `0s`."""
    seconds = int(lead.total_seconds())
    letter, size = next((unit for unit in _UNITS if seconds and seconds % unit[1] == 0), _UNITS[-1])
    return f"{seconds // size}{letter}"


def write_instant(instant: Instant) -> str:
    """An instant as one word for the ledger; `read_instant` reads it back unchanged."""
    return f"{instant.start.isoformat()}|{instant.end.isoformat()}|{instant.precision}|{instant.zone}"


def read_instant(text: str) -> Instant:
    """The instant that `write_instant` wrote."""
    start, end, precision, zone = text.split("|")
    return Instant(datetime.fromisoformat(start), datetime.fromisoformat(end), Precision(precision), zone)


@dataclass(frozen=True, order=True)
class NoticeKey:
    """One notice is one key: it is sent once, whatever happens.

    `slot` is the occasion: a lead (`7d`), `moved.N` and `outcome.N` for the Nth such news of the deadline, `hello.N` for
    the Nth time that a person asked to be reminded of it, `again.MINUTE` for one that was put off. A message of the week
    has what it tells (`@digest`) in the deadline's place, and the hour at which it was due in the revision's.
    """

    deadline: str
    revision: str
    slot: str
    channel: int

    @property
    def nonce(self) -> str:
        """22 characters, the same in every process; Discord takes at most 25."""
        return _digest(f"{self.deadline}\n{self.revision}\n{self.slot}\n{self.channel}", 16)

    def custom_id(self, action: str) -> str:
        """The `custom_id` of a button under this notice: it names the key, so the message can be found by it.

        `action` is a lower-case word. A deadline's id that is too long is cut; `read_custom_id` gives the cut id.
        """
        return f"notice:{action}:{self.nonce}:{self.deadline}"[:CUSTOM_ID_LIMIT]


@dataclass(frozen=True)
class NoticeTag:
    """What a button under a notice says: what to do, about which notice, on which deadline."""

    action: str
    nonce: str
    deadline: str


def read_custom_id(custom_id: str) -> NoticeTag | None:
    """The tag of a notice's button; None for any other `custom_id`."""
    match = _CUSTOM_ID.match(custom_id)
    return NoticeTag(match["action"], match["nonce"], match["deadline"]) if match else None


def _digest(text: str, size: int) -> str:
    return urlsafe_b64encode(blake2b(text.encode(), digest_size=size).digest()).decode().rstrip("=")
