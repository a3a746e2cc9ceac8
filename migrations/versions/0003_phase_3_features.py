"""Phase 3: downloads and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text, "sqlite")
INTERVAL = sa.Interval().with_variant(sa.Text, "sqlite")
NOW = sa.text("CURRENT_TIMESTAMP")


def upgrade() -> None:
    op.create_table(
        "operating_systems",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "releases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("3")),
        sa.Column("is_latest", sa.Boolean, nullable=False, index=True, server_default=sa.false()),
        sa.Column("is_published", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("pre_release", sa.Boolean, nullable=False, index=True, server_default=sa.false()),
        sa.Column("show_on_download_page", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("release_date", TIMESTAMP, nullable=False),
        sa.Column("release_page_id", sa.Integer, sa.ForeignKey("pages.id", ondelete="SET NULL")),
        sa.Column("release_notes_url", sa.String(200)),
        sa.Column("content", sa.Text, nullable=False, server_default=""),
        sa.Column("content_markup_type", sa.String(30), nullable=False, server_default="markdown"),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )
    op.create_index("ix_releases_published", "releases", ["is_published"])
    op.create_index("ix_releases_show_on_download", "releases", ["show_on_download_page"])
    op.create_index("ix_releases_version_latest", "releases", ["version", "is_latest"])

    op.create_table(
        "release_files",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column(
            "os_id",
            sa.Integer,
            sa.ForeignKey("operating_systems.id", ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column(
            "release_id",
            sa.Integer,
            sa.ForeignKey("releases.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("description", sa.Text),
        sa.Column("is_source", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("url", sa.String(500), nullable=False, unique=True, index=True),
        sa.Column("gpg_signature_file", sa.String(500)),
        sa.Column("sigstore_signature_file", sa.String(500)),
        sa.Column("sigstore_cert_file", sa.String(500)),
        sa.Column("sigstore_bundle_file", sa.String(500)),
        sa.Column("sbom_spdx2_file", sa.String(500)),
        sa.Column("md5_sum", sa.String(200)),
        sa.Column("filesize", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("download_button", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )
    op.create_index(
        "uq_one_download_per_os_per_release",
        "release_files",
        ["os_id", "release_id"],
        unique=True,
        postgresql_where=sa.text("download_button = true"),
        sqlite_where=sa.text("download_button = 1"),
    )

    op.create_table(
        "calendars",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("slug", sa.String(50), nullable=False, unique=True),
        sa.Column("description", sa.String(255)),
        sa.Column("url", sa.String(200)),
        sa.Column("rss", sa.String(200)),
        sa.Column("embed", sa.String(200)),
        sa.Column("twitter", sa.String(200)),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "event_categories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column(
            "calendar_id", sa.Integer, sa.ForeignKey("calendars.id", ondelete="CASCADE"), index=True
        ),
    )

    op.create_table(
        "event_locations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "calendar_id", sa.Integer, sa.ForeignKey("calendars.id", ondelete="CASCADE"), index=True
        ),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("address", sa.String(255)),
        sa.Column("url", sa.String(200)),
    )

    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(200)),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column(
            "calendar_id",
            sa.Integer,
            sa.ForeignKey("calendars.id", ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column("venue_id", sa.Integer, sa.ForeignKey("event_locations.id", ondelete="SET NULL")),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("description_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("featured", sa.Boolean, nullable=False, index=True, server_default=sa.false()),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "event_category_associations",
        sa.Column(
            "event_id", sa.Integer, sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "category_id",
            sa.Integer,
            sa.ForeignKey("event_categories.id", ondelete="CASCADE"),
            primary_key=True,
        ),
    )

    op.create_table(
        "occurring_rules",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "event_id",
            sa.Integer,
            sa.ForeignKey("events.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("dt_start", TIMESTAMP, nullable=False, index=True, server_default=NOW),
        sa.Column("dt_end", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("all_day", sa.Boolean, nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "recurring_rules",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "event_id",
            sa.Integer,
            sa.ForeignKey("events.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("begin", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("finish", TIMESTAMP, nullable=False, index=True, server_default=NOW),
        sa.Column("duration", sa.String(50), nullable=False, server_default="15 min"),
        sa.Column("duration_internal", INTERVAL, nullable=False, server_default="00:15:00"),
        sa.Column("interval", sa.SmallInteger, nullable=False, server_default=sa.text("1")),
        sa.Column("frequency", sa.SmallInteger, nullable=False, server_default=sa.text("2")),
        sa.Column("all_day", sa.Boolean, nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "event_id",
            sa.Integer,
            sa.ForeignKey("events.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("trigger", sa.SmallInteger, nullable=False, server_default=sa.text("24")),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )


def downgrade() -> None:
    op.drop_table("alarms")
    op.drop_table("recurring_rules")
    op.drop_table("occurring_rules")
    op.drop_table("event_category_associations")
    op.drop_table("events")
    op.drop_table("event_locations")
    op.drop_table("event_categories")
    op.drop_table("calendars")
    op.drop_table("release_files")
    op.drop_table("releases")
    op.drop_table("operating_systems")
