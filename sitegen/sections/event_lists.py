"""Lists of events: what is next, by month and by calendar, and what has been.

Each event stands once in a list, for the occurrence that runs or comes next; in the list of a
month, for the first to come in it. A recurring event is in the lists of a few months, and in that
of its next start however far it is. Past lists hold events of which nothing is to come.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from sitegen.messages import row_of
from sitegen.models import Event
from sitegen.sections import schedule
from sitegen.sections.event_headings import (
    by_calendar,
    by_category,
    by_location,
    calendar_counts,
    calendar_heading,
    category_counts,
    location_counts,
)
from sitegen.sections.event_rows import (
    Dated,
    event_row,
    event_rows,
    folder_of,
    in_order,
    link_to,
    next_moment,
    not_over,
    over,
    public_events,
)
from sitegen.sections.occurrence import INSTANT, LAST, first_of_month, month_of, moved
from sitegen.sections.pager import pages
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sitegen.computed import Rows
    from sitegen.sections.event_rows import PublicEvent
    from sitegen.sections.occurrence import Occurrence
    from sitegen.statements import AnyRow

FEATURED = 3
JUST_MISSED = 2
MONTHS_AHEAD = 3  # of recurring events: what else they do later is told by their rhythm

# Few of many events: found along an index of the featured ones, with nothing else asked.
featured = select(Event.id).where(Event.featured == True).order_by(Event.id)


def index(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of all events. What runs stands once: among the featured ones, or by itself."""
    events = public_events(rows)
    current = not_over(events, now)
    chosen = {row.id for row in rows["featured"]}
    best = [each for each in current if each.event.id in chosen][:FEATURED]
    running = [each for each in current if each.occurrence.start <= now and each not in best]
    latest = sorted(over(events, now), key=lambda each: each.occurrence.end, reverse=True)
    context = {
        "featured": event_rows(best, now, calendars=True),
        "running": event_rows(running, now, calendars=True),
        "months": months(events, now),
        "repeating_until": repeating_until(events, now),
        "just_missed": event_rows(latest[:JUST_MISSED], now, calendars=True),
        "calendars": calendar_counts(rows, current),
    }
    yield Content("events/index.html", context, "events/index.html")


def months(events: Iterable[PublicEvent], now: datetime) -> list[dict[str, Any]]:
    """What starts after `now`, by month; of recurring events this month and the next two.

    One that starts later only stands below the month of its next start.
    """
    before = first_of_month(now, MONTHS_AHEAD)
    dated = in_order(each for event in events for each in _by_month(event, now, before))
    grouped = groupby(event_rows(dated, now, calendars=True), key=itemgetter("month"))
    return [{"month": month, "rows": list(rows)} for month, rows in grouped]


def _by_month(event: PublicEvent, now: datetime, before: datetime) -> Iterator[Dated]:
    coming = schedule.to_come(event.schedule, now, before)
    listed = chain(_next(event, now), coming)
    for _, group in groupby(listed, key=lambda each: month_of(each.start)):
        first, *others = group
        later = {each.start: each for each in reversed(others) if each.start > first.start}
        yield Dated(first, event, tuple(later[start] for start in sorted(later)))


def repeating_until(events: Iterable[PublicEvent], now: datetime) -> str | None:
    """The last month that lists recurring events each time; None if they go on in no other."""
    before = first_of_month(now, MONTHS_AHEAD)
    if any(_goes_on(event, now, before) for event in events):
        return month_of(moved(before, -INSTANT))
    return None


def _goes_on(event: PublicEvent, now: datetime, before: datetime) -> bool:
    """It has a recurring start at `before` or later that is not its next one."""
    again = replace(event.schedule, single=None)
    later = islice(schedule.to_come(again, moved(before, -INSTANT), LAST), 2)
    upcoming = [each.start for each in _next(event, now)]
    return any(each.start not in upcoming for each in later)


def _next(event: PublicEvent, now: datetime) -> Iterator[Occurrence]:
    """The next start of an event, if it has one."""
    return islice(schedule.to_come(event.schedule, now, LAST), 1)


def next_month_or_moment(rows: Rows, now: datetime) -> datetime | None:
    """The next moment of the index: with each month another one comes into view."""
    moments = (next_moment(rows, now), first_of_month(now, 1))
    return min((each for each in moments if each and each > now), default=None)


def calendars(rows: Rows, now: datetime) -> Iterator[Content]:
    """The page of all calendars."""
    counted = calendar_counts(rows, not_over(public_events(rows), now))
    path = "events/calendars/index.html"
    yield Content(path, {"calendars": counted}, path)


def calendar_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of each calendar, with what is not over; the first leads to other lists as well.

    What runs stands once: as the featured one, or by itself.
    """
    current = not_over(public_events(rows), now)
    own, kinds, places = by_calendar(current), by_category(current, rows), by_location(current)
    for calendar in rows["calendars"]:
        events = own.get(calendar.id, [])
        best = next((each for each in events if each.event.featured), None)
        listed = [each for each in events if each is not best or each.occurrence.start > now]
        first = f"{folder_of(calendar.slug)}index.html"
        for path, shown, pager in pages(listed, first):
            context = {
                "calendar": calendar_heading(calendar),
                "rows": event_rows(shown, now, calendars=False),
                "pager": pager,
                "featured": _featured(best, now) if path == first else None,
                "categories": _in_use(category_counts(rows, calendar, kinds), path == first),
                "locations": _in_use(location_counts(rows, calendar, places), path == first),
            }
            yield Content(path, context, source_of(calendar, path))


def past_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of each calendar with what has been, the latest first."""
    own = by_calendar(over(public_events(rows), now))
    for calendar in rows["calendars"]:
        events = own.get(calendar.id, [])
        for path, shown, pager in pages(events, f"{folder_of(calendar.slug)}past/index.html"):
            context = {
                "calendar": link_to(calendar),
                "rows": event_rows(shown, now, calendars=False),
                "pager": pager,
            }
            yield Content(path, context, source_of(calendar, path))


def source_of(calendar: AnyRow, path: str) -> str:
    """How messages name the row of a calendar's page."""
    return row_of("calendars", calendar.id, path)


def _featured(event: Dated | None, now: datetime) -> dict[str, Any] | None:
    return None if event is None else event_row(event, now, calendar=False)


def _in_use(counted: Iterable[dict[str, Any]], on_first_page: bool) -> list[dict[str, Any]]:
    """The links to those that have events, without addresses."""
    return [
        {name: each[name] for name in ("name", "url", "count")}
        for each in counted
        if each["count"] and on_first_page
    ]
