"""The reports and help on Discord."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from icalendar import Calendar

from bot.discord_app.client import ParleyBot
from tests.discord.conftest import Place, Running, TestClock
from tests.discord.loopback import Answer, Interaction, Message
from tests.discord.loopback.faults import ORIGINAL
from tests.discord.loopback.messages import walk

NAMES = ("status", "tariffs", "truce", "deficit", "issues", "deadlines", "timeline")


async def report(place: Place, name: str, **options: str | int) -> Interaction:
    """Somebody uses a report."""
    return await place.discord.slash(place.asker, place.channel, name, options)


def way(message: Message, name: str) -> str:
    """The button that leads to a screen."""
    return next(custom_id for custom_id in message.custom_ids if custom_id.startswith(f"v:{name}:"))


def menu(message: Message, kind: str) -> str:
    """The menu of a screen that leads to more of it, or to another one of its kind."""
    return next(custom_id for custom_id in message.custom_ids if custom_id.startswith(f"s:{kind}:"))


@pytest.mark.parametrize("name", NAMES)
async def test_report_when_used_then_answered_at_once_with_its_moment(bot: ParleyBot, place: Place, name: str) -> None:
    shown = await report(place, name)
    assert shown.answer is Answer.MESSAGE
    assert "As of 23 November 2026" in shown.text


@pytest.mark.parametrize("name", NAMES)
async def test_report_when_as_of_an_earlier_day_then_nothing_later_is_told(
    bot: ParleyBot, place: Place, name: str
) -> None:
    shown = await report(place, name, as_of="2025-07-29")
    assert "As of 29 July 2025" in shown.text
    assert "202.1" not in shown.text
    assert "20%" not in shown.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2025-02-30", "no such day"),
        ("8/12", "two ways"),
        ("soon", "no day that I can read"),
        ("2031-01-01", "has not come yet"),
        ("1999", "records begin"),
        ("@everyone", "no day that I can read"),
    ],
)
async def test_as_of_when_it_is_no_day_that_can_be_told_then_a_plain_sentence(
    bot: ParleyBot, place: Place, typed: str, said: str
) -> None:
    shown = await report(place, "status", as_of=typed)
    assert shown.ephemeral
    assert said in shown.text


async def test_status_when_its_button_is_pressed_then_the_detail_takes_its_place(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "status", as_of="2025-07-29")
    pressed = await place.discord.press(shown.message, place.asker, way(shown.message, "truce"))
    assert pressed.message is shown.message
    assert "12 August 2025" in shown.text
    assert "As of 29 July 2025" in shown.text


async def test_status_when_someone_else_presses_then_they_alone_see_the_detail(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "status")
    pressed = await place.discord.press(shown.message, place.other, way(shown.message, "truce"))
    assert pressed.ephemeral
    assert pressed.message is not shown.message


@pytest.mark.parametrize("name", ["tariffs", "deficit"])
async def test_chart_when_drawn_then_added_to_the_answer_with_alt_text(bot: ParleyBot, place: Place, name: str) -> None:
    shown = await report(place, name)
    await place.discord.bulletin.until(lambda: bool(shown.message.files), 30, "the chart")
    picture = shown.message.files[0]
    assert picture.data.startswith(b"\x89PNG")
    assert picture.description
    (gallery,) = [one for one in walk(shown.message.components) if one["type"] == 12]
    assert gallery["items"][0]["media"]["url"] == picture.url
    assert gallery["items"][0]["description"] == picture.description


async def test_deadlines_when_used_then_a_calendar_file_follows(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "deadlines")
    await place.discord.bulletin.until(lambda: bool(shown.message.files), 10, "the calendar")
    calendar = Calendar.from_ical(shown.message.files[0].data)
    assert {str(event["summary"]) for event in calendar.walk("VEVENT")} == {
        "End of the first truce",
        "End of the truce",
    }


async def test_deficit_when_a_year_is_given_then_its_figures_and_neighbours(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "deficit", period="2024")
    assert "$295.5 billion" in shown.text
    await place.discord.press(shown.message, place.asker, label="2025")
    assert "$202.1 billion" in shown.text


@pytest.mark.parametrize("year", [1900, -5, 0, 2**52])
async def test_deficit_when_the_year_has_no_data_then_it_says_which_have(
    bot: ParleyBot, place: Place, year: int
) -> None:
    shown = await report(place, "deficit", period=str(year))
    assert f"No figure is on record for {year}: the yearly figures run from 2018" in shown.text


async def test_issues_when_one_is_chosen_then_told_in_full(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "issues")
    assert "**Open** (1): TikTea" in shown.text
    await place.discord.press(shown.message, place.asker, menu(shown.message, "part"), values=["tiktea"])
    assert "A law was passed." in shown.text
    named = await report(place, "issues", issue="tea app")
    assert "The app must be sold." in named.text


@pytest.mark.parametrize("name", NAMES)
async def test_report_when_used_then_a_few_lines_and_each_section_by_its_menu(
    running: Running, place: Place, name: str
) -> None:
    async with running():
        shown = await report(place, name)
    first = shown.text
    assert len([line for line in first.splitlines() if not line.startswith("-# ")]) <= 7
    select = next(one for one in walk(shown.message.components) if one.get("custom_id", "").startswith("s:more:"))
    assert select["options"]
    async with running():  # the menu works after a restart, too
        for option in select["options"]:
            await place.discord.press(shown.message, place.asker, select["custom_id"], values=[option["value"]])
            title, *body = shown.text.splitlines()
            assert option["label"].rstrip("…") in title
            assert body
            assert "As of 23 November 2026" in shown.text
        back = next(label for label in labels(shown.message) if label.startswith("◀"))
        await place.discord.press(shown.message, place.asker, label=back)
        assert shown.text == first


def labels(message: Message) -> list[str]:
    """What stands on the buttons of a message."""
    return [one.get("label") or "" for one in walk(message.components)]


async def test_section_when_it_is_no_longer_there_then_a_plain_sentence(
    bot: ParleyBot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await report(place, "status")
    before = shown.text
    emptied = replace(bot.services.library.base, rounds={})
    monkeypatch.setattr(bot.services, "library", SimpleNamespace(base=emptied))
    pressed = await place.discord.press(shown.message, place.asker, menu(shown.message, "more"), values=["talks"])
    assert "no longer leads anywhere" in pressed.text
    assert shown.text == before


async def test_deficit_when_a_year_is_chosen_then_its_figures(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "deficit")
    await place.discord.press(shown.message, place.asker, menu(shown.message, "part"), values=["2024"])
    assert "$295.5 billion" in shown.text


async def test_timeline_when_paged_then_earlier_and_later_lead_to_and_fro(
    bot: ParleyBot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.timeline.PAGE", 2)
    shown = await report(place, "timeline")
    first = shown.text
    assert "Page 2 of 2" in first
    await place.discord.press(shown.message, place.asker, label="◀ Earlier")
    assert "Page 1 of 2" in shown.text
    await place.discord.press(shown.message, place.asker, label="Later ▶")
    assert shown.text == first


async def test_issues_when_the_name_is_unknown_then_did_you_mean(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "issues", issue="tiktae")
    assert "Did you mean" in shown.text
    await place.discord.press(shown.message, place.asker, label="TikTea")
    assert "A law was passed." in shown.text


async def test_issues_when_the_name_is_like_none_then_said_so_privately_and_none_is_guessed(
    bot: ParleyBot, place: Place
) -> None:
    shown = await report(place, "issues", issue="nonsense")
    assert shown.ephemeral
    assert "There is no issue called “nonsense”." in shown.text
    assert "Did you mean" not in shown.text


async def test_timeline_when_between_two_days_then_only_what_lies_there(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "timeline", since="2025-05-01", until="2025-06-01")
    assert "Geneva" in shown.text
    assert "tea duty" not in shown.text
    wrong = await report(place, "timeline", since="2025-06-01", until="2025-05-01")
    assert "Exchange them" in wrong.text


@pytest.mark.parametrize(
    ("name", "option", "typed", "expected"),
    [
        ("deficit", "period", "202", "2025"),
        ("issues", "issue", "tik", "tiktea"),
        ("status", "as_of", "2025-05", "2025-05-14"),
        ("timeline", "since", "", "2026-11-10"),
        ("issues", "issue", "zzz", None),
    ],
)
async def test_autocomplete_when_typed_then_it_offers_what_is_there(
    bot: ParleyBot, place: Place, name: str, option: str, typed: str, expected: str | int | None
) -> None:
    choices = await place.discord.autocomplete(place.asker, place.channel, name, option, typed)
    values = [choice["value"] for choice in choices]
    assert len(values) <= 25
    assert (expected in values) if expected is not None else (values == [])


async def test_report_when_in_a_server_without_the_bot_then_a_user_install_shows_it(
    bot: ParleyBot, place: Place
) -> None:
    fan = place.discord.add_user("fan", installed=True)
    elsewhere = place.discord.add_guild("elsewhere", has_bot=False)
    elsewhere.add_member(fan)
    shown = await place.discord.slash(fan, elsewhere.add_channel("chat"), "status")
    assert "As of 23 November 2026" in shown.text


async def test_report_when_the_persons_discord_is_chinese_then_told_in_chinese(bot: ParleyBot, place: Place) -> None:
    place.asker.locale = "zh-CN"
    assert "2026年11月23日" in (await report(place, "status")).text


async def test_about_when_used_then_version_revision_uptime_and_privacy(bot: ParleyBot, place: Place) -> None:
    bot.services.clock.pass_by(90_000)  # type: ignore[attr-defined]
    text = (await report(place, "about")).text
    assert "1.2.3" in text
    assert bot.services.library.base.revision[:12] in text
    assert "1 day 1 h 0 min" in text
    assert "I keep no messages." in text


async def test_forget_me_when_pressed_then_votes_and_own_reminders_go(bot: ParleyBot, place: Place) -> None:
    services, person = bot.services, place.asker.id
    await services.feedback.rate(message=1, entry="truce-end", person=person, up=True, at=services.clock())
    await services.subscriptions.remind_too(person, 77, "next_end")
    shown = await report(place, "about")
    pressed = await place.discord.press(shown.message, place.asker, "x:forget")
    assert "1 vote and 1 reminder of yours were removed" in pressed.text
    assert await services.subscriptions.of_user(person) == []


async def test_knowledge_when_not_a_curator_then_a_plain_sentence(bot: ParleyBot, place: Place) -> None:
    shown = await place.discord.slash(place.moderator, place.channel, "knowledge stats")
    assert shown.ephemeral
    assert "Only the curators" in shown.text


async def test_knowledge_when_a_curator_does_not_manage_the_server_then_it_works_all_the_same(
    bot: ParleyBot, place: Place
) -> None:
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.asker.id,)})
    assert "6 entries" in (await place.discord.slash(place.asker, place.channel, "knowledge stats")).text


async def test_knowledge_when_a_curator_then_gaps_stats_and_reload(bot: ParleyBot, place: Place) -> None:
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    await place.discord.ask(place.channel, place.asker, "will the truce **hold**?", mention_bot=True)
    assert await bot.drain.wait(5)
    gaps = await place.discord.slash(place.moderator, place.channel, "knowledge gaps")
    assert "will the truce \\*\\*hold\\*\\*" in gaps.text
    assert "6 entries" in (await place.discord.slash(place.moderator, place.channel, "knowledge stats")).text
    reloaded = await place.discord.slash(place.moderator, place.channel, "knowledge reload", timeout=120)
    assert "Nothing has changed" in reloaded.text


async def test_stats_when_asked_for_then_thumbs_the_worst_rated_what_is_stale_and_what_passed(
    bot: ParleyBot, place: Place, clock: TestClock
) -> None:
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    clock.now = datetime(2027, 2, 1, tzinfo=UTC)
    for message, (entry, up) in enumerate([("truce-end", True), ("us-rate", False), ("us-rate", False)]):
        await bot.services.feedback.rate(message=message, entry=entry, person=message, up=up, at=clock())
    shown = await place.discord.slash(place.moderator, place.channel, "knowledge stats")
    assert "**Votes: 👍 1 👎 2**\n`us-rate` 👍 0 👎 2" in shown.text
    assert "**Past their review date**\n`us_on_china` · 10 November 2026" in shown.text
    assert "**Passed, and no outcome on record**\n`next_end` · 10 January 2027" in shown.text
    place.moderator.locale = "zh-CN"
    told = await place.discord.slash(place.moderator, place.channel, "knowledge stats")
    assert "**已过复核日期**\n`us_on_china` · 2026年11月10日" in told.text


async def test_knowledge_when_reloaded_with_errors_then_they_are_listed_and_nothing_changes(
    bot: ParleyBot, place: Place
) -> None:
    library = bot.services.library
    bot.services.settings = bot.services.settings.model_copy(update={"curators": (place.moderator.id,)})
    before = library.base
    broken = library.folder / "faq/broken.yaml"
    broken.write_text("entries:\n  - id: x\n    nonsense: 1\n", "utf-8")
    try:
        shown = await place.discord.slash(place.moderator, place.channel, "knowledge reload", timeout=120)
    finally:
        broken.unlink()
    assert "broken.yaml" in shown.text
    assert library.base is before


async def test_status_when_the_day_is_past_then_no_countdown_of_today_stands_in_it(
    bot: ParleyBot, place: Place
) -> None:
    shown = await report(place, "status", as_of="2025-07-29")
    assert "<t:1754971260:F>" in shown.text
    assert ":R>" not in shown.text


async def test_status_when_of_today_then_it_says_when_reminders_last_looked(bot: ParleyBot, place: Place) -> None:
    bot.services.health.report("reminders", ok=True, at=bot.services.clock())
    shown = await report(place, "status")
    assert f"<t:{int(bot.services.clock().timestamp())}:R>" in shown.text


async def test_chart_when_someone_went_on_meanwhile_then_it_does_not_come_back(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "tariffs", as_of="2025-06-01")
    await place.discord.press(shown.message, place.asker, way(shown.message, "truce"))
    assert await bot.drain.wait(5)
    await asyncio.gather(*bot._tasks)
    assert shown.text.startswith("## The truce\n")
    assert shown.message.files == []


async def test_chart_when_it_is_on_its_way_as_someone_goes_on_then_their_screen_stays(
    bot: ParleyBot, place: Place
) -> None:
    hold = place.discord.faults.hold(stored=False, method="PATCH", route=ORIGINAL)
    shown = await report(place, "tariffs")
    await hold.reached(30)
    pressed = asyncio.create_task(place.discord.press(shown.message, place.asker, way(shown.message, "truce")))
    await asyncio.sleep(0)
    hold.release()
    await pressed
    await asyncio.gather(*bot._tasks)
    assert shown.text.startswith("## The truce\n")
    assert shown.message.files == []
