"""The matcher: the exact phrasing first, then the head; candidates that can be believed, from cache or anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.cache import Cached
from bot.answers.encoder import OnnxEncoder
from bot.answers.match import Matcher

TEA = {
    "end": ["When does the truce end?", "truce expiry", "until when is the truce valid", "last day of the truce"],
    "duty": ["What is the duty on tea?", "tea duty", "how high is the tea tariff", "import tax on tea"],
    "gap": ["How large was the deficit?", "trade gap", "deficit by year", "size of the shortfall"],
    "talks": ["Where were the talks?", "venue of the talks", "city of the meeting", "where did they meet"],
    "people": ["Who leads the talks?", "chief negotiator", "name of the envoy", "who negotiates"],
}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Lexical only: what the rules do is the same, and it is fitted in milliseconds."""
    return Matcher.build(TEA, None)


@pytest.mark.parametrize(("entry", "way"), [(entry, way) for entry, ways in TEA.items() for way in ways])
def test_match_when_it_is_a_phrasing_then_exact_with_certainty(matcher: Matcher, entry: str, way: str) -> None:
    match = matcher.match(f"  {way.upper()} !")
    assert (match.exact, match.repaired) == (True, ())
    assert [(c.entry, c.confidence, c.cosine, c.nearest) for c in match.candidates] == [(entry, 1.0, 1.0, way)]


@pytest.mark.parametrize(
    ("question", "entry"),
    [("when is the truce over", "end"), ("tea import duty", "duty"), ("who is the negotiator of the talks", "people")],
)
def test_match_when_it_resembles_a_phrasing_then_its_entry_is_best_and_not_certain(
    matcher: Matcher, question: str, entry: str
) -> None:
    match = matcher.match(question)
    assert not match.exact
    assert match.best is not None
    assert match.best.entry == entry
    assert 0.0 < match.best.confidence < 1.0
    assert match.best.nearest in TEA[entry]


def test_match_when_scored_then_the_likelier_stand_first_and_k_bounds_them(matcher: Matcher) -> None:
    match = matcher.match("when do the talks on the tea truce end", k=3)
    assert len(match.candidates) == 3
    for measure in ("confidence", "logit"):
        values = [getattr(candidate, measure) for candidate in match.candidates]
        assert values == sorted(values, reverse=True)
    assert sum(candidate.confidence for candidate in match.candidates[:2]) <= 1.0 + 1e-9
    assert matcher.match("when do the talks on the tea truce end", k=5).candidates[:3] == match.candidates


@pytest.mark.parametrize("k", [0, -1])
def test_match_when_nothing_is_wanted_then_no_scored_candidates(matcher: Matcher, k: int) -> None:
    assert matcher.match("when is the truce over", k=k).candidates == ()


def test_match_when_only_some_entries_are_allowed_then_no_other_is_found_not_even_exactly(matcher: Matcher) -> None:
    match = matcher.match("tea duty", allow={"end", "gap"})
    assert not match.exact
    assert {candidate.entry for candidate in match.candidates} == {"end", "gap"}
    assert matcher.match("tea duty", allow=()).candidates == ()
    assert matcher.match("tea duty", allow={"nowhere"}).best is None
    assert matcher.match("tea duty", allow={"duty"}).exact


def test_match_when_several_entries_own_a_phrasing_then_none_is_likelier_and_it_is_not_exact() -> None:
    matcher = Matcher.build({"one": ["tea time", "a"], "two": ["Tea time?", "b"], "three": ["c"], "four": ["d"]}, None)
    match = matcher.match("tea time")
    assert not match.exact
    assert {(c.entry, c.confidence) for c in match.candidates} == {("one", 0.5), ("two", 0.5)}
    alone = matcher.match("tea time", allow={"two", "three"})
    assert alone.exact
    assert [c.entry for c in alone.candidates] == ["two"]


def test_match_when_an_entry_has_the_same_phrasing_twice_then_it_counts_once() -> None:
    match = Matcher.build({"one": ["tea time", "Tea time!"], "two": ["b"]}, None).match("tea time")
    assert match.exact
    assert [c.entry for c in match.candidates] == ["one"]


def test_match_when_repair_makes_it_a_phrasing_then_exact_and_the_change_is_told(matcher: Matcher) -> None:
    match = matcher.match("truce expirry")
    assert match.exact
    assert match.repaired == (("expirry", "expiry"),)
    assert match.canonical == "truce expiry"


def test_match_when_a_word_is_protected_then_it_is_not_repaired() -> None:
    open_, kept = (Matcher.build(TEA, None, protected=names, general={}) for names in ((), ("expirry",)))
    assert open_.match("truce expirry").repaired == (("expirry", "expiry"),)
    assert kept.match("truce expirry").repaired == ()


@pytest.mark.parametrize("text", ["", "   ", "?!", "<@123>", "\x00\u200b"])
def test_match_when_there_is_no_text_then_no_candidates(matcher: Matcher, text: str) -> None:
    match = matcher.match(text)
    assert (match.exact, match.best, match.canonical) == (False, None, "")


@pytest.mark.parametrize(
    "phrasings", [{}, {"one": []}, {"one": [""]}, {"one": ["tea"]}, {"one": ["tea"], "two": ["tin"]}]
)
def test_build_when_the_base_is_tiny_or_empty_then_it_still_matches_what_it_can(
    phrasings: dict[str, list[str]],
) -> None:
    matcher = Matcher.build(phrasings, None)
    assert matcher.match("tea").exact is ("tea" in phrasings.get("one", []))
    assert len(matcher.match("tins of it").candidates) == len([1 for ways in phrasings.values() if ways])


@pytest.mark.parametrize("with_encoder", [False, True], ids=["lexical", "encoder"])
def test_build_when_done_twice_then_the_cache_serves_and_nothing_changes(
    tmp_path: Path, request: pytest.FixtureRequest, with_encoder: bool
) -> None:
    encoder: OnnxEncoder | None = request.getfixturevalue("encoder") if with_encoder else None
    first, second = Matcher.build(TEA, encoder, tmp_path), Matcher.build(TEA, encoder, tmp_path)
    bare = Matcher.build(TEA, encoder, None)
    states = [matcher.report.index for matcher in (first, second, bare)]
    assert states == [Cached.MISSING, Cached.USED, Cached.OFF]
    assert [matcher.report.encoded for matcher in (first, second)] == [20 if with_encoder else 0, 0]
    for question in ("when is the truce over", "tea import duty", "pizza"):
        assert first.match(question) == second.match(question) == bare.match(question)
    assert first.thresholds == second.thresholds


def test_build_when_the_cache_is_broken_then_built_anew_and_the_same(tmp_path: Path, matcher: Matcher) -> None:
    Matcher.build(TEA, None, tmp_path)
    (file,) = tmp_path.glob("index-*.cache")
    file.write_bytes(file.read_bytes()[:-100])
    again = Matcher.build(TEA, None, tmp_path)
    assert again.report.index is Cached.DAMAGED
    assert again.match("when is the truce over") == matcher.match("when is the truce over")
    assert Matcher.build(TEA, None, tmp_path).report.index is Cached.USED


def test_match_when_with_the_encoder_then_it_understands_words_that_no_phrasing_has(encoder: OnnxEncoder) -> None:
    match = Matcher.build(TEA, encoder).match("who is the top diplomat at the bargaining table")
    assert match.best is not None
    assert match.best.entry == "people"
    assert -1.0 <= match.best.cosine <= 1.0


@given(st.text(max_size=200), st.integers(-1, 8), st.none() | st.sets(st.sampled_from([*TEA, "nowhere"])))
def test_match_when_given_any_text_then_the_same_bounded_candidates_again(
    matcher: Matcher, text: str, k: int, allow: set[str] | None
) -> None:
    match = matcher.match(text, allow, k)
    assert matcher.match(text, allow, k) == match
    assert len(match.candidates) <= max(k, 1)
    assert all(0.0 <= c.confidence <= 1.0 and -1.0 <= c.cosine <= 1.0 for c in match.candidates)
    assert allow is None or {c.entry for c in match.candidates} <= allow
    assert not match.exact or match.candidates[0].confidence == 1.0
