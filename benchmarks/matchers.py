"""Ours and the usual designs behind one face: the best intent of a question, with a score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.data import PublicSet
from bot.answers.encoder import Encoder
from bot.answers.match import Lesson, Matcher
from bot.answers.text import normalise, words

Answer = tuple[str, float]
Ask = Callable[[Sequence[str]], list[Answer]]


@dataclass(frozen=True)
class Contender:
    """A named way to match."""

    name: str
    ask: Ask


def contenders(data: PublicSet, encoder: Encoder) -> list[Contender]:
    """Each fitted on the set's phrasings."""
    texts = [normalise(text) for group in data.phrasings.values() for text in group]
    labels = [label for label, group in data.phrasings.items() for _ in group]
    return [
        Contender("Parley", ours(Matcher.build(Lesson(data.phrasings), encoder))),
        Contender("Parley, words alone", ours(Matcher.build(Lesson(data.phrasings), None))),
        Contender("MiniLM nearest neighbour", _nearest(texts, labels, encoder)),
        Contender("BM25", _bm25(texts, labels)),
        Contender("rapidfuzz token_set_ratio", _scan(texts, labels, fuzz.token_set_ratio)),
        Contender("rapidfuzz WRatio", _scan(texts, labels, fuzz.WRatio)),
    ]


def ours(matcher: Matcher) -> Ask:
    """The best candidate and its confidence."""

    def ask(questions: Sequence[str]) -> list[Answer]:
        found = [matcher.match(question, k=1).best for question in questions]
        return [(best.entry, best.confidence) if best else ("", 0.0) for best in found]

    return ask


def _nearest(texts: list[str], labels: list[str], encoder: Encoder) -> Ask:
    rows = encoder.encode(texts)

    def ask(questions: Sequence[str]) -> list[Answer]:
        cosines = encoder.encode([normalise(question) for question in questions]) @ rows.T
        best = cosines.argmax(axis=1)
        return [(labels[at], float(row[at])) for row, at in zip(cosines, best, strict=True)]

    return ask


def _bm25(texts: list[str], labels: list[str]) -> Ask:
    retriever = bm25s.BM25()
    retriever.index([words(text) for text in texts], show_progress=False)

    def ask(questions: Sequence[str]) -> list[Answer]:
        asked = [words(normalise(question)) or ["?"] for question in questions]
        found, scores = retriever.retrieve(asked, k=1, show_progress=False)
        return [(labels[int(row[0])], float(score[0])) for row, score in zip(found, scores, strict=True)]

    return ask


def _scan(texts: list[str], labels: list[str], scorer: Callable[..., float]) -> Ask:
    def ask(questions: Sequence[str]) -> list[Answer]:
        asked = [normalise(question) for question in questions]
        scores = process.cdist(asked, texts, scorer=scorer, dtype=np.float32)
        best = scores.argmax(axis=1)
        return [(labels[at], float(row[at])) for row, at in zip(scores, best, strict=True)]

    return ask


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that an in-scope question scores above an out-of-scope one; ties count half (Mann-Whitney U)."""
    both = np.concatenate([np.asarray(inside), np.asarray(outside)])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    total = float(ranks[: len(inside)].sum())
    return (total - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))
