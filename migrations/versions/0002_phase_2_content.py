"""Phase 2: pages with their files, boxes and menus."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text, "sqlite")
NOW = sa.text("CURRENT_TIMESTAMP")


def upgrade() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("keywords", sa.String(1000)),
        sa.Column("description", sa.Text),
        sa.Column("path", sa.String(500), nullable=False, unique=True, index=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("is_published", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("content_type", sa.String(150), nullable=False, server_default="text/html"),
        sa.Column("template_name", sa.String(100)),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, index=True, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )
    op.create_index("ix_pages_path_published", "pages", ["path", "is_published"])
    op.create_index("ix_pages_published", "pages", ["is_published"])

    op.create_table(
        "page_images",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "page_id",
            sa.Integer,
            sa.ForeignKey("pages.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("image", sa.String(400), nullable=False),
    )

    op.create_table(
        "page_documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "page_id",
            sa.Integer,
            sa.ForeignKey("pages.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("document", sa.String(500), nullable=False),
    )

    op.create_table(
        "boxes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.String(100), nullable=False, unique=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "menus",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(100), nullable=False, server_default=""),
        sa.Column("alias", sa.String(80), nullable=False, unique=True),
    )

    op.create_table(
        "menu_items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "menu_id",
            sa.Integer,
            sa.ForeignKey("menus.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "parent_id", sa.Integer, sa.ForeignKey("menu_items.id", ondelete="CASCADE"), index=True
        ),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("hint", sa.String(200), nullable=False, server_default=""),
        sa.Column("url", sa.String(200), nullable=False, index=True),
        sa.Column(
            "urlaspattern", sa.Boolean, nullable=False, index=True, server_default=sa.false()
        ),
        sa.Column("alias", sa.String(80), index=True),
        sa.Column("description", sa.Text, nullable=False, server_default=""),
        sa.Column(
            "sort_order", sa.Integer, nullable=False, index=True, server_default=sa.text("0")
        ),
        sa.Column("hidden", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("inmenu", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("inbreadcrumbs", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("insitetree", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("access_loggedin", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("access_guest", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("access_restricted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("access_perm_type", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.UniqueConstraint("menu_id", "alias"),
    )


def downgrade() -> None:
    op.drop_table("menu_items")
    op.drop_table("menus")
    op.drop_table("boxes")
    op.drop_table("page_documents")
    op.drop_table("page_images")
    op.drop_table("pages")
