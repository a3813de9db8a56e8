"""Answered questions, votes, and questions asked in vain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("question_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("answer_channel_id", _ID, nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_answered_kept_at", "answered", ["kept_at"])
    op.create_table(
        "feedback",
        sa.Column("message_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("person_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("up", sa.Boolean, nullable=False),
        sa.Column("voted_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_feedback_person_id", "feedback", ["person_id"])
    op.create_index("ix_feedback_entry", "feedback", ["entry"])
    op.create_table(
        "gaps",
        sa.Column("digest", sa.String(32), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_gaps_count", "gaps", ["count", "last_at"])


def downgrade() -> None:
    op.drop_table("gaps")
    op.drop_table("feedback")
    op.drop_table("answered")
