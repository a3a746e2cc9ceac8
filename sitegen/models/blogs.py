"""Phase 4: blogs of others and what was read from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Blank,
    Created,
    Key,
    Name,
    Updated,
    owned_by,
    varchar,
)


class Feed(Base):
    """A feed that is read from time to time."""

    __tablename__ = "feeds"

    id: Mapped[Key]
    name: Mapped[Name]
    website_url: Mapped[str] = varchar(200)
    feed_url: Mapped[str] = varchar(200)
    last_import: Mapped[datetime | None]


class BlogEntry(Base):
    """An entry of a feed, known by feed and URL."""

    __tablename__ = "blog_entries"

    id: Mapped[Key]
    feed_id: Mapped[int] = owned_by("feeds", index=True)
    title: Mapped[str] = varchar(200)
    summary: Mapped[Blank]
    pub_date: Mapped[datetime]
    url: Mapped[str] = varchar(200)


class FeedAggregate(Base):
    """Feeds shown together."""

    __tablename__ = "feed_aggregates"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[str] = varchar(50, unique=True)
    description: Mapped[str]


class FeedAggregateAssociation(Base):
    """A feed is shown in an aggregate."""

    __tablename__ = "feed_aggregate_associations"

    aggregate_id: Mapped[int] = owned_by("feed_aggregates", primary_key=True)
    feed_id: Mapped[int] = owned_by("feeds", primary_key=True)


class RelatedBlog(Base):
    """A blog of which only the last entry is known."""

    __tablename__ = "related_blogs"

    id: Mapped[Key]
    name: Mapped[str] = varchar(100)
    feed_url: Mapped[str] = varchar(200)
    blog_url: Mapped[str] = varchar(200)
    blog_name: Mapped[str] = varchar(200)
    last_entry_published: Mapped[datetime] = mapped_column(index=True)
    last_entry_title: Mapped[str] = varchar(500)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]
