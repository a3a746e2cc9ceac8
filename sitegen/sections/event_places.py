"""Events by category and by place, and the overviews of both for each calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.contacts import web
from sitegen.messages import row_of
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
    require_calendars,
)
from sitegen.sections.pager import pages
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.computed import Rows
    from sitegen.statements import AnyRow


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
    for row, calendar in _with_calendars("event_categories", rows["categories"], rows):
        first = path_of_category(calendar.slug, row.slug)
        context = {"calendar": link_to(calendar), "category": {"name": row.name}}
        found = event_rows(filed.get(row.id, ()), now, calendars=False)
        yield from _pages("event_categories", row.id, first, found, context)


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
    for row, calendar in _with_calendars("event_locations", rows["locations"], rows):
        location = {"name": row.name, "address": row.address or "", "web": web(row.url or "")}
        context = {"calendar": link_to(calendar), "location": location}
        first = path_of_location(calendar.slug, row.id)
        found = event_rows(filed.get(row.id, ()), now, calendars=False)
        yield from _pages("event_locations", row.id, first, found, context)


def _with_calendars(
    table: str, filed_under: Sequence[AnyRow], rows: Rows
) -> Iterator[tuple[AnyRow, AnyRow]]:
    """The categories or places that have pages, each with its calendar."""
    calendars = {row.id: row for row in rows["calendars"]}
    owned = [row for row in filed_under if row.calendar_id is not None]
    require_calendars(table, owned, calendars)
    return ((row, calendars[row.calendar_id]) for row in owned)


def _pages(
    table: str,
    key: int,
    first: str,
    events: Sequence[Mapping[str, Any]],
    heading: Mapping[str, Any],
) -> Iterator[Content]:
    """The pages of what events are filed under, the row `key` of a table."""
    for path, shown, pager in pages(events, first):
        context = {**heading, "rows": list(shown), "pager": pager}
        yield Content(path, context, row_of(table, key, path))
