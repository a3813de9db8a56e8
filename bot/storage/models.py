"""The tables. Every change of them is a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

Snowflake = BigInteger().with_variant(Integer(), "sqlite")
"""Discord's ids are 64 bits; SQLite's INTEGER is as well, and counts up by itself as a primary key."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, also where the database keeps no zone (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a naive datetime is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be kept")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of Parley."""


class SubscriptionRow(Base):
    """A channel that is reminded; see `bot.reminders.subscription`."""

    __tablename__ = "subscriptions"

    channel_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    guild_id: Mapped[int | None] = mapped_column(Snowflake, index=True)
    user_id: Mapped[int | None] = mapped_column(Snowflake, index=True)
    created_by: Mapped[int | None] = mapped_column(Snowflake)
    role_id: Mapped[int | None] = mapped_column(Snowflake)
    language: Mapped[str] = mapped_column(String(8))
    topics: Mapped[dict[str, Any]] = mapped_column(JSON)
    leads: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(Moment, index=True)
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_for: Mapped[str | None] = mapped_column(String(32))
    probe_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble_told: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    quiet_from: Mapped[int | None] = mapped_column(Integer)
    quiet_to: Mapped[int | None] = mapped_column(Integer)
    weekly: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    base: Mapped[str] = mapped_column(String(64), default="")


class GuildRow(Base):
    """A guild that speaks another base than the first."""

    __tablename__ = "guilds"

    guild_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    base: Mapped[str] = mapped_column(String(64))


class SnoozeRow(Base):
    """A notice that somebody wants again later; see `bot.reminders.snoozes`."""

    __tablename__ = "snoozes"

    channel_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    deadline: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    language: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(Snowflake, index=True)


class LedgerRow(Base):
    """A notice and how far it got; see `bot.reminders.ledger`."""

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("deadline", "revision", "slot", "channel_id", name="uq_ledger_key"),
        Index("ix_ledger_state", "state", "id"),
        Index("ix_ledger_channel", "channel_id", "deadline"),
        Index("ix_ledger_told", "deadline", "channel_id", "id"),
    )

    id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=True)
    nonce: Mapped[str] = mapped_column(String(25), unique=True)
    deadline: Mapped[str] = mapped_column(Text)
    revision: Mapped[str] = mapped_column(String(16))
    slot: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[int] = mapped_column(Snowflake)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    told_instant: Mapped[str] = mapped_column(Text)
    told_outcome: Mapped[str] = mapped_column(String(64), default="")
    worker: Mapped[str] = mapped_column(String(128), default="")
    claimed_at: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    message_id: Mapped[int | None] = mapped_column(Snowflake)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)


class MarkRow(Base):
    """A moment by its name; see `Ledger.known_until`."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class LeaseRow(Base):
    """Who holds a slice of the shards; see `bot.workers.leases`."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    worker: Mapped[str] = mapped_column(String(128))
    beat: Mapped[int] = mapped_column(Snowflake)


class AnsweredRow(Base):
    """Which message answers which question."""

    __tablename__ = "answered"

    question_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(Snowflake)
    answer_id: Mapped[int] = mapped_column(Snowflake)
    answer_channel_id: Mapped[int] = mapped_column(Snowflake)
    kept_at: Mapped[datetime] = mapped_column(Moment, index=True)


class FeedbackRow(Base):
    """A person's vote on an answer."""

    __tablename__ = "feedback"

    message_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False, index=True)
    entry: Mapped[str] = mapped_column(Text, index=True)
    up: Mapped[bool]
    voted_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[str | None] = mapped_column(String(64))
    base: Mapped[str] = mapped_column(String(64), default="")


class GapRow(Base):
    """A question asked in vain; there is no column for who asked."""

    __tablename__ = "gaps"
    __table_args__ = (Index("ix_gaps_count", "count", "last_at"),)

    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(64))
    count: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    base: Mapped[str] = mapped_column(String(64), default="")
