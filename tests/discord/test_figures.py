"""Reports asked for by period, kind, product and day: what is typed is read, told back, and offered while typing."""

from __future__ import annotations

import pytest

from bot.answers.answerer import Answerer
from bot.answers.ready import matcher_builder
from bot.discord_app.client import ParleyBot
from bot.knowledge.library import Library
from tests.discord.conftest import Place, Running, write_knowledge
from tests.discord.loopback import Interaction
from tests.discord.test_buttons import of_kind

SERIES = """
series:
  - id: exports
    title: {en: Tea exports, zh: 茶叶出口}
    unit: usd_billion
    values:
      - {period: 2024, value: 50, known: "2025-02-05", sources: [paper]}
      - {period: 2025, value: 40, known: "2026-02-19", sources: [paper]}
      - {period: "2026-H1", value: 21, known: "2026-08-05", sources: [paper]}
"""
PRODUCTS = """
kind: product
words:
  teapot: [teapot, 茶壶]
  saucer: [saucer]
"""
ENTRY = """
  - id: teapots
    question: {en: What is the tariff on teapots?, zh: 茶壶关税是多少？}
    topic: tariffs
    phrasings: [tariffs on teapot, duty on a teapot, how high is the duty on teapots, teapot tariff rate, 茶壶关税]
    answer: "**{{ rate('us_on_china') }}**, as on tea."
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = write_knowledge(tmp_path_factory.mktemp("figures"), ENTRY)
    (folder / "facts/exports.yaml").write_text(SERIES, "utf-8")
    (folder / "lexicon/products.yaml").write_text(PRODUCTS, "utf-8")
    reports = folder / "reports.yaml"
    text = reports.read_text("utf-8").replace("    series: deficit\n", "    series: deficit\n    beside: [exports]\n")
    reports.write_text(text, "utf-8")
    return Library(folder)


@pytest.fixture(scope="module")
def answerer(library: Library) -> Answerer:
    return Answerer(library, matcher_builder(None, None))


async def report(place: Place, name: str, **options: str) -> Interaction:
    return await place.discord.slash(place.asker, place.channel, name, options)


async def offered(place: Place, name: str, option: str, typed: str, **options: str) -> dict[str, str]:
    choices = await place.discord.autocomplete(place.asker, place.channel, name, option, typed, options)
    return {choice["value"]: choice["name"] for choice in choices}


async def test_kind_when_chosen_then_its_figures_with_its_own_periods(running: Running, place: Place) -> None:
    async with running():
        assert list(await offered(place, "deficit", "kind", "tea")) == ["deficit", "exports"]
        assert list(await offered(place, "deficit", "period", "", kind="exports")) == ["2026-H1", "2025", "2024"]
        shown = await report(place, "deficit", kind="exports", period="2026-H1")
        assert "**$21.0 billion**" in shown.text
        assert "January" in shown.text
        latest = await report(place, "deficit", kind="Tea exports")
        assert "2025: **$40.0 billion**" in latest.text
    async with running():
        await place.discord.press(
            latest.message, place.asker, of_kind(latest.message, "s:part:"), values=["exports~2024"]
        )
        assert "2024: **$50.0 billion**" in latest.text
        await place.discord.press(
            latest.message, place.asker, of_kind(latest.message, "s:kind:"), values=["deficit~2024"]
        )
        assert "$295.5 billion" in latest.text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"period": "last tuesday"}, "is no period"),
        ({"period": "2025-Q3"}, "No figure is on record for"),
        ({"kind": "coffee"}, "Choose Tea deficit or Tea exports"),
    ],
)
async def test_figures_when_there_are_none_then_said_which_there_are(
    bot: ParleyBot, place: Place, options: dict[str, str], said: str
) -> None:
    assert said in (await report(place, "deficit", **options)).text


async def test_product_when_chosen_then_answered_as_the_question_that_it_is(bot: ParleyBot, place: Place) -> None:
    assert await offered(place, "tariffs", "product", "tea") == {"teapot": "teapot"}
    shown = await report(place, "tariffs", product="teapot")
    assert "20%" in shown.text
    assert of_kind(shown.message, "f:+")
    then = await report(place, "tariffs", product="teapot", as_of="29 july 2025")
    assert "30%" in then.text
    assert "“29 july 2025” was read as 29 July 2025" in then.text
    unknown = await report(place, "tariffs", product="spaceship")
    assert unknown.ephemeral
    assert "“spaceship” is no product that I know" in unknown.text
    place.asker.locale = "zh-CN"
    assert await offered(place, "tariffs", "product", "") == {"茶壶": "茶壶"}
    assert "20%" in (await report(place, "tariffs", product="茶壶")).text


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("29 july 2025", "29 July 2025"),
        ("July 29th, 2025", "29 July 2025"),
        ("2025年7月29日", "29 July 2025"),
        ("25.12.2025", "25 December 2025"),
        ("last summer", "31 August 2026"),
        ("before the truce", "13 May 2025"),
        ("the truce", "14 May 2025"),
        ("as of May 2026", "31 May 2026"),
    ],
)
async def test_day_when_written_as_people_do_then_told_and_said_how_it_was_read(
    bot: ParleyBot, place: Place, typed: str, day: str
) -> None:
    shown = await report(place, "status", as_of=typed)
    assert f"was read as {day}." in shown.text.splitlines()[0]
    assert f"As of {day}" in shown.text
    choices = await offered(place, "status", "as_of", typed)
    if "." not in typed:
        assert day in next(iter(choices.values()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("29 july 2031", "has not come yet"),
        ("when pigs fly", "is no day that I can read"),
        ("july 1999", "records begin"),
    ],
)
async def test_day_when_it_cannot_be_told_then_a_plain_sentence_privately(
    bot: ParleyBot, place: Place, typed: str, said: str
) -> None:
    shown = await report(place, "status", as_of=typed)
    assert shown.ephemeral
    assert said in shown.text


async def test_days_when_nothing_is_typed_then_times_by_name_come_first(bot: ParleyBot, place: Place) -> None:
    choices = await offered(place, "status", "as_of", "")
    assert len(choices) <= 25
    assert next(iter(choices)) == "2025-05-14"
    assert choices["2025-05-14"].startswith("truce ·")
    assert (await offered(place, "status", "as_of", "gene"))["2025-05-11"].startswith("Geneva ·")


async def test_span_when_written_as_people_do_then_from_its_first_day_to_its_last(bot: ParleyBot, place: Place) -> None:
    shown = await report(place, "timeline", since="may 2025", until="summer 2025")
    assert "“may 2025” was read as 1 May 2025." in shown.text
    assert "“summer 2025” was read as 31 August 2025." in shown.text
    assert "Geneva" in shown.text
    assert "tea duty" not in shown.text
    choices = await offered(place, "timeline", "since", "summer 2025")
    assert next(iter(choices)) == "2025-06-01"
