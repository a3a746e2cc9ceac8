"""Events: what is next and what has been, by month, calendar, category and place.

When an event happens is computed from its rules and the moment of the build, so these pages are
computed. The number of their statements does not grow with the number of rows.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sitegen.computed import ComputedView
from sitegen.hosting.rules import Redirect, Rules
from sitegen.sections import (
    event_details,
    event_headings,
    event_lists,
    event_places,
    event_rows,
    event_urls,
    urlsets,
)
from sitegen.sections.event_rows import next_moment
from sitegen.site import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.computed import Rows

FOUND = 302  # for now: the list shows other events then

CATEGORIES = MappingProxyType(
    {"categories": event_headings.all_categories, "of_categories": event_headings.of_categories}
)
LOCATIONS = MappingProxyType({"locations": event_headings.all_locations})


def redirects(rows: Rows) -> Iterator[Redirect]:
    """Lists of events from a day on were at `date/YYYY/MM/DD/`; the calendar's list is there."""
    yield Redirect("/events/:calendar/date/*", "/events/:calendar/", FOUND)


VIEWS = (
    ComputedView(
        "events.index",
        "events/index.html",
        {**event_rows.STATEMENTS, "featured": event_lists.featured},
        event_lists.index,
        event_lists.next_month_or_moment,
        within="events/",
    ),
    ComputedView(
        "events.calendars",
        "events/calendars.html",
        event_rows.STATEMENTS,
        event_lists.calendars,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.calendar",
        "events/calendar.html",
        {**event_rows.STATEMENTS, **CATEGORIES, **LOCATIONS},
        event_lists.calendar_pages,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.past",
        "events/past.html",
        event_rows.STATEMENTS,
        event_lists.past_pages,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.categories",
        "events/categories.html",
        {**event_rows.STATEMENTS, **CATEGORIES},
        event_places.categories_overviews,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.category",
        "events/category.html",
        {**event_rows.STATEMENTS, **CATEGORIES},
        event_places.category_pages,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.locations",
        "events/locations.html",
        {**event_rows.STATEMENTS, **LOCATIONS},
        event_places.locations_overviews,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.location",
        "events/location.html",
        {**event_rows.STATEMENTS, **LOCATIONS},
        event_places.location_pages,
        next_moment,
        within="events/",
    ),
    ComputedView(
        "events.event",
        "events/event.html",
        {**event_rows.STATEMENTS, **CATEGORIES, "events": event_details.events},
        event_details.event_pages,
        next_moment,
        within="events/",
    ),
)
SITEMAPS = (
    urlsets.alone("events.sitemap", "events", event_urls.of_lists),
    urlsets.by_id("events.event_sitemap", "events", event_urls.of_events),
)
RULES = Rules(redirects=redirects)
SECTION = Section(VIEWS, SITEMAPS, RULES)
