"""Events by category and by place, and the overviews of both for each calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.contacts import web
from sitegen.sections.event_headings import (
    by_category,
    by_location,
    category_counts,
    location_counts,
    path_of_category,
)
from sitegen.sections.event_lists import source_of
from sitegen.sections.event_rows import (
    event_rows,
    folder_of,
    link_to,
    not_over,
    path_of_location,
    public_events,
)
from sitegen.sections.pager import pages
from sitegen.urls import url_of
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sitegen.computed import Rows


def categories_overviews(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of each calendar's categories."""
    filed = by_category(not_over(public_events(rows), now), rows)
    for calendar in rows["calendars"]:
        path = f"{folder_of(calendar.slug)}categories/index.html"
        counted = category_counts(rows, calendar, filed)
        context = {"calendar": link_to(calendar), "categories": counted}
        yield Content(path, context, source_of(calendar, path))


def category_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of each category, with what is not over in any calendar."""
    filed = by_category(not_over(public_events(rows), now), rows)
    calendars = {row.id: row for row in rows["calendars"]}
    for row in rows["categories"]:
        if row.calendar_id is None:
            continue
        calendar = calendars[row.calendar_id]
        first = path_of_category(calendar.slug, row.slug)
        for path, shown, pager in pages(filed.get(row.id, []), first):
            context = {
                "calendar": link_to(calendar),
                "category": {"name": row.name, "url": url_of(first)},
                "rows": event_rows(shown, now),
                "pager": pager,
            }
            source = f"event_categories id {row.id} ({path.removesuffix('/index.html')})"
            yield Content(path, context, source)


def locations_overviews(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of each calendar's places."""
    filed = by_location(not_over(public_events(rows), now))
    for calendar in rows["calendars"]:
        path = f"{folder_of(calendar.slug)}locations/index.html"
        counted = location_counts(rows, calendar, filed)
        context = {"calendar": link_to(calendar), "locations": counted}
        yield Content(path, context, source_of(calendar, path))


def location_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of each place, with what is not over in any calendar."""
    filed = by_location(not_over(public_events(rows), now))
    calendars = {row.id: row for row in rows["calendars"]}
    for row in rows["locations"]:
        if row.calendar_id is None:
            continue
        calendar = calendars[row.calendar_id]
        first = path_of_location(calendar.slug, row.id)
        for path, shown, pager in pages(filed.get(row.id, []), first):
            context = {
                "calendar": link_to(calendar),
                "location": {
                    "name": row.name,
                    "address": row.address or "",
                    "web": web(row.url or ""),
                },
                "rows": event_rows(shown, now),
                "pager": pager,
            }
            source = f"event_locations id {row.id} ({path.removesuffix('/index.html')})"
            yield Content(path, context, source)
