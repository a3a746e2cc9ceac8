"""What events are filed under: calendars, categories and places, with how many are not over.

An event may be of a category, or take place at a venue, that belongs to another calendar. The pages
of a category and of a place list all their events, so a count is always that of the page it leads
to. What belongs to no calendar has no page.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sitegen.contacts import web
from sitegen.models import EventCategory, EventCategoryAssociation, EventLocation
from sitegen.sections.event_rows import folder_of, link_to, path_of_location
from sitegen.sections.groups import grouped
from sitegen.statements import by_text
from sitegen.urls import url_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Select

    from sitegen.computed import Rows
    from sitegen.sections.event_rows import Dated
    from sitegen.statements import AnyRow

    Filed = Mapping[int, list[Dated]]

# The columns that say how a calendar can be followed, in the order shown.
FOLLOWED = ("url", "rss", "embed", "twitter")

all_categories: Select[*tuple[Any, ...]] = select(
    EventCategory.id, EventCategory.name, EventCategory.slug, EventCategory.calendar_id
).order_by(by_text(EventCategory.name), EventCategory.id)
of_categories: Select[*tuple[Any, ...]] = select(
    EventCategoryAssociation.event_id, EventCategoryAssociation.category_id
).order_by(EventCategoryAssociation.event_id, EventCategoryAssociation.category_id)
all_locations: Select[*tuple[Any, ...]] = select(
    EventLocation.id,
    EventLocation.name,
    EventLocation.address,
    EventLocation.url,
    EventLocation.calendar_id,
).order_by(by_text(EventLocation.name), EventLocation.id)


def by_calendar(dated: Iterable[Dated]) -> Filed:
    """The events of each calendar, in their order."""
    return grouped(dated, lambda each: (each.event.calendar_id,))


def by_category(dated: Iterable[Dated], rows: Rows) -> Filed:
    """The events of each category, in their order."""
    of_event = grouped(rows["of_categories"], lambda row: (row.event_id,))
    return grouped(dated, lambda each: [row.category_id for row in of_event.get(each.event.id, ())])


def by_location(dated: Iterable[Dated]) -> Filed:
    """The events at each venue, in their order."""
    return grouped(dated, lambda each: () if (key := each.event.venue_id) is None else (key,))


def calendar_counts(rows: Rows, current: Iterable[Dated]) -> list[dict[str, Any]]:
    """All calendars, each with the number of its `current` events."""
    counts = Counter(each.event.calendar_id for each in current)
    return [
        {**link_to(row), "description": row.description or "", "count": counts[row.id]}
        for row in rows["calendars"]
    ]


def calendar_heading(row: AnyRow) -> dict[str, Any]:
    """What the pages of a calendar say of it, and of how it can be followed."""
    links = ((kind, web(getattr(row, kind) or "")) for kind in FOLLOWED)
    return {
        **link_to(row),
        "description": row.description or "",
        "past_url": url_of(f"{folder_of(row.slug)}past/index.html"),
        "links": [{"kind": kind, "url": url} for kind, url in links if url],
    }


def category_counts(rows: Rows, calendar: AnyRow, filed: Filed) -> list[dict[str, Any]]:
    """The categories of a calendar, each with the number of events in `filed`."""
    return [
        {
            "name": row.name,
            "url": url_of(path_of_category(calendar.slug, row.slug)),
            "count": len(filed.get(row.id, ())),
        }
        for row in rows["categories"]
        if row.calendar_id == calendar.id
    ]


def location_counts(rows: Rows, calendar: AnyRow, filed: Filed) -> list[dict[str, Any]]:
    """The places of a calendar, each with the number of events in `filed`."""
    return [
        {
            "name": row.name,
            "address": row.address or "",
            "url": url_of(path_of_location(calendar.slug, row.id)),
            "count": len(filed.get(row.id, ())),
        }
        for row in rows["locations"]
        if row.calendar_id == calendar.id
    ]


def path_of_category(calendar_slug: str, slug: str) -> str:
    """The file of a category."""
    return f"{folder_of(calendar_slug)}categories/{slug}/index.html"
