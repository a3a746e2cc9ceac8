"""Rows of events to test with, and what the views make of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sitegen.database import snapshot
from sitegen.models import (
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    OccurringRule,
    RecurringRule,
)
from sitegen.reading import Reading
from sitegen.sections import events
from tests.downloads_rows import add

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday
YEARLY, MONTHLY, WEEKLY, DAILY = range(4)
VIEWS = {view.name: view for view in (*events.VIEWS, *events.SITEMAPS)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def add_calendar(engine: Engine, name: str = "Conferences", **columns: Any) -> int:
    slug = name.lower().replace(" ", "-")
    return add(engine, Calendar, **{"name": name, "slug": slug, **columns})


def add_event(engine: Engine, title: str, calendar: int = 1, **columns: Any) -> int:
    of = {"title": title, "calendar_id": calendar, "description": "About it."}
    return add(engine, Event, **{**of, **columns})


def happens(engine: Engine, event: int, start: str, end: str = "", **columns: Any) -> int:
    """Once, from `start` to `end`, or for an hour."""
    dt_end = at(end) if end else at(start) + timedelta(hours=1)
    times = {"event_id": event, "dt_start": at(start), "dt_end": dt_end, "all_day": False}
    return add(engine, OccurringRule, **{**times, **columns})


def recurs(
    engine: Engine, event: int, begin: str, finish: str, frequency: int = WEEKLY, **columns: Any
) -> int:
    """Again and again, for an hour."""
    times = {"begin": at(begin), "finish": at(finish), "frequency": frequency, "interval": 1}
    length = {"duration": "1 hour", "duration_internal": timedelta(hours=1), "all_day": False}
    return add(engine, RecurringRule, **{"event_id": event, **times, **length, **columns})


def add_category(engine: Engine, name: str, calendar: int | None = 1, *events: int) -> int:
    slug = name.lower().replace(" ", "-")
    key = add(engine, EventCategory, name=name, slug=slug, calendar_id=calendar)
    for event in events:
        add(engine, EventCategoryAssociation, event_id=event, category_id=key)
    return key


def add_venue(engine: Engine, name: str, calendar: int | None = 1, **columns: Any) -> int:
    return add(engine, EventLocation, name=name, calendar_id=calendar, **columns)


def once(engine: Engine, title: str, start: str, end: str = "", **columns: Any) -> int:
    """An event that happens once."""
    event = add_event(engine, title, **columns)
    happens(engine, event, start, end)
    return event


def contexts(engine: Engine, view: str, now: datetime = NOW) -> dict[str, Any]:
    """What the view says of each of its paths."""
    with snapshot(engine) as connection:
        found = VIEWS[view].contexts(Reading(connection, now), None)
        return {content.path: content.context for content in found}


def index(engine: Engine, now: datetime = NOW) -> Any:
    return contexts(engine, "events.index", now)["events/index.html"]


def calendar_page(engine: Engine, name: str = "", now: datetime = NOW) -> Any:
    return contexts(engine, "events.calendar", now)[f"events/conferences/{name}index.html"]


def past_page(engine: Engine, name: str = "", now: datetime = NOW) -> Any:
    return contexts(engine, "events.past", now)[f"events/conferences/past/{name}index.html"]


def event_page(engine: Engine, event: int, now: datetime = NOW) -> Any:
    return contexts(engine, "events.event", now)[f"events/conferences/{event}/index.html"]


def titles(rows: Any) -> list[str]:
    return [row["title"] for row in rows]
