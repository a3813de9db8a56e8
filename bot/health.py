"""One status object that every part reports into, and that every view of the bot's health reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True)
class Report:
    """What a part last said of itself; `at` is when it last worked."""

    ok: bool
    detail: str = ""
    at: datetime | None = None


class Health:
    """The latest report of each part. Parts that must be well for the bot to be ready are `required`."""

    def __init__(self, required: tuple[str, ...] = ()) -> None:
        self.required = required
        self._parts: dict[str, Report] = {}

    def report(self, part: str, *, ok: bool, detail: str = "", at: datetime | None = None) -> None:
        """Say how a part is; without `at` the time it last worked is kept."""
        before = self._parts.get(part)
        self._parts[part] = Report(ok, detail, at or (before.at if before else None))

    def snapshot(self) -> Mapping[str, Report]:
        """Every part's latest report."""
        return MappingProxyType(dict(self._parts))

    @property
    def ready(self) -> bool:
        """Whether every required part has said that it is well."""
        return all(part in self._parts and self._parts[part].ok for part in self.required)
