"""The rules alone, with the examples that they come from and the properties that always hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from bot.knowledge.model import Deadline
from bot.knowledge.values import Instant
from bot.reminders.calendar import Quiet
from bot.reminders.keys import NoticeKey, lead_slot, read_custom_id, read_instant, revision, write_instant
from bot.reminders.ledger import Row, State, Told, is_ripe
from bot.reminders.notice import Kind, Notice, days_ahead, in_words, text_of, time_left, when
from bot.reminders.schedule import (
    Decision,
    Policy,
    Reason,
    decide_pair,
    due_at,
    last_moment,
    next_wake,
    plan,
    still_holds,
    told_now,
)
from bot.reminders.subscription import ALL, Subscription, Suspension, Trouble, only
from tests.reminders.world import DAY, HOUR, NOON, make_deadline, make_subscription

POLICY = Policy(late_cutoff=12 * HOUR)


def reasons(deadline: Deadline, subscription: Subscription, now: datetime, rows: tuple[Row, ...] = ()) -> dict:
    return {d.key.slot: d.reason for d in decide_pair(deadline, subscription, rows, now, POLICY)}


def make_row(deadline: Deadline, slot: str = "7d", state: State = State.SENT, at: datetime = NOON) -> Row:
    key = NoticeKey(deadline.id, revision(deadline.at), slot, 1)
    return Row(key, state, Told(write_instant(deadline.at)), at, lease_until=at + timedelta(seconds=30))


@pytest.mark.parametrize(
    ("zone", "day", "lead", "expected"),
    [
        ("America/New_York", "2026-11-01", 1, "2026-10-31T04:00"),  # the day itself has 25 hours
        ("America/New_York", "2026-11-02", 1, "2026-11-01T04:00"),  # the day before has 25 hours
        ("America/New_York", "2026-03-09", 1, "2026-03-08T05:00"),  # the day before has 23 hours
        ("Asia/Shanghai", "2028-03-01", 1, "2028-02-28T16:00"),  # 29 February, a leap day
        ("UTC", "2027-03-01", 1, "2027-02-28T00:00"),
        ("America/Santiago", "2026-09-06", 0, "2026-09-06T04:00"),  # a day that has no midnight
    ],
)
def test_due_when_only_the_day_is_known_then_days_count_by_its_calendar(
    zone: str, day: str, lead: int, expected: str
) -> None:
    instant = Instant.parse(f"{day} {zone}")
    assert due_at(instant, lead * DAY) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_due_when_the_minute_is_known_then_hours_are_what_is_left() -> None:
    instant = Instant.parse("2026-11-02T00:01 America/New_York")
    assert instant.start - due_at(instant, DAY) == timedelta(hours=24)


def test_decide_when_leads_were_missed_then_they_collapse_into_the_last() -> None:
    found = reasons(make_deadline(), make_subscription(1, 7 * DAY, 3 * DAY, DAY), NOON + 8 * DAY)
    assert found == {"7d": Reason.COLLAPSED, "3d": Reason.COLLAPSED, "1d": Reason.DUE}


def test_decide_when_the_last_is_too_late_then_all_are_skipped() -> None:
    found = reasons(make_deadline(at="2026-11-20T12:00Z"), make_subscription(1, 14 * DAY, 7 * DAY), NOON + 13 * DAY)
    assert found == {"14d": Reason.SKIPPED_LATE, "7d": Reason.SKIPPED_LATE}


@pytest.mark.parametrize(("late", "expected"), [(12, Reason.DUE), (13, Reason.SKIPPED_LATE)])
def test_decide_when_late_then_the_cutoff_counts_from_the_lead(late: int, expected: Reason) -> None:
    deadline = make_deadline(at="2026-11-20T12:00Z")
    assert reasons(deadline, make_subscription(1, 7 * DAY), NOON + 12 * DAY + late * HOUR) == {"7d": expected}


def test_decide_when_the_deadline_has_passed_then_nothing_is_sent() -> None:
    assert reasons(make_deadline(), make_subscription(1, HOUR), NOON + 9 * DAY) == {"1h": Reason.DEADLINE_PASSED}


def test_decide_when_the_lead_is_nought_then_it_is_told_at_the_hour() -> None:
    deadline = make_deadline()
    subscription = make_subscription(1, timedelta())
    assert reasons(deadline, subscription, deadline.at.start - timedelta(seconds=1)) == {"0s": Reason.NOT_YET}
    assert reasons(deadline, subscription, deadline.at.start) == {"0s": Reason.DUE}


def test_decide_when_subscribed_after_a_lead_then_that_lead_is_not_missed() -> None:
    found = reasons(make_deadline(), make_subscription(1, since=NOON + 3 * DAY), NOON + 3 * DAY)
    assert found == {"7d": Reason.BEFORE_SUBSCRIPTION, "1d": Reason.NOT_YET}


def test_decide_when_topics_do_not_cover_it_then_it_says_so() -> None:
    subscription = replace(make_subscription(), topics={"tariffs": NOON})
    assert set(reasons(make_deadline(), subscription, NOON).values()) == {Reason.NOT_SUBSCRIBED}
    assert Reason.NOT_YET in reasons(make_deadline(topic="tariffs"), subscription, NOON).values()
    alone = replace(subscription, topics={only("truce"): NOON})
    assert Reason.NOT_YET in reasons(make_deadline(), alone, NOON).values()


def test_decide_when_suspended_then_nothing_is_decided() -> None:
    suspension = Suspension(Trouble.FORBIDDEN, NOON, NOON + HOUR)
    subscription = make_subscription(suspension=suspension)
    assert set(reasons(make_deadline(), subscription, NOON + 3 * DAY).values()) == {Reason.SUSPENDED}


def test_decide_when_a_claim_is_open_then_the_channel_waits_for_it() -> None:
    deadline = make_deadline()
    found = reasons(deadline, make_subscription(), NOON + 9 * DAY, (make_row(deadline, state=State.CLAIMED),))
    assert set(found.values()) == {Reason.IN_FLIGHT}


def test_decide_when_a_notice_is_in_doubt_then_later_ones_still_come() -> None:
    deadline = make_deadline()
    row = make_row(deadline, state=State.DOUBTFUL)
    found = reasons(deadline, make_subscription(), deadline.at.start - DAY, (row,))
    assert found == {"7d": Reason.ALREADY_CLAIMED, "1d": Reason.DUE}


def test_decide_when_it_moved_then_leads_that_the_move_tells_are_not_told_again() -> None:
    old, new = make_deadline(), make_deadline(at="2026-11-06T05:01Z")
    now = NOON + 4 * DAY
    subscription = make_subscription(1, 7 * DAY, DAY)
    found = reasons(new, subscription, now, (make_row(old),))
    assert found == {"moved.1": Reason.MOVED, "7d": Reason.BEFORE_SUBSCRIPTION, "1d": Reason.COLLAPSED}
    rows = (make_row(old), make_row(new, "moved.1", at=now))
    assert reasons(new, subscription, now + HOUR, rows)["1d"] is Reason.COLLAPSED


def test_decide_when_it_moved_into_the_past_then_nobody_is_told_a_stale_date() -> None:
    found = reasons(
        make_deadline(at="2026-11-02T05:01Z"), make_subscription(), NOON + DAY, (make_row(make_deadline()),)
    )
    assert found["moved.1"] is Reason.DEADLINE_PASSED


def test_decide_when_the_channel_was_never_told_then_neither_move_nor_outcome_is_news() -> None:
    closed = make_deadline(outcome={"status": "met", "on": "2026-11-02"})
    assert set(reasons(closed, make_subscription(), NOON + 2 * DAY).values()) == {Reason.CLOSED}


def test_decide_when_an_outcome_is_known_only_later_then_leads_go_on_until_then() -> None:
    deadline = make_deadline(outcome={"status": "met", "on": "2026-11-02", "known": "2026-11-05"})
    rows = (make_row(deadline),)
    before = reasons(deadline, make_subscription(), NOON + 3 * DAY, rows)
    after = reasons(deadline, make_subscription(), NOON + 4 * DAY, rows)
    assert before == {"7d": Reason.ALREADY_CLAIMED, "1d": Reason.NOT_YET}
    assert after == {"outcome.1": Reason.OUTCOME, "7d": Reason.ALREADY_CLAIMED, "1d": Reason.CLOSED}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("2026-11-10", Reason.OUTCOME),
        ("2026-11-09", None),
        ("2026-11-10T07:00Z", None),
        ("2026-11-10T09:00Z", Reason.OUTCOME),
    ],
)
def test_decide_when_subscribed_again_then_only_an_outcome_that_may_be_younger_is_told(
    known: str, expected: Reason | None
) -> None:
    again = datetime(2026, 11, 10, 8, tzinfo=UTC)
    deadline = make_deadline(outcome={"status": "met", "on": "2026-11-09", "known": known})
    found = reasons(deadline, make_subscription(since=again), again + DAY, (make_row(make_deadline()),))
    assert found.get("outcome.1") == expected


def test_decide_when_subscribed_again_then_another_date_than_was_told_is_told() -> None:
    found = reasons(
        make_deadline(at="2026-11-20"), make_subscription(since=NOON + DAY), NOON + DAY, (make_row(make_deadline()),)
    )
    assert found["moved.1"] is Reason.MOVED


MET = {"status": "met", "on": "2026-11-03"}


def make_outcome_row(told: str = "met@2026-11-03", number: int = 1, at: datetime = NOON + 2 * DAY) -> Row:
    row = make_row(make_deadline(), f"outcome.{number}", at=at)
    return replace(row, told=replace(row.told, outcome=told))


def test_decide_when_a_told_outcome_is_withdrawn_then_it_is_corrected_once_and_leads_go_on() -> None:
    rows = (make_row(make_deadline()), make_outcome_row())
    found = reasons(make_deadline(), make_subscription(), NOON + 3 * DAY, rows)
    assert found == {"outcome.2": Reason.WITHDRAWN, "7d": Reason.ALREADY_CLAIMED, "1d": Reason.NOT_YET}
    rows = (*rows, make_outcome_row("", 2, NOON + 3 * DAY))
    found = reasons(make_deadline(), make_subscription(), make_deadline().at.start - DAY, rows)
    assert found == {"7d": Reason.ALREADY_CLAIMED, "1d": Reason.DUE}
    found = reasons(make_deadline(outcome=MET), make_subscription(), NOON + 4 * DAY, rows)
    assert found == {"outcome.3": Reason.OUTCOME, "7d": Reason.ALREADY_CLAIMED, "1d": Reason.CLOSED}


def test_decide_when_the_clock_goes_back_before_an_outcome_then_nothing_is_corrected() -> None:
    rows = (make_row(make_deadline()), make_outcome_row())
    found = reasons(make_deadline(outcome=MET), make_subscription(), NOON + DAY, rows)
    assert found == {"7d": Reason.ALREADY_CLAIMED, "1d": Reason.NOT_YET}


def test_decide_when_subscribed_again_after_a_withdrawn_outcome_then_nothing_is_corrected() -> None:
    rows = (make_row(make_deadline()), make_outcome_row())
    found = reasons(make_deadline(), make_subscription(since=NOON + 3 * DAY), NOON + 3 * DAY, rows)
    assert found == {"7d": Reason.ALREADY_CLAIMED, "1d": Reason.NOT_YET}


def test_decide_when_it_is_corrected_after_a_lead_was_due_then_that_lead_is_told_by_it() -> None:
    rows, now = (make_row(make_deadline()), make_outcome_row()), make_deadline().at.start - 20 * HOUR
    assert reasons(make_deadline(), make_subscription(), now, rows)["1d"] is Reason.COLLAPSED
    rows = (*rows, make_outcome_row("", 2, now))
    assert reasons(make_deadline(), make_subscription(), now + HOUR, rows)["1d"] is Reason.COLLAPSED


def test_decide_when_the_deadline_is_not_known_yet_then_nothing_is_told() -> None:
    deadline = make_deadline(known="2026-11-08")
    assert set(reasons(deadline, make_subscription(), NOON + 3 * DAY).values()) == {Reason.NOT_KNOWN_YET}
    assert next_wake([deadline], [7 * DAY], NOON + 5 * DAY) == datetime(2026, 11, 8, tzinfo=UTC)


def test_plan_when_previewed_then_it_says_what_comes_when() -> None:
    other = make_deadline("fees", "2026-11-05")
    found = plan([make_deadline(), other], make_subscription(1, 7 * DAY, DAY), NOON)
    assert [(one.at.isoformat()[:16], one.deadline, lead_slot(one.lead)) for one in found] == [
        ("2026-11-03T05:01", "truce", "7d"),
        ("2026-11-04T00:00", "fees", "1d"),
        ("2026-11-09T05:01", "truce", "1d"),
    ]


def test_claim_when_the_clock_was_set_back_then_its_lease_counts_as_over() -> None:
    row, lease = make_row(make_deadline(), state=State.CLAIMED), timedelta(seconds=30)
    assert not is_ripe(row, NOON, lease)
    assert is_ripe(row, NOON + lease, lease)
    assert is_ripe(row, NOON - HOUR, lease)


@given(
    deadline=st.text("abcXYZ019-_.", min_size=1, max_size=150),
    slot=st.sampled_from(["7d", "moved.12", "outcome.3"]),
    channel=st.integers(0, 2**64 - 1),
)
def test_key_when_named_then_nonce_and_custom_id_fit_and_can_be_read_back(
    deadline: str, slot: str, channel: int
) -> None:
    key = NoticeKey(deadline, "revision00", slot, channel)
    assert len(key.nonce) <= 25
    assert len(key.custom_id("me")) <= 100
    tag = read_custom_id(key.custom_id("me"))
    assert tag is not None
    assert (tag.action, tag.nonce) == ("me", key.nonce)
    assert deadline.startswith(tag.deadline)


@pytest.mark.parametrize("text", ["2026-11-10 America/New_York", "2026-11", "2026-11-10T00:01 Asia/Shanghai"])
def test_instant_when_written_to_the_ledger_then_it_is_read_back_unchanged(text: str) -> None:
    instant = Instant.parse(text)
    back = read_instant(write_instant(instant))
    assert (back.start, back.end, back.precision, back.zone) == (
        instant.start,
        instant.end,
        instant.precision,
        instant.zone,
    )


# Whole histories: ticks at any moments, downtime, clocks that jump, dates that move, outcomes that come.

ZONES = ["UTC", "America/New_York", "Asia/Shanghai", "Europe/London", "America/Santiago"]
DAYS = ["2026-03-08", "2026-03-09", "2026-11-01", "2026-11-02", "2028-02-29", "2028-03-01", "2026-09-06"]
HOURS = ["", "T00:01", "T02:30", "T23:59"]
LEADS = [timedelta(days=n) for n in (30, 7, 3, 1)] + [timedelta(hours=12), timedelta(hours=1), timedelta()]


@st.composite
def instants(draw: st.DrawFn) -> str:
    return shown(f"{draw(st.sampled_from(DAYS))}{draw(st.sampled_from(HOURS))} {draw(st.sampled_from(ZONES))}")


def shown(text: str) -> str:
    """The instant as written; a wall time that clocks skip or show twice can be none, and such a history is left out."""
    try:
        make_deadline(at=text)
    except ValueError:
        reject()
    return text


@dataclass(frozen=True)
class Sent:
    """A notice as it went out: what was decided, on which deadline as it then stood, when, wanted since when, and how
    long and on which deadline it was decided before."""

    decision: Decision
    deadline: Deadline
    at: datetime
    since: datetime
    late: timedelta
    before: Deadline


@dataclass
class Life:
    """A ledger in memory that follows the port's rules, and everything that was ever sent."""

    rows: dict[NoticeKey, Row] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    decided: Counter[NoticeKey] = field(default_factory=Counter)

    def decide(self, deadline: Deadline, subscription: Subscription, now: datetime) -> list[Decision]:
        """What is to be sent now; what never will be goes on record, and what was left open is found out."""
        for row in [row for row in self.rows.values() if row.state is State.CLAIMED]:
            self.rows[row.key] = replace(row, state=State.SENT if row.message_id else State.RELEASED)
        decisions = list(decide_pair(deadline, subscription, tuple(self.rows.values()), now, POLICY))
        for decision in decisions:
            if decision.settled:
                self._decide(decision.key)
                self.rows[decision.key] = Row(decision.key, State.SKIPPED, decision.told, now, decision.reason)
        return [decision for decision in decisions if decision.reason.sends]

    def send(
        self,
        decision: Decision,
        deadline: Deadline,
        subscription: Subscription,
        now: datetime,
        fate: str,
        late: timedelta,
        before: Deadline,
    ) -> None:
        """Write and send what was decided, by what holds now."""
        posted = still_holds(decision, deadline, subscription, now) and fate != "died_before_it_was_stored"
        if posted:
            self._decide(decision.key)
            since = subscription.covers_since(deadline)
            assert since is not None
            self.sent.append(Sent(decision, deadline, now, since, late, before))
        state = {"confirmed": State.SENT, "in_doubt": State.DOUBTFUL}.get(fate, State.CLAIMED)
        row = Row(decision.key, state if posted else State.RELEASED, decision.told, now, message_id=1)
        self.rows[decision.key] = row if posted or fate == "confirmed" else replace(row, message_id=None)

    def _decide(self, key: NoticeKey) -> None:
        assert key not in self.rows or not self.rows[key].state.is_decided
        self.decided[key] += 1


@dataclass
class Event:
    """What curators or subscribers do.

    A move is by so many days, to an hour, in another zone if one is given; an outcome is dated so many days from now.
    """

    what: str = "nothing"
    days: int = 0
    hour: str = ""
    zone: str = ""


MOVES = st.builds(
    Event, st.just("move"), st.sampled_from([0, 0, 1, -1, 5, 40]), st.sampled_from(HOURS), st.sampled_from(["", *ZONES])
)
RECORDED = st.sampled_from([Event("close"), Event("close", -3), Event("close", 3), Event("reopen")])
WISHED = st.sampled_from([Event(what) for what in ("subscribe", "unsubscribe", "resubscribe", "suspend", "resume")])
EVENTS = st.one_of(st.just(Event()), RECORDED, MOVES, WISHED)
FATES = ["confirmed", "confirmed", "in_doubt", "died_after_it_was_stored", "died_before_it_was_stored"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([timedelta(minutes=1), HOUR, 6 * HOUR, DAY, 3 * DAY, 40 * DAY, -HOUR]),
        EVENTS,
        st.sampled_from([timedelta(), timedelta(minutes=1), 6 * HOUR]),
        st.one_of(st.just(Event()), EVENTS),
        st.sampled_from(FATES),
    ),
    min_size=4,
    max_size=14,
)
NEVER = Subscription(1, {}, {})
STOPPED = Suspension(Trouble.FORBIDDEN, NOON, NOON)


@dataclass
class Stage:
    """One deadline and one subscription, as they are changed."""

    deadline: Deadline
    subscription: Subscription
    leads: list[timedelta]

    def __post_init__(self) -> None:
        self.quiet = (self.subscription.quiet, self.subscription.zone)

    def happen(self, event: Event, now: datetime) -> None:
        """Change what the event changes."""
        if event.what == "move":
            at = self.deadline.at
            self.deadline = make_deadline(
                at=shown(f"{at.day + timedelta(days=event.days)}{event.hour} {event.zone or at.zone}")
            )
        elif event.what == "close":
            outcome = {"status": "met", "on": (now + event.days * DAY).date().isoformat()}
            self.deadline = make_deadline(at=_as_written(self.deadline.at), outcome=outcome)
        elif event.what == "reopen":
            self.deadline = make_deadline(at=_as_written(self.deadline.at))
        elif event.what == "unsubscribe":
            self.subscription = replace(NEVER, quiet=self.quiet[0], zone=self.quiet[1])
        elif event.what in ("subscribe", "resubscribe"):
            kept = self.subscription if event.what == "subscribe" else replace(self.subscription, topics={}, leads={})
            wishes = kept.changed(topics=[ALL], leads=self.leads, language="en", role_id=None, now=now)
            self.subscription = replace(wishes, suspension=None)
        elif event.what in ("suspend", "resume"):
            stopped = STOPPED if event.what == "suspend" else None
            self.subscription = replace(self.subscription, suspension=stopped)

    def tick(self, life: Life, now: datetime, late: timedelta, meanwhile: Event, fate: str) -> None:
        """One look, and what it decided sent somewhat later, when something else has happened."""
        before, decisions = self.deadline, life.decide(self.deadline, self.subscription, now)
        self.happen(meanwhile, now + late)
        for decision in decisions:
            life.send(decision, self.deadline, self.subscription, now + late, fate, late, before)


def _as_written(instant: Instant) -> str:
    pattern = "%Y-%m-%dT%H:%M" if instant.is_exact else "%Y-%m-%d"
    return f"{instant.local.strftime(pattern)} {instant.zone}"


@settings(max_examples=800, deadline=None)
@given(
    at=instants(),
    leads=st.lists(st.sampled_from(LEADS), min_size=1, max_size=5, unique=True),
    before=st.sampled_from([HOUR, DAY, 3 * DAY, 8 * DAY, 31 * DAY]),
    steps=STEPS,
    quiet=st.none() | st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439)),
    zone=st.sampled_from(ZONES),
)
@example(
    at="2026-11-02 America/New_York",
    leads=[DAY],
    before=2 * DAY,
    steps=[(DAY, Event(), timedelta(), Event(), "died_after_it_was_stored")] * 4,
    quiet=Quiet(22 * 60, 7 * 60),
    zone="America/New_York",
)
@example(  # a correction that another outcome, of a day to come, overtakes
    at="2026-03-08 UTC",
    leads=[3 * DAY],
    before=3 * DAY,
    steps=[
        (HOUR, Event(), timedelta(), Event(), "confirmed"),
        (HOUR, Event("close"), timedelta(), Event(), "confirmed"),
        (HOUR, Event("reopen"), timedelta(), Event("close", 3), "confirmed"),
    ],
    quiet=None,
    zone="UTC",
)
@example(  # an outcome from before the subscription that stands
    at="2026-11-02 America/New_York",
    leads=[DAY],
    before=2 * DAY,
    steps=[
        (DAY, Event(), timedelta(), Event(), "confirmed"),
        (3 * DAY, Event("resubscribe"), timedelta(), Event("close", -3), "confirmed"),
    ],
    quiet=None,
    zone="UTC",
)
@example(  # there and back, and there again, by a correction in between
    at="2026-11-02 UTC",
    leads=[7 * DAY],
    before=8 * DAY,
    steps=[
        (DAY, Event(), timedelta(), Event(), "confirmed"),
        *(
            (HOUR, event, timedelta(), Event(), "confirmed")
            for event in (Event("move", 5), Event("close"), Event("move", -5), Event("move", 5))
        ),
    ],
    quiet=None,
    zone="UTC",
)
@example(  # an outcome that was overtaken before it was sent, and holds again after another notice
    at="2026-03-08 UTC",
    leads=[HOUR, timedelta()],
    before=HOUR,
    steps=[
        (timedelta(minutes=1), Event(), timedelta(), Event(), "confirmed"),
        (HOUR, Event("close"), timedelta(), Event("close", 3), "confirmed"),
        (timedelta(minutes=1), Event(), timedelta(), Event(), "confirmed"),
        (timedelta(minutes=1), Event(), timedelta(), Event("close"), "confirmed"),
    ],
    quiet=None,
    zone="UTC",
)
def test_history_whatever_happens_then_each_key_is_decided_once_and_no_text_is_false(
    at: str,
    leads: list[timedelta],
    before: timedelta,
    steps: list[tuple[timedelta, Event, timedelta, Event, str]],
    quiet: Quiet | None,
    zone: str,
) -> None:
    deadline = make_deadline(at=at)
    now = deadline.at.start - before
    begun = Subscription(1, {ALL: now}, dict.fromkeys(leads, now), quiet=quiet, zone=zone)
    stage, life = Stage(deadline, begun, leads), Life()
    for span, event, late, meanwhile, fate in steps:
        now += span
        stage.happen(event, now)
        stage.tick(life, now, late, meanwhile, fate)
        now += late
    stage.happen(Event("resume"), now)
    for _ in range(2):
        now += timedelta(minutes=1)
        stage.tick(life, now, timedelta(), Event(), "confirmed")
    check_nothing_is_owed(stage, life, now)
    end = max(now, stage.deadline.at.passed_at) + DAY
    while now < end:
        now += 6 * HOUR
        stage.tick(life, now, timedelta(), Event(), "confirmed")
    assert set(life.decided.values()) <= {1}
    assert wanted_leads(stage) <= life.decided.keys()
    last: Sent | None = None
    for sent in life.sent:
        check_true(sent, last)
        check_quiet(sent, begun)
        last = sent


def check_quiet(sent: Sent, subscription: Subscription) -> None:
    """What came in quiet hours could not wait for their end: it would then have been too late, or the date past."""
    decided_at = sent.at - sent.late
    until = subscription.quiet_until(decided_at)
    if until is None:
        return
    assert sent.decision.reason is not Reason.OUTCOME
    due = sent.decision.due_at
    too_late = (subscription.waits_until(due, last_moment(sent.before.at)) or due) + POLICY.late_cutoff
    assert until >= last_moment(sent.before.at) or (sent.decision.reason is Reason.DUE and until >= too_late)


def check_nothing_is_owed(stage: Stage, life: Life, now: datetime) -> None:
    """Who was told of the deadline knows its date while it lies ahead, and its outcome."""
    deadline, since = stage.deadline, stage.subscription.covers_since(stage.deadline)
    if not life.sent or since is None or stage.subscription.quiet_until(now):
        return
    told, outcome = life.sent[-1].decision, told_now(deadline, now).outcome
    if not outcome and now < deadline.at.passed_at:
        assert told.key.revision == revision(deadline.at)
    if outcome and deadline.outcome and since < deadline.outcome.known_from.passed_at:
        assert told.told.outcome == outcome


def wanted_leads(stage: Stage) -> set[NoticeKey]:
    """The keys on which something must have been decided once the deadline has passed with no outcome."""
    deadline, subscription = stage.deadline, stage.subscription
    if deadline.outcome:
        return set()
    since = subscription.covers_since(deadline) or NOON
    wanted = [lead for lead, begun in subscription.leads.items() if due_at(deadline.at, lead) >= max(begun, since)]
    return {NoticeKey(deadline.id, revision(deadline.at), lead_slot(lead), 1) for lead in wanted}


def check_true(sent: Sent, last: Sent | None) -> None:
    """What the notice says, held against the calendar, the record, and what the channel was told before."""
    decision, deadline, now = sent.decision, sent.deadline, sent.at
    kind = Kind(decision.reason) if decision.reason is not Reason.DUE else Kind.LEAD
    outcome = deadline.outcome if kind is Kind.OUTCOME else None
    previous = read_instant(decision.previous) if decision.previous else None
    notice = Notice(decision.key, kind, deadline, now, previous=previous, outcome=outcome)
    text = text_of(notice, in_words(now, "en"))
    lines = " ".join(text.lines)
    if kind is not Kind.LEAD:
        assert last is not None
        assert (previous is None) == (kind is not Kind.MOVED and (kind is Kind.OUTCOME or _same_date(sent, last)))
        if previous is not None:
            told = next(line for line in text.lines if "You were told" in line)
            check_move(told, previous, deadline.at, last)
    if kind is Kind.OUTCOME:
        assert outcome is not None
        assert last is not None
        assert lines.startswith("Met on ")
        assert outcome.known_from.known_at <= now
        assert outcome.known_from.passed_at > sent.since
        assert last.decision.told.outcome != decision.told.outcome
        return
    assert not decision.told.outcome
    assert ("has been withdrawn" in lines) == (kind is Kind.WITHDRAWN)
    if kind is Kind.WITHDRAWN:
        assert last is not None
        assert last.decision.told.outcome
        assert deadline.outcome is None
    check_date(lines, deadline.at, now)
    if kind is Kind.MOVED:
        assert now < deadline.at.passed_at


def _same_date(sent: Sent, last: Sent) -> bool:
    return revision(sent.deadline.at) == revision(last.deadline.at)


def check_move(line: str, previous: Instant, instant: Instant, last: Sent) -> None:
    """That another date was told, that it was the last one told, and what of it is the same."""
    assert write_instant(previous) == last.decision.told.instant
    assert revision(previous) != revision(instant)
    assert ("the day is the same" in line.casefold()) == ((previous.day, previous.zone) == (instant.day, instant.zone))
    assert ("hour is now known" in line) <= (not previous.is_exact and instant.is_exact)


def check_date(lines: str, instant: Instant, now: datetime) -> None:
    """How a notice tells when something is."""
    today = now.astimezone(ZoneInfo(instant.zone)).date()
    assert ("No outcome is on record" in lines) == (now >= instant.passed_at)
    if not instant.is_exact:
        words = when(instant, now, "en", in_words(now, "en"))
        assert words in lines
        assert ("today" in words) == (instant.day == today)
        assert ("tomorrow" in words) == (instant.day - today == DAY)
    elif now < instant.start:
        assert f", {time_left(instant.start - now, 'en')}" in lines


@given(minutes=st.integers(-100_000, 100_000), seconds=st.integers(0, 59))
def test_time_left_when_told_then_it_is_never_more_than_is_left(minutes: int, seconds: int) -> None:
    span = timedelta(minutes=minutes, seconds=seconds)
    words = time_left(span, "en").removeprefix("in ").removesuffix(" ago").split()
    if words[0] == "within":
        assert abs(span) < timedelta(minutes=1)
        return
    units = {"day": DAY, "hour": HOUR, "minute": timedelta(minutes=1)}
    told = sum((int(n) * units[unit.rstrip("s")] for n, unit in zip(words[::2], words[1::2], strict=True)), timedelta())
    assert told <= abs(span) < told + HOUR


@given(at=instants(), leads=st.lists(st.sampled_from(LEADS), min_size=1, max_size=4), ahead=st.integers(-400, 400))
def test_next_wake_when_asked_then_no_decision_changes_before_it(at: str, leads: list[timedelta], ahead: int) -> None:
    deadline = make_deadline(at=at)
    now = deadline.at.start - timedelta(hours=ahead)
    subscription = Subscription(1, {ALL: now - 60 * DAY}, dict.fromkeys(leads, now - 60 * DAY))
    wake = next_wake([deadline], leads, now)
    before = {slot for slot, reason in reasons(deadline, subscription, now).items() if reason is Reason.DUE}
    until = (wake or now + 60 * DAY) - timedelta(microseconds=1)
    after = {slot for slot, reason in reasons(deadline, subscription, until).items() if reason is Reason.DUE}
    assert after <= before
    if wake:
        assert Reason.NOT_YET in reasons(deadline, subscription, now).values()


def test_days_ahead_when_the_zone_is_elsewhere_then_its_own_calendar_counts() -> None:
    instant = Instant.parse("2026-11-10 Asia/Shanghai")
    assert days_ahead(instant, datetime(2026, 11, 9, 15, 59, tzinfo=UTC)) == 1
    assert days_ahead(instant, datetime(2026, 11, 9, 16, 0, tzinfo=UTC)) == 0
