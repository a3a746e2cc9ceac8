"""Phase 5: the minutes of the board, and work groups."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Blank,
    Created,
    Key,
    Name,
    Off,
    On,
    Rst,
    Slug,
    Updated,
    owned_by,
    varchar,
)


class Minutes(Base):
    """The minutes of a meeting; there may be two on a day."""

    __tablename__ = "minutes"

    id: Mapped[Key]
    date: Mapped[dt.date] = mapped_column(index=True)
    content: Mapped[str]
    content_markup_type: Mapped[Rst]
    is_published: Mapped[Off] = mapped_column(index=True)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class WorkGroup(Base):
    """A work group of the foundation."""

    __tablename__ = "work_groups"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    active: Mapped[On] = mapped_column(index=True)
    approved: Mapped[Off] = mapped_column(index=True)
    short_description: Mapped[Blank]
    purpose: Mapped[str]
    purpose_markup_type: Mapped[Rst]
    active_time: Mapped[str]
    active_time_markup_type: Mapped[Rst]
    core_values: Mapped[str]
    core_values_markup_type: Mapped[Rst]
    rules: Mapped[str]
    rules_markup_type: Mapped[Rst]
    communication: Mapped[str]
    communication_markup_type: Mapped[Rst]
    support: Mapped[Blank]
    support_markup_type: Mapped[Rst]
    url: Mapped[str] = varchar(200, default="")
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class WorkGroupOrganizer(Base):
    """A user organizes a work group."""

    __tablename__ = "work_group_organizers"

    work_group_id: Mapped[int] = owned_by("work_groups", primary_key=True)
    user_id: Mapped[int] = owned_by("users", primary_key=True)


class WorkGroupMember(Base):
    """A user is a member of a work group."""

    __tablename__ = "work_group_members"

    work_group_id: Mapped[int] = owned_by("work_groups", primary_key=True)
    user_id: Mapped[int] = owned_by("users", primary_key=True)
