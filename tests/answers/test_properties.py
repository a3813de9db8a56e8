"""What holds for every question whatever: no text breaks the answerer, and what is only noise changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.answerer import Answerer
from bot.answers.chinese import Gloss
from bot.answers.plain import plain_text
from bot.answers.reply import MOST_CHARACTERS, Outcome, Reply
from bot.answers.text import normalise, without_address
from bot.knowledge.base import KnowledgeBase
from tests.support.bases import NOW

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = """
when does the truce end until is tariff on china us japan deficit 2024 2018 145% 900% $5 and in last year beijing's
predict will hold hello source why 休战 什么时候 结束 日本 关税 stockholm trcue how high? 20 april 2025 zorgle
""".split()
NOISE = ["<@123456789012345678>", "<@!99>", "<@&7>", "<#123>", "<:tea:123>", "@everyone", "https://example.org/a"]
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))
ODD = st.text(st.sampled_from("<@!&#:>123[](){}*_~`|\\/\"'\n\t\r\x00\x07\x1b\u200b\u202e\ufeff\u0301?？.。😀a中%$"))
PLAIN = st.text("abcdefghij ktruceTRUCE0123456789.,;:'()%$-", max_size=60)
TYPED = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def ask(answerer: Answerer, question: str) -> Reply:
    return answerer.ask(question, now=NOW)


@given(ANYTHING | ODD | TYPED)
@settings(max_examples=150, deadline=None)
def test_ask_when_given_any_text_then_it_replies_within_bounds_and_the_same_again(tea: Answerer, text: str) -> None:
    reply = ask(tea, text)
    assert ask(tea, text) == reply
    assert 0 < len(plain_text(reply)) <= MOST_CHARACTERS
    assert 0.0 <= reply.confidence <= 1.0
    assert reply.answered is (reply.entry is not None)
    assert reply.as_of <= NOW


@pytest.mark.parametrize(
    "text",
    [
        "when does the truce end " * 2000,
        "?" * 10_000,
        "a" * 100_000,
        "休" * 5000,
        "when? " * 1000,
        "{{ say('truce_until') }} {% for a in b %}",
        "\x00\x01\x02\x1b[31mtruce",
        "\u202etruce the end does when",
        "t\u0301r\u0301u\u0301c\u0301e\u0301" * 300,
        "<@" * 3000,
        "[" * 3000 + "](http://a.b)",
        "9" * 5000 + "%",
        "$" + "1," * 2000,
        "in 99999999999999999999 and on 31 02 2025 or 2025-99-99",
        "٣٤٥% ７７７％ ²³",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_ask_when_the_text_is_huge_or_hostile_then_it_still_replies(tea: Answerer, text: str) -> None:
    reply = ask(tea, text)
    assert 0 < len(plain_text(reply)) <= MOST_CHARACTERS
    assert "145%" not in plain_text(reply)


def folded(reply: Reply) -> Reply:
    """The reply without the case of what it quotes: the half of a question that it names."""
    return replace(reply, beside=reply.beside.casefold(), parts=tuple(folded(part) for part in reply.parts))


@given(TYPED | PLAIN)
@FEW
def test_ask_when_the_case_is_changed_then_the_reply_is_the_same(tea: Answerer, text: str) -> None:
    assert folded(ask(tea, text.upper())) == folded(ask(tea, text.lower()))


@given(
    TYPED | PLAIN,
    st.sampled_from(["?", "!", ".", "？！", "。", "...", "?!?"]),
)
@FEW
def test_ask_when_marks_are_put_behind_then_the_reply_is_the_same(tea: Answerer, text: str, marks: str) -> None:
    assert ask(tea, text + marks) == ask(tea, text)


@given(TYPED, st.lists(st.sampled_from(NOISE), min_size=1, max_size=3), st.booleans())
@FEW
def test_ask_when_mentions_and_links_are_around_then_the_reply_is_the_same(
    tea: Answerer, text: str, noise: list[str], behind: bool
) -> None:
    around = " ".join([text, *noise] if behind else [*noise, text])
    assert ask(tea, around) == ask(tea, text)


def phrasings(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """(entry, phrasing) of every phrasing that no other entry has."""
    gloss = Gloss(base.glossary.glossary)
    found = [
        (entry.id, gloss.read(without_address(way))) for entry in base.entries.values() for way in entry.ways_to_ask
    ]
    owners = Counter(canonical for _, canonical in {(entry, normalise(way)) for entry, way in found})
    yield from ((entry, way) for entry, way in found if owners[normalise(way)] == 1)


def test_match_when_asked_in_any_shipped_phrasing_then_exactly_its_entry(
    shipped: Answerer, shipped_base: KnowledgeBase
) -> None:
    known = list(phrasings(shipped_base))
    assert len(known) > 1000
    for entry, way in known:
        match = shipped.ready.matcher.match(way)
        assert match.exact, way
        assert [(c.entry, c.confidence) for c in match.candidates] == [(entry, 1.0)], way
        assert match.repaired == (), way


@pytest.mark.parametrize("noise", ["  {}  ", "{}?!", "<@99> {}", "**{}**", "{} 😀", "“{}”"])
def test_match_when_a_shipped_phrasing_is_wrapped_in_noise_then_still_exact(
    shipped: Answerer, shipped_base: KnowledgeBase, noise: str
) -> None:
    for entry, way in list(phrasings(shipped_base))[::9]:
        typed = noise.format(way.upper())
        match = shipped.ready.matcher.match(typed)
        assert match.exact, typed
        assert match.best is not None
        assert match.best.entry == entry, typed


def test_ask_when_asked_in_a_shipped_phrasing_then_its_entry_answers_or_small_talk_does(
    shipped: Answerer, shipped_base: KnowledgeBase
) -> None:
    for entry in shipped_base.entries.values():
        for way in entry.ways_to_ask[::20]:
            reply = ask(shipped, way)
            assert reply.outcome is Outcome.HELP or reply.entry == entry.id, way
            assert reply.answered or reply.reason == "chitchat", way


@given(ANYTHING | ODD)
@FEW
def test_match_when_given_any_text_then_candidates_are_sorted_allowed_and_each_once(tea: Answerer, text: str) -> None:
    matcher = tea.ready.matcher
    match = matcher.match(text, allow={"truce-end", "deficit"}, k=3)
    entries = [candidate.entry for candidate in match.candidates]
    confidences = [candidate.confidence for candidate in match.candidates]
    assert set(entries) <= {"truce-end", "deficit"}
    assert len(set(entries)) == len(entries)
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 <= share <= 1.0 for share in confidences)
    assert matcher.match(text, allow={"truce-end", "deficit"}, k=3) == match
