"""Phase 3: calendars, their events, and the rules that say when an event happens."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    NOW,
    Author,
    Base,
    Created,
    Key,
    Name,
    Off,
    Rst,
    Slug,
    Updated,
    filed_under,
    owned_by,
    pointer_to,
    varchar,
    where_true,
)


class Calendar(Base):
    """A calendar; `url` is its iCalendar source, `rss`, `embed` and `twitter` are links shown."""

    __tablename__ = "calendars"

    id: Mapped[Key]
    name: Mapped[str] = varchar(100)
    slug: Mapped[str] = varchar(50, unique=True)
    description: Mapped[str | None] = varchar(255)
    url: Mapped[str | None] = varchar(200)
    rss: Mapped[str | None] = varchar(200)
    embed: Mapped[str | None] = varchar(200)
    twitter: Mapped[str | None] = varchar(200)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class EventCategory(Base):
    """A kind of event; its slug is unique across calendars."""

    __tablename__ = "event_categories"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    calendar_id: Mapped[int | None] = owned_by("calendars", index=True)


class EventLocation(Base):
    """A place where events happen."""

    __tablename__ = "event_locations"

    id: Mapped[Key]
    calendar_id: Mapped[int | None] = owned_by("calendars", index=True)
    name: Mapped[str] = varchar(255)
    address: Mapped[str | None] = varchar(255)
    url: Mapped[str | None] = varchar(200)


class Event(Base):
    """An event, always public; `uid` is its iCalendar UID and need not be unique."""

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "ix_events_upcoming",
            "id",
            **where_true("featured"),
        ),
    )

    id: Mapped[Key]
    uid: Mapped[str | None] = varchar(200)
    title: Mapped[Name]
    calendar_id: Mapped[int] = filed_under("calendars")
    venue_id: Mapped[int | None] = pointer_to("event_locations")
    description: Mapped[str]
    description_markup_type: Mapped[Rst]
    featured: Mapped[Off] = mapped_column(index=True)
    creator_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class EventCategoryAssociation(Base):
    """An event is of a category."""

    __tablename__ = "event_category_associations"

    event_id: Mapped[int] = owned_by("events", primary_key=True)
    category_id: Mapped[int] = owned_by("event_categories", primary_key=True)


class OccurringRule(Base):
    """The one time an event happens; the end of an all-day event is its last day."""

    __tablename__ = "occurring_rules"

    id: Mapped[Key]
    event_id: Mapped[int] = owned_by("events", unique=True)
    dt_start: Mapped[datetime] = mapped_column(server_default=NOW, index=True)
    dt_end: Mapped[datetime] = mapped_column(server_default=NOW)
    all_day: Mapped[Off]


class RecurringRule(Base):
    """The times an event happens again, the first at `begin`, none after `finish`.

    `frequency` counts as dateutil does: 0 yearly, 1 monthly, 2 weekly, 3 daily.
    `duration` is what a person wrote, `duration_internal` what it means.
    """

    __tablename__ = "recurring_rules"

    id: Mapped[Key]
    event_id: Mapped[int] = owned_by("events", index=True)
    begin: Mapped[datetime] = mapped_column(server_default=NOW)
    finish: Mapped[datetime] = mapped_column(server_default=NOW, index=True)
    duration: Mapped[str] = varchar(50, default="15 min")
    duration_internal: Mapped[timedelta] = mapped_column(server_default="00:15:00")
    interval: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    frequency: Mapped[int] = mapped_column(SmallInteger, server_default=text("2"))
    all_day: Mapped[Off]


class Alarm(Base):
    """A reminder by mail, `trigger` hours before an event; private."""

    __tablename__ = "alarms"

    id: Mapped[Key]
    event_id: Mapped[int] = owned_by("events", index=True)
    trigger: Mapped[int] = mapped_column(SmallInteger, server_default=text("24"))
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]
