"""The canonical form: what is noise goes, what is said stays."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.text import MOST_CHARACTERS, _fold, _folded, digest, normalise, without_address, words

ODD = st.text(
    st.sampled_from("<@!&#:>123[](){}*_~`|\\/\"'-\n\t\r\x00\u200b\u202e\ufeff\u0301?？.。😀aİßﬁ中國%$"), max_size=60
)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("When does the truce end?", "when does the truce end"),
        ("  WHEN\n does\tthe   truce end ?!?… ", "when does the truce end"),
        ("<@123456789012345678> truce", "truce"),
        ("truce <@!1> <@&2> <#3> <t:1754971260:R> </ask:99> <a:tea:12>", "truce"),
        ("@everyone truce @here", "truce"),
        ("mail me@here.org", "mail me@here.org"),
        (":tea: truce :smile_cat:", "truce"),
        ("at 10:30:45 sharp", "at 10:30:45 sharp"),
        ("see https://example.org/a?b=c&d truce", "see truce"),
        ("<https://example.org> truce www.example.org", "truce"),
        ("the [order](https://example.org/x) text", "the order text"),
        ("**truce** __end__ ~~date~~ ||hidden||", "truce end date hidden"),
        ("> quoted truce", "quoted truce"),
        ("## truce", "truce"),
        ("snake_case stays", "snake_case stays"),
        ("What’s “the truce”", "what's \"the truce"),
        ("ＴＲＵＣＥ　１４５％", "truce 145%"),
        ("ﬁnance", "finance"),
        ("STRASSE straße", "strasse strasse"),
        ("tr\u200bu\u00adce", "truce"),
        ("truce 😀 end 👍🏽 ☎️", "truce end"),
        ("休戰什麼時候結束？", "休战什么时候结束"),
        ("cafe\u0301", "café"),
        ("$419.2 billion", "$419.2 billion"),
        ("145%", "145%"),
        ("(truce)", "truce"),
        ("u.s.-china", "u.s.-china"),
        ("", ""),
        ("<@123>", ""),
        ("?!…", ""),
        ("😀🎉", ""),
        ("\ud800truce", "truce"),
    ],
)
def test_normalise_when_noise_is_around_then_only_what_is_said_remains(typed: str, canonical: str) -> None:
    assert normalise(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("145%", "145"),
        ("$5", "5"),
        ("truce end", "truceend"),
        ("us-china", "us china"),
        ("2018", "2019"),
        ("don't", "dont"),
        ("中国", "中"),
    ],
)
def test_normalise_when_texts_differ_in_what_they_say_then_they_stay_apart(typed: str, other: str) -> None:
    assert normalise(typed) != normalise(other)
    assert digest(normalise(typed)) != digest(normalise(other))


def test_normalise_when_longer_than_discord_allows_then_cut() -> None:
    assert normalise("a" * (MOST_CHARACTERS + 500)) == "a" * MOST_CHARACTERS
    assert normalise("truce " + " " * MOST_CHARACTERS + "end") == "truce"


@given(st.text(max_size=200) | ODD)
def test_normalise_when_done_twice_then_the_same_as_once(text: str) -> None:
    canonical = normalise(text)
    assert normalise(canonical) == canonical


@given(st.text(max_size=200) | ODD)
def test_normalise_when_given_any_text_then_one_line_without_edges_doubled_space_or_hidden_characters(
    text: str,
) -> None:
    canonical = normalise(text)
    assert canonical == " ".join(canonical.split())
    assert not any(ord(character) < 32 or character in "\u200b\ufeff\u202e" for character in canonical)
    assert canonical == "" or canonical[-1] not in "?!.,:;？！。"


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_normalise_when_the_case_changes_then_not_the_form(text: str) -> None:
    assert normalise(text.upper()) == normalise(text.lower()) == normalise(text)


@pytest.mark.parametrize(
    ("canonical", "split"),
    [
        ("when does the truce end", ["when", "does", "the", "truce", "end"]),
        ("china's 145% duty, $419.2 billion", ["china's", "145", "%", "duty", "$", "419.2", "billion"]),
        ("美国tariff对华", ["美", "国", "tariff", "对", "华"]),
        ("1,000 u.s.-china", ["1,000", "u.s", "china"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
    ],
)
def test_words_when_split_then_han_stands_singly_and_numbers_stay_whole(canonical: str, split: list[str]) -> None:
    assert words(canonical) == split


@given(st.text(max_size=100))
def test_words_when_given_any_text_then_each_is_a_part_of_it(text: str) -> None:
    canonical = normalise(text)
    at = 0
    for word in words(canonical):
        at = canonical.index(word, at) + len(word)
    assert at <= len(canonical)


def test_digest_when_taken_in_another_process_then_the_same() -> None:
    code = "from bot.answers.text import digest; print(digest('休战 truce').hex())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest("休战 truce").hex()
    assert len(digest("\ud800")) == 16


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("hey bot, when does the truce end", "when does the truce end"),
        ("Hello there! When does it end?", "When does it end?"),
        ("ok parley: deficit by year", "deficit by year"),
        ("hi when is it over", "when is it over"),
        ("hello there everyone", "hello there everyone"),
        ("hi bot", "hi bot"),
        ("hello", "hello"),
        ("all tariffs on china", "all tariffs on china"),
        ("the bot tariff", "the bot tariff"),
    ],
)
def test_without_address_when_somebody_is_greeted_first_then_the_question_is_left(typed: str, rest: str) -> None:
    assert without_address(typed) == rest


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_normalise_when_a_text_is_ascii_then_the_short_way_leads_to_the_same(text: str) -> None:
    assert _fold(text) == _folded(text)
