"""Phase 2: pages with their files, and the boxes that many pages share."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Created,
    Key,
    On,
    Rst,
    Updated,
    owned_by,
    varchar,
)


class Page(Base):
    """A page at `path`, which has no slash at either end; `content_type` is its MIME type."""

    __tablename__ = "pages"
    __table_args__ = (
        Index("ix_pages_published", "is_published"),
        Index("ix_pages_path_published", "path", "is_published"),
        Index(
            "ix_pages_content_fts",
            text("to_tsvector('english', content)"),
            postgresql_using="gin",
        ).ddl_if(dialect="postgresql"),
    )

    id: Mapped[Key]
    title: Mapped[str] = varchar(500)
    keywords: Mapped[str | None] = varchar(1000)
    description: Mapped[str | None]
    path: Mapped[str] = mapped_column(String(500), unique=True, index=True)
    content: Mapped[str]
    content_markup_type: Mapped[Rst]
    is_published: Mapped[On]
    content_type: Mapped[str] = varchar(150, default="text/html")
    template_name: Mapped[str | None] = varchar(100)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created] = mapped_column(index=True)
    updated: Mapped[Updated]


class PageImage(Base):
    """An image that belongs to a page; `image` is its place below the media folder."""

    __tablename__ = "page_images"

    id: Mapped[Key]
    page_id: Mapped[int] = owned_by("pages", index=True)
    image: Mapped[str] = varchar(400)


class PageDocument(Base):
    """A document that belongs to a page; `document` is its place below the media folder."""

    __tablename__ = "page_documents"

    id: Mapped[Key]
    page_id: Mapped[int] = owned_by("pages", index=True)
    document: Mapped[str] = varchar(500)


class Box(Base):
    """A piece of text that templates ask for by its label."""

    __tablename__ = "boxes"

    id: Mapped[Key]
    label: Mapped[str] = varchar(100, unique=True)
    content: Mapped[str]
    content_markup_type: Mapped[Rst]
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]
