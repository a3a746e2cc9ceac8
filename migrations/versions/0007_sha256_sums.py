"""SHA-256 sums of release files: new files are published without an MD5 sum."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("release_files", sa.Column("sha256_sum", sa.String(200)))


def downgrade() -> None:
    op.drop_column("release_files", "sha256_sum")
