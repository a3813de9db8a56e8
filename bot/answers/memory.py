"""A short memory of what each person last asked where, so that "and in 2019?" can lean on it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(minutes=10)
MOST_PEOPLE = 20_000
"""More are remembered at no time: the one who was silent longest is forgotten first."""
LONGEST = 160
"""Characters of a question that are kept; of a longer one the entry's own question says what it was about."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the last turns of a person in a place were about.

    `question` is the last one, whole: what a follow-up left out is put in. `entry` answered `told`; both are None until
    anything was answered. `earlier` is the entry of the answer before that, where it was another. `offered` are the entries that can be chosen. `about` and `as_of` are the moments of the answer
    where the question does not say them itself.
    """

    question: str
    at: datetime
    entry: str | None = None
    told: str | None = None
    offered: tuple[str, ...] = ()
    about: datetime | None = None
    as_of: datetime | None = None
    earlier: str | None = None

    @property
    def answered(self) -> bool:
        """Whether the last question got an answer."""
        return self.entry is not None and self.told == self.question


class Memory:
    """Remembers the last turn for each key (person and channel), for a while, for so many people."""

    def __init__(self, lasts: timedelta = LASTS, most: int = MOST_PEOPLE) -> None:
        self._lasts, self._most = lasts, most
        self._turns: OrderedDict[Hashable, Turn] = OrderedDict()

    def __len__(self) -> int:
        return len(self._turns)

    def remember(self, key: Hashable, turn: Turn) -> None:
        """Keep the turn as the key's last; whatever is too old by then is dropped."""
        self._turns[key] = turn
        self._turns.move_to_end(key)
        while len(self._turns) > self._most or self._is_over(next(iter(self._turns.values())), turn.at):
            self._turns.popitem(last=False)

    def recall(self, key: Hashable, now: datetime) -> Turn | None:
        """The key's last turn, if it is fresh."""
        turn = self._turns.get(key)
        if turn is None or self._is_over(turn, now) or turn.at > now:
            return None
        return turn

    def forget(self, key: Hashable) -> None:
        """Drop what is remembered of the key."""
        self._turns.pop(key, None)

    def _is_over(self, turn: Turn, now: datetime) -> bool:
        return now - turn.at > self._lasts
