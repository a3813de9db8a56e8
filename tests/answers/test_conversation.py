"""Questions that lean on the last answer: another time, its source, why, the other direction; and those that do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.asking import Asking
from bot.answers.conversation import FollowUp
from bot.answers.memory import Turn
from bot.answers.plain import plain_text
from bot.answers.ready import matcher_builder
from bot.answers.reply import MOST_CHARACTERS, Outcome, Reason, Reply
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from tests.answers.conftest import write_wide
from tests.answers.test_asking import asking_on
from tests.support.bases import NOW

SPRING = datetime(2025, 4, 30, 12, tzinfo=UTC)
SUMMER = datetime(2025, 7, 29, 12, tzinfo=UTC)
MORE = """
entries:
  - id: china-peak
    question: How high was the duty of China at most?
    phrasings: [peak of the chinese duty, highest duty of beijing]
    answer: "It is **{{ rate('china_on_us') }}** now."
  - id: us-peak
    question: How high was the duty of America at most?
    phrasings: [peak of the american duty, highest duty of washington]
    answer: "It is **{{ rate('us_on_china') }}** now."
  - id: why-truce
    question: Why was there a truce?
    phrasings: [why did they agree on a truce, reason of the truce, why does the truce end at all, why when does the truce end]
    answer: Both sides had enough.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """The wide base, with a second entry of either direction and one that tells why."""
    folder = write_wide(tmp_path_factory.mktemp("turned"))
    (folder / "faq" / "more.yaml").write_text(MORE, "utf-8")
    return asking_on(Library(folder).base)


def after(asking: Asking, entry: str, question: str, moment: datetime | None = None) -> Reply:
    """The reply to a question after the answer of an entry, about a moment."""
    return FollowUp(asking, turn(asking, entry, moment), asking.one).reply(question)


def turn(asking: Asking, entry: str, moment: datetime | None = None) -> Turn:
    known = asking.base.entries.get(entry)
    told = known.question.say("en") if known else "what of that"
    return Turn(told, NOW, entry, told, about=moment)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("and in 2018?", "$419.2 billion"),
        ("what about 2024", "$295.5 billion"),
        ("2018?", "$419.2 billion"),
        ("in 2018 then", "$419.2 billion"),
        ("那2018年呢", "$419.2 billion"),
    ],
)
def test_reply_when_only_another_time_is_named_then_the_last_entry_is_told_for_it(
    asking: Asking, question: str, figure: str
) -> None:
    reply = after(asking, "deficit", question)
    assert (reply.outcome, reply.reason, reply.entry) == (Outcome.ANSWER, Reason.FOLLOW_UP, "deficit")
    assert figure in plain_text(reply)


@pytest.mark.parametrize(
    ("question", "rate", "is_past"), [("and on 30 april 2025?", "145%", False), ("as of 29 july 2025", "30%", True)]
)
def test_reply_when_only_a_day_is_named_then_the_last_entry_is_told_for_it(
    asking: Asking, question: str, rate: str, is_past: bool
) -> None:
    reply = after(asking, "us-rate", question)
    assert (reply.entry, reply.is_past) == ("us-rate", is_past)
    assert rate in reply.answer


@pytest.mark.parametrize("question", ["Source?", "your sources", "says who?", "来源？"])
def test_reply_when_the_source_is_asked_for_then_only_titles_publishers_and_links(
    asking: Asking, question: str
) -> None:
    now, then = (after(asking, "us-rate", question, moment) for moment in (None, SUMMER))
    assert now.answer == "• A report (A Paper)"
    assert then.answer == "• The order (White House): https://example.org/order", "what was told is what is sourced"


@pytest.mark.parametrize("question", ["why?", "But why", "为什么？"])
def test_reply_when_why_is_asked_and_nothing_tells_why_then_it_says_so_and_offers_what_stands_next_to_it(
    asking: Asking, question: str
) -> None:
    reply = after(asking, "us-rate", question, SUMMER)
    assert (reply.outcome, reply.reason) == (Outcome.UNKNOWN, Reason.NO_FACT)
    assert plain_text(reply).startswith("I have no reason for that on record")
    assert reply.suggestions[0].entry == "truce-end", "it says to see the duty also"


def test_reply_when_why_is_asked_and_an_entry_tells_why_then_that_entry(asking: Asking) -> None:
    reply = after(asking, "truce-end", "why?")
    assert (reply.outcome, reply.entry) == (Outcome.ANSWER, "why-truce")


@pytest.mark.parametrize(
    "question",
    [
        "and beijing's tariff?",
        "and the chinese duty on american tea",
        "the other way round?",
        "vice versa",
        "and in return?",
    ],
)
@pytest.mark.parametrize("moment", [None, SPRING], ids=["now", "then"])
def test_reply_when_the_direction_is_turned_then_the_other_rate_at_the_same_moment(
    asking: Asking, question: str, moment: datetime | None
) -> None:
    reply = after(asking, "us-rate", question, moment)
    assert (reply.outcome, reply.reason) == (Outcome.ANSWER, Reason.FOLLOW_UP)
    assert reply.entry in ("china-rate", "china-peak")
    assert ("125%" if moment else "10%") in reply.answer
    assert (reply.about, reply.as_of) == (moment, NOW)


def test_reply_when_the_direction_is_turned_and_a_day_is_named_then_the_other_rate_on_that_day(asking: Asking) -> None:
    reply = after(asking, "us-rate", "and the other way round on 29 july 2025?", SPRING)
    assert reply.entry in ("china-rate", "china-peak")
    assert reply.about is not None
    assert (reply.about.year, reply.about.month) == (2025, 7)
    assert "10%" in reply.answer


@pytest.mark.parametrize("question", ["and china on us?", "what about china on america"])
def test_reply_when_the_direction_is_turned_by_the_parties_alone_then_the_other_rate(
    asking: Asking, question: str
) -> None:
    reply = after(asking, "us-rate", question)
    assert reply.entry in ("china-rate", "china-peak")


def test_reply_when_one_entry_alone_tells_the_other_direction_then_it_is_told(wide: KnowledgeBase) -> None:
    reply = after(asking_on(wide), "us-rate", "the other way round?")
    assert reply.entry == "china-rate"


@pytest.mark.parametrize(
    ("last", "question"),
    [
        ("us-rate", "and in the tariff on japan in 2018?"),  # a place of its own
        ("us-rate", "when does the truce end?"),
        ("us-rate", "what is the weather like"),
        ("us-rate", "how do I bake bread"),
        ("us-rate", "who won the football match"),
        ("us-rate", "thanks"),
        ("deficit", "us tariff on china"),
        ("deficit", ""),
    ],
)
def test_reply_when_the_question_stands_on_its_own_feet_then_it_is_the_reply_to_it_alone(
    asking: Asking, last: str, question: str
) -> None:
    assert after(asking, last, question) == asking.one(question)


@pytest.mark.parametrize(
    ("last", "question"),
    [("truce-end", "the other way round?"), ("us-rate", "and japan?"), ("an entry that is gone", "source?")],
)
def test_reply_when_nothing_can_be_turned_or_it_is_another_country_then_no_answer(
    asking: Asking, last: str, question: str
) -> None:
    assert not after(asking, last, question).answered


def test_reply_when_a_message_has_many_words_then_it_is_read_once_by_itself(asking: Asking) -> None:
    many = "and in 2018? " * 20
    assert after(asking, "deficit", "and in 2018?").reason is Reason.FOLLOW_UP
    assert after(asking, "deficit", many) == asking.one(many)


@given(
    st.text(max_size=80) | st.sampled_from(["why?", "source?", "and in 1700?", "vice versa", "and in 2030"]),
    st.sampled_from(["truce-end", "us-rate", "china-rate", "deficit", "stockholm", "gone"]),
    st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC)),
)
@settings(max_examples=80, deadline=None)
def test_reply_when_given_any_text_after_any_turn_then_none_or_a_reply_within_bounds_and_the_same_again(
    asking: Asking, text: str, entry: str, moment: datetime | None
) -> None:
    reply = after(asking, entry, text, moment)
    assert after(asking, entry, text, moment) == reply
    assert 0 < len(plain_text(reply)) <= MOST_CHARACTERS
    assert reply.as_of <= NOW


def test_ask_when_it_leans_on_the_last_answer_then_it_is_read_so_for_that_key_alone(tea: Answerer) -> None:
    def say(text: str) -> Reply:
        return tea.ask(text, now=NOW, memory_key=("person", "channel"))

    assert "$295.5 billion" in say("deficit 2024").answer
    assert "$419.2 billion" in say("and in 2018?").answer
    assert "A report" in say("source?").answer
    elsewhere = tea.ask("and in 2018?", now=NOW, memory_key=("person", "elsewhere"))
    assert elsewhere.reason is not Reason.FOLLOW_UP
    assert not elsewhere.answered


def test_ask_when_a_follow_up_comes_too_late_or_to_an_unanswered_question_then_it_stands_alone(tea: Answerer) -> None:
    def say(text: str, minutes: int = 0, key: str = "ann") -> tuple[str, str | None]:
        reply = tea.ask(text, now=NOW + timedelta(minutes=minutes), memory_key=key)
        return reply.reason.value, reply.entry

    assert say("deficit 2024")[1] == "deficit"
    assert say("and in 2018?", minutes=10) == ("follow_up", "deficit")
    assert say("and in 2018?", minutes=21)[0] != "follow_up"
    assert say("tariff on Japan", key="bob")[1] is None
    assert say("and in 2018?", key="bob")[0] != "follow_up"
    assert tea.ask("and in 2018?", now=NOW).reason != "follow_up"


def test_ask_when_an_unanswered_question_lies_between_then_the_last_answer_is_still_leant_on(tea: Answerer) -> None:
    tea.ask("deficit 2024", now=NOW, memory_key="gil")
    assert tea.ask("will the truce hold", now=NOW, memory_key="gil").reason is Reason.REFUSED
    assert tea.ask("and in 2018?", now=NOW, memory_key="gil").entry == "deficit"


def test_ask_when_the_last_answer_told_of_the_past_then_a_follow_up_stays_there(tmp_path: Path) -> None:
    answerer = Answerer(Library(write_wide(tmp_path)), matcher_builder(None, None))
    answerer.ask("us tariff on china", now=NOW, as_of=SUMMER, memory_key="hal")
    source = answerer.ask("source?", now=NOW, memory_key="hal")
    assert (source.as_of, plain_text(source)) == (SUMMER, "• The order (White House): https://example.org/order")


SHIPPED_RATE = "What is the US tariff on Chinese goods?"


@pytest.mark.parametrize(
    "question", ["and the other way round?", "vice versa?", "and China's tariffs on American goods?"]
)
def test_ask_when_a_shipped_rate_is_turned_then_the_other_rate_at_the_same_moment(
    shipped: Answerer, question: str
) -> None:
    first = shipped.ask(SHIPPED_RATE, now=NOW, as_of=SPRING, memory_key="eve")
    assert (first.entry, first.as_of) == ("tariff-us-on-china", SPRING)
    other = shipped.ask(question, now=NOW, memory_key="eve")
    assert (other.reason, other.entry, other.as_of) == (Reason.FOLLOW_UP, "tariff-china-on-us", SPRING)
    back = shipped.ask("and the other way round?", now=NOW, memory_key="eve")
    assert (back.entry, back.as_of) == ("tariff-us-on-china", SPRING)


def test_ask_when_a_shipped_rate_is_turned_by_the_parties_alone_then_the_other_rate(shipped: Answerer) -> None:
    shipped.ask(SHIPPED_RATE, now=NOW, memory_key="ida")
    assert shipped.ask("and china on us?", now=NOW, memory_key="ida").entry == "tariff-china-on-us"


@pytest.mark.parametrize("question", ["and china on us?", "the other way round?"])
def test_ask_when_the_last_answer_has_no_direction_then_nothing_is_turned(shipped: Answerer, question: str) -> None:
    shipped.ask("who is Scott Bessent?", now=NOW, memory_key="fay")
    assert shipped.ask(question, now=NOW, memory_key="fay").reason is not Reason.FOLLOW_UP
