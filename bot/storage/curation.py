"""Answered questions, votes and gaps in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Integer, Select, case, cast, delete, func, select, update

from bot.curation.ports import Answered, Complaint, Gap, Votes
from bot.storage.database import Database
from bot.storage.models import AnsweredRow, FeedbackRow, GapRow

GAPS_KEPT = 5_000
"""How many different questions are kept; beyond it the least and longest-ago asked go first."""

QUESTION_LENGTH = 300
"""How much of a question is kept, in characters."""


class SqlAnsweredQuestions:
    """The `AnsweredQuestions` port on SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, answered: Answered, at: datetime) -> None:
        """Keep a pair."""
        insert = self._database.insert(AnsweredRow).values(
            question_id=answered.question,
            channel_id=answered.channel,
            answer_id=answered.answer,
            answer_channel_id=answered.answer_channel,
            kept_at=at,
        )
        fields = ("channel_id", "answer_id", "answer_channel_id", "kept_at")
        async with self._database.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["question_id"], set_={name: insert.excluded[name] for name in fields}
                )
            )

    async def find(self, question: int) -> Answered | None:
        """The answer to a question."""
        statement = select(AnsweredRow.__table__).where(AnsweredRow.question_id == question)
        async with self._database.read() as connection:
            found = (await connection.execute(statement)).one_or_none()
        if found is None:
            return None
        return Answered(found.channel_id, found.question_id, found.answer_id, found.answer_channel_id)

    async def forget(self, questions: Sequence[int]) -> None:
        """Drop pairs."""
        async with self._database.write() as connection:
            await connection.execute(delete(AnsweredRow).where(AnsweredRow.question_id.in_(questions)))

    async def prune(self, before: datetime) -> int:
        """Drop old pairs."""
        async with self._database.write() as connection:
            return int((await connection.execute(delete(AnsweredRow).where(AnsweredRow.kept_at < before))).rowcount)


class SqlFeedback:
    """The `Feedback` port on SQLAlchemy."""

    def __init__(self, database: Database, base: str = "") -> None:
        self._database, self._base = database, base

    async def rate(
        self, *, message: int, entry: str, person: int, up: bool, at: datetime, answer: str = "", revision: str = ""
    ) -> None:
        """Keep a vote."""
        insert = self._database.insert(FeedbackRow).values(
            message_id=message,
            person_id=person,
            entry=entry,
            up=up,
            voted_at=at,
            answer=answer or None,
            revision=revision or None,
            reason=None,
            note=None,
            base=self._base,
        )
        fields = ("entry", "up", "voted_at", "answer", "revision", "reason", "note", "base")
        async with self._database.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["message_id", "person_id"],
                    set_={name: insert.excluded[name] for name in fields},
                )
            )

    async def explain(self, *, message: int, person: int, reason: str = "", note: str = "") -> bool:
        """Say why."""
        said = {name: value for name, value in (("reason", reason), ("note", note)) if value}
        vote = update(FeedbackRow).where(
            FeedbackRow.message_id == message, FeedbackRow.person_id == person, FeedbackRow.up.is_(False)
        )
        async with self._database.write() as connection:
            return (await connection.execute(vote.values(said))).rowcount == 1

    async def complaints(self, limit: int = 10) -> Sequence[Complaint]:
        """The latest votes against answers."""
        says_why = func.coalesce(FeedbackRow.note, FeedbackRow.reason).is_not(None)
        statement = (
            select(FeedbackRow.__table__)
            .where(FeedbackRow.up.is_(False), FeedbackRow.base == self._base)
            .order_by(says_why.desc(), FeedbackRow.voted_at.desc(), FeedbackRow.message_id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [
                Complaint(
                    found.entry,
                    found.voted_at,
                    found.reason or "",
                    found.note or "",
                    found.answer or "",
                    found.revision or "",
                )
                for found in await connection.execute(statement)
            ]

    async def forget(self, person: int) -> int:
        """Remove a person's votes."""
        async with self._database.write() as connection:
            return int((await connection.execute(delete(FeedbackRow).where(FeedbackRow.person_id == person))).rowcount)

    async def votes(self, limit: int = 25) -> Sequence[Votes]:
        """Entries by votes against."""
        up = func.sum(cast(FeedbackRow.up, Integer))
        down = func.sum(case((FeedbackRow.up, 0), else_=1))
        statement = (
            select(FeedbackRow.entry, up, down)
            .where(FeedbackRow.base == self._base)
            .group_by(FeedbackRow.entry)
            .order_by(down.desc(), up.asc(), FeedbackRow.entry)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [Votes(entry, int(ups), int(downs)) for entry, ups, downs in await connection.execute(statement)]


class SqlGaps:
    """The `Gaps` port on SQLAlchemy."""

    def __init__(self, database: Database, base: str = "") -> None:
        self._database, self._base = database, base

    async def note(self, *, question: str, outcome: str, reason: str, language: str, at: datetime) -> None:
        """Count a question."""
        text = " ".join(question.split())[:QUESTION_LENGTH]
        if not text:
            return
        insert = self._database.insert(GapRow).values(
            digest=self._digest(text),
            question=text,
            language=language,
            outcome=outcome,
            reason=reason,
            count=1,
            first_at=at,
            last_at=at,
            base=self._base,
        )
        latest = {name: insert.excluded[name] for name in ("outcome", "reason", "language", "last_at")}
        async with self._database.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["digest"], set_=latest | {"count": GapRow.count + 1})
            )
            total = (await connection.execute(self._counted())).scalar_one()
            if total > GAPS_KEPT:
                least = (
                    select(GapRow.digest)
                    .where(GapRow.digest != self._digest(text), GapRow.base == self._base)
                    .order_by(GapRow.count, GapRow.last_at)
                    .limit(total - GAPS_KEPT)
                )
                await connection.execute(delete(GapRow).where(GapRow.digest.in_(least.scalar_subquery())))

    async def most_asked(self, limit: int = 25) -> Sequence[Gap]:
        """The most frequent gaps."""
        statement = (
            select(GapRow.__table__)
            .where(GapRow.base == self._base)
            .order_by(GapRow.count.desc(), GapRow.last_at.desc(), GapRow.digest)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [
                Gap(
                    found.question,
                    found.language,
                    found.outcome,
                    found.reason,
                    found._mapping["count"],
                    found.first_at,
                    found.last_at,
                )
                for found in await connection.execute(statement)
            ]

    async def close(self, questions: Sequence[str]) -> int:
        """Drop gaps that are filled."""
        digests = [self._digest(" ".join(question.split())[:QUESTION_LENGTH]) for question in questions]
        async with self._database.write() as connection:
            return int((await connection.execute(delete(GapRow).where(GapRow.digest.in_(digests)))).rowcount)

    async def count(self) -> int:
        """How many are kept."""
        async with self._database.read() as connection:
            return int((await connection.execute(self._counted())).scalar_one())

    def _counted(self) -> Select[int]:
        return select(func.count()).select_from(GapRow).where(GapRow.base == self._base)

    def _digest(self, question: str) -> str:
        """The key of a question asked of this base; the first, which has no name, had none when the first ones were kept."""
        of = f"{self._base}\n" if self._base else ""
        return blake2b(f"{of}{question}".casefold().encode(), digest_size=16).hexdigest()
