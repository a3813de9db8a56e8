"""Which day, month, quarter, season or year a question names, in English and Chinese.

Only what is said counts: a month without a year is no date, unless "last" or "this" places it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import cache

from babel import Locale

from bot.answers.gazetteer import territories
from bot.answers.units import unit_behind

_SEASONS = {
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 12),
    "春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 12),
}  # fmt: skip
_EARLY, _MID, _LATE = (1, 10), (11, 20), (21, 31)
_PARTS = {
    "early": _EARLY, "beginning of": _EARLY, "start of": _EARLY, "mid": _MID, "middle of": _MID, "late": _LATE, "end of": _LATE,
}  # fmt: skip
"""The first and last day of a part of a month, as far as the month has them."""
_YEAR_PARTS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_NEAR = {"yesterday": -1, "tomorrow": 1, "昨天": -1, "明天": 1}
_BACK = {"last year": 1, "last yr": 1, "去年": 1, "this year": 0, "this yr": 0, "今年": 0, "前年": 2}
"""How many years ago it was."""
_HAN_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_UNITS = {"day": 1, "week": 7, "天": 1, "周": 7, "週": 7}
_FEASTS = {"christmas": (12, 25), "new year's day": (1, 1), "new years day": (1, 1), "new year's eve": (12, 31)}
_FIRST, _LAST = 1900, 2099


_LONGEST_TALKS = timedelta(days=30)
"""A longer event is a time to be in: `in the first term`; a shorter one is a place to be at: `in Davos`."""


class Bearing(StrEnum):
    """How a question stands to a time that it names."""

    IN = "in"
    """On, in, during, at."""
    BY = "by"
    """By, until, from the start to: what had come about until its end."""
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    OF = "of"
    """It only says which: `the 2018 rules`, `the May 2025 deadline`."""
    AS_OF = "as_of"
    """It asks what was known then."""


class Grain(IntEnum):
    """How much time a name covers, finest first."""

    DAY = 0
    MONTH = 1
    QUARTER = 2
    SEASON = 3
    HALF = 4
    YEAR = 5


@dataclass(frozen=True)
class Named:
    """A time that a question names: its first and last day, how fine it is, and where the words stand."""

    first: date
    last: date
    grain: Grain
    span: tuple[int, int]
    bearing: Bearing = Bearing.IN

    @property
    def period(self) -> str | None:
        """The name of the period in a series, if series have such periods."""
        year = self.first.year
        return {
            Grain.MONTH: f"{year}-{self.first.month:02}",
            Grain.QUARTER: f"{year}-Q{(self.first.month + 2) // 3}",
            Grain.HALF: f"{year}-H{1 if self.first.month == 1 else 2}",
            Grain.YEAR: str(year),
        }.get(self.grain)

    @property
    def meant(self) -> tuple[date, date]:
        """The first and last day that it reaches: `before 2005` from the beginning, `since 2005` to the end of time.

        The time that is named counts with it: whoever tells of it, tells of what came before or after.
        """
        first = date.min if self.bearing is Bearing.BEFORE else self.first
        return first, date.max if self.bearing in (Bearing.AFTER, Bearing.SINCE) else self.last


@cache
def _months() -> dict[str, int]:
    english = Locale("en").months["format"]
    names = {name.casefold(): number for width in ("wide", "abbreviated") for number, name in english[width].items()}
    return names | {"sept": 9}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    month = rf"(?P<month>{'|'.join(sorted(_months(), key=len, reverse=True))})\.?"
    year = r"(?P<year>(?:19|20)\d\d|(?:last|this) (?:year|yr))"
    han_year = r"(?P<year>(?<!\d)(?:19|20)\d\d\s*年|去年|今年|前年)的?\s*"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    part = rf"(?:(?P<part>{'|'.join(_PARTS)})[ -]?(?:the )?)?"
    season = rf"(?P<season>{'|'.join(_SEASONS)})"
    short = r"(?P<year>(?:19|20)\d\d|'?[12]\d|(?:last|this) (?:year|yr))"
    han_month = r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*"
    half = r"(?P<half>h[12]|first half|second half|1st half|2nd half|上半年|下半年)"
    sources = [
        ("day", rf"(?<!\d){year}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d)"),
        ("day", rf"{han_year}{han_month}月\s*(?P<day>\d{{1,2}})\s*[日号號]"),
        ("day", rf"\b{day}(?: of)? {month}(?:,| of)? {year}\b"),
        ("day", rf"\b{month} (?:the )?{day}(?:,|,? of)? {year}\b"),
        ("span", rf"\b(?P<from>{'|'.join(_months())})\.?\s?(?:-|–|to|through)\s?{month} {year}\b"),
        ("month", rf"\b{part}{month}(?:,| of)? {year}\b"),
        ("month", rf"(?<!\d){year}[-/](?P<month>0[1-9]|1[0-2])(?![\d-])"),
        ("month", rf"{han_year}{han_month}月份?(?![0-9一二三四五六七八九十])"),
        ("quarter", rf"\b(?:q(?P<quarter>[1-4])|(?P<ordinal>first|second|third|fourth) quarter)(?: of| in)? {year}\b"),
        ("quarter", rf"(?<!\d){year}[ -]?q(?P<quarter>[1-4])\b"),
        ("half", rf"\b{half}(?: of| in)? {year}\b"),
        ("half", rf"(?<!\d){year}[ -]?{half}"),
        ("half", rf"{han_year}{half}"),
        ("season", rf"\b{season}(?: of| in)? {short}\b"),
        ("season", rf"{han_year}{season}"),
        ("year-part", rf"\b(?P<part>early|mid|late)[ -]?(?:in )?{year}\b"),
        ("feast", rf"\b(?P<feast>{'|'.join(_FEASTS)})(?: of| in)?,? {year}\b"),
        ("recent", rf"\b(?P<which>last|this) {month}(?! \d)\b"),
        ("season-then", rf"\b(?P<which>last|this) {season}\b"),
        ("quarter-then", r"\b(?P<which>last|this) (?P<unit>quarter|half)\b"),
        ("month-then", r"(?P<which>last month|上个月|上個月)"),
        ("years-ago", r"(?P<which>the year before last|last yr but one|last year but one|前年)"),
        ("relative", r"(?P<which>last year|last yr|previous year|去年|this year|今年)"),
        ("near", rf"(?P<which>{'|'.join(_NEAR)})"),
        (
            "year",
            r"(?:(?<=\bpre-)|(?<=\bpost-)|(?<![\d.,$€£¥-]))(?P<year>(?:19|20)\d\d)"
            rf"(?![\d%]|[.,]\d|-\d|\s*(?:年)?\s*\d+\s*月|{unit_behind()})(?:\s*年)?",
        ),
    ]
    return [(kind, re.compile(source)) for kind, source in sources]


_AFTER = re.compile(r"\b(?P<count>a|one|two|three|\d{1,2}) (?P<unit>day|week)s? (?P<way>after|before) $")
_LEADING = re.compile(r"(?:\b(?:as|back|just|only))? ?(?:\b(?:of|at|on|in|during|around|for)) $|截至$|在$")
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3}
_PART_OF = r"(?: the)?(?: (?:end|close|start|beginning|middle|course) of)?(?: the)?(?: year)? ?$"
_BEARINGS = [
    (bearing, re.compile(leading), re.compile(trailing) if trailing else None)
    for bearing, leading, trailing in (
        (
            Bearing.AS_OF,
            rf"(?:\b(?:as of|as at|as things stood|as known|kn[oe]wn?(?: about it)?)(?: on| in| by| at)?{_PART_OF})|截[至止]到?$",
            "",
        ),
        (
            Bearing.BY,
            rf"\b(?:by|until|till|up to|up until|through|before the end of){_PART_OF}|(?:直到|到)$",
            "底?(?:为止|為止)|(?:年|月)?底前",
        ),
        (Bearing.SINCE, rf"\b(?:since|starting|as from|from){_PART_OF}|(?:自从|自|从)$", "以来|以來|起"),
        (
            Bearing.BEFORE,
            r"\b(?:before|prior to|ahead of|earlier than|pre)[ -](?:the )?(?:year )?$",
            r"[ ]?(?:之前|以前|前(?![后後期半几\d一二两三四五六七八九十]))",
        ),
        (
            Bearing.AFTER,
            r"\b(?:after|past|beyond|later than|following|post)[ -](?:the )?(?:year )?$",
            "[ ]?(?:之后|以后|之後|以後|[后後](?!期))",
        ),
    )
]
_NAMED_BY = re.compile(
    r"年?的|(?:-| )(?!(?:what|how|when|was|is|are|were|did|do|does|who|where|why|which|the|and|or|vs|versus|to|compared|until|till|through"
    r"|for|of|in|on|at|by|from|with|if|then|please|pls|right|lol|rn|it|we|they|us|u\.?s|has|had|have)\b)(?P<word>[a-z][a-z']*)"
)
_PRESENT = re.compile(
    r"\b(?:is|isn't|isnt|are|aren't|arent|do|does|has|have|can|will|still|now|currently|remain|anymore|stay)\b|还|還|仍|现在|現在|目前|如今"
)
_PAST = re.compile(r"\b(?:was|wasn't|were|weren't|did|didn't|had|used to|back then|at the time)\b|当时|當時|那时|曾")


def find_dates(canonical: str, today: date) -> tuple[Named, ...]:
    """Every time that the (normalised) question names, in its order; impossible days are passed over."""
    taken: list[tuple[int, int]] = []
    found: list[Named] = []
    for kind, pattern in _patterns():
        for match in pattern.finditer(canonical):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            named = _read(kind, match, today)
            if named is not None or kind == "day":  # of `30 February 2025` nothing is left to be read as a month
                taken.append(match.span())
            if named is not None:
                named = _shifted(named, canonical)
                # A stretch's own `from` is no `since`.
                bearing = Bearing.IN if kind == "span" else bearing_of(canonical, named.span)
                found.append(replace(named, bearing=bearing))
    return _stretches(sorted(found, key=lambda named: named.span), canonical, today)


_FIRST_OF_TWO = re.compile(
    r"\b(?:between|from) (?P<first>[a-z0-9 .,-]{3,24}?) ?(?:and|to|until|till|through|-|–) ?(?:the )?$"
)


def _stretches(found: Iterable[Named], canonical: str, today: date) -> tuple[Named, ...]:
    """`between 24 Feb and late July 2026` is one time. The first of the two may leave the year to the second."""
    joined: list[Named] = []
    for named in found:
        lead = _FIRST_OF_TWO.search(canonical[: named.span[0]])
        first = _first_of_two(lead["first"], named, today) if lead else None
        if lead and first:
            joined = [other for other in joined if other.span[1] <= lead.start()]
            joined.append(Named(first, named.last, Grain.SEASON, (lead.start(), named.span[1])))
        else:
            joined.append(named)
    return tuple(joined)


def _first_of_two(text: str, last: Named, today: date) -> date | None:
    """The first day of a stretch that ends with `last`; two years are no stretch but two years to compare."""
    named = find_dates(text, today) or find_dates(f"{text} {last.first.year}", today)
    if len(named) != 1 or Grain.YEAR in (named[0].grain, last.grain) or named[0].first > last.last:
        return None
    return named[0].first


def bearing_of(canonical: str, span: tuple[int, int]) -> Bearing:
    """How the words around a time at `span` put it; `OF` where they make it a part of a name."""
    before, after = canonical[: span[0]], canonical[span[1] :]
    for bearing, leading, trailing in _BEARINGS:
        if leading.search(before) or (trailing and trailing.match(after)):
            return bearing
    return Bearing.OF if _is_named_by(after) and not _LEADING.search(before) else Bearing.IN


def _is_named_by(after: str) -> bool:
    """Whether a time says which of the things behind it: `the 2018 rules`; a country behind it (`2018 france`) is no such thing."""
    found = _NAMED_BY.match(after)
    return found is not None and (found["word"] or "").removesuffix("'s") not in territories()


_DURING = re.compile(r"\b(?:in|during|under|throughout|of)(?: the)? ?$|在$")
_ON = re.compile(r"\b(?:on|(?:at the time of|the day of|when)(?: the)?) ?$")


def named_event(canonical: str, span: tuple[int, int], first: date, last: date) -> Named | None:
    """The time of an event that is named at `span`; None where nothing before or behind the name makes it a time."""
    bearing = bearing_of(canonical, span)
    if bearing in (Bearing.IN, Bearing.OF):
        leads = _DURING if last - first > _LONGEST_TALKS else _ON
        if not leads.search(canonical[: span[0]]):
            return None
        bearing = Bearing.IN
    return Named(first, last, Grain.DAY if first == last else Grain.SEASON, span, bearing)


def asks_of_today(canonical: str) -> bool:
    """Whether the verb stands in the present: `are the 2018 rules still there?`"""
    return bool(_PRESENT.search(canonical)) and not _PAST.search(canonical)


def _shifted(named: Named, canonical: str) -> Named:
    """`a week after 10 November 2025`."""
    before = _AFTER.search(canonical[: named.span[0]])
    if before is None or named.grain is not Grain.DAY:
        return named
    days = _UNITS[before["unit"]] * (_COUNTS.get(before["count"]) or int(before["count"]))
    shift = timedelta(days=days if before["way"] == "after" else -days)
    return Named(named.first + shift, named.last + shift, Grain.DAY, (before.start(), named.span[1]))


def _read(kind: str, match: re.Match[str], today: date) -> Named | None:
    try:
        return next(_times(kind, match.groupdict(), match.span(), today), None)
    except ValueError:
        return None


def _times(kind: str, said: dict[str, str | None], span: tuple[int, int], today: date) -> Iterator[Named]:
    year = _year(said.get("year"), today)
    month = _month(said.get("month"))
    if kind == "day":
        day = date(year, month, int(said["day"] or 1))
        yield Named(day, day, Grain.DAY, span)
    elif kind == "feast":
        day = date(year, *_FEASTS[said["feast"] or ""])
        yield Named(day, day, Grain.DAY, span)
    elif kind == "near":
        day = today + timedelta(days=_NEAR[said["which"] or ""])
        yield Named(day, day, Grain.DAY, span)
    elif kind == "year-part":
        begin, end = _YEAR_PARTS[said["part"] or ""]
        yield Named(date(year, begin, 1), date(year, end, monthrange(year, end)[1]), Grain.SEASON, span)
    elif kind == "month":
        yield from _month_span(year, month, said.get("part"), span)
    elif kind == "month-then":
        last = today.replace(day=1) - timedelta(days=1)
        yield Named(last.replace(day=1), last, Grain.MONTH, span)
    elif kind == "recent":
        year = today.year if said["which"] == "this" or month < today.month else today.year - 1
        yield from _month_span(year, month, None, span)
    elif kind == "season-then":
        begin, end = _SEASONS[said["season"] or ""]
        year = today.year if said["which"] == "this" or end < today.month else today.year - 1
        yield Named(date(year, begin, 1), date(year, end, monthrange(year, end)[1]), Grain.SEASON, span)
    elif kind == "quarter-then":
        yield _last_part(today, 3 if said["unit"] == "quarter" else 6, said["which"] == "last", span)
    elif kind in ("quarter", "half", "season", "span"):
        yield _stretch(kind, said, year, month, span)
    elif kind in ("year", "relative", "years-ago"):
        back = {"relative": 1, "years-ago": 2}.get(kind, 0)
        which = said.get("which") or ""
        year = today.year - (0 if which.startswith(("this", "今")) else back) if kind != "year" else year
        yield Named(date(year, 1, 1), date(year, 12, 31), Grain.YEAR, span)


def _stretch(kind: str, said: dict[str, str | None], year: int, month: int, span: tuple[int, int]) -> Named:
    if kind == "quarter":
        quarter = (
            int(said.get("quarter") or 0) or ("first", "second", "third", "fourth").index(said["ordinal"] or "") + 1
        )
        first, last, grain = 3 * quarter - 2, 3 * quarter, Grain.QUARTER
    elif kind == "half":
        later = (said["half"] or "").startswith(("h2", "second", "2nd", "下"))
        first, last, grain = (7, 12, Grain.HALF) if later else (1, 6, Grain.HALF)
    elif kind == "season":
        first, last = _SEASONS[said["season"] or ""]
        grain = Grain.SEASON
    else:
        first, last = _month(said["from"]), month
        grain = {6: Grain.HALF, 3: Grain.QUARTER, 12: Grain.YEAR}.get(last - first + 1, Grain.SEASON)
    return Named(date(year, first, 1), date(year, last, monthrange(year, last)[1]), grain, span)


def _last_part(today: date, months: int, last: bool, span: tuple[int, int]) -> Named:
    """This or the last quarter (3 months) or half (6 months) of a year."""
    begun = 12 * today.year + (today.month - 1) // months * months - (months if last else 0)
    first, end = date(begun // 12, begun % 12 + 1, 1), begun + months - 1
    days = monthrange(end // 12, end % 12 + 1)[1]
    grain = Grain.QUARTER if months == 3 else Grain.HALF
    return Named(first, date(end // 12, end % 12 + 1, days), grain, span)


def _month_span(year: int, month: int, part: str | None, span: tuple[int, int]) -> Iterator[Named]:
    days = monthrange(year, month)[1]
    if part:
        first, last = _PARTS[part]
        yield Named(date(year, month, first), date(year, month, min(last, days)), Grain.DAY, span)
    else:
        yield Named(date(year, month, 1), date(year, month, days), Grain.MONTH, span)


def _year(text: str | None, today: date) -> int:
    if text is None:
        return today.year
    if text in _BACK:
        return today.year - _BACK[text]
    digits = text.lstrip("'").rstrip("年 ")
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    if not _FIRST <= year <= _LAST:
        raise ValueError(text)
    return year


def _month(text: str | None) -> int:
    if text is None:
        return 1
    if text in _months():
        return _months()[text]
    return int(text) if text.isdecimal() else _HAN_MONTHS.index(text) + 1
