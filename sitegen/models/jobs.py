"""Phase 4: the job board."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Created,
    Key,
    Name,
    Off,
    On,
    Rst,
    Slug,
    Updated,
    filed_under,
    owned_by,
    varchar,
)


class JobType(Base):
    """What a job is about: web development, data, operations."""

    __tablename__ = "job_types"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    active: Mapped[On]


class JobCategory(Base):
    """The one category a job is filed under."""

    __tablename__ = "job_categories"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    active: Mapped[On]


class Job(Base):
    """A job. `status`: draft, review, approved, rejected, archived, removed or expired.

    Public while it is approved and `expires` is to come. `location_slug` and `country_slug` are
    made from the names; like every text they may be NULL or ''.
    """

    __tablename__ = "jobs"
    id: Mapped[Key]
    category_id: Mapped[int] = filed_under("job_categories")
    other_job_type: Mapped[str | None] = varchar(100)
    company_name: Mapped[str] = varchar(100)
    company_description: Mapped[str | None]
    company_description_markup_type: Mapped[Rst]
    job_title: Mapped[str] = varchar(100)
    city: Mapped[str] = varchar(100)
    region: Mapped[str | None] = varchar(100)
    country: Mapped[str] = mapped_column(String(100), index=True)
    location_slug: Mapped[str | None] = varchar(350)
    country_slug: Mapped[str | None] = varchar(100)
    description: Mapped[str]
    description_markup_type: Mapped[Rst]
    requirements: Mapped[str]
    requirements_markup_type: Mapped[Rst]
    contact: Mapped[str | None] = varchar(100)
    email: Mapped[str] = varchar(254)
    url: Mapped[str] = varchar(500)
    submitted_by_id: Mapped[Author]
    status: Mapped[str] = mapped_column(String(20), server_default="review", index=True)
    expires: Mapped[datetime | None]
    telecommuting: Mapped[Off]
    agencies: Mapped[On]
    is_featured: Mapped[Off]
    creator_id: Mapped[Author]
    created: Mapped[Created] = mapped_column()
    updated: Mapped[Updated]

    __table_args__ = (
        Index("ix_jobs_featured", "is_featured"),
        Index("ix_jobs_created", created.desc()),
        Index(
            "ix_jobs_approved",
            created.desc(),
            postgresql_where=text("status = 'approved'"),
            sqlite_where=text("status = 'approved'"),
        ),
        Index(
            "ix_jobs_description_fts",
            text("to_tsvector('english', description)"),
            postgresql_using="gin",
        ).ddl_if(dialect="postgresql"),
    )


class JobTypeAssociation(Base):
    """A job is of a type."""

    __tablename__ = "job_type_associations"

    job_id: Mapped[int] = owned_by("jobs", primary_key=True)
    job_type_id: Mapped[int] = owned_by("job_types", primary_key=True)


class JobReviewComment(Base):
    """What a moderator says about a job; private."""

    __tablename__ = "job_review_comments"

    id: Mapped[Key]
    job_id: Mapped[int] = owned_by("jobs", index=True)
    comment: Mapped[str]
    comment_markup_type: Mapped[Rst]
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]
