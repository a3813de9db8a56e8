"""Subscriptions and the ledger of notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("channel_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("guild_id", _ID),
        sa.Column("user_id", _ID),
        sa.Column("created_by", _ID),
        sa.Column("role_id", _ID),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("leads", sa.JSON, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("suspended_at", _MOMENT),
        sa.Column("suspended_for", sa.String(32)),
        sa.Column("probe_at", _MOMENT),
        sa.Column("trouble_told", sa.Boolean, nullable=False),
    )
    op.create_index("ix_subscriptions_guild_id", "subscriptions", ["guild_id"])
    op.create_index("ix_subscriptions_user_id", "subscriptions", ["user_id"])
    op.create_index("ix_subscriptions_changed_at", "subscriptions", ["changed_at"])
    op.create_table(
        "ledger",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("nonce", sa.String(25), nullable=False, unique=True),
        sa.Column("deadline", sa.Text, nullable=False),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("slot", sa.String(32), nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("told_instant", sa.Text, nullable=False),
        sa.Column("told_outcome", sa.String(64), nullable=False),
        sa.Column("worker", sa.String(128), nullable=False),
        sa.Column("claimed_at", _MOMENT, nullable=False),
        sa.Column("lease_until", _MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("message_id", _ID),
        sa.Column("confirmed_at", _MOMENT),
        sa.UniqueConstraint("deadline", "revision", "slot", "channel_id", name="uq_ledger_key"),
    )
    op.create_index("ix_ledger_state", "ledger", ["state", "id"])
    op.create_index("ix_ledger_channel", "ledger", ["channel_id", "deadline"])
    op.create_index("ix_ledger_told", "ledger", ["deadline", "channel_id", "id"])


def downgrade() -> None:
    op.drop_table("ledger")
    op.drop_table("subscriptions")
