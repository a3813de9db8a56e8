"""What a base's word lists name in a question."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.lexicon import Lexicon, Mention, joined, lexicon_of
from bot.answers.text import normalise, words
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind
from bot.knowledge.loader import load
from tests.support.reading import tea_base

PRODUCT, PLACE, PARTY, PERSON = MentionKind.PRODUCT, MentionKind.PLACE, MentionKind.PARTY, MentionKind.PERSON
LISTED = [
    (PRODUCT, "tea", "tea"),
    (PRODUCT, "pot", "tea pot"),
    (PRODUCT, "shop", "the tea pot shop"),
    (PRODUCT, "berry", "Berry"),
    (PRODUCT, "bus", "bus"),
    (PRODUCT, "glass", "glass"),
    (PRODUCT, "gas", "gas"),
    (PRODUCT, "leaf", "茶叶"),
    (PRODUCT, "leaf-shop", "茶叶店"),
    (PRODUCT, "tariff", "關稅"),
    (PERSON, "us-rep", "u.s. rep"),
    (PRODUCT, "turkey", "turkey"),
    (PLACE, "TR", "turkey"),
]
SMALL = Lexicon(LISTED)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return tea_base(tmp_path_factory.mktemp("lexicon"))


@pytest.fixture(scope="module")
def lexicon(base: KnowledgeBase) -> Lexicon:
    return lexicon_of(base)


def find(lexicon: Lexicon, text: str) -> tuple[Mention, ...]:
    return lexicon.find(words(normalise(text)))


def ids(lexicon: Lexicon, text: str, kind: MentionKind) -> list[str]:
    return sorted(id_ for mention in find(lexicon, text) for id_ in mention.ids(kind))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a tea", ["tea"]),
        ("the tea pot", ["pot"]),
        ("the tea pot shop", ["shop"]),
        ("the tea pot shops", ["shop"]),
        ("tea, tea pot", ["pot", "tea"]),
        ("TEA", ["tea"]),
        ("ｔｅａ", ["tea"]),
        ("a team", []),
        ("green-tea", ["tea"]),
        ("买茶叶店", ["leaf-shop"]),
        ("茶叶和茶", ["leaf"]),
        ("关税", ["tariff"]),
        ("關稅", ["tariff"]),
        ("tea关税", ["tariff", "tea"]),
        ("", []),
    ],
)
def test_find_when_words_of_a_list_stand_in_a_text_then_the_longest_are_named(text: str, found: list[str]) -> None:
    assert ids(SMALL, text, PRODUCT) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("teas", ["tea"]),
        ("tea's", ["tea"]),
        ("teas'", ["tea"]),
        ("berries", ["berry"]),
        ("buses", ["bus"]),
        ("glasses", ["glass"]),
        ("tea pots", ["pot"]),
        ("tea pot's", ["pot"]),
        ("bus", ["bus"]),
        ("glass", ["glass"]),
        ("gas", ["gas"]),
        ("ga", []),
        ("glas", []),
        ("berrie", []),
    ],
)
def test_find_when_a_word_is_plural_or_possessive_then_it_is_the_same_word(text: str, found: list[str]) -> None:
    assert ids(SMALL, text, PRODUCT) == found


def test_find_when_something_is_named_then_its_words_stand_as_typed_with_their_tokens() -> None:
    assert find(SMALL, "The Berries of 茶叶店 and tea's pot") == (
        Mention(frozenset({(PRODUCT, "berry")}), "berries", 1, 2),
        Mention(frozenset({(PRODUCT, "leaf-shop")}), "茶叶店", 3, 6),
        Mention(frozenset({(PRODUCT, "tea")}), "tea's", 7, 8),
    )


def test_find_when_a_word_stands_for_several_things_then_each_is_named() -> None:
    (mention,) = find(SMALL, "a turkey")
    assert (mention.ids(PRODUCT), mention.ids(PLACE), mention.ids(PARTY)) == (
        frozenset({"turkey"}),
        frozenset({"TR"}),
        frozenset(),
    )


WRITTEN_WITH_MARKS = [
    "e-bike",
    "s&p 500",
    "9/11",
    "h-1b",
    "j.d. vance",
    "比尔·盖茨",
    "opec+",
    "port-au-prince",
    "p/e ratio",
]


@pytest.mark.parametrize("word", WRITTEN_WITH_MARKS)
def test_find_when_a_listed_word_is_written_with_marks_then_it_is_found_all_the_same(word: str) -> None:
    assert ids(Lexicon([(PRODUCT, "it", word)]), f"about {word} now", PRODUCT) == ["it"]


@pytest.mark.parametrize("word", ["ev", "tv", "pc"])
def test_find_when_a_word_of_two_letters_is_plural_then_it_is_found(word: str) -> None:
    assert ids(Lexicon([(PRODUCT, "it", word)]), f"chinese {word}s", PRODUCT) == ["it"]


def test_find_when_nothing_is_listed_then_nothing_is_named() -> None:
    assert find(Lexicon([]), "tea") == ()
    assert find(Lexicon([(PRODUCT, "none", "?!")]), "tea ?!") == ()


def test_vocabulary_when_asked_for_then_every_single_word_of_two_letters_or_more() -> None:
    assert {"tea", "pot", "shop", "the", "berry", "turkey"} <= SMALL.vocabulary
    assert not any(len(word) < 2 for word in SMALL.vocabulary)


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (["tea", "pot"], "tea pot"),
        (["茶", "叶"], "茶叶"),
        (["us", "关", "税"], "us关税"),
        (["对", "us"], "对us"),
        ([], ""),
    ],
)
def test_joined_when_given_tokens_then_only_words_of_letters_have_a_space_between(tokens: list[str], text: str) -> None:
    assert joined(tokens) == text


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("what did America do", MentionKind.PARTY, ["us"]),
        ("the United States", MentionKind.PARTY, ["us"]),
        ("美国和中国", MentionKind.PARTY, ["china", "us"]),
        ("对华", MentionKind.PARTY, ["china"]),
        ("Beijing's duty", MentionKind.PARTY, ["china"]),
        ("a bus to indochina", MentionKind.PARTY, []),
        ("janet yellen", MentionKind.PERSON, ["yellen"]),
        ("the vice presidents", MentionKind.OTHER, ["vice-president"]),
        ("how old is it", MentionKind.ATTRIBUTE, ["age"]),
        ("before the truce", MentionKind.TIME, ["2025-05-14"]),
        ("made in", MentionKind.ROLE, ["made_in"]),
        ("imported from", MentionKind.ROLE, ["made_in"]),
        ("from", MentionKind.ROLE, ["out_of"]),
        ("and", MentionKind.ROLE, ["and"]),
        ("a tax", MentionKind.ROLE, ["charge", "duty"]),
        ("until when", MentionKind.QUESTION, ["when"]),
        ("how", MentionKind.QUESTION, ["how"]),
        ("how come", MentionKind.QUESTION, ["why"]),
        ("can you", MentionKind.QUESTION, ["polite"]),
    ],
)
def test_lexicon_of_when_a_base_has_lists_and_parties_then_each_kind_is_found(
    lexicon: Lexicon, text: str, kind: MentionKind, found: list[str]
) -> None:
    assert ids(lexicon, text, kind) == found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("japan", ["JP"]),
        ("日本", ["JP"]),
        ("the japanese", ["JP"]),
        ("Tokyo", ["JP"]),
        ("the EU's tariff", ["EU"]),
        ("Britain", ["GB"]),
        ("越南", ["VN"]),
        ("south korea", ["KR"]),
        ("Germany and France", ["DE", "FR"]),
        ("Stockholm", []),
        ("斯德哥尔摩", []),
        ("washington", []),
        ("hong kong", []),
        ("America", []),
        ("china", []),
        ("march, may and the man", []),
    ],
)
def test_lexicon_of_when_a_place_is_named_then_foreign_ones_only_and_no_venue(
    lexicon: Lexicon, text: str, codes: list[str]
) -> None:
    assert ids(lexicon, text, PLACE) == codes


def test_lexicon_of_when_the_base_declares_no_parties_then_it_knows_no_places(tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    (tmp_path / "lexicon").mkdir()
    faq = "entries:\n  - {id: brew, question: 'How hot?', phrasings: [heat], answer: 80 degrees.}\n"
    (tmp_path / "faq" / "all.yaml").write_text(faq, "utf-8")
    (tmp_path / "lexicon" / "a.yaml").write_text("kind: product\nwords: {tea: [tea]}\n", "utf-8")
    base = load(tmp_path).base
    assert base is not None
    found = find(lexicon_of(base), "tea of Japan in the EU")
    assert [mention.words for mention in found] == ["tea"]


TYPED = st.lists(
    st.sampled_from(
        "tea pot pots shop the turkey's Japan 日本 茶 叶 店 关税 美国 for? the 30% berries u.s. & - '".split()
    )
).map(" ".join)


@given(st.text(max_size=80) | TYPED)
def test_find_when_given_any_text_then_no_token_counts_twice_and_words_are_those_tokens(
    lexicon: Lexicon, text: str
) -> None:
    tokens = words(normalise(text))
    found = lexicon.find(tokens)
    assert all(0 <= mention.first < mention.last <= len(tokens) for mention in found)
    assert all(one.last <= other.first for one, other in pairwise(found))
    assert all(mention.words == joined(tokens[mention.first : mention.last]) for mention in found)
    assert all(mention.names for mention in found)


@given(TYPED, TYPED)
def test_find_when_a_word_in_no_list_stands_between_then_either_side_is_read_by_itself(
    lexicon: Lexicon, one: str, other: str
) -> None:
    together = [mention.words for mention in find(lexicon, f"{one} zorgle {other}")]
    assert together == [mention.words for text in (one, other) for mention in find(lexicon, f"zorgle {text} zorgle")]
