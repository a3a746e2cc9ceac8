"""Phase 1: people and what belongs to them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Base,
    Created,
    Key,
    Markdown,
    Off,
    On,
    Updated,
    owned_by,
    varchar,
    where_true,
)


class User(Base):
    """An account. `search_visibility`: 0 private, 1 public.

    `email_privacy`: 0 public, 1 for those logged in, 2 never.
    """

    __tablename__ = "users"
    __table_args__ = (
        Index(
            "ix_users_active",
            "is_active",
            **where_true("is_active"),
        ),
    )

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(150), unique=True, index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, index=True)
    password_hash: Mapped[str] = varchar(255)
    first_name: Mapped[str | None] = varchar(150)
    last_name: Mapped[str | None] = varchar(150)
    is_active: Mapped[On]
    is_staff: Mapped[Off]
    is_superuser: Mapped[Off]
    bio: Mapped[str | None]
    bio_markup_type: Mapped[Markdown]
    search_visibility: Mapped[int] = mapped_column(server_default=text("1"))
    email_privacy: Mapped[int] = mapped_column(server_default=text("2"))
    public_profile: Mapped[On]
    created: Mapped[Created] = mapped_column(index=True)
    updated: Mapped[Updated]


class Membership(Base):
    """A membership of the foundation; wholly private.

    `membership_type`: 0 basic, 1 supporting, 2 sponsor, 3 managing, 4 contributing, 5 fellow.
    """

    __tablename__ = "memberships"

    id: Mapped[Key]
    creator_id: Mapped[int | None] = owned_by("users", unique=True)
    membership_type: Mapped[int] = mapped_column(server_default=text("0"))
    legal_name: Mapped[str] = varchar(100)
    preferred_name: Mapped[str] = varchar(100)
    email_address: Mapped[str] = varchar(100)
    city: Mapped[str | None] = varchar(100)
    region: Mapped[str | None] = varchar(100)
    country: Mapped[str | None] = varchar(100)
    postal_code: Mapped[str | None] = varchar(20)
    psf_code_of_conduct: Mapped[bool | None]
    psf_announcements: Mapped[bool | None]
    votes: Mapped[Off]
    last_vote_affirmation: Mapped[datetime | None]
    created: Mapped[Created]
    updated: Mapped[Updated]


class AuthToken(Base):
    """A secret that lets a program act for a user; never read by a build, never imported."""

    __tablename__ = "auth_tokens"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[int] = owned_by("users", index=True)
    created: Mapped[Created]


class Session(Base):
    """A visitor's session; never read by a build, never imported."""

    __tablename__ = "sessions"

    session_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    session_data: Mapped[str]
    expire_date: Mapped[datetime] = mapped_column(index=True)


class UserGroup(Base):
    """A local group. `url_type`: meetup, distribution list or other."""

    __tablename__ = "user_groups"

    id: Mapped[Key]
    name: Mapped[str] = varchar(255)
    location: Mapped[str] = varchar(255)
    url: Mapped[str] = varchar(200)
    url_type: Mapped[str] = varchar(20)
    start_date: Mapped[date | None]
    approved: Mapped[Off]
    trusted: Mapped[Off]
