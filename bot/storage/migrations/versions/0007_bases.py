"""Several bases: which one a guild speaks, and of which one its reminders, votes and questions are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TABLES = ("subscriptions", "feedback", "gaps")


def upgrade() -> None:
    # What is there is of the first base, which has no name.
    for table in _TABLES:
        op.add_column(table, sa.Column("base", sa.String(64), nullable=False, server_default=""))
    op.create_table(
        "guilds",
        sa.Column(
            "guild_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("base", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("guilds")
    for table in _TABLES:
        op.drop_column(table, "base")
