"""The rules of the Discord side that need no Discord: limits, cards, states, permissions, troubles."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.asked import Asked
from bot.answers.dates import Grain
from bot.answers.reply import Suggestion
from bot.answers.telling import Slots
from bot.discord_app import limits, permissions, render, states
from bot.discord_app.addressing import language, question
from bot.discord_app.clicks import Clicks
from bot.discord_app.cooldown import Admission, Cooldown
from bot.discord_app.errors import Refusal, Trouble, classify, sentence
from bot.discord_app.layout import layout
from bot.discord_app.navigation import ScreenMenu
from bot.discord_app.render import Card, Link, Media, Section
from bot.discord_app.screens import Kind, Menu
from bot.discord_app.states import Look, Mode, Rated, Screen, Told, Topic
from bot.discord_app.views import DeleteButton, ThumbButton, TopicButton, TopicMenu, is_known
from tests.discord.conftest import TestClock
from tests.discord.loopback.messages import walk

TEXT = st.text(max_size=6000)
INSTANTS = st.none() | st.datetimes(timezones=st.just(UTC))
"""Every instant that there is, from the year 1 to 9999, and the present."""


@given(TEXT, st.integers(20, 4096))
def test_cut_when_any_text_then_inside_the_limit(text: str, limit: int) -> None:
    assert limits.weight(limits.cut(text, limit)) <= limit


def test_cut_when_too_long_then_it_ends_after_a_sentence() -> None:
    assert (
        limits.cut("One sentence here. Another one there. A third one.", 45)
        == "One sentence here. Another one there. …"
    )
    assert limits.cut("第一句话在这里说完了。第二句话在这里也说完了。第三句。" * 2, 40).startswith(
        "第一句话在这里说完了。"
    )


def test_cut_when_inside_a_link_then_the_link_goes_as_a_whole() -> None:
    text = "A sentence. " * 3 + "See [the U.S. Customs page](https://example.org/a.b.c) for more of it."
    assert "[" not in limits.cut(text, 70)


def test_cut_when_inside_a_fence_then_the_fence_is_closed() -> None:
    assert limits.cut("```\n" + "line one two three\n" * 20, 100).count("```") == 2


@given(st.text(max_size=300), st.integers(2, 100))
def test_label_when_any_text_then_one_line_that_is_not_empty(text: str, limit: int) -> None:
    made = limits.label(text, limit)
    assert made
    assert "\n" not in made
    assert limits.weight(made) <= limit


CARDS = st.builds(
    Card,
    body=TEXT,
    title=st.text(max_size=400),
    sections=st.lists(st.builds(Section, st.text(max_size=300), TEXT), max_size=30).map(tuple),
    notes=st.lists(st.text(max_size=200), max_size=4).map(tuple),
)


MEDIA = st.none() | st.builds(Media, st.sampled_from(["chart.png", "deadlines.ics"]), st.text(max_size=2000))
ROWS = st.lists(st.integers(0, 5), max_size=9)


@given(CARDS, MEDIA, ROWS, st.text(max_size=5000))
def test_layout_when_any_card_then_inside_every_limit_of_components_v2(
    card: Card, media: Media | None, rows: list[int], above: str
) -> None:
    buttons = [
        [discord.ui.Button(label=f"{row}", custom_id=f"{row}.{n}") for n in range(c)] for row, c in enumerate(rows)
    ]
    if sum(map(len, buttons)) > 25:
        buttons = []
    shown = layout(replace(card, media=media), buttons, above=above)
    every = [*walk(shown.to_components())]
    texts = [one["content"] for one in every if one["type"] == 10]
    assert 1 <= len(every) <= limits.COMPONENTS
    assert sum(map(limits.weight, texts)) <= limits.DISPLAY
    assert all(text.strip() for text in texts)
    for item in (item for one in every if one["type"] == 12 for item in one["items"]):
        assert len(item.get("description") or "") <= limits.ALT


def test_layout_when_a_card_is_too_long_then_its_small_print_is_kept() -> None:
    shown = layout(Card("A sentence. " * 900, "Title", notes=("official · [White House](https://example.org/x)",)))
    texts = [one["content"] for one in walk(shown.to_components()) if one["type"] == 10]
    assert texts[0].startswith("## Title\nA sentence.")
    assert texts[-1] == "-# official · [White House](https://example.org/x)"


def test_link_when_its_url_would_end_it_then_encoded() -> None:
    link = Link("The [order]", "https://example.org/a(b) c")
    assert link.markdown() == "[The (order)](https://example.org/a%28b%29%20c)"
    assert Link("x", "javascript:alert(1)").markdown() == "x"


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("@everyone", "@\u200beveryone"),
        ("**a** `x` ~~y~~", "\\*\\*a\\*\\* \\`x\\` \\~\\~y\\~\\~"),
        ("||s||\n# h", "\\|\\|s\\|\\| # h"),
        ("see https://x.y/z, HTTP://a or discord.gg/q", "see (link) (link) or (link)"),
    ],
)
def test_echo_when_a_persons_words_then_they_neither_ping_nor_format(typed: str, made: str) -> None:
    assert render.echo(typed) == made


@given(
    st.sampled_from(list(Mode)),
    st.integers(0, 2**63),
    st.from_regex(r"[A-Za-z0-9._-]{1,200}", fullmatch=True) | st.text(min_size=1, max_size=200),
    st.sampled_from(["en", "zh"]),
    INSTANTS,
    st.none() | st.integers(),
    st.none() | st.sampled_from(["us_on_china", "china_on_us"]) | st.text(max_size=20),
)
def test_topic_when_written_then_read_back_within_100_characters(
    mode: Mode, asker: int, entry: str, tongue: str, as_of: datetime | None, year: int | None, direction: str | None
) -> None:
    topic = Topic(mode, asker, entry, tongue, as_of, year, direction)
    written = topic.write()
    assert limits.weight(written) <= 100
    item = TopicMenu(topic, [Suggestion("x", "y")]) if mode is Mode.MENU else TopicButton(topic)
    assert item.custom_id == written
    assert is_known(written)
    match = re.fullmatch(Topic.TEMPLATE, written)
    assert match
    read = Topic.read(match)
    assert states.resolve(read.entry, [entry]) == entry
    assert (read.mode, read.asker, read.language) == (topic.mode, asker, tongue)
    assert read.as_of == (as_of and as_of.replace(microsecond=0))
    assert read.year == (year if year is not None and 1 <= year <= 9999 else None)
    assert read.direction in ({direction} if direction and re.fullmatch("[a-z_]{1,12}", direction) else {None})


SLOTS = st.builds(
    Slots,
    year=st.none() | st.integers(1, 9999),
    month=st.none() | st.integers(1, 12),
    period=st.none() | st.sampled_from(["2025-Q1", "2025-H2", "2025-03"]),
    years=st.sampled_from([(), (2018, 2024)]),
    direction=st.none() | st.sampled_from(["us_on_china", "a:b"]),
    party=st.none() | st.just("us"),
    issue_named=st.none() | st.just("rare-earths"),
)
SECONDS = INSTANTS.map(lambda at: at and at.replace(microsecond=0))
ASKED = st.builds(
    Asked, SLOTS, about=SECONDS, grain=st.none() | st.sampled_from(list(Grain)), since=SECONDS, as_of=SECONDS,
    told_today=st.booleans(),
)  # fmt: skip


@given(
    st.sampled_from(list(Look)),
    st.integers(0, 2**63),
    st.from_regex(r"[A-Za-z0-9._-]{1,80}", fullmatch=True),
    st.sampled_from(["en", "zh"]),
    ASKED,
)
def test_told_when_written_then_the_same_is_read_back_or_there_is_no_button(
    look: Look, asker: int, entry: str, tongue: str, asked: Asked
) -> None:
    written = Told(look, asker, entry, tongue, asked).write()
    if written is None:
        # It is left out only where something would be lost: an odd name, or more than a custom id holds.
        assert asked.slots.direction == "a:b" or asked.as_of or asked.about or asked.since or asked.slots.year
        return
    assert len(written) <= limits.CUSTOM_ID
    assert is_known(written)
    match = re.fullmatch(Told.TEMPLATE, written)
    assert match
    read = Told.read(match)
    assert (read.look, read.asker, read.language, read.asked) == (look, asker, tongue, asked)
    assert states.resolve(read.entry, [entry]) == entry


@pytest.mark.parametrize(("second", "seconds", "double"), [("a", 1, True), ("a", 2, False), ("b", 1, False)])
def test_clicks_when_pressed_again_then_double_only_if_the_same_at_once(
    second: str, seconds: int, double: bool
) -> None:
    clock = TestClock()
    clicks = Clicks(clock)
    assert not clicks.again(1, 5, "a")
    assert not clicks.again(2, 5, "a")
    assert not clicks.again(1, 6, "a")
    clock.pass_by(seconds)
    assert clicks.again(1, 5, second) is double
    clock.pass_by(-3600)
    assert not clicks.again(1, 5, second)


@given(
    st.sampled_from(("status", "tariffs", "a-report2", "issues", "deadlines", "timeline")),
    st.from_regex(r"[A-Za-z0-9._~-]{0,60}", fullmatch=True) | st.text(max_size=200),
    st.sampled_from(["en", "zh"]),
    INSTANTS,
)
def test_screen_when_written_then_read_back_within_100_characters(
    name: str, part: str, tongue: str, as_of: datetime | None
) -> None:
    screen = Screen(name, tongue, as_of, part)
    written = screen.write()
    assert limits.weight(written) <= 100
    assert is_known(written)
    match = re.fullmatch(Screen.TEMPLATE, written)
    assert match
    read = Screen.read(match)
    assert (read.name, read.language, read.as_of) == (name, tongue, as_of and as_of.replace(microsecond=0))
    assert states.resolve(read.part, [part]) == part


@given(st.integers(0, 2**64 - 1), st.text(min_size=1, max_size=200))
def test_delete_and_thumbs_when_any_asker_and_entry_then_their_ids_are_read_back(asker: int, entry: str) -> None:
    match = re.fullmatch(DeleteButton.__discord_ui_compiled_template__, DeleteButton(asker).custom_id)
    assert match
    assert int(match["asker"], 36) == asker
    for up in (True, False):
        thumb = ThumbButton(Rated(entry, up))
        assert limits.weight(thumb.custom_id) <= 100
        match = re.fullmatch(ThumbButton.__discord_ui_compiled_template__, thumb.custom_id)
        assert match
        assert (match["vote"], states.resolve(match["entry"], [entry])) == ("+" if up else "-", entry)


@given(st.text(alphabet="-0123456789abcdefghijklmnopqrstuvwxyz²٣", max_size=80))
def test_moment_when_any_text_then_a_moment_or_none(text: str) -> None:
    found = states.moment(text)
    assert found is None or states.moment(states.written(found)) == found


@given(
    st.sampled_from(list(Kind)),
    st.from_regex(r"[A-Za-z0-9._-]{0,60}", fullmatch=True),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_menu_when_any_moment_then_its_template_reads_the_id(kind: Kind, part: str, as_of: datetime | None) -> None:
    at = Screen("issues", "zh", as_of and as_of.replace(microsecond=0), part)
    menu = ScreenMenu(Menu(kind, at, "Choose", (("tiktok", "TikTok"),)))
    assert len(menu.custom_id) <= limits.CUSTOM_ID
    match = menu.template.fullmatch(menu.custom_id)
    assert match
    assert match["kind"] == kind
    assert states.moment(match["when"]) == at.as_of
    assert states.resolve(match["part"], [part]) == part


def test_menu_when_chosen_then_it_leads_to_the_section_or_to_another_part() -> None:
    at = Screen("deficit", part="2024")
    assert Menu(Kind.PART, at, "", ()).to("2025") == Screen("deficit", part="2025")
    assert Menu(Kind.MORE, at, "", ()).to("aim") == Screen("deficit", part="2024!aim")


def test_question_when_the_bot_is_named_then_its_mention_goes() -> None:
    assert question("hey <@7>, when   does it end?", 7) == "hey , when does it end?"
    assert question("<@!7> ?", 7) == ""
    assert question("<@7> 🍵", 7) == "🍵"


def test_language_when_text_has_letters_then_theirs() -> None:
    assert language("休战", "en") == "zh"
    assert language("hello", "zh") == "en"
    assert language("🍵", "zh") == "zh"


def test_cooldown_when_the_clock_is_set_back_then_nobody_is_locked_out() -> None:
    clock = TestClock()
    turns = Cooldown(timedelta(seconds=2), clock)
    assert turns.take(1) is Admission.FREE
    assert [turns.take(1), turns.take(1), turns.take(2)] == [Admission.WAIT, Admission.TOLD, Admission.FREE]
    clock.pass_by(-3600)
    assert turns.take(1) is Admission.FREE


def test_effective_when_overwrites_differ_then_the_members_own_win() -> None:
    view, send = discord.Permissions(view_channel=True).value, discord.Permissions(send_messages=True).value
    roles = [{"id": "1", "permissions": str(view | send)}, {"id": "2", "permissions": "0"}]
    deny_all = {"id": "1", "deny": str(send), "allow": "0"}
    allow_role = {"id": "2", "deny": "0", "allow": str(send)}
    deny_me = {"id": "9", "deny": str(send), "allow": "0"}
    assert permissions.effective(1, 9, [], roles, []).send_messages
    assert not permissions.effective(1, 9, [], roles, [deny_all]).send_messages
    assert permissions.effective(1, 9, ["2"], roles, [deny_all, allow_role]).send_messages
    assert not permissions.effective(1, 9, ["2"], roles, [deny_all, allow_role, deny_me]).send_messages
    admin = [{"id": "1", "permissions": str(discord.Permissions(administrator=True).value)}]
    assert permissions.effective(1, 9, [], admin, [deny_me]).send_messages


def test_missing_when_in_a_thread_then_sending_is_its_own_permission() -> None:
    has = discord.Permissions(view_channel=True, send_messages=True)
    assert permissions.missing(has, ("view_channel", "send_messages"), thread=True) == ("send_messages_in_threads",)


def test_classify_when_wrapped_then_by_its_cause() -> None:
    assert classify(Refusal("no")) is Trouble.SPOKEN
    assert classify(app_commands.MissingPermissions(["manage_channels"])) is Trouble.NOT_ALLOWED
    assert classify(TimeoutError()) is Trouble.DISCORD
    assert classify(ValueError()) is Trouble.BUG
    assert "abc123" in sentence(ValueError(), "en", "abc123")
    assert "abc123" in sentence(ValueError(), "zh", "abc123")
