"""Snowflakes: ids that carry their time of creation."""

from collections.abc import Callable

DISCORD_EPOCH_MS = 1_420_070_400_000


class SnowflakeFactory:
    """Hands out ids that rise strictly, whatever the clock does.

    Layout as Discord documents it: milliseconds since 2015 in the upper 42 bits, 22 bits below to tell ids of
    one millisecond apart.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        now = snowflake_at(self._clock())
        self._last = max(now, self._last + 1)
        return self._last


def snowflake_at(seconds: float) -> int:
    """Smallest id that could be given at this Unix time."""
    return (int(seconds * 1000) - DISCORD_EPOCH_MS) << 22


def created_at(snowflake: int) -> float:
    """Unix time in seconds that an id carries."""
    return ((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000
