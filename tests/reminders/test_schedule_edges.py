"""The schedule's rules at their edges: what a dispatcher asks beside the decisions themselves, and to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.knowledge.model import Deadline
from bot.reminders.keys import revision, write_instant
from bot.reminders.ledger import Told
from bot.reminders.schedule import (
    GRACE,
    Decision,
    Policy,
    Reason,
    decide,
    decide_pair,
    has_work,
    next_look,
    next_wake,
    plan,
    still_holds,
    told_now,
)
from bot.reminders.subscription import Subscription, Suspension, Trouble, only
from tests.reminders.test_schedule import MET, make_outcome_row, make_row
from tests.reminders.world import DAY, HOUR, NOON, make_deadline, make_subscription

POLICY = Policy(late_cutoff=12 * HOUR)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
CLOSED = make_deadline(outcome=MET)
ENDS = make_deadline().at.start


def due(deadline: Deadline, subscription: Subscription, now: datetime, *rows: object) -> Decision:
    """The one decision that sends."""
    (found,) = [d for d in decide_pair(deadline, subscription, rows, now, POLICY) if d.reason.sends]  # type: ignore[arg-type]
    return found


def test_decide_when_there_are_several_deadlines_and_channels_then_each_pair_reads_its_own_rows() -> None:
    one, other = make_deadline(), make_deadline("fees")
    rows = [make_row(one)]
    found = list(decide([one, other], [make_subscription(1), make_subscription(2)], rows, ENDS - 7 * DAY, POLICY))
    told = {(d.key.deadline, d.key.channel): d.reason for d in found if d.key.slot == "7d"}
    assert told == {
        ("truce", 1): Reason.ALREADY_CLAIMED,
        ("truce", 2): Reason.DUE,
        ("fees", 1): Reason.DUE,
        ("fees", 2): Reason.DUE,
    }


def test_holds_when_nothing_changed_then_until_the_deadline_passes() -> None:
    deadline, subscription = make_deadline(), make_subscription()
    decision = due(deadline, subscription, ENDS - DAY)
    assert still_holds(decision, deadline, subscription, ENDS - SECOND)
    assert not still_holds(decision, deadline, subscription, ENDS)


def test_holds_when_it_is_told_at_the_hour_itself_then_afterwards_too() -> None:
    deadline, subscription = make_deadline(), make_subscription(1, timedelta())
    decision = due(deadline, subscription, ENDS)
    assert still_holds(decision, deadline, subscription, ENDS + HOUR)


@pytest.mark.parametrize(
    "changed",
    [
        make_subscription(suspension=Suspension(Trouble.FORBIDDEN, NOON, NOON + HOUR)),
        replace(make_subscription(), topics={only("tariffs"): NOON}),
        make_subscription(1, 7 * DAY),
    ],
    ids=["suspended", "other topics", "without this lead"],
)
def test_holds_when_the_channel_no_longer_wants_it_then_it_is_not_sent(changed: Subscription) -> None:
    deadline = make_deadline()
    decision = due(deadline, make_subscription(1, DAY), ENDS - DAY)
    assert still_holds(decision, deadline, make_subscription(1, DAY), ENDS - DAY)
    assert not still_holds(decision, deadline, changed, ENDS - DAY)


def test_holds_when_a_move_is_told_then_leads_do_not_matter_but_the_date_does() -> None:
    old, new = make_deadline(), make_deadline(at="2026-11-20")
    decision = due(new, make_subscription(), NOON + DAY, make_row(old))
    assert decision.reason is Reason.MOVED
    assert still_holds(decision, new, make_subscription(1, 3 * DAY), NOON + DAY)
    assert not still_holds(decision, old, make_subscription(), NOON + DAY)


def test_holds_when_an_outcome_is_told_then_after_the_deadline_too_and_only_for_who_was_there() -> None:
    decision = due(CLOSED, make_subscription(), NOON + 3 * DAY, make_row(make_deadline()))
    assert decision.reason is Reason.OUTCOME
    assert still_holds(decision, CLOSED, make_subscription(), ENDS + DAY)
    assert CLOSED.outcome is not None
    known = CLOSED.outcome.known_from.passed_at
    assert not still_holds(decision, CLOSED, make_subscription(since=known), NOON + 4 * DAY)
    assert still_holds(decision, CLOSED, make_subscription(since=known - SECOND), NOON + 4 * DAY)


def test_holds_when_an_outcome_was_withdrawn_then_while_there_is_none() -> None:
    rows = (make_row(make_deadline()), make_outcome_row())
    decision = due(make_deadline(), make_subscription(), NOON + 3 * DAY, *rows)
    assert decision.reason is Reason.WITHDRAWN
    assert still_holds(decision, make_deadline(), make_subscription(), ENDS + DAY)
    assert not still_holds(decision, CLOSED, make_subscription(), NOON + 4 * DAY)
    # Known only later, it tells the same of the deadline as none would: the correction must not go out beside it.
    later = make_deadline(outcome={**MET, "known": "2026-11-09"})
    assert told_now(later, NOON + 3 * DAY) == decision.told
    assert not still_holds(decision, later, make_subscription(), NOON + 3 * DAY)


@pytest.mark.parametrize(
    ("now", "settled"), [(ENDS + GRACE - SECOND, False), (ENDS + GRACE, True)], ids=["within grace", "after"]
)
def test_decide_when_the_deadline_passed_then_it_goes_on_record_after_the_grace(now: datetime, settled: bool) -> None:
    (found,) = decide_pair(make_deadline(), make_subscription(1, HOUR), (), now, POLICY)
    assert (found.reason, found.settled) == (Reason.DEADLINE_PASSED, settled)


def test_decide_when_a_lead_is_too_late_then_it_goes_on_record_after_the_grace() -> None:
    deadline, subscription = make_deadline(at="2026-11-20T12:00Z"), make_subscription(1, 7 * DAY)
    late = NOON + 12 * DAY + POLICY.late_cutoff
    for now, reason, settled in (
        (late, Reason.DUE, False),
        (late + TICK, Reason.SKIPPED_LATE, False),
        (late + GRACE, Reason.SKIPPED_LATE, False),
        (late + GRACE + TICK, Reason.SKIPPED_LATE, True),
    ):
        (found,) = decide_pair(deadline, subscription, (), now, POLICY)
        assert (found.reason, found.settled) == (reason, settled), now


def test_decide_when_a_lead_is_sent_then_nothing_is_settled_by_it() -> None:
    found = {d.key.slot: d for d in decide_pair(make_deadline(), make_subscription(), (), ENDS - DAY, POLICY)}
    assert (found["1d"].reason, found["1d"].settled, found["1d"].previous) == (Reason.DUE, False, "")
    assert (found["7d"].reason, found["7d"].settled) == (Reason.COLLAPSED, True)


def test_decide_when_it_moved_then_the_move_names_the_instant_that_was_told() -> None:
    old, new = make_deadline(), make_deadline(at="2026-11-20")
    decision = due(new, make_subscription(), NOON + DAY, make_row(old))
    assert decision.previous == write_instant(old.at)
    assert decision.key.revision == revision(new.at) != revision(old.at)


def test_decide_when_it_moves_to_and_fro_then_each_move_has_an_ordinal_of_its_own() -> None:
    old, new = make_deadline(), make_deadline(at="2026-11-20")
    rows = (make_row(old), make_row(new, "moved.1", at=NOON + DAY))
    decision = due(old, make_subscription(), NOON + 2 * DAY, *rows)
    assert (decision.key.slot, decision.previous) == ("moved.2", write_instant(new.at))


def test_wake_when_times_lie_ahead_then_it_is_the_first_of_them() -> None:
    deadline = make_deadline(known="2026-11-02T00:00Z", outcome={**MET, "known": "2026-11-04T00:00Z"})
    leads = [7 * DAY, DAY]
    assert next_wake([deadline], leads, NOON) == datetime.fromisoformat("2026-11-02T00:00+00:00")
    assert next_wake([deadline], leads, NOON + DAY) == ENDS - 7 * DAY
    assert next_wake([deadline], leads, ENDS - 7 * DAY) == datetime.fromisoformat("2026-11-04T00:00+00:00")
    # Known by then, the outcome ends the leads.
    assert next_wake([deadline], leads, NOON + 3 * DAY) is None
    assert next_wake([make_deadline()], leads, ENDS - DAY) is None
    assert next_wake([], leads, NOON) is None


def test_look_when_a_lead_is_past_then_when_it_may_go_on_record_as_skipped() -> None:
    deadline, lead = make_deadline(), 7 * DAY
    due_ = ENDS - lead
    assert next_look(deadline, [lead], POLICY, NOON) == due_
    assert next_look(deadline, [lead], POLICY, due_) == due_ + POLICY.late_cutoff + GRACE + TICK
    assert next_look(deadline, [lead], POLICY, due_ + DAY) == ENDS + GRACE
    assert next_look(deadline, [lead], POLICY, ENDS + GRACE) is None


def test_look_when_the_outcome_is_known_then_never() -> None:
    assert next_look(CLOSED, [7 * DAY], POLICY, NOON + 3 * DAY) is None


def test_work_when_somebody_was_told_something_else_then_there_is_some() -> None:
    deadline = make_deadline()
    now = told_now(deadline, NOON)
    assert not has_work(deadline, [now], [7 * DAY], NOON)
    for other in (Told("2020-01-01"), Told("2030-01-01"), replace(now, outcome="met@2026-11-03")):
        assert has_work(deadline, [now, other], [7 * DAY], NOON)


def test_work_when_a_lead_is_due_then_there_is_some_until_an_outcome_is_known() -> None:
    assert not has_work(make_deadline(), [], [7 * DAY], ENDS - 7 * DAY - SECOND)
    assert has_work(make_deadline(), [], [7 * DAY], ENDS - 7 * DAY)
    assert not has_work(CLOSED, [], [7 * DAY], ENDS - DAY)


def test_plan_when_a_deadline_is_closed_or_not_wanted_then_nothing_is_planned() -> None:
    subscription = make_subscription()
    assert len(plan([make_deadline()], subscription, NOON)) == 2
    assert plan([CLOSED], subscription, NOON + 3 * DAY) == ()
    assert plan([make_deadline()], replace(subscription, topics={only("fees"): NOON}), NOON) == ()


def test_plan_when_a_lead_is_due_this_very_moment_then_it_is_no_longer_ahead_and_few_are_shown() -> None:
    assert [one.lead for one in plan([make_deadline()], make_subscription(), ENDS - 7 * DAY)] == [DAY]
    assert len(plan([make_deadline(), make_deadline("fees")], make_subscription(), NOON, limit=3)) == 3
