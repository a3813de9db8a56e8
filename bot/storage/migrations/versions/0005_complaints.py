"""Why an answer was voted down: a reason, a few words, and what the answer was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = (("reason", sa.String(16)), ("note", sa.Text), ("answer", sa.Text), ("revision", sa.String(64)))


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("feedback", sa.Column(name, kind))


def downgrade() -> None:
    for name, _ in reversed(_COLUMNS):
        op.drop_column("feedback", name)
