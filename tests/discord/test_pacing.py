"""Pacing under a clock of its own: nothing here waits."""

from __future__ import annotations

import asyncio
import heapq
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.pacing import (
    GLOBAL_PER_SECOND,
    HEADROOM,
    LONGEST_WAY,
    Lane,
    Pacer,
    Slot,
    Spacing,
    Window,
    is_paced,
)


class FakeTime:
    """A clock that jumps to the end of every sleep."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)  # who was just admitted reads the clock first
        self.now += seconds


@pytest.fixture
def fake() -> FakeTime:
    return FakeTime()


async def depart(pacer: Pacer, fake: FakeTime, lane: Lane, log: list[tuple[float, Lane]]) -> None:
    pacer.answered(await pacer.admit(lane))
    log.append((fake.now, lane))


async def run(fake: FakeTime, lanes: list[Lane], workers: int = 1) -> list[tuple[float, Lane]]:
    pacer = Pacer(workers, fake.clock, fake.sleep)
    log: list[tuple[float, Lane]] = []
    await asyncio.gather(*(depart(pacer, fake, lane, log) for lane in lanes))
    return log


async def test_admit_when_idle_then_leaves_at_once(fake: FakeTime) -> None:
    log = await run(fake, [Lane.PEOPLE])
    assert log == [(100.0, Lane.PEOPLE)]


async def test_admit_when_many_come_then_no_second_holds_more_than_the_limit(fake: FakeTime) -> None:
    times = [at for at, _ in await run(fake, [Lane.NOTICES] * 200)]
    busiest = max(sum(start <= at < start + 1 for at in times) for start in times)
    assert busiest <= GLOBAL_PER_SECOND
    assert times[-1] - times[0] < 200 / 45  # and still at least 45 a second


async def test_admit_when_many_come_then_they_are_evenly_spaced(fake: FakeTime) -> None:
    times = [at for at, _ in await run(fake, [Lane.NOTICES] * 50)]
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert min(gaps) > 0.015
    assert max(gaps) < 0.03


async def test_admit_when_workers_share_then_each_takes_its_part(fake: FakeTime) -> None:
    times = [at for at, _ in await run(fake, [Lane.PEOPLE] * 50, workers=2)]
    assert times[-1] - times[0] >= 49 / (GLOBAL_PER_SECOND / 2)


async def test_admit_when_notices_wait_then_an_answer_overtakes_them(fake: FakeTime) -> None:
    log = await run(fake, [Lane.NOTICES] * 20 + [Lane.PEOPLE])
    place = [lane for _, lane in log].index(Lane.PEOPLE)
    assert place <= 2


async def test_admit_when_questions_flood_then_every_fifth_is_a_notice(fake: FakeTime) -> None:
    log = await run(fake, [Lane.PEOPLE] * 40 + [Lane.NOTICES] * 8)
    first = [lane for _, lane in log[:30]]
    assert 5 <= first.count(Lane.NOTICES) <= 7


async def test_admit_when_a_waiting_request_is_cancelled_then_it_takes_no_turn(fake: FakeTime) -> None:
    pacer = Pacer(1, fake.clock, fake.sleep)
    log: list[tuple[float, Lane]] = []
    await pacer.admit(Lane.PEOPLE)
    gone = asyncio.create_task(pacer.admit(Lane.PEOPLE))
    await asyncio.sleep(0)
    gone.cancel()
    await depart(pacer, fake, Lane.NOTICES, log)
    assert log[0][0] - 100.0 == pytest.approx(Spacing(GLOBAL_PER_SECOND * HEADROOM).interval, abs=0.006)


def test_is_paced_when_route_is_an_interactions_then_exempt() -> None:
    assert is_paced("/api/v10/channels/1/messages")
    assert is_paced("/api/v10/users/@me")
    assert not is_paced("/api/v10/interactions/1/token/callback")
    assert not is_paced("/api/v10/webhooks/1/token/messages/@original")
    assert not is_paced("/")
    assert is_paced("/as/worker-1/api/v10/channels/1/messages")
    assert not is_paced("/as/worker-1/api/v10/interactions/1/token/callback")


def test_window_when_answers_are_late_then_the_next_second_waits_for_them() -> None:
    window = Window(2)
    first, second = window.depart(0.0), window.depart(0.02)
    window.answered(first, 0.5)
    assert window.wait(0.6) == pytest.approx(0.9)
    window.answered(second, 0.7)
    assert window.wait(1.5) == 0
    window.depart(1.5)
    assert window.wait(1.6) == pytest.approx(0.1)


def test_window_when_an_answer_never_comes_then_the_slot_is_free_in_the_end() -> None:
    window = Window(1)
    window.depart(0.0)
    assert window.wait(1.5) > 0
    assert window.wait(LONGEST_WAY + 1) == 0


@given(
    st.lists(st.tuples(st.floats(0, 0.3), st.floats(0, 0.4)), min_size=60, max_size=200),
)
async def test_admit_when_requests_jitter_on_their_way_then_no_second_of_discords_holds_too_many(
    jitter: list[tuple[float, float]],
) -> None:
    """Each request arrives some time after it left, and its answer comes some time after that."""
    fake = FakeTime()
    pacer = Pacer(1, fake.clock, fake.sleep)
    arrivals: list[float] = []
    answers: list[tuple[float, int, Slot]] = []
    for number, (way, back) in enumerate(jitter):
        admitted = asyncio.ensure_future(pacer.admit(Lane.NOTICES))
        while not admitted.done():
            await asyncio.sleep(0)
            while answers and answers[0][0] <= fake.now:
                _, _, slot = heapq.heappop(answers)
                pacer.answered(slot)
        arrivals.append(fake.now + way)
        heapq.heappush(answers, (fake.now + way + back, number, admitted.result()))
    arrivals.sort()
    assert all(later - first >= 1 for first, later in zip(arrivals, arrivals[GLOBAL_PER_SECOND:], strict=False))
