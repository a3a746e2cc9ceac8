"""Indexes for the questions most often asked, and for full text search on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index(
        "ix_releases_latest",
        "releases",
        ["version", "is_latest"],
        postgresql_where=sa.text("is_published = true"),
        sqlite_where=sa.text("is_published = 1"),
    )
    op.create_index(
        "ix_jobs_approved",
        "jobs",
        [sa.text("created DESC")],
        postgresql_where=sa.text("status = 'approved'"),
        sqlite_where=sa.text("status = 'approved'"),
    )
    op.create_index(
        "ix_events_upcoming",
        "events",
        ["id"],
        postgresql_where=sa.text("featured = true"),
        sqlite_where=sa.text("featured = 1"),
    )
    if op.get_context().dialect.name == "postgresql":
        create_text_index("ix_pages_content_fts", "pages", "content")
        create_text_index("ix_jobs_description_fts", "jobs", "description")


def create_text_index(name: str, table: str, column: str) -> None:
    words = sa.text(f"to_tsvector('english', {column})")
    op.create_index(name, table, [words], postgresql_using="gin")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.drop_index("ix_jobs_description_fts", "jobs")
        op.drop_index("ix_pages_content_fts", "pages")
    op.drop_index("ix_events_upcoming", "events")
    op.drop_index("ix_jobs_approved", "jobs")
    op.drop_index("ix_releases_latest", "releases")
