"""Quiet hours, one message a week, and notices that somebody wants again later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # With a default, for the rows that are there.
    op.add_column("subscriptions", sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"))
    op.add_column("subscriptions", sa.Column("quiet_from", sa.Integer))
    op.add_column("subscriptions", sa.Column("quiet_to", sa.Integer))
    op.add_column("subscriptions", sa.Column("weekly", sa.JSON))
    op.create_table(
        "snoozes",
        sa.Column("channel_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("deadline", sa.Text, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("person_id", _ID),
    )
    op.create_index("ix_snoozes_at", "snoozes", ["at"])
    op.create_index("ix_snoozes_person_id", "snoozes", ["person_id"])


def downgrade() -> None:
    op.drop_table("snoozes")
    for column in ("weekly", "quiet_to", "quiet_from", "zone"):
        op.drop_column("subscriptions", column)
