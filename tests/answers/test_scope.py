"""The guard: what a question names, told before any score. Each case that must pass stands beside those that must not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.scope import ScopeGuard, Scoping
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from tests.support.bases import NOW

PAIR = ("us", "china")


@pytest.fixture(scope="module")
def guard(wide: KnowledgeBase) -> ScopeGuard:
    return ScopeGuard(wide)


@pytest.fixture(scope="module")
def shipped_guard(shipped_base: KnowledgeBase) -> ScopeGuard:
    return ScopeGuard(shipped_base)


def codes(scoping: Scoping) -> set[str]:
    return {code for _, found in scoping.places for code in found}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("tariff on Japan", "JP"),
        ("Japan's tariff rate", "JP"),
        ("tariffs for japanese tea", "JP"),
        ("what do the Germans pay", "DE"),
        ("what is the tariff on the Swiss", "CH"),
        ("swiss tariffs", "CH"),
        ("what about the Mexicans", "MX"),
        ("Norwegian tea tariff", "NO"),
        ("does the EU have a truce deadline", "EU"),
        ("the EU's tariff", "EU"),
        ("tariff on Britain", "GB"),
        ("Britain's tariff", "GB"),
        ("the British deal", "GB"),
        ("south african duty", "ZA"),
        ("tariff on south korea", "KR"),
        ("talks in Tokyo", "JP"),
        ("日本的关税是多少", "JP"),
        ("瑞士的休战", "CH"),
        ("德国人付多少关税", "DE"),
        ("台灣的關稅", "TW"),
        ("越南", "VN"),
    ],
)
def test_places_when_a_foreign_one_is_named_then_found(guard: ScopeGuard, question: str, code: str) -> None:
    assert code in codes(guard.read(question))


@pytest.mark.parametrize(
    "question",
    [
        "tariff on China",
        "the chinese tariff",
        "america's duty on chinese tea",
        "does hong kong tea pay it",
        "what may happen in march",
        "who is the man in charge",
        "is the turkey on the list",
        "china and the us",
        "中国的关税",
        "美国对华关税",
        "how did the talks in Stockholm go",
        "stockholm syndrome",
        "the spanish flu",
    ],
)
def test_places_when_only_the_pair_its_venues_or_common_words_are_named_then_none(
    guard: ScopeGuard, question: str
) -> None:
    own = {"does hong kong tea pay it": {"HK"}}  # the small base claims the mainland only
    assert codes(guard.read(question)) == own.get(question, set())


@pytest.mark.parametrize(
    ("question", "parties"),
    [
        ("the us tariff on china", PAIR),
        ("US-China truce", PAIR),
        ("china's tariffs", ("china",)),
        ("chinas tariffs", ("china",)),
        ("what does Washington want", ("us",)),
        ("美国和中国", PAIR),
        ("the truce", ()),
        ("a bus to indochina", ()),
        ("plus and minus", ()),
    ],
)
def test_parties_when_named_by_word_or_territory_then_listed_in_the_bases_order(
    guard: ScopeGuard, question: str, parties: tuple[str, ...]
) -> None:
    scoping = guard.read(question)
    assert scoping.parties == parties
    assert scoping.names_the_pair is (len(parties) == 2)


@pytest.mark.parametrize(
    ("question", "entry", "covered"),
    [
        ("tariff on Japan", "us-rate", False),
        ("what is the swiss tariff", "us-rate", False),
        ("how did the truce of Japan end", "truce-end", False),
        ("why did vietnam gain from the us tariff on china", "us-rate", True),
        ("swedish talks", "stockholm", True),
        ("swedish talks", "truce-end", False),
        ("swedish and japanese talks", "stockholm", False),
        ("tariff on tea", "us-rate", True),
    ],
)
def test_covers_when_a_third_place_is_named_then_only_beside_the_pair_or_where_the_entry_declares_it(
    guard: ScopeGuard, question: str, entry: str, covered: bool
) -> None:
    assert guard.covers(guard.base.entries[entry], guard.read(question)) is covered


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("is the tariff 900%", ("900%",)),
        ("is the tariff 900 percent", ("900 percent",)),
        ("was it 145% or 146%", ("146%",)),
        ("a deficit of $420 billion", ("$420",)),
        ("关税是900％吗", ("900%",)),
        ("is the tariff 145%", ()),
        ("is the tariff 12.5%", ()),
        ("is a part of it 7.5 per cent", ()),
        ("a deficit of $419.2 billion", ()),
        ("a deficit of $419 billion", ()),
        ("are there 900 containers", ()),
        ("what was it in 2017", ()),
    ],
)
def test_figures_when_they_stand_nowhere_in_the_base_then_told_apart(
    guard: ScopeGuard, question: str, unknown: tuple[str, ...]
) -> None:
    assert guard.read(question).unknown_figures == unknown


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("what did Merz say of the truce", ("Merz",)),
        ("what did Bessent say of the truce", ()),
        ("what did China say in July of the truce", ()),
        ("what did Japan say of the truce", ()),
        ("What Did Merz Say Of The Truce", ()),
        ("Merz said what of the truce", ()),
        ("and what now? Merz said what", ()),
    ],
)
def test_names_when_the_base_has_never_heard_of_them_then_told_apart(
    guard: ScopeGuard, question: str, unknown: tuple[str, ...]
) -> None:
    assert guard.read(question).unknown_names == unknown


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("zorgle blorp wumpus", 0.0, 0.0),
        ("best pizza dough hydration", 0.0, 0.0),
        ("the truce and pizza", 0.5, 0.5),
        ("when does the truce end", 1.0, 1.0),
        ("when does the trucee expiree", 1.0, 1.0),
        ("what is the tariff now, please", 1.0, 1.0),
        ("", 0.0, 0.0),
        ("休战什么时候结束", 1.0, 1.0),
        ("今天吃什么好", 0.0, 0.0),
    ],
)
def test_familiar_when_words_are_new_to_the_base_then_their_share_counts_against_the_question(
    guard: ScopeGuard, question: str, low: float, high: float
) -> None:
    assert low <= guard.read(question).familiar <= high


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("the tariff on china", "us_on_china"),
        ("beijing's tariff", "china_on_us"),
        ("the duty on american tea", "china_on_us"),
        ("the tariff", None),
    ],
)
def test_direction_when_the_words_say_so_then_named(guard: ScopeGuard, question: str, direction: str | None) -> None:
    assert guard.read(question).direction == direction


@pytest.mark.parametrize(
    ("question", "entry", "elsewhere"),
    [
        ("beijing's tariff", "us-rate", True),
        ("beijing's tariff", "china-rate", False),
        ("the tariff on china", "china-rate", True),
        ("the tariff on china", "us-rate", False),
        ("the tariff", "us-rate", False),
        ("beijing's tariff", "truce-end", False),
    ],
)
def test_points_elsewhere_when_an_entry_tells_the_other_direction_then_true(
    guard: ScopeGuard, question: str, entry: str, elsewhere: bool
) -> None:
    assert guard.points_elsewhere(guard.base.entries[entry], guard.read(question)) is elsewhere


@pytest.mark.parametrize(
    ("question", "unreadable"),
    [
        ("когда закончится перемирие", True),
        ("متى تنتهي الهدنة", True),
        ("τελος της εκεχειριας", True),
        ("休战什么时候结束", False),
        ("quand finit la trêve", False),
        ("what does перемирие mean", False),
        ("12345 ?!", False),
        ("", False),
    ],
)
def test_unreadable_when_most_letters_are_of_another_script_then_true(
    guard: ScopeGuard, question: str, unreadable: bool
) -> None:
    assert guard.read(question).unreadable is unreadable


def test_read_when_the_scope_lists_words_then_the_refusal_correction_time_and_small_talk_are_found(
    guard: ScopeGuard,
) -> None:
    assert getattr(guard.read("please predict the truce").refusal, "id", None) == "prediction"
    assert guard.read("what was predicted").refusal is None
    assert getattr(guard.read("Why did the truce collapse?").correction, "entry", None) == "truce-end"
    assert getattr(guard.read("the tariff before the truce").time, "at", None) == "2025-05-13"
    assert getattr(guard.read("Hello!!").chitchat, "id", None) == "greeting"
    assert guard.read("hello, when does the truce end").chitchat is None


def test_names_when_spelling_is_repaired_then_places_people_and_issues_stand(guard: ScopeGuard) -> None:
    assert {"japan", "swiss", "bessent", "scott", "earth", "britain"} <= guard.names
    assert {"predict", "hold", "win", "surcharge"} <= guard.spelled


def test_guard_when_the_base_declares_no_parties_then_it_watches_no_places_figures_or_names(tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    faq = 'entries:\n  - {id: brew, question: "How hot is the tea?", phrasings: [tea heat], answer: 80 degrees.}\n'
    (tmp_path / "faq" / "all.yaml").write_text(faq, "utf-8")
    scoping = ScopeGuard(Library(tmp_path).base).read("what did Merz of Japan say about 900% tea")
    assert (scoping.places, scoping.unknown_figures, scoping.unknown_names) == ((), (), ())


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("tariff on Japan", True),
        ("what is the tariff on the Swiss", True),
        ("the EU's truce deadline", True),
        ("Britain's tariff", True),
        ("U.K. tariff", True),
        ("the UK tariff", True),
        ("欧盟的关税", True),
        ("韓國關稅", True),
        ("turkey's tariff", True),
        ("the Geneva truce", False),
        ("what came of the Kuala Lumpur arrangement", False),
        ("how did the Stockholm talks go", False),
        ("the london framework", False),
        ("釜山会晤", False),
        ("香港也要缴关税吗", False),
        ("does hong kong pay the tariff", False),
    ],
)
def test_shipped_scope_when_a_place_or_a_venue_is_named_then_only_the_place_is_foreign(
    shipped_guard: ScopeGuard, question: str, foreign: bool
) -> None:
    assert bool(shipped_guard.read(question).places) is foreign


@pytest.mark.parametrize(
    ("question", "entry", "covered"),
    [
        ("price of gallium", "gallium-germanium", False),
        ("when was the export of gallium allowed", "gallium-germanium", True),
        ("who is china's premier", "person-he-lifeng", False),
        ("who is china's vice premier", "person-he-lifeng", True),
        ("what did biden and xi agree in busan", "summit-busan", False),
        ("what did trump and xi agree in busan", "summit-busan", True),
        ("拜登和习近平在釜山", "summit-busan", False),
        ("why did he lifeng resign", "person-he-lifeng", False),
        ("what is a section 122 duty", "section-122", True),
        ("what is a section 201 duty", "section-122", False),
    ],
)
def test_covers_when_a_question_names_a_notion_then_only_an_entry_that_has_it_may_answer(
    shipped_guard: ScopeGuard, question: str, entry: str, covered: bool
) -> None:
    assert shipped_guard.covers(shipped_guard.base.entries[entry], shipped_guard.read(question)) is covered


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("beijing's tariffs on us", "china_on_us"),
        ("their tariffs on us goods", "china_on_us"),
        ("what does china charge on american soy", "china_on_us"),
        ("中国对美关税", "china_on_us"),
        ("trump's tariffs on china", "us_on_china"),
        ("the duty on chinese goods", "us_on_china"),
        ("goods made in china", "us_on_china"),
        ("美国对华关税", "us_on_china"),
        ("when does the truce end", None),
    ],
)
def test_shipped_scope_when_a_direction_is_said_then_named(
    shipped_guard: ScopeGuard, question: str, direction: str | None
) -> None:
    assert shipped_guard.read(question).direction == direction


@given(st.text(max_size=120))
def test_read_when_given_any_text_then_its_parts_are_the_bases_own(guard: ScopeGuard, text: str) -> None:
    scoping = guard.read(text)
    assert 0.0 <= scoping.familiar <= 1.0
    assert set(scoping.parties) <= set(PAIR)
    assert all(found for _, found in scoping.places)
    assert guard.read(text) == scoping


@pytest.mark.parametrize("noise", ["😀 ", "<@123> ", "**", "“", "> "])
def test_unknown_names_when_noise_stands_before_the_first_word_then_its_capital_says_nothing(
    tea: Answerer, noise: str
) -> None:
    reply = tea.ask(f"{noise}Dude when does the truce end", now=NOW)
    assert (reply.outcome, reply.entry) == ("answer", "truce-end")
