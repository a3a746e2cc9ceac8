"""Phase 1: accounts and what belongs to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text, "sqlite")
NOW = sa.text("CURRENT_TIMESTAMP")


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("username", sa.String(150), nullable=False, unique=True, index=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True, index=True),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("first_name", sa.String(150)),
        sa.Column("last_name", sa.String(150)),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("is_staff", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_superuser", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("bio", sa.Text),
        sa.Column("bio_markup_type", sa.String(30), nullable=False, server_default="markdown"),
        sa.Column("search_visibility", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("email_privacy", sa.Integer, nullable=False, server_default=sa.text("2")),
        sa.Column("public_profile", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("created", TIMESTAMP, nullable=False, index=True, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )
    op.create_index(
        "ix_users_active",
        "users",
        ["is_active"],
        postgresql_where=sa.text("is_active = true"),
        sqlite_where=sa.text("is_active = 1"),
    )

    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), unique=True
        ),
        sa.Column("membership_type", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("legal_name", sa.String(100), nullable=False),
        sa.Column("preferred_name", sa.String(100), nullable=False),
        sa.Column("email_address", sa.String(100), nullable=False),
        sa.Column("city", sa.String(100)),
        sa.Column("region", sa.String(100)),
        sa.Column("country", sa.String(100)),
        sa.Column("postal_code", sa.String(20)),
        sa.Column("psf_code_of_conduct", sa.Boolean),
        sa.Column("psf_announcements", sa.Boolean),
        sa.Column("votes", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("last_vote_affirmation", TIMESTAMP),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "auth_tokens",
        sa.Column("key", sa.String(40), primary_key=True),
        sa.Column(
            "user_id",
            sa.Integer,
            sa.ForeignKey("users.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "sessions",
        sa.Column("session_key", sa.String(40), primary_key=True),
        sa.Column("session_data", sa.Text, nullable=False),
        sa.Column("expire_date", TIMESTAMP, nullable=False, index=True),
    )

    op.create_table(
        "user_groups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("location", sa.String(255), nullable=False),
        sa.Column("url", sa.String(200), nullable=False),
        sa.Column("url_type", sa.String(20), nullable=False),
        sa.Column("start_date", sa.Date),
        sa.Column("approved", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("trusted", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_table("user_groups")
    op.drop_table("sessions")
    op.drop_table("auth_tokens")
    op.drop_table("memberships")
    op.drop_table("users")
