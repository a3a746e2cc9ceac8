"""Calendars and their events: `events.toml`, and a file for each event below `events/`.

An event is of the calendar whose slug its folder has. Its head says when it happens: `start` and
`end` once, or `again` by rules. A date without a time of day is of an all-day event, and is its
last day where it is its end.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sitegen.models import (
    Base,
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    OccurringRule,
    RecurringRule,
)
from sitegen.seeds.demo.texts import table, written_in
from sitegen.seeds.moments import days_ago
from sitegen.seeds.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sitegen.seeds.demo.texts import Written

BEGAN = 1500  # days before the demonstration's day on which the calendars were made
FREQUENCIES = {"year": 0, "month": 1, "week": 2, "day": 3}  # as dateutil counts
UNITS = {"min": "minutes", "hour": "hours", "day": "days"}


def calendars() -> Rows:
    """The calendars; their links lead to addresses for examples."""
    made = {"created": days_ago(BEGAN), "updated": days_ago(BEGAN)}
    owned = {"creator_id": 1, "last_modified_by_id": 1, **made}
    links = {"url": "", "rss": "", "embed": "", "twitter": ""}
    rows = [{**links, **calendar, **owned} for calendar in table("events")["calendar"]]
    return Rows(Base.metadata.tables[Calendar.__tablename__], ("created",), rows)


def categories() -> Rows:
    """The kinds of events."""
    calendar_ids = _calendar_ids()
    rows = [
        {**category, "calendar_id": calendar_ids.get(category.get("calendar_id"))}
        for category in table("events")["category"]
    ]
    return Rows(Base.metadata.tables[EventCategory.__tablename__], ("name", "slug"), rows)


def locations() -> Rows:
    """The places where events happen."""
    calendar_ids = _calendar_ids()
    rows = [
        {
            "address": None,
            "url": None,
            **location,
            "calendar_id": calendar_ids.get(location.get("calendar_id")),
        }
        for location in table("events")["location"]
    ]
    return Rows(Base.metadata.tables[EventLocation.__tablename__], ("name", "address"), rows)


def events() -> Rows:
    """The events, without their times."""
    calendar_ids = _calendar_ids()
    venues = {location["name"]: location["id"] for location in table("events")["location"]}
    rows = [_event(event, calendar_ids, venues) for event in written_in("events")]
    return Rows(Base.metadata.tables[Event.__tablename__], ("created", "uid"), rows)


def event_categories() -> Rows:
    """Which events are of which kinds."""
    ids = {category["slug"]: category["id"] for category in table("events")["category"]}
    rows = [
        {"event_id": event.head["id"], "category_id": ids[slug]}
        for event in written_in("events")
        for slug in event.head.get("categories", ())
    ]
    return Rows(Base.metadata.tables[EventCategoryAssociation.__tablename__], (), rows)


def occurring_rules() -> Rows:
    """The times of the events that happen once."""
    rows = [
        {
            "id": event.head["id"],
            "event_id": event.head["id"],
            "dt_start": _moment(event.head["start"]),
            "dt_end": _moment(event.head["end"]),
            "all_day": _is_a_day(event.head["start"]),
        }
        for event in written_in("events")
        if "start" in event.head
    ]
    return Rows(Base.metadata.tables[OccurringRule.__tablename__], ("event_id",), rows)


def recurring_rules() -> Rows:
    """The times of the events that happen again and again."""
    rows = [row for event in written_in("events") for row in _rules(event)]
    return Rows(Base.metadata.tables[RecurringRule.__tablename__], ("event_id",), rows)


def _calendar_ids() -> dict[str | None, int]:
    return {calendar["slug"]: calendar["id"] for calendar in table("events")["calendar"]}


def _event(
    event: Written, calendar_ids: Mapping[str | None, int], venues: Mapping[str, int]
) -> dict[str, Any]:
    head, (calendar, _, name) = event.head, event.name.partition("/")
    return {
        "id": head["id"],
        "uid": f"{name}@{calendar}.example.org",
        "title": head["title"],
        "calendar_id": calendar_ids[calendar],
        "venue_id": venues[head["venue"]] if "venue" in head else None,
        "description": event.body,
        "description_markup_type": event.markup,
        "featured": head.get("featured", False),
        "creator_id": 1,
        "created": days_ago(head["announced"]),
        "updated": days_ago(head["announced"]),
    }


def _rules(event: Written) -> Iterator[dict[str, Any]]:
    for place, rule in enumerate(event.head.get("again", ())):
        interval, unit = rule["every"]
        length, length_unit = rule["lasts"].rstrip("s").split()
        yield {
            "id": 10 * event.head["id"] + place,
            "event_id": event.head["id"],
            "begin": _moment(rule["first"]),
            "finish": _moment(rule["last"]),
            "duration": rule["lasts"],
            "duration_internal": timedelta(**{UNITS[length_unit]: int(length)}),
            "interval": interval,
            "frequency": FREQUENCIES[unit],
            "all_day": _is_a_day(rule["first"]),
        }


def _is_a_day(written: date) -> bool:
    return not isinstance(written, datetime)


def _moment(written: date) -> datetime:
    """A moment as it is written, or the midnight with which a day begins."""
    return written if isinstance(written, datetime) else datetime.combine(written, time(tzinfo=UTC))
