"""A question that names a time is matched twice: as typed, and without the time, which is a slot and not a subject."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.match import Candidate, Match


def without_spans(canonical: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text without these stretches, and without the small words that led to them."""
    for start, end in sorted(spans, reverse=True):
        before = canonical[:start].rstrip()
        for leader in (" in", " on", " at", " for", " during", " since", " as of", " by", " around", " back in", " of"):
            before = before.removesuffix(leader)
        canonical = f"{before} {canonical[end:].lstrip()}"
    return " ".join(canonical.split())


def merged(whole: Match, bare: Match) -> Match:
    """The mean confidence of each entry in both; an exact phrasing as typed stands alone."""
    if whole.exact:
        return whole
    by_entry: dict[str, list[Candidate]] = {}
    for candidate in (*whole.candidates, *bare.candidates):
        by_entry.setdefault(candidate.entry, []).append(candidate)
    candidates = sorted((_mean(found) for found in by_entry.values()), key=lambda c: (-c.confidence, c.entry))
    return replace(whole, candidates=tuple(candidates[: max(len(whole.candidates), len(bare.candidates))]))


def _mean(found: list[Candidate]) -> Candidate:
    best = max(found, key=lambda candidate: candidate.confidence)
    confidence = sum(min(candidate.confidence, 1.0) for candidate in found) / 2
    return replace(best, confidence=confidence)
