"""The entry point of this package: answers a question from the knowledge base that is in use."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.answers import compose, wishes
from bot.answers.asked import Asked
from bot.answers.asking import Asking
from bot.answers.conversation import FollowUp, left_behind
from bot.answers.match import Thresholds
from bot.answers.memory import Memory, Turn
from bot.answers.mixed import by_itself
from bot.answers.ready import MatcherBuilder, Ready
from bot.answers.reply import Reply
from bot.answers.script import in_script_of
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Snapshots
from bot.locale.languages import base_of
from bot.locale.script import chinese_of


class Answerer:
    """Answers questions from the snapshot in use. Deterministic: the same question at the same clock, the same reply.

    `answer_at` and `choose_at` override the thresholds that were derived at build time. What is derived from a base is kept
    in `cache`.
    """

    def __init__(
        self,
        library: Snapshots,
        build: MatcherBuilder,
        *,
        answer_at: float | None = None,
        choose_at: float | None = None,
        memory: Memory | None = None,
        cache: Path | None = None,
    ) -> None:
        self._build = build
        self._answer_at, self._choose_at = answer_at, choose_at
        self._memory = memory or Memory()
        self._cache = cache
        self._made = Ready.of(library.base, build, cache)

    def ready_for(self, base: KnowledgeBase) -> Ready:
        """Make what another snapshot needs, for `use`. It changes nothing, so a worker thread may call it."""
        return Ready.of(base, self._build, self._cache)

    def use(self, ready: Ready) -> None:
        """Answer from this snapshot from the next question on; one that is being read is answered from the snapshot before."""
        self._made = ready

    @property
    def ready(self) -> Ready:
        """The snapshot in use with everything made from it, for callers that look things up."""
        return self._made

    @property
    def base(self) -> KnowledgeBase:
        """The snapshot that answers."""
        return self._made.base

    @property
    def thresholds(self) -> Thresholds:
        """From which confidence a question is answered, and from which candidates are offered."""
        return self._thresholds_of(self._made)

    def _thresholds_of(self, made: Ready) -> Thresholds:
        derived = made.matcher.thresholds
        answer_at = derived.answer_at if self._answer_at is None else self._answer_at
        choose_at = derived.choose_at if self._choose_at is None else self._choose_at
        return replace(derived, answer_at=answer_at, choose_at=min(choose_at, answer_at))

    def ask(
        self,
        question: str,
        *,
        now: datetime,
        as_of: datetime | None = None,
        language: str | None = None,
        memory_key: Hashable | None = None,
        turn: Turn | None = None,
    ) -> Reply:
        """Answer a question as typed; never raises on any text.

        `now` is the clock; the knowledge of `as_of` is told instead of today's, unless it lies ahead. A question in Chinese is answered so, in its script,
        others in `language` or the base's own. With a `memory_key` a follow-up may lean on the key's last turn, or on
        the `turn` that it is known to mean.
        """
        made = self._made  # read once: `use` may replace it during the question
        wish = language or made.base.scope.language
        spoken = chinese_of(question, wish) or wish
        asking = Asking(made, self._thresholds_of(made), now, as_of, base_of(spoken))
        last = self._memory.recall(memory_key, now) if memory_key is not None else None
        if turn is None or (last is not None and last.entry == turn.entry):
            turn = last
        wants_reminder, question = wishes.taken_out(question, turn.told if turn else None)
        alone = partial(by_itself, asking)
        reply = FollowUp(asking, turn, alone).reply(question) if turn else alone(question)
        if wants_reminder and reply.deadlines:
            reply = replace(reply, wants_reminder=True)
        if turn is not None and turn.entry is not None and reply.answered and reply.entry:
            # Nobody asks again what they were told just now.
            reply = replace(reply, related=asking.next_after(reply.entry, without=[turn.entry]))
        if memory_key is not None:
            self._memory.remember(memory_key, left_behind(asking, turn, question, reply))
        return in_script_of(reply, spoken)

    def entry(
        self,
        entry_id: str,
        *,
        now: datetime,
        as_of: datetime | None = None,
        language: str | None = None,
        asked: Asked | None = None,
        memory_key: Hashable | None = None,
    ) -> Reply:
        """The answer of one entry, for whoever chose it, to what was asked of it; with a `memory_key` they can ask on.

        Raises:
            KeyError: if the snapshot in use has no such entry (any more).
        """
        made = self._made
        if entry_id not in made.base.entries:
            raise KeyError(entry_id)
        spoken = language or made.base.scope.language
        asking = Asking(made, self._thresholds_of(made), now, as_of, base_of(spoken))
        reply = asking.chosen(entry_id, asked or Asked())
        if memory_key is not None:
            self._memory.remember(memory_key, left_behind(asking, None, "", reply))
        return in_script_of(reply, spoken)

    def came_about(self, reply: Reply, now: datetime) -> tuple[str, ...]:
        """Earlier values of the facts that an answer tells, a line each; nothing if its entry is gone."""
        base = self._made.base
        if reply.entry not in base.entries:
            return ()
        return compose.came_about(base, str(reply.entry), reply.asked, now, reply.as_of, reply.language)
