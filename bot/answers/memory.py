"""A short memory of what each person last asked where, so that "and in 2019?" can lean on it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.asked import Asked

LASTS = timedelta(minutes=10)
MOST_PEOPLE = 2000

_OPENING = re.compile(
    r"^(?:and|or|what about|how about|what of|same for|same question for|then in|in|as of|ok and|那|那么|那麼|那在|还有|還有)"
)
_SHORT = 40
_WHY = re.compile(r"^(?:but |and |so )?(?:why|how come|why so|why is that|why's that|为什么|為什麼|为何)\W*$")
_SOURCE = re.compile(
    r"^(?:what(?:'s| is| are)? )?(?:your |the )?(?:source|sources|src|citation|link|proof|says who|who says(?: so| that)?"
    r"|where(?:'s| is| did you get) (?:that|this)(?: from)?|来源|來源|出处|出處)\W*$"
)


_REVERSE = re.compile(
    r"\b(?:the )?other way (?:a?round|about)\b|\bvice versa\b|\b(?:the )?reverse\b|\bin return\b|反过来|倒过来"
)


@dataclass(frozen=True)
class Turn:
    """The last answer to a person in a place."""

    entry: str
    asked: Asked
    at: datetime


class Memory:
    """Remembers the last answer for each key (person and channel), for a while, for so many people."""

    def __init__(self, lasts: timedelta = LASTS, most: int = MOST_PEOPLE) -> None:
        self._lasts, self._most = lasts, most
        self._turns: OrderedDict[Hashable, Turn] = OrderedDict()

    def remember(self, key: Hashable, turn: Turn) -> None:
        """Keep the turn as the key's last."""
        self._turns[key] = turn
        self._turns.move_to_end(key)
        while len(self._turns) > self._most:
            self._turns.popitem(last=False)

    def recall(self, key: Hashable, now: datetime) -> Turn | None:
        """The key's last turn, if it is fresh."""
        turn = self._turns.get(key)
        if turn is None or not timedelta() <= now - turn.at <= self._lasts:
            return None
        return turn

    def forget(self, key: Hashable) -> None:
        """Drop what is remembered of the key."""
        self._turns.pop(key, None)


def asks_why(canonical: str) -> bool:
    """Whether the question is a bare why."""
    return bool(_WHY.match(canonical))


def asks_source(canonical: str) -> bool:
    """Whether the question only asks where the last answer came from."""
    return bool(_SOURCE.match(canonical))


def asks_reverse(canonical: str) -> bool:
    """Whether the question turns the last one round: `and the other way round?`."""
    return len(canonical) < _SHORT and bool(_REVERSE.search(canonical))


def goes_on(canonical: str) -> bool:
    """Whether the question is short and begins as one that goes on from the last: `and`, `what about`."""
    return len(canonical) < _SHORT and bool(_OPENING.match(canonical))


def leans(rest: str) -> bool:
    """Whether a question says nothing of its own; `rest` is what it says beside the times that it names."""
    bare = _OPENING.sub("", rest).strip(" ,?.!？，。")
    return len(bare) <= 3 or bare in {
        "year",
        "month",
        "then",
        "the year",
        "that year",
        "back then",
        "呢",
        "年呢",
        "at the time",
    }
