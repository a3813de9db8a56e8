"""The small values that every record is made of: texts in languages, and points in time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import GetCoreSchemaHandler, StringConstraints, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from bot.locale.languages import ENGLISH, LANGUAGES, base_of

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", strict=True)]
"""Letters, digits, and - _ . only."""


class Attestation(StrEnum):
    """How well a fact is attested, best first."""

    OFFICIAL = "official"
    REPORTED = "reported"
    RELAYED = "relayed"
    DISPUTED = "disputed"

    @property
    def rank(self) -> int:
        """0 for the best attested; an answer is as well attested as its weakest fact."""
        return list(Attestation).index(self)


@dataclass(frozen=True)
class Text:
    """A sentence in one or more languages."""

    by_language: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_language", MappingProxyType(dict(self.by_language)))

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.by_language.items())))

    def say(self, language: str) -> str:
        """The text in `language`, else in English, else in whatever language it has."""
        texts = self.by_language
        return texts.get(language) or texts.get(base_of(language)) or texts.get(ENGLISH) or next(iter(texts.values()))

    @classmethod
    def parse(cls, value: object) -> Text:
        """A string, or a mapping from language to string.

        Raises:
            ValueError: in one sentence, for anything else.
        """
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            if not value.strip():
                raise ValueError("a text is empty; write it, or delete the key")
            return cls({ENGLISH: value.strip()})
        if isinstance(value, dict) and value:
            unknown = [str(key) for key in value if key not in LANGUAGES]
            if unknown:
                raise ValueError(f"unknown language {unknown[0]!r}; known are {', '.join(LANGUAGES)}")
            if not all(isinstance(text, str) and text.strip() for text in value.values()):
                raise ValueError("each language of a text needs a sentence in quotes")
            return cls({key: text.strip() for key, text in value.items()})
        raise ValueError(f"a text is expected, found {value!r}; put it in quotes")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)


class Precision(StrEnum):
    """How exactly an instant is known."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


_WHEN = re.compile(
    r"^(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2})?)(?P<utc>Z)?)?)?"
    r"(?:\s+(?P<zone>[A-Za-z_]+(?:/[A-Za-z_+-]+)*))?$"
)


@dataclass(frozen=True, order=True)
class Instant:
    """A point in time, as exactly as it is known.

    `start` is the first UTC instant it can mean and `end` the first UTC instant after it: equal for a
    minute, a day apart for a day. `zone` is the IANA zone in which its day or its wall time counts.
    """

    start: datetime
    end: datetime = field(compare=False)
    precision: Precision = field(compare=False)
    zone: str = field(compare=False)

    @property
    def local(self) -> datetime:
        """The start as wall time in its own zone."""
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def day(self) -> date:
        """The day, in its own zone, that it falls on (the first of the month for a month)."""
        return self.local.date()

    @property
    def last_day(self) -> date:
        """The last day, in its own zone, that it can mean."""
        if self.is_exact:
            return self.day
        return (self.end - timedelta(microseconds=1)).astimezone(ZoneInfo(self.zone)).date()

    @property
    def is_exact(self) -> bool:
        """Whether the hour is known."""
        return self.precision is Precision.MINUTE

    @property
    def passed_at(self) -> datetime:
        """The first UTC instant at which it lies wholly in the past."""
        return self.end if not self.is_exact else self.start

    @property
    def known_at(self) -> datetime:
        """The first UTC instant at which a thing published then may be told.

        A day counts from its start, for readers of that day; a month only when it has ended, because
        nothing says that it was published on its first day.
        """
        return self.end if self.precision is Precision.MONTH else self.start

    @classmethod
    def parse(cls, value: object, zone: str = "UTC") -> Instant:
        """`2025-08-12`, `2025-08` or `2025-08-12T00:01`, with an IANA zone behind it or Z for UTC.

        Raises:
            ValueError: in one sentence, for anything that is no such date.
        """
        if isinstance(value, Instant):
            return value
        match = _WHEN.match(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(
                f"a date is expected, like 2025-08-12, 2025-08 or 2025-08-12T00:01 America/New_York; found {value!r}"
            )
        zone = "UTC" if match["utc"] else match["zone"] or zone
        tz = time_zone(zone)
        try:
            first = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
        except ValueError as error:
            raise ValueError(f"{value!r} is not a day of the calendar; correct it") from error
        try:
            clock = time.fromisoformat(match["clock"]) if match["clock"] else time()
        except ValueError as error:
            raise ValueError(f"{value!r} has an hour that no clock shows; correct it") from error
        start = datetime.combine(first, clock, tz).astimezone(UTC)
        if match["clock"]:
            _once(datetime.combine(first, clock, tz))
            return cls(start, start, Precision.MINUTE, zone)
        days = 1 if match["day"] else monthrange(first.year, first.month)[1]
        end = datetime.combine(first + timedelta(days=days), time(), tz).astimezone(UTC)
        return cls(start, end, Precision.DAY if match["day"] else Precision.MONTH, zone)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object, info: ValidationInfo) -> Instant:
            return cls.parse(value, (info.context or {}).get("timezone", "UTC"))

        return core_schema.with_info_plain_validator_function(validate)


def time_zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name.

    Raises:
        ValueError: in one sentence, if there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}; use an IANA name like Asia/Shanghai") from error


def _once(wall: datetime) -> None:
    """Refuse a wall time that its zone has twice or never, because clocks are changed: nobody knows what is meant."""
    written = f"{wall:%Y-%m-%dT%H:%M} {wall.tzinfo}"
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(wall.tzinfo).replace(tzinfo=None) != wall.replace(tzinfo=None):
        later = f"{max(first, second).astimezone(wall.tzinfo):%H:%M}"
        raise ValueError(f"{written} does not exist: clocks are put forward then; the hour may be {later}")
    if first != second:
        either = f"{first:%Y-%m-%dT%H:%M}Z or {second:%Y-%m-%dT%H:%M}Z"
        raise ValueError(f"{written} comes twice: clocks are put back then; say which in UTC: {either}")


_PERIOD = re.compile(r"^(?P<year>\d{4})(?:-(?:(?P<half>H[12])|(?P<quarter>Q[1-4])|(?P<month>\d{2})))?$")


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period that a figure counts: `2024`, `2025-H1`, `2025-Q3`, `2025-06`, or `2024-07/2025-06`."""

    first: date
    until: date  # the day after its last day

    @property
    def year(self) -> int | None:
        """The year, if it is one whole calendar year."""
        whole = (self.first.month, self.first.day) == (1, 1) and self.until == date(self.first.year + 1, 1, 1)
        return self.first.year if whole else None

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)

    def __str__(self) -> str:
        """As `parse` reads it."""
        if self.year is not None:
            return str(self.year)
        months = 12 * (self.until.year - self.first.year) + self.until.month - self.first.month
        first = f"{self.first.year}-{self.first.month:02}"
        if months in (3, 6) and (self.first.month - 1) % months == 0:
            return f"{self.first.year}-{'Q' if months == 3 else 'H'}{(self.first.month - 1) // months + 1}"
        return first if months == 1 else f"{first}/{self.last.year}-{self.last.month:02}"

    @classmethod
    def parse(cls, value: object) -> Period:
        """Read one of the forms above; a bare year may be a number.

        Raises:
            ValueError: in one sentence, for anything else.
        """
        if isinstance(value, Period):
            return value
        text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        first, slash, last = text.partition("/")
        spans = [_span(part) for part in ([first, last] if slash else [first])]
        if any(span is None for span in spans):
            raise ValueError(f"a period is expected, like 2024, 2025-H1, 2025-06 or 2024-07/2025-06; found {value!r}")
        return cls(spans[0][0], spans[-1][1])  # type: ignore[index]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)


def _span(text: str) -> tuple[date, date] | None:
    match = _PERIOD.match(text)
    if match is None:
        return None
    if match["half"]:
        month, months = (1 if match["half"] == "H1" else 7), 6
    elif match["quarter"]:
        month, months = 3 * int(match["quarter"][1]) - 2, 3
    elif match["month"]:
        month, months = int(match["month"]), 1
    else:
        month, months = 1, 12
    if not 1 <= month <= 12:
        return None
    year = int(match["year"])
    after = month - 1 + months
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1)


Clock = Callable[[], datetime]
"""Tells the present as an aware UTC datetime; handed in, so that every moment can be told and tested."""
