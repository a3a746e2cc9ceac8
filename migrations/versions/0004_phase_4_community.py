"""Phase 4: jobs, posts, blogs, success stories and what the home page shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text, "sqlite")
NOW = sa.text("CURRENT_TIMESTAMP")


def upgrade() -> None:
    op.create_table(
        "job_types",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    )

    op.create_table(
        "job_categories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    )

    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "category_id",
            sa.Integer,
            sa.ForeignKey("job_categories.id", ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column("other_job_type", sa.String(100)),
        sa.Column("company_name", sa.String(100), nullable=False),
        sa.Column("company_description", sa.Text),
        sa.Column(
            "company_description_markup_type", sa.String(30), nullable=False, server_default="rst"
        ),
        sa.Column("job_title", sa.String(100), nullable=False),
        sa.Column("city", sa.String(100), nullable=False),
        sa.Column("region", sa.String(100)),
        sa.Column("country", sa.String(100), nullable=False, index=True),
        sa.Column("location_slug", sa.String(350)),
        sa.Column("country_slug", sa.String(100)),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("description_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("requirements", sa.Text, nullable=False),
        sa.Column("requirements_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("contact", sa.String(100)),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("submitted_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("status", sa.String(20), nullable=False, index=True, server_default="review"),
        sa.Column("expires", TIMESTAMP),
        sa.Column("telecommuting", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("agencies", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("is_featured", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )
    op.create_index("ix_jobs_created", "jobs", [sa.text("created DESC")])
    op.create_index("ix_jobs_featured", "jobs", ["is_featured"])

    op.create_table(
        "job_type_associations",
        sa.Column(
            "job_id", sa.Integer, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "job_type_id",
            sa.Integer,
            sa.ForeignKey("job_types.id", ondelete="CASCADE"),
            primary_key=True,
        ),
    )

    op.create_table(
        "job_review_comments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "job_id",
            sa.Integer,
            sa.ForeignKey("jobs.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("comment_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "posts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(200)),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_markup_type", sa.String(30), nullable=False, server_default="html"),
        sa.Column("abstract", sa.Text),
        sa.Column("media_type", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("source_url", sa.String(1000), nullable=False, server_default=""),
        sa.Column("meta", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("status", sa.Integer, nullable=False, index=True, server_default=sa.text("1")),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, index=True, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "photos",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("post_id", sa.Integer, sa.ForeignKey("posts.id", ondelete="CASCADE"), index=True),
        sa.Column("image", sa.String(100), nullable=False, server_default=""),
        sa.Column("image_url", sa.String(1000), nullable=False, server_default=""),
        sa.Column("caption", sa.Text, nullable=False, server_default=""),
        sa.Column("click_through_url", sa.String(200), nullable=False, server_default=""),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "videos",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("post_id", sa.Integer, sa.ForeignKey("posts.id", ondelete="CASCADE"), index=True),
        sa.Column("video_embed", sa.Text, nullable=False, server_default=""),
        sa.Column("video_data", sa.String(100), nullable=False, server_default=""),
        sa.Column("caption", sa.Text, nullable=False, server_default=""),
        sa.Column("click_through_url", sa.String(200), nullable=False, server_default=""),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("post_id", sa.Integer, sa.ForeignKey("posts.id", ondelete="CASCADE"), index=True),
        sa.Column("url", sa.String(1000), nullable=False, server_default=""),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "code_samples",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("code_markup_type", sa.String(30), nullable=False, server_default="html"),
        sa.Column("copy", sa.Text, nullable=False, server_default=""),
        sa.Column("copy_markup_type", sa.String(30), nullable=False, server_default="html"),
        sa.Column(
            "is_published", sa.Boolean, nullable=False, index=True, server_default=sa.false()
        ),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "banners",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(1024), nullable=False),
        sa.Column("message", sa.String(2048), nullable=False),
        sa.Column("link", sa.String(1024), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("psf_pages_only", sa.Boolean, nullable=False, server_default=sa.true()),
    )

    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("website_url", sa.String(200), nullable=False),
        sa.Column("feed_url", sa.String(200), nullable=False),
        sa.Column("last_import", TIMESTAMP),
    )

    op.create_table(
        "blog_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "feed_id",
            sa.Integer,
            sa.ForeignKey("feeds.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text, nullable=False, server_default=""),
        sa.Column("pub_date", TIMESTAMP, nullable=False),
        sa.Column("url", sa.String(200), nullable=False),
    )

    op.create_table(
        "feed_aggregates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(50), nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
    )

    op.create_table(
        "feed_aggregate_associations",
        sa.Column(
            "aggregate_id",
            sa.Integer,
            sa.ForeignKey("feed_aggregates.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "feed_id", sa.Integer, sa.ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True
        ),
    )

    op.create_table(
        "related_blogs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("feed_url", sa.String(200), nullable=False),
        sa.Column("blog_url", sa.String(200), nullable=False),
        sa.Column("blog_name", sa.String(200), nullable=False),
        sa.Column("last_entry_published", TIMESTAMP, nullable=False, index=True),
        sa.Column("last_entry_title", sa.String(500), nullable=False),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "companies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("about", sa.Text, nullable=False, server_default=""),
        sa.Column("about_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("contact", sa.String(100)),
        sa.Column("email", sa.String(254)),
        sa.Column("url", sa.String(200)),
        sa.Column("logo", sa.String(100)),
    )

    op.create_table(
        "story_categories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
    )

    op.create_table(
        "success_stories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("company_name", sa.String(500), nullable=False),
        sa.Column("company_url", sa.String(200), nullable=False),
        sa.Column(
            "company_id", sa.Integer, sa.ForeignKey("companies.id", ondelete="SET NULL"), index=True
        ),
        sa.Column(
            "category_id",
            sa.Integer,
            sa.ForeignKey("story_categories.id", ondelete="RESTRICT"),
            nullable=False,
            index=True,
        ),
        sa.Column("author", sa.String(500), nullable=False),
        sa.Column("author_email", sa.String(100)),
        sa.Column("pull_quote", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column(
            "is_published", sa.Boolean, nullable=False, index=True, server_default=sa.false()
        ),
        sa.Column("featured", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("image", sa.String(100)),
        sa.Column("submitted_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, index=True, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )


def downgrade() -> None:
    op.drop_table("success_stories")
    op.drop_table("story_categories")
    op.drop_table("companies")
    op.drop_table("related_blogs")
    op.drop_table("feed_aggregate_associations")
    op.drop_table("feed_aggregates")
    op.drop_table("blog_entries")
    op.drop_table("feeds")
    op.drop_table("banners")
    op.drop_table("code_samples")
    op.drop_table("links")
    op.drop_table("videos")
    op.drop_table("photos")
    op.drop_table("posts")
    op.drop_table("job_review_comments")
    op.drop_table("job_type_associations")
    op.drop_table("jobs")
    op.drop_table("job_categories")
    op.drop_table("job_types")
