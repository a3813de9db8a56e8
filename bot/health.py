"""One status object that every part reports into, and that every view of the bot's health reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType


@dataclass(frozen=True)
class Report:
    """The last report of a part; `at` is when it last worked."""

    ok: bool
    detail: str = ""
    at: datetime | None = None


class Health:
    """The latest report of each part. Parts that must be well for the bot to be ready are `required`.

    A part in `oldest` that said that it works must say so again within that time, or it counts as hung. Time is
    `monotonic` (seconds), so that a wall clock which is set makes no part ill.
    """

    def __init__(
        self,
        required: tuple[str, ...] = (),
        oldest: Mapping[str, timedelta] = MappingProxyType({}),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.required = required
        self._oldest, self._monotonic = oldest, monotonic
        self._parts: dict[str, Report] = {}
        self._heard: dict[str, float] = {}

    def report(self, part: str, *, ok: bool, detail: str = "", at: datetime | None = None) -> None:
        """Say how a part is; without `at` the time it last worked is kept."""
        before = self._parts.get(part)
        self._parts[part] = Report(ok, detail, at or (before.at if before else None))
        self._heard[part] = self._monotonic()

    def stand_by(self, part: str, detail: str) -> None:
        """Say that a part is well and has nothing to do, for however long; when it last worked tells nothing then."""
        self._parts[part] = Report(ok=True, detail=detail)
        self._heard.pop(part, None)

    def snapshot(self) -> Mapping[str, Report]:
        """Every part's latest report; one that is too old says so, and is not ok. Any thread may ask."""
        return MappingProxyType({part: self._aged(part, report) for part, report in dict(self._parts).items()})

    @property
    def ready(self) -> bool:
        """Whether every required part has said that it is well, and none of them too long ago."""
        parts = self.snapshot()
        return all(part in parts and parts[part].ok for part in self.required)

    def _aged(self, part: str, report: Report) -> Report:
        heard = self._heard.get(part)
        age = 0.0 if heard is None else self._monotonic() - heard
        if part not in self._oldest or age <= self._oldest[part].total_seconds():
            return report
        return replace(report, ok=False, detail=f"no word for {age:.0f} seconds; the last was: {report.detail}")
