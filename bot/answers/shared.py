"""Which entries answer one another's questions as well: learned from labelled questions that name more than one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from bot.answers.match import Candidate
from bot.knowledge.lexicon import Labelled

_DOUBT: Final = 2.0
"""Questions that are taken to be answered by nothing else, beside those counted: few questions prove little."""


@dataclass(frozen=True)
class Shared:
    """For each entry, the share of its questions that each other entry answers as well."""

    shares: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, labelled: Iterable[Labelled]) -> Self:
        """Count them."""
        asked: Counter[str] = Counter()
        also: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for line in labelled:
            if line.entry is not None:
                asked[line.entry] += 1
                also[line.entry].update(line.also)
        return cls(
            {
                entry: {other: count / (asked[entry] + _DOUBT) for other, count in counts.items()}
                for entry, counts in also.items()
            }
        )

    def serve(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The candidates with the chance that their answer is right, best first.

        A question is one entry's own with that candidate's confidence; another entry's answer is right with its own
        chance, and with that of each entry whose questions it answers as well, times their share.
        """
        served = [replace(each, confidence=min(1.0, self._serves(each, candidates))) for each in candidates]
        return tuple(sorted(served, key=lambda each: -each.confidence))

    def _serves(self, answer: Candidate, candidates: Sequence[Candidate]) -> float:
        others = (one for one in candidates if one is not answer)
        return answer.confidence + sum(
            one.confidence * self.shares.get(one.entry, {}).get(answer.entry, 0.0) for one in others
        )


NOTHING_SHARED: Final = Shared({})
