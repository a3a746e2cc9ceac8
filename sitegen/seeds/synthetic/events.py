"""Calendars with events of every sort: single and recurring, past and to come, with no date yet."""

from __future__ import annotations

from datetime import timedelta
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
from sitegen.seeds.moments import days_ago
from sitegen.seeds.synthetic.bulk import Bulk
from sitegen.seeds.synthetic.ids import FIRST, user_id
from sitegen.seeds.synthetic.jobs import PLACES
from sitegen.seeds.synthetic.texts import short_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from sitegen.seeds.synthetic.texts import Stocks

CALENDARS = ("Conferences", "User groups", "Online", "Sprints")
CATEGORIES = ("Conference", "Talk", "Workshop", "Sprint", "Social", "Course")
VENUES_EACH = 25  # venues of a calendar
LENGTHS = (("1 hour", 1), ("2 hours", 2), ("3 h", 3), ("1 day", 24))
MARKUP = ("rst", "restructuredtext", "markdown", "html")
EVENT_COLUMNS = (
    "id", "uid", "title", "calendar_id", "venue_id", "description", "description_markup_type",
    "featured", "creator_id", "created", "updated",
)  # fmt: skip
RECURRING_COLUMNS = (
    "id", "event_id", "begin", "finish", "duration", "duration_internal", "interval", "frequency",
    "all_day",
)  # fmt: skip


def events(chance: Random, stocks: Stocks, count: int) -> list[Bulk]:
    """Of 20 events two recur, one has no date, and the others happen once."""
    tables = Base.metadata.tables
    linked = ((FIRST + place, _category(place)) for place in range(count) if place % 7)
    return [
        Bulk(
            tables[Calendar.__tablename__],
            ("id", "name", "slug", "description", "creator_id"),
            _calendars(),
        ),
        Bulk(
            tables[EventCategory.__tablename__],
            ("id", "name", "slug", "calendar_id"),
            _categories(),
        ),
        Bulk(
            tables[EventLocation.__tablename__],
            ("id", "calendar_id", "name", "address", "url"),
            _venues(),
        ),
        Bulk(tables[Event.__tablename__], EVENT_COLUMNS, _events(chance, stocks, count)),
        Bulk(tables[EventCategoryAssociation.__tablename__], ("event_id", "category_id"), linked),
        Bulk(
            tables[OccurringRule.__tablename__],
            ("id", "event_id", "dt_start", "dt_end", "all_day"),
            _once(chance, count),
        ),
        Bulk(tables[RecurringRule.__tablename__], RECURRING_COLUMNS, _again(chance, count)),
    ]


def _calendar(place: int) -> int:
    return FIRST + place % len(CALENDARS)


def _category(place: int) -> int:
    """A category of the event's own calendar."""
    return FIRST + place % len(CALENDARS) * len(CATEGORIES) + place // 4 % len(CATEGORIES)


def _calendars() -> Iterator[tuple[Any, ...]]:
    for place, name in enumerate(CALENDARS):
        yield FIRST + place, name, f"synthetic-{place}", f"{name} near and far.", FIRST


def _categories() -> Iterator[tuple[Any, ...]]:
    for calendar in range(len(CALENDARS)):
        for number, name in enumerate(CATEGORIES):
            place = calendar * len(CATEGORIES) + number
            yield FIRST + place, name, f"synthetic-{name.lower()}-{calendar}", FIRST + calendar


def _venues() -> Iterator[tuple[Any, ...]]:
    for place in range(len(CALENDARS) * VENUES_EACH):
        city, _, country = PLACES[place % len(PLACES)]
        url = f"https://venues.example.org/{place}" if place % 2 else ""
        yield FIRST + place, _calendar(place), f"Hall {place}, {city}", f"{city}, {country}", url


def _events(chance: Random, stocks: Stocks, count: int) -> Iterator[tuple[Any, ...]]:
    for place in range(count):
        markup, made = chance.choice(MARKUP), days_ago(chance.random() * 1500)
        venue = FIRST + place % len(CALENDARS) + len(CALENDARS) * (place // 4 % VENUES_EACH)
        yield (
            FIRST + place,
            f"event-{place}@calendar.example.org" if place % 3 else "",
            chance.choice(stocks.prose.headings),
            _calendar(place),
            venue if place % 6 else None,
            short_text(chance, stocks.by_markup[markup]),
            markup,
            place % 50 == 0,
            user_id(chance),
            made,
            made,
        )


def _once(chance: Random, count: int) -> Iterator[tuple[Any, ...]]:
    """From two and a half years before the day of the seeds to ten months after it."""
    for place in range(count):
        if place % 20 in (4, 9, 14):
            continue
        start = days_ago(int(chance.random() * 1200) - 300)
        if place % 5 < 2:
            yield FIRST + place, FIRST + place, start, start + timedelta(days=place % 4), True
        else:
            start += timedelta(minutes=30 * chance.randint(16, 40))
            length = timedelta(hours=chance.randint(1, 8))
            yield FIRST + place, FIRST + place, start, start + length, False


def _again(chance: Random, count: int) -> Iterator[tuple[Any, ...]]:
    """Rules for two events of 20; half of them have come to their end."""
    for place in range(count):
        if place % 20 not in (4, 14):
            continue
        begin = days_ago(int(400 + chance.random() * 800)) + timedelta(hours=18)
        ends = days_ago(chance.random() * 300) if place % 20 == 4 else days_ago(-365)
        written, hours = chance.choice(LENGTHS)
        yield (
            FIRST + place,
            FIRST + place,
            begin,
            ends,
            written,
            timedelta(hours=hours),
            chance.choice((1, 1, 1, 2)),
            chance.choice((0, 1, 1, 2, 2, 2, 3)),
            hours == 24,
        )
