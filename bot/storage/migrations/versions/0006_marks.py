"""Up to when the ledger surely has everything that was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    # What an earlier version wrote is known up to its newest row.
    op.execute(
        "INSERT INTO marks (name, at) SELECT 'ledger', newest FROM"
        " (SELECT max(coalesce(confirmed_at, claimed_at)) AS newest FROM ledger) AS rows WHERE newest IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("marks")
