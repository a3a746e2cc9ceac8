"""The page of an event: when, how often, where, and what it is about.

An event has its page when it is over too, and when nobody said when it is. Previous and next in its
calendar are events that happen once, like itself, by their start. One that happens again has no
place among them: the date on its page moves with the time, and with it its neighbours would.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import MAXYEAR
from itertools import islice
from typing import TYPE_CHECKING, Any

from sitegen.contacts import web
from sitegen.dates import clock
from sitegen.markup import Policy, Text
from sitegen.messages import row_of
from sitegen.models import Event, EventLocation
from sitegen.sections import event_rows, recurrence, schedule
from sitegen.sections.event_headings import path_of_category
from sitegen.sections.event_rows import is_over, public_events
from sitegen.sections.occurrence import span, when
from sitegen.sections.rhythm import recurs, rhythm, times_differ
from sitegen.urls import url_of
from sitegen.views import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sitegen.computed import Rows
    from sitegen.sections.event_rows import PublicEvent
    from sitegen.sections.recurrence import Recurrence
    from sitegen.statements import AnyRow

    Link = dict[str, str]

UPCOMING = 5

events = event_rows.events.add_columns(
    EventLocation.address.label("venue_address"),
    EventLocation.url.label("venue_url"),
    Event.description,
    Event.description_markup_type,
)


def event_pages(rows: Rows, now: datetime) -> Iterator[Content]:
    """The pages of all events."""
    public = public_events(rows)
    around, categories = neighbours(public), category_links(rows)
    for row, event in zip(rows["events"], public, strict=True):
        before, after = around.get(event.id, (None, None))
        context = {
            "event": _event(row, event),
            **times(event, now),
            "calendar": event.calendar,
            "venue": _venue(row, event),
            "categories": categories.get(event.id, []),
            "previous": before,
            "next": after,
        }
        yield Content(event.path, context, row_of("events", event.id, event.path))


def times(event: PublicEvent, now: datetime) -> dict[str, Any]:
    """When it runs or is next, or else was last; `upcoming` are the occurrences after that."""
    coming = schedule.occurrences(event.schedule, now)
    shown = next(coming, None) or schedule.last_over(event.schedule, now)
    rules = [rule for rule in event.schedule.rules if recurs(rule)]
    timed = shown is not None and times_differ(rules, shown)
    over = is_over(event, now)
    return {
        "when": when(shown, now) if shown else None,
        "over": over,
        "rhythms": [_rhythm(rule, timed=timed, over=over) for rule in rules],
        "upcoming": [span(each) for each in islice(coming, UPCOMING)],
    }


def neighbours(events: Iterable[PublicEvent]) -> dict[int, tuple[Link | None, Link | None]]:
    """The links to the previous and the next event of the calendar, for those that happen once."""
    found: dict[int, list[tuple[datetime, PublicEvent]]] = defaultdict(list)
    for event in events:
        only = schedule.only(event.schedule)
        if only is not None:
            found[event.calendar_id].append((only.start, event))
    around: dict[int, tuple[Link | None, Link | None]] = {}
    for dated in found.values():
        ordered = [each for _, each in sorted(dated, key=lambda each: (each[0], each[1].id))]
        links = [None, *({"title": each.title, "url": url_of(each.path)} for each in ordered), None]
        for event, before, after in zip(ordered, links, links[2:], strict=False):
            around[event.id] = (before, after)
    return around


def category_links(rows: Rows) -> Mapping[int, list[Link]]:
    """The links to the categories of each event, by name; without a page there is no URL."""
    slugs = {row.id: row.slug for row in rows["calendars"]}
    of_category: dict[int, list[int]] = defaultdict(list)
    for row in rows["of_categories"]:
        of_category[row.category_id].append(row.event_id)
    found: dict[int, list[Link]] = defaultdict(list)
    for row in rows["categories"]:
        slug = slugs.get(row.calendar_id)
        url = "" if slug is None else url_of(path_of_category(slug, row.slug))
        for event in of_category.get(row.id, ()):
            found[event].append({"name": row.name, "url": url})
    return found


def _event(row: AnyRow, event: PublicEvent) -> dict[str, Any]:
    kind = row.description_markup_type
    text = Text(row.description, kind, Policy.UNTRUSTED, prefix="description")
    return {"title": event.title, "description": text}


def _venue(row: AnyRow, event: PublicEvent) -> dict[str, str] | None:
    if event.venue is None:
        return None
    return {**event.venue, "address": row.venue_address or "", "web": web(row.venue_url or "")}


def _rhythm(rule: Recurrence, *, timed: bool, over: bool) -> dict[str, Any]:
    """The words for a rule, with the day of its last start; without end if that is far away.

    Its time of day is told if it is `timed`, the day of its first start if it is over.
    """
    last = recurrence.last_start(rule) if rule.finish.year < MAXYEAR else None
    first = recurrence.first(rule) if over and last else None
    return {
        "words": rhythm(rule),
        "all_day": timed and rule.all_day,
        "clock": clock(rule.begin) if timed and not rule.all_day else "",
        "since": first and first.start.date(),
        "until": last and last.date(),
    }
