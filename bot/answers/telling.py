"""The functions of templates: each reads one fact at the two moments, and records that the answer used it.

Values (rates, offices, counts) are those of the moment that the question is about. Events (the outcome of talks, of a
deadline) are the same whenever they are asked about. Both are told with what was known by `known_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.knowledge import chronicle, timeline
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.model import (
    Attested,
    Deadline,
    Figure,
    Happening,
    Measure,
    MeasureState,
    MeasureVersion,
    Rate,
    Record,
    Round,
    Series,
    Statement,
    Step,
    Version,
)
from bot.knowledge.timeline import Dated, DeadlineState
from bot.knowledge.values import Instant, Period, Precision, Text
from bot.locale import formats, say

R = TypeVar("R", bound=Record)
D = TypeVar("D", bound=Dated)


class UnknownFact(Exception):
    """A template names an id that the base does not have: a mistake of the curator."""


class NoFact(Exception):
    """The fact exists but nothing on record holds at the moment; says from when to when the records reach."""

    def __init__(self, what: str, since: datetime | None = None, until: datetime | None = None) -> None:
        self.what, self.since, self.until = what, since, until
        super().__init__(what)


@dataclass(frozen=True)
class Slots:
    """What the question named, for the template to pick by."""

    year: int | None = None
    month: int | None = None
    period: str | None = None
    years: tuple[int, ...] = ()
    direction: str | None = None
    party: str | None = None
    issue_named: str | None = None


@dataclass(frozen=True)
class Used:
    """A record that an answer rests on; `current` if it is what holds at the clock."""

    record: Attested
    current: bool


@dataclass(frozen=True)
class Within:
    """The stretch that a question asks about, both ends included: `in March 2026`, `since the summit` (which has no end)."""

    begun: datetime
    ended: datetime | None = None

    def overlaps(self, first: date, last: date, zone: ZoneInfo) -> bool:
        """Whether something that lasted from one day to another fell into it."""
        begun, ended = (moment.astimezone(zone).date() if moment else None for moment in (self.begun, self.ended))
        return (ended is None or first <= ended) and (begun is None or begun <= last)


@dataclass
class Own:
    """Facts that an entry is about: a claim in the question is compared with these."""

    rates: dict[str, Step] = field(default_factory=dict)
    """The step of each rate, by the rate's id."""
    amounts: list[float] = field(default_factory=list)
    """Billions of dollars, in the order told."""
    states: list[MeasureState] = field(default_factory=list)
    stands: list[bool] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    """Rounds that had begun."""
    row: list[Round] = field(default_factory=list)
    """Rounds told in a row: every numbered one that had begun, whatever stretch was asked about."""


@dataclass
class Teller:
    """Tells the base's facts of `moment` (UTC) in `language`, and keeps what it told in `used`.

    `now` is the clock. `as_of` is the time whose knowledge is told; left out, it is the moment itself. With
    `told_today`, texts are those of `as_of`: "by the end of 2025" asks for the values up to then, and for the account of
    them that is given today.
    """

    base: KnowledgeBase
    now: datetime
    moment: datetime
    language: str = "en"
    slots: Slots = field(default_factory=Slots)
    render: Callable[[str, Teller], str] | None = None
    used: list[Used] = field(default_factory=list)
    deadlines: dict[str, None] = field(default_factory=dict)
    """The ids of the deadlines that it told a date of, in their order."""
    own: Own = field(default_factory=Own)
    """What the template itself told, not a text within it."""
    _depth: int = 0
    as_of: datetime | None = None
    told_today: bool = False
    within: Within | None = None

    @property
    def known_by(self) -> datetime:
        """The time whose knowledge is told."""
        return self.as_of or self.moment

    @property
    def _texts_at(self) -> datetime:
        return self.known_by if self.told_today else self.moment

    def functions(self) -> dict[str, Any]:
        """Everything that a template may call or read."""
        told = {name: getattr(self, name) for name in TELLABLE}
        named = {name: getattr(self.slots, name) for name in Slots.__dataclass_fields__}
        return {**told, **named, "as_of": formats.day(self.moment.astimezone(self.base.zone).date(), self.language)}

    # --- texts -------------------------------------------------------------------------------------------------

    def say(self, id_: str) -> str:
        """The statement at the moment; of an event, the newest account."""
        statement: Statement = self._get(self.base.statements, id_, "statement")
        if statement.happened is None:
            return self._version(statement.versions, id_)
        told = self._event(statement.versions, id_)
        if statement.happened.on.known_at <= self.known_by and not self._depth:
            self.own.events.append(statement.happened)
        return told

    def measure(self, id_: str) -> str:
        """How a measure stands."""
        measure: Measure = self._get(self.base.measures, id_, "measure")
        if not self._depth:
            self.own.states.append(self._at(measure.versions, id_).state)
        return self._version(measure.versions, id_)

    def measure_rate(self, id_: str) -> str:
        """The rate of a measure as it stands."""
        measure: Measure = self._get(self.base.measures, id_, "measure")
        version: MeasureVersion = self._at(measure.versions, id_)
        if version.rate is None:
            raise NoFact(id_)
        return formats.percent(version.rate, self.language)

    def outcome(self, id_: str) -> str:
        """What came of a round of talks."""
        talks: Round = self._get(self.base.rounds, id_, "round")
        if talks.from_.start <= self.known_by and not self._depth:
            self.own.rounds.append(talks)
        return self._event(talks.outcome, id_)

    def issue(self, id_: str) -> str:
        """How an issue stands."""
        return self._version(self._get(self.base.issues, id_, "issue").status, id_)

    def position(self, id_: str, party: str) -> str:
        """What a party wants in an issue."""
        positions = self._get(self.base.issues, id_, "issue").positions
        if party not in positions:
            raise NoFact(f"{id_}/{party}")
        return self._version(positions[party], f"{id_}/{party}")

    def about(self, id_: str) -> str:
        """Who a person is to the talks."""
        return self._version(self._get(self.base.people, id_, "person").about, id_)

    def role(self, id_: str) -> str:
        """The office that a person holds."""
        person = self._get(self.base.people, id_, "person")
        held = timeline.role_at(person.roles, self.moment, self.known_by)
        if held is None:
            raise NoFact(id_)
        self._use(held, current=timeline.role_at(person.roles, self.now) is held)
        return held.role.say(self.language)

    def meaning(self, id_: str) -> str:
        """What a term means."""
        return self._version(self._get(self.base.terms, id_, "term").meaning, id_)

    def known(self, kind: str, id_: str) -> bool:
        """Whether there is something to tell of it at the moment."""
        mark = len(self.used)
        try:
            getattr(self, kind)(id_)
        except NoFact:
            return False
        finally:
            del self.used[mark:]
        return True

    # --- rates -------------------------------------------------------------------------------------------------

    def rate(self, id_: str) -> str:
        """The rate at the moment."""
        return formats.percent(self._step(id_, self.moment).value, self.language)

    def rate_on(self, id_: str, day: str) -> str:
        """The rate at the end of a day that lies no later than the moment."""
        then = timeline.day_end(Instant.parse(day, self.base.timezone))
        return formats.percent(self._step(id_, min(then, self.moment)).value, self.language)

    def rate_parts(self, id_: str) -> str:
        """`20% base fee + 10% levy`."""
        parts = self._step(id_, self.moment).parts
        named = [
            (part.value, self._get(self.base.measures, part.measure, "measure").title.say(self.language))
            for part in parts
        ]
        return " + ".join(f"{formats.percent(value, self.language)} {title}" for value, title in named)

    def rate_since(self, id_: str) -> str:
        """Since which day the rate has held."""
        return self._day(self._step(id_, self.moment).from_)

    def rate_steps(self, id_: str) -> str:
        """Every change so far, a line each."""
        rate: Rate = self._get(self.base.rates, id_, "rate")
        steps = self._begun(rate, self.moment)
        for step in steps:
            self._use(step, current=step is steps[-1])
        return _bullets(
            f"{self._day(step.from_)}: {formats.percent(step.value, self.language)} ({step.what.say(self.language)})"
            for step in steps
        )

    def peak(self, id_: str) -> str:
        """The highest rate so far."""
        return formats.percent(self._peak(id_)[0].value, self.language)

    def peak_days(self, id_: str) -> str:
        """When the highest rate held."""
        step, after = self._peak(id_)
        if after is None:
            return say("answers-since", self.language, day=self._day(step.from_))
        return formats.days_span(step.from_.day, after.from_.day, self.language)

    def _peak(self, id_: str) -> tuple[Step, Step | None]:
        steps = self._begun(self._get(self.base.rates, id_, "rate"), self.moment)
        top = max(steps, key=lambda step: step.value)
        self._use(top, current=top is steps[-1])
        later = steps[steps.index(top) + 1 :]
        return top, later[0] if later else None

    def _begun(self, rate: Rate, moment: datetime) -> tuple[Step, ...]:
        steps = timeline.history(rate.steps, moment, self.known_by)
        if not steps:
            raise self._nothing(rate.id, rate.steps)
        return steps

    def _step(self, id_: str, moment: datetime) -> Step:
        rate: Rate = self._get(self.base.rates, id_, "rate")
        step = self._begun(rate, moment)[-1]
        self._use(step, current=timeline.at(rate.steps, self.now) is step)
        if not self._depth:
            self.own.rates.setdefault(id_, step)
        return step

    # --- series ------------------------------------------------------------------------------------------------

    def figure(self, id_: str, period: object) -> str:
        """The amount of a period, without its sign."""
        value, unit = self._figure(id_, period).value, self._get(self.base.series, id_, "series").unit
        if unit == "usd_billion" and not self._depth:
            self.own.amounts.append(abs(value))
        return self._amount(value, unit)

    def latest(self, id_: str) -> str:
        """The amount of the latest whole year on record."""
        return self.figure(id_, self.latest_year(id_))

    def latest_year(self, id_: str) -> int:
        """The latest whole year on record."""
        years = self._years(id_)
        if not years:
            raise NoFact(id_)
        return max(years)

    def first_year(self, id_: str) -> int:
        """The first whole year on record."""
        return min(self._years(id_))

    def highest_year(self, id_: str) -> int:
        """The year with the largest amount on record."""
        years = self._years(id_)
        return max(years, key=lambda year: abs(years[year].value))

    def change(self, id_: str, before: object, after: object) -> str:
        """By how much the amount differs between two periods, without its sign."""
        difference = self._figure(id_, after).value - self._figure(id_, before).value
        return self._amount(difference, self._get(self.base.series, id_, "series").unit)

    def change_pct(self, id_: str, before: object, after: object) -> str:
        """The same in percent of the first period."""
        first, second = abs(self._figure(id_, before).value), abs(self._figure(id_, after).value)
        return formats.percent(abs(second - first) / first * 100, self.language)

    def fell(self, id_: str, before: object, after: object) -> bool:
        """Whether the amount is smaller in the second period."""
        return abs(self._figure(id_, after).value) < abs(self._figure(id_, before).value)

    def has_figure(self, id_: str, period: object) -> bool:
        """Whether the period is on record at the moment."""
        series = self._get(self.base.series, id_, "series")
        return timeline.figure_at(series, Period.parse(period), self.known_by) is not None

    def figure_note(self, id_: str, period: object) -> str:
        """What the record says beside its figure, or nothing."""
        note = self._figure(id_, period).note
        return note.say(self.language) if note else ""

    def _figure(self, id_: str, period: object) -> Figure:
        series: Series = self._get(self.base.series, id_, "series")
        wanted = Period.parse(period)
        found = timeline.figure_at(series, wanted, self.known_by)
        if found is None:
            years = timeline.years_at(series, self.known_by)
            first, last = (min(years), max(years)) if years else (None, None)
            raise NoFact(
                f"{id_} {period}",
                datetime(first, 1, 1, tzinfo=self.base.zone) if first else None,
                datetime(last, 12, 31, tzinfo=self.base.zone) if last else None,
            )
        self._use(found, current=timeline.figure_at(series, wanted, self.now) is found)
        return found

    def _years(self, id_: str) -> dict[int, Figure]:
        """The whole years that had ended, or were on record, by the moment."""
        return timeline.years_at(self._get(self.base.series, id_, "series"), self.moment, self.known_by)

    def _amount(self, value: float, unit: str) -> str:
        if unit == "usd_billion":
            return formats.usd_billion(value, self.language)
        if unit == "percent":
            return formats.percent(abs(value), self.language)
        number = formats.number(abs(value), self.language)
        return number if unit == "number" else f"{number} {unit.replace('_', ' ')}"

    # --- talks -------------------------------------------------------------------------------------------------

    def round_days(self, id_: str) -> str:
        """On which days it was."""
        talks: Round = self._get(self.base.rounds, id_, "round")
        return formats.days_span(talks.from_.day, (talks.last or talks.from_).day, self.language)

    def rounds(self) -> str:
        """All numbered rounds so far, a line each; within a stretch that is asked about, only those that fell into it."""
        return _bullets(
            f"{talks.number}. {talks.city.say(self.language) if talks.city else ''}, {self.round_days(talks.id)}"
            for talks in self._rounds_so_far()
        )

    def round_count(self) -> int:
        """How many numbered rounds there have been, or were within the stretch that is asked about."""
        return len(self._rounds_so_far())

    def asked_within(self) -> bool:
        """Whether a stretch of time is asked about."""
        return self.within is not None

    def last_round(self) -> str:
        """The latest numbered round before the end of the stretch that is asked about, in a line."""
        begun = self._rounds_begun(self._until)
        if not begun:
            raise NoFact("rounds")
        city = begun[-1].city
        return f"{city.say(self.language) if city else ''}, {self.round_days(begun[-1].id)}"

    @property
    def _until(self) -> datetime:
        """The end of the stretch that is asked about, at most the moment whose knowledge is told."""
        if self.within is None:
            return self.moment
        return min(self.within.ended or self.known_by, self.known_by)

    def _rounds_begun(self, moment: datetime) -> list[Round]:
        numbered = [talks for talks in self.base.rounds.values() if talks.number is not None]
        return sorted((t for t in numbered if t.from_.start <= moment), key=lambda t: t.from_.start)

    def _rounds_so_far(self) -> list[Round]:
        zone, within = self.base.zone, self.within
        self.own.row = self._rounds_begun(self.known_by)
        begun = [
            talks
            for talks in self._rounds_begun(self._until)
            if within is None or within.overlaps(talks.from_.day, (talks.last or talks.from_).day, zone)
        ]
        for talks in begun:
            if (version := timeline.at(talks.outcome, self.known_by)) is not None:
                self._use(version, current=timeline.at(talks.outcome, self.now) is version)
        return begun

    def happened(self, count: int = 8) -> str:
        """What happened in the stretch that is asked about, a line each; without one, the latest that did."""
        zone = self.base.zone
        first = self.within.begun.astimezone(zone).date() if self.within else None
        last = self._until.astimezone(zone).date()
        found = [event for event in chronicle.events(self.base, self.known_by, first, last) if not event.is_ahead]
        if not found:
            raise NoFact("events")
        shown = found[:count] if self.within else found[-count:]
        lines = [self._event_line(event) for event in shown]
        if len(found) > len(shown) and self.within:
            lines.append(say("answers-more-happened", self.language, count=len(found) - len(shown)))
        return _bullets(lines)

    def _event_line(self, event: chronicle.Event) -> str:
        if event.record is not None:
            self._use(event.record, current=True)
        days = formats.days_span(event.at.day, (event.last or event.at).day, self.language)
        if event.at.precision is Precision.MONTH:
            days = formats.month(event.at.day, self.language)
        detail = first_sentence(self.tell(event.detail)).replace("**", "") if event.detail else ""
        key = "answers-happened" if detail else "answers-happened-alone"
        title = event.title.say(self.language)
        return say(key, self.language, days=days, title=title[:1].upper() + title[1:], detail=detail)

    # --- issues and deadlines ----------------------------------------------------------------------------------

    def issues(self) -> str:
        """The open issues that are on record at the moment, a line each: the name and the first sentence."""
        lines = []
        for issue in self.base.issues.values():
            version = timeline.at(issue.status, self._texts_at, self.known_by)
            if issue.open and version is not None:
                first = first_sentence(self._version(issue.status, issue.id))
                lines.append(f"**{issue.name.say(self.language)}**: {first}")
        return _bullets(lines)

    def issue_names(self) -> str:
        """The names of the open issues, in one line."""
        names = [
            issue.name.say(self.language)
            for issue in self.base.issues.values()
            if issue.open and timeline.at(issue.status, self._texts_at, self.known_by) is not None
        ]
        return formats.join(names, self.language)

    def deadline(self, id_: str) -> str:
        """One sentence on how a deadline stands."""
        found = self._standing(id_)
        deadline = found.deadline
        named = {"title": deadline.title.say(self.language), "when": self.when(id_), "days": abs(found.days)}
        if found.outcome:
            note = self.tell(found.outcome.note) if found.outcome.note else ""
            attested = say(f"answers-attestation-{found.outcome.attestation}", self.language)
            key = f"answers-deadline-{found.outcome.status}"
            return say(key, self.language, note=note, attested=attested, **named).strip()
        return say(f"answers-deadline-{found.state.replace('_', '-')}", self.language, **named)

    def when(self, id_: str) -> str:
        """The date of a deadline, with its hour where that was published."""
        at = self._date(id_)
        if at.is_exact:
            return formats.moment(at.start, at.zone, self.language)
        return self._day(at)

    def day(self, id_: str) -> str:
        """The date of a deadline."""
        return self._day(self._date(id_))

    def days_left(self, id_: str) -> int:
        """Calendar days from the moment to the deadline; negative when it has passed."""
        at = self._standing(id_).deadline.at
        return (at.day - self.moment.astimezone(ZoneInfo(at.zone)).date()).days

    def if_missed(self, id_: str) -> str:
        """What follows if nothing is done."""
        return self.tell(self._get(self.base.deadlines, id_, "deadline").if_missed)

    def next_deadlines(self, count: int = 3) -> str:
        """The next deadlines, a line each."""
        ahead = timeline.upcoming(self.base, self.moment)[:count]
        if not ahead:
            raise NoFact("deadlines")
        return _bullets(self.deadline(standing.deadline.id) for standing in ahead)

    def _date(self, id_: str) -> Instant:
        deadline: Deadline = self._get(self.base.deadlines, id_, "deadline")
        self.deadlines[id_] = None
        return deadline.at

    def _standing(self, id_: str) -> timeline.Standing:
        deadline = self._get(self.base.deadlines, id_, "deadline")
        found = timeline.standing(deadline, self.known_by)
        if found.state is DeadlineState.UNKNOWN:
            raise NoFact(id_, deadline.known.known_at if deadline.known else None)
        now = timeline.standing(deadline, self.now)
        self._use(found.outcome or deadline, current=now.outcome is found.outcome)
        return found

    # --- shared ------------------------------------------------------------------------------------------------

    def tell(self, text: Text) -> str:
        """A text in the language, its own template calls carried out."""
        source = text.say(self.language)
        if self.render is None:
            return source
        self._depth += 1
        try:
            return self.render(source, self)
        finally:
            self._depth -= 1

    def _version(self, versions: Sequence[Version], id_: str) -> str:
        return self.tell(self._at(versions, id_).text)

    def _event(self, accounts: Sequence[Version], id_: str) -> str:
        """The newest account of something that is the same whenever it is asked about."""
        version = timeline.at(accounts, self.known_by)
        if version is None:
            raise self._nothing(id_, accounts)
        self._use(version, current=timeline.at(accounts, self.now) is version)
        return self.tell(version.text)

    def _at(self, versions: Sequence[Any], id_: str) -> Any:
        version = timeline.at(versions, self._texts_at, self.known_by)
        if version is None:
            raise self._nothing(id_, versions)
        self._use(version, current=timeline.at(versions, self.now) is version)
        if isinstance(version, Version) and version.stands is not None and not self._depth:
            self.own.stands.append(version.stands)
        return version

    def _nothing(self, id_: str, records: Iterable[Dated]) -> NoFact:
        since, until = timeline.reach(records) or (None, None)
        return NoFact(id_, since, until)

    def _use(self, record: Attested, *, current: bool) -> None:
        if all(used.record is not record for used in self.used):
            self.used.append(Used(record, current))

    def _get(self, records: Any, id_: str, kind: str) -> Any:
        if id_ not in records:
            raise UnknownFact(f"there is no {kind} {id_!r}")
        return records[id_]

    def _day(self, instant: Instant) -> str:
        day: date = instant.day
        if instant.precision is Precision.MONTH:
            return formats.month(day, self.language)
        return formats.day(day, self.language)


TELLABLE = tuple(
    name
    for name, value in vars(Teller).items()
    if callable(value) and not name.startswith("_") and name not in {"functions", "tell"}
)


def first_sentence(text: str) -> str:
    """The first sentence of a text; a full stop inside a number or an abbreviation like U.S. does not end one."""
    for index, character in enumerate(text):
        after = text[index + 1 : index + 3]
        if character in "。！？" or (character == "\n"):
            return text[: index + 1].strip()
        ends = character in ".!?" and (not after or (after[0] == " " and not after[1:2].islower()))
        if ends and not text[: index + 1].endswith(("U.S.", "a.m.", "p.m.", "No.", " v.")):
            return text[: index + 1].strip()
    return text.strip()


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)
