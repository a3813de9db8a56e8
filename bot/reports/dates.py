"""The days that people type, as moments: ISO dates only, and a plain sentence for everything else."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.knowledge.values import Instant
from bot.locale import say
from bot.locale.formats import day as day_in_words
from bot.locale.formats import join
from bot.locale.formats import month as month_in_words


class DayReason(StrEnum):
    """Why what was typed is not a moment that can be told."""

    AMBIGUOUS = "ambiguous"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_MONTH = "no_such_month"
    NOT_A_DATE = "not_a_date"
    ALMOST = "almost"
    UNKNOWN_ZONE = "unknown_zone"
    FUTURE = "future"
    BEFORE_RECORDS = "before_records"
    WRONG_ORDER = "wrong_order"


@dataclass(frozen=True)
class DayProblem:
    """What is wrong with a typed day; `likely` are days that it may have meant, in ISO form."""

    reason: DayReason
    typed: str
    likely: tuple[date, ...] = ()
    bound: date | None = field(default=None)

    def sentence(self, language: str = "en") -> str:
        """One plain sentence that says what to type instead."""
        return say(
            f"reports-day-{self.reason.value.replace('_', '-')}",
            language,
            typed=_echo(self.typed),
            likely=join([self._told(day, language) for day in self.likely], language, style="or"),
            day=day_in_words(self.likely[0], language) if self.likely else "",
            month=month_in_words(self.likely[0], language) if self.likely else "",
            bound=day_in_words(self.bound, language) if self.bound else "",
        )

    @staticmethod
    def _told(day: date, language: str) -> str:
        return say("reports-day-choice", language, iso=day.isoformat(), day=day_in_words(day, language))


@dataclass(frozen=True)
class Moment:
    """What a typed day means: the instant that is told, and how exactly it was typed."""

    at: datetime
    typed: Instant | None = None


_SLASHED = re.compile(r"^(\d{1,4})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{2}|\d{4}))?$")
_YEAR_FIRST = re.compile(r"^(\d{4})\s*[/.\-年]\s*(\d{1,2})\s*[/.\-月]\s*(\d{1,2})\s*日?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_OFFSET = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?[+-]\d{2}:?\d{2}$")


def read_moment(
    typed: str | None, *, now: datetime, zone: str = "UTC", begins: datetime | None = None
) -> Moment | DayProblem:
    """The moment that a typed day means; the clock when nothing is typed.

    A day, month or year means its last instant in `zone`, but never one after the clock while it lasts.
    `begins` is the first moment of which there are records.
    """
    text = unicodedata.normalize("NFKC", typed or "").strip()
    if not text:
        return Moment(now)
    instant = _read(text, now, zone)
    if isinstance(instant, DayProblem):
        return instant
    if instant.start > now:
        return DayProblem(DayReason.FUTURE, text, (instant.day,), now.astimezone(ZoneInfo(zone)).date())
    at = instant.start if instant.is_exact else min(now, instant.end - timedelta(microseconds=1))
    if begins is not None and at < begins:
        return DayProblem(DayReason.BEFORE_RECORDS, text, (instant.day,), begins.astimezone(ZoneInfo(zone)).date())
    return Moment(at, instant)


def read_day(typed: str | None, *, now: datetime, zone: str = "UTC") -> date | DayProblem | None:
    """A day for a range, which may lie ahead; None when nothing is typed."""
    text = unicodedata.normalize("NFKC", typed or "").strip()
    if not text:
        return None
    instant = _read(text, now, zone)
    return instant if isinstance(instant, DayProblem) else instant.day


def read_range(
    since: str | None, until: str | None, *, now: datetime, zone: str = "UTC"
) -> tuple[date | None, date | None] | DayProblem:
    """Two days, either of which may be open; the first may not come after the second. A month or year is whole."""
    first = read_day(since, now=now, zone=zone)
    if isinstance(first, DayProblem):
        return first
    text = unicodedata.normalize("NFKC", until or "").strip()
    instant = _read(text, now, zone) if text else None
    if isinstance(instant, DayProblem):
        return instant
    last = _last_day(instant) if instant else None
    if first and last and last < first:
        return DayProblem(DayReason.WRONG_ORDER, text, (last, first))
    return first, last


def _last_day(instant: Instant) -> date:
    end = instant.end if instant.is_exact else instant.end - timedelta(microseconds=1)
    return end.astimezone(ZoneInfo(instant.zone)).date()


def _read(text: str, now: datetime, zone: str) -> Instant | DayProblem:
    if re.fullmatch(r"\d{4}", text):
        return _year(text, zone)
    if _OFFSET.match(text):
        return _with_offset(text)
    iso = _ISO.match(text)
    if iso is None:
        return _not_iso(text, now)
    problem = _impossible(text, int(iso[1]), int(iso[2]), int(iso[3] or 1))
    if problem:
        return problem
    try:
        return Instant.parse(text, zone)
    except ValueError as error:
        named_zone = "time zone" in str(error)
        return DayProblem(DayReason.UNKNOWN_ZONE if named_zone else DayReason.NOT_A_DATE, text)


def _year(text: str, zone: str) -> Instant | DayProblem:
    if int(text) < 1:
        return DayProblem(DayReason.NOT_A_DATE, text)
    first, last = Instant.parse(f"{text}-01", zone), Instant.parse(f"{text}-12", zone)
    return Instant(first.start, last.end, first.precision, zone)


def _with_offset(text: str) -> Instant | DayProblem:
    try:
        start = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        iso = _ISO.match(text)
        problem = _impossible(text, int(iso[1]), int(iso[2]), int(iso[3] or 1)) if iso else None
        return problem or DayProblem(DayReason.NOT_A_DATE, text)
    return Instant.parse(start.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _impossible(text: str, year: int, month: int, day: int) -> DayProblem | None:
    if year < 1:
        return DayProblem(DayReason.NOT_A_DATE, text)
    if not 1 <= month <= 12:
        return DayProblem(DayReason.NO_SUCH_MONTH, text)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return DayProblem(DayReason.NO_SUCH_DAY, text, (date(year, month, last),))
    return None


def _not_iso(text: str, now: datetime) -> DayProblem:
    almost = _YEAR_FIRST.match(text)
    if almost:
        year, month, day = int(almost[1]), int(almost[2]), int(almost[3])
        return _impossible(text, year, month, day) or DayProblem(DayReason.ALMOST, text, (date(year, month, day),))
    slashed = _SLASHED.match(text)
    likely = _readings(slashed, now) if slashed else ()
    if len(likely) == 1:
        return DayProblem(DayReason.ALMOST, text, likely)
    return DayProblem(DayReason.AMBIGUOUS if likely else DayReason.NOT_A_DATE, text, likely)


def _readings(match: re.Match[str], now: datetime) -> tuple[date, ...]:
    """Both readings of `8/12` or `8/12/2025`, day first and month first, as far as they are days of the calendar."""
    one, two = int(match[1]), int(match[2])
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else now.year
    found: list[date] = []
    for month, day in ((one, two), (two, one)):
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] and date(year, month, day) not in found:
            found.append(date(year, month, day))
    return tuple(found)


def _echo(text: str) -> str:
    """What was typed, short and without marks that Discord or a terminal would act on."""
    cleaned = "".join(c for c in text if c.isprintable() and c not in "*`~|<>@#[]()\\")
    return cleaned[:40] + ("…" if len(cleaned) > 40 else "")
