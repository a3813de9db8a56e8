"""What people type at the bot, answered from the knowledge that is shipped, by the configuration that is shipped.

The floors stand a little below what was measured, so that they fall only when something is lost.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from benchmarks.data import with_typos
from bot.answers.answerer import Answerer
from bot.terminal.evaluate import Evaluation, Labelled, Score, evaluate, read_questions
from tests.content.conftest import NOW, ROOT

OWN = sorted((ROOT / "knowledge" / "questions").glob("*.jsonl"))
DEV = ROOT.parent / "shared" / "questions" / "dev.jsonl"
LANGUAGES = {"en", "zh-Hans", "zh-Hant"}


@dataclass(frozen=True)
class Floors:
    """Shares of the answerable that must be right; shares of the rest that may at most be answered or affirmed."""

    answerable_en: float
    answerable_zh: float
    near_answered: float
    far_answered: float
    false_affirmed: float


OWN_FLOORS = Floors(answerable_en=0.9, answerable_zh=0.9, near_answered=0.04, far_answered=0.03, false_affirmed=0.06)
THIRD = ROOT / "knowledge" / "questions" / "third.jsonl"
"""The reader has learned from these lines: they show that what was learned is kept, not how well it does on others."""
THIRD_FLOORS = Floors(
    answerable_en=0.93, answerable_zh=0.92, near_answered=0.03, far_answered=0.02, false_affirmed=0.04
)
DEV_FLOORS = Floors(answerable_en=0.96, answerable_zh=0.95, near_answered=0.04, far_answered=0.04, false_affirmed=0.06)


def total(found: Evaluation, kind: str, languages: tuple[str, ...] = ("en", "zh")) -> Score:
    scores = [found.scores[name] for name in [("kind", f"{kind} ({language})") for language in languages]]
    return Score(sum(s.total for s in scores), sum(s.right for s in scores), sum(s.answered for s in scores))


def wrong_share(score: Score) -> float:
    return (score.total - score.right) / score.total


def below(found: Evaluation, floors: Floors) -> Iterator[str]:
    """Every floor that is broken, in words."""
    for language, least in (("en", floors.answerable_en), ("zh", floors.answerable_zh)):
        score = total(found, "answerable", (language,))
        if score.right / score.total < least:
            yield f"answerable ({language}): {score.right} of {score.total} right, at least {least:.0%} wanted"
    for kind, most in (
        ("near_oos", floors.near_answered),
        ("far_oos", floors.far_answered),
        ("false_premise", floors.false_affirmed),
        ("chitchat", 0.0),
    ):
        score = total(found, kind)
        if score.total and wrong_share(score) > most:
            yield f"{kind}: {score.total - score.right} of {score.total} wrong, at most {most:.0%} allowed"


def told(found: Evaluation, floors: Floors) -> str:
    """Nothing if every floor holds; else what broke and the questions that went wrong."""
    broken = list(below(found, floors))
    missed = [f"{q.id} [{q.kind}] {q.q} -> {r.outcome}/{r.entry}" for q, r in found.wrong] if broken else []
    return "\n".join([*broken, *missed])


@cache
def labelled(path: Path) -> tuple[Labelled, ...]:
    return tuple(read_questions(path))


def test_shipped_questions_when_read_then_well_formed_and_told_apart():
    assert OWN, "knowledge/questions holds no questions"
    questions = [question for path in OWN for question in labelled(path)]
    assert len({question.id for question in questions}) == len(questions)
    assert len({question.q.casefold() for question in questions}) == len(questions)
    for question in questions:
        assert question.lang in LANGUAGES, question.id
        assert bool(question.must) == (question.kind == "answerable"), question.id
        for pattern in (*question.must, *question.must_not, *question.accept_any):
            assert not re.search(pattern, "", re.IGNORECASE | re.DOTALL), f"{question.id} takes an empty reply"


def test_shipped_questions_when_asked_then_the_floors_hold(answerer: Answerer):
    found = evaluate([question for path in OWN if path != THIRD for question in labelled(path)], answerer, NOW)
    assert not told(found, OWN_FLOORS)


def test_third_questions_when_asked_then_the_floors_hold(answerer: Answerer):
    assert not told(evaluate(labelled(THIRD), answerer, NOW), THIRD_FLOORS)


@pytest.mark.skipif(not DEV.exists(), reason="the development questions lie beside the checkout, and are not here")
def test_development_questions_when_asked_then_the_floors_hold(answerer: Answerer):
    found = evaluate(labelled(DEV), answerer, NOW)
    assert not told(found, DEV_FLOORS)


def test_questions_when_a_past_day_is_named_then_the_same_entry_answers(answerer: Answerer):
    """Entries that name a time themselves are left out: two times in one question ask for something else."""
    asked = [(entry.id, entry.question.say("en").rstrip("?")) for entry in answerer.base.entries.values()]
    undated = [(entry, question) for entry, question in asked if not re.search(r"\d", question)]
    ways = ("as of 1 November 2025, {}", "{} on 1 November 2025")
    found = [
        (entry, {reply.entry, *(candidate.entry for candidate in reply.candidates[:1])})
        for entry, question in undated
        for way in ways
        for reply in [answerer.ask(way.format(question), now=NOW)]
    ]
    missed = [entry for entry, entries in found if entry not in entries]
    assert len(missed) <= 0.07 * len(found), missed


@pytest.mark.parametrize(("typos", "most"), [(1, 0.02), (2, 0.05)], ids=["one-typo", "two-typos"])
@pytest.mark.skipif(not DEV.exists(), reason="the development questions lie beside the checkout, and are not here")
def test_development_questions_when_mistyped_then_they_lose_little(answerer: Answerer, typos: int, most: float):
    pick = random.Random(typos)
    english = [question for question in labelled(DEV) if question.kind == "answerable" and question.lang == "en"]
    mistyped = [question.model_copy(update={"q": with_typos(question.q, typos, pick)}) for question in english]
    plain, lost = evaluate(english, answerer, NOW), evaluate(mistyped, answerer, NOW)
    right = total(plain, "answerable", ("en",)).right - total(lost, "answerable", ("en",)).right
    assert right <= most * len(english), [(q.q, r.entry) for q, r in lost.wrong]
