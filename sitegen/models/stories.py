"""Phase 4: success stories and the companies they tell of."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Blank,
    Created,
    Key,
    Name,
    Off,
    Rst,
    Slug,
    Updated,
    filed_under,
    pointer_to,
    varchar,
)


class Company(Base):
    """A company; `contact` and `email` are private."""

    __tablename__ = "companies"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    about: Mapped[Blank]
    about_markup_type: Mapped[Rst]
    contact: Mapped[str | None] = varchar(100)
    email: Mapped[str | None] = varchar(254)
    url: Mapped[str | None] = varchar(200)
    logo: Mapped[str | None] = varchar(100)


class StoryCategory(Base):
    """The field a success story is from."""

    __tablename__ = "story_categories"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]


class SuccessStory(Base):
    """How somebody uses Python; `author_email` is private."""

    __tablename__ = "success_stories"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    company_name: Mapped[str] = varchar(500)
    company_url: Mapped[str] = varchar(200)
    company_id: Mapped[int | None] = pointer_to("companies", index=True)
    category_id: Mapped[int] = filed_under("story_categories", index=True)
    author: Mapped[str] = varchar(500)
    author_email: Mapped[str | None] = varchar(100)
    pull_quote: Mapped[str]
    content: Mapped[str]
    content_markup_type: Mapped[Rst]
    is_published: Mapped[Off] = mapped_column(index=True)
    featured: Mapped[Off]
    image: Mapped[str | None] = varchar(100)
    submitted_by_id: Mapped[Author]
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created] = mapped_column(index=True)
    updated: Mapped[Updated]
