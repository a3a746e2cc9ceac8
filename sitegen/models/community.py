"""Phase 4: what the community shows: posts with their photos, videos and links, code, banners."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Blank,
    Created,
    Html,
    Key,
    Off,
    On,
    Updated,
    owned_by,
    varchar,
)


class Post(Base):
    """A post. `media_type`: 1 text, 2 photo, 3 video, 4 link; `status`: 1 private, 2 public."""

    __tablename__ = "posts"

    id: Mapped[Key]
    title: Mapped[str | None] = varchar(200)
    content: Mapped[str]
    content_markup_type: Mapped[Html]
    abstract: Mapped[str | None]
    media_type: Mapped[int] = mapped_column(server_default=text("1"))
    source_url: Mapped[str] = varchar(1000, default="")
    meta: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    status: Mapped[int] = mapped_column(server_default=text("1"), index=True)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created] = mapped_column(index=True)
    updated: Mapped[Updated]


class Photo(Base):
    """A photo of a post: an uploaded image, or one elsewhere."""

    __tablename__ = "photos"

    id: Mapped[Key]
    post_id: Mapped[int | None] = owned_by("posts", index=True)
    image: Mapped[str] = varchar(100, default="")
    image_url: Mapped[str] = varchar(1000, default="")
    caption: Mapped[Blank]
    click_through_url: Mapped[str] = varchar(200, default="")
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class Video(Base):
    """A video of a post: HTML to embed, or an uploaded file."""

    __tablename__ = "videos"

    id: Mapped[Key]
    post_id: Mapped[int | None] = owned_by("posts", index=True)
    video_embed: Mapped[Blank]
    video_data: Mapped[str] = varchar(100, default="")
    caption: Mapped[Blank]
    click_through_url: Mapped[str] = varchar(200, default="")
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class Link(Base):
    """A link of a post."""

    __tablename__ = "links"

    id: Mapped[Key]
    post_id: Mapped[int | None] = owned_by("posts", index=True)
    url: Mapped[str] = varchar(1000, default="")
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class CodeSample(Base):
    """A piece of code shown on the home page, and the text beside it."""

    __tablename__ = "code_samples"

    id: Mapped[Key]
    code: Mapped[Blank]
    code_markup_type: Mapped[Html]
    copy: Mapped[Blank]
    copy_markup_type: Mapped[Html]
    is_published: Mapped[Off] = mapped_column(index=True)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class Banner(Base):
    """A notice above the pages; `title` is the text of its button."""

    __tablename__ = "banners"

    id: Mapped[Key]
    title: Mapped[str] = varchar(1024)
    message: Mapped[str] = varchar(2048)
    link: Mapped[str] = varchar(1024)
    active: Mapped[Off]
    psf_pages_only: Mapped[On]
