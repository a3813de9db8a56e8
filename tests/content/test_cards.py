"""Every entry of the shipped base as a card: inside Discord's limits, valid by its API description, and with its first line large."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.answers.answerer import Answerer
from bot.answers.asked import Asked
from bot.answers.reply import Reply
from bot.answers.telling import NoFact, Slots, Teller
from bot.answers.templates import render
from bot.discord_app import cards, events, limits, states
from bot.discord_app.layout import layout
from bot.discord_app.notices import buttons_of, card_of
from bot.discord_app.views import Asker, answer_layout, is_known
from bot.knowledge.values import Text
from bot.reminders.keys import NoticeKey, revision
from bot.reminders.notice import Kind, Notice, Tell
from tests.discord.loopback.checks import check_body
from tests.discord.loopback.journal import Request
from tests.discord.loopback.messages import COMPONENTS_V2, walk
from tests.discord.loopback.spec import Spec

MOMENTS = [
    datetime(2025, 7, 29, 20, tzinfo=UTC),
    datetime(2026, 11, 23, 12, tzinfo=UTC),
    datetime(2027, 6, 1, tzinfo=UTC),
]
ASKED = {"en": [Asked(), Asked(Slots(year=2018, years=(2018, 2024)), about=MOMENTS[0])], "zh": [Asked()]}
ASKER = Asker(2**63 - 1)


def problems(view: object) -> list[str]:
    """What Discord would refuse, by its own description and by its limits."""
    components = view.to_components()  # type: ignore[attr-defined]
    body = {"components": components, "flags": COMPONENTS_V2}
    check_body(body, [], of_bot=True)
    path = "/channels/1/messages"
    return Spec.at().violations(Request(0.0, "POST", path, "/channels/{channel_id}/messages", {}, {}, body))


def told(answerer: Answerer, entry: str, moment: datetime, language: str, asked: Asked) -> Reply:
    return answerer.entry(entry, now=MOMENTS[-1], as_of=moment, language=language, asked=asked)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:%Y-%m}")
def test_cards_when_made_of_every_entry_then_valid_and_their_buttons_lead_back(
    answerer: Answerer, moment: datetime, language: str
) -> None:
    for id_ in answerer.base.entries:
        for asked in ASKED[language]:
            reply = told(answerer, id_, moment, language, asked)
            view = answer_layout(reply, ASKER)
            assert problems(view) == [], (id_, asked)
            every = [*walk(view.to_components())]
            assert len(every) <= limits.COMPONENTS
            ids = [one["custom_id"] for one in every if "custom_id" in one]
            assert all(is_known(custom_id) for custom_id in ids)
            for match in filter(None, (re.fullmatch(states.Told.TEMPLATE, custom_id) for custom_id in ids)):
                state = states.Told.read(match)
                assert states.resolve(state.entry, answerer.base.entries) == id_
                assert state.asked.slots == reply.asked.slots


def test_looks_when_made_of_every_entry_then_valid(answerer: Answerer) -> None:
    now = MOMENTS[1]
    for id_ in answerer.base.entries:
        reply = answerer.entry(id_, now=now)
        for card in (cards.whole_card(reply, answerer.came_about(reply, now)), cards.sources_card(reply)):
            assert problems(layout(card)) == [], id_


def test_cards_when_read_at_a_glance_then_most_begin_with_a_headline_and_none_is_long(answerer: Answerer) -> None:
    replies = [answerer.entry(id_, now=MOMENTS[1]) for id_ in answerer.base.entries]
    shown = [cards.card_of(reply) for reply in replies if reply.answered]
    with_headline = [card for card in shown if card.title]
    assert len(with_headline) >= 0.9 * len(shown)
    assert max(len(card.title) + len(card.body) for card in shown) < 900


def telling(answerer: Answerer, now: datetime) -> Tell:
    """Renders what curators wrote, as the composition root does."""

    def tell(text: Text, language: str, moment: datetime) -> str:
        try:
            return render(text.say(language), Teller(answerer.base, max(moment, now), moment, language))
        except NoFact:
            return ""

    return tell


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:%Y-%m}")
def test_notices_when_made_of_every_deadline_then_valid(answerer: Answerer, moment: datetime, language: str) -> None:
    tell = telling(answerer, moment)
    for deadline in answerer.base.deadlines.values():
        key = NoticeKey(deadline.id, revision(deadline.at), "30d", ASKER.id)
        for kind, outcome in ((Kind.LEAD, None), (Kind.OUTCOME, deadline.outcome)):
            if kind is Kind.OUTCOME and outcome is None:
                continue
            notice = Notice(key, kind, deadline, moment, language=language, outcome=outcome)
            view = layout(card_of(notice, lambda _: tell), [buttons_of(notice)], above=f"<@&{ASKER.id}>")
            assert problems(view) == [], deadline.id
            assert all(is_known(one["custom_id"]) for one in walk(view.to_components()) if "custom_id" in one)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_events_when_made_of_every_deadline_then_valid_and_named(answerer: Answerer, language: str) -> None:
    now = MOMENTS[1]
    for deadline in answerer.base.deadlines.values():
        made = events.wanted(answerer.base, telling(answerer, now), now, deadline, language)
        body = {
            "name": made.name,
            "description": made.description,
            "entity_metadata": {"location": made.location},
            "scheduled_start_time": made.start.isoformat(),
            "scheduled_end_time": made.end.isoformat(),
            "privacy_level": 2,
            "entity_type": 3,
        }
        path = "/guilds/{guild_id}/scheduled-events"
        assert Spec.at().violations(Request(0.0, "POST", path.replace("{guild_id}", "1"), path, {}, {}, body)) == []
        assert 1 <= len(made.location) <= events.LOCATION
        assert made.start < made.end
        assert events.deadline_of(made.description) == deadline.id
