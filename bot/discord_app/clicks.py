"""Recognises double clicks: the second press by one person on the same button within a moment."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.knowledge.values import Clock

WITHIN = timedelta(seconds=2)
_REMEMBERED = 2000


class Clicks:
    """Remembers each person's last press on a message, for a moment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: OrderedDict[tuple[int, int], tuple[object, datetime]] = OrderedDict()

    def is_double(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether the person has just pressed the same thing on the same message, and nothing else there since."""
        data: Any = interaction.data or {}
        message = interaction.message.id if interaction.message else 0
        return self.again(interaction.user.id, message, (data.get("custom_id"), tuple(data.get("values", ()))))

    def again(self, person: int, message: int, pressed: object) -> bool:
        """Compare the press with the person's last one, then remember it as the last one."""
        now, key = self._clock(), (person, message)
        before = self._last.pop(key, None)
        self._last[key] = (pressed, now)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        return before is not None and before[0] == pressed and timedelta() <= now - before[1] < WITHIN
